"""Persistent absence of groups of pupils, year by year.

A pupil is in one category of each column of groups, or in none that is known. Of a column all categories and those
who are not known make up the roll, and those of them who were persistently absent make up all who were.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib.school_years import year_name
from enquiry_lib.stats import result as common
from enquiry_lib.stats.attendance import missed_at_least, shares_of_sessions
from enquiry_lib.stats.attendance_years import CAUTIONS as OF_ATTENDANCE
from enquiry_lib.stats.attendance_years import FEW_SESSIONS, Ids
from enquiry_lib.stats.register import Register, RegisterColumns, usable_register
from enquiry_lib.stats.result import Cell, Counted, NotEnough, with_who
from enquiry_lib.stats.sides import as_text

ASKED = "Persistent absence by group"
UNKNOWN = ""  # the member of those of whom the column says nothing
ALL = ""  # the column of all pupils
Marked = npt.NDArray[np.bool_]
Known = dict[str, tuple[list[str], list[npt.NDArray[np.object_]]]]
"""For each column the names of its groups, and each enrolment's own in each year."""

CAUTIONS = OF_ATTENDANCE | {
    "many_groups": "When many groups are looked at, the highest share is usually higher than it would be at another time.",
    "groups_overlap": "A pupil is in several groups at once, so what is seen in one group may be seen in another because it "
    "is about the same pupils.",
    "groups_as_listed": "Groups are as the table of pupils has them now, for earlier years too: Year 6 are the pupils who are "
    "listed in Year 6, whichever year they were in then.",
    "groups_as_then": "Each school year has its own year groups: Year 6 are the pupils who were in Year 6 then, other pupils each "
    "year. All other groups are as the table of pupils has them now, for earlier years too.",
}
_OF_GROUPS = ("many_groups", "groups_overlap", "groups_as_listed", "groups_as_then")
"""Cautions about what is said of groups, which are gone where nothing is."""


@dataclass(frozen=True)
class GroupYear:
    """One group in one school year: its pupils with a possible session, and those persistently absent.

    `rate` is a percentage of the pupils, with its 95% interval (Wilson). All pupils of the year have "" for
    `group` and `member`; those of whom the column `group` says nothing have "" for `member`.
    """

    group: str
    member: str
    period: str
    pupils: int | None
    persistent: int | None
    rate: float | None
    low: float | None
    high: float | None

    @property
    def ids(self) -> _GroupIds:
        """Give the ids of the group's counts."""
        base = Ids(self.period).roll
        return _GroupIds(base if self.group == ALL else f"{base}|{self.group}={self.member}")

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same line without the counts named, nor any number that rests on them."""
        if self.ids.all in ids:
            return common.without_numbers(self)
        if {self.ids.persistent, self.ids.others} & set(ids):
            return common.without_numbers(self, keep=("pupils",))
        return self


@dataclass(frozen=True)
class _GroupIds:
    """The ids of some pupils, of those of them who were persistently absent, and of the others."""

    all: str

    @property
    def persistent(self) -> str:
        return f"{self.all}|persistently absent"

    @property
    def others(self) -> str:
        return f"{self.all}|not persistently absent"

    @property
    def again(self) -> str:
        """Name all of them once more, as the total of those who were and those who were not."""
        return f"{self.all}, absent or not"


def _totals(period: str, group: str) -> _GroupIds:
    """Name all pupils of a year again, as the total of the groups of one column."""
    return _GroupIds(f"{Ids(period).roll}|by {group}")


@dataclass(frozen=True, kw_only=True)
class PersistentByGroup(Counted):
    """Persistent absence by group for each school year, oldest first: all pupils, then the groups of each column."""

    periods: tuple[str, ...]
    groups: tuple[str, ...]
    lines: tuple[GroupYear, ...]

    def of(self, group: str, member: str, period: str) -> GroupYear | None:
        """Give a group's line in a year; None where it had no pupil then."""
        found = (x for x in self.lines if (x.group, x.member, x.period) == (group, member, period))
        return next(found, None)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        gone = self._implied(ids)
        lines = tuple(line.withhold(gone) for line in self.lines)
        shown = any(line.group != ALL and line.rate is not None for line in lines)
        return replace(
            self,
            lines=lines,
            cautions=tuple(code for code in self.cautions if shown or code not in _OF_GROUPS),
            counted=common.cells_kept(self.counted, gone),
        )

    def _implied(self, ids: Collection[str]) -> set[str]:
        """Add all pupils where they are withheld as the total of a column, and the other way round."""
        gone = set(ids)
        for period in self.periods:
            named = [_GroupIds(Ids(period).roll), *(_totals(period, group) for group in self.groups)]
            for part in ("all", "persistent", "others"):
                same = {getattr(one, part) for one in named}
                gone |= same if gone & same else set()
        return gone


