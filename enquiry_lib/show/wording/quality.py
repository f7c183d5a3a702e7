"""The sentences about the data behind a report: what is there, and what follows for its reading."""

from __future__ import annotations

from collections.abc import Iterator

from enquiry_lib.analyse.quality import MARKS, OUTCOMES, DataQuality, TableBehind
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.show.names import occasion_name
from enquiry_lib.show.numbers import counted, listed
from enquiry_lib.show.wording.saying import caution_title, cautions, sentences
from enquiry_lib.stats.completeness import Filled

FULL = ("complete", "nearly")
SHARE: dict[Filled, str] = {
    "nearly": "most of",
    "partly": "part of",
    "hardly": "less than half of",
    "empty": "hardly any of",
}
"""So many of the people there are: the bands in which somebody is lacking."""

AGREED = "No more than a few pupils were found with far fewer or more marks in the register than is usual in their year group."
NO_TABLES = "This report rests on what people wrote down: the school has no tables yet."
NO_CARE = (
    "Nothing in them asks for special care in reading this report. A full table can still be a wrong one."
)
LEFT_OUT = (
    "Some of what stands in the files cannot be right. What cannot be used is left out of every figure here until "
    "somebody puts it right: the kinds are listed below, and the command enquiry check names each row and says what "
    "to do."
)
WORTH_A_LOOK = "Some entries are worth a second look, as listed below. They were used as they are."
NO_DATES = (
    "Not all scores have a date. Of those without one nobody can tell whether the plan came first, so what rests "
    "on them is exploratory."
)
UNEQUAL = (
    "Not all pupils have about as many marks in the register as is usual in their year group. Absence rates then put unequal registers "
    "together: look for weeks without marks, and for pupils whose day of joining or leaving is not on the list."
)
SUMMARY_NOT_USED = (
    "The attendance summary has more sessions, or more school years, than the marks have, and was not used: what is said "
    "about attendance is about the days of the marks."
)
SYMBOLS = (
    "Some numbers were not given by whoever worked them out, for the reasons listed below. They are missing here; "
    "they are not nought."
)


@sentences.register
def _(result: DataQuality) -> list[str]:
    if not result.tables:
        return [NO_TABLES]
    agreed = [AGREED] if result.sessions == "complete" else []
    return [_first(result), *_named(result), *agreed, *([] if cautions(result) else [NO_CARE])]


def _first(result: DataQuality) -> str:
    """Say how many tables there are, and how many of their columns are full."""
    used = [table for table in result.tables if not table.empty]
    if not used:
        return "No table has any rows yet: this report rests on what people wrote down."
    judged = [column for table in used for column in table.columns if column.filled != "unsaid"]
    stand = f"{counted(len(used), 'table')} {'stands' if len(used) == 1 else 'stand'} behind this report"
    if not judged:
        return f"{stand}."
    full = sum(column.filled in FULL for column in judged)
    many = f"all {len(judged)}" if full == len(judged) else f"{full} of the {len(judged)}"
    return f"{stand}, and {many} columns that can be judged are complete, or nearly so."


def _named(result: DataQuality) -> list[str]:
    """Name the tables, those about too few people to be judged, and those without a row."""
    few = f"About fewer than {2 * result.few} people, and so not judged: "
    named = {
        "By name: ": [table for table in result.tables if not table.empty],
        few: [table for table in result.tables if _is_about_few(table)],
        "There, and without a row that can be used: ": [table for table in result.tables if table.empty],
    }
    labels = {said: [table.label.lower() for table in those] for said, those in named.items() if those}
    return [f"{said}{listed(words)}." for said, words in labels.items()]


def _is_about_few(table: TableBehind) -> bool:
    return any(column.filled == "unsaid" for column in table.columns)


# --- what this means for the report -----------------------------------------------------------------------


@caution_title.register
def _(result: DataQuality) -> str:
    return "What this means for this report:"


@cautions.register
def _(result: DataQuality) -> list[str]:
    return [
        *_of_scores(result),
        *_of_groups(result),
        *_of_attendance(result),
        *([SYMBOLS] if result.not_given else []),
        *_of_problems(result),
    ]


def _of_scores(result: DataQuality) -> Iterator[str]:
    """Say which scores are about part of the pupils only, and that some have no date."""
    for one in result.taken:
        if one.filled in SHARE:
            occasion = occasion_name(one.occasion)
            yield (
                f"{one.measure}, {occasion}: {SHARE[one.filled]} the pupils who were ever measured have a score. "
                "Read what is said about it as about those who were measured; the others may well differ."
            )
    if _filled(result, OUTCOMES, "date") in SHARE:
        yield NO_DATES


def _of_groups(result: DataQuality) -> Iterator[str]:
    """Say which groups of pupils are not known for all."""
    groups = [column for table in _tables(result, PUPILS) for column in table.columns if column.group]
    absent = [column.label for column in groups if column.filled == "empty"]
    thin = [column.label for column in groups if column.filled in SHARE and column.filled != "empty"]
    if thin:
        yield f"Not known for all pupils: {listed(thin)}. What is said about these groups leaves the others out."
    if absent:
        yield f"Known for hardly any pupil, if for any: {listed(absent)}. Nothing can be said about these groups."


def _of_attendance(result: DataQuality) -> Iterator[str]:
    for table in _tables(result, MARKS):
        if table.listed in SHARE:
            having = SHARE[table.listed].capitalize()
            yield f"{having} the pupils on the list have marks: what is said about attendance is about them."
    if result.sessions in SHARE:
        yield UNEQUAL
    if result.summary_not_used:
        yield SUMMARY_NOT_USED


def _of_problems(result: DataQuality) -> Iterator[str]:
    levels = {problem.level for problem in result.problems}
    if "error" in levels:
        yield LEFT_OUT
    if "warning" in levels:
        yield WORTH_A_LOOK


def _tables(result: DataQuality, name: str) -> list[TableBehind]:
    return [table for table in result.tables if table.table == name]


def _filled(result: DataQuality, table: str, column: str) -> Filled | None:
    """Give how full one column is; None where there is no such table."""
    columns = (one for found in _tables(result, table) for one in found.columns)
    return next((one.filled for one in columns if one.column == column), None)
