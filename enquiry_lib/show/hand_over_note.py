"""The hand-over note: one plain page that tells another lead where a school's enquiries stand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from enquiry_lib.analyse.handing_over import HandOver, Standing
from enquiry_lib.show.dates import long_date

_NAMED = 3


def hand_over_note(found: HandOver) -> str:
    """Give the page as HTML: it needs nothing beside it, and has no pupil data."""
    standings = [(one, stands(one), plan_stands(one), next_step(one)) for one in found.standings]
    return str(_template().render(found=found, standings=standings, long_date=long_date))


def stands(one: Standing) -> str:
    """Say how much of the record is written.

    >>> stands(Standing("2025-26-enquiry", "", "", (), None, "", (), ()))
    'All that is asked has been answered.'
    """
    unfinished = one.unfinished
    if not unfinished:
        return "All that is asked has been answered."
    done = len(one.sections) - len(unfinished)
    parts = [f"{part.title} ({part.answered} of {part.asked} answered)" for part in unfinished[:_NAMED]]
    more = f" and {len(unfinished) - _NAMED} more" if len(unfinished) > _NAMED else ""
    return f"{done} of {len(one.sections)} parts are finished. Still open: {', '.join(parts)}{more}."


def plan_stands(one: Standing) -> str:
    """Say whether the evaluation plan is frozen."""
    if one.frozen_at is None:
        return "The evaluation plan is not frozen yet: results are not to be looked at before it is."
    by = f" by {one.frozen_by}" if one.frozen_by else ""
    return f"The evaluation plan was frozen on {long_date(one.frozen_at.date())}{by}. It is not to be changed unseen."


def next_step(one: Standing) -> str:
    """Say what to do next: the first part of the record that is not finished."""
    if not one.unfinished:
        return "Read the report, share it, and finish this enquiry below the form 'The next cycle'."
    part = one.unfinished[0]
    open_questions = ", ".join(f"'{question}'" for question in part.open_questions[:_NAMED])
    return f"Go on with '{part.title}', in the workbooks of Day {part.day}. Its next open questions: {open_questions}."


@cache
def _template() -> Any:
    loader = FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=loader, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("hand_over.html.j2")
