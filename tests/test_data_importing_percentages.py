"""Percentages: attendance in percent alone is refused, with what to export instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.data.importing.percentages import DO
from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows

PERCENT = ["95.1%", "88.0%", "92.4%"]


@pytest.mark.parametrize(
    ("headings", "table"),
    [
        (["Attendance %", "Persistent absentee?"], ""),
        (["Attendance %", "Persistent absentee?"], "attendance_summary"),
        (["Present %", "Sessions"], ""),
        (["Present %", "Sessions"], "attendance_summary"),
        (["Aut 1", "Aut 2"], ""),
        (["Aut 1", "Aut 2"], "outcomes"),
        (["% Attend", "Class"], ""),
    ],
)
def test_percentages_alone_say_what_to_export(
    network: Network, tmp_path: Path, headings: list[str], table: str
) -> None:
    """Whatever the headings are called, it is a plain sentence and no list of columns that are lacking."""
    other = {"Persistent absentee?": "Y", "Sessions": "380", "Aut 2": "94.0%", "Class": "7B"}[headings[1]]
    rows = [[upn, percent, other] for upn, percent in zip(UPNS, PERCENT, strict=False)]
    path = write_rows(tmp_path / "f.csv", [["UPN", *headings], *rows])
    proposal = proposed(network, path, table=table)
    (stop,) = proposal.stops
    assert (proposal.ready, proposal.questions, stop.do.startswith(DO)) == (False, (), True)


def test_percentages_beside_sessions_or_scores_are_no_hindrance(network: Network, tmp_path: Path) -> None:
    """The sessions are used, or the scores; a test's percentages need its name."""
    totals = [[upn, "380", "370", "97.4%"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "t.csv", [["UPN", "Possible", "Attended", "% Attend"], *totals])
    assert not proposed(network, path, {"school_year": "2025/26"}).stops
    scores = [[upn, "64%", "71%"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "s.csv", [["UPN", "Maths Aut", "Maths Sum"], *scores])
    assert not proposed(network, path).stops
