"""What every picture is drawn with: the colours, the drawing and its SVG, points with their intervals."""

from __future__ import annotations

import base64
import io
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import singledispatch
from threading import Lock
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from enquiry_lib.show.numbers import interval, percent_asked, signed
from enquiry_lib.stats.result import Result

INK, MUTED, GRID = "#1f2d33", "#5d6c73", "#d5dde0"
ACCENT, SECOND, WARM = "#0b5c6b", "#7fa9b2", "#b26a00"
WIDTH = 7.2
LEGIBLE = 9.0  # pixels: how high letters are at least, on a telephone too
STYLE: Any = {
    **sns.axes_style("white"),
    "svg.fonttype": "none",
    "svg.hashsalt": "enquiry",
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.5,
    "text.parse_math": False,  # names of columns and schools may have dollar signs
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "text.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "ytick.major.size": 0,
}
FONTS = "'DejaVu Sans', Verdana, 'Segoe UI', sans-serif"


_one_at_a_time = Lock()  # a form or a reveal may draw while a cell does, and the style is shared


@dataclass(frozen=True)
class Picture:
    """A picture as SVG text, and the words for somebody who cannot see it."""

    svg: str
    alt: str

    def data_uri(self) -> str:
        """Give the picture as an address that holds it whole."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode("utf-8")).decode("ascii")

    def narrowest(self) -> int:
        """Give the least width, in pixels, at which its smallest letters can be read."""
        smallest = min(map(float, re.findall(r"font-size: ([\d.]+)px", self.svg)), default=LEGIBLE)
        return math.ceil(72 * WIDTH * LEGIBLE / smallest)


@singledispatch
def picture(result: Result) -> Picture | None:
    """Draw a result; a result without a picture has none."""
    return None


@contextmanager
def drawing(height: float) -> Iterator[tuple[Figure, Axes]]:
    """Give a figure of the common width, `height` inches high, and its axes, one drawing at a time."""
    with _one_at_a_time, mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        yield figure, figure.subplots()


def as_svg(figure: Figure) -> str:
    """Give a figure as SVG text, the same bytes each time.

    Signs that the drawing font lacks are no reason to warn: the text stays text, and the reader's fonts have them.
    """
    out = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(
            out,
            format="svg",
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
            transparent=False,
        )
    return re.sub(r"'DejaVu Sans'(?:, [^;\"]*)?", FONTS, out.getvalue())


def foot(figure: Figure, text: str) -> None:
    """Say below a picture what it shows, beginning at the left edge so that it is never cut off."""
    figure.supxlabel(text, x=0.01, horizontalalignment="left", fontsize="medium", color=MUTED)


@dataclass(frozen=True)
class ForestRow:
    """A row of a forest: its label, and a point with its interval."""

    label: str
    value: float
    low: float
    high: float


def forest(axes: Axes, rows: Sequence[ForestRow], *, threshold: float | None = None) -> None:
    """Draw one point and interval a row, the first row on top, and a line at zero."""
    places = range(len(rows))
    axes.axvline(0, color=MUTED, linewidth=1, zorder=1)
    if threshold is not None:
        axes.axvline(threshold, color=WARM, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
    axes.hlines(
        places, [row.low for row in rows], [row.high for row in rows], color=SECOND, linewidth=3, zorder=2
    )
    axes.scatter([row.value for row in rows], places, color=ACCENT, s=46, zorder=3)
    axes.set_yticks(places, [row.label for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def forest_alt(what: str, rows: Sequence[ForestRow], places: int = 2, *, confidence: float = 0.95) -> str:
    """Say what a forest shows, row by row, for somebody who cannot see it."""
    parts = (
        f"{row.label} {signed(row.value, places)} ({interval(row.low, row.high, places)})" for row in rows
    )
    return f"{what}, with {percent_asked(100 * confidence)} intervals: {'; '.join(parts)}."
