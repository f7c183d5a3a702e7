"""The form that brings in a file in Chromium: a file is chosen, its questions answered, and filed. No notebook is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from form_pages import chromium, open_form, sticks_out

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.show.importing import ImportForm
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped

pytestmark = pytest.mark.browser

EXPORTS = shipped("data_templates") / "exports"
NAMED = "Name,Date,Mark\nTom Ashby,08/09/2025,/\nInes Brook,08/09/2025,L\n"
FOCUSED = "document.activeElement.dataset.key ?? ''"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture
def data(network: Network) -> Path:
    """The folder of the school's tables."""
    return network.data_folder("oak-primary")


@pytest.fixture
def page(browser: Any, network: Network, record_path: Path) -> Iterator[Any]:
    """The form of a school without tables, on a page of its own."""
    enquiry = Enquiry(network, network.schools[0], record_path)
    yield open_form(browser, ImportForm(enquiry).answer, part="import")
    for context in browser.contexts:
        context.close()


def choose(page: Any, file: Path) -> None:
    """Choose a file and wait until it has been looked at."""
    page.get_by_label("A file from your school's system").set_input_files(file)
    page.get_by_text("Nothing is filed yet.").wait_for()


def test_a_known_export_is_filed_and_taken_back(page: Any, data: Path) -> None:
    """The table is there after one button and gone after the other."""
    choose(page, EXPORTS / "arbor_attendance.csv")
    assert page.get_by_text("This kind of file is known: Attendance").is_visible()
    page.get_by_role("button", name="File it as the table of attendance").click()
    page.locator(".enquiry-proposal").get_by_text("Filed: 14 new rows in the table of attendance.").wait_for()
    assert (data / "attendance.csv").is_file()
    assert page.evaluate("document.activeElement.className") == "enquiry-proposal"
    page.get_by_role("button", name="Take it back").click()
    page.locator(".enquiry-proposal").get_by_text("Taken back: the table of attendance is gone").wait_for()
    assert not (data / "attendance.csv").exists()


def test_questions_come_first_and_have_to_be_answered(page: Any, data: Path) -> None:
    """There is no button before; answers stay on the screen, and can be changed."""
    choose(page, EXPORTS / "sims_marksheet.csv")
    tops = page.locator(".enquiry-question, .enquiry-table").evaluate_all(
        "all => all.map(one => one.tagName)"
    )
    assert tops[:2] == ["FIELDSET", "FIELDSET"]
    assert page.get_by_role("button", name="File it").count() == 0
    page.get_by_role("group", name="Is 'Au1' in the headings").get_by_label("before (baseline)").check()
    page.get_by_role("cell", name="baseline").first.wait_for()
    assert page.get_by_text("It can be filed when every question is answered.").is_visible()
    page.get_by_role("group", name="Is 'Su2' in the headings").get_by_label("after (follow_up)").check()
    after = page.get_by_role("group", name="was the test after (follow_up) taken")
    after.get_by_label("not known").check()
    before = page.get_by_role("group", name="was the test before (baseline) taken")
    before.get_by_role("textbox").fill("15/09/2025")
    before.get_by_role("textbox").press("Enter")
    page.get_by_role("cell", name="2025-09-15").first.wait_for()
    page.get_by_role("button", name="File it as the table of outcomes").wait_for()
    assert page.get_by_role("group", name="Is 'Au1'").get_by_label("before (baseline)").is_checked()
    page.get_by_role("button", name="File it as the table of outcomes").click()
    page.get_by_role("button", name="Take it back").wait_for()
    assert "follow_up" in (data / "outcomes.csv").read_text(encoding="utf-8-sig")


def test_another_word_can_be_typed(page: Any) -> None:
    """Enter takes it, and it stands in the preview."""
    choose(page, EXPORTS / "star_reading.csv")
    page.get_by_label("Or another word").fill("mid-year")
    page.get_by_label("Or another word").press("Enter")
    page.get_by_role("cell", name="mid-year").first.wait_for()
    assert page.get_by_label("Or another word").input_value() == "mid-year"


def test_what_a_column_is_taken_for_is_changed(page: Any) -> None:
    """The preview follows, and the column stays where it is; one that was not used comes up to the others."""
    choose(page, EXPORTS / "sims_pupils.csv")
    page.get_by_label("Gender", exact=True).select_option("not used")
    page.get_by_role("columnheader", name="Sex").wait_for(state="detached")
    page.get_by_text("Nothing is filed yet.").wait_for()
    assert page.get_by_label("Gender", exact=True).is_visible()
    page.get_by_text("Not used:").click()
    page.get_by_label("Adno", exact=True).focus()
    page.get_by_label("Adno", exact=True).select_option("Ethnicity")
    page.get_by_text("you said so").nth(1).wait_for()
    assert page.evaluate(FOCUSED) == "column|Adno"


