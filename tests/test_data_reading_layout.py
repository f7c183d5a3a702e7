"""Where the table is: its columns, its titles, and what stands beside it."""

from __future__ import annotations

from enquiry_lib.data.reading.layout import Layout, filled_cells, find_layout
from enquiry_lib.data.reading.separated import cells_of


def layout(text: str, *, header: tuple[int, ...] = (), may_shift: bool = True) -> Layout:
    """Find the table in a text of commas."""
    found = find_layout(cells_of("a.csv", text.encode(), "utf-8", ","), header=header, may_shift=may_shift)
    assert found is not None
    return found


def test_a_table_may_begin_in_any_row_and_column() -> None:
    """Titles are kept apart, empty columns are none of the table's."""
    found = layout(",,My title,,\n,,,,\n,,Pupil,Score,\n,,P01,5,\n,,P02,6,\n,,P03,6,\n")
    assert (found.headings.rows, found.places, found.titles) == ((3,), (2, 3), (1,))
    assert found.weight == 6


def test_a_column_without_a_heading_belongs_to_the_table_when_it_is_filled() -> None:
    """Between others always, at the end when most rows have it."""
    assert layout("Pupil,,Score\nP01,x,5\nP02,,6\nP03,,7\n").places == (0, 1, 2)
    assert layout("Pupil,Score\nP01,5,a\nP02,6,b\nP03,6,\n").places == (0, 1, 2)


def test_jottings_beside_the_table_are_none_of_it() -> None:
    """Beyond an empty column, in the row of the headings or under it."""
    found = layout("Pupil,Score,,Remember to ask Jo\nP01,5,,\nP02,6,,as of Monday\nP03,6,,\n")
    assert found.places == (0, 1)
    assert found.beside == (3,)
    assert found.rows.sum() == 3


def test_a_column_beyond_an_empty_one_that_is_filled_belongs_to_the_table() -> None:
    """An empty column in the middle is only a gap."""
    found = layout("Pupil,Score,,Form\nP01,5,,7A\nP02,6,,7A\nP03,6,,7B\n")
    assert found.places == (0, 1, 3)


def test_a_cell_too_many_moves_no_other_cell_in_a_spreadsheet() -> None:
    """There it is a jotting, and its row is used."""
    text = "Pupil,Score\nP01,5\nP02,6,call home\nP03,6\n"
    assert layout(text).left_out == ((3, "too many cells"),)
    assert layout(text, may_shift=False).beside == (2,)


def test_the_rows_of_the_headings_may_be_named() -> None:
    """A person knows better than any rule."""
    found = layout("a,b\nPupil,Score\nP01,5\nP02,6\n", header=(2,))
    assert list(found.headings.names.values()) == ["Pupil", "Score"]
    assert found.titles == (1,)


def test_text_without_a_table_has_none() -> None:
    """Prose with commas is no table of two columns."""
    text = "Dear all,\n\nPlease find the data, as discussed, below.\nKind regards,\nJo\n"
    assert find_layout(cells_of("a.txt", text.encode(), "utf-8", ",")) is None


def test_cells_of_signs_that_nobody_sees_are_empty() -> None:
    """Spaces, no-break spaces and zero-width signs are nothing."""
    cells = cells_of("a.csv", "a, ,\u00a0,\u200b\n".encode(), "utf-8", ",")
    assert filled_cells(cells).tolist() == [[True, False, False, False]]


def test_a_long_list_of_words_weighs_less_than_a_table_of_results() -> None:
    """A sheet that explains the data is longer than the data of a small class."""
    words = "".join(
        f"Term {chr(97 + number % 26)}{'x' * number},It means this {'y' * number} and that\n"
        for number in range(30)
    )
    explained = layout(f"Word,What it means\n{words}")
    assert (
        explained.weight
        < layout("Pupil,Score\n" + "".join(f"P{number:02},{number}\n" for number in range(20))).weight
    )
