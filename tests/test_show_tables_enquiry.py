"""The tables of an enquiry's plan, record and data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import samples

from enquiry_lib.analyse.progress import Progress
from enquiry_lib.data.checking import check_data
from enquiry_lib.data.checking.tables import ON_ROLL
from enquiry_lib.errors import Problem
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import sentences


def test_problems_are_named_not_quoted() -> None:
    """The table of problems gives file, column and what was expected, and not what was typed or how often."""
    table = tables(samples.data_check())[1]
    assert table.rows == (("outcomes.csv", "score", "a number"),)


def test_warnings_have_a_table_of_their_own() -> None:
    """What has to be put right comes first; the list of tables says of each which of the two was found."""
    there, errors, warnings = tables(samples.data_check(warnings=3))
    assert [row[2] for row in there.rows] == ["worth a look", "some"]
    assert (errors.caption, warnings.caption) == ("Problems in the files", "Worth a look in the files")
    assert warnings.rows == (("pupils.csv", "sex", "the usual"),)
    assert (errors.open, warnings.open) == (True, False)


def test_what_is_for_the_office_has_no_table() -> None:
    """A score after leaving is for `enquiry check`: a report says that there is something, in no table."""
    check = samples.data_check()
    left = Problem("outcomes.csv", 3, "date", "a day after", ON_ROLL, "Check the day.", "warning")
    told = replace(check, problems=(*check.problems, left))
    assert tables(told) == tables(check)
    assert sentences(told)[-1:] == sentences(check)[-1:]
    assert [one for one in sentences(told) if one not in sentences(check)] == [
        "There is something for whoever keeps the tables and the record: `enquiry check` lists it."
    ]


def test_only_tables_that_are_there_have_a_row(tmp_path: Path) -> None:
    """The list of tables is as long as what the school has; without any there is no list."""
    assert [row[:2] for row in tables(samples.data_check())[0].rows] == [
        ("Pupils", "pupils.csv"),
        ("Outcomes", "outcomes.csv"),
    ]
    assert tables(check_data(tmp_path)) == ()


def test_the_list_of_tables_is_open_where_there_is_something_to_mend() -> None:
    """Without a problem the list of tables is folded."""
    assert tables(samples.data_check())[0].open
    assert not tables(samples.data_check(problems=0))[0].open


def test_open_questions_are_listed() -> None:
    """Each day has a row, and each part of the record, with what is answered and what is still open."""
    days, parts = tables(samples.progress())
    assert days.rows == (("1", "3 of 5", "The enquiry question"),)
    assert parts.rows == (("1", "The enquiry question", "3 of 5", "For whom? · By when?"),)
    assert (days.open, parts.open) == (True, False)


def test_one_day_has_one_table_of_its_parts() -> None:
    """The day stands in its title, and in no column."""
    (table,) = tables(replace(samples.progress(), day=1))
    assert "Day 1" in table.caption
    assert table.rows == (("The enquiry question", "3 of 5", "For whom? · By when?"),)


def test_only_the_first_two_open_questions_are_listed() -> None:
    """What is still open takes one short cell, and nothing is said to be open where all is answered."""
    part = samples.progress().sections[0]
    many = replace(part, open_questions=("One?", "Two?", "Three?", "Four?"))
    done = replace(part, open_questions=())
    _, table = tables(Progress((many, done)))
    assert [row[3] for row in table.rows] == ["One? · Two? · and 2 more", "nothing"]


def test_a_table_without_rows_is_marked_empty() -> None:
    """The list of files says which hold nothing yet."""
    check = samples.data_check(problems=0)
    pupils, outcomes, *others = check.tables
    table = tables(replace(check, tables=(pupils, replace(outcomes, rows=0), *others)))[0]
    assert [row[1] for row in table.rows] == ["pupils.csv", "outcomes.csv, empty"]
