"""Names people use for groups, occasions and columns, from the dictionary of the tables."""

from __future__ import annotations

from functools import lru_cache

from enquiry_lib.data.templates import columns

SPOKEN = {("sex", "F"): "Girls", ("sex", "M"): "Boys", ("send", "none"): "No special educational needs"}


def group_name(column: str, member: str) -> str:
    """Name a group of pupils as a person would.

    >>> group_name("pupil_premium", "yes"), group_name("sex", "F"), group_name("house", "Oak")
    ('Pupil premium', 'Girls', 'House: Oak')
    """
    if (column, member) in SPOKEN:
        return SPOKEN[column, member]
    label = _labels().get(column, column.replace("_", " ").capitalize())
    return label if member == "yes" else f"{label}: {member}"


def occasion_name(occasion: str) -> str:
    """Name an occasion as a person would.

    >>> occasion_name("follow_up")
    'follow-up'
    """
    return occasion.replace("follow_up", "follow-up").replace("_", " ")


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {column.name: column.label for column in columns("pupils")}
