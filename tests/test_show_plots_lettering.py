"""Text in pictures: lines that fit, whatever people wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from enquiry_lib.show.plots.lettering import MORE, fitted, sheet, text_width, write


@given(text=st.text(max_size=120), most=st.integers(1, 4))
def test_no_line_is_wider_than_its_box(text: str, most: int) -> None:
    """Any text becomes at most so many lines that fit, and loses only spaces where it is not cut."""
    lines = fitted(text, 60, most=most)
    assert len(lines) <= most
    assert all(text_width(line) <= 60 for line in lines)
    if lines and not lines[-1].endswith(MORE):
        kept = "".join(sign for sign in text if sign.isprintable() and not sign.isspace())
        assert "".join(lines).replace(" ", "") == kept


def test_a_long_text_ends_in_a_whole_word() -> None:
    """What does not fit is cut after a word, and said to go on."""
    assert fitted("Three sessions a week before lunch", 78, most=1) == ["Three sessions…"]


@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_the_drawing(bold: bool) -> None:
    """The width of a text is the one the pictures are drawn with, to a twentieth."""
    said = "Which pupils, and how many sessions?"
    font = FontProperties(family="DejaVu Sans", size=8.5, weight="bold" if bold else "normal")
    drawn, _, _ = text_to_path.get_text_width_height_descent(said, font, ismath=False)
    assert text_width(said, size=8.5, bold=bold) == pytest.approx(drawn, rel=0.05)


def test_a_sheet_is_measured_in_points() -> None:
    """A line is written where it is asked for, from the top left."""
    with sheet(144) as (figure, axes):
        write(axes, ["One", "Two"], 10, 20, size=10)
        assert figure.get_figheight() == 2
        assert [(text.get_text(), text.get_position()) for text in axes.texts] == [
            ("One", (10, 30)),
            ("Two", (10, pytest.approx(42.8))),
        ]
