"""Schools' effects to pool, for tests."""

from __future__ import annotations

from typing import Any

import pandas as pd
from trials import checks

from enquiry_lib.stats.pooling import Pool, pool_effects


def pooled(g: Any, variance: Any, **asked: Any) -> Pool:
    """Pool effects of schools that are numbered."""
    table = pd.DataFrame({"g": g, "variance": variance})
    result = pool_effects(table.assign(label=table.index.astype(str)), **asked)
    assert isinstance(result, Pool)
    return result


def ten_schools() -> pd.DataFrame:
    """Give the ten made-up schools whose pool is pinned."""
    table = pd.DataFrame(checks("pooling")["ten_schools"]["given"])
    return table.assign(label=[f"School {number}" for number in range(10)], variance=table["se"] ** 2)
