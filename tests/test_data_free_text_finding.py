"""Finding in a text what may say who somebody is."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from enquiry_lib.data.free_text import find_identifiers, masked

ON = dt.date(2026, 11, 22)


def kinds(text: str, **more: frozenset[str]) -> list[tuple[str, str]]:
    """Give what is found, by kind and words."""
    return [(one.kind, one.text) for one in find_identifiers(text, today=ON, **more)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("The pupil with H801200001001 left.", "upn", "H801200001001"),
        ("Write to a.b@school.example, please.", "email", "a.b@school.example"),
        ("Ring +44 7700 900456 today", "phone", "+44 7700 900456"),
        ("born 14/03/2014", "birth", "14/03/2014"),
        ("We live at LS9 7QT now", "postcode", "LS9 7QT"),
        ("NI QQ 12 34 56 C", "ni", "QQ 12 34 56 C"),
        ("NHS number 943 476 5919", "nhs", "943 476 5919"),
        ("I am @kofi_b there", "handle", "@kofi_b"),
        ("See www.blog.example/us.", "web", "www.blog.example/us"),
        ("I sit with callum in maths", "name", "callum"),
        ("AMINA SAID SO", "name", "AMINA"),
        ("It was Mrs Van der Berg again", "name", "Mrs Van der Berg"),
        ("J.K. is away", "name", "J.K."),
    ],
)
def test_each_kind_is_found(text: str, kind: str, words: str) -> None:
    """Every kind is found as it is usually written, whole and alone."""
    assert kinds(text) == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Sessions moved from 15/09/2025 to 22 September 2025.",
        "Year 4 read for 20 minutes; Key Stage 2 did not.",
        "Will the tutor come in May? I hope so.",
        "St George's Day was in April, in Leeds.",
        "Scores rose from 98.2 to 101.4, order 4471-2025-88.",
        "[name] was there, on [date].",
        "",
    ],
)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    """Days of sessions, places, months, numbers and what was masked before are no finds."""
    assert kinds(text) == []


def test_names_known_here_are_found_whatever_they_are() -> None:
    """A school's own codes and words are looked for as whole words, however their letters are typed."""
    known = frozenset({"Rain", "P-0042"})
    assert kinds("The rain and p-0042, and rainy days", names=known) == [("name", "rain"), ("name", "p-0042")]


def test_masked_text_has_nothing_left_to_find() -> None:
    """What is found is replaced, and of the text around it nothing changes."""
    text = "Amina (born 14 March 2014) told Mr Pritchard; ring 07700 900123."
    told = masked(text, find_identifiers(text, today=ON))
    assert told == "[name] (born [date]) told [name]; ring [phone]."
    assert kinds(told) == []


@pytest.mark.parametrize(
    "piece", ["a", "A.", "0 ", '"A ', "a@", "www.", "Amina van ", "1st of ", "- ", "é", "\x00"]
)
def test_long_texts_are_read_to_their_end(piece: str) -> None:
    """A text of 100,000 letters of any pattern is read, and what stands at its end is found."""
    text = piece * (100_000 // len(piece)) + " Then we asked Mrs Okafor."
    assert find_identifiers(text, today=ON)[-1].text.endswith("Okafor")


def test_finds_lie_in_their_order_and_never_overlap() -> None:
    """Whatever stands in a text, each find is the text at its place, after the one before."""
    draws = random.Random(5)
    pieces = [
        "Amina",
        " ",
        "07700 900123",
        "@",
        ".",
        "Mr",
        "LS9 7QT",
        "14/03/2014",
        "x@y.uk",
        "-",
        "'s",
        "K.",
    ]
    for _ in range(300):
        text = "".join(draws.choices(pieces, k=12))
        end = 0
        for one in find_identifiers(text, today=ON):
            assert one.start >= end
            assert text[one.start : one.stop] == one.text
            end = one.stop
