"""Each pupil's own attendance in some days of the register: what comparisons of pupils along time start from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from enquiry_lib.stats import result as common
from enquiry_lib.stats.register import RegisterColumns, usable_register
from enquiry_lib.stats.register_codes import APPROVED, NOT_POSSIBLE, PRESENT
from enquiry_lib.stats.result import NotEnough

ASKED = "Each pupil's own attendance"
PERCENTAGE_POINTS = "percentage points"  # what one point of a percentage is
LEAST = 0.5  # of the possible sessions of a usual pupil: with fewer, a percentage says little of a pupil


@dataclass(frozen=True)
class Span:
    """Some days with a name, the first and the last included."""

    name: str
    first: dt.date
    last: dt.date

    def marks(self, marks: pd.DataFrame, date: str = "date") -> pd.DataFrame:
        """Give the marks of these days; `date` is the column of dates, which may be text."""
        days = pd.to_datetime(marks[date], format="ISO8601", errors="coerce")
        return marks[days.between(pd.Timestamp(self.first), pd.Timestamp(self.last))]


def attendance_of_each(
    marks: pd.DataFrame,
    *,
    codes: pd.DataFrame,
    spans: tuple[Span, ...],
    least: float = LEAST,
    pupil: str = "pupil_id",
    date: str = "date",
    session: str = "session",
    mark: str = "mark",
    enrolments: pd.DataFrame | None = None,
) -> pd.DataFrame | NotEnough:
    """Work out each pupil's attendance in percent of their own possible sessions, in one span of days after another.

    `marks`, `codes` and `enrolments` are those of `summarise_attendance`. A pupil with less than `least` of the possible
    sessions of the pupil in the middle has no percentage in that span: it would rest on a few days. Gives the pupil, a column a
    span by its name, and a row for each pupil with a percentage in any of them. NotEnough without codes or possible sessions
    in a span. Raises ColumnMissing, WrongValue.

    >>> codes = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"]})
    >>> marks = pd.DataFrame({"pupil_id": "A", "date": pd.date_range("2025-09-01", periods=10), "session": "am",
    ...                       "mark": ["I"] + ["/"] * 9})
    >>> spans = (Span("first", dt.date(2025, 9, 1), dt.date(2025, 9, 4)), Span("then", dt.date(2025, 9, 5), dt.date.max))
    >>> attendance_of_each(marks, codes=codes, spans=spans).to_dict("records")
    [{'pupil_id': 'A', 'first': 75.0, 'then': 100.0}]
    """
    common.need_columns(marks, [pupil, date, session, mark])
    columns = RegisterColumns(pupil, date, session, mark)
    each = {}
    for span in spans:
        inside = span.marks(marks, date)
        if len(marks) and inside.empty:
            return NotEnough(
                ASKED, f"the marks have nothing about {span.name}", "Look at the dates of the marks."
            )
        register = usable_register(inside, codes, columns, enrolments=enrolments, asked=ASKED)
        if isinstance(register, NotEnough):
            return register
        classes = np.sum([register.classes(year) for year in register.years()], axis=0)
        each[span.name] = _rates(pd.DataFrame(classes, index=register.pupils), least)
    return pd.DataFrame(each).rename_axis(pupil).reset_index()


def _rates(classes: pd.DataFrame, least: float) -> pd.Series:
    """Give the percentages of those with enough possible sessions; a column of `classes` is a class of sessions."""
    possible = classes[range(NOT_POSSIBLE)].sum(axis=1)
    usual = possible[possible > 0].median()
    enough = (possible > 0) & (possible >= least * usual)
    return (100 * classes[[PRESENT, APPROVED]].sum(axis=1) / possible)[enough]
