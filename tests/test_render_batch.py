"""All schools at once: one that fails, or dies, never stops the rest; nothing is half written."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from tiny_workbooks import NETWORK_PARAMETERS, code, html, summary, words, workbook, workbooks

from enquiry_lib import errors
from enquiry_lib.render.batch import Progress, render_network
from enquiry_lib.render.index import Receipt
from enquiry_lib.store.network import Network, School, Settings, create_network

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
FAIL_AT_OAK = (
    "from enquiry_lib import errors\nif school == 'oak-primary': raise errors.FileInUse(file='pupils.csv')"
)


def render(network: Network, books: Path, **more: object) -> Receipt:
    """Render with small workbooks."""
    return render_network(network.folder, workbooks=books, timeout=60, **more)  # type: ignore[arg-type]


def page(receipt: Receipt, name: str) -> str:
    """The text of a page that was written."""
    return (receipt.out / f"{name}.html").read_text(encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    """Every file under a folder but the times."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "timings.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def write_record(network: Network, school: str, name: str, **content: object) -> Path:
    """A school's record, in the folder of its enquiry."""
    path = network.school_folder(school) / "enquiries" / name / "enquiry.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_pupils(network: Network, school: str, *pupils: str) -> None:
    """A table of pupils with their identifiers only."""
    folder = network.data_folder(school)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pupils.csv").write_text("\n".join(["pupil_id", *pupils]), encoding="utf-8")


def test_every_school_gets_its_report(network: Network, tmp_path: Path) -> None:
    """A page a school, the network's page, the index and the receipt; each school with its own parameters."""
    books = workbooks(tmp_path / "books", [code("print('id', school)")])
    told: list[Progress] = []
    receipt = render(network, books, workers=2, on_progress=told.append)
    assert receipt.ok, receipt.failures
    assert sorted(files(receipt.out)) == [
        "elm-secondary.html",
        "index.html",
        "network.html",
        "oak-primary.html",
        "receipt.json",
    ]
    assert "id oak-primary" in page(receipt, "oak-primary")
    assert "the network" in page(receipt, "network")
    assert max(len(one.in_hand) for one in told) == 2
    assert "Oak Primary School" in told[0].in_hand
    assert (told[-1].done, told[-1].total) == (3, 3)


def test_two_runs_give_the_same_bytes(network: Network, tmp_path: Path) -> None:
    """Pages, results and receipt are the same each time, wherever they are written; times are kept apart."""
    books = workbooks(tmp_path / "books")
    write_record(network, "oak-primary", "2025-26-a", title="Reading")
    first = files(render(network, books, out=tmp_path / "one").out)
    results = files(network.folder)
    second = files(render(network, books, out=tmp_path / "two", workers=2).out)
    assert first == second
    assert results == files(network.folder)
    assert str(tmp_path) not in first["receipt.json"].decode("utf-8")


def test_an_unknown_parameter_is_refused_before_anything_runs(network: Network, tmp_path: Path) -> None:
    """Nothing is written, not even a folder."""
    with pytest.raises(errors.UnknownParameter, match="'sise'"):
        render(network, workbooks(tmp_path / "books"), given={"sise": 1})
    assert not (network.folder / "reports").exists()


def test_what_rendering_sets_cannot_be_given(network: Network, tmp_path: Path) -> None:
    """The school is chosen by name, not by a workbook's parameter."""
    with pytest.raises(errors.WrongValue, match="--school"):
        render(network, workbooks(tmp_path / "books"), given={"school": "oak-primary"})


def test_a_workbook_without_the_parameters_it_needs_is_refused(network: Network, tmp_path: Path) -> None:
    """A school workbook that cannot be told its school would show somebody else's."""
    books = workbooks(tmp_path / "books")
    workbook(books, "day5_1_odd", [], NETWORK_PARAMETERS)
    with pytest.raises(errors.UnknownParameter, match="'school'"):
        render(network, books)


def test_an_unknown_school_is_refused(network: Network, tmp_path: Path) -> None:
    """A mistyped id raises, and lists the ids there are."""
    with pytest.raises(errors.UnknownSchool, match="oak-primary"):
        render(network, workbooks(tmp_path / "books"), schools=["oak"])


