"""The form that brings in a file: what it answers, and what it leaves behind."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from spreadsheets import sheets

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.data.importing.pseudonyms import key_file
from enquiry_lib.show import forms, importing
from enquiry_lib.show.importing import ImportForm, ask_for_file
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped

NAMED = "Name,Date,Mark\nTom Ashby,08/09/2025,/\nInes Brook,08/09/2025,L\n"
OCCASIONS = {"word|occasion|Au1": "baseline", "word|occasion|Su2": "follow_up"}
DAYS = {"date|baseline": "15/09/2025", "date|follow_up": "not known"}
ALL = {**OCCASIONS, **DAYS}


@pytest.fixture
def enquiry(network: Network, record_path: Path) -> Enquiry:
    """A school's first enquiry, without any table."""
    return Enquiry(network, network.schools[0], record_path)


@pytest.fixture
def form(enquiry: Enquiry) -> ImportForm:
    """The form of that school."""
    return ImportForm(enquiry)


def sample(name: str) -> bytes:
    """Give a file as a school's system exports it."""
    return (shipped("data_templates") / "exports" / f"{name}.csv").read_bytes()


def piece(form: ImportForm, content: bytes, **facts: object) -> dict[str, Any]:
    """Send one piece of a file, the only one unless `facts` say otherwise."""
    data = base64.b64encode(content).decode("ascii")
    message = {"type": "piece", "name": "export.csv", "number": 0, "last": True, "data": data, "view": "a"}
    return form.answer({**message, **facts})


def propose(form: ImportForm, **answers: str) -> dict[str, Any]:
    """Answer questions about the file."""
    return form.answer({"type": "propose", "answers": answers})


def file(form: ImportForm, proposal: Mapping[str, Any], *, replace: bool = False) -> dict[str, Any]:
    """Press one of the two buttons that file."""
    return form.answer({"type": "file", "number": proposal["number"], "replace": replace})


def written(network: Network) -> str:
    """Give the paths and the texts of everything in the network's folder."""
    files = [path for path in sorted(network.folder.rglob("*")) if path.is_file()]
    return "\n".join(f"{path}\n{path.read_text(encoding='utf-8-sig')}" for path in files)


# --- where it stands --------------------------------------------------------------------------------------


