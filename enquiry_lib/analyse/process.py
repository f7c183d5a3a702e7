"""The process brought together: how each of its dimensions was to be looked at, beside what was found."""

from __future__ import annotations

from dataclasses import dataclass

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.result import NotEnough, Uncounted


@dataclass(frozen=True)
class Dimension:
    """One dimension of the process: how it was to be looked at and by whom, what was found, how it was judged."""

    key: str
    name: str
    asks: str
    how: str
    by_whom: str
    found: str
    judged: str


@dataclass(frozen=True)
class Changed:
    """Something that was changed on the way, why, and whether the active ingredients were kept."""

    change: str
    why: str
    kept: str


@dataclass(frozen=True)
class ProcessSummary(Uncounted):
    """What people found about the process, in their own words, dimension by dimension."""

    dimensions: tuple[Dimension, ...]
    adaptations: tuple[Changed, ...]
    helped: tuple[str, ...]
    hindered: tuple[str, ...]
    harm: str


def bring_together_process(enquiry: Enquiry) -> ProcessSummary | NotEnough:
    """Put what was planned for each dimension of the process beside what was found, from the record.

    The dimensions are those of the reference list process_dimensions. NotEnough while nothing was planned and
    nothing found.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> len(bring_together_process(open_enquiry("example")).dimensions)
    8
    """
    record = enquiry.record
    plans = {line.item: line for line in record.evaluation_plan.process}
    findings = {line.item: line for line in record.process_findings.dimensions}
    dimensions = []
    for row in enquiry.reference("process_dimensions").facts.to_dict("records"):
        plan, finding = plans.get(row["key"]), findings.get(row["key"])
        how, by_whom = (plan.how, plan.by_whom) if plan else ("", "")
        found, judged = (finding.found, finding.judged or "") if finding else ("", "")
        dimensions.append(Dimension(row["key"], row["name"], row["text"], how, by_whom, found, judged))
    return _summary(enquiry, tuple(dimensions))


def _summary(enquiry: Enquiry, dimensions: tuple[Dimension, ...]) -> ProcessSummary | NotEnough:
    found = enquiry.record.process_findings
    summary = ProcessSummary(
        dimensions=dimensions,
        adaptations=tuple(
            Changed(one.change, one.why, one.kept or "") for one in found.adaptations if one.change
        ),
        helped=tuple(text for text in found.helped if text),
        hindered=tuple(text for text in found.hindered if text),
        harm=found.harm,
    )
    if any(line.how or line.found or line.judged for line in dimensions) or any(
        (summary.adaptations, summary.helped, summary.hindered, summary.harm)
    ):
        return summary
    do = "Say in the evaluation plan how you will look at the process, and write down what you find."
    return NotEnough("how the process went", "nothing was planned for it and nothing has been found", do)
