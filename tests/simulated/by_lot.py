"""Designs in which a lot decides who gets the intervention: what the public functions have to get right.

A score has SD 1 over all pupils; the score before explains half of it, between schools as within. Of all variance 0.15
lies between classes or schools. True effects are in the same SD.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

import enquiry_lib as el
from enquiry_lib.stats.effect_sizes import Estimated

from .judging import Answer, Ask, Design, answered, judge

ICC, EXPLAINED = 0.15, 0.5
EACH = 30  # pupils of a school
SPREAD = 0.15  # SD of schools' true effects, where these differ
ARMS = np.array(["comparison", "intervention"])
ASKED: dict[str, Any] = {"outcome": "after", "arm": "arm", "baseline": "before", "pupil": None}


# --- drawing ----------------------------------------------------------------------------------------------


def by_lot(
    rng: np.random.Generator,
    effect: float,
    *,
    schools: int,
    each: int,
    whole: bool,
    icc: float = ICC,
    spread: float = 0.0,
) -> pd.DataFrame:
    """Draw pupils in schools; `whole` schools are allocated, or half of the pupils of each.

    `spread` is the SD of schools' true effects about `effect`.
    """
    school = np.repeat(np.arange(schools), each)

    def scores() -> np.ndarray:
        between, within = rng.standard_normal(schools), rng.standard_normal(len(school))
        return math.sqrt(icc) * between[school] + math.sqrt(1 - icc) * within

    before, rest = scores(), scores()
    if whole:
        treated = rng.permuted(np.arange(schools) % 2)[school]
    else:
        treated = rng.permuted(np.tile(np.arange(each) % 2, (schools, 1)), axis=1).ravel()
    effects = effect + spread * rng.standard_normal(schools)[school]
    after = math.sqrt(EXPLAINED) * before + math.sqrt(1 - EXPLAINED) * rest + treated * effects
    return pd.DataFrame({"school": school, "arm": ARMS[treated], "before": before, "after": after})


# --- asking -----------------------------------------------------------------------------------------------


def _sized(found: Any, effect: float) -> Answer:
    """Judge a difference in points and its effect size: points are SDs, so both have the same truth."""
    if not isinstance(found, Estimated):
        return Answer()
    return judge(
        getattr(found, "difference", None),
        found.low,
        found.high,
        effect,
        size=found.effect,
        true_size=effect,
    )


def as_pupils(data: pd.DataFrame, effect: float) -> Answer:
    """Ask as if pupils had been allocated one by one."""
    return _sized(el.compare_two_groups(data, **ASKED), effect)


def as_clusters(data: pd.DataFrame, effect: float, *, small_sample: str) -> Answer:
    """Ask with whole schools allocated."""
    return _sized(el.compare_clusters(data, cluster="school", small_sample=small_sample, **ASKED), effect)


def as_sites(data: pd.DataFrame, effect: float) -> Answer:
    """Ask with pupils allocated within schools, the difference free to differ between them."""
    return _sized(el.compare_in_sites(data, site="school", **ASKED), effect)


def as_blocks(data: pd.DataFrame, effect: float) -> Answer:
    """Ask with pupils allocated within schools, each school a block."""
    return _sized(el.compare_in_blocks(data, block="school", **ASKED), effect)


def as_network(data: pd.DataFrame, effect: float) -> Answer:
    """Ask each school by itself, and pool what they found."""
    found = [(name, el.compare_two_groups(pupils, **ASKED).effect) for name, pupils in data.groupby("school")]
    effects = [{"label": name, "g": size.g, "variance": size.se**2} for name, size in found]
    pool = el.pool_effects(pd.DataFrame(effects))
    return judge(pool.estimate, pool.low, pool.high, effect) if answered(pool) else Answer()


# --- the designs ------------------------------------------------------------------------------------------

CLUSTERS = {
    "satterthwaite": "compare_clusters",
    "kenward_roger": "compare_clusters, small_sample='kenward_roger'",
}
FEW_CLUSTERS = (
    "Where schools happen to look alike the variance between them is estimated as nought, and the interval still goes by "
    "the number of schools, not by that of the pupils. With few schools that happens often."
)
LARGER_OF_TWO = (
    "Hartung and Knapp's interval is never made narrower than the one without their correction (max(1, q)); where schools "
    "agree that is wide, the more so the fewer they are."
)
WEIGHED_BY_ITSELF = (
    "And drawn towards nought by about a twentieth: the variance of an effect size grows with the effect size (g²/2N), so a small school "
    "that happens to find more weighs less. That is so wherever standardised differences of small samples are pooled."
)
SUCH_AS_THESE = (
    "The interval is to hold for schools such as these, and goes by how many there are also where they happen to look alike. "
    "About these schools alone `compare_in_blocks` has a narrower one."
)


def _clusters(*ways: str, why: str = "") -> tuple[Ask, ...]:
    return tuple(
        Ask(CLUSTERS[way], partial(as_clusters, small_sample=way), why, conservative=bool(why))
        for way in ways
    )


BLOCKS = Ask("compare_in_blocks", as_blocks)
POOLED = Ask(
    "compare_two_groups in each, pool_effects",
    as_network,
    f"{LARGER_OF_TWO} {WEIGHED_BY_ITSELF}",
    conservative=True,
    biased=True,
)
SITES = Ask("compare_in_sites", as_sites, SUCH_AS_THESE, conservative=True)

DESIGNS = (
    Design(
        "pupils 30",
        "30 pupils of one school",
        partial(by_lot, schools=1, each=30, whole=False, icc=0.0),
        (Ask("compare_two_groups", as_pupils),),
        quick=True,
    ),
    Design(
        "classes 12",
        "12 whole classes of 20",
        partial(by_lot, schools=12, each=20, whole=True),
        _clusters(*CLUSTERS),
    ),
    Design(
        "whole 4",
        "4 whole schools of 30",
        partial(by_lot, schools=4, each=EACH, whole=True),
        _clusters(*CLUSTERS, why=FEW_CLUSTERS),
    ),
    Design(
        "whole 20",
        "20 whole schools of 30",
        partial(by_lot, schools=20, each=EACH, whole=True),
        _clusters("satterthwaite"),
    ),
    Design(
        "within 4",
        "pupils within 4 schools of 30, the same effect in each",
        partial(by_lot, schools=4, each=EACH, whole=False),
        (SITES, BLOCKS),
    ),
    Design(
        "within 20",
        "pupils within 20 schools of 30, the same effect in each",
        partial(by_lot, schools=20, each=EACH, whole=False),
        (SITES, BLOCKS),
    ),
    Design(
        "varying 4",
        "pupils within 4 schools of 30, effects that differ",
        partial(by_lot, schools=4, each=EACH, whole=False, spread=SPREAD),
        (SITES,),
    ),
    Design(
        "varying 20",
        "pupils within 20 schools of 30, effects that differ",
        partial(by_lot, schools=20, each=EACH, whole=False, spread=SPREAD),
        (Ask("compare_in_sites", as_sites),),
    ),
    Design(
        "pool 4",
        "a network of 4 schools, 30 pupils in each",
        partial(by_lot, schools=4, each=EACH, whole=False, icc=0.0),
        (POOLED,),
    ),
    Design(
        "pool 20",
        "a network of 20 schools, 30 pupils in each",
        partial(by_lot, schools=20, each=EACH, whole=False, icc=0.0),
        (POOLED,),
    ),
    Design(
        "pool varying 4",
        "a network of 4 schools, effects that differ",
        partial(by_lot, schools=4, each=EACH, whole=False, icc=0.0, spread=SPREAD),
        (POOLED,),
        share=0.2,
    ),
    Design(
        "pool varying 20",
        "a network of 20 schools, effects that differ",
        partial(by_lot, schools=20, each=EACH, whole=False, icc=0.0, spread=SPREAD),
        (POOLED,),
        share=0.2,
    ),
)
