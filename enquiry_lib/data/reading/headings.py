"""Which rows of a grid are the headings, one level or several, and how their levels are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enquiry_lib.data.reading.profiles import WEAK, Profile, is_run, profile
from enquiry_lib.data.reading.texts import SPACE

SEARCHED = 60  # rows with anything in them that are looked at for headings
_COVERED = 0.8  # of the best row's columns; a row that names fewer is not the headings
_UNIT = re.compile(
    r"\(.*\)|%|n|no\.?|nos\.?|number|count|days?|sessions?|weeks?|hours?|mins?|minutes|years?|£|£m|£000s?|score|points?|"
    r"per ?cent|percentage|rate|yes/no|y/n|dd/mm/yy(yy)?",
    re.IGNORECASE,
)
JOIN = " | "

Rows = Mapping[int, Mapping[int, str]]
"""The filled cells of some rows: row in the file, then column counted from 0."""


@dataclass(frozen=True)
class Headings:
    """The rows of the headings, and the heading of each column that has one."""

    rows: tuple[int, ...]
    names: dict[int, str]


def profiles_of(rows: Rows, *, headings: bool = False) -> dict[int, Profile]:
    """Tell what the columns of a table are like, by the rows that are about as full as the others.

    headings: the first of the rows may be headings and titles; of few rows the first are then passed over.
    """
    wide = _wide(rows)
    told = wide[len(wide) // 3 :] if headings and len(wide) < 12 else wide
    places = sorted({place for row in rows.values() for place in row})
    return {place: profile([rows[row].get(place, "") for row in told]) for place in places}


def _wide(rows: Rows) -> list[int]:
    widths = sorted(len(row) for row in rows.values() if len(row) > 1) or [1]
    enough = max(2, widths[len(widths) // 2] / 2) if widths != [1] else 1
    return [number for number, row in rows.items() if len(row) >= enough]


def vote(row: Mapping[int, str], profiles: Mapping[int, Profile], *, on_top: bool = False) -> float:
    """Say how a row stands to the table: above 0 it is like headings, below 0 like the rows under them."""
    cells = list(row.values())
    numbers = [cell for cell in cells if cell.isdecimal()]
    counting = is_run(numbers) or is_run(numbers[::-1])
    return sum(
        profiles[place].vote(cell, on_top=on_top)
        for place, cell in row.items()
        if place in profiles and not (counting and cell.isdecimal())
    )


# --- finding them -----------------------------------------------------------------------------------------


def find_headings(rows: Rows, merged: Sequence[str] = ()) -> tuple[int, ...]:
    """Find the rows of the headings among some rows of a grid; nothing when no row can be headings.

    The row is looked for that is unlike the rows under it in its kinds of cells and names most of their
    columns; levels above and below it that belong to it are added.

    >>> find_headings({1: {0: "Autumn"}, 3: {0: "Pupil", 1: "Mark"}, 4: {0: "P01", 1: "7"}, 5: {0: "P02", 1: "9"}})
    (3,)
    """
    numbers = sorted(rows)
    profiles = profiles_of(rows, headings=True)
    votes = {row: vote(rows[row], profiles, on_top=row == numbers[0]) for row in numbers[:SEARCHED]}
    fewest = 2 if len(profiles) > 1 else 1
    row = _main_row(rows, votes, fewest)
    if not row or row == numbers[-1]:
        return ()
    return (*_levels_above(rows, row, votes, merged), row, *_levels_below(rows, row, votes))


def _main_row(rows: Rows, votes: Mapping[int, float], fewest: int) -> int:
    filled = [row for row in votes if len(rows[row]) >= fewest]
    first_data = next((row for row in filled if votes[row] < 0), 0)
    above = [row for row in filled if not first_data or row < first_data]
    most = max((votes[row] for row in above), default=0)
    sure = _covering(rows, [row for row in above if votes[row] > 0 and 2 * votes[row] >= most])
    if sure:
        return sure[-1] if first_data else sure[0]
    return 0 if fewest == 1 else next(iter(_covering(rows, above)), 0)


def _covering(rows: Rows, numbers: Sequence[int]) -> list[int]:
    """Keep the rows that name about as many columns as the one that names most."""
    most = max((len(rows[row]) for row in numbers), default=0)
    return [row for row in numbers if len(rows[row]) >= _COVERED * most]


def _levels_above(rows: Rows, row: int, votes: Mapping[int, float], merged: Sequence[str]) -> tuple[int, ...]:
    """Give the rows directly above that group the headings."""
    above: list[int] = []
    below, upper = rows[row], row - 1
    while upper in rows and votes.get(upper, 0) >= 0 and _groups(rows[upper], below, first=not above):
        if _is_title(upper, rows[upper], below, merged):
            break
        above.insert(0, upper)
        below, upper = rows[upper], upper - 1
    return tuple(above)


def _groups(upper: Mapping[int, str], lower: Mapping[int, str], *, first: bool) -> bool:
    """Say whether most labels of a row stand over several headings, over a gap in them, or over units."""
    if first and all(_UNIT.fullmatch(cell) for cell in lower.values()) and len(upper) > 1:
        return True
    end = max([*lower, *upper])
    labels = sorted(upper)
    spans = dict(zip(labels, [*labels[1:], end + 1], strict=True))
    good = sum(
        place not in lower
        or _spans(place, spans[place], upper, lower)
        or upper.get(place - 1) == upper[place]
        for place in labels
    )
    return 2 * good > len(labels) and any(
        place in lower for label in labels for place in range(label, spans[label])
    )


def _spans(place: int, end: int, upper: Mapping[int, str], lower: Mapping[int, str]) -> bool:
    """Say whether a label stands over two headings or more, being written once or over each of them."""
    return upper.get(place + 1) == upper[place] or sum(under in lower for under in range(place, end)) > 1


def _is_title(number: int, upper: Mapping[int, str], lower: Mapping[int, str], merged: Sequence[str]) -> bool:
    """Say whether a row is one line over the whole table rather than a level of its headings."""
    if len(upper) > 1:
        return False
    (place,) = upper
    covered = [span for span in map(span_of, merged) if span[0] == number and span[1] == place]
    last = max((span[3] for span in covered), default=place)
    return place <= min(lower) or (bool(covered) and last >= max(lower) and place <= min(lower) + 1)


def _levels_below(rows: Rows, row: int, votes: Mapping[int, float]) -> tuple[int, ...]:
    """Give the rows directly below that are still headings: parts of a heading, or units."""
    below: list[int] = []
    number = row + 1
    while number in rows and votes.get(number, 0) > WEAK and _continues(rows[row], rows[number]):
        below.append(number)
        number += 1
    return tuple(below)


def _continues(upper: Mapping[int, str], lower: Mapping[int, str]) -> bool:
    units = [cell for cell in lower.values() if _UNIT.fullmatch(cell)]
    if len(units) == len(lower):
        return True
    gaps_filled = any(place not in upper for place in lower)
    repeated = len(set(upper.values())) < len(upper)
    return len(lower) > 1 and (gaps_filled or repeated)


def span_of(merged: str) -> tuple[int, int, int, int]:
    """Give first row, first column, last row, last column (columns counted from 0) of a merged range.

    >>> span_of("B77:C78")
    (77, 1, 78, 2)
    """
    (left, top), (right, bottom) = re.findall(r"([A-Z]+)(\d+)", merged)
    return int(top), _counted(left), int(bottom), _counted(right)


def _counted(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


# --- joining them -----------------------------------------------------------------------------------------


def join_headings(rows: Rows, levels: Sequence[int], merged: Sequence[str] = ()) -> Headings:
    """Join the levels of the headings: an upper heading is carried to the right over those it groups.

    >>> join_headings({1: {0: "Pupil", 1: "2024"}, 2: {1: "AM", 2: "PM"}}, (1, 2)).names
    {0: 'Pupil', 1: '2024 | AM', 2: '2024 | PM'}
    """
    lowest = rows.get(levels[-1], {})
    carried = [
        _carried(level, rows, [rows.get(lower, {}) for lower in levels[place + 1 :]], merged)
        for place, level in enumerate(levels[:-1])
    ]
    places = sorted({*lowest, *(place for level in carried for place in level)})
    names = {}
    for place in places:
        parts = [level[place] for level in (*carried, lowest) if place in level]
        names[place] = JOIN.join(dict.fromkeys(" ".join(part.strip(SPACE).split()) for part in parts))
    return Headings(tuple(levels), each_once(names))


def _carried(
    level: int, rows: Rows, lowers: Sequence[Mapping[int, str]], merged: Sequence[str]
) -> dict[int, str]:
    """Give the labels of a level over every heading that they group."""
    labels = dict(rows.get(level, {}))
    ends = {left: right for top, left, _, right in map(span_of, merged) if top == level}
    under = sorted({place for lower in lowers for place in lower})
    carried = dict(labels)
    for place, label in labels.items():
        if place not in under and place not in ends:
            continue
        for further in (one for one in under if one > place):
            if further in labels or (ends and further > ends.get(place, place)):
                break
            carried[further] = label
    return carried


def each_once(names: Mapping[int, str]) -> dict[int, str]:
    """Number the headings that are used again: 'Mark', 'Mark (2)'."""
    given: dict[int, str] = {}
    taken: set[str] = set()
    counts: Counter[str] = Counter()
    for place, name in names.items():
        new = name
        while new in taken:
            counts[name] += 1
            new = f"{name} ({counts[name] + 1})"
        taken.add(new)
        given[place] = new
    return given
