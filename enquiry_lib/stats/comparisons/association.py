"""Two columns of groups held against each other: do they go together? SciPy does the sums."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Pupils
from enquiry_lib.stats.codes import spelled_alike
from enquiry_lib.stats.comparisons.contingency import (
    Counts,
    Statistic,
    chi_squared,
    fisher,
    in_groups,
    untested,
)
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

FEW_EXPECTED = 5  # pupils in a cell, were there nothing between the columns: below it chi-squared is rough

CAUTIONS = common.CAUTIONS | {
    "no_group": "Some rows do not say which group the pupil is in; they were left out.",
    "few_expected": "In some cells fewer than five pupils were to be expected, so chi-squared is rough.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_STANDING = ("duplicates", "no_pupil_id", "no_group")


@dataclass(frozen=True)
class Row:
    """One row of the table: its name, the pupils in each column, and all of them."""

    name: str
    counts: tuple[int | None, ...]
    n: int | None

    def share(self, place: int) -> float | None:
        """Give the percentage of the row that is in a column; None where one of both counts is withheld."""
        count = self.counts[place]
        return None if count is None or self.n is None else 100 * count / self.n


@dataclass(frozen=True, kw_only=True)
class Association(Counted):
    """How two columns of groups go together: their table of counts, and how strongly (Cramer's V, 0 to 1).

    `tests` are Pearson's chi-squared, with and without correction for continuity (that and Fisher's exact p for a table of
    two by two only). V and the tests are given only where every count may be shown.
    """

    row: str
    column: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    cramers_v: float | None = None
    tests: tuple[Statistic, ...] = untested("pearson", "yates", "fisher")

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor what rests on them all."""
        gone = {cell.id for cell in self.counted} & set(ids)
        if not gone:
            return self
        base = _base(self.row, self.column)
        return replace(
            self,
            counted=common.cells_kept(self.counted, gone),
            cautions=tuple(code for code in self.cautions if code in _STANDING),
            rows=tuple(_without(row, base, self.columns, gone) for row in self.rows),
            cramers_v=None,
            tests=untested(*(test.method for test in self.tests)),
        )


def associate(
    data: pd.DataFrame, *, row: str, column: str, pupil: str | None = "pupil_id"
) -> Association | NotEnough:
    """Hold two columns of groups against each other, such as sex and the option chosen (chi-squared, Cramer's V).

    `data` has one row a pupil; `row` and `column` are its columns of groups. NotEnough where one of them has fewer than two
    groups with a pupil. Raises ColumnMissing, WrongValue.
    Sources: R's chisq.test and fisher.test; Cramer (1946).

    >>> table = pd.DataFrame({"sex": ["F"] * 40 + ["M"] * 40, "club": ["yes"] * 30 + ["no"] * 10 + ["yes"] * 20 + ["no"] * 20})
    >>> found = associate(table, row="sex", column="club", pupil=None)
    >>> round(found.cramers_v, 3), found.rows[0]
    (0.258, Row(name='F', counts=(10, 30), n=40))
    """
    common.need_columns(data, common.named(pupil, row, column))
    if row == column:
        raise errors.WrongValue(name="column", found="the same column as row", expected="another column")
    kept, cautions = common.one_row_each(data, common.named(pupil), pupil=pupil)
    kept = kept.assign(**{name: spelled_alike(kept[name]) for name in (row, column)})
    there = kept[[row, column]].notna().all(axis=1)
    pupils = common.identifiers(kept, pupil)[there.to_numpy(bool)]
    cautions = (*cautions, *common.codes_that_hold({"no_group": not there.all()}))
    (row_names, in_row), (names, in_column) = (in_groups(kept.loc[there, name]) for name in (row, column))
    if min(len(row_names), len(names)) < 2:
        return NotEnough(
            f"How {row} and {column} go together",
            "one of the columns has fewer than two groups of pupils",
            "Check that the right columns are used.",
        )
    table = np.zeros((len(row_names), len(names)), np.int64)
    np.add.at(table, (in_row, in_column), 1)
    untold = Association(
        counted=tuple(_cells(_base(row, column), (row_names, in_row), (names, in_column), pupils)),
        cautions=cautions,
        row=row,
        column=column,
        columns=tuple(names),
        rows=tuple(
            Row(name, tuple(counts), sum(counts))
            for name, counts in zip(row_names, table.tolist(), strict=True)
        ),
    )
    return _associated(untold, table)


def _associated(untold: Association, table: Counts) -> Association:
    plain = chi_squared(table)
    by_two = table.shape == (2, 2)
    nothing = math.nan, math.nan, math.nan
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    found = {
        "few_pupils": bool(((table > 0) & (table < common.FEW)).any()),
        "few_expected": bool((expected < FEW_EXPECTED).any()),
    }
    return replace(
        untold,
        cautions=(*untold.cautions, *common.codes_that_hold(found)),
        cramers_v=math.sqrt((plain.value or 0.0) / (int(table.sum()) * (min(table.shape) - 1))),
        tests=(
            plain,
            chi_squared(table, corrected=True) if by_two else Statistic("yates", *nothing),
            fisher(table) if by_two else Statistic("fisher", *nothing),
        ),
    )


def _without(row: Row, base: str, columns: tuple[str, ...], gone: Collection[str]) -> Row:
    """Give a row without the counts that are gone."""
    counts = (
        None if f"{base}|{row.name}|{column}" in gone else count
        for column, count in zip(columns, row.counts, strict=True)
    )
    return replace(row, counts=tuple(counts), n=None if f"{base}|{row.name}" in gone else row.n)


def _base(row: str, column: str) -> str:
    return f"{row} by {column}"


def _cells(
    base: str, rows: tuple[list[str], Counts], columns: tuple[list[str], Counts], pupils: Pupils
) -> Iterator[Cell]:
    """Count each row, and each cell as a part of its row."""
    for code, row in enumerate(rows[0]):
        of_row = rows[1] == code
        yield cell_of(f"{base}|{row}", pupils[of_row])
        for place, column in enumerate(columns[0]):
            yield cell_of(f"{base}|{row}|{column}", pupils[of_row & (columns[1] == place)], f"{base}|{row}")
