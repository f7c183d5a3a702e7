"""The tables a school fills in: the dictionary of each, and the templates made from it.

data_templates/<table>/columns.csv is the one source: the templates, the drop-downs, the dictionary a person
reads and the rules of the check (`data.loading`) all come from it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import xlsxwriter

from enquiry_lib import errors
from enquiry_lib.store.saving import read_whole, write_whole
from enquiry_lib.store.shipped import shipped

PUPILS = "pupils"
TABLES = (
    *(PUPILS, "attendance", "attendance_summary", "outcomes", "items", "groups", "delivery"),
    *("survey", "voices", "observations", "indicators", "self_assessment", "consents"),
)
"""Every table a school may fill in; the first is the one on which the others rest."""

DICTIONARY, CSV, XLSX, EXAMPLE = "columns.csv", "template.csv", "template.xlsx", "example.csv"

Type = Literal["id", "code", "text", "free_text", "integer", "number", "date", "choice", "yes_no"]
IDENTIFIERS = ("id", "code")
YES_NO = ("yes", "no")

_MADE_ON = dt.datetime(
    2026, 1, 1
)  # written into every template, so that the same columns give the same bytes
_LAST_ROW = 1_048_575
_INK, _PAPER = "#ffffff", "#0b5c6b"


@dataclass(frozen=True)
class Column:
    """One column of a table, as its line of columns.csv describes it.

    `unique` columns name a row together. `group` columns can be used to compare groups of pupils. `allowed`
    lists all values of a choice, or the usual values of a text. `minimum` and `maximum` are a number, a date,
    or what another column of the same row says (see `other_columns`). Words about people are `free_text`. An
    `id` is a pupil's code; a `code`, that of anybody or anything else, has a digit in it. `if_empty` is what an
    empty cell says, where it says something and is no lack.
    """

    name: str
    label: str
    type: Type
    required: bool = False
    unique: bool = False
    group: bool = False
    allowed: tuple[str, ...] = ()
    minimum: str = ""
    maximum: str = ""
    unit: str = ""
    what_to_type: str = ""
    example: str = ""
    if_empty: str = ""


_HEADER = (
    *("column", "label", "type", "required", "unique", "group", "allowed"),
    *("minimum", "maximum", "unit", "what_to_type", "example", "if_empty"),
)


# --- the dictionary ---------------------------------------------------------------------------------------


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Give the columns of a table, in order.

    Raises UnknownTable, or BadDictionary when columns.csv cannot be used.

    >>> [column.name for column in columns("attendance")]
    ['pupil_id', 'date', 'session', 'mark']
    """
    if table not in TABLES:
        raise errors.UnknownTable(table=table, known=", ".join(TABLES))
    return read_columns(shipped("data_templates") / table / DICTIONARY)


def table_name(table: str) -> str:
    """Name a table as a person would.

    >>> table_name("attendance_summary"), table_name("self_assessment")
    ('attendance summary', 'self-assessment')
    """
    return "self-assessment" if table == "self_assessment" else table.replace("_", " ")


def identifiers(table: str) -> list[str]:
    """Name the columns of a table that hold identifiers, which never leave the school.

    >>> identifiers("delivery"), identifiers("voices"), identifiers("indicators")
    (['pupil_id'], ['voice_id'], [])
    """
    return [column.name for column in columns(table) if column.type in IDENTIFIERS]


def other_columns(limit: str) -> tuple[str, ...]:
    """Name the columns of the same row that set a limit: one, or one less another; none for a number or date.

    >>> other_columns("pupils"), other_columns("sessions_possible - absent_authorised"), other_columns("0")
    (('pupils',), ('sessions_possible', 'absent_authorised'), ())
    """
    return tuple(limit.split(" - ")) if limit[:1].isalpha() else ()


def read_columns(path: Path) -> tuple[Column, ...]:
    """Read a columns.csv.

    Raises BadDictionary, which names the first line that cannot be used.
    """
    try:
        text = read_whole(path).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise errors.BadDictionary(path, found="it is not UTF-8 text") from problem
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != _HEADER:
        raise errors.BadDictionary(path, found=f"its first line is not {','.join(_HEADER)}")
    found = tuple(_column(line, path, number) for number, line in enumerate(reader, start=2))
    _check_limits(found, path)
    return found


def _column(line: dict[str, str | None], path: Path, number: int) -> Column:
    cell = {key: (value or "").strip() for key, value in line.items() if key in _HEADER}
    if cell["type"] not in get_args(Type):
        raise errors.BadDictionary(path, found=f"line {number} has the type '{cell['type']}'")
    flags = {flag: cell.pop(flag) for flag in ("required", "unique", "group")}
    wrong = [flag for flag, value in flags.items() if value not in YES_NO]
    if wrong:
        raise errors.BadDictionary(path, found=f"line {number} says neither yes nor no under {wrong[0]}")
    name, listed = cell.pop("column"), cell.pop("allowed")
    allowed = YES_NO if cell["type"] == "yes_no" else tuple(filter(None, listed.split("|")))
    facts: dict[str, Any] = {**cell, **{flag: value == "yes" for flag, value in flags.items()}}
    return Column(name=name, allowed=allowed, **facts)


