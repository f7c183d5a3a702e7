"""One school, from its workbooks to its report: one task of a rendering, done in a warm process.

Nothing here knows of other processes. A workbook that fails is told on the page and does not stop the others.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import nbformat

from enquiry_lib import errors
from enquiry_lib.data.brought_in import IMPORTS
from enquiry_lib.data.free_text import as_shown
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.privacy.accounts import earlier_cells
from enquiry_lib.data.templates import TABLES
from enquiry_lib.errors import EnquiryError
from enquiry_lib.render import kernels
from enquiry_lib.render.chapters import SUMMARY, Chapter, applies, chapter, title_of
from enquiry_lib.render.guarding import Guard, network_guard, school_guard, texts_of
from enquiry_lib.render.index import NETWORK_PAGE, Report, Status, WorkbookOutcome, as_json, hashes, sha256
from enquiry_lib.render.joint import Job, Ran, Together, run_together
from enquiry_lib.render.leaving import Sought, write_leaving
from enquiry_lib.render.page import (
    Failure,
    Part,
    failure_page,
    less_beside,
    network_banner,
    network_page,
    school_page,
)
from enquiry_lib.render.run import parameters, read_workbook, remarks
from enquiry_lib.render.signed_off import signed_off
from enquiry_lib.render.steps import Step, leave_word
from enquiry_lib.render.withheld import WITHHELD, withheld, write_withheld
from enquiry_lib.store.network import RECORD, REGISTER, Network, School, load_network
from enquiry_lib.store.published import published_reports
from enquiry_lib.store.saving import load_record

FIRST_OF_YEAR = re.compile(r"(\d{4})-(\d{2})-enquiry")  # as Network.new_enquiry names it


@dataclass(frozen=True)
class Task:
    """One school's work (or, with an empty id, the network's own page), in plain values.

    `steps` is the folder in which word is left of how far it has come; without one, nobody asks.
    """

    network: Path
    school: str
    workbooks: tuple[Path, ...]
    given: Mapping[str, object]
    out: Path
    timeout: int
    steps: Path | None = None

    def tell(self, job: Job, number: int, of: int, again: bool) -> None:
        """Leave word that a workbook is about to run."""
        if self.steps:
            title = title_of(read_workbook(job.workbook), job.workbook.stem)
            leave_word(self.steps, Step(self.school, title, number, of, again))


# --- one school -------------------------------------------------------------------------------------------


def render_one(task: Task) -> Report:
    """Do one task in a warm process: run the workbooks, gather summaries, write the page."""
    start = time.monotonic()
    kernels.preload()
    network = load_network(task.network)
    report = (
        _render_school(task, network, network.school(task.school))
        if task.school
        else _render_own(task, network)
    )
    return replace(report, seconds=time.monotonic() - start)


@dataclass(frozen=True)
class Made:
    """What a school's workbooks gave, before anything of it is written: its parts, and what all of them counted.

    `summaries` has those of each part, in the same order; `notice` says why there is less to see beside a published
    report; `unkept` says what of it could not be kept in the school.
    """

    parts: tuple[Part, ...]
    summaries: tuple[Mapping[str, list[object]], ...]
    together: Together = field(repr=False)
    inputs: Mapping[str, str]
    guard: Guard = field(repr=False)
    log: str = ""
    notice: str = ""
    unkept: tuple[Failure, ...] = ()

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Give everything that failed."""
        return (*(failure for part in self.parts for failure in part.failures), *self.unkept)

    @property
    def results(self) -> frozenset[str]:
        """Give the SHA-256 of each file of results that it leaves for the network."""
        texts = (as_json(gathered) for summaries in self.summaries for gathered in summaries.values())
        return frozenset(sha256(text.encode("utf-8")) for text in texts)


