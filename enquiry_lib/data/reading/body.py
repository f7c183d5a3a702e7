"""The rows under some headings: which are the table's own, and what each of the others is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.data.reading.headings import Rows, profiles_of, vote
from enquiry_lib.data.reading.profiles import STRONG, Profile
from enquiry_lib.data.reading.texts import SPACE
from enquiry_lib.data.reading.totals import are_codes, begin_with_total, holds_code, rows_of_their_own

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

_SAMPLED = 400  # rows in which the kinds of cells show
_GAPS = 200  # gaps after which another table is looked for
_NOTE = re.compile(
    r"(foot)?notes?\b|sources?\b|key\b|\*|†|‡|©|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s|this (report|file|table)\b|"
    r"(report )?(generated|printed|produced|exported|run)\b|page \d|end of report|for (more|further) information",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\bpage \d+( ?(of|/) ?\d+)?\b", re.IGNORECASE)
_PAGE_OF_ALL = re.compile(r"\bpage \d+ ?(of|/) ?\d+$", re.IGNORECASE)
_NUMBER_OF_NOTE = re.compile(r"\(?\d{1,2}[.)]?|\*+|[a-z]\)", re.IGNORECASE)
_SHORT = 40  # characters; a name of something is seldom longer


def spread(there: Places) -> Places:
    """Give some places from all over, and all of them when there are few."""
    if len(there) <= _SAMPLED:
        return there
    return there[np.linspace(0, len(there) - 1, _SAMPLED).astype(np.intp)]


class Body:
    """The rows under some headings, told apart one kind after the other.

    `open` says which rows are taken for the table's own so far, `why` what each other row is, by its place.
    """

    def __init__(self, cells: pd.DataFrame, filled: Mask, rows: Mask) -> None:
        self.cells, self.filled, self.rows = cells, filled, rows
        self.places = [int(place) for place in cells.columns]
        self.many = filled.sum(axis=1)
        self.open: Mask = rows & (self.many > 0)
        self.why: dict[int, str] = {}
        self.profiles: dict[int, Profile] = {}
        self.names: dict[int, str] = {}
        self.said = np.zeros(len(cells), dtype=np.int8)

    def tell_apart(self, levels: Rows) -> int:
        """Tell all the rows apart; gives the place of the row in which another table begins, or -1."""
        repeated = self._repeated(levels)
        self._leave_out(repeated, "repeated heading")
        self._leave_out(self._page_lines(min(levels), np.flatnonzero(repeated)), "line of a page")
        self.profiles = self._profiles(self.open)
        another = self._another_table()
        if another >= 0:
            self._leave_out(self.open & (np.arange(len(self.open)) >= another), "another table")
            self.profiles = self._profiles(self.open)
        self.names = _joined(levels)
        self.said = begin_with_total(self.cells, self.filled)
        self._leave_out(self._foot(), "footnote")
        self._leave_out(self._sections(), "section heading")
        self._leave_out(self._totals(), "total")
        self._leave_out(self._without_key(), "no key")
        return another

    def _leave_out(self, rows: Mask | Sequence[int], why: str) -> None:
        for at in np.flatnonzero(rows).tolist() if isinstance(rows, np.ndarray) else rows:
            self.why[at] = why
            self.open[at] = False

    def _profiles(self, rows: Mask) -> dict[int, Profile]:
        return profiles_of({at: self._row(at) for at in spread(np.flatnonzero(rows)).tolist()})

    def _row(self, at: int) -> dict[int, str]:
        """Give the filled cells of a row by their column."""
        filled = np.flatnonzero(self.filled[at]).tolist()
        return {self.places[place]: str(self.cells.iat[at, place]).strip(SPACE) for place in filled}

    def _first(self, at: int) -> tuple[int, str]:
        """Give the first filled cell of a row and its column."""
        return next(iter(self._row(at).items()), (-1, ""))

    # --- headings once more, and those of another table ---

    def _repeated(self, levels: Rows) -> Mask:
        """Say which rows are headings once more, as at the top of each printed page."""
        again: Mask = np.zeros(len(self.cells), dtype=bool)
        for row in levels.values():
            inside = {place: cell for place, cell in row.items() if place in self.places}
            if len(inside) > 1 or len(self.places) == 1:
                again |= self._rows_like(inside)
        return again

    def _rows_like(self, row: Mapping[int, str]) -> Mask:
        same: Mask = self.open & (self.many == len(row))
        for place, cell in row.items():
            if same.any():
                column = self.cells[place]
                alike = np.asarray(column.cat.categories.str.strip(SPACE) == cell, dtype=bool)
                same &= alike.take(column.cat.codes)
        return same

    # --- heads and feet of printed pages ---

    def _page_lines(self, header: int, repeated: Places) -> list[int]:
        """Give the short rows that number a page, and those that stand on several pages with headings of their own."""
        short = self.open & (self.many <= max(2, len(self.places) / 2)) & (self.many < len(self.places))
        if not short.any():
            return []
        lines = self._on_several_pages(header, repeated, short) if len(repeated) else set()
        cells = {cell for line in lines for cell in line}
        like = self._holding(lambda cell: _without_page(cell) in cells or _numbers_a_page(cell))
        found = {at: self._row(at).values() for at in np.flatnonzero(short & like).tolist()}
        return [at for at, row in found.items() if _line(row) in lines or any(map(_numbers_a_page, row))]

    def _on_several_pages(self, header: int, repeated: Places, short: Mask) -> set[tuple[str, ...]]:
        """Give the lines above the first headings, and those that come again above the others or at the end."""
        above = np.flatnonzero((self.cells.index.to_numpy() < header) & (self.many > 0)).tolist()
        ends = [*repeated.tolist(), len(short)]
        again = Counter(_line(self._row(at).values()) for end in ends for at in self._upwards(end, short))
        heads = {_line(self._row(at).values()) for at in above}
        return heads | {line for line, many in again.items() if many > 1}

    def _upwards(self, end: int, short: Mask) -> Iterator[int]:
        """Give the short rows above a place, up to the next that is not."""
        for at in range(end - 1, -1, -1):
            if short[at]:
                yield at
            elif self.many[at]:
                return

    def _holding(self, says: Callable[[str], bool]) -> Mask:
        """Say which rows have a cell of which something is so; every different text is looked at once."""
        held: Mask = np.zeros(len(self.cells), dtype=bool)
        for _, column in self.cells.items():
            like = np.array([says(str(cell)) for cell in column.cat.categories], dtype=bool)
            if like.any():
                held |= like.take(column.cat.codes)
        return held

    def _another_table(self) -> int:
        """Give the place of a row in which other headings begin: after a gap, unlike all the rows above."""
        there = np.flatnonzero(self.open & (self.many > 1))
        after_gap = there[1:][np.diff(there) > 1][:_GAPS]
        for at in after_gap.tolist():
            below = at + 1
            starts = below < len(self.open) and self.open[below] and self.many[below] >= self.many[at]
            above = self.open & (np.arange(len(self.open)) < at)
            if starts and vote(self._row(at), self._profiles(above)) >= 2 * STRONG:
                return int(at)
        return -1

    # --- under and between the rows ---

    def _foot(self) -> list[int]:
        """Give the notes under the last row of data, from the bottom up; totals may stand among them."""
        there = np.flatnonzero(self.open)
        typical = float(np.median(self.many[there])) if len(there) else 0
        notes: list[int] = []
        for at in map(int, there[::-1]):  # most are never reached
            if self.said[at]:
                continue
            if not self._is_note(at, typical):
                break
            notes.append(at)
        return notes

    def _is_note(self, at: int, typical: float) -> bool:
        row = self._row(at)
        first, *others = row.values()
        if any(self._holds_code(place, cell) for place, cell in row.items()):
            return False
        adjacent = bool(at and self.open[at - 1] and self.many[at - 1] >= min(2, len(self.places)))
        if not others:
            return not (adjacent and self._may_be_a_row(row))
        if _NOTE.match(first) and len(row) < max(3, typical):
            return True
        unlike = vote(row, self.profiles)
        if len(row) == 2 and _NUMBER_OF_NOTE.fullmatch(first) and unlike >= STRONG and len(self.places) > 2:
            return True
        return len(row) <= max(2, typical / 2) and len(self.places) > 3 and unlike >= 0 and not adjacent

    def _holds_code(self, place: int, cell: str) -> bool:
        profile = self.profiles.get(place, Profile(""))
        return are_codes(profile, self.names.get(place, "")) and holds_code(cell, profile)

    def _may_be_a_row(self, row: Mapping[int, str]) -> bool:
        """Say whether a row of one cell is a row of data with the rest left empty."""
        ((place, cell),) = row.items()
        if self.profiles.get(place, Profile("")).vote(cell) < 0:
            return True
        named = len(self.places) == 2 and place == self.places[0]
        return named and len(cell) <= _SHORT and not _NOTE.match(cell) and not cell.endswith(":")

    def _sections(self) -> list[int]:
        """Give the rows with the first cell only, where that is a name for the rows under it."""
        alone = np.flatnonzero(self.open & (self.many == 1) & self.filled[:, 0]).tolist()
        return [at for at in alone if not self._may_be_a_row(self._row(at)) and not self.said[at]]

    # --- totals ---

    def _totals(self) -> list[int]:
        """Give the rows of totals: at the foot, at the end of a section, or unlike the keys of the other rows.

        Where some rows with the same word stand among the others, it is one of the table's own values. A row with
        a code of its own, such as a pupil's, is none.
        """
        begins: Mask = self.open & (self.said > 0)
        if not begins.any():
            return []
        others = self.open & ~begins
        own = rows_of_their_own(
            self.cells, self.filled, self.said, others, profiles=self.profiles, names=self.names
        )
        rows = np.flatnonzero(begins & ~own).tolist()
        ends, said = self._ends(rows), {at: self._first(at)[1].casefold() for at in rows}
        sure = {at for at in rows if at in ends or self._is_no_key(at)}
        inside = {said[at] for at in rows if at not in sure}
        return [at for at in rows if said[at] not in inside]

    def _is_no_key(self, at: int) -> bool:
        """Say whether the first cell of a row is unlike the codes of the others, or the one above with 'total' to it."""
        place, cell = self._first(at)
        profile = self.profiles.get(place, Profile(""))
        above = self._first(at - 1)[1].casefold() if at else ""
        return (bool(profile.kind) and profile.vote(cell) > 0) or bool(
            above and cell.casefold().startswith(above + " ")
        )

    def _ends(self, rows: Sequence[int]) -> set[int]:
        """Give those rows after which no ordinary row follows directly."""
        totals, ends = set(rows), set()
        for at in sorted(rows, reverse=True):
            below = at + 1
            if below >= len(self.open) or not self.open[below] or (below in totals and below in ends):
                ends.add(at)
        return ends

    # --- rows without a key ---

    def _without_key(self) -> Mask:
        """Say which rows lack what tells all the other rows apart; the last row has to be one of them.

        That is the first column, or one that is empty together with others: sums of an area stand so under
        the schools that have a number. Where an earlier column tells all rows apart nothing is lacking.
        """
        there = np.flatnonzero(self.open)
        nothing = np.zeros(len(self.cells), dtype=bool)
        number = next((number for number in range(len(self.places)) if self._is_key(number)), None)
        if number is None:
            return nothing
        missing, others = there[~self.filled[there, number]], there[self.filled[there, number]]
        if _is_an_end(missing, others, together=number == 0):
            together = ~self.filled[missing].any(axis=0) & self.filled[others].all(axis=0)
            nothing[missing] = number == 0 or together.sum() > 2
        return nothing

    def _is_key(self, number: int) -> bool:
        """Say whether no two filled cells of a column are alike."""
        column = self.cells[self.places[number]]
        rows = self.open & self.filled[:, number]
        many = int(rows.sum())
        if many < 3 or len(column.cat.categories) < many:
            return False
        return bool(np.bincount(column.cat.codes.to_numpy()[rows]).max() == 1)


def _joined(levels: Rows) -> dict[int, str]:
    """Give the heading of each column, with all its levels."""
    places = {place for row in levels.values() for place in row}
    return {place: " ".join(filter(None, (row.get(place) for row in levels.values()))) for place in places}


def _line(row: Iterable[str]) -> tuple[str, ...]:
    """Give the cells of a row as they are on every page."""
    return tuple(map(_without_page, row))


def _without_page(cell: str) -> str:
    return _PAGE.sub("page", cell.strip(SPACE)).casefold()


def _numbers_a_page(cell: str) -> bool:
    return bool(_PAGE_OF_ALL.search(cell.strip(SPACE)))


def _is_an_end(missing: Places, others: Places, *, together: bool) -> bool:
    """Say whether rows without a key are few, the last one among them, and (together) under all the others."""
    if not len(missing) or missing[-1] < others[-1]:
        return False
    return 3 * len(missing) <= len(others) + len(missing) and (not together or missing[0] > others[-1])
