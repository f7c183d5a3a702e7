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
