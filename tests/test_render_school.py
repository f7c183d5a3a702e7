"""One school's task: its workbooks, its results, its page, and what must not be on it."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_workbooks import SUMMARY, code, html, workbooks

from enquiry_lib import errors
from enquiry_lib.data.brought_in import IMPORTS
from enquiry_lib.render import kernels, leaving, school
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


def test_the_files_read_are_the_inputs_and_no_other_is_named(task: Task, network: Network) -> None:
    """Tables, records and the register row are hashed; what else lies in the folder is not even named."""
    folder = network.data_folder("oak-primary")
    folder.mkdir(parents=True)
    for name in ("Outcomes.csv", "Jane Smith notes.csv", "~$outcomes.xlsx"):
        (folder / name).write_text("pupil_id\n", encoding="utf-8")
    assert list(render_one(task).inputs) == [
        "schools/oak-primary/data/Outcomes.csv",
        "schools.csv#oak-primary",
    ]


def test_the_log_of_imports_is_an_input(task: Task, network: Network) -> None:
    """The report says when tables were brought in, so that the log it reads this from is hashed too."""
    folder = network.data_folder("oak-primary")
    folder.mkdir(parents=True)
    (folder / IMPORTS).write_text("[]", encoding="utf-8")
    assert f"schools/oak-primary/data/{IMPORTS}" in render_one(task).inputs


@pytest.mark.parametrize(
    "table", ["pupils.csv", "attendance.csv", "Outcomes.CSV", "before_import/pupils.csv"]
)
def test_pupils_are_known_from_any_table_usable_or_not(table: str, task: Task, network: Network) -> None:
    """A table that lacks columns, or that an import replaced, still tells which identifiers must not leave."""
    file = network.data_folder("oak-primary") / table
    file.parent.mkdir(parents=True)
    file.write_text("Pupil ID;Oddity\nPlanted-7;x\n", encoding="utf-8")
    books = workbooks(task.workbooks[0].parent.parent / "leaky", [code(html("<p>planted-7</p>"))])
    report = render_one(replace(task, workbooks=tuple(sorted(books.glob("day4*.ipynb")))))
    assert "a pupil's identifier" in report.failures[0].message
    assert "planted-7" not in (task.out / report.page).read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(
    ("file", "heading"),
    [
        ("survey.csv", "respondent_id,role,occasion,construct,question,lowest,highest"),
        ("voices.csv", "Voice ID"),
        ("observations.csv", "observation_id;date"),
        ("self_assessment.csv", "respondent_id"),
        ("answers of June.csv", "Respondent-ID"),
    ],
)
def test_codes_of_those_who_answered_or_spoke_never_leave(
    file: str, heading: str, task: Task, network: Network
) -> None:
    """Whoever has a code in a table is looked for like a pupil, whether the table can be used or not."""
    folder = network.data_folder("oak-primary")
    folder.mkdir(parents=True)
    (folder / file).write_text(f"{heading}\nPlanted-7\n", encoding="utf-8")
    books = workbooks(task.workbooks[0].parent.parent / "leaky", [code(html("<p>planted-7</p>"))])
    report = render_one(replace(task, workbooks=tuple(sorted(books.glob("day4*.ipynb")))))
    assert "another code from the tables" in report.failures[0].message
    assert "planted-7" not in (task.out / report.page).read_text(encoding="utf-8").lower()


def test_what_is_no_code_stops_no_page_and_every_code_beside_it_does(task: Task, network: Network) -> None:
    """A word typed for a code is refused by the check of the data; pages may hold it, but not the codes beside it."""
    folder = network.data_folder("oak-primary")
    folder.mkdir(parents=True)
    (folder / "self_assessment.csv").write_text("respondent_id\nA\nhead\nR-77\n", encoding="utf-8")
    (folder / "pupils.csv").write_text("pupil_id\nA\nAll pupils\nABCD\n", encoding="utf-8")
    page = html("<p>A head of all pupils</p>")
    for said, stopped in ((page, False), (page.replace("head", "r-77"), True), (html("<p>abcd</p>"), True)):
        books = workbooks(task.workbooks[0].parent.parent / "own", [code(said)], network=[code(said)])
        own = replace(task, workbooks=tuple(sorted(books.glob("day4*.ipynb"))))
        for one in (own, replace(own, school="", workbooks=tuple(sorted(books.glob("network*.ipynb"))))):
            failures = render_one(one).failures
            assert bool(failures) == stopped
            assert all("a pupil's identifier, or another code" in failure.message for failure in failures)


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


@pytest.mark.parametrize("kind", [errors.CannotWrite, errors.FileInUse])
def test_a_page_that_cannot_be_written_leaves_the_earlier_one(
    kind: type[errors.EnquiryError], task: Task, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report says why, no page of failure takes the earlier one's place, and no folder is named."""
    before = (task.out / render_one(task).page).read_bytes()

    def refuse(path: Path, _content: str) -> None:
        raise kind(path.parent, file=path.name, why="no space left on device")

    monkeypatch.setattr(leaving, "write_whole", refuse)
    monkeypatch.setattr(school, "replace_results", lambda *_: None)
    for report in (render_one(task), write_failure(network, task, Failure("", "", "It stopped."))):
        assert report.status == "failed"
        assert "oak-primary.html" in report.failures[-1].message
        assert str(task.out.parent) not in report.failures[-1].message
        assert not report.outputs
        assert (task.out / report.page).read_bytes() == before


def test_results_that_cannot_be_kept_are_told_beside_the_chapters(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page has its chapters, and says that the results were not kept."""

    def refuse(folder: Path, *_unused: object) -> None:
        raise errors.CannotWrite(folder.parent, file=folder.name, why="no space left on device")

    monkeypatch.setattr(school, "replace_results", refuse)
    report = render_one(task)
    assert report.failures[0].message.startswith("results could not be written")
    page = (task.out / report.page).read_text(encoding="utf-8")
    assert "results could not be written" in page
    assert "<p>First</p>" in page


def test_an_identifier_after_a_line_end_in_a_summary_is_found(task: Task, network: Network) -> None:
    """A summary is looked at as it will be read, not as JSON writes it."""
    folder = network.data_folder("oak-primary")
    folder.mkdir(parents=True)
    (folder / "pupils.csv").write_text("pupil_id\nPlanted7\n", encoding="utf-8")
    source = html("<p>nobody</p>", **{SUMMARY: {"schema_version": 1, "kind": "by\nPlanted7"}})
    books = workbooks(task.workbooks[0].parent.parent / "leaky", [code(source)])
    report = render_one(replace(task, workbooks=tuple(sorted(books.glob("day4*.ipynb")))))
    assert "a pupil's identifier" in report.failures[0].message


@pytest.mark.parametrize("moment", ["results", "new"])
def test_two_renderings_at_once_both_end_well(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When another rendering replaces the results in the midst of ours, there are whole results and no trace."""
    results = tmp_path / "results"
    replace_results(results, {"day1": ["earlier"], "day4": []})
    rename, others = Path.rename, [{"day1": ["other"]}]

    def interrupted(path: Path, target: Path) -> Path:
        if others and moment in path.name:
            replace_results(results, others.pop())
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    replace_results(results, {"day1": ["own"]})
    assert not others
    assert [path.name for path in results.iterdir()] == ["day1.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_results_stay_as_they_were_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of results is replaced whole or not at all."""
    results = tmp_path / "results"
    replace_results(results, {"day1": [{"kind": "A"}]})
    before = (results / "day1.json").read_bytes()
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name == "new":
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
