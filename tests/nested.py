"""Pupils in schools without random numbers: the benchmark whose answers are in reference/mixed.json."""

from __future__ import annotations

import numpy as np
import pandas as pd


def schools(design: str = "crt", *, between: float = 4.0, uneven: bool = False) -> pd.DataFrame:
    """Make twelve schools `j` of twenty pupils each, or of 4 to 20 where `uneven`.

    design: "crt" treats every other school, "mst" every other pupil of each school.
    """
    j, i = (grid.ravel() for grid in np.meshgrid(np.arange(1, 13), np.arange(1, 21), indexing="ij"))
    pre = np.round(100 + 10 * np.sin(1.3 * i + 0.7 * j) + 3 * np.cos(0.5 * i * j), 1)
    treat = j % 2 if design == "crt" else (i + j) % 2
    noise = between * np.sin(2.1 * j) + 8 * np.sin(3.7 * i * j + 0.3 * i)
    post = np.round(20 + 0.8 * pre + 3 * treat + noise, 1)
    pupils = [f"P{number:04d}" for number in range(240)]
    table = pd.DataFrame({"pupil_id": pupils, "j": j, "treat": treat, "pre": pre, "post": post})
    return table[i <= 4 + (7 * j) % 17] if uneven else table
