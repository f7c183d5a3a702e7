"""The sentences about gaps between groups of pupils."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from enquiry_lib.show.names import column_name, column_words, gap_name, group_name, occasion_name
from enquiry_lib.show.numbers import interval, listed, number, rounded
from enquiry_lib.show.wording.saying import by, cautions, held, in_words, sentences
from enquiry_lib.stats import gap_lines, gap_pairs, gap_years
from enquiry_lib.stats.gap_lines import GapLine, Scanned
from enquiry_lib.stats.gap_pairs import PairScan
from enquiry_lib.stats.gap_years import GapsOverYears, YearsGap
from enquiry_lib.stats.gaps import Gap, GapScan, PlannedGroup, TooSmall
from enquiry_lib.stats.narrowing import LEVELLED_DOWN, NARROWED, WIDENED, Narrowing
from enquiry_lib.stats.sides import ANY

Line = TypeVar("Line", Gap, Narrowing)
CHANGED = (NARROWED, LEVELLED_DOWN, WIDENED)

GAPS_SAID = 3
MOST_PLACES = 2
NONE_BEHIND = "No group of pupils{whose} scores lower than the others."
NO_PAIR_BEHIND = "No pupils in two groups at once{whose} score lower than the others."
WHOSE_SHOWN = " whose gap can be shown"
NONE_CLEAR = "{of}o gap{shown} is clear of chance at this size: the interval of every group behind{whose} takes in zero."
NONE_STANDS_OUT = "{of}o gap{shown} stands out: where {n} are looked at, chance alone may well bring one as large as the largest seen here."
NONE_CHANGED = "{of}o gap{shown} changed clearly from before to after."
AWAY = (
    "{away} of the {of} gaps looked at cannot be shown, neither here nor in the picture: alone or beside other figures, that "
    "would tell about too few pupils."
)
SHOWN = " that can be shown"
NOT_NAMED = "What is seen of groups that the plan does not name is a hint for the next enquiry."
NONE_NAMED = "The plan names no group: what is seen of any group is a hint for the next enquiry."


@sentences.register
def _(result: GapScan) -> list[str]:
    if result.gaps and all(gap.g is None for gap in result.gaps):
        return [held(f"A gap by {_columns(result)}")]
    return [*_named(result), *_standing_out(result), *_not_shown(result)]


def _columns(result: GapScan) -> str:
    """Name what the groups were made by."""
    return listed(list(dict.fromkeys(column_words(gap.group) for gap in result.gaps)))


# --- groups that the plan names ---------------------------------------------------------------------------


def _named(result: GapScan) -> list[str]:
    """Say first what became of the groups that the plan names, and that the others were not named."""
    if result.planned is None:
        return []
    if not result.planned:
        return [NONE_NAMED]
    said = {group.name: _about(result, group) for group in result.planned}
    missing = [name for name, lines in said.items() if not lines]
    nothing = [f"Named in the plan, but without a gap that could be worked out here: {'; '.join(missing)}."]
    lines = dict.fromkeys(line for found in said.values() for line in found)
    return [*lines, *(nothing if missing else []), NOT_NAMED]


def _about(result: GapScan, group: PlannedGroup) -> list[str]:
    """Say how the gap of a planned group changed, or else how large it is; of a whole column, of all its members."""
    changes = [line for line in result.narrowings if group.is_in(line)]
    if changes:
        return [_verdict(result, line) for line in _together(changes)]
    return [_gap(result, gap) for gap in _together([gap for gap in result.gaps if group.is_in(gap)])]


def _together(lines: list[Line]) -> list[Line]:
    """Keep the one that stands for several categories of a column, where there is one."""
    return [line for line in lines if line.member == ANY] or lines


# --- what stands out --------------------------------------------------------------------------------------


def _standing_out(result: GapScan) -> list[str]:
    """Say of the groups not named which gaps changed clearly, then which are clear of chance; where none is, that first.

    Beside a plan, where it can be seen what changed, nothing more is said of them.
    """
    gaps = [gap for gap in result.gaps if gap.g is not None and not result.is_planned(gap)]
    changes = [line for line in result.narrowings if line.verdict is not None and not result.is_planned(line)]
    of = "Among these n" if result.planned else "N"
    changed = _changed(result, changes, of)
    if changed and result.planned is not None:
        return changed
    if not [gap for gap in gaps if _is_behind(gap)]:
        return [] if result.planned else [*changed, _as_shown(NONE_BEHIND, result.gaps)]
    return [*changed, *_behind(result, gaps, of, most=1 if changed else GAPS_SAID)]


def _behind(
    result: Scanned[Any], gaps: Sequence[GapLine], of: str = "N", *, most: int = GAPS_SAID
) -> list[str]:
    """Say of which groups the gap stands out, or that it does of none, and what the largest more likely is."""
    behind = [gap for gap in gaps if _is_behind(gap)]
    clear = [gap for gap in behind if gap.stands_out and _leaves_out_nought(gap)]
    if clear:
        said = (_gap(result, gap) for gap in clear[:most])
        return [*_out_of(result, clear, most), *said, *_allowed(result, clear)]
    none = NONE_STANDS_OUT if any(map(_leaves_out_nought, behind)) else NONE_CLEAR
    return [
        _as_shown(none, result.gaps, of=of, n=result.looked_at),
        _gap(result, behind[0], ", the largest seen"),
        *_likely(result, behind[0]),
    ]


def _is_behind(gap: GapLine) -> bool:
    return gap.g is not None and gap.g < 0


def _leaves_out_nought(gap: GapLine) -> bool:
    return gap.high is not None and rounded(gap.high, 2) < 0


def _out_of(result: Scanned[Any], clear: Sequence[GapLine], most: int) -> list[str]:
    """Say how many of the gaps looked at stand out, and name them, or the largest of them."""
    if result.looked_at == 1:
        return []
    named = "; ".join(f"{gap_name(gap)}, in {gap.measure}" for gap in clear[:most])
    if len(clear) > most:
        return [
            f"Of {result.looked_at} gaps looked at, {len(clear)} with a group behind stand out, above all: {named}."
        ]
    return [
        f"Of {result.looked_at} gaps looked at, {len(clear)} stand{'s' * (len(clear) == 1)} out: {named}."
    ]


def _allowed(result: Scanned[Any], clear: Sequence[GapLine]) -> list[str]:
    """Say what the largest of those that stand out more likely is."""
    if clear[0].shrunk is None:
        return []
    which = "it" if len(clear) == 1 else "the largest"
    size = _likely_size(result, clear[0])
    return [f"Allowing for having looked at so many, {which} is more likely about {size}."]


def _likely(result: Scanned[Any], gap: GapLine) -> list[str]:
    if gap.shrunk is None:
        return []
    size = _likely_size(result, gap)
    return [f"Allowing for having looked at {result.looked_at} gaps, it is more likely about {size}."]


def _likely_size(result: Scanned[Any], gap: GapLine) -> str:
    shrunk = gap.shrunk or 0.0
    size = f"{number(abs(shrunk), 2)} below" if rounded(shrunk, 2) else "nought"
    return f"{size} ({by(result.confidence)} {interval(gap.shrunk_low, gap.shrunk_high, 2)})"


def _changed(result: GapScan, changes: list[Narrowing], of: str) -> list[str]:
    """Give the verdicts that say that something changed, allowing for their number; where there are and none does, that."""
    clear = [line for line in changes if line.verdict in CHANGED and line.stands_out]
    if changes and not clear:
        return [_as_shown(NONE_CHANGED, result.narrowings, of=of)]
    return [_verdict(result, line) for line in clear[:GAPS_SAID]]


def _as_shown(said: str, lines: Sequence[GapLine | Narrowing], **words: object) -> str:
    """Say something of every gap, or of every one that can be shown where some cannot."""
    held_back = any(line.n is None for line in lines)
    words |= {"shown": SHOWN, "whose": WHOSE_SHOWN} if held_back else {"shown": "", "whose": ""}
    return said.format(**words)


def _not_shown(result: Scanned[Any]) -> list[str]:
    """Say how many of the gaps are neither in the sentences nor in the picture."""
    away = sum(gap.g is None for gap in result.gaps)
    if not away:
        return []
    return [AWAY.format(away=away, of=len(result.gaps))]


def _gap(result: Scanned[Any], gap: GapLine, which: str = "") -> str:
    group = gap_name(gap) + which
    if gap.g is None:
        return f"{group}: the gap rests on too few pupils to be shown."
    side = "below" if gap.g < 0 else "above"
    return (
        f"{group}: {number(abs(gap.g), 2)} standard deviations ({_points(gap)}) {side} other pupils {_where(gap)} "
        f"({by(result.confidence)} {interval(gap.low, gap.high, 2)}; {number(gap.n, 0)} pupils and {number(gap.n_others, 0)} others)."
    )


def _points(gap: GapLine) -> str:
    """Write the size of a gap in points of its test."""
    size = number(abs(gap.difference or 0.0))
    return f"{size} point{'s' * (size != '1.0')}"


def _where(gap: GapLine) -> str:
    """Say in which test, and when."""
    if isinstance(gap, YearsGap):
        several = f"over {len(gap.years)} years, {gap.years[0]} to {gap.years[-1]}"
        return (
            f"of their year in {gap.measure}, {several if len(gap.years) > 1 else f'in {gap.years[0]} only'}"
        )
    return f"in {gap.measure}" + (at_occasion(gap.occasion) if isinstance(gap, Gap) else "")


OCCASIONS = {"baseline": "before", "follow_up": "after"}
"""What the two occasions are called that every template has; others stand as the school wrote them."""
AT = {"baseline": " at the start", "follow_up": " afterwards"}


def when_measured(occasion: str) -> str:
    """Name an occasion at the head of a column or in a cell.

    >>> when_measured("follow_up"), when_measured("spring_term")
    ('after', 'spring term')
    """
    return OCCASIONS.get(occasion, occasion_name(occasion))


def at_occasion(occasion: str) -> str:
    """Say when something was measured, within a sentence; of an occasion without a name, nothing.

    >>> at_occasion("follow_up"), at_occasion("spring_term"), at_occasion("")
    (' afterwards', ' at spring term', '')
    """
    return AT.get(occasion, f" at {occasion_name(occasion)}" if occasion else "")


VERDICTS = {
    "narrowed": "{group}: the gap to all pupils narrowed, by {change} points ({interval}), while everyone improved.",
    "levelled down": (
        "{group}: the gap to all pupils became smaller, by {change} points ({interval}), but other pupils did not "
        "improve: this is levelling down, not narrowing the gap."
    ),
    "widened": "{group}: the gap to all pupils widened, by {change} points ({interval}).",
    "no clear change": "{group}: no clear change in the gap to all pupils ({moved}, {interval}).",
    "not behind": "{group}: not behind at the start, so there was no gap to narrow.",
}


def _verdict(result: GapScan, line: Narrowing) -> str:
    group = group_name(line.group, line.member)
    if line.change is None or line.verdict is None:
        return f"{group}: the change in its gap rests on too few pupils to be shown."
    return VERDICTS[line.verdict].format(
        group=group,
        change=number(abs(line.change)),
        moved=_moved(line.change),
        interval=f"{by(result.confidence)} of the change {interval(line.low, line.high)}; below zero is narrower",
    )


def _moved(change: float) -> str:
    if rounded(change) == 0:
        return "as wide as before"
    return f"{'wider' if change > 0 else 'narrower'} by {number(abs(change))} points"


def _too_small(result: GapScan) -> list[str]:
    """Name the columns with groups that are compared nowhere, then those with groups left out in some places only."""
    compared = {gap.group for gap in result.gaps}
    never = sorted({column_name(small.group) for small in result.too_small if small.group not in compared})
    nowhere = [f"No group is large enough to compare by: {listed(never)}."] if never else []
    return [*nowhere, *_left_out(*(small for small in result.too_small if small.group in compared))]


def _left_out(*smalls: TooSmall) -> list[str]:
    """Say in which tests groups are too small that are compared in others; of many tests, in one sentence."""
    places: dict[str, list[str]] = {}
    for small in smalls:
        place = small.measure + at_occasion(small.occasion)
        places.setdefault(place, []).append(column_name(small.group))
    alike: dict[str, list[str]] = {}
    for place, names in places.items():
        alike.setdefault(listed(sorted(set(names))), []).append(place)
    if len(alike) > MOST_PLACES:
        names = sorted({column_name(small.group) for small in smalls})
        return [f"In some tests, some groups are too small to compare, by: {listed(names)}."]
    return [
        f"In {listed(where)}, some groups are too small to compare, by: {of}." for of, where in alike.items()
    ]


@cautions.register
def _(result: GapScan) -> list[str]:
    return [*in_words(result.cautions, gap_lines.CAUTIONS), *_too_small(result)]


# --- pairs of groups, and several years -------------------------------------------------------------------


@sentences.register
def _(result: PairScan) -> list[str]:
    crossed = listed([column_words(column) for column in result.crossed])
    return _all_looked_at(result, f"A gap of pupils in two groups at once, by {crossed},", NO_PAIR_BEHIND)


@cautions.register
def _(result: PairScan) -> list[str]:
    return in_words(result.cautions, gap_pairs.CAUTIONS)


@sentences.register
def _(result: GapsOverYears) -> list[str]:
    small = [
        f"No group is large enough to compare by, even over all years: {listed(names)}."
        for names in [[column_name(one) for one in result.too_small]]
        if names
    ]
    columns = listed(list(dict.fromkeys(column_words(gap.group) for gap in result.gaps)))
    return [*_all_looked_at(result, f"A gap over several years by {columns}", NONE_BEHIND), *small]


@cautions.register
def _(result: GapsOverYears) -> list[str]:
    return in_words(result.cautions, gap_years.CAUTIONS)


def _all_looked_at(result: Scanned[Any], what: str, none_behind: str) -> list[str]:
    """Say what stands out of gaps that no plan names; of gaps none of which may be shown, that."""
    shown = [gap for gap in result.gaps if gap.g is not None]
    if not shown:
        return [held(what)]
    behind = any(map(_is_behind, shown))
    said = _behind(result, shown) if behind else [_as_shown(none_behind, result.gaps)]
    return [*said, *_not_shown(result)]
