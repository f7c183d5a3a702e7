"""Names people use for groups and occasions."""

from __future__ import annotations

from enquiry_lib.data.templates import columns
from enquiry_lib.show.names import column_name, group_name, occasion_name


def test_every_group_column_has_a_name() -> None:
    """Each group column of the dictionary is called by its label."""
    for column in columns("pupils"):
        if column.group and column.name != "sex":
            assert group_name(column.name, "yes") == column_name(column.name) == column.label


def test_spoken_names() -> None:
    """Codes that nobody says aloud are spelled out; an unknown column is made readable."""
    assert group_name("sex", "F") == "Girls"
    assert group_name("year_group", "4") == "Year group: 4"
    assert group_name("reading_set", "2") == "Reading set: 2"
    assert occasion_name("follow_up") == "follow-up"
