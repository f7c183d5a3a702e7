"""What the example's schools counted every day: pupils and register marks, made of chance and exact totals.

Each function takes numbers and gives arrays or a data frame; nothing is read or written here. Marks are made
backwards: first how many sessions each pupil misses, so that the totals come out exactly, then which ones,
in spells, then the codes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.data.example.draws import Draws, Flags, Floats, Integers, Texts
from enquiry_lib.data.example.numbers import AttendanceYear, Numbers
from enquiry_lib.data.example.schools import YEAR, Dates, school_days

ID_LETTERS, ID_DIGITS, ID_LENGTH = "BCDFGHJKLMNPQRSTVWXYZ", "23456789", 8
ETHNICITY = ("White", "Asian", "Black", "Mixed", "Other")
ETHNICITY_SHARES = (0.62, 0.19, 0.07, 0.08, 0.04)
NOT_A_DAY = np.datetime64("NaT", "D")
_FIRST_AUTUMN = int(YEAR[:4])

Bytes = npt.NDArray[np.uint8]


# --- pupils -----------------------------------------------------------------------------------------------


def pupil_ids(draws: Draws) -> Iterator[str]:
    """Give pupils' codes without end, each a new one: letters and digits mixed, no vowels and so no words.

    >>> all(len(code) == 8 for code in islice(pupil_ids(Draws(1)), 3))
    True
    """
    return _codes(ID_LENGTH, draws)


def other_ids(draws: Draws) -> Iterator[str]:
    """Give codes of people who were asked and of visits, without end: one sign shorter, so never a pupil's.

    >>> all(len(code) == 7 for code in islice(other_ids(Draws(1)), 3))
    True
    """
    return _codes(ID_LENGTH - 1, draws)


def _codes(length: int, draws: Draws) -> Iterator[str]:
    signs, seen = ID_LETTERS + ID_DIGITS, set[str]()
    while True:
        code = "".join(signs[at] for at in draws.whole(length, below=len(signs)))
        digits = sum(sign in ID_DIGITS for sign in code)
        if 2 <= digits <= length - 2 and code not in seen:
            seen.add(code)
            yield code


@dataclass(frozen=True)
class Roll:
    """Who is on roll when: each pupil's year group as a place in the school's list, first and last day."""

    group: Integers
    joined: Dates
    left: Dates

    def on_roll(self, days: Dates) -> Flags:
        """Say of each pupil (row) and day (column) whether the pupil was on roll."""
        gone = self.left[:, None] < days[None, :]  # a day is never after no day
        return (self.joined[:, None] <= days[None, :]) & ~gone


def roll(numbers: Numbers, draws: Draws) -> Roll:
    """Draw a school's roll over one school year, or over two where `grown_by` is given."""
    if numbers.grown_by is None:
        return _newcomers(numbers, _evenly(numbers.roll, len(numbers.year_groups)), draws)
    return _two_years(numbers, numbers.roll - numbers.grown_by, draws)


def _evenly(count: int, groups: int) -> Integers:
    return np.arange(count, dtype=np.int64) * groups // count


def _septembers(year: int, group: Integers) -> Dates:
    """Give the first of September on which each pupil began, if in the school's lowest year group."""
    return np.array([f"{year - int(place)}-09-01" for place in group], dtype="datetime64[D]")


def _newcomers(numbers: Numbers, group: Integers, draws: Draws) -> Roll:
    """Draw pupils of whom some join after the beginning of the year and some leave before its end."""
    count, days = len(group), _days_counted(numbers)
    late = draws.chosen(round(numbers.late_joiners * count), of=count)
    gone = draws.chosen(round(numbers.leavers * count), of=count) & ~late
    joined, left = _septembers(_FIRST_AUTUMN, group), np.full(count, NOT_A_DAY)
    joined[late] = _days_within(days, 0.15, 0.60, int(late.sum()), draws)
    left[gone] = _days_within(days, 0.65, 0.95, int(gone.sum()), draws)
    return Roll(group, joined, left)