def test_without_a_front_end_a_line_stands_in_its_place(
    enquiry: Enquiry, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report and a test run say where the form would be."""
    ask_for_file(enquiry)
    assert capsys.readouterr().out.startswith("In JupyterLab a form appears here")


def test_with_a_front_end_the_form_is_a_widget_without_state(
    enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its state is its script and which part of it to draw."""
    shown: list[Any] = []
    monkeypatch.setattr(importing, "has_front_end", lambda: True)
    monkeypatch.setattr(importing, "display_output", shown.append)
    ask_for_file(enquiry)
    assert shown[0].get_state(["part"]) == {"part": "import"}
    assert "Form: Bring in a file" in shown[0]._repr_mimebundle_()[0]["text/plain"]


# --- a file comes -----------------------------------------------------------------------------------------


def test_loading_says_which_files_and_where_they_go(form: ImportForm) -> None:
    """The kinds of files the chooser offers are those that can be read."""
    start = form.answer({"type": "load"})
    assert (start["type"], start["title"]) == ("start", "Bring in a file")
    assert {".csv", ".xlsx", ".ods"} <= set(start["kinds"])
    assert "Oak Primary School" in start["said"]


def test_an_empty_file_is_refused_by_its_name(form: ImportForm) -> None:
    """What was chosen is named; only where nothing was chosen is that said."""
    refused = piece(form, b"", name="pupils.csv")
    assert refused["type"] == "refused"
    assert refused["message"].startswith("The file 'pupils.csv' is empty.")
    never = ImportForm(form._enquiry).answer({"type": "propose", "answers": {}})
    assert "none has been chosen" in never["message"]


def test_a_file_in_several_pieces_is_read_as_one(form: ImportForm) -> None:
    """Only the last piece is answered with a proposal, the same as for the file in one piece."""
    whole = sample("arbor_attendance")
    cuts = [whole[:50], whole[50:51], whole[51:]]
    replies = [piece(form, part, number=number, last=number == 2) for number, part in enumerate(cuts)]
    assert replies[:2] == [{"type": "taken"}] * 2
    assert replies[2]["said"] == "Nothing is filed yet."
    assert replies[2]["lead"][0] == "Found: 7 rows under 5 headings."
    assert replies[2]["ready"]


def test_a_piece_that_is_not_whole_is_refused(form: ImportForm) -> None:
    """It is said, and the file has to be chosen again."""
    refused = piece(form, b"", data="not base64!")
    assert refused["type"] == "refused"
    assert refused["message"].endswith("Nothing was filed. Choose the file again.")


def test_pieces_from_two_windows_are_never_mixed(form: ImportForm) -> None:
    """The window that chose last goes on; the other is told."""
    first, second = sample("arbor_attendance"), sample("sims_pupils")
    piece(form, first[:40], last=False)
    piece(form, second[:40], last=False, view="b")
    refused = piece(form, first[40:], number=1)
    assert refused["type"] == "refused"
    assert "another window" in refused["message"]
    assert piece(form, second[40:], number=1, view="b")["table"] == "pupils"


def test_what_was_not_chosen_is_neither_looked_at_nor_filed(form: ImportForm) -> None:
    """Messages without a file are answered in words."""
    for message in ({"type": "propose"}, {"type": "file", "number": 0}, {"type": "undo"}):
        assert form.answer(message)["type"] == "refused"
    assert piece(form, b"")["type"] == "refused"


@pytest.mark.parametrize("content", [b"Dear parents, school is out.\n", b"PK\x03\x04 no workbook", b"\n\n"])
def test_a_file_that_cannot_be_read_is_refused_in_words(form: ImportForm, content: bytes) -> None:
    """The words name neither the temporary folder nor a place in the code."""
    refused = piece(form, content, name="odd.xlsx" if content.startswith(b"PK") else "odd.csv")
    assert refused["type"] == "refused"
    assert tempfile.gettempdir() not in refused["message"]
    assert "enquiry-import" not in refused["message"]


def test_a_name_that_is_no_name_of_a_file_here_is_made_one(form: ImportForm) -> None:
    """What another system allows in a name cannot lead out of the temporary folder."""
    assert piece(form, sample("arbor_attendance"), name='../../a:b?"c.csv')["ready"]


def test_a_file_with_only_names_is_refused_with_what_to_export(form: ImportForm) -> None:
    """It is shown, and cannot be filed."""
    proposal = piece(form, NAMED.encode())
    assert not proposal["ready"]
    assert proposal["missing"].startswith("It cannot be filed as it is.")
    assert "Export the file again with the UPN" in proposal["stops"][0]
    assert file(form, proposal)["type"] == "refused"


# --- questions and choices --------------------------------------------------------------------------------


def test_questions_are_asked_and_stay_to_be_changed(form: ImportForm) -> None:
    """An answered question is still there, with its answer; when all are answered it can be filed."""
    asked = piece(form, sample("sims_marksheet"))
    assert [one["key"] for one in asked["questions"]] == list(OCCASIONS)
    assert not asked["ready"]
    more = propose(form, **OCCASIONS)["questions"]
    assert [one["key"] for one in more] == list(ALL)
    assert all(one["typed"] for one in more[2:])
    answered = propose(form, **ALL)
    assert [one["answer"] for one in answered["questions"]] == list(ALL.values())
    assert answered["ready"]
    changed = propose(form, **{**OCCASIONS, "word|occasion|Su2": "nothing"})
    assert {row[2] for row in changed["preview"]["rows"]} == {"baseline"}
    assert changed["preview"]["said"].startswith("As it would be filed: 16 rows")


def test_an_answer_that_is_taken_away_is_gone(form: ImportForm) -> None:
    """Each proposal rests on the answers it was asked with, and on no earlier ones."""
    piece(form, sample("sims_marksheet"))
    assert propose(form, **ALL)["ready"]
    assert not propose(form)["ready"]


def test_another_meaning_of_a_column_is_taken(form: ImportForm) -> None:
    """What was chosen stands in its place in the table, also when the column is not used any more."""
    piece(form, sample("sims_pupils"))
    proposal = propose(form, **{"column|Gender": "", "column|First Language": "ethnicity"})
    columns = {one["heading"]: one for one in proposal["columns"]}
    assert (columns["Gender"]["taken"], columns["Gender"]["used"]) == ("", True)
    assert columns["First Language"]["taken"] == "ethnicity"
    assert columns["First Language"]["why"] == "you said so"
    assert "Sex" not in proposal["preview"]["headings"]


def test_another_table_is_taken(form: ImportForm) -> None:
    """Choosing the table says what the columns would be there."""
    piece(form, sample("sims_marksheet"))
    proposal = propose(form, table="pupils")
    assert proposal["table"] == "pupils"
    assert {one["taken"] for one in proposal["columns"]} >= {"pupil_id", "year_group"}


def test_another_sheet_is_read(form: ImportForm) -> None:
    """The file is still there to be read again, and what was answered to the question counts as the choice."""
    marks = [["UPN", "Date", "Session", "Mark"], ["A820432110001", "2025-09-08", "AM", "/"]]
    other = [["UPN", "Date", "Session", "Mark"], ["B820432110002", "2025-09-09", "PM", "L"]]
    first = piece(form, sheets(**{"Week 1": marks, "Week 2": other}), name="book.xlsx")
    (which,) = first["questions"]
    assert (which["key"], first["sheets"]) == ("sheet|", [])
    second = propose(form, **{"sheet|": "Week 2"})
    assert second["sheet"] == "Week 2"
    assert [row[1:] for row in second["preview"]["rows"]] == [["2025-09-09", "PM", "L"]]
    assert len(second["sheets"]) == 2
    assert propose(form, **{"sheet|": "Week 1"})["preview"]["rows"][0][3] == "/"


# --- filing -----------------------------------------------------------------------------------------------


def test_filing_says_what_was_filed_and_nothing_of_the_file(form: ImportForm, network: Network) -> None:
    """The reply has counts; no name, no identifier and no value of the file is in it."""
    filed = file(form, piece(form, sample("arbor_attendance")))
    assert filed["lines"][0] == "Filed: 14 new rows in the table of attendance."
    assert filed["undo"]
    said = json.dumps(filed)
    assert not [word for word in ("Ashby", "A820432110001", "export", "2025-09-08") if word in said]
    assert (network.data_folder("oak-primary") / "attendance.csv").is_file()


def test_nothing_of_the_file_is_in_the_networks_folder(form: ImportForm, network: Network) -> None:
    """Neither a name, nor an identifier, nor the name of the file; and no key."""
    file(form, piece(form, sample("arbor_attendance"), name="Year 7 for Mrs Bird.csv"))
    text = written(network)
    assert "attendance.csv" in text
    assert not [word for word in ("Ashby", "820432110001", "Mrs Bird", ".key") if word in text]


def test_no_temporary_folder_is_left(
    form: ImportForm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file lies on disk only while it is read, whether it could be read or not."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    read: list[int] = []
    really = importing.propose_import

    def looking(*args: Any, **facts: Any) -> Any:
        read.append(len(list(folder.rglob("*.csv"))))
        return really(*args, **facts)

    monkeypatch.setattr(importing, "propose_import", looking)
    piece(form, b"no table\n")
    piece(form, sample("arbor_attendance"))
    assert read == [1, 1]
    assert list(folder.iterdir()) == []


def test_the_form_lets_go_of_the_file_once_it_is_filed(form: ImportForm) -> None:
    """Filing twice is refused, and the rows are there once."""
    proposal = piece(form, sample("arbor_attendance"))
    file(form, proposal)
    assert file(form, proposal)["type"] == "refused"
    assert form._content == b""


def test_only_what_was_seen_is_filed(form: ImportForm, network: Network) -> None:
    """A window whose proposal is not the last one files nothing."""
    old = piece(form, sample("arbor_attendance"))
    piece(form, sample("sims_pupils"), view="b")
    assert file(form, old)["type"] == "refused"
    assert not list(network.data_folder("oak-primary").glob("*.csv"))


def test_a_table_that_is_there_is_added_to_or_replaced(form: ImportForm) -> None:
    """Both ways have a button, once there is something to add to."""
    first = piece(form, sample("arbor_attendance"))
    assert (first["file"], first["replace"]) == ("File it as the table of attendance", "")
    file(form, first)
    second = piece(form, sample("sims_attendance_weeks"))
    assert (second["file"], second["replace"]) == (
        "Add it to the table of attendance",
        "Put it in that table's place",
    )
    assert file(form, second, replace=True)["lines"][0].startswith("Filed: ")


def test_what_changes_is_said_before_it_is_filed(form: ImportForm) -> None:
    """How many rows are new, how many change and in what, and how many would go."""
    rows = ["UPN,Date,Session,Mark", *(f"{letter}820432110001,2025-09-08,AM,/" for letter in "ABCD")]
    file(form, piece(form, "\n".join(rows).encode()))
    changed = [rows[0], rows[1][:-1] + "I", "E820432110001,2025-09-08,AM,/", rows[2]]
    proposal = piece(form, "\n".join(changed).encode())
    assert proposal["changes"] == [
        "For the table of attendance: 1 new row, and 1 row changed (Register mark)."
    ]
    assert "In its place: 2 rows would go." in proposal["difference"]


def test_a_lost_key_is_a_question_that_the_form_can_answer(form: ImportForm, network: Network) -> None:
    """Until it is answered nothing can be filed; the answer says what it brings with it."""
    file(form, piece(form, sample("arbor_attendance")))
    kept = json.loads((network.data_folder("oak-primary") / "pseudonyms.json").read_text(encoding="utf-8"))
    key_file(kept["key_id"]).unlink()
    lost = piece(form, sample("arbor_attendance"))
    (question,) = lost["questions"]
    assert (lost["ready"], question["asked"]) == (False, "Is the key lost for good?")
    assert question["choices"][0]["label"].startswith("yes: every pupil gets a new code")
    assert propose(form, key="new")["ready"]


def test_codes_do_not_change_with_each_look(form: ImportForm) -> None:
    """Before a school's first filing its new key is made once for a file."""
    first = piece(form, sample("arbor_attendance"))
    assert propose(form)["preview"]["rows"] == first["preview"]["rows"]


def test_a_slip_of_the_pen_is_refused_in_words(form: ImportForm) -> None:
    """What was meant is named, and the form goes on."""
    piece(form, sample("sims_marksheet"))
    refused = propose(form, **{**OCCASIONS, "word|occasion|Au1": "basline"})
    assert (refused["type"], "baseline, if that is what was meant" in refused["message"]) == ("refused", True)
    assert propose(form, **ALL)["ready"]


def test_what_is_there_already_is_said_and_cannot_be_taken_back(form: ImportForm, network: Network) -> None:
    """Taking back a file that changed nothing would take back the one before it."""
    file(form, piece(form, sample("arbor_attendance")))
    again = file(form, piece(form, sample("arbor_attendance")))
    assert again["lines"][0] == "Filed: the table of attendance had all of these rows already."
    assert not again["undo"]
    assert form.answer({"type": "undo"})["type"] == "refused"
    assert (network.data_folder("oak-primary") / "attendance.csv").is_file()


def test_what_was_filed_is_taken_back_once(form: ImportForm, network: Network) -> None:
    """Where there was no table there is none again."""
    file(form, piece(form, sample("arbor_attendance")))
    undone = form.answer({"type": "undo"})
    assert undone["lines"] == ["Taken back: the table of attendance is gone: there was none before."]
    assert not (network.data_folder("oak-primary") / "attendance.csv").exists()
    assert form.answer({"type": "undo"})["type"] == "refused"


def test_a_table_comes_back_as_it_was(form: ImportForm, network: Network) -> None:
    """Taking back the second file leaves the first."""
    path = network.data_folder("oak-primary") / "attendance.csv"
    file(form, piece(form, sample("arbor_attendance")))
    before = path.read_bytes()
    file(form, piece(form, sample("sims_attendance_weeks")))
    assert path.read_bytes() != before
    assert form.answer({"type": "undo"})["said"].endswith("is as it was before.")
    assert path.read_bytes() == before


def test_a_fault_nobody_foresaw_is_told_by_the_widget(
    enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form does not stand still: the person reads that it could not be done."""
    sent: list[Mapping[str, Any]] = []
    form = ImportForm(enquiry)
    monkeypatch.setattr(importing, "propose_import", lambda *_, **__: SimpleNamespace().nothing)
    widget = forms.widget(form.answer, "", part="import")
    monkeypatch.setattr(type(widget), "send", lambda _, message: sent.append(message))
    data = base64.b64encode(b"a,b\n1,2\n").decode("ascii")
    with pytest.raises(AttributeError):
        widget._reply(
            widget, {"type": "piece", "name": "a.csv", "number": 0, "last": True, "data": data}, None
        )
    assert sent[0]["type"] == "refused"
