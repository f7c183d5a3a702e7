"""Handing an enquiry over to another lead: what they need to know, and their name in the record. No pupil data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.in_short import what_we_asked
from enquiry_lib.analyse.progress import SectionProgress, progress
from enquiry_lib.analyse.readiness import missing_from
from enquiry_lib.data.files import find_file
from enquiry_lib.data.importing.pseudonyms import kept_of
from enquiry_lib.data.templates import TABLES, table_name
from enquiry_lib.store.network import Network, School
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import load_record, save_section
from enquiry_lib.store.year_end import Draft, Plan

LEAD = "Research Lead"
"""The line among the Research Lead's tasks that says who leads."""


@dataclass(frozen=True)
class DateAhead:
    """A day that lies ahead, and what it is for."""

    on: dt.date
    what: str


@dataclass(frozen=True)
class Standing:
    """Where one enquiry stands: what it asks, how much is written, whether its plan is frozen, and what lies ahead."""

    name: str
    title: str
    asks: str
    sections: tuple[SectionProgress, ...]
    frozen_at: dt.datetime | None
    frozen_by: str
    missing: tuple[str, ...]
    dates: tuple[DateAhead, ...]

    @property
    def unfinished(self) -> tuple[SectionProgress, ...]:
        """The parts of the record with questions that are still open, in order; a plan that is frozen is finished."""
        left = (one for one in self.sections if one.answered < one.asked)
        return tuple(one for one in left if one.section != "evaluation_plan" or self.frozen_at is None)


@dataclass(frozen=True)
class HandOver:
    """What another lead of a school needs to know; `tables` are names of tables, `keys` those of its pupils' codes."""

    school: School
    to: str
    before: str
    on: dt.date
    standings: tuple[Standing, ...]
    tables: tuple[str, ...]
    keys: tuple[str, ...]


def lead_of(record: Record) -> str:
    """Give who leads an enquiry, as its record says; nothing where it does not.

    >>> lead_of(Record())
    ''
    """
    said = [duty.how for duty in record.implementation.duties if duty.item == LEAD]
    return said[-1] if said else ""


def where_it_stands(enquiry: Enquiry, *, today: dt.date) -> Standing:
    """Say where an enquiry stands.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> where_it_stands(open_enquiry("example"), today=dt.date(2025, 9, 1)).frozen_by != ""
    True
    """
    record = enquiry.record
    plan = record.evaluation_plan
    ahead = sorted((one for one in _dates(record) if one.on >= today), key=lambda one: (one.on, one.what))
    return Standing(
        name=enquiry.name,
        title=record.title,
        asks=what_we_asked(enquiry).said or record.priorities.priority or record.priorities.concern,
        sections=progress(enquiry).sections,
        frozen_at=plan.freeze.at if plan.freeze else None,
        frozen_by=plan.freeze.by if plan.freeze else "",
        missing=() if plan.freeze else missing_from(plan),
        dates=tuple(ahead),
    )


def _dates(record: Record) -> Iterator[DateAhead]:
    """Give every day that the record names, with what it is for."""
    for step in record.implementation.steps:
        yield from _dated(step.starts, f"{step.step or 'A step'} begins")
        yield from _dated(step.ends, f"{step.step or 'A step'} ends")
    for check in record.implementation.check_points:
        yield from _dated(check.on, f"Check point: {check.look_at}".rstrip(": "))
    yield from _dated(record.evaluation_plan.starts_on, "The intervention starts")
    yield from _dated(record.decision.by_when, "Look again at the decision")
    for share in record.sharing.shares:
        yield from _dated(share.on, f"Share: {share.what or share.how}".rstrip(": "))
    yield from _dated(record.next_cycle.begins, "The next cycle begins")


def _dated(on: dt.date | None, what: str) -> Iterator[DateAhead]:
    if on is not None:
        yield DateAhead(on, what)


def hand_over(network: Network, school_id: str, to: str, *, today: dt.date) -> HandOver:
    """Gather what another lead needs to know of a school's open enquiries. Raises UnknownSchool."""
    school = network.school(school_id)
    opened = [Enquiry(network, school, path) for path in _paths(network, school_id)]
    before = next((lead for one in opened if (lead := lead_of(one.typed))), "")
    folder = network.data_folder(school_id)
    tables = tuple(table_name(table) for table in TABLES if find_file(folder, table)[0])
    standings = tuple(where_it_stands(one, today=today) for one in opened)
    kept = kept_of(folder)
    keys = tuple(key.key_id for key in (kept, *kept.earlier) if key.key_id)
    return HandOver(school, to.strip(), before, today, standings, tables, keys)


def _paths(network: Network, school_id: str) -> list[Path]:
    """Give the records of the enquiries that are open; of a school that has none, of the last or the first to come."""
    paths = network.enquiries(school_id)
    still_open = [path for path in paths if load_record(path).status == "open"]
    return still_open or paths[-1:] or [network.new_enquiry(school_id)]


def plan_hand_over(network: Network, found: HandOver, note: str) -> Plan:
    """Plan that a note is laid in the school's folder and that its enquiries name who leads; nothing is written."""
    school, to = found.school, found.to
    draft = Draft(network, f"Hand {school.name} over to {to}")
    if not to or len(to) > 200:
        draft.problems.append("Say in at most 200 letters who leads from now on, after --to.")
    path = _free(network.school_folder(school.id) / f"hand-over-{found.on.isoformat()}.html")
    draft.write(path, note)
    draft.will.append(f"A note on one page is written: {draft.named(path)}.")
    for record_path in _paths(network, school.id):
        record = load_record(record_path)
        duties = [duty.model_dump(mode="json") for duty in record.implementation.duties if duty.item != LEAD]
        values = {"duties": [*duties, {"item": LEAD, "how": f"{to}, since {found.on:%d %B %Y}"}]}
        save = partial(save_section, section="implementation", values=values, base_revision=record.revision)
        if not draft.problems:
            draft.write_record(record_path, save)
        draft.will.append(
            f"The enquiry {record_path.parent.name} says among the Research Lead's tasks that {to} leads; the version "
            f"before is kept."
        )
    draft.also.append(
        "Reports show this line: after --to a role, such as 'Deputy head', is better than a name."
    )
    return draft.finished()


def _free(path: Path) -> Path:
    number, tried = 1, path
    while tried.exists():
        number += 1
        tried = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return tried
