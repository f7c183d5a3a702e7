"""Small made-up trials, public data sets, and the answers of others' software, for tests of effects."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from enquiry_lib.stats.effect_sizes import EffectSize, Estimated


@cache
def checks(file: str) -> dict[str, Any]:
    """Read the checks of a file of pinned answers."""
    path = Path(__file__).parent / "reference" / f"{file}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["checks"]
    return found


PINNED = checks("effects")


def pinned(name: str, file: str = "effects") -> Any:
    """Give pinned values as pytest compares them, with their stated tolerance."""
    check = checks(file)[name]
    kind = {"absolute": "abs", "relative": "rel"}[check["kind"]]
    return {key: pytest.approx(value, **{kind: check["tolerance"]}) for key, value in check["value"].items()}


def known(shared: Path, folder: str, file: str = "data.csv") -> pd.DataFrame:
    """Read a public data set of the shared folder."""
    return pd.read_csv(shared / "known_answers" / folder / file, encoding="utf-8")


def found(result: Any, expected: dict[str, Any]) -> dict[str, Any]:
    """Give a result's numbers of the names expected."""
    return {name: getattr(result, name) for name in expected}


def variants(result: Estimated) -> dict[str, EffectSize]:
    """Give every effect size of a result by its kind."""
    return {size.kind: size for size in (result.effect, *result.variants)}


def benchmark() -> pd.DataFrame:
    """Make the benchmark of 12 schools with 20 pupils each; it has no random numbers."""
    j, i = (grid.ravel() for grid in np.meshgrid(np.arange(1, 13), np.arange(1, 21), indexing="ij"))
    pre = np.round(100 + 10 * np.sin(1.3 * i + 0.7 * j) + 3 * np.cos(0.5 * i * j), 1)
    treat = (i + j) % 2
    noise = 4 * np.sin(2.1 * j) + 8 * np.sin(3.7 * i * j + 0.3 * i)
    post = np.round(20 + 0.8 * pre + 3 * treat + noise, 1)
    return pd.DataFrame({"pupil_id": np.arange(240), "treat": treat, "pre": pre, "post": post})


def small_trial(**columns: Any) -> pd.DataFrame:
    """Make twelve pupils in two arms, with columns replaced as a test needs."""
    after = [12.0, 9, 14, 8, 11, 10, 15, 7, 13, 12, 10, 9]
    before = [10.0, 8, 12, 8, 9, 9, 12, 7, 11, 10, 9, 9]
    arm = ["intervention", "comparison"] * 6
    table = {"pupil_id": [f"P{n}" for n in range(12)], "before": before, "after": after, "arm": arm}
    return pd.DataFrame(table | columns)
