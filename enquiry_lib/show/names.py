"""Names people use for groups, occasions and columns, from the dictionary of the tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from enquiry_lib.data.templates import columns
from enquiry_lib.stats.gaps import GapScan

SPOKEN = {("sex", "F"): "Girls", ("sex", "M"): "Boys", ("send", "none"): "No special educational needs"}


def group_name(column: str, member: str) -> str:
    """Name a group of pupils as a person would.

    >>> group_name("pupil_premium", "yes"), group_name("sex", "F"), group_name("house", "Oak")
    ('Pupil premium', 'Girls', 'House: Oak')
    """
    if (column, member) in SPOKEN:
        return SPOKEN[column, member]
    label = column_name(column)
    return label if member == "yes" else f"{label}: {member}"


def column_name(column: str) -> str:
    """Name what a column of groups is about.

    >>> column_name("looked_after"), column_name("house")
    ('Looked after', 'House')
    """
    return _labels().get(column, column.replace("_", " ").capitalize())


def occasion_name(occasion: str) -> str:
    """Name an occasion as a person would.

    >>> occasion_name("follow_up")
    'follow-up'
    """
    return occasion.replace("follow_up", "follow-up").replace("_", " ")


def gap_labels(scan: GapScan) -> Callable[[str, str, str], str]:
    """Give what names a gap by its group, its member and its measure; the measure only where there are several."""
    several = len({gap.measure for gap in scan.gaps}) > 1

    def label(group: str, member: str, measure: str) -> str:
        return group_name(group, member) + (f", {measure}" if several else "")

    return label


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {column.name: column.label for column in columns("pupils")}
