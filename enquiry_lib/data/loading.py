"""A school's tables, read and checked: typed rows that can be used, and every problem in teachers' words.

The rules come from columns.csv and are checked by pandera, all at once. A cell that cannot be read, or is
beyond its limits, is missing in the table and listed as a problem; a row without a usable key is left out and
listed too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa

from enquiry_lib.data.files import NotRead, files_in, find_file, not_read
from enquiry_lib.data.groups import is_taken
from enquiry_lib.data.limits import beyond_others, fixed_limits, plainly, within
from enquiry_lib.data.reading import TextTable, read_text
from enquiry_lib.data.templates import PUPILS, TABLES, Column, columns, identifiers, table_name
from enquiry_lib.data.values import Fault, expected, folded, no_values, quoted, typed
from enquiry_lib.errors import Problem, ProblemsFound

MOST_PROBLEMS = 1_000
_LEFT_OUT = " The row was left out."


@dataclass(frozen=True, eq=False)
class LoadedTable:
    """A table as it was read.

    `file` is "" when there is none. `frame` has exactly the columns of the dictionary, in its order: id and
    text as pandas strings, choice, yes_no and group columns as categories, integer as Int64, number as
    float64, date as datetime64. `rows` gives the row in the file of each row of the frame. `left_out` has
    the pupils' codes in rows that were left out because they have too many cells.
    """

    table: str
    file: str
    frame: pd.DataFrame
    rows: tuple[int, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    left_out: frozenset[str] = field(default=frozenset(), repr=False)


def load_table(folder: Path, table: str) -> LoadedTable:
    """Read <table>.csv or <table>.xlsx in a folder, and check it against its dictionary.

    A table that is not there is an empty one, with the columns in their types. While no file in the folder
    changes, the same table is given again without reading: do not change its frame. Raises UnknownTable, or
    FileInUse when another program holds the file.

    >>> load_table(Path("no such folder"), "attendance").frame.columns.tolist()
    ['pupil_id', 'date', 'session', 'mark']
    """
    return _load(folder, table, _stamp(folder))


Stamp = tuple[tuple[str, int, int], ...]


def _stamp(folder: Path) -> Stamp:
    """Give what tells one state of a folder of tables from another: names, times and sizes of its files."""
    states = ((file.name, file.stat()) for file in files_in(folder))
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)


@lru_cache(maxsize=16)
def _load(folder: Path, table: str, _stamp: Stamp) -> LoadedTable:
    dictionary = columns(table)
    path, problems = find_file(folder, table)
    if path is None:
        return LoadedTable(table, "", _empty(dictionary), (), problems, ())
    try:
        text = read_text(path, dictionary)
    except ProblemsFound as found:
        return LoadedTable(table, path.name, _empty(dictionary), (), (*problems, *found.problems), ())
    frame, more = _checked(text, dictionary)
    problems = _at_most((*problems, *more), path.name)
    rows = tuple(frame.index.tolist())
    frame = frame.reset_index(drop=True)
    return LoadedTable(table, path.name, frame, rows, problems, text.notes, text.left_out)


def _empty(dictionary: Sequence[Column]) -> pd.DataFrame:
    return pd.DataFrame({column.name: no_values(column, 0) for column in dictionary})


# --- checking ---------------------------------------------------------------------------------------------


def _checked(text: TextTable, dictionary: Sequence[Column]) -> tuple[pd.DataFrame, list[Problem]]:
    """Give the rows that can be used, by their row in the file, and every problem in order of the rows."""
    values, problems = _typed(text, dictionary)
    problems += text.problems
    broken = _broken_rules(text.file, values, dictionary, {(one.row, one.column) for one in problems})
    values = _without(values, broken)
    key = [column.name for column in dictionary if column.unique]
    needed = [column.name for column in dictionary if column.unique and column.required]
    problems += [*broken, *_repeated(text.file, values.dropna(subset=needed)[key])]
    problems += [problem for column in dictionary for problem in _spellings(text.file, column, values)]
    usable = values[needed].notna().all(axis=1) & ~values.duplicated(key)
    return values[usable], sorted(problems, key=lambda problem: problem.row)


def _without(values: pd.DataFrame, broken: Collection[Problem]) -> pd.DataFrame:
    """Give the values without the cells that break a rule."""
    held = {}
    for name in {problem.column for problem in broken}:
        rows = [problem.row for problem in broken if problem.column == name]
        held[name] = values[name].mask(values.index.isin(rows))
    return values.assign(**held)


def _typed(text: TextTable, dictionary: Sequence[Column]) -> tuple[pd.DataFrame, list[Problem]]:
    """Read every cell by its column's type."""
    values, problems = {}, []
    for column in dictionary:
        if column.name not in text.frame:
            values[column.name] = no_values(column, len(text.frame)).set_axis(text.frame.index)
            continue
        texts = text.frame[column.name]
        values[column.name], faults = typed(column, texts)
        problems += list(_faulty(text.file, column, texts, faults))
    return pd.DataFrame(values, index=text.frame.index), problems


