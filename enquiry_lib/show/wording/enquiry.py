"""The sentences about an enquiry itself: what is missing, its plan, its record and its tables."""

from __future__ import annotations

from enquiry_lib.analyse.plan import PlanStatus
from enquiry_lib.analyse.progress import Progress
from enquiry_lib.data.checking import DataCheck
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.show.dates import long_date
from enquiry_lib.show.numbers import listed, number, quoted
from enquiry_lib.show.wording.saying import exploratory, sentences
from enquiry_lib.stats.result import DoesNotApply, NotEnough
from enquiry_lib.store.record import DESIGN_LABELS


@sentences.register
def _(result: NotEnough) -> list[str]:
    asked = result.asked[:1].upper() + result.asked[1:]
    first = f"{asked} cannot be worked out yet: {result.found.rstrip('.')}."
    return [first, *filter(None, [result.do])]


@sentences.register
def _(result: DoesNotApply) -> list[str]:
    return [f"{result.found.rstrip('.')}.", *filter(None, [result.do])]


@sentences.register
def _(result: PlanStatus) -> list[str]:
    if result.frozen_at is None:
        missing = f" Still to fill in: {quoted(result.missing)}." if result.missing else ""
        hidden = "Outcomes after the baseline stay hidden until it is." if result.waiting else ""
        return [f"The evaluation plan has not been frozen.{missing}", *result.unfit, *filter(None, [hidden])]
    by = f" by {result.frozen_by}" if result.frozen_by else ""
    design = DESIGN_LABELS.get(result.design or "", "no design")
    first = f"The evaluation plan was frozen on {long_date(result.frozen_at)}{by}. Design: {design[0].lower()}{design[1:]}."
    return [first, f"Its fingerprint begins {result.hash[:12]}.", *exploratory(result.exploratory)]


@sentences.register
def _(result: Progress) -> list[str]:
    answered, asked = sum(p.answered for p in result.sections), sum(p.asked for p in result.sections)
    when = f"Day {result.day}: " if result.day else ""
    return [
        f"{when}{answered} of {asked} questions have been answered.",
        *_next_open(result),
        *_copies(result),
    ]


def _next_open(result: Progress) -> list[str]:
    """Name the first part with a question still open."""
    first = next((part for part in result.sections if part.open_questions), None)
    if first is None:
        return ["Nothing is still open." if result.day is None else "Nothing is still open on this day."]
    day = f", on Day {first.day}" if result.day is None else ""
    return [f"The first question still open is in ‘{first.title}’{day}: ‘{first.open_questions[0]}’."]


def _copies(result: Progress) -> list[str]:
    if not result.conflict_copies:
        return []
    return [
        "A synchronising program left other versions of the record beside it. Where their answers differ, the form "
        "shows both, and you choose."
    ]


@sentences.register
def _(result: DataCheck) -> list[str]:
    there = [table.label.lower() for table in result.there if not table.is_empty]
    empty = [table.label.lower() for table in result.there if table.is_empty]
    said = [f"These tables are there: {listed(there)}." if there else _none_yet(result)]
    if empty:
        said.append(f"Empty so far: {listed(empty)}.")
    if result.listed is not None:
        said.append(f"{number(result.listed, 0)} pupils are on the list of pupils.")
    return [*said, *_problems(result), *_unread(result), *_base(result), *_optional(result)]


def _problems(result: DataCheck) -> list[str]:
    """Say that there are errors, warnings, and what is for the office, apart; how many stays on the own screen."""
    said, levels = [], {problem.level for problem in result.told}
    if "error" in levels:
        said.append(
            "Problems were found in the files. What cannot be read is left out of every figure until it is put right."
        )
    elif any(not table.is_empty for table in result.there):
        said.append("No problems were found in the files.")
    if "warning" in levels:
        said.append("Some things in the files are worth a look. They are used as they are, and may be right.")
    if len(result.told) < len(result.problems):
        said.append(
            "There is something for whoever keeps the tables and the record: `enquiry check` lists it."
        )
    return said


def _none_yet(result: DataCheck) -> str:
    return "No table has any rows yet." if result.there else "There are no tables yet."


def _unread(result: DataCheck) -> list[str]:
    """Say that files meant as tables are not read; what they are called stays on the school's own screen."""
    meant = {file.table for file in result.not_read if file.table}
    names = [table.label.lower() for table in result.tables if table.table in meant]
    if not names:
        return []
    return [
        f"Not read, because of what they are called: files that seem to be meant for {listed(names)}. "
        "`enquiry check` names them."
    ]


def _base(result: DataCheck) -> list[str]:
    """Ask for the table of pupils, on which most others rest."""
    if PUPILS not in {table.table for table in result.not_there}:
        return []
    return [
        "Begin with the table of pupils: use the form 'Bring in a file' of Start here (or fill in the table's template and "
        "save it in the school's folder data)."
    ]


def _optional(result: DataCheck) -> list[str]:
    names = [table.label.lower() for table in result.not_there if table.table != PUPILS]
    return [f"Optional, and not there: {listed(names)}. A school needs few of them."] if names else []
