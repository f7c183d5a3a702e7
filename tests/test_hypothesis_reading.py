"""Generated tables through the reader: it never breaks, and no value changes without being said."""

from __future__ import annotations

import math
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from enquiry_lib.data.loading import load_table
from enquiry_lib.data.reading import ReadFile, read_file
from enquiry_lib.data.templates import TABLES, columns
from enquiry_lib.errors import EnquiryError
from enquiry_lib.store.printable import printable

FEW = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
SEPARATORS = ",;\t|^~"
HEADINGS = ("Pupil ID", "Form", "Comment", "Place", "Mark", "Note")
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"  # may be trimmed like spaces
Rows = list[list[str]]


def _in_xml(letter: str) -> bool:
    return letter in "\t\n\r" or (ord(letter) >= 32 and letter not in "\ufffe\uffff")


def _plain(text: str) -> str:
    """Give a text without what may be trimmed, its line ends and spaces alike."""
    seen = "".join(letter for letter in text if letter not in UNSEEN)
    return " ".join(unicodedata.normalize("NFC", seen).split())


letters = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
usual = st.sampled_from(
    [
        *(
            "",
            " ",
            "/",
            "\\",
            "L",
            "7B",
            "95%",
            "1,071",
            "-",
            "SUPP",
            "0012",
            "Total",
            "1.0E+05",
            "\u00a09",
            "é",
        ),
        *(
            "01/02/2025",
            "2025-02-01",
            "45901",
            'say "so"',
            "one, two",
            "=SUM(A1)",
            "“x”",
            "two\nlines",
            "P0001",
        ),
    ]
)
school_text = st.one_of(usual, usual, letters)


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    """Draw the rows of a table under its headings; the first cell of each is a code.

    One table in four holds any characters at all, the others what a keyboard gives.
    """
    text = draw(st.sampled_from([school_text, school_text, usual, anything]))
    width = draw(st.integers(2, len(HEADINGS)))
    many = draw(st.integers(2, 8))
    rows = [[f"P{number:04d}", *(draw(text) for _ in range(width - 1))] for number in range(1, many + 1)]
    return [list(HEADINGS[:width]), *rows]


def as_csv(rows: Sequence[Sequence[str]], separator: str, end: str = "\r\n") -> str:
    """Write rows as a csv file has them: a cell that needs it between quotation marks."""
    return "".join(separator.join(_in_quotes(cell, separator) for cell in row) + end for row in rows)


def _in_quotes(cell: str, separator: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if set(cell) & {separator, '"', "\r", "\n"} else cell


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Write rows as a workbook of one sheet, texts as texts."""
    with xlsxwriter.Workbook(
        str(path), {"strings_to_urls": False, "default_date_format": "dd/mm/yyyy"}
    ) as book:
        sheet = book.add_worksheet("Data")
        for row, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, place, cell)
                else:
                    sheet.write(row, place, cell)


def write_ods(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write rows as a LibreOffice workbook of one sheet."""
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ["".join(cell.format(escape(text)) for text in row) for row in rows]
    table = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    body = f'<office:spreadsheet><table:table table:name="Data">{table}</table:table></office:spreadsheet>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        content = (
            f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
        )
        archive.writestr("content.xml", content)


def read_or_refused(path: Path) -> ReadFile | None:
    """Read a file and what it means; None when it is refused, which is always in words for people."""
    try:
        one = read_file(path)
        one.values()
    except EnquiryError as refusal:
        assert str(refusal)
        return None
    return one


def assert_nothing_changed(one: ReadFile, rows: Rows) -> None:
    """Hold what was read against what was written: each row is there with its cells, or is left out and listed.

    Signs that steer a screen are replaced, which is said.
    """
    headings = [str(heading) for heading in one.frame.columns]
    assert [heading for heading in headings if not heading.startswith("column ")] == rows[0]
    listed = {int(row) for row in one.left_out["row"]} | {0}
    codes = dict(zip(one.frame.index, one.frame["Pupil ID"].astype(str), strict=True))
    read = one.frame.astype(str).to_numpy()
    written = {row[0]: [_plain(cell) for cell in row] for row in rows[1:]}
    for place, code in enumerate(codes.values()):
        assert [_plain(cell) for cell in read[place]] == [printable(cell) for cell in written.pop(code)]
    assert len(written) <= len(listed) - 1 + len(one.footnotes), f"lost in silence: {sorted(written)}"


# --- text files -------------------------------------------------------------------------------------------


