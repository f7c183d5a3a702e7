"""Percentages: attendance given as percentages alone, which cannot be added up or compared with other schools."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from enquiry_lib.data.importing.choosing import Chosen, Facts, afresh
from enquiry_lib.data.importing.headings import folded
from enquiry_lib.data.importing.mapping import meant
from enquiry_lib.errors import Problem

_ATTENDANCE = re.compile(r"attend|absen|authoris|\bpresent\b")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?\s*%")
_MOST = 0.5
_COUNTED = ("attended", "absent_authorised", "mark", "marks")
DO = (
    "Percentages alone cannot be added up. Export the possible and the attended sessions of each pupil for the year "
    "(numbers of sessions), or the register marks."
)


def refuse_percentages(file: str, frame: pd.DataFrame, chosen: Chosen, facts: Facts) -> Iterator[Problem]:
    """Refuse a file that has attendance as percentages only, and say what to export instead."""
    if chosen.mapping.table not in ("", "attendance_summary", "outcomes") or _counts(chosen):
        return
    if not chosen.mapping.table and _has_scores(afresh(frame, facts, "outcomes", "")):
        return
    named = say_attendance(frame)
    bare = [] if named or chosen.mapping.table == "attendance_summary" else _bare(frame, chosen, facts.terms)
    if named and chosen.mapping.table != "outcomes":
        yield Problem(file, 0, named[0], "attendance as percentages only", "numbers of sessions", DO)
    elif bare:
        do = f"{DO} If they are the scores of a test, name it in the headings: '{bare[0]} Maths'."
        found = "percentages without a word what of: they look like attendance"
        yield Problem(file, 0, bare[0], found, "numbers of sessions, or the name of a test", do)


def _counts(chosen: Chosen) -> bool:
    return any(meant(match.taken_for)[0] in _COUNTED for match in chosen.offered)


def _has_scores(chosen: Chosen) -> bool:
    return any(meant(match.taken_for)[0] == "score" for match in chosen.offered)


def say_attendance(frame: pd.DataFrame) -> list[str]:
    """Name the headings that say attendance and percent, or have percentages under them."""
    return [
        str(heading)
        for heading in frame.columns
        if _ATTENDANCE.search(str(heading).casefold())
        and ("percent" in folded(str(heading)) or are_percentages(frame[heading]))
    ]


def are_percentages(texts: pd.Series) -> bool:
    """Say whether most of what stands in a column has a percent sign."""
    counts = texts[texts.astype(object) != ""].value_counts()
    right = sum(int(count) for text, count in counts.items() if _PERCENT.fullmatch(str(text).strip()))
    return right > _MOST * int(counts.sum())


def _bare(frame: pd.DataFrame, chosen: Chosen, terms: Sequence[str]) -> list[str]:
    """Name the columns of percentages whose headings are terms and numbers only; none when another has scores."""
    words = {word for term in terms for word in folded(term).split()} | {"half", "week", "year"}
    bare = [
        str(heading)
        for heading in frame.columns
        if all(word in words or word.isdigit() for word in folded(str(heading)).split())
        and are_percentages(frame[heading])
    ]
    others = [one for one in chosen.offered if meant(one.taken_for)[0] == "score" and one.heading not in bare]
    return [] if others else bare