def make_school(task: Task, network: Network, school: School) -> Made:
    """Run the workbooks of all of a school's enquiries, decide over all of them what is hidden, and write nothing."""
    inputs = school_inputs(network, school)
    guard = school_guard(network, school, task.workbooks)
    enquiries = _enquiries(network, school)
    several = len(enquiries) > 1
    jobs = [_job(task, workbook, enquiry, several) for enquiry in enquiries for workbook in task.workbooks]
    earlier = earlier_cells(network, school.id)
    together = run_together(jobs, smallest=network.settings.smallest_count, earlier=earlier, tell=task.tell)
    rest = iter(together.ran)
    parts = [
        _make_part(list(islice(rest, len(task.workbooks))), enquiry, guard, number if several else 0)
        for number, enquiry in enumerate(enquiries, start=1)
    ]
    log = "".join(log for _, _, log in parts)
    made, summaries = tuple(p for p, _, _ in parts), tuple(s for _, s, _ in parts)
    return Made(made, summaries, together, inputs, guard, log, _notice(network, school, together))


def _notice(network: Network, school: School, together: Together) -> str:
    """Say beside which published reports this one shows less."""
    published = published_reports(network, school.id) if together.less_beside else ()
    days = [published[place].day for place in together.less_beside]
    return less_beside(days, network.settings.smallest_count)


def _render_school(task: Task, network: Network, school: School) -> Report:
    made = make_school(task, network, school)
    made = replace(made, parts=_with_results_kept(made, _enquiries(network, school)))
    made = replace(made, unkept=_keep_log(network, school, made))
    failures = made.failures
    page = page_of(network, school, made)
    try:
        report = _written(task, f"{school.id}.html", page, made.guard, failures=failures)
    except errors.CannotLeave as problem:
        failures = (*failures, Failure("", "", str(problem)))
        page = failure_page(network, school, failures)
        report = _written(task, f"{school.id}.html", page, made.guard.of_failures(), failures=failures)
    outcomes = tuple(
        outcome for part in made.parts for outcome in _outcomes(task, part.enquiry, part.failures)
    )
    return replace(
        report,
        workbooks=outcomes,
        inputs=made.inputs,
        pupils=made.guard.pupils,
        log=made.log,
        twice=len(made.together.twice),
    )


def page_of(network: Network, school: School, made: Made) -> str:
    """Make a school's page, whole or with what failed, and the banner of a draft."""
    if made.failures:
        return failure_page(network, school, made.failures, made.parts)
    return school_page(network, school, made.parts, notice=made.notice)


def _keep_log(network: Network, school: School, made: Made) -> tuple[Failure, ...]:
    """Write, in the school's own folder, what its report does not show and why; says when that was not possible."""
    lines = [replace(line, what=made.guard.plain(line.what)) for line in withheld(made.together)]
    try:
        write_withheld(network.school_folder(school.id) / WITHHELD, lines, today=dt.date.today())
    except (errors.CannotWrite, errors.FileInUse) as problem:
        return (Failure("", "", made.guard.plain(str(problem))),)
    return ()


def _written(task: Task, name: str, page: str, guard: Guard, *, failures: tuple[Failure, ...]) -> Report:
    """Write a page that names nobody; when that cannot be done, an earlier one stays as it is and the report says why.

    Raises CannotLeave for a page that does.
    """
    try:
        guard.write(task.out / name, page)
    except (errors.CannotWrite, errors.FileInUse) as problem:
        why = str(type(problem)(task.out.name, **problem.facts))
        return Report(task.school, name, failures=(*failures, Failure("", "", why)))
    return Report(task.school, name, failures=failures, outputs={name: sha256(page.encode("utf-8"))})


def write_failure(network: Network, task: Task, failure: Failure) -> Report:
    """Write the page of a task that came to nothing, and say so."""
    guard = Guard(network.folder, Sought())  # whoever is in the tables: nothing of them is on this page
    if not task.school:
        return _written(task, NETWORK_PAGE, network_page(network, (), [failure]), guard, failures=(failure,))
    school = network.school(task.school)
    page = failure_page(network, school, [failure])
    return _written(task, f"{school.id}.html", page, guard, failures=(failure,))