def persistent_by_group(
    marks: pd.DataFrame,
    pupils: pd.DataFrame,
    *,
    codes: pd.DataFrame,
    groups: Sequence[str] | None = None,
    pupil: str = "pupil_id",
    date: str = "date",
    session: str = "session",
    mark: str = "mark",
    enrolments: pd.DataFrame | None = None,
    enrolment: str | None = None,
    joined: str = "joined_on",
    left: str = "left_on",
    persistent: float = 0.10,
    years: Collection[str] = (),
    pupils_in: Callable[[str], pd.DataFrame] | None = None,
) -> PersistentByGroup | NotEnough:
    """Count for each school year how many pupils of each group were persistently absent.

    `pupils` has a row for each pupil, with columns that say which group the pupil is in; `groups` names these
    (None: every column of categories). `marks`, `codes`, `enrolments`, `persistent` and the names of columns are
    those of `summarise_attendance`; `years` are the school years to look at, such as 2024/25, all where none is
    named. `pupils_in` gives the table of pupils with the year groups of a school year; without it `pupils` holds for
    all years. NotEnough without codes, possible sessions, or a column with two groups. Raises ColumnMissing, WrongValue.

    >>> codes = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"]})
    >>> marks = pd.DataFrame({"pupil_id": ["A", "B"], "date": "2025-09-01", "session": "am", "mark": ["/", "I"]})
    >>> pupils = pd.DataFrame({"pupil_id": ["A", "B"], "pupil_premium": ["no", "yes"]})
    >>> found = persistent_by_group(marks, pupils, codes=codes, groups=["pupil_premium"])
    >>> found.of("pupil_premium", "yes", "2025/26").rate
    100.0
    """
    share, _ = shares_of_sessions(persistent, 1)
    columns = RegisterColumns(pupil, date, session, mark, enrolment, joined, left)
    common.need_columns(pupils, [pupil, *(groups or ())])
    names = _group_columns(pupils, columns) if groups is None else list(groups)
    register = usable_register(marks, codes, columns, enrolments=enrolments, asked=ASKED)
    if isinstance(register, NotEnough):
        return register
    places = [place for place in register.years() if not years or year_name(register.began[place]) in years]
    if not places:
        found = f"the marks have nothing about {' and '.join(sorted(years))}"
        return NotEnough(ASKED, found, "Name school years that the marks are about.")
    found_years = [_Year.of(register, place, share) for place in places]
    tables = [pupils_in(year.period) if pupils_in else pupils for year in found_years]
    known = _members(tables, names, register, pupil)
    if not known:
        found = "no column of the table of pupils says of two groups which pupils are in them"
        return NotEnough(ASKED, found, "Fill in a column of groups, such as pupil premium.")
    as_then = "groups_as_then" if pupils_in else "groups_as_listed"
    return _by_group(found_years, known, register.cautions, as_then)


def _group_columns(pupils: pd.DataFrame, columns: RegisterColumns) -> list[str]:
    return [str(name) for name in pupils.select_dtypes("category").columns if name != columns.pupil]


def _members(tables: list[pd.DataFrame], names: list[str], register: Register, pupil: str) -> Known:
    """Give for each column with two groups or more their names in order, and each enrolment's own in each year."""
    each = [table.dropna(subset=[pupil]).drop_duplicates(pupil).set_index(pupil)[names] for table in tables]
    found: Known = {}
    for name in names:
        columns = [table[name].reindex(register.pupils) for table in each]
        own = [as_text(column) for column in columns]
        there = [set(one) - {None} for one in own]
        if any(len(members) > 1 for members in there):
            members = _in_order(columns[0], set().union(*there))
            found[name] = (members, [np.where(one == None, UNKNOWN, one) for one in own])  # noqa: E711 - of each
    return found


def _in_order(column: pd.Series, there: set[str]) -> list[str]:
    """Give the groups that are there in the column's own order, or in that of the alphabet."""
    is_ordered = isinstance(column.dtype, pd.CategoricalDtype)
    return [
        name for name in map(str, column.cat.categories if is_ordered else sorted(there)) if name in there
    ]


