"""The sentences about gaps between groups of pupils."""

from __future__ import annotations

from enquiry_lib.show.names import column_name, group_name, occasion_name
from enquiry_lib.show.numbers import interval, listed, number
from enquiry_lib.show.wording.saying import HELD, cautions, in_words, sentences
from enquiry_lib.stats.gaps import CAUTIONS, Gap, GapScan
from enquiry_lib.stats.narrowing import Narrowing

GAPS_SAID = 3


@sentences.register
def _(result: GapScan) -> list[str]:
    shown = [gap for gap in result.gaps if gap.g is not None]
    if result.gaps and not shown:
        return [f"Every gap rests on groups too small to show. {HELD}", *_too_small(result)]
    behind = [gap for gap in shown if gap.g is not None and gap.g < 0]
    verdicts = _verdicts(result, behind)
    if not behind:
        return ["No group of pupils scores lower than the others.", *verdicts, *_too_small(result)]
    said = [_gap(gap) for gap in behind[: GAPS_SAID if not verdicts else 1]]
    return [*verdicts, *said, *_too_small(result)]


def _verdicts(result: GapScan, behind: list[Gap]) -> list[str]:
    """Give the verdicts on the groups that are most behind, in that order, then the rest."""
    order = list(dict.fromkeys((gap.measure, gap.group, gap.member) for gap in behind))
    known = {(line.measure, line.group, line.member): line for line in result.narrowings}
    first = [known[key] for key in order if key in known]
    return [_verdict(line) for line in (first or list(result.narrowings))[:GAPS_SAID]]


def _gap(gap: Gap) -> str:
    group = group_name(gap.group, gap.member)
    return (
        f"{group}: {number(abs(gap.g or 0), 2)} standard deviations below other pupils in {gap.measure} at "
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
    "no clear change": "{group}: no clear change in the gap to all pupils ({moved} by {change} points, {interval}).",
    "not behind": "{group}: not behind at the start, so there was no gap to narrow.",
}


def _verdict(line: Narrowing) -> str:
    group = group_name(line.group, line.member)
    if line.change is None or line.verdict is None:
        return f"{group}: the change in its gap rests on too few pupils to be shown."
    return VERDICTS[line.verdict].format(
        group=group,
        change=number(abs(line.change)),
        moved="wider" if line.change > 0 else "narrower",
        interval=f"95% interval of the change {interval(line.low, line.high)}; below zero is narrower",
    )


def _too_small(result: GapScan) -> list[str]:
    names = sorted({column_name(small.group) for small in result.too_small})
    return [f"Some groups are too small to compare: {listed(names)}."] if names else []


@cautions.register
def _(result: GapScan) -> list[str]:
    return in_words(result.cautions, CAUTIONS)
