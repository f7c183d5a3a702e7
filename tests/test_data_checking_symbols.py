"""The rule about numbers that are not given: each symbol is counted, and what is lost with it is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from typed_tables import pupil_ids, read_tables, write

from enquiry_lib.data.checking.symbols import numbers_not_given
from enquiry_lib.errors import Problem


def _found(folder: Path, scores: Sequence[str]) -> list[Problem]:
    rows = zip(pupil_ids(len(scores)), scores, strict=True)
    write(folder, "outcomes", *(f"{pupil},Reading,baseline,,{score}," for pupil, score in rows))
    return list(numbers_not_given(read_tables(folder)))


def test_each_symbol_in_place_of_a_score_is_counted(tmp_path: Path) -> None:
    """One line a symbol, the commonest first, about the column and never about a row."""
    problems = _found(tmp_path, ["98", "U", "<70", "U", "absent"])
    assert [(one.row, one.column, one.level) for one in problems] == [(0, "score", "warning")] * 3
    assert [one.found.partition(" (")[0] for one in problems] == [
        "'U' in 2 cells",
        "'<70' in 1 cell",
        "'absent' in 1 cell",
    ]
    assert "P0002" not in str(problems)


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        (["98", "<70"], "averages look better"),
        (["98", "U"], "averages look better"),
        (["98", "130+"], "averages look worse"),
        (["98", "<70", ">130"], "closer together"),
        (["98", "absent"], ""),
    ],
)
def test_scores_that_are_lost_at_one_end_are_cautioned(tmp_path: Path, scores: list[str], said: str) -> None:
    """An average without the lowest scores is too good, and a reader has to know; who was away may be anybody."""
    do = _found(tmp_path, scores)[0].do
    assert (said in do) if said else ("Beware" not in do)


@pytest.mark.parametrize("symbol", ["", "-", "NA", "z", "low"])
def test_what_is_no_lack_passes(tmp_path: Path, symbol: str) -> None:
    """A dash says no more than an empty cell, and where no number applies none is lost."""
    assert _found(tmp_path, ["98", symbol, "101"]) == []


def test_no_ends_are_spoken_of_where_the_numbers_are_counts(tmp_path: Path) -> None:
    """Fewer than five severely absent is no test's lowest score."""
    write(tmp_path, "attendance_summary", "2024/25,all pupils,200,70000,3000,1000,40,<5")
    (problem,) = numbers_not_given(read_tables(tmp_path))
    assert (problem.column, "Beware" in problem.do) == ("severely_absent", False)
