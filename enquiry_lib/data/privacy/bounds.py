"""What can be worked out of what is shown: the least and the most that a number can be, by linear programming.

A world is a way the numbers could be, as far as a reader can tell: every sum holds, no number is below nothing, and
what is shown is as it is. The numbers as they are, are one world. Where one world has a number at one amount and
another has it at a second, everything between is possible too. SciPy is imported when the first sum is solved.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.data.privacy.cells import Ledger, Sum, read
from enquiry_lib.data.privacy.overlaps import add_small_differences
from enquiry_lib.data.privacy.threshold import smallest_count

if TYPE_CHECKING:
    from scipy.sparse import csc_array

Amounts = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CLOSE = 1e-6  # pupils: a linear programme is solved to about so much


@dataclass(frozen=True)
class Group:
    """Numbers that hang together by sums, none of them told before: their places, their counts, their sums."""

    places: tuple[int, ...]
    counts: Amounts
    sums: tuple[Sum, ...]

    @cached_property
    def _matrix(self) -> csc_array:
        """Give the sums as a matrix, a row each: 1 for the total, -1 for each part."""
        from scipy.sparse import csc_array

        column = {place: here for here, place in enumerate(self.places)}
        entries = [
            (sign, row, column[place])
            for row, (total, parts) in enumerate(self.sums)
            for place, sign in ((total, 1.0), *((part, -1.0) for part in parts))
            if place in column
        ]
        signs, rows, columns = zip(*entries, strict=True)
        return csc_array((signs, (rows, columns)), shape=(len(self.sums), len(self.places)))

    def is_possible(self, world: Amounts, hidden: Flags) -> bool:
        """Say whether this could be so: the sums hold, nothing is below nothing, what is shown is as it is."""
        change = world - self.counts
        off = np.abs(self._matrix @ change).max() if self.sums else 0.0
        moved = np.abs(change[~hidden]).max(initial=0.0)
        return bool(max(off, moved, -world.min()) < 100 * CLOSE)

    def nearest(self, number: int, amount: float, hidden: Flags, prices: Amounts) -> Amounts | None:
        """Give the world with this amount for a number that needs the least else to be hidden; None if none has.

        Numbers that are hidden already change for nothing, others at their price for each pupil.
        """
        free, paid = np.flatnonzero(hidden), np.flatnonzero(~hidden)
        columns = np.concatenate([free, paid, paid])
        signs = np.repeat([1.0, 1.0, -1.0], [len(free), len(paid), len(paid)])
        most = np.concatenate([np.full(len(free) + len(paid), np.inf), self.counts[paid]])
        least = np.concatenate([-self.counts[free], np.zeros(2 * len(paid))])
        least[free.searchsorted(number)] = most[free.searchsorted(number)] = amount - self.counts[number]
        costs = np.concatenate([np.zeros(len(free)), prices[paid], prices[paid]])
        return self._solved(columns, signs, costs, least, most)

    def furthest(
        self, numbers: Sequence[int], hidden: Flags, *, up: bool, least: float = 0, most: float = np.inf
    ) -> Amounts | None:
        """Give the world in which hidden numbers are together largest (`up`) or smallest; None if without end.

        Each of them stays between `least` and `most`, or where it is if that lies outside.
        """
        free = np.flatnonzero(hidden)
        here = free.searchsorted(numbers)
        lowest, highest = -self.counts[free], np.full(len(free), np.inf)
        lowest[here] = np.minimum(least - self.counts[numbers], 0)
        highest[here] = np.maximum(most - self.counts[numbers], 0)
        costs = np.zeros(len(free))
        costs[here] = -1 if up else 1
        return self._solved(free, np.ones(len(free)), costs, lowest, highest)

    def _solved(
        self, columns: npt.NDArray[np.intp], signs: Amounts, costs: Amounts, least: Amounts, most: Amounts
    ) -> Amounts | None:
        """Give the cheapest world between bounds on the changes of these columns; None if there is none.

        `milp` without whole numbers solves a plain linear programme, in half the time `linprog` takes to check it.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        signed = self._matrix[:, columns].multiply(signs[None, :])
        solved = milp(costs, constraints=LinearConstraint(signed, 0, 0), bounds=Bounds(least, most))
        if solved.x is None:
            return None
        change = np.bincount(columns, signs * solved.x, minlength=len(self.places))
        change[np.abs(change) < CLOSE] = 0
        world: Amounts = self.counts + change
        return world