def _outcomes(task: Task, enquiry: str, failures: Sequence[Failure]) -> Iterator[WorkbookOutcome]:
    failed = {failure.workbook for failure in failures}
    for workbook in task.workbooks:
        status: Status = "failed" if workbook.stem in failed else "made"
        yield WorkbookOutcome(workbook.stem, enquiry, status)


@dataclass(frozen=True)
class _Enquiry:
    """One enquiry to render; without a record yet, its name is empty."""

    name: str
    title: str
    folder: Path


def _enquiries(network: Network, school: School) -> list[_Enquiry]:
    """Give the open enquiries; between two cycles the newest finished one; before the first, one without a name."""
    paths = network.enquiries(school.id)
    chosen = [path for path in paths if _is_open(path)] or paths[-1:]
    if not chosen:
        return [_Enquiry("", "", network.new_enquiry(school.id).parent)]
    return [_Enquiry(path.parent.name, _title(path), path.parent) for path in chosen]


def _is_open(path: Path) -> bool:
    try:
        return load_record(path).status == "open"
    except EnquiryError:
        return True  # the workbook will say on the page what is wrong with the record


def _title(path: Path) -> str:
    try:
        record = as_shown(load_record(path))
        return record.title or record.priorities.priority or _of_year(path.parent.name)
    except EnquiryError:
        return _of_year(path.parent.name)


def _of_year(folder: str) -> str:
    """Give the title of an enquiry without one: the first of a year has its folder's name from the year.

    >>> _of_year("2026-27-enquiry"), _of_year("reading")
    ('Enquiry of 2026/27', 'reading')
    """
    found = FIRST_OF_YEAR.fullmatch(folder)
    return f"Enquiry of {found[1]}/{found[2]}" if found else folder


def school_inputs(network: Network, school: School) -> dict[str, str]:
    """Hash everything a school's report is made of, but for what all schools share; no other file is named."""
    folder = network.data_folder(school.id)
    named = (*(load_table(folder, table).file for table in TABLES), IMPORTS)
    data = [folder / file for file in named if file and (folder / file).is_file()]
    row = {f"{REGISTER}#{school.id}": sha256(as_json(vars(school)).encode("utf-8"))}
    return hashes([*data, *network.enquiries(school.id)], network.folder) | row


# --- one enquiry ------------------------------------------------------------------------------------------


def _job(task: Task, workbook: Path, enquiry: _Enquiry, several: bool) -> Job:
    given = {"network": str(task.network), "school": task.school, "cycle": enquiry.name}
    own = _own(workbook, task.given, given)
    return Job(workbook, own, task.network, task.timeout, enquiry.title if several else "")


def _make_part(
    ran: Sequence[Ran], enquiry: _Enquiry, guard: Guard, number: int
) -> tuple[Part, dict[str, list[object]], str]:
    """Make an enquiry's part of the page of its workbooks; gives their summaries and the log besides."""
    look = {"deeper": 2, "prefix": f"part{number}-"} if number else {}
    chapters, failures, log, summaries = _chapters(ran, guard.about(enquiry.folder / RECORD), look)
    named = tuple(replace(failure, enquiry=enquiry.name) for failure in failures)
    return Part(enquiry.name, enquiry.title, tuple(chapters), named), summaries, log


def _with_results_kept(made: Made, enquiries: Sequence[_Enquiry]) -> tuple[Part, ...]:
    """Replace the results of each enquiry whose workbooks have all finished; a part says when that was not possible."""
    return tuple(
        _with_result_kept(part, enquiry, summaries, made.guard)
        for part, enquiry, summaries in zip(made.parts, enquiries, made.summaries, strict=True)
    )


