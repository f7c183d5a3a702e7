"""All schools of a network, from their workbooks to their reports; one bad school never stops the rest.

Where it runs is an Executor: a pool of processes on this machine, or any other that is handed in, such as
`dask.distributed.Client(address).get_executor()`. Each school is one task with plain arguments. With the pool
of processes, a script of your own has to call this under `if __name__ == "__main__":`.
"""

from __future__ import annotations

import errno
import multiprocessing
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypedDict

from enquiry_lib import errors
from enquiry_lib.errors import EnquiryError
from enquiry_lib.render import kernels
from enquiry_lib.render.index import (
    INDEX,
    RECEIPT,
    TIMINGS,
    Receipt,
    Report,
    hashes,
    read_earlier,
    read_kept,
    write_index,
    write_receipt,
)
from enquiry_lib.render.page import Failure
from enquiry_lib.render.run import check_parameters, without_folders
from enquiry_lib.render.school import Task, render_one, write_failure
from enquiry_lib.render.steps import Step, last_word
from enquiry_lib.store.network import SETTINGS, Network, load_network
from enquiry_lib.store.reference import reference_files
from enquiry_lib.store.shipped import shipped

SCHOOL_WORKBOOKS, NETWORK_WORKBOOKS = "day*.ipynb", "network_*.ipynb"
SET_FOR_NETWORK = ("network",)
SET_FOR_SCHOOLS = ("network", "school", "cycle")
NO_ROOM = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM)
PAUSE = 0.25  # seconds between two looks at how far it has come, where somebody wants to know
LOST = (
    "The process that made this report ended without an answer, twice. The machine may have run out of memory: "
    "close other programs and render again with `--workers 1`."
)


@dataclass(frozen=True)
class Progress:
    """How far a rendering is: names of the schools in hand and of those that failed.

    `steps` are the workbooks at which those in hand are, `reports` what has come of the others, in the folder `out`.
    """

    in_hand: tuple[str, ...]
    done: int
    total: int
    failed: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    reports: tuple[Report, ...] = ()
    out: Path = Path()


class _Common(TypedDict):
    """What all tasks of a rendering share."""

    network: Path
    given: dict[str, object]
    out: Path
    timeout: int
    steps: Path | None


# --- the whole rendering ----------------------------------------------------------------------------------


def render_network(
    folder: Path,
    *,
    out: Path | None = None,
    schools: Sequence[str] = (),
    workers: int = 1,
    executor: Executor | None = None,
    given: Mapping[str, object] | None = None,
    timeout: int = 600,
    on_progress: Callable[[Progress], None] | None = None,
    workbooks: Path | None = None,
) -> Receipt:
    """Make the reports of a network's schools (of all, or of those named) and of the network itself.

    `given` are values for workbook parameters; `timeout` is in seconds for each workbook; `workers` is how
    many schools are in hand at once. Raises NotANetwork, UnknownSchool, UnknownParameter,
    WrongParameterType, InTheWay or CannotWrite before anything runs. What fails later is in the receipt and on
    the school's page. `on_progress` is called a few times a second.
    """
    start = time.monotonic()
    network = load_network(folder)
    books = workbooks or shipped("notebooks")
    with _steps(on_progress) as steps, kernels.environment(kernels.WARM):
        common: _Common = {
            "network": network.folder,
            "given": dict(given or {}),
            "out": (out or network.folder / "reports").resolve(),
            "timeout": timeout,
            "steps": steps,
        }
        plan = _plan(network, schools, books, common)
        _check_out(common["out"])
        watch = _Watch(network, common["out"], len(plan), on_progress, steps)
        _work_through(plan[:-1], executor, workers, watch)
        _work_through(plan[-1:], executor, 1, watch)
    receipt = _receipt(network, plan, watch, books)
    receipt = replace(receipt, seconds=time.monotonic() - start, workers=workers)
    write_index(network, receipt)
    write_receipt(receipt)
    return receipt


@contextmanager
def _steps(wanted: object) -> Iterator[Path | None]:
    """Give a folder in which word is left of how far each task has come, where somebody wants to know."""
    if wanted is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="enquiry-steps-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _plan(network: Network, schools: Sequence[str], books: Path, common: _Common) -> list[Task]:
    """Give a task for each school and, last, one for the network's page; everything is checked first."""
    for_schools, for_network = workbooks_in(books, SCHOOL_WORKBOOKS), workbooks_in(books, NETWORK_WORKBOOKS)
    _check_given(for_schools, for_network, common["given"])
    asked = [network.school(identifier).id for identifier in dict.fromkeys(schools)]
    chosen = asked or [school.id for school in network.schools]
    tasks = [Task(school=identifier, workbooks=for_schools, **common) for identifier in chosen]
    return [*tasks, Task(school="", workbooks=for_network, **common)]


def workbooks_in(folder: Path, pattern: str) -> tuple[Path, ...]:
    """Give the workbooks of a folder that a report is made of, in their order."""
    return tuple(sorted(path.resolve() for path in folder.glob(pattern)))


def _check_given(
    for_schools: Sequence[Path], for_network: Sequence[Path], given: Mapping[str, object]
) -> None:
    for name in given.keys() & set(SET_FOR_SCHOOLS):
        expected = "left out: rendering sets it itself; choose schools with --school"
        raise errors.WrongValue(name=f"the parameter {name}", found=repr(given[name]), expected=expected)
    check_parameters([*for_schools, *for_network], given)
    for workbook in (*for_schools, *for_network):
        needed = SET_FOR_SCHOOLS if workbook in for_schools else SET_FOR_NETWORK
        check_parameters([workbook], dict.fromkeys(needed, ""))


