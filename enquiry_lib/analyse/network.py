"""A network as a whole: what the schools ask and found, from records and summaries, never from pupils' data."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import EXAMPLE, network_folder
from enquiry_lib.analyse.readiness import design_of
from enquiry_lib.data.free_text import as_shown
from enquiry_lib.data.privacy import set_smallest_count, smallest_count
from enquiry_lib.stats.result import cell_frame
from enquiry_lib.store.network import Network, School, load_network
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import load_record, read_whole


@dataclass(frozen=True)
class Finding:
    """One estimate that a school's report made, as far as it may leave the school.

    `pupils` stand behind it, to the nearest five; None where that is withheld or where two years have two rolls.
    """

    design: str
    measure: str
    quantity: str
    estimate: float | None
    low: float | None
    high: float | None
    exploratory: bool
    pupils: int | None = None


@dataclass(frozen=True)
class EnquiryLine:
    """One enquiry of the network: who asks what, what was found, what was decided, and what others may borrow."""

    school: str
    phase: str
    concern: str
    question: str
    design: str
    frozen: bool
    findings: tuple[Finding, ...]
    authority: str = ""
    decision: str = ""
    borrow: str = ""
    unreadable: str = ""


@dataclass(frozen=True)
class AreaProgress:
    """How far the enquiries of one local authority have come: numbers of enquiries, never of pupils."""

    authority: str
    enquiries: int
    asked: int
    frozen: int
    found: int
    decided: int


@dataclass(frozen=True)
class NetworkOverview:
    """What the schools of a network ask, how far they are, and what they found."""

    network: str
    schools: int
    lines: tuple[EnquiryLine, ...]

    def areas(self) -> tuple[AreaProgress, ...]:
        """Say for each local authority how far its enquiries have come, in the order of its name.

        >>> NetworkOverview("Ours", 0, ()).areas()
        ()
        """
        names = sorted({line.authority for line in self.lines})
        return tuple(_area(name, [line for line in self.lines if line.authority == name]) for name in names)

    def cells(self) -> pd.DataFrame:
        """Give no cells: everything here has passed the gate in the schools' own reports."""
        return cell_frame(())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: nothing here counts pupils."""
        return self


def _area(authority: str, lines: list[EnquiryLine]) -> AreaProgress:
    return AreaProgress(
        authority=authority,
        enquiries=len(lines),
        asked=sum(bool(line.question) for line in lines),
        frozen=sum(line.frozen for line in lines),
        found=sum(bool(line.findings) for line in lines),
        decided=sum(bool(line.decision) for line in lines),
    )


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
            yield _line(school, as_shown(load_record(path)), tuple(_findings(path.parent / "results")))
        except errors.EnquiryError as problem:
            yield EnquiryLine(
                *(school.name, school.phase, "", "", "", False, (), school.authority),
                unreadable=problem.found_only(),
            )


def _line(school: School, record: Record, findings: tuple[Finding, ...]) -> EnquiryLine:
    return EnquiryLine(
        school=school.name,
        phase=school.phase,
        concern=record.priorities.priority or record.priorities.concern,
        question=record.evidence.refined_question or record.question.question,
        design=design_of(record.evaluation_plan) or "",
        frozen=record.evaluation_plan.freeze is not None,
        findings=findings,
        authority=school.authority,
        decision=record.decision.decision or "",
        borrow=record.sharing.borrow,
    )


def _findings(results: Path) -> Iterator[Finding]:
    for summary in summaries_of("Estimate", results):
        try:
            yield from _of_estimate(summary)
        except (KeyError, TypeError) as problem:
            raise errors.ResultsNotReadable(results) from problem


def summaries_of(kind: str, results: Path) -> Iterator[dict[str, Any]]:
    """Give every result of one kind that the report of an enquiry let out into its folder of results.

    Raises ResultsNotReadable.
    """
    for file in sorted(results.glob("*.json")):
        yield from (summary for summary in _summaries(file) if summary.get("kind") == kind)


def _summaries(file: Path) -> list[dict[str, Any]]:
    """Read the summaries of one workbook; those let out under a laxer threshold than today's stay out."""
    try:
        found = json.loads(read_whole(file).decode("utf-8"))
        return [summary for summary in found if summary["smallest_count"] >= smallest_count()]
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as problem:
        raise errors.ResultsNotReadable(file.name) from problem


def numbers_of(summary: dict[str, Any], *names: str) -> tuple[float | None, ...]:
    """Give numbers of a part of a summary, None for those that were withheld.

    Raises ResultsNotReadable for what is no finite number.

    >>> numbers_of({"g": 0.2, "se": None}, "g", "se")
    (0.2, None)
    """
    found = tuple(summary[name] for name in names)
    for value in found:
        if value is not None and not (type(value) in (int, float) and math.isfinite(value)):
            raise errors.ResultsNotReadable
    return found


BASE = 5  # to which a network counts pupils


def to_nearest_five(count: float | None) -> int | None:
    """Round a count of pupils as a network shows it, half up; None stays None.

    A total is the true total rounded, not the sum of rounded parts, so that the two need not agree.

    >>> to_nearest_five(62), to_nearest_five(63), to_nearest_five(None)
    (60, 65, None)
    """
    return None if count is None else BASE * math.floor(count / BASE + 0.5)


QUANTITIES = {
    "TwoGroupEffect": "effect size",
    "ClusteredEffect": "effect size",
    "BeforeAfter": "standardised change",
}


def _of_estimate(summary: dict[str, Any]) -> Iterator[Finding]:
    effect = summary["effect"]
    design, measure = summary["design"], summary["measure"]
    exploratory = bool(summary["exploratory"])
    if effect["kind"] == "Attendance" and effect["change"]:
        change = effect["change"]
        points, low, high = numbers_of(change, "persistent_points", "low", "high")
        yield Finding(design, "persistent absence", "percentage points", points, low, high, exploratory)
    elif effect["kind"] in QUANTITIES:
        size = effect["effect"]
        g, low, high = numbers_of(size, "g", "low", "high")
        pupils = to_nearest_five(pupils_of(effect))
        yield Finding(design, measure, QUANTITIES[effect["kind"]], g, low, high, exploratory, pupils)


def pupils_of(effect: dict[str, Any]) -> float | None:
    """Give how many pupils stand behind an effect in a summary; None where that is withheld.

    >>> pupils_of({"kind": "BeforeAfter", "n": 31}), pupils_of({"n_treated": None, "n_control": 12})
    (31, None)
    """
    counts = numbers_of(
        effect, *(("n",) if effect.get("kind") == "BeforeAfter" else ("n_treated", "n_control"))
    )
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
