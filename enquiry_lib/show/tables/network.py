"""The table of a network's enquiries."""

from __future__ import annotations

from enquiry_lib.analyse.network import AreaProgress, EnquiryLine, Finding, NetworkOverview
from enquiry_lib.show.numbers import interval, is_known, number, signed
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.store.record import DESIGN_LABELS

TO_FIVE = "Pupils are counted to the nearest five."


@tables.register
def _(result: NetworkOverview) -> tuple[Table, ...]:
    columns = ("School", "Question", "Design and plan", "What was found")
    rows = tuple(_network_row(line) for line in result.lines)
    counted = any(finding.pupils is not None for line in result.lines for finding in line.findings)
    enquiries = Table("The network's enquiries", columns, rows, note=TO_FIVE if counted else "", open=True)
    return (enquiries, *_decided(result), *_areas(result))


def _decided(result: NetworkOverview) -> tuple[Table, ...]:
    columns = ("School", "Decided", "What others may borrow")
    rows = tuple(
        (line.school, line.decision or "–", line.borrow or "–")
        for line in result.lines
        if line.decision or line.borrow
    )
    note = "A school that stops something which did not help has learnt as much as one that carries on."
    return (Table("What the schools decided", columns, rows, note=note, open=True),) if rows else ()


def _areas(result: NetworkOverview) -> tuple[Table, ...]:
    columns = ("Local authority", "Enquiries", "With a question", "Plan frozen", "With a finding", "Decided")
    areas = result.areas()
    rows = tuple((area.authority or "not said", *map(str, _counts(area))) for area in areas)
    how_far = Table("How far each authority has come", columns, rows, numeric_from(1, columns), open=True)
    return (how_far,) if len(areas) > 1 else ()


def _counts(area: AreaProgress) -> tuple[int, ...]:
    return area.enquiries, area.asked, area.frozen, area.found, area.decided


def _network_row(line: EnquiryLine) -> tuple[str, ...]:
    school = f"{line.school} ({line.phase})"
    if line.unreadable:
        return (school, line.unreadable, "–", "–")
    found = "; ".join(_found(finding) for finding in line.findings) or "nothing yet"
    design = DESIGN_LABELS.get(line.design, "not chosen yet")
    plan = "plan frozen" if line.frozen else "plan open"
    return (school, line.question or "not asked yet", f"{design}; {plan}", found)


def _found(finding: Finding) -> str:
    measure = finding.measure[:1].upper() + finding.measure[1:]
    places = 1 if finding.quantity == "percentage points" else 2
    if not is_known(finding.estimate):
        return f"{measure}: too few pupils to be shown"
    values = f"{signed(finding.estimate, places)} ({interval(finding.low, finding.high, places)})"
    pupils = "" if finding.pupils is None else f", about {number(finding.pupils, 0)} pupils"
    label = f"{measure}, {finding.quantity}: {values}{pupils}"
    return label + (", exploratory" if finding.exploratory else "")
