"""Totals: one row a pupil with the sessions of a year becomes one row of numbers about all pupils; no code is kept.

Persistent and severe absence are counted pupil by pupil, on each pupil's own possible sessions.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from enquiry_lib.data.questions import Question
from enquiry_lib.errors import Problem

PERIOD = "school_year"
SEVERAL_ROWS = "several_rows"
"""The question whether the rows of each pupil are to be added up, and its answers."""

YES, NO = "yes", "no"
ALL = "all pupils"
_PARTS = ("sessions_possible", "attended", "absent_authorised", "absent_unauthorised")


def sum_up(
    frame: pd.DataFrame,
    rows: np.ndarray,
    *,
    file: str,
    period: str,
    shares: dict[str, float],
    pupils: pd.Series | None = None,
) -> tuple[pd.DataFrame, np.ndarray, list[Problem]]:
    """Sum the pupils' sessions of a year up into one row.

    `frame` has a row a pupil, with sessions_possible and attended, or absent_authorised and
    absent_unauthorised, or all; `shares` are those of persistent and severe absence, where there are any.
    `pupils` says whose each row is, where a pupil has several: they are added up first. A pupil whose numbers cannot
    be right is a problem and is left out. Gives the row, the rows used, and the problems.
    """
    numbers = _with_the_other_kind(pd.DataFrame({part: _numbers(frame, part) for part in _PARTS}))
    absent = _absent(numbers)
    wrong = numbers["sessions_possible"].isna() | absent.isna() | (absent < 0)
    wrong |= (absent > numbers["sessions_possible"]) | _disagree(numbers) | (numbers < 0).any(axis=1)
    if pupils is not None:
        wrong &= ~(absent.isna() & (numbers["sessions_possible"] == 0))  # a week of holidays
    whose = "row" if pupils is None else "pupil"
    problems = [_unfit(file, int(row), whose) for row in rows[wrong.to_numpy()]]
    used = ~wrong & (numbers["sessions_possible"] > 0)
    if pupils is not None:
        used &= (pupils != "") & ~pupils.isin(pupils[wrong])
    numbers, absent = numbers[used], absent[used]
    if pupils is not None:
        numbers = numbers.groupby(pupils[used]).sum(skipna=False)
        absent = absent.groupby(pupils[used]).sum()
    summed = _summed(numbers, absent, period, shares)
    return pd.DataFrame([summed]), rows[used.to_numpy()], problems


def has_several_rows(pupils: pd.Series) -> bool:
    """Say whether a pupil has more than one row; `pupils` are the codes, "" where there is none.

    >>> has_several_rows(pd.Series(["P1", "P2", "P1"])), has_several_rows(pd.Series(["P1", "", ""]))
    (True, False)
    """
    return bool(pupils[pupils != ""].duplicated().any())


def ask_what_the_rows_are(pupils: pd.Series) -> Question:
    """Ask whether the rows of each pupil can be added up."""
    asked = (
        f"Are the rows of each pupil weeks or terms of one school year, each with its own sessions ({YES})? The file has "
        f"{(pupils != '').sum():,} rows for {pupils[pupils != ''].nunique():,} pupils; {YES} adds up each pupil's. Answer "
        f"{NO} if they count from the start of the year on, overlap, or are of several years."
    )
    return Question(SEVERAL_ROWS, "", asked, (YES, NO))


def not_to_be_added(file: str, heading: str) -> Problem:
    """Say what to export where the rows of each pupil cannot be added up."""
    do = "Export one row for each pupil, with the sessions of one whole school year; or the register marks."
    return Problem(
        file, 0, heading, "several rows for a pupil that cannot be added up", "one row a pupil", do
    )


def _numbers(frame: pd.DataFrame, part: str) -> pd.Series:
    if part not in frame:
        return pd.Series(np.nan, index=frame.index)
    return pd.to_numeric(frame[part], errors="coerce")


def _with_the_other_kind(numbers: pd.DataFrame) -> pd.DataFrame:
    """Give the absences of one kind as the rest, where the other kind and the sessions attended are given."""
    missed = numbers["sessions_possible"] - numbers["attended"]
    one, other = numbers["absent_authorised"], numbers["absent_unauthorised"]
    rest = {"absent_authorised": missed - other, "absent_unauthorised": missed - one}
    return numbers.fillna(pd.DataFrame(rest))


def kinds_unknown(summed: pd.DataFrame) -> bool:
    """Say whether the sums do not tell the absences with leave from those without."""
    return bool((summed[["absent_authorised", "absent_unauthorised"]] == "").all(axis=None))


def _absent(numbers: pd.DataFrame) -> pd.Series:
    """Give the sessions missed: those with and without leave, or else the possible ones less those attended."""
    missed = numbers["absent_authorised"] + numbers["absent_unauthorised"]
    return missed.fillna(numbers["sessions_possible"] - numbers["attended"])


def _disagree(numbers: pd.DataFrame) -> pd.Series:
    """Say where possible sessions are not those attended and those missed, of those that give all three."""
    missed = numbers["absent_authorised"] + numbers["absent_unauthorised"]
    rest = numbers["sessions_possible"] - numbers["attended"] - missed
    return rest.notna() & (rest != 0)


def _unfit(file: str, row: int, whose: str) -> Problem:
    do = f"Look at the pupil's register; the {whose} was left out of the sums."
    found = "sessions that do not go together, or none"
    return Problem(file, row, "", found, "possible sessions that are those attended and those missed", do)


def _summed(
    numbers: pd.DataFrame, absent: pd.Series, period: str, shares: dict[str, float]
) -> dict[str, str]:
    summed = {
        "period": period,
        "group": ALL,
        "pupils": str(len(numbers)),
        "sessions_possible": _whole(numbers["sessions_possible"]),
        "absent_authorised": _whole(numbers["absent_authorised"]),
        "absent_unauthorised": _whole(numbers["absent_unauthorised"]),
    }
    for name, share in shares.items():
        summed[name] = str(int(_at_least(absent, numbers["sessions_possible"], share).sum()))
    return summed


def _whole(numbers: pd.Series) -> str:
    """Sum whole numbers; where they were not given the sum is not known."""
    return str(int(numbers.sum())) if numbers.notna().all() else ""


def _at_least(absent: pd.Series, possible: pd.Series, share: float) -> pd.Series:
    """Say who missed a share of the own possible sessions or more, in whole numbers: exactly 10% counts."""
    exact = Fraction(str(share))
    return absent * exact.denominator >= possible * exact.numerator
