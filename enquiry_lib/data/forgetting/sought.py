"""What is to be forgotten, and whether it stands in a file: as text in any encoding, packed, or written as base64."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from enquiry_lib.store.typed_csv import decoded

WITHHELD, WITHDRAWN = "[withheld]", "[withdrawn]"
DEEPEST = 5  # a picture in a page in a backup in a backup is four
ZIPS, GZIP = b"PK\x03\x04", b"\x1f\x8b"
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{8,}(?:\\r|\\n|\s)*)+={0,2}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_PASSAGE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*|[.!?]+")
_ALIKE = {"'": "['’‘]|&apos;", '"': '["“”]|\\\\"|&quot;', "&": "&|&amp;", "<": "<|&lt;", ">": ">|&gt;"}


@dataclass(frozen=True)
class Sought:
    """Texts to be forgotten: a pupil's identifiers, or the words somebody spoke.

    `others` are identifiers of other pupils of which one of the texts is a part (AB-12 and AB-12-3): they are not
    touched. `mark` is what stands in the place of what goes.
    """

    texts: frozenset[str] = field(repr=False)
    others: frozenset[str] = field(default=frozenset(), repr=False)
    mark: str = WITHHELD

    def stands_in(self, text: str) -> bool:
        """Say whether one of the texts stands in another, as whole words, capital and small letters alike.

        >>> Sought(frozenset({"AB12CD"})).stands_in("ab12cd-reading"), Sought(frozenset({"AB12CD"})).stands_in("AB12CD9")
        (True, False)
        """
        return (
            bool(text)
            and self._may_stand_in(text)
            and any(found["sought"] for found in self._pattern.finditer(text))
        )

    def is_cell(self, text: str) -> bool:
        """Say whether a cell holds one of the texts and nothing else."""
        bare = text.strip().lstrip("'").casefold()
        return bare in self._whole or bare.removesuffix(".0") in self._whole

    def without_words(self, text: str) -> str:
        """Give a text with the mark in the place of each of the texts."""
        return self._pattern.sub(lambda found: self.mark if found["sought"] else found[0], text)

    def without_passages(self, text: str) -> str:
        """Give a text with the mark in the place of each sentence that one of the texts stands in.

        >>> Sought(frozenset({"AB12CD"})).without_passages("All read well. AB12CD, whose mother is ill, did not. We go on.")
        'All read well. [withheld] We go on.'
        """
        if self.mark != WITHHELD or self.is_cell(text):
            return self.without_words(text)
        return self.without_words(_PASSAGE.sub(self._passage, text))

    def _passage(self, found: re.Match[str]) -> str:
        if not self.stands_in(found[0]):
            return found[0]
        lead = found[0][: len(found[0]) - len(found[0].lstrip())]
        return lead + self.mark

    def is_in(self, content: bytes, name: str = "") -> bool:
        """Say whether one of the texts stands in a file, in its name, or in anything packed into it."""
        return self.stands_in(name) or any(self.stands_in(text) for text in texts_in(content))

    def _may_stand_in(self, text: str) -> bool:
        folded = text.casefold()
        return "&#" in folded or any(word in folded for word in self._longest)

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(text.strip().casefold() for text in self.texts)

    @cached_property
    def _longest(self) -> frozenset[str]:
        """Give the longest stretch of letters and digits of each text: where it is not, the text is not."""
        return frozenset(max(re.findall(r"[^\W_]+", text.casefold()) or [""], key=len) for text in self.texts)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longer, wanted = (
            "|".join(_bounded(text) for text in sorted(texts, key=lambda one: (-len(one), one)))
            for texts in (self.others, self.texts)
        )
        return re.compile(f"{longer}{'|' * bool(longer)}(?P<sought>{wanted})", re.IGNORECASE)


def _bounded(text: str) -> str:
    words = r"\s+".join("".join(map(_letter, word)) for word in text.split())
    fraction = r"(?<!\d\.)" * text.strip().isdecimal()
    return rf"(?<![^\W_]){fraction}{words}(?![^\W_])"


def _letter(letter: str) -> str:
    """Give a letter in every way a page may write it."""
    codes = "|".join(
        f"&#0*{ord(one)};|&#x0*{ord(one):x};" for one in {letter.lower(), letter.upper()} if len(one) == 1
    )
    return f"(?:{_ALIKE.get(letter, re.escape(letter))}|{codes})"


# --- what a file says -------------------------------------------------------------------------------------


def texts_in(content: bytes, depth: int = 0) -> Iterator[str]:
    """Give every text in a file: its own, the names and contents of what is packed into it, and base64."""
    if depth > DEEPEST:
        return
    if content.startswith(ZIPS):
        yield from _in_zip(content, depth)
    elif content.startswith(GZIP):
        yield from _in_gzip(content, depth)
    else:
        for text in _as_texts(content):
            yield text
            yield from _in_text(text, depth)


def _in_zip(content: bytes, depth: int) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.infolist():
                yield f"{member.filename}\n{member.comment.decode('latin-1')}"
                yield from texts_in(packed.read(member), depth + 1)
    except DAMAGE:
        yield from _as_texts(content)  # what can be read of it as it lies there


def _in_gzip(content: bytes, depth: int) -> Iterator[str]:
    try:
        yield from texts_in(gzip.decompress(content), depth + 1)
    except DAMAGE:
        yield from _as_texts(content)


def _as_texts(content: bytes) -> Iterator[str]:
    """Give a file's text, or of what is no text every way of reading its bytes as letters."""
    text = text_of(content)
    if text is not None:
        yield text
        return
    yield content.decode("ascii", errors="replace")
    for start in (0, 1):
        yield content[start:].decode("utf-16-le", errors="replace")
        yield content[start:].decode("utf-16-be", errors="replace")


def text_of(content: bytes) -> str | None:
    """Give the text of a file, None for what is no text."""
    try:
        text = decoded(content)[2]
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def _in_text(text: str, depth: int) -> Iterator[str]:
    if "\\u" in text:
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    for run in BASE64.findall(text):
        for content in from_base64(run):
            yield from texts_in(content, depth + 1)


def from_base64(run: str) -> Iterator[bytes]:
    """Give what a run of base64 stands for, as a whole and line by line; nothing of what only looks like it."""
    lines = [line for line in re.split(r"\\r|\\n|\s", run) if line]
    for written in ("".join(lines), *(lines if len(lines) > 1 else ())):
        bare = written.rstrip("=")
        if len(bare) < 12 or len(bare) % 4 == 1:
            continue
        try:
            yield base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
        except binascii.Error:
            continue
