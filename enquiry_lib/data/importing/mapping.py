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
import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.data.templates import TABLES
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import csv_rows, read_text
from enquiry_lib.store.shipped import shipped

FOLDER, EXPORTS = "mappings", "exports"
HEADER = ("what", "in_the_file", "means")
NOTHING = "nothing"
"""What a word means that stands for an empty cell."""

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
    said = "; ".join(f"{name}={value}" for name, value in facts.items())
    return f"{column} [{said}]" if said else column


# --- the csv ----------------------------------------------------------------------------------------------


def mapping_text(mapping: Mapping) -> str:
    """Give the text of a mapping's csv; it opens in Excel as it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([HEADER, *_lines(mapping)])
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
    return _mapping(path, [(number, [*cells, "", "", ""][: len(HEADER)]) for number, cells in rows])


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
    return Mapping(
        one["name"], one["table"], parts["column"], parts["always"], words, parts["answer"], one["note"]
    )


# --- the store of mappings --------------------------------------------------------------------------------


def known_mappings(network: Network, nation: str) -> list[tuple[Path, Mapping]]:
    """Give the mappings that the network remembers, then those that came with the workbooks."""
    place = re.sub(r"\W+", "_", nation.strip().lower())
    folders = (network.folder / FOLDER, shipped("reference") / place / EXPORTS)
    return [(path, read_mapping(path)) for folder in folders for path in sorted(folder.glob("*.csv"))]


def mapping_named(network: Network, nation: str, name: str) -> Mapping:
    """Give the mapping of a name, or of a csv's name or path. Raises UnknownMapping, BrokenMapping."""
    path = Path(name).expanduser()
    if path.suffix.lower() == ".csv" and path.is_file():
        return read_mapping(path)
    known = known_mappings(network, nation)
    sought = path.name.casefold().removesuffix(".csv")
    for file, mapping in known:
        if sought in (file.stem.casefold(), mapping.name.casefold()):
            return mapping
    raise errors.UnknownMapping(mapping=name, known=", ".join(mapping.name for _, mapping in known) or "none")


def mapping_path(network: Network, mapping: Mapping) -> Path:
    """Give where a network remembers a mapping."""
    slug = re.sub(r"[^a-z0-9]+", "-", mapping.name.casefold()).strip("-")[:60] or "file"
    table = mapping.table.replace("_", "-")
    return network.folder / FOLDER / f"{table}-{slug.removeprefix(table + '-')}.csv"
