"""What the cells of a column are like."""

from __future__ import annotations

import pytest

from enquiry_lib.data.reading.profiles import STRONG, is_run, kind_of_cell, profile


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        *[(number, "number") for number in ("5", "1,071", "-3.5", "95%", "£1,200", "(12)", ".5")],
        *[
            (day, "date")
            for day in ("31/01/2026", "2026-01-31", "1-Sep-25", "1st September 2025", "01.09.25")
        ],
        *[(mark, "mark") for mark in ("/", "L")],
        *[("P0001", "P0"), ("A123456789012", "A0"), ("7B", "0B"), ("E92000001", "E0")],
        *[(words, "") for words in ("Leeds", "Year 7", "Attainment 8", "SUPP")],
    ],
)
def test_the_kind_of_a_cell_is_seen(cell: str, kind: str) -> None:
    """Numbers, days, marks, codes by their shape, and words."""
    assert kind_of_cell(cell) == kind


@pytest.mark.parametrize(
    ("cells", "heading", "member"),
    [
        (["95.1", "88", "SUPP", ""], "Score", "77"),
        (["P0001", "P0002", "P0003"], "Pupil ID", "P0999"),
        (["/", "\\", "L", "/"], "AM", "I"),
        (["01/09/2025", "02/09/2025"], "Date", "03/09/2025"),
        (["AM", "PM", "AM", "PM"], "Session", "AM"),
    ],
)
def test_a_heading_is_unlike_its_column_and_a_row_is_one_of_it(
    cells: list[str], heading: str, member: str
) -> None:
    """Votes are above 0 for what could be a heading, below 0 for what could not."""
    column = profile(cells)
    assert column.vote(heading) == STRONG
    assert column.vote(member) <= -STRONG
    assert column.vote("") == 0


def test_a_symbol_in_a_column_of_numbers_is_one_of_it() -> None:
    """A first row of nothing but SUPP is a row of data."""
    assert profile(["12", "14", "9"]).vote("SUPP") < 0


def test_a_year_over_numbers_may_be_a_heading_and_among_years_is_none() -> None:
    """2019 over counts says nothing; among years it is one of them."""
    assert profile(["512", "634", "800"]).vote("2019") == 0
    assert profile(["1990", "1995", "2001"]).vote("2019") < 0


def test_capitals_are_a_weak_sign_and_none_in_the_first_row() -> None:
    """CODE over AC, CY and VA may be a heading where nothing stands above it."""
    column = profile(["AC", "CY", "VA", "FD"])
    assert column.vote("CODE") < 0 < column.vote("Code")
    assert column.vote("CODE", on_top=True) == 0


@pytest.mark.parametrize(
    ("numbers", "run"),
    [
        (["1", "2", "3"], True),
        (["2019", "2020"], True),
        (["1", "2"], False),
        (["1", "3", "4"], False),
        ([], False),
    ],
)
def test_weeks_questions_and_years_count_up(numbers: list[str], run: bool) -> None:
    """Two years or three numbers in a row are headings rather than results."""
    assert is_run(numbers) is run
