"""Numbers as an Excel sheet shows them: 95% where 0.95 is kept, 00123 where 123 is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from xml.etree import ElementTree

PERCENT = -1
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

Formats = Mapping[int, int]
"""By the number of a cell's style: how many digits it shows at least, or -1 for a percentage."""


def formats_of(styles: bytes) -> dict[int, int]:
    """Find the styles of a workbook that show numbers as percentages or with leading zeros."""
    root = ElementTree.fromstring(styles)  # noqa: S314 - expat has limits
    codes = dict(_BUILT_IN)
    for one in root.iterfind(".//{*}numFmts/{*}numFmt"):
        if how := _how(str(one.get("formatCode"))):
            codes[int(str(one.get("numFmtId")))] = how
    used = [int(one.get("numFmtId") or 0) for one in root.iterfind(".//{*}cellXfs/{*}xf")]
    return {style: codes[number] for style, number in enumerate(used) if number in codes}


def _how(code: str) -> int:
    first = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code.split(";", maxsplit=1)[0])
    if "%" in first:
        return PERCENT
    return len(first) if re.fullmatch("0{2,}", first) else 0


def shown_cells(xml: bytes, formats: Formats) -> Iterator[ShownCell]:
    """Give row and column (from 0), how it is shown, and the text of each number that is shown otherwise than kept."""
    if not formats:
        return
    for letters, row, style, value in map(re.Match.groups, _CELL.finditer(xml)):
        how = formats.get(int(style))
        text = shown(value.decode("ascii", "replace"), how) if how else ""
        if how and text:
            yield int(row) - 1, place_of(letters), PERCENTAGE if how == PERCENT else ZEROS, text


def shown(value: str, how: int) -> str:
    """Give a number as its format shows it, with every digit that is kept; "" when it is shown as it is kept.

    >>> shown("0.059", -1), shown("0.30000000000000004", -1), shown("123", 5), shown("12345", 5)
    ('5.9%', '30%', '00123', '')
    """
    try:
        number = float(value)
    except ValueError:
        return ""
    if how == PERCENT:
        hundredfold = Decimal(f"{Decimal(repr(number)) * 100:.15g}")
        return f"{hundredfold.normalize():f}%"
    padded = f"{int(number):0{how}d}" if number.is_integer() and number >= 0 else ""
    return padded if padded.startswith("0") and number else ""


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
