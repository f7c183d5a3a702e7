"""Pictures of what people see, for people to look at: kept in the folder that ENQUIRY_PICTURES names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from form_pages import chromium, open_answers, open_form, picture, picture_of, pictures_folder, sticks_out
from full_record import full_record

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.data.example import build_example
from enquiry_lib.render.batch import render_network
from enquiry_lib.show.answers import printed_answers
from enquiry_lib.show.forms import Form, lists_of
from enquiry_lib.show.importing import ImportForm
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import SECTIONS
from enquiry_lib.store.saving import save_record
from enquiry_lib.store.shipped import shipped

pytestmark = pytest.mark.browser

NARROW = 640
"""What a window of 1280 pixels leaves at 200%."""
WIDTHS = (1300, 900, 400)
"""A desk, a tablet held upright, a telephone."""
PAPER = {"width": 665, "height": 978}
"""What the margins of a report leave of A4, in pixels of 1/96 inch."""
SCHOOLS = ("hoppletarn-primary", "inglethorn-school", "marrowgate-high")
"""One with everything, one nearly all of whose numbers are withheld, and one in the middle of its enquiry."""
REPORTS = (*SCHOOLS, "network", "index")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go."""
    return pictures_folder(tmp_path / "pictures")


@pytest.fixture
def enquiry(network: Network, record_path: Path) -> Enquiry:
    """A school's first enquiry, with every section of its record filled in."""
    save_record(record_path, full_record())
    return Enquiry(network, network.schools[0], record_path)


@pytest.mark.parametrize("section", SECTIONS)
def test_the_form_of_every_section_is_drawn_and_fits(
    browser: Any, enquiry: Enquiry, folder: Path, section: str
) -> None:
    """Nothing sticks out at the width of a notebook, nor at 200% zoom; a picture is kept."""
    page = open_form(browser, Form(enquiry, section).answer)
    page.locator(".enquiry-bar").evaluate("bar => (bar.style.position = 'static')")  # not across the picture
    picture(page, folder / f"form_{section}.png")
    assert not sticks_out(page)
    page.set_viewport_size({"width": NARROW, "height": 900})
    assert not sticks_out(page)
    page.close()


@pytest.mark.parametrize("section", SECTIONS)
def test_the_printed_answers_of_every_section_fit_a_report(
    browser: Any, enquiry: Enquiry, folder: Path, section: str
) -> None:
    """At the width of a report, and on a telephone, nothing has to be scrolled sideways; a picture is kept."""
    html = printed_answers(enquiry.record.section(section), lists_of(enquiry)).html
    page = open_answers(browser, html)
    picture(page, folder / f"answers_{section}.png")
    assert not sticks_out(page)
    page.set_viewport_size({"width": 400, "height": 900})
    assert not sticks_out(page)
    page.close()


def test_every_form_of_a_workbook_has_its_picture() -> None:
    """Each section that a workbook asks for is among those drawn above."""
    books = sorted(shipped("notebooks").glob("*.ipynb"))
    cells = [cell.source for book in books for cell in nbformat.read(book, as_version=4).cells]
    asked = {name for source in cells for name in re.findall(r'el\.ask\(enquiry, "(\w+)"', source)}
    assert asked == set(SECTIONS)


# --- bringing in a file -----------------------------------------------------------------------------------

EXPORTS = shipped("data_templates") / "exports"
NAMED = "Name,Date,Mark\nTom Ashby,08/09/2025,/\nInes Brook,08/09/2025,L\n"
LETTER = "Dear parents, school is out.\n"