def _days_counted(numbers: Numbers) -> Dates:
    """Give the days of this year that the marks are about; without marks, all of them."""
    return school_days(YEAR, numbers.attendance[-1].terms if numbers.attendance else "year")


def _days_within(days: Dates, start: float, end: float, count: int, draws: Draws) -> Dates:
    first, last = int(start * len(days)), int(end * len(days))
    return days[first + draws.whole(count, below=last - first)]


def _two_years(numbers: Numbers, before: int, draws: Draws) -> Roll:
    """Draw two rolls that overlap: the top year group leaves, a new lowest one and others join."""
    earlier, groups = numbers.attendance[0], len(numbers.year_groups)
    days, all_year = school_days(earlier.year, earlier.terms), school_days(earlier.year, "year")
    group = _evenly(before, groups)
    top = group == groups - 1
    late = draws.chosen(round(0.02 * before), of=before) & ~top
    moved = draws.chosen(round(0.02 * before), of=before) & ~top & ~late
    joined, left = _septembers(_FIRST_AUTUMN - 1, group), np.full(before, NOT_A_DAY)
    joined[late] = _days_within(days, 0.15, 0.60, int(late.sum()), draws)
    left[moved] = _days_within(all_year, 0.50, 0.95, int(moved.sum()), draws)
    left[top] = all_year[-1]
    first = Roll(np.where(top | moved, group, group + 1), joined, left)
    stay = int((~top & ~moved).sum())
    return _joined_up(first, _second_intake(numbers, numbers.roll - stay, before // groups + 4, draws))


def _second_intake(numbers: Numbers, count: int, lowest: int, draws: Draws) -> Roll:
    """Draw the pupils of the second year who were not there in the first: a lowest year group, and others."""
    others = max(count - lowest, 0)
    group = np.concatenate([np.zeros(count - others, np.int64), _evenly(others, len(numbers.year_groups))])
    late = np.arange(count) >= count - others // 2
    joined = np.full(count, np.datetime64(f"{_FIRST_AUTUMN}-09-01"))
    days = _days_counted(numbers)
    joined[late] = _days_within(days, 0.10, 0.60, int(late.sum()), draws)
    return Roll(group, joined, np.full(count, NOT_A_DAY))


def _joined_up(first: Roll, second: Roll) -> Roll:
    return Roll(
        np.concatenate([first.group, second.group]),
        np.concatenate([first.joined, second.joined]),
        np.concatenate([first.left, second.left]),
    )


def pupil_table(numbers: Numbers, on: Roll, codes: Iterator[str], draws: Draws) -> pd.DataFrame:
    """Give the table of pupils, one row for each pupil who was ever on the roll."""
    count = len(on.group)
    support = (1 - numbers.send_support - numbers.ehc_plan, numbers.send_support, numbers.ehc_plan)
    return pd.DataFrame(
        {
            "pupil_id": list(islice(codes, count)),
            "year_group": np.asarray(numbers.year_groups)[on.group],
            "class_name": _classes(numbers, on.group),
            "sex": draws.pick(("F", "M"), (0.5, 0.5), count),
            "pupil_premium": _yes_no(draws.chosen(round(numbers.pupil_premium * count), of=count)),
            "send": draws.pick(("none", "SEN support", "EHC plan"), support, count),
            "eal": _yes_no(draws.uniform(count) < numbers.eal),
            "looked_after": _yes_no(draws.uniform(count) < 0.012),
            "ethnicity": draws.pick(ETHNICITY, ETHNICITY_SHARES, count),
            "joined_on": np.datetime_as_string(on.joined),
            "left_on": np.where(np.isnat(on.left), "", np.datetime_as_string(on.left)),
        }
    )


def _yes_no(flags: Flags) -> Texts:
    return np.where(flags, "yes", "no")


def _classes(numbers: Numbers, group: Integers) -> list[str]:
    """Name each pupil's class, '4A' and '4B', so that classes of a year group are of like size."""
    sizes = np.bincount(group, minlength=len(numbers.year_groups))
    by_size = np.maximum(1, -(-sizes // numbers.class_size))
    many = [numbers.classes.get(name, by_size[at]) for at, name in enumerate(numbers.year_groups)]
    turn = np.zeros(len(group), np.int64)
    for place in range(len(sizes)):
        turn[group == place] = np.arange(sizes[place])
    return [f"{numbers.year_groups[g]}{chr(65 + t % many[g])}" for g, t in zip(group, turn, strict=True)]


# --- attendance -------------------------------------------------------------------------------------------


def spread_to(total: int, counts: Integers, low: Integers, high: Integers, order: Integers) -> Integers:
    """Raise or lower counts one at a time, in order and over again, until they add up to `total`.

    No count leaves its bounds. Raises ValueError when the bounds leave no way.

    >>> spread_to(7, np.array([1, 1]), np.array([0, 0]), np.array([2, 9]), np.array([0, 1])).tolist()
    [2, 5]
    """
    counts = np.clip(counts, low, high)
    while short := total - int(counts.sum()):
        step, bound = (1, high) if short > 0 else (-1, low)
        room = order[(counts != bound)[order]][: abs(short)]
        if not len(room):
            raise ValueError(f"no way to {total}: between {low.sum()} and {high.sum()} is possible")
        counts[room] += step
    return counts


def absence_counts(possible: Integers, proneness: Floats, year: AttendanceYear, draws: Draws) -> Integers:
    """Draw how many sessions each pupil misses, so that attendance and persistent absence come out exactly.

    possible: each pupil's own possible sessions. proneness: who is likelier to miss many. The last two of
    the persistently absent miss a tenth of their own sessions and not one more: one of them, if there is
    any, a pupil with fewer possible sessions, whom a tenth of the full year would overlook.
    """
    persistent, severe = absent_often(len(possible), year)
    order = _with_a_short_one_at(persistent - 1, np.argsort(-proneness, kind="stable"), possible)
    tenth, half = -(-possible // 10), -(-possible // 2)
    low, high = np.zeros_like(possible), tenth - 1
    often, very_often = order[:persistent], order[:severe]
    low[often], high[often] = tenth[often], half[often] - 1
    low[very_often], high[very_often] = half[very_often], possible[very_often] * 4 // 5
    on_the_line = order[max(severe, persistent - 2) : persistent]
    high[on_the_line] = tenth[on_the_line]
    share = draws.uniform(len(possible))
    counts = low + ((high - low + 1) * (share * share * share)).astype(np.int64)  # most near the lower end
    return spread_to(_missed(possible, year.rate), counts, low, high, draws.order(len(possible)))


def absent_often(pupils: int, year: AttendanceYear) -> tuple[int, int]:
    """Give how many pupils are persistently and how many severely absent.

    Where the numbers do not say, the shares follow from the absence rate: the first about as in England's
    schools in 2025/26 (store/reference/england/attendance_benchmarks.csv), the second by a plausible guess.
    """
    absence = 1 - year.rate / 100
    persistent = min(2.7 * absence, 0.86) if year.persistent is None else year.persistent
    severe = max(0.9 * (absence - 0.045), 0.004) if year.severe is None else year.severe
    return round(persistent * pupils), round(severe * pupils)


def _missed(possible: Integers, rate: float) -> int:
    return math.floor(int(possible.sum()) * (100 - rate) / 100 + 0.5)


def _with_a_short_one_at(place: int, order: Integers, possible: Integers) -> Integers:
    short = np.flatnonzero(possible < possible.max())[:1]
    if place < 0 or not len(short):
        return order
    return np.insert(order[order != short[0]], place, short[0])


def absent_sessions(missed: Integers, on_roll: Flags, draws: Draws) -> Flags:
    """Choose which sessions (two columns a day) each pupil (row) misses: whole days and weeks together."""
    pupils, sessions = on_roll.shape
    session = np.arange(sessions)
    spell = (
        0.6 * draws.uniform(pupils, sessions // 10 + 1)[:, session // 10]
        + 0.35 * draws.uniform(pupils, sessions // 2)[:, session // 2]
        + 0.05 * draws.uniform(pupils, sessions)
    )
    order = np.argsort(np.where(on_roll, spell, 2.0), axis=1, kind="stable")
    absent = np.zeros(on_roll.shape, dtype=np.bool_)
    np.put_along_axis(absent, order, session[None, :] < missed[:, None], axis=1)
    return absent


def marks(absent: Flags, group: Integers, reasons: dict[str, float], draws: Draws) -> Bytes:
    """Give the register code, one sign, for each pupil (row) and session (column)."""
    pupils, sessions = absent.shape
    session, morning = np.arange(sessions), np.arange(sessions) % 2 == 0
    present = np.where(morning[None, :], "/", "\\")
    late = morning[None, :] & (draws.uniform(pupils, sessions) < 0.025)
    outing = draws.whole(int(group.max()) + 1, below=sessions // 2)[group][:, None] == session // 2
    why = draws.pick(list(reasons), list(reasons.values()), pupils, sessions // 10 + 1)[:, session // 10]
    signs = np.where(absent, why, np.where(outing, "V", np.where(late, "L", present)))
    return signs.astype("S1").view(np.uint8).reshape(absent.shape)


def attendance_lines(ids: list[str], days: Dates, signs: Bytes, on_roll: Flags) -> bytes:
    """Give the lines of attendance.csv, without a header.

    All lines are equally long, so the file is filled as one block of bytes, a column at a time.
    """
    pupil, session = np.nonzero(on_roll)
    ends = np.frombuffer(b"AMPM", np.uint8).reshape(2, 2)
    block = np.full((len(pupil), ID_LENGTH + 17), ord(","), dtype=np.uint8)
    block[:, :ID_LENGTH] = _signs(np.asarray(ids), ID_LENGTH)[pupil]
    block[:, ID_LENGTH + 1 : ID_LENGTH + 11] = _signs(np.datetime_as_string(days), 10)[session // 2]
    block[:, ID_LENGTH + 12 : ID_LENGTH + 14] = ends[session % 2]
    block[:, ID_LENGTH + 15] = signs[pupil, session]
    block[:, ID_LENGTH + 16] = ord("\n")
    return block.tobytes()


def _signs(texts: Texts, length: int) -> Bytes:
    """Give texts of one length as rows of ASCII codes."""
    return texts.astype(f"S{length}").view(np.uint8).reshape(len(texts), -1)


def attendance_table(numbers: Numbers, on: Roll, pupils: pd.DataFrame, draws: Draws) -> bytes:
    """Give the whole of attendance.csv: a mark for each session that a pupil was on roll."""
    lines = [b"pupil_id,date,session,mark\n"]
    proneness = draws.uniform(len(pupils)) + 0.3 * (pupils["pupil_premium"] == "yes").to_numpy()
    for year in numbers.attendance:
        days = school_days(year.year, year.terms)
        on_roll = np.repeat(on.on_roll(days), 2, axis=1)
        there = on_roll.any(axis=1)
        on_roll = on_roll[there]
        likely = proneness[there] + 0.4 * draws.uniform(int(there.sum()))
        missed = absence_counts(on_roll.sum(axis=1), likely, year, draws)
        signs = marks(absent_sessions(missed, on_roll, draws), on.group[there], numbers.reasons, draws)
        lines.append(attendance_lines(pupils["pupil_id"].to_numpy()[there].tolist(), days, signs, on_roll))
    return b"".join(lines)
