"""Mappings: what each heading of a kind of file means, kept as a small csv that people can read and edit.

A mapping's csv has three columns, `what`, `in_the_file` and `means`:

    what            in_the_file       means
    name                              Attendance, AM and PM side by side (Arbor)
    table                             attendance
    column          UPN               pupil_id
    column          AM Mark           mark [session=AM]
    column          {date} {session}  mark
    column          Surname
    always          measure           NGRT standard age score
    word in send    K                 SEN support
    answer          order|Date        day first

A column that means nothing is not used. What a heading says of the rows under it stands in brackets; a heading
that changes from file to file is written with {date}, {session} or {weekday} in its place.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.data.importing.meanings import fault_in_line, fault_in_meaning
from enquiry_lib.data.templates import TABLES, table_name
from enquiry_lib.store.network import Network, as_meant, safe_in_excel
from enquiry_lib.store.saving import csv_rows, read_text
from enquiry_lib.store.shipped import shipped

FOLDER, DRAFTS, EXPORTS = "mappings", "drafts", "exports"
HEADER = ("what", "in_the_file", "means")
NOTHING = "nothing"
"""What a word means that stands for an empty cell."""

_KINDS = {
    "pupils": "Pupil list",
    "attendance": "Attendance marks",
    "attendance_summary": "Attendance totals",
    "outcomes": "Scores",
    "items": "Marks for each item",
    "groups": "Group list",
}
"""What a file of a table is called; others are called as their table is."""

_BOM = "\ufeff"
_WORD = "word in "


@dataclass(frozen=True)
class Mapping:
    """What a kind of file's headings and words mean for one of our tables.

    `columns` gives for each heading what it means (see `meant`), `always` what every row has, `words` for a
    column of ours what is typed there in the file and what it means, `answers` what was answered to questions.
    """

    name: str
    table: str
    columns: Pairs[str, str] = field(default_factory=dict)
    always: Pairs[str, str] = field(default_factory=dict)
    words: Pairs[str, Pairs[str, str]] = field(default_factory=dict)
    answers: Pairs[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def used(self) -> dict[str, str]:
        """Give the headings that are used, with what they mean."""
        return {heading: means for heading, means in self.columns.items() if means}


# --- what a heading means ---------------------------------------------------------------------------------


def meant(means: str) -> tuple[str, dict[str, str]]:
    """Give the column that a heading means, and what the heading says of the rows under it.

    >>> meant("score [measure=Reading; occasion=baseline]")
    ('score', {'measure': 'Reading', 'occasion': 'baseline'})
    >>> meant("pupil_id")
    ('pupil_id', {})
    """
    column, _, rest = means.strip().removesuffix("]").partition("[")
    facts = (part.partition("=") for part in rest.split(";") if part.strip())
    return column.strip(), {name.strip(): value.strip() for name, _, value in facts}


def meaning(column: str, facts: Pairs[str, str]) -> str:
    """Write what a heading means as a mapping does.

    >>> meaning("mark", {"session": "AM"})
    'mark [session=AM]'
    """
    said = "; ".join(f"{name}={value.replace(';', ',')}" for name, value in facts.items())
    return f"{column} [{said}]" if said else column


# --- the csv ----------------------------------------------------------------------------------------------


def mapping_text(mapping: Mapping) -> str:
    """Give the text of a mapping's csv; it opens in Excel as it is, and nothing in it is run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(map(safe_in_excel, line) for line in _lines(mapping))
    return _BOM + out.getvalue()


def _lines(mapping: Mapping) -> Iterator[tuple[str, str, str]]:
    yield "name", "", mapping.name
    yield "table", "", mapping.table
    if mapping.note:
        yield "note", "", mapping.note
    yield from (("column", heading, means) for heading, means in mapping.columns.items())
    yield from (("always", column, value) for column, value in mapping.always.items())
    for column, words in mapping.words.items():
        yield from ((f"{_WORD}{column}", typed, means) for typed, means in words.items())
    yield from (("answer", key, value) for key, value in mapping.answers.items())


def read_mapping(path: Path) -> Mapping:
    """Read a mapping's csv.

    Raises BrokenMapping, which names the line that cannot be used.
    """
    try:
        header, rows = csv_rows(read_text(path))
    except csv.Error as problem:
        raise errors.BrokenMapping(path, found=f"it is not csv text ({problem})") from problem
    if tuple(name.lower() for name in header[: len(HEADER)]) != HEADER:
        raise errors.BrokenMapping(path, found=f"its first line is not {','.join(HEADER)}")
    lines = ((number, [*map(as_meant, cells), "", "", ""]) for number, cells in rows)
    return _mapping(path, [(number, cells[: len(HEADER)]) for number, cells in lines])


