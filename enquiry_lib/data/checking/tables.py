"""What the rules are given: a school's tables, what is known of the school, and its rows as whole numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.data.loading import LoadedTable
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.errors import Level, Problem

Bools = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int32]

ATTENDANCE = "attendance"
NO_DAY = np.iinfo(np.int32).min
ROWS_LISTED = 500
"""So many rows are listed for one rule, each on its own; of more the number only."""
NOT_POSSIBLE = "not possible"
ON_ROLL = "a day on which the pupil was on roll"
NAMES_NOBODY = "words that name nobody"
ABSENT = ("authorised absence", "unauthorised absence")


@dataclass(frozen=True, eq=False)
class Dated:
    """The rows of a table about pupils, as whole numbers: whose row it is (-1: nobody's), and its day.

    `pupils` are the codes of the pupils. A day is counted from 1970-01-01; NO_DAY where there is none.
    """

    table: LoadedTable
    pupil: Whole
    pupils: pd.Index
    day: Whole


@dataclass(frozen=True, eq=False)
class Marks(Dated):
    """The marks of a school: `mark` numbers the `texts`, in capitals, and `kinds` has the class of each text.

    The class is "" for a mark that the nation's list of codes does not have, and all are "" without a list.
    """

    afternoon: Bools
    mark: Whole
    texts: tuple[str, ...]
    kinds: tuple[str, ...]

    def of_kind(self, *kinds: str) -> Bools:
        """Say of each row whether its mark is of one of these classes."""
        return np.array([*(kind in kinds for kind in self.kinds), False])[self.mark]

    @cached_property
    def possible(self) -> Bools:
        """Say of each row whether it counts as a possible session, as far as the list of codes tells."""
        return ~self.of_kind(NOT_POSSIBLE) & (self.mark >= 0)


@dataclass(frozen=True, eq=False)
class Tables:
    """A school's tables as they were read, and what is known of the school.

    `codes` is the nation's list of register codes, empty where there is none. `year` is the school year in
    which the school is, such as 2025/26, and `phase` its phase; both may be unknown (""). `today` is the day
    of the check. `confirmed` are the hashes of passages of which somebody has said that they name nobody.
    """

    loaded: Mapping[str, LoadedTable]
    codes: pd.DataFrame
    year: str
    phase: str
    today: dt.date
    confirmed: frozenset[str] = frozenset()

    def dated(self, table: str) -> Dated:
        """Give the rows of a table about pupils; they are numbered once."""
        if table not in self._numbered:
            self._numbered[table] = _dated(self.loaded[table])
        return self._numbered[table]

    @cached_property
    def _numbered(self) -> dict[str, Dated]:
        return {}

    @cached_property
    def marks(self) -> Marks:
        """Give the marks of the register."""
        return _marks(self.dated(ATTENDANCE), self.codes)

    def enrolment(self, pupils: pd.Index) -> tuple[Whole, Whole]:
        """Give the days on which pupils joined and left; NO_DAY where that is not known."""
        listed = self.loaded[PUPILS].frame.set_index("pupil_id")[["joined_on", "left_on"]].reindex(pupils)
        return days_of(listed["joined_on"]), days_of(listed["left_on"])


def numbered(column: pd.Series) -> tuple[Whole, pd.Index]:
    """Number the different values of a column; -1 where there is none.

    >>> numbers, values = numbered(pd.Series(["b", None, "a", "b"]))
    >>> numbers.tolist(), values.tolist()
    ([0, -1, 1, 0], ['b', 'a'])
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _without_unused(np.asarray(column.cat.codes, dtype=np.int32), column.cat.categories)
    numbers, values = pd.factorize(column)
    return np.asarray(numbers, dtype=np.int32), pd.Index(values)


def _without_unused(codes: Whole, categories: pd.Index) -> tuple[Whole, pd.Index]:
    used = np.flatnonzero(np.bincount(codes + 1, minlength=len(categories) + 1)[1:])
    renumbered = np.full(len(categories) + 1, -1, dtype=np.int32)
    renumbered[used] = np.arange(len(used))
    return renumbered[codes], categories[used]


def days_of(column: pd.Series) -> Whole:
    """Give dates as whole days since 1970; NO_DAY where there is none.

    >>> days_of(pd.Series(pd.to_datetime(["1970-01-03", None]))).tolist() == [2, NO_DAY]
    True
    """
    days = column.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.maximum(days, NO_DAY).astype(np.int32)


def day_number(day: dt.date) -> int:
    """Give a day as its number since 1970.

    >>> day_number(dt.date(1970, 1, 3))
    2
    """
    return (day - dt.date(1970, 1, 1)).days


def day_said(number: Any) -> str:
    """Write the day of a number.

    >>> day_said(20_338)
    'Sunday 7 September 2025'
    """
    day = dt.date(1970, 1, 1) + dt.timedelta(days=int(number))
    return f"{day:%A} {day.day} {day:%B %Y}"


def _dated(one: LoadedTable) -> Dated:
    pupil, pupils = numbered(one.frame["pupil_id"])
    day = days_of(one.frame["date"]) if "date" in one.frame else np.full(len(pupil), NO_DAY, np.int32)
    return Dated(one, pupil, pupils, day)


def _marks(dated: Dated, codes: pd.DataFrame) -> Marks:
    frame = dated.table.frame
    mark, written = numbered(frame["mark"])
    tidy = [str(text).strip().upper() for text in written]
    texts = tuple(dict.fromkeys(tidy))
    mark = np.array([*map(texts.index, tidy), -1], dtype=np.int32)[mark]
    known = (
        {} if codes.empty else dict(zip(codes["code"].str.strip().str.upper(), codes["class"], strict=True))
    )
    kinds = tuple(str(known.get(text, "")) for text in texts)
    afternoon = np.asarray(frame["session"] == "PM", dtype=np.bool_)
    return Marks(dated.table, dated.pupil, dated.pupils, dated.day, afternoon, mark, texts, kinds)


# --- problems ---------------------------------------------------------------------------------------------

Said = str | Callable[[int], str]


def at_rows(
    one: LoadedTable, which: Any, column: str, found: Said, *, expected: str, do: str, level: Level = "error"
) -> Iterator[Problem]:
    """Give a problem for each row that `which` says is one; of very many the number of the rest only.

    `found` is what was found, or gives it for the place of a row.
    """
    places = np.flatnonzero(np.asarray(which, dtype=np.bool_))
    for place in places[:ROWS_LISTED]:
        said = found if isinstance(found, str) else found(int(place))
        yield Problem(one.file, int(one.rows[place]), column, said, expected, do, level)
    more = len(places) - ROWS_LISTED
    if more > 0:
        yield Problem(
            one.file, 0, column, f"the same kind of thing in {more:,} more rows", expected, do, level
        )


def of_file(
    one: LoadedTable, column: str, found: str, *, expected: str, do: str, level: Level = "error"
) -> Problem:
    """Give a problem of a file as a whole."""
    return Problem(one.file, 0, column, found, expected, do, level)
