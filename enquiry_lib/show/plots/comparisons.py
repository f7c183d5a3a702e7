"""The pictures of shares, ranks, plain means and several groups compared."""

from __future__ import annotations

import seaborn as sns
from matplotlib.axes import Axes

from enquiry_lib.show.names import column_name, column_words
from enquiry_lib.show.numbers import interval, number, percent
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    ForestRow,
    Picture,
    as_svg,
    drawing,
    foot,
    forest,
    forest_alt,
    picture,
)
from enquiry_lib.show.wording.comparisons import member
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.comparisons.association import Association
from enquiry_lib.stats.comparisons.means import MeansCompared
from enquiry_lib.stats.comparisons.ranks import RanksCompared
from enquiry_lib.stats.comparisons.several import SeveralGroups
from enquiry_lib.stats.comparisons.shares import Interval, SharesCompared
from enquiry_lib.stats.comparisons.shares_changed import SharesChanged

EVEN = 50.0  # pairs of 100, where neither group scores higher
MOST_COLUMNS = 6  # of a table, that can be told apart in a picture


def row_of(label: str, figure: Interval) -> ForestRow | None:
    """Give the row of a figure; None where it is withheld."""
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    return ForestRow(label, figure.value, figure.low, figure.high)


def _told(what: str, rows: list[ForestRow], confidence: float, places: int = 1) -> str:
    """Say what a picture shows, row by row, without signs."""
    parts = (
        f"{row.label} {number(row.value, places)} ({interval(row.low, row.high, places)})" for row in rows
    )
    return f"{what}, with {by(confidence)}s: {'; '.join(parts)}."


def _shares(
    result: SharesCompared | SharesChanged, what: str, figures: dict[str, Interval]
) -> Picture | None:
    """Draw two shares on the scale from 0 to 100%."""
    rows = [row for label, figure in figures.items() if (row := row_of(label, figure))]
    if len(rows) < len(figures):
        return None
    with drawing(1.9) as (figure, axes):
        forest(axes, rows)
        axes.set_xlim(0, 100)
        axes.xaxis.set_major_formatter("{x:.0f}%")
        foot(figure, f"{what}, with {by(result.confidence)}s.")
        return Picture(as_svg(figure), _told(f"{what}, in percent", rows, result.confidence))


@picture.register
def _(result: SharesCompared) -> Picture | None:
    figures = {result.treated: result.share_treated, result.control: result.share_control}
    return _shares(result, "Share of pupils in each group", figures)


@picture.register
def _(result: SharesChanged) -> Picture | None:
    figures = {"Before": result.share_before, "After": result.share_after}
    return _shares(result, "Share of the same pupils", figures)


@picture.register
def _(result: RanksCompared) -> Picture | None:
    row = row_of(f"{result.treated} higher", Interval(result.higher, result.higher_low, result.higher_high))
    if row is None:
        return None
    what = "Pairs of 100 in which the pupil of the group named scores higher"
    with drawing(1.55) as (figure, axes):
        forest(axes, [row], threshold=EVEN)
        axes.set_xlim(0, 100)
        foot(figure, f"{what}. Dashed: as often as not.")
        return Picture(as_svg(figure), _told(what, [row], result.confidence, 0))


@picture.register
def _(result: MeansCompared) -> Picture | None:
    row = row_of("Difference", Interval(result.difference, result.low, result.high))
    if row is None:
        return None
    what = "Difference between the groups in points"
    with drawing(1.55) as (figure, axes):
        forest(axes, [row])
        foot(figure, f"{what}, with {by(result.confidence)}.")
        _room(axes, min(row.low, 0), max(row.high, 0))
        return Picture(as_svg(figure), forest_alt(what, [row], 1, confidence=result.confidence))


def _room(axes: Axes, low: float, high: float) -> None:
    """Leave room beside the lowest and the highest."""
    beside = 0.08 * (high - low)
    axes.set_xlim(low - beside, high + beside)


@picture.register
def _(result: SeveralGroups) -> Picture | None:
    figures = {
        member(result.group, group.name): Interval(group.mean, group.low, group.high)
        for group in result.groups
    }
    rows = [row for label, figure in figures.items() if (row := row_of(label, figure)) and row.low == row.low]
    if not rows:
        return None
    what = f"Mean {column_words(result.outcome)} by {column_words(result.group)}"
    with drawing(1.1 + 0.36 * len(rows)) as (figure, axes):
        forest(axes, rows)
        _room(axes, min(row.low for row in rows), max(row.high for row in rows))
        foot(figure, f"{what}, with {by(result.confidence)}s.")
        return Picture(as_svg(figure), _told(what, rows, result.confidence))


@picture.register
def _(result: Association) -> Picture | None:
    shares = [[row.share(place) for place in range(len(result.columns))] for row in result.rows]
    known = [[part for part in row if part is not None] for row in shares]
    if len(result.columns) > MOST_COLUMNS or any(len(row) < len(result.columns) for row in known):
        return None
    columns = tuple(member(result.column, name) for name in result.columns)
    what = f"{column_name(result.column)} within each {column_words(result.row)}"
    with drawing(1.5 + 0.42 * len(known)) as (figure, axes):
        _stacked(axes, [member(result.row, row.name) for row in result.rows], columns, known)
        foot(figure, f"{what}, in percent of the pupils.")
        said = (
            f"{member(result.row, row.name)}: {', '.join(f'{name} {percent(part)}' for name, part in zip(columns, parts, strict=True))}"
            for row, parts in zip(result.rows, known, strict=True)
        )
        return Picture(as_svg(figure), f"{what}. {'; '.join(said)}.")


def _stacked(axes: Axes, labels: list[str], columns: tuple[str, ...], shares: list[list[float]]) -> None:
    """Draw each row as a bar of 100%, divided by the columns, whose names stand above."""
    colours = sns.light_palette(ACCENT, len(columns) + 1)[1:]
    places, begins = range(len(labels)), [0.0] * len(labels)
    for number_of, name in enumerate(columns):
        lengths = [row[number_of] for row in shares]
        axes.barh(
            places, lengths, left=begins, color=colours[number_of], edgecolor="white", height=0.62, label=name
        )
        begins = [begin + length for begin, length in zip(begins, lengths, strict=True)]
    axes.set_yticks(places, labels, parse_math=False)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.xaxis.set_major_formatter("{x:.0f}%")
    legend = axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(columns), frameon=False)
    for text in legend.get_texts():
        text.set_parse_math(False)
