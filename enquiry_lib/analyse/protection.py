"""People and their data: what they were promised, and what the data protection officer will want to know.

Both are read from the section `protection` of the record. Neither is legal advice: they prepare a conversation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.result import NotEnough, Uncounted
from enquiry_lib.store.record import Protection

Needed = Literal["likely", "not known", "unlikely"]


@dataclass(frozen=True)
class Point:
    """One line of a list: its name, what it asks, what was answered ("" for nothing) and the words beside it."""

    name: str
    asks: str
    answer: str
    note: str = ""


@dataclass(frozen=True)
class Promises(Uncounted):
    """What was promised to the people an enquiry is about, in the school's words; "" and None where nothing is said."""

    points: tuple[Point, ...]
    who_asks: str
    saying_no: str
    not_to_judge: str
    promised_how: str
    lead: str
    keep_names_until: dt.date | None
    keep_tables_until: dt.date | None
    who_deletes: str

    @property
    def open(self) -> tuple[Point, ...]:
        """Give the questions about what is right that are not settled, or not answered."""
        return tuple(point for point in self.points if point.answer not in ("yes", "does not apply"))


@dataclass(frozen=True)
class ImpactAssessment(Uncounted):
    """Signs that a full impact assessment may be needed, and the notes for the data protection officer."""

    needed: Needed
    signs: tuple[Point, ...]
    notes: tuple[Point, ...]
    lead: str
    talked_on: dt.date | None
    advised: str


def what_we_promised(enquiry: Enquiry) -> Promises | NotEnough:
    """Bring together what was promised to the people an enquiry is about, from the record.

    The questions about what is right are those of the reference list ethics. NotEnough while nothing is written.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> len(what_we_promised(open_enquiry("example")).points)
    9
    """
    said = enquiry.record.protection
    if said == Protection():
        return NotEnough(
            "what was promised to the people it is about", "nothing has been written about it", DO
        )
    return Promises(
        points=_points(
            enquiry, "ethics", {line.item: (line.settled or "", line.note) for line in said.ethics}
        ),
        who_asks=said.who_asks,
        saying_no=said.saying_no,
        not_to_judge=said.not_to_judge or "",
        promised_how=said.promised_how,
        lead=said.lead,
        keep_names_until=said.keep_names_until,
        keep_tables_until=said.keep_tables_until,
        who_deletes=said.who_deletes,
    )


DO = "Fill in the form 'People and their data'; half an hour is enough for a first time."


def prepare_impact_assessment(enquiry: Enquiry) -> ImpactAssessment | NotEnough:
    """Say whether a full impact assessment seems to be needed, and bring together the notes for it, from the record.

    It is likely with any of the signs in the reference list impact_signs, because the people are children; unlikely
    only when all of them are denied. NotEnough while nothing is written about either.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> prepare_impact_assessment(open_enquiry("example")).needed
    'likely'
    """
    said = enquiry.record.protection
    if not (said.signs or said.assessment):
        asked = "whether a full impact assessment is needed"
        return NotEnough(asked, "nothing has been written about it", DO)
    signs = _points(
        enquiry, "impact_signs", {line.item: (line.there or "", line.note) for line in said.signs}
    )
    notes = _points(enquiry, "impact_assessment", {line.item: (line.answer, "") for line in said.assessment})
    return ImpactAssessment(_needed(signs), signs, notes, said.lead, said.talked_on, said.advised or "")


def _needed(signs: tuple[Point, ...]) -> Needed:
    """Read the signs: one is enough, because those it is about are children, which is a sign by itself."""
    answers = {sign.answer for sign in signs}
    if "yes" in answers:
        return "likely"
    return "unlikely" if answers == {"no"} else "not known"


def _points(enquiry: Enquiry, name: str, answers: dict[str, tuple[str, str]]) -> tuple[Point, ...]:
    """Give every line of a list with what was answered to it."""
    rows = enquiry.reference(name).facts.to_dict("records")
    return tuple(Point(row["name"], row["text"], *answers.get(row["key"], ("", ""))) for row in rows)
