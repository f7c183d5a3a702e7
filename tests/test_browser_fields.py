"""The fields of a form in Chromium: lists' lines, what was said earlier, long items. No notebook is needed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from form_pages import chromium, open_form, picture, pictures_folder, sticks_out, whole
from full_record import full_record
from test_show_fields import EveryKind

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.data.free_text import open_finds
from enquiry_lib.show.fields import form_spec, read_answer
from enquiry_lib.show.forms import Form
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import SECTIONS
from enquiry_lib.store.saving import load_record, save_record, save_section

pytestmark = pytest.mark.browser

FOCUSED = "one => one === document.activeElement"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture
def enquiry(network: Network, record_path: Path) -> Enquiry:
    """A school's first enquiry, with every section of its record filled in."""
    save_record(record_path, full_record())
    return Enquiry(network, network.schools[0], record_path)


@pytest.fixture
def blank(network: Network, record_path: Path) -> Enquiry:
    """A school's first enquiry, before anybody has answered anything."""
    return Enquiry(network, network.schools[0], record_path)


@pytest.fixture
def show(browser: Any, enquiry: Enquiry) -> Iterator[Any]:
    """What opens the form of a section of that enquiry on a page of its own."""
    yield lambda section: open_form(browser, Form(enquiry, section).answer)
    for context in browser.contexts:
        context.close()


def until(page: Any, true: Callable[[], bool], what: str, tries: int = 100) -> None:
    """Wait for something to become true, while the page goes on."""
    for _ in range(tries):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never seen: {what}")


def save(enquiry: Enquiry, section: str, **values: object) -> None:
    """Save as somebody else would."""
    base = load_record(enquiry.record_path).revision
    save_section(enquiry.record_path, section, values, base_revision=base)


# --- grids ------------------------------------------------------------------------------------------------


def test_each_line_of_a_list_is_a_named_group_of_its_questions(show: Any) -> None:
    """A screen reader hears the group, the line, its text and the question; groups have their headings."""
    page = show("framework_review")
    group = page.get_by_role("group", name="Leadership").first
    line = group.get_by_role("group", name="Acceptance", exact=True)
    described = page.locator(f"#{line.get_attribute('aria-describedby')}").inner_text()
    assert described == "Understanding the school is part of the problem and the solution."
    assert line.get_by_label("In places").is_checked()
    assert line.get_by_label("What shows it?").input_value() == "We looked at our own timetable first"


def test_a_line_answered_by_keyboard_is_saved_under_its_key(show: Any, enquiry: Enquiry) -> None:
    """Space chooses, Tab goes on to the next question of the line; only answered lines are stored."""
    page = show("framework_review")
    line = page.get_by_role("group", name="Advocacy", exact=True)
    line.get_by_label("Not yet").focus()
    page.keyboard.press("Space")
    line.get_by_label("What shows it?").fill("No line in the plan yet")
    page.keyboard.press("Tab")

    def words() -> dict[str, str]:
        return {word.item: word.shown_by for word in enquiry.record.framework_review.words}

    until(page, lambda: words().get("advocacy") == "No line in the plan yet", "the line's words")
    assert len(words()) == 6
    assert next(iter(words())) == "awareness"


def test_an_answer_to_a_line_that_is_gone_stays_as_it_was(show: Any, enquiry: Enquiry) -> None:
    """It stands at the end under its own heading, and saving other lines keeps it."""
    page = show("framework_review")
    gone = page.get_by_role("group", name="No longer in the list")
    assert "ambition" in gone.inner_text()
    page.get_by_role("group", name="Action", exact=True).get_by_label("Mostly").check()
    until(page, lambda: len(enquiry.record.framework_review.words) == 6, "the line")
    last = enquiry.record.framework_review.words[-1]
    assert (last.item, last.shown_by) == ("ambition", "A line from a list we used in 2023")


