"""One school, from its workbooks to its report: one task of a rendering, done in a warm process.

Nothing here knows of other processes. A workbook that fails is told on the page and does not stop the others.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.brought_in import IMPORTS
from enquiry_lib.data.files import READ
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.reading import read_text
from enquiry_lib.data.templates import IDENTIFIERS, TABLES, Column, columns
from enquiry_lib.data.values import read_value
from enquiry_lib.errors import EnquiryError
from enquiry_lib.render import kernels
from enquiry_lib.render.chapters import SUMMARY, Chapter, applies, chapter, title_of
from enquiry_lib.render.identifiers import check_page, without_identifiers
from enquiry_lib.render.index import NETWORK_PAGE, Report, Status, WorkbookOutcome, as_json, hashes, sha256
from enquiry_lib.render.ordinary import WORD, ordinary_words, shipped_words
from enquiry_lib.render.page import (
    Failure,
    Part,
    failure_page,
    network_page,
    school_page,
)
from enquiry_lib.render.run import parameters, read_workbook, remarks, run_workbook, without_folders
from enquiry_lib.store.network import RECORD, REGISTER, Network, School, load_network
from enquiry_lib.store.saving import load_record, write_whole

NAME_LENGTH = 4  # letters; what is shorter stands on any page


@dataclass(frozen=True)
class Task:
    """One school's work (or, with an empty id, the network's own page), in plain values."""

    network: Path
    school: str
    workbooks: tuple[Path, ...]
    given: Mapping[str, object]
    out: Path
    timeout: int


# --- one school -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Guard:
    """What must not be on a page: the school's pupils and who else has a code in its tables, other schools, folders.

    `typed` is what was written into each form, to say where such a thing comes from; None where nobody knows.
    """

    folder: Path
    pupils: frozenset[str]
    others: frozenset[str] = frozenset()
    typed: Mapping[str, str] | None = None

    def check(self, text: str, part: str = "The report") -> None:
        """Raise IdentifierFound when a text names a pupil or another school."""
        check_page(text, pupil_ids=self.pupils, other_school_ids=self.others, part=part, typed=self.typed)

    def plain(self, message: str) -> str:
        """Give a message without identifiers and without the names of folders outside the network."""
        inside = message.replace(f"{self.folder}/", "").replace(f"{self.folder}\\", "")
        return without_identifiers(without_folders(inside), self.pupils, self.others)


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


def _render_school(task: Task, network: Network, school: School) -> Report:
    inputs = _school_inputs(network, school)
    guard = _school_guard(task, network, school)
    enquiries = _enquiries(network, school)
    rendered = [
        _render_part(task, network, enquiry, guard, number if len(enquiries) > 1 else 0)
        for number, enquiry in enumerate(enquiries, start=1)
    ]
    parts = [part for part, _ in rendered]
    failures = tuple(failure for part in parts for failure in part.failures)
    page = failure_page(network, school, failures, parts) if failures else school_page(network, school, parts)
    try:
        guard.check(page)
    except errors.IdentifierFound as problem:
        failures = (*failures, Failure("", "", str(problem)))
        page = failure_page(network, school, failures)
    report = _written(task, f"{school.id}.html", page, failures=failures)
    outcomes = tuple(outcome for part in parts for outcome in _outcomes(task, part.enquiry, part.failures))
    log = "".join(log for _, log in rendered)
    return replace(report, workbooks=outcomes, inputs=inputs, pupils=guard.pupils, log=log)


def _written(task: Task, name: str, page: str, *, failures: tuple[Failure, ...]) -> Report:
    """Write a page; when that cannot be done, an earlier one stays as it is and the report says why."""
    try:
        write_whole(task.out / name, page)
    except (errors.CannotWrite, errors.FileInUse) as problem:
        why = str(type(problem)(task.out.name, **problem.facts))
        return Report(task.school, name, failures=(*failures, Failure("", "", why)))
    return Report(task.school, name, failures=failures, outputs={name: sha256(page.encode("utf-8"))})


def write_failure(network: Network, task: Task, failure: Failure) -> Report:
    """Write the page of a task that came to nothing, and say so."""
    if not task.school:
        return _written(task, NETWORK_PAGE, network_page(network, (), [failure]), failures=(failure,))
    school = network.school(task.school)
    return _written(task, f"{school.id}.html", failure_page(network, school, [failure]), failures=(failure,))


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
        record = load_record(path)
        return record.title or record.priorities.priority or path.parent.name
    except EnquiryError:
        return path.parent.name


def _typed(enquiry: _Enquiry) -> dict[str, str] | None:
    """Give what was written into each form of an enquiry; None for a record that cannot be read."""
    path = enquiry.folder / RECORD
    try:
        record = load_record(path)
    except EnquiryError:
        return None
    content = record.model_dump(mode="json")
    return {name.replace("_", " "): "\n".join(_texts(said)) for name, said in content.items()}


def _school_inputs(network: Network, school: School) -> dict[str, str]:
    """Hash everything a school's report is made of, but for what all schools share; no other file is named."""
    folder = network.data_folder(school.id)
    named = (*(load_table(folder, table).file for table in TABLES), IMPORTS)
    data = [folder / file for file in named if file and (folder / file).is_file()]
    row = {f"{REGISTER}#{school.id}": sha256(as_json(vars(school)).encode("utf-8"))}
    return hashes([*data, *network.enquiries(school.id)], network.folder) | row


