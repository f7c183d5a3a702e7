"""The button that renders a report in Chromium: each state of it, by mouse and by keyboard. No notebook is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from form_pages import chromium, open_form, picture, pictures_folder, sticks_out
from report_program import READ, ended, program, report, step, until

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.show import report_button
from enquiry_lib.show.report_button import ReportButton
from enquiry_lib.show.report_run import Run
from enquiry_lib.store.network import Network

pytestmark = pytest.mark.browser

REPORT = "<!DOCTYPE html><html lang='en-GB'><title>Oak’s report</title><h1>Worth the effort – £5</h1></html>"
LAST_STEP = {"again": True, "of": 3, "title": "Evaluate impact"}
FAILURES = (
    *(
        (f"Workbook {n}", "The record enquiry.json cannot be read. Restore an earlier version.")
        for n in range(5)
    ),
    ("Evaluate impact", "The report held a name. Take it out of the form 'Findings', then render again."),
)


class Stage:
    """A page with the button, and the program in the place of a rendering."""

    def __init__(self, browser: Any, network: Network, record_path: Path, folder: Path) -> None:
        self.enquiry = Enquiry(network, network.schools[0], record_path)
        self.file = network.folder.resolve() / "reports" / "oak-primary.html"
        self.file.parent.mkdir()
        self.go = folder / "go"
        self.lines: tuple[object, ...] = (step(4), READ)
        self.runs: list[Run] = []
        self.browser = browser

    def open(self, width: int = 900) -> Any:
        """Give a page with the button."""
        button = ReportButton(self.enquiry, self._begin)
        return open_form(self.browser, button.answer, part="report", width=width)

    def _begin(self, _: list[str]) -> Run:
        self.runs.append(Run(program(*self.lines)))
        return self.runs[-1]

    def end(self) -> None:
        """Stop what is still at work."""
        for run in self.runs:
            run.stop()
            run.wait(30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture
def stage(
    browser: Any, network: Network, record_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """A school without any rendering so far."""
    monkeypatch.setattr(report_button, "_runs", {})
    staged = Stage(browser, network, record_path, tmp_path)
    yield staged
    staged.end()
    for context in browser.contexts:
        context.close()


def press(page: Any, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name, exact=True).click()


def says(page: Any, words: str) -> None:
    """Wait until the status line says some words."""
    page.get_by_role("status").filter(has_text=words).wait_for()


def test_a_report_is_rendered_and_opened_in_a_new_tab(stage: Stage) -> None:
    """A real link with the page itself behind it, which no blocker of pop-ups stops."""
    stage.file.write_text(REPORT, encoding="utf-8")
    stage.lines = (step(1), report(stage.file), report(stage.file, school=""), ended())
    page = stage.open()
    press(page, "Render my report")
    says(page, "Your report is ready.")
    link = page.get_by_role("link", name="Open the report (in a new tab)", exact=True)
    link.wait_for()
    assert page.get_by_text("It is a draft until the head signs it off.").is_visible()
    assert page.get_by_text(f"in the folder {stage.file.parent}").is_visible()
    with page.context.expect_page() as opened:
        link.click()
    opened.value.get_by_role("heading", name="Worth the effort – £5").wait_for()
    assert opened.value.title() == "Oak’s report"
    assert opened.value.evaluate("window.opener") is None


def test_how_far_it_is_can_be_seen_and_it_can_be_cancelled(stage: Stage) -> None:
    """The bar has the workbook's name as its label; cancelling leaves the report as it was."""
    page = stage.open()
    press(page, "Render my report")
    bar = page.get_by_role("progressbar", name="Workbook 4 of 12: Design the intervention")
    bar.wait_for()
    assert 0.2 < float(bar.get_attribute("value")) < 0.4
    assert page.get_by_text("so far").is_visible()
    assert page.get_by_role("button", name="Render my report").count() == 0
    press(page, "Cancel")
    says(page, "Cancelled. The report is as it was before.")
    assert stage.runs[0].now.over
    assert page.get_by_role("button", name="Render it again").is_visible()


def test_the_time_runs_and_the_focus_stays(stage: Stage) -> None:
    """What changes each second is changed in place."""
    page = stage.open()
    press(page, "Render my report")
    page.get_by_role("button", name="Cancel").focus()
    page.get_by_text("2 seconds so far").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Cancel"


def test_a_second_page_of_the_same_button_shows_the_same(stage: Stage) -> None:
    """A window opened again finds the rendering under way, and begins none."""
    press(stage.open(), "Render my report")
    again = stage.open()
    again.get_by_role("progressbar", name="Workbook 4 of 12").wait_for()
    assert len(stage.runs) == 1


