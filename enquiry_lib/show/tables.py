"""The table behind each result: the numbers, written out, with a caption and row headers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from enquiry_lib.analyse.benchmark import AttendanceBenchmark
from enquiry_lib.analyse.network import EnquiryLine, Finding, NetworkOverview
from enquiry_lib.analyse.plan import Estimate, PlanStatus
from enquiry_lib.analyse.progress import Progress
from enquiry_lib.data.loading import DataCheck
from enquiry_lib.show.names import gap_labels, occasion_name
from enquiry_lib.show.numbers import WITHHELD, interval, number, percent, signed
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.effect_sizes import EFFECT_SIZES, EffectSize
from enquiry_lib.stats.gaps import GapScan
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.two_groups import TwoGroupEffect
from enquiry_lib.store.record import DESIGN_LABELS


@dataclass(frozen=True)
class Table:
    """A table as text: the first column heads each row; `numeric` are the columns set to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    note: str = ""
    summary: str = "The numbers behind this"
    open: bool = False


@singledispatch
def tables(result: Result) -> tuple[Table, ...]:
    """Give the tables of a result; a result without a table has none."""
    return ()


def _numeric(first: int, columns: tuple[str, ...]) -> frozenset[int]:
    return frozenset(range(first, len(columns)))


@tables.register
def _(result: GapScan) -> tuple[Table, ...]:
    return tuple(filter(None, (_gap_table(result), _narrowing_table(result))))


def _gap_table(result: GapScan) -> Table:
    columns = ("Group", "Occasion", "Pupils", "Others", "Gap (g)", "95% interval")
    label = gap_labels(result)
    rows = tuple(
        (
            label(gap.group, gap.member, gap.measure),
            occasion_name(gap.occasion),
            number(gap.n, 0),
            number(gap.n_others, 0),
            signed(gap.g, 2),
            interval(gap.low, gap.high, 2),
        )
        for gap in result.gaps
    )
    note = (
        "Gap: difference from all other pupils in standard deviations (Hedges g, exact small-sample correction). "
        "Below zero means that the group scored lower."
    )
    return Table(
        f"Gaps between groups of pupils{_in_measure(result)}", columns, rows, _numeric(2, columns), note
    )


def _narrowing_table(result: GapScan) -> Table | None:
    columns = (
        "Group",
        "Gap before",
        "Gap after",
        "Change",
        "95% interval",
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
            number(line.all_before),
            number(line.all_after),
            line.verdict or WITHHELD,
        )
        for line in result.narrowings
    )
    note = "Points of the measure, for pupils with both scores. A change below zero means that the gap became narrower."
    caption = f"How gaps have changed{_in_measure(result)}"
    return (
        Table(caption, columns, rows, _numeric(1, columns) - {7}, note, "How the gaps have changed")
        if rows
        else None
    )


def _in_measure(result: GapScan) -> str:
    measures = {gap.measure for gap in result.gaps}
    return f", {measures.pop()}" if len(measures) == 1 else ""


@tables.register
def _(result: Attendance) -> tuple[Table, ...]:
    columns = (
        "School year", "Pupils", "Attendance", "Absence, authorised", "Absence, unauthorised",
        "Persistently absent", "Severely absent",
    )  # fmt: skip
    rows = tuple(
        (
            period.period,
            number(period.pupils, 0),
            percent(period.attendance),
            percent(period.authorised_rate),
            percent(period.unauthorised_rate),
            _count_and_share(period.persistent, period.persistent_rate),
            _count_and_share(period.severe, period.severe_rate),
        )
        for period in result.periods
    )
    note = (
        "Rates are shares of possible sessions. Persistently absent: missed 10% or more of the pupil's own "
        "possible sessions (attendance of exactly 90% counts); severely absent: 50% or more, counted among the "
        "persistently absent."
    )
    return (Table("Attendance by school year", columns, rows, _numeric(1, columns), note),)


def _count_and_share(count: int | None, share: float | None) -> str:
    return WITHHELD if count is None else f"{number(count, 0)} ({percent(share, 2)})"


@tables.register
def _(result: AttendanceBenchmark) -> tuple[Table, ...]:
    columns = ("Who", "Absence", "Persistently absent")
    latest = result.attendance.periods[-1]
    own = (f"This school, {latest.period}", percent(latest.absence), percent(latest.persistent_rate))
    areas = (
        (f"{area.area}, {area.phase} schools", percent(area.absence), percent(area.persistent_absence))
        for area in result.areas
    )
    return (
        Table(
            "Beside published figures", columns, (own, *areas), frozenset({1, 2}), result.source, open=True
        ),
    )


