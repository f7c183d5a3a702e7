"""The forms in a real JupyterLab, driven by headless Chromium."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from form_pages import chromium
from lab_pages import Server, jupyterlab, snapshot

from enquiry_lib.store.network import School, Settings, create_network
from enquiry_lib.store.saving import load_record, save_section
from enquiry_lib.store.shipped import shipped

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = Path(__file__).parent / "pictures"
SEEN = 30_000
SCREEN = {"width": 1280, "height": 900}
OAK = School("oak", "Oak", "primary", "England")
OPEN = """import enquiry_lib as el
from enquiry_lib.show.forms import reveal_button
enquiry = el.open_enquiry(r"{network}", "oak")"""

IN_SIGHT = """node => {
  const place = node.getBoundingClientRect();
  const top = document.elementFromPoint(place.left + 5, place.top + 5);
  return place.height > 0 && node.contains(top);
}"""

QUESTION_IN_FOCUS = (
    """document.activeElement.closest(".enquiry-field")?.querySelector("label, legend").textContent"""
)

RING = "getComputedStyle(document.activeElement).outline"

SLOW = """import time
from enquiry_lib.show.forms import Form
answer = Form.answer
Form.answer = lambda form, message: (time.sleep(3), answer(form, message))[1]"""


class Lab:
    """A JupyterLab server of its own over a temporary folder, and a page of it in Chromium."""

    def __init__(self, server: Server, folder: Path, browser: Any) -> None:
        self.server, self.folder = server, folder
        self.browser = browser
        self.page: Any = None
        self.network = create_network(folder / "network", Settings(name="Test"), [OAK])
        self.record_path = self.network.new_enquiry("oak")

    def notebook(self, *cells: str) -> Path:
        """Write a notebook of code cells, the first of which opens the enquiry."""
        first = OPEN.format(network=self.network.folder)
        sources = [nbformat.v4.new_code_cell(source) for source in (first, *cells)]
        book = nbformat.v4.new_notebook(cells=sources)
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = self.folder / "book.ipynb"
        nbformat.write(book, path)
        return path

    def open(self, *cells: str) -> Any:
        """Open a fresh notebook of these cells in a new page, and run all of it."""
        self.page = self.visit(self.notebook(*cells))
        self.command("Run", "Run All Cells")
        self.page.locator(".enquiry-form").first.wait_for(timeout=SEEN)
        return self.page

    def visit(self, path: Path) -> Any:
        """Open a notebook in a new page and wait until its kernel is ready."""
        page = self.browser.new_page(viewport=SCREEN)
        page.goto(f"{self.server.address(path)}&reset")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=SEEN)
        return page

    def command(self, menu: str, item: str) -> None:
        """Choose from JupyterLab's menu."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
        self.page.locator(".lm-Menu-itemLabel", has_text=item).first.click()

    def keep_state(self, kept: bool) -> None:
        """Choose whether notebooks keep the state of widgets, whatever another test of this server chose."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text="Settings").first.click()
        item = self.page.locator(".lm-Menu-item", has_text="Save Widget State Automatically")
        if ("lm-mod-toggled" in item.get_attribute("class")) == kept:
            self.page.keyboard.press("Escape")
        else:
            item.click()

    def save_with_state(self) -> str:
        """Save the notebook with the state of its widgets, and give its text."""
        self.keep_state(True)
        self.command("File", "Save Notebook")
        book = self.folder / "book.ipynb"
        until(lambda: "widget-state" in book.read_text(encoding="utf-8"), "the widget state in the notebook")
        return book.read_text(encoding="utf-8")

    def form(self, number: int = 0) -> Any:
        """Give one form of the page, once it is drawn."""
        form = self.page.locator("form.enquiry-form").nth(number)
        form.locator(".enquiry-title").wait_for(timeout=SEEN)
        return form

    def says(self, form: Any, words: str) -> None:
        """Wait until the status line of a form says some words."""
        form.locator(".enquiry-status", has_text=re.compile(re.escape(words))).wait_for(timeout=SEEN)

    def saved(self, section: str) -> dict[str, Any]:
        """Give a section of the record as it is on disk."""
        return dict(json.loads(self.record_path.read_text(encoding="utf-8"))[section])

    def save_elsewhere(self, section: str, **values: object) -> None:
        """Save as somebody else at another computer would."""
        revision = load_record(self.record_path).revision
        save_section(self.record_path, section, values, base_revision=revision)

    def restart_and_run(self) -> None:
        """Restart the kernel and run all the cells."""
        old = self.page.locator(".jp-OutputArea-child:visible").first.element_handle()
        self.command("Kernel", "Restart Kernel and Run All Cells")
        self.page.locator(".jp-Dialog button.jp-mod-warn").click()
        old.wait_for_element_state("hidden")

    def picture(self, name: str, of: Any) -> None:
        """Keep a picture for people to look at."""
        PICTURES.mkdir(exist_ok=True)
        self.page.set_viewport_size({"width": 1280, "height": 2800})
        PICTURES.joinpath(f"{name}.png").write_bytes(snapshot(of))
        self.page.set_viewport_size(SCREEN)


def until(true: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"never seen: {what}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running JupyterLab over an empty folder."""
    place = tmp_path_factory.mktemp("lab")
    (place / "shown").mkdir()
    with jupyterlab(place / "shown" / "workbooks", place) as running:
        yield running