def groups(account: Ledger, tied: Sequence[Collection[int]] = ()) -> list[Group]:
    """Part the numbers that nobody has been told into groups with no sum in common; `tied` ones stay together."""
    open_ = [place for place, number in enumerate(account.numbers) if not number.told]
    leader = {place: place for place in open_}

    def first(place: int) -> int:
        while leader[place] != place:
            leader[place] = place = leader[leader[place]]
        return place

    def join(places: Collection[int]) -> None:
        leaders = sorted({first(place) for place in places if place in leader})
        leader.update(dict.fromkeys(leaders, leaders[0]) if leaders else {})

    for total, parts in account.sums:
        join((total, *parts))
    for together in tied:
        join(together)
    members: dict[int, list[int]] = {}
    for place in open_:
        members.setdefault(first(place), []).append(place)
    sums: dict[int, list[Sum]] = {}
    for each in account.sums:
        for place in {first(place) for place in (each.total, *each.parts) if place in leader}:
            sums.setdefault(place, []).append(each)
    return [
        Group(
            tuple(places),
            np.array([account.numbers[place].count for place in places], dtype=float),
            tuple(sums.get(head, ())),
        )
        for head, places in members.items()
    ]


def bounds(
    cells: pd.DataFrame,
    hidden: Collection[str],
    *,
    earlier: Sequence[pd.DataFrame] = (),
    smallest: int | None = None,
) -> pd.DataFrame:
    """Work out between what amounts each hidden number must lie, for somebody who has all that is shown.

    The rows (id, count, low, high) are the hidden counts, and the differences of fewer than `smallest` pupils
    between two groups, named "girls without girls who stayed". Amounts are not rounded to whole pupils.

    >>> frame = pd.DataFrame({"id": ["all", "a", "b"], "count": [30, 8, 22], "margin": ["", "all", "all"]})
    >>> bounds(frame, {"a", "b"}).to_numpy().tolist()
    [['a', 8, 0.0, 30.0], ['b', 22, 0.0, 30.0]]
    """
    account = read(cells, earlier)
    limit = smallest_count() if smallest is None else smallest
    differences = add_small_differences(account, smallest=limit)
    unseen = [not (number.ids - set(hidden)) for number in account.numbers]
    rows = [
        (name, account.numbers[place].count, *_between(group, here, unseen))
        for group in groups(account)
        for here, place in enumerate(group.places)
        if unseen[place]
        for name in _names(account, place, differences)
    ]
    table = pd.DataFrame(rows, columns=["id", "count", "low", "high"])
    return table.sort_values("id", ignore_index=True)


def _between(group: Group, number: int, unseen: Sequence[bool]) -> tuple[float, float]:
    """Give the least and the most that a number of a group can be."""
    if not group.sums:
        return 0.0, np.inf
    hidden = np.array([unseen[place] for place in group.places])
    lowest = group.furthest([number], hidden, up=False)
    highest = group.furthest([number], hidden, up=True)
    return (
        0.0 if lowest is None else round(float(lowest[number]), 4),
        np.inf if highest is None else round(float(highest[number]), 4),
    )


def _names(account: Ledger, place: int, differences: dict[int, tuple[int, int]]) -> list[str]:
    """Give the ids of a number, or of a difference what it is the difference of."""
    number = account.numbers[place]
    if number.ids or place not in differences:
        return sorted(number.ids)
    larger, smaller = differences[place]
    return [f"{account.numbers[larger].name} without {account.numbers[smaller].name}"]
