"""The new user's walk: from the page that `enquiry lab` opens to a question, a chart of one's own and a report."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from form_pages import chromium, pictures_folder
from lab_pages import (
    IDLE,
    PATIENCE,
    RAN,
    SCREEN,
    awaited,
    enquiry_command,
    form_of,
    jupyter_apart,
    running,
    says,
    snapshot,
)
from planted import upn_letter

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_ACTIONS = 25
MOST_SECONDS = 300
PUPILS, WEEKS = 120, 12
QUESTION = {
    "For whom?": "Pupils of Years 3 to 6 who missed a tenth of last autumn",
    "What will be done?": "A call home on the first morning of each absence",
    "Compared with what?": "The same pupils last year",
    "What should change?": "The share of sessions missed",
    "By when?": "By July",
    "The question, in one sentence": "Does a call home on the first morning bring absence down by July?",
}


IN_SIGHT = """one => {
  const { top, bottom, height } = one.getBoundingClientRect();
  return height > 0 && bottom > 100 && top < innerHeight - 100;
}"""


class Walk:
    """One person at one page, who counts what they do: each click, each field's words, each key, each file."""

    def __init__(self, page: Any, pictures: Path) -> None:
        self.page, self.pictures = page, pictures
        self.actions: list[str] = []

    def _did(self, what: str) -> None:
        self.actions.append(what)
        print(f"{len(self.actions):3} {what}")

    def click(self, what: Any, named: str) -> None:
        """Click on something."""
        self._did(f"click: {named}")
        what.click()

    def fill(self, field: Any, words: str) -> None:
        """Write one field's words."""
        self._did(f"type: {words}")
        field.fill(words)

    def pick(self, field: Any, file: Path) -> None:
        """Choose a file: a click that opens the browser's own window, and the file there."""
        self._did("click: choose a file")
        self._did(f"pick: {file.name}")
        field.set_input_files(file)

    def run_all(self) -> None:
        """Choose Run, then Run All Cells, and wait until they have run."""
        menu = self.page.get_by_role("menuitem", name="Run", exact=True)
        self.click(menu, "the menu Run")
        self.click(
            self.page.get_by_role("menuitem", name=re.compile("^Run All Cells")).first, "Run All Cells"
        )
        self.page.wait_for_function(RAN)

    def follow(self, link: str, tab: str) -> None:
        """Follow a link of a workbook to another one, and run that."""
        self.click(self.here.get_by_role("link", name=link).last, f"the link {link}")
        self.page.locator(".lm-mod-current.jp-mod-current", has_text=tab).wait_for()
        self.page.get_by_text(IDLE).first.wait_for()
        self.run_all()

    @property
    def here(self) -> Any:
        """Give the workbook that is seen."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def see(self, name: str, part: Any = None) -> None:
        """Keep a picture of what is seen, with some part of it in sight, which costs no action but scrolling."""
        if part is not None:
            awaited(lambda: _came_into_sight(part), f"{name} in sight")
        (self.pictures / f"walk_{name}.png").write_bytes(snapshot(self.page))


def _came_into_sight(part: Any) -> bool:
    """Scroll to a part, and say whether it is there: while forms are drawn above it, it moves away again."""
    part.evaluate("one => one.scrollIntoView({ block: 'start' })")
    part.page.wait_for_timeout(300)
    return bool(part.evaluate(IN_SIGHT))


# --- a school's own exports -------------------------------------------------------------------------------


def _upn(number: int) -> str:
    rest = f"8019{number:02}{10000 + 37 * number}0"[:12].ljust(12, "0")
    return upn_letter(rest) + rest


def write_pupils(file: Path) -> Path:
    """Write the list of pupils as a school's system exports it."""
    rows = ["UPN,Surname,Forename,Date of Birth,Year,Reg Group,Gender,PP Indicator,SEN Status"]
    for number in range(PUPILS):
        sex, premium, sen = "FM"[number % 2], "TF"[number % 3 > 0], "KNNN"[number % 4]
        year = 3 + number % 4
        born = dt.date(2018 - year, 9, 1) + dt.timedelta(days=3 * number)
        rows.append(
            f"{_upn(number)},Sur{number},Fore{number},{born:%d/%m/%Y},Year {year},{year}B,{sex},{premium},{sen}"
        )
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def write_attendance(file: Path) -> Path:
    """Write twelve weeks of marks; every fifth pupil misses a day each week."""
    rows = ["UPN,Surname,Forename,Reg Group,Week Beginning,Marks"]
    for number in range(PUPILS):
        for week in range(WEEKS):
            monday = dt.date(2025, 9, 8) + dt.timedelta(weeks=week)
            marks = "/\\" * 4 + ("II" if number % 5 == 0 else "/\\")
            rows.append(
                f"{_upn(number)},Sur{number},Fore{number},{3 + number % 4}B,{monday:%d/%m/%Y},{marks}"
            )
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


