"""The few pupils by whom two groups differ: anybody who sees both counts can subtract the one from the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from enquiry_lib.data.privacy.cells import NOBODY_KNOWS, Account


def add_small_differences(account: Account, *, smallest: int) -> dict[int, tuple[int, int]]:
    """Add, as numbers of their own, the differences of fewer than `smallest` pupils between two groups.

    Gives for each its place, with the places of the larger and the smaller group. One group lies within another
    when its pupils do; where a published report has lost a pupil who was forgotten since, the counts say by how
    many they differ. Where nobody knows the pupils, the same id now and in a published report is compared.
    """
    found: dict[int, tuple[int, int]] = {}
    pairs = _nested(account)
    _add_known_differences(account, pairs)
    few = [(larger, smaller) for larger, smaller in pairs if _difference(account, larger, smaller) < smallest]
    for larger, smaller in [*few, *_recounted(account, smallest)]:
        one, other = account.numbers[larger], account.numbers[smaller]
        count = one.count - other.count
        who = one.who - other.who
        known = who if len(who) == count else NOBODY_KNOWS
        place = account.place(count, known, key=("difference", larger, smaller))
        account.add_sum(larger, (smaller, place))
        found.setdefault(place, (larger, smaller))
    return found


def _difference(account: Account, larger: int, smaller: int) -> int:
    return account.numbers[larger].count - account.numbers[smaller].count


def _add_known_differences(account: Account, pairs: Sequence[tuple[int, int]]) -> None:
    """Add the sums of three groups of which one is what the other two differ by, however many pupils that are."""
    by_pupils = {number.who: place for place, number in enumerate(account.numbers) if number.who}
    sizes = {len(who) for who in by_pupils}
    for larger, smaller in pairs:
        if _difference(account, larger, smaller) in sizes:
            rest = by_pupils.get(account.numbers[larger].who - account.numbers[smaller].who)
            if rest is not None and smaller < rest:
                account.add_sum(larger, (smaller, rest))


def _nested(account: Account) -> list[tuple[int, int]]:
    """Give the pairs of groups, one within the other."""
    known = [place for place, number in enumerate(account.numbers) if number.who]
    if not known:
        return []
    sizes = np.array([account.numbers[place].count for place in known])
    gone = np.array([account.numbers[place].forgotten for place in known])
    shared = _shared(account, known)
    inside = (shared == (sizes - gone)[:, None]) & (gone[:, None] <= gone[None, :])
    few = sizes[None, :] - sizes[:, None]
    pairs = zip(*np.nonzero(inside & (few > 0)), strict=True)
    return [
        (known[larger], known[smaller])
        for smaller, larger in pairs
        if _is_news(account, known[larger], known[smaller])
    ]


def _shared(account: Account, known: list[int]) -> npt.NDArray[np.float32]:
    """Give how many pupils each two groups share."""
    pupils = {
        pupil: column
        for column, pupil in enumerate(
            sorted(frozenset().union(*(account.numbers[place].who for place in known)))
        )
    }
    marks = np.zeros((len(known), len(pupils)), dtype=np.float32)
    for row, place in enumerate(known):
        marks[row, [pupils[pupil] for pupil in account.numbers[place].who]] = 1
    return marks @ marks.T


def _is_news(account: Account, larger: int, smaller: int) -> bool:
    """Say whether the difference is not out already: both counts in published reports tell it."""
    return not (account.numbers[larger].told and account.numbers[smaller].told)


def _recounted(account: Account, smallest: int) -> Iterator[tuple[int, int]]:
    """Give the pairs of counts under one id, now and in a published report, whose pupils nobody knows."""
    by_id: defaultdict[str, list[int]] = defaultdict(list)
    for place, number in enumerate(account.numbers):
        for name in sorted(number.ids | number.earlier):
            by_id[name].append(place)
    for places in by_id.values():
        for one in places:
            for other in places:
                if 0 < account.numbers[one].count - account.numbers[other].count < smallest and _one_is_past(
                    account, one, other
                ):
                    yield one, other


def _one_is_past(account: Account, one: int, other: int) -> bool:
    first, second = account.numbers[one], account.numbers[other]
    unknown = not (first.who and second.who)
    return unknown and bool(first.ids) != bool(second.ids)
