"""The search for what to hide in one group of numbers, and the worlds that show that it is enough.

For each number to guard a linear programme finds the cheapest world in which it is as small as 1, and the cheapest in
which it is as large as the threshold; what differs in these from what is so, is hidden. Then each hidden number that
need not be is shown again, the dearest first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from enquiry_lib.data.privacy.bounds import CLOSE, Amounts, Flags, Group

MOST_TRIES = 300  # linear programmes for showing again; what is not reached by then stays hidden


@dataclass(frozen=True)
class Unit:
    """Ids that are hidden together, because they count the same pupils, or one of them has several counts."""

    ids: frozenset[str]
    places: tuple[int, ...]


class Guarded(NamedTuple):
    """A number to guard: why others are hidden for it, and whether it can wait until the others are guarded."""

    reason: str
    can_wait: bool


@dataclass
class Goal:
    """What has to stay possible: that a number is at least (`up`) or at most an amount."""

    number: int
    up: bool
    amount: float

    def is_met(self, lowest: Amounts, highest: Amounts) -> bool:
        """Say whether worlds with these least and these most amounts meet it."""
        if self.up:
            return bool(highest[self.number] >= self.amount - CLOSE)
        return bool(lowest[self.number] <= self.amount + CLOSE)


class Guard:
    """The choice for one group: what is hidden so far, why, and the worlds that are possible beside the rest."""

    def __init__(
        self,
        group: Group,
        units: Sequence[Unit],
        guarded: Mapping[int, Guarded],
        prices: Amounts,
        limit: int,
    ) -> None:
        here = {place: number for number, place in enumerate(group.places)}
        self.group, self.limit = group, limit
        self.ids = [unit.ids for unit in units if not here.keys().isdisjoint(unit.places)]
        self.own = [
            [here[place] for place in unit.places if place in here]
            for unit in units
            if not here.keys().isdisjoint(unit.places)
        ]
        self.guarded = {here[place]: number for place, number in guarded.items() if place in here}
        self.prices = prices[list(group.places)]
        self.hidden: Flags = np.ones(len(group.places), dtype=bool)
        self.hidden[[number for own in self.own for number in own]] = False
        self.why: dict[int, str] = {}
        self.cause: dict[int, Goal] = {}
        self.worlds: Amounts = group.counts[None, :]
        self.tries = 0

    def choose(self, *, whole: bool = False) -> dict[str, str]:
        """Choose what of the group may not be shown: ids, each with its reason; `whole` hides all of it."""
        for unit in self._units_of(self.guarded):
            self._hide(unit, "few")
        if whole:
            self._hide_whole()
        elif self.group.sums and self.ids:
            self._hide_others()
        if len(self.why) == len(self.ids):
            self.why = {unit: "whole" if why == "gives_away" else why for unit, why in self.why.items()}
        return {name: why for unit, why in self.why.items() for name in self.ids[unit]}

    def _hide_others(self) -> None:
        """Hide what would give a guarded number away, as little as can be found; everything where that fails."""
        goals, later = self._goals(can_wait=False), self._goals(can_wait=True)
        reached = [self._make_possible(goal) for goal in goals]
        self._show_again(goals)
        self.worlds, _ = self._met(later, self.worlds, self.hidden)
        reached += [self._make_possible(goal) for goal in later]
        if not all(reached) or not self._is_safe([*goals, *later]):
            self._hide_whole()

    def _goals(self, *, can_wait: bool) -> list[Goal]:
        numbers = sorted(number for number, how in self.guarded.items() if how.can_wait == can_wait)
        return [Goal(number, up, self.limit if up else 1) for up in (True, False) for number in numbers]

    # --- hiding and showing again -------------------------------------------------------------------------

    def _units_of(self, numbers: Collection[int]) -> list[int]:
        """Give the units that have one of these numbers."""
        return [unit for unit, own in enumerate(self.own) if not set(own).isdisjoint(numbers)]

    def _hide_whole(self) -> None:
        for unit in range(len(self.ids)):
            self._hide(unit, "whole")

    def _hide(self, unit: int, why: str) -> None:
        self.why.setdefault(unit, why)
        self.hidden[self.own[unit]] = True

    def _make_possible(self, goal: Goal) -> bool:
        """Hide what it takes to meet a goal; where published reports stand in its way, to come as near as they let."""
        if not self._unmet([goal], self.worlds):
            return True
        world = self._nearest(goal)
        if world is None:
            furthest = self._furthest(goal, np.ones_like(self.hidden))
            if furthest is None:
                return False
            goal.amount = float(furthest[goal.number])
            world = self._nearest(goal)
        if world is None:
            return False
        for unit in self._units_of(np.flatnonzero(world != self.group.counts).tolist()):
            self._hide(unit, self.guarded[goal.number].reason)
            self.cause.setdefault(unit, goal)
        self.worlds = np.vstack([self.worlds, world])
        return True

    def _show_again(self, goals: Sequence[Goal]) -> None:
        """Show, the dearest first, each number without which the goals are still possible."""
        dearest = sorted(self.cause, key=lambda unit: (-self.prices[self.own[unit]].max(), unit))
        for unit in dearest:
            if self.why[unit] == "few" or self.tries > MOST_TRIES:
                continue
            own, hidden = self.own[unit], self.hidden.copy()
            hidden[own] = False
            same = (self.worlds[:, own] == self.group.counts[own]).all(axis=1)
            worlds, every = self._met([self.cause[unit], *goals], self.worlds[same], hidden, stop=True)
            if every:
                self.hidden, self.worlds = hidden, worlds
                del self.why[unit]

    # --- worlds -------------------------------------------------------------------------------------------

    def _met(
        self, goals: Sequence[Goal], worlds: Amounts, hidden: Flags, *, stop: bool = False
    ) -> tuple[Amounts, bool]:
        """Give the worlds, with those that meet the goals not met yet, and whether every goal is met now.

        The first is tried by itself; the others many at a time, and one by one where that does not go. With
        `stop` the first that cannot be met ends the search.
        """
        unmet, every, alone = self._unmet(goals, worlds), True, True
        while unmet:
            first = unmet[0]
            self.tries += 1
            world = None if alone else self._together(unmet, hidden)
            if world is None or not first.is_met(world, world):
                world = self._furthest(first, hidden)
            if world is None or not first.is_met(world, world):
                every, unmet = False, unmet[1:]
                if stop:
                    break
                continue
            worlds, alone = np.vstack([worlds, world]), False
            unmet = self._unmet(unmet, world[None, :])
        return worlds, every

    def _unmet(self, goals: Iterable[Goal], worlds: Amounts) -> list[Goal]:
        lowest, highest = worlds.min(axis=0), worlds.max(axis=0)
        return [goal for goal in goals if not goal.is_met(lowest, highest)]

    def _nearest(self, goal: Goal) -> Amounts | None:
        return self.group.nearest(goal.number, goal.amount, self.hidden, self.prices)

    def _furthest(self, goal: Goal, hidden: Flags) -> Amounts | None:
        return self.group.furthest([goal.number], hidden, up=goal.up, most=self.limit)

    def _together(self, goals: Sequence[Goal], hidden: Flags) -> Amounts | None:
        """Give a world that serves all goals in the direction of the first."""
        up = goals[0].up
        return self.group.furthest(
            [goal.number for goal in goals if goal.up == up], hidden, up=up, least=1, most=self.limit
        )

    def _is_safe(self, goals: Sequence[Goal]) -> bool:
        """Look once more: all worlds are possible beside what is shown, and among them they meet every goal."""
        possible = all(self.group.is_possible(world, self.hidden) for world in self.worlds)
        return possible and not self._unmet(goals, self.worlds)
