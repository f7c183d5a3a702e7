"""Measures: the heading that tells several tests apart is the measure."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows


def test_the_subject_is_the_measure_where_the_assessment_is_the_same_in_every_row(
    network: Network, tmp_path: Path
) -> None:
    """A long marksheet has a row for each subject; none of them is lost."""
    rows = [[upn, "Working At", subject, "5"] for upn in UPNS[:4] for subject in ("English", "Maths")]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Assessment", "Subject", "Score"], *rows])
    proposal = proposed(network, path, {"occasion": "baseline", "date": "not known"})
    assert proposal.ready
    assert proposal.frame["measure"].value_counts().to_dict() == {"English": 4, "Maths": 4}


def test_an_assessment_that_differs_stays_the_measure(network: Network, tmp_path: Path) -> None:
    """The first in the list is taken where it tells the rows apart."""
    rows = [[upn, test, "Maths", "5"] for upn in UPNS[:4] for test in ("Arithmetic", "Reasoning")]
    path = write_rows(tmp_path / "f.csv", [["UPN", "Assessment", "Subject", "Score"], *rows])
    proposal = proposed(network, path, {"occasion": "baseline"})
    assert set(proposal.frame["measure"]) == {"Arithmetic", "Reasoning"}
