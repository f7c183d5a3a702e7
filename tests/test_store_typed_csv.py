"""A csv file of which single cells are changed, and nothing else."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquiry_lib.store.typed_csv import new_csv, read_typed

TEXT = 'id;name;note\r\n"oak";"Oak; \nthe ""old"" one" ;\r\n\r\n elm;Elm'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_one_cell_is_changed_and_nothing_else(encoding: str) -> None:
    """Quotation marks, spaces, line ends, blank lines and the encoding stay as they were."""
    text = TEXT.replace("Elm", "Ülm")
    typed = read_typed(text.encode(encoding), ";")
    assert typed.content() == text.encode(encoding)
    typed.put(3, 1, "Ash; a school")
    assert typed.content() == text.replace("Ülm", '"Ash; a school"').encode(encoding)


def test_cells_are_read_as_they_are_meant() -> None:
    """A cell is given without its quotation marks and the spaces around it; one that is not there is empty."""
    typed = read_typed(TEXT.encode(), ";")
    assert typed.cell(1, 0) == "oak"
    assert typed.cell(1, 1) == 'Oak; \nthe "old" one'
    assert typed.cell(3, 0) == "elm"
    assert typed.cell(3, 2) == ""


def test_rows_are_added_and_taken_out() -> None:
    """A last line without an end is ended before a row is added below it."""
    typed = read_typed(b"a,b\n1,2", ",")
    row = typed.new_row()
    typed.put(row, 1, "4")
    assert typed.content() == b"a,b\n1,2\n,4\n"
    typed.drop(1)
    assert typed.content() == b"a,b\n,4\n"


@pytest.mark.parametrize("content", [b'a,b\n"1,2\n', b"\x81\x8d\x8f", b'a\n1,"x\n'])
def test_what_cannot_be_put_together_again_is_refused(content: bytes) -> None:
    """A quotation mark that is never closed, and bytes that are no text, are a ValueError."""
    with pytest.raises(ValueError, match=r"never closed|codec"):
        read_typed(content, ",")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=4))
def test_any_csv_is_given_back_as_it_was(rows: list[list[str]]) -> None:
    """Whatever the csv module writes is read with the same meaning and written with the same bytes."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    content = out.getvalue().encode()
    typed = read_typed(content, ",")
    assert typed.content() == content or content.startswith(b"\xef\xbb\xbf")
    assert [typed.texts(row) for row in range(len(rows))] == rows or content.startswith(b"\xef\xbb\xbf")
    assert read_typed(new_csv(rows).content(), ",").texts(0) == rows[0]
