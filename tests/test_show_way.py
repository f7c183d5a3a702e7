"""Where one is: what is told of a day, and that it follows what is saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from form_pages import chromium, open_form, picture, pictures_folder, sticks_out

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.progress import progress
from enquiry_lib.show.way import Way, told_of, where_we_are
from enquiry_lib.store.network import Network


@pytest.fixture
def enquiry(network: Network, record_path: Path) -> Enquiry:
    """A school's first enquiry."""
    return Enquiry(network, network.schools[0], record_path)


def test_each_part_of_the_day_is_told_with_its_next_question(enquiry: Enquiry) -> None:
    """How much is answered, the first question still open, and the workbook that asks it."""
    enquiry.save("intervention", {"problem": "Few finish a book"}, base_revision=0)
    told = told_of(progress(enquiry, day=3))
    assert told["title"].startswith("Day 3: 1 of ")
    first = told["parts"][0]
    assert (first["title"], first["answered"]) == ("The intervention", 1)
    assert first["next"]
    assert first["workbook"] == "day3_1_design_the_intervention"


def test_a_record_that_cannot_be_read_is_said(enquiry: Enquiry) -> None:
    """Not a traceback but what was found and what to do."""
    enquiry.save("priorities", {"concern": "Reading"}, base_revision=0)
    enquiry.record_path.write_text("{", encoding="utf-8")
    reply = Way(enquiry, 1).answer({"type": "load"})
    assert reply["type"] == "refused"
    assert "record" in reply["message"]


def test_nothing_appears_where_nobody_types(enquiry: Enquiry, capsys: pytest.CaptureFixture[str]) -> None:
    """A report shows none of it; a day that does not exist is refused there too."""
    where_we_are(enquiry, day=1)
    assert capsys.readouterr().out == ""
    with pytest.raises(errors.WrongValue, match="from 1 to 5"):
        where_we_are(enquiry, day=9)


@pytest.mark.browser
def test_it_follows_what_is_saved(enquiry: Enquiry, tmp_path: Path) -> None:
    """A form that has saved says so to the page, and the count moves; a part without a form here says where it is."""
    with chromium() as browser:
        page: Any = open_form(browser, Way(enquiry, 1).answer, part="way", width=700)
        page.locator(".enquiry-way > li").first.wait_for()
        title = page.locator(".enquiry-way-title")
        before = title.inner_text()
        enquiry.save("priorities", {"concern": "Reading"}, base_revision=0)
        page.evaluate("document.dispatchEvent(new CustomEvent('enquiry-saved'))")
        page.wait_for_function(
            "before => document.querySelector('.enquiry-way-title').textContent !== before", arg=before
        )
        assert title.inner_text().startswith("Day 1: 1 of ")
        page.get_by_role("button", name="School priorities").click()
        assert "day1_1_school_priorities" in page.locator(".enquiry-way-told").inner_text()
        assert not sticks_out(page)
        picture(page, pictures_folder(tmp_path) / "way.png")