@FEW
@given(
    tables(), st.sampled_from(SEPARATORS), st.sampled_from(ENCODINGS), st.sampled_from(["\r\n", "\n", "\r"])
)
@example([["Pupil ID", "Form"], ["P0001", ""], ["P0002", ""]], ",", "utf-8", "\n")
@example(
    [
        ["Pupil ID", "Form", "Comment", "Place"],
        ["P0001", "1.0E+05", "Total", "7B"],
        ["P0002", "SUPP", "\\", "01/02/2025"],
        ["P0003", "SUPP", "95%", "-"],
        ["P0004", "95%", "0012", "95%"],
    ],
    *(",", "utf-8", "\n"),
)
def test_csv_is_read_unchanged_or_refused(
    tmp_path: Path, rows: Rows, separator: str, encoding: str, end: str
) -> None:
    """Any text under any separator and encoding comes back as it was, or the file is refused in words."""
    content = as_csv(rows, separator, end).encode(encoding, errors="replace")
    if encoding == "cp1252":
        rows = [[cell.encode(encoding, errors="replace").decode(encoding) for cell in row] for row in rows]
    (tmp_path / "drawn.csv").write_bytes(content)
    one = read_or_refused(tmp_path / "drawn.csv")
    if one is not None:
        assert_nothing_changed(one, rows)


