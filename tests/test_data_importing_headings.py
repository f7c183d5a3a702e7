"""Headings: what each is taken for, and why."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.importing.headings import PERSONAL, Match, Vocabulary, holds, offer
from enquiry_lib.store.reference import reference

FACTS = reference("headings", "England").facts


def _offered(table: str, kind: str = "", **cells: list[str]) -> dict[str, Match]:
    frame = pd.DataFrame({name: pd.Categorical(texts) for name, texts in cells.items()})
    return {match.heading: match for match in offer(frame, Vocabulary.of(table, FACTS, kind), ["Au1", "Su2"])}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("UPN", "pupil_id"),
        ("pupil premium", "pupil_premium"),
        ("Reg. Group", "class_name"),
        ("Gender (legal)", "sex"),
        ("Student | SEN Status", "send"),
        ("Ethnicty", "ethnicity"),
        ("% Attendance", ""),
    ],
)
def test_a_heading_is_known_by_its_synonyms_or_its_letters(heading: str, column: str) -> None:
    """Dots, brackets, capitals, an upper heading and a misspelling do not matter; another thing is not taken."""
    assert _offered("pupils", **{heading: ["x", "y"]})[heading].taken_for == column


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Surname",
            "Legal Forename",
            "StudentName",
            "Mum's first name",
            "DOB",
            "Date of birth",
            "Home Address",
        ),
        *("Postcode", "Parent email", "Mobile", "SEN Notes", "Teacher comment"),
    ],
)
@pytest.mark.parametrize("table", ["pupils", "attendance", "outcomes"])
def test_names_birthdays_and_addresses_are_recognised_and_not_used(table: str, heading: str) -> None:
    """They are said to be what they are, whatever the table."""
    match = _offered(table, **{heading: ["x", "y"]})[heading]
    assert (match.taken_for, match.is_personal) == ("", True)
    assert match.why in PERSONAL


def test_a_heading_is_not_taken_for_what_stands_under_it_cannot_be() -> None:
    """A column called Mark is a register mark where it holds marks, and a score where it holds numbers."""
    assert _offered("attendance", Mark=["/", "L"])["Mark"].taken_for == "mark"
    assert _offered("attendance", Mark=["31", "28"])["Mark"].taken_for == ""
    assert _offered("outcomes", Mark=["31", "28"])["Mark"].taken_for == "score"


def test_of_two_identifiers_the_one_the_school_uses_is_taken() -> None:
    """UPN comes first, unless the other tables were imported by admission number."""
    cells = {"Adno": ["0012", "0013"], "UPN": ["A820432110001", "A820432110002"]}
    assert _offered("pupils", **cells)["UPN"].taken_for == "pupil_id"
    assert _offered("pupils", kind="admission number", **cells)["Adno"].taken_for == "pupil_id"


def test_a_measure_and_its_term_are_read_from_a_heading() -> None:
    """'Reading Au1' is a score of Reading at Au1; grades under it are no scores."""
    found = _offered("outcomes", **{"Reading Au1": ["94", "101"], "Writing Au1": ["EXS", "WTS"]})
    assert found["Reading Au1"].taken_for == "score [measure=Reading; occasion=Au1]"
    assert found["Writing Au1"].taken_for == ""


def test_several_scores_are_measures_by_their_headings() -> None:
    """One score alone is asked about; of two each is called by its heading."""
    assert _offered("outcomes", SAS=["94"])["SAS"].taken_for == "score"
    two = _offered("outcomes", SAS=["94"], **{"Scaled score": ["612"]})
    assert two["SAS"].taken_for == "score [measure=SAS]"


def test_dates_as_headings_are_marks_where_marks_stand_under_them() -> None:
    """One mark or a string of them; words under a date are neither."""
    found = _offered(
        "attendance",
        **{"01/09/2025 AM": ["/", ""], "08/09/2025": ["/\\/\\/\\/\\/\\", ""], "15/09/2025": ["absent", ""]},
    )
    assert [match.taken_for for match in found.values()] == ["mark", "marks", ""]


def test_a_sign_for_a_number_not_given_is_no_word() -> None:
    """Scores that are mostly withheld are still scores; grades are not."""
    assert holds("score", pd.Series(pd.Categorical(["x", "SUPP", "98"])))
    assert not holds("score", pd.Series(pd.Categorical(["EXS", "WTS", "98"])))


def test_sessions_are_whole_numbers() -> None:
    """A percentage under 'Attended' is no number of sessions; yes and no are what a delivery list has there."""
    assert not holds("attended", pd.Series(pd.Categorical(["97.4%", "94.7%"])))
    assert not holds("attended", pd.Series(pd.Categorical(["97.4", "94.7"])))
    assert holds("attended", pd.Series(pd.Categorical(["372", "342.0"])))
    assert _offered("delivery", Attended=["yes", "no"])["Attended"].taken_for == "attended"


def test_the_standardised_score_is_taken_before_the_raw_one() -> None:
    """Whichever stands first in the file; the other is said not to be used, and why."""
    cells = {"Test": ["NGRT A", "NGRT A"], "Raw score": ["28", "21"], "Standardised score": ["90", "118"]}
    found = _offered("outcomes", **cells)
    assert found["Standardised score"].taken_for == "score"
    assert (found["Raw score"].taken_for, found["Raw score"].why) == ("", "Standardised score is used for it")


def test_items_stand_in_headings_or_in_a_column() -> None:
    """Side by side a plain mark is that of the whole test; beside a column of questions it is the question's."""
    wide = _offered("items", Q1=["1", "0"], Q2=["2", "1"], Mark=["3", "1"], Max=["4", "4"], Total=["3", "1"])
    assert [match.taken_for for match in wide.values()] == ["score [item=Q1]", "score [item=Q2]", "", "", ""]
    assert wide["Total"].why == "a total"
    assert "of a whole test" in wide["Mark"].why
    long = _offered("items", Question=["1", "2"], Mark=["3", "1"], Max=["4", "2"], Q1=["1", "0"])
    assert [match.taken_for for match in long.values()] == ["item", "score", "highest", ""]
    assert _offered("items", Q1=["EXS", "WTS"])["Q1"].why == "no numbers under it"


