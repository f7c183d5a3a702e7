"""Names people use for groups and occasions."""

from __future__ import annotations

from enquiry_lib.data.groups import group_column
from enquiry_lib.data.templates import columns
from enquiry_lib.show.names import column_name, group_name, occasion_name


def test_every_group_column_has_a_name() -> None:
    """Each group column of the dictionary is called by its label."""
    for column in columns("pupils"):
        if column.group and column.name != "sex":
            assert group_name(column.name, "yes") == column_name(column.name) == column.label


def test_groups_of_the_table_of_groups_are_called_as_typed() -> None:
    """The column made of a usual group is named as the template names the group."""
    usual = next(column.allowed for column in columns("groups") if column.name == "group")
    assert [group_name(group_column(group), "yes") for group in usual] == list(usual)


def test_spoken_names() -> None:
    """Codes that nobody says aloud are spelled out; an unknown column is made readable."""
    assert group_name("sex", "F") == "Girls"
    assert group_name("year_group", "4") == "Year 4"
    assert group_name("reading_set", "2") == "Reading set: 2"
    assert group_name("young_carers", "yes") == "Young carers"
    assert occasion_name("follow_up") == "follow-up"
