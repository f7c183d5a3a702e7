"""The one gate for small numbers: what must hold for any table, any report, and for two reports one after the other."""

from __future__ import annotations

from random import Random

import counted
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enquiry_lib.data.privacy import FLOOR, choose, choose_hidden

Counts = dict[str, int]
Frame = pd.DataFrame


def _frame(rows: list[tuple[str, int, str]]) -> Frame:
    return pd.DataFrame(rows, columns=["id", "count", "margin"])


# --- tables as results make them --------------------------------------------------------------------------

small_or_large = st.one_of(st.integers(0, 12), st.integers(0, 60))


@st.composite
def one_way(draw: st.DrawFn) -> Frame:
    """A total and its parts."""
    parts = draw(st.lists(small_or_large, min_size=1, max_size=8))
    return _frame([("all", sum(parts), ""), *((f"part {i}", n, "all") for i, n in enumerate(parts))])


@st.composite
def two_way(draw: st.DrawFn) -> Frame:
    """A table with its row and column totals; the grand total falls apart in two ways and has two ids."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells = {(r, c): draw(small_or_large) for r in range(height) for c in range(width)}
    rows = {r: sum(cells[r, c] for c in range(width)) for r in range(height)}
    columns = {c: sum(cells[r, c] for r in range(height)) for c in range(width)}
    inner = [(f"{r},{c}", n, margin) for (r, c), n in cells.items() for margin in (f"row {r}", f"column {c}")]
    sides = [*((f"row {r}", n, "by row") for r, n in rows.items())]
    sides += [(f"column {c}", n, "by column") for c, n in columns.items()]
    grand = [(name, sum(rows.values()), "") for name in ("by row", "by column")]
    return _frame([*inner, *sides, *grand])


@st.composite
def nested(draw: st.DrawFn) -> Frame:
    """A total of groups, each a total of its own parts."""
    groups = draw(st.lists(st.lists(small_or_large, min_size=1, max_size=4), min_size=1, max_size=4))
    rows = [("all", sum(map(sum, groups)), "")]
    for g, parts in enumerate(groups):
        rows += [(f"group {g}", sum(parts), "all")]
        rows += [(f"group {g} part {p}", n, f"group {g}") for p, n in enumerate(parts)]
    return _frame(rows)


tables = st.one_of(one_way(), two_way(), nested())
limits = st.integers(FLOOR, 15)
LIMITS = (5, 10)


def _counts(frame: Frame) -> Counts:
    return dict(zip(frame["id"], frame["count"], strict=True))


def _sums(frame: Frame) -> list[tuple[str, list[str]]]:
    inner = frame[frame["margin"] != ""]
    return [(margin, sorted(set(rows["id"]))) for margin, rows in inner.groupby("margin")]


def _worked_out(frame: Frame, hidden: frozenset[str]) -> Counts:
    """Do what a reader could: fill in every number that is the only unknown of a sum, again and again."""
    known = {name: count for name, count in _counts(frame).items() if name not in hidden}
    found: Counts = {}
    while True:
        before = len(found)
        for margin, parts in _sums(frame):
            unknown = [name for name in (margin, *parts) if name not in known]
            if len(unknown) != 1:
                continue
            (name,) = unknown
            shown = sum(known[part] for part in parts if part != name)
            found[name] = known[name] = shown if name == margin else known[margin] - shown
        if len(found) == before:
            return found


# --- what must hold for any table -------------------------------------------------------------------------


@settings(max_examples=40)
@given(tables, limits)
def test_nothing_hidden_can_be_worked_out(frame: Frame, limit: int) -> None:
    """Subtracting what is shown from the totals that are shown, again and again, finds no hidden number."""
    assert _worked_out(frame, choose_hidden(frame, smallest=limit)) == {}


@settings(max_examples=40)
@given(tables, limits)
def test_no_total_tells_that_the_hidden_parts_are_few(frame: Frame, limit: int) -> None:
    """A total that is shown, less its shown parts, is never a count of pupils below the threshold."""
    hidden, counts = choose_hidden(frame, smallest=limit), _counts(frame)
    for margin, parts in _sums(frame):
        if margin not in hidden:
            left = counts[margin] - sum(counts[part] for part in parts if part not in hidden)
            assert left == 0 or left >= limit


@settings(max_examples=40)
@given(tables, limits)
def test_small_counts_are_hidden_and_zeros_are_not(frame: Frame, limit: int) -> None:
    """Every count from one to just below the threshold is hidden; a count of nobody never is."""
    hidden, counts = choose_hidden(frame, smallest=limit), _counts(frame)
    assert {name for name, count in counts.items() if 0 < count < limit} <= hidden
    assert not {name for name, count in counts.items() if count == 0} & hidden


@settings(max_examples=40)
@given(tables, limits)
def test_without_small_counts_nothing_is_hidden(frame: Frame, limit: int) -> None:
    """A table without a small count is shown whole."""
    large = frame.assign(count=frame["count"] * limit)
    assert choose_hidden(large, smallest=limit) == frozenset()


@settings(max_examples=40)
@given(tables, limits, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame: Frame, limit: int, shuffle: Random) -> None:
    """The same cells in another order, or given twice, hide the same numbers."""
    order = [*range(len(frame)), 0]
    shuffle.shuffle(order)
    assert choose_hidden(frame.iloc[order], smallest=limit) == choose_hidden(frame, smallest=limit)


@settings(max_examples=40)
@given(tables, tables, limits)
def test_only_the_frame_decides(frame: Frame, other: Frame, limit: int) -> None:
    """What was asked before leaves no trace, and the frame given is not changed."""
    before = frame.copy()
    first = choose_hidden(frame, smallest=limit)
    choose_hidden(other, smallest=limit)
    assert choose_hidden(frame, smallest=limit) == first
    pd.testing.assert_frame_equal(frame, before)


@settings(max_examples=40)
@given(tables, limits)
def test_a_table_of_its_own_is_judged_on_its_own(frame: Frame, limit: int) -> None:
    """Two tables with no pupils in common, in one frame, hide what each hides alone."""
    renamed = frame.assign(id="b " + frame["id"], margin=frame["margin"].map(lambda m: m and f"b {m}"))
    alone = choose_hidden(frame, smallest=limit)
    assert choose_hidden(pd.concat([frame, renamed]), smallest=limit) == alone | {
        f"b {name}" for name in alone
    }


# --- what must hold beside everything that is published ---------------------------------------------------

SINGLE = {kind.__name__: kind for kind in (counted.one_way, counted.two_way, counted.hierarchy)}
CHANGES = {
    change.__name__: change
    for change in (counted.without_one, counted.with_one_more, counted.with_one_regrouped)
}
PUPILS, CLOSE = (20, 30, 45, 70, 110), 1e-5


def _told(now: Frame, hidden: frozenset[str], limit: int, *earlier: Frame) -> list[str]:
    """Name the small numbers of which an audit can rule out 1, or one less than the threshold."""
    found = counted.small_numbers(now, hidden, limit, earlier)
    told = (found["low"] > 1 + CLOSE) | (found["high"] < limit - 1 - CLOSE)
    return found.loc[told, "name"].tolist()


def _is_withheld_whole(now: Frame, hidden: frozenset[str]) -> bool:
    return hidden >= set(now.loc[now["count"] > 0, "id"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", SINGLE)
def test_no_table_tells_a_small_number(kind: str) -> None:
    """Of 300 tables of a kind, many of them with noughts and small counts, no small number can be narrowed down.

    One that can only be kept by withholding the whole table, is; that is not the common way out.
    """
    whole = hiding = 0
    for seed in range(300):
        table, limit = SINGLE[kind](Random(seed)), LIMITS[seed % 2]
        hidden = choose_hidden(table, smallest=limit)
        assert _told(table, hidden, limit) == [], (seed, limit)
        hiding += bool(hidden)
        whole += bool(hidden) and _is_withheld_whole(table, hidden)
    assert 0 < whole < hiding / 3, f"{whole} of {hiding} tables with small numbers are withheld whole"


@pytest.mark.slow
def test_no_report_of_many_results_tells_a_small_number() -> None:
    """Of 60 reports whose results count the same pupils in many ways, no small number can be narrowed down.

    Nor can a difference of few pupils between two groups that overlap.
    """
    whole = 0
    for seed in range(60):
        draw, limit = Random(seed), LIMITS[seed % 2]
        now = counted.report(counted.some_pupils(draw, PUPILS[seed % 5], 1 + seed % 3))
        hidden = choose_hidden(now, smallest=limit)
        assert _told(now, hidden, limit) == [], (seed, limit)
        whole += _is_withheld_whole(now, hidden)
    assert whole < 60 / 20, f"{whole} of 60 reports are withheld whole"


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_this_report_beside_the_last_tells_nothing_of_one_pupil(change: str) -> None:
    """Of 20 schools with one pupil who left, came, or changed group, two reports together tell no more than one."""
    for seed in range(20):
        draw, limit = Random(seed), LIMITS[seed % 2]
        pupils = counted.some_pupils(draw, PUPILS[seed % 5], 1 + seed % 2)
        then, now = counted.report(pupils), counted.report(CHANGES[change](draw, pupils))
        published = then.assign(hidden=then["id"].isin(choose_hidden(then, smallest=limit)))
        hidden = choose(now, smallest=limit, earlier=[published]).hidden
        assert _told(now, hidden, limit, published) == [], (seed, limit)


def test_the_audit_finds_what_a_rule_for_one_total_lets_through() -> None:
    """The audit is no rubber stamp: two noughts and two hidden numbers a row do not keep a square from being solved."""
    rows = [("a", 3, "top"), ("b", 27, "top"), ("c", 14, "bottom"), ("d", 0, "bottom")]
    across = [("a", 3, "left"), ("c", 14, "left"), ("b", 27, "right"), ("d", 0, "right")]
    totals = [("top", 30, ""), ("bottom", 14, ""), ("left", 17, ""), ("right", 27, "")]
    square = _frame([*rows, *across, *totals])
    assert _told(square, frozenset({"a", "b", "c"}), 10) == ["a"]
    assert _told(square, choose_hidden(square, smallest=10), 10) == []
