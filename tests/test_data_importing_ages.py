"""Ages: years and months become months, which have an average; what may be either is asked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib.data.importing.ages import in_months, with_months
from enquiry_lib.store.network import Network
from tests.exported import ANSWERS, UPNS, proposed, write_rows


def _column(heading: str, *typed: str) -> pd.DataFrame:
    return pd.DataFrame({heading: pd.Categorical(typed)}, index=range(2, 2 + len(typed)))


@pytest.mark.parametrize(
    "typed", ["6:11", "6y 11m", "6 yrs 11 mths", "6 years 11 months", "06:11:00", "6/11", "6.11"]
)
def test_every_way_to_write_an_age_is_the_same_number_of_months(typed: str) -> None:
    """Six years and eleven months are 83 months, never 6.11 years."""
    assert in_months(typed) == "83"


def test_a_reading_age_is_taken_in_as_months_in_a_measure_that_says_so(
    network: Network, tmp_path: Path
) -> None:
    """It is said with the first of the file's own; the one measured before and the one after are one measure."""
    rows = [[upn, "6:11", "8:00"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Reading age Autumn", "Reading age Summer"], *rows])
    said = {"word|occasion|Autumn": "baseline", "word|occasion|Summer": "follow_up"}
    proposal = proposed(network, path, {**ANSWERS, **said})
    assert (proposal.ready, set(proposal.frame["measure"])) == (True, {"Reading age (months)"})
    assert dict(zip(proposal.frame["occasion"], proposal.frame["score"], strict=True)) == {
        "baseline": "83",
        "follow_up": "96",
    }
    assert any("6:11 as 83" in note for note in proposal.notes)


def test_what_may_be_months_or_a_decimal_is_asked() -> None:
    """Until then, and as decimals, the cells stay as they are."""
    frame = _column("Reading age", "10.09", "9.11", "8.00")
    (question,) = with_months(frame, {}).questions
    assert (question.choices, "10 years and 9 months" in question.asked) == (("months", "decimals"), True)
    read = with_months(frame, {question.key: "months"})
    assert (read.questions, read.frame["Reading age (months)"].tolist()) == ((), ["129", "119", "96"])
    assert with_months(frame, {question.key: "decimals"}).frame is frame


@pytest.mark.parametrize("typed", [("10.25", "9.50", "8.75"), ("10.5", "9", "8")])
def test_plain_decimals_are_left_alone(typed: tuple[str, ...]) -> None:
    """Nothing is asked about numbers that cannot be years and months."""
    read = with_months(_column("Reading age", *typed), {})
    assert (read.questions, read.frame.columns.tolist()) == ((), ["Reading age"])


def test_a_pupils_age_and_a_time_are_no_reading_age() -> None:
    """Only headings that name a test's age are looked at."""
    frame = _column("Age", "8y 3m", "9y 1m")
    assert with_months(frame, {}).frame is frame


def test_beside_another_score_an_age_is_left_and_that_is_said() -> None:
    """A standardised score is the better one to average."""
    read = with_months(_column("Reading Age", "10:09"), {}, ["Reading Age", "SAS"])
    assert (read.frame.columns.tolist(), len(read.notes)) == (["Reading Age"], 1)
