"""Which counts of many results may not be shown, because they are small or would give a small one away.

**Who is guarded against.** Somebody who sees every number that is shown, in all results together and in all reports
published before, knows which groups are parts of which, which lie within which and by how few pupils they differ,
and can solve all sums at once. From this, a count of 1 to `smallest` - 1 pupils, or a difference of so few, may still
be anything from 1 to `smallest`. Somebody, too, who holds a mean of now against one published before under the same
id: where fewer than `smallest` came and fewer than `smallest` left in between, the count of now is not shown.
**Who is not:** somebody who knows pupils of the group already (one of three can tell about the other two), who counts
pupils elsewhere, or who knows how this module chooses; who holds against one another two groups of one report of
which neither lies within the other; or who knows that as many came as left while the school's codes were new,
so that neither counts nor pupils tell of it.

**How.** For each number to be guarded a linear programme finds the cheapest way it could be as small as 1, and as
large as `smallest`, with all sums kept; what has to differ for that is hidden (Kelly, Golden and Assad 1992, Networks
22, 397-417; Fischetti and Salazar 2001, Management Science 47, 1008-1027). Then each hidden number that need not be
is shown again, and at last every guarded number is looked at once more. No number of nobody is hidden for others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from enquiry_lib.data.privacy.bounds import Amounts, groups
from enquiry_lib.data.privacy.cells import Ledger, read
from enquiry_lib.data.privacy.guarding import Guard, Guarded, Unit
from enquiry_lib.data.privacy.overlaps import add_small_differences
from enquiry_lib.data.privacy.threshold import smallest_count

REASONS: Mapping[str, str] = {
    "few": "fewer pupils than may be shown",
    "gives_away": "shown, it would tell a number that may not be shown, by adding and subtracting",
    "overlap": "shown, it would tell about the few pupils by whom two groups differ",
    "earlier": "shown, it would tell about a few pupils beside a report that was published before",
    "whole": "shown, it would give a small number away, and so would everything else it is counted with",
}
"""Why a number is not shown: the keys of Choice.reasons, each in plain words."""


_FOR_A_TOTAL = 1.2
"""A total is dearer than a part by so much: without it the parts say less."""


@dataclass(frozen=True)
class Choice:
    """What may not be shown: the ids of counts, and for each a key of REASONS."""

    hidden: frozenset[str]
    reasons: Mapping[str, str]


def choose_hidden(cells: pd.DataFrame, *, smallest: int | None = None) -> frozenset[str]:
    """Choose the counts that may not be shown: the small ones, and those that would give them away.

    `cells` has a row for each count (id, count, margin, and who where that is known). A count from 1 to
    `smallest` - 1 is hidden, and as few others as can be found for nobody to work it out.

    >>> frame = pd.DataFrame({"id": ["all", "a", "b"], "count": [30, 8, 22], "margin": ["", "all", "all"]})
    >>> sorted(choose_hidden(frame, smallest=10))
    ['a', 'b']
    """
    return choose(cells, smallest=smallest).hidden


def choose(
    cells: pd.DataFrame, *, smallest: int | None = None, earlier: Sequence[pd.DataFrame] = ()
) -> Choice:
    """Choose for many results together what may not be shown, and say why.

    `cells` are the cells of all results that are published together, one frame after the other; with a column
    `of` (which result) one id may have several counts. `earlier` are the cells of reports published before, with
    a column `hidden`: what they show is known to all. A column `same_codes` says whether they name pupils as `cells`
    does; without it they are taken to, unless they share hardly any. Counts of the same pupils are hidden together,
    and so are counts under the same id. What earlier reports tell already stays told; nothing is added to it.

    >>> then = pd.DataFrame({"id": ["all"], "count": [2], "margin": [""], "who": [{"A", "B"}], "hidden": [False]})
    >>> choose(then.assign(count=1, who=[{"A"}]), smallest=10, earlier=[then]).reasons
    {'all': 'few'}
    """
    limit = smallest_count() if smallest is None else smallest
    account = read(cells, earlier)
    differences = add_small_differences(account, smallest=limit)
    guarded = _guarded(account, differences, limit)
    if not guarded:
        return Choice(frozenset(), {})
    units = _units(account)
    prices = _prices(account, units, limit)
    reasons: dict[str, str] = {}
    unread = {place for places in account.unread for place in places}
    for group in groups(account, [*(unit.places for unit in units), *account.unread]):
        if not guarded.keys().isdisjoint(group.places):
            guard = Guard(group, units, guarded, prices, limit)
            reasons |= guard.choose(whole=not unread.isdisjoint(group.places))
    return Choice(frozenset(reasons), dict(sorted(reasons.items())))


# --- what has to be guarded, and what goes together -------------------------------------------------------


def _guarded(account: Ledger, differences: Mapping[int, tuple[int, int]], limit: int) -> dict[int, Guarded]:
    """Give the places of the numbers to guard: small counts that nobody has been told, and small differences.

    A difference between two small counts can wait: both are hidden, and as a rule that is enough.
    """
    few = [place for place, number in enumerate(account.numbers) if number.count < limit and not number.told]
    return {
        place: Guarded(
            _reason(account, place, differences),
            place in differences and account.numbers[differences[place][0]].count < limit,
        )
        for place in few
    }


def _reason(account: Ledger, place: int, differences: Mapping[int, tuple[int, int]]) -> str:
    number = account.numbers[place]
    if number.ids:
        return "gives_away"
    if place in differences:
        now = all(account.numbers[each].ids for each in differences[place])
        return "overlap" if now else "earlier"
    return "earlier" if number.earlier else "gives_away"


def _units(account: Ledger) -> list[Unit]:
    """Give the ids that are shown now, together those that are hidden together."""
    left: defaultdict[str, set[int]] = defaultdict(set)
    for place, number in enumerate(account.numbers):
        for name in number.ids:
            left[name].add(place)
    units = []
    for start in sorted(left):
        names, places, wanted = set[str](), set[int](), {start} & left.keys()
        while wanted:
            names |= wanted
            places |= {place for name in wanted for place in left.pop(name)}
            wanted = {name for place in places for name in account.numbers[place].ids} - names
        if names:
            units.append(Unit(frozenset(names), tuple(sorted(places))))
    return units


def _prices(account: Ledger, units: Sequence[Unit], limit: int) -> Amounts:
    """Give what hiding each number costs: the more results miss it the more, large ones more, and totals more."""
    prices = np.zeros(len(account.numbers))
    for unit in units:
        missed = sum(account.numbers[place].shown_in for place in unit.places)
        for place in unit.places:
            prices[place] = missed * (2 - limit / max(account.numbers[place].count, limit))
    prices[sorted({one.total for one in account.sums})] *= _FOR_A_TOTAL
    return prices
