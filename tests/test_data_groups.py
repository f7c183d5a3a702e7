"""Groups that the table of pupils does not have."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.groups import group_column, is_taken, with_groups
from enquiry_lib.data.templates import columns

PUPILS = pd.DataFrame({"pupil_id": ["P0001", "P0002", "P0003"], "sex": ["F", "M", "F"]})


def _groups(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["pupil_id", "group"])


@pytest.mark.parametrize(
    ("group", "column"),
    [
        ("Young carers", "young_carers"),
        ("  Reading  group-2 ", "reading_group_2"),
        ("Dysgu Cymraeg (tŷ)", "dysgu_cymraeg_tŷ"),
    ],
)
def test_a_column_is_called_by_the_groups_words(group: str, column: str) -> None:
    """Small letters, underscores, and nothing but letters and digits."""
    assert group_column(group) == column


def test_each_group_has_a_column_of_yes_and_no() -> None:
    """Who is listed is a member, everybody else is not, and nobody is added."""
    table = with_groups(
        PUPILS, _groups(("P0002", "Young carers"), ("P0009", "Young carers"), ("P0001", "Choir"))
    )
    assert table["young_carers"].tolist() == ["no", "yes", "no"]
    assert table["choir"].tolist() == ["yes", "no", "no"]
    assert table["choir"].cat.categories.tolist() == ["yes", "no"]
    assert len(table) == len(PUPILS)
    assert "choir" not in PUPILS


def test_two_spellings_of_a_name_are_one_column() -> None:
    """A hyphen or a capital letter more makes no other group."""
    table = with_groups(PUPILS, _groups(("P0001", "Young carers"), ("P0002", "Young-Carers")))
    assert table["young_carers"].tolist() == ["yes", "yes", "no"]


def test_a_name_that_a_column_has_is_left_out() -> None:
    """A group cannot take the place of a column of pupils, nor of any table that is joined to them."""
    assert is_taken("Sex")
    assert is_taken("Score")
    assert is_taken("!?")
    table = with_groups(PUPILS, _groups(("P0002", "Sex"), ("P0002", "Score"), ("P0002", "!?")))
    pd.testing.assert_frame_equal(table, PUPILS)


def test_the_usual_groups_have_names_of_their_own() -> None:
    """None of the groups that the template offers is left out."""
    usual = next(column.allowed for column in columns("groups") if column.name == "group")
    assert usual[0] == "Young carers"
    assert not any(map(is_taken, usual))


def test_without_groups_nothing_is_added() -> None:
    """An empty table of groups leaves the pupils as they are."""
    pd.testing.assert_frame_equal(with_groups(PUPILS, _groups().astype("str")), PUPILS)