@pytest.fixture
def lab(server: Server, browser: Any, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A network of one school beside a notebook of its own, in a running JupyterLab."""
    folder = server.root / request.node.name
    folder.mkdir()
    opened = Lab(server, folder, browser)
    yield opened
    for context in browser.contexts:
        context.close()


def test_answers_typed_by_keyboard_are_saved_and_survive_a_restart(lab: Lab) -> None:
    """A whole form by Tab, Enter, Space and arrows; after a restart everything is there again."""
    page = lab.open('el.ask(enquiry, "priorities")')
    form, press, write = lab.form(), lab.page.keyboard.press, lab.page.keyboard.type
    form.get_by_label("What are you worried about?").focus()
    write("Our buses run late")
    lab.says(form, "Saved")
    form.get_by_label("Strengths, item 1").focus()
    for line in ("Phonics", "Library"):
        write(line)
        press("Enter")
    form.get_by_label("Young carers").focus()
    press("Space")
    form.get_by_role("button", name="Add to: What may lie behind it?").focus()
    press("Enter")
    write("Timetable")
    press("Tab")
    press("ArrowDown")
    press("Tab")
    write("Lates by route")
    form.get_by_role("button", name="Move down item 1 of Strengths").focus()
    press("Enter")
    until(lambda: lab.saved("priorities")["strengths"] == ["Library", "Phonics"], "the list in its new order")
    until(lambda: lab.saved("priorities")["causes"][0]["evidence"] == "Lates by route", "the item")
    kept = lab.saved("priorities")
    assert kept["concern"] == "Our buses run late"
    assert kept["who_loses_out"] == ["Young carers"]
    assert kept["causes"][0] == {
        "cause": "Timetable",
        "level": "within the school",
        "evidence": "Lates by route",
    }

    lab.restart_and_run()
    form = lab.form()
    assert form.get_by_label("What are you worried about?").input_value() == "Our buses run late"
    assert form.get_by_label("Strengths, item 2").input_value() == "Phonics"
    assert form.get_by_label("Young carers").is_checked()
    assert form.locator(".enquiry-progress").inner_text() == "4 of 10 answered"
    lab.command("File", "Save Notebook")
    until(
        lambda: "widget-view" in (lab.folder / "book.ipynb").read_text(encoding="utf-8"), "the saved notebook"
    )
    page.reload()
    assert lab.form().get_by_label("Strengths, item 1").input_value() == "Library"


def test_questions_that_come_and_go_and_scales_are_answered_by_keyboard(lab: Lab) -> None:
    """A whole form by Tab, Space and arrows: a question that an answer brings up is next in line, one that it takes away is not."""
    page = lab.open('el.ask(enquiry, "decision")', 'el.ask(enquiry, "framework_review")')
    press, write = page.keyboard.press, page.keyboard.type

    def reach(question: str) -> None:
        for _ in range(6):
            press("Tab")
            if page.evaluate(QUESTION_IN_FOCUS) == question:
                return
        raise AssertionError(f"no Tab leads to {question!r}")

    def answer(question: str, words: str) -> None:
        reach(question)
        write(words)

    lab.form().get_by_role("radio").first.focus()
    press("Space")
    press("ArrowDown")
    answer("Why?", "Two of three classes gained")
    reach("Is this what you had said you would do with this answer?")
    press("Space")
    press("ArrowDown")
    answer("What has changed your mind?", "The third class")
    answer("What will be different?", "Shorter sessions")
    answer("When will you look again?", "1 May 2026")
    press("Shift+Tab")
    until(lambda: lab.record_path.exists() and lab.saved("decision")["by_when"] == "2026-05-01", "the date")
    kept = lab.saved("decision")
    assert kept["decision"] == "adapt"
    assert (kept["as_planned"], kept["why_not"]) == ("no", "The third class")
    assert kept["change_what"] == "Shorter sessions"
    lab.form().get_by_label("No", exact=True).focus()
    press("ArrowUp")
    reach("What will be different?")

    scale = lab.form(1).get_by_role("group", name="How far are you?").first
    lab.form(1).get_by_role("radio").first.focus()
    press("Space")
    press("ArrowRight")
    press("ArrowRight")
    reach("What shows it?")
    write("The staff meeting")

    def the_lines() -> list[tuple[str, str]]:
        lines = lab.saved("framework_review")["words"]
        return [(line["how_far"], line["shown_by"]) for line in lines if line["how_far"]]

    until(lambda: the_lines() == [("mostly", "The staff meeting")], "the line")
    assert scale.get_by_role("radio").nth(2).is_checked()


def test_the_saved_notebook_holds_nothing_typed_and_nothing_revealed(lab: Lab) -> None:
    """Neither outputs nor widget state store an answer or a small number, also with JupyterLab's 'save state'."""
    secret = "".join(["seven", "-pupils"])
    lab.open(
        'el.ask(enquiry, "question")', 'reveal_button(lambda: "<p>" + "-".join(["seven", "pupils"]) + "</p>")'
    )
    form = lab.form()
    form.get_by_label("For whom?").fill("typed-population")
    form.get_by_label("How sure would you need to be?").fill("typed-number")
    lab.says(form, "Not saved: How sure would you need to be?")
    lab.page.get_by_role("button", name="Show small groups on this screen").click()
    box = lab.page.locator(".enquiry-revealed")
    box.get_by_text(secret).wait_for(timeout=SEEN)
    assert "On this screen only" in box.inner_text()
    lab.picture("revealed", box)
    text = lab.save_with_state()
    assert "widget-view" in text
    assert not [word for word in ("typed-population", "typed-number", secret) if word in text]
    box.get_by_role("button", name="Hide again").click()
    assert lab.page.get_by_text(secret).count() == 0


def test_the_saved_notebook_holds_nothing_of_a_file_that_was_brought_in(lab: Lab) -> None:
    """A file is chosen, its questions answered and filed; neither it nor its name is in the notebook or the network."""
    marksheet = shipped("data_templates") / "exports" / "sims_marksheet.csv"
    lab.open("el.ask_for_file(enquiry)")
    form = lab.form()
    form.get_by_label("A file from your school's system").set_input_files(marksheet)
    form.get_by_role("group", name="Is 'Au1'").get_by_label("before (baseline)").check(timeout=SEEN)
    form.get_by_role("group", name="Is 'Su2'").get_by_label("after (follow_up)").check()
    for question in range(2):  # on which day each of the two was taken
        form.get_by_label("not known").nth(question).check()
    form.get_by_role("button", name="File it as the table of outcomes").wait_for(timeout=SEEN)
    lab.picture("import", form)
    form.get_by_role("button", name="File it as the table of outcomes").click()
    lab.says(form, "Filed: 30 new rows in the table of outcomes.")
    table = (lab.network.data_folder("oak") / "outcomes.csv").read_text(encoding="utf-8-sig")
    code = re.findall(r"^P\w{9}", table, re.MULTILINE)[0]
    text = lab.save_with_state()
    of_the_file = ("Ashby", "820432110001", marksheet.name, "Maths", "Au1")
    assert not [word for word in (*of_the_file, code) if word in text]
    files = [path for path in lab.network.folder.rglob("*") if path.is_file()]
    kept = "\n".join(f"{path}\n{path.read_text(encoding='utf-8-sig')}" for path in files)
    assert not [word for word in ("Ashby", "820432110001", marksheet.name) if word in kept]


def test_a_wrong_value_stays_as_typed_with_its_message_beside_it(lab: Lab) -> None:
    """The field is marked, the message is tied to it, and mending it saves."""
    lab.open('el.ask(enquiry, "evaluation_plan")')
    form = lab.form()
    field = form.get_by_role("textbox", name="When does the intervention start?")
    field.fill("31/02/2026")
    lab.says(form, "There is no 31 February.")
    assert field.input_value() == "31/02/2026"
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby").split()[-1]
    assert lab.page.locator(f"#{described}").inner_text() == "Not saved: There is no 31 February."
    lab.picture("wrong_value", form)
    field.fill("28/02/2026")
    lab.says(form, "Saved")
    field.press("Tab")
    assert field.get_attribute("aria-invalid") is None
    assert lab.saved("evaluation_plan")["starts_on"] == "2026-02-28"


def test_removing_an_item_can_be_taken_back_twice_over(lab: Lab) -> None:
    """'Put it back' beside the list, and Undo below the form, both bring it back."""
    lab.save_elsewhere("priorities", strengths=["One", "Two"])
    lab.open('el.ask(enquiry, "priorities")')
    form = lab.form()
    for back in ("Put it back", "Undo"):
        form.get_by_role("button", name="Remove item 1 of Strengths").click()
        until(lambda: lab.saved("priorities")["strengths"] == ["Two"], "the item gone")
        form.get_by_role("button", name=back, exact=True).click()
        until(lambda: lab.saved("priorities")["strengths"] == ["One", "Two"], f"the item back by {back}")
        until(lambda: form.get_by_label("Strengths, item 1").input_value() == "One", "the item in the form")


def test_the_same_answer_changed_elsewhere_is_shown_in_both_versions(lab: Lab) -> None:
    """The second is told and chooses; what somebody else wrote in other fields is taken over."""
    lab.open('el.ask(enquiry, "question")')
    form = lab.form()
    lab.save_elsewhere("question", time="By Easter", outcome="Fewer lates")
    form.get_by_label("By when?").fill("By July")
    form.get_by_text("Which shall be kept?").wait_for(timeout=SEEN)
    assert "By Easter" in form.inner_text()
    assert form.get_by_label("What should change?").input_value() == "Fewer lates"
    lab.picture("conflict", form)
    form.get_by_role("button", name="Keep mine").click()
    until(lambda: lab.saved("question")["time"] == "By July", "mine on disk")
    lab.save_elsewhere("question", time="By Easter")
    form.get_by_label("By when?").fill("By May")
    form.get_by_role("button", name="Take theirs").click()
    assert form.get_by_label("By when?").input_value() == "By Easter"
    assert lab.saved("question")["time"] == "By Easter"


def test_two_tabs_on_one_kernel_show_each_others_changes(lab: Lab) -> None:
    """What is saved in one tab appears in the other; a field being changed there is not overwritten."""
    lab.open('el.ask(enquiry, "question")')
    first = lab.form()
    lab.command("File", "Save Notebook")
    book = lab.folder / "book.ipynb"
    until(lambda: "widget-view" in book.read_text(encoding="utf-8"), "the saved notebook")
    lab.page = lab.visit(book)
    second = lab.form()
    second.get_by_label("By when?").fill("By July")
    lab.says(second, "Saved")
    until(lambda: first.get_by_label("By when?").input_value() == "By July", "the change in the first tab")


def test_what_is_typed_after_the_kernel_died_is_saved_when_the_cell_runs_again(lab: Lab) -> None:
    """Nothing typed is lost with a kernel: the next form of the section brings it back and saves it."""
    page = lab.open('el.ask(enquiry, "question")')
    form = lab.form()
    lab.command("Kernel", "Shut Down Kernel")
    page.get_by_text("Python 3 (ipykernel) | No Kernel").or_(
        page.get_by_text("No Kernel | ")
    ).first.wait_for()
    form.get_by_label("By when?").fill("By July")
    lab.says(form, "Not saved: By when?")
    form.get_by_role("alert").get_by_text(
        "choose Run and then Run All Cells in the menu; what you typed is kept"
    ).wait_for(timeout=SEEN)
    lab.command("Kernel", "Restart Kernel and Run All Cells")
    until(lambda: lab.record_path.exists() and lab.saved("question")["time"] == "By July", "the answer", 40)
    assert lab.form().get_by_label("By when?").input_value() == "By July"


def test_a_restarted_kernel_is_told_of_within_the_form(lab: Lab) -> None:
    """Before anybody types, the form says what to do; what is typed all the same is saved when the cell runs again."""
    lab.open('el.ask(enquiry, "question")')
    form = lab.form()
    lab.command("Kernel", "Restart Kernel…")
    lab.page.locator(".jp-Dialog button.jp-mod-warn").click()
    form.get_by_role("alert").get_by_text(
        "choose Run and then Run All Cells in the menu; what you typed is kept"
    ).wait_for(timeout=SEEN)
    form.get_by_label("By when?").fill("By July")
    lab.command("Run", "Run All Cells")
    until(lambda: lab.record_path.exists() and lab.saved("question")["time"] == "By July", "the answer", 40)
    assert lab.form().get_by_label("By when?").input_value() == "By July"


def test_where_no_form_lives_a_sentence_says_how_it_comes_back(lab: Lab) -> None:
    """Opened again with another kernel, as on the next day; where the form is drawn nothing is said of it."""
    page = lab.open('el.ask(enquiry, "question")', 'el.ask(enquiry, "priorities")')
    lab.keep_state(False)
    words = page.get_by_text("This form is asleep. Choose Run, then Run All Cells: your answers are kept.")
    lab.form(1).get_by_label("What are you worried about?").fill("typed-words")
    lab.says(lab.form(1), "Saved")
    assert [one.is_visible() for one in words.all()] == [False, False]
    lab.command("File", "Save Notebook")
    book = lab.folder / "book.ipynb"
    until(lambda: "widget-view" in book.read_text(encoding="utf-8"), "the saved notebook")
    assert "typed-words" not in book.read_text(encoding="utf-8")
    lab.command("Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog button.jp-mod-warn").click()
    lab.form(1).get_by_role("alert").get_by_text("Run All Cells").wait_for(timeout=SEEN)
    page.reload()
    words.nth(1).wait_for(timeout=SEEN)
    page.get_by_text("model not found").nth(1).wait_for(state="attached", timeout=SEEN)
    assert page.get_by_text("model not found").locator("visible=true").count() == 0
    lab.picture("asleep", page)
    lab.command("Run", "Run All Cells")
    assert lab.form(1).get_by_label("What are you worried about?").input_value() == "typed-words"
    words.nth(1).wait_for(state="hidden", timeout=SEEN)


def test_every_control_has_the_same_ring_around_it(lab: Lab) -> None:
    """Whoever goes by keyboard sees in the same way on which field or button they stand."""
    page = lab.open('el.ask(enquiry, "priorities")')
    form = lab.form()
    form.get_by_label("What are you worried about?").focus()
    rings: dict[str, set[str]] = {}
    page.keyboard.press("Tab")
    while form.evaluate("form => form.contains(document.activeElement)"):
        rings.setdefault(page.evaluate("document.activeElement.type"), set()).add(page.evaluate(RING))
        page.keyboard.press("Tab")
    assert {"textarea", "checkbox", "button"} <= rings.keys()
    assert set.union(*rings.values()) == {"rgb(11, 92, 107) solid 3px"}


def test_a_busy_kernel_delays_a_save_and_the_form_says_so(lab: Lab) -> None:
    """Without an answer the form says that it waits; when the kernel answers, it has saved."""
    lab.open(SLOW, 'el.ask(enquiry, "question")')
    form = lab.form()
    form.get_by_label("By when?").fill("By July")
    lab.says(form, "Waiting until the running cell has finished")
    lab.says(form, "Saved ")
    assert lab.saved("question")["time"] == "By July"


def test_a_form_saves_while_a_cell_runs(lab: Lab) -> None:
    """With a kernel that can do both, JupyterLab saves at once; with any other, when the cell has ended."""
    page = lab.open(
        'el.ask(enquiry, "question")', 'import time\ntime.sleep(6 if "again" in globals() else 0)\nagain = 1'
    )
    form = lab.form()
    page.locator(".jp-CodeCell .cm-content").last.click()
    page.keyboard.press("Control+Enter")
    form.get_by_label("By when?").fill("By July")
    until(lambda: lab.record_path.exists() and lab.saved("question")["time"] == "By July", "the answer")


def test_a_plan_is_frozen_and_reopened_on_its_form(lab: Lab) -> None:
    """Freezing explains itself and asks again; a frozen plan is read-only until it is reopened with a reason."""
    plan = {"design": "before_after", "measured_by": "attendance", "certainty": 80}
    rule = {"if_yes": "Carry on", "if_no": "Stop", "if_unclear": "Ask again"}
    lab.save_elsewhere("evaluation_plan", **plan, **rule, baseline="2024/25", follow_up="2025/26")
    lab.open('el.ask(enquiry, "evaluation_plan")')
    form = lab.form()
    form.get_by_role("button", name="Freeze the plan …").click()
    form.get_by_role("button", name="Freeze the plan now").click()
    form.get_by_text("cannot be frozen yet").wait_for(timeout=SEEN)
    form.get_by_label("The smallest change that would be worth").fill("2")
    form.get_by_label("Your name").fill("Jo")
    form.get_by_role("button", name="Freeze the plan now").click()
    form.get_by_text("by Jo").wait_for(timeout=SEEN)
    assert lab.saved("evaluation_plan")["smallest_worthwhile"] == 2
    assert not form.get_by_label("Name of the measure").is_editable()
    assert form.get_by_label("One group, before and after").is_disabled()
    lab.picture("frozen", form)
    form.get_by_role("button", name="Reopen the plan …").click()
    form.get_by_label("Why does the plan have to change?").fill("The test was withdrawn")
    form.get_by_role("button", name="Reopen the plan now").click()
    form.get_by_text("Reason: The test was withdrawn").wait_for(timeout=SEEN)
    assert form.get_by_label("Name of the measure").is_editable()


def test_a_refused_button_says_why_beside_it(lab: Lab) -> None:
    """What stands in the way is said above the button that was pressed, on the screen, and not only in the bar."""
    lab.save_elsewhere("evaluation_plan", design="before_after", measured_by="attendance", certainty=80)
    lab.open('el.ask(enquiry, "evaluation_plan")')
    form = lab.form()
    form.get_by_role("button", name="Freeze the plan …").click()
    form.get_by_role("button", name="Freeze the plan now").click()
    message = form.locator(".enquiry-panel .enquiry-action-message")
    message.get_by_text("Still to fill in: 'Occasion before, or school year before'").wait_for(timeout=SEEN)
    assert message.evaluate(IN_SIGHT)
    lab.picture("refused", form)


def test_an_undo_that_is_refused_says_why(lab: Lab) -> None:
    """Where a change cannot be taken back, the bar with the button says so and why."""
    lab.open('el.ask(enquiry, "question")')
    form = lab.form()
    form.get_by_label("By when?").fill("By July")
    form.get_by_text("Saved ").first.wait_for(timeout=SEEN)
    form.get_by_role("button", name="Undo").wait_for(timeout=SEEN)
    lab.record_path.write_text("{", encoding="utf-8")
    form.get_by_role("button", name="Undo").click()
    form.get_by_text("Not taken back. The record cannot be read").wait_for(timeout=SEEN)


def test_an_enquiry_is_finished_on_its_last_form(lab: Lab) -> None:
    """Finishing explains itself and asks again; the form then says so and offers to open the enquiry again."""
    lab.open('el.ask(enquiry, "next_cycle")')
    form = lab.form()
    form.get_by_role("button", name="Finish this enquiry …").click()
    form.get_by_role("button", name="Finish this enquiry now").click()
    form.get_by_text("This enquiry is finished.").wait_for(timeout=SEEN)
    assert load_record(lab.record_path).status == "finished"
    lab.picture("finished", form)
    form.get_by_role("button", name="Open it again …").click()
    form.get_by_role("button", name="Open this enquiry again now").click()
    form.get_by_role("button", name="Finish this enquiry …").wait_for(timeout=SEEN)
    assert load_record(lab.record_path).status == "open"


@pytest.mark.parametrize("section", ["priorities", "framework_review", "evaluation_plan"])
def test_a_form_has_no_accessibility_fault_and_fits_a_small_screen(lab: Lab, section: str) -> None:
    """axe finds nothing; nothing sticks out at 800 pixels, nor at 200% zoom; a picture is kept."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    lab.save_elsewhere("priorities", strengths=["One", "Two"], causes=[{"cause": "Timetable"}])
    lab.open(f'el.ask(enquiry, "{section}")')
    form = lab.form()
    found = axe.run(lab.page, context="form.enquiry-form")
    assert found.violations_count == 0, found.generate_report()
    lab.picture(section, form)
    for width in (800, 640):  # 640 is what 1280 leaves at 200%
        lab.page.set_viewport_size({"width": width, "height": 900})
        assert form.evaluate("form => form.scrollWidth <= form.clientWidth + 1")
    PICTURES.joinpath(f"{section}_small.png").write_bytes(snapshot(lab.page))
