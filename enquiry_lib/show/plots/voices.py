"""The pictures of answers before and after, and of who spoke of what."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from enquiry_lib.show.names import answer_labels, people_name
from enquiry_lib.show.numbers import WITHHELD, listed, number
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    GRID,
    INK,
    MUTED,
    SECOND,
    Picture,
    as_svg,
    drawing,
    foot,
    picture,
)
from enquiry_lib.stats.surveys import SurveyChange
from enquiry_lib.stats.voices import NOT_STATED, Theme, ThemeCount

MOST_THEMES = 20
LABEL_LETTERS = 28  # in a line of a label

# --- answers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Dumbbell:
    label: str
    before: float
    after: float


@picture.register
def _(result: SurveyChange) -> Picture | None:
    scale = _usual_scale(result)
    label = answer_labels(result)
    rows = [
        _Dumbbell(label(line), line.mean_before, line.mean_after)
        for line in result.lines
        if line.n and line.mean_before is not None and line.mean_after is not None
        if (line.lowest, line.highest) == scale
    ]
    if scale is None or not rows:
        return None
    what = f"Mean answers of the same people on a scale from {scale[0]:g} to {scale[1]:g}"
    with drawing(1.2 + 0.42 * len(rows)) as (figure, axes):
        _dumbbells(axes, rows)
        _scale(axes, *scale)
        foot(figure, f"{what}.")
        said = (
            f"{row.label} {number(row.before, 2)} before and {number(row.after, 2)} after" for row in rows
        )
        return Picture(as_svg(figure), f"{what}: {'; '.join(said)}.")


def _usual_scale(result: SurveyChange) -> tuple[float, float] | None:
    """Give the scale of most lines that have numbers, the first of equals; there is one scale in a picture."""
    scales = Counter((line.lowest, line.highest) for line in result.lines if line.n)
    return scales.most_common(1)[0][0] if scales else None


def _scale(axes: Axes, lowest: float, highest: float) -> None:
    """Mark the scale in whole numbers, with room beside its ends for what is written there."""
    marks = MaxNLocator(nbins=10, integer=True).tick_values(lowest, highest)
    axes.set_xticks([mark for mark in marks if lowest <= mark <= highest])
    room = 0.15 * (highest - lowest)
    axes.set_xlim(lowest - room, highest + room)


def _dumbbells(axes: Axes, rows: list[_Dumbbell]) -> None:
    """Draw before and after of each row, joined, with the numbers beside them and the words above the first."""
    for place, row in enumerate(rows):
        axes.hlines(place, row.before, row.after, color=SECOND, linewidth=3, zorder=2)
        axes.scatter(row.before, place, facecolor="white", edgecolor=ACCENT, linewidth=1.6, s=52, zorder=3)
        axes.scatter(row.after, place, color=ACCENT, s=58, zorder=4)
        side = 1 if row.after >= row.before else -1
        _beside(axes, (row.before, place), number(row.before, 2), side=-side, color=MUTED)
        _beside(axes, (row.after, place), number(row.after, 2), side=side, color=INK)
        if place == 0:
            _beside(axes, (row.before, place), "before", side=-side, color=MUTED, up=13)
            _beside(axes, (row.after, place), "after", side=side, color=INK, up=13)
    axes.set_yticks(range(len(rows)), [textwrap.fill(row.label, LABEL_LETTERS) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.8)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _beside(
    axes: Axes, point: tuple[float, float], text: str, *, side: int, color: str, up: float = 0
) -> None:
    """Write on one side of a point, left below zero, or close above it."""
    away = side * (2 if up else 8)
    axes.annotate(
        text, point, (away, up), textcoords="offset points", va="center",
        ha="left" if side > 0 else "right", color=color,
    )  # fmt: skip


# --- themes -----------------------------------------------------------------------------------------------


@picture.register
def _(result: ThemeCount) -> Picture | None:
    shown = [theme for theme in result.themes if theme.people is not None]
    largest = max((count or 0 for theme in shown for count in theme.by_group), default=0)
    if not largest or len(shown) < 2 or len(shown) > MOST_THEMES:
        return None
    names = [_group(group.name) for group in result.groups]
    with drawing(1.2 + 0.46 * len(shown)) as (figure, axes):
        for row, theme in enumerate(shown):
            for column, count in enumerate(theme.by_group):
                _disc(axes, column, row, count, largest)
        axes.set_xticks(range(len(names)), names)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.set_yticks(range(len(shown)), [textwrap.fill(theme.theme, LABEL_LETTERS) for theme in shown])
        axes.set_xlim(-0.6, len(names) - 0.4)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.spines["top"].set_visible(False)
        axes.spines["bottom"].set_visible(False)
        hidden = any(count is None for theme in shown for count in theme.by_group)
        foot(
            figure, f"How many people spoke of each theme{'; c: confidential, not shown' if hidden else ''}."
        )
        said = (f"{theme.theme}: {_told(theme, names)}" for theme in shown)
        return Picture(as_svg(figure), f"How many people spoke of each theme. {'; '.join(said)}.")


def _told(theme: Theme, names: list[str]) -> str:
    """Say the counts of a theme, for somebody who cannot see them."""
    counts = zip(theme.by_group, names, strict=True)
    return listed([f"{name} not shown" if count is None else f"{count} {name}" for count, name in counts])


def _group(name: str) -> str:
    return "not stated" if name == NOT_STATED else people_name(name)


def _disc(axes: Axes, column: int, row: int, count: int | None, largest: int) -> None:
    """Draw a count as a disc of that area with its number; nothing but the letter where it is withheld."""
    if count:
        axes.scatter(column, row, s=700 * count / largest, color=SECOND, alpha=0.55, linewidth=0, zorder=2)
    text = WITHHELD if count is None else number(count, 0)
    axes.annotate(text, (column, row), va="center", ha="center", color=INK if count else MUTED, zorder=3)
