"""The builder: what is asked of a file as a whole, and which columns importing may fill."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows


def test_a_group_is_asked_of_a_list_of_groups_only(network: Network, tmp_path: Path) -> None:
    """A summary of attendance by group names its groups itself, or lacks them."""
    path = write_rows(tmp_path / "f.csv", [["Pupils", "Possible"], ["60", "22800"], ["55", "20900"]])
    proposal = proposed(network, path, table="attendance_summary")
    assert "group" in {stop.column for stop in proposal.stops}
    assert "group" not in {question.key for question in proposal.questions}
    path = write_rows(
        tmp_path / "g.csv", [["UPN", "Since"], [UPNS[0], "18/09/2025"], [UPNS[1], "18/09/2025"]]
    )
    assert [question.key for question in proposed(network, path, table="groups").questions] == ["group"]