def test_a_file_with_only_names_is_refused(page: Any, tmp_path: Path) -> None:
    """It says what to export instead, shows what is not used, and offers no button."""
    (tmp_path / "names.csv").write_text(NAMED, encoding="utf-8")
    choose(page, tmp_path / "names.csv")
    assert page.get_by_text("Export the file again with the UPN as a column").is_visible()
    assert page.get_by_label("Name", exact=True).is_visible()
    assert page.get_by_role("button", name="File it").count() == 0


def test_a_file_that_cannot_be_read_is_refused_and_the_next_is_taken(page: Any, tmp_path: Path) -> None:
    """The message is an alert; choosing another file takes it away."""
    (tmp_path / "letter.csv").write_text("Dear parents, school is out.\n", encoding="utf-8")
    page.get_by_label("A file from your school's system").set_input_files(tmp_path / "letter.csv")
    alert = page.get_by_role("alert").filter(has_text="This file cannot be brought in as it is.")
    alert.wait_for()
    choose(page, EXPORTS / "arbor_attendance.csv")
    assert alert.count() == 0


def test_a_file_of_several_pieces_arrives_whole(page: Any, tmp_path: Path) -> None:
    """More than a megabyte in three messages; every row of it is there."""
    rows = [f"A{number:012},2025-09-{8 + number % 5:02},AM,/,{'x' * 20}" for number in range(25_000)]
    (tmp_path / "large.csv").write_text("\n".join(["UPN,Date,Session,Mark,Room", *rows]), encoding="utf-8")
    assert (tmp_path / "large.csv").stat().st_size > 2 * 512 * 1024
    choose(page, tmp_path / "large.csv")
    assert page.get_by_text("Found: 25,000 rows under 5 headings.").is_visible()
    assert page.get_by_text("As it would be filed: 25,000 rows, of which the first 5").is_visible()


def test_it_is_done_by_keyboard_alone(page: Any, data: Path) -> None:
    """Arrows choose, the focus stays on what was chosen while the file is looked at again, Enter files and takes back."""
    choose(page, EXPORTS / "sims_marksheet.csv")
    press = page.keyboard.press
    page.get_by_label("A file from your school's system").focus()
    _tab_to(page, "word|occasion|Au1|baseline")
    press("Space")
    page.get_by_text("Nothing is filed yet.").wait_for()
    page.wait_for_function("document.querySelector('[data-key$=\"Au1|baseline\"]').hasAttribute('checked')")
    assert page.evaluate(FOCUSED) == "word|occasion|Au1|baseline"
    _tab_to(page, "word|occasion|Su2|baseline")
    press("ArrowRight")
    page.get_by_role("group", name="was the test after (follow_up) taken").wait_for()
    assert page.evaluate(FOCUSED) == "word|occasion|Su2|follow_up"
    for occasion in ("baseline", "follow_up"):
        _tab_to(page, f"date|{occasion}|not known")
        press("Space")
    page.get_by_role("button", name="File it as the table of outcomes").wait_for()
    _tab_to(page, "unused")
    press("Enter")
    assert page.get_by_label("Surname", exact=True).is_visible()
    _tab_to(page, "file|false")
    press("Enter")
    page.get_by_role("button", name="Take it back").wait_for()
    press("Tab")
    press("Enter")
    page.locator(".enquiry-proposal").get_by_text("Taken back").wait_for()
    assert not (data / "outcomes.csv").exists()


def _tab_to(page: Any, key: str, most: int = 40) -> None:
    """Press Tab until the focus is on a control of the form."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == key:
            return
    raise AssertionError(f"Tab never came to {key}")


@pytest.mark.parametrize("name", ["sims_marksheet", "arbor_pupils", "star_reading"])
def test_it_can_be_used_by_everyone_at_every_width(page: Any, name: str) -> None:
    """axe finds nothing, folded and unfolded; nothing sticks out at 900 pixels, nor on a telephone."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    options = {
        "rules": {
            rule: {"enabled": False} for rule in ("landmark-one-main", "page-has-heading-one", "region")
        }
    }
    choose(page, EXPORTS / f"{name}.csv")
    for width in (900, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.locator("details").evaluate_all("all => all.forEach(one => (one.open = !one.open))")
        found = axe.run(page, context="form.enquiry-form", options=options)
        assert found.violations_count == 0, found.generate_report()
        assert not sticks_out(page)
