"""The one gate for small numbers."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquiry_lib import errors
from enquiry_lib.data.privacy import DEFAULT, FLOOR, choose_hidden, set_smallest_count, smallest_count

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


@given(tables, limits)
def test_nothing_hidden_can_be_worked_out(frame: Frame, limit: int) -> None:
    """Subtracting what is shown from the totals that are shown, again and again, finds no hidden number."""
    assert _worked_out(frame, choose_hidden(frame, smallest=limit)) == {}


@given(tables, limits)
def test_no_total_tells_that_the_hidden_parts_are_few(frame: Frame, limit: int) -> None:
    """A total that is shown, less its shown parts, is never a count of pupils below the threshold."""
    hidden, counts = choose_hidden(frame, smallest=limit), _counts(frame)
    for margin, parts in _sums(frame):
        if margin not in hidden:
            left = counts[margin] - sum(counts[part] for part in parts if part not in hidden)
            assert left == 0 or left >= limit


@given(tables, limits)
def test_small_counts_are_hidden_and_zeros_are_not(frame: Frame, limit: int) -> None:
    """Every count from one to just below the threshold is hidden; a count of nobody never is."""
    hidden, counts = choose_hidden(frame, smallest=limit), _counts(frame)
    assert {name for name, count in counts.items() if 0 < count < limit} <= hidden
    assert not {name for name, count in counts.items() if count == 0} & hidden


@given(tables, limits)
def test_without_small_counts_nothing_is_hidden(frame: Frame, limit: int) -> None:
    """A table without a small count is shown whole."""
    large = frame.assign(count=frame["count"] * limit)
    assert choose_hidden(large, smallest=limit) == frozenset()


@given(tables, limits, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame: Frame, limit: int, shuffle: random.Random) -> None:
    """The same cells in another order, or given twice, hide the same numbers."""
    order = [*range(len(frame)), 0]
    shuffle.shuffle(order)
    assert choose_hidden(frame.iloc[order], smallest=limit) == choose_hidden(frame, smallest=limit)


@given(tables, tables, limits)
def test_only_the_frame_decides(frame: Frame, other: Frame, limit: int) -> None:
    """What was asked before leaves no trace, and the frame given is not changed."""
    before = frame.copy()
    first = choose_hidden(frame, smallest=limit)
    choose_hidden(other, smallest=limit)
    assert choose_hidden(frame, smallest=limit) == first
    pd.testing.assert_frame_equal(frame, before)


@given(tables, limits)
def test_a_table_of_its_own_is_judged_on_its_own(frame: Frame, limit: int) -> None:
    """Two tables with no pupils in common, in one frame, hide what each hides alone."""
    renamed = frame.assign(id="b " + frame["id"], margin=frame["margin"].map(lambda m: m and f"b {m}"))
    alone = choose_hidden(frame, smallest=limit)
    assert choose_hidden(pd.concat([frame, renamed]), smallest=limit) == alone | {
        f"b {name}" for name in alone
    }


# --- examples a person can check --------------------------------------------------------------------------


def _parts(*counts: int) -> Frame:
    rows = [(name, count, "all") for name, count in zip("abcdefgh", counts, strict=False)]
    return _frame([("all", sum(counts), ""), *rows])


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ((15, 15), ""),
        ((3, 27), "a b"),
        ((3, 27, 12), "a c"),
        ((3, 27, 0), "a b"),
        ((1, 1, 28), "a b c"),
        ((5, 5, 28), "a b"),
        ((9, 10, 11), "a b"),
        ((10, 10, 10), ""),
        ((3, 0), "a all"),
        ((4, 5), "a all b"),
        ((0, 0), ""),
        ((40,), ""),
        ((4,), "a all"),
    ],
)
def test_examples_with_a_threshold_of_ten(counts: tuple[int, ...], hidden: str) -> None:
    """One total and its parts, with what has to go."""
    assert sorted(choose_hidden(_parts(*counts), smallest=10)) == hidden.split()


def test_two_ones_beside_a_total_are_not_told() -> None:
    """30 in all and 28 in one group would tell that the other two groups are one pupil each."""
    assert "c" in choose_hidden(_parts(1, 1, 28), smallest=10)


def test_a_part_without_its_total_needs_no_second_secret() -> None:
    """A count that is part of nothing is hidden alone."""
    assert choose_hidden(_frame([("a", 3, ""), ("b", 30, "")]), smallest=10) == {"a"}


def test_a_frame_without_rows_hides_nothing() -> None:
    """A result without counts passes the gate as it is."""
    assert choose_hidden(_frame([]), smallest=10) == frozenset()


def test_five_hundred_rows_are_no_burden() -> None:
    """A large two-way table ends, and still gives nothing away."""
    width = 250
    cells = [(f"{r},{c}", (7 * r + 3 * c) % 23, f"row {r}") for r in range(2) for c in range(width)]
    totals = [(f"row {r}", sum(n for name, n, _ in cells if name.startswith(f"{r},")), "") for r in range(2)]
    frame = _frame([*cells, *totals])
    assert _worked_out(frame, choose_hidden(frame, smallest=10)) == {}


# --- the threshold in force -------------------------------------------------------------------------------


def test_the_threshold_is_ten_unless_a_network_says_otherwise() -> None:
    """The threshold in force is the one the gate uses."""
    frame = _frame([("a", 10, ""), ("b", 12, "")])
    assert smallest_count() == DEFAULT == 10
    assert choose_hidden(frame) == frozenset()
    set_smallest_count(11)
    assert smallest_count() == 11
    assert choose_hidden(frame) == {"a"}


def test_the_threshold_has_a_floor() -> None:
    """Below five the threshold is refused and the one in force stays."""
    set_smallest_count(FLOOR)
    with pytest.raises(errors.WrongValue, match="at least 5"):
        set_smallest_count(FLOOR - 1)
    assert smallest_count() == FLOOR
