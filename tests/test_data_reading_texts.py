"""Bytes to text: in which encoding a file is."""

from __future__ import annotations

import pytest

from enquiry_lib.data.reading.texts import encoding_note, encoding_of, without_mark
from enquiry_lib.errors import ProblemsFound

LINES = "Pupil,Place\nP01,Zoë à Paris\nP02,Łódź\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_each_encoding_is_told_from_the_others(encoding: str) -> None:
    """What is said to be an encoding gives the same text back."""
    content = LINES.encode(encoding)
    assert encoding_of("a.csv", content) == encoding
    assert content.decode(encoding_of("a.csv", content)) == LINES


def test_windows_letters_are_not_latin_1() -> None:
    """Curly quotation marks and the euro sign stand where Latin-1 has signs that nobody can print."""
    assert encoding_of("a.csv", "name,fee\n‘A’,€5\n".encode("cp1252")) == "cp1252"


def test_a_letter_after_the_first_million_counts_too() -> None:
    """The whole file is looked at, not its beginning."""
    content = b"a,b\n" * 400_000 + "é,ü\n".encode("cp1252")
    assert encoding_of("a.csv", content) == "cp1252"


@pytest.mark.parametrize(
    "content", [b"a,b\n\x81\x8d,1\n", b"a,b\n1\0,2\n" + b"a,b\n" * 5, b"\x01\x02\x03\x04\x05"]
)
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    """No letter is put in the place of one that cannot be read."""
    with pytest.raises(ProblemsFound, match="not text in UTF-8, UTF-16 or Windows-1252"):
        encoding_of("a.csv", content)


@pytest.mark.parametrize(("file", "what"), [("photo.JPG", "a picture"), ("letter.docx", "a Word document")])
def test_what_is_called_a_picture_or_a_document_is_refused_as_one(file: str, what: str) -> None:
    """A table is never sought in it: an export is asked for."""
    with pytest.raises(ProblemsFound, match=what) as refused:
        encoding_of(file, b"\x01\x02\x03\x04\x05")
    assert "Export the table" in refused.value.message()
    assert "CSV UTF-8" not in refused.value.message()


def test_only_what_is_unusual_is_said() -> None:
    """UTF-8 goes without saying, with or without its mark."""
    notes = [encoding_note(name) for name in ("utf-8", "utf-8-sig", "utf-16-be", "cp1252")]
    assert notes == ["", "", "read as UTF-16 text", "read as Windows-1252 text"]


@pytest.mark.parametrize(
    ("encoding", "codec"), [("utf-8", "utf-8"), ("utf-16", "utf-16-le"), ("cp1252", "cp1252")]
)
def test_the_mark_is_passed_over_and_nothing_else(encoding: str, codec: str) -> None:
    """After the mark the text begins with its first letter."""
    content = "é,b".encode(encoding)
    name, mark = without_mark(content, encoding)
    assert name == codec
    assert content[mark:].decode(name) == "é,b"
