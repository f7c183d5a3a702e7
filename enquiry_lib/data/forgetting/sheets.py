"""Spreadsheets without a pupil's rows: an .xlsx or .ods keeps everything else, an old .xls is written anew as .xlsx."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Callable, Sequence

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from enquiry_lib.data.forgetting.rows import rows_about
from enquiry_lib.data.forgetting.sought import DAMAGE, Sought

SHEETS = (".xlsx", ".xlsm", ".xltx", ".ods")
OLD_SHEETS = (".xls", ".xlsb")
SHARED, ORDER = "xl/sharedStrings.xml", "xl/calcChain.xml"
MOST_REPEATED = 1_000

_ROW = re.compile(r"<(?P<tag>(?:\w+:)?row)\b[^>]*?(?:/>|>.*?</(?P=tag)>)", re.DOTALL)
_CELL = re.compile(r"<(?P<tag>(?:\w+:)?c)\b(?P<facts>[^>]*?)(?:/>|>(?P<inside>.*?)</(?P=tag)>)", re.DOTALL)
_ODS_ROW = re.compile(r"<table:table-row\b[^>]*?(?:/>|>.*?</table:table-row>)", re.DOTALL)
_ODS_CELL = re.compile(
    r"<table:(?:covered-)?table-cell\b(?P<facts>[^>]*?)(?:/>|>(?P<inside>.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_STRING = re.compile(r"<(?P<tag>(?:\w+:)?si)\b[^>]*?(?:/>|>.*?</(?P=tag)>)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_PLACE = re.compile(r'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(r"<((?:\w+:)?v)>([^<]*)</\1>")
_ATTRIBUTE = re.compile(r'"[^"]*"')


def sheet_without(content: bytes, sought: Sought) -> tuple[bytes, int] | None:
    """Give a spreadsheet (.xlsx, .ods) without a pupil's rows, and how many they were; None when it cannot be read.

    Formats, other sheets and pictures stay as they are.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = [(member, packed.read(member)) for member in packed.infolist()]
    except DAMAGE:
        return None
    strings = _strings({member.filename: inside for member, inside in members})
    count, gone_rows, out = 0, set[str](), io.BytesIO()
    after: dict[str, bytes] = {}
    for member, inside in members:
        after[member.filename], gone = _part_without(member.filename, inside, strings, sought)
        count += len(gone)
        gone_rows.update(gone)
    if ORDER in after:
        after[ORDER] = _order_without(after[ORDER], gone_rows)
    with zipfile.ZipFile(out, "w") as new:
        for member, _ in members:
            new.writestr(member, after[member.filename])
    return out.getvalue(), count


def _part_without(
    name: str, content: bytes, strings: Sequence[str], sought: Sought
) -> tuple[bytes, list[str]]:
    """Give a part of a spreadsheet without what is sought, and the numbers of the rows that went."""
    if not name.endswith((".xml", ".rels", ".vml")):
        return content, []
    text, gone = content.decode("utf-8", errors="surrogateescape"), list[str]()
    if name.startswith("xl/worksheets/"):
        text, gone = _rows_cut(text, _ROW, lambda row: _cells(row, strings), sought)
        text = _numbers_cut(text, sought)
    elif name == "content.xml":
        text, gone = _rows_cut(text, _ODS_ROW, _ods_cells, sought)
    elif name == SHARED:
        text = _STRING.sub(lambda found: _string_without(found[0], sought), text)
    text = sought.without_words(text) if sought.stands_in(text) else text
    return text.encode("utf-8", errors="surrogateescape"), gone


def _rows_cut(
    text: str, row: re.Pattern[str], cells: Callable[[str], list[str]], sought: Sought
) -> tuple[str, list[str]]:
    found = list(row.finditer(text))
    gone = rows_about([cells(one[0]) for one in found], sought)
    for place in reversed(gone):
        text = text[: found[place].start()] + text[found[place].end() :]
    numbers = (re.search(r'\br="(\d+)"', found[place][0]) for place in gone)
    return text, [number[1] if number else "" for number in numbers]


def _strings(members: dict[str, bytes]) -> list[str]:
    shared = members.get(SHARED, b"").decode("utf-8", errors="surrogateescape")
    return [html.unescape(_TAG.sub("", found[0])) for found in _STRING.finditer(shared)]


