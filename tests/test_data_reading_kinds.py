"""What kind of file some bytes are, whatever the file is called."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from enquiry_lib.data.reading import kinds
from enquiry_lib.data.reading.kinds import kind_of
from enquiry_lib.errors import Problem, ProblemsFound


def zipped(**members: str) -> bytes:
    """Make a zip file with some members; __ in a name stands for a slash, _dot_ for a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return out.getvalue()


def refusal(content: bytes) -> Problem:
    """Give the problem that refuses a file."""
    with pytest.raises(ProblemsFound) as found:
        kind_of("pupils.csv", content)
    (problem,) = found.value.problems
    return problem


def stream(name: str) -> bytes:
    """Make the beginning of an old Office file with a stream of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"pupil,mark\nP01,5\n", "text"),
        (b"\xef\xbb\xbfpupil,mark\n", "text"),
        ("pupil,mark\n".encode("utf-16"), "text"),
        (b"<5,6\n", "text"),
        (zipped(xl__workbook_dot_xml="<a/>"), "xlsx"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (stream("Workbook"), "xls"),
    ],
)
def test_a_file_with_a_table_is_known_by_its_content(content: bytes, kind: str) -> None:
    """The ending plays no part."""
    assert kind_of("a.bin", content) == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"II*\0", "TIFF"),
        (b"RIFF\x24\0\0\0WEBP", "WebP"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"BM\x36\0\0\0\0\0\0\0", "BMP"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PAR1....", "Parquet"),
        (b"{\\rtf1 ", "Rich Text"),
        (b"SQLite format 3\0", "SQLite"),
        (b"\n<!DOCTYPE html><html><table>", "web page"),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'>", "web page"),
        (b"<table><tr><td>Pupil</td></tr></table>", "web page"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "Excel XML"),
        (b'<?xml version="1.0"?><pupils/>', "an XML file"),
        (b'[{"pupil": "P01"}]', "JSON"),
        (zipped(word__document_dot_xml="x"), "Word"),
        (zipped(ppt__presentation_dot_xml="x"), "PowerPoint"),
        (zipped(xl__workbook_dot_bin="x"), "xlsb"),
        (zipped(Index__Document_dot_iwa="x"), "Numbers"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), "not a spreadsheet"),
        (zipped(pupils_dot_csv="x"), "zip archive"),
        (stream("EncryptedPackage"), "password"),
        (stream("WordDocument"), "older Word"),
    ],
)
def test_what_holds_no_table_is_refused_by_its_name(content: bytes, name: str) -> None:
    """A person reads what the file is, and what to do with it."""
    problem = refusal(content)
    assert name in problem.found
    assert problem.do


def test_a_web_page_called_xls_is_to_be_saved_as_a_workbook() -> None:
    """Some systems export HTML under the name of Excel; opening and saving it mends that."""
    assert "save it as 'Excel Workbook (.xlsx)'" in refusal(b"<html><table>").do


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff\xe0", b"%PDF-1.7 ...", zipped(word__document_dot_xml="x")]
)
def test_a_picture_or_a_document_asks_for_an_export(content: bytes) -> None:
    """No spreadsheet program makes a table of it."""
    assert refusal(content).do.startswith("A table cannot be read out of it. Export the table")


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n"])
def test_nothing_is_called_an_empty_file(content: bytes) -> None:
    """Spaces and line ends alone are nothing."""
    assert refusal(content).found == "an empty file"


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut off", zipped(xl__workbook_dot_xml="<a/>")[:60]])
def test_a_zip_that_cannot_be_opened_is_damaged(content: bytes) -> None:
    """A download that broke off is no traceback."""
    assert "damaged" in refusal(content).found


def test_a_part_that_would_fill_the_memory_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small zip file may unpack to any size: what it says of itself is looked at first."""
    monkeypatch.setattr(kinds, "_LARGEST", 30_000)
    content = zipped(xl__workbook_dot_xml="<a/>" + " " * 20_000, xl__worksheets__sheet1_dot_xml=" " * 20_000)
    assert len(content) < 1_000
    assert "unpack to more" in refusal(content).found


def test_a_part_that_says_less_of_itself_than_it_holds_is_refused_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever reads it next would unpack the whole."""
    monkeypatch.setattr(kinds, "_LARGEST", 30_000)
    monkeypatch.setattr(kinds, "_STEP", 1_000)
    content = zipped(xl__workbook_dot_xml=" " * 50_000).replace(
        struct.pack("<I", 50_000), struct.pack("<I", 9)
    )
    assert "unpack to more" in refusal(content).found


def test_pictures_in_a_workbook_count_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are never read."""
    monkeypatch.setattr(kinds, "_LARGEST", 10_000)
    content = zipped(xl__workbook_dot_xml="<a/>", xl__media__image1_dot_png=" " * 20_000)
    assert kind_of("a.xlsx", content) == "xlsx"
