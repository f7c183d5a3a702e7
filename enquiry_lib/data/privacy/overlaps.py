"""The few pupils by whom two groups differ: anybody who sees both counts can subtract the one from the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from enquiry_lib.data.privacy.cells import NOBODY_KNOWS, Ledger, Number


def add_small_differences(account: Ledger, *, smallest: int) -> dict[int, tuple[int, int]]:
    """Add, as numbers of their own, the differences of fewer than `smallest` pupils between two groups.

    Gives for each its place, with the places of the larger and the smaller group. One group lies within another
    when its pupils do; where a published report has lost a pupil who was forgotten since, the counts say by how
    many they differ. The same id now and in a published report is compared too: where a few have come and a few
    have left, and where nobody knows the pupils, by its counts.
    """
    found = _add_exchanges(account, smallest)
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


def _difference(account: Ledger, larger: int, smaller: int) -> int:
    return account.numbers[larger].count - account.numbers[smaller].count


def _add_known_differences(account: Ledger, pairs: Sequence[tuple[int, int]]) -> None:
    """Add the sums of three groups of which one is what the other two differ by, however many pupils that are."""
    by_pupils = {number.who: place for place, number in enumerate(account.numbers) if number.who}
    sizes = {len(who) for who in by_pupils}
    for larger, smaller in pairs:
        if _difference(account, larger, smaller) in sizes:
            rest = by_pupils.get(account.numbers[larger].who - account.numbers[smaller].who)
            if rest is not None and smaller < rest:
                account.add_sum(larger, (smaller, rest))


def _nested(account: Ledger) -> list[tuple[int, int]]:
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


def _shared(account: Ledger, known: list[int]) -> npt.NDArray[np.float32]:
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


def _is_news(account: Ledger, larger: int, smaller: int) -> bool:
    """Say whether the difference is not out already: both counts in published reports tell it."""
    return not (account.numbers[larger].told and account.numbers[smaller].told)


# --- the same id in a published report --------------------------------------------------------------------


def _recounted(account: Ledger, smallest: int) -> Iterator[tuple[int, int]]:
    """Give the pairs of counts under one id, now and in a published report, whose pupils nobody knows."""
    for now, then in _now_and_then(account):
        larger, smaller = (now, then) if _difference(account, now, then) > 0 else (then, now)
        unknown = not (account.numbers[now].who and account.numbers[then].who)
        if unknown and 0 < _difference(account, larger, smaller) < smallest:
            yield larger, smaller


def _add_exchanges(account: Ledger, smallest: int) -> dict[int, tuple[int, int]]:
    """Add, as numbers to guard, the few who have come where a published count has lost a few others since.

    Those who stayed are as good as told: beside the published mean, a mean of now would tell about the few.
    """
    found: dict[int, tuple[int, int]] = {}
    for now, then in _now_and_then(account):
        one, other = account.numbers[now], account.numbers[then]
        came, left = _not_in(one, other), _not_in(other, one)
        if one.who and other.who and other.told and 0 < came < smallest <= one.count and 0 < left < smallest:
            stayed = account.place(one.count - came, NOBODY_KNOWS, key=("stayed", now, then))
            account.numbers[stayed].told = True
            few = account.place(came, NOBODY_KNOWS, key=("came", now, then))
            account.add_sum(now, (stayed, few))
            found[few] = (now, then)
    return found


def _not_in(one: Number, other: Number) -> int:
    """Give how many of one count's pupils are not among another's; those who were forgotten are taken for such."""
    return len(one.who - other.who) + one.forgotten


def _now_and_then(account: Ledger) -> Iterator[tuple[int, int]]:
    """Give the pairs of numbers that have an id in common, one now and the other only in published reports."""
    published: defaultdict[str, list[int]] = defaultdict(list)
    for place, number in enumerate(account.numbers):
        for name in number.earlier if not number.ids else ():
            published[name].append(place)
    for place, number in enumerate(account.numbers):
        thens = sorted({then for name in number.ids for then in published.get(name, ())})
        yield from ((place, then) for then in thens)