def test_a_nation_without_the_list_reads_a_sentence(
    browser: Any, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are no lines the form says so, and everything else works."""
    form = Form(enquiry, "implementation")
    answer = form.answer({"type": "load"})
    for field in answer["fields"]:
        field.update(lines=(), missing="No such list for Wales." if field["kind"] == "grid" else "")
    page = open_form(browser, lambda message: answer if message["type"] == "load" else form.answer(message))
    assert page.get_by_text("No such list for Wales.").count() == 2
    page.close()


# --- what was said earlier --------------------------------------------------------------------------------


def test_an_empty_field_stands_filled_in_with_what_was_said_earlier(show: Any, enquiry: Enquiry) -> None:
    """It is marked, it says where it comes from, and nothing is saved by looking at it."""
    page = show("evidence")
    field = page.get_by_role("textbox", name="The question, refined")
    assert field.input_value() == enquiry.record.question.question
    assert page.get_by_text("Taken over from ‘The enquiry question’: keep it or change it.").is_visible()
    assert page.locator(".enquiry-progress").inner_text() == "9 of 10 answered"
    assert enquiry.record.evidence.refined_question == ""


def test_keeping_it_saves_it_and_undo_offers_it_again(show: Any, enquiry: Enquiry) -> None:
    """The mark goes and the focus stays in the field; Undo empties the record, not the sight of it."""
    page = show("evidence")
    page.get_by_role("button", name="Keep it: The question, refined").click()
    page.get_by_text("10 of 10 answered").wait_for()
    assert enquiry.record.evidence.refined_question == enquiry.record.question.question
    assert page.locator(".enquiry-taken:visible").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("9 of 10 answered").wait_for()
    assert enquiry.record.evidence.refined_question == ""
    assert (
        page.get_by_role("textbox", name="The question, refined").input_value()
        == enquiry.record.question.question
    )
    assert page.locator(".enquiry-taken:visible").count() == 1


def test_typing_into_it_saves_what_was_typed(show: Any, enquiry: Enquiry) -> None:
    """The earlier section is left as it is; a field that was emptied is not filled again."""
    page = show("evidence")
    page.get_by_role("textbox", name="The question, refined").fill("A better one")
    page.get_by_text("10 of 10 answered").wait_for()
    assert enquiry.record.evidence.refined_question == "A better one"
    assert enquiry.record.question.question.startswith("Does reading in pairs")
    page.get_by_role("textbox", name="The question, refined").fill("")
    page.get_by_text("9 of 10 answered").wait_for()
    assert page.get_by_role("textbox", name="The question, refined").input_value() == ""


def test_all_that_was_taken_over_is_kept_with_one_button(show: Any, enquiry: Enquiry) -> None:
    """One press for all of them; the button counts, and goes when there is nothing left to keep."""
    page = show("intervention")
    keep_all = page.get_by_role("button", name="Keep all 4 taken over")
    page.get_by_role("button", name="Keep it: For which pupils?").click()
    page.get_by_role("button", name="Keep all 3 taken over").click()
    page.get_by_text("15 of 21 answered").wait_for()
    assert page.locator(".enquiry-keep-all:visible, .enquiry-taken:visible").count() == 0
    assert keep_all.count() == 0
    assert enquiry.record.intervention.problem == "Reading for oneself in Year 4"
    assert enquiry.record.intervention.for_whom == "All 58 pupils of Year 4"


def test_keeping_where_somebody_else_has_answered_meanwhile_is_a_conflict(
    show: Any, enquiry: Enquiry
) -> None:
    """What is compared is what is stored, not what stood there taken over."""
    page = show("evidence")
    save(enquiry, "evidence", refined_question="Theirs")
    page.get_by_role("button", name="Keep it: The question, refined").click()
    page.get_by_text("Which shall be kept?").wait_for()
    assert enquiry.record.evidence.refined_question == "Theirs"
    page.get_by_role("button", name="Take theirs").click()
    assert page.get_by_role("textbox", name="The question, refined").input_value() == "Theirs"


def test_what_somebody_else_saved_takes_the_place_of_what_was_taken_over(show: Any, enquiry: Enquiry) -> None:
    """The next answer shows theirs, without a mark."""
    page = show("evidence")
    save(enquiry, "evidence", refined_question="Theirs")
    page.get_by_label("What speaks against it?").fill("Nothing much")
    page.wait_for_function("document.querySelectorAll('.enquiry-offered').length === 0")
    assert page.get_by_role("textbox", name="The question, refined").input_value() == "Theirs"


def test_a_plan_is_not_frozen_over_answers_that_are_only_taken_over(show: Any, enquiry: Enquiry) -> None:
    """What a person sees and what would be frozen must be the same."""
    page = show("evaluation_plan")
    page.get_by_role("button", name="Freeze the plan …").click()
    page.get_by_role("button", name="Freeze the plan now").click()
    page.get_by_text("Taken over and not kept yet").wait_for()
    assert enquiry.record.evaluation_plan.freeze is None
    assert page.get_by_role("alert").get_by_role("listitem").count() == 8
    page.get_by_role("alert").get_by_role("button", name="If the answer is no, we will").press("Enter")
    assert page.get_by_role("textbox", name="If the answer is no, we will").evaluate(FOCUSED)
    page.get_by_role("button", name="Keep all 8 taken over").click()
    page.get_by_text("22 of 22 answered").wait_for()
    page.get_by_role("button", name="Freeze the plan now").click()
    page.get_by_text("no longer be changed").or_(page.get_by_text("no longer changed")).wait_for()
    assert page.locator(".enquiry-taken:visible").count() == 0


def test_everything_in_the_way_of_freezing_is_named_at_once_and_leads_to_its_field(
    show: Any, enquiry: Enquiry
) -> None:
    """What is wrong as typed, and what is only taken over; what was put right goes from the list by itself."""
    save(enquiry, "evaluation_plan", if_yes="Carry on", if_no="Stop")
    page = show("evaluation_plan")
    page.get_by_label("Which share of the sessions").fill("a lot")
    page.get_by_role("textbox", name="When does the intervention start?").fill("soon")
    page.get_by_role("button", name="Freeze the plan …").click()
    page.get_by_role("button", name="Freeze the plan now").click()
    alert = page.locator(".enquiry-action-message")
    wrong = alert.get_by_role("list", name="Not saved yet. Put these right first:").get_by_role("button")
    wrong.nth(1).wait_for()
    assert sorted(wrong.all_inner_texts()) == [
        "When does the intervention start?",
        "Which share of the sessions counts as enough?",
    ]
    assert alert.get_by_role("list", name="Taken over and not kept yet").count() == 1
    wrong.filter(has_text="Which share").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("80")
    until(page, lambda: wrong.count() == 1, "the list without what was put right")
    wrong.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("15/09/2025")
    page.get_by_text("Put these right first").wait_for(state="detached")
    page.get_by_role("button", name="Keep all").click()
    until(page, lambda: not alert.inner_text(), "nothing in the way")


def test_what_is_open_before_freezing_goes_by_the_answers_now(browser: Any, blank: Enquiry) -> None:
    """Two short lists lead to their fields and follow what is answered, here and elsewhere; axe finds nothing."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = open_form(browser, Form(blank, "evaluation_plan").answer, width=700)
    assert page.get_by_text("Nothing saved yet.").is_visible()
    page.get_by_label("A score in the outcomes table").check()
    page.get_by_role("button", name="Freeze the plan …").press("Enter")
    assert page.get_by_text("Freezing fixes what you decided").evaluate(FOCUSED)
    needed = page.get_by_role("list", name="Needed before it can be frozen").get_by_role("listitem")
    others = page.get_by_role("list", name="May stay open").get_by_role("listitem")
    needed.filter(has_text="Name of the measure").wait_for()
    assert "Where does the outcome come from?" not in needed.all_inner_texts()
    assert others.filter(has_text="When does the intervention start?").count() == 1
    assert page.get_by_text("Every score needs the day it was taken").is_visible()
    page.get_by_text(f"Needed before it can be frozen: {needed.count()}.").wait_for(state="attached")
    found = axe.run(page, context=".enquiry-form")
    assert found.violations_count == 0, found.generate_report()
    assert not sticks_out(page)
    picture(whole(page), pictures_folder(blank.record_path.parent) / "freeze-panel.png")
    needed.get_by_role("button", name="How will you compare?").press("Enter")
    assert page.get_by_label("Two groups, allocated at random").evaluate(FOCUSED)
    page.keyboard.press("Space")
    needed.filter(has_text="single pupils, or whole classes").wait_for()
    assert needed.filter(has_text="How will you compare?").count() == 0
    page.get_by_label("Persistent absence, from the register").check()
    needed.filter(has_text="Occasion before, or school year before").wait_for()
    page.get_by_text("Every score needs the day it was taken").wait_for(state="detached")
    save(blank, "evaluation_plan", certainty=80)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Freeze the plan …").click()
    needed.filter(has_text="How sure you need to be").wait_for(state="detached")


# --- long items -------------------------------------------------------------------------------------------


def test_a_long_item_opens_folded_to_its_first_words(show: Any) -> None:
    """Unfolding shows its fields; a new item is open at once; its title follows what is typed."""
    page = show("evidence")
    fold = page.get_by_role("button", name="2 · An invented trial (2022), Pairs before lunch")
    found = page.get_by_label("What did it find?").nth(1)
    assert not found.is_visible()
    fold.press("Enter")
    assert found.input_value() == "No difference that could be told from chance"
    assert fold.get_attribute("aria-expanded") == "true"
    page.get_by_role("button", name="Add to: Your sources").click()
    page.keyboard.type("A fourth")
    assert page.get_by_role("button", name="4 · A fourth").is_visible()


def test_a_wrong_value_in_a_folded_item_is_brought_to_sight(show: Any) -> None:
    """The item opens and the field in it is marked."""
    page = show("evidence")
    page.get_by_role("button", name="1 · EEF Toolkit").click()
    page.get_by_label("Kept to read").first.fill("several")
    page.get_by_role("button", name="1 · EEF Toolkit").click()
    page.locator(".enquiry-message", has_text="Not saved: item 1: Type a whole number").wait_for()
    assert page.get_by_label("Kept to read").first.is_visible()
    assert page.get_by_label("Kept to read").first.get_attribute("aria-invalid") == "true"


def test_what_is_not_saved_is_said_until_it_is(show: Any, enquiry: Enquiry) -> None:
    """A date that does not exist keeps its table from being saved: no 'Saved' on it, also when another field is."""
    page = show("implementation")
    table = page.locator("fieldset.enquiry-field-table", has_text="Who sees to it?").first
    table.locator(".enquiry-fold").first.click()
    day = table.get_by_label("From").first
    day.fill("01/09/2025")
    table.locator(".enquiry-saved", has_text="Saved").wait_for()
    day.fill("31/11/2025")
    table.locator(".enquiry-message", has_text="Not saved: item 1: There is no 31 November.").wait_for()
    status = page.locator(".enquiry-status")
    assert re.fullmatch(r"Not saved: .+ – item 1: There is no 31 November\.", status.inner_text())
    assert table.locator(".enquiry-saved").inner_text() == ""
    page.locator("textarea.enquiry-long_text").first.fill("Something else")
    until(page, lambda: status.inner_text().startswith("Saved"), "the other field saved")
    assert re.search(r"\. Not saved: .+", status.inner_text())
    assert enquiry.record.implementation.steps[0].starts == dt.date(2025, 9, 1)
    day.fill("30/11/2025")
    until(page, lambda: "Not saved" not in status.inner_text(), "the table saved")
    assert enquiry.record.implementation.steps[0].starts == dt.date(2025, 11, 30)


def test_a_date_stands_as_it_is_typed_here(show: Any, enquiry: Enquiry) -> None:
    """The day comes first, in the example, in what was saved before, and after saving."""
    page = show("evaluation_plan")
    field = page.get_by_role("textbox", name="When does the intervention start?")
    assert field.input_value() == f"{enquiry.record.evaluation_plan.starts_on:%d/%m/%Y}"
    assert page.get_by_text("For example: 08/09/2025").count() == 1
    field.fill("1 December 2025")
    field.press("Tab")
    until(page, lambda: field.input_value() == "01/12/2025", "the date as it was understood")
    assert enquiry.record.evaluation_plan.starts_on == dt.date(2025, 12, 1)


def test_a_short_answer_stays_one_line_and_can_be_read_whole(show: Any, enquiry: Enquiry) -> None:
    """Its box grows with it; Enter and pasted line ends make no second line."""
    page = show("question")
    field = page.get_by_label("For whom?")
    before = field.bounding_box()["height"]
    field.fill("All pupils of Year 4,\n" + "and those who join them later, " * 6)
    field.press("Enter")
    assert field.bounding_box()["height"] > before
    begun = "All pupils of Year 4, and those"
    until(page, lambda: enquiry.record.question.population.startswith(begun), "the answer")
    assert "\n" not in enquiry.record.question.population


# --- questions that are not always asked ------------------------------------------------------------------

UNIT = "What was allocated, or chosen: single pupils, or whole classes?"


def test_a_question_comes_and_goes_with_the_answer_it_rests_on(show: Any, enquiry: Enquiry) -> None:
    """It is gone for everybody, said quietly, the focus stays, and its answer is there when it comes back."""
    page = show("evaluation_plan")
    unit = page.get_by_role("group", name=UNIT)
    assert unit.get_by_role("radio", name="Single pupils").is_checked()
    page.get_by_label("One group, before and after").focus()
    page.keyboard.press("Space")
    unit.wait_for(state="hidden")
    heard = page.get_by_role("status").filter(has_text=f"No longer asked: ‘{UNIT}’.")
    assert heard.count() == 1
    page.get_by_text("13 of 21 answered").wait_for()
    assert enquiry.typed.evaluation_plan.unit == "pupils"
    assert enquiry.record.evaluation_plan.unit is None
    page.keyboard.press("ArrowUp")
    unit.wait_for(state="visible")
    assert unit.get_by_role("radio", name="Single pupils").is_checked()
    assert page.get_by_role("status").filter(has_text=f"Now asked: ‘{UNIT}’.").count() == 1
    assert (
        page.evaluate("document.activeElement.labels[0].innerText") == "Two groups, not allocated at random"
    )
    page.get_by_text("14 of 22 answered").wait_for()


def test_tab_passes_over_what_is_not_asked(show: Any, enquiry: Enquiry) -> None:
    """From the question before it the next stop is the question after it."""
    page = show("decision")
    assert enquiry.record.decision.as_planned == "yes"
    page.get_by_role("group", name="Is this what you had said").get_by_label("Yes").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.labels[0].innerText") == "What will be different?"


def test_undo_brings_a_question_back(show: Any, enquiry: Enquiry) -> None:
    """What is taken back counts like an answer: the question that rests on it is there again."""
    page = show("decision")
    different = page.get_by_label("What will be different?")
    page.get_by_label("Stop").check()
    different.wait_for(state="hidden")
    page.get_by_role("button", name="Undo").click()
    different.wait_for(state="visible")
    assert different.input_value() == "Two weeks of training for pairs instead of one"


def test_after_the_last_undo_the_focus_is_on_what_was_restored(show: Any) -> None:
    """The button has gone by then; nobody who goes by keyboard has to start from the top of the page."""
    page = show("question")
    time = page.get_by_label("By when?")
    before = time.input_value()
    time.fill("By July")
    page.get_by_role("button", name="Undo").click()
    page.locator(".enquiry-status", has_text="Took back").wait_for()
    assert time.input_value() == before
    assert time.evaluate("field => field === document.activeElement")


def test_what_is_not_saved_is_as_visible_below_as_an_error(show: Any) -> None:
    """Not by its colour alone; what has been saved since is quiet again."""
    page = show("question")
    status = page.locator(".enquiry-status")
    quiet = status.evaluate("node => getComputedStyle(node).fontWeight")
    certainty = page.get_by_label("How sure would you need to be")
    certainty.fill("0,2")
    page.locator(".enquiry-message", has_text="Not saved: Type it with a point: 0.2").wait_for()
    message = page.locator(".enquiry-message", has_text="Not saved")
    look = "node => [getComputedStyle(node).color, getComputedStyle(node).fontWeight]"
    assert status.evaluate(look) == message.evaluate(look)
    assert "⚠" in status.evaluate("node => getComputedStyle(node, '::before').content")
    certainty.fill("80")
    page.locator(".enquiry-status", has_text=re.compile("^Saved")).wait_for()
    assert status.evaluate("node => getComputedStyle(node).fontWeight") == quiet


PASTE = """(field, words) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", words);
  return field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_several_lines_pasted_into_an_empty_item_become_an_item_each(show: Any, enquiry: Enquiry) -> None:
    """Lines without a word are left out, and Undo takes them all back; one line is pasted as ever."""
    save(enquiry, "priorities", strengths=["Phonics"])
    page = show("priorities")
    page.get_by_role("button", name="Add to: Strengths").click()
    empty = page.get_by_label("Strengths, item 2")
    assert empty.evaluate(PASTE, "one line\n")
    assert page.get_by_label("Strengths, item 1").evaluate(PASTE, "one\ntwo")
    assert not empty.evaluate(PASTE, "Library\r\n\r\n  Choir \r\nGarden\r\n")

    def strengths() -> list[str]:
        return enquiry.record.priorities.strengths

    until(page, lambda: strengths() == ["Phonics", "Library", "Choir", "Garden"], "the lines")
    assert page.get_by_label("Strengths, item 4").evaluate("field => field === document.activeElement")
    page.get_by_role("button", name="Undo").click()
    until(page, lambda: strengths() == ["Phonics"], "the list as it was")


def test_an_answer_that_is_not_saved_stays_in_sight_until_it_is(show: Any, enquiry: Enquiry) -> None:
    """Nothing may keep a plan from being frozen that nobody can see."""
    page = show("evaluation_plan")
    measure = page.get_by_label("Name of the measure")
    measure.fill("x" * 301)
    page.locator(".enquiry-message", has_text="At most 300 characters").wait_for()
    page.get_by_label("Persistent absence, from the register").check()
    page.get_by_role("group", name="Is it a test of attainment?").wait_for(state="hidden")
    assert measure.is_visible()
    measure.fill("Reading")
    page.get_by_role("textbox", name="How were these pupils chosen?").focus()
    measure.wait_for(state="hidden")
    assert enquiry.typed.evaluation_plan.measure == "Reading"


def test_a_question_of_one_item_rests_on_the_answers_of_that_item(show: Any, enquiry: Enquiry) -> None:
    """Calling one source an opinion takes its figures out of sight, no other's, and keeps them."""
    page = show("evidence")
    for fold in page.locator(".enquiry-fold").all():
        fold.click()
    figures = page.get_by_label("How many pupils?")
    before, asked = figures.nth(1).input_value(), figures.locator("visible=true").count()
    kinds = page.get_by_label("What kind of source?")
    kinds.nth(1).select_option("Opinion or experience")
    until(page, lambda: figures.locator("visible=true").count() == asked - 1, "one question fewer")
    assert page.get_by_text("What kind of source?").locator("visible=true").count() == kinds.count()
    until(page, lambda: enquiry.typed.evidence.sources[1].kind == "opinion or experience", "the kind")
    assert str(enquiry.typed.evidence.sources[1].pupils) == before
    assert enquiry.record.evidence.sources[1].pupils is None


def test_an_answer_older_than_its_question_stands_in_the_form(show: Any, enquiry: Enquiry) -> None:
    """It counts until that question is answered; then a quiet line says that it is kept."""
    save(enquiry, "decision", as_planned=None, why_not="The bus company changed its timetable")
    page = show("decision")
    mind = page.get_by_label("What has changed your mind?")
    assert mind.input_value() == "The bus company changed its timetable"
    page.get_by_text("5 of 6 answered").wait_for()
    page.get_by_role("group", name="Is this what you had said").get_by_label("Yes").check()
    mind.wait_for(state="hidden")
    kept = page.get_by_text("Not asked now, and kept as it was answered: ‘What has changed your mind?’.")
    assert kept.is_visible()
    page.get_by_role("group", name="Is this what you had said").get_by_label("No").check()
    mind.wait_for(state="visible")
    assert not kept.count()
    assert enquiry.typed.decision.why_not == "The bus company changed its timetable"


def test_figures_that_are_not_asked_of_an_opinion_are_said_to_be_kept(show: Any, enquiry: Enquiry) -> None:
    """The line stands in the item, and names what is kept."""
    opinion = {"source": "A", "kind": "opinion or experience", "pupils": 40, "effect_size": 0.3}
    sources = [{"source": "B", "kind": "survey or case study", "pupils": 9}, opinion]
    save(enquiry, "evidence", sources=sources)
    page = show("evidence")
    page.get_by_role("button", name="2 · A").click()
    words = "Not asked now, and kept as it was answered: ‘How many pupils?’, ‘Effect size, if given’."
    assert page.get_by_text(words).is_visible()


def test_a_name_in_what_is_no_longer_asked_can_be_decided_about(show: Any, enquiry: Enquiry) -> None:
    """The question is shown, with why, until somebody has decided; then it goes out of sight again."""
    save(enquiry, "decision", as_planned="yes", why_not="Because Amina left.")
    assert "name" in [find.kind for find in open_finds(enquiry.typed, {})]
    page = show("decision")
    mind = page.get_by_label("What has changed your mind?", exact=True)
    words = "Not asked any more. It is shown because what stands here may name somebody."
    why = page.get_by_text(words).locator("visible=true")
    assert mind.is_visible()
    assert why.is_visible()
    page.get_by_role("button", name="It is nobody: Amina").click()
    page.get_by_text("Kept as it is: it names nobody.").wait_for()
    assert mind.evaluate("node => node === document.activeElement")
    page.get_by_role("textbox", name="Why?").focus()
    mind.wait_for(state="hidden")
    assert not why.count()
    assert enquiry.typed.decision.why_not == "Because Amina left."


def test_characters_are_counted_as_the_record_counts_them(show: Any) -> None:
    """An emoji is one where it is one there."""
    page = show("decision")
    page.get_by_label("What will be different?").fill("\N{GRINNING FACE}" * 250)
    page.get_by_text("250 of 300 characters").wait_for()


# --- scales -----------------------------------------------------------------------------------------------


def test_a_scale_is_one_row_that_arrows_move_along(show: Any, enquiry: Enquiry) -> None:
    """Each point has its word below it; an arrow goes on to the next, and the answer can be taken away."""
    page = show("framework_review")
    line = page.get_by_role("group", name="Acceptance", exact=True)
    points = line.get_by_role("radio")
    assert len({round(point.bounding_box()["y"]) for point in points.all()}) == 1
    line.get_by_label("In places").focus()
    page.keyboard.press("ArrowRight")
    assert line.get_by_label("Mostly").is_checked()

    def said() -> list[str | None]:
        return [word.how_far for word in enquiry.record.framework_review.words if word.item == "acceptance"]

    until(page, lambda: said() == ["mostly"], "the next point")
    line.get_by_role("button", name="Clear this answer: How far are you?").click()
    until(page, lambda: said() == [None], "no answer")
    assert not line.get_by_role("radio", checked=True).count()


def test_tab_leaves_a_scale_for_the_next_question_and_delete_clears_it(show: Any) -> None:
    """The button that clears is no stop on the way: a space typed there took the answer away."""
    page = show("framework_review")
    line = page.get_by_role("group", name="Acceptance", exact=True)
    line.get_by_label("In places").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type(" We looked")
    assert line.get_by_label("What shows it?").input_value().endswith(" We looked")
    assert line.get_by_label("Mostly").is_checked()
    line.get_by_label("Mostly").press("Delete")
    assert not line.get_by_role("radio", checked=True).count()


def test_tab_never_leads_behind_the_bar(show: Any) -> None:
    """Whatever has the focus stands in sight, above the bar below the form."""
    page = show("question")
    page.set_viewport_size({"width": 900, "height": 640})
    page.get_by_label("For whom?").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(ABOVE_THE_BAR), page.evaluate("document.activeElement.outerHTML")


ABOVE_THE_BAR = """() => document.activeElement.getBoundingClientRect().top
  < document.querySelector(".enquiry-bar").getBoundingClientRect().top"""


# --- every kind in an item --------------------------------------------------------------------------------


def test_every_kind_of_question_can_be_one_of_an_item(browser: Any, enquiry: Enquiry) -> None:
    """A number with its unit, a date, yes or no, several answers, a scale and what rests on it: typed, and understood."""
    loaded = Form(enquiry, "decision").answer({"type": "load"})
    facts = {"values": EveryKind().model_dump(mode="json"), "earlier": {}, "named": {}, "at": "", "undo": ""}
    sent: list[Any] = []

    def answer(message: Any) -> Any:
        if message["type"] == "load":
            return {**loaded, **form_spec(EveryKind), **facts}
        if message["type"] != "save":
            return {"type": "same"}
        sent.append(read_answer(EveryKind, message["field"], message["value"]))
        facts["values"] |= {message["field"]: sent[-1][0]}
        return {**loaded, **facts, "type": "saved", "field": message["field"]}

    page = open_form(browser, answer)
    page.locator(".enquiry-field-table > div > .enquiry-add").click()
    item = page.locator(".enquiry-cells")
    assert item.get_by_label("Why").count() == 1
    assert not item.get_by_label("Why").is_visible()
    item.get_by_label("Words").fill("x" * 250)
    assert item.locator(".enquiry-counter").first.inner_text() == "250 of 300 characters"
    assert item.locator(".enquiry-unit").inner_text() == "kg"
    item.get_by_label("Amount").fill("1,200 kg")
    item.get_by_role("textbox", name="Day").fill("8/9/2025")
    item.get_by_role("radio", name="Not known").check()
    item.get_by_role("checkbox", name="B", exact=True).check()
    item.get_by_role("radio", name="Poor").check()
    item.get_by_label("Why").fill("Because")
    wanted = {
        "amount": 1200,
        "day": "2025-09-08",
        "known": "not known",
        "several": ["b"],
        "mark": "poor",
        "why": "Because",
    }

    def understood() -> dict[str, object]:
        last = sent[-1][0] if sent else None
        return {name: last[0][name] for name in wanted} if last else {}

    until(page, lambda: understood() == wanted, "all of it")
    page.close()


# --- long tables ------------------------------------------------------------------------------------------


def test_a_long_table_can_be_added_to_moved_in_and_undone(show: Any, enquiry: Enquiry) -> None:
    """With thirty steps, the last is moved up, one is removed and put back, one added, and Undo goes back through it."""
    steps = [{"step": f"Step {number}", "state": "not begun"} for number in range(1, 31)]
    save(enquiry, "implementation", steps=steps)
    page = show("implementation")
    table = page.locator("fieldset.enquiry-field-table").first

    def names() -> list[str]:
        return [step.step for step in enquiry.typed.implementation.steps]

    table.get_by_role("button", name="Move up item 30 of Steps").click()
    until(page, lambda: names()[28:] == ["Step 30", "Step 29"], "moved")
    assert page.evaluate("document.activeElement.title") == "Move up"
    table.get_by_role("button", name="Remove item 2 of Steps").click()
    until(page, lambda: len(names()) == 29, "removed")
    table.get_by_role("button", name="Put it back").click()
    until(page, lambda: names()[1] == "Step 2", "put back")
    table.get_by_role("button", name="Add to: Steps").click()
    page.keyboard.type("Step 31")
    until(page, lambda: names()[-1] == "Step 31", "added")
    for wanted in (30, 29, 30, 30):
        page.get_by_role("button", name="Undo").click()
        until(page, lambda wanted=wanted: len(names()) == wanted, f"{wanted} steps again")
    until(page, lambda: names() == [f"Step {number}" for number in range(1, 31)], "as it was")


# --- for everybody ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTIONS)
def test_a_filled_form_has_no_accessibility_fault(show: Any, section: str) -> None:
    """axe finds nothing in any section with its items open."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = show(section)
    for fold in page.locator(".enquiry-fold").all():
        fold.click()
    found = axe.run(page, context=".enquiry-form")
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_form_fits_a_small_window_and_a_picture_of_it_is_kept(
    browser: Any, network: Network, tmp_path: Path, section: str
) -> None:
    """Empty and filled in, at 900 and at 700 pixels, nothing sticks out; the pictures are there to be looked at."""
    folder = pictures_folder(tmp_path / "pictures")
    school = network.schools[0]
    new = Enquiry(network, school, network.new_enquiry(school.id))
    example = open_enquiry("example", "quillbeck-primary")
    for name, asked in (("empty", new), ("filled", example)):
        page = open_form(browser, Form(asked, section).answer)
        for fold in page.locator(".enquiry-fold").all()[:2]:
            fold.click()
        for width in (900, 700):
            page.set_viewport_size({"width": width, "height": 900})
            assert not sticks_out(page)
            picture(whole(page), folder / f"form-{section}-{name}-{width}.png")
        page.close()
