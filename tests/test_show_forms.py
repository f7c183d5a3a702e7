"""Forms: what they answer, what they print, and what they never keep."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.show import copies, forms
from enquiry_lib.show.forms import Form, ask, has_front_end, lists_of, reveal_button
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import SECTIONS, Question
from enquiry_lib.store.reference import Reference
from enquiry_lib.store.saving import save_section, save_status

READY = {
    "design": "before_after",
    "measured_by": "outcomes",
    "measure": "Reading",
    "smallest_worthwhile": 0.2,
    "certainty": 80,
    "if_yes": "Carry on",
    "if_no": "Stop",
    "if_unclear": "Ask again",
}


@pytest.fixture
def enquiry(network: Network, record_path: Path) -> Enquiry:
    """A school's first enquiry, with nothing in its record."""
    return Enquiry(network, network.schools[0], record_path)


def load(form: Form) -> dict[str, Any]:
    """Load a form as its front end does."""
    return form.answer({"type": "load"})


def save(form: Form, field: str, value: object, before: object, turn: object = None) -> dict[str, Any]:
    """Save one field as the front end does."""
    return form.answer({"type": "save", "field": field, "value": value, "before": before, "turn": turn})


def act(form: Form, name: str, text: str = "") -> dict[str, Any]:
    """Press one of a form's buttons."""
    return form.answer({"type": "action", "name": name, "text": text})


# --- loading and saving -----------------------------------------------------------------------------------


def test_a_form_shows_what_is_on_disk_now(enquiry: Enquiry) -> None:
    """Loading reads the record afresh, whoever wrote it."""
    form = Form(enquiry, "question")
    assert load(form)["values"]["time"] == ""
    save_section(enquiry.record_path, "question", {"time": "By July"}, base_revision=0)
    loaded = load(form)
    assert (loaded["values"]["time"], loaded["answered"], loaded["asked"]) == ("By July", 1, 15)


def test_a_change_is_saved_at_once_and_says_when(enquiry: Enquiry) -> None:
    """The answer carries the time, and how many questions are answered."""
    answer = save(Form(enquiry, "question"), "certainty", "80 %", None)
    assert answer["type"] == "saved"
    assert re.fullmatch(r"\d\d:\d\d", answer["at"])
    assert answer["answered"] == 1
    assert enquiry.record.question.certainty == 80


def test_a_form_nobody_has_answered_tells_no_time(enquiry: Enquiry) -> None:
    """What was saved in other forms is not said above this one; a save tells its time, also of the last word taken out."""
    save_section(enquiry.record_path, "priorities", {"concern": "Reading"}, base_revision=0)
    form = Form(enquiry, "question")
    assert load(form)["at"] == ""
    assert load(Form(enquiry, "priorities"))["at"]
    assert save(form, "time", "By July", "")["at"]
    assert load(form)["at"]
    assert save(form, "time", "", "By July")["at"]
    assert load(form)["at"] == ""


def test_a_wrong_value_is_explained_and_changes_nothing(enquiry: Enquiry) -> None:
    """The record is not touched by a value that does not fit."""
    answer = save(Form(enquiry, "question"), "certainty", "quite", None)
    assert answer == {
        "type": "problem",
        "field": "certainty",
        "problems": [{"place": (), "message": "Type a number, for example 80."}],
    }
    assert not enquiry.record_path.exists()


@pytest.mark.parametrize("field", ["freeze", "no_such_field"])
def test_only_questions_of_the_form_can_be_saved(enquiry: Enquiry, field: str) -> None:
    """A message cannot write what is not on the form."""
    assert save(Form(enquiry, "evaluation_plan"), field, "x", None)["type"] == "refused"
    assert not enquiry.record_path.exists()


def test_other_fields_saved_meanwhile_by_somebody_else_are_kept(enquiry: Enquiry) -> None:
    """Two people in different fields of one form lose nothing, and both see both."""
    one, other = Form(enquiry, "question"), Form(enquiry, "question")
    save(one, "time", "By July", "")
    answer = save(other, "outcome", "Fewer lates", "")
    assert answer["type"] == "saved"
    assert (answer["values"]["time"], answer["values"]["outcome"]) == ("By July", "Fewer lates")


def test_the_same_field_changed_by_somebody_else_is_a_conflict_with_both_versions(enquiry: Enquiry) -> None:
    """Neither version is lost: theirs stays in the record until mine is chosen."""
    one, other = Form(enquiry, "question"), Form(enquiry, "question")
    save(one, "time", "By July", "")
    answer = save(other, "time", "By Easter", "")
    assert (answer["type"], answer["mine"], answer["values"]["time"]) == ("conflict", "By Easter", "By July")
    assert enquiry.record.question.time == "By July"
    assert save(other, "time", "By Easter", "By July")["type"] == "saved"


