"""Judging: problems of the rows name rows and headings of the file itself."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows


def test_a_problem_names_the_files_own_row_and_heading(network: Network, tmp_path: Path) -> None:
    """A second row of the same key names the first; one such row does not stop the file."""
    rows = [[upn, "08/09/2025", "AM", "/"] for upn in UPNS[:4]] + [[UPNS[0], "08/09/2025", "AM", "L"]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Day", "Session", "Mark"], *rows])
    proposal = proposed(network, path)
    (problem,) = proposal.problems
    assert (problem.row, "row 2" in problem.found) == (6, True)
    assert not proposal.stops