def test_a_parameter_reaches_the_workbooks_that_have_it(network: Network, tmp_path: Path) -> None:
    """A value given is used where the parameter is known, and the others run as they are."""
    books = workbooks(tmp_path / "books")
    parameters = 'network: str = ""\nschool: str = ""\ncycle: str = ""\nsize: int = 1'
    workbook(books, "day5_1_sized", [code("print('size', size)")], parameters)
    receipt = render(network, books, given={"size": 7}, schools=["oak-primary"])
    assert "size 7" in page(receipt, "oak-primary")
    assert [report.school for report in receipt.schools] == ["oak-primary"]


def test_a_school_that_fails_does_not_stop_the_others(network: Network, tmp_path: Path) -> None:
    """Its page says why and keeps what worked, the receipt says so, and the other school's report is whole."""
    receipt = render(network, workbooks(tmp_path / "books", [code(FAIL_AT_OAK)]))
    oak = page(receipt, "oak-primary")
    assert "Close pupils.csv in Excel" in oak
    assert "<p>First</p>" in oak
    assert "Traceback" not in oak
    assert [report.status for report in receipt.schools] == ["failed", "made"]
    kept = json.loads((receipt.out / "receipt.json").read_text(encoding="utf-8"))
    assert [one["status"] for one in kept["schools"]["oak-primary"]["workbooks"]] == ["made", "failed"]
    assert "Close pupils.csv" in receipt.index.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_does_not_stop_the_others(network: Network, tmp_path: Path) -> None:
    """A folder stands where a page should be: the others are made, and index and receipt say what failed."""
    (network.folder / "reports" / "oak-primary.html").mkdir(parents=True)
    (network.folder / "reports" / "network.html").mkdir()
    receipt = render(network, workbooks(tmp_path / "books"))
    assert [report.status for report in receipt.schools] == ["failed", "made"]
    assert receipt.network_report.status == "failed"
    assert "First" in page(receipt, "elm-secondary")
    for name in ("index.html", "receipt.json"):
        said = (receipt.out / name).read_text(encoding="utf-8")
        assert "oak-primary.html could not be written" in said
        assert str(tmp_path) not in said


@pytest.mark.parametrize("place", ["reports", "reports/deep/down"])
def test_a_file_in_the_place_of_the_folder_is_found_first(
    place: str, network: Network, tmp_path: Path
) -> None:
    """No school is worked on when there is nowhere to put its report."""
    (network.folder / "reports").write_text("a file", encoding="utf-8")
    trace = tmp_path / "trace"
    books = workbooks(tmp_path / "books", [code(f"open({str(trace)!r}, 'w').close()")])
    with pytest.raises(errors.InTheWay, match="'reports', and a file"):
        render(network, books, out=network.folder / place)
    assert not trace.exists()


@pytest.mark.parametrize("name", ["index.html", "receipt.json", "timings.json"])
def test_a_folder_in_the_place_of_the_index_is_found_first(
    name: str, network: Network, tmp_path: Path
) -> None:
    """What is written at the end must have its place at the beginning."""
    (network.folder / "reports" / name).mkdir(parents=True)
    with pytest.raises(errors.InTheWay, match=f"'{name}', and a folder"):
        render(network, workbooks(tmp_path / "books"))
    assert [path.name for path in (network.folder / "reports").iterdir()] == [name]


