"""Saving as a person meets it: forms on a page of their own in Chromium, with a kernel that can stop."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from form_pages import SEEN, chromium, open_form, picture, pictures_folder

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.show.forms import Form
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import load_record, record_text, save_section

pytestmark = pytest.mark.browser

AGAIN = "choose Run and then Run All Cells in the menu; what you typed is kept on this page"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


class Desk:
    """One person's form on a page, over a record that others may change too."""

    def __init__(self, browser: Any, enquiry: Enquiry) -> None:
        self.browser, self.enquiry, self.path = browser, enquiry, enquiry.record_path
        self.asked: list[str] = []
        self.page: Any = None

    def open(self, section: str, **options: Any) -> Any:
        """Open the form of a section."""
        form = Form(self.enquiry, section)

        def answer(message: Mapping[str, Any]) -> Any:
            self.asked.append(message["type"])
            return form.answer(message)

        self.page = open_form(self.browser, answer, **options)
        return self.page

    def save_elsewhere(self, section: str, **values: object) -> None:
        """Save as somebody at another computer does."""
        save_section(self.path, section, values, base_revision=load_record(self.path).revision)

    def copy(self, name: str, section: str, **values: object) -> Path:
        """Leave a copy of the record with other answers, as a synchronising program does."""
        record = load_record(self.path)
        part = record.section(section).model_copy(update=values)
        copy = self.path.with_name(name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(record_text(record.model_copy(update={section: part})), encoding="utf-8")
        return copy

    def says(self, words: str) -> None:
        """Wait until the status line says some words."""
        self.page.locator(".enquiry-status", has_text=re.compile(re.escape(words))).wait_for(timeout=SEEN)

    def saved(self, section: str, field: str) -> Any:
        """Give one answer as it is on disk."""
        return json.loads(self.path.read_text(encoding="utf-8"))[section][field]


@pytest.fixture
def desk(network: Network, record_path: Path, browser: Any) -> Iterator[Desk]:
    """A school's first enquiry, and a page to fill it in."""
    opened = Desk(browser, Enquiry(network, network.schools[0], record_path))
    yield opened
    if opened.page is not None:
        opened.page.close()


def asks_before_leaving(page: Any) -> bool:
    """Try to close the page as a person does, and say whether the browser asked; the answer is to stay."""
    asked: list[Any] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => location.reload(), 50)")
    page.wait_for_timeout(600)
    page.remove_listener("dialog", stay)
    return asked == ["beforeunload"]


# --- leaving, and a kernel that stops ---------------------------------------------------------------------


def test_the_browser_asks_only_while_words_are_not_saved(desk: Desk) -> None:
    """With a dead kernel it asks, and the words are still there; once they are saved it does not."""
    page = desk.open("question")
    field = page.get_by_label("By when?")
    page.evaluate("kernel.lives = false")
    field.fill("By July")
    assert asks_before_leaving(page)
    assert field.input_value() == "By July"
    page.evaluate("kernel.lives = true; runAgain()")
    desk.says("Saved ")
    assert desk.saved("question", "time") == "By July"
    assert not asks_before_leaving(page)


def test_a_form_that_was_only_looked_at_lets_go(desk: Desk) -> None:
    """Nobody is asked who has typed nothing, even when the kernel is gone."""
    page = desk.open("question")
    page.get_by_label("By when?").click()
    page.evaluate("kernel.lives = false")
    assert not asks_before_leaving(page)


def test_words_of_a_form_that_was_taken_off_the_page_are_asked_about_too(desk: Desk) -> None:
    """A closed notebook's unsaved words live as long as the page, so the browser asks before it goes."""
    page = desk.open("question")
    page.evaluate("kernel.lives = false")
    page.get_by_label("By when?").fill("By July")
    page.evaluate("takeAway()")
    assert asks_before_leaving(page)


