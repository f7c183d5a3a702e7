"""What is sought is found in any letters and any packing, and what only looks like it is not."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile

import pytest

from enquiry_lib.data.forgetting.sought import WITHDRAWN, Sought

AB = Sought(frozenset({"AB12CD"}), frozenset({"AB12CD-3"}))


@pytest.mark.parametrize(
    "text",
    [
        "AB12CD",
        "ab12cd",
        "x AB12CD.",
        "AB12CD_reading",
        "'AB12CD'",
        "&#65;B12C&#x44;",
        "éAB12CD".replace("é", "-"),
    ],
)
def test_it_is_found_as_a_word(text: str) -> None:
    """Capital and small letters are the same, signs beside do not matter, and a page may write letters by number."""
    assert AB.stands_in(text)


@pytest.mark.parametrize("text", ["", "AB12CDE", "XAB12CD", "AB12CD-3", "AB12C D", "AB1 2CD"])
def test_other_codes_are_not_taken_for_it(text: str) -> None:
    """A longer code, and another pupil's that has this one in it, are others."""
    assert not AB.stands_in(text)


def test_a_number_is_not_found_in_a_fraction() -> None:
    """An identifier of digits is one in a list, and none behind a decimal point."""
    digits = Sought(frozenset({"123456"}))
    assert digits.stands_in("7,123456,x")
    assert not digits.stands_in("0.123456")
    assert digits.is_cell(" 123456.0 ")


def test_marks_stand_where_it_stood() -> None:
    """A word is replaced alone, a passage up to the ends of its sentence; of what was withdrawn only the words."""
    text = "Yes. Mr. AB12CD, aged 7.5, and ab12cd-3 came!\nAB12CD-3 stays."
    assert AB.without_words(text) == text.replace("AB12CD,", "[withheld],")
    assert AB.without_passages(text) == "Yes. Mr. [withheld]\nAB12CD-3 stays."
    said = Sought(frozenset({"It's all right"}), mark=WITHDRAWN)
    assert (
        said.without_passages("We heard “it’s\n all right” from one.") == "We heard “[withdrawn]” from one."
    )


def _zip(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x/y", content)
    return out.getvalue()


PACKED = {
    "utf-16": lambda content: content.decode().encode("utf-16"),
    "binary": lambda content: b"\x00\xff\xfe" + content + b"\x00",
    "wide binary": lambda content: b"\x00\x01\xff" + content.decode().encode("utf-16-le") + b"\xff",
    "json": lambda content: (
        json.dumps("é" + content.decode().replace("A", "\\u0041")).replace("\\\\", "\\").encode()
    ),
    "zip": _zip,
    "zip in zip": lambda content: _zip(_zip(content)),
    "gzip": gzip.compress,
    "base64": base64.b64encode,
    "base64 in lines": lambda content: b"see attachment\n" + base64.encodebytes(b"x" * 90 + b" " + content),
    "a picture in a page": lambda content: (
        b'<img src="data:image/svg+xml;base64,' + base64.b64encode(b"<svg>" + content) + b'">'
    ),
}


@pytest.mark.parametrize("way", PACKED)
def test_it_is_found_however_it_is_packed(way: str) -> None:
    """In another encoding, among bytes, in archives and in base64."""
    assert AB.is_in(PACKED[way](b"It is AB12CD here."))
    assert not AB.is_in(PACKED[way](b"It is AB12CE here."))


def test_a_damaged_zip_is_read_as_it_lies() -> None:
    """What can be seen in it is seen."""
    assert AB.is_in(b"PK\x03\x04 AB12CD")
    assert AB.is_in(b"\x1f\x8b AB12CD")


def test_nothing_sought_is_nowhere() -> None:
    """Without a text, nothing is found and nothing is changed."""
    assert not Sought(frozenset()).is_in(b"anything &#65;")
