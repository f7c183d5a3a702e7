"""The check of a school: what is there of each table, and every problem in and across them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from enquiry_lib.data.checking.across import across
from enquiry_lib.data.checking.raw import NO_PEOPLE, raw_lists
from enquiry_lib.data.checking.records import NO_CODE, written_in_records
from enquiry_lib.data.checking.retention import kept_too_long
from enquiry_lib.data.checking.tables import NAMES_NOBODY, ON_ROLL, Tables
from enquiry_lib.data.files import NotRead, not_read
from enquiry_lib.data.loading import LoadedTable, load_table
from enquiry_lib.data.templates import PUPILS, TABLES, identifiers, table_name
from enquiry_lib.errors import EnquiryError, Problem
from enquiry_lib.store.network import Network, School
from enquiry_lib.store.reference import reference
from enquiry_lib.store.saving import load_record

FOR_THE_OFFICE = (ON_ROLL, NAMES_NOBODY, NO_CODE, NO_PEOPLE)
"""What is expected where a problem is for whoever keeps the tables and the record, and no matter for a report."""


@dataclass(frozen=True)
class TableCheck:
    """What is there of one table. Its counts and notes are for the school's own screen, and stay out of the repr.

    How many pupils a table has would give away, beside other counts, the few it lacks. `pupils` is None for a
    table that is not about single pupils. `problems` counts the errors; warnings are counted apart.
    """

    table: str
    label: str
    file: str
    rows: int = field(repr=False)
    pupils: int | None = field(repr=False)
    problems: int = field(repr=False)
    notes: tuple[str, ...] = field(repr=False)
    warnings: int = field(default=0, repr=False)

    @property
    def is_empty(self) -> bool:
        """Say whether there is a file, and nothing in it under its headings."""
        return bool(self.file) and not self.rows and not self.problems


@dataclass(frozen=True)
class DataCheck:
    """All the tables of a school, checked, and how many pupils are on its list (None: no list, or withheld).

    `problems` are errors and warnings; they quote what was typed, and `not_read` gives names of files: both are
    for the school's own screen, never for a report, and stay out of its repr and so of its summary; `who` are the
    pupils on the list, for the gate alone.
    """

    tables: tuple[TableCheck, ...]
    listed: int | None
    problems: tuple[Problem, ...] = field(repr=False)
    not_read: tuple[NotRead, ...] = field(default=(), repr=False)
    who: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Give what cannot be right, or was left out."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Give what is used as it is, and worth a look."""
        return tuple(problem for problem in self.problems if problem.level == "warning")

    @property
    def told(self) -> tuple[Problem, ...]:
        """Give the problems whose kinds a report may tell; the others are for `enquiry check` alone."""
        return tuple(problem for problem in self.problems if problem.expected not in FOR_THE_OFFICE)

    @property
    def there(self) -> tuple[TableCheck, ...]:
        """Give the tables that the school has."""
        return tuple(table for table in self.tables if table.file)

    @property
    def not_there(self) -> tuple[TableCheck, ...]:
        """Give the tables that the school does not have; it needs few of them."""
        return tuple(table for table in self.tables if not table.file)

    @property
    def meant(self) -> tuple[NotRead, ...]:
        """Give the files that were not read and seem to be meant as tables."""
        return tuple(file for file in self.not_read if file.table)

    def cells(self) -> pd.DataFrame:
        """Give the count of pupils on the list (columns id, count, margin, who)."""
        rows = [] if self.listed is None else [(PUPILS, self.listed, "", self.who)]
        return pd.DataFrame(rows, columns=["id", "count", "margin", "who"])

    def withhold(self, ids: Collection[str]) -> DataCheck:
        """Give the same check without the count of pupils, if that is named."""
        return replace(self, listed=None, who=frozenset()) if PUPILS in ids else self


def check_school(network: Network, school: School) -> DataCheck:
    """Check all the tables of a school, by what the network knows of it, and what people wrote in its records.

    Whether tables or a key are kept for too long is a part of it.

    Raises FileInUse when another program holds one of the files.
    """
    check = check_data(
        network.data_folder(school.id),
        nation=school.nation,
        network_folder=network.folder,
        year=_latest_year(network, school),
        phase=school.phase,
        confirmed=_confirmed(network, school),
    )
    kept = kept_too_long(network, school.id, today())
    written = written_in_records(network, school.id)
    return replace(check, problems=(*check.problems, *kept, *written))


def _confirmed(network: Network, school: School) -> frozenset[str]:
    """Give the hashes of passages that name nobody, from the school's records that can be read; others are problems."""
    found: set[str] = set()
    for path in network.enquiries(school.id):
        with suppress(EnquiryError):
            found |= {*load_record(path).confirmed}
    return frozenset(found)


def _latest_year(network: Network, school: School) -> str:
    """Give the school year that the network, or the name of the school's latest enquiry, says it is."""
    names = [path.parent.name for path in network.enquiries(school.id)]
    named = [f"{name[:4]}/{name[5:7]}" for name in names if re.match(r"\d{4}-\d{2}(?!\d)", name)]
    return max([network.settings.year, *named])


def check_data(
    folder: Path,
    *,
    nation: str = "",
    network_folder: Path | None = None,
    year: str = "",
    phase: str = "",
    day: dt.date | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> DataCheck:
    """Check all the tables in a school's data folder, each alone and against the others.

    `nation` decides which register codes there are, unless the network in `network_folder` has its own list.
    `year` is the present school year, such as 2025/26, and `phase` the school's phase. What is not given is
    not judged. `day` is the day of the check: today, unless another is given. `confirmed` are the hashes of
    passages of free text of which somebody has said that they name nobody.

    Raises FileInUse when another program holds one of the files.

    >>> check_data(Path("no such folder")).there
    ()
    """
    loaded = {table: load_table(folder, table) for table in TABLES}
    codes = reference("register_codes", nation, network_folder=network_folder).facts
    day = day or today()
    together = Tables(loaded, codes, year, phase, day, confirmed)
    found = tuple(across(together))
    by_table = {name: (*one.problems, *_of_file(found, one)) for name, one in loaded.items()}
    tables = tuple(_table_check(name, together, by_table[name]) for name in TABLES)
    problems = tuple(problem for table in TABLES for problem in by_table[table])
    known = [*(one.file for one in tables), *(problem.file for problem in problems)]
    listed = tables[0].pupils if tables[0].file else None
    who = frozenset(map(str, together.dated(PUPILS).pupils)) if tables[0].file else frozenset()
    unread = not_read(folder, known)
    headings = reference("headings", nation, network_folder=network_folder).facts
    raw = tuple(raw_lists(folder, unread, headings, day))
    return DataCheck(tables, listed, (*problems, *raw), unread, who)


def today() -> dt.date:
    """Give the day it is here."""
    return dt.datetime.now().astimezone().date()


def _of_file(problems: Sequence[Problem], one: LoadedTable) -> list[Problem]:
    return [problem for problem in problems if problem.file == one.file]


def _table_check(table: str, tables: Tables, problems: Sequence[Problem]) -> TableCheck:
    one, label = tables.loaded[table], table_name(table).capitalize()
    pupils = len(tables.dated(table).pupils) if "pupil_id" in identifiers(table) else None
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    return TableCheck(table, label, one.file, len(one.frame), pupils, errors, one.notes, warnings)
