"""Births: dates of birth become ages, and are nowhere afterwards."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib.data.importing import import_file
from enquiry_lib.data.importing.births import AGE, with_ages
from enquiry_lib.data.loading import load_table
from enquiry_lib.store.network import Network
from tests.exported import OAK, UPNS, everything_in, proposed, pupil_list, write_rows


def _column(*typed: str) -> pd.DataFrame:
    return pd.DataFrame({"DOB": pd.Categorical(typed)}, index=range(2, 2 + len(typed)))


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("31/08/2014", "11"),
        ("01/09/2014", "10"),
        ("2013-12-24", "11"),
        ("29 February 2012", "13"),
        ("13/05/1962", ""),
        ("13/05/2031", ""),
        ("not known", ""),
    ],
)
def test_ages_are_whole_years_on_the_day_before_the_school_year(born: str, age: str) -> None:
    """Born on the first of September, a pupil is among the oldest of a year group; what is no pupil's age is left empty."""
    told = with_ages(_column("25/12/2013", born), "2025/26", {})
    assert told.frame[AGE].astype("str").tolist() == ["11", age]


def test_the_order_of_day_and_month_is_asked_where_nobody_can_tell() -> None:
    """A day off by months could be a year off."""
    (question,) = with_ages(_column("01/09/2014", "09/01/2014"), "2025/26", {}).questions
    assert question.choices == ("day first", "month first")
    settled = with_ages(_column("01/09/2014", "09/01/2014"), "2025/26", {question.key: "day first"})
    assert (settled.questions, settled.frame[AGE].tolist()) == ((), ["10", "11"])


def test_a_list_of_pupils_brings_ages_and_no_date(network: Network, tmp_path: Path) -> None:
    """The table has whole years; the dates are in no file of the network, in no note, and the age is said to come of them."""
    path = pupil_list(
        tmp_path / "list.csv", Date_of_Birth=["31/08/2014", "01/09/2014", "17/03/2013", "02/11/2013"]
    )
    proposal = proposed(network, path)
    assert any("dates of birth became ages" in note for note in proposal.notes)
    assert not any("2014" in note or "17/03" in note for note in proposal.notes)
    import_file(proposal)
    assert sorted(load_table(network.data_folder(OAK), "pupils").frame["age"]) == [10, 11, 11, 12]
    held = everything_in(network.folder)
    for date in (b"31/08/2014", b"2014-08-31", b"17/03/2013", b"2013-03-17"):
        assert date not in held


def test_scores_with_a_date_of_birth_beside_them_are_taken_in_without(
    network: Network, tmp_path: Path
) -> None:
    """The table of outcomes has no ages: the column is left out."""
    path = pupil_list(tmp_path / "marks.csv", DOB=["31/08/2014"] * 4, NGRT_SAS=["101", "99", "87", "120"])
    answers = {"occasion": "baseline", "measure": "NGRT"}
    proposal = proposed(network, path, answers, table="outcomes")
    assert "age" not in proposal.frame
    assert len(proposal.frame) == 4


def test_where_ages_are_not_used_none_are_spoken_of(network: Network, tmp_path: Path) -> None:
    """A list of scores with dates of birth has no ages to make, no heading for them, and nothing to ask of the dates."""
    rows = [[upn, "01/09/2014", str(98 + at)] for at, upn in enumerate(UPNS[:4])]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Date of Birth", "Reading Autumn"], *rows])
    proposal = proposed(network, path, table="outcomes")
    assert not [note for note in proposal.notes if "ages" in note or AGE in note]
    assert AGE not in [match.heading for match in proposal.offered]
    assert not [question for question in proposal.questions if "Birth" in question.key]
