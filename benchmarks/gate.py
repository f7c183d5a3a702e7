"""How long the gate takes for all results of a school together, beside its results one by one: one run, a ratio.

    python benchmarks/gate.py [--pupils N] [--enquiries N]

A school of 240 invented pupils with five enquiries: over 600 counts of the same pupils, about a seventh of them small.
Also printed: how many numbers are hidden in small tables beside the fewest that would do.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pandas as pd

from enquiry_lib.data.privacy import choose, choose_hidden

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import counted


def enquiry(draw: Random, pupils: list[counted.Pupil], name: str) -> pd.DataFrame:
    """Count the same pupils once more: other absences, other scores, other arms."""
    others = [
        replace(pupil, absent=other.absent, scored=other.scored, arm=other.arm)
        for pupil in pupils
        for other in [counted.some_pupil(draw, 0, 0)]
    ]
    frame = counted.report(others)
    return frame.assign(
        id=f"{name} " + frame["id"], margin=frame["margin"].map(lambda id_: id_ and f"{name} {id_}")
    )


def seconds(work: Callable[[], object]) -> float:
    """Time something once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def lost(tables: int = 100) -> tuple[int, int]:
    """Count what is hidden in small tables, and the fewest that would do."""
    draws = [(counted.two_way, counted.hierarchy)[seed % 2](Random(seed)) for seed in range(tables)]
    small = [table for table in draws if table["id"].nunique() <= 26]
    ours = sum(len(choose_hidden(table, smallest=10)) for table in small)
    return ours, sum(counted.fewest_hidden(table, 10) for table in small)


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=240)
    parser.add_argument("--enquiries", type=int, default=5)
    asked = parser.parse_args()
    draw = Random(1)
    pupils = counted.some_pupils(draw, asked.pupils, 4)
    frames = [enquiry(draw, pupils, f"enquiry {number}") for number in range(asked.enquiries)]
    together = pd.concat(frames)
    choose(frames[0], smallest=10)  # imports SciPy
    apart = seconds(lambda: [choose(frame, smallest=10) for frame in frames])
    joint = seconds(lambda: choose(together, smallest=10))
    hidden = choose(together, smallest=10)
    small = together.loc[together["count"].between(1, 9), "id"].nunique()
    print(f"{together['id'].nunique()} counts, {small} of them small: {len(hidden.hidden)} hidden")
    print(
        f"each enquiry by itself {apart:.2f} s; all together {joint:.2f} s: {joint / apart:.1f} times as long"
    )
    ours, least = lost()
    print(f"in small tables {ours} numbers hidden where {least} would do: {ours / least:.3f} times as many")


if __name__ == "__main__":
    main()
