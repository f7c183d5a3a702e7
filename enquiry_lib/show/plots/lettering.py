"""Text that people wrote, set into a picture: broken into lines that fit, and written so that it stays text.

Lengths are in points. The axes of a `sheet` have their origin at the top left and one unit a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from enquiry_lib.show.plots.canvas import INK, WIDTH, drawing

SIZE = 8.5
LEADING = 1.28  # the height of a line, in sizes
FULL = 72 * WIDTH
MORE = "…"


@contextmanager
def sheet(height: float) -> Iterator[tuple[Figure, Axes]]:
    """Give a figure of the common width, `height` points high, and axes over the whole of it."""
    with drawing(height / 72) as (figure, axes):
        figure.set_layout_engine("none")
        axes.set_position((0, 0, 1, 1))
        axes.set_xlim(0, FULL)
        axes.set_ylim(height, 0)
        axes.axis("off")
        yield figure, axes


def fitted(text: str, width: float, *, size: float = SIZE, bold: bool = False, most: int = 99) -> list[str]:
    """Break a text into at most so many lines no wider than `width`; what does not fit ends in '…'.

    >>> fitted("Three sessions a week before lunch", 90)
    ['Three sessions a', 'week before lunch']
    """
    lines: list[str] = []
    for word in _words(text, width, size, bold):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size=size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], width, size, bold)]


def _words(text: str, width: float, size: float, bold: bool) -> Iterator[str]:
    """Give the words of a text, one that is wider than a line in pieces."""
    for word in "".join(sign if sign.isprintable() else " " for sign in text).split():
        piece = ""
        for sign in word:
            if piece and text_width(piece + sign, size=size, bold=bold) > width:
                yield piece
                piece = ""
            piece += sign
        yield piece


def _cut(line: str, width: float, size: float, bold: bool) -> str:
    """Shorten a line by whole words, or by signs where it is one word, until '…' fits behind it."""
    while text_width(line + MORE, size=size, bold=bold) > width:
        line = line.rpartition(" ")[0] or line[:-1]
    return line.rstrip(" .,;:") + MORE


def text_width(text: str, *, size: float = SIZE, bold: bool = False) -> float:
    """Give the width of a text in the pictures' own font."""
    return sum(_advance(sign, bold) for sign in text) * size


@lru_cache(maxsize=4096)
def _advance(sign: str, bold: bool) -> float:
    """Give the width of one sign for size 1; a sign the font lacks counts as a wide one."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    index = font.get_char_index(ord(sign))
    return float(font.load_glyph(index).linearHoriAdvance) / 65536 / 100 if index else 1.0


def height_of(lines: Sequence[str], *, size: float = SIZE) -> float:
    """Give how high so many lines are."""
    return len(lines) * size * LEADING


def write(
    axes: Axes,
    lines: Sequence[str],
    left: float,
    top: float,
    *,
    size: float = SIZE,
    bold: bool = False,
    color: str = INK,
    **style: Any,
) -> None:
    """Write lines below one another from a top left corner; nothing in them is read as a formula."""
    weight = "bold" if bold else "normal"
    for number, line in enumerate(lines):
        y = top + (number * LEADING + 1) * size
        axes.text(left, y, line, fontsize=size, color=color, weight=weight, parse_math=False, **style)
