"""The table of a network's enquiries."""

from __future__ import annotations

from enquiry_lib.analyse.network import EnquiryLine, Finding, NetworkOverview
from enquiry_lib.show.numbers import interval, signed
from enquiry_lib.show.tables.table import Table, tables
from enquiry_lib.store.record import DESIGN_LABELS


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
