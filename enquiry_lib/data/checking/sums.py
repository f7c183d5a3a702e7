"""Rules about tables of counts: indicators, and the summary of attendance."""

from __future__ import annotations

from collections.abc import Iterator

from enquiry_lib.data.checking.tables import Tables, at_rows
from enquiry_lib.data.limits import plainly
from enquiry_lib.data.values import folded
from enquiry_lib.errors import Problem

SUMMARY, ALL = "attendance_summary", "all pupils"
PARTS = (
    "pupils",
    "sessions_possible",
    "absent_authorised",
    "absent_unauthorised",
    "persistently_absent",
    "severely_absent",
)
MOST_SESSIONS = 400
"""A school year has about 380 sessions; nobody has more than this many."""


def shares_of_people(tables: Tables) -> Iterator[Problem]:
    """Name each share of people that is not a percentage, or does not say of how many people."""
    one = tables.loaded["indicators"]
    until = " Until then the indicator is treated as if few people stood behind it."
    share = one.frame["counts"] == "share of people"
    yield from at_rows(
        one,
        share & one.frame["people"].isna(),
        "people",
        "nothing where counts is share of people",
        expected="the number of people it is a share of",
        do=f"Type of how many.{until}",
    )
    value = one.frame["value"]
    yield from at_rows(
        one,
        share & value.notna() & ~value.between(0, 100),
        "value",
        lambda place: f"{plainly(value.iloc[place])} where counts is share of people",
        expected="a percentage, from 0 to 100",
        do=f"Check it.{until}",
    )


def parts_above_the_whole(tables: Tables) -> Iterator[Problem]:
    """Name each count of a group that is above the same count of all pupils in the same year."""
    one = tables.loaded[SUMMARY]
    whole = one.frame[one.frame["group"].map(folded, na_action="ignore") == ALL].set_index("period")
    for column in PARTS:
        above = one.frame[column] > one.frame["period"].map(whole[column])
        yield from at_rows(
            one,
            above.fillna(False),
            column,
            "a number above that of all pupils in the same year",
            expected="no more than for all pupils",
            do="Check both numbers; a group is a part of the school.",
        )


def too_many_sessions(tables: Tables) -> Iterator[Problem]:
    """Name each summary with more possible sessions a pupil than a school year has."""
    one = tables.loaded[SUMMARY]
    each = one.frame["sessions_possible"].astype("float64") / one.frame["pupils"].astype("float64")
    yield from at_rows(
        one,
        each > MOST_SESSIONS,
        "sessions_possible",
        lambda place: f"about {each.iloc[place]:,.0f} sessions a pupil",
        expected="about 380 sessions a pupil in a full year",
        do="Check both numbers: sessions are half days, of the pupils in this row only.",
        level="warning",
    )
