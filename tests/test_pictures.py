"""Pictures of what people see, for people to look at: kept in the folder that ENQUIRY_PICTURES names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from form_pages import chromium, open_answers, open_form, picture, pictures_folder, sticks_out
from full_record import full_record

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.show.answers import printed_answers
from enquiry_lib.show.forms import Form, lists_of
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import SECTIONS
from enquiry_lib.store.saving import save_record

pytestmark = pytest.mark.browser

NARROW = 640
"""What a window of 1280 pixels leaves at 200%."""


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
