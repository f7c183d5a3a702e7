"""The sentences about an enquiry itself: what is missing, its plan, its record, its tables, and all in short."""

from __future__ import annotations

from enquiry_lib.analyse.in_short import InShort
from enquiry_lib.analyse.plan import Estimate, PlanStatus
from enquiry_lib.analyse.progress import Progress
from enquiry_lib.data.loading import DataCheck
from enquiry_lib.show.numbers import listed, number
from enquiry_lib.show.wording.effects import worthwhile
from enquiry_lib.show.wording.saying import STRENGTH, exploratory, sentences
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.record import DESIGN_LABELS

HEADLINES = 5


@sentences.register
def _(result: NotEnough) -> list[str]:
    asked = result.asked[:1].upper() + result.asked[1:]
    first = f"{asked} cannot be worked out yet: {result.found.rstrip('.')}."
    return [first, *filter(None, [result.do])]


@sentences.register
def _(result: InShort) -> list[str]:
    found = sentences(result.found)
    design = [STRENGTH[result.found.design]] if isinstance(result.found, Estimate) else []
    unsure = exploratory(result.found.exploratory) if isinstance(result.found, Estimate) else []
    worth = worthwhile(result.found) if isinstance(result.found, Estimate) else []
    return [
        f"We asked: {result.asked}" if result.asked else "The question has not been written down yet.",
        *([f"What was done: {result.did.rstrip('.')}."] if result.did else []),
        *dict.fromkeys([*found[:HEADLINES], *worth, *design, *unsure]),
    ]


@sentences.register
def _(result: PlanStatus) -> list[str]:
    if result.frozen_at is None:
        missing = f" Still to fill in: {'; '.join(result.missing)}." if result.missing else ""
        hidden = "Outcomes after the baseline stay hidden until it is." if result.waiting else ""
        return [f"The evaluation plan has not been frozen.{missing}", *filter(None, [hidden])]
    by = f" by {result.frozen_by}" if result.frozen_by else ""
    design = DESIGN_LABELS.get(result.design or "", "no design")
    first = f"The evaluation plan was frozen on {long_date(result.frozen_at)}{by}. Design: {design[0].lower()}{design[1:]}."
    return [first, f"Its fingerprint begins {result.hash[:12]}.", *exploratory(result.exploratory)]


def long_date(day: object) -> str:
    """Write a date as '8 September 2025'."""
    return f"{day:%d %B %Y}".lstrip("0")


@sentences.register
def _(result: Progress) -> list[str]:
    answered, asked = sum(p.answered for p in result.sections), sum(p.asked for p in result.sections)
    copies = [
        f"Copies of the record were left beside it by a synchronising program: {listed(list(result.conflict_copies))}. "
        "Compare them with the forms, then delete them."
    ]
    return [
        f"{answered} of {asked} questions have been answered.",
        *(copies if result.conflict_copies else []),
    ]


@sentences.register
def _(result: DataCheck) -> list[str]:
    missing = [table.label.lower() for table in result.tables if not table.file]
    there = len(result.tables) - len(missing)
    said = [
        f"{there} of {len(result.tables)} tables are there."
        + (f" Missing: {listed(missing)}." if missing else "")
    ]
    if result.listed is not None:
        said.append(f"{number(result.listed, 0)} pupils are on the list of pupils.")
    if result.problems:
        said.append(
            "Problems were found in the files. What cannot be read is left out of every figure until it is put right."
        )
    elif there:
        said.append("No problems were found in the files.")
    if missing:
        said.append("Fill in the template of a missing table and save it in the school's folder data.")
    return said
