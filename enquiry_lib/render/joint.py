"""All workbooks of a report decided together: run, choose over all their counts, run again where that hides more.

A result alone cannot know what others tell. So every workbook runs first as it would by itself, and accounts for
what it counted; one choice is made over all accounts and the published reports; and only the workbooks whose
results would have hidden something else run again, with that choice. Both times in the same way, forked or not.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.privacy import Choice, choose
from enquiry_lib.data.privacy.accounts import (
    ASKED,
    CELLS,
    CHOSEN,
    Account,
    all_cells,
    heard,
    write_chosen,
)
from enquiry_lib.errors import EnquiryError
from enquiry_lib.render import kernels
from enquiry_lib.render.run import run_workbook


@dataclass(frozen=True)
class Job:
    """One workbook to run, with the values of its parameters, in a folder and within so many seconds.

    `enquiry` is the title of the enquiry it is run for, where a report has several.
    """

    workbook: Path
    given: Mapping[str, object]
    cwd: Path
    timeout: int
    enquiry: str = ""


@dataclass(frozen=True)
class Ran:
    """One workbook that was run: the notebook with its outputs, or what stopped it, and what its results counted."""

    job: Job
    outcome: nbformat.NotebookNode | EnquiryError = field(repr=False)
    accounts: tuple[Account, ...] = field(default=(), repr=False)

    def notebook(self) -> nbformat.NotebookNode:
        """Give the notebook with its outputs. Raises what stopped it."""
        if isinstance(self.outcome, EnquiryError):
            raise self.outcome
        return self.outcome


@dataclass(frozen=True)
class Together:
    """All workbooks of a report after the choice over all of them: `twice` names those that ran again.

    `less_beside` are the places of the published reports beside which this one shows less than by itself.
    """

    ran: tuple[Ran, ...]
    cells: pd.DataFrame = field(repr=False)
    choice: Choice = field(repr=False)
    twice: tuple[str, ...] = ()
    less_beside: tuple[int, ...] = ()


Tell = Callable[[Job, int, int, bool], None]
"""Is told of each job before it runs: its place, of how many, and whether it runs once more."""


def tell_nobody(job: Job, number: int, of: int, again: bool) -> None:
    """Say nothing."""


def run_together(
    jobs: Sequence[Job], *, smallest: int, earlier: Sequence[pd.DataFrame] = (), tell: Tell = tell_nobody
) -> Together:
    """Run workbooks and hide what their results, all together and beside `earlier` reports, would give away.

    What stops one workbook is kept with it and stops no other. `earlier` are the cells of published reports
    (see `data.privacy.accounts.earlier_cells`). `tell` hears of each workbook before it runs.
    """
    with kernels.environment({ASKED: "1", CHOSEN: None}):
        first = [_run(job) for job in _told(jobs, tell, again=False)]
    cells = all_cells([account for ran in first for account in ran.accounts])
    choice = choose(cells, smallest=smallest, earlier=earlier)
    unsettled = [place for place, one in enumerate(first) if not _is_settled(one, choice)]
    with _choice_in_force(choice):
        told = zip(unsettled, _told([first[place].job for place in unsettled], tell, again=True), strict=True)
        second = {place: _again(first[place], choice) for place, _ in told}
    ran = tuple(second.get(place, one) for place, one in enumerate(first))
    twice = tuple(one.job.workbook.stem for one, before in zip(ran, first, strict=True) if one is not before)
    return Together(ran, cells, choice, twice, _less_beside(cells, choice, smallest, earlier))


def _told(jobs: Sequence[Job], tell: Tell, *, again: bool) -> Iterable[Job]:
    """Give each job when its turn comes, once that is told."""
    for number, job in enumerate(jobs, start=1):
        tell(job, number, len(jobs), again)
        yield job


def _less_beside(
    cells: pd.DataFrame, choice: Choice, smallest: int, earlier: Sequence[pd.DataFrame]
) -> tuple[int, ...]:
    """Give the places of the published reports beside which more is hidden; all, where it takes several to do it."""
    alone = choose(cells, smallest=smallest).hidden if earlier and choice.hidden else choice.hidden
    if len(choice.hidden) <= len(alone):
        return ()
    each = (choose(cells, smallest=smallest, earlier=[one]).hidden for one in earlier)
    by_itself = tuple(place for place, hidden in enumerate(each) if len(hidden) > len(alone))
    return by_itself or tuple(range(len(earlier)))


@contextmanager
def _choice_in_force(choice: Choice) -> Iterator[None]:
    """Let workbooks hide what was chosen; the file that says so lies outside the network, and goes at the end."""
    with tempfile.TemporaryDirectory(prefix="enquiry-") as folder:
        file = Path(folder, "hidden.json")
        write_chosen(file, choice.hidden)
        with kernels.environment({ASKED: "1", CHOSEN: str(file)}):
            yield


def _is_settled(ran: Ran, choice: Choice) -> bool:
    """Say whether every result of a workbook hid by itself what the choice hides of it."""
    return all(choice.hidden & account.ids == account.hidden for account in ran.accounts)


def _again(before: Ran, choice: Choice) -> Ran:
    """Run a workbook with the choice in force; what counts something else now, or hides something else, is stopped."""
    ran = _run(before.job)
    if isinstance(ran.outcome, EnquiryError) or (
        _counted(ran) == _counted(before) and _is_settled(ran, choice)
    ):
        return ran
    return Ran(before.job, errors.CountsChanged())


def _counted(ran: Ran) -> list[list[tuple[object, ...]]]:
    return [list(account.cells.itertuples(index=False, name=None)) for account in ran.accounts]


def _run(job: Job) -> Ran:
    """Run one workbook and take its accounts out of its outputs."""
    try:
        notebook = run_workbook(job.workbook, job.given, cwd=job.cwd, timeout=job.timeout)
    except EnquiryError as problem:
        return Ran(job, problem)
    return Ran(job, notebook, tuple(map(heard, _taken_out(notebook))))


def _taken_out(notebook: nbformat.NotebookNode) -> list[Mapping[str, object]]:
    """Take the accounts out of a notebook: they name pupils, and nothing that is kept may hold them."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data.pop(CELLS) for output in outputs if CELLS in output.get("data", {})]
