"""Where the table is in a grid: its headings, its columns, its own rows, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from enquiry_lib.data.reading.body import Body, Mask, spread
from enquiry_lib.data.reading.headings import SEARCHED, Headings, Rows, find_headings, join_headings
from enquiry_lib.data.reading.texts import SPACE

_WORDS = 0.25  # of a cell's weight, for a cell of a column of words alone


@dataclass(frozen=True, eq=False)
class Layout:
    """Where the table is in a grid, and everything that is not it.

    `places` are its columns, counted from 0; `rows` says of each row of the grid whether it is the table's
    own. `titles` are rows above the headings, `left_out` rows under them with what they are, `beside` columns
    of jottings beside the table; `another` is the row in which another table begins, 0 for none;
    `telling` says how many columns are numbers, days, codes, or labels that come again.
    """

    headings: Headings
    places: tuple[int, ...]
    rows: Mask
    titles: tuple[int, ...]
    left_out: tuple[tuple[int, str], ...]
    beside: tuple[int, ...]
    another: int
    telling: int

    @property
    def weight(self) -> float:
        """Give how many cells the table has; words that never come again, as in notes, count less."""
        return int(self.rows.sum()) * (self.telling + _WORDS * (len(self.places) - self.telling))

    def left_out_as(self, why: str) -> tuple[int, ...]:
        """Give the rows that were left out for a reason."""
        return tuple(row for row, one in self.left_out if one == why)


def find_layout(
    cells: pd.DataFrame, *, merged: Sequence[str] = (), header: Sequence[int] = (), may_shift: bool = False
) -> Layout | None:
    """Find the table in a grid's cells, or None when no row can be headings over rows of data.

    header: the rows of the headings, when a person has named them. may_shift: a cell too many moves the cells
    after it, as an unquoted comma in a csv file does.
    """
    filled = filled_cells(cells)
    labels = cells.index.to_numpy()
    levels = tuple(header) or find_headings(_sample(cells, filled), merged)
    if not levels:
        return None
    chosen = {row: _row_at(cells, filled, int(np.searchsorted(labels, row))) for row in levels}
    headings = join_headings(chosen, levels, merged)
    if not headings.names:
        return None
    layout = _under(cells, filled, headings, chosen, may_shift)
    return layout if layout.rows.any() or header else None


def filled_cells(cells: pd.DataFrame) -> Mask:
    """Say of each cell whether there is anything in it."""
    filled = np.empty(cells.shape, dtype=bool, order="F")
    for place, (_, column) in enumerate(cells.items()):
        said = np.asarray(column.cat.categories.str.strip(SPACE) != "", dtype=bool)
        filled[:, place] = said.take(column.cat.codes)
    return filled


def _sample(cells: pd.DataFrame, filled: Mask) -> Rows:
    """Give the first rows with anything in them, and some from all over the grid."""
    there = np.flatnonzero(filled.any(axis=1))
    labels = cells.index.to_numpy()
    chosen = np.union1d(there[: 2 * SEARCHED], spread(there)).tolist()
    return {int(labels[at]): _row_at(cells, filled, at) for at in chosen}


def _row_at(cells: pd.DataFrame, filled: Mask, at: int) -> dict[int, str]:
    """Give the filled cells of a row, by its place in the grid."""
    return {
        int(cells.columns[place]): str(cells.iat[at, int(place)]).strip(SPACE)
        for place in np.flatnonzero(filled[at]).tolist()
    }


def _under(cells: pd.DataFrame, filled: Mask, headings: Headings, levels: Rows, may_shift: bool) -> Layout:
    """Tell the columns and then the rows under some headings apart."""
    labels = cells.index.to_numpy()
    columns = [int(place) for place in cells.columns]
    under: Mask = labels > max(headings.rows)
    headings = _without_jottings(headings, columns, filled[under])
    shifted = _shifted(headings, columns, filled, under) if may_shift else np.zeros(len(cells), dtype=bool)
    rows = under & ~shifted
    places = _places(headings, columns, filled[rows])
    inside = [at for at, place in enumerate(columns) if place in places]
    if len(inside) < len(columns):
        body = Body(cells.iloc[:, inside], filled[:, inside], rows)
    else:
        body = Body(cells, filled, rows)  # without a copy: it may be large
    another = body.tell_apart(levels)
    left_out = {int(labels[at]): why for at, why in body.why.items()}
    left_out |= dict.fromkeys(map(int, labels[shifted]), "too many cells")
    outside = (at for at, place in enumerate(columns) if place not in places)
    return Layout(
        headings,
        places,
        body.open,
        tuple(map(int, labels[filled.any(axis=1) & (labels < min(headings.rows))])),
        tuple(sorted(left_out.items())),
        tuple(columns[at] for at in outside if filled[rows, at].any()),
        int(labels[another]) if another >= 0 else 0,
        sum(bool(profile.kind or profile.listed) for profile in body.profiles.values()),
    )


def _without_jottings(headings: Headings, columns: Sequence[int], body: Mask) -> Headings:
    """Take a jotting in the row of the headings out of them: beyond an empty column, with little under it."""
    rows = int((body.sum(axis=1) > 1).sum())
    many = dict(zip(columns, body.sum(axis=0).tolist(), strict=True))
    names = dict(headings.names)
    places = sorted(names)
    gaps = [place for before, place in pairwise(places) if _is_gap(before, place, many)]
    for gap in reversed(gaps):
        beyond = [place for place in places if place >= gap]
        if any(2 * many.get(place, 0) > rows for place in beyond):
            break
        names = {place: name for place, name in names.items() if place < gap}
    return Headings(headings.rows, names)


def _is_gap(before: int, place: int, many: Mapping[int, int]) -> bool:
    return place > before + 1 and not any(many.get(between, 0) for between in range(before + 1, place))


def _shifted(headings: Headings, columns: Sequence[int], filled: Mask, under: Mask) -> Mask:
    """Say which rows reach beyond the last heading without a gap, where most do not."""
    nothing = np.zeros(len(filled), dtype=bool)
    next_place = max(headings.names) + 1
    if next_place not in columns:
        return nothing
    beyond: Mask = filled[:, columns.index(next_place)] & under & (filled.sum(axis=1) > 1)
    wide = under & (filled.sum(axis=1) > 1)
    return beyond if 2 * beyond.sum() < wide.sum() else nothing


def _places(headings: Headings, columns: Sequence[int], body: Mask) -> tuple[int, ...]:
    """Give the columns of the table: those with a heading, and others that are filled as its columns are."""
    named = headings.names
    many = dict(zip(columns, body.sum(axis=0).tolist(), strict=True))
    rows = int((body.sum(axis=1) > 1).sum())
    first, last = min(named), max(named)
    nameless = [
        place
        for place in columns
        if place not in named
        and many[place]
        and (first < place < last or (place in {first - 1, last + 1} and 2 * many[place] >= rows))
    ]
    return tuple(sorted([*(place for place in named if place in many), *nameless]))
