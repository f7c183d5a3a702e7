"""The page about methods names every statistic there is, and only calls that can be made."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import enquiry_lib as el

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods.md"
TEXT = PAGE.read_text(encoding="utf-8")
CALL = re.compile(r"`(\w+)\(([^`]*)\)`")

STATISTICS = sorted(
    name for name in el.__all__ if getattr(el, name).__module__.startswith("enquiry_lib.stats.")
)
CALLS = sorted({found.groups() for found in CALL.finditer(TEXT) if hasattr(el, found[1])})
ROWS = [line for line in TEXT.splitlines() if line.startswith("|")]


def calls_in_first_tables() -> set[str]:
    """Give the functions that have a row of their own."""
    return {found[1] for row in ROWS if row.count(" | ") == 4 and (found := CALL.search(row))}


@pytest.mark.parametrize("name", STATISTICS)
def test_every_statistic_has_its_row(name: str) -> None:
    """Whoever exports a statistic says what it estimates, by which error, and whom it was held against."""
    assert name in calls_in_first_tables()


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_every_call_named_can_be_made(name: str, arguments: str) -> None:
    """Arguments by place and by keyword are those of the function, and by keyword what must be."""
    parameters = inspect.signature(getattr(el, name)).parameters
    given = [argument.strip() for argument in arguments.split(",")]
    by_keyword = {argument.split("=")[0] for argument in given if "=" in argument}
    by_place = [argument for argument in given if argument and "=" not in argument]
    assert by_keyword <= set(parameters)
    needed = [
        key
        for key, one in parameters.items()
        if one.kind is one.POSITIONAL_OR_KEYWORD and one.default is one.empty
    ]
    assert by_place == needed


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_what_a_call_cannot_do_without_is_in_its_row(name: str, arguments: str) -> None:
    """In the row of a function every keyword without a default is named."""
    if name not in calls_in_first_tables():
        pytest.skip("named only beside another program")
    parameters = inspect.signature(getattr(el, name)).parameters.values()
    needed = {one.name for one in parameters if one.kind is one.KEYWORD_ONLY and one.default is one.empty}
    own = next(
        found[2] for row in ROWS if row.count(" | ") == 4 and (found := CALL.search(row)) and found[1] == name
    )
    assert needed <= {argument.strip().split("=")[0] for argument in own.split(",")}


def test_every_row_is_whole() -> None:
    """All rows of a table have as many cells, none of them empty."""
    for row in ROWS:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        assert len(cells) in (2, 5)
        assert all(cells)


def test_links_lead_somewhere() -> None:
    """Every file that the page points at is there."""
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists(), target