def _mapping(path: Path, rows: Sequence[tuple[int, list[str]]]) -> Mapping:
    one = {"name": path.stem, "table": "", "note": ""}
    parts: dict[str, dict[str, str]] = {"column": {}, "always": {}, "answer": {}}
    words: dict[str, dict[str, str]] = {}
    for number, (what, typed, means) in rows:
        if what in one:
            one[what] = means
        elif what in parts:
            parts[what][typed] = means
        elif what.startswith(_WORD):
            words.setdefault(what.removeprefix(_WORD), {})[typed] = means
        else:
            raise errors.BrokenMapping(path, found=f"row {number} begins with '{what}'")
    if one["table"] not in TABLES:
        raise errors.BrokenMapping(
            path, found=f"its table is '{one['table']}', not one of {', '.join(TABLES)}"
        )
    faults = [fault for number, line in rows for fault in _faults(number, line, one["table"])]
    if faults:
        raise errors.BrokenMapping(path, found="; ".join(faults))
    return Mapping(
        one["name"], one["table"], parts["column"], parts["always"], words, parts["answer"], one["note"]
    )


def _faults(number: int, line: Sequence[str], table: str) -> Iterator[str]:
    """Say what is wrong with a line of a mapping, once its table is known."""
    what, typed, means = line
    fault = ""
    if what == "column" and means:
        fault = fault_in_meaning(*meant(means), table)
    elif what == "always":
        fault = fault_in_line(what, typed, means, table)
    elif what.startswith(_WORD):
        fault = fault_in_line("word", what.removeprefix(_WORD), means, table)
    if fault:
        yield f"row {number}: {fault}"


# --- the store of mappings --------------------------------------------------------------------------------


def known_mappings(network: Network, nation: str) -> list[tuple[Path, Mapping]]:
    """Give the mappings that the network remembers, then those that came with the workbooks."""
    place = re.sub(r"\W+", "_", nation.strip().lower())
    folders = (network.folder / FOLDER, shipped("reference") / place / EXPORTS)
    return [(path, read_mapping(path)) for folder in folders for path in sorted(folder.glob("*.csv"))]


def mapping_named(network: Network, nation: str, name: str) -> Mapping:
    """Give the mapping of a name, or of a csv's name or path; a draft by the name of its csv.

    Raises UnknownMapping, BrokenMapping.
    """
    path = Path(name).expanduser()
    if path.suffix.lower() == ".csv" and path.is_file():
        return read_mapping(path)
    known = known_mappings(network, nation)
    sought = path.name.casefold().removesuffix(".csv")
    for file, mapping in known:
        if sought in (file.stem.casefold(), mapping.name.casefold()):
            return mapping
    draft = network.folder / FOLDER / DRAFTS / f"{sought}.csv"
    if draft.is_file():
        return read_mapping(draft)
    raise errors.UnknownMapping(mapping=name, known=", ".join(mapping.name for _, mapping in known) or "none")


def new_name(network: Network, nation: str, table: str) -> str:
    """Give the mapping of a file of somebody's own a name that no other has."""
    name = f"{_KINDS.get(table, table_name(table).capitalize())}, own spreadsheet"
    taken = {mapping.name for _, mapping in known_mappings(network, nation)}
    return next(one for one in numbered(name) if one not in taken)


def numbered(name: str) -> Iterator[str]:
    """Give a name, then the same with a number after it.

    >>> [one for one, _ in zip(numbered("Pupil list"), range(3))]
    ['Pupil list', 'Pupil list 2', 'Pupil list 3']
    """
    yield name
    yield from (f"{name} {number}" for number in itertools.count(2))


def draft_path(network: Network, mapping: Mapping) -> Path:
    """Give where a mapping lies that is only there for people to edit."""
    path = mapping_path(network, mapping)
    return path.parent / DRAFTS / path.name


def mapping_path(network: Network, mapping: Mapping) -> Path:
    """Give where a network remembers a mapping."""
    slug = re.sub(r"[^a-z0-9]+", "-", mapping.name.casefold()).strip("-")[:60] or "file"
    table = mapping.table.replace("_", "-")
    return network.folder / FOLDER / f"{table}-{slug.removeprefix(table + '-')}.csv"
