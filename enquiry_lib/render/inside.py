"""What a file says: its own text, and every text packed into it (pictures' notes, archives, workbooks, base64)."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

DEEPEST = 6  # how far things lie in things: a picture in a workbook in an archive in a backup
LARGEST = 256 * 1024 * 1024  # bytes one packed thing may grow to
PNG, JPEG, GZIP, ARCHIVE = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\x1f\x8b", b"PK"
START_OF_PIXELS, END_OF_PICTURE = 0xDA, b"\xff\xd9"
PIXELS = {b"IDAT", b"fdAT", b"IHDR", b"PLTE"}
DATA_URI = re.compile(r"data:([\w.+/-]*)(?:;[\w=-]+)*;base64,([A-Za-z0-9+/=\s]+)")
LONG_BASE64 = re.compile(
    r"(?:[A-Za-z0-9+/]{60,76}(?:\\r|\\n|\s)+)+[A-Za-z0-9+/]{4,76}={0,2}|[A-Za-z0-9+/]{200,}={0,2}"
)
SHORT_BASE64 = re.compile(r"(?<![\w+/=-])(?=[A-Za-z0-9+/]*[A-Z0-9+/])[A-Za-z0-9+/]{8,199}={0,2}(?![\w+/=-])")
PRINTED = re.compile(rb"[\x20-\x7e\t\r\n\x80-\xff]{6,}")
ESCAPED = re.compile(r'\\u([0-9a-fA-F]{4})|\\([nrt"/\\])')
IN_ADDRESS = re.compile(r"%[0-9A-Fa-f]{2}")
WRITTEN = "something written into it"
SIGNS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "/": "/", "\\": "\\"}


@dataclass(frozen=True)
class Inside:
    """One text of a file, and where in it: "" is the file itself. `sealed`: there is something nobody can read."""

    where: str
    text: str
    sealed: bool = False


def inside(content: bytes | str, *, where: str = "", depth: int = 0) -> Iterator[Inside]:
    """Give every text that a file holds, what is packed into it last.

    Read are UTF-8 and UTF-16, the notes in pictures (PNG, JPEG; of other kinds every stretch of letters), what lies in
    zip archives (spreadsheets are such) and gzip, and base64 in any text. What is encrypted, damaged, packed
    too deep or too large is given as `sealed`.

    >>> [one.text for one in inside(base64.b64encode(b"a pupil: 77-A") )][-1]
    'a pupil: 77-A'
    """
    if isinstance(content, str):
        yield from _of_text(content, where, depth)
    elif depth > DEEPEST:
        yield Inside(where, "", sealed=True)
    elif zipfile.is_zipfile(io.BytesIO(content)) and content.startswith(ARCHIVE):
        yield from _of_archive(content, where, depth)
    elif content.startswith(GZIP):
        yield from _of_gzip(content, where, depth)
    elif content.startswith(PNG):
        yield from _of_png(content, where, depth)
    elif content.startswith(JPEG):
        yield from _of_jpeg(content, where, depth)
    else:
        text = _as_text(content)
        yield from _of_printed(content, where) if text is None else _of_text(text, where, depth)


def _at(where: str, what: str) -> str:
    return f"{where}, {what}" if where else what


# --- texts ------------------------------------------------------------------------------------------------


def _as_text(content: bytes) -> str | None:
    """Give a file's text in the encoding it is in, None for what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        return _two_bytes_a_letter(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace") if _is_mostly_letters(content) else None


def _two_bytes_a_letter(content: bytes) -> str | None:
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = content[start::2]
        if half and half.count(0) > 0.9 * len(half):
            return content.decode(encoding, errors="replace")
    return None


def _is_mostly_letters(content: bytes) -> bool:
    signs = sum(content.count(bytes([code])) for code in range(32) if code not in b"\t\r\n\f\x1b")
    return signs == 0


def _of_text(text: str, where: str, depth: int) -> Iterator[Inside]:
    rest = DATA_URI.sub(_without_address, text)
    yield Inside(where, rest)
    if ESCAPED.search(rest):
        yield Inside(where, ESCAPED.sub(_unescaped, rest))
    if IN_ADDRESS.search(rest):
        yield Inside(where, unquote(rest))
    for found in DATA_URI.finditer(text):
        yield from _of_base64(found[2], _at(where, found[1] or WRITTEN), depth)
    for run in LONG_BASE64.findall(rest):
        yield from _of_base64(run, _at(where, WRITTEN), depth)
    if short := [*filter(None, map(_printable, set(SHORT_BASE64.findall(rest))))]:
        yield Inside(_at(where, WRITTEN), "\n".join(sorted(short)))


