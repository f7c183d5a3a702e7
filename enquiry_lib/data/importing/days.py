"""Days: on which day a test was taken, asked where the file does not say it, and filed with every score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.importing.builder import Builder
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import columns
from enquiry_lib.data.values import expected, quoted, read_value

DAY = "date"
"""What the day of a test is asked and answered under; with several occasions in a file, `date|baseline` and so on."""

NOT_KNOWN = "not known"
_NAMES = {"baseline": "before (baseline)", "follow_up": "after (follow_up)"}
_MORE = (
    "Type it as 15/09/2025. Without it nobody can tell whether the plan was frozen before the scores were taken or "
    "after, and what is found has to be read as exploratory."
)
_FROM_HEADINGS = "word|occasion|"


def with_days(builder: Builder, frame: pd.DataFrame) -> pd.DataFrame:
    """Give scores the day on which they were taken where no heading says it; ask for the day of each occasion."""
    if builder.mapping.table != "outcomes" or "score" not in frame or _has_days(frame):
        return frame
    if any(question.key.startswith(_FROM_HEADINGS) for question in builder.questions):
        return frame  # which occasions there are is asked first
    days = pd.Series("", index=frame.index, dtype=object)
    for question, rows in _questions(frame):
        said = builder.answers.get(question.key, "")
        if not said:
            builder.questions.append(question)
        elif said != NOT_KNOWN:
            days[rows] = said
    return frame.assign(**{DAY: days}) if (days != "").any() else frame


def _has_days(frame: pd.DataFrame) -> bool:
    return DAY in frame and bool((frame[DAY] != "").any())


def _questions(frame: pd.DataFrame) -> Iterator[tuple[Question, pd.Series]]:
    """Ask for each occasion, and say which rows are of it; once, where there is one or nobody has said it yet."""
    occasions = frame["occasion"] if "occasion" in frame else pd.Series("", index=frame.index, dtype=object)
    several = [str(one) for one in pd.unique(occasions) if one]
    if len(several) < 2:
        asked = f"On which day, about, was this test taken? {_MORE}"
        yield Question(DAY, "", asked, (NOT_KNOWN,)), pd.Series(True, index=frame.index)
        return
    for one in several:
        asked = f"On which day, about, was the test {_NAMES.get(one, quoted(one))} taken? {_MORE}"
        yield Question(f"{DAY}|{one}", "", asked, (NOT_KNOWN,)), occasions == one


def is_about_a_day(key: str) -> bool:
    """Say whether an answer is about the day of a test.

    >>> is_about_a_day("date|baseline"), is_about_a_day("order|Date")
    (True, False)
    """
    return key.partition("|")[0] == DAY


def day_said(answer: str) -> str:
    """Give the day that was answered as it is filed, or that it is not known. Raises WrongValue for what is no day.

    >>> day_said(" 15/09/2025 "), day_said("Not known")
    ('2025-09-15', 'not known')
    """
    said = " ".join(answer.split())
    if said.casefold() in ("", NOT_KNOWN):
        return said.casefold()
    column = next(one for one in columns("outcomes") if one.name == DAY)
    day = read_value(column, said)
    if isinstance(day, dt.date):
        return day.isoformat()
    raise errors.WrongValue(
        name="The day of the test", found=quoted(said), expected=f"{expected(column)}; or '{NOT_KNOWN}'"
    )
