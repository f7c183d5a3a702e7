"""Headings that are values: dates, sessions, days of the week, measures with their occasions, items of tests."""

from __future__ import annotations

import pytest

from enquiry_lib.data.importing.patterns import (
    parts_of,
    pattern_of,
    read_heading,
    session_of,
    split_item,
    split_occasion,
)


@pytest.mark.parametrize(
    ("heading", "pattern"),
    [
        ("01/09/2025 AM", "{date} {session}"),
        ("Mon 01/09/2025 PM", "{date} {session}"),
        ("2025-09-01 | PM", "{date} | {session}"),
        ("1st Sept 2025 am", "{date} {session}"),
        ("W/B 01-Sep-25", "W/B {date}"),
        ("Mon AM", "{weekday} {session}"),
        ("AM Mark", "AM Mark"),
        ("Monitor", "Monitor"),
        ("Surname", "Surname"),
    ],
)
def test_what_changes_from_file_to_file_is_taken_out_of_a_heading(heading: str, pattern: str) -> None:
    """A mapping keeps the pattern, never a school's dates; an ordinary heading stays as it is."""
    assert pattern_of(heading)[0] == pattern


def test_a_heading_is_read_by_the_pattern_it_fits_and_by_no_other() -> None:
    """The facts of a heading come back through the pattern of its kind."""
    assert read_heading("02/09/2025  PM", "{date} {session}") == {"date": "02/09/2025", "session": "PM"}
    assert read_heading("02/09/2025", "{date} {session}") is None
    assert parts_of("W/B {date}") == ["date"]


@pytest.mark.parametrize(
    ("typed", "session"), [("AM", "AM"), ("a.m.", "AM"), ("Morning", "AM"), ("pm", "PM"), ("Afternoon", "PM")]
)
def test_a_session_is_read_however_it_is_written(typed: str, session: str) -> None:
    """Morning is AM, afternoon is PM."""
    assert session_of(typed) == session


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("Reading Au1", ("Reading", "Au1")),
        ("Reading | Autumn 1", ("Reading", "Autumn 1")),
        ("Baseline: Maths", ("Maths", "Baseline")),
        ("Maths (Post-test)", ("Maths", "Post-test")),
        ("Reading", ("Reading", "")),
        ("Sauna1", ("Sauna1", "")),
    ],
)
def test_a_measure_and_its_occasion_are_told_apart(heading: str, parts: tuple[str, str]) -> None:
    """The occasion counts at either end, as whole words only."""
    assert split_occasion(heading, ["Au1", "Autumn 1", "Autumn", "Baseline", "Post-test"]) == parts


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("1", ("1", "")),
        ("12b(ii)", ("12b(ii)", "")),
        ("Q.7", ("Q.7", "")),
        ("Question no 7", ("Question no 7", "")),
        ("Item_3", ("Item 3", "")),
        ("Q4 - time", ("Q4 - time", "")),
        ("Section B | 3 (2 marks)", ("Section B 3", "2")),
        ("Q5 (/3)", ("Q5", "3")),
        ("Q5 out of 3", ("Q5", "3")),
        ("Q5 (3)", ("Q5 (3)", "")),  # the second column called Q5, as the reader numbers them
        ("Q1-4 total", ("", "")),
        ("Q1 %", ("", "")),
        ("Q1 2025", ("", "")),
        ("Year 4", ("", "")),
        ("Paper 1", ("", "")),
        ("KS2", ("", "")),
        ("2025", ("", "")),
        ("Reading", ("", "")),
    ],
)
def test_an_item_and_its_most_marks_are_told_apart(heading: str, parts: tuple[str, str]) -> None:
    """A question is known by its number; a total, a year, a paper as a whole and a subject are none."""
    assert split_item(heading) == parts
