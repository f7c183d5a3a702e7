"""Lists: pupils of one group, and columns of ticks for several, become memberships."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows


def test_a_list_of_one_group_asks_which_group_it_is(network: Network, tmp_path: Path) -> None:
    """It is recognised by its days, and the answer makes every pupil in it a member."""
    rows = [[upn, "08/09/2025", "15/09/2025"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Since", "Until"], *rows])
    proposal = proposed(network, path)
    assert (proposal.table, [question.key for question in proposal.questions]) == ("groups", ["group"])
    assert "Which group" in proposal.questions[0].asked
    answered = proposed(network, path, {"group": "Young carers"})
    assert (answered.ready, set(answered.frame["group"])) == (True, {"Young carers"})
    assert "group" not in answered.mapping.always  # the next list is of another group


def test_columns_of_ticks_are_groups(network: Network, tmp_path: Path) -> None:
    """A tick, an x or a yes is a membership; a no or nothing is none, and the count is said."""
    rows = [[UPNS[0], "x", "Y"], [UPNS[1], "", "N"], [UPNS[2], "x", "Y"]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Breakfast club", "Service child"], *rows])
    proposal = proposed(network, path)
    assert (proposal.table, proposal.ready) == ("groups", True)
    assert proposal.frame["group"].value_counts().to_dict() == {"Breakfast club": 2, "Service child": 2}
    assert any("Breakfast club: 2 pupils" in note for note in proposal.notes)


def test_a_list_of_pupils_with_yes_and_no_stays_one(network: Network, tmp_path: Path) -> None:
    """What the table of pupils has is no group of its own."""
    rows = [[upn, "7", "Y", "N"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Year", "PP", "School lunch"], *rows])
    assert proposed(network, path).table == "pupils"


def test_a_column_of_ticks_with_a_name_over_it_is_no_group(network: Network, tmp_path: Path) -> None:
    """Names are never taken in, not as the name of a group either."""
    rows = [[upn, "x", "Y"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Mrs Quux", "Service child"], *rows])
    assert set(proposed(network, path).frame["group"]) == {"Service child"}


def test_sessions_with_a_date_are_asked_about_and_are_no_groups(network: Network, tmp_path: Path) -> None:
    """Pupils come again and again on other days: 'yes' under 'Attended' is no tick for a group."""
    head = ["UPN", "Pupil", "Date", "Session", "Attended", "Planned minutes", "Minutes"]
    days = ["05/10/2026", "12/10/2026"]
    rows = [[upn, "Ann Other", day, "morning", "yes", "20", "20"] for day in days for upn in UPNS[:3]]
    proposal = proposed(network, write_rows(tmp_path / "f.csv", [head, *rows]))
    assert (proposal.table, proposal.ready) == ("", False)
    (question,) = proposal.questions
    assert (question.key, question.usual) == ("table", "delivery")
    told = proposed(network, write_rows(tmp_path / "f.csv", [head, *rows]), {"table": "delivery"})
    assert (told.table, len(told.frame)) == ("delivery", 6)
