"""What kind of file some bytes are, by their own signs and whatever the file's name says."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from copy import copy
from typing import Literal, NoReturn

from enquiry_lib import errors
from enquiry_lib.errors import Problem

Kind = Literal["text", "xlsx", "xls", "ods"]

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
)
"""What goes wrong in opening a broken archive, or a part of it."""

SPREADSHEETS = {
    "xlsx": "an Excel workbook",
    "xls": "an older Excel workbook",
    "ods": "an OpenDocument spreadsheet",
}
_LARGEST = 150 * 2**20  # bytes of all the parts of a workbook that are read, unpacked
_STEP = 2**20  # bytes unpacked in one go
_READ_PARTS = (".xml", ".rels")
_ZIP, _OLE, _SAVED_AGAIN = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    "Open it in Excel and save it again, or go back to an earlier copy.",
)

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (rb"%PDF-", "a PDF document"),
    (rb"\x89PNG\r\n", "a PNG picture"),
    (rb"\xff\xd8\xff", "a JPEG picture"),
    (rb"GIF8[79]a", "a GIF picture"),
    (rb"II\*\x00|MM\x00\*", "a TIFF picture"),
    (rb"RIFF....WEBP", "a WebP picture"),
    (rb"....ftyp(hei[cfmsx]|hev[cmsx]|mif1|msf1|avif)", "a picture as phones take them (HEIC)"),
    (rb"BM....\x00\x00\x00\x00", "a BMP picture"),
    (rb"\x1f\x8b", "a gzip archive"),
    (rb"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (rb"Rar!\x1a\x07", "a RAR archive"),
    (rb"SQLite format 3\x00", "a SQLite database"),
    (rb"\x00\x01\x00\x00Standard (Jet|ACE) DB", "an Access database"),
    (rb"PAR1", "a Parquet file"),
    (rb"\{\\rtf", "a Rich Text document"),
    (rb"\s*<\?xml[^>]*>\s*<\?mso-application progid=\"Excel", "an Excel XML spreadsheet of 2003"),
    (rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|div|style)\b", "a web page (HTML)"),
    (rb"\s*<\?xml\b", "an XML file"),
    (rb"\s*[\[{]\s*[\[{\"]", "a JSON file"),
)
_BY_ENDING = {
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif"), "a picture"),
    **dict.fromkeys(("doc", "docx", "odt", "pages"), "a Word document or another text"),
    "pdf": "a PDF document",
}
"""What a file is by its name, where its bytes are neither a table nor anything else that is known."""

_IN_A_ZIP: tuple[tuple[str, str], ...] = (
    (r"word/document\.xml", "a Word document"),
    (r"ppt/presentation\.xml", "a PowerPoint presentation"),
    (r"xl/workbook\.bin", "an Excel binary workbook (.xlsb)"),
    (r"Index/.*\.iwa|Index\.zip", "a Numbers, Pages or Keynote document"),
)
_IN_AN_OLE: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "a password-protected Office file"),
    ("WordDocument", "an older Word document"),
    ("PowerPoint Document", "an older PowerPoint presentation"),
)


def kind_of(file: str, content: bytes) -> Kind:
    """Tell what a file is by its first bytes; its ending is not asked.

    Raises ProblemsFound, naming what it is, when it is nothing with a table in it.

    >>> kind_of("pupils.xls", b"name,mark\\nA1,5\\n")
    'text'
    """
    if not content.strip():
        raise unusable(file, "an empty file", "a table with headings", "Copy the template and fill it in.")
    if content.startswith(_ZIP):
        return _in_a_zip(file, content)
    if content.startswith(_OLE):
        return _in_an_ole(file, content)
    start = content[:2_000].removeprefix(b"\xef\xbb\xbf")
    for sign, name in _SIGNS:
        if re.match(sign, start, re.IGNORECASE | re.DOTALL):
            _refuse(file, name)
    return "text"


def refuse_by_name(file: str) -> None:
    """Refuse what is no text and is called a picture or a document, as what its name says.

    Raises ProblemsFound; where the name says nothing of the kind, nothing happens.
    """
    _, dot, ending = file.rpartition(".")
    name = _BY_ENDING.get(ending.casefold(), "")
    if dot and name:
        _refuse(file, name)


def unusable(file: str, found: str, expected: str, do: str, row: int = 0) -> errors.ProblemsFound:
    """Make the error of a file in which nothing can be used."""
    return errors.ProblemsFound(file, [Problem(file, row, "", found, expected, do)])


def not_worked_out(file: str, row: int, column: str) -> Problem:
    """Name a formula that a program wrote and that no spreadsheet has worked out yet: its cell shows nothing."""
    do = "Open the file in Excel, save it, and bring it in again. Until then the cell counts as empty."
    return Problem(file, row, column, "a formula that has not been worked out", "a value", do)


def damaged(file: str) -> errors.ProblemsFound:
    """Make the error of a workbook that cannot be opened."""
    return unusable(file, "a file that is damaged or not from Excel", "a workbook", _SAVED_AGAIN)


def _refuse(file: str, name: str) -> NoReturn:
    do = "Open it in the program it was made with, and save or export the table as .xlsx or .csv."
    if any(kind in name for kind in ("picture", "PDF", "Word", "Rich Text")):
        do = (
            "A table cannot be read out of it. Export the table from the school's own system as .csv or .xlsx, or type it "
            "into a template."
        )
    if "web page" in name or "2003" in name:
        do = "Open it in Excel and save it as 'Excel Workbook (.xlsx)'; its name alone does not make it one."
    if "archive" in name:
        do = "Unpack it and bring in the file with the table."
    if "password" in name:
        do = "Open it in Excel and save it as 'Excel Workbook (.xlsx)', without a password."
    raise unusable(file, name, "a table as .csv, .xlsx, .xls or .ods", do)


def _in_a_zip(file: str, content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = [member.filename for member in members]
            _refuse_bomb(file, archive)
            opendocument = archive.read("mimetype") if "mimetype" in names else b""
    except DAMAGE as problem:
        raise damaged(file) from problem
    if b"opendocument.spreadsheet" in opendocument:
        return "ods"
    if opendocument.startswith(b"application/vnd.oasis.opendocument"):
        _refuse(file, "an OpenDocument file that is not a spreadsheet")
    if "xl/workbook.xml" in names:
        return "xlsx"
    for pattern, name in _IN_A_ZIP:
        if any(re.fullmatch(pattern, one) for one in names):
            _refuse(file, name)
    _refuse(file, "a zip archive, not from Excel")


def _refuse_bomb(file: str, archive: zipfile.ZipFile) -> None:
    """Refuse a workbook that would fill the memory: by what it says of itself first, and then by unpacking it."""
    members = [one for one in archive.infolist() if one.filename.lower().endswith(_READ_PARTS)]
    if sum(member.file_size for member in members) <= _LARGEST:
        left = _LARGEST
        for member in members:
            left -= _unpacked(archive, member, left)
        if left >= 0:
            return
    found = f"a workbook that would unpack to more than {_LARGEST // 2**20} MB"
    do = "Save the sheet with the table as 'CSV UTF-8 (comma delimited)': such a file may be of any length."
    raise unusable(file, found, "a workbook of ordinary size", do)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    """Count the bytes of a part, whatever it says of itself; beyond `most` they are not counted any further."""
    unbounded = copy(member)
    unbounded.file_size = 2**62  # else no more is unpacked than it says
    many = 0
    with archive.open(unbounded) as stream:
        while many <= most and (some := stream.read(_STEP)):
            many += len(some)
    return many


def _in_an_ole(file: str, content: bytes) -> Kind:
    for stream, name in _IN_AN_OLE:
        if stream.encode("utf-16-le") in content:
            _refuse(file, name)
    return "xls"
