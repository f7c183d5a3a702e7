"""What happened to a record over time: what each kept version changed, and which versions belong together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from enquiry_lib import errors
from enquiry_lib.store.record import EMPTY, SECTIONS, Record
from enquiry_lib.store.saving import history, load_record

TOGETHER = dt.timedelta(minutes=10)
ABOUT_FREEZING = ("freeze", "reopened")


@dataclass(frozen=True)
class Change:
    """One kept version: when it was saved, the names of the sections it changed, and what else was done by it.

    `saves` counts the versions that a line stands for, itself and earlier ones.
    """

    revision: int
    saved_at: str
    sections: tuple[str, ...]
    events: tuple[str, ...] = ()
    saves: int = 1


def changes(path: Path) -> list[Change]:
    """List what each kept version of a record changed, newest first; one that cannot be read changed nothing."""
    found, before = [], Record()
    for version in reversed(history(path)):
        try:
            record = load_record(version.path)
        except errors.EnquiryError:
            found.append(Change(version.revision, version.saved_at, (), ("cannot be read",)))
            continue
        sections = _sections(before, record)
        is_begun = not before.revision and not sections
        events = ("the enquiry was begun",) if is_begun else tuple(_events(before, record, version.revision))
        found.append(Change(version.revision, version.saved_at, sections, events))
        before = record
    return found[::-1]


def _sections(before: Record, after: Record) -> tuple[str, ...]:
    return tuple(name for name in SECTIONS if _written(before, name) != _written(after, name))


def _written(record: Record, name: str) -> dict[str, Any]:
    """Give what a section says, without what is empty: a release that adds a question changes nothing."""
    section = record.section(name).model_dump(mode="json")
    return {
        field: value for field, value in section.items() if value not in EMPTY and field not in ABOUT_FREEZING
    }


def _events(before: Record, after: Record, revision: int) -> Iterator[str]:
    old, new = before.evaluation_plan, after.evaluation_plan
    if _is_restored(after, revision):
        yield "an earlier version was brought back"
    if new.freeze is not None and new.freeze != old.freeze:
        yield "the plan was frozen"
    if len(new.reopened) > len(old.reopened):
        yield "the frozen plan was reopened"
    if before.title != after.title:
        yield "the title was changed"
    if before.status != after.status:
        yield "the enquiry was finished" if after.status == "finished" else "the enquiry was opened again"


def _is_restored(record: Record, revision: int) -> bool:
    """Say whether a version came about by `restore`, which gives every section its number."""
    return revision > 1 and all(record.section_revisions.get(name) == revision for name in SECTIONS)


def joined(lines: Sequence[Change]) -> list[Change]:
    """Join the versions, newest first, that changed the same sections within ten minutes; the newest stands for all.

    >>> at = "2026-01-05T08:0{}:00+00:00"
    >>> lines = [Change(number, at.format(number), ("question",)) for number in (3, 2, 1)]
    >>> [(line.revision, line.saves) for line in joined(lines)]
    [(3, 3)]
    """
    together: list[Change] = []
    for line in lines:
        if together and _belong_together(together[-1], line):
            together[-1] = replace(together[-1], saves=together[-1].saves + line.saves)
        else:
            together.append(line)
    return together


def _belong_together(newer: Change, older: Change) -> bool:
    if newer.events or older.events or newer.sections != older.sections:
        return False
    try:
        gap = dt.datetime.fromisoformat(newer.saved_at) - dt.datetime.fromisoformat(older.saved_at)
    except (ValueError, TypeError):
        return False  # no time, or one without its zone: nobody can tell
    return abs(gap) <= TOGETHER
