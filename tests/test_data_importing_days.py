"""Days: scores without a date have one asked for, which is filed with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.data.importing import import_file
from enquiry_lib.data.importing.days import DAY, NOT_KNOWN
from enquiry_lib.store.network import Network
from tests.exported import UPNS, proposed, write_rows

SAID = {"measure": "Reading", "occasion": "baseline"}
TERMS = {"word|occasion|Autumn": "baseline", "word|occasion|Easter": "follow_up"}


def _scores(folder: Path, *headings: str) -> Path:
    rows = [[upn, *("94" for _ in headings)] for upn in UPNS[:3]]
    return write_rows(folder / "scores.csv", [["UPN", *headings], *rows])


def test_scores_without_a_date_ask_for_the_day(network: Network, tmp_path: Path) -> None:
    """It is asked in plain words, says what follows where nobody knows, and stands in every row once answered."""
    path = _scores(tmp_path, "Score")
    (question,) = proposed(network, path, SAID).questions
    assert question.asked.startswith("On which day, about, was this test taken?")
    assert ("exploratory" in question.asked, question.choices) == (True, (NOT_KNOWN,))
    answered = proposed(network, path, {**SAID, DAY: "15/09/2025"})
    assert (answered.ready, answered.problems, set(answered.frame[DAY])) == (True, (), {"2025-09-15"})


def test_the_day_may_be_not_known(network: Network, tmp_path: Path) -> None:
    """Then nothing stands in its place, and the scores can be filed."""
    proposal = proposed(network, _scores(tmp_path, "Score"), {**SAID, DAY: "Not known"})
    assert (proposal.ready, DAY in proposal.frame) == (True, False)


def test_each_occasion_of_a_file_has_a_day_of_its_own(network: Network, tmp_path: Path) -> None:
    """The days are asked for once it is said what is before and what after."""
    path = _scores(tmp_path, "Reading score Autumn", "Reading score Easter")
    assert [one.key for one in proposed(network, path).questions] == list(TERMS)
    asked = proposed(network, path, TERMS).questions
    assert [one.key for one in asked] == ["date|baseline", "date|follow_up"]
    assert "after (follow_up)" in asked[1].asked
    days = {"date|baseline": "2025-09-15", "date|follow_up": NOT_KNOWN}
    frame = proposed(network, path, {**TERMS, **days}).frame
    assert dict(zip(frame["occasion"], frame[DAY], strict=True)) == {
        "baseline": "2025-09-15",
        "follow_up": "",
    }


def test_a_file_with_dates_is_not_asked_about(network: Network, tmp_path: Path) -> None:
    """An empty column of dates is as none."""
    rows = [["UPN", "Score", "Date"], *([upn, "94", "16/09/2025"] for upn in UPNS[:3])]
    assert proposed(network, write_rows(tmp_path / "f.csv", rows), SAID).ready
    empty = [["UPN", "Score", "Date"], *([upn, "94", ""] for upn in UPNS[:3])]
    (question,) = proposed(network, write_rows(tmp_path / "g.csv", empty), SAID).questions
    assert question.key == DAY


def test_a_day_that_is_none_is_refused(network: Network, tmp_path: Path) -> None:
    """It says what was found, and both ways to answer."""
    with pytest.raises(errors.WrongValue, match="last week") as refused:
        proposed(network, _scores(tmp_path, "Score"), {**SAID, DAY: "last week"})
    assert "31/01/2026" in refused.value.message()
    assert NOT_KNOWN in refused.value.message()


def test_the_day_is_not_remembered_with_the_kind_of_file(network: Network, tmp_path: Path) -> None:
    """The next file of the kind is of another test, and is asked about again."""
    path = _scores(tmp_path, "Score")
    filed = import_file(proposed(network, path, {**SAID, DAY: "15/09/2025"}))
    assert "2025" not in filed.mapping.read_text(encoding="utf-8-sig")
    again = proposed(network, path, SAID)
    assert (bool(again.known), [one.key for one in again.questions]) == (True, [DAY])
