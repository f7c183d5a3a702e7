"""A section of every day in a real JupyterLab: filled in, the kernel restarted or killed, the page opened again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filling import Answers, answered, fill, shown
from form_pages import chromium, pictures_folder
from full_record import full_record
from lab_pages import (
    SCREEN,
    Desk,
    awaited,
    choose,
    form_of,
    fresh_school,
    jupyterlab,
    restart_and_run,
    save,
    says,
    snapshot,
)

from enquiry_lib.analyse.enquiry import open_enquiry
from enquiry_lib.show.fields import field_specs, form_title
from enquiry_lib.show.forms import lists_of
from enquiry_lib.store.record import SECTIONS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAYS = {
    "day1_1_school_priorities": "priorities",
    "day2_1_review_the_evidence": "evidence",
    "day3_3_people_and_their_data": "protection",
    "day4_1_plan_the_evaluation": "evaluation_plan",
    "day5_1_share_and_embed": "decision",
}
"""A workbook of each day, and the section of it that is filled in here."""
TYPED_AFTER = " and this after the kernel died"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One server for all days; the school has no table and no answer yet."""
    place = tmp_path_factory.mktemp("days")
    school = fresh_school(place / "network")
    with chromium() as browser, jupyterlab(school.workbooks, place) as server:
        yield Desk(school, server, browser)


@pytest.fixture
def pictures() -> Path:
    """Where pictures are kept for people to look at."""
    return pictures_folder(Path(__file__).parent / "pictures")


@pytest.mark.parametrize("workbook", DAYS)
def test_a_section_of_every_day_survives_its_kernel_and_its_page(
    desk: Desk, pictures: Path, workbook: str
) -> None:
    """What was filled in is on disk; after a restart, and on the page opened again, it is on the screen too."""
    section = DAYS[workbook]
    model = SECTIONS[section]
    specs = field_specs(model, lists_of(open_enquiry(desk.school.network.folder, desk.school.id)))
    answers = answered(specs, full_record().section(section).model_dump(mode="json"))
    page = desk.open(workbook)
    form_of(page, form_title(model)).evaluate("form => form.scrollIntoView()")
    (pictures / f"lab_{workbook}.png").write_bytes(snapshot(page))
    fill(form_of(page, form_title(model)), specs, answers)
    says(form_of(page, form_title(model)), "Saved ")
    awaited(lambda: _kept(desk.school.on_disk(section), answers) == answers, f"all of {section} on disk")

    restart_and_run(page)
    assert shown(form_of(page, form_title(model)), specs, answers) == answers
    _whole(page, pictures / f"lab_{workbook}_filled.png", form_of(page, form_title(model)))
    save(page, desk.school.workbook(workbook))
    page.reload()
    assert shown(form_of(page, form_title(model)), specs, answers) == answers
    page.close()


def _kept(saved: Answers, answers: Answers) -> Answers:
    """Give of a section on disk what was answered; of a grid, the lines that were."""
    return {name: _lines_of(saved.get(name), value) for name, value in answers.items()}


def _lines_of(saved: Any, value: Any) -> Any:
    if not (isinstance(value, list) and value and isinstance(value[0], dict) and "item" in value[0]):
        return saved
    lines = {line["item"]: line for line in saved or []}
    return [lines.get(line["item"]) for line in value]


def _whole(page: Any, file: Path, part: Any) -> None:
    """Keep a picture of a whole form, however long."""
    tall = part.evaluate("one => one.scrollHeight")
    page.set_viewport_size({**SCREEN, "height": tall + 300})
    part.evaluate("one => one.scrollIntoView()")
    file.write_bytes(snapshot(part))
    page.set_viewport_size(SCREEN)


def test_a_kernel_killed_under_somebody_typing_costs_at_most_two_seconds(desk: Desk, pictures: Path) -> None:
    """The words of two seconds before are on disk; later ones stay on the page, and are saved when the cells run again."""
    workbook, section, label = "day1_2_frame_the_question", "question", "By when?"
    page = desk.open(workbook)
    form = form_of(page, "The enquiry question")
    form.get_by_label(label).click()
    stood: list[tuple[float, str]] = []
    for number in range(40):
        page.keyboard.type(f"w{number} ", delay=30)
        stood.append((time.monotonic(), form.get_by_label(label).input_value()))
    desk.server.kernel_of(desk.school.workbook(workbook)).kill()
    killed = time.monotonic()
    two_seconds_old = max((words for when, words in stood if when < killed - 2), key=len)
    saved = desk.school.on_disk(section)["time"]
    assert stood[-1][1].startswith(saved)
    assert len(saved) >= len(two_seconds_old.strip())

    page.locator(".jp-Dialog").get_by_role(
        "button", name="Ok"
    ).click()  # JupyterLab's own; it takes the keys while it stands
    form.get_by_label(label).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(TYPED_AFTER)
    form.get_by_role("alert").get_by_text("what you typed is kept on this page").wait_for()
    (pictures / "lab_kernel_killed.png").write_bytes(snapshot(page))
    all_typed = form.get_by_label(label).input_value()
    assert all_typed.endswith(TYPED_AFTER)
    choose(page, "Run", "Run All Cells")
    awaited(lambda: desk.school.on_disk(section)["time"] == all_typed, "what was typed after the kernel died")
    assert form_of(page, "The enquiry question").get_by_label(label).input_value() == all_typed
    page.close()
