"""What the cells of a column are like, so that headings can be told from what stands under them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from enquiry_lib.data.symbols import find_symbol

_MOSTLY = 0.6  # so much of a column has to be of one kind
_NUMBER = re.compile(r"[(£$€]?[+-]?[£$€]?\d[\d, ]*(\.\d+)?\s*%?\)?|\.\d+%?")
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}( .*)?"
    r"|\d{1,2}(st|nd|rd|th)?[ -][A-Za-z]{3,9}\.?[ -]\d{2,4}"
)
_YEAR = re.compile(r"(19|20)\d\d")
STRONG, WEAK = 1.0, 0.5
DECISIVE = 100.0
"""A code under codes, or a date under dates, is no heading, whatever the rest of its row is like."""


@dataclass(frozen=True)
class Profile:
    """What most cells of a column are: their kind ("" for words), values that come again, all in capitals or not."""

    kind: str
    listed: frozenset[str] = frozenset()
    capitals: bool | None = None
    years: bool = False

    def vote(self, cell: str, *, on_top: bool = False) -> float:
        """Say how a cell stands to the column: above 0 it is unlike the others, below 0 it is one of them.

        on_top: the cell stands in the first row of all, where weak signs do not speak against a heading.
        """
        if not cell:
            return 0.0
        if self.kind:
            return self._of_a_kind(cell)
        if self.listed:
            return -STRONG if cell in self.listed else STRONG
        if self.capitals is None or not any(map(str.isalpha, cell)):
            return 0.0
        if self.capitals == cell.isupper():
            return -WEAK if self.capitals and not on_top else 0.0
        return WEAK

    def _of_a_kind(self, cell: str) -> float:
        if kind_of_cell(cell) != self.kind and not (self.kind == "number" and is_symbol(cell)):
            return STRONG
        if self.kind == "number" and _YEAR.fullmatch(cell) and not self.years:
            return 0.0
        return -STRONG if self.kind in {"number", "mark"} else -DECISIVE


def profile(cells: Sequence[str]) -> Profile:
    """Tell what the cells of a column are like.

    >>> profile(["P0001", "P0002", "P0003"]).kind, profile(["95.1", "88", "SUPP"]).kind
    ('P0', 'number')
    """
    filled = [cell for cell in cells if cell]
    told = [cell for cell in filled if not is_symbol(cell)] or filled
    if not told:
        return Profile("")
    kind, many = Counter(map(kind_of_cell, told)).most_common(1)[0]
    if kind and many >= _MOSTLY * len(told):
        years = sum(bool(_YEAR.fullmatch(cell)) for cell in told) >= _MOSTLY * len(told)
        return Profile(kind, years=years)
    counts = Counter(filled)
    listed = frozenset(cell for cell, many in counts.items() if many > 1)
    if len(filled) >= 4 and sum(counts[cell] for cell in listed) >= 0.8 * len(filled):
        return Profile("", listed)
    return Profile("", capitals=_capitals([cell for cell in told if any(map(str.isalpha, cell))]))


def _capitals(cells: Sequence[str]) -> bool | None:
    """Say whether cells are all in capitals, hardly ever, or (None) both."""
    share = sum(cell.isupper() for cell in cells) / len(cells) if cells else 0.5
    return True if share >= _MOSTLY else False if share <= 0.1 else None


def kind_of_cell(cell: str) -> str:
    """Tell the kind of one cell: number, date, mark, the shape of a code such as 'P0', or "" for words.

    >>> [kind_of_cell(cell) for cell in ("1,071", "31/01/2026", "E92000001", "\\\\", "Leeds")]
    ['number', 'date', 'E0', 'mark', '']
    """
    if _NUMBER.fullmatch(cell):
        return "number"
    if _DATE.fullmatch(cell):
        return "date"
    if len(cell) == 1:
        return "mark"
    if len(cell) <= 24 and " " not in cell and any(map(str.isdigit, cell)):
        return re.sub(r"\d+", "0", cell)[:2]
    return ""


def is_symbol(cell: str) -> bool:
    """Say whether a cell gives no number and says why, as SUPP or '..' do."""
    return find_symbol(cell) is not None


def is_run(numbers: Sequence[str]) -> bool:
    """Say whether cells count up by one, as weeks, questions and years in headings do."""
    if not all(cell.isdecimal() and len(cell) < 5 for cell in numbers):
        return False
    if len(numbers) < (2 if all(map(_YEAR.fullmatch, numbers)) else 3):
        return False
    counted = list(map(int, numbers))
    return counted == list(range(counted[0], counted[0] + len(counted)))