def _check_limits(dictionary: Sequence[Column], path: Path) -> None:
    """Raise BadDictionary where a limit names a column that is not there."""
    names = {column.name for column in dictionary}
    for number, column in enumerate(dictionary, start=2):
        unknown = {*other_columns(column.minimum), *other_columns(column.maximum)} - names
        if unknown:
            said = f"line {number} has a limit by a column that is not there, {min(unknown)}"
            raise errors.BadDictionary(path, found=said)


# --- making and copying -----------------------------------------------------------------------------------


def build_templates(folder: Path) -> list[Path]:
    """Write template.csv and template.xlsx of every table beside its columns.csv in `folder`.

    The same columns give the same bytes each time. Gives the paths written.
    """
    written = []
    for table in TABLES:
        dictionary = read_columns(folder / table / DICTIONARY)
        write_whole(folder / table / CSV, _csv_template(dictionary))
        write_whole(folder / table / XLSX, _xlsx_template(table, dictionary))
        written += [folder / table / CSV, folder / table / XLSX]
    return written


def copy_templates(out: Path) -> list[Path]:
    """Copy every table's templates, dictionary and example to a folder, each table in a folder of its own.

    A file that is there already is left as it is: somebody may have filled it in. Gives the paths written.
    """
    files = [Path(table, name) for table in TABLES for name in (DICTIONARY, CSV, XLSX, EXAMPLE)]
    new = [name for name in (Path("README.md"), *files) if not (out / name).exists()]
    for name in new:
        write_whole(out / name, read_whole(shipped("data_templates") / name))
    return [out / name for name in new]


def _csv_template(dictionary: Sequence[Column]) -> str:
    """Give the heading row alone; the mark at its start lets Excel read the letters right."""
    return "\ufeff" + ",".join(column.name for column in dictionary) + "\r\n"


# --- the Excel template -----------------------------------------------------------------------------------


def _xlsx_template(table: str, dictionary: Sequence[Column]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": f"Template for {table}", "created": _MADE_ON})
        heading = {"bold": True, "font_color": _INK, "bg_color": _PAPER, "valign": "top", "text_wrap": True}
        _fill_in_sheet(book, table, dictionary, heading)
        _explaining_sheet(book, dictionary, heading)
    return _packed_alike(out.getvalue())


def _fill_in_sheet(book: Any, table: str, dictionary: Sequence[Column], heading: dict[str, Any]) -> None:
    """The first sheet: headings with notes, drop-downs below them."""
    sheet, bold = book.add_worksheet(table), book.add_format(heading)
    formats = {
        **dict.fromkeys(IDENTIFIERS, book.add_format({"num_format": "@"})),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for place, column in enumerate(dictionary):
        width = max(len(column.name), len(column.example), *map(len, column.allowed or ("",))) + 4
        sheet.set_column(place, place, width, formats.get(column.type))
        sheet.write_string(0, place, column.name, bold)
        sheet.write_comment(0, place, _note(column), {"x_scale": 2, "y_scale": 1.5})
        if column.allowed:
            sheet.data_validation(1, place, _LAST_ROW, place, _drop_down(column))
    sheet.freeze_panes(1, 0)


def _note(column: Column) -> str:
    need = "Needed in every row." if column.required else "May be left out."
    example = f" Example: {column.example}" if column.example else ""
    return f"{column.label}. {column.what_to_type} {need}{example}"


def _drop_down(column: Column) -> dict[str, Any]:
    """A choice takes its values only; a text offers its usual values and takes any other."""
    return {
        "validate": "list",
        "source": list(column.allowed),
        "show_error": column.type != "text",
        "error_title": column.label[:32],
        "error_message": f"Choose one of: {', '.join(column.allowed)}"[:255],
    }


def _explaining_sheet(book: Any, dictionary: Sequence[Column], heading: dict[str, Any]) -> None:
    """The second sheet: the dictionary in words."""
    sheet, bold = book.add_worksheet("What to type"), book.add_format(heading)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (title, width) in enumerate(
        [("Column", 16), ("Meaning", 28), ("Needed", 10), ("What to type", 70), ("Example", 16)]
    ):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, bold)
    for row, column in enumerate(dictionary, start=1):
        needed = "yes" if column.required else "no"
        said = (column.name, column.label, needed, column.what_to_type, column.example)
        for place, text in enumerate(said):
            sheet.write_string(row, place, text, wrapped)
    sheet.freeze_panes(1, 0)


def _packed_alike(content: bytes) -> bytes:
    """Pack a workbook again, uncompressed and undated: the same bytes on every machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name)  # dated 1980, stored as it is
            member.create_system = 0
            new.writestr(member, old.read(name))
    return out.getvalue()


if __name__ == "__main__":
    build_templates(shipped("data_templates"))
