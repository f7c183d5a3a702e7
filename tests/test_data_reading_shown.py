"""Numbers as an Excel sheet shows them."""

from __future__ import annotations

from collections import Counter

import pytest

from enquiry_lib.data.reading.shown import PERCENT, formats_of, notes_of, shown, shown_cells

STYLES = b"""<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="4"><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="00000"/>
<numFmt numFmtId="166" formatCode="0&quot;% of all&quot;"/><numFmt numFmtId="167" formatCode="dd/mm/yyyy"/></numFmts>
<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>
<xf numFmtId="167"/></cellXfs></styleSheet>"""


def test_the_styles_that_show_numbers_otherwise_are_found() -> None:
    """Percentages, built in or made, and zeros in front; not days, nor a sign that is only written beside."""
    assert formats_of(STYLES) == {1: PERCENT, 2: PERCENT, 3: 5}


@pytest.mark.parametrize(
    ("kept", "text"),
    [("0.95", "95%"), ("1", "100%"), ("0.07", "7%"), ("1.5E-2", "1.5%"), ("-0.1", "-10%"), ("0", "0%")],
)
def test_a_percentage_is_read_as_it_is_shown(kept: str, text: str) -> None:
    """0.07 times 100 is 7, not 7.000000000000001."""
    assert shown(kept, PERCENT) == text


@pytest.mark.parametrize(
    ("kept", "text"), [("123", "00123"), ("123456", ""), ("1.5", ""), ("-4", ""), ("0", ""), ("#N/A", "")]
)
def test_zeros_in_front_are_read_where_they_are_shown(kept: str, text: str) -> None:
    """A number that needs no zeros is left as it is."""
    assert shown(kept, 5) == text


def test_only_numbers_in_such_cells_are_given() -> None:
    """Texts, empty cells and other styles are left to the reader; formulas give their result."""
    xml = (
        b'<c r="A1" s="1"><v>0.5</v></c><c r="B1" s="1" t="s"><v>3</v></c><c r="C1" s="0"><v>0.5</v></c><c r="D1" s="1"/>'
        b'<c r="AA2" s="3" t="n"><f>A1*2</f><v>7</v></c>'
    )
    assert list(shown_cells(xml, formats_of(STYLES))) == [
        (0, 0, "percentage", "50%"),
        (1, 26, "zeros", "00007"),
    ]


def test_what_was_read_as_shown_is_counted() -> None:
    """Each kind is said once."""
    notes = list(notes_of(Counter({"percentage": 2, "zeros": 1})))
    assert [note.split(" shown")[0] for note in notes] == ["2 cells", "1 cell"]
