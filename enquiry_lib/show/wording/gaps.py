"""The sentences about gaps between groups of pupils."""

from __future__ import annotations

from typing import TypeVar

from enquiry_lib.show.names import column_name, column_words, group_name, occasion_name
from enquiry_lib.show.numbers import interval, listed, number, rounded
from enquiry_lib.show.wording.saying import cautions, held, in_words, sentences
from enquiry_lib.stats.gaps import CAUTIONS, Gap, GapScan, PlannedGroup, TooSmall
from enquiry_lib.stats.narrowing import LEVELLED_DOWN, NARROWED, WIDENED, Narrowing
from enquiry_lib.stats.sides import ANY

Line = TypeVar("Line", Gap, Narrowing)
CHANGED = (NARROWED, LEVELLED_DOWN, WIDENED)

GAPS_SAID = 3
MOST_PLACES = 2
NONE_BEHIND = "No group of pupils scores lower than the others."
NONE_CLEAR = "{of}o gap is clear of chance at this size: the interval of every group behind takes in zero."
NONE_CHANGED = "{of}o gap changed clearly from before to after."
NOT_NAMED = "What is seen of groups that the plan does not name is a hint for the next enquiry."
NONE_NAMED = "The plan names no group: what is seen of any group is a hint for the next enquiry."


@sentences.register
def _(result: GapScan) -> list[str]:
    if result.gaps and all(gap.g is None for gap in result.gaps):
        return [held(f"A gap by {_columns(result)}"), *_too_small(result)]
    return [*_named(result), *_standing_out(result), *_too_small(result)]


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
        return [_verdict(line) for line in _together(changes)]
    return [_gap(gap) for gap in _together([gap for gap in result.gaps if group.is_in(gap)])]


def _together(lines: list[Line]) -> list[Line]:
    """Keep the one that stands for several categories of a column, where there is one."""
    return [line for line in lines if line.member == ANY] or lines


# --- what stands out --------------------------------------------------------------------------------------


def _standing_out(result: GapScan) -> list[str]:
    """Say of the groups not named which gaps changed clearly, then which are clear of chance; where none is, that first."""
    gaps = [gap for gap in result.gaps if gap.g is not None and not result.is_planned(gap)]
    changes = [line for line in result.narrowings if line.verdict is not None and not result.is_planned(line)]
    of = "Among these n" if result.planned else "N"
    changed = _changed(changes, of)
    behind = [gap for gap in gaps if gap.g is not None and gap.g < 0]
    if not behind:
        return changed if result.planned else [*changed, NONE_BEHIND]
    clear = [gap for gap in behind if gap.high is not None and rounded(gap.high, 2) < 0]
    if not clear:
        return [*changed, NONE_CLEAR.format(of=of), _gap(behind[0], ", the largest seen")]
    return [*changed, *(_gap(gap) for gap in clear[: 1 if changed else GAPS_SAID])]


def _changed(changes: list[Narrowing], of: str) -> list[str]:
    """Give the verdicts that say that something changed; where there are verdicts and none does, that."""
    clear = [line for line in changes if line.verdict in CHANGED]
    if changes and not clear:
        return [NONE_CHANGED.format(of=of)]
    return [_verdict(line) for line in clear[:GAPS_SAID]]


def _gap(gap: Gap, which: str = "") -> str:
    group = group_name(gap.group, gap.member) + which
    if gap.g is None:
        return f"{group}: the gap rests on too few pupils to be shown."
    side = "below" if gap.g < 0 else "above"
    return (
        f"{group}: {number(abs(gap.g), 2)} standard deviations {side} other pupils in {gap.measure} at "
        f"{occasion_name(gap.occasion)} (95% interval {interval(gap.low, gap.high, 2)}; {number(gap.n, 0)} pupils and "
        f"{number(gap.n_others, 0)} others)."
    )


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


def _verdict(line: Narrowing) -> str:
    group = group_name(line.group, line.member)
    if line.change is None or line.verdict is None:
        return f"{group}: the change in its gap rests on too few pupils to be shown."
    return VERDICTS[line.verdict].format(
        group=group,
        change=number(abs(line.change)),
        moved=_moved(line.change),
        interval=f"95% interval of the change {interval(line.low, line.high)}; below zero is narrower",
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
        place = f"{small.measure} at {occasion_name(small.occasion)}"
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
    return in_words(result.cautions, CAUTIONS)
