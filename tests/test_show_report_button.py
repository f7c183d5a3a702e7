"""The button that renders a report: what it answers at each stage, and that nothing is begun twice."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report_program import READ, ended, program, report, step

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.show import report_button
from enquiry_lib.show.report_button import ReportButton, offer_report
from enquiry_lib.show.report_run import Now, Run
from enquiry_lib.store.network import Network

SECONDS = 30


@pytest.fixture(autouse=True)
def _no_other_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without any rendering."""
    monkeypatch.setattr(report_button, "_runs", {})


@pytest.fixture
def enquiry(network: Network, record_path: Path) -> Enquiry:
    """A school's first enquiry."""
    return Enquiry(network, network.schools[0], record_path)


@pytest.fixture
def page(network: Network) -> Path:
    """Where the school's report is."""
    return network.folder.resolve() / "reports" / "oak-primary.html"


class Begun:
    """Begins programs in the place of renderings, and counts them."""

    def __init__(self, *lines: object) -> None:
        self.lines = lines
        self.runs: list[Run] = []
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str]) -> Run:
        """Begin one."""
        self.commands.append(command)
        self.runs.append(Run(program(*self.lines)))
        return self.runs[-1]


@pytest.fixture
def under_way() -> Iterator[Begun]:
    """Renderings that are at their fourth workbook until they are stopped."""
    begun = Begun(step(4), READ)
    yield begun
    for run in begun.runs:
        run.stop()
        run.wait(SECONDS)


def write(page: Path, text: str = "<h1>Report é</h1>") -> None:
    """Write a report as a rendering does."""
    page.parent.mkdir(exist_ok=True)
    page.write_text(text, encoding="utf-8")


def ask(button: ReportButton, kind: str) -> dict[str, Any]:
    """Send one message."""
    return button.answer({"type": kind, "view": "a"})


def after(enquiry: Enquiry, *lines: object) -> dict[str, Any]:
    """Render with a program that says these lines, and give what is told once it has ended."""
    begun = Begun(*lines)
    button = ReportButton(enquiry, begun)
    ask(button, "render")
    begun.runs[0].wait(SECONDS)
    return ask(button, "look")


# --- where it stands --------------------------------------------------------------------------------------


def test_without_a_front_end_nothing_appears(enquiry: Enquiry, capsys: pytest.CaptureFixture[str]) -> None:
    """A report and a test run show no button."""
    offer_report(enquiry)
    assert capsys.readouterr().out == ""


