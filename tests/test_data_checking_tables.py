"""What the rules are given: rows as whole numbers, and problems at rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typed_tables import read_tables, write

from enquiry_lib.data.checking.tables import NO_DAY, ROWS_LISTED, at_rows, numbered


def test_marks_are_numbered_with_their_class(tmp_path: Path) -> None:
    """A mark is found in the list of codes in capitals or not; one that is not there has no class."""
    write(tmp_path, "attendance", "P0001,2025-09-01,AM,i", "P0001,2025-09-01,PM,#", "P0002,2025-09-01,AM,?")
    marks = read_tables(tmp_path).marks
    assert marks.texts == ("I", "#", "?")
    assert marks.kinds == ("authorised absence", "not possible", "")
    assert marks.possible.tolist() == [True, False, True]
    assert marks.afternoon.tolist() == [False, True, False]


def test_without_a_list_of_codes_no_mark_has_a_class(tmp_path: Path) -> None:
    """A nation without a list has marks all the same."""
    write(tmp_path, "attendance", "P0001,2025-09-01,AM,/")
    assert read_tables(tmp_path, nation="Wales").marks.kinds == ("",)


def test_rows_without_a_date_have_no_day(tmp_path: Path) -> None:
    """An outcome without its date, and a table without dates, are given as they are."""
    write(tmp_path, "outcomes", "P0001,Reading,baseline,,9,", "P0001,Reading,follow_up,1970-01-02,9,")
    write(tmp_path, "groups", "P0001,Young carers,,")
    tables = read_tables(tmp_path)
    assert tables.dated("outcomes").day.tolist() == [NO_DAY, NO_DAY]
    assert tables.dated("groups").day.tolist() == [NO_DAY]


def test_enrolment_is_given_for_the_pupils_asked_for(tmp_path: Path) -> None:
    """Whoever is not in the table of pupils has no day of joining."""
    write(tmp_path, "pupils", "P0001,7,2000-01-02,", "P0002,7,,2000-01-03")
    joined, left = read_tables(tmp_path).enrolment(pd.Index(["P0002", "P0001", "P0009"]))
    assert joined.tolist() == [NO_DAY, 10_958, NO_DAY]
    assert left.tolist() == [10_959, NO_DAY, NO_DAY]


@pytest.mark.parametrize("kind", ["category", "str"])
def test_values_are_numbered_alike_in_any_type(kind: str) -> None:
    """Categories and texts both give a number to each value, and -1 to none."""
    numbers, values = numbered(pd.Series(["b", None, "a"], dtype=kind))
    assert [values[number] if number >= 0 else "" for number in numbers] == ["b", "", "a"]
    assert numbers.dtype == np.int32


def test_a_category_that_no_row_has_is_no_value() -> None:
    """A pupil whose rows were left out is not counted among a table's pupils."""
    numbers, values = numbered(pd.Series(["b", None, "c"], dtype=pd.CategoricalDtype(["a", "b", "c"])))
    assert (numbers.tolist(), values.tolist()) == ([0, -1, 1], ["b", "c"])


def test_of_very_many_rows_the_rest_is_a_number(tmp_path: Path) -> None:
    """A rule that fires on every row lists the first rows, and says how many more there are."""
    write(tmp_path, "groups", *(f"P{number:04},Young carers,," for number in range(ROWS_LISTED + 7)))
    one = read_tables(tmp_path).loaded["groups"]
    every = np.ones(ROWS_LISTED + 7, dtype=np.bool_)
    found = list(at_rows(one, every, "since", "nothing", expected="a day", do="Type it.", level="warning"))
    assert [problem.row for problem in found[:-1]] == list(range(2, ROWS_LISTED + 2))
    assert (found[-1].row, found[-1].found) == (0, "the same kind of thing in 7 more rows")
    assert {problem.level for problem in found} == {"warning"}