def test_a_kernel_that_was_restarted_is_told_of_at_once(desk: Desk) -> None:
    """The form says what to do before anybody types; when the kernel answers after all, it says so no more."""
    page = desk.open("question")
    page.evaluate("kernel.lives = false; kernel.restarted()")
    page.get_by_role("alert").get_by_text(AGAIN).wait_for()
    page.evaluate("kernel.lives = true; runAgain()")
    page.locator(".enquiry-title").wait_for()
    assert page.get_by_text(AGAIN).count() == 0
    page.evaluate("kernel.restarted()")
    page.wait_for_timeout(1_500)
    assert page.get_by_text(AGAIN).count() == 0


def test_a_kernel_that_does_not_answer_is_told_of_in_plain_words(desk: Desk) -> None:
    """First it says that it waits and for what, then what to do."""
    page = desk.open("question")
    page.evaluate("kernel.lives = false")
    page.get_by_label("By when?").fill("By July")
    desk.says("Waiting until the running cell has finished. Not saved: By when?")
    page.get_by_role("alert").get_by_text(AGAIN).wait_for(timeout=2 * SEEN)
    assert page.locator(".enquiry-status").inner_text() == "Not saved: By when?"
    picture(page, pictures_folder(Path(__file__).parent / "pictures") / "no_answer.png")


def test_words_typed_without_a_pause_are_on_disk_within_two_seconds(desk: Desk) -> None:
    """Somebody who types on and on is saved in between; undo takes it back as one."""
    page = desk.open("question")
    page.get_by_label("By when?").focus()
    for letter in "one two three four five six":
        page.keyboard.type(letter)
        page.wait_for_timeout(80)
    assert desk.asked.count("save") >= 1
    assert "one two three four five six".startswith(desk.saved("question", "time"))
    desk.says("Saved ")
    page.wait_for_timeout(1_000)
    assert desk.saved("question", "time") == "one two three four five six"
    page.get_by_role("button", name="Undo").click()
    desk.says("Took back")
    assert desk.saved("question", "time") == ""


def test_a_wrong_value_is_kept_as_typed_also_after_the_cell_runs_again(desk: Desk) -> None:
    """It stands there with what is wrong about it, and everything else is saved; Undo takes back the others."""
    page = desk.open("question")
    sure = page.get_by_label("How sure would you need to be?")
    sure.fill("quite")
    desk.says("Not saved: How sure would you need to be?")
    page.get_by_label("By when?").fill("By July")
    desk.says("Saved ")
    page.evaluate("runAgain()")
    page.get_by_text("Not saved: Type a number").wait_for()
    assert sure.input_value() == "quite"
    assert sure.get_attribute("aria-invalid") == "true"
    assert page.get_by_label("By when?").input_value() == "By July"
    assert asks_before_leaving(page)
    sure.fill("80")
    page.keyboard.press("Tab")
    desk.says("Saved ")
    assert not asks_before_leaving(page)


def test_undo_walks_back_through_several_fields(desk: Desk) -> None:
    """Each press takes back one change, in the form and on disk, and says which."""
    page = desk.open("question")
    for label, words in (
        ("By when?", "By July"),
        ("What should change?", "Fewer lates"),
        ("For whom?", "Year 4"),
    ):
        page.get_by_label(label).fill(words)
        page.keyboard.press("Tab")
        page.locator(".enquiry-field", has=page.get_by_label(label)).get_by_text("Saved ").wait_for()
    undo = page.get_by_role("button", name="Undo")
    for label in ("For whom?", "What should change?", "By when?"):
        undo.click()
        desk.says(f"Took back: {label}")
        assert page.get_by_label(label).input_value() == ""
    assert undo.is_hidden()


# --- coming back ------------------------------------------------------------------------------------------


