"""What a form asks about passages that may name somebody, in Chromium. No notebook is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from form_pages import chromium, open_form, picture, pictures_folder, sticks_out

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.show.forms import Form
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import load_record, save_section

pytestmark = pytest.mark.browser

CONCERN = "Since Easter Amina and Callum come late. We rang 07700 900123."


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture
def enquiry(network: Network, record_path: Path) -> Enquiry:
    """A school's first enquiry, with nothing in its record."""
    return Enquiry(network, network.schools[0], record_path)


def test_a_name_is_asked_about_once_the_field_is_left(browser: Any, enquiry: Enquiry) -> None:
    """While somebody types nothing is asked; when they go on the form names what it found, and says so aloud."""
    page = open_form(browser, Form(enquiry, "priorities").answer)
    box = page.get_by_label("What are you worried about?", exact=True)
    box.fill(CONCERN)
    page.get_by_text("Saved").first.wait_for()
    assert page.locator(".enquiry-named li").count() == 0
    box.press("Tab")
    page.get_by_text("May name somebody, please look: ‘What are you worried about?’").wait_for()
    assert page.locator(".enquiry-named strong").all_inner_texts() == ["Amina", "Callum", "07700 900123"]


def test_a_word_in_brackets_takes_the_place_of_a_name(browser: Any, enquiry: Enquiry) -> None:
    """The field and the record have [name] in its place, and undo brings the name back."""
    save_section(enquiry.record_path, "priorities", {"concern": CONCERN}, base_revision=0)
    page = open_form(browser, Form(enquiry, "priorities").answer)
    page.get_by_role("button", name="Put [name] instead: Amina").click()
    page.get_by_role("button", name="Put [name] instead: Amina").wait_for(state="detached")
    box = page.get_by_label("What are you worried about?", exact=True)
    assert box.input_value() == CONCERN.replace("Amina", "[name]") == enquiry.typed.priorities.concern
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Put [name] instead: Amina").wait_for()
    assert enquiry.typed.priorities.concern == CONCERN


def test_what_is_nobody_is_never_asked_again(browser: Any, enquiry: Enquiry) -> None:
    """The decision is in the record, without the words, and a form opened later does not ask."""
    save_section(enquiry.record_path, "priorities", {"strengths": ["Harry Potter club"]}, base_revision=0)
    page = open_form(browser, Form(enquiry, "priorities").answer)
    page.get_by_role("button", name="It is nobody: Harry").click()
    page.get_by_text("Kept as it is: it names nobody.").wait_for()
    (kept,) = load_record(enquiry.record_path).confirmed
    assert len(kept) == 64 and "harry" not in kept
    again = open_form(browser, Form(enquiry, "priorities").answer)
    assert again.locator(".enquiry-named li").count() == 0


@pytest.mark.parametrize(("width", "theme"), [(900, "light"), (900, "dark"), (390, "light")])
def test_the_question_fits_beside_its_field(
    browser: Any, enquiry: Enquiry, tmp_path: Path, width: int, theme: str
) -> None:
    """In light and dark and on a narrow screen it is drawn, and nothing sticks out."""
    values = {"concern": CONCERN, "weaknesses": ["The bus", "Mrs Okafor's room is cold"]}
    save_section(enquiry.record_path, "priorities", values, base_revision=0)
    page = open_form(browser, Form(enquiry, "priorities").answer, width=width)
    if theme == "dark":
        page.evaluate(DARK)
    picture(page, pictures_folder(tmp_path) / f"named_{theme}_{width}.png")
    assert page.get_by_text("Item 2: This may name somebody").count() == 1
    assert not sticks_out(page)


DARK = """() => {
  document.body.setAttribute("data-jp-theme-light", "false");
  const colours = { "layout-color1": "#111", "layout-color2": "#222", "ui-font-color0": "#f4f4f4", "border-color0": "#999", "border-color2": "#444" };
  for (const [name, value] of Object.entries(colours)) document.body.style.setProperty(`--jp-${name}`, value);
  document.body.style.background = "#111";
}"""


def test_the_next_question_about_a_name_can_be_answered_at_once(browser: Any, enquiry: Enquiry) -> None:
    """After one decision the focus is on the next; it is not drawn again and again under the hand."""
    page = open_form(browser, Form(enquiry, "priorities").answer)
    box = page.get_by_label("What are you worried about?", exact=True)
    box.fill("Nobody asks Callum, Tariq or Keziah.")
    box.press("Tab")
    page.get_by_role("button", name="It is nobody: Callum").click()
    nobody = page.get_by_role("button", name="It is nobody: Tariq")
    page.wait_for_function("document.activeElement.closest('.enquiry-named')")
    page.evaluate("window.drawn = document.activeElement")
    page.wait_for_timeout(300)
    assert page.evaluate("window.drawn.isConnected")
    nobody.click()
    nobody.wait_for(state="detached")
