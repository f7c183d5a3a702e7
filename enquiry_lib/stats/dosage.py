"""Dosage and reach: how much of the intervention was planned, how much pupils had, and how many it reached.

A pupil is reached who attended at least one session. Enough is a share of a pupil's own planned sessions, set
beforehand. Means are over all pupils with a planned session, those who never came among them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.result import Cell, Counted, NotEnough

Flags = npt.NDArray[np.bool_]

CAUTIONS = common.CAUTIONS | {
    "attendance_not_said": "Some sessions do not say whether the pupil attended; they were left out.",
    "repeated": "Some rows repeat the same pupil and session; the first of them was used.",
    "minutes_missing": "Minutes are not given for every session, so they were not added up.",
    "others_came": "Some pupils took part who were not meant to be reached.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

PUPILS, REACHED, WITH_ENOUGH = "dosage|pupils", "dosage|reached", "dosage|with enough"
NEVER_CAME, NOT_ENOUGH = "dosage|never came", "dosage|came, but not enough"
MEANT, REACHED_AGAIN = (
    "dosage|meant",
    "dosage|reached|meant or not",
)  # those reached, as the total of another split
MEANT_REACHED, MEANT_MISSED = "dosage|meant and reached", "dosage|meant and not reached"
OTHERS_REACHED, OTHERS_PLANNED = "dosage|reached, not meant", "dosage|planned, not meant"
MEANT_NOT_PLANNED = "dosage|meant, no session planned"
REACH = frozenset(
    {MEANT, REACHED_AGAIN, MEANT_REACHED, MEANT_MISSED, OTHERS_REACHED, OTHERS_PLANNED, MEANT_NOT_PLANNED}
)


@dataclass(frozen=True)
class Minutes:
    """Minutes for each pupil, on average: what was planned and what they had."""

    planned: float | None
    had: float | None


@dataclass(frozen=True)
class Reach:
    """How many of the pupils meant to be reached were reached; `share` in percent."""

    intended: int | None
    reached: int | None
    share: float | None


@dataclass(frozen=True, kw_only=True)
class Dosage(Counted):
    """How much of the intervention pupils had, and how many it reached.

    `sessions_planned` and `sessions_attended` are means for each of the `pupils` with a planned session,
    `share_attended` the percentage of all planned sessions. `reached` pupils came at least once; `with_enough`
    came to the share `enough` of their own sessions or more. `minutes` is None where they are not given for
    every session, `reach` where nobody said who was meant to be reached. `told` names the counts,
    of those reached or with enough, that the number of sessions attended would tell if they were withheld.
    """

    pupils: int | None
    sessions_planned: float | None
    sessions_attended: float | None
    share_attended: float | None
    minutes: Minutes | None
    reached: int | None
    enough: float
    with_enough: int | None
    reach: Reach | None
    told: frozenset[str] = field(repr=False)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        gone = _implied(ids)
        hidden = self._without_pupils() if PUPILS in gone else self
        if REACHED in gone:
            hidden = replace(hidden, reached=None)
        if WITH_ENOUGH in gone:
            hidden = replace(hidden, with_enough=None)
        if next((name for name in (REACHED, WITH_ENOUGH) if name in gone), "") in self.told:
            hidden = hidden._without_attended()
        if hidden.reach and not REACH.isdisjoint(gone):
            left = tuple(code for code in hidden.cautions if code != "others_came")
            hidden = replace(hidden, reach=common.without_numbers(hidden.reach), cautions=left)
        return replace(hidden, counted=common.cells_kept(self.counted, gone))

    def _without_pupils(self) -> Self:
        left = tuple(code for code in self.cautions if code != "few_pupils")
        return replace(common.without_numbers(self, keep=("counted", "enough", "told")), cautions=left)

    def _without_attended(self) -> Self:
        minutes = self.minutes and replace(self.minutes, had=None)
        return replace(self, sessions_attended=None, share_attended=None, minutes=minutes)


def _implied(ids: Collection[str]) -> set[str]:
    """Add what would give away a count that is withheld; reach is shown whole or not at all.

    How many had enough is not shown without how many were reached: that it may be shown would itself tell
    that those who came, but not enough, are not few, and so leave little choice for those who never came.
    """
    gone = set(ids)
    if gone & {PUPILS, REACHED}:
        gone |= {REACHED, WITH_ENOUGH}
    return gone | (REACH if gone & (REACH | {REACHED}) else set())


def summarise_dosage(
    delivery: pd.DataFrame,
    *,
    intended: Collection[str] | int | None = None,
    enough: float = 0.8,
    pupil: str = "pupil_id",
    date: str = "date",
    session: str = "session",
    attended: str = "attended",
    planned_minutes: str = "planned_minutes",
    minutes: str = "minutes",
) -> Dosage | NotEnough:
    """Work out how many sessions pupils were to have and had, and how many pupils were reached.

    `delivery` has one row for each pupil and planned session; `attended` says "yes" or "no". `intended` are the
    ids of the pupils meant to be reached, or how many they were to be. `enough` is the share of a pupil's own
    sessions that counts as enough. NotEnough without a session that says whether a pupil attended. Raises
    ColumnMissing, WrongValue.

    >>> sessions = pd.DataFrame({"pupil_id": ["A", "A", "B", "B"], "date": ["2025-10-01", "2025-10-08"] * 2,
    ...                          "session": None, "attended": ["yes", "yes", "yes", "no"],
    ...                          "planned_minutes": 30, "minutes": [30, 20, 30, 0]})
    >>> had = summarise_dosage(sessions, intended=4)
    >>> had.share_attended, had.with_enough, had.minutes, had.reach.share
    (75.0, 1, Minutes(planned=60.0, had=40.0), 50.0)
    """
    common.need_columns(delivery, [pupil, date, session, attended, planned_minutes, minutes])
    _check(intended, enough)
    names = {
        pupil: "pupil", date: "date", session: "session", attended: "attended",
        planned_minutes: "planned_minutes", minutes: "minutes",
    }  # fmt: skip
    rows, found = _usable(delivery.rename(columns=names)[list(names.values())])
    if rows.empty:
        return NotEnough(
            "How much of the intervention pupils had",
            "there is no session that says which pupil it was for and whether they attended",
            "Fill in the table of delivery, one row for each pupil and planned session.",
        )
    return _dosage(rows, intended=intended, enough=enough, found=found)


def sessions_had(delivery: pd.DataFrame) -> pd.Series:
    """Give, for each pupil with a planned session, which percentage of their own sessions they attended.

    `delivery` has one row for each pupil and planned session; its column `attended` says "yes" or "no". Rows are left out as
    `summarise_dosage` leaves them out. Raises ColumnMissing.

    >>> sessions = pd.DataFrame({"pupil_id": ["A", "A", "B"], "date": ["2025-10-01", "2025-10-08", "2025-10-01"],
    ...                          "session": None, "attended": ["yes", "no", "yes"]})
    >>> sessions_had(sessions).to_dict()
    {'A': 50.0, 'B': 100.0}
    """
    common.need_columns(delivery, ["pupil_id", "date", "session", "attended"])
    rows, _ = _usable(delivery.rename(columns={"pupil_id": "pupil"}))
    came = (rows["attended"] == "yes").groupby(rows["pupil"].astype(str))
    return 100 * came.sum() / came.size()


def _check(intended: Collection[str] | int | None, enough: float) -> None:
    if not 0 < enough <= 1:
        raise errors.WrongValue(name="enough", found=enough, expected="above 0 and at most 1, usually 0.8")
    how_many = intended if isinstance(intended, int) or intended is None else len(set(intended))
    if how_many is not None and how_many < 1:
        expected = "at least one pupil, or None where nobody said"
        raise errors.WrongValue(name="intended", found=how_many, expected=expected)


def _usable(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, bool]]:
    """Keep the rows that say who was to come and whether they came, each session once."""
    named = table[table["pupil"].notna()]
    said = named[named["attended"].isin(["yes", "no"])]
    rows = said[~said.duplicated(["pupil", "date", "session"])]
    return rows, {
        "no_pupil_id": len(named) < len(table),
        "attendance_not_said": len(said) < len(named),
        "repeated": len(rows) < len(said),
    }


def _dosage(
    rows: pd.DataFrame, *, intended: Collection[str] | int | None, enough: float, found: dict[str, bool]
) -> Dosage:
    each = (rows["attended"] == "yes").groupby(rows["pupil"].astype(str)).agg(planned="size", attended="sum")
    needed = _needed(each["planned"], enough)
    came = each["attended"] > 0
    pupils, reached, with_enough = len(each), int(came.sum()), int((each["attended"] >= needed).sum())
    meant = _meant(intended, planned=set(each.index), reached=set(each.index[came]))
    cells = (*_cells(pupils, reached, with_enough), *_meant_cells(meant, pupils, reached))
    who = _who(each.index, reached=came, enough=each["attended"] >= needed, meant=meant)
    minutes = _minutes(rows, pupils)
    found |= {
        "minutes_missing": minutes is None,
        "others_came": meant is not None and meant.reached < reached,
        "few_pupils": pupils < common.FEW,
    }
    return Dosage(
        counted=common.with_who(cells, who),
        cautions=common.codes_that_hold(found),
        pupils=pupils,
        sessions_planned=float(each["planned"].mean()),
        sessions_attended=float(each["attended"].mean()),
        share_attended=100 * float(each["attended"].sum() / each["planned"].sum()),
        minutes=minutes,
        reached=reached,
        enough=enough,
        with_enough=with_enough,
        reach=Reach(meant.intended, meant.reached, 100 * meant.reached / meant.intended) if meant else None,
        told=_told(_possible(each["planned"], needed, int(each["attended"].sum())), reached),
    )


def _needed(planned: pd.Series, enough: float) -> pd.Series:
    """Give how many of so many sessions are enough; at least one.

    >>> _needed(pd.Series([1, 3, 5, 10]), 0.8).tolist()
    [1, 3, 4, 8]
    """
    too_few = {count: int((np.arange(1, count + 1) / count < enough).sum()) for count in planned.unique()}
    return planned.map(too_few) + 1


def _possible(planned: pd.Series, needed: pd.Series, attended: int) -> Flags:
    """Say which numbers of pupils reached (row) and with enough (column) go with so many sessions attended.

    The fewest sessions are those of pupils who came once, and of others who had just enough, of whom little
    was needed; the most are those of pupils who came to all, and of others who missed being enough by one.
    """
    counts = np.arange(len(planned) + 1)
    reached, enough = counts[:, None], counts[None, :]
    short = reached - enough
    just, all_of_them, almost = (
        np.concatenate([[0], np.cumsum(np.sort(sessions)[::step])])
        for sessions, step in ((needed, 1), (planned, -1), (needed - 1, -1))
    )
    fewest = just[enough] + short
    most = all_of_them[enough] + almost[reached] - almost[enough]
    fits: Flags = (short >= 0) & (short <= (needed > 1).sum()) & (fewest <= attended) & (attended <= most)
    return fits


def _told(possible: Flags, reached: int) -> frozenset[str]:
    """Name the counts that would be told: a count is not, if it (or what it lacks) may be any from 1 to 4.

    So few are withheld in every network, and alike; more may be.
    """
    several = possible.any(axis=1), possible[reached]
    ends = len(possible) - 1, reached
    return frozenset(
        name
        for name, may_be, end in zip((REACHED, WITH_ENOUGH), several, ends, strict=True)
        if not (may_be[1:5].sum() == 4 or may_be[max(end - 4, 0) : end].sum() == 4)
    )


def _minutes(rows: pd.DataFrame, pupils: int) -> Minutes | None:
    """Add up minutes, a session missed as none; None unless they are known for every session."""
    came = rows["attended"] == "yes"
    planned = pd.Series(common.finite_numbers(rows["planned_minutes"]), index=rows.index)
    had = pd.Series(common.finite_numbers(rows["minutes"]), index=rows.index).where(came, 0.0)
    if planned.isna().any() or had.isna().any():
        return None
    return Minutes(float(planned.sum()) / pupils, float(had.sum()) / pupils)


@dataclass(frozen=True)
class _Meant:
    """How many pupils were meant to be reached; of them, how many had sessions planned and were reached.

    `who` are their identifiers, where these are known.
    """

    intended: int
    planned: int
    reached: int
    who: frozenset[str] = frozenset()


def _meant(intended: Collection[str] | int | None, *, planned: set[str], reached: set[str]) -> _Meant | None:
    if intended is None:
        return None
    if isinstance(intended, int):
        return _Meant(intended, min(intended, len(planned)), min(intended, len(reached)))
    ids = frozenset(map(str, intended))
    return _Meant(len(ids), len(ids & planned), len(ids & reached), ids)


_RESTING = (f"{PUPILS}|their sessions",)
"""One more id of the pupils, for what rests on them."""


def _who(
    pupils: pd.Index, *, reached: pd.Series, enough: pd.Series, meant: _Meant | None
) -> dict[str, frozenset[str]]:
    """Say who is counted, by the ids of the counts that can be read or worked out; of those meant only where known."""
    planned, came, had = (frozenset(map(str, those)) for those in (pupils, pupils[reached], pupils[enough]))
    known = {
        **dict.fromkeys((PUPILS, *_RESTING), planned),
        REACHED: came,
        NEVER_CAME: planned - came,
        WITH_ENOUGH: had,
        NOT_ENOUGH: came - had,
    }
    return known | (_who_was_meant(meant.who, came) if meant and meant.who else {})


def _who_was_meant(meant: frozenset[str], came: frozenset[str]) -> dict[str, frozenset[str]]:
    return {
        REACHED_AGAIN: came,
        MEANT: meant,
        MEANT_REACHED: meant & came,
        MEANT_MISSED: meant - came,
        OTHERS_REACHED: came - meant,
    }


def _cells(pupils: int, reached: int, with_enough: int) -> tuple[Cell, ...]:
    """Count the pupils, under one more id too: without them nothing can be said, so that others go first."""
    return (
        Cell(PUPILS, pupils),
        *(Cell(name, pupils) for name in _RESTING),
        Cell(REACHED, reached, PUPILS),
        Cell(NEVER_CAME, pupils - reached, PUPILS),
        Cell(WITH_ENOUGH, with_enough, REACHED),
        Cell(NOT_ENOUGH, reached - with_enough, REACHED),
    )


def _meant_cells(meant: _Meant | None, pupils: int, reached: int) -> tuple[Cell, ...]:
    if meant is None:
        return ()
    return (
        Cell(MEANT, meant.intended),
        Cell(MEANT_REACHED, meant.reached, MEANT),
        Cell(MEANT_MISSED, meant.intended - meant.reached, MEANT),
        Cell(REACHED_AGAIN, reached),
        Cell(MEANT_REACHED, meant.reached, REACHED_AGAIN),
        Cell(OTHERS_REACHED, reached - meant.reached, REACHED_AGAIN),
        Cell(OTHERS_PLANNED, pupils - meant.planned),
        Cell(MEANT_NOT_PLANNED, meant.intended - meant.planned),
    )
