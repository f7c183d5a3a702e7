"""A reference list as a result: what the programme says and asks, and the facts it works with."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.result import Uncounted

GROUPED_BY = ("group", "table")  # the columns a table may be grouped by; each table has one of them or none


@dataclass(frozen=True)
class Line:
    """One line of a list, in the order of its columns; NaN where a table gives no figure."""

    group: str
    values: tuple[str | float, ...]


@dataclass(frozen=True)
class LookUp(Uncounted):
    """A reference list, whole or one group of it, and where it comes from. It counts nobody.

    `columns` are those of the lines' values: of a list of the programme its name and text, of other tables
    all columns but the one it is grouped by. Where there are no lines, `source` says so.
    """

    name: str
    title: str
    group: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    source: str
    note: str


def look_up(enquiry: Enquiry, name: str, *, group: str = "") -> LookUp:
    """Look up one of the programme's lists or tables of facts, the network's own before ours.

    `name` is for example "prompts" or "threats"; `group` picks one part of it, for example "Learning walk".
    Where a nation has no such table, the lines are none and the source says so. Raises UnknownReference for a
    name nobody has heard of, WrongValue for a group that the list does not have.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> [line.values[0] for line in look_up(open_enquiry("example"), "framework_words", group="Partnership").lines]
    ['Alignment', 'Area focus']
    """
    found = enquiry.reference(name)
    facts = found.facts
    by = next((column for column in GROUPED_BY if column in facts), "")
    groups = facts[by] if by else pd.Series("", index=facts.index)
    if group:
        _need_group(name, group, groups)
    columns = tuple(str(column) for column in facts if column not in (by, "key"))
    kept = facts[groups == group] if group else facts
    values = kept.loc[:, list(columns)].itertuples(index=False, name=None)
    lines = tuple(Line(part, line) for part, line in zip(groups[kept.index], values, strict=True))
    source = found.origin() if found else found.said_of_source()
    return LookUp(name, found.title, group, columns, lines, source, found.note)


def _need_group(name: str, group: str, groups: pd.Series) -> None:
    known = [part for part in groups.unique() if part]
    if group not in known:
        expected = f"one of: {', '.join(known)}" if known else f"left out: {name} has no groups"
        raise errors.WrongValue(name="group", found=f"'{group}'", expected=expected)