def test_the_report_can_be_opened_while_the_networks_page_is_made(stage: Stage) -> None:
    """Then the same page says that all is done, and the link still opens it."""
    stage.file.write_text(REPORT, encoding="utf-8")
    stage.lines = (report(stage.file), until(stage.go), report(stage.file, school=""), ended())
    page = stage.open()
    press(page, "Render my report")
    page.get_by_role("link", name="Open the report").wait_for()
    assert page.get_by_text("You need not wait for it.").is_visible()
    assert page.get_by_role("button").count() == 0
    stage.go.touch()
    page.get_by_role("button", name="Render it again").wait_for()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the report").click()
    opened.value.get_by_role("heading", name="Worth the effort").wait_for()


def test_what_failed_is_said_in_plain_words(stage: Stage) -> None:
    """Each reason once, with what to do; the page can be opened all the same."""
    stage.file.write_text(REPORT, encoding="utf-8")
    stage.lines = (report(stage.file, *FAILURES), ended())
    page = stage.open()
    press(page, "Render my report")
    says(page, "something is missing from it")
    assert page.get_by_role("listitem").count() == 2
    assert page.get_by_text("5 workbooks: The record enquiry.json cannot be read.").is_visible()
    page.get_by_role("link", name="Open the report").wait_for()


def test_a_full_disk_is_said(stage: Stage) -> None:
    """There is nothing to open, and it can be tried again."""
    words = "oak-primary.html could not be written: no space left on device. Free some space."
    stage.lines = ({"refused": {"message": words}},)
    page = stage.open()
    press(page, "Render my report")
    says(page, "The report was not made.")
    assert page.get_by_text(words).is_visible()
    assert page.get_by_role("link").count() == 0
    assert page.get_by_role("button", name="Render it again").is_visible()


def test_a_page_that_has_gone_is_said(stage: Stage) -> None:
    """An alert, and no link that opens nothing."""
    stage.file.write_text(REPORT, encoding="utf-8")
    button = ReportButton(stage.enquiry)
    told = button.answer({"type": "load"})
    stage.file.unlink()
    page = open_form(
        stage.browser, lambda m: told if m["type"] == "load" else button.answer(m), part="report"
    )
    page.get_by_role("alert").filter(has_text="oak-primary.html").wait_for()
    assert page.get_by_role("link").count() == 0


def test_it_is_done_by_keyboard_alone(stage: Stage) -> None:
    """Enter begins, the focus goes to what is new, Tab leads to the link, Enter opens it."""
    stage.file.write_text(REPORT, encoding="utf-8")
    stage.lines = (step(1), until(stage.go), report(stage.file), ended())
    page = stage.open()
    key = page.keyboard.press
    page.get_by_role("button", name="Render my report").focus()
    key("Enter")
    page.get_by_role("progressbar").wait_for()
    assert page.evaluate("document.activeElement.className") == "enquiry-report"
    key("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    stage.go.touch()
    page.get_by_role("link", name="Open the report").wait_for()
    assert page.evaluate("document.activeElement.className") == "enquiry-report"
    key("Tab")
    with page.context.expect_page() as opened:
        key("Enter")
    opened.value.get_by_role("heading", name="Worth the effort").wait_for()


STATES = {
    "idle": (),
    "running": (step(4), READ),
    "again": (step(2, **LAST_STEP), READ),  # type: ignore[arg-type]
    "ready": ("report", READ),
    "done": ("report", ended()),
    "failed": ("failed", ended()),
    "refused": ({"refused": {"message": "The disk is full. Free some space, then try again."}},),
}


@pytest.mark.parametrize("state", STATES)
def test_it_can_be_used_by_everyone_at_every_width(stage: Stage, state: str, tmp_path: Path) -> None:
    """axe finds nothing in any state, and nothing sticks out; a picture of each is kept."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    quiet = ("landmark-one-main", "page-has-heading-one", "region")
    options = {"rules": {rule: {"enabled": False} for rule in quiet}}
    made = {"report": report(stage.file), "failed": report(stage.file, *FAILURES)}
    stage.lines = tuple(made.get(line, line) if isinstance(line, str) else line for line in STATES[state])
    stage.file.write_text(REPORT, encoding="utf-8")
    page = stage.open()
    if stage.lines:
        press(page, "Render my report")
        page.get_by_role("button", name="Render my report").wait_for(state="detached")
    if state not in ("running", "again"):
        page.get_by_role("link").wait_for()
    for width in (900, 600, 390):
        page.set_viewport_size({"width": width, "height": 600})
        found = axe.run(page, context="form.enquiry-form", options=options)
        assert found.violations_count == 0, found.generate_report()
        assert not sticks_out(page)
        picture(page, pictures_folder(tmp_path) / f"report-{state}-{width}.png")
