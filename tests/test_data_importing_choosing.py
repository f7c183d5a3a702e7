"""Choosing: which table a file is for, and whose mapping fits it."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.importing.choosing import Facts, afresh, by_mapping, fitting, kept_columns, meanings
from enquiry_lib.data.importing.mapping import Mapping
from enquiry_lib.store.network import Network
from tests.exported import UPNS


@pytest.fixture
def facts(network: Network) -> Facts:
    """The reference data of England."""
    return Facts.of("England", network)


def _frame(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Categorical(cells) for name, cells in columns.items()})


UPN = list(UPNS[:2])


@pytest.mark.parametrize(
    ("columns", "table"),
    [
        ({"UPN": UPN, "Year": ["7", "8"], "Reg": ["7A", "8B"]}, "pupils"),
        ({"UPN": UPN, "Date": ["1/9/2025", "1/9/2025"], "AM": ["/", "L"]}, "attendance"),
        ({"UPN": UPN, "08/09/2025 AM": ["/", "L"]}, "attendance"),
        ({"UPN": UPN, "Possible": ["380", "380"], "Attended": ["370", "360"]}, "attendance_summary"),
        ({"UPN": UPN, "SAS": ["100", "98"], "Year": ["7", "7"]}, "outcomes"),
        ({"pupil_id": ["P0001", "P0002"], "year_group": ["7", "8"]}, "pupils"),
        ({"UPN": UPN, "Q1": ["1", "0"], "Q2": ["2", "0"], "Q3": ["1", "1"]}, "items"),
        ({"UPN": UPN, "1": ["1", "0"], "2": ["2", "0"], "3": ["1", "1"], "Total": ["4", "1"]}, "items"),
        ({"UPN": UPN, "Question": ["1", "2"], "Mark": ["1", "0"]}, "items"),
        ({"UPN": UPN, "1": ["1", "0"], "2": ["2", "0"], "3": ["1", "1"]}, ""),
        ({"UPN": UPN, "Q1": ["1", "0"], "Total": ["4", "1"]}, "outcomes"),
        ({"Apples": ["1", "2"], "Pears": ["3", "4"]}, ""),
    ],
)
def test_a_file_is_for_the_table_whose_needs_it_meets(
    facts: Facts, columns: dict[str, list[str]], table: str
) -> None:
    """Marks, sums, scores or a list of pupils; where none is met it is asked."""
    chosen = afresh(_frame(**columns), facts, "", "")
    assert chosen.mapping.table == table
    assert bool(chosen.questions) == (not table)


def test_a_list_of_pupils_with_a_score_in_it_is_asked_about(facts: Facts) -> None:
    """It could be either; the two tables are offered."""
    columns = {"UPN": UPN, "Year": ["7", "8"], "PP": ["T", "F"], "SEN": ["K", "N"], "SAS": ["100", "98"]}
    (question,) = afresh(_frame(**columns), facts, "", "").questions
    assert question.choices == ("outcomes", "pupils")


def test_a_mapping_fits_when_it_finds_what_the_table_needs(facts: Facts) -> None:
    """Most of its headings are there, however they are written; else it does not fit."""
    mine = Mapping("Mine", "pupils", {"Our Ref": "pupil_id", "Jahr": "year_group", "Surname": ""})
    chosen = fitting(_frame(**{"our_ref": UPN, "JAHR": ["7", "8"], "Surname": ["x", "y"]}), [mine], facts, "")
    assert chosen is not None
    assert (chosen.known, chosen.mapping.used) == ("Mine", {"our_ref": "pupil_id", "JAHR": "year_group"})
    assert [match.why for match in chosen.offered] == ["your mapping", "your mapping", "a name"]
    assert fitting(_frame(**{"our_ref": UPN}), [mine], facts, "") is None
    assert fitting(_frame(**{"our_ref": UPN, "JAHR": ["7", "8"]}), [mine], facts, "outcomes") is None


def test_an_answer_about_a_heading_comes_before_everything(facts: Facts) -> None:
    """A person may take a heading for something else, or for nothing."""
    chosen = afresh(_frame(UPN=UPN, Year=["7", "8"], Reg=["7A", "8B"]), facts, "", "")
    said = chosen.with_answers({"column|Reg": "not used", "column|Year": "class_name"})
    assert said.mapping.used == {"UPN": "pupil_id", "Year": "class_name"}


def test_headings_that_nobody_knows_are_not_remembered(facts: Facts) -> None:
    """A heading that is not used may hold anything, a name too; dates are kept as patterns."""
    frame = _frame(
        **{"UPN": UPN, "Surname": ["a", "b"], "Zebedee Quux": ["a", "b"], "08/09/2025 AM": ["/", "L"]}
    )
    kept = kept_columns(afresh(frame, facts, "attendance", "").offered, facts, "attendance")
    assert kept == {"UPN": "pupil_id", "Surname": "", "{date} {session}": "mark"}


def test_every_meaning_that_is_offered_can_be_used(facts: Facts) -> None:
    """Nothing about people in words is among them."""
    assert "voice_id" in meanings("voices")
    chosen = by_mapping(
        _frame(A=["/", "L"]), Mapping("x", "attendance", {"A": meanings("attendance")[5]}), facts
    )
    assert chosen.mapping.used == {"A": "mark [session=AM]"}


def test_a_heading_the_mapping_has_no_line_for_is_taken_for_what_it_is(facts: Facts) -> None:
    """A new column of the export is used, a name is a name, what the mapping has already is not taken twice."""
    mine = Mapping("Mine", "pupils", {"UPN": "pupil_id", "Year": "year_group", "Reg": ""})
    frame = _frame(
        UPN=UPN,
        Year=["7", "8"],
        Reg=["7A", "8B"],
        SEN=["K", "N"],
        **{"NC Year": ["7", "8"], "PupilName": ["x", "y"], "FSM": ["T", "F"]},
    )
    chosen = fitting(frame, [mine], facts, "")
    assert chosen is not None
    assert chosen.mapping.used == {"UPN": "pupil_id", "Year": "year_group", "SEN": "send"}
    why = {match.heading: match.why for match in chosen.offered}
    assert (why["NC Year"], why["PupilName"]) == ("Year is used for it", "a name")
    assert (why["Reg"], why["FSM"]) == ("not in the mapping", "free school meals")


def test_new_measures_of_a_marksheet_come_to_those_of_its_mapping(facts: Facts) -> None:
    """Where each heading is a measure of its own there may be more of them; one score alone stays alone."""
    wide = Mapping(
        "Wide",
        "outcomes",
        {"UPN": "pupil_id", "Reading Au1": "score [measure=Reading; occasion=Au1]"},
    )
    frame = _frame(**{"UPN": UPN, "Reading Au1": ["90", "91"], "Science Au1": ["80", "81"]})
    chosen = fitting(frame, [wide], facts, "")
    assert chosen is not None
    assert chosen.mapping.used["Science Au1"] == "score [measure=Science; occasion=Au1]"
    long = Mapping("Long", "outcomes", {"UPN": "pupil_id", "SAS": "score"})
    chosen = fitting(
        _frame(**{"UPN": UPN, "SAS": ["90", "91"], "Raw score": ["30", "31"]}), [long], facts, ""
    )
    assert chosen is not None
    assert chosen.mapping.used == {"UPN": "pupil_id", "SAS": "score"}


def test_names_are_names_under_a_mapping_that_was_named(facts: Facts) -> None:
    """A name that the mapping does not know is never only 'not in the mapping'."""
    mapping = Mapping("Mine", "outcomes", {"UPN": "pupil_id", "SAS": "score"})
    frame = _frame(
        **{
            "UPN": UPN,
            "SAS": ["1", "2"],
            "Student First Name": ["x", "y"],
            "PupilName": ["x", "y"],
            "Zed": ["1", "2"],
        }
    )
    why = [match.why for match in by_mapping(frame, mapping, facts).offered]
    assert why == ["your mapping", "your mapping", "a name", "a name", "not in the mapping"]


@pytest.mark.parametrize(
    ("table", "columns", "always"),
    [
        ("groups", {"UPN": "pupil_id"}, {}),
        ("groups", {"UPN": "pupil_id", "Year": "since"}, {}),
        ("groups", {"UPN": "pupil_id", "Year": "since"}, {"group": "Young carers"}),
        ("survey", {"UPN": "respondent_id", "Year": "answer"}, {}),
    ],
)
def test_a_mapping_without_what_its_table_needs_fits_no_file(
    facts: Facts, table: str, columns: dict[str, str], always: dict[str, str]
) -> None:
    """An identifier is in every file; which group it is a list of stands in no other file."""
    mapping = Mapping("Half", table, columns, always)
    assert fitting(_frame(UPN=UPN, Year=["7", "8"], Reg=["7A", "8B"]), [mapping], facts, "") is None


def test_a_file_that_is_more_of_another_table_is_not_taken_by_a_short_mapping(facts: Facts) -> None:
    """A list of pupils that was filed by code and year does not make a marksheet a list of pupils."""
    short = Mapping("Short", "pupils", {"UPN": "pupil_id", "Year": "year_group"})
    marks = {"Reading Au1": ["90", "91"], "Reading Su2": ["95", "96"]}
    frame = _frame(UPN=UPN, Year=["7", "8"], **marks)
    assert fitting(frame, [short], facts, "") is None
    assert afresh(frame, facts, "", "").mapping.table == "outcomes"
    said = fitting(frame, [short], facts, "pupils")
    assert said is not None
    assert said.known == "Short"


def test_attendance_totals_are_known_by_their_short_headings(facts: Facts) -> None:
    """'Auth Abs' and 'Total Unauthorised Absences' are sessions; a percentage of them is none."""
    frame = _frame(
        **{
            "UPN": UPN,
            "Poss": ["380", "380"],
            "Att": ["370", "360"],
            "Auth Abs": ["8", "15"],
            "Total Unauthorised Absences": ["2", "5"],
            "% Att": ["97.4", "94.7"],
            "Absences": ["10", "20"],
        }
    )
    chosen = afresh(frame, facts, "", "")
    assert list(chosen.mapping.used.values()) == [
        "pupil_id",
        "sessions_possible",
        "attended",
        "absent_authorised",
        "absent_unauthorised",
    ]
    assert [match.why for match in chosen.offered][-2:] == [
        "a percentage",
        "the two kinds of absence together",
    ]
