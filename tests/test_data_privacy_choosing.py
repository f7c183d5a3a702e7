"""What is hidden, and why: examples that a person can check, and how much is lost beside the least there could be."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import counted
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enquiry_lib.data.privacy import REASONS, choose, choose_hidden

Frame = pd.DataFrame
_frame = counted.frame


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


def test_no_more_of_a_square_is_hidden_than_needed() -> None:
    """One small count in a table of nine takes three others with it, the cheapest, and no total."""
    cells = [[4, 20, 30], [12, 25, 35], [40, 45, 50]]
    rows = [
        (f"{r}{c}", n, margin)
        for r, row in enumerate(cells)
        for c, n in enumerate(row)
        for margin in (f"row {r}", f"column {c}")
    ]
    totals = [(f"row {r}", sum(row), "") for r, row in enumerate(cells)]
    totals += [(f"column {c}", sum(column), "") for c, column in enumerate(zip(*cells, strict=True))]
    assert choose_hidden(_frame([*rows, *totals]), smallest=10) == {"00", "01", "10", "11"}


# --- groups that overlap, ids that are shared -------------------------------------------------------------


def _pupils(*numbers: int) -> frozenset[str]:
    return frozenset(f"P{number:03d}" for number in numbers)


def _who(*rows: tuple[str, range, str], **more: object) -> Frame:
    """Counts of pupils with these numbers."""
    data = [(name, len(numbers), margin, _pupils(*numbers)) for name, numbers, margin in rows]
    return pd.DataFrame(data, columns=counted.COLUMNS).assign(**more)


def test_two_groups_that_differ_by_few_are_not_both_shown() -> None:
    """Of sixty pupils and the 57 whose group is known, one number goes, and the reason is the three."""
    choice = choose(_who(("all", range(60), ""), ("known", range(57), "")), smallest=10)
    assert choice.reasons == {"known": "overlap"}


def test_groups_that_differ_by_many_are_shown() -> None:
    """Ten pupils more are no small difference."""
    assert not choose(_who(("all", range(60), ""), ("known", range(50), "")), smallest=10).hidden


def test_the_same_pupils_are_one_number() -> None:
    """A count that is hidden in one result is hidden under its other id in the next."""
    frame = _who(
        ("all", range(40), ""),
        ("few", range(4), "all"),
        ("others", range(4, 40), "all"),
        ("again", range(4, 40), ""),
    )
    hidden = choose_hidden(frame, smallest=10)
    assert ("others" in hidden) == ("again" in hidden)


def test_one_id_with_two_counts_is_hidden_in_both_results() -> None:
    """Where two results give one id to different pupils, both counts go when one has to."""
    frame = pd.concat([_who(("girls", range(4), ""), of="one"), _who(("girls", range(50), ""), of="two")])
    assert choose_hidden(frame, smallest=10) == {"girls"}


def test_what_the_parts_listed_leave_is_guarded() -> None:
    """Sixty pupils, and two groups of 57 together: anybody can subtract, though nobody listed the three."""
    frame = _frame([("all", 60, ""), ("a", 20, "all"), ("b", 37, "all")])
    assert choose_hidden(frame, smallest=10) == {"a"}


# --- beside reports that were published -------------------------------------------------------------------


def test_one_who_left_is_not_told_by_the_next_report() -> None:
    """Thirty then and 29 now would tell of one pupil."""
    then = _who(("all", range(30), ""), hidden=False)
    assert choose(_who(("all", range(29), "")), smallest=10, earlier=[then]).reasons == {"all": "earlier"}


def test_one_who_left_while_another_came_is_not_told_by_the_next_report() -> None:
    """Thirty then and thirty now, one of them another: their two means would tell of both."""
    then = _who(("all", range(30), ""), hidden=False)
    now = _who(("all", range(1, 31), ""))
    assert choose(now, smallest=10, earlier=[then]).reasons == {"all": "earlier"}
    assert not choose(_who(("all", range(10, 40), "")), smallest=10, earlier=[then]).hidden


def test_one_who_left_is_not_told_where_the_codes_are_new() -> None:
    """Thirty then and 29 now, whose codes are of another key: the counts tell of one pupil all the same."""
    then, now = _who(("all", range(30), ""), hidden=False), _who(("all", range(100, 129), ""))
    assert choose(now, smallest=10, earlier=[then]).reasons == {"all": "earlier"}
    assert not choose(now, smallest=10, earlier=[then.assign(same_codes=True)]).hidden


def test_where_it_is_unclear_what_adds_up_everything_is_hidden() -> None:
    """A total whose parts have several counts that do not come to it, beside a small one: nothing is shown."""
    clear = _frame([("a", 4, "all"), ("b", 20, "all"), ("c", 30, "all"), ("all", 54, "")])
    unclear = pd.concat([clear, _frame([("b", 25, "all"), ("c", 11, "all"), ("all", 60, "")])])
    choice = choose(unclear, smallest=10)
    assert choice.reasons == {"a": "few", "all": "whole", "b": "whole", "c": "whole"}
    assert not choose(unclear.assign(count=unclear["count"] + 10), smallest=10).hidden


def test_one_who_was_forgotten_is_not_told_by_the_next_report() -> None:
    """A published count may be of one pupil more than it still names."""
    then = _who(("all", range(29), ""), hidden=False).assign(count=30)
    assert choose_hidden(_who(("all", range(29), "")), smallest=10) == frozenset()
    assert choose(_who(("all", range(29), "")), smallest=10, earlier=[then]).hidden == {"all"}


def test_a_typed_count_that_changes_a_little_is_not_shown_again() -> None:
    """Where nobody knows the pupils, the same id in two reports is taken to be about the same ones."""
    then, now = _frame([("all", 40, "")]).assign(hidden=False), _frame([("all", 41, "")])
    assert choose(now, smallest=10, earlier=[then]).hidden == {"all"}
    assert not choose(_frame([("all", 40, "")]), smallest=10, earlier=[then]).hidden
    assert not choose(_frame([("all", 55, "")]), smallest=10, earlier=[then]).hidden


def test_what_a_report_kept_is_not_told_by_the_next() -> None:
    """Numbers that were hidden for a small one stay hidden though this report no longer has it."""
    rows = (("all", range(40), ""), ("few", range(4), "all"), ("others", range(4, 40), "all"))
    then = _who(*rows).assign(hidden=[False, True, True])
    choice = choose(_who(rows[2]), smallest=10, earlier=[then])
    assert choice.reasons == {"others": "earlier"}


def test_what_is_out_already_takes_nothing_with_it() -> None:
    """A small number that an earlier report told cannot be kept any more; nothing else is hidden for it."""
    rows = (("all", range(40), ""), ("few", range(4), "all"), ("others", range(4, 40), "all"))
    assert choose(_who(*rows), smallest=10, earlier=[_who(*rows, hidden=False)]).hidden <= {"few"}


# --- reasons ----------------------------------------------------------------------------------------------


def test_each_hidden_number_has_its_reason() -> None:
    """The log can say of each number why it is not there."""
    choice = choose(_parts(3, 27, 12), smallest=10)
    assert choice.reasons == {"a": "few", "c": "gives_away"}
    assert choose(_parts(3, 0), smallest=10).reasons == {"a": "few", "all": "few"}


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_reasons_are_those_of_the_list(seed: int) -> None:
    """Reasons are keys of REASONS, for the hidden ids and no others."""
    choice = choose(counted.two_way(Random(seed)), smallest=10)
    assert choice.reasons.keys() == choice.hidden
    assert set(choice.reasons.values()) <= REASONS.keys()


# --- how much is lost, and how it runs --------------------------------------------------------------------


@pytest.mark.slow
def test_little_more_is_hidden_than_the_least_that_would_do() -> None:
    """Over 60 small tables no more than a twentieth more numbers are hidden than an exact search has to hide."""
    ours = least = 0
    for seed in range(60):
        table = (counted.two_way, counted.hierarchy)[seed % 2](Random(seed))
        if table["id"].nunique() > 26:
            continue
        ours += len(choose_hidden(table, smallest=10))
        least += counted.fewest_hidden(table, 10)
    assert least <= ours <= 1.05 * least, f"{ours} hidden, {least} would do"


def test_a_table_without_small_numbers_needs_no_solver() -> None:
    """Where nothing is small, and where what is small is part of nothing, SciPy is not even loaded."""
    code = (
        "import pandas as pd, sys; from enquiry_lib.data.privacy import choose_hidden;"
        "rows = [('all', 60, ''), ('a', 20, 'all'), ('b', 40, 'all'), ('c', 3, '')];"
        "print(*choose_hidden(pd.DataFrame(rows, columns=['id', 'count', 'margin'])), 'scipy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.stdout.split() == ["c", "False"]


def test_the_order_of_results_does_not_matter() -> None:
    """A report's results in another order hide the same numbers for the same reasons."""
    now = counted.report(counted.some_pupils(Random(3), 70))
    assert choose(now.iloc[::-1], smallest=10) == choose(now, smallest=10)