def test_a_folder_that_takes_no_file_is_found_first(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only disk is told at once, not after an hour's work."""

    def refuse(**_place: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(errors.CannotWrite, match="read-only file system"):
        render(network, workbooks(tmp_path / "books"))


def test_the_receipt_names_no_file_that_was_not_read(network: Network, tmp_path: Path) -> None:
    """Notes beside the tables or the network's reference data are nobody's business; a record's folder is checked."""
    write_pupils(network, "oak-primary", "Q0001X")
    (network.data_folder("oak-primary") / "Jane Smith notes.csv").write_text("x", encoding="utf-8")
    own = network.folder / "reference" / "england"
    own.mkdir(parents=True)
    for name in ("thresholds.csv", "Jane Smith notes.csv"):
        (own / name).write_text("name,unit,meaning,value\n", encoding="utf-8")
    write_record(network, "oak-primary", "2025-26-q0001x", status="finished")
    write_record(network, "oak-primary", "2025-26-a")
    receipt = render(network, workbooks(tmp_path / "books"))
    said = (receipt.out / "receipt.json").read_text(encoding="utf-8")
    assert "Jane" not in said
    assert "q0001x" not in said.lower()
    assert "schools/oak-primary/data/pupils.csv" in said
    assert "network/reference/england/thresholds.csv" in said
    assert "enquiries/[withheld]/enquiry.json" in said


def test_results_are_replaced_whole_and_only_when_all_has_finished(network: Network, tmp_path: Path) -> None:
    """Summaries of a whole run replace the folder, stale files gone; a failing run leaves it as it was."""
    results = write_record(network, "oak-primary", "2025-26-a").parent / "results"
    results.mkdir()
    (results / "stale.json").write_text("[]", encoding="utf-8")
    render(network, workbooks(tmp_path / "books"))
    whole = files(results)
    assert sorted(whole) == ["day1_1_first.json", "day4_1_second.json"]
    assert json.loads(whole["day4_1_second.json"]) == [{"kind": "Second", "schema_version": 1}]
    render(network, workbooks(tmp_path / "failing", [code(summary("New")), code(FAIL_AT_OAK)]))
    assert files(results) == whole
    assert sorted(path.name for path in results.parent.iterdir()) == ["enquiry.json", "results"]


def test_each_open_enquiry_is_a_part(network: Network, tmp_path: Path) -> None:
    """Every open enquiry is run under its own name; a finished one is left out."""
    for name, status in (("2024-25-a", "finished"), ("2025-26-b", "open"), ("2025-26-c", "open")):
        write_record(network, "oak-primary", name, title=f"Title of {name[-1]}", status=status)
    receipt = render(network, workbooks(tmp_path / "books", [code("print('cycle:', cycle)")]))
    oak = page(receipt, "oak-primary")
    assert "cycle: 2025-26-b" in oak
    assert "cycle: 2025-26-c" in oak
    assert "2024-25-a" not in oak
    assert oak.index("Title of b</h2>") < oak.index("Title of c</h2>")


def test_a_school_between_two_cycles_keeps_its_last_report(network: Network, tmp_path: Path) -> None:
    """With no enquiry open, the newest finished one is shown."""
    write_record(network, "oak-primary", "2024-25-a", status="finished")
    receipt = render(network, workbooks(tmp_path / "books", [code("print('cycle:', cycle)")]))
    assert "cycle: 2024-25-a" in page(receipt, "oak-primary")
    assert "cycle: <" in page(receipt, "elm-secondary").replace("\n", "")


def test_a_pupils_identifier_stops_what_shows_it(network: Network, tmp_path: Path) -> None:
    """The chapter is left out, the identifier is in no file, and the person is told where to look."""
    write_pupils(network, "oak-primary", "Planted-7", "Other-8")
    receipt = render(network, workbooks(tmp_path / "books", [code(html("<p>by planted-7</p>"))]))
    assert [report.status for report in receipt.schools] == ["failed", "made"]
    assert "a pupil's identifier" in page(receipt, "oak-primary").replace("&#39;", "'")
    written = b"".join(
        content for name, content in files(receipt.out).items() if name != "elm-secondary.html"
    )
    assert b"planted-7" not in written.lower()


def test_a_pupils_identifier_in_a_summary_or_a_message_does_not_leave(
    network: Network, tmp_path: Path
) -> None:
    """Neither a summary nor the message of a failure carries an identifier out."""
    write_pupils(network, "oak-primary", "Planted-7")
    results = network.new_enquiry("oak-primary").parent / "results"
    render(network, workbooks(tmp_path / "books", [code(summary("Planted-7"))]), schools=["oak-primary"])
    assert not results.exists()
    books = workbooks(tmp_path / "failing", [code("raise KeyError('Planted-7')")])
    receipt = render(network, books, schools=["oak-primary"])
    assert "[withheld]" in page(receipt, "oak-primary")
    assert b"planted-7" not in b"".join(files(receipt.out).values()).lower()


def test_another_schools_id_stops_a_page_unless_it_is_an_ordinary_word(tmp_path: Path) -> None:
    """A school's page does not name another school's id, but may use the workbooks' own words."""
    schools = [School(name, name.title(), "primary", "England") for name in ("oak", "reading", "elm-33")]
    network = create_network(tmp_path / "network", Settings(name="Three"), schools)
    cells = [words("We are reading."), code("print('reading' if school == 'oak' else 'elm-33')")]
    oak, reading, elm = render(network, workbooks(tmp_path / "books", cells)).schools
    assert oak.status == elm.status == "made"
    assert "another school's identifier" in reading.failures[0].message


def test_ids_that_are_ordinary_words_take_no_chapter_from_others(tmp_path: Path) -> None:
    """Words of the library's texts, of its pictures and of dates stand on other schools' pages; a typed id does not."""
    ids = ("oak", "reading", "page", "june", "path", "elm", "hoppletarn")
    schools = [School(name, f"The {name} school", "primary", "England") for name in ids]
    network = create_network(tmp_path / "network", Settings(name="Seven"), schools)
    shown = "<p>Oak National Academy's snapshot, 3 June: reading, page 7</p><svg><path d='M0 0'/></svg>"
    write_record(
        network, "elm", "2025-26-a", title="As at hoppletarn", evidence={"synthesis": "Like Hoppletarn."}
    )
    typed = f"print('Like Hoppletarn.' if school == 'elm' else {shown!r})"
    books = workbooks(tmp_path / "books", [code(html(shown)), code(typed)])
    receipt = render(network, books)
    status = {report.school: report.status for report in receipt.schools}
    assert status == {**dict.fromkeys(ids, "made"), "elm": "failed"}
    failure, whole = next(report.failures for report in receipt.schools if report.school == "elm")
    assert failure.message.startswith("The chapter 'The title of day4' was left out")
    assert "what was typed into the forms (title, evidence)" in failure.message
    assert whole.message.startswith("The report was left out")
    assert "hoppletarn" not in page(receipt, "elm").lower()


def test_a_chapter_in_which_nothing_applies_is_left_out(network: Network, tmp_path: Path) -> None:
    """When all results of a workbook do not apply it has no chapter, in schools' reports and on the network's page."""
    none = [words("A trial is a lot."), *(code(summary("DoesNotApply")) for _ in range(2))]
    books = workbooks(tmp_path / "books", none[1:], network=[*none[:1], code(summary("DoesNotApply"))])
    write_record(network, "oak-primary", "2025-26-a")
    receipt = render(network, books)
    assert receipt.ok
    assert "The title of day1" in page(receipt, "oak-primary")
    assert "The title of day4" not in page(receipt, "oak-primary")
    assert "A trial is a lot" not in page(receipt, "network")
    results = network.new_enquiry("oak-primary").parent.parent / "2025-26-a" / "results"
    assert sorted(path.name for path in results.iterdir()) == ["day1_1_first.json", "day4_1_second.json"]


def test_what_was_missing_stays_said_when_other_schools_are_rendered(
    network: Network, tmp_path: Path
) -> None:
    """The index keeps what is missing of a school that was not asked for, until its report is made anew."""
    failing = workbooks(tmp_path / "failing", [code(FAIL_AT_OAK)])
    render(network, failing)
    for _ in range(2):
        index = render(network, failing, schools=["elm-secondary"]).index.read_text(encoding="utf-8")
        assert "from an earlier rendering, with something missing" in index
        assert "Close pupils.csv" in index
    render(network, workbooks(tmp_path / "books"), schools=["oak-primary"])
    index = render(network, failing, schools=["elm-secondary"]).index.read_text(encoding="utf-8")
    assert "with something missing" not in index


def test_a_page_without_code_scripts_or_cells_for_the_lead(network: Network, tmp_path: Path) -> None:
    """Of a workbook only its words and outputs are in a report; a cell for the lead still runs."""
    cells = [
        words("only for the lead", "lab-only"),
        code("secret = 6 * 7", "lab-only"),
        code("print(secret)"),
    ]
    oak = page(render(network, workbooks(tmp_path / "books", cells)), "oak-primary")
    assert "42" in oak
    assert "only for the lead" not in oak
    assert "secret" not in oak
    assert "<script" not in oak


def test_what_went_to_stderr_is_in_the_log_only(network: Network, tmp_path: Path) -> None:
    """A warning is given back with the receipt and is on no page."""
    books = workbooks(tmp_path / "books", [code("import warnings; warnings.warn('careful now')")])
    receipt = render(network, books)
    assert "careful now" in receipt.schools[0].log
    assert b"careful now" not in b"".join(files(receipt.out).values())


@needs_fork
def test_a_process_killed_once_is_tried_again(network: Network, tmp_path: Path) -> None:
    """A school whose whole process was killed is done again, alone, and all reports are whole."""
    trace = tmp_path / "trace"
    source = (
        "import os, pathlib\n"
        f"trace = pathlib.Path({str(trace)!r})\n"
        "if school == 'oak-primary' and not trace.exists():\n"
        "    trace.write_text('x', encoding='utf-8'); os.kill(os.getppid(), 9)\n"
        "print('all well')"
    )
    receipt = render(network, workbooks(tmp_path / "books", [code(source)]), workers=2)
    assert trace.exists()
    assert receipt.ok, receipt.failures
    assert "all well" in page(receipt, "oak-primary")


@needs_fork
def test_a_process_killed_twice_gets_a_page_that_says_so(network: Network, tmp_path: Path) -> None:
    """The school is told plainly; the rest, and the receipt, come all the same."""
    source = "import os\nif school == 'oak-primary': os.kill(os.getppid(), 9)"
    receipt = render(network, workbooks(tmp_path / "books", [code(source)]))
    assert [report.status for report in receipt.schools] == ["failed", "made"]
    assert "ended without an answer, twice" in page(receipt, "oak-primary")
    assert (receipt.out / "receipt.json").exists()


def test_the_networks_page_reads_results_of_the_same_run(network: Network, tmp_path: Path) -> None:
    """The network's workbooks run after the schools' results are in place."""
    write_record(network, "oak-primary", "2025-26-a")
    counts = "import pathlib; print('found', len(list(pathlib.Path(network).glob('schools/*/enquiries/*/results/*'))))"
    receipt = render(network, workbooks(tmp_path / "books", network=[code(counts)]), schools=["oak-primary"])
    assert "found 2" in page(receipt, "network")


def test_a_failing_network_workbook_is_told_on_its_page(network: Network, tmp_path: Path) -> None:
    """The network's page says why; the schools' reports are whole."""
    receipt = render(network, workbooks(tmp_path / "books", network=[code("1 / 0")]))
    assert not receipt.ok
    assert all(report.status == "made" for report in receipt.schools)
    assert "ZeroDivisionError" in page(receipt, "network")


@pytest.mark.slow
def test_another_executor_does_the_same(network: Network, tmp_path: Path) -> None:
    """Any executor will do; it is not shut down, and the pages are the same."""
    books = workbooks(tmp_path / "books")
    own = files(render(network, books, out=tmp_path / "one").out)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        given = files(render(network, books, out=tmp_path / "two", executor=executor).out)
        assert executor.submit(len, "ab").result() == 2
    assert given == own


def test_old_pages_of_schools_that_left_are_kept_but_not_linked(network: Network, tmp_path: Path) -> None:
    """Rendering takes nothing away."""
    old = network.folder / "reports" / "gone-school.html"
    old.parent.mkdir()
    old.write_text("old", encoding="utf-8")
    receipt = render(network, workbooks(tmp_path / "books"))
    assert old.read_text(encoding="utf-8") == "old"
    assert "gone-school" not in receipt.index.read_text(encoding="utf-8")


def test_stopping_by_hand_leaves_no_half_written_file(network: Network, tmp_path: Path) -> None:
    """Ctrl-C stops the rendering; what is there is whole."""

    def stop(progress: Progress) -> None:
        if progress.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render(network, workbooks(tmp_path / "books"), on_progress=stop)
    pages: Sequence[Path] = list((network.folder / "reports").iterdir())
    assert pages
    assert all(path.read_text(encoding="utf-8").rstrip().endswith("</html>") for path in pages)
