"""Inside: what a file says is found however deep it is packed; what nobody can look into is said so."""

from __future__ import annotations

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from enquiry_lib.render import inside as module
from enquiry_lib.render.inside import DEEPEST, inside

PLANTED = "Planted-77A"


def said(content: bytes | str) -> str:
    """Everything a file says."""
    return "\n".join(one.text for one in inside(content))


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks: bytes, behind: bytes = b"") -> bytes:
    """A picture with notes, and something behind it."""
    pixels = [chunk(b"IHDR", bytes(13)), *chunks, chunk(b"IDAT", PLANTED.encode()), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(pixels) + behind


def jpeg(*segments: tuple[int, bytes], behind: bytes = b"") -> bytes:
    """A photograph with notes, its pixels, and something behind it."""
    kept = b"".join(bytes([0xFF, kind]) + struct.pack(">H", len(text) + 2) + text for kind, text in segments)
    return b"\xff\xd8" + kept + b"\xff\xda\x00\x04\x01\x02" + PLANTED.encode() + b"\xff\xd9" + behind


def zipped(name: str = "x.txt", content: bytes = b"", comment: bytes = b"") -> bytes:
    """An archive of one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


def spreadsheet(build: Callable[[Workbook], None]) -> bytes:
    """A spreadsheet."""
    book, out = Workbook(), io.BytesIO()
    build(book)
    book.save(out)
    return out.getvalue()


def in_a_note(book: Workbook) -> None:
    """Put it in a note on a cell."""
    book.active["A1"].comment = Comment(PLANTED, "somebody")


def data_uri(kind: str, content: bytes) -> str:
    """A picture written into a page."""
    return f'<img src="data:{kind};base64,{base64.b64encode(content).decode("ascii")}">'


TEXT = PLANTED.encode()
FILES: dict[str, bytes | str] = {
    "text": PLANTED,
    "utf-16": PLANTED.encode("utf-16"),
    "utf-16 without a mark": PLANTED.encode("utf-16-le"),
    "windows-1252": f"é {PLANTED}".encode("cp1252"),
    "bytes": b"\x00\x01" + TEXT + b"\x02",
    "bytes, two a letter": b"\x01\x02\x03\x00" + PLANTED.encode("utf-16-le") + b"\x01\x01",
    "json": json.dumps({"a": "first\nPlanted-77A"}),
    "json, escaped": '"\\u0050lanted-77A"',
    "address": "<a href='?who=%50lanted-77A'>",
    "base64, short": base64.b64encode(TEXT).decode("ascii"),
    "base64, long": base64.b64encode(b"x" * 300 + b" " + TEXT).decode("ascii"),
    "base64, in lines": base64.encodebytes(b"x" * 300 + b" " + TEXT).decode("ascii"),
    "notebook's picture": json.dumps(
        {"image/png": base64.encodebytes(png(chunk(b"tEXt", b"a\x00" + TEXT))).decode()}
    ),
    "png, tEXt": png(chunk(b"tEXt", b"Author\x00" + TEXT)),
    "png, zTXt": png(chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(TEXT))),
    "png, iTXt": png(chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + TEXT)),
    "png, iTXt packed": png(chunk(b"iTXt", b"a\x00\x01\x00en\x00b\x00" + zlib.compress(TEXT))),
    "png, eXIf": png(chunk(b"eXIf", b"II*\x00\x08\x00\x00\x00" + TEXT + b"\x00")),
    "png, any other": png(chunk(b"prVt", TEXT)),
    "png, archive behind": png(behind=zipped(content=TEXT)),
    "jpeg, EXIF": jpeg((0xE1, b"Exif\x00\x00MM\x00*" + TEXT + b"\x00")),
    "jpeg, EXIF of Windows": jpeg((0xE1, b"Exif\x00\x00II*\x00" + PLANTED.encode("utf-16-le"))),
    "jpeg, XMP": jpeg((0xE0, b"JFIF\x00"), (0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x>" + TEXT + b"</x>")),
    "jpeg, comment": jpeg((0xFE, TEXT)),
    "jpeg, behind": jpeg(behind=TEXT),
    "tiff": b"II*\x00\x08\x00\x00\x00\x01\x00" + TEXT + b"\x00\x00",
    "words behind base64": f"data:image/png;base64,AAAA {PLANTED}",
    "words among hashes": f"{'a1' * 32}\n{PLANTED}\n{'b2' * 32}\n",
    "svg in a page": data_uri("image/svg+xml", f"<svg><text>{PLANTED}</text></svg>".encode()),
    "png in a page": data_uri("image/png", png(chunk(b"tEXt", b"a\x00" + TEXT))),
    "png in svg in a page": data_uri(
        "image/svg+xml", data_uri("image/png", png(chunk(b"tEXt", TEXT))).encode()
    ),
    "zip": zipped(content=TEXT),
    "zip, name": zipped(name=f"{PLANTED}.txt"),
    "zip, comment": zipped(comment=TEXT),
    "zip in zip": zipped(content=zipped(content=TEXT)),
    "gzip": gzip.compress(TEXT),
    "gzip in zip": zipped(content=gzip.compress(TEXT)),
    "xlsx, cell": spreadsheet(lambda book: book.active.append([PLANTED])),
    "xlsx, sheet's name": spreadsheet(lambda book: setattr(book.active, "title", PLANTED)),
    "xlsx, author": spreadsheet(lambda book: setattr(book.properties, "creator", PLANTED)),
    "xlsx, note": spreadsheet(in_a_note),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_packed_into_a_file_is_found(name: str) -> None:
    """Encodings, base64, notes of pictures, archives and spreadsheets, one in the other."""
    assert PLANTED in said(FILES[name])


@pytest.mark.parametrize("picture", [png(), jpeg()])
def test_pixels_are_no_text(picture: bytes) -> None:
    """What letters the bytes of a picture happen to make says nothing, and would stop a page by chance."""
    assert PLANTED not in said(picture)


def test_what_cannot_be_looked_into_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Encrypted, cut off, too deep or too large: nobody can say that it names nobody."""
    locked = bytearray(zipped(content=TEXT))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    deep = TEXT
    for _ in range(DEEPEST + 2):
        deep = zipped(content=deep)
    cut = gzip.compress(TEXT * 99)[:-12]
    monkeypatch.setattr(module, "LARGEST", 1000)
    for content in (bytes(locked), deep, cut, zipped(content=b"x" * 2000)):
        assert any(one.sealed for one in inside(content))
        assert PLANTED not in said(content)
    assert not any(one.sealed for one in inside(zipped(content=TEXT)))


def test_each_text_says_where_it_is() -> None:
    """The way to it, from the outside in."""
    page = data_uri("image/png", png(chunk(b"tEXt", b"a\x00" + TEXT)))
    assert next(one.where for one in inside(page) if PLANTED in one.text) == "image/png, tEXt of a picture"
    assert [one.where for one in inside(zipped("a/b.txt", TEXT)) if PLANTED in one.text] == ["a/b.txt"]