def test_the_ends_of_a_test_are_known_where_there_is_one_score() -> None:
    """The lowest and the highest possible score come in with it; beside several scores nobody knows whose they are."""
    ends = {"Out of": ["40", "40"], "Lowest possible score": ["0", "0"]}
    one = _offered("outcomes", Score=["31", "28"], **ends)
    assert [match.taken_for for match in one.values()] == ["score", "highest", "lowest"]
    two = _offered("outcomes", **{"Reading Au1": ["31", "28"], "Maths Au1": ["9", "8"]}, **ends)
    assert [match.taken_for for match in two.values()][2:] == ["", ""]
    assert _offered("outcomes", Score=["31"], Maximum=["A. Head"])["Maximum"].taken_for == ""


@pytest.mark.parametrize(
    "heading", ["FSM", "FSM Eligible", "Ever 6", "FSM6", "EverFSM6", "Free School Meals"]
)
def test_free_school_meals_are_known_and_are_not_pupil_premium(heading: str) -> None:
    """They are not passed over as something that nobody knows."""
    match = _offered("pupils", **{heading: ["T", "F"]})[heading]
    assert (match.taken_for, match.why) == ("", "free school meals")


def test_a_member_of_a_group_has_a_first_and_a_last_day() -> None:
    """'Start date' and 'End date' of a group are since when and until when."""
    found = _offered("groups", **{"Start date": ["08/09/2025"], "End date": ["27/03/2026"]})
    assert [match.taken_for for match in found.values()] == ["since", "until"]


@pytest.mark.parametrize(
    ("heading", "measure", "occasion"),
    [
        ("Maths Sept", "Maths", "Sept"),
        ("RA July", "RA", "July"),
        ("Spelling Sept /50", "Spelling /50", "Sept"),
        ("PIRA Autumn 2025 (standardised)", "PIRA (standardised)", "Autumn 2025"),
        ("Reading Autumn Standardised Score", "Reading Standardised Score", "Autumn"),
    ],
)
def test_a_measure_with_its_month_or_term_and_its_scale_is_both(
    heading: str, measure: str, occasion: str
) -> None:
    """The year belongs to the occasion, the scale to the measure."""
    terms = list(reference("value_words", "England").facts.query("table == 'outcomes'")["word"])
    frame = pd.DataFrame({heading: pd.Categorical(["34", "41"])})
    (match,) = offer(frame, Vocabulary.of("outcomes", FACTS), terms)
    assert match.taken_for == f"score [measure={measure}; occasion={occasion}]"


def test_a_term_alone_names_no_measure() -> None:
    """'Aut 1' is no test called 1."""
    terms = list(reference("value_words", "England").facts.query("table == 'outcomes'")["word"])
    frame = pd.DataFrame({"Aut 1": pd.Categorical(["88.1", "93.4"])})
    assert offer(frame, Vocabulary.of("outcomes", FACTS), terms)[0].taken_for == ""
