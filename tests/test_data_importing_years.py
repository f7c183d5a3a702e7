"""Years: headings that are days without a year get the one that is answered."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib.data.importing.years import with_years
from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows

PERIODS = ("2025/26", "2024/25")


@pytest.mark.parametrize(
    ("heading", "dated"),
    [
        ("Mon 08/09", "Mon 08/09/2025"),
        ("8 Sep AM", "8 Sep 2025 AM"),
        ("16/01 PM", "16/01/2026 PM"),
        ("1st July", "1 Jul 2026"),
        ("01/13", "01/13/2026"),
    ],
)
def test_a_day_has_the_year_it_falls_in_within_the_school_year(heading: str, dated: str) -> None:
    """From September to December it is the first year, then the second."""
    marks = pd.Series(["/", "I"], dtype="category")
    read = with_years(pd.DataFrame({heading: marks, "3 Oct": marks}), PERIODS, {"school_year": "2025/26"})
    assert (read.frame.columns.tolist(), read.questions) == ([dated, "3 Oct 2025"], ())


def test_which_school_year_is_asked_and_the_answer_makes_it_ready(network: Network, tmp_path: Path) -> None:
    """Registers whose headings have no year are no dead end."""
    rows = [[upn, "/", "\\"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "16 Sep AM", "16 Sep PM"], *rows])
    (question,) = proposed(network, path).questions
    assert question.key == "school_year"
    proposal = proposed(network, path, {"school_year": "2024/25"})
    assert (proposal.ready, set(proposal.frame["date"])) == (True, {"2024-09-16"})


def test_headings_over_numbers_are_no_days() -> None:
    """Scores out of twelve under '3/12' are left alone."""
    scores = pd.Series(["10", "7"], dtype="category")
    frame = pd.DataFrame({"3/12": scores, "4/12": scores})
    assert with_years(frame, PERIODS, {}).frame is frame
