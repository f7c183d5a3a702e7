"""Nine schools of three to nineteen pupils, made by formula as tests/reference/robust.R makes them."""

from __future__ import annotations

import numpy as np
import pandas as pd

SIZES = (3, 5, 8, 4, 19, 7, 12, 6, 9)


def nine_schools() -> pd.DataFrame:
    """Make the pupils of nine schools: an arm by school, an arm by pupil, a score before and a category."""
    school = np.repeat(np.arange(1, 10), SIZES)
    pupil = np.concatenate([np.arange(1, size + 1) for size in SIZES])
    pre = np.round(50 + 9 * np.sin(1.7 * pupil + school) + 2 * school, 1)
    noise = 5 * np.cos(2.3 * school) + (3 + pupil % 4) * np.sin(5.1 * pupil * school)
    table = {
        "pupil_id": [f"P{number:03d}" for number in range(len(school))],
        "school": school,
        "pre": pre,
        "by_school": np.isin(school, [1, 4, 5, 9]).astype(int),
        "by_pupil": pupil % 2,
        "kind": np.array(["a", "b", "c"])[pupil * school % 3],
        "post": np.round(10 + 0.7 * pre + noise, 1),
    }
    return pd.DataFrame(table)
