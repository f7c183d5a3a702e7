"""The tables of a decision: the rule for each answer, and what was decided."""

from __future__ import annotations

from enquiry_lib.analyse.decision import Decided, RuleReading
from enquiry_lib.show.dates import long_date
from enquiry_lib.show.numbers import UNWRITTEN
from enquiry_lib.show.tables.table import Table, tables
from enquiry_lib.show.wording.decision import after_we_will


@tables.register
def _(result: RuleReading) -> tuple[Table, ...]:
    return (_rule(result), *_decision(result.decided))


def _rule(result: RuleReading) -> Table:
    """Give the three cases; the one that holds is marked, where the rule gives an answer."""
    caption = "The rule set beforehand" if result.is_beforehand else "The rule"
    cases = (("yes", result.rule.yes), ("no", result.rule.no), ("unclear", result.rule.unclear))
    rows = tuple((answer, after_we_will(text) or UNWRITTEN) for answer, text in cases)
    columns: tuple[str, ...] = ("If the answer is", "We will")
    if not result.answer:
        return Table(caption, columns, rows, open=True)
    marked = tuple((*row, "this one" if row[0] == result.answer else "") for row in rows)
    return Table(caption, (*columns, "The answer by the rule"), marked, open=True)


def _decision(decided: Decided) -> tuple[Table, ...]:
    rows = (
        ("Why", decided.why),
        ("What will be different", decided.change_what),
        ("To be looked at again", long_date(decided.by_when) if decided.by_when else ""),
    )
    said = tuple(row for row in rows if row[1])
    shown = bool(decided.decision and said)
    return (Table("The decision", ("What", "Said"), said, open=True),) if shown else ()