# --- the walk ---------------------------------------------------------------------------------------------


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Type the two lines of the README, and give the address that opens."""
    environment = {**os.environ, **jupyter_apart(tmp_path, {}), "ENQUIRY_KEYS": str(tmp_path / "keys")}
    folder = tmp_path / "our_network"
    made = enquiry_command("new", str(folder), "--school", "oak,Oak Primary,primary", "--year", "2025/26")
    subprocess.run(made, env=environment, check=True)
    opened = enquiry_command("lab", str(folder), "--school", "oak", "--no-browser")
    with running(opened, environment, folder / "schools" / "oak", tmp_path) as server:
        (address,) = set(re.findall(r"http://127\S+token=\S+", server.log.read_text(encoding="utf-8")))
        yield address


def test_a_new_user_comes_to_a_question_a_chart_and_a_report(lab: str, tmp_path: Path) -> None:
    """In at most 25 actions and five minutes, without a terminal."""
    began = time.monotonic()
    with chromium() as browser:
        page = browser.new_page(viewport=SCREEN)
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(lab)
        walk = Walk(page, pictures_folder(Path(__file__).parent / "pictures"))
        page.get_by_text(IDLE).first.wait_for()
        walk.see("1_opened")
        walk.run_all()
        walk.see("2_after_run_all")
        bring_in(walk, write_pupils(tmp_path / "pupils.csv"), "pupils")
        bring_in(walk, write_attendance(tmp_path / "attendance.csv"), "attendance")

        walk.follow("School priorities", "day1_1")
        see_the_chart(walk)
        walk.follow("Frame the question", "day1_2")
        form = form_of(walk.here, "The enquiry question")
        for label, words in QUESTION.items():
            walk.fill(form.get_by_label(label, exact=True), words)
        says(form, "Saved ")
        walk.see("5_question")

        walk.click(page.locator(".lm-TabBar-tab", has_text="00_start_here"), "the tab 00_start_here")
        walk.click(walk.here.get_by_role("button", name="Render my report"), "Render my report")
        link = walk.here.get_by_role("link", name="Open the report")
        walk.see("6_rendering")
        link.wait_for(timeout=MOST_SECONDS * 1000)
        walk.see("7_rendered")
        with page.context.expect_page() as opened:
            walk.click(link, "Open the report")
        read_the_report(opened.value, walk)
    took = time.monotonic() - began
    print(f"{len(walk.actions)} actions, {took:.0f} seconds")
    assert len(walk.actions) <= MOST_ACTIONS
    assert took < MOST_SECONDS


def bring_in(walk: Walk, file: Path, table: str) -> None:
    """Bring a file of one's own in by the form, as it is proposed."""
    form = form_of(walk.here, "Bring in a file")
    walk.pick(form.get_by_label("A file from your school's system"), file)
    button = form.get_by_role("button", name=f"File it as the table of {table}")
    button.wait_for()
    walk.see(f"3_{table}", form)
    walk.click(button, f"File it as the table of {table}")
    form.get_by_role("button", name="Take it back").wait_for()


def see_the_chart(walk: Walk) -> None:
    """See that a picture of one's own figures is there, with words for whoever does not see it."""
    pictures = walk.here.locator(".jp-OutputArea-output").locator("svg[role=img], img[alt]")
    pictures.first.wait_for()
    walk.see("4_chart", pictures.first)
    assert pictures.first.bounding_box()["height"] > 100


def read_the_report(report: Any, walk: Walk) -> None:
    """See that the question and a picture stand in the page that opened."""
    report.wait_for_load_state()
    walk.page = report
    walk.see("8_report")
    for words in ("What will be done?", "The question, in one sentence"):
        assert report.get_by_text(QUESTION[words]).first.is_visible()
    assert report.locator("svg[role=img], img[alt]").count()
