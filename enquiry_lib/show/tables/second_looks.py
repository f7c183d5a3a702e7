"""The tables of second looks at a difference: with missing scores filled in, group by group, by several models."""

from __future__ import annotations

from enquiry_lib.show.names import column_name, group_name
from enquiry_lib.show.numbers import NOT_APPLICABLE, interval, is_known, number, percent, signed
from enquiry_lib.show.tables.comparisons import chance
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.saying import by
from enquiry_lib.show.wording.second_looks import model_label
from enquiry_lib.stats.comparisons.answers import Answer
from enquiry_lib.stats.comparisons.imputation import ImputedComparison
from enquiry_lib.stats.comparisons.side_by_side import MODELS, SideBySide
from enquiry_lib.stats.comparisons.subgroups import Column, Member, Subgroups

ANSWER = 7  # columns


def _answers(confidence: float) -> tuple[str, ...]:
    """Name the columns of an answer."""
    among = by(confidence)
    return ("Difference", among, "SE", "df", "p", "Effect size", f"{among} of it")


def _answer(answer: Answer) -> tuple[str, ...]:
    return (
        signed(answer.difference),
        interval(answer.low, answer.high),
        number(answer.se, 2),
        degrees(answer.df),
        chance(answer.p),
        signed(answer.g, 2),
        interval(answer.g_low, answer.g_high, 2),
    )


def degrees(df: float | None) -> str:
    """Write degrees of freedom; where a method has none, they do not apply.

    >>> degrees(58.0), degrees(14.743), degrees(float("nan"))
    ('58.0', '14.7', 'z')
    """
    return number(df) if df is None or is_known(df) else NOT_APPLICABLE


@tables.register
def _(result: ImputedComparison) -> tuple[Table, ...]:
    columns = ("Pupils analysed", result.treated, result.control, *_answers(result.confidence))
    size = result.effect
    filled = Answer(
        result.difference,
        result.se,
        result.df,
        result.low,
        result.high,
        result.p,
        size.g,
        size.low,
        size.high,
    )
    rows = (
        ("All, filled in", number(result.n_treated, 0), number(result.n_control, 0), *_answer(filled)),
        (
            "With nothing missing",
            number(result.complete_treated, 0),
            number(result.complete_control, 0),
            *_answer(result.complete),
        ),
    )
    note = (
        f"{number(result.draws, 0)} draws by chained linear regressions with the arm among their columns, put together by "
        "Rubin's rules with Barnard and Rubin's degrees of freedom."
    )
    if result.fmi is not None:
        note += f" Share of the information that is missing: {percent(100 * result.fmi, 0)}."
    return (Table("With and without filling in", columns, rows, numeric_from(1, columns), note),)


@tables.register
def _(result: Subgroups) -> tuple[Table, ...]:
    columns = ("Group", result.treated, result.control, *_answers(result.confidence))
    everyone = (
        "All pupils",
        number(result.n_treated, 0),
        number(result.n_control, 0),
        *_answer(result.overall),
    )
    members = tuple(_member(column, member) for column in result.columns for member in column.members)
    note = (
        "One model for each column, with one slope for each column adjusted for; effect sizes are over the standard deviation "
        f"of all pupils within the groups. Groups with fewer than {result.smallest} pupils in an arm have no line (z)."
    )
    tests = ("Column", "Planned", "F", "df", "df within", "p", "p among all columns")
    return (
        Table("The difference in each group", columns, (everyone, *members), numeric_from(1, columns), note),
        Table(
            "Whether groups differ in it",
            tests,
            tuple(map(_test, result.columns)),
            numeric_from(2, tests),
            "F test of arm by group; p among all columns by Benjamini and Hochberg.",
            summary="The tests between groups",
        ),
    )


def _member(column: Column, member: Member) -> tuple[str, ...]:
    counts = (number(member.n_treated, 0), number(member.n_control, 0))
    told = member.n_treated is not None and member.answer.difference is None
    return (
        group_name(column.name, member.name),
        *counts,
        *((NOT_APPLICABLE,) * ANSWER if told else _answer(member.answer)),
    )


def _test(column: Column) -> tuple[str, ...]:
    test = column.test
    return (
        column_name(column.name),
        "yes" if column.planned else "no",
        number(test.f, 2),
        number(test.df, 0),
        number(test.df_residual, 0),
        chance(test.p),
        chance(test.p_adjusted),
    )


@tables.register
def _(result: SideBySide) -> tuple[Table, ...]:
    if not result.lines:
        return ()
    columns = ("Model", *_answers(result.confidence))
    rows = tuple((model_label(line), *_answer(line.answer)) for line in result.lines)
    note = (
        "All for the same pupils, and over one standard deviation: that of pupils within the groups. They stand in a fixed "
        "order, not in that of their size."
    )
    explained = tuple((model_label(line), MODELS[line.model]) for line in result.lines)
    return (
        Table("Several models, the same pupils", columns, rows, numeric_from(1, columns), note),
        Table(
            "What each model is", ("Model", "What it is"), explained, summary="What each of these models is"
        ),
    )
