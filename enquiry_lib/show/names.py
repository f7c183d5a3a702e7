"""Names people use for groups, occasions and columns, from the dictionary of the tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from enquiry_lib.data.templates import columns
from enquiry_lib.stats.gap_lines import GapLine, Scanned
from enquiry_lib.stats.gap_pairs import PairGap
from enquiry_lib.stats.surveys import ConstructChange, SurveyChange

SPOKEN = {
    ("sex", "F"): "Girls",
    ("sex", "M"): "Boys",
    ("send", "SEN support"): "SEN support",
    ("send", "EHC plan"): "Education, health and care plan",
    ("send", "any"): "Any special educational needs or disabilities",
    ("send", "none"): "No special educational needs or disabilities",
    ("year_group", "R"): "Reception",
    ("year_group", "N"): "Nursery",
}
SHORT = {"year_group": "Year"}
TOGETHER = {"class": "class", "class_name": "class", "school": "school", "school_id": "school"}
SEVERAL = {"class": "classes", "school": "schools"}
ROLES = {"pupil": "pupils", "parent": "parents", "other": "others", "": "people"}


def group_name(column: str, member: str) -> str:
    """Name a group of pupils as a person would.

    >>> group_name("sex", "F"), group_name("year_group", "6"), group_name("house", "Oak")
    ('Girls', 'Year 6', 'House: Oak')
    >>> group_name("house", ""), group_name("", "")
    ('House: not known', 'All pupils')
    """
    if not member:
        return f"{column_name(column)}: not known" if column else "All pupils"
    if (column, member) in SPOKEN:
        return SPOKEN[column, member]
    label = column_name(column)
    return label if member == "yes" else f"{SHORT.get(column, label + ':')} {member}"


def column_name(column: str) -> str:
    """Name what a column of groups is about.

    >>> column_name("looked_after"), column_name("house")
    ('Looked after', 'House')
    """
    return _labels().get(column, column.replace("_", " ").capitalize())


def column_words(column: str) -> str:
    """Name what a column of groups is about within a sentence.

    >>> column_words("looked_after"), column_words("eal")
    ('looked after', 'English as an additional language')
    """
    name = column_name(column)
    return name if name.startswith("English") else f"{name[:1].lower()}{name[1:]}"


def cluster_name(column: str) -> str:
    """Name one of those whom a column keeps together, such as the pupils of a class.

    >>> cluster_name("class_name"), cluster_name("centre")
    ('class', 'cluster')
    """
    return TOGETHER.get(column, "cluster")


def clusters_name(column: str) -> str:
    """Name several of them.

    >>> clusters_name("class_name"), clusters_name("centre")
    ('classes', 'clusters')
    """
    return SEVERAL.get(cluster_name(column), "clusters")


def occasion_name(occasion: str) -> str:
    """Name an occasion as a person would.

    >>> occasion_name("follow_up")
    'follow-up'
    """
    return occasion.replace("follow_up", "follow-up").replace("_", " ")


def years_name(years: tuple[str, ...]) -> str:
    """Name some years by the first and the last of them, and how many they are.

    >>> years_name(("2023/24", "2024/25", "2025/26")), years_name(("2023/24",)), years_name(())
    ('2023/24 to 2025/26 (3)', '2023/24', '')
    """
    return f"{years[0]} to {years[-1]} ({len(years)})" if len(years) > 1 else "".join(years)


def gap_name(gap: GapLine) -> str:
    """Name the group that a gap is of, or the two groups of a pair."""
    first = group_name(gap.group, gap.member)
    return f"{first} and {group_name(gap.also_group, gap.also_member)}" if isinstance(gap, PairGap) else first


def gap_labels(scan: Scanned[Any]) -> Callable[[str, str, str], str]:
    """Give what names a gap by its group, its member and its measure; the measure only where there are several."""
    several = len({gap.measure for gap in scan.gaps}) > 1

    def label(group: str, member: str, measure: str) -> str:
        return group_name(group, member) + (f", {measure}" if several else "")

    return label


def people_name(role: str) -> str:
    """Name people by their role.

    >>> people_name("pupil"), people_name("staff")
    ('pupils', 'staff')
    """
    return ROLES.get(role, role)


def answer_labels(result: SurveyChange) -> Callable[[ConstructChange], str]:
    """Give what names a line of answers by its construct, and by its role where there are several."""
    several = len({line.role for line in result.lines}) > 1

    def label(line: ConstructChange) -> str:
        construct = line.construct[:1].upper() + line.construct[1:]
        return f"{construct}, {people_name(line.role)}" if several else construct

    return label


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {column.name: column.label for column in columns("pupils")}
