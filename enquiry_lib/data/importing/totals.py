"""Totals: one row a pupil with the sessions of a year becomes one row of numbers about all pupils; no code is kept.

Persistent and severe absence are counted pupil by pupil, on each pupil's own possible sessions.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from enquiry_lib.errors import Problem

PERIOD = "school_year"
ALL = "all pupils"
_PARTS = ("sessions_possible", "attended", "absent_authorised", "absent_unauthorised")


def sum_up(
    frame: pd.DataFrame, rows: np.ndarray, *, file: str, period: str, shares: dict[str, float]
) -> tuple[pd.DataFrame, np.ndarray, list[Problem]]:
    """Sum the pupils' sessions of a year up into one row.

    `frame` has a row a pupil, with sessions_possible and attended, or absent_authorised and
    absent_unauthorised, or all; `shares` are those of persistent and severe absence, where there are any.
    A pupil whose numbers cannot be right is a problem and is left out. Gives the row, the rows used, and the
    problems.
    """
    numbers = _with_the_other_kind(pd.DataFrame({part: _numbers(frame, part) for part in _PARTS}))
    absent = _absent(numbers)
    wrong = numbers["sessions_possible"].isna() | absent.isna() | (absent < 0)
    wrong |= (absent > numbers["sessions_possible"]) | _disagree(numbers) | (numbers < 0).any(axis=1)
    problems = [_unfit(file, int(row)) for row in rows[wrong.to_numpy()]]
    used = ~wrong & (numbers["sessions_possible"] > 0)
    summed = _summed(numbers[used], absent[used], period, shares)
    return pd.DataFrame([summed]), rows[used.to_numpy()], problems


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


def _unfit(file: str, row: int) -> Problem:
    do = "Look at the pupil's register; the row was left out of the sums."
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