def _without_address(found: re.Match[str]) -> str:
    """Take a picture's base64 out of its page, unless there is a space in it: then words may follow it."""
    return found[0] if re.search(r"\s", found[2]) else " "


def _printable(run: str) -> str:
    """Give what a short run of base64 says, nothing where it is some other word."""
    decoded = _decoded(run) or b""
    return decoded.decode("ascii") if decoded.isascii() and decoded.decode("ascii").isprintable() else ""


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else SIGNS[found[2]]


def _of_base64(run: str, where: str, depth: int) -> Iterator[Inside]:
    decoded = _decoded(run.replace("\\n", "").replace("\\r", ""))
    if decoded is None:
        yield Inside(where, run)
    else:
        yield from inside(decoded, where=where, depth=depth + 1)


def _decoded(run: str) -> bytes | None:
    bare = re.sub(r"[\s=]", "", run)
    if len(bare) % 4 == 1:
        return None
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        return None


# --- archives ---------------------------------------------------------------------------------------------


def _of_archive(content: bytes, where: str, depth: int) -> Iterator[Inside]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            notes = [archive.comment, *(entry.comment for entry in archive.infolist())]
            yield Inside(
                where, "\n".join([*archive.namelist(), *(note.decode("cp1252", "replace") for note in notes)])
            )
            for entry in archive.infolist():
                yield from _of_entry(archive, entry, _at(where, entry.filename), depth)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, OSError):
        yield Inside(where, "", sealed=True)


def _of_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str, depth: int) -> Iterator[Inside]:
    if entry.is_dir():
        return
    if entry.flag_bits & 1 or entry.file_size > LARGEST:
        yield Inside(where, "", sealed=True)
        return
    with archive.open(entry) as file:
        yield from inside(file.read(LARGEST), where=where, depth=depth + 1)


def _of_gzip(content: bytes, where: str, depth: int) -> Iterator[Inside]:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            unpacked = file.read(LARGEST)
    except (OSError, EOFError, zlib.error):
        yield Inside(where, "", sealed=True)
        return
    yield from _of_printed(content[:256], where)  # the name of the file that was packed
    yield from inside(unpacked, where=_at(where, "unpacked"), depth=depth + 1)


# --- pictures ---------------------------------------------------------------------------------------------


def _of_png(content: bytes, where: str, depth: int) -> Iterator[Inside]:
    """Give the notes of a PNG (tEXt, zTXt, iTXt, eXIf and any other), and what was put behind it."""
    place = len(PNG)
    while place + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        chunk = content[place + 8 : place + 8 + length]
        place += 12 + length
        if kind not in PIXELS:
            named = _at(where, f"{kind.decode('latin-1')} of a picture")
            yield from _of_printed(_note(kind, chunk), named)
        if kind == b"IEND":
            break
    yield from _behind(content[place:], where, depth)


def _behind(content: bytes, where: str, depth: int) -> Iterator[Inside]:
    if content:
        yield from inside(content, where=_at(where, "behind a picture"), depth=depth + 1)


def _note(kind: bytes, chunk: bytes) -> bytes:
    """Give a chunk with the packed part of it unpacked."""
    keyword, _, rest = chunk.partition(b"\x00")
    if kind in (b"zTXt", b"iCCP"):
        return keyword + b" " + _inflated(rest[1:])
    if kind == b"iTXt" and rest[:1] == b"\x01":
        language, translated, packed = [*rest[2:].split(b"\x00", 2), b"", b""][:3]
        return b" ".join([keyword, language, translated, _inflated(packed)])
    return chunk


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, LARGEST)
    except zlib.error:
        return packed


def _of_jpeg(content: bytes, where: str, depth: int) -> Iterator[Inside]:
    """Give the notes of a JPEG (EXIF, XMP, comments), which stand before its pixels, and what was put behind it."""
    notes, place = [], 2
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != START_OF_PIXELS:
        length = max(2, int.from_bytes(content[place + 2 : place + 4], "big"))
        notes.append(content[place + 4 : place + 2 + length])
        place += 2 + length
    yield from _of_printed(b"\x01".join(notes), _at(where, "notes of a picture"))
    end = content.find(END_OF_PICTURE, place)
    yield from _behind(content[end + 2 :] if end >= 0 else b"", where, depth)


def _of_printed(content: bytes, where: str) -> Iterator[Inside]:
    """Give every stretch of letters in bytes that are no text, one byte a letter or two."""
    for view in (content, content.replace(b"\x00", b"")):
        stretches = [stretch.decode("utf-8", errors="replace") for stretch in PRINTED.findall(view)]
        if stretches:
            yield Inside(where, "\n".join(stretches))