def _with_result_kept(
    part: Part, enquiry: _Enquiry, summaries: Mapping[str, Sequence[object]], guard: Guard
) -> Part:
    if part.failures:
        return part
    try:
        replace_results(enquiry.folder / "results", summaries, guard.sought)
    except (errors.CannotWrite, errors.FileInUse, errors.CannotLeave) as problem:
        return replace(part, failures=(Failure("", enquiry.title, guard.plain(str(problem)), enquiry.name),))
    return part


def _chapters(
    ran: Sequence[Ran], guard: Guard, look: Mapping[str, Any]
) -> tuple[list[Chapter], list[Failure], str, dict[str, list[object]]]:
    """Make a chapter of each workbook that ran and names nobody; of each other, say what stopped it."""
    chapters, failures, logs = [], [], []
    summaries: dict[str, list[object]] = {}
    for one in ran:
        workbook = one.job.workbook
        try:
            notebook = one.notebook()
            logs.append(remarks(notebook))
            made, gathered = chapter(workbook.stem, notebook, **look), _summaries(notebook)
            whole = "\n".join((made.title, made.front, made.body, as_json(gathered), *texts_of(gathered)))
            guard.check(whole, f"The chapter '{made.title}'")
        except EnquiryError as problem:
            title = title_of(read_workbook(workbook), workbook.stem)
            failures.append(Failure(workbook.stem, title, guard.plain(_reason(problem))))
        else:
            chapters += [made] if applies(notebook) else []
            summaries[workbook.stem] = gathered
    return chapters, failures, "".join(logs), summaries


def _reason(problem: EnquiryError) -> str:
    """Give what to tell: of a workbook stopped by an error that speaks for itself, that error alone."""
    itself = isinstance(problem, errors.WorkbookFailed) and not problem.facts["do"]
    return str(problem.facts["why"]) if itself else str(problem)


def _own(workbook: Path, *given: Mapping[str, object]) -> dict[str, object]:
    """Give the values for the parameters that this workbook has."""
    known = parameters(workbook)
    return {name: value for values in given for name, value in values.items() if name in known}


def _summaries(notebook: nbformat.NotebookNode) -> list[object]:
    """Gather the summaries that results attached to their outputs."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output.data[SUMMARY] for output in outputs if SUMMARY in output.get("data", {})]


def replace_results(
    folder: Path, summaries: Mapping[str, Sequence[object]], sought: Sought | None = None
) -> None:
    """Put a folder of results in the place of the one before, whole.

    `sought` is what must not be in them. When two renderings do so at once, the results of one of them are there.
    Raises CannotWrite or CannotLeave; the earlier folder is then as it was.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True
        ) as beside:
            for workbook, gathered in summaries.items():
                write_leaving(Path(beside, "new", f"{workbook}.json"), as_json(gathered), sought or Sought())
            _swap(folder, Path(beside, "new"), Path(beside, "old"))
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise errors.CannotWrite(folder.parent, file=folder.name, why=why) from problem


def _swap(folder: Path, new: Path, old: Path) -> None:
    with suppress(FileNotFoundError):  # there is none yet, or another rendering has just taken it away
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if folder.exists():
            return  # another rendering has put its results there since, and they are whole
        if old.exists():
            old.rename(folder)
        raise


# --- the network's own page -------------------------------------------------------------------------------


def _render_own(task: Task, network: Network) -> Report:
    """Run the network's workbooks, which read results and records only, and write the network's page."""
    guard = network_guard(network, task.workbooks)
    given = {"network": str(network.folder)}
    jobs = [Job(one, _own(one, task.given, given), task.network, task.timeout) for one in task.workbooks]
    together = run_together(jobs, smallest=network.settings.smallest_count, tell=task.tell)
    chapters, failures, log, _ = _chapters(together.ran, guard, {})
    page = network_page(network, chapters, failures, banner=network_banner(*signed_off(network)))
    report = _written(task, NETWORK_PAGE, page, guard, failures=tuple(failures))
    outcomes = tuple(_outcomes(task, "", failures))
    return replace(report, workbooks=outcomes, pupils=guard.pupils, log=log)
