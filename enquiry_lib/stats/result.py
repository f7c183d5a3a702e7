"""What every result has in common: its cells, the same result with cells withheld, and what it asks of a table.

A result is a small frozen dataclass. It never prints itself and never reads a file: `show.wording` has its
sentences, `show.plots` its picture and `show.tables` its table. A number that has been withheld is None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Protocol, Self, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors

R = TypeVar("R")

FEW = 10  # pupils; behind fewer than these a figure could easily have come out differently
LARGEST = 1e30  # no score is near it, and squares of squares of what is below can still be worked with

CAUTIONS = {
    "few_pupils": "Fewer than ten pupils stand behind a figure, so it could easily have come out differently.",
    "duplicates": "Some rows repeat the same pupil; the first of them was used.",
    "no_pupil_id": "Some rows do not say which pupil they are about; they were left out.",
    "not_a_number": "Some values are not numbers, or far too large to be scores; they were treated as missing.",
    "pupils_left_out": "Pupils without a score were left out; those who are missing often differ from those who are not.",
    "no_comparison_group": "There is nobody here to compare with, so it cannot be said what would have happened anyway.",
    "other_changes": "Other things changed in the same time, and any of them may be behind the difference.",
    "regression_possible": "If these pupils or this year were chosen because things had gone badly, "
    "some improvement was to be expected anyway.",
}
"""Codes of caution that several kinds of result share, each with its sentence."""


@dataclass(frozen=True)
class Cell:
    """One count of pupils.

    `id` names the pupils counted, the same id for the same pupils wherever they are counted. `margin` is the
    id of a total this count is a part of ("" for none); the parts of one margin add up to it. A count that
    is part of two totals is given twice; a total that falls apart in two ways has two ids. `who` are the
    identifiers of the pupils counted, as many as `count`; empty where nobody knows them, as of counts that were
    typed in. They are for the gate alone, which asks whom two results tell apart: no one else may see them.
    """

    id: str
    count: int
    margin: str = ""
    who: frozenset[str] = field(default=frozenset(), repr=False, compare=False)


def cell_of(name: str, pupils: Iterable[object], margin: str = "") -> Cell:
    """Count some pupils, given by their identifiers, and keep who they are.

    Where one is given twice, as one who is enrolled at two schools, or is not known (None), the count alone is kept.

    >>> cell_of("girls", ["A", "B"], "all"), sorted(cell_of("girls", ["A", "B"], "all").who)
    (Cell(id='girls', count=2, margin='all'), ['A', 'B'])
    """
    given = list(pupils)
    who = frozenset(map(str, [one for one in given if one is not None]))
    return Cell(name, len(given), margin, who if len(who) == len(given) else frozenset())


def with_who(cells: Iterable[Cell], pupils: Mapping[str, Iterable[object]]) -> tuple[Cell, ...]:
    """Give the same cells, those among them whose pupils are known with these; `pupils` goes by the cells' ids.

    >>> [sorted(cell.who) for cell in with_who([Cell("all", 2), Cell("girls", 1)], {"girls": ["A"]})]
    [[], ['A']]
    """
    known = {name: cell_of(name, those) for name, those in pupils.items()}
    return tuple(
        replace(cell, who=known[cell.id].who)
        if cell.id in known and known[cell.id].count == cell.count
        else cell
        for cell in cells
    )


def cell_frame(cells: Iterable[Cell]) -> pd.DataFrame:
    """Give cells as a data frame with the columns id, count, margin and who, without repeats.

    Of cells that differ only in `who` the first is given that knows.

    >>> cell_frame([Cell("all", 30), Cell("girls", 16, "all"), Cell("boys", 14, "all")])["count"].tolist()
    [30, 16, 14]
    """
    once: dict[Cell, Cell] = {}
    for cell in cells:
        if not once.setdefault(cell, cell).who:
            once[cell] = cell
    rows = [(cell.id, cell.count, cell.margin, cell.who) for cell in once.values()]
    return pd.DataFrame(rows, columns=["id", "count", "margin", "who"])


@runtime_checkable
class Result(Protocol):
    """What `show` asks of a result."""

    def cells(self) -> pd.DataFrame:
        """Give every count in the result, with the totals it is part of (columns id, count, margin, who)."""
        ...

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        ...


Part = TypeVar("Part", bound=Result)


class Uncounted:
    """A result that counts nobody: nothing in it can be small."""

    def cells(self) -> pd.DataFrame:
        """Give no cells: there is nothing to count."""
        return cell_frame(())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: there is nothing to withhold."""
        return self


