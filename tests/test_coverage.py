"""The table of what is covered says nothing that is not so."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from scripts import script

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def coverage() -> ModuleType:
    """The script beside the table."""
    return script("docs", "coverage.py")


@pytest.fixture(scope="module")
def table() -> str:
    """The table as it is."""
    return (DOCS / "coverage.md").read_text(encoding="utf-8")


def test_every_line_holds(coverage: ModuleType, table: str) -> None:
    """Each row in scope is covered or left for later; each workbook, function and test named is there."""
    assert coverage.wrong(table) == []
    assert len(coverage.lines(table)) > 50


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ("| day1_2_frame_the_question |", "| day9_nothing |", "there is no workbook day9_nothing"),
        ("analyse.question.check_question", "analyse.question.guess", "there is no function"),
        ("::test_ten_schools", "::test_eleven_schools", "there is no test test_stats_pooling::test_eleven"),
        ("| 26 |", "| 999 |", "row 26 is neither covered nor left for later"),
        ("| 72 | Run", "| 888 | Run", "row 72 is neither covered nor left for later"),
    ],
)
def test_what_is_not_so_is_found(
    coverage: ModuleType, table: str, there: str, instead: str, said: str
) -> None:
    """A workbook, a function, a test or a row that is gone is named."""
    assert there in table
    assert any(said in problem for problem in coverage.wrong(table.replace(there, instead, 1)))
