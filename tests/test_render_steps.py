"""Steps: what is told of a rendering while it works, from one process to another."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest
from tiny_workbooks import code, scan, workbook, workbooks

from enquiry_lib.render import kernels
from enquiry_lib.render.batch import Progress, _Watch, render_network
from enquiry_lib.render.index import Report
from enquiry_lib.render.joint import Job, run_together
from enquiry_lib.render.school import Task
from enquiry_lib.render.steps import Step, last_word, leave_word
from enquiry_lib.store.network import Network


def test_the_last_word_of_each_school_is_found(tmp_path: Path) -> None:
    """Each school has its own; the network's page too, whose id is empty."""
    for step in (Step("oak", "A", 1, 2), Step("", "N", 1, 1), Step("oak", "B", 2, 2, again=True)):
        leave_word(tmp_path, step)
    assert last_word(tmp_path, "oak") == Step("oak", "B", 2, 2, again=True)
    assert last_word(tmp_path, "") == Step("", "N", 1, 1)
    assert last_word(tmp_path, "elm") is None


def test_a_line_that_is_only_half_there_is_left(tmp_path: Path) -> None:
    """Somebody may look while it is being written."""
    leave_word(tmp_path, Step("oak", "A", 1, 2))
    with (tmp_path / "oak.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"school": "oa')
    assert last_word(tmp_path, "oak") == Step("oak", "A", 1, 2)


def test_a_folder_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    """Progress is worth no report."""
    leave_word(tmp_path / "gone", Step("oak", "A", 1, 2))
    assert last_word(tmp_path / "gone", "oak") is None


def test_workbooks_that_run_again_are_told_as_such(tmp_path: Path) -> None:
    """Each with its place among those that run."""
    kernels.preload()
    sources = (scan("Reading"), scan("Maths", no=29), "pass")
    books = [workbook(tmp_path, f"day1_{number}_x", [code(source)]) for number, source in enumerate(sources)]
    told: list[tuple[int, int, bool]] = []
    jobs = [Job(book, {}, tmp_path, 60) for book in books]
    together = run_together(jobs, smallest=10, tell=lambda _, *place: told.append(place))
    assert together.twice
    assert told[:3] == [(1, 3, False), (2, 3, False), (3, 3, False)]
    assert told[3:] == [(number, len(together.twice), True) for number in range(1, len(together.twice) + 1)]


def test_whoever_waits_hears_of_the_steps_and_the_reports(network: Network, tmp_path: Path) -> None:
    """The school's workbooks by their titles, then the network's; at the end every report."""
    books = workbooks(tmp_path / "books", [code("import time; time.sleep(1)")])
    told: list[Progress] = []
    receipt = render_network(
        network.folder, workbooks=books, timeout=60, schools=["oak-primary"], on_progress=told.append
    )
    steps = {step for now in told for step in now.steps}
    assert Step("oak-primary", "The title of day4", 2, 2) in steps
    assert [report.school for report in told[-1].reports] == ["oak-primary", ""]
    assert told[-1].out == receipt.out


def test_what_was_stopped_by_hand_leaves_the_report_before(network: Network, tmp_path: Path) -> None:
    """No page that tells of a failure takes its place."""
    with pytest.raises(KeyboardInterrupt):
        finished(network, tmp_path, KeyboardInterrupt())
    assert not (tmp_path / "oak-primary.html").exists()


def test_a_full_disk_is_told_as_such(network: Network, tmp_path: Path) -> None:
    """Also where it is found while a workbook is prepared; never as an error nobody foresaw."""
    report = finished(network, tmp_path, OSError(28, "No space left on device"))
    assert "no space left on device. Nothing was lost" in report.failures[0].message


def finished(network: Network, out: Path, problem: BaseException) -> Report:
    """Give what becomes of a school whose process ended in a problem."""
    future: Future[Report] = Future()
    future.set_exception(problem)
    watch = _Watch(network, out, 1, None)
    watch.finished(Task(network.folder, "oak-primary", (), {}, out, 60), future)
    return watch.reports["oak-primary"]
