"""Who is compared with whom: a group of pupils and its others, and the counts of both.

Of a column with two categories one is set against the other; of a column with more, each against all others
that are known. A category that says that something is absent is no group of its own: the others are set against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import permutations

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.stats.codes import spelled_alike
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.result import Cell, cell_of

Members = npt.NDArray[np.object_]

ALL_OTHERS = "all others"
ABSENT = ("no", "none")
ANY = "any"
"""The member that stands for all categories of a column but the one that says that something is absent."""


@dataclass(frozen=True)
class Side:
    """A group and its others among some `pupils`, given by their identifiers, and the ids of both and of their total."""

    member: str
    others: str
    inside: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.bool_]
    base: str
    group: str
    pupils: Members = field(repr=False)

    @property
    def ids(self) -> tuple[str, str, str]:
        """Name the group, the others and both together."""
        column, member = self.column, f"{self.column}={self.member}"
        if self.member == ANY:
            return f"{column}≠{self.others}", f"{column}={self.others}", f"{column}={self.others} or not"
        if self.others == ALL_OTHERS:
            return member, f"{column}≠{self.member}", f"{member} or not"
        return member, f"{column}={self.others}", column

    @property
    def column(self) -> str:
        """Name all pupils whom the column knows."""
        return f"{self.base}|{self.group}"

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Mark the pupils whom the column knows."""
        return self.inside | self.outside

    @property
    def smaller(self) -> int:
        """Give how many pupils the smaller of the two has."""
        return int(min(self.inside.sum(), self.outside.sum()))

    def notable(self) -> Side:
        """Give the same comparison from its other side, where the member says only that something is absent.

        >>> need = np.array([False, True, True])
        >>> turned = Side("none", ALL_OTHERS, ~need, need, "outcomes", "send", np.array([1, 2, 3])).notable()
        >>> turned.member, turned.others, turned.inside.tolist()
        ('any', 'none', [False, True, True])
        """
        if self.others != ALL_OTHERS or not is_absent(self.member):
            return self
        return replace(self, member=ANY, others=self.member, inside=self.outside, outside=self.inside)

    def cells(self) -> Iterator[Cell]:
        """Count both; where there are several others, as the parts of a total of their own."""
        member, others, total = self.ids
        yield cell_of(total, self.pupils[self.known])
        yield cell_of(member, self.pupils[self.inside], total)
        yield cell_of(others, self.pupils[self.outside], total)


def sides_of(column: pd.Series, scores: Numbers, base: str) -> Iterator[Side]:
    """Give each comparison a column offers: one for two values, one a value for more, none for one.

    The column goes by the pupils' identifiers (its index) and `scores` are of the same pupils; `base` begins the ids
    of their counts.

    >>> year = pd.Series(["3", "4", "5"], name="year_group")
    >>> [side.member for side in sides_of(year, np.array([1.0, 2.0, 3.0]), "outcomes")]
    ['3', '4', '5']
    """
    members, group = as_text(column), str(column.name)
    known = np.array([member is not None for member in members], dtype=bool)
    pupils = column.index.to_numpy(dtype=object)
    values = sorted({member for member in members if member is not None})
    if len(values) == 2:
        member, others = _at_risk(members, scores, values)
        yield Side(member, others, members == member, members == others, base, group, pupils)
    elif len(values) > 2:
        for member in values:
            inside = np.asarray(members == member, dtype=bool)
            yield Side(member, ALL_OTHERS, inside, known & ~inside, base, group, pupils)


def as_text(column: pd.Series) -> Members:
    """Give the categories of a column as text, None where there is none.

    >>> as_text(pd.Series([3, None], dtype="Int64")).tolist()
    ['3', None]
    """
    filled = spelled_alike(column).astype(object)
    return np.array(
        [None if missing else str(value) for value, missing in zip(filled, filled.isna(), strict=True)],
        dtype=object,
    )


def _at_risk(members: Members, scores: Numbers, values: list[str]) -> tuple[str, str]:
    """Put first the value that is at risk: yes of yes and no, SEN support of it and none, else the lower-scoring one."""
    absent = [value for value in values if is_absent(value)]
    if len(absent) == 1:
        return (values[1], values[0]) if values[0] in absent else (values[0], values[1])
    means = [scores[members == value].mean() for value in values]
    return (values[0], values[1]) if means[0] <= means[1] else (values[1], values[0])


def is_absent(member: str) -> bool:
    """Say whether a category says no more than that something is absent.

    >>> is_absent("none"), is_absent("No"), is_absent("SEN support")
    (True, True, False)
    """
    return member.lower() in ABSENT


def cells_of(columns: list[list[Side]]) -> Iterator[Cell]:
    """Count the pupils of some columns, given as the comparisons each offers among the same pupils.

    The groups of a column are parts of all whom it knows, and each is set against its others. Where one
    column knows pupils whom another does not, these are counted too: the difference between what is shown of
    the two columns is theirs.

    >>> pair = sides_of(pd.Series(["yes", "no", "no"], name="pupil_premium"), np.arange(3.0), "outcomes")
    >>> [cell.count for cell in cells_of([list(pair)])]
    [3, 1, 2]
    """
    compared = [sides for sides in columns if sides]
    for sides in compared:
        yield from _column_cells(sides)
    for one, other in permutations(compared, 2):
        yield from _cells_between(one, other[0])


def _column_cells(sides: list[Side]) -> Iterator[Cell]:
    """Count each group of a column against its others, and all groups as parts of all who are known."""
    for side in sides:
        yield from side.cells()
    if len(sides) > 1:
        total = sides[0].column
        yield cell_of(total, sides[0].pupils[sides[0].known])
        for side in sides:
            yield cell_of(side.ids[0], side.pupils[side.inside], total)


def _cells_between(sides: list[Side], other: Side) -> Iterator[Cell]:
    """Count whom a column knows, and whom only another knows, as the parts of both together."""
    here = sides[0]
    only_other = other.known & ~here.known
    if not only_other.any():
        return
    for total in dict.fromkeys([here.column, *(side.ids[2] for side in sides)]):
        both = f"{total}, or {other.group}"
        yield cell_of(both, here.pupils[here.known | only_other])
        yield cell_of(total, here.pupils[here.known], both)
        yield cell_of(f"{here.column} unknown, {other.group} known", here.pupils[only_other], both)


def in_no_order(member: str, others: str) -> tuple[str, str]:
    """Name two groups so that it does not show which of them scored lower.

    >>> in_no_order("M", "F"), in_no_order("yes", "no")
    (('F', 'M'), ('yes', 'no'))
    """
    if others == ALL_OTHERS or is_absent(others):
        return member, others
    return min(member, others), max(member, others)
