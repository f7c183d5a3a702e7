"""One school's task: its workbooks, its results, its page, and what must not be on it."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_workbooks import code, html, workbooks

from enquiry_lib import errors
from enquiry_lib.render import kernels
from enquiry_lib.render.page import Failure
from enquiry_lib.render.school import Task, render_one, replace_results, write_failure
from enquiry_lib.store.network import Network


@pytest.fixture
def task(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    """The first school's task, with two small workbooks, in this process."""
    monkeypatch.setattr(kernels, "preload", lambda: None)
    books = tuple(sorted(workbooks(tmp_path / "books").glob("day*.ipynb")))
    return Task(network.folder, "oak-primary", books, {}, tmp_path / "out", 60)


def test_a_school_without_data_or_record_gets_its_report(task: Task) -> None:
    """Nothing has been counted or written yet, and the report comes all the same."""
    report = render_one(task)
    assert report.status == "made"
    assert [outcome.workbook for outcome in report.workbooks] == ["day1_1_first", "day4_1_second"]
    assert "Oak Primary School" in (task.out / report.page).read_text(encoding="utf-8")


def test_every_file_of_the_school_is_among_the_inputs(task: Task, network: Network) -> None:
    """Data, record and register row are hashed; Excel's own lock files are not."""
    folder = network.data_folder("oak-primary")
    folder.mkdir(parents=True)
    for name in ("outcomes.csv", "~$outcomes.xlsx", ".hidden.csv"):
        (folder / name).write_text("pupil_id\n", encoding="utf-8")
    assert list(render_one(task).inputs) == [
        "schools/oak-primary/data/outcomes.csv",
        "schools.csv#oak-primary",
    ]


@pytest.mark.parametrize("table", ["pupils.csv", "attendance.csv", "Outcomes.CSV"])
def test_pupils_are_known_from_any_table_usable_or_not(table: str, task: Task, network: Network) -> None:
    """A table that lacks columns still tells which identifiers must not leave the school."""
    folder = network.data_folder("oak-primary")
    folder.mkdir(parents=True)
    (folder / table).write_text("Pupil ID;Oddity\nPlanted-7;x\n", encoding="utf-8")
    books = workbooks(task.workbooks[0].parent.parent / "leaky", [code(html("<p>planted-7</p>"))])
    report = render_one(replace(task, workbooks=tuple(sorted(books.glob("day4*.ipynb")))))
    assert "a pupil's identifier" in report.failures[0].message
    assert "planted-7" not in (task.out / report.page).read_text(encoding="utf-8").lower()


def test_a_record_that_cannot_be_read_is_told_in_its_own_words(task: Task, network: Network) -> None:
    """The error that stopped a workbook stands alone, with places named from the network's folder."""
    source = "from enquiry_lib.store.saving import parse_record\nimport pathlib\n"
    source += "parse_record(b'{', where=pathlib.Path(network) / 'schools' / 'x.json')"
    books = workbooks(task.workbooks[0].parent.parent / "broken", [code(source)])
    report = render_one(replace(task, workbooks=tuple(sorted(books.glob("day4*.ipynb")))))
    assert report.failures[0].message.startswith("The record cannot be read")
    assert "(schools/x.json)" in report.failures[0].message
    assert str(network.folder) not in report.failures[0].message


def test_a_task_that_came_to_nothing_has_a_page(task: Task, network: Network) -> None:
    """A school, or the network, whose whole work failed gets a page that says why."""
    for one in (task, replace(task, school="")):
        report = write_failure(network, one, Failure("", "", "It stopped. Begin again."))
        assert report.status == "failed"
        assert "It stopped." in (task.out / report.page).read_text(encoding="utf-8")


def test_results_stay_as_they_were_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of results is replaced whole or not at all."""
    results = tmp_path / "results"
    replace_results(results, {"day1": [{"kind": "A"}]})
    before = (results / "day1.json").read_bytes()
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(errors.CannotWrite, match="no space left"):
        replace_results(results, {"day1": [{"kind": "B"}]})
    assert (results / "day1.json").read_bytes() == before
    monkeypatch.undo()
    replace_results(results, {"day4": []})
    assert [path.name for path in results.iterdir()] == ["day4.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
