"""The few pupils by whom two groups differ."""

from __future__ import annotations

import counted
import pandas as pd

from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.data.privacy.cells import read
from enquiry_lib.data.privacy.overlaps import add_small_differences


def _who(*rows: tuple[str, str]) -> pd.DataFrame:
    data = [(name, len(pupils), "", frozenset(pupils)) for name, pupils in rows]
    return pd.DataFrame(data, columns=counted.COLUMNS)


def _found(now: pd.DataFrame, *earlier: pd.DataFrame, smallest: int = 5) -> set[tuple[int, str]]:
    """The differences: how many, and who."""
    account = read(now, earlier)
    places = add_small_differences(account, smallest=smallest)
    return {(account.numbers[place].count, "".join(sorted(account.numbers[place].who))) for place in places}


def test_a_group_within_another_leaves_the_few_who_are_not_in_it() -> None:
    """One that overlaps without lying within leaves nobody, nor does one that is smaller by as many as may be shown."""
    assert _found(_who(("all", "ABCDEF"), ("known", "ABCD"))) == {(2, "EF")}
    assert _found(_who(("all", "ABCDE"), ("others", "ABCX"))) == set()
    assert _found(_who(("all", "ABCDEF"), ("a", "A"))) == set()


def test_the_few_are_one_number_however_they_are_found() -> None:
    """The same two pupils by two subtractions, or with an id of their own, are one number."""
    frame = _who(("all", "ABCDEFGHIJ"), ("known", "ABCDEFGH"), ("unknown", "IJ"))
    account = read(frame)
    (place,) = add_small_differences(account, smallest=5)
    assert account.numbers[place].ids == {"unknown"}


def test_between_two_published_counts_nothing_is_left_to_guard() -> None:
    """What two published counts tell is out; what a published and a new one would tell is not."""
    all_, known = _who(("all", "ABCDEF")), _who(("known", "ABCD"))
    assert _found(_who(), pd.concat([all_, known]).assign(hidden=False)) == set()
    assert _found(known, all_.assign(hidden=False)) == {(2, "EF")}


def test_a_forgotten_pupil_still_counts() -> None:
    """A published count of the same pupils and one more differs by that one, whose name nobody has."""
    assert _found(_who(("all", "ABC")), _who(("all", "ABC")).assign(count=4, hidden=False)) == {(1, "")}


def test_counts_under_one_id_are_compared_where_nobody_knows_the_pupils() -> None:
    """Now and in a published report, that is; not two results of one report."""
    now, then = counted.frame([("all", 41, "")]), counted.frame([("all", 40, "")]).assign(hidden=False)
    assert _found(now, then) == {(1, "")}
    assert _found(pd.concat([now.assign(of="1"), then.assign(of="2")])) == set()


def test_new_codes_do_not_hide_that_it_is_the_same_count() -> None:
    """Where a report's codes are of another key, or its pupils hardly today's, counts under one id are compared."""
    now, then = _who(("all", "ABCDEF")), _who(("all", "STUVW")).assign(hidden=False)
    assert _found(now, then) == {(1, "")}
    assert _found(now, then.assign(same_codes=True)) == set()
    told = _who(("all", "ABCDE")).assign(hidden=False)
    assert _found(now, told) == {(1, "F")}
    assert _found(now, told.assign(same_codes=False)) == {(1, "")}


def test_one_who_came_and_one_who_left_are_guarded_together() -> None:
    """The count has not changed, and is of a few others: the new mean beside the old one would tell of these."""
    then = _who(("all", "ABCDEFGH")).assign(hidden=False)
    assert _found(_who(("all", "BCDEFGHI")), then) == {(1, "")}
    assert _found(_who(("all", "BCDEFGHI")), then.assign(hidden=True)) == set()
    assert _found(_who(("all", "ABCMNOPQ")), then) == set()
    assert _found(_who(("some", "BCDEFGHI")), then) == set()


def test_what_two_groups_differ_by_is_known_when_it_is_a_group_itself() -> None:
    """No margin says that 25 of 40 and the 15 others belong together; the pupils do, and anybody can subtract."""
    pupils = [f"P{number}" for number in range(40)]
    rows = [
        ("on the list", 40, "", frozenset(pupils)),
        ("in one year", 25, "", frozenset(pupils[:25])),
        ("not in the other", 15, "", frozenset(pupils[25:])),
        ("left early", 4, "not in the other", frozenset(pupils[25:29])),
        ("left later", 11, "not in the other", frozenset(pupils[29:])),
    ]
    hidden = choose_hidden(pd.DataFrame(rows, columns=counted.COLUMNS), smallest=10)
    assert "left early" in hidden
    if "left later" not in hidden:
        assert "not in the other" in hidden
        assert hidden & {"on the list", "in one year"}
