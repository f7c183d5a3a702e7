"""Lists: files that list the pupils of a group, or have a column of ticks for each of several groups."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from enquiry_lib.data.importing.cells import Cells, each_once, has_title
from enquiry_lib.data.importing.choosing import Chosen, Facts, afresh
from enquiry_lib.data.importing.headings import ID, Match
from enquiry_lib.data.importing.mapping import meaning, meant
from enquiry_lib.data.importing.percentages import say_attendance

GROUPS, MEMBER = "groups", "member"
"""`member` is a column on the way: a tick in it makes its row a member of the group that the heading names."""

TICKS = "ticks"
_YES = {"✓", "✔", "☑", "x", "y", "yes", "true", "t", "1", "*", "•"}
_NO = {"n", "no", "false", "f", "0", "-", "–", "✗", "✘", "☐"}


def as_list(chosen: Chosen, frame: pd.DataFrame, facts: Facts, kind: str) -> Chosen:
    """Take columns of ticks for groups, in a file for the table of groups, or in one that looks made for it.

    `kind` is the kind of identifier that the school uses.
    """
    if not chosen.mapping.table:
        chosen = _guessed(chosen, frame, facts, kind)
    if chosen.mapping.table != GROUPS or _taken(chosen) & {"group", MEMBER}:
        return chosen
    offered = tuple(_ticked(match, frame) for match in chosen.offered)
    columns = {match.heading: match.taken_for for match in offered}
    return replace(chosen, offered=offered, mapping=replace(chosen.mapping, columns=columns))


def _guessed(chosen: Chosen, frame: pd.DataFrame, facts: Facts, kind: str) -> Chosen:
    """Take a file for a list of groups that has pupils, and a day since when or ticks, and is no list of all.

    What may be a table of sessions as well, or has pupils again and again with a date, is left to be asked about.
    """
    pupils, groups, items = (afresh(frame, facts, table, kind) for table in ("pupils", GROUPS, "items"))
    has = _taken(groups)
    ticks = [match for match in groups.offered if _is_ticked(match, frame)]
    if "year_group" in _taken(pupils) or ID not in has or "score" in _taken(items) or say_attendance(frame):
        return chosen
    if is_of_sessions(frame, facts, kind):
        return chosen
    return groups if ticks or "since" in has else chosen


def is_of_sessions(frame: pd.DataFrame, facts: Facts, kind: str) -> bool:
    """Say whether a file without a day since when has a date, and who came as well, or pupils more than once."""
    sessions, groups = (afresh(frame, facts, table, kind) for table in ("delivery", GROUPS))
    has = _taken(sessions)
    if not {ID, "date"} <= has or _taken(groups) & {"since", "group"}:
        return False
    pupils = next(match.heading for match in sessions.offered if match.taken_for == ID)
    typed = frame[pupils].astype(str)
    return "attended" in has or bool(typed[typed != ""].duplicated().any())


def _taken(chosen: Chosen) -> set[str]:
    return {meant(match.taken_for)[0] for match in chosen.offered if match.taken_for}


def _ticked(match: Match, frame: pd.DataFrame) -> Match:
    if not _is_ticked(match, frame):
        return match
    return Match(match.heading, meaning(MEMBER, {"group": match.heading}), 0.8, TICKS)


def _is_ticked(match: Match, frame: pd.DataFrame) -> bool:
    free = not match.taken_for and not match.is_personal and not has_title(match.heading)
    return free and are_ticks(frame[match.heading])


def are_ticks(texts: pd.Series) -> bool:
    """Say whether a column has ticks, or yes and no, and nothing else.

    >>> are_ticks(pd.Series(["✓", "", "x"], dtype="category")), are_ticks(pd.Series(["7B"], dtype="category"))
    (True, False)
    """
    counts = texts.value_counts()
    typed = {str(text).strip().casefold() for text, count in counts.items() if count} - {""}
    return bool(typed & _YES) and typed <= _YES | _NO


def read_ticks(texts: pd.Series, heading: str) -> Cells:
    """Give a tick for each member, and nothing for the others; that is said."""
    ticks = each_once(texts, lambda text: "yes" if text.strip().casefold() in _YES else "")
    note = f"{heading}: {int((ticks != '').sum()):,} pupils are ticked; the others are not in the group"
    return Cells(ticks, notes=(("ticks", note),))
