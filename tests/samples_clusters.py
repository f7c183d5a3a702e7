"""Whole classes compared, pupils compared within them, and a test put right, for tests of the show room."""

from __future__ import annotations

import numpy as np
import pandas as pd
from clustered import benchmark, classes, uneven, whole_schools, within_schools

from enquiry_lib.stats.result import Result
from enquiry_lib.stats.trials.blocks import compare_in_blocks
from enquiry_lib.stats.trials.clusters import ClusteredDescription, ClusteredEffect, compare_clusters
from enquiry_lib.stats.trials.correction import correct_for_clusters
from enquiry_lib.stats.trials.sites import MultisiteEffect, compare_in_sites
from enquiry_lib.stats.two_groups import TwoGroupEffect


def in_classes(*sizes_of: int, seed: int = 3) -> ClusteredEffect | ClusteredDescription:
    """Compare whole classes of so many pupils, every other treated."""
    table = classes(*sizes_of, seed=seed)
    result = compare_clusters(table, outcome="after", arm="arm", cluster="class", baseline="before")
    assert isinstance(result, ClusteredEffect | ClusteredDescription)
    return result


def within_classes(*sizes_of: int, names: str = "ABCDEF") -> MultisiteEffect:
    """Compare pupils within classes of so many, which bear the names given."""
    table = classes(*sizes_of)
    arm = np.where(np.arange(len(table)) % 2, "comparison", "intervention")
    called = dict(zip("ABCDEF", names, strict=True))
    result = compare_in_sites(
        table.assign(arm=arm, **{"class": table["class"].map(called)}),
        outcome="after",
        arm="arm",
        site="class",
        baseline="before",
    )
    assert isinstance(result, MultisiteEffect)
    return result


def few_within_classes(few: int, *, baseline: str | None = None) -> MultisiteEffect:
    """Compare so few treated pupils of three classes with the others."""
    table = classes(20, 20, 20).assign(arm="comparison")
    table.loc[table.index[::7][:few], "arm"] = "intervention"
    result = compare_in_sites(table, outcome="after", arm="arm", site="class", baseline=baseline)
    assert isinstance(result, MultisiteEffect)
    return result


def in_blocks(table: pd.DataFrame) -> TwoGroupEffect:
    """Compare pupils with their schools as blocks."""
    result = compare_in_blocks(
        table, outcome="post", arm="treat", block="school", baseline="pre", treated=1, control=0
    )
    assert isinstance(result, TwoGroupEffect)
    return result


def every() -> list[Result]:
    """One result of every kind, with nothing withheld."""
    table = benchmark(whole=False)
    return [
        whole_schools(),
        whole_schools(uneven(), small_sample="kenward_roger", confidence=0.9),
        whole_schools(uneven()),
        in_classes(20, 22, 24),
        in_classes(24, 26),
        within_schools(),
        within_schools(slopes=False),
        within_classes(40, 30, 30, 12, 36, 30),
        in_blocks(table.assign(treat=np.where(table["school"] == 5, 1, table["treat"]))),
        correct_for_clusters(2.5, pupils=400, per_cluster=20, icc=0.2),
        correct_for_clusters(1.2, pupils=90, per_cluster=14.5, icc=0.1),
        correct_for_clusters(6.0, pupils=900, per_cluster=25, icc=0.05),
    ]


def differing() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten people."""
    return [
        (in_classes(30, 4, 30, 4), in_classes(30, 3, 30, 3)),
        (in_classes(30, 1, 30), in_classes(30, 9, 30)),
        (in_classes(30, 8), in_classes(30, 7)),
        (few_within_classes(9), few_within_classes(4)),
        (few_within_classes(1), few_within_classes(9)),
        (few_within_classes(9, baseline="before"), few_within_classes(4, baseline="before")),
        (
            within_classes(12, 16, 40, 40, 40, 30),
            within_classes(12, 16, 40, 40, 40, 30, names="BACDEF"),
        ),
    ]
