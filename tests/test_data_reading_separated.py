"""Text files to cells: separators, quotation marks, ragged rows; every cell letter for letter."""

from __future__ import annotations

import pytest

from enquiry_lib.data.reading.separated import SEPARATORS, cells_of, said_separator, separator_of
from enquiry_lib.errors import ProblemsFound

LINES = "Name,Score,Form\nA,5,7A\nB,6,7B\nC,7,7B\n"


def cells(text: str, separator: str = ",", encoding: str = "utf-8") -> list[list[str]]:
    """Give the cells of a text, row by row."""
    frame = cells_of("a.csv", text.encode(encoding), encoding, separator)
    return frame.astype("str").to_numpy().tolist()


@pytest.mark.parametrize("mark", SEPARATORS)
def test_each_separator_is_found(mark: str) -> None:
    """What splits all lines alike separates them."""
    assert separator_of(LINES.replace(",", mark)) == mark


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Name;Score;Share\nA;5,5;1,5\nB;6,5;2,5\n", ";"),
        ("Name;Note\nLee, Ann;good, kind\nPoe, Bo;fast, loud\n", ";"),
        ("Name,Time\nA,09:00|10:00\nB,09:00|11:00\n", ","),
        ("Report, for you\n\nName\tScore\nA\t5\nB\t6\nC\t6\n", "\t"),
        ('Name,Note\n"A;B;C",x\n"D;E;F",y\n', ","),
        ("School,Entries\nOak,~\nElm,~\nAsh,5\n", ","),
        ("one column\nalone\n", ","),
    ],
)
def test_the_sign_that_splits_lines_most_evenly_is_the_separator(text: str, mark: str) -> None:
    """Decimal commas, names with commas, titles and symbols of suppression do not decide."""
    assert separator_of(text) == mark


@pytest.mark.parametrize(
    ("line", "mark"),
    [("sep=;", ";"), ("SEP=|", "|"), ('"sep=,"', ","), ("\ufeffsep=\t", "\t"), ("separate", "")],
)
def test_a_first_line_may_name_the_separator(line: str, mark: str) -> None:
    """Excel's own way of saying it is honoured."""
    assert said_separator(f"{line}\na;b\n") == mark


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_cells_come_back_letter_for_letter(encoding: str) -> None:
    """No text becomes a number, a truth, a day or nothing."""
    rows = [["007", "1.50", "TRUE", "NA"], ["08", "2.0", "FALSE", "null"], ["009", "3e5", "TRUE", " é "]]
    text = "".join(",".join(row) + "\n" for row in rows)
    assert cells(text, encoding=encoding) == rows


def test_rows_are_counted_as_a_spreadsheet_counts() -> None:
    """Blank lines are rows, and a cell of two lines is one."""
    frame = cells_of("a.csv", b'a,b\n\n"x\ny",1\n,\n', "utf-8", ",")
    assert frame.index.tolist() == [1, 2, 3, 4]
    assert frame[0].tolist() == ["a", "", "x\ny", ""]


def test_a_longer_row_far_down_widens_the_grid() -> None:
    """Ragged rows are kept whole, wherever they are."""
    rows = cells("a,b\n" * 3_000 + "1,2,3,4\n")
    assert rows[-1] == ["1", "2", "3", "4"]
    assert rows[0] == ["a", "b", "", ""]


def test_a_quotation_mark_never_closed_is_named_with_its_row() -> None:
    """The rows that it would swallow are not lost."""
    with pytest.raises(ProblemsFound, match="row 3: found a quotation mark that is opened and never closed"):
        cells('a,b\n1,2\n3,"4\n5,6\n')


@pytest.mark.parametrize("above", ["", "Name,Score\r\nA,5\r\n" * 5_000])
def test_more_columns_than_a_spreadsheet_can_have_are_refused(above: str) -> None:
    """A file that lost its line ends, or that was turned on its side, is not taken apart at all."""
    with pytest.raises(ProblemsFound, match="more than 16,384 columns"):
        cells(above + "a," * 16_384 + "b\n")


def test_a_long_text_in_one_cell_is_no_row_of_columns() -> None:
    """Only separators count, and only those of one line."""
    assert cells("Name,Note\nA," + "x" * 40_000 + "\nB,2\n" * 20_000)[1][1] == "x" * 40_000


def test_a_line_without_an_end_is_refused_before_it_is_taken_apart() -> None:
    """A file of one endless line is no table; a row of many columns in ordinary lines is still read."""
    with pytest.raises(ProblemsFound, match="a line of more than 4 MB"):
        cells_of("a.csv", b"a" * (5 * 2**20), "utf-8", ",")
    assert len(cells(",".join(["x" * 100] * 1_000) + "\n")) == 1
