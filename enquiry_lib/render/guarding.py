"""Guarding: what must not leave a school, gathered from its tables, its record and the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.files import READ
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.reading import read_text
from enquiry_lib.data.templates import IDENTIFIERS, TABLES, Column, columns
from enquiry_lib.data.values import read_value
from enquiry_lib.errors import EnquiryError
from enquiry_lib.render.identifiers import without_identifiers
from enquiry_lib.render.leaving import Sought, check_leaving, write_leaving
from enquiry_lib.render.loose import addresses
from enquiry_lib.render.ordinary import (
    WORD,
    is_shipped_phrase,
    ordinary_words,
    said_by_programme,
    shipped_words,
)
from enquiry_lib.render.run import without_folders
from enquiry_lib.render.school_names import find_names, names_sought
from enquiry_lib.store.network import Network, School
from enquiry_lib.store.record import Record
from enquiry_lib.store.record.parts import said_of_partners
from enquiry_lib.store.saving import load_record

NAME_LENGTH = 4  # letters; what is shorter stands on any page
TEXTS = ("text", "free_text")


@dataclass(frozen=True)
class Guard:
    """What must not be on a page: the school's pupils and who else has a code in its tables, other schools, folders."""

    folder: Path
    sought: Sought

    @property
    def pupils(self) -> frozenset[str]:
        """Give the identifiers of pupils, and of who else has a code."""
        return self.sought.pupils

    def about(self, record: Path) -> Guard:
        """Give the guard of one enquiry: it can say in which form of its record a thing stands."""
        typed, elsewhere = _typed(record)
        return replace(self, sought=replace(self.sought, typed=typed, typed_elsewhere=elsewhere))

    def of_failures(self) -> Guard:
        """Give the guard of a page that says only what failed: no ordinary word of it is a pupil's identifier."""
        return replace(self, sought=self.sought.in_our_frame())

    def check(self, text: str, part: str = "The report") -> None:
        """Raise IdentifierFound when a text names a pupil or another school."""
        check_leaving(text, self.sought, part=part)

    def write(self, path: Path, content: bytes | str, part: str = "The report") -> None:
        """Write a file that leaves. Raises what `check` does before anything is written, CannotWrite, FileInUse."""
        write_leaving(path, content, self.sought, part=part)

    def plain(self, message: str) -> str:
        """Give a message without identifiers and without the names of folders outside the network."""
        inside = message.replace(f"{self.folder}/", "").replace(f"{self.folder}\\", "")
        return without_identifiers(without_folders(inside), self.pupils, self.sought.schools)


def school_guard(network: Network, school: School, workbooks: Sequence[Path]) -> Guard:
    """Give what must not be on a school's page: its own pupils, and all other schools.

    Another school's name is allowed when it stands in the answers about partners and nowhere else that the school
    wrote in: not in other answers, not in its tables. An email address is allowed when the register, the settings or
    the programme has it.
    """
    registered = [*vars(school).values(), network.settings.name]
    ordinary = ordinary_words(workbooks, network.folder, registered)
    others = [other for other in network.schools if other.id != school.id]
    names = names_sought((other.name for other in others), (school.name, network.settings.name))
    sought = Sought(
        pupils=identifiers_of(network.data_folder(school.id)),
        schools=frozenset(other.id for other in others) - ordinary,
        names=names - _partners(network, school, names),
        addresses=_addresses((*registered, *said_by_programme(workbooks, network.folder))),
    )
    return Guard(network.folder, sought)


def network_guard(network: Network, workbooks: Sequence[Path] = ()) -> Guard:
    """Give what must not be on the network's page: anybody's pupils. Schools it may name."""
    pupils = (identifiers_of(network.data_folder(school.id)) for school in network.schools)
    registered = (text for school in network.schools for text in vars(school).values())
    said = (*registered, network.settings.name, *said_by_programme(workbooks, network.folder))
    return Guard(network.folder, Sought(pupils=frozenset().union(*pupils), addresses=_addresses(said)))


