"""Copies of a record that a synchronising program left beside it: what they say otherwise, and putting them away.

A copy is a whole record. What counts is each answer that the record does not have in the same words, that is not
empty, and about which nobody has decided yet (`Record.settled`); a decision is about one copy, and a later one may
say the same again. A copy is never deleted: it goes into the history.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from enquiry_lib import errors
from enquiry_lib.store.record import EMPTY, SECTIONS, Record, asked_fields
from enquiry_lib.store.saving import conflict_copies, drop, parse_record, read_whole, write_whole

FREEZE = ("evaluation_plan", "freeze")
"""No answer, and yet something that one version has and the other has not."""


@dataclass(frozen=True)
class Copy:
    """One copy beside a record: what it holds, or why it cannot be read."""

    path: Path
    record: Record | None = None
    problem: errors.EnquiryError | None = None


@dataclass(frozen=True)
class OtherAnswer:
    """An answer of a copy that the record has otherwise: where it stands, its value as plain data, and which copy it is.

    `of` is the copy's number and when it was saved: its file may get another name.
    """

    section: str
    field: str
    value: Any
    of: str = ""

    @property
    def key(self) -> str:
        """Give the hash under which a decision about this answer is kept."""
        text = json.dumps([self.section, self.field, self.value, self.of], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_copies(path: Path) -> list[Copy]:
    """Read all copies beside a record; one that is gone by then is left out."""
    return [copy for file in conflict_copies(path) if (copy := _read(file)) is not None]


def _read(file: Path) -> Copy | None:
    try:
        return _parsed(file, read_whole(file))
    except errors.FileNotFound:  # put away elsewhere just now
        return None
    except errors.EnquiryError as problem:
        return Copy(file, problem=problem)


@lru_cache(maxsize=32)
def _parsed(file: Path, content: bytes) -> Copy:
    try:
        return Copy(file, parse_record(content, where=file))
    except errors.EnquiryError as problem:
        return Copy(file, problem=problem)


def other_answers(record: Record, copy: Record) -> tuple[OtherAnswer, ...]:
    """Give the answers of a copy that the record has otherwise, and about which nobody has decided.

    >>> copy = Record.model_validate({"question": {"time": "By July"}})
    >>> [(one.section, one.field, one.value) for one in other_answers(Record(), copy)]
    [('question', 'time', 'By July')]
    >>> other_answers(copy, Record())
    ()
    """
    settled = set(record.settled)
    found = (one for name in SECTIONS for one in _otherwise(record, copy, name))
    return tuple(one for one in found if one.key not in settled)


def _otherwise(record: Record, copy: Record, name: str) -> Iterator[OtherAnswer]:
    differing = _differing(record, copy, name)
    ours, theirs = record.section(name), copy.section(name)
    asked = [field for field in asked_fields(ours) if field in theirs.model_fields_set] if differing else []
    frozen = [FREEZE[1]] if name == FREEZE[0] and record.evaluation_plan.freeze is None else []
    for field in (*asked, *frozen):
        if field in differing:
            yield OtherAnswer(name, field, differing[field], _which(copy))


def _differing(record: Record, copy: Record, name: str) -> dict[str, Any]:
    """Give what a copy has in one section, other than the record and not empty."""
    ours, theirs = (one.section(name) for one in (record, copy))
    if ours == theirs:
        return {}
    mine, other = ours.model_dump(mode="json"), theirs.model_dump(mode="json")
    return {field: value for field, value in other.items() if value not in EMPTY and value != mine.get(field)}


def _which(copy: Record) -> str:
    return f"{copy.revision} {copy.saved_at}"


def not_asked(record: Record, copy: Record) -> tuple[str, ...]:
    """Name the sections in which a copy has something else that no form asks here; "" stands for the record as a whole.

    It may be the answer to a hidden question, or to one that another release asks; of the whole, that it is finished.

    >>> copy = Record.model_validate({"status": "finished", "question": {"added_later": "Yes"}})
    >>> not_asked(Record(), copy)
    ('question', '')
    """
    sections = tuple(name for name in SECTIONS if _has_besides(record, copy, name))
    ours, theirs = record.model_extra or {}, copy.model_extra or {}
    added = any(value not in EMPTY and value != ours.get(name) for name, value in theirs.items())
    finished = copy.status == "finished" and record.status != "finished"
    return (*sections, "") if added or finished else sections


def _has_besides(record: Record, copy: Record, name: str) -> bool:
    """Say whether something else in a section of a copy is neither asked here nor decided about."""
    asked = {one.field for one in _otherwise(record, copy, name)}
    besides = (
        OtherAnswer(name, field, value, _which(copy))
        for field, value in _differing(record, copy, name).items()
        if field not in asked
    )
    return any(one.key not in record.settled for one in besides)


def stood_before(path: Path, record: Record, answers: Iterable[OtherAnswer]) -> set[str]:
    """Give the keys of those answers that the record itself had, before it had what it has now.

    A history may hold another computer's versions too. So an answer counts only when the last version that had it
    was saved before the first that has ours.
    """
    ours = record.model_dump(mode="json")
    versions = [*_versions(path), ours]
    return {one.key for one in answers if _is_before(versions, one, ours[one.section][one.field])}


def _is_before(versions: Iterable[dict[str, Any]], answer: OtherAnswer, ours: Any) -> bool:
    said = [(_saved_at(version), _said(version, answer)) for version in versions]
    theirs = [at for at, value in said if value == answer.value]
    return bool(theirs) and max(theirs) < min(at for at, value in said if value == ours)


def _said(version: dict[str, Any], answer: OtherAnswer) -> Any:
    section = version.get(answer.section)
    return section.get(answer.field) if isinstance(section, dict) else None


def _saved_at(version: dict[str, Any]) -> str:
    return str(version.get("saved_at", ""))


def _versions(path: Path) -> Iterator[dict[str, Any]]:
    """Give the kept versions as plain data, but for those that cannot be read."""
    for file in (path.parent / "history").glob(f"{path.stem}-*.json"):
        if not file.stem.removeprefix(f"{path.stem}-").isdecimal():
            continue
        try:
            raw = json.loads(read_whole(file).decode("utf-8-sig"))
        except (errors.EnquiryError, ValueError, RecursionError):
            continue
        if isinstance(raw, dict):
            yield raw


def is_of_another(path: Path, record: Record, copy: Record) -> bool:
    """Say whether a copy belongs to another enquiry: it has a title or a year that the record never had.

    >>> is_of_another(Path("enquiry.json"), Record(title="Maths"), Record(title="Reading"))
    True
    """
    ours, theirs = (_called(one.model_dump(include={"title", "year"})) for one in (record, copy))
    differ = any(mine and other and mine != other for mine, other in zip(ours, theirs, strict=True))
    return differ and all(_called(version) != theirs for version in _versions(path))


def _called(version: dict[str, Any]) -> tuple[str, str]:
    return str(version.get("title", "")), str(version.get("year", ""))


def put_away(path: Path, copy: Path) -> Path:
    """Move a copy of a record into its history, byte for byte, under a name of its own, and give that place.

    It is there before it is gone from where it was; one that is gone by now was put away elsewhere. Raises CannotWrite,
    FileInUse.
    """
    own = copy.name.removeprefix(path.stem)
    places = (path.parent / "history" / f"{path.stem}.copy-{number}{own}" for number in count(1))
    place = next(one for one in places if not one.exists())
    _move(copy, place)
    return place


def bring_back(place: Path, copy: Path) -> None:
    """Move a copy that was put away to where it was; one that is there or gone already is left alone."""
    if place.exists() and not copy.exists():
        _move(place, copy)


def _move(file: Path, to: Path) -> None:
    """Move a file: what cannot leave its place leaves nothing at the other; what is gone was moved by somebody else."""
    try:
        content = read_whole(file)
    except errors.FileNotFound:
        return
    write_whole(to, content)
    try:
        file.unlink(missing_ok=True)
    except OSError as problem:
        drop(to)
        raise errors.FileInUse(file.parent, file=file.name) from problem
