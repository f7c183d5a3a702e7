"""Made-up reading tests of pupils in groups, for tests of gaps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from enquiry_lib.stats.gaps import GapScan, scan_gaps


def sitting(seed: int = 1, pupils: int = 80, **groups: Any) -> pd.DataFrame:
    """Make one reading test of so many pupils, with their groups."""
    scores = np.random.default_rng(seed).normal(100, 15, pupils).round(1)
    table = {"pupil_id": range(pupils), "measure": "Reading", "occasion": "baseline", "score": scores}
    return pd.DataFrame(table | groups)


def two_tests(group_gain: float, others_gain: float, *, gap: float = 10, noise: float = 1) -> pd.DataFrame:
    """Make 30 pupils with pupil premium, `gap` points behind 50 others, and what each gained on average."""
    rng = np.random.default_rng(3)
    yes = np.arange(80) < 30
    first = np.where(yes, 100 - gap, 100) + rng.normal(0, 5, 80)
    wobble = rng.normal(0, noise, 80)
    wobble -= np.where(yes, wobble[yes].mean(), wobble[~yes].mean())
    second = first + np.where(yes, group_gain, others_gain) + wobble
    before = sitting(pupil_premium=np.where(yes, "yes", "no")).assign(score=first)
    return pd.concat([before, before.assign(occasion="follow_up", score=second)], ignore_index=True)


def scan(outcomes: pd.DataFrame, *groups: str, **asked: Any) -> GapScan:
    """Scan the groups named, and expect gaps."""
    result = scan_gaps(outcomes, groups=list(groups) or ["pupil_premium"], **asked)
    assert isinstance(result, GapScan)
    return result
