"""Cell frames as numbers and sums: which counts are the same number, and which add up to which.

What a reader of all results can do sums with is written here as numbers and sums (a total and its parts). Two counts
of the same pupils are one number, whatever their ids. A sum holds when the parts a frame lists for a total come to
it; where they come to less, what is left is a number of its own, because anybody can subtract. Which parts a total
has may be unclear, because an id has several counts in one result: such a total is noted as unread.

A report published under other codes than today's says nothing about which pupils it shares with today's counts. Its
counts are then taken for counts of nobody knows whom: those under the same id are about the same pupils, or nearly.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

NOBODY_KNOWS: frozenset[str] = frozenset()
MOST_READINGS = 64  # ways to read one total whose parts have several counts; beyond these it is unread
SAME_CODES = (
    0.5  # share of the smaller of two lists of pupils that two reports under the same codes have in common
)


@dataclass(frozen=True)
class Row:
    """One row of a cell frame; `report` is 0 for what is to be shown now, and 1, 2 ... for what was published."""

    report: int
    result: str
    id: str
    count: int
    margin: str
    who: frozenset[str]
    shown: bool


@dataclass
class Number:
    """One number that a reader sees or does not see: how many, whom, under which ids, and what is told of it.

    `ids` are its ids now, `earlier` those in published reports; `told` says that one of these shows it; `shown_in`
    counts the places of results in which it would be missed. A number without an id is no cell: it is what one sum
    leaves, or that by which two groups differ.
    """

    count: int
    who: frozenset[str] = NOBODY_KNOWS
    ids: set[str] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)
    told: bool = False
    shown_in: int = 0

    @property
    def forgotten(self) -> int:
        """Give how many of the pupils counted are no longer known."""
        return self.count - len(self.who)

    @property
    def name(self) -> str:
        """Give the first of its ids."""
        return min(self.ids or self.earlier, default="")


class Sum(NamedTuple):
    """A total, and the parts that add up to it: places in the list of numbers."""

    total: int
    parts: tuple[int, ...]


@dataclass
class Ledger:
    """Everything that can be added and subtracted: the numbers, and the sums they are in.

    `unread` are totals with all that may be their parts, where it is unclear which of these add up.
    """

    numbers: list[Number] = field(default_factory=list)
    sums: dict[Sum, None] = field(default_factory=dict)
    unread: dict[tuple[int, ...], None] = field(default_factory=dict)
    _places: dict[tuple[object, ...], int] = field(default_factory=dict, repr=False)

    def place(self, count: int, who: frozenset[str], *, key: tuple[object, ...] = ()) -> int:
        """Find the number of these pupils, or with this key where nobody knows them; add it when it is new."""
        known_as = (who, count) if who else (*key, count)
        if known_as not in self._places:
            self._places[known_as] = len(self.numbers)
            self.numbers.append(Number(count, who))
        return self._places[known_as]

    def add_sum(self, total: int, parts: Iterable[int]) -> None:
        """Note that the parts add up to the total, unless that says nothing."""
        if (several := tuple(sorted(parts))) != (total,):
            self.sums[Sum(total, several)] = None


def read(cells: pd.DataFrame, earlier: Sequence[pd.DataFrame] = ()) -> Ledger:
    """Read what is to be shown, and what was published, as one account; counts of nobody are left out.

    >>> frame = pd.DataFrame({"id": ["all", "a", "b"], "count": [30, 8, 22], "margin": ["", "all", "all"]})
    >>> read(frame).sums
    {Sum(total=1, parts=(0, 2)): None}
    """
    rows = sorted(_all_rows(cells, earlier), key=_in_order)
    account, where = Ledger(), _numbered(rows)
    places = {row: account.place(row.count, where[row], key=(row.id,)) for row in rows if row.count}
    for row, place in places.items():
        number = account.numbers[place]
        (number.earlier if row.report else number.ids).add(row.id)
        number.told |= bool(row.report) and row.shown
    for _, _, place in {(row.result, row.id, place) for row, place in places.items() if not row.report}:
        account.numbers[place].shown_in += 1
    for total, listed in _totals(rows, places):
        readings = _readings(total, listed, account.numbers)
        for parts in readings:
            _add(account, total, parts)
        if not readings:
            account.unread[total, *sorted(frozenset().union(*listed.values()) - {total})] = None
    return account


# --- rows -------------------------------------------------------------------------------------------------


def _all_rows(cells: pd.DataFrame, earlier: Sequence[pd.DataFrame]) -> Iterator[Row]:
    yield from _rows(0, cells)
    today = _pupils_in(cells)
    for report, frame in enumerate(earlier, start=1):
        comparable = "who" not in frame or _has_same_codes(frame, today)
        yield from _rows(report, frame if comparable else frame.drop(columns="who"))


def _has_same_codes(frame: pd.DataFrame, today: frozenset[str]) -> bool:
    """Say whether a published report names pupils as today's counts do: its column same_codes, or else the pupils tell."""
    if "same_codes" in frame:
        return bool(frame["same_codes"].all())
    then = _pupils_in(frame)
    return len(then & today) >= SAME_CODES * min(len(then), len(today))