def _faulty(file: str, column: Column, texts: pd.Series, faults: dict[int, Fault]) -> Iterator[Problem]:
    codes = texts.cat.codes
    for row, code in codes[codes.isin(list(faults))].items():
        fault = faults[code]
        do = fault.do + _LEFT_OUT * column.unique
        yield Problem(file, int(str(row)), column.name, fault.found, fault.expected, do)


@cache
def _rules(dictionary: tuple[Column, ...]) -> pa.DataFrameSchema:
    """Build the validator of a table from its dictionary: what is required, and the limits."""
    return pa.DataFrameSchema(
        {
            column.name: pa.Column(checks=fixed_limits(column), nullable=not column.required)
            for column in dictionary
        },
        strict=True,
        ordered=True,
    )


def _broken_rules(
    file: str, values: pd.DataFrame, dictionary: Sequence[Column], known: Collection[tuple[int, str]]
) -> list[Problem]:
    """Check all the rules at once; a cell that is a problem already is not one again."""
    within_rows = list(_beyond_others(file, values, dictionary))
    try:
        _rules(tuple(dictionary)).validate(values, lazy=True)
    except pa.errors.SchemaErrors as broken:
        cells = broken.failure_cases
    else:
        return within_rows
    by_name = {column.name: column for column in dictionary}
    problems = [
        _worded(file, by_name[name], int(row), check, value)
        for row, name, check, value in zip(
            cells["index"], cells["column"], cells["check"], cells["failure_case"], strict=True
        )
        if (int(row), name) not in known
    ]
    return problems + within_rows


def _worded(file: str, column: Column, row: int, check: str, value: object) -> Problem:
    """Say in a teacher's words which rule a cell breaks."""
    if check == "not_nullable":
        do = f"Fill it in: {column.label}.{_LEFT_OUT * column.unique}"
        return Problem(file, row, column.name, "nothing", expected(column), do)
    return _beyond(file, column, row, quoted(plainly(value)))


def _beyond_others(file: str, values: pd.DataFrame, dictionary: Sequence[Column]) -> Iterator[Problem]:
    """Name each value that is beyond what other columns of its row allow."""
    for column in dictionary:
        for row, said in beyond_others(values, column).items():
            yield _beyond(file, column, row, f"{quoted(plainly(values.at[row, column.name]))} where {said}")


def _beyond(file: str, column: Column, row: int, found: str) -> Problem:
    do = f"Check it; until then it is not used.{_LEFT_OUT * column.unique}"
    return Problem(file, row, column.name, found, within(column), do)


def _repeated(file: str, keyed: pd.DataFrame) -> Iterator[Problem]:
    """Name each row whose key an earlier row has, and that row."""
    again, key = keyed.index[keyed.duplicated()], list(keyed.columns)
    if again.empty:
        return
    same = keyed.groupby(key, observed=True, dropna=False, sort=False)
    first = keyed.index.to_series().groupby(same.ngroup()).transform("min")
    said = " and ".join(filter(None, [", ".join(key[:-1]), key[-1]]))
    for row in again:
        found = f"the same {said} as in row {first[row]}"
        do = f"The row was left out, row {first[row]} was used. Delete the one that is wrong."
        yield Problem(file, row, key[0], found, "each only once", do)


def _spellings(file: str, column: Column, values: pd.DataFrame) -> Iterator[Problem]:
    """Name spellings that differ only in capitals or spaces from a commoner one; they are kept apart."""
    if column.type != "text":
        return
    usual: dict[str, str] = {}
    for spelling in values[column.name].value_counts().index:
        common = usual.setdefault(folded(spelling), spelling)
        if common != spelling:
            row = int(values.index[values[column.name] == spelling][0])
            found = f"{quoted(spelling)} here and {quoted(common)} elsewhere"
            do = "They count as two different things until they are spelt alike; look for further rows."
            yield Problem(file, row, column.name, found, "one spelling", do)