def come_back(page: Any) -> None:
    """Come back to the tab from another window."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_changes_made_elsewhere_appear_when_somebody_comes_back(desk: Desk) -> None:
    """They are taken over and said, without typing; what is being typed here stays."""
    page = desk.open("question")
    desk.save_elsewhere("question", time="By Easter")
    come_back(page)
    desk.says("Changed elsewhere: By when?. The new answers are shown now.")
    assert page.get_by_label("By when?").input_value() == "By Easter"


def test_coming_into_the_form_looks_too_and_nothing_looks_by_itself(desk: Desk) -> None:
    """A click into the form looks once; there is no polling."""
    page = desk.open("question")
    page.wait_for_timeout(1_500)
    assert desk.asked == ["load"]
    desk.save_elsewhere("question", time="By Easter")
    page.get_by_label("What should change?").click()
    desk.says("Changed elsewhere")
    page.get_by_label("For whom?").click()
    page.wait_for_timeout(300)
    assert desk.asked == ["load", "look"]


def test_an_answer_typed_here_is_not_overwritten_by_looking(desk: Desk) -> None:
    """Somebody else's answer to the same question is shown beside it, to choose from."""
    page = desk.open("question")
    page.evaluate("kernel.lives = false")
    page.get_by_label("By when?").fill("By July")
    desk.save_elsewhere("question", time="By Easter")
    page.evaluate("kernel.lives = true; runAgain()")
    page.get_by_text("Which shall be kept?").wait_for()
    assert page.get_by_label("By when?").input_value() == "By July"
    assert "By Easter" in page.locator(".enquiry-versions").inner_text()


def test_a_plan_frozen_elsewhere_becomes_read_only_when_somebody_comes_back(desk: Desk) -> None:
    """The form is drawn anew as it stands."""
    page = desk.open("evaluation_plan")
    freeze = {"at": "2026-01-05T08:00:00+00:00", "hash": "0" * 64, "by": "Jo"}
    desk.save_elsewhere("evaluation_plan", freeze=freeze)
    come_back(page)
    page.get_by_text("by Jo").wait_for()
    assert not page.get_by_label("Name of the measure").is_editable()


def test_words_for_a_plan_frozen_elsewhere_stay_on_the_page(desk: Desk) -> None:
    """They cannot be saved, so the form says that they are kept; they come back when the plan is reopened."""
    desk.save_elsewhere("evaluation_plan", measured_by="outcomes")
    page = desk.open("evaluation_plan")
    page.evaluate("kernel.lives = false")
    page.get_by_label("Name of the measure").fill("Spelling")
    freeze = {"at": "2026-01-05T08:00:00+00:00", "hash": "0" * 64, "by": "Jo"}
    desk.save_elsewhere("evaluation_plan", freeze=freeze)
    page.evaluate("kernel.lives = true; runAgain()")
    desk.says("what you typed is kept on this page until it can be changed")
    desk.save_elsewhere("evaluation_plan", freeze=None)
    come_back(page)
    desk.says("Saved ")
    assert page.get_by_label("Name of the measure").input_value() == "Spelling"
    assert desk.saved("evaluation_plan", "measure") == "Spelling"


def test_looking_at_a_busy_kernel_says_nothing(desk: Desk) -> None:
    """Nobody waits for a look: the status line stays as it was, and what is typed then is waited for."""
    page = desk.open("question")
    page.evaluate("kernel.lives = false")
    come_back(page)
    page.wait_for_timeout(2_500)
    assert (
        page.locator(".enquiry-status").inner_text() == "Nothing saved yet. What you type is saved by itself."
    )
    page.get_by_label("By when?").fill("By July")
    desk.says("Waiting until the running cell has finished. Not saved: By when?")


# --- two who answer at once -------------------------------------------------------------------------------

HOLD = """
kind => {
  const answer = globalThis.answerForm;
  let held = true;
  globalThis.answerForm = async (message) => {
    while (held && message.type === kind) await new Promise((on) => setTimeout(on, 20));
    return answer(message);
  };
  globalThis.letGo = () => (held = false);
}
"""
"""Keeps messages of one kind waiting, as a running cell does, until `letGo` is called."""


