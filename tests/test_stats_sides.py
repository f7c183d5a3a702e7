"""Who is compared with whom, and how both are counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from enquiry_lib.stats.result import cell_frame
from enquiry_lib.stats.sides import ALL_OTHERS, Side, as_text, cells_of, in_no_order, sides_of


def sides(*members: str | None, name: str = "group") -> list[Side]:
    """Divide pupils whose scores rise from the first to the last."""
    column = pd.Series(members, name=name, dtype=object)
    return list(sides_of(column, np.arange(float(len(members))), "outcomes"))


@pytest.mark.parametrize("members", [(), (None, None), ("3", "3", None)])
def test_a_column_of_one_category_compares_nobody(members: tuple[str | None, ...]) -> None:
    """Where all pupils known are in the same category there is nobody to compare them with."""
    assert sides(*members) == []


def test_pupils_of_no_known_category_are_on_neither_side() -> None:
    """A pupil whose category is empty is in no group and among no others."""
    for side in (*sides("yes", "no", None, "no"), *sides("3", "4", None, "5")):
        assert not side.inside[2]
        assert not side.outside[2]
        assert (side.inside ^ side.outside).sum() == 3


def test_of_two_categories_the_lower_scoring_is_set_against_the_other() -> None:
    """Two categories are one comparison, which names both; yes comes first wherever it scored."""
    assert [(side.member, side.others) for side in sides("M", "M", "F", "F")] == [("M", "F")]
    assert [(side.member, side.others) for side in sides("no", "no", "yes")] == [("yes", "no")]


def test_of_several_categories_each_is_set_against_all_others() -> None:
    """Three categories are three comparisons, each with all the others."""
    found = [(side.member, side.others, side.smaller) for side in sides("3", "4", "5", "5", "5")]
    assert found == [("3", ALL_OTHERS, 1), ("4", ALL_OTHERS, 1), ("5", ALL_OTHERS, 2)]


@pytest.mark.parametrize("members", [("yes", "no", "no"), ("3", "4", "4", "5", None)])
def test_every_count_is_part_of_all_pupils_known(members: tuple[str | None, ...]) -> None:
    """A group and its others add up to the pupils known, and so do all groups of a column."""
    cells = pd.DataFrame(cells_of([sides(*members)])).drop_duplicates()
    known = sum(member is not None for member in members)
    assert set(cells.loc[cells["margin"] == "", "count"]) == {known}
    assert set(cells[cells["margin"] != ""].groupby("margin")["count"].sum()) == {known}


@pytest.mark.parametrize("members", [("yes", "no", "no", None), ("3", "4", "5", None)])
def test_pupils_only_another_column_knows_are_counted(members: tuple[str | None, ...]) -> None:
    """Each total of a column and the pupils only the other column knows add up to both; no id has two counts."""
    full = sides("yes", "no", "no", "yes", name="full")
    cells = cell_frame(cells_of([sides(*members), full, sides("3", None, "3", "3", name="alike")]))
    totals = cells[cells["margin"] != ""].groupby("margin")["count"].sum()
    counts = cells.drop_duplicates(["id", "count"]).set_index("id")["count"]
    assert counts.index.is_unique
    assert totals.to_dict() == counts[totals.index].to_dict()
    assert counts["outcomes|group unknown, full known"] == 1
    assert not counts.index.str.contains("full unknown|alike", regex=True).any()


def test_pupils_no_column_knows_are_not_counted() -> None:
    """Columns that know the same pupils tell nothing about the others, and have no more counts than each alone."""
    one, other = sides("yes", "no", None), sides("3", "4", None, name="year")
    assert list(cells_of([one, other])) == [*cells_of([one]), *cells_of([other])]


def test_a_name_in_order_of_the_alphabet_does_not_tell_who_is_behind() -> None:
    """Two categories are named by the alphabet; yes, and a group against all others, stay as they are."""
    assert in_no_order("M", "F") == in_no_order("F", "M") == ("F", "M")
    assert in_no_order("yes", "no") == ("yes", "no")
    assert in_no_order("Year 6", ALL_OTHERS) == ("Year 6", ALL_OTHERS)


@pytest.mark.parametrize("kind", ["category", "string", "object"])
def test_categories_are_read_alike_from_any_kind_of_column(kind: str) -> None:
    """Text, categories and objects give the same categories, None where a cell is empty."""
    assert as_text(pd.Series(["3", None, "4"], dtype=kind)).tolist() == ["3", None, "4"]


@pytest.mark.parametrize("members", [("none", "K", "none"), ("K", "none", "none"), ("No", "maybe", "No")])
def test_the_absence_of_something_is_never_the_group(members: tuple[str, ...]) -> None:
    """Of two categories the one that says that something is absent is the other side, whoever scored lower."""
    assert sides(*members)[0].others in ("none", "No")


def test_all_categories_together_are_set_against_the_absence() -> None:
    """Turned round, the same pupils are compared and the same counts stand behind them, under the same ids."""
    side = next(side for side in sides("none", "K", "E", "none", None) if side.member == "none")
    turned = side.notable()
    assert (turned.member, turned.others, turned.inside.tolist()) == (
        "any",
        "none",
        [False, True, True, False, False],
    )
    assert set(turned.ids) == set(side.ids)
    assert {(cell.id, cell.count) for cell in turned.cells()} == {
        (cell.id, cell.count) for cell in side.cells()
    }
    assert sides("3", "4", "5")[0].notable().member == "3"


def test_counts_know_their_pupils() -> None:
    """A group, its others and those only another column knows are given by the index of the column."""
    one, other = sides("yes", "no", None), sides("3", "4", "4", name="year")
    who = cell_frame(cells_of([one, other])).drop_duplicates("id").set_index("id")["who"]
    assert who["outcomes|group=yes"] == {"0"}
    assert who["outcomes|group unknown, year known"] == {"2"}
