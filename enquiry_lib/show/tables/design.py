"""The tables of the design of an enquiry: its question, its logic, its dates, and what it could show."""

from __future__ import annotations

from enquiry_lib.analyse.logic import LogicModel, Timeline
from enquiry_lib.analyse.question import CheckLine, QuestionCheck
from enquiry_lib.show.dates import short_date
from enquiry_lib.show.numbers import UNWRITTEN, number, percent
from enquiry_lib.show.tables.table import Table, dashed, numeric_from, tables
from enquiry_lib.show.wording.design import STANDS_ALONE, logic_columns, remarks_in_words, rungs
from enquiry_lib.stats.power.pupils import DetectableEffect


@tables.register
def _(result: DetectableEffect) -> tuple[Table, ...]:
    columns = ("Pupils in both groups", "Without a test before", "With a good test before")
    rows = tuple(
        (
            f"{number(rung.pupils, 0)}{' (this plan)' if own else ''}",
            number(rung.without_pretest, 2),
            number(rung.with_pretest, 2),
        )
        for rung, own in rungs(result)
    )
    level, chance = percent(100 * result.confidence, 0), percent(100 * result.power, 0)
    note = (
        f"In standard deviations. Noticed: when there is such a difference, its {level} interval leaves out zero with a chance "
        f"of {chance}. Pupils are allocated one by one; rows other than the plan's are for two equal groups. A good test "
        "before explains half of how pupils differ after."
    )
    caption = "The smallest difference that would be noticed"
    return (Table(caption, columns, rows, numeric_from(1, columns), note),)


@tables.register
def _(result: QuestionCheck) -> tuple[Table, ...]:
    columns = ("Check", "State", "What was found", "What to do")
    to_do = tuple(
        (line.name, line.status, _found(line), _to_do(line)) for line in result.lines if line.status != "met"
    )
    met = tuple((line.name, _found(line)) for line in result.lines if line.status == "met")
    found = (
        Table("Worth another look", columns, to_do, open=True),
        Table("What is met", ("Check", "What was found"), met, summary="The checks that are met"),
    )
    return tuple(table for table in found if table.rows)


def _found(line: CheckLine) -> str:
    said = (f"{label}{'' if label.endswith('?') else ':'} {text.rstrip('.')}." for label, text in line.found)
    return " ".join(said) or UNWRITTEN


def _to_do(line: CheckLine) -> str:
    """Say what to look at, and why it matters where the remark alone does not."""
    explained = {remark.code for remark in line.remarks} <= STANDS_ALONE
    why = [] if explained else [line.reason]
    return " ".join([*remarks_in_words(line.remarks), *why])


@tables.register
def _(result: LogicModel) -> tuple[Table, ...]:
    parts = [
        ("The problem it answers", [result.problem] if result.problem else []),
        *logic_columns(result),
        ("What has to be true", list(result.assumptions)),
    ]
    rows = tuple((title, text) for title, items in parts for text in items or [UNWRITTEN])
    return (
        Table(
            "The logic model in words", ("Part", "What is written"), rows, summary="The logic model in words"
        ),
    )


@tables.register
def _(result: Timeline) -> tuple[Table, ...]:
    columns = ("Step", "Stage", "From", "To", "Who sees to it", "State")
    rows = tuple(
        dashed(step.step, step.stage, short_date(step.starts), short_date(step.ends), step.owner, step.state)
        for step in result.steps
    )
    looks = ("When", "What is looked at", "What would change something")
    checks = tuple(dashed(short_date(one.on), one.look_at, one.then) for one in result.check_points)
    summary = "The steps and check points in words"
    found = (
        Table("Steps", columns, rows, summary=summary),
        Table("Check points", looks, checks, summary="The check points"),
    )
    return tuple(table for table in found if table.rows)
