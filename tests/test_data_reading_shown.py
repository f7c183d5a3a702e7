"""Numbers as an Excel sheet shows them."""

from __future__ import annotations

from collections import Counter

import pytest

from enquiry_lib.data.reading.shown import (
    DIGIT,
    PERCENT,
    formats_of,
    hidden_columns,
    hidden_rows,
    notes_of,
    shown,
    shown_cells,
)

STYLES = b"""<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="4"><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="00000"/>
<numFmt numFmtId="166" formatCode="0&quot;% of all&quot;"/><numFmt numFmtId="167" formatCode="dd/mm/yyyy"/></numFmts>
<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>
<xf numFmtId="167"/></cellXfs></styleSheet>"""


def test_the_styles_that_show_numbers_otherwise_are_found() -> None:
    """Percentages, built in or made, and zeros in front; not days, nor a sign that is only written beside."""
    assert formats_of(STYLES) == {1: PERCENT, 2: PERCENT, 3: 5 * DIGIT}


@pytest.mark.parametrize(
    ("kept", "text"),
    [("0.95", "95%"), ("1", "100%"), ("0.07", "7%"), ("1.5E-2", "1.5%"), ("-0.1", "-10%"), ("0", "0%")],
)
def test_a_percentage_is_read_as_it_is_shown(kept: str, text: str) -> None:
    """0.07 times 100 is 7, not 7.000000000000001."""
    assert shown(kept, PERCENT) == text


@pytest.mark.parametrize(
    ("kept", "text"),
    [("123", "00123"), ("123456", ""), ("1.5", ""), ("-4", ""), ("0", "00000"), ("#N/A", "")],
)
def test_zeros_in_front_are_read_where_they_are_shown(kept: str, text: str) -> None:
    """A number that needs no zeros is left as it is."""
    assert shown(kept, 5 * DIGIT) == text


@pytest.mark.parametrize(
    ("code", "kept", "text"),
    [
        ("&quot;S&quot;0000", "17", "S0017"),
        ("000-000", "12345", "012-345"),
        ("\\P000", "1234", "P1234"),
        ("[Red]000_)", "7", "007"),
        ("000&quot;;&quot;;[Red]-000", "7", "007;"),
        ("0.00", "7", ""),
        ("#,##0", "7", ""),
        ("00:00", "730", "07:30"),
    ],
)
def test_what_a_format_writes_around_the_digits_is_read_too(code: str, kept: str, text: str) -> None:
    """A code that is shown as S0017 is not 0017, nor is it 17."""
    styles = STYLES.replace(b"0.0%", code.encode())
    xml = f'<c r="A1" s="2"><v>{kept}</v></c>'.encode()
    assert [found for *_, found in shown_cells(xml, formats_of(styles))] == [text] * bool(text)


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


def test_hidden_rows_and_columns_are_found_however_they_are_written() -> None:
    """The order of the attributes, a prefix and either word for yes make no difference; what is not hidden is passed over."""
    rows = b'<row r="1" hidden="0"/><row hidden="1" spans="1:3" r="12"><c r="A12"/></row><x:row r="7" hidden="true"/>'
    assert hidden_rows(rows) == {6, 11}
    columns = b'<cols><col min="1" max="1" width="3"/><x:col hidden="true" max="5" min="4"/></cols>'
    assert hidden_columns(columns) == {3, 4}


def test_what_was_read_as_shown_is_counted() -> None:
    """Each kind is said once."""
    notes = list(notes_of(Counter({"percentage": 2, "zeros": 1})))
    assert [note.split(" shown")[0] for note in notes] == ["2 cells", "1 cell"]
