"""Two people at one enquiry: two JupyterLab servers over one network's folder, and two windows of one server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from form_pages import chromium, pictures_folder
from lab_pages import Desk, FreshSchool, awaited, form_of, fresh_school, jupyterlab, says, snapshot

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORKBOOK = "day1_1_school_priorities"
PICTURES = Path(__file__).parent / "pictures"
CONCERN, KNOWN, PRIORITY = (
    "What are you worried about?",
    "What do you know already, and how?",
    "The one priority you will take forward",
)
Two = tuple[FreshSchool, Any, Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def two_servers(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Two]:
    """The same workbook open at two computers, which share nothing but the network's folder."""
    place = tmp_path_factory.mktemp("servers")
    school = fresh_school(place / "network")
    with (
        jupyterlab(school.workbooks, place / "here") as here,
        jupyterlab(school.workbooks, place / "there") as there,
    ):
        pages = [Desk(school, server, browser).open(WORKBOOK) for server in (here, there)]
        yield school, *pages
        for page in pages:
            page.close()


@pytest.fixture(scope="module")
def two_windows(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Two]:
    """The same workbook open and run in two windows of one server: they share a kernel."""
    place = tmp_path_factory.mktemp("windows")
    school = fresh_school(place / "network")
    with jupyterlab(school.workbooks, place / "here") as server:
        desk = Desk(school, server, browser)
        pages = [desk.open(WORKBOOK, window) for window in ("first", "second")]
        yield school, *pages
        for page in pages:
            page.close()


@pytest.fixture(scope="module", params=["two_servers", "two_windows"])
def two(request: pytest.FixtureRequest) -> Two:
    """The enquiry, and the pages of the first and the second person."""
    return request.getfixturevalue(request.param)


def priorities(page: Any) -> Any:
    """Give the first form of the workbook."""
    return form_of(page, "School priorities")


def is_on_disk(school: FreshSchool, section: str, field: str, words: str) -> Callable[[], bool]:
    """Give what says whether an answer is on disk."""
    return lambda: school.on_disk(section).get(field) == words


def test_different_sections_are_both_kept(two: Two) -> None:
    """What two people type at the same time in two forms is all in the record."""
    school, first, second = two
    first.bring_to_front()
    priorities(first).get_by_label(CONCERN).fill("Some have stopped reading")
    missing = form_of(second, "Stakeholders and partners").get_by_label("Whose voice is missing")
    missing.fill("Those who left")
    priorities(first).get_by_label(KNOWN).fill("The library's loans")
    awaited(is_on_disk(school, "priorities", "what_we_know", "The library's loans"), "what the first typed")
    awaited(is_on_disk(school, "stakeholders", "missing", "Those who left"), "what the second typed")
    assert school.on_disk("priorities")["concern"] == "Some have stopped reading"


def test_different_answers_of_one_section_are_both_kept(two: Two) -> None:
    """The second is shown what the first has written in another field, and loses nothing of their own."""
    school, first, second = two
    priorities(first).get_by_label(CONCERN).fill("Fewer books go home")
    says(priorities(first), "Saved ")
    awaited(is_on_disk(school, "priorities", "concern", "Fewer books go home"), "what the first typed")
    priorities(second).get_by_label(PRIORITY).fill("Reading at home")
    awaited(is_on_disk(school, "priorities", "priority", "Reading at home"), "what the second typed")
    awaited(
        lambda: priorities(second).get_by_label(CONCERN).input_value() == "Fewer books go home",
        "the first one's answer in front of the second",
    )
    assert school.on_disk("priorities")["concern"] == "Fewer books go home"


def test_the_second_to_change_an_answer_is_told_and_shown_both(two: Two, request: Any) -> None:
    """Nothing is overwritten unseen: both versions stand side by side, and the one that is chosen is kept."""
    school, first, second = two
    form = priorities(second)
    form.get_by_label(KNOWN).click()
    says(form, "Saved ")
    priorities(first).get_by_label(KNOWN).fill("Asked by the first")
    awaited(is_on_disk(school, "priorities", "what_we_know", "Asked by the first"), "the first one's answer")
    second.keyboard.press("Control+a")
    second.keyboard.type("Asked by the second")
    form.get_by_text("Somebody has changed this answer elsewhere").wait_for()
    versions = form.locator(".enquiry-message .enquiry-versions").inner_text()
    assert "Asked by the first" in versions
    assert "Asked by the second" in versions
    assert school.on_disk("priorities")["what_we_know"] == "Asked by the first"
    name = request.node.callspec.id
    (pictures_folder(PICTURES) / f"lab_conflict_{name}.png").write_bytes(snapshot(second))
    form.get_by_role("button", name="Keep mine").click()
    awaited(is_on_disk(school, "priorities", "what_we_know", "Asked by the second"), "the answer chosen")
    first.get_by_role("heading", name="School priorities").click()
    priorities(first).get_by_label(PRIORITY).click()
    awaited(
        lambda: priorities(first).get_by_label(KNOWN).input_value() == "Asked by the second",
        "the answer chosen, in front of the first who comes back",
    )
