"""The register's marks, read by the list of codes: whose they are, when, and of which class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common

Whole = npt.NDArray[np.int64]

PRESENT, APPROVED, AUTHORISED, UNAUTHORISED = range(4)
NOT_POSSIBLE, UNKNOWN = 4, -1
CLASSES = ("present", "approved activity", "authorised absence", "unauthorised absence", "not possible")
FIRST_MONTH = 9  # a school year begins in September


@dataclass(frozen=True)
class Register:
    """The usable marks, each as whole numbers: which school year, pupil and class; and how many were not usable."""

    year: Whole
    pupil: Whole
    kind: Whole
    late: npt.NDArray[np.bool_]
    date: npt.NDArray[np.datetime64]
    left_out: int
    unknown_codes: tuple[str, ...]
    cautions: tuple[str, ...]


def read_register(
    marks: pd.DataFrame, codes: pd.DataFrame, *, late: frozenset[str], columns: tuple[str, str, str, str]
) -> Register:
    """Read marks by the list of codes, and leave out those that cannot be used.

    `codes` has the columns code and class, `late` are the codes of late marks, and `columns` name the
    pupil, the date, the session and the mark. Raises ColumnMissing, WrongValue for a class nobody knows.

    >>> marks = pd.DataFrame({"pupil_id": ["A", "A"], "date": "2025-09-01", "session": ["am", "pm"],
    ...                       "mark": ["/", "?"]})
    >>> codes = pd.DataFrame({"code": ["/"], "class": ["present"]})
    >>> found = read_register(marks, codes, late=frozenset(), columns=("pupil_id", "date", "session", "mark"))
    >>> found.year.tolist(), found.kind.tolist(), found.left_out, found.cautions
    ([2025], [0], 1, ('unknown_codes',))
    """
    classes = _classes(codes)
    pupil, date, session, mark = columns
    pupils, _ = _numbered(marks[pupil])
    days, dates = _numbered(marks[date])
    sessions, _ = _numbered(marks[session])
    written, values = _numbered(marks[mark])
    texts = [_tidy(value) for value in values]
    kinds = _looked_up(written, [classes.get(text, UNKNOWN) for text in texts])
    when = _days(dates)
    reasons = {
        "no_pupil_id": pupils == UNKNOWN,
        "bad_dates": _looked_up(days, ~np.isnat(when)) != 1,
        "blank_marks": (written == UNKNOWN) | (_looked_up(written, [text == "" for text in texts]) == 1),
        "duplicates": _repeats(pupils, days, sessions),
    }
    unknown = (kinds == UNKNOWN) & ~reasons["blank_marks"]
    reasons["unknown_codes"] = unknown
    used = ~np.logical_or.reduce(list(reasons.values()))
    return Register(
        year=_school_years(when)[days[used]],
        pupil=pupils[used],
        kind=kinds[used],
        late=_looked_up(written[used], [text in late for text in texts]) == 1,
        date=when[days[used]],
        left_out=int((~used).sum()),
        unknown_codes=tuple(sorted({texts[number][:4] for number in np.unique(written[unknown])})[:10]),
        cautions=tuple(code for code, rows in reasons.items() if rows.any()),
    )


def _classes(codes: pd.DataFrame) -> dict[str, int]:
    """Give each code the number of its class."""
    common.need_columns(codes, ["code", "class"])
    strange = sorted(set(codes["class"].astype(str)) - set(CLASSES))
    if strange:
        raise errors.WrongValue(
            name="The class of a register code",
            found=", ".join(strange),
            expected="one of " + ", ".join(CLASSES),
        )
    return {
        _tidy(code): CLASSES.index(kind) for code, kind in zip(codes["code"], codes["class"], strict=True)
    }


def _tidy(mark: object) -> str:
    return str(mark).strip().upper()


def _numbered(column: pd.Series) -> tuple[Whole, pd.Index]:
    """Number the different values of a column; empty is -1."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64), column.cat.categories
    numbers, values = pd.factorize(column)
    return np.asarray(numbers, dtype=np.int64), pd.Index(values)


def _looked_up(numbers: Whole, facts: object) -> Whole:
    """Give each row the fact of its number; rows without a number are -1."""
    return np.append(np.asarray(facts, dtype=np.int64), UNKNOWN)[numbers]


def _days(dates: pd.Index) -> npt.NDArray[np.datetime64]:
    """Give dates as days; text must be year-month-day, so that no day is taken for a month."""
    if not isinstance(dates, pd.DatetimeIndex):
        dates = pd.to_datetime(dates, format="ISO8601", errors="coerce")
    return dates.to_numpy().astype("datetime64[D]")


def _school_years(days: npt.NDArray[np.datetime64]) -> Whole:
    """Give the calendar year in which each day's school year began (meaningless where there is no day)."""
    months = days.astype("datetime64[M]").astype(np.int64)
    return 1970 + (months - (FIRST_MONTH - 1)) // 12


def _repeats(pupils: Whole, days: Whole, sessions: Whole) -> npt.NDArray[np.bool_]:
    """Mark rows that repeat an earlier row's pupil, date and session."""
    width = int(sessions.max(initial=0)) + 2
    key = (pupils * (int(days.max(initial=0)) + 2) + days) * width + sessions
    return np.asarray(pd.Series(key).duplicated() & (pupils != UNKNOWN), dtype=np.bool_)
