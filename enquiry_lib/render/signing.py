"""Signing off: seeing that a report is the one today's files give, what a person has to look at, the published copy.

What is published is made again from the school's files and compared with the report that was read, to the byte.
So nobody signs one report and publishes another, and the counts that are kept are those of what was signed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from enquiry_lib import errors
from enquiry_lib.data.free_text import KINDS, open_finds
from enquiry_lib.data.importing.pseudonyms import kept_of
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.privacy.accounts import published_cells
from enquiry_lib.data.templates import TABLES
from enquiry_lib.render import kernels
from enquiry_lib.render.batch import SCHOOL_WORKBOOKS, workbooks_in
from enquiry_lib.render.index import RECEIPT, made_by, sha256
from enquiry_lib.render.page import school_page, signed_banner
from enquiry_lib.render.school import Made, Task, make_school, page_of, school_inputs
from enquiry_lib.render.withheld import Withheld, withheld
from enquiry_lib.store.network import Network, School
from enquiry_lib.store.published import Published, SignOff, publish
from enquiry_lib.store.record import Record
from enquiry_lib.store.reference import reference
from enquiry_lib.store.saving import load_record, read_whole
from enquiry_lib.store.shipped import shipped

LONGEST = 80  # letters of a name or a role
NO_PROMISE = "No promise is written down that nothing found here is used to judge a teacher"


@dataclass(frozen=True)
class Ready:
    """A report that may be signed off, and what whoever signs has to look at first.

    `hidden` is what it does not show; `unsettled` are the questions on ethics that are open; `found` says where free
    text may name somebody and nobody has decided; `draft` is the SHA-256 of the report that was read.
    """

    network: Network
    school: School
    made: Made = field(repr=False)
    draft: str
    hidden: tuple[Withheld, ...]
    unsettled: tuple[str, ...]
    found: tuple[str, ...]


def ready_to_sign(
    network: Network, school: str, *, out: Path | None = None, books: Path | None = None
) -> Ready:
    """Make a school's report again, in memory, and see that it is the one in the folder of reports.

    `out` is that folder, `books` the folder of workbooks. Raises RenderFirst when the report is not there, not
    whole, or not what today's files give.
    """
    found = network.school(school)
    folder = (out or network.folder / "reports").resolve()
    receipt = _receipt(folder, found)
    page = _as_rendered(folder, found, receipt)
    _check_inputs(network, found, receipt["inputs"])
    workbooks = workbooks_in(books or shipped("notebooks"), SCHOOL_WORKBOOKS)
    task = Task(network.folder, found.id, workbooks, receipt["parameters"], folder, timeout=600)
    with kernels.environment(kernels.WARM):
        kernels.preload()
        made = make_school(task, network, found)
    if page_of(network, found, made).encode("utf-8") != page:
        why = "made again now it comes out otherwise: the programme or what has been published is not what it was"
        raise errors.RenderFirst(school=found.name, why=why)
    unsettled = tuple(dict.fromkeys(_unsettled(network, found)))
    in_text = tuple(_found_in_text(network, found))
    return Ready(network, found, made, sha256(page), withheld(made.together), unsettled, in_text)


def _receipt(folder: Path, school: School) -> dict[str, Any]:
    """Read what was last done with a school, in the last rendering or one before, and with which parameters."""
    try:
        receipt = json.loads(read_whole(folder / RECEIPT))
        done: dict[str, Any] = made_by(receipt)[school.id]
        status = done["status"]
    except (errors.EnquiryError, ValueError, KeyError, TypeError) as problem:
        why = "the last rendering did not make it"
        raise errors.RenderFirst(folder, school=school.name, why=why) from problem
    if status != "made":
        raise errors.RenderFirst(folder, school=school.name, why="something is missing in it")
    return done


def _as_rendered(folder: Path, school: School, receipt: Mapping[str, Any]) -> bytes:
    """Give the bytes of a report that is as it was rendered."""
    name = f"{school.id}.html"
    try:
        page = read_whole(folder / name)
    except errors.FileNotFound as problem:
        raise errors.RenderFirst(folder, school=school.name, why=f"there is no {name}") from problem
    if sha256(page) != receipt["outputs"].get(name):
        raise errors.RenderFirst(folder, school=school.name, why=f"{name} was changed after it was rendered")
    return page


def _check_inputs(network: Network, school: School, then: Mapping[str, str]) -> None:
    now = school_inputs(network, school)
    changed = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    if changed:
        why = f"since it was rendered, changes were made to {', '.join(changed)}"
        raise errors.RenderFirst(school=school.name, why=why)


def _unsettled(network: Network, school: School) -> Iterator[str]:
    """Give the questions on ethics that an enquiry's record does not call settled, and a promise not yet made."""
    facts = reference("ethics", school.nation, network_folder=network.folder).facts
    for record in open_records(network, school):
        settled = {row.item for row in record.protection.ethics if row.settled in ("yes", "does not apply")}
        for line in facts.itertuples():
            if line.key not in settled:
                yield f"{line.name}: {line.text}"
        if record.protection.not_to_judge in (None, "not yet"):
            yield NO_PROMISE


