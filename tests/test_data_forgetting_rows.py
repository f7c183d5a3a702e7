"""Which rows are a pupil's, and a csv without them."""

from __future__ import annotations

import pytest

from enquiry_lib.data.forgetting.rows import table_without
from enquiry_lib.data.forgetting.sought import Sought

AB = Sought(frozenset({"AB12CD"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_row_goes_and_every_other_letter_stays(encoding: str, separator: str) -> None:
    """Titles, odd quotation marks, line ends, own columns and rows cut short stay as typed."""
    rows = ["Term list", 'Pupil ID,"Own, é",n', '"EF34GH" ,x,1', "ab12cd,y,2", 'GH56IJ,"a\r\nb"', ""]
    text = "\r\n".join(row.replace(",", separator) for row in rows)
    made = table_without(text.encode(encoding), AB)
    assert made == (text.replace("ab12cd,y,2\r\n".replace(",", separator), "").encode(encoding), 1)


def test_somebody_else_s_row_keeps_its_place() -> None:
    """Where a friend's row names the pupil, the row stays and the sentence is marked."""
    content = b"pupil_id,friend,note\nEF34GH,AB12CD,Late. Sits with AB12CD. Reads.\nAB12CD,EF34GH,\n"
    assert table_without(content, AB) == (
        b"pupil_id,friend,note\nEF34GH,[withheld],Late. [withheld] Reads.\n",
        1,
    )


def test_a_list_with_other_headings_loses_the_row() -> None:
    """Beside an identifier of the school's own system stands a name: the whole row goes."""
    assert table_without(b"UPN,Name\nAB12CD,Ada\nEF34GH,Ben\n", AB) == (b"UPN,Name\nEF34GH,Ben\n", 1)


@pytest.mark.parametrize("content", [b'pupil_id,x\n"AB12CD,1\n', b"one column\nAB12CD\n", b""])
def test_what_is_no_table_is_left_to_others(content: bytes) -> None:
    """A quotation mark that is never closed, and a text without separators, are no tables."""
    assert table_without(content, AB) is None
