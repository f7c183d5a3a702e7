"""What a form says of copies that a synchronising program left: lines above it, and the other version beside an answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from enquiry_lib import errors
from enquiry_lib.show.fields import form_title
from enquiry_lib.show.standings import clock
from enquiry_lib.store.copies import (
    FREEZE,
    Copy,
    OtherAnswer,
    is_of_another,
    not_asked,
    other_answers,
    put_away,
    read_copies,
    stood_before,
)
from enquiry_lib.store.record import SECTIONS, Record
from enquiry_lib.store.saving import conflict_copies
from enquiry_lib.store.shipped import shipped

log = logging.getLogger(__name__)

_THEN = "When nothing more is needed from it, press the button."
_NEWER = (
    "It was saved by a newer version of these workbooks. Ask your coordinator to upgrade them here, then open this "
    f"form again: what differs is shown then. {_THEN}"
)
_UNREADABLE = (
    "It cannot be read, so nothing can be taken over from it. If answers are missing here, look on the other "
    f"computer, or for an earlier version where the files are synchronised. {_THEN}"
)
_ANOTHERS = (
    "so nothing is taken over from it. If it is missing in that enquiry's folder, move the file there. "
    + _THEN
)
_FROZEN = "In it the evaluation plan is frozen, and here it is not. Freeze it here if that shall stand."
_NOT_ASKED = "What it has besides is not asked here, and cannot be taken over here: {places}. " + _THEN
_OLDER = "It is older than what is here: all that differs in it stood here before."


@dataclass
class CopiesBeside:
    """The copies beside one record, as one form looks at them: what was read of the history is kept."""

    path: Path
    section: str
    _looked_up: dict[str, bool] = field(default_factory=dict)
    _another: dict[str, bool] = field(default_factory=dict)

    def stamp(self) -> str:
        """Give what changes whenever a copy comes, changes or goes."""
        return " ".join(f"{file.name}:{_changed(file)}" for file in conflict_copies(self.path))

    def told(self, record: Record) -> dict[str, Any]:
        """Give the lines about each copy, and for each answer of this form the first version that differs."""
        found = [(copy, self._open(record, copy)) for copy in read_copies(self.path)]
        versions: dict[str, Any] = {}
        for copy, answers in found:
            for one in answers:
                if self._is_asked_here(one):
                    versions.setdefault(one.field, self._version(copy, one))
        copies = [
            {"name": copy.path.name, "lines": self._lines(record, copy, answers)} for copy, answers in found
        ]
        return {"copies": copies, "versions": versions}

    def find(self, record: Record, key: str) -> OtherAnswer | None:
        """Give the answer of a copy that a message is about, unless it has been settled elsewhere."""
        answers = (one for copy in read_copies(self.path) for one in self._open(record, copy))
        return next((one for one in answers if one.key == key), None)

    def put_away(self, name: str) -> tuple[Path, Path] | None:
        """Put one copy away; gives where it was and where it is, or nothing where it is gone already."""
        copies = {copy.path.name: copy.path for copy in read_copies(self.path)}
        return (copies[name], put_away(self.path, copies[name])) if name in copies else None

    def put_away_settled(self, record: Record) -> list[tuple[Path, Path]]:
        """Put away every copy of this enquiry that has nothing left to decide; gives where each was and is.

        One that cannot be put away stays until the next time, and stops nobody.
        """
        done: list[tuple[Path, Path]] = []
        for copy in read_copies(self.path):
            if not self._is_settled(record, copy):
                continue
            try:
                done.append((copy.path, put_away(self.path, copy.path)))
            except errors.EnquiryError as problem:
                log.warning("A copy stays where it is for now: %s", problem)
        return done

    def _is_settled(self, record: Record, copy: Copy) -> bool:
        if copy.record is None or self._is_of_another(record, copy):
            return False
        return not self._open(record, copy) and not not_asked(record, copy.record)

    def _open(self, record: Record, copy: Copy) -> tuple[OtherAnswer, ...]:
        if copy.record is None or self._is_of_another(record, copy):
            return ()
        answers = other_answers(record, copy.record)
        fresh = [one for one in answers if one.key not in self._looked_up]
        if fresh:
            before = stood_before(self.path, record, fresh)
            self._looked_up |= {one.key: one.key in before for one in fresh}
        return answers

    def _is_of_another(self, record: Record, copy: Copy) -> bool:
        known = f"{copy.path} {copy.record and copy.record.title} {record.title}"
        if known not in self._another and copy.record is not None:
            self._another[known] = is_of_another(self.path, record, copy.record)
        return self._another.get(known, False)

    def _version(self, copy: Copy, answer: OtherAnswer) -> dict[str, Any]:
        older = self._looked_up[answer.key]
        return {"key": answer.key, "value": answer.value, "older": older, "copy": copy.path.name}

    def _lines(self, record: Record, copy: Copy, answers: Sequence[OtherAnswer]) -> list[str]:
        name = f"A synchronising program left another version of this enquiry in its folder: {copy.path.name}"
        if copy.record is None:
            return [f"{name}.", _NEWER if isinstance(copy.problem, errors.RecordFromNewer) else _UNREADABLE]
        left = f"{name}{_when(copy.record)}."
        if self._is_of_another(record, copy):
            title = f" (‘{copy.record.title}’)" if copy.record.title else ""
            return [left, f"It belongs to another enquiry{title}, {_ANOTHERS}"]
        return [left, *self._differs(record, copy.record, answers)]

    def _differs(self, record: Record, copy: Record, answers: Sequence[OtherAnswer]) -> list[str]:
        here = sum(self._is_asked_here(one) for one in answers)
        elsewhere = dict.fromkeys(one.section for one in answers if one.section != self.section)
        besides = not_asked(record, copy)
        stood = not besides and all(self._looked_up[one.key] for one in answers)
        older = stood and copy.saved_at <= record.saved_at
        frozen = any((one.section, one.field) == FREEZE for one in answers)
        counted = "one answer" if here == 1 else f"{here} answers"
        lines = {
            f"It differs in {counted} of this form: both versions stand there.": bool(here),
            f"It differs in: {'; '.join(map(_place, elsewhere))}.": bool(elsewhere),
            _FROZEN: frozen,
            _NOT_ASKED.format(places="; ".join(map(_place, besides))): bool(besides),
            _OLDER: older,
        }
        return [line for line, true in lines.items() if true]

    def _is_asked_here(self, answer: OtherAnswer) -> bool:
        return answer.section == self.section and (answer.section, answer.field) != FREEZE


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:  # put away elsewhere just now
        return 0


def _when(copy: Record) -> str:
    if not copy.saved_at:
        return ""
    said = clock(copy.saved_at)
    return f", saved {'today at ' if ':' in said and len(said) == 5 else ''}{said}"


def _place(section: str) -> str:
    if not section:
        return "the enquiry as a whole"
    title, workbook = form_title(SECTIONS[section]), workbook_of(section)
    return f"{title} (workbook {workbook})" if workbook else title


@cache
def workbook_of(section: str) -> str:
    """Give the name of the workbook of the programme that asks a section; nothing where none does.

    >>> workbook_of("evidence")
    'day2_1_review_the_evidence'
    """
    asks = re.compile(rf"\bask\(enquiry, \\?[\"']{section}\\?[\"']")
    books = sorted(shipped("notebooks").glob("day*.ipynb"))
    return next((book.stem for book in books if asks.search(book.read_text(encoding="utf-8"))), "")
