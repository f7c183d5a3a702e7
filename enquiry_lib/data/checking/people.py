"""Rules about the table of pupils, and about whom the other tables name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from enquiry_lib.data.checking.tables import NO_DAY, ON_ROLL, Bools, Dated, Tables, at_rows, days_of
from enquiry_lib.data.free_text.words import first_names, folded, is_ordinary, is_proper
from enquiry_lib.data.groups import is_taken
from enquiry_lib.data.loading import LoadedTable
from enquiry_lib.data.templates import PUPILS, TABLES, identifiers
from enquiry_lib.data.values import quoted
from enquiry_lib.errors import Problem

YEARS_OF = {"primary": ("N", "R", *map(str, range(1, 7))), "secondary": tuple(map(str, range(7, 14)))}
SHORTEST_CODE = 6
WORDS_OR_NAMES = "that are an ordinary word or a first name"
NAMES = "that look like a pupil's name"
UPNS = "that look like UPNs, which are known outside the school"
EXPECTED_CODE = (
    f"codes of {SHORTEST_CODE} to 40 letters, digits, - or _, which are no words, no names and no UPNs"
)
_UPN = re.compile(r"[A-Za-z]\d{11}[A-Za-z0-9]")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_SHORTEST_NAME, _SHORTEST_START = 3, 4
MAKE_CODES = (
    "No report is written that holds a pupil's code, and such codes cannot be told from what reports say. Use others, "
    "the same in every table: `enquiry import` makes codes of any identifier."
)
MIDDLE = ("5", "6", "7", "8")
"""Middle schools count as primary or as secondary: their years are passed over for both."""


def unknown_pupils(tables: Tables) -> Iterator[Problem]:
    """Say how many rows are of pupils who are not in the table of pupils, or only in rows that were left out."""
    pupils = tables.loaded[PUPILS]
    if pupils.frame.empty:
        return
    for name in TABLES:
        if "pupil_id" in identifiers(name) and name != PUPILS:
            yield from _unknown_in(tables.dated(name), pupils)


def _unknown_in(rows: Dated, pupils: LoadedTable) -> Iterator[Problem]:
    unknown = ~rows.pupils.isin(pupils.frame["pupil_id"])
    left_out = rows.pupils.isin(pupils.left_out)
    if (unknown & left_out).any():
        found = f"only in rows of {pupils.file} that were left out"
        do = f"Mend those rows of {pupils.file} first: they are listed as problems of their own."
        yield _not_listed(rows, pupils, unknown & left_out, found, do)
    if (unknown & ~left_out).any():
        do = "Check how their codes are typed, or add them to the table of pupils."
        yield _not_listed(rows, pupils, unknown & ~left_out, f"not in {pupils.file}", do)


def _not_listed(rows: Dated, pupils: LoadedTable, who: Bools, found: str, do: str) -> Problem:
    one = rows.table
    places = np.flatnonzero(who[rows.pupil])
    named = ", ".join(str(one.rows[place]) for place in places[:10]) + " …" * (len(places) > 10)
    found = f"{who.sum():,} of its pupils {found} (rows {named})"
    return Problem(one.file, 0, "pupil_id", found, f"only pupils who are in {pupils.file}", do)


def weak_codes(tables: Tables) -> Iterator[Problem]:
    """Say which pupils' codes no report can be searched for: they are too short, or words or names.

    Of tables besides that of pupils, codes are named only where that table has not got them.
    """
    listed = tables.loaded[PUPILS].frame["pupil_id"]
    for name in TABLES:
        if "pupil_id" in identifiers(name):
            frame = tables.loaded[name].frame
            codes = (
                frame["pupil_id"] if name == PUPILS else frame["pupil_id"][~frame["pupil_id"].isin(listed)]
            )
            yield from _weak_in(tables.loaded[name], codes.dropna().drop_duplicates())


def _weak_in(one: LoadedTable, codes: pd.Series) -> Iterator[Problem]:
    short = codes.str.len() < SHORTEST_CODE
    said = codes.map(is_word_or_name).astype(bool)
    named = codes.map(is_a_name).astype(bool) & ~said
    upns = codes.map(lambda code: bool(_UPN.fullmatch(code))).astype(bool)
    few = f"with fewer than {SHORTEST_CODE} characters"
    for which, why in ((short, few), (said, WORDS_OR_NAMES), (named, NAMES), (upns, UPNS)):
        places = [int(str(place)) for place in codes.index[which]]
        if places:
            listed = ", ".join(str(one.rows[place]) for place in places[:10]) + " …" * (len(places) > 10)
            found = f"{len(places):,} of its pupils' codes {why} (rows {listed})"
            yield Problem(one.file, 0, "pupil_id", found, EXPECTED_CODE, MAKE_CODES)


def is_word_or_name(code: str) -> bool:
    """Say whether a code is made of nothing but ordinary words and first names.

    >>> is_word_or_name("reading"), is_word_or_name("amina-rose"), is_word_or_name("reading7")
    (True, True, False)
    """
    parts = [part for part in re.split("[-_]+", code) if part]
    return bool(parts) and all(
        is_ordinary(part) or is_proper(part) or folded(part) in first_names() for part in parts
    )


def is_a_name(code: str) -> bool:
    """Say whether a code is a first name and more letters, before or after it: a pupil's name written in one.

    >>> is_a_name("HopeOkafor"), is_a_name("okafor_hope"), is_a_name("hopeokafor"), is_a_name("QXVTRB")
    (True, True, True, False)
    """
    if not re.fullmatch("[A-Za-z_-]+", code):
        return False
    parts = _PART.findall(code)
    names = [folded(part) for part in parts if len(part) >= _SHORTEST_NAME]
    starts = [folded(parts[0])[:end] for end in range(_SHORTEST_START, len(parts[0]))] if parts else []
    return any(name in first_names() for name in (*names, *starts))


def left_before_joining(tables: Tables) -> Iterator[Problem]:
    """Name each pupil who left before joining."""
    one = tables.loaded[PUPILS]
    yield from at_rows(
        one,
        one.frame["left_on"] < one.frame["joined_on"],
        "left_on",
        "a last day before the first one",
        expected="left_on not before joined_on",
        do="Check both dates. If the pupil left and came back, type the days of the present stay.",
    )


def years_of_another_phase(tables: Tables) -> Iterator[Problem]:
    """Name pupils in a year group that a school of this phase does not usually have."""
    one, usual = tables.loaded[PUPILS], YEARS_OF.get(tables.phase)
    if usual is None:
        return
    years = one.frame["year_group"].astype(str)
    odd = one.frame["year_group"].notna() & ~years.isin([*usual, *MIDDLE])
    yield from at_rows(
        one,
        odd,
        "year_group",
        lambda place: quoted(years.iloc[place]),
        expected=f"a year group of a {tables.phase} school",
        do="Check the year group, and the school's phase in schools.csv.",
        level="warning",
    )


def members_before_joining(tables: Tables) -> Iterator[Problem]:
    """Name each membership of a group that began before the pupil joined, or after the pupil left."""
    rows = tables.dated("groups")
    joined, left = tables.enrolment(rows.pupils)
    since = days_of(rows.table.frame["since"])
    came, went = (np.append(days, NO_DAY)[rows.pupil] for days in (joined, left))
    early = (since != NO_DAY) & (since < came)
    late = (since != NO_DAY) & (went != NO_DAY) & (since > went)
    for which, when in ((early, "before the pupil joined"), (late, "after the pupil left")):
        yield from at_rows(
            rows.table,
            which,
            "since",
            f"a first day in the group {when}",
            expected=ON_ROLL,
            do="Check the day here, and joined_on and left_on in the table of pupils.",
            level="warning",
        )


def taken_names(tables: Tables) -> Iterator[Problem]:
    """Name each group that is called as a column of a table about pupils: it cannot have a column of its own."""
    one = tables.loaded["groups"]
    groups = one.frame["group"].drop_duplicates()
    for place, group in groups[groups.map(is_taken).astype(bool)].items():
        do = (
            "It was left out of comparisons. Give it another name, or use that column of the table of pupils."
        )
        found = f"{quoted(group)}, which is what a column of another table is called"
        yield Problem(one.file, int(one.rows[int(str(place))]), "group", found, "a name of its own", do)
