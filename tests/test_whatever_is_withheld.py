"""Whatever the gate withholds, what is left is said in words, drawn without pupils in it, and set in tables that can be read."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import registers
import samples
from matplotlib.axes import Axes

from enquiry_lib.show import plots, showing, tables, wording
from enquiry_lib.show.numbers import SYMBOLS, WITHHELD, percent, share
from enquiry_lib.stats.result import Result

COUNTING = [one for one in samples.every_result() if len(one.cells())]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NOT_WORDS = re.compile(r"\b(?:None|nan|inf|True|False)\b")
SYMBOL = re.compile(rf"(?<![\w'’“‘\N{{MINUS SIGN}}-])(?:{'|'.join(SYMBOLS)})(?![\w'’”(])(?!: )")


def _ids(result: Result) -> list[str]:
    return sorted(set(result.cells()["id"]))


def _withheld(result: Result, times: int) -> Iterator[Result]:
    """Withhold some ids one by one, then all of them, then some at random."""
    ids, chance = _ids(result), random.Random(5)
    for name in chance.sample(ids, min(times, len(ids))):
        yield result.withhold({name})
    yield result.withhold(set(ids))
    for _ in range(times):
        yield result.withhold(set(chance.sample(ids, chance.randint(1, len(ids)))))


def _cells(result: Result) -> list[str]:
    return [cell for table in tables.tables(result) for row in table.rows for cell in row]


@pytest.mark.parametrize("result", COUNTING, ids=lambda result: type(result).__name__)
def test_whatever_is_withheld_the_rest_can_be_said(result: Result) -> None:
    """No subset of withheld counts leaves an error, a Python word or a symbol in a sentence, nor a Python word in a table."""
    for left in _withheld(result, 30):
        said = wording.sentences(left)
        assert said
        for sentence in [*said, *wording.cautions(left)]:
            assert sentence.strip()
            assert not NOT_WORDS.search(sentence), sentence
            assert not SYMBOL.search(sentence), sentence
        assert not [cell for cell in _cells(left) if NOT_WORDS.search(cell)]
        assert "nan" not in str(showing.summary(left)).casefold().replace("'", " ").split()


SHARES = {
    "persistent": "persistent_rate",
    "severe": "severe_rate",
    "sessions": "rate",
    "n": "g",
    "intended": "share",
    "pupils": "share_attended",
}
"""Counts, each with the share or the size that rests on it, as they stand beside each other in summaries."""


@pytest.mark.parametrize("result", COUNTING, ids=lambda result: type(result).__name__)
def test_a_share_goes_with_its_count(result: Result) -> None:
    """No summary has a share or a size whose count is withheld."""
    for left in _withheld(result, 30):
        for part in _parts(showing.summary(left)):
            held = [count for count in SHARES if count in part and part[count] is None]
            assert not [count for count in held if part.get(SHARES[count]) is not None], part


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _parts(one)


@pytest.mark.parametrize("result", COUNTING, ids=lambda result: type(result).__name__)
def test_whatever_is_withheld_the_rest_can_be_drawn(result: Result) -> None:
    """A picture, where there is one left, has words for somebody who cannot see it, and no number that is shown nowhere else."""
    for left in _withheld(result, 2):
        drawn = plots.picture(left)
        if drawn is None:
            continue
        assert not NOT_WORDS.search(drawn.alt)
        assert not SYMBOL.search(drawn.alt)
        told = set(NUMBER.findall(" ".join([*_cells(left), *wording.sentences(left), _of_all(left)])))
        assert set(NUMBER.findall(drawn.alt)) <= told


def _of_all(result: Result) -> str:
    """Give what pictures say besides: captions and notes of the tables, with the scale of an interval."""
    return " ".join(f"{table.caption} {table.note}" for table in tables.tables(result)) + " 95 10"


@pytest.mark.parametrize("result", COUNTING, ids=lambda result: type(result).__name__)
def test_what_is_withheld_is_said_once(result: Result) -> None:
    """When all of a result is withheld it says so in one sentence, with no table that is mostly symbols."""
    left = result.withhold(set(_ids(result)))
    said = wording.sentences(left)
    assert len(said) == len(set(said))
    assert sum("too few" in sentence or "too small" in sentence for sentence in said) <= 1, said
    rows = re.findall(r'class="number">([^<]*)</td>', showing.block(left))
    assert 2 * rows.count(WITHHELD) <= len(rows)


def test_a_table_mostly_withheld_becomes_a_sentence() -> None:
    """With more than half of its numbers withheld a table gives way to one sentence; with all of them, to none."""
    typed = samples.indicators(8)
    only = replace(typed, lines=typed.lines[2:])
    part = showing.block(only.withhold(set(_ids(only))))
    assert "<table>" not in part
    assert "Indicators before and after: 12 of 12" not in part
    people = {name for name in _ids(typed) if "Walking bus" in name or "Attendance" in name}
    some = replace(typed, lines=typed.lines[1:]).withhold(people)
    assert "Indicators before and after: 12 of 18 numbers rest on too few people" in showing.block(some)
    assert "<table>" in showing.block(typed.withhold(people))


# --- pupils in pictures -----------------------------------------------------------------------------------

DRAWN_FOR: dict[str, Callable[[int], Result]] = {
    "gaps": lambda times: samples.gap_scan(20 * times),
    "two groups": lambda times: samples.two_groups(60 * times, 30 * times),
    "one group": lambda times: samples.one_group(40 * times),
    "attendance": lambda times: samples.attendance([([6] * 12 + [1] * 28) * times, ([5] * 15 + [1] * 30) * times]),
    "answers": lambda times: samples.survey(24 * times, 12 * times),
}  # fmt: skip


@pytest.mark.parametrize("make", DRAWN_FOR.values(), ids=DRAWN_FOR)
def test_more_pupils_are_not_more_marks(make: Callable[[int], Result]) -> None:
    """Twice as many pupils draw as many points and bars: nothing in a picture stands for one pupil."""
    one, two = (plots.picture(make(times)) for times in (1, 2))
    assert one is not None
    assert two is not None
    assert _marks(one.svg) == _marks(two.svg)


def _marks(svg: str) -> int:
    """Count what is drawn, axes and their ticks apart."""
    inside = re.split(r'<g id="matplotlib\.axis_\d+">', svg)
    return inside[0].count("<use") + inside[-1].count('id="PathCollection') + svg.count('id="patch_')


BARRED = [
    samples.attendance(),
    samples.attendance([[6] * 12 + [1] * 28, [8] * 4 + [1] * 36]),
    samples.benchmark(),
    registers.by_reason(),
    registers.by_reason({"II": 30, "M": 12, "R": 3, "O": 10, "GGG": 2}),
]


@pytest.mark.parametrize("result", BARRED, ids=lambda result: type(result).__name__)
def test_no_bar_is_drawn_for_few(monkeypatch: pytest.MonkeyPatch, result: Result) -> None:
    """Every bar is as long as a number in the tables after the gate: one that rests on few pupils has none, not a thin one."""
    lengths: list[float] = []
    real = Axes.barh
    monkeypatch.setattr(
        Axes, "barh", lambda self, y, width, **k: (lengths.extend(width), real(self, y, width, **k))[1]
    )
    gated = showing.gate(result)
    drawn, shown = plots.picture(gated), " ".join(_cells(gated))
    assert bool(drawn) == bool(lengths)
    assert all(share(length, 2) in shown or percent(length) in shown for length in lengths)