@pytest.mark.parametrize("width", [900, 390])
def test_a_file_is_brought_in_step_by_step(
    browser: Any, enquiry: Enquiry, folder: Path, tmp_path: Path, width: int
) -> None:
    """Nothing sticks out of any state of the form at the width of a notebook, nor on a telephone; each has a picture."""
    page = open_form(browser, ImportForm(enquiry).answer, width=width, part="import")
    page.locator(".enquiry-bar").evaluate("bar => (bar.style.position = 'static')")
    states = iter(
        ("start", "unreadable", "names", "typed", "questions", "answered", "filed", "there", "unfolded")
    )

    def see(words: str) -> None:
        page.get_by_text(words).first.wait_for()
        picture(page, folder / f"import_{next(states)}_{width}.png")
        assert not sticks_out(page)

    def choose(file: Path) -> None:
        page.locator(".enquiry-file").set_input_files(file)

    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    see("Bring in a file")
    choose(write("letter.csv", LETTER))
    see("This file cannot be brought in as it is.")
    choose(write("names.csv", NAMED))
    see("Export the file again")
    choose(EXPORTS / "ngrt.csv")
    see("No heading says the measure.")
    choose(EXPORTS / "sims_marksheet.csv")
    see("Is 'Au1' in the headings")
    page.get_by_label("before (baseline)").first.check()
    page.get_by_label("after (follow_up)").last.check()
    for question in range(2):  # on which day each of the two tests was taken
        page.get_by_label("not known").nth(question).check()
    see("File it as the table of outcomes")
    page.get_by_role("button", name="File it").click()
    see("Filed: 30 new rows in the table of outcomes.")
    choose(EXPORTS / "star_reading.csv")
    page.get_by_label("after (follow_up)").check()
    see("Put it in that table's place")
    page.get_by_text("Not used:").click()
    see("a date of birth: never taken in")
    page.close()


# --- reports ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of three schools of the example, with the network's page and the index."""
    network = build_example(tmp_path_factory.mktemp("pictures") / "network")
    receipt = render_network(network.folder, schools=SCHOOLS, workers=2)
    assert receipt.ok
    return receipt.out


def _opened(browser: Any, reports: Path, name: str) -> Any:
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
    page.goto((reports / f"{name}.html").as_uri())
    return page


def _unfold(page: Any) -> None:
    page.locator("details").evaluate_all("all => all.forEach(one => (one.open = true))")


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_every_part_of_a_report_is_drawn(browser: Any, reports: Path, folder: Path, name: str) -> None:
    """The front and each chapter have a picture, those with something folded a second one of it open."""
    page = _opened(browser, reports, name)
    parts = page.locator(".front, .chapter").all() or [page.locator("main")]
    for part in parts:
        kept = f"report_{name}_{part.get_attribute('id') or 'front'}"
        picture_of(part, folder / f"{kept}.png")
        folded = part.locator("details")
        if folded.count():
            folded.evaluate_all("all => all.forEach(one => (one.open = true))")
            picture_of(part, folder / f"{kept}_open.png")
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_fits_every_width(browser: Any, reports: Path, folder: Path, name: str, width: int) -> None:
    """Nothing sticks out of a page, folded or open; its beginning has a picture."""
    page = _opened(browser, reports, name)
    page.set_viewport_size({"width": width, "height": 900})
    (folder / f"report_{name}_{width}.png").write_bytes(page.screenshot())
    assert not sticks_out(page)
    _unfold(page)
    assert not sticks_out(page)
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_can_be_used_by_everyone(browser: Any, reports: Path, name: str) -> None:
    """axe finds nothing on a whole page at a desk and on a telephone, with everything open."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = _opened(browser, reports, name)
    _unfold(page)
    for width in (WIDTHS[0], WIDTHS[-1]):
        page.set_viewport_size({"width": width, "height": 900})
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", SCHOOLS)
def test_on_paper_the_first_page_is_in_short(browser: Any, reports: Path, name: str) -> None:
    """Printed, what a report says in short fits on the first page and is alone there; nothing stays folded."""
    page = _opened(browser, reports, name)
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    front = page.locator(".front")
    box = front.bounding_box()
    assert box["y"] + box["height"] <= PAPER["height"]
    assert front.evaluate("one => getComputedStyle(one).breakAfter") == "page"
    inside = page.locator("details > :not(summary)")
    assert inside.count() > 10
    assert all(inside.evaluate_all("all => all.map(one => one.checkVisibility())"))
    page.close()