def test_with_a_front_end_it_is_a_widget_without_state(
    enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its state is its script and which part of it to draw."""
    shown: list[Any] = []
    monkeypatch.setattr(report_button, "has_front_end", lambda: True)
    monkeypatch.setattr(report_button, "display_output", shown.append)
    offer_report(enquiry)
    assert shown[0].get_state(["part"]) == {"part": "report"}
    assert "renders the report" in shown[0]._repr_mimebundle_()[0]["text/plain"]


# --- before and during ------------------------------------------------------------------------------------


def test_before_the_first_there_is_nothing_to_open(enquiry: Enquiry) -> None:
    """It names the school and says what the report is made of."""
    told = ask(ReportButton(enquiry), "load")
    assert (told["stage"], told["open"], told["title"]) == ("idle", "", "The report of Oak Primary School")
    assert "saved now" in told["lines"][0]


def test_an_earlier_report_can_be_opened_at_once(enquiry: Enquiry, page: Path) -> None:
    """It says when it was made, where the file is, and that it is a draft."""
    write(page)
    told = ask(ReportButton(enquiry), "load")
    assert told["open"].startswith("Open the last report, made ")
    assert f"oak-primary.html, in the folder {page.parent}" in told["place"][1]
    assert "draft until the head signs it off" in told["place"][0]


def test_the_page_arrives_as_it_was_written(enquiry: Enquiry, page: Path) -> None:
    """Every byte of it, made small on the way."""
    write(page, "<p>é – ✓</p>" * 1000)
    packed = ask(ReportButton(enquiry), "page")["packed"]
    assert len(packed) < 1000
    assert gzip.decompress(base64.b64decode(packed)) == page.read_bytes()


def test_a_page_that_is_gone_is_said(enquiry: Enquiry) -> None:
    """Somebody may have moved it between two looks."""
    assert ask(ReportButton(enquiry), "page")["type"] == "refused"


def test_it_renders_this_school_of_this_network(enquiry: Enquiry, under_way: Begun) -> None:
    """The command has the folder and the id, each as one word, and no shell."""
    ask(ReportButton(enquiry, under_way), "render")
    command = under_way.commands[0]
    assert command[command.index("render") + 1] == str(enquiry.network.folder.resolve())
    assert command[command.index("--school") + 1] == "oak-primary"


def test_pressed_twice_it_begins_once(enquiry: Enquiry, under_way: Begun) -> None:
    """Also when the cell was run again in between: the new button shows the rendering under way."""
    button = ReportButton(enquiry, under_way)
    assert ask(button, "render")["stage"] == "running"
    ask(button, "render")
    again = ReportButton(enquiry, under_way)
    assert ask(again, "load")["stage"] == "running"
    ask(again, "render")
    assert len(under_way.runs) == 1


def test_while_it_runs_an_earlier_report_is_not_offered(
    enquiry: Enquiry, page: Path, under_way: Begun
) -> None:
    """It would be taken for the new one."""
    write(page)
    assert ask(ReportButton(enquiry, under_way), "render")["open"] == ""


def test_cancelled_it_says_so_and_can_be_begun_again(enquiry: Enquiry, under_way: Begun) -> None:
    """The report before stays, and pressing again begins afresh."""
    button = ReportButton(enquiry, under_way)
    ask(button, "render")
    assert ask(button, "cancel")["doing"] == "Stopping"
    under_way.runs[0].wait(SECONDS)
    told = ask(button, "look")
    assert (told["stage"], told["said"], told["problems"]) == (
        "over",
        "Cancelled. The report is as it was before.",
        [],
    )
    ask(button, "render")
    assert len(under_way.runs) == 2


def test_with_nothing_to_cancel_nothing_happens(enquiry: Enquiry) -> None:
    """A press that comes too late is answered with how things stand."""
    assert ask(ReportButton(enquiry), "cancel")["stage"] == "idle"


def test_a_program_that_cannot_be_started_is_said(enquiry: Enquiry) -> None:
    """In the words of the error, with what to do."""

    def begin(_: list[str]) -> Run:
        raise errors.RenderingNotBegun(why="no memory")

    told = ask(ReportButton(enquiry, begin), "render")
    assert (told["type"], "no memory. Close other programs" in told["message"]) == ("refused", True)


def test_how_far_it_has_come_is_told_sparingly() -> None:
    """What is read aloud changes with each quarter; the bar never goes back."""
    steps = [{"number": n, "of": 11, "title": "T", "again": False} for n in range(1, 12)]
    steps += [{"number": n, "of": 2, "title": "T", "again": True} for n in (1, 2)]
    told = [report_button.told_of(Now(step=one)) for one in steps]
    assert len({one["said"] for one in told}) <= 4
    shares = [one["share"] for one in told]
    assert shares == sorted(shares)
    assert shares[-1] < 1
    assert told[-1]["doing"] == "Once more, to hide small numbers: workbook 2 of 2: T"


# --- afterwards -------------------------------------------------------------------------------------------


def test_a_report_that_is_whole_is_offered(enquiry: Enquiry, page: Path) -> None:
    """It says that it is ready, and nothing that worries."""
    write(page)
    told = after(enquiry, step(1), report(page), report(page, school=""), ended())
    assert (told["stage"], told["said"], told["open"]) == ("over", "Your report is ready.", "Open the report")
    assert told["problems"] == told["lines"] == []


def test_it_can_be_opened_before_the_networks_page_is_done(enquiry: Enquiry, page: Path) -> None:
    """Nobody waits for a page that is not theirs, and it cannot be cancelled half way."""
    write(page)
    told = report_button.told_of(Now(report={"written": True, "failures": []}))
    assert (told["stage"], told["fresh"]) == ("ready", True)
    assert "need not wait" in told["lines"][0]


def test_each_failure_is_said_once(enquiry: Enquiry, page: Path) -> None:
    """One reason of many workbooks is one line; two reasons are two."""
    write(page)
    same = [(f"Workbook {number}", "The record cannot be read. Restore it.") for number in range(5)]
    told = after(enquiry, report(page, *same, ("Evaluate impact", "It took too long.")), ended())
    assert told["said"] == "Your report is made, and something is missing from it."
    assert told["problems"] == [
        {"about": "5 workbooks", "message": "The record cannot be read. Restore it."},
        {"about": "Evaluate impact", "message": "It took too long."},
    ]


def test_a_report_that_could_not_be_written_leaves_the_earlier_one(enquiry: Enquiry, page: Path) -> None:
    """It says so, and what is offered is called the last one."""
    write(page)
    told = after(enquiry, report(page, ("", "No space. Free some."), written=False), ended())
    assert told["said"] == "The report could not be written."
    assert told["open"].startswith("Open the last report")


def test_the_networks_page_is_somebody_elses_business(enquiry: Enquiry, page: Path) -> None:
    """What fails there is said in one line, without what other schools have written."""
    write(page)
    told = after(enquiry, report(page), report(page, ("", "Elm: secret"), school=""), ended())
    assert (told["said"], told["problems"]) == ("Your report is ready.", [])
    assert "network's own page" in told["lines"][0]
    assert "Elm" not in str(told)


def test_what_was_refused_is_said(enquiry: Enquiry) -> None:
    """The words of the command, and no report to open."""
    told = after(enquiry, {"refused": {"message": "The folder cannot be written. Ask."}})
    assert told["said"] == "The report was not made."
    assert told["problems"] == [{"about": "", "message": "The folder cannot be written. Ask."}]


def test_an_end_without_a_word_is_said(enquiry: Enquiry) -> None:
    """Out of memory, or a fault nobody foresaw: never a traceback."""
    told = after(enquiry, step(2))
    assert told["said"] == "The report was not made."
    assert "ended without saying why" in told["problems"][0]["message"]