def conflict(desk: Desk) -> Any:
    """Open a form in which somebody types one word over another's answer; gives the box."""
    desk.save_elsewhere("question", time="By May")
    page = desk.open("question")
    field = page.get_by_role("textbox", name="By when?")
    field.click()
    desk.save_elsewhere("question", time="By Easter")
    page.keyboard.press("End")
    page.keyboard.type(" or")
    page.get_by_text("Which shall be kept?").wait_for()
    return field


def test_typing_on_after_a_conflict_overwrites_nobody(desk: Desk) -> None:
    """The question stays, mine follows what is typed, and only 'Keep mine' writes it over theirs."""
    field = conflict(desk)
    field.press_sequentially(" by June")
    desk.page.wait_for_timeout(1_500)
    versions = desk.page.locator(".enquiry-versions blockquote")
    assert versions.all_inner_texts() == ["By May or by June", "By Easter"]
    assert desk.saved("question", "time") == "By Easter"
    assert asks_before_leaving(desk.page)
    desk.page.get_by_role("button", name="Keep mine").click()
    desk.says("Saved ")
    assert desk.saved("question", "time") == "By May or by June"
    desk.page.get_by_role("button", name="Undo").click()
    desk.says("Took back")
    assert desk.saved("question", "time") == "By Easter"


def test_ticking_on_after_a_conflict_overwrites_nobody(desk: Desk) -> None:
    """A list of ticks behaves as words do."""
    page = desk.open("priorities")
    desk.save_elsewhere("priorities", who_loses_out=["Girls"])
    page.get_by_label("Boys", exact=True).check()
    page.get_by_text("Which shall be kept?").wait_for()
    page.get_by_label("Pupils who underachieve", exact=True).check()
    page.wait_for_timeout(1_200)
    assert desk.saved("priorities", "who_loses_out") == ["Girls"]
    assert page.get_by_text("Which shall be kept?").is_visible()


def test_theirs_is_kept_also_when_taken_while_typing(desk: Desk) -> None:
    """The box and the record say the same afterwards, and nothing is left to save."""
    field = conflict(desk)
    field.press_sequentially(" x")
    desk.page.get_by_role("button", name="Take theirs").click()
    desk.page.wait_for_timeout(1_200)
    assert (field.input_value(), desk.saved("question", "time")) == ("By Easter", "By Easter")
    field.fill("By June")
    desk.says("Saved ")
    assert desk.saved("question", "time") == "By June"
    assert not asks_before_leaving(desk.page)


def test_a_conflict_shows_what_they_say_now(desk: Desk) -> None:
    """When they change their answer once more, the question says so, and is answered about that."""
    field = conflict(desk)
    desk.save_elsewhere("question", time="By Whitsun")
    come_back(desk.page)
    desk.page.locator(".enquiry-versions").get_by_text("By Whitsun").wait_for()
    desk.page.get_by_role("button", name="Take theirs").click()
    assert field.input_value() == "By Whitsun"


def test_words_typed_while_undo_waits_are_kept(desk: Desk) -> None:
    """Undo takes back what stood there when it was pressed, and nothing that came after."""
    page = desk.open("question")
    field = page.get_by_role("textbox", name="By when?")
    field.fill("By July")
    desk.says("Saved ")
    page.evaluate(HOLD, "undo")
    page.get_by_role("button", name="Undo").click()
    field.press_sequentially(" at the latest")
    page.wait_for_timeout(1_000)
    page.evaluate("letGo()")
    page.wait_for_timeout(1_000)
    assert field.input_value() == "By July at the latest"
    assert desk.saved("question", "time") == "By July at the latest"


