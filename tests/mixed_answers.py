"""The models whose answers are pinned in reference/mixed.json, made anew."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import nested
import numpy as np
import pandas as pd
from trials import known

from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models.mixed import MixedFit, fit_mixed


class Model(NamedTuple):
    """A model: its table, its columns beside the constant, whose slope differs, and which coefficient is pinned."""

    table: pd.DataFrame
    predictors: tuple[str, ...] = ("treat", "pre")
    slope: str = ""
    of: int = 1
    reml: bool = True
    outcome: str = "post"
    group: str = "j"

    def column(self, name: str) -> Numbers:
        """Give a column as numbers."""
        return self.table[name].to_numpy(np.float64)

    def fit(self) -> MixedFit:
        """Fit the model."""
        columns = [np.ones(len(self.table)), *(self.column(name) for name in self.predictors)]
        slope = self.column(self.slope) if self.slope else None
        groups = self.table[self.group]
        found = fit_mixed(
            self.column(self.outcome), np.column_stack(columns), groups, slope=slope, reml=self.reml
        )
        assert found is not None
        return found

    def contrast(self) -> Numbers:
        """Give the contrast whose answers are pinned."""
        contrast: Numbers = np.eye(len(self.predictors) + 1)[self.of]
        return contrast


CRT, MST, UNEVEN = nested.schools(), nested.schools("mst"), nested.schools(uneven=True)
MODELS = {
    "crt": Model(CRT),
    "crt_treat_only": Model(CRT, ("treat",)),
    "crt_empty": Model(CRT, (), of=0),
    "crt_ml": Model(CRT, reml=False),
    "crt_four_schools": Model(CRT[CRT["j"] <= 4]),
    "crt_uneven": Model(UNEVEN),
    "crt_uneven_pre": Model(UNEVEN, of=2),
    "crt_uneven_ml": Model(UNEVEN, reml=False),
    "crt_uneven_slope": Model(UNEVEN, slope="pre"),
    "mst": Model(MST),
    "mst_slope": Model(MST, slope="treat"),
    "mst_uneven_slope": Model(nested.schools("mst", uneven=True), slope="treat"),
    "mst_slope_ml": Model(MST, slope="treat", reml=False),
    "boundary": Model(nested.schools(between=0, uneven=True)),
    "boundary_slope": Model(nested.schools("mst", between=0, uneven=True), slope="treat"),
}
"""Those that need no data of others."""
SINGULAR = ("crt_uneven_slope", "boundary", "boundary_slope")


def exam_models(shared: Path) -> dict[str, Model]:
    """Give the models of the public data set of Inner London schools."""
    table = known(shared, "mlm_exam")
    table = table.assign(
        boy=table["sex"] == "M", boys=table["schgend"] == "boys", girls=table["schgend"] == "girls"
    )
    both = ("standLRT", "boy", "boys", "girls")
    return {
        "exam_em1": Model(table, both, of=2, outcome="normexam", group="school"),
        "exam_slope": Model(table, ("standLRT",), slope="standLRT", outcome="normexam", group="school"),
    }
