"""Where one is: how much of a day is answered and what is still open, kept up to date while forms are filled in.

It is drawn without a result's sentences and tables, which would bring the statistics: it stands above the first form of a
workbook, and nobody should wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from enquiry_lib import errors
from enquiry_lib.analyse.progress import Progress, SectionProgress, progress
from enquiry_lib.show.copies import workbook_of
from enquiry_lib.show.forms import display_output, has_front_end, widget

if TYPE_CHECKING:
    from enquiry_lib.analyse.enquiry import Enquiry


def where_we_are(enquiry: Enquiry, *, day: int) -> None:
    """Say how much of a day of the programme is answered and what is still open, with a way to each form.

    `day` is from 1 to 5. It follows what is filled in further down. In a report, or wherever nobody can type, nothing
    appears. Raises WrongValue for a day that the programme does not have.
    """
    progress(enquiry, day=day)
    if has_front_end():
        said = f"How far day {day} has come. Run this cell to see it."
        display_output(widget(Way(enquiry, day).answer, said, part="way"))


class Way:
    """Answers the messages of one front end; keeps nothing."""

    def __init__(self, enquiry: Enquiry, day: int) -> None:
        self._enquiry = enquiry
        self._day = day

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Give how far the day has come; whatever goes wrong becomes words for the person who looks."""
        try:
            return {"type": "way", **told_of(progress(self._enquiry, day=self._day))}
        except errors.EnquiryError as problem:
            return {"type": "refused", "message": problem.message()}


def told_of(now: Progress) -> dict[str, Any]:
    """Give what the page draws of one day.

    >>> told_of(Progress((SectionProgress("sharing", "Sharing", 5, 1, 2, ("With whom?",)),), day=5))["title"]
    'Day 5: 1 of 2 questions have been answered.'
    """
    (day,) = now.days
    title = f"Day {day.day}: {day.answered} of {day.asked} questions have been answered."
    return {"title": title, "parts": [_part(part) for part in now.sections]}


def _part(part: SectionProgress) -> dict[str, Any]:
    return {
        "title": part.title,
        "answered": part.answered,
        "asked": part.asked,
        "next": part.open_questions[0] if part.open_questions else "",
        "workbook": _workbook(part.section),
    }


@cache
def _workbook(section: str) -> str:
    """Give the file name of the workbook that asks a section, without its ending."""
    return workbook_of(section)