def _pupils_in(frame: pd.DataFrame) -> frozenset[str]:
    return frozenset().union(*frame["who"]) if "who" in frame else NOBODY_KNOWS


def _rows(report: int, frame: pd.DataFrame) -> Iterator[Row]:
    """Give a frame's rows; the columns of (the result), who and hidden may be missing."""
    size = len(frame)
    results = frame["of"] if "of" in frame else [""] * size
    pupils = frame["who"] if "who" in frame else [NOBODY_KNOWS] * size
    hidden = frame["hidden"] if "hidden" in frame else [False] * size
    columns = (results, frame["id"], frame["count"], frame["margin"], pupils, hidden)
    for of, name, count, margin, who, gone in zip(*columns, strict=True):
        yield Row(report, str(of), str(name), int(count), str(margin), frozenset(who), not gone)


def _in_order(row: Row) -> tuple[object, ...]:
    return (row.id, row.report, row.count, sorted(row.who), row.margin, row.result)


def _numbered(rows: list[Row]) -> dict[Row, frozenset[str]]:
    """Give for each row whom it counts: where it does not say, another row of the same id and count may."""
    known: defaultdict[tuple[str, int], set[frozenset[str]]] = defaultdict(set)
    for row in rows:
        if row.who:
            known[row.id, row.count].add(row.who)
    only = {key: next(iter(sets)) for key, sets in known.items() if len(sets) == 1}
    return {row: row.who or only.get((row.id, row.count), NOBODY_KNOWS) for row in rows}


# --- sums -------------------------------------------------------------------------------------------------


def _totals(rows: list[Row], places: dict[Row, int]) -> Iterator[tuple[int, dict[str, set[int]]]]:
    """Give each total with the parts that a result lists for it: their ids, each with its counts in that result."""
    totals: defaultdict[tuple[int, str, str], dict[int, None]] = defaultdict(dict)
    parts: defaultdict[tuple[int, str, str], dict[str, set[int]]] = defaultdict(dict)
    for row, place in places.items():
        totals[row.report, row.result, row.id][place] = None
        if row.margin:
            parts[row.report, row.result, row.margin].setdefault(row.id, set()).add(place)
    for margin, listed in parts.items():
        for total in totals.get(margin, ()):
            yield total, listed


def _readings(total: int, listed: dict[str, set[int]], numbers: list[Number]) -> list[tuple[int, ...]]:
    """Give the ways to read the parts listed for one total; none where that is unclear.

    They are the only one, or where an id has several counts, all whose parts are pupils of the total and come to it.
    """
    options = [
        sorted(place for place in places if _can_be_in(numbers[place], numbers[total]))
        for places in listed.values()
    ]
    options = [places for places in options if places]
    if math.prod(map(len, options)) > MOST_READINGS:
        return []
    ways = [tuple(dict.fromkeys(way)) for way in itertools.product(*options)]
    exact = [way for way in ways if _sum_of(way, numbers) == numbers[total].count]
    return exact or (ways if len(ways) == 1 else [])


def _can_be_in(part: Number, total: Number) -> bool:
    """Say whether some pupils may be among others, as far as anybody knows."""
    inside = part.who <= total.who or total.forgotten > 0 or part.forgotten > 0
    return part.count <= total.count and inside


def _sum_of(places: Iterable[int], numbers: list[Number]) -> int:
    return sum(numbers[place].count for place in places)


def _add(account: Ledger, total: int, parts: tuple[int, ...]) -> None:
    """Note a sum, with what it leaves as one more part; parts that overlap, or come to more, are no sum."""
    numbers = account.numbers
    left = numbers[total].count - _sum_of(parts, numbers)
    inside = frozenset[str]().union(*(numbers[place].who for place in parts))
    every_one_known = not any(numbers[place].forgotten for place in (total, *parts))
    overlap = every_one_known and len(inside) < _sum_of(parts, numbers)
    if left < 0 or overlap or not parts:
        return
    if left:
        who = numbers[total].who - inside if every_one_known else NOBODY_KNOWS
        parts = (*parts, account.place(left, who, key=("what is left of", total, *parts)))
    account.add_sum(total, parts)
