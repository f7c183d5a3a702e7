"""Cell frames read as numbers and sums."""

from __future__ import annotations

import counted
import pandas as pd

from enquiry_lib.data.privacy.cells import Ledger, read


def _sums(account: Ledger) -> set[tuple[int, tuple[int, ...]]]:
    """The sums, by their counts."""
    count = [number.count for number in account.numbers]
    return {(count[total], tuple(sorted(count[part] for part in parts))) for total, parts in account.sums}


def _who(*rows: tuple[str, str, str]) -> pd.DataFrame:
    data = [(name, len(pupils), margin, frozenset(pupils)) for name, pupils, margin in rows]
    return pd.DataFrame(data, columns=counted.COLUMNS)


def test_parts_add_up_to_their_total() -> None:
    """A total and its parts are one sum, in which nobody is left out, and nought says nothing."""
    table = counted.frame([("all", 30, ""), ("a", 8, "all"), ("b", 22, "all"), ("c", 0, "all")])
    assert _sums(read(table)) == {(30, (8, 22))}


def test_what_the_parts_leave_is_a_number() -> None:
    """Parts that come to less than the total leave a number without an id, and whose pupils are known."""
    account = read(_who(("all", "ABCDE", ""), ("a", "AB", "all")))
    assert _sums(account) == {(5, (2, 3))}
    assert account.numbers[-1].who == frozenset("CDE")
    assert not account.numbers[-1].ids


def test_parts_that_overlap_are_no_sum() -> None:
    """Pupils who are in two parts, or parts that come to more than the total, cannot be added."""
    assert not read(_who(("all", "ABCD", ""), ("a", "AB", "all"), ("b", "BC", "all"))).sums
    assert not read(counted.frame([("all", 10, ""), ("a", 8, "all"), ("b", 7, "all")])).sums


def test_the_same_pupils_are_one_number_under_all_ids() -> None:
    """Two ids of the same pupils, and one id of which only one row knows the pupils, are one number."""
    account = read(_who(("all", "ABC", ""), ("everybody", "ABC", "")))
    assert [number.ids for number in account.numbers] == [{"all", "everybody"}]
    half = pd.concat([_who(("all", "ABC", "")), counted.frame([("all", 3, "")]).assign(who=[frozenset()])])
    assert len(read(half).numbers) == 1


def test_each_result_has_its_own_sums() -> None:
    """Where two results give an id to different pupils, each total has its own parts; without `of` the pupils say."""
    one = _who(("all", "ABCD", ""), ("a", "AB", "all"), ("b", "CD", "all"))
    two = _who(("all", "ABCDEF", ""), ("a", "ABC", "all"), ("b", "DEF", "all"))
    expected = {(4, (2, 2)), (6, (3, 3))}
    assert _sums(read(pd.concat([one.assign(of="1"), two.assign(of="2")]))) == expected
    assert _sums(read(pd.concat([one, two]))) == expected


def test_what_a_report_has_shown_is_told() -> None:
    """A published number is told; the same pupils now are the same number, and one that was hidden is not told."""
    now = _who(("all", "ABC", ""), ("a", "AB", "all"))
    account = read(now, [now.assign(hidden=[False, True])])
    assert {number.name: number.told for number in account.numbers if number.ids} == {"all": True, "a": False}


def test_a_pupil_who_was_forgotten_makes_another_number() -> None:
    """A published count that has lost a pupil is not the count of those who are left."""
    account = read(_who(("all", "AB", "")), [_who(("all", "AB", "")).assign(count=3, hidden=False)])
    assert sorted((number.count, number.forgotten) for number in account.numbers) == [(2, 0), (3, 1)]