def _cells(row: str, strings: Sequence[str]) -> list[str]:
    """Give the texts of a row of an .xlsx by their places."""
    texts: dict[int, str] = {}
    for place, found in enumerate(_CELL.finditer(row)):
        named = _PLACE.search(found["facts"])
        texts[_column(named[1]) if named else place] = _text(found, strings)
    return [texts.get(place, "") for place in range(max(texts, default=-1) + 1)]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: re.Match[str], strings: Sequence[str]) -> str:
    value = _VALUE.search(cell["inside"] or "")
    if value and 't="s"' in cell["facts"]:
        return strings[int(value[2])] if int(value[2]) < len(strings) else ""
    return html.unescape(value[2] if value else _TAG.sub("", cell["inside"] or ""))


def _ods_cells(row: str) -> list[str]:
    texts: list[str] = []
    for found in _ODS_CELL.finditer(row):
        repeated = re.search(r'number-columns-repeated="(\d+)"', found["facts"])
        times = min(int(repeated[1]), MOST_REPEATED) if repeated else 1
        texts += [html.unescape(_TAG.sub("", found["inside"] or ""))] * times
    return texts


def _numbers_cut(text: str, sought: Sought) -> str:
    """Empty the cells of other rows that hold an identifier of digits as a number."""

    def cut(found: re.Match[str]) -> str:
        is_number = 't="' not in found["facts"] and sought.is_cell(_TAG.sub("", found["inside"] or ""))
        return f"<{found['tag']}{found['facts']}/>" if is_number else found[0]

    return _CELL.sub(cut, text) if any(text_.isdecimal() for text_ in sought.texts) else text


def _string_without(string: str, sought: Sought) -> str:
    said = html.unescape(_TAG.sub("", string))
    if not sought.stands_in(said):
        return string
    tag = string[1 : string.index(">")].split(maxsplit=1)[0]
    prefix = tag.removesuffix("si")
    marked = html.escape(sought.without_passages(said), quote=False)
    return f'<{tag}><{prefix}t xml:space="preserve">{marked}</{prefix}t></{tag}>'


def _order_without(content: bytes, rows: set[str]) -> bytes:
    """Take the cells of rows that went out of the order in which Excel works formulas out; it makes it anew."""

    def kept(found: re.Match[str]) -> str:
        place = _PLACE.search(found[0])
        return "" if place and place[2] in rows else found[0]

    return re.sub(r"<c\b[^>]*/>", kept, content.decode("utf-8")).encode("utf-8")


# --- the old kind -----------------------------------------------------------------------------------------


def old_sheet_texts(content: bytes) -> str | None:
    """Give all that stands in the cells of an .xls, None when it cannot be read."""
    sheets = _old_sheets(content)
    if sheets is None:
        return None
    return "\n".join(str(cell) for _, rows in sheets for row in rows for cell in map(_as_text, row))


def old_sheet_without(content: bytes, sought: Sought) -> tuple[bytes, int] | None:
    """Give the values of an .xls as an .xlsx without a pupil's rows, and how many they were; formats are lost."""
    sheets = _old_sheets(content)
    if sheets is None:
        return None
    out, count = io.BytesIO(), 0
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            gone = set(rows_about([[*map(_as_text, row)] for row in rows], sought))
            count += len(gone)
            for number, row in enumerate(row for place, row in enumerate(rows) if place not in gone):
                for place, cell in enumerate(row):
                    _write_cell(sheet, number, place, cell, sought)
    return out.getvalue(), count


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, cell: object, sought: Sought
) -> None:
    if isinstance(cell, dt.datetime | dt.date):
        sheet.write_datetime(row, place, cell)
    elif isinstance(cell, float | int) and not isinstance(cell, bool) and not sought.is_cell(_as_text(cell)):
        sheet.write_number(row, place, cell)
    else:
        text = _as_text(cell)
        sheet.write_string(row, place, sought.without_passages(text) if sought.stands_in(text) else text)


def _old_sheets(content: bytes) -> list[tuple[str, list[list[object]]]] | None:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = (
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        )
        return [(name, [list[object](row) for row in grid]) for name, grid in grids]
    except (CalamineError, OSError, ValueError):
        return None


def _as_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