@FEW
@given(st.binary(max_size=300), st.sampled_from([".csv", ".txt", ".xlsx", ".xls", ".ods"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, ending: str) -> None:
    """Bytes of any kind under any ending never break the reader."""
    (tmp_path / f"drawn{ending}").write_bytes(content)
    read_or_refused(tmp_path / f"drawn{ending}")


@FEW
@given(st.lists(st.lists(school_text, max_size=6), max_size=10), st.sampled_from(SEPARATORS))
def test_any_ragged_rows_are_read_or_refused(tmp_path: Path, rows: Rows, separator: str) -> None:
    """Rows of any length, without headings or with, never break the reader."""
    (tmp_path / "drawn.csv").write_text(as_csv(rows, separator), encoding="utf-8", newline="")
    read_or_refused(tmp_path / "drawn.csv")


@FEW
@given(st.data())
def test_a_broken_workbook_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """A workbook with bytes changed or its end missing never breaks the reader."""
    kind = data.draw(st.sampled_from([".xlsx", ".xls", ".ods"]))
    source = sorted((Path(__file__).parent / "messy" / "files").glob(f"book_o*{kind}"))[0]
    content = bytearray(source.read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    whole = bytes(content[: data.draw(st.integers(1, len(content)))])
    (tmp_path / f"drawn{kind}").write_bytes(whole)
    read_or_refused(tmp_path / f"drawn{kind}")


# --- workbooks --------------------------------------------------------------------------------------------


@FEW
@given(tables(), st.sampled_from([".xlsx", ".ods"]))
def test_workbooks_are_read_unchanged_or_refused(tmp_path: Path, rows: Rows, kind: str) -> None:
    """Any text that a workbook can hold comes back as it was, or the file is refused in words."""
    rows = [["".join(filter(_in_xml, cell)) for cell in row] for row in rows]
    path = tmp_path / f"drawn{kind}"
    (write_xlsx if kind == ".xlsx" else write_ods)(path, rows)
    one = read_or_refused(path)
    if one is not None:
        assert_nothing_changed(one, rows)


# --- what the texts mean ----------------------------------------------------------------------------------

like_values = st.one_of(
    st.sampled_from(
        ["", "SUPP", "x", "c", "..", "-", "n/a", "#N/A", "a", "absent", "1,071", "1.234,5", "95%", "0", "<5"]
    ),
    st.sampled_from(
        ["01/02/2025", "31/02/2025", "13/13/2025", "2025-02-01", "45901", "1st Sept 2025", "5-Feb-25", "1e5"]
    ),
    st.integers(-10, 100_000).map(str),
    st.floats(-100, 100, allow_nan=False).map(lambda number: f"{number:.2f}"),
)


@FEW
@given(
    st.lists(like_values, min_size=2, max_size=12),
    st.sampled_from(["Score", "Date", "Rate (%)", "URN", "Answer"]),
)
def test_every_cell_is_a_value_a_symbol_or_a_problem(tmp_path: Path, texts: list[str], heading: str) -> None:
    """Whatever stands in a column, no filled cell becomes empty in silence."""
    rows = [["Pupil ID", "Form", heading], *([f"P{at:04d}", "7B", text] for at, text in enumerate(texts))]
    (tmp_path / "drawn.csv").write_text(as_csv(rows, ","), encoding="utf-8", newline="")
    one = read_file(tmp_path / "drawn.csv")
    meant = one.values()
    column = list(one.frame.columns)[2]
    missing = {int(row) for row in one.frame.index[meant.frame[column].isna()]}
    typed = {int(row) for row in one.frame.index[one.frame[column].astype(str) != ""]}
    said = {int(row) for row in meant.symbols["row"]} | {problem.row for problem in meant.problems}
    assert missing & typed <= said


NUMBERS = st.lists(
    st.decimals(min_value=-10_000, max_value=10_000, places=2, allow_nan=False), min_size=3, max_size=8
)
DAYS = st.lists(st.dates(date(2000, 1, 1), date(2060, 12, 31)), min_size=3, max_size=8)


def _column(path: Path, heading: str, texts: Sequence[object]) -> pd.Series:
    """Write a table with these cells, read it, and give what they mean."""
    rows: list[list[object]] = [["Pupil ID", "Form", heading]]
    rows += [[f"P{number:04d}", "7B", text] for number, text in enumerate(texts, 1)]
    if path.suffix == ".xlsx":
        write_xlsx(path, rows)
    else:
        path.write_text(as_csv([[str(cell) for cell in row] for row in rows], ","), encoding="utf-8")
    meant = read_file(path).values()
    assert not meant.problems
    return meant.frame[heading]


@FEW
@given(NUMBERS, st.sampled_from(["{}", "{:,}", "{}%"]))
def test_numbers_come_back_equal(tmp_path: Path, numbers: list[float], form: str) -> None:
    """A number comes back as it was, also with thousands commas or a percent sign."""
    found = _column(tmp_path / "drawn.csv", "Score", [form.format(number) for number in numbers])
    assert all(math.isclose(one, float(number)) for one, number in zip(found, numbers, strict=True))


@FEW
@given(NUMBERS)
def test_numbers_of_a_workbook_come_back_equal(tmp_path: Path, numbers: list[float]) -> None:
    """A number in a workbook comes back as it was."""
    found = _column(tmp_path / "drawn.xlsx", "Score", [float(number) for number in numbers])
    assert all(math.isclose(one, float(number)) for one, number in zip(found, numbers, strict=True))


@FEW
@given(DAYS, st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%d-%b-%Y"]))
def test_days_come_back_equal(tmp_path: Path, days: list[date], form: str) -> None:
    """A day comes back as it was, in each form that has no second meaning."""
    found = _column(tmp_path / "drawn.csv", "Date", [day.strftime(form) for day in days])
    assert [one.date() for one in found] == days


@FEW
@given(DAYS, st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_days_that_settle_their_order_come_back_equal(tmp_path: Path, days: list[date], form: str) -> None:
    """Where one day is beyond the twelfth the order is known, and every day comes back as it was."""
    days = [*days, date(2025, 9, 30)]
    found = _column(tmp_path / "drawn.csv", "Date", [day.strftime(form) for day in days])
    assert [one.date() for one in found] == days


@FEW
@given(DAYS)
def test_days_of_a_workbook_come_back_equal(tmp_path: Path, days: list[date]) -> None:
    """A day in a workbook comes back as it was."""
    found = _column(tmp_path / "drawn.xlsx", "Date", days)
    assert [one.date() for one in found] == days


# --- tables of ours ---------------------------------------------------------------------------------------


@FEW
@given(st.data())
def test_tables_of_ours_never_break_the_loading(tmp_path: Path, data: st.DataObject) -> None:
    """A table of ours with any texts in it is loaded, with problems for what is wrong."""
    table = data.draw(st.sampled_from(sorted(TABLES)))
    names = [column.name for column in columns(table)]
    kept = [name for name in names if data.draw(st.integers(0, 9))]
    examples = {column.name: column.example for column in columns(table)}
    cell = {name: st.one_of(st.just(examples[name]), school_text) for name in names}
    rows = [[data.draw(cell[name]) for name in kept] for _ in range(data.draw(st.integers(0, 5)))]
    for old in tmp_path.glob("*.*"):
        old.unlink()
    kind = data.draw(st.sampled_from([".csv", ".xlsx"]))
    path = tmp_path / f"{table}{kind}"
    if kind == ".csv":
        path.write_text(as_csv([kept, *rows], ","), encoding="utf-8", newline="")
    else:
        write_xlsx(path, [["".join(filter(_in_xml, text)) for text in row] for row in [kept, *rows]])
    one = load_table(tmp_path, table)
    assert list(one.frame.columns) == names
    assert len(one.rows) == len(one.frame)
