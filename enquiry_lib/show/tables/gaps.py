"""The tables of gaps between groups of pupils, and of how they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from enquiry_lib.show.names import gap_labels, gap_name, years_name
from enquiry_lib.show.numbers import (
    NOT_APPLICABLE,
    UNWRITTEN,
    WITHHELD,
    interval,
    is_known,
    number,
    rounded,
    signed,
)
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.gaps import at_occasion, when_measured
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.gap_lines import GapLine, Scanned
from enquiry_lib.stats.gap_pairs import PairScan
from enquiry_lib.stats.gap_years import GapsOverYears, YearsGap
from enquiry_lib.stats.gaps import Gap, GapScan
from enquiry_lib.stats.narrowing import NOT_BEHIND, Narrowing

PLACES = 3  # of p
VERDICTS = {NOT_BEHIND: "not behind at the start"}  # others stand as they are
AT_MOST = " Where a row is withheld, the adjusted p of the others is at most what is written."
MOST_ROWS = 40  # of pairs; a longer table is not read

OF_OTHERS = "Group minus others"
FROM_OTHERS = (
    "Group minus others: the mean of the group less that of all other pupils, in points with Student's interval, and in standard "
    "deviations (Hedges g, exact small-sample correction). Below zero means that the group scored lower."
)
FOR_MANY = (
    "p: Student's, of the difference in points. Adjusted: Benjamini and Hochberg's, for all {n} gaps looked at; those at or "
    "below {rate} stand out, and of these about {percent} at most may be chance. {shrunk}Groups overlap and the same "
    "pupils stand in several gaps, which both allow for only roughly."
)
SHRUNK = (
    "More likely: the gap drawn towards none, by how uncertain it is and how little the gaps vary (empirical Bayes, maximum "
    "likelihood; Morris's interval); one large gap among many that are none is drawn further than it should be. "
)


@tables.register
def _(result: GapScan) -> tuple[Table, ...]:
    gaps, many = _gap_table(result, result.gaps), _many_table(result, result.gaps)
    marked = (_marked(table, result, result.gaps) for table in (gaps, many))
    changes = _narrowing_table(result)
    if result.planned is not None:
        return tuple(filter(None, (changes, *marked)))
    return tuple(filter(None, (*marked, changes)))


@tables.register
def _(result: PairScan) -> tuple[Table, ...]:
    lines = result.gaps[:MOST_ROWS]
    more = (
        f"The {MOST_ROWS} furthest behind of {len(result.gaps)} pairs."
        if len(result.gaps) > MOST_ROWS
        else ""
    )
    found = (_gap_table(result, lines), _many_table(result, lines))
    return tuple(replace(table, note=f"{more} {table.note}".strip()) for table in found)


@tables.register
def _(result: GapsOverYears) -> tuple[Table, ...]:
    each = "Each pupil is counted once, and compared with pupils of the same year. "
    found = _gap_table(result, result.gaps)
    return replace(found, note=each + found.note), _many_table(result, result.gaps)


def _gap_table(result: Scanned[Any], gaps: Sequence[GapLine]) -> Table:
    level = by(result.confidence)
    columns = (
        "Group",
        _when_heading(gaps),
        "Pupils",
        "Others",
        OF_OTHERS + " (points)",
        level,
        OF_OTHERS + " (g)",
        level,
    )
    rows = tuple(
        (
            *_named(result, gap),
            number(gap.n, 0),
            number(gap.n_others, 0),
            signed(gap.difference),
            interval(gap.points_low, gap.points_high),
            signed(gap.g, 2),
            interval(gap.low, gap.high, 2),
        )
        for gap in gaps
    )
    caption = f"Gaps between groups of pupils{_in_measure(result)}"
    return _at_once(Table(caption, columns, rows, numeric_from(2, columns), FROM_OTHERS), gaps)


def _many_table(result: Scanned[Any], gaps: Sequence[GapLine]) -> Table:
    """Set what allows for the number of gaps: p and its adjustment, and what each gap more likely is where that is known."""
    drawn = any(gap.shrunk is not None for gap in gaps)
    over = any(isinstance(gap, YearsGap) for gap in gaps)
    likely = ("More likely (g)", by(result.confidence)) if drawn else ()
    differ = ("Years differ (p)",) if over else ()
    columns = ("Group", _when_heading(gaps), *likely, "df", "p", "Adjusted p", *differ, "Stands out")
    rows = tuple(
        (
            *_named(result, gap),
            *((signed(gap.shrunk, 2), interval(gap.shrunk_low, gap.shrunk_high, 2)) if drawn else ()),
            number(gap.df, 0),
            _p(gap.p),
            _p(gap.p_adjusted),
            *((_p_years(gap),) if over else ()),
            WITHHELD if gap.stands_out is None else "yes" if gap.stands_out else "no",
        )
        for gap in gaps
    )
    note = FOR_MANY.format(
        n=result.looked_at,
        rate=f"{result.false_discovery:g}",
        percent=f"{100 * result.false_discovery:g}%",
        shrunk=SHRUNK if drawn else "",
    ) + _at_most(gaps)
    caption = f"Allowing for how many gaps were looked at{_in_measure(result)}"
    numeric = numeric_from(2, columns) - {len(columns) - 1}
    table = Table(caption, columns, rows, numeric, note, "Allowing for how many were looked at")
    return _at_once(table, gaps)


def _at_most(lines: Sequence[GapLine | Narrowing]) -> str:
    """Say what an adjusted p is where one of those it allows for is withheld."""
    return AT_MOST if any(line.p is None for line in lines) else ""


def _at_once(table: Table, gaps: Sequence[GapLine]) -> Table:
    """Say the occasion in the caption where all gaps are of the same one, and spare its column."""
    occasions = {gap.occasion if isinstance(gap, Gap) else None for gap in gaps}
    occasion = occasions.pop()
    if occasions or occasion is None:
        return table
    when = f", {at_occasion(occasion).strip()}" if occasion else ""
    return replace(
        table,
        caption=table.caption + when,
        columns=(table.columns[0], *table.columns[2:]),
        rows=tuple((row[0], *row[2:]) for row in table.rows),
        numeric=frozenset(place - 1 for place in table.numeric),
    )


def _named(result: Scanned[Any], gap: GapLine) -> tuple[str, str]:
    several = len({one.measure for one in result.gaps}) > 1
    return gap_name(gap) + (f", {gap.measure}" if several else ""), _when(gap)


def _when_heading(gaps: Sequence[GapLine]) -> str:
    return "Years" if any(isinstance(gap, YearsGap) for gap in gaps) else "When"


def _when(gap: GapLine) -> str:
    if isinstance(gap, YearsGap):
        return years_name(gap.years) or WITHHELD
    return (when_measured(gap.occasion) if isinstance(gap, Gap) else "") or UNWRITTEN


def _p(value: float | None) -> str:
    """Write a p.

    >>> _p(0.0001), _p(0.25)
    ('< 0.001', '0.250')
    """
    return "< 0.001" if is_known(value) and rounded(value, PLACES) == 0 else number(value, PLACES)


def _p_years(gap: GapLine) -> str:
    """Write the p that the years differ; not applicable where pupils are there in several."""
    if not isinstance(gap, YearsGap) or gap.g is None:
        return WITHHELD
    return NOT_APPLICABLE if gap.p_years is None else _p(gap.p_years)


def _marked(table: Table, result: GapScan, lines: Sequence[Gap | Narrowing]) -> Table:
    """Add which groups the plan named, where there is a plan that could."""
    if result.planned is None:
        return table
    marks = ("yes" if result.is_planned(line) else UNWRITTEN for line in lines)
    rows = tuple((*row, mark) for row, mark in zip(table.rows, marks, strict=True))
    note = f"{table.note} Groups that the plan does not name are a hint for the next enquiry."
    return replace(table, columns=(*table.columns, "Named in the plan"), rows=rows, note=note)


def _narrowing_table(result: GapScan) -> Table | None:
    columns = (
        "Group",
        "All minus group, before",
        "All minus group, after",
        "Change (below zero: narrower)",
        by(result.confidence),
        "p",
        "Adjusted p",
        "All before",
        "All after",
        "Verdict",
    )
    label = gap_labels(result)
    rows = tuple(
        (
            label(line.group, line.member, line.measure),
            number(line.gap_before),
            number(line.gap_after),
            signed(line.change),
            interval(line.low, line.high),
            _p(line.p),
            _p(line.p_adjusted),
            number(line.all_before),
            number(line.all_after),
            VERDICTS.get(line.verdict, line.verdict) if line.verdict else WITHHELD,
        )
        for line in result.narrowings
    )
    note = (
        "Points of the measure, for pupils with both scores. All minus group: the mean of all pupils, the group among them, less "
        "that of the group, so that a group behind is above zero here, and a change below zero means that the gap became "
        "narrower. The other table of gaps takes group minus others, the other way round: there a group behind is below zero. "
        "To the other pupils alone each gap and change is larger by the same factor, and the verdict the same. p: Welch's, of the gains; adjusted for all the changes looked at (Benjamini and "
        "Hochberg). The verdict is by the interval alone."
    ) + _at_most(result.narrowings)
    caption = f"How gaps have changed{_in_measure(result)}"
    if not rows:
        return None
    numeric = numeric_from(1, columns) - {len(columns) - 1}
    table = Table(caption, columns, rows, numeric, note, "How the gaps have changed")
    return _marked(table, result, result.narrowings)


def _in_measure(result: Scanned[Any]) -> str:
    measures = {gap.measure for gap in result.gaps}
    return f", {measures.pop()}" if len(measures) == 1 else ""