def _at_most(problems: Sequence[Problem], file: str) -> tuple[Problem, ...]:
    """Keep the first problems of a file, and say how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return tuple(problems)
    do = "Put these right first (often one change mends many), then check again."
    last = Problem(file, 0, "", f"{more:,} more problems", f"no more than {MOST_PROBLEMS:,} listed", do)
    return (*problems[:MOST_PROBLEMS], last)


# --- all tables together ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class TableCheck:
    """What is there of one table. Its counts and notes are for the school's own screen, and stay out of the repr.

    How many pupils a table has would give away, beside other counts, the few it lacks. `pupils` is None for a
    table that is not about single pupils.
    """

    table: str
    label: str
    file: str
    rows: int = field(repr=False)
    pupils: int | None = field(repr=False)
    problems: int = field(repr=False)
    notes: tuple[str, ...] = field(repr=False)

    @property
    def is_empty(self) -> bool:
        """Say whether there is a file, and nothing in it under its headings."""
        return bool(self.file) and not self.rows and not self.problems


@dataclass(frozen=True)
class DataCheck:
    """All the tables of a school, checked, and how many pupils are on its list (None: no list, or withheld).

    `problems` quote what was typed, and `not_read` gives names of files: they are for the school's own screen,
    never for a report, and stay out of its repr and so of its summary.
    """

    tables: tuple[TableCheck, ...]
    listed: int | None
    problems: tuple[Problem, ...] = field(repr=False)
    not_read: tuple[NotRead, ...] = field(default=(), repr=False)

    @property
    def there(self) -> tuple[TableCheck, ...]:
        """Give the tables that the school has."""
        return tuple(table for table in self.tables if table.file)

    @property
    def not_there(self) -> tuple[TableCheck, ...]:
        """Give the tables that the school does not have; it needs few of them."""
        return tuple(table for table in self.tables if not table.file)

    def cells(self) -> pd.DataFrame:
        """Give the count of pupils on the list (columns id, count, margin)."""
        rows = [] if self.listed is None else [(PUPILS, self.listed, "")]
        return pd.DataFrame(rows, columns=["id", "count", "margin"])

    def withhold(self, ids: Collection[str]) -> DataCheck:
        """Give the same check without the count of pupils, if that is named."""
        return replace(self, listed=None) if PUPILS in ids else self


def check_data(folder: Path) -> DataCheck:
    """Check all the tables in a school's data folder, each alone and against the table of pupils.

    Raises FileInUse when another program holds one of the files.

    >>> check_data(Path("no such folder")).there
    ()
    """
    loaded = {table: load_table(folder, table) for table in TABLES}
    found = {
        table: (*one.problems, *_unknown_pupils(one, loaded[PUPILS]), *_taken_names(one), *_shares(one))
        for table, one in loaded.items()
    }
    tables = tuple(_table_check(one, len(found[table])) for table, one in loaded.items())
    problems = tuple(problem for table in TABLES for problem in found[table])
    known = [*(one.file for one in tables), *(problem.file for problem in problems)]
    listed = tables[0].pupils if tables[0].file else None
    return DataCheck(tables, listed, problems, not_read(folder, known))


def _table_check(one: LoadedTable, problems: int) -> TableCheck:
    label = table_name(one.table).capitalize()
    pupils = int(one.frame["pupil_id"].nunique()) if _is_about_pupils(one) else None
    return TableCheck(one.table, label, one.file, len(one.frame), pupils, problems, one.notes)


def _is_about_pupils(one: LoadedTable) -> bool:
    return "pupil_id" in identifiers(one.table)


def _unknown_pupils(one: LoadedTable, pupils: LoadedTable) -> Iterator[Problem]:
    """Say how many rows are of pupils who are not in the table of pupils, or only in rows that were left out."""
    if not _is_about_pupils(one) or pupils.frame.empty:
        return
    ids = one.frame["pupil_id"]
    unknown, left_out = ~ids.isin(pupils.frame["pupil_id"]), ids.isin(pupils.left_out)
    if (unknown & left_out).any():
        found = f"only in rows of {pupils.file} that were left out"
        do = f"Mend those rows of {pupils.file} first: they are listed as problems of their own."
        yield _not_listed(one, pupils, unknown & left_out, found, do)
    if (unknown & ~left_out).any():
        do = "Check how their codes are typed, or add them to the table of pupils."
        yield _not_listed(one, pupils, unknown & ~left_out, f"not in {pupils.file}", do)


def _not_listed(one: LoadedTable, pupils: LoadedTable, which: pd.Series, found: str, do: str) -> Problem:
    places = np.flatnonzero(which)
    many = one.frame["pupil_id"].iloc[places].nunique()
    rows = ", ".join(str(one.rows[place]) for place in places[:10]) + " …" * (len(places) > 10)
    found = f"{many:,} of its pupils {found} (rows {rows})"
    return Problem(one.file, 0, "pupil_id", found, f"only pupils who are in {pupils.file}", do)


def _taken_names(one: LoadedTable) -> Iterator[Problem]:
    """Name each group that is called as a column of a table about pupils: it cannot have a column of its own."""
    if one.table != "groups":
        return
    groups = one.frame["group"].drop_duplicates()
    for place, group in groups[groups.map(is_taken)].items():
        do = (
            "It was left out of comparisons. Give it another name, or use that column of the table of pupils."
        )
        found = f"{quoted(group)}, which is what a column of another table is called"
        yield Problem(one.file, one.rows[int(str(place))], "group", found, "a name of its own", do)


def _shares(one: LoadedTable) -> Iterator[Problem]:
    """Name each share of people that is not a percentage, or does not say of how many people."""
    if one.table != "indicators":
        return
    until = " Until then the indicator is treated as if few people stood behind it."
    for place, row in one.frame[one.frame["counts"] == "share of people"].iterrows():
        number = one.rows[int(str(place))]
        if pd.isna(row["people"]):
            found, do = "nothing where counts is share of people", f"Type of how many.{until}"
            yield Problem(one.file, number, "people", found, "the number of people it is a share of", do)
        if not 0 <= row["value"] <= 100 and pd.notna(row["value"]):
            found, do = f"{plainly(row['value'])} where counts is share of people", f"Check it.{until}"
            yield Problem(one.file, number, "value", found, "a percentage, from 0 to 100", do)
