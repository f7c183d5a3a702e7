"""Power: the smallest effect a comparison of pupils could reliably show, worked out before the work starts.

The minimum detectable effect size (MDES) of pupils allocated one by one is M · √((1 − R²) / (P (1 − P) n)), with P
the share in the intervention group, R² what covariates explain, and M = t(1 − α/2) + t(power) on n − g − 2 degrees
of freedom for g covariates (Bloom 1995; PowerUpR's `mdes.ira`).
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.power.worthwhile import Precision, Worthwhile, hold_against, need_size
from enquiry_lib.stats.result import Cell, Counted, NotEnough

GOOD_PRETEST = 0.5  # of the differences between pupils after, explained by the test before
LADDER = (30, 60, 120, 240, 480)
LARGE_TRIALS = 0.06  # SD: the mean effect of 141 large trials in schools (Lortie-Forgues and Inglis 2019)
FEWEST = 4  # pupils; one degree of freedom beside the two means and a pre-test

CAUTIONS = {
    "one_by_one": "This holds where pupils are allocated one by one; where whole classes or schools are, it takes far "
    "more pupils.",
    "no_threshold": "How large a difference would be worth the effort is not set, so nothing says whether this is enough. Set it in the "
    "plan, with where the outcome comes from, and it will stand beside what can be noticed.",
    "no_unit": "The difference called worth the effort is not used yet: the plan does not say where the outcome comes from. Say it "
    "there, and it will stand beside what can be noticed.",
    "noticed_only": "Noticed means told from nought. To be as sure as a plan asks that a difference is large enough to be worth the "
    "effort, it has to be larger than that, or more pupils have to take part.",
    "nobody_leaves": "It counts pupils who stay to the end and take the test, so plan for a few who do not.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

PUPILS, TREATED, OTHERS = "planned|pupils", "planned|intervention group", "planned|comparison group"


@dataclass(frozen=True)
class Rung:
    """What so many pupils in two equal groups could show, without and with a good pre-test."""

    pupils: int
    without_pretest: float
    with_pretest: float


@dataclass(frozen=True, kw_only=True)
class DetectableEffect(Counted):
    """The smallest effects, in SD, that a comparison of so many pupils would find with the chance `power`.

    `smallest` is for the covariates asked about; `without_pretest` and `with_pretest` are for the same pupils with
    none and with a test before that explains half of the differences after. The `ladder` is about other numbers
    of pupils in two equal groups. `worthwhile` is the difference called worth the effort, where one was.
    """

    pupils: int | None
    treated: float | None
    r_squared: float
    covariates: int
    power: float
    confidence: float
    smallest: float | None
    without_pretest: float | None
    with_pretest: float | None
    ladder: tuple[Rung, ...]
    worthwhile: Worthwhile | None = None

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        if not {PUPILS, TREATED, OTHERS} & set(ids):
            return self
        kept = ("r_squared", "covariates", "power", "confidence", "ladder", "worthwhile")
        size = self.worthwhile and self.worthwhile.without_numbers()
        return replace(common.without_numbers(self, keep=kept), counted=(), worthwhile=size)


def detectable_effect(
    pupils: int,
    *,
    treated: float = 0.5,
    r_squared: float = 0.0,
    covariates: int = 0,
    power: float = 0.8,
    confidence: float = 0.95,
    worthwhile: float | None = None,
) -> DetectableEffect | NotEnough:
    """Work out the smallest effect that a comparison of so many pupils could reliably show.

    `pupils` are those of both groups together and `treated` the share of them in the intervention group.
    `r_squared` is the share of the differences between pupils that the `covariates` explain. `power` is the
    chance of finding such an effect when it is there, `confidence` that of the interval. `worthwhile`, in SD,
    is the difference called worth the effort, to be held against that. NotEnough for fewer pupils than the formula can
    bear. Raises WrongValue.

    >>> found = detectable_effect(60)
    >>> round(found.without_pretest, 2), round(found.with_pretest, 2)
    (0.74, 0.52)
    >>> asked = detectable_effect(60, worthwhile=0.2).worthwhile
    >>> round(asked.chance, 2), asked.needed
    (0.19, 395)
    """
    need_size(worthwhile)
    _check(treated=treated, r_squared=r_squared, covariates=covariates, power=power, confidence=confidence)
    if pupils < max(FEWEST, covariates + 3):
        return NotEnough(
            "The smallest effect that could be seen",
            "too few pupils are planned for any comparison",
            "Write into the plan how many pupils both groups will have together.",
        )

    without, with_pretest = _without_and_with(pupils, treated, power, confidence)
    return DetectableEffect(
        counted=_cells(pupils, treated),
        cautions=cautions(worthwhile),
        pupils=pupils,
        treated=treated,
        r_squared=r_squared,
        covariates=covariates,
        power=power,
        confidence=confidence,
        smallest=mdes(
            pupils,
            treated=treated,
            r_squared=r_squared,
            covariates=covariates,
            power=power,
            confidence=confidence,
        ),
        without_pretest=without,
        with_pretest=with_pretest,
        ladder=tuple(Rung(n, *_without_and_with(n, 0.5, power, confidence)) for n in LADDER),
        worthwhile=_held_against(worthwhile, pupils, treated, power, confidence),
    )


def smallest_change(pupils: int, *, power: float = 0.8, confidence: float = 0.95) -> float:
    """Give the smallest change of one group, in SD of a score, that its pupils would show; NaN for fewer than two.

    The scores before and after are as alike as a good test before makes them: changes then have an SD of √(2 − 2r).

    >>> round(smallest_change(30), 2), round(smallest_change(120), 2)
    (0.41, 0.2)
    """
    spread = math.sqrt(2 - 2 * math.sqrt(GOOD_PRETEST))
    return Precision(spread / math.sqrt(max(pupils, 1)), pupils - 1).smallest(power, confidence)


def cautions(worthwhile: float | None) -> tuple[str, ...]:
    """Give the cautions of a plan, with or without a difference that was called worth the effort."""
    found = {"no_threshold": False, "no_unit": False, "noticed_only": worthwhile is not None}
    return tuple(code for code in CAUTIONS if found.get(code, True))


def _held_against(
    size: float | None, pupils: int, treated: float, power: float, confidence: float
) -> Worthwhile | None:
    """Hold a difference worth the effort against so many pupils with a good test before."""
    if size is None:
        return None

    def smallest(many: int) -> float:
        return _without_and_with(many, treated, power, confidence)[1]

    planned = precision(pupils, treated=treated, r_squared=GOOD_PRETEST, covariates=1)
    return hold_against(size, planned=planned, smallest=smallest, fewest=FEWEST, confidence=confidence)


def _check(*, treated: float, r_squared: float, covariates: int, power: float, confidence: float) -> None:
    for name, value in (("treated", treated), ("power", power), ("confidence", confidence)):
        common.need_share(name, value)
    if not 0 <= r_squared < 1:
        raise errors.WrongValue(name="r_squared", found=r_squared, expected="at least 0 and below 1")
    if covariates < 0:
        raise errors.WrongValue(name="covariates", found=covariates, expected="0 or more")


def _without_and_with(pupils: int, treated: float, power: float, confidence: float) -> tuple[float, float]:
    """Give the smallest detectable effect without a pre-test, and with a good one."""
    explained = ((0.0, 0), (GOOD_PRETEST, 1))
    without, with_pretest = (
        mdes(pupils, treated=treated, r_squared=share, covariates=used, power=power, confidence=confidence)
        for share, used in explained
    )
    return without, with_pretest


def mdes(
    pupils: int, *, treated: float, r_squared: float, covariates: int, power: float, confidence: float
) -> float:
    """Give the minimum detectable effect size of pupils allocated one by one.

    >>> round(mdes(60, treated=0.5, r_squared=0.5, covariates=1, power=0.8, confidence=0.95), 8)
    0.52041644
    """
    planned = precision(pupils, treated=treated, r_squared=r_squared, covariates=covariates)
    return planned.smallest(power, confidence)


def precision(pupils: int, *, treated: float, r_squared: float, covariates: int) -> Precision:
    """Give the standard error and degrees of freedom of pupils allocated one by one."""
    se = math.sqrt((1 - r_squared) / (treated * (1 - treated) * pupils))
    return Precision(se, pupils - covariates - 2)


def _cells(pupils: int, treated: float) -> tuple[Cell, ...]:
    in_group = round(treated * pupils)
    return (
        Cell(PUPILS, pupils),
        Cell(TREATED, in_group, PUPILS),
        Cell(OTHERS, pupils - in_group, PUPILS),
    )
