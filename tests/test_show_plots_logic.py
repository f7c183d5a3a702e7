"""The picture of a logic model shows what was written, also when that is little or very much."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import written

from enquiry_lib.analyse.logic import LogicModel
from enquiry_lib.show.plots import Picture, picture

MODEL = written.logic_model()


def _drawn(model: LogicModel) -> Picture:
    drawn = picture(model)
    assert drawn is not None
    return drawn


def _texts(drawn: Picture) -> list[str]:
    """Give every line of text in a picture."""
    return [node.text or "" for node in ET.fromstring(drawn.svg).iter() if node.tag.endswith("}text")]


def test_every_entry_is_in_the_picture() -> None:
    """Texts stand as they were written; signs of formulas and of markup are only signs."""
    said = " ".join(_texts(_drawn(MODEL)))
    for part in ("Pairs read aloud,", "$x$ and <b>y</b>", "(within the", "£400 for short", "They read for"):
        assert part in said


def test_an_empty_column_says_so() -> None:
    """A column without an entry stays in its place."""
    texts = _texts(_drawn(MODEL))
    assert texts.count("nothing said yet") == 1
    assert "Within the year" in texts


def test_very_many_entries_are_counted() -> None:
    """Beyond six entries the column says how many there are, and beyond five assumptions so does their box."""
    many = replace(MODEL, inputs=tuple(f"Input {n}" for n in range(9)), assumptions=("True",) * 7)
    said = " ".join(_texts(_drawn(many)))
    assert "Input 5" in said
    assert "Input 6" not in said
    assert "and 3 more;" in said
    assert "and 2 more; see the table" in said


def test_signs_the_font_lacks_are_left_to_the_reader() -> None:
    """Words in another script are in the picture without a warning."""
    assert "漢字" in " ".join(_texts(_drawn(replace(MODEL, inputs=("漢字",)))))


def test_the_words_beside_it_have_every_entry() -> None:
    """Somebody who cannot see the picture hears all columns, the empty one too, in their order."""
    alt = _drawn(MODEL).alt
    order = [
        "The problem",
        "What goes in",
        "What is done",
        "Within weeks",
        "Within the year",
        "all for",
        "true",
    ]
    assert [alt.index(word) for word in order] == sorted(alt.index(word) for word in order)
    assert "Within the year: nothing said yet." in alt
