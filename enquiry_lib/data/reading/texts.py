"""Bytes to text: which encoding a file is in; no letter is ever put in the place of one that cannot be read."""

from __future__ import annotations

import codecs

from enquiry_lib.data.reading.kinds import refuse_by_name, unusable

SPACE = (
    "".join(
        map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029])
    )
    + "\u202f\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
)
"""Signs that nobody sees; at the start or end of a cell they mean nothing."""

NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_STEP = 2**20  # bytes looked at in one go
_LOOKED_AT = 4_096  # bytes in which UTF-16 without a mark shows
_NULS_OF_UTF16 = 0.1  # of the bytes; a file with fewer holds a stray one, and is no text
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})  # signs no text has


def encoding_of(file: str, content: bytes) -> str:
    """Tell a text's encoding: utf-8, utf-8-sig, utf-16 (also -le, -be when it has no mark) or cp1252.

    Raises ProblemsFound when the bytes are text in none of these.

    >>> encoding_of("a.csv", "café".encode("cp1252"))
    'cp1252'
    """
    for encoding in _likely(content):
        if _fits(content, encoding):
            return encoding
    refuse_by_name(file)
    do = "Open it in Excel and save it as 'CSV UTF-8 (comma delimited)'."
    raise unusable(file, "bytes that are not text in UTF-8, UTF-16 or Windows-1252", "a text file", do)


def without_mark(content: bytes, encoding: str) -> tuple[str, int]:
    """Give the encoding of what follows a byte order mark, and how many bytes the mark has.

    >>> without_mark("a,b".encode("utf-8-sig"), "utf-8-sig")
    ('utf-8', 3)
    """
    for mark, codec in _MARKS.items():
        if encoding in ("utf-8-sig", "utf-16") and content.startswith(mark):
            return codec, len(mark)
    return encoding, 0


def encoding_note(encoding: str) -> str:
    """Say in which encoding a file was read, where that is not the usual UTF-8."""
    name = "UTF-16" if encoding.startswith("utf-16") else NAMES[encoding]
    return "" if name == "UTF-8" else f"read as {name} text"


def _likely(content: bytes) -> tuple[str, ...]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if content.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    start = content[:_LOOKED_AT]
    if start.count(0) > len(start) * _NULS_OF_UTF16:
        odd, even = start[1::2].count(0), start[::2].count(0)
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ("utf-8", "cp1252")


def _fits(content: bytes, encoding: str) -> bool:
    """Say whether all bytes are text in an encoding, without keeping the text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _STEP):
            text = decoder.decode(content[start : start + _STEP])
            if "\0" in text or _has_control(text):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _has_control(text: str) -> bool:
    return any(chr(sign) in text for sign in _CONTROL)