@dataclass(frozen=True)
class NotEnough(Uncounted):
    """The honest result when there is nothing to work out: what was asked, what was found, what to do.

    `found` never gives a count of pupils: there are no cells that could withhold it.
    """

    asked: str
    found: str
    do: str = ""


@dataclass(frozen=True)
class DoesNotApply(NotEnough):
    """What was asked does not apply here, and nothing is missing; `found` is a sentence that says why."""


@dataclass(frozen=True)
class Several:
    """Results that stand one below the other, each shown by itself: with its own gate, and its own summary."""

    parts: tuple[Result, ...]


def one_or_several(parts: tuple[Part, ...]) -> Part | Several:
    """Give the only part by itself, and more than one together.

    >>> one_or_several((NotEnough("the gap", "there is no table"),)).asked
    'the gap'
    """
    return parts[0] if len(parts) == 1 else Several(parts)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A result that carries its cells, and codes of what to be careful about."""

    counted: tuple[Cell, ...] = field(repr=False)
    cautions: tuple[str, ...] = ()

    def cells(self) -> pd.DataFrame:
        """Give every count in the result, with the totals it is part of (columns id, count, margin, who)."""
        return cell_frame(self.counted)


# --- withholding ------------------------------------------------------------------------------------------


def cells_kept(cells: Iterable[Cell], ids: Collection[str]) -> tuple[Cell, ...]:
    """Give the cells that are not named."""
    return tuple(cell for cell in cells if cell.id not in ids)


def without_numbers(record: R, *, keep: Collection[str] = ()) -> R:
    """Give the same record with every number and every set of names gone, in the records within it too.

    Fields in `keep` stay.

    >>> without_numbers(Cell("girls", 4))
    Cell(id='girls', count=None, margin='')
    """
    if not is_dataclass(record) or isinstance(record, type):
        raise TypeError(f"{type(record).__name__} is not a record")
    gone = {part.name: _gone(getattr(record, part.name)) for part in fields(record) if part.name not in keep}
    return replace(record, **gone)


def _gone(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_gone(part) for part in value)
    if isinstance(value, frozenset):
        return frozenset()
    if is_dataclass(value):
        return without_numbers(value)
    return None if isinstance(value, int | float) and not isinstance(value, bool) else value


# --- what a calculation asks of its table -----------------------------------------------------------------


def need_columns(data: pd.DataFrame, columns: Iterable[str]) -> None:
    """Raise ColumnMissing, with all that are missing, unless the table has the columns.

    WrongValue for a name that is not of text, or that the table has twice.

    >>> need_columns(pd.DataFrame({"score": [1.0]}), ["score"])
    """
    columns = list(columns)
    for column in columns:
        if not isinstance(column, str):
            raise errors.WrongValue(
                name="a column's name",
                found=repr(column),
                expected="text; data.rename(columns=str) makes every name text",
            )
    missing = [column for column in columns if column not in data.columns]
    if twice := [column for column in dict.fromkeys(columns) if list(data.columns).count(column) > 1]:
        raise errors.WrongValue(
            name="the columns of the table",
            found=f"{', '.join(twice)} more than once",
            expected="a name for each; data.loc[:, ~data.columns.duplicated()] keeps the first of each",
        )
    if missing:
        known = ", ".join(str(column) for column in data.columns) or "none"
        raise errors.ColumnMissing(missing=", ".join(missing), known=known)


def need_share(name: str, value: float) -> None:
    """Raise WrongValue unless a share lies between 0 and 1, neither included.

    >>> need_share("confidence", 0.95)
    """
    if not 0 < value < 1:
        raise errors.WrongValue(name=name, found=value, expected="between 0 and 1, for example 0.95")


def finite_numbers(column: pd.Series) -> npt.NDArray[np.float64]:
    """Give a column as numbers; what is no number, a date, not finite, or beyond LARGEST, becomes NaN.

    >>> finite_numbers(pd.Series([1, "2.5", "absent", float("inf"), 1e200], dtype=object)).tolist()
    [1.0, 2.5, nan, nan, nan]
    """
    if column.dtype.kind in "mMc" or isinstance(column.dtype, pd.PeriodDtype):
        return np.full(len(column), np.nan)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.abs(numbers) < LARGEST, numbers, np.nan)


def local_days(dates: pd.Series | pd.Index) -> npt.NDArray[np.datetime64]:
    """Give dates as days, each as the clock where it was noted had it; text must be year-month-day, anything else is NaT.

    >>> local_days(pd.Series(pd.to_datetime(["2025-09-01"]).tz_localize("Europe/London"))).tolist()
    [datetime.date(2025, 9, 1)]
    """
    read = pd.Series(dates).reset_index(drop=True)
    if not pd.api.types.is_datetime64_any_dtype(read):
        read = pd.to_datetime(read, format="ISO8601", errors="coerce")
    if isinstance(read.dtype, pd.DatetimeTZDtype):
        read = read.dt.tz_localize(None)
    return read.to_numpy().astype("datetime64[D]")


def has_unusable(column: pd.Series) -> bool:
    """Say whether a column holds something that is neither a usable number nor empty.

    >>> has_unusable(pd.Series(["12", "absent"])), has_unusable(pd.Series([1.0, None]))
    (True, False)
    """
    return bool((np.isnan(finite_numbers(column)) & column.notna().to_numpy()).any())


def named(*columns: str | None) -> list[str]:
    """Give the columns that were named, those that are None left out.

    >>> named(None, "score")
    ['score']
    """
    return [column for column in columns if column is not None]


def identifiers(rows: pd.DataFrame, pupil: str | None) -> npt.NDArray[np.object_]:
    """Give the pupils' identifiers; None for each where no column says which pupil a row is about.

    >>> identifiers(pd.DataFrame({"score": [1, 2]}), None).tolist()
    [None, None]
    """
    return np.full(len(rows), None, dtype=object) if pupil is None else rows[pupil].to_numpy(dtype=object)


def one_row_each(
    data: pd.DataFrame, by: list[str], *, pupil: str | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give the first row of each pupil (and occasion, if `by` has it), with cautions on what was left out.

    `pupil` None takes each row for a pupil of its own: all rows are given.

    >>> twice = pd.DataFrame({"pupil_id": ["A", "A", "B"], "score": [1, 2, 3]})
    >>> kept, cautions = one_row_each(twice, ["pupil_id"], pupil="pupil_id")
    >>> kept["score"].tolist(), cautions
    ([1, 3], ('duplicates',))
    """
    if pupil is None:
        return data, ()
    known = data[data[pupil].notna()]
    kept = known[~known.duplicated(by)]
    found = {"no_pupil_id": len(known) < len(data), "duplicates": len(kept) < len(known)}
    return kept, codes_that_hold(found)


def codes_that_hold(found: dict[str, bool]) -> tuple[str, ...]:
    """Give the codes of caution that were found to hold.

    >>> codes_that_hold({"duplicates": True, "few_pupils": False})
    ('duplicates',)
    """
    return tuple(code for code, holds in found.items() if holds)
