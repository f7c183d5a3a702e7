"""What an import asks: answered on the command line, or one after the other at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.cli import importing
from enquiry_lib.data.loading import load_table
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped
from tests.commands import run
from tests.exported import OAK, pupil_list, write_rows

MARKSHEET = shipped("data_templates") / "exports" / "sims_marksheet.csv"


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is there to be asked."""
    monkeypatch.setattr(importing, "_at_a_terminal", lambda: True)


def _run(network: Network, *arguments: object, typed: str = "") -> tuple[int, str]:
    said = run("import", str(network.folder), OAK, *map(str, arguments), typed=typed)
    return said.exit_code, f"{said.output}{said.exception or ''}"


def _occasions(network: Network) -> set[str]:
    return set(load_table(network.data_folder(OAK), "outcomes").frame["occasion"])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("word|occasion|Au1=basline", "It should be baseline, if that is what was meant"),
        (
            "blah=1",
            "'blah=…', which nothing asks for. It should be an answer to one of the questions: 'word|occ",
        ),
        ("word|occasion|Sp9=baseline", "which nothing asks for"),
        ("column|Nowhere=score", "which nothing asks for"),
    ],
)
def test_an_answer_that_is_a_slip_is_refused(network: Network, answer: str, said: str) -> None:
    """Nothing is filed by it, and the message says what it might have been."""
    code, found = _run(network, MARKSHEET, "--yes", "--answer", answer)
    assert (code, said in found) == (1, True)
    assert not network.data_folder(OAK).exists()


def test_answers_are_given_as_they_are_asked_for(network: Network, tmp_path: Path) -> None:
    """The first leads to the second question; what nobody asks but stands in the file may be said, too."""
    path = pupil_list(tmp_path / "list.csv", SEN=["K", "N", "W", "K"], Sex=["M", "F", "M", "F"])
    options = [
        f"--answer={one}" for one in ("column|Sex=not used", "word|send|W=none", "word|send|K=EHC plan")
    ]
    assert _run(network, path, "--yes", *options)[0] == 0
    table = load_table(network.data_folder(OAK), "pupils").frame
    assert table["send"].tolist() == ["EHC plan", "none", "none", "EHC plan"]
    assert table["sex"].isna().all()


def test_each_table_is_said_in_a_line(network: Network, tmp_path: Path) -> None:
    """With what a row of it is about."""
    path = write_rows(
        tmp_path / "f.csv", [["Colour", "Weight"], ["red", "12"], ["blue", "13"], ["green", "9"]]
    )
    said = _run(network, path)[1]
    assert "outcomes: one row for each pupil, measure and occasion" in said
    assert "most like this file" not in said


def test_what_is_asked_of_every_file_anew_is_said(network: Network) -> None:
    """A mapping never remembers which term was the baseline."""
    assert "asked of every file anew" in _run(network, MARKSHEET)[1]


@pytest.mark.usefixtures("at_a_terminal")
def test_at_a_terminal_each_question_is_asked_by_number(network: Network) -> None:
    """A number, a word of one's own, and then whether to file it; a slip is asked again."""
    said = _run(network, MARKSHEET, typed="1\nfolow_up\n2\n1\nlast week\n15/12/2025\ny\n")[1]
    assert "follow_up, if that is what was meant" in said
    assert "The day of the test is 'last week'" in said
    assert _occasions(network) == {"baseline", "follow_up"}


@pytest.mark.usefixtures("at_a_terminal")
def test_a_question_may_be_left_open_at_a_terminal(network: Network) -> None:
    """Nothing is filed then, and the options that would answer are said."""
    code, said = _run(network, MARKSHEET, typed="\n")
    assert (code, "--answer 'word|occasion|Au1=…'" in said) == (1, True)
    assert not network.data_folder(OAK).exists()


@pytest.mark.usefixtures("at_a_terminal")
def test_the_usual_answer_is_taken_by_enter(network: Network) -> None:
    """The school year of the network stands there."""
    path = shipped("data_templates") / "exports" / "sims_attendance_totals.csv"
    code, _ = _run(network, path, "--yes", typed="\n")
    assert code == 0
    periods = load_table(network.data_folder(OAK), "attendance_summary").frame["period"]
    assert periods.tolist() == ["2025/26"]