def test_a_save_between_reading_and_writing_is_not_overwritten(
    enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When somebody saves at the very same moment, the form looks again before it writes."""
    form, real, calls = Form(enquiry, "question"), Enquiry.save, []

    def late(self: Enquiry, section: str, values: dict[str, Any], *, base_revision: int) -> Any:
        if not calls:
            calls.append("theirs")
            save_section(self.record_path, section, {"time": "By July"}, base_revision=base_revision)
        return real(self, section, values, base_revision=base_revision)

    monkeypatch.setattr(Enquiry, "save", late)
    assert save(form, "time", "By Easter", "")["type"] == "conflict"
    assert enquiry.record.question.time == "By July"


def test_two_people_who_write_the_same_agree(enquiry: Enquiry) -> None:
    """The same answer typed twice is no conflict."""
    save(Form(enquiry, "question"), "time", "By July", "")
    assert save(Form(enquiry, "question"), "time", "By July", "")["type"] == "saved"


def test_a_record_that_cannot_be_read_becomes_words_in_the_form(enquiry: Enquiry) -> None:
    """A broken file is explained where the person is, and stays as it is."""
    enquiry.record_path.parent.mkdir(parents=True)
    enquiry.record_path.write_text("{cut off", encoding="utf-8")
    form = Form(enquiry, "question")
    for answer in (load(form), save(form, "time", "By July", "")):
        assert answer["type"] == "refused"
        assert "enquiry restore" in answer["message"]
        assert str(enquiry.record_path) not in answer["message"]
    assert enquiry.record_path.read_text(encoding="utf-8") == "{cut off"


def test_somebody_who_looks_again_is_told_only_of_changes(enquiry: Enquiry) -> None:
    """While the record is the same there is nothing to tell; then the section comes as it is now."""
    form = Form(enquiry, "question")
    stamp = load(form)["stamp"]
    assert form.answer({"type": "look", "stamp": stamp}) == {"type": "same"}
    save_section(enquiry.record_path, "question", {"time": "By July"}, base_revision=0)
    looked = form.answer({"type": "look", "stamp": stamp})
    assert (looked["type"], looked["values"]["time"], looked["read_only"]) == ("looked", "By July", False)
    assert form.answer({"type": "look", "stamp": looked["stamp"]}) == {"type": "same"}


def test_an_earlier_version_that_came_back_is_told_of_once(enquiry: Enquiry) -> None:
    """The form says so with the next answer, whatever was asked; drawn anew, it has a note."""
    form = Form(enquiry, "question")
    old = save(form, "time", "By July", "")
    content = enquiry.record_path.read_bytes()
    new = save(form, "outcome", "Fewer lates", "")
    assert not (old["went_back"] or new["went_back"])
    enquiry.record_path.write_bytes(content)
    looked = form.answer({"type": "look", "stamp": new["stamp"]})
    assert (looked["type"], looked["went_back"]) == ("looked", True)
    assert not save(form, "population", "Year 4", "")["went_back"]
    enquiry.record_path.write_bytes(content)
    assert "An earlier version" in load(form)["notes"][0]
    assert load(form)["notes"] == []


def test_a_copy_that_cannot_be_put_away_stands_in_nobodys_way(
    enquiry: Enquiry, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form opens, and an answer that was saved is called saved and can be taken back."""
    form = Form(enquiry, "question")
    settle(form, "outcome")
    key = load(form)["versions"]["time"]["key"]

    def held(*_: object) -> Any:
        raise errors.FileInUse(file=copy.name)

    with monkeypatch.context() as patched:
        patched.setattr(copies, "put_away", held)
        taken = form.answer(
            {"type": "save", "field": "time", "value": "By May", "before": "By Easter", "settles": key}
        )
        assert (taken["type"], taken["put_away"], taken["undo"]) == ("saved", [], "By when?")
        assert load(form)["type"] == "form"
    assert copy.name in load(form)["notes"][0]
    assert not copy.exists()


def test_a_copy_comes_back_only_when_the_change_was_taken_back(enquiry: Enquiry, copy: Path) -> None:
    """Where somebody else has answered since, there is a conflict, and the copy stays in the history."""
    form = Form(enquiry, "question")
    settle(form, "outcome")
    settle(form, "time")
    save(Form(enquiry, "question"), "time", "By June", "By Easter")
    assert form.answer({"type": "undo"})["type"] == "conflict"
    assert not copy.exists()


def test_an_answer_is_looked_through_for_names_once(
    enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saving one field does not search all the others again."""
    looked: list[str] = []
    real = forms.passages_in
    monkeypatch.setattr(
        forms, "passages_in", lambda spec, *rest: (looked.append(spec.name), real(spec, *rest))[1]
    )
    form = Form(enquiry, "question")
    load(form)
    looked.clear()
    save(form, "time", "By July", "")
    assert looked == ["time"]


# --- copies that a synchronising program left -------------------------------------------------------------


@pytest.fixture
def copy(enquiry: Enquiry) -> Path:
    """A copy in which somebody answered otherwise, beside a record with one answer in that form."""
    path = enquiry.record_path
    save_section(path, "question", {"time": "By July", "outcome": "More reading"}, base_revision=0)
    found = path.with_name("enquiry-LAPTOP.json")
    found.write_bytes(path.read_bytes())
    save_section(path, "question", {"time": "By Easter", "outcome": "Fewer lates"}, base_revision=1)
    text = (
        found.read_text(encoding="utf-8").replace("By July", "By May").replace("More reading", "More books")
    )
    found.write_text(text, encoding="utf-8")
    return found


def settle(form: Form, field: str) -> dict[str, Any]:
    """Keep one's own answer."""
    key = load(form)["versions"][field]["key"]
    return form.answer({"type": "settle", "field": field, "key": key})


def test_both_versions_of_an_answer_are_offered(enquiry: Enquiry, copy: Path) -> None:
    """The form gets the other version of each answer that differs, and lines that say where it comes from."""
    loaded = load(Form(enquiry, "question"))
    assert {name: one["value"] for name, one in loaded["versions"].items()} == {
        "time": "By May",
        "outcome": "More books",
    }
    (told,) = loaded["copies"]
    assert told["name"] == copy.name
    assert told["lines"][1] == "It differs in 2 answers of this form: both versions stand there."


def test_another_form_names_the_form_and_the_workbook_that_differ(enquiry: Enquiry, copy: Path) -> None:
    """Somebody in another form learns where to look."""
    loaded = load(Form(enquiry, "priorities"))
    assert loaded["versions"] == {}
    assert loaded["copies"][0]["lines"][1:] == [
        "It differs in: The enquiry question (workbook day1_2_frame_the_question)."
    ]


def test_the_other_version_is_taken_by_ordinary_saving_and_undone(enquiry: Enquiry, copy: Path) -> None:
    """It is in the record, and asked about no more, not even after it was changed again; undo asks again."""
    form = Form(enquiry, "question")
    other = load(form)["versions"]["time"]
    message = {
        "type": "save",
        "field": "time",
        "value": "By May",
        "before": "By Easter",
        "settles": other["key"],
    }
    taken = form.answer(message)
    assert (taken["type"], taken["values"]["time"], set(taken["versions"])) == (
        "saved",
        "By May",
        {"outcome"},
    )
    changed = save(form, "time", "By 1 May", "By May")
    assert set(changed["versions"]) == {"outcome"}
    form.answer({"type": "undo"})
    undone = form.answer({"type": "undo"})
    assert (undone["values"]["time"], set(undone["versions"])) == ("By Easter", {"outcome", "time"})


def test_names_in_a_version_taken_over_are_asked_about(enquiry: Enquiry, copy: Path) -> None:
    """Words of a copy get the same care as words typed here."""
    copy.write_text(copy.read_text(encoding="utf-8").replace("More books", "Ask Amina."), encoding="utf-8")
    form = Form(enquiry, "question")
    key = load(form)["versions"]["outcome"]["key"]
    message = {
        "type": "save",
        "field": "outcome",
        "value": "Ask Amina.",
        "before": "Fewer lates",
        "settles": key,
    }
    assert [one["text"] for one in form.answer(message)["named"]["outcome"]] == ["Amina"]


def test_a_copy_goes_into_the_history_when_nothing_differs_any_more(enquiry: Enquiry, copy: Path) -> None:
    """After the last decision it is put away byte for byte; undo brings it back and asks again."""
    form, content = Form(enquiry, "question"), copy.read_bytes()
    assert settle(form, "time")["put_away"] == []
    last = settle(form, "outcome")
    assert (last["put_away"], last["copies"]) == ([copy.name], [])
    assert (copy.parent / "history" / "enquiry.copy-1-LAPTOP.json").read_bytes() == content
    assert enquiry.conflict_copies() == []
    undone = form.answer({"type": "undo"})
    assert set(undone["versions"]) == {"outcome"}
    assert copy.read_bytes() == content


def test_a_copy_that_says_nothing_else_is_put_away_and_named_once(enquiry: Enquiry) -> None:
    """Opening a form is enough; the note says where it is."""
    save(Form(enquiry, "question"), "time", "By July", "")
    copy = enquiry.record_path.with_name("enquiry (1).json")
    copy.write_bytes(enquiry.record_path.read_bytes())
    form = Form(enquiry, "priorities")
    assert load(form)["notes"] == [
        "Nothing in enquiry (1).json is still to be decided. It was put into the folder history, beside the earlier versions."
    ]
    assert not copy.exists()
    assert load(form)["notes"] == []


def test_a_copy_is_put_away_by_its_button(enquiry: Enquiry, copy: Path) -> None:
    """Only a copy beside this record can be: any other name does nothing."""
    form = Form(enquiry, "question")
    for name in ("enquiry.json", "../../network.json", "history"):
        assert form.answer({"type": "put_away", "copy": name})["copies"]
    assert form.answer({"type": "put_away", "copy": copy.name})["copies"] == []
    assert enquiry.record_path.exists()


def test_a_frozen_plan_can_keep_its_own_answers(enquiry: Enquiry) -> None:
    """What cannot be changed can still be decided about, so that the copy goes."""
    save_section(enquiry.record_path, "evaluation_plan", READY, base_revision=0)
    copy = enquiry.record_path.with_name("enquiry-LAPTOP.json")
    copy.write_text(
        enquiry.record_path.read_text(encoding="utf-8").replace("Reading", "Spelling"), encoding="utf-8"
    )
    form = Form(enquiry, "evaluation_plan")
    act(form, "freeze", "Jo")
    assert settle(form, "measure")["put_away"] == [copy.name]


def test_a_decision_made_elsewhere_meanwhile_changes_nothing(enquiry: Enquiry, copy: Path) -> None:
    """Keeping what has been settled by somebody else gives what is there now."""
    one, other = Form(enquiry, "question"), Form(enquiry, "question")
    key = load(one)["versions"]["time"]["key"]
    settle(other, "time")
    answer = one.answer({"type": "settle", "field": "time", "key": key})
    assert (answer["type"], set(answer["versions"]), answer["undo"]) == ("settled", {"outcome"}, "")


# --- what was said earlier --------------------------------------------------------------------------------


def test_an_earlier_answer_is_offered_and_is_not_in_the_record_until_kept(enquiry: Enquiry) -> None:
    """The form gets it beside the values, with the title of the section it stands in; the values stay empty."""
    save(Form(enquiry, "question"), "if_no", "stop", "")
    form = Form(enquiry, "evaluation_plan")
    loaded = load(form)
    assert loaded["earlier"] == {"if_no": {"value": "stop", "title": "The enquiry question"}}
    assert (loaded["values"]["if_no"], enquiry.record.evaluation_plan.if_no) == ("", "")
    kept = save(form, "if_no", "stop", "")
    assert (kept["earlier"], kept["values"]["if_no"]) == ({}, "stop")


def test_undoing_what_was_kept_offers_it_again(enquiry: Enquiry) -> None:
    """The record is empty again, and so the earlier answer stands there again."""
    save(Form(enquiry, "question"), "if_no", "stop", "")
    form = Form(enquiry, "evaluation_plan")
    save(form, "if_no", "stop", "")
    undone = form.answer({"type": "undo"})
    assert undone["values"]["if_no"] == ""
    assert undone["earlier"]["if_no"]["value"] == "stop"


def test_a_conflict_is_judged_by_what_is_stored(enquiry: Enquiry) -> None:
    """Keeping an earlier answer where somebody else has answered meanwhile is a conflict."""
    save(Form(enquiry, "question"), "if_no", "stop", "")
    save(Form(enquiry, "evaluation_plan"), "if_no", "go on", "")
    assert save(Form(enquiry, "evaluation_plan"), "if_no", "stop", "")["type"] == "conflict"


def test_nothing_is_offered_where_nothing_can_be_changed(enquiry: Enquiry) -> None:
    """A frozen plan shows what is in it and no more."""
    save_section(enquiry.record_path, "evaluation_plan", READY, base_revision=0)
    save(Form(enquiry, "question"), "question", "Does it help?", "")
    form = Form(enquiry, "evaluation_plan")
    assert load(form)["earlier"]
    assert act(form, "freeze")["earlier"] == {}


# --- reference lists --------------------------------------------------------------------------------------


def test_a_grid_has_the_lines_of_the_schools_own_list(enquiry: Enquiry) -> None:
    """A list in the network's folder takes the place of the one that came with the workbooks."""
    folder = enquiry.network.folder / "reference" / "england"
    folder.mkdir(parents=True)
    text = "key,group,name,text\ntrust,Ours,Trust,Being believed.\n"
    folder.joinpath("framework_words.csv").write_text(text, encoding="utf-8")
    words = next(
        field for field in load(Form(enquiry, "framework_review"))["fields"] if field["kind"] == "grid"
    )
    assert words["lines"] == ({"key": "trust", "group": "Ours", "name": "Trust", "text": "Being believed."},)


def test_a_list_that_cannot_be_read_becomes_words_in_the_form(enquiry: Enquiry) -> None:
    """A broken list is explained where the person is."""
    folder = enquiry.network.folder / "reference" / "england"
    folder.mkdir(parents=True)
    folder.joinpath("framework_words.csv").write_text("key,group\na,b\n", encoding="utf-8")
    answer = load(Form(enquiry, "framework_review"))
    assert (answer["type"], "no column called name" in answer["message"]) == ("refused", True)


def test_a_nation_without_the_list_gets_a_sentence(enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form says that there are no lines, and for which nation."""
    none = Reference("framework_words", "Wales", pd.DataFrame())
    monkeypatch.setattr(Enquiry, "reference", lambda _, name: none)
    assert lists_of(enquiry)("framework_words").missing.startswith("No framework words for Wales")


def test_only_answered_lines_are_stored(enquiry: Enquiry) -> None:
    """Lines sent without an answer leave no trace in the record; an answer to a line that is gone stays."""
    typed = [
        {"item": "awareness", "how_far": None, "shown_by": " "},
        {"item": "analysis", "how_far": "mostly", "shown_by": ""},
        {"item": "gone", "how_far": None, "shown_by": "as it was"},
    ]
    answer = save(Form(enquiry, "framework_review"), "words", typed, [])
    assert (answer["type"], answer["answered"]) == ("saved", 1)
    assert [word.item for word in enquiry.record.framework_review.words] == ["analysis", "gone"]


# --- undo -------------------------------------------------------------------------------------------------


def test_undo_takes_back_the_last_change_and_then_the_one_before(enquiry: Enquiry) -> None:
    """Undo walks back through this form's changes, and says what it would take back."""
    form = Form(enquiry, "question")
    save(form, "time", "By July", "", turn=1)
    assert save(form, "outcome", "Fewer lates", "", turn=2)["undo"] == "What should change?"
    undone = form.answer({"type": "undo"})
    assert (undone["field"], undone["values"]["outcome"], undone["undo"]) == ("outcome", "", "By when?")
    form.answer({"type": "undo"})
    assert enquiry.record.question == Question()
    assert form.answer({"type": "undo"})["field"] == ""


def test_what_is_typed_in_one_stay_in_a_field_is_one_change(enquiry: Enquiry) -> None:
    """Pauses while typing do not cut a sentence into pieces for undo."""
    form = Form(enquiry, "question")
    save(form, "time", "By", "", turn=1)
    save(form, "time", "By July", "By", turn=1)
    assert form.answer({"type": "undo"})["values"]["time"] == ""


def test_undo_does_not_overwrite_what_somebody_else_wrote_since(enquiry: Enquiry) -> None:
    """Taking back one's own change never takes back another's."""
    form = Form(enquiry, "question")
    save(form, "time", "By July", "")
    save(Form(enquiry, "question"), "time", "By Easter", "By July")
    assert form.answer({"type": "undo"})["type"] == "conflict"
    assert enquiry.record.question.time == "By Easter"


def test_undo_goes_on_after_a_change_that_somebody_else_wrote_over(enquiry: Enquiry) -> None:
    """It is asked about once; the next undo takes back the change before."""
    form = Form(enquiry, "question")
    save(form, "outcome", "Fewer lates", "")
    save(form, "time", "By July", "")
    save(Form(enquiry, "question"), "time", "By Easter", "By July")
    assert form.answer({"type": "undo"})["undo"] == "What should change?"
    undone = form.answer({"type": "undo"})
    assert (undone["field"], undone["values"]["outcome"]) == ("outcome", "")


def test_undo_stops_at_what_somebody_else_wrote_between(enquiry: Enquiry) -> None:
    """What was typed in one stay is one change, but never across another's answer."""
    form = Form(enquiry, "question")
    save(form, "time", "By July", "", turn=1)
    save(Form(enquiry, "question"), "time", "By Easter", "By July")
    save(form, "time", "By Easter, at noon", "By Easter", turn=1)
    assert form.answer({"type": "undo"})["values"]["time"] == "By Easter"


def test_undo_that_fails_can_be_tried_again(enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk loses nothing of what can be taken back."""
    form = Form(enquiry, "question")
    save(form, "time", "By July", "")

    def full(*_: object, **__: object) -> Any:
        raise errors.CannotWrite(file="enquiry.json", why="no space left")

    with monkeypatch.context() as patched:
        patched.setattr(Enquiry, "save", full)
        assert form.answer({"type": "undo"})["type"] == "refused"
    assert form.answer({"type": "undo"})["values"]["time"] == ""


def test_undo_never_brings_back_what_was_forgotten(enquiry: Enquiry) -> None:
    """Words that stand in no kept version any more, because a pupil was forgotten, stay away."""
    form = Form(enquiry, "question")
    save(form, "outcome", "P12345 is late", "")
    save(form, "outcome", "Some are late", "P12345 is late")
    for file in enquiry.record_path.parent.rglob("*.json"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("P12345", "[forgotten]"), encoding="utf-8")
    undone = form.answer({"type": "undo"})
    assert (undone["field"], undone["undo"]) == ("", "")
    assert enquiry.typed.question.outcome == "Some are late"


# --- the plan's actions -----------------------------------------------------------------------------------


def test_a_plan_that_is_not_ready_says_what_is_missing(enquiry: Enquiry) -> None:
    """Freezing too early is refused with the labels of the fields still to fill in."""
    answer = act(Form(enquiry, "evaluation_plan"), "freeze")
    assert answer["type"] == "refused"
    assert "How will you compare?" in answer["message"]


def test_what_is_open_before_freezing_is_told_with_every_answer(enquiry: Enquiry) -> None:
    """It goes by the answers as they are now, whoever gave them; a frozen plan is past it."""
    form = Form(enquiry, "evaluation_plan")

    def before(answer: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        stands = answer["before_acting"]["freeze"]
        return stands["still_open"][0]["fields"], stands["notes"]

    assert before(load(form))[0][0] == "design"
    needed, notes = before(save(form, "measured_by", "outcomes", None))
    assert "measure" in needed
    assert "column ‘date’" in notes[0]
    stamp = load(form)["stamp"]
    save_section(enquiry.record_path, "evaluation_plan", READY, base_revision=1)
    assert before(form.answer({"type": "look", "stamp": stamp}))[0] == ()
    assert "freeze" not in act(form, "freeze")["before_acting"]


def test_a_frozen_plan_can_be_read_and_reopened_with_a_reason(enquiry: Enquiry) -> None:
    """Frozen: read-only, and a line says when and by whom; reopened: changeable, and the reason stays."""
    save_section(enquiry.record_path, "evaluation_plan", READY, base_revision=0)
    form = Form(enquiry, "evaluation_plan")
    assert [action["name"] for action in load(form)["actions"]] == ["freeze"]
    frozen = act(form, "freeze", "Jo")
    assert frozen["read_only"]
    assert re.search(r"Frozen on \d+ \w+ \d{4} at \d\d:\d\d by Jo", frozen["notes"][0])
    refused = save(form, "measure", "Spelling", "Reading")
    assert (refused["type"], refused["field"]) == ("refused", "measure")
    assert "No reason" in act(form, "reopen", "  ")["message"]
    reopened = act(form, "reopen", "The test was withdrawn")
    assert not reopened["read_only"]
    assert "The test was withdrawn" in reopened["notes"][0]


def test_an_action_takes_no_longer_text_than_it_has_room_for(enquiry: Enquiry) -> None:
    """A text that does not fit is refused in words, and nothing is frozen."""
    save_section(enquiry.record_path, "evaluation_plan", READY, base_revision=0)
    assert "at most 300" in act(Form(enquiry, "evaluation_plan"), "freeze", "J" * 301)["message"]
    assert enquiry.record.evaluation_plan.freeze is None


def test_an_action_that_is_no_longer_there_shows_how_things_stand(enquiry: Enquiry) -> None:
    """Pressing 'freeze' where somebody else froze the plan meanwhile shows the frozen plan."""
    save_section(enquiry.record_path, "evaluation_plan", READY, base_revision=0)
    act(Form(enquiry, "evaluation_plan"), "freeze", "Jo")
    answer = act(Form(enquiry, "evaluation_plan"), "freeze", "Sam")
    assert answer["read_only"]
    assert "by Jo" in answer["notes"][0]


def test_what_was_undone_before_freezing_cannot_be_undone_after(enquiry: Enquiry) -> None:
    """Freezing clears what can be undone."""
    save_section(enquiry.record_path, "evaluation_plan", {**READY, "measure": "Old"}, base_revision=0)
    form = Form(enquiry, "evaluation_plan")
    save(form, "measure", "Reading", "Old")
    assert act(form, "freeze")["undo"] == ""


# --- asking ---------------------------------------------------------------------------------------------


def test_without_a_front_end_ask_gives_the_saved_answers(
    enquiry: Enquiry, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a script the answers are printed as text; nothing is returned."""
    save(Form(enquiry, "question"), "time", "By July", "")
    assert ask(enquiry, "question") is None  # type: ignore[func-returns-value]
    assert "By July" in capsys.readouterr().out


def test_an_unknown_section_is_named_with_those_there_are(enquiry: Enquiry) -> None:
    """A misspelt section says which sections exist."""
    with pytest.raises(errors.NoSuchSection, match=", ".join(SECTIONS)):
        ask(enquiry, "qestion")


# --- where there is a front end ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kernel", "names", "session", "expected"),
    [
        (None, {}, "book.ipynb", False),
        ("kernel", {}, None, False),
        ("kernel", {}, "book.ipynb", True),
        ("kernel", {"__vsc_ipynb_file__": "book.ipynb"}, None, True),
    ],
)
def test_a_front_end_is_known_by_what_starts_the_kernel(
    monkeypatch: pytest.MonkeyPatch,
    kernel: object,
    names: dict[str, str],
    session: str | None,
    expected: bool,
) -> None:
    """JupyterLab and VS Code are front ends; a rendering, a test and a script are not."""
    shell = SimpleNamespace(kernel=kernel, user_ns=names)
    monkeypatch.setattr(forms, "get_ipython", lambda: shell)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    if session:
        monkeypatch.setenv("JPY_SESSION_NAME", session)
    assert has_front_end() is expected


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Pretend that somebody sits at the kernel; gives what is displayed."""
    shown: list[Any] = []
    monkeypatch.setattr(forms, "has_front_end", lambda: True)
    monkeypatch.setattr(forms, "display_output", shown.append)
    return shown


def talk(widget: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that sends a custom message to a widget and gives what it sends back."""
    sent: list[Any] = []
    monkeypatch.setattr(type(widget), "send", lambda _, content, buffers=None: sent.append(content))

    def say(**message: Any) -> Any:
        widget._handle_custom_msg({**message, "view": "v1"}, [])
        return sent[-1]

    return say


def test_the_output_of_a_form_holds_no_answers(enquiry: Enquiry, live: list[Any]) -> None:
    """What a notebook stores of a form is a view and a sentence that says what to do."""
    save(Form(enquiry, "question"), "time", "By July", "")
    ask(enquiry, "question")
    data, _ = live[0]._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/plain"}
    assert data["text/plain"] == "Form: The enquiry question. Run this cell to open it."
    assert "By July" not in json.dumps(data)


def test_only_jupyterlab_says_what_to_do_where_no_form_is_drawn(
    enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence comes before the form; other editors and renderings, which could not hide it, are not sent it."""
    shown: list[Any] = []
    monkeypatch.setattr(forms, "display", lambda one, **_: shown.append(one))
    monkeypatch.setenv("JPY_SESSION_NAME", "book.ipynb")
    kernel = SimpleNamespace(kernel="kernel", user_ns={})
    monkeypatch.setattr(forms, "get_ipython", lambda: kernel)
    form = forms.widget(Form(enquiry, "question").answer, "A form")
    form._ipython_display_()
    assert repr(shown[0]).startswith("This form is asleep.")
    assert [sorted(one) for one in shown[1:]] == [sorted(form._repr_mimebundle_()[0])]
    for elsewhere in (SimpleNamespace(kernel="kernel", user_ns={"__vsc_ipynb_file__": ""}), None):
        shown.clear()
        monkeypatch.setattr(forms, "get_ipython", lambda found=elsewhere: found)
        form._ipython_display_()
        assert [type(one) for one in shown] == [dict]


def test_the_state_of_a_form_never_holds_what_was_typed(
    enquiry: Enquiry, live: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every kind of message the widget's synchronised state is what it was."""
    save_section(enquiry.record_path, "evaluation_plan", READY, base_revision=0)
    ask(enquiry, "evaluation_plan")
    say, before = talk(live[0], monkeypatch), json.dumps(live[0].get_state(), default=str)
    kinds = [
        say(type="load"),
        say(type="save", field="measure", value="typed text", before="Reading"),
        say(type="save", field="certainty", value="typed text", before=80),
        say(type="save", field="measure", value="typed text too", before="never seen"),
        say(type="undo"),
        say(type="action", name="freeze", text="typed text"),
        say(type="save", field="measure", value="typed text", before="Reading"),
    ]
    types = ["form", "saved", "problem", "conflict", "saved", "form", "refused"]
    assert [answer["type"] for answer in kinds] == types
    assert all(answer["view"] == "v1" for answer in kinds)
    assert json.dumps(live[0].get_state(), default=str) == before
    assert "typed text" not in before


def test_what_is_revealed_is_sent_and_never_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small groups go to the screen that asked; neither output nor state has them."""
    asked: list[str] = []
    button = reveal_button(lambda: asked.append("asked") or "<p>seven pupils</p>")  # type: ignore[func-returns-value]
    say = talk(button, monkeypatch)
    assert not asked
    assert say(type="reveal")["html"] == "<p>seven pupils</p>"
    assert "seven" not in json.dumps(button.get_state(), default=str) + str(button._repr_mimebundle_())


def test_a_reveal_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """A problem with the data becomes words below the button."""

    def broken() -> str:
        raise errors.FileInUse(file="outcomes.csv")

    assert "Close outcomes.csv" in talk(reveal_button(broken), monkeypatch)(type="reveal")["message"]


def test_a_fault_nobody_foresaw_is_told_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The person is told instead of waiting for ever, and the log has the rest."""

    def broken() -> str:
        raise ZeroDivisionError("division by zero")

    answer = talk(reveal_button(broken), monkeypatch)(type="reveal")
    assert answer["type"] == "refused"
    assert "Run All Cells" in answer["message"]
    assert "ZeroDivisionError" in caplog.text


def test_a_form_asks_no_server_for_anything() -> None:
    """The script has no import and no address, so that forms work without a network."""
    source = "\n".join(
        (forms.HERE / name).read_text(encoding="utf-8") for name in (*forms.SCRIPTS, "form.css")
    )
    assert not re.search(r"https?://|^\s*import |import\(|url\(|fetch\(|@import", source, re.MULTILINE)


# --- passages that may name somebody ----------------------------------------------------------------------


def test_what_may_name_somebody_is_told_with_every_answer(enquiry: Enquiry) -> None:
    """Loading and saving say, for each field, what was found and what can be put in its place."""
    form = Form(enquiry, "priorities")
    assert load(form)["named"] == {}
    (told,) = save(form, "concern", "Ask Amina.", "")["named"]["concern"]
    assert {name: told[name] for name in ("text", "mask", "place", "why")} == {
        "text": "Amina",
        "mask": "[name]",
        "place": [],
        "why": "a first name",
    }


def test_a_passage_that_changed_meanwhile_is_left_alone(enquiry: Enquiry) -> None:
    """A decision about words that are no longer there changes nothing, and gives what is there now."""
    form = Form(enquiry, "priorities")
    (told,) = save(form, "concern", "Ask Amina.", "")["named"]["concern"]
    save(form, "concern", "Ask Amina and the others.", "Ask Amina.")
    answer = form.answer({"type": "decide", "field": "concern", "passage": told["key"], "nobody": False})
    assert (answer["type"], answer["values"]["concern"]) == ("decided", "Ask Amina and the others.")
    assert enquiry.record.confirmed == []


def test_a_word_in_brackets_that_makes_an_answer_too_long_is_refused_in_words(enquiry: Enquiry) -> None:
    """Nothing is changed, and the person is told."""
    text = ("x " * 200)[:293] + " Amina."
    save_section(enquiry.record_path, "priorities", {"priority": text[-300:]}, base_revision=0)
    form = Form(enquiry, "priorities")
    (told,) = load(form)["named"]["priority"]
    answer = form.answer({"type": "decide", "field": "priority", "passage": told["key"], "nobody": False})
    assert answer["type"] == "refused"
    assert enquiry.typed.priorities.priority == text[-300:]


def test_nobody_can_be_said_of_a_finished_enquiry(enquiry: Enquiry) -> None:
    """Its answers stay as they are; that a passage names nobody can still be said."""
    save_section(enquiry.record_path, "priorities", {"concern": "Ask Amina."}, base_revision=0)
    save_status(enquiry.record_path, "finished")
    form = Form(enquiry, "priorities")
    (told,) = load(form)["named"]["concern"]
    answer = form.answer({"type": "decide", "field": "concern", "passage": told["key"], "nobody": True})
    assert (answer["type"], answer["named"]) == ("decided", {})
