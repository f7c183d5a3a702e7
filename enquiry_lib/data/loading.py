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
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from enquiry_lib.data.files import files_in, find_file
from enquiry_lib.data.limits import beyond_others, fixed_limits, plainly, within
from enquiry_lib.data.reading import TextTable, read_text
from enquiry_lib.data.symbols import no_symbols, symbol_cells
from enquiry_lib.data.templates import Column, columns
from enquiry_lib.data.values import Fault, expected, folded, no_values, quoted, typed
from enquiry_lib.errors import Problem, ProblemsFound

MOST_PROBLEMS = 1_000
MARK = "mark"  # a register's code is the same in capitals or not
_LEFT_OUT = " The row was left out."
_NO_ROWS = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class LoadedTable:
    """A table as it was read.

    `file` is "" when there is none. `frame` has exactly the columns of the dictionary, in its order: id and
    text as pandas strings, choice, yes_no and group columns as categories, integer as Int64, number as
    float64, date as datetime64. `rows` gives the row in the file of each row of the frame. `left_out` has
    the pupils' codes in rows that were left out because they have too many cells. `symbols` has a row for each
    cell that says why a number is not given (columns row, column, symbol, meaning).
    """

    table: str
    file: str
    frame: pd.DataFrame
    rows: npt.NDArray[np.int32]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    left_out: frozenset[str] = field(default=frozenset(), repr=False)
    symbols: pd.DataFrame = field(default_factory=no_symbols, repr=False)


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
        return LoadedTable(table, "", _empty(dictionary), _NO_ROWS, problems, ())
    try:
        text = read_text(path, dictionary)
    except ProblemsFound as found:
        return LoadedTable(table, path.name, _empty(dictionary), _NO_ROWS, (*problems, *found.problems), ())
    frame, symbols, more = check_texts(text, dictionary)
    problems = _at_most((*problems, *more), path.name)
    rows = frame.index.to_numpy(dtype=np.int32)
    frame = frame.reset_index(drop=True)
    return LoadedTable(table, path.name, frame, rows, problems, text.notes, text.left_out, symbols)


def _empty(dictionary: Sequence[Column]) -> pd.DataFrame:
    return pd.DataFrame({column.name: no_values(column, 0) for column in dictionary})


# --- checking ---------------------------------------------------------------------------------------------


def check_texts(
    text: TextTable, dictionary: Sequence[Column]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """Give the rows that can be used, by their row in the file, the symbols, and every problem in order."""
    values, symbols, problems = _typed(text, dictionary)
    problems += text.problems
    broken = _broken_rules(text.file, values, dictionary, {(one.row, one.column) for one in problems})
    values, broken = _without(values, broken), _naming_symbols(broken, symbols)
    key = [column.name for column in dictionary if column.unique]
    needed = [column.name for column in dictionary if column.unique and column.required]
    keyed, again = values[needed].notna().all(axis=1), values.duplicated(key)
    problems += [*broken, *_repeated(text.file, values, key, keyed & again)]
    problems += [problem for column in dictionary for problem in _spellings(text.file, column, values)]
    return values[keyed & ~again], symbols, sorted(problems, key=lambda problem: problem.row)


def _naming_symbols(broken: Sequence[Problem], symbols: pd.DataFrame) -> list[Problem]:
    """Say which symbol stands where a value has to be."""
    places = zip(symbols["row"], symbols["column"], strict=True)
    typed_there = dict(zip(places, symbols["symbol"], strict=True))
    found = (typed_there.get((problem.row, problem.column)) for problem in broken)
    return [
        replace(problem, found=quoted(symbol)) if symbol else problem
        for problem, symbol in zip(broken, found, strict=True)
    ]


def _without(values: pd.DataFrame, broken: Collection[Problem]) -> pd.DataFrame:
    """Give the values without the cells that break a rule."""
    held = {}
    for name in {problem.column for problem in broken}:
        rows = [problem.row for problem in broken if problem.column == name]
        held[name] = values[name].mask(values.index.isin(rows))
    return values.assign(**held)


def _typed(text: TextTable, dictionary: Sequence[Column]) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """Read every cell by its column's type."""
    values, symbols, problems = {}, [no_symbols()], []
    for column in dictionary:
        if column.name not in text.frame:
            values[column.name] = no_values(column, len(text.frame)).set_axis(text.frame.index)
            continue
        texts = text.frame[column.name]
        values[column.name], faults, known = typed(column, texts)
        symbols += [symbol_cells(texts, column.name)] * bool(known)
        problems += list(_faulty(text.file, column, texts, faults))
    return pd.DataFrame(values, index=text.frame.index), pd.concat(symbols, ignore_index=True), problems


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


def _repeated(file: str, values: pd.DataFrame, key: list[str], again: pd.Series) -> Iterator[Problem]:
    """Name each row whose key an earlier row has, that row, and the columns in which the two differ."""
    if not again.any():
        return
    alike = values[values.duplicated(key, keep=False)]
    same = alike.groupby(key, observed=True, dropna=False, sort=False).ngroup()
    rows = again.index[again]
    first = alike.index.to_series().groupby(same).transform("min")[rows[:MOST_PROBLEMS]]
    here, there = (
        alike.loc[where].drop(columns=key).astype(str).fillna("") for where in (first.index, first)
    )
    differ = here.ne(there.set_axis(first.index))
    for row, before, other in zip(first.index, first, differ.to_numpy(), strict=True):
        others = differ.columns[other].tolist()
        found = f"the same {_in_a_row(key)} as in row {before}"
        found += f", with another {_in_a_row(others)}" if others else ""
        do = f"The row was left out, row {before} was used. Delete the one that is wrong."
        yield Problem(file, int(row), key[0], found, "each only once", do)
    if len(rows) > MOST_PROBLEMS:
        found = f"the same {_in_a_row(key)} as in an earlier row, in {len(rows) - MOST_PROBLEMS:,} more rows"
        do = "These rows were left out. Look whether the same export was pasted twice."
        yield Problem(file, 0, key[0], found, "each only once", do)


def _in_a_row(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _spellings(file: str, column: Column, values: pd.DataFrame) -> Iterator[Problem]:
    """Name spellings that differ only in capitals or spaces from a commoner one; they are kept apart."""
    if column.type != "text" or column.name == MARK:
        return
    usual: dict[str, str] = {}
    for spelling in values[column.name].value_counts().index:
        common = usual.setdefault(folded(spelling), spelling)
        if common != spelling:
            row = int(values.index[values[column.name] == spelling][0])
            found = f"{quoted(spelling)} here and {quoted(common)} elsewhere"
            do = "They count as two different things until they are spelt alike; look for further rows."
            yield Problem(file, row, column.name, found, "one spelling", do, "warning")


def _at_most(problems: Sequence[Problem], file: str) -> tuple[Problem, ...]:
    """Keep the first problems of a file, and say how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return tuple(problems)
    do = "Put these right first (often one change mends many), then check again."
    last = Problem(file, 0, "", f"{more:,} more problems", f"no more than {MOST_PROBLEMS:,} listed", do)
    return (*problems[:MOST_PROBLEMS], last)
