"""The pictures of gaps between groups of pupils, and of how they changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes

from enquiry_lib.show.names import gap_name, group_name
from enquiry_lib.show.numbers import number, rounded, signed
from enquiry_lib.show.plots.canvas import (
    ACCENT,
    WARM,
    ForestRow,
    Picture,
    as_svg,
    drawing,
    foot,
    forest,
    forest_alt,
    picture,
)
from enquiry_lib.show.plots.lettering import fitted
from enquiry_lib.show.wording.gaps import at_occasion
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.gap_lines import GapLine, Scanned
from enquiry_lib.stats.gap_pairs import PairScan
from enquiry_lib.stats.gap_years import GapsOverYears
from enquiry_lib.stats.gaps import Gap, GapScan
from enquiry_lib.stats.narrowing import Narrowing

MOST_GAPS = 10
LABEL = 215.0  # points; a longer name is broken into lines
LETTERS = 10.5  # points, as all labels are
PLANNED = " (planned)"


@picture.register
def _(result: GapScan) -> Picture | None:
    changes = _changes(result) if result.planned is not None else None
    if changes:
        return changes
    occasion = _latest_occasion(result.gaps)
    gaps = [gap for gap in result.gaps if gap.occasion == occasion]
    return _gaps(result, gaps, f"Group minus other pupils{at_occasion(occasion)}", result.is_planned)


@picture.register
def _(result: PairScan) -> Picture | None:
    occasion = _latest_occasion(result.gaps)
    gaps = [gap for gap in result.gaps if gap.occasion == occasion]
    return _gaps(result, gaps, f"Gaps of pupils in two groups at once{at_occasion(occasion)}")


@picture.register
def _(result: GapsOverYears) -> Picture | None:
    return _gaps(result, result.gaps, "Group minus other pupils of their year")


def _gaps(
    result: Scanned[Any],
    gaps: Sequence[GapLine],
    what: str,
    is_planned: Callable[[Any], bool] = lambda _: False,
) -> Picture | None:
    """Draw the gaps furthest behind: filled where they stand out, with a tick where each more likely is."""
    shown = [gap for gap in gaps if gap.g is not None]
    drawn, left = shown[:MOST_GAPS], len(shown[MOST_GAPS:])
    labels = [(gap_name(gap) + PLANNED * is_planned(gap), _test(result, gap)) for gap in drawn]
    rows = [row for gap, label in zip(drawn, labels, strict=True) if (row := _gap_row(gap, label))]
    if not rows:
        return None
    what = f"{what}, in standard deviations"
    likely = [gap.shrunk for gap in drawn if gap.shrunk is not None]
    with drawing(_height(labels) + 0.2 * (bool(likely) + bool(left))) as (figure, axes):
        forest(axes, rows)
        _name(axes, labels)
        _mark(axes, rows, drawn, likely)
        foot(figure, _foot(f"{what}, with {by(result.confidence)}.", likely, left))
        alt = forest_alt(what, rows, confidence=result.confidence)
        return Picture(as_svg(figure), alt + _also(drawn, rows))


def _changes(result: GapScan) -> Picture | None:
    """Draw how gaps changed, those that the plan names first and filled, and of the others the narrowed before the widened."""
    shown = [line for line in result.narrowings if line.change is not None]
    drawn = sorted(shown, key=lambda line: (not result.is_planned(line), line.change))[:MOST_GAPS]
    labels = [(_whom(result, line), _levels(line)) for line in drawn]
    rows = [
        ForestRow(", ".join(label), line.change, line.low, line.high)
        for line, label in zip(drawn, labels, strict=True)
        if line.change is not None and line.low is not None and line.high is not None
    ]
    if not rows:
        return None
    what = "Change of the gap to all pupils, in points"
    with drawing(_height(labels)) as (figure, axes):
        forest(axes, rows)
        _name(axes, labels)
        _fill(axes, rows, [result.is_planned(line) for line in drawn])
        foot(
            figure,
            f"{what}, with {by(result.confidence)}.\nLeft of the line: the gap became narrower. Filled: planned.",
        )
        return Picture(as_svg(figure), forest_alt(what, rows, 1, confidence=result.confidence))


def _whom(result: GapScan, line: Narrowing) -> str:
    """Name the group of a change, and its test where there are several."""
    test = _test(result, line)
    return (
        group_name(line.group, line.member)
        + PLANNED * result.is_planned(line)
        + (f", {test}" if test else "")
    )


def _levels(line: Narrowing) -> str:
    """Say how large a gap was and is; one that is below zero is a lead."""
    before, after = (
        "level" if rounded(gap) == 0 else f"{number(abs(gap))} {'ahead' if gap < 0 else 'behind'}"
        for gap in (line.gap_before or 0.0, line.gap_after or 0.0)
    )
    return f"{before}, then {after}"


def _test(result: Scanned[Any], line: GapLine | Narrowing) -> str:
    """Name the test of a line, where there are several."""
    return line.measure if len({gap.measure for gap in result.gaps}) > 1 else ""


def _name(axes: Axes, labels: Sequence[tuple[str, str]]) -> None:
    """Write each row's name, broken into lines, so that there is room for the intervals."""
    axes.set_yticks(range(len(labels)), ["\n".join(_lines(label)) for label in labels], linespacing=1.05)


