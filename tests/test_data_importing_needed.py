"""Needed: rows without what makes them worth having are asked about, not filed."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows

ANSWERS = {"measure": "Reading", "occasion": "baseline", "date": "not known"}


def test_scores_without_a_heading_for_them_are_asked_about(network: Network, tmp_path: Path) -> None:
    """No row is filed without a score; the answer names the heading, and the likeliest is offered first."""
    rows = [[upn, "blue", "94"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Table", "Qzx"], *rows])
    proposal = proposed(network, path, ANSWERS, table="outcomes")
    (question,) = proposal.questions
    assert (question.key, question.usual, proposal.ready) == ("heading|score", "Qzx", False)
    assert "No column holds the scores" in question.asked
    assert not set("[=;") & set(question.asked)
    answered = proposed(network, path, {**ANSWERS, question.key: "Qzx"}, table="outcomes")
    assert (answered.ready, set(answered.frame["score"])) == (True, {"94"})


def test_judgements_in_letters_say_what_to_export(network: Network, tmp_path: Path) -> None:
    """They have no average; the scores beside them are taken in."""
    rows = [[upn, judged, "104"] for upn, judged in zip(UPNS, ("EXS", "GDS", "WTS"), strict=False)]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Writing TA", "Maths scaled score"], *rows])
    notes = proposed(network, path, ANSWERS).notes
    assert any("'Writing TA': judgements in letters" in note and "export" in note for note in notes)


@pytest.mark.parametrize(("table", "lacks"), [("delivery", "attended"), ("pupils", "year_group")])
def test_what_a_table_needs_and_cannot_be_asked_stops(
    network: Network, tmp_path: Path, table: str, lacks: str
) -> None:
    """Days of support without who took part are worth nothing."""
    rows = [[upn, "08/09/2025"] for upn in UPNS[:3]]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Date"], *rows])
    assert lacks in {stop.column for stop in proposed(network, path, table=table).stops}


def test_totals_without_a_word_about_absence_stop(network: Network, tmp_path: Path) -> None:
    """Possible sessions alone are no attendance; those attended give the absences, though not of which kind."""
    lines = [[upn, "380", "370"] for upn in UPNS[:3]]
    bare = write_rows(tmp_path / "bare.csv", [["UPN", "Possible"], *(line[:2] for line in lines)])
    (stop,) = proposed(network, bare, table="attendance_summary").stops
    assert "neither the sessions attended nor those missed" in stop.found
    path = write_rows(tmp_path / "more.csv", [["UPN", "Possible", "Attended"], *lines])
    proposal = proposed(network, path, {"school_year": "2025/26"})
    assert proposal.ready
    assert any("the file does not tell them apart" in note for note in proposal.notes)
