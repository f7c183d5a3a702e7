"""The tables of a decision: the rule that was set beforehand, and what was decided."""

from __future__ import annotations

from enquiry_lib.analyse.decision import Decided, RuleReading
from enquiry_lib.show.dates import long_date
from enquiry_lib.show.numbers import NOT_AVAILABLE
from enquiry_lib.show.tables.table import Table, tables


@tables.register
def _(result: RuleReading) -> tuple[Table, ...]:
    rule = (("yes", result.rule.yes), ("no", result.rule.no), ("unclear", result.rule.unclear))
    rows = tuple(
        (answer, text or NOT_AVAILABLE, "this one" if answer == result.answer else "")
        for answer, text in rule
    )
    columns = ("If the answer is", "We will", "The answer by the rule")
    return (Table("The rule set beforehand", columns, rows, open=True), *_decision(result.decided))


def _decision(decided: Decided) -> tuple[Table, ...]:
    rows = (
        ("Why", decided.why),
        ("What will be different", decided.change_what),
        ("To be looked at again", long_date(decided.by_when) if decided.by_when else ""),
    )
    said = tuple(row for row in rows if row[1])
    shown = bool(decided.decision and said)
    return (Table("The decision", ("What", "Said"), said, open=True),) if shown else ()
