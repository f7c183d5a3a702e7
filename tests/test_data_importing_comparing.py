"""Comparing: a file beside the school's own list of pupils."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from enquiry_lib.data.importing import ask_again, import_file
from enquiry_lib.data.importing.comparing import OURS, THEIRS, YEAR_GROUPS
from enquiry_lib.data.loading import load_table
from enquiry_lib.store.network import Network
from tests.exported import OAK, UPNS, proposed, pupil_list, write_rows


def _list(path: Path, years: Sequence[str], left: Sequence[str] = ()) -> Path:
    """Write a list of pupils, one a year group, with the days on which they left."""
    rows = [[UPNS[at], year, left[at] if left else ""] for at, year in enumerate(years)]
    return write_rows(path, [["UPN", "Year", "Leaving Date"], *rows])


@pytest.mark.parametrize(("said", "years"), [(OURS, ["4", "5", "6", "6"]), (THEIRS, ["3", "4", "5", "6"])])
def test_an_older_list_is_asked_about_and_does_not_undo_a_roll_over(
    network: Network, tmp_path: Path, said: str, years: list[str]
) -> None:
    """Many pupils a year group down: somebody says which are right, and the answer is not remembered."""
    gone = ["", "", "", "2026-07-20"]
    import_file(proposed(network, _list(tmp_path / "new.csv", ["4", "5", "6", "6"], gone)))
    old = proposed(network, _list(tmp_path / "old.csv", ["3", "4", "5", "6"]))
    (question,) = old.questions
    assert (question.key, old.ready) == (YEAR_GROUPS, False)
    assert "3 of the 4 pupils" in question.asked
    answered = ask_again(old, {YEAR_GROUPS: said})
    assert YEAR_GROUPS not in answered.mapping.answers
    import_file(answered)
    table = load_table(network.data_folder(OAK), "pupils").frame
    assert table["year_group"].tolist() == years
    assert table["left_on"].notna().tolist() == [False, False, False, True]


def test_one_pupil_who_repeats_a_year_is_not_asked_about(network: Network, tmp_path: Path) -> None:
    """Nor are pupils who go up."""
    import_file(proposed(network, _list(tmp_path / "a.csv", ["4", "4", "4", "4"])))
    assert proposed(network, _list(tmp_path / "b.csv", ["5", "3", "5", "5"])).ready


def test_pupils_whom_the_file_does_not_have_are_counted(network: Network, tmp_path: Path) -> None:
    """Those who have left are not looked for; a table of some pupils only is not asked for all."""
    gone = ["", "", "", "2026-07-20"]
    import_file(proposed(network, _list(tmp_path / "a.csv", ["4", "4", "4", "4"], gone)))
    rows = [[upn, "2025-09-25", "/"] for upn in UPNS[:2]]
    notes = proposed(network, write_rows(tmp_path / "b.csv", [["UPN", "Date", "AM"], *rows])).notes
    assert "pupils on the school's list who are not in this file: 1 of 3" in notes
    again = proposed(network, pupil_list(tmp_path / "c.csv", rows=2))
    assert any(note.endswith("1 of 3; they stay on it as they are") for note in again.notes)
