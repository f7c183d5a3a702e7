"""Absence by reason: how many possible sessions of a school year were missed for which reason.

The pupils behind a reason overlap with those behind another, so subtraction is guarded by counting them
together: of each kind of absence the reasons are put in the order of their pupils, and the pupils of the first,
of the first two, and so on are cells. Where the first few reasons together rest on too few pupils, these and the
next one are withheld, so that what is left of the total is always about enough pupils. Where one kind is withheld
whole, the other's total and its first reason go too: all absence, which attendance gives away, less the one kind
is the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import pandas as pd

from enquiry_lib.school_years import year_name
from enquiry_lib.stats import result as common
from enquiry_lib.stats.attendance_years import CAUTIONS as OF_ATTENDANCE
from enquiry_lib.stats.attendance_years import Ids
from enquiry_lib.stats.register import Register, RegisterColumns, Whole, usable_register
from enquiry_lib.stats.register_codes import AUTHORISED, CLASSES, UNAUTHORISED
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

ASKED = "Absence by reason"
KINDS = (CLASSES[AUTHORISED], CLASSES[UNAUTHORISED])
CAUTIONS = OF_ATTENDANCE | {
    "reason_as_recorded": "A reason is what was written in the register. What lies behind it may be another matter.",
}


@dataclass(frozen=True)
class ReasonCount:
    """The sessions of one school year that were missed for one reason; `rate` is percent of possible sessions.

    `kind` is authorised absence or unauthorised absence. `rank` is the place of the reason among those of its
    kind, the one with the fewest pupils first; 0 where nobody missed a session for it.
    """

    reason: str
    kind: str
    sessions: int | None
    rate: float | None
    rank: int = field(repr=False)


@dataclass(frozen=True)
class ReasonYear:
    """One school year: its pupils, their possible sessions, and what was missed of these for each reason."""

    period: str
    pupils: int | None
    sessions_possible: int | None
    authorised_rate: float | None
    unauthorised_rate: float | None
    reasons: tuple[ReasonCount, ...]

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same year without the counts named, nor any number that rests on them."""
        if Ids(self.period).roll in ids:
            lines = tuple(common.without_numbers(line, keep=("rank",)) for line in self.reasons)
            return replace(common.without_numbers(self), reasons=lines)
        last = {kind: self._last_hidden(kind, ids) for kind in KINDS}
        whole = any(last[kind] > self._ranks(kind) for kind in KINDS)
        last = {kind: max(rank, int(whole)) for kind, rank in last.items()}
        return replace(
            self,
            sessions_possible=None if any(last.values()) else self.sessions_possible,
            authorised_rate=None if whole else self.authorised_rate,
            unauthorised_rate=None if whole else self.unauthorised_rate,
            reasons=tuple(
                common.without_numbers(line, keep=("rank",)) if 0 < line.rank <= last[line.kind] else line
                for line in self.reasons
            ),
        )

    def _ranks(self, kind: str) -> int:
        """Count the reasons of a kind for which anybody missed a session."""
        return sum(line.kind == kind and line.rank > 0 for line in self.reasons)

    def _last_hidden(self, kind: str, ids: Collection[str]) -> int:
        """Give the rank up to which reasons are withheld; beyond the last one, their total is withheld too."""
        ranks = range(1, self._ranks(kind) + 1)
        alone = max((rank for rank in ranks if behind_id(self.period, kind, rank) in ids), default=0)
        together = max((rank for rank in ranks if together_id(self.period, kind, rank) in ids), default=0)
        return max(alone, together + 1 if together else 0)


@dataclass(frozen=True, kw_only=True)
class AbsenceByReason(Counted):
    """Absence by reason for each school year, oldest first; every year has the same reasons in the same order."""

    years: tuple[ReasonYear, ...]

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        kept = common.cells_kept(self.counted, ids)
        return replace(self, years=tuple(year.withhold(ids) for year in self.years), counted=kept)


def behind_id(period: str, kind: str, rank: int) -> str:
    """Name the pupils behind one reason."""
    return f"{Ids(period).roll}|{kind}|reason {rank}"


def together_id(period: str, kind: str, rank: int) -> str:
    """Name the pupils behind any of the reasons up to a rank."""
    return f"{Ids(period).roll}|{kind}|reasons to {rank}"


