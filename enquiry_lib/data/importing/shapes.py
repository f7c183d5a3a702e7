"""Shapes: whatever a file is like, one row for each thing that our table counts.

A heading that says something of the cells under it (a date, a session, a measure, an occasion) becomes rows; a
string of marks becomes one row for each session.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass

import numpy as np
import pandas as pd

from enquiry_lib.data.importing.headings import MARKS
from enquiry_lib.data.importing.patterns import WEEKDAYS
from enquiry_lib.errors import Problem

WEEK, WEEKDAY = "week", "weekday"
_A_DAY, _WEEK, _ALL_DAYS = 2, 10, 14  # marks of a day, of five days, of seven
SESSIONS = ("AM", "PM")


@dataclass(frozen=True, eq=False)
class Read:
    """The cells under one heading, read: our column, and what the heading says of them."""

    heading: str
    column: str
    facts: Pairs[str, str]
    texts: pd.Series


@dataclass(frozen=True, eq=False)
class Laid:
    """Rows as our table has them; `rows` and `headings` say where in the file each comes from."""

    frame: pd.DataFrame
    rows: np.ndarray
    headings: np.ndarray

    def taken(self, places: np.ndarray) -> Laid:
        """Give some of the rows, by their places, once or several times."""
        frame = self.frame.take(places).reset_index(drop=True)
        return Laid(frame, self.rows[places], self.headings[places])


def lay_out(columns: Sequence[Read]) -> Laid:
    """Bring columns into rows: what headings say of their cells goes into columns of its own.

    Cells with nothing in them under such headings are no rows.
    """
    carried = {one.column: one.texts for one in columns if not one.facts}
    groups = _grouped([one for one in columns if one.facts])
    index = columns[0].texts.index
    if not groups:
        return _laid(pd.DataFrame(carried, index=index), "")
    parts = [_part(carried, members[0].facts, members) for members in groups]
    return Laid(
        pd.concat([part.frame for part in parts], ignore_index=True).fillna(""),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.headings for part in parts]),
    )


def _grouped(columns: Sequence[Read]) -> list[list[Read]]:
    """Put columns together whose headings say the same; a second one for the same column of ours stays apart.

    So its rows come out with the same key as the first one's, which is a problem that is named.
    """
    groups: dict[tuple[tuple[tuple[str, str], ...], int], list[Read]] = {}
    before: Counter[tuple[tuple[tuple[str, str], ...], str]] = Counter()
    for one in columns:
        facts = tuple(one.facts.items())
        groups.setdefault((facts, before[facts, one.column]), []).append(one)
        before[facts, one.column] += 1
    return list(groups.values())


def _part(carried: Pairs[str, pd.Series], facts: Pairs[str, str], members: Sequence[Read]) -> Laid:
    values = pd.DataFrame({one.column: one.texts for one in members})
    frame = pd.DataFrame({**carried, **{one.column: one.texts for one in members}}).assign(**facts)
    return _laid(frame[(values != "").any(axis=1)], members[0].heading)


def _laid(frame: pd.DataFrame, heading: str) -> Laid:
    rows = frame.index.to_numpy(dtype=np.int64)
    return Laid(frame.reset_index(drop=True), rows, np.full(len(rows), heading, dtype=object))


# --- marks in a row ---------------------------------------------------------------------------------------


def spread_marks(laid: Laid, file: str, heading: str) -> tuple[Laid, list[Problem]]:
    """Give strings of marks one row a session: AM and PM of each day, from the date on.

    A string has two marks for a single day, ten for each week of five days, or fourteen for one of seven; weeks
    begin on a Monday. A string of another length cannot be told apart and is a problem, and so is one that is
    shorter than others from the same day: blanks at its ends are marks that were not made, and were lost. Days
    of a weekend are read only where every string has them.
    """
    if MARKS not in laid.frame:
        return laid, []
    texts = laid.frame[MARKS].map(_packed)
    days = pd.to_datetime(laid.frame["date"].where(laid.frame["date"] != ""))
    lengths = texts.str.len().to_numpy()
    fits = (lengths == _A_DAY) | ((lengths > 0) & (lengths % _WEEK == 0)) | _whole_weeks(lengths)
    fits &= lengths == _longest(laid, lengths)
    monday = (days.dt.day_of_week == 0).to_numpy() | (lengths == _A_DAY)
    problems = [
        _unfit(laid, file, heading, int(place), 0 if fits[place] else int(lengths[place]))
        for place in np.flatnonzero((lengths > 0) & days.notna().to_numpy() & ~(fits & monday))
    ]
    usable = np.flatnonzero(fits & monday & days.notna().to_numpy())
    return _spread(laid, texts, days, usable, lengths), problems


def _whole_weeks(lengths: np.ndarray) -> np.ndarray:
    """Say which strings have seven days: those of fourteen marks, where all are of fourteen."""
    seven: np.ndarray = lengths == _ALL_DAYS
    return seven & bool(seven[lengths > 0].all())


def _longest(laid: Laid, lengths: np.ndarray) -> np.ndarray:
    """Give for each string the length of the longest from the same day under the same heading."""
    together = pd.Series(lengths).groupby([laid.headings, laid.frame["date"].to_numpy()])
    return together.transform("max").to_numpy()


def _packed(text: str) -> str:
    """Take out the blanks between days or marks: '/\\ /\\ LI' is '/\\/\\LI'; a day without marks is blank itself."""
    for width in (_A_DAY, 1):
        step = width + 1
        if len(text) % step == width and set(text[width::step]) == {" "}:
            return "".join(text[at : at + width] for at in range(0, len(text), step))
    return text


def are_pairs(texts: pd.Series, codes: Collection[str]) -> bool:
    """Say whether most cells of a column have the two marks of a day; `codes` are those of the register.

    >>> cells = pd.Series(["/\\\\", "II", "/M"], dtype="category")
    >>> are_pairs(cells, {"/", "\\\\", "I", "M"}), are_pairs(cells, {"/", "\\\\", "I", "M", "/M", "II"})
    (True, False)
    """
    counts = texts.value_counts()
    filled = {_packed(str(text)): int(count) for text, count in counts.items() if count and str(text).strip()}
    paired = sum(count for text, count in filled.items() if _is_a_pair(text, codes))
    return paired > sum(filled.values()) / 2


def _is_a_pair(text: str, codes: Collection[str]) -> bool:
    known = set(codes) or {"/", "\\"}
    return len(text) == _A_DAY and text not in known and all(mark.upper() in known for mark in text)


def _spread(laid: Laid, texts: pd.Series, days: pd.Series, usable: np.ndarray, lengths: np.ndarray) -> Laid:
    repeats = lengths[usable]
    places = np.repeat(usable, repeats)
    within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    day = within // 2
    five = np.repeat(repeats % _WEEK == 0, repeats)
    offset = np.where(five, day // 5 * 7 + day % 5, day)
    spread = laid.taken(places)
    dates = days.to_numpy()[places].astype("datetime64[D]") + offset.astype("timedelta64[D]")
    marks = list("".join(texts.iloc[usable]))
    frame = spread.frame.drop(columns=MARKS).assign(
        date=np.datetime_as_string(dates, unit="D").astype(object) if len(dates) else dates.astype(object),
        session=np.array(SESSIONS, dtype=object)[within % 2],
        mark=marks,
    )
    return Laid(frame, spread.rows, spread.headings)


def _unfit(laid: Laid, file: str, heading: str, place: int, length: int) -> Problem:
    found = f"{length} marks in a row" if length else "a week of marks from a day that is no Monday"
    expected = "two marks for each day of a week that begins on a Monday"
    do = "It cannot be told which mark is of which session. Export the marks again; the row was left out."
    return Problem(file, int(laid.rows[place]), str(laid.headings[place]) or heading, found, expected, do)


# --- days of a week ---------------------------------------------------------------------------------------


def name_days(laid: Laid) -> Laid:
    """Make the date of a row from its week and its day of the week."""
    if WEEK not in laid.frame:
        return laid
    frame = laid.frame.rename(columns={WEEK: "date"}) if "date" not in laid.frame else laid.frame
    frame = frame.drop(columns=WEEK, errors="ignore")
    if WEEKDAY not in frame:
        return Laid(frame, laid.rows, laid.headings)
    days = pd.to_datetime(frame["date"].where(frame["date"] != ""))
    wanted = frame[WEEKDAY].str[:3].str.casefold().map(list(WEEKDAYS).index)
    moved = days + pd.to_timedelta((wanted - days.dt.day_of_week).fillna(0), unit="D")
    dated = moved.dt.strftime("%Y-%m-%d").astype(object).where(moved.notna(), "")
    return Laid(frame.drop(columns=WEEKDAY).assign(date=dated), laid.rows, laid.headings)


def said_twice(laid: Laid, key: Sequence[str]) -> tuple[Laid, int]:
    """Leave out rows that say the very same as one before them, and say how many; rows without a key stay."""
    whole = (laid.frame[list(key)] != "").all(axis=1)
    again = (laid.frame.duplicated() & whole).to_numpy()
    return laid.taken(np.flatnonzero(~again)), int(again.sum())
