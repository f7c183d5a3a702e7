"""Views: a text is read as it stands, as people see it, and without what nobody sees in it."""

from __future__ import annotations

import unicodedata

import pytest

from enquiry_lib.render.views import UNSEEN, read_by_people, squeezed, views


def test_every_sign_of_format_is_known() -> None:
    """Of the signs that Unicode calls format, none stays in a view but those that number or part scripts."""
    signs = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"}
    seen = {sign for sign in signs if not UNSEEN.match(sign)}
    assert not {sign for sign in seen if ord(sign) < 0x600}
    assert {unicodedata.name(sign).split()[0] for sign in seen} <= SCRIPTS


SCRIPTS = {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "SHORTHAND", "MUSICAL"}


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<b>P</b>7", "P7"),
        ("<!--P7-->", " P7 "),
        ("P&amp;amp;7", "P&7"),
        ("P\u200b7", "P7"),
        ("<i title='P7'></i>", "'P7'"),
        ("<style>P7</style>", " "),
    ],
)
def test_a_page_is_read_as_people_read_it(page: str, read: str) -> None:
    """Without tags and styles, with comments, with entities decoded, with what is said in tags."""
    assert read in read_by_people(page)


def test_what_stands_apart_stays_apart_in_one_view() -> None:
    """A space without width may part two words: one view has them apart, one joined."""
    assert [*views("P7\u200band")] == ["P7\u200band", "P7and"]


def test_squeezed_is_letters_and_digits_alone() -> None:
    """Whatever stands between them, in whatever size."""
    assert squeezed("3Z_V.G\nJ-y") == "3zvgjy"