def absence_by_reason(
    marks: pd.DataFrame,
    *,
    codes: pd.DataFrame,
    pupil: str = "pupil_id",
    date: str = "date",
    session: str = "session",
    mark: str = "mark",
    enrolments: pd.DataFrame | None = None,
    enrolment: str | None = None,
    joined: str = "joined_on",
    left: str = "left_on",
    years: Collection[str] = (),
) -> AbsenceByReason | NotEnough:
    """Work out for each school year how many possible sessions were missed for which reason.

    `marks`, `enrolments` and the names of their columns are those of `summarise_attendance`. `codes` has the
    columns code, class and reason; codes with the same reason are counted together, and a code without one
    under its class. `years` are the school years to look at, such as 2024/25, all where none is named.
    NotEnough without codes, or without a mark that is a possible session. Raises ColumnMissing, WrongValue.

    >>> codes = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"],
    ...                       "reason": ["", "illness"]})
    >>> marks = pd.DataFrame({"pupil_id": "A", "date": pd.date_range("2025-09-01", periods=10),
    ...                       "session": "am", "mark": ["/"] * 9 + ["I"]})
    >>> line = absence_by_reason(marks, codes=codes).years[0].reasons[0]
    >>> line.reason, line.sessions, line.rate
    ('illness', 1, 10.0)
    """
    columns = RegisterColumns(pupil, date, session, mark, enrolment, joined, left)
    register = usable_register(marks, codes, columns, enrolments=enrolments, asked=ASKED)
    if isinstance(register, NotEnough):
        return register
    places = [place for place in register.years() if not years or year_name(register.began[place]) in years]
    if not places:
        found = f"the marks have nothing about {' and '.join(sorted(years))}"
        return NotEnough(ASKED, found, "Name school years that the marks are about.")
    return _by_reason(register, places)


def _by_reason(register: Register, places: list[int]) -> AbsenceByReason:
    """Count the reasons of some years, leaving out those that none of them has."""
    found = [_Reasons.of(register, place) for place in places]
    there = {name for one in found for name, sessions in one.sessions.items() if sessions.any()}
    if not there:
        there = set(found[0].sessions)
    years = [one.only(there) for one in found]
    return AbsenceByReason(
        counted=tuple(cell for one in years for cell in one.cells()),
        cautions=(*register.cautions, "reason_as_recorded"),
        years=tuple(one.year() for one in years),
    )


Reason = tuple[str, str]
"""The class of a reason, and its name."""


@dataclass(frozen=True, eq=False)
class _Reasons:
    """One school year: each pupil's possible sessions, and those missed for each reason."""

    period: str
    pupils: pd.Index
    possible: Whole
    sessions: dict[Reason, Whole]

    @classmethod
    def of(cls, register: Register, place: int) -> Self:
        """Take the sessions of a year, given by its place, from a register."""
        counts, codes = register.counts[place], register.codes
        groups: dict[Reason, list[int]] = {}
        for number, (kind, reason) in enumerate(zip(codes.kind.tolist(), codes.reasons, strict=True)):
            if CLASSES[kind] in KINDS:
                groups.setdefault((CLASSES[kind], reason), []).append(number)
        sessions = {reason: counts[:, groups[reason]].sum(axis=1) for reason in sorted(groups)}
        possible = register.classes(place).sum(axis=1)
        return cls(year_name(register.began[place]), register.pupils, possible, sessions)

    def only(self, reasons: Collection[Reason]) -> Self:
        """Give the same year with these reasons alone."""
        return replace(
            self, sessions={name: self.sessions[name] for name in self.sessions if name in reasons}
        )

    def ranked(self, kind: str) -> list[Reason]:
        """Give the reasons of a class for which anybody missed a session, the one with the fewest pupils first."""
        behind = {name: int((each > 0).sum()) for name, each in self.sessions.items() if name[0] == kind}
        return sorted(
            (name for name, pupils in behind.items() if pupils), key=lambda name: (behind[name], name)
        )

    def cells(self) -> Iterator[Cell]:
        """Count the roll, the pupils behind each reason, and those behind the first few reasons together.

        Only of the roll it is kept who they are: how many pupils are behind a reason is not shown, so that it can be
        subtracted from no other count.
        """
        yield cell_of(Ids(self.period).roll, self.pupils[self.possible > 0])
        for kind in KINDS:
            together = np.zeros(len(self.possible), dtype=np.bool_)
            for rank, name in enumerate(self.ranked(kind), start=1):
                behind = self.sessions[name] > 0
                together |= behind
                yield Cell(behind_id(self.period, kind, rank), int(behind.sum()))
                yield Cell(together_id(self.period, kind, rank), int(together.sum()))

    def year(self) -> ReasonYear:
        """Give the year's counts and rates."""
        possible = int(self.possible.sum())
        ranks = {name: rank for kind in KINDS for rank, name in enumerate(self.ranked(kind), start=1)}
        missed = {name: int(each.sum()) for name, each in self.sessions.items()}
        authorised, unauthorised = (
            100 * sum(count for (of, _), count in missed.items() if of == kind) / possible for kind in KINDS
        )
        return ReasonYear(
            period=self.period,
            pupils=int((self.possible > 0).sum()),
            sessions_possible=possible,
            authorised_rate=authorised,
            unauthorised_rate=unauthorised,
            reasons=tuple(
                ReasonCount(name[1], name[0], count, 100 * count / possible, ranks.get(name, 0))
                for name, count in missed.items()
            ),
        )