def _lines(label: tuple[str, str]) -> list[str]:
    return [line for part in label for line in fitted(part, LABEL, size=LETTERS)]


def _height(labels: Sequence[tuple[str, str]]) -> float:
    """Give how many inches so many rows need, each as high as the one with the most lines."""
    return 1.1 + (0.14 + 0.155 * max((len(_lines(label)) for label in labels), default=1)) * len(labels)


def _mark(axes: Axes, rows: Sequence[ForestRow], gaps: Sequence[GapLine], likely: Sequence[float]) -> None:
    """Empty the points that do not stand out, and tick what each gap more likely is."""
    _fill(axes, rows, [bool(gap.stands_out) for gap in gaps])
    if likely:
        axes.scatter(likely, range(len(rows)), marker="|", s=150, color=WARM, linewidths=2.2, zorder=5)


def _fill(axes: Axes, rows: Sequence[ForestRow], filled: Sequence[bool]) -> None:
    """Empty the points that are not to be filled."""
    inside = [ACCENT if full else "white" for full in filled]
    places, values = range(len(rows)), [row.value for row in rows]
    axes.scatter(values, places, s=46, facecolors=inside, edgecolors=ACCENT, linewidths=1.4, zorder=4)


def _foot(what: str, likely: Sequence[float], left: int) -> str:
    """Say what is seen; `left` gaps are further ahead than those drawn."""
    lines = [
        what,
        "Left of the line: the group scored lower. Filled: stands out.",
        *(["Tick: what it more likely is, allowing for how many were looked at."] if likely else []),
        *([f"Drawn are the {MOST_GAPS} furthest behind of {MOST_GAPS + left}."] if left else []),
    ]
    return "\n".join(lines)


def _also(gaps: Sequence[GapLine], rows: Sequence[ForestRow]) -> str:
    """Say which gaps stand out, and what each more likely is, for somebody who cannot see it."""
    out = [row.label for row, gap in zip(rows, gaps, strict=True) if gap.stands_out]
    said = f" Standing out: {'; '.join(out)}." if out else " No gap stands out."
    likely = [
        f"{row.label} {signed(gap.shrunk, 2)}"
        for row, gap in zip(rows, gaps, strict=True)
        if gap.shrunk is not None
    ]
    return said + (
        f" Allowing for how many were looked at, more likely: {'; '.join(likely)}." if likely else ""
    )


def _latest_occasion(gaps: Sequence[Gap]) -> str:
    """Name the occasion to draw: the last one in the data, after the baseline where there is one."""
    occasions = list(dict.fromkeys(gap.occasion for gap in gaps))
    later = [occasion for occasion in occasions if occasion != "baseline"]
    return (later or occasions or [""])[-1]


def _gap_row(gap: GapLine, label: tuple[str, str]) -> ForestRow | None:
    if gap.g is None or gap.low is None or gap.high is None:
        return None
    return ForestRow(", ".join(filter(None, label)), gap.g, gap.low, gap.high)