def _check_out(out: Path) -> None:
    """See that reports can be written to a folder, and make it."""
    for path in (out, *out.parents):
        if path.exists() and not path.is_dir():
            raise errors.InTheWay(path.parent, name=path.name, kind="file")
    for name in (INDEX, RECEIPT, TIMINGS):
        if (out / name).is_dir():
            raise errors.InTheWay(out, name=name, kind="folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise errors.CannotWrite(out.parent, file=out.name, why=why) from problem


def _receipt(network: Network, plan: Sequence[Task], watch: _Watch, books: Path) -> Receipt:
    *schools, own = (watch.reports[task.school] for task in plan)
    others = {school.id for school in network.schools} - {task.school for task in plan}
    shared = {path for task in plan for path in task.workbooks}
    inputs = hashes(shared, books.resolve().parent) | hashes([network.folder / SETTINGS], network.folder)
    return Receipt(
        out=plan[-1].out,
        network=network.settings.name,
        parameters=plan[-1].given,
        schools=tuple(schools),
        network_report=own,
        inputs=inputs | _reference_hashes(network),
        earlier=read_earlier(plan[-1].out, others),
        kept=read_kept(plan[-1].out, others),
    )


def _reference_hashes(network: Network) -> dict[str, str]:
    """Hash the reference data that came with the workbooks, and the network's own; no other file is named."""
    came, own = (reference_files(folder) for folder in (shipped("reference"), network.folder / "reference"))
    return hashes(came, shipped("reference").parent) | {
        f"network/{name}": value for name, value in hashes(own, network.folder).items()
    }


# --- many at once -----------------------------------------------------------------------------------------


@dataclass
class _Watch:
    """Keeps the reports as they come in, and tells whoever asked."""

    network: Network
    out: Path
    total: int
    tell: Callable[[Progress], None] | None
    steps: Path | None = None
    reports: dict[str, Report] = field(default_factory=dict)

    def in_hand(self, tasks: Iterable[Task]) -> None:
        """Tell which schools are in hand, and how far they have come."""
        if not self.tell or not self.steps:
            return
        schools = [task.school for task in tasks]
        words = (last_word(self.steps, school) for school in schools)
        failed = tuple(self._name(school) for school, report in self.reports.items() if report.failures)
        now = Progress(tuple(map(self._name, schools)), len(self.reports), self.total, failed)
        steps, reports = tuple(filter(None, words)), tuple(self.reports.values())
        self.tell(replace(now, steps=steps, reports=reports, out=self.out))

    @property
    def pause(self) -> float | None:
        """Give the seconds after which somebody wants to hear again; nothing where nobody does."""
        return PAUSE if self.tell else None

    def finished(self, task: Task, future: Future[Report]) -> None:
        """Keep what came back; of an error nobody foresaw, make a page that says so.

        Raises KeyboardInterrupt where somebody has stopped the work: no page then takes the place of an earlier one.
        """
        problem = future.exception()
        if isinstance(problem, KeyboardInterrupt):
            raise problem
        if problem is None:
            self.reports[task.school] = future.result()
        elif isinstance(problem, EnquiryError):
            self.failed(task, str(problem))
        elif isinstance(problem, OSError) and problem.errno in NO_ROOM:
            why = (problem.strerror or "").lower()
            self.failed(task, str(errors.CannotWrite(file="A file that is needed for a moment", why=why)))
        else:
            self.failed(
                task, f"An error nobody foresaw, {type(problem).__name__}. Please report it.", repr(problem)
            )

    def failed(self, task: Task, message: str, log: str = "") -> None:
        """Write the page of a school whose work as a whole came to nothing."""
        failure = Failure("", "", without_folders(message))
        self.reports[task.school] = replace(write_failure(self.network, task, failure), log=log)

    def _name(self, school: str) -> str:
        return self.network.school(school).name if school else self.network.settings.name


def _work_through(tasks: Sequence[Task], executor: Executor | None, workers: int, watch: _Watch) -> None:
    """Do all tasks; those that were in hand when a process was killed are tried once more, each alone."""
    waiting, lost = deque(tasks), list[Task]()
    while waiting:
        with _pool(executor, workers) as pool:
            lost += _until_broken(pool, waiting, workers, watch)
        executor = None if lost else executor
    for task in lost:
        with _pool(None, 1) as pool:
            again = _until_broken(pool, deque([task]), 1, watch)
        if again:
            watch.failed(task, LOST)


def _until_broken(pool: Executor, waiting: deque[Task], workers: int, watch: _Watch) -> list[Task]:
    """Keep `workers` tasks in hand until all are done or a process is lost; give the tasks lost with it."""
    flying: dict[Future[Report], Task] = {}
    lost: list[Task] = []
    while flying or (waiting and not lost):
        while waiting and len(flying) < workers and not lost:
            task = waiting.popleft()
            try:
                flying[pool.submit(render_one, task)] = task
            except BrokenExecutor:
                lost.append(task)
        watch.in_hand(flying.values())
        done, _ = wait(flying, timeout=watch.pause, return_when=FIRST_COMPLETED)
        for future in done:
            task = flying.pop(future)
            if isinstance(future.exception(), BrokenExecutor):
                lost.append(task)
            else:
                watch.finished(task, future)
    watch.in_hand(())
    return lost


def _pool(executor: Executor | None, workers: int) -> AbstractContextManager[Executor]:
    """Give the executor handed in (it is not ours to shut down), or a pool of warm processes."""
    if executor is not None:
        return nullcontext(executor)
    kinds = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in kinds else "spawn")
    if "forkserver" in kinds:
        context.set_forkserver_preload([*kernels.PRELOAD, render_one.__module__])
    return ProcessPoolExecutor(max_workers=max(1, workers), mp_context=context)