@dataclass(frozen=True, eq=False)
class _Year:
    """One school year: which pupils had a possible session, and which were persistently absent."""

    period: str
    pupils: npt.NDArray[np.object_]
    there: Marked
    absent: Marked
    usual: int

    @classmethod
    def of(cls, register: Register, place: int, share: Fraction) -> Self:
        """Take a year, given by its place, from a register."""
        sessions = register.classes(place)
        each = sessions.sum(axis=1)
        usual = int(np.median(each[each > 0]))
        pupils, absent = register.pupils.to_numpy(dtype=object), missed_at_least(sessions, share)
        return cls(year_name(register.began[place]), pupils, each > 0, absent, usual)

    def line(self, group: str, member: str, inside: Marked) -> GroupYear:
        """Count a group, given as those who are in it."""
        n, count = int((inside & self.there).sum()), int((inside & self.absent).sum())
        low, high = share_interval(count, n)
        return GroupYear(group, member, self.period, n, count, 100 * count / n if n else math.nan, low, high)

    def who(self, ids: _GroupIds, inside: Marked) -> dict[str, npt.NDArray[np.object_]]:
        """Say who is in a group and which of them were persistently absent, by the ids of their counts."""
        parts = (inside & self.there, inside & self.absent, inside & self.there & ~self.absent)
        named = (ids.all, ids.persistent, ids.others)
        return {name: self.pupils[part] for name, part in zip(named, parts, strict=True)}

    def who_by(self, group: str, own: npt.NDArray[np.object_]) -> dict[str, npt.NDArray[np.object_]]:
        """Say who is in each group of a column and in all of them, given each pupil's own."""
        base, everyone = Ids(self.period).roll, np.ones(len(own), dtype=np.bool_)
        total = _totals(self.period, group)
        found = self.who(_GroupIds(base), everyone) | self.who(total, everyone)
        found[total.again] = found[total.all]
        for member in set(own):
            found |= self.who(_GroupIds(f"{base}|{group}={member}"), own == member)
        return found


def _by_group(years: list[_Year], known: Known, cautions: tuple[str, ...], as_then: str) -> PersistentByGroup:
    everyone = [year.line(ALL, "", np.ones(len(year.there), dtype=np.bool_)) for year in years]
    cells, who = [cell for line in everyone for cell in _parts(line)], dict[str, npt.NDArray[np.object_]]()
    lines = list(everyone)
    for group, (members, owns) in known.items():
        for year, whole, own in zip(years, everyone, owns, strict=True):
            found = [year.line(group, member, own == member) for member in (*members, UNKNOWN)]
            found = [line for line in found if line.pupils]
            cells += _cells(group, whole, found)
            who |= year.who_by(group, own)
            lines += found
    few = any(year.usual < FEW_SESSIONS for year in years[-2:])
    found_too = {
        "few_days": few,
        "many_groups": True,
        "groups_overlap": len(known) > 1,
        as_then: len(years) > 1,
    }
    return PersistentByGroup(
        counted=with_who(cells, who),
        cautions=(*cautions, *common.codes_that_hold(found_too)),
        periods=tuple(year.period for year in years),
        groups=tuple(known),
        lines=tuple(lines),
    )


def _parts(line: GroupYear, margin: str = "") -> Iterator[Cell]:
    """Count some pupils, as a part of a total where there is one, and those persistently absent and not as parts of them."""
    pupils, persistent = line.pupils or 0, line.persistent or 0
    yield Cell(line.ids.all, pupils, margin)
    yield Cell(line.ids.persistent, persistent, line.ids.all)
    yield Cell(line.ids.others, pupils - persistent, line.ids.all)


def _cells(group: str, whole: GroupYear, lines: list[GroupYear]) -> Iterator[Cell]:
    """Count the groups of a column as parts of all pupils, and their absent and their other pupils likewise."""
    total = _totals(whole.period, group)
    pupils, persistent = whole.pupils or 0, whole.persistent or 0
    yield from (Cell(total.all, pupils), Cell(total.again, pupils))
    yield Cell(total.persistent, persistent, total.again)
    yield Cell(total.others, pupils - persistent, total.again)
    for line in lines:
        yield from _parts(line, total.all)
        yield Cell(line.ids.persistent, line.persistent or 0, total.persistent)
        yield Cell(line.ids.others, (line.pupils or 0) - (line.persistent or 0), total.others)


def share_interval(count: int, n: int) -> tuple[float, float]:
    """Give the 95% interval of a share in percent (Wilson 1927); NaN of nobody.

    >>> [round(end, 1) for end in share_interval(13, 336)]
    [2.3, 6.5]
    """
    if not n:
        return math.nan, math.nan
    z = float(stats.norm.ppf(0.975))
    middle = (count + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(count * (n - count) / n + z * z / 4)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)