@tables.register
def _(result: TwoGroupEffect) -> tuple[Table, ...]:
    groups = ("Group", "Pupils", "Mean", "Standard deviation")
    arms = (
        (result.treated, number(result.n_treated, 0), number(result.mean_treated), number(result.sd_treated)),
        (result.control, number(result.n_control, 0), number(result.mean_control), number(result.sd_control)),
    )
    columns = ("Effect size", "Value", "95% interval", "What it is")
    rows = tuple(_effect_size(size) for size in (result.effect, *result.variants))
    note = "They differ because each divides the difference by another standard deviation; the first is the one guidance asks for."
    return (
        Table("The two groups at follow-up", groups, arms, _numeric(1, groups)),
        Table(
            "Effect sizes",
            columns,
            rows,
            frozenset({1, 2}),
            note,
            summary="Other ways to give the effect size",
        ),
    )


SIZES = {
    "total_sd": "Guidance (used above)",
    "conditional": "Conditional",
    "unconditional": "Unconditional",
    "unadjusted": "Unadjusted",
    "baseline_sd": "By the first score (used above)",
    "change_sd": "By the changes",
}


def _effect_size(size: EffectSize) -> tuple[str, ...]:
    return (SIZES[size.kind], signed(size.g, 2), interval(size.low, size.high, 2), EFFECT_SIZES[size.kind])


@tables.register
def _(result: BeforeAfter) -> tuple[Table, ...]:
    columns = ("Occasion", "Pupils", "Mean", "Standard deviation")
    rows = (
        ("Before", number(result.n, 0), number(result.mean_before), number(result.sd_before)),
        ("After", number(result.n, 0), number(result.mean_after), number(result.sd_after)),
    )
    return (Table("Before and after, pupils with both scores", columns, rows, _numeric(1, columns)),)


@tables.register
def _(result: Estimate) -> tuple[Table, ...]:
    return tables(result.effect)


@tables.register
def _(result: PlanStatus) -> tuple[Table, ...]:
    columns = ("Reopened on", "Reason")
    rows = tuple((f"{entry.at:%d %B %Y}".lstrip("0"), entry.reason) for entry in result.reopened)
    return (Table("When the plan was reopened, and why", columns, rows, open=True),) if rows else ()


@tables.register
def _(result: Progress) -> tuple[Table, ...]:
    columns = ("Part of the record", "Answered", "Of", "Still open")
    rows = tuple(
        (part.title, str(part.answered), str(part.asked), "; ".join(part.open_questions) or "nothing")
        for part in result.sections
    )
    return (Table("How far the record is filled in", columns, rows, frozenset({1, 2}), open=True),)


@tables.register
def _(result: DataCheck) -> tuple[Table, ...]:
    columns = ("Table", "File", "Problems")
    rows = tuple(
        (table.label, table.file or "not there", "some" if table.problems else "none")
        for table in result.tables
    )
    return (Table("The school's tables", columns, rows, open=True), *_problem_table(result))


def _problem_table(result: DataCheck) -> tuple[Table, ...]:
    """List what kinds of problem there are; how many, where, and what was found stay with `enquiry check`."""
    kinds = dict.fromkeys(
        (problem.file, problem.column or "–", problem.expected) for problem in result.problems
    )
    heads = ("File", "Column", "Expected, and something else was found")
    note = "`enquiry check` lists every row, with what was found and what to do."
    return (Table("Problems in the files", heads, tuple(kinds), note=note, open=True),) if kinds else ()


@tables.register
def _(result: NetworkOverview) -> tuple[Table, ...]:
    columns = ("School", "Phase", "Question", "Design", "Plan", "What was found")
    rows = tuple(_network_row(line) for line in result.lines)
    return (Table("The network's enquiries", columns, rows, open=True),)


def _network_row(line: EnquiryLine) -> tuple[str, ...]:
    if line.unreadable:
        return (line.school, line.phase, line.unreadable, "–", "–", "–")
    found = "; ".join(_found(finding) for finding in line.findings) or "nothing yet"
    design = DESIGN_LABELS.get(line.design, "not chosen yet")
    return (
        line.school,
        line.phase,
        line.question or "not asked yet",
        design,
        "frozen" if line.frozen else "open",
        found,
    )


def _found(finding: Finding) -> str:
    places = 1 if finding.quantity == "percentage points" else 2
    values = f"{signed(finding.estimate, places)} ({interval(finding.low, finding.high, places)})"
    label = f"{finding.measure}, {finding.quantity}: {values}"
    return label + (", exploratory" if finding.exploratory else "")
