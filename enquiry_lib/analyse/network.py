"""A network as a whole: what the schools ask and found, from records and summaries, never from pupils' data."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import EXAMPLE, network_folder
from enquiry_lib.data.privacy import set_smallest_count, smallest_count
from enquiry_lib.stats.result import cell_frame
from enquiry_lib.store.network import Network, School, load_network
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import load_record, read_whole


@dataclass(frozen=True)
class Finding:
    """One estimate that a school's report made, as far as it may leave the school."""

    design: str
    measure: str
    quantity: str
    estimate: float | None
    low: float | None
    high: float | None
    exploratory: bool


@dataclass(frozen=True)
class EnquiryLine:
    """One enquiry of the network: who asks what, and what was found."""

    school: str
    phase: str
    concern: str
    question: str
    design: str
    frozen: bool
    findings: tuple[Finding, ...]
    unreadable: str = ""


@dataclass(frozen=True)
class NetworkOverview:
    """What the schools of a network ask, how far they are, and what they found."""

    network: str
    schools: int
    lines: tuple[EnquiryLine, ...]

    def cells(self) -> pd.DataFrame:
        """Give no cells: everything here has passed the gate in the schools' own reports."""
        return cell_frame(())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: nothing here counts pupils."""
        return self


def open_network(network: str | Path = EXAMPLE) -> Network:
    """Open a network's folder; "example" is the example that builds itself.

    >>> len(open_network("example").schools) > 3
    True
    """
    found = load_network(network_folder(network))
    set_smallest_count(found.settings.smallest_count)
    return found


def overview(network: Network) -> NetworkOverview:
    """Bring together every school's enquiries from their records and the summaries of their reports."""
    lines = tuple(line for school in network.schools for line in _lines(network, school))
    return NetworkOverview(network.settings.name, len(network.schools), lines)


def _lines(network: Network, school: School) -> Iterator[EnquiryLine]:
    for path in network.enquiries(school.id) or [network.new_enquiry(school.id)]:
        try:
            yield _line(school, load_record(path), tuple(_findings(path.parent / "results")))
        except errors.EnquiryError as problem:
            yield EnquiryLine(
                school.name, school.phase, "", "", "", False, (), unreadable=problem.found_only()
            )


def _line(school: School, record: Record, findings: tuple[Finding, ...]) -> EnquiryLine:
    return EnquiryLine(
        school=school.name,
        phase=school.phase,
        concern=record.priorities.priority or record.priorities.concern,
        question=record.question.question,
        design=record.evaluation_plan.design or "",
        frozen=record.evaluation_plan.freeze is not None,
        findings=findings,
    )


def _findings(results: Path) -> Iterator[Finding]:
    for file in sorted(results.glob("*.json")):
        for summary in _summaries(file):
            if summary.get("kind") == "Estimate":
                yield from _of_estimate(summary)


def _summaries(file: Path) -> list[dict[str, Any]]:
    """Read the summaries of one workbook; those let out under a laxer threshold than today's stay out."""
    try:
        found = json.loads(read_whole(file).decode("utf-8"))
        return [summary for summary in found if summary["smallest_count"] >= smallest_count()]
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as problem:
        raise errors.ResultsNotReadable(file.name) from problem


QUANTITIES = {"TwoGroupEffect": "effect size", "BeforeAfter": "standardised change"}


def _of_estimate(summary: dict[str, Any]) -> Iterator[Finding]:
    effect = summary["effect"]
    design, measure = summary["design"], summary["measure"]
    exploratory = bool(summary["exploratory"])
    if effect["kind"] == "Attendance" and effect["change"]:
        change = effect["change"]
        values = (change["persistent_points"], change["low"], change["high"])
        yield Finding(design, "persistent absence", "percentage points", *values, exploratory)
    elif effect["kind"] in QUANTITIES:
        size = effect["effect"]
        values = (size["g"], size["low"], size["high"])
        yield Finding(design, measure, QUANTITIES[effect["kind"]], *values, exploratory)