def _addresses(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(address for text in texts for address in addresses(text))


# --- names of partners ------------------------------------------------------------------------------------


def _partners(network: Network, school: School, names: frozenset[str]) -> frozenset[str]:
    """Give the names that the answers about partners give, and that stand in nothing else of the school's."""
    records = [record for path in network.enquiries(school.id) if (record := _record(path))]
    partners = [text for record in records for text in said_of_partners(record)]
    named = frozenset().union(*(find_names(text, names) for text in partners))
    if not named:
        return named
    elsewhere = [*_in_tables(network.data_folder(school.id))]
    elsewhere += [text for record in records for text in _elsewhere(record).values()]
    return named.difference(*(find_names(text, named) for text in elsewhere))


def _in_tables(folder: Path) -> Iterator[str]:
    """Give the different texts of each column of words that a school's tables have."""
    for table in TABLES:
        frame = load_table(folder, table).frame
        for column in columns(table):
            if column.type in TEXTS and column.name in frame:
                yield "\n".join(map(str, frame[column.name].dropna().unique()))


def _elsewhere(record: Record) -> dict[str, str]:
    """Give what was written into each form, but for the answers about partners."""
    partners = {*said_of_partners(record)}
    return {
        name: "\n".join(text for text in said if text not in partners) for name, said in _said(record).items()
    }


# --- what was typed into the forms ------------------------------------------------------------------------


def _typed(path: Path) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """Give what was written into each form of an enquiry, all and without partners; None where nobody can read it."""
    record = _record(path)
    if record is None:
        return None, None
    return {name: "\n".join(said) for name, said in _said(record).items()}, _elsewhere(record)


def _record(path: Path) -> Record | None:
    try:
        return load_record(path)
    except EnquiryError:
        return None  # the workbooks say on the page what is wrong with it


def _said(record: Record) -> dict[str, list[str]]:
    content = record.model_dump(mode="json")
    return {name.replace("_", " "): [*texts_of(said)] for name, said in content.items()}


def texts_of(content: object) -> Iterator[str]:
    """Give every text in what JSON can hold, as it is: JSON would write its line ends as letters.

    >>> [*texts_of({"a": ["b", 3]})]
    ['a', 'b']
    """
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        yield from texts_of([*content, *content.values()])
    elif isinstance(content, Sequence):
        for part in content:
            yield from texts_of(part)


# --- identifiers ------------------------------------------------------------------------------------------


def identifiers_of(folder: Path) -> frozenset[str]:
    """Give every identifier of a school's tables: of pupils, and of who answered, who spoke, what was visited.

    They are read as workbooks see them, and as they stand in any file of the school, those of before an import
    among them. The second reading is of their columns alone, as text: a table that cannot be used hides nobody from
    the check. What stands in place of a code and is none is looked for only in the place of a pupil's, where it may
    be a name; of people asked it is a word ("head").
    """
    frames = [load_table(folder, table).frame for table in TABLES]  # once, and inherited by every child
    used = (identifier for frame in frames for column in _ids_in(frame) for identifier in column)
    files = (file for file in sorted(folder.rglob("*")) if file.suffix.lower() in READ)
    written = (identifier for file in files if file.name[0] not in ".~" for identifier in _written_ids(file))
    return frozenset(map(str, (*used, *written)))


def _written_ids(file: Path) -> list[str]:
    try:
        frame = read_text(file, tuple(_id_columns().values())).frame
    except errors.ProblemsFound:
        return []  # no such column can be found in it, by workbooks neither
    cells = ((_id_columns()[str(ids.name)], str(cell).strip()) for ids in _ids_in(frame) for cell in ids)
    return [cell for column, cell in cells if _is_sought(column, cell)]


def _is_sought(column: Column, cell: str) -> bool:
    """Say whether to look for a cell on pages: a code, or what may be a name in the place of a pupil's."""
    return isinstance(read_value(column, cell), str) or (column.type == "id" and _may_be_a_name(cell))


def _may_be_a_name(cell: str) -> bool:
    """Say whether a cell may name somebody: two words of any kind may, what stands in our own texts does not.

    One ordinary word alone cannot be told from what pages say.
    """
    words = [word.casefold() for word in WORD.findall(cell)]
    if len(cell) < NAME_LENGTH or (len(words) < 2 and shipped_words().issuperset(words)):
        return False
    return not is_shipped_phrase(cell)


def _ids_in(frame: pd.DataFrame) -> Iterator[pd.Series]:
    """Give the different values of each column of identifiers that a table has."""
    for name in _id_columns():
        if name in frame:
            yield frame[name].dropna().drop_duplicates()


@cache
def _id_columns() -> dict[str, Column]:
    """Give the columns of identifiers of all tables by their names; none has to be in every file."""
    ids = (column for table in TABLES for column in columns(table) if column.type in IDENTIFIERS)
    return {column.name: replace(column, required=False) for column in ids}
