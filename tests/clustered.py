"""The benchmark of twelve schools, whole schools or pupils within them treated, and small made-up classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from enquiry_lib.stats.effect_sizes import EffectSize
from enquiry_lib.stats.trials.clusters import ClusteredEffect, compare_clusters
from enquiry_lib.stats.trials.sites import MultisiteEffect, compare_in_sites

ASKED: dict[str, Any] = {
    "outcome": "post",
    "arm": "treat",
    "baseline": "pre",
    "treated": 1,
    "control": 0,
}


def benchmark(*, whole: bool = True, own: float = 4.0) -> pd.DataFrame:
    """Make the benchmark: 12 schools of 20 pupils, without random numbers.

    `whole` treats every other school, otherwise every other pupil. `own` is how far schools differ by themselves.
    """
    j, i = (grid.ravel() for grid in np.meshgrid(np.arange(1, 13), np.arange(1, 21), indexing="ij"))
    pre = np.round(100 + 10 * np.sin(1.3 * i + 0.7 * j) + 3 * np.cos(0.5 * i * j), 1)
    treat = (j if whole else i + j) % 2
    noise = own * np.sin(2.1 * j) + 8 * np.sin(3.7 * i * j + 0.3 * i)
    post = np.round(20 + 0.8 * pre + 3 * treat + noise, 1)
    ids = [f"P{number:04d}" for number in range(240)]
    columns = {"pupil_id": ids, "school": j, "number": i, "treat": treat, "pre": pre, "post": post}
    return pd.DataFrame(columns)


def uneven() -> pd.DataFrame:
    """Give the benchmark of whole schools with from 4 to 19 pupils left in each."""
    table = benchmark()
    return table[table["number"] <= 4 + 3 * (table["school"] % 6)]


def lost() -> pd.DataFrame:
    """Give the benchmark of pupils within schools with from 6 to 14 of them left in each."""
    table = benchmark(whole=False)
    return table[table["number"] <= 6 + 2 * (table["school"] % 5)]


def whole_schools(table: pd.DataFrame | None = None, **asked: Any) -> ClusteredEffect:
    """Compare whole schools, those of the benchmark where no others are given."""
    given = benchmark() if table is None else table
    result = compare_clusters(given, **(ASKED | {"cluster": "school"} | asked))
    assert isinstance(result, ClusteredEffect)
    return result


def within_schools(table: pd.DataFrame | None = None, **asked: Any) -> MultisiteEffect:
    """Compare pupils within schools, those of the benchmark where no others are given."""
    given = benchmark(whole=False) if table is None else table
    result = compare_in_sites(given, **(ASKED | {"site": "school"} | asked))
    assert isinstance(result, MultisiteEffect)
    return result


def variances(result: ClusteredEffect | MultisiteEffect) -> dict[str, float | None]:
    """Give the variances of a result by model and place."""
    return {
        f"{found.model} {where}": getattr(found, where)
        for found in result.variances
        for where in ("between", "within", "icc")
    }


def sizes(result: ClusteredEffect | MultisiteEffect) -> dict[str, EffectSize]:
    """Give the effect sizes of a result by kind."""
    return {size.kind: size for size in (result.effect, *result.variants)}


def classes(*sizes_of: int, start: int = 0, seed: int = 3) -> pd.DataFrame:
    """Make classes of so many pupils, the first, third and so on treated; classes and scores as names and numbers."""
    draws = np.random.default_rng(seed)
    names = np.repeat([chr(65 + number) for number in range(len(sizes_of))], sizes_of)
    arms = np.repeat(
        [("intervention", "comparison")[number % 2] for number in range(len(sizes_of))], sizes_of
    )
    n = len(names)
    before = draws.normal(100, 15, n)
    after = 30 + 0.7 * before + draws.normal(0, 8, n)
    ids = [f"P{number + start:04d}" for number in range(n)]
    return pd.DataFrame({"pupil_id": ids, "class": names, "arm": arms, "before": before, "after": after})
