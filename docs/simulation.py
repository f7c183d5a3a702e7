"""Write docs/simulation.md: how often the intervals hold a truth that is known, and when a design misleads.

python docs/simulation.py [--draws 5000] [--workers 2] [--print-only]

The numbers are the same with any number of workers. What is drawn and asked is in tests/simulated.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "simulation.md"
sys.path.insert(0, str(ROOT / "tests"))

from simulated import by_lot, misleading  # noqa: E402 - beside the tests
from simulated.judging import Mean, Tally, broken  # noqa: E402
from simulated.running import SEED, simulate  # noqa: E402

BEGIN, END = "<!-- begin: python docs/simulation.py -->", "<!-- end -->"
PACKAGES = ("enquiry-workbooks", "numpy", "scipy", "pandas", "statsmodels")

BY_LOT = (
    "| Who was allocated | Asked with | True effect | Bias | Interval holds the truth | Bias of the effect size "
    "| Its interval holds the truth | Interval leaves out nought | Note |",
    "|---|---|---|---|---|---|---|---|---|",
)
LOOK_ALIKES = (
    "| What was done | Asked with | Found though nothing is there | Interval holds the truth | Leaves out nought | Note |",
    "|---|---|---|---|---|---|",
)


def section(draws: int, workers: int) -> str:
    """Simulate everything, and give both tables between their marks."""
    tables = (
        simulate(designs, draws=draws, workers=workers) for designs in (by_lot.DESIGNS, misleading.DESIGNS)
    )
    return told(draws, *tables)


def told(draws: int, lots: list[Tally], others: list[Tally]) -> str:
    """Give the tallies of designs by lot and of the others as two tables between their marks."""
    lines = [BEGIN, "", _made(draws), "", "### A lot decided", "", *BY_LOT, *_table(lots, _by_lot)]
    lines += ["", "### No lot, or a lot forgotten: nothing had any effect", "", *LOOK_ALIKES]
    return "\n".join([*lines, *_table(others, _look_alike), "", END])


def _made(draws: int) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Made on {dt.date.today().isoformat()} with {draws} draws of each design (a fifth of that where the note says so), "
        f"seed {SEED}, Python {platform.python_version()}, {packages}. After ± stands the Monte Carlo error."
    )


# --- rows -------------------------------------------------------------------------------------------------


def _table(tallies: Iterable[Tally], cells: Callable[[Tally], tuple[str, ...]]) -> Iterator[str]:
    """Give a row for each tally, and below them what the letters stand for."""
    notes: dict[str, str] = {}
    for tally in tallies:
        letters = [notes.setdefault(note, chr(ord("a") + len(notes))) for note in _notes(tally)]
        row = (tally.design.title, tally.ask.title, *cells(tally), " ".join(letters))
        yield f"| {' | '.join(row)} |"
    yield ""
    yield from (f"- **{letter}** {note}" for note, letter in notes.items())


def _notes(tally: Tally) -> Iterator[str]:
    """Say why it is wide or misleads, what it lacks, and how often it was drawn where that is not as often as the others."""
    ask = tally.ask
    if ask.why:
        yield f"{'Misleads. ' if ask.misleads else 'Wide on purpose. ' if ask.conservative else ''}{ask.why}"
    if tally.design.share < 1:
        yield f"{tally.draws} draws."
    yield from (f"**Beyond the bounds: {name}.**" for name in broken(tally, errors=0))


def _by_lot(tally: Tally) -> tuple[str, ...]:
    return (
        f"{tally.effect:g}",
        points(tally.bias),
        percent(tally.inside),
        points(tally.size_bias),
        percent(tally.size_inside),
        percent(tally.beyond),
    )


def _look_alike(tally: Tally) -> tuple[str, ...]:
    return points(tally.bias), percent(tally.inside), percent(tally.beyond)


def points(mean: Mean) -> str:
    """Give a mean in SD with its Monte Carlo error, or a dash."""
    told = f"{mean.value:.3f} ± {mean.error:.3f}".replace("-0.000", "0.000").replace("-", "−")
    return "–" if math.isnan(mean.value) else told


def percent(mean: Mean) -> str:
    """Give a share in percent with its Monte Carlo error, or a dash."""
    return "–" if math.isnan(mean.value) else f"{100 * mean.value:.1f}% ± {100 * mean.error:.1f}"


def written(page: str, found: str) -> str:
    """Give the page with other tables."""
    before, _, rest = page.partition(BEGIN)
    return before + found + rest.partition(END)[2]


def main() -> None:
    """Simulate, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--print-only", action="store_true")
    asked = parser.parse_args()
    found = section(asked.draws, asked.workers)
    print(found)  # noqa: T201 - a command for people
    if not asked.print_only:
        page = written(PAGE.read_text(encoding="utf-8"), found)
        PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