def _school_guard(task: Task, network: Network, school: School) -> _Guard:
    ordinary = ordinary_words(task.workbooks, network.folder, [*vars(school).values(), network.settings.name])
    others = {other.id for other in network.schools} - {school.id} - ordinary
    return _Guard(network.folder, _identifiers(network.data_folder(school.id)), frozenset(others))


def _identifiers(folder: Path) -> frozenset[str]:
    """Give every identifier of the school's tables: of pupils, and of who answered, who spoke, what was visited.

    They are read as workbooks see them, and as they stand in any file of the school, those of before an import
    among them. The second reading is of their columns alone, as text: a table that cannot be used hides nobody from
    the check. What stands in place of a code and is none is looked for only in the place of a pupil's, where it may
    be a name; of people asked it is a word ("head").
    """
    frames = [load_table(folder, table).frame for table in TABLES]  # once, and inherited by every child
    used = (identifier for frame in frames for column in _ids_in(frame) for identifier in column)
    files = (file for file in sorted(folder.rglob("*")) if file.suffix.lower() in READ)
    written = (identifier for file in files if file.name[0] not in ".~" for identifier in _written_ids(file))
    return frozenset(map(str, (*used, *written)))


def _written_ids(file: Path) -> list[str]:
    try:
        frame = read_text(file, tuple(_id_columns().values())).frame
    except errors.ProblemsFound:
        return []  # no such column can be found in it, by workbooks neither
    cells = ((_id_columns()[str(ids.name)], str(cell).strip()) for ids in _ids_in(frame) for cell in ids)
    return [cell for column, cell in cells if _is_sought(column, cell)]


def _is_sought(column: Column, cell: str) -> bool:
    """Say whether to look for a cell on pages: a code, or what may be a name in the place of a pupil's."""
    return isinstance(read_value(column, cell), str) or (column.type == "id" and _may_be_a_name(cell))


def _may_be_a_name(cell: str) -> bool:
    words = {word.casefold() for word in WORD.findall(cell)}
    return len(cell) >= NAME_LENGTH and not words <= shipped_words()


def _ids_in(frame: pd.DataFrame) -> Iterator[pd.Series]:
    """Give the different values of each column of identifiers that a table has."""
    for name in _id_columns():
        if name in frame:
            yield frame[name].dropna().drop_duplicates()


@cache
def _id_columns() -> dict[str, Column]:
    """Give the columns of identifiers of all tables by their names; none has to be in every file."""
    ids = (column for table in TABLES for column in columns(table) if column.type in IDENTIFIERS)
    return {column.name: replace(column, required=False) for column in ids}


# --- one enquiry ------------------------------------------------------------------------------------------


def _render_part(
    task: Task, network: Network, enquiry: _Enquiry, guard: _Guard, number: int
) -> tuple[Part, str]:
    """Run an enquiry's workbooks; when all have finished, its results are replaced. Gives the part and the log."""
    guard = replace(guard, typed=_typed(enquiry))
    given = {"network": str(network.folder), "school": task.school, "cycle": enquiry.name}
    look = {"deeper": 2, "prefix": f"part{number}-"} if number else {}
    chapters, failures, log, summaries = _run_chapters(task, given, guard, look)
    named = [replace(failure, enquiry=enquiry.name) for failure in failures]
    if not failures:
        try:
            replace_results(enquiry.folder / "results", summaries)
        except (errors.CannotWrite, errors.FileInUse) as problem:
            named = [Failure("", enquiry.title, guard.plain(str(problem)), enquiry.name)]
    return Part(enquiry.name, enquiry.title, tuple(chapters), tuple(named)), log


def _run_chapters(
    task: Task, given: Mapping[str, object], guard: _Guard, look: Mapping[str, Any]
) -> tuple[list[Chapter], list[Failure], str, dict[str, list[object]]]:
    chapters, failures, logs = [], [], []
    summaries: dict[str, list[object]] = {}
    for workbook in task.workbooks:
        try:
            notebook = run_workbook(
                workbook, _own(workbook, task.given, given), cwd=task.network, timeout=task.timeout
            )
            logs.append(remarks(notebook))
            made, gathered = chapter(workbook.stem, notebook, **look), _summaries(notebook)
            whole = "\n".join((made.title, made.front, made.body, as_json(gathered), *_texts(gathered)))
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


def _texts(content: object) -> Iterator[str]:
    """Give every text in a summary as it is: JSON would write its line ends as letters."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        yield from _texts([*content, *content.values()])
    elif isinstance(content, Sequence):
        for part in content:
            yield from _texts(part)


def replace_results(folder: Path, summaries: Mapping[str, Sequence[object]]) -> None:
    """Put a folder of results in the place of the one before, whole.

    When two renderings do so at once, the results of one of them are there. Raises CannotWrite; the earlier
    folder is then as it was.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True
        ) as beside:
            for workbook, gathered in summaries.items():
                write_whole(Path(beside, "new", f"{workbook}.json"), as_json(gathered))
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
    pupils = [_identifiers(network.data_folder(school.id)) for school in network.schools]
    guard = _Guard(network.folder, frozenset().union(*pupils))
    chapters, failures, log, _ = _run_chapters(task, {"network": str(network.folder)}, guard, {})
    page = network_page(network, chapters, failures)
    guard.check(page)
    report = _written(task, NETWORK_PAGE, page, failures=tuple(failures))
    outcomes = tuple(_outcomes(task, "", failures))
    return replace(report, workbooks=outcomes, pupils=guard.pupils, log=log)