def test_words_typed_while_a_name_is_taken_out_bring_no_name_back_unasked(desk: Desk) -> None:
    """Both versions are shown, to choose from; the record has the one without the name."""
    desk.save_elsewhere("priorities", concern="Amina is late.")
    page = desk.open("priorities")
    page.evaluate(HOLD, "decide")
    page.get_by_role("button", name="Put [name] instead: Amina").click()
    field = page.get_by_role("textbox", name="What are you worried about?")
    field.click()
    page.keyboard.press("End")
    page.keyboard.type(" And cold.")
    page.wait_for_timeout(1_000)
    page.evaluate("letGo()")
    page.get_by_text("A name was taken out of this answer while you typed on. Which").wait_for()
    assert field.input_value() == "Amina is late. And cold."
    assert desk.saved("priorities", "concern") == "[name] is late."
    page.get_by_role("button", name="Take the one without it").click()
    assert field.input_value() == "[name] is late."


def test_words_of_two_views_of_one_form_are_all_kept(desk: Desk) -> None:
    """After the kernel comes back each answer is saved; where both answered one question, both are shown."""
    page = desk.open("question")
    page.evaluate("drawBeside()")
    page.locator(".enquiry-title").nth(1).wait_for()
    page.evaluate("kernel.lives = false")
    first, second = (page.locator("form.enquiry-form").nth(number) for number in (0, 1))
    first.get_by_label("What should change?").fill("Fewer lates")
    second.get_by_label("For whom?").fill("Year 4")
    first.get_by_label("By when?").fill("By July")
    second.get_by_label("By when?").fill("By Easter")
    page.evaluate("kernel.lives = true; runAgain()")
    page.get_by_text("Which shall be kept?").wait_for()
    saved = [desk.saved("question", name) for name in ("outcome", "population", "time")]
    assert saved == ["Fewer lates", "Year 4", "By July"]
    assert page.locator(".enquiry-versions blockquote").all_inner_texts() == ["By Easter", "By July"]


def test_an_earlier_version_that_came_back_is_not_taken_over(desk: Desk) -> None:
    """What was on the screen stays there, and a person chooses."""
    page = desk.open("question")
    field = page.get_by_role("textbox", name="By when?")
    page.get_by_label("For whom?").fill("Year 4")
    desk.says("Saved ")
    old = desk.path.read_bytes()
    field.fill("An hour of work")
    page.locator(".enquiry-field", has=field).get_by_text("Saved ").wait_for()
    desk.path.write_bytes(old)
    come_back(page)
    desk.says("An earlier version of this enquiry came back")
    assert field.input_value() == "An hour of work"
    page.get_by_role("button", name="Take the earlier version").wait_for()
    page.get_by_role("button", name="Keep mine").click()
    desk.says("Saved ")
    assert desk.saved("question", "time") == "An hour of work"


def test_a_new_row_stays_when_somebody_else_changes_the_table(desk: Desk) -> None:
    """Their change appears, the row just added is still there, and so is the focus."""
    desk.save_elsewhere("evidence", strands=[{"strand": "Reading"}])
    page = desk.open("evidence")
    page.get_by_role("button", name="Add to: Toolkit strands").click()
    desk.save_elsewhere("evidence", strands=[{"strand": "Phonics"}])
    come_back(page)
    desk.says("Changed elsewhere")
    page.keyboard.type("Feedback")
    desk.says("Saved ")
    assert [one["strand"] for one in desk.saved("evidence", "strands")] == ["Phonics", "Feedback"]


def test_the_page_is_told_of_each_save(desk: Desk) -> None:
    """Other parts of the page hear that something was saved, and nothing of what."""
    page = desk.open("question")
    page.evaluate(
        "document.addEventListener('enquiry-saved', (event) => (globalThis.heard = [event.detail]))"
    )
    page.get_by_label("By when?").fill("By July")
    desk.says("Saved ")
    assert page.evaluate("heard") == [None]


# --- copies of a synchronised folder ----------------------------------------------------------------------


