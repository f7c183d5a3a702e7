"""What an Excel sheet shows: 95% where 0.95 is kept, 00123 where 123 is, and which rows and columns it hides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from xml.etree import ElementTree

PERCENT, DIGIT = "%", "\0"
_BUILT_IN = {9: PERCENT, 10: PERCENT}
_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*?\br="([A-Z]{1,3})(\d{1,7})")(?=[^>]*?\bs="(\d+)")(?![^>]*\bt="(?!n"))[^>/]*>'
    rb"(?:<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]*)</"
)

PERCENTAGE, ZEROS, FAILED = "percentage", "zeros", "failed"
_SAID = {
    PERCENTAGE: "as a percentage were read as shown, such as 95% where 0.95 is kept",
    ZEROS: "with zeros in front were read as shown, such as 00123 where 123 is kept",
}
ShownCell = tuple[int, int, str, str]
"""Row and column (from 0), how it is shown, and its text."""

Formats = Mapping[int, str]
"""By the number of a cell's style: what it shows, with DIGIT for each digit that is always there; or PERCENT."""


def formats_of(styles: bytes) -> dict[int, str]:
    """Find the styles of a workbook that show numbers as percentages or with leading zeros."""
    root = ElementTree.fromstring(styles)  # noqa: S314 - expat has limits
    codes = dict(_BUILT_IN)
    for one in root.iterfind(".//{*}numFmts/{*}numFmt"):
        if how := _how(str(one.get("formatCode"))):
            codes[int(str(one.get("numFmtId")))] = how
    used = [int(one.get("numFmtId") or 0) for one in root.iterfind(".//{*}cellXfs/{*}xf")]
    return {style: codes[number] for style, number in enumerate(used) if number in codes}


_PIECES = re.compile(r'"([^"]*)"|\\(.)|(0)|([-+/():!&~{}<>= ])|(\[[^\]]*\]|_.|\*.)|(.)', re.DOTALL)


def _how(code: str) -> str:
    """Give what a format shows, "" for one that shows no zeros in front and no percentage.

    >>> _how("00000") == 5 * DIGIT, _how('"S"0000') == "S" + 4 * DIGIT, _how("0.0%"), _how("#,##0")
    (True, True, '%', '')
    """
    pieces = _PIECES.findall(_first_section(code))
    if any(other == "%" for *_, other in pieces):
        return PERCENT
    zeros = sum(bool(zero) for _, _, zero, *_ in pieces)
    if zeros < 2 or any(other for *_, other in pieces):
        return ""
    return "".join(DIGIT if zero else quoted or escaped or sign for quoted, escaped, zero, sign, *_ in pieces)


def _first_section(code: str) -> str:
    """Give what a format says of numbers from zero up; what it says of others stands behind a semicolon."""
    found = re.match(r'(?:"[^"]*"|\\.|[^;"])*', code, re.DOTALL)
    return found[0] if found else code


def shown_cells(xml: bytes, formats: Formats) -> Iterator[ShownCell]:
    """Give row and column (from 0), how it is shown, and the text of each number that is shown otherwise than kept."""
    if not formats:
        return
    for letters, row, style, value in map(re.Match.groups, _CELL.finditer(xml)):
        how = formats.get(int(style), "")
        text = shown(value.decode("ascii", "replace"), how) if how else ""
        if text:
            yield int(row) - 1, place_of(letters), PERCENTAGE if how == PERCENT else ZEROS, text


def shown(value: str, how: str) -> str:
    """Give a number as its format shows it, with every digit that is kept; "" when it is shown as it is kept.

    >>> shown("0.059", PERCENT), shown("0.30000000000000004", PERCENT)
    ('5.9%', '30%')
    >>> shown("123", 5 * DIGIT), shown("12345", 5 * DIGIT), shown("17", "S" + 4 * DIGIT)
    ('00123', '', 'S0017')
    """
    try:
        number = float(value)
    except ValueError:
        return ""
    if how == PERCENT:
        hundredfold = Decimal(f"{Decimal(repr(number)) * 100:.15g}")
        return f"{hundredfold.normalize():f}%"
    if not number.is_integer() or number < 0:
        return ""
    kept = str(int(number))
    text = _filled_in(kept, how)
    return text if text != kept else ""


def _filled_in(digits: str, how: str) -> str:
    """Put digits in the places of a format; those that are too many stand in front of the first."""
    many = how.count(DIGIT)
    padded = digits.rjust(many, "0")
    first = len(padded) - many + 1
    places = iter([padded[:first], *padded[first:]])
    return "".join(next(places) if sign == DIGIT else sign for sign in how)


_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\br="(\d{1,7})")(?=[^>]*\bhidden="(?:1|true)")')
_HIDDEN_COLUMNS = re.compile(
    rb'<(?:\w+:)?col\b(?=[^>]*\bmin="(\d{1,5})")(?=[^>]*\bmax="(\d{1,5})")(?=[^>]*\bhidden="(?:1|true)")'
)


def hidden_rows(xml: bytes) -> set[int]:
    """Give the rows (from 0) that a sheet hides, by hand or by a filter.

    >>> hidden_rows(b'<row r="2"/><row r="3" hidden="1">')
    {2}
    """
    return {int(row) - 1 for row in _HIDDEN_ROW.findall(xml)}


def hidden_columns(xml: bytes) -> set[int]:
    """Give the columns (from 0) that a sheet hides.

    >>> hidden_columns(b'<cols><col min="2" max="3" width="9" hidden="1"/><col min="5" max="5"/></cols>')
    {1, 2}
    """
    spans = ((int(first), int(last)) for first, last in _HIDDEN_COLUMNS.findall(xml))
    return {place for first, last in spans for place in range(first - 1, last)}


def place_of(letters: bytes) -> int:
    """Give the number of a column, counted from 0, from its letters.

    >>> place_of(b"A"), place_of(b"Z"), place_of(b"AA")
    (0, 25, 26)
    """
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def notes_of(changed: Counter[str]) -> Iterator[str]:
    """Say how many cells were read as they are shown."""
    for how, said in _SAID.items():
        if many := changed[how]:
            yield f"{many:,} cell{'s' * (many > 1)} shown {said}"
