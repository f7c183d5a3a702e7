"""Occasions: two dates of each pupil tell before from after, where somebody says so."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from enquiry_lib.data.importing.occasions import by_date, has_two_dates
from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows

DAYS = ("2025-09-18", "2026-06-25")


def _frame(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["pupil_id", "date"], dtype=object)


def test_two_dates_of_each_pupil_can_be_before_and_after(network: Network, tmp_path: Path) -> None:
    """It is offered first, and one answer is enough for all rows."""
    rows = [[upn, day, score] for upn in UPNS[:4] for day, score in zip(DAYS, ("94", "99"), strict=True)]
    path = write_rows(
        tmp_path / "f.csv", [["UPN", "Measure", "Date", "Score"], *([r[0], "Reading", *r[1:]] for r in rows)]
    )
    (question,) = proposed(network, path).questions
    assert (question.key, question.usual) == ("occasion", "by date")
    proposal = proposed(network, path, {"occasion": "by date"})
    assert (proposal.ready, proposal.problems) == (True, ())
    assert set(zip(proposal.frame["occasion"], proposal.frame["score"], strict=True)) == {
        ("baseline", "94"),
        ("follow_up", "99"),
    }


def test_a_pupil_with_one_row_has_the_occasion_of_the_day_or_none() -> None:
    """Where the first and the second tests lie apart it is clear; between the two nobody knows."""
    frame = _frame(("A", DAYS[0]), ("A", DAYS[1]), ("B", DAYS[0]), ("C", "2026-07-01"), ("D", "2026-01-10"))
    assert by_date(frame).tolist() == ["baseline", "follow_up", "baseline", "follow_up", ""]


def test_it_is_not_offered_where_dates_do_not_come_in_twos() -> None:
    """One date each, three dates, or no dates at all are asked about as before."""
    assert not has_two_dates(_frame(("A", DAYS[0]), ("B", DAYS[0])))
    assert not has_two_dates(_frame(("A", DAYS[0]), ("A", DAYS[1]), ("A", "2026-01-10")))
    assert not has_two_dates(_frame(("A", ""), ("A", "")))