def test_a_copy_is_offered_answer_by_answer_and_put_away_when_all_is_settled(desk: Desk) -> None:
    """Both versions stand beside each answer; taking one saves it, Undo takes it back, and the file is kept."""
    desk.save_elsewhere("question", time="By Easter", outcome="Fewer lates")
    copy = desk.copy("enquiry-LAPTOP-ABC.json", "question", time="By July", outcome="More reading")
    page = desk.open("question")
    page.get_by_text(
        "another version of this enquiry in its folder: enquiry-LAPTOP-ABC.json, saved today at"
    ).wait_for()
    page.get_by_text("It differs in 2 answers of this form").wait_for()
    picture(page, pictures_folder(Path(__file__).parent / "pictures") / "copies.png")
    page.get_by_role("button", name="Take the other version: By when?").click()
    desk.says("Saved ")
    assert desk.saved("question", "time") == "By July"
    page.get_by_role("button", name="Undo").click()
    desk.says("Took back: By when?")
    assert page.get_by_role("textbox", name="By when?").input_value() == "By Easter"
    page.get_by_role("button", name="Take the other version: By when?").click()
    page.get_by_text("It differs in one answer of this form").wait_for()
    page.get_by_role("button", name="Keep mine: What should change?").click()
    desk.says("Nothing in enquiry-LAPTOP-ABC.json is still to be decided")
    assert (desk.saved("question", "time"), desk.saved("question", "outcome")) == ("By July", "Fewer lates")
    assert not copy.exists()
    assert desk.path.parent.joinpath("history", "enquiry.copy-1-LAPTOP-ABC.json").exists()
    assert page.locator(".enquiry-copies").inner_text() == ""


def test_undo_brings_a_copy_back_that_the_last_choice_put_away(desk: Desk) -> None:
    """The choice is open again, with both versions."""
    desk.save_elsewhere("question", time="By Easter")
    copy = desk.copy("enquiry (1).json", "question", time="By July")
    page = desk.open("question")
    page.get_by_role("button", name="Take the other version").click()
    desk.says("still to be decided")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Keep mine").wait_for()
    assert copy.exists()
    assert desk.saved("question", "time") == "By Easter"


def test_a_copy_can_be_put_away_unread_after_asking_again(desk: Desk) -> None:
    """The button says what becomes of the file and asks; Cancel leaves all as it is. All of it by keyboard."""
    desk.save_elsewhere("question", time="By Easter")
    copy = desk.copy("enquiry.sync-conflict-20260101-120000-ABC.json", "question", time="By July")
    page = desk.open("question")
    done = page.get_by_role("button", name="Nothing more is needed from it")
    done.press("Enter")
    page.get_by_role("button", name="Cancel").press("Enter")
    assert copy.exists()
    done.press("Enter")
    page.get_by_role("button", name="Put it away now").press("Enter")
    desk.says("was put into the folder history")
    assert not copy.exists()
    assert desk.saved("question", "time") == "By Easter"
    assert page.get_by_role("button", name="Keep mine").count() == 0


def test_a_form_with_copies_has_no_accessibility_fault_and_fits_a_small_screen(desk: Desk) -> None:
    """axe finds nothing, and nothing sticks out at 400 pixels."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    desk.save_elsewhere("priorities", strengths=["One", "Two"], concern="A long concern. " * 20)
    desk.copy(
        "enquiry (Anna's conflicted copy 2026-01-02).json", "priorities", strengths=["Three"], concern="Short"
    )
    page = desk.open("priorities", width=400)
    page.get_by_role("button", name="Keep mine: Strengths").wait_for()
    found = axe.run(
        page, context="form.enquiry-form", options={"rules": {"document-title": {"enabled": False}}}
    )
    assert found.violations_count == 0, found.generate_report()
    assert page.locator("form").evaluate("form => form.scrollWidth <= form.clientWidth + 1")
    picture(page, pictures_folder(Path(__file__).parent / "pictures") / "copies_small.png")