def _found_in_text(network: Network, school: School) -> Iterator[str]:
    """Say where free text may name somebody and nobody has decided, and of what kind it is; never the text."""
    folder = network.data_folder(school.id)
    tables = {table: load_table(folder, table) for table in TABLES}
    for record in open_records(network, school):
        times = Counter(open_finds(record, tables))
        yield from (f"{find.where}: {many_of(find.kind, many)}" for find, many in times.items())


def many_of(kind: str, times: int) -> str:
    """Say that something of a kind was found, and how often if more than once.

    >>> many_of("name", 1), many_of("email", 2)
    ('a name', 'an email address (2 times)')
    """
    return KINDS[kind] if times == 1 else f"{KINDS[kind]} ({times} times)"


def open_records(network: Network, school: School) -> Sequence[Record]:
    """Give the records that a school's report is made of: of its open enquiries, or the last one; before any, an empty one."""
    records = [load_record(path) for path in network.enquiries(school.id)]
    return [record for record in records if record.status == "open"] or records[-1:] or [Record()]


def sign(
    ready: Ready, *, by: str, role: str, confirmed: Sequence[str] = (), now: dt.datetime | None = None
) -> Published:
    """Keep the published copy of a report, with a banner that says who signed it off.

    `confirmed` says, in words, what was looked at and confirmed. Raises WrongValue without a name or role,
    IdentifierFound when the page names a pupil, CannotWrite or FileInUse.
    """
    at = now or dt.datetime.now(dt.UTC)
    name, as_what = _said("--by", by), _said("--role", role)
    banner = signed_banner(name, as_what, at.astimezone().date())
    made = ready.made
    page = school_page(ready.network, ready.school, made.parts, banner=banner, notice=made.notice)
    made.guard.check(page)
    signed = SignOff(
        by=name,
        role=as_what,
        at=at,
        draft=ready.draft,
        results=tuple(sorted(made.results)),
        withheld=len(ready.hidden),
        confirmed=tuple(confirmed),
    )
    key = kept_of(ready.network.data_folder(ready.school.id)).key_id
    cells = published_cells(made.together.cells, made.together.choice.hidden, key=key)
    return publish(ready.network, ready.school.id, page, cells=cells, sign_off=signed)


def _said(option: str, text: str) -> str:
    """Give a name or a role as one line. Raises WrongValue for nothing, or for far too much."""
    said = " ".join(text.split())
    if not said or len(said) > LONGEST or not said.isprintable():
        expected = f"a few words, such as 'A. Name' or 'head', at most {LONGEST} letters"
        raise errors.WrongValue(name=option, found=f"'{said[:LONGEST]}'", expected=expected)
    return said
