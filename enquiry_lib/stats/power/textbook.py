"""Power by the textbook: of power, pupils and smallest effect, give two and the third is worked out.

Power is that of the noncentral t and F, and for two shares that of Cohen's h (the arcsine of their roots) with the
normal distribution (Cohen 1988; R's pwr). It is exact for normal scores, where `pupils.mdes` adds two quantiles of t
as trials in schools are planned: the two differ in the fourth digit. SciPy has the distributions; what is solved here
for what is missing is one line, so statsmodels' solvers, which warn where they do not converge, are not used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Literal, Self

from scipy import optimize, stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.power import as_pwr
from enquiry_lib.stats.result import Cell, Counted, NotEnough

Solved = Literal["power", "pupils", "effect"]
MOST = 1e7  # pupils: who needs more will not find them
SMALLEST, LARGEST = 1e-9, 100.0  # SD: the effects between which one is looked for
STEPS = (
    0.1,
    0.25,
    0.4,
    0.55,
    0.7,
    0.85,
    1.0,
    1.25,
    1.5,
    1.75,
    2.0,
    2.5,
    3.0,
)  # times as many pupils, for the curve

EFFECTS = {
    "d": "difference of two means in standard deviations (d)",
    "d_z": "mean change in standard deviations of the changes (d_z)",
    "d_r": "mean change in standard deviations of the scores",
    "f": "SD of the groups' means over the SD within the groups (Cohen's f)",
    "h": "difference of two shares as Cohen's h",
}
"""What each kind of effect is a ratio of."""

FIRST, OTHERS = "planned|each group", "planned|other group"


@dataclass(frozen=True)
class PowerPoint:
    """The power of so many pupils in each group."""

    pupils: float
    power: float


@dataclass(frozen=True, kw_only=True)
class TextbookPower(Counted):
    """The power of a textbook test; `solved` says which of power, pupils and effect was worked out of the others.

    `pupils` are those of each group (of the first, where `pupils_others` says how many the other has), unrounded where
    they were worked out. `first` and `second` are the shares, where the test compares two. `as_pwr_prints` is what R's pwr
    prints for the pupils or the effect worked out, whose search stops early (`as_pwr`); None where it agrees to a millionth.
    `curve` is the power of fewer and of more pupils for the same effect; there is none for groups of their own sizes.
    """

    test: Literal["two groups", "pairs", "several groups", "two shares"]
    solved: Solved
    groups: int
    pupils: float | None
    pupils_others: float | None
    effect: float | None
    effect_kind: str
    power: float | None
    confidence: float
    sides: int
    first: float | None = None
    second: float | None = None
    as_pwr_prints: float | None = None
    curve: tuple[PowerPoint, ...] = ()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        if not {FIRST, OTHERS} & set(ids):
            return self
        bare = common.without_numbers(self, keep=("groups", "confidence", "sides"))
        return replace(bare, counted=(), curve=())


def power_of_two_groups(
    *,
    pupils: float | None = None,
    pupils_others: float | None = None,
    effect: float | None = None,
    power: float | None = None,
    confidence: float = 0.95,
    sides: int = 2,
) -> TextbookPower | NotEnough:
    """Work out the power of a t-test of two groups, or the pupils or the effect it takes; leave one of the three out.

    `pupils` are those of each group; `pupils_others` those of the other where it is larger or smaller. With
    `pupils_others` alone, those of the first are worked out. `effect` is the difference in SD. NotEnough where no number
    of pupils would do. Raises WrongValue.

    >>> found = power_of_two_groups(effect=0.5, power=0.8)
    >>> found.solved, round(found.pupils, 2)
    ('pupils', 63.77)
    >>> round(power_of_two_groups(pupils=28, pupils_others=35, effect=0.5).power, 4)
    0.4925
    """
    asked = TextbookPower(
        counted=_cells(pupils, pupils_others),
        test="two groups",
        solved=_missing(pupils, effect, power),
        groups=2,
        pupils=pupils,
        pupils_others=pupils_others,
        effect=effect,
        effect_kind="d",
        power=power,
        confidence=confidence,
        sides=sides,
    )

    def chance(pupils: float, effect: float) -> float:
        others = pupils if pupils_others is None else pupils_others
        return _by_t(effect / math.sqrt(1 / pupils + 1 / others), pupils + others - 2, asked)

    return _solve(asked, chance, fewest=2.0)


def power_of_pairs(
    *,
    pupils: float | None = None,
    effect: float | None = None,
    power: float | None = None,
    correlation: float | None = None,
    confidence: float = 0.95,
    sides: int = 2,
) -> TextbookPower | NotEnough:
    """Work out the power of a paired t-test, such as before and after, or the pupils or the effect it takes.

    `effect` is the mean change in SD of the changes; with the `correlation` of the two occasions it is in SD of the
    scores. It is about whether there was a change, never about what brought it about. Raises WrongValue.

    >>> round(power_of_pairs(pupils=75, effect=0.3).power, 4)
    0.7272
    >>> round(power_of_pairs(pupils=30, power=0.8, correlation=0.8).effect, 2)
    0.33
    """
    if correlation is not None and not -1 < correlation < 1:
        raise errors.WrongValue(name="correlation", found=correlation, expected="between -1 and 1")
    asked = TextbookPower(
        counted=_cells(pupils, None),
        test="pairs",
        solved=_missing(pupils, effect, power),
        groups=1,
        pupils=pupils,
        pupils_others=None,
        effect=effect,
        effect_kind="d_z" if correlation is None else "d_r",
        power=power,
        confidence=confidence,
        sides=sides,
    )
    spread = 1.0 if correlation is None else math.sqrt(2 * (1 - correlation))

    def chance(pupils: float, effect: float) -> float:
        return _by_t(effect / spread * math.sqrt(pupils), pupils - 1, asked)

    return _solve(asked, chance, fewest=2.0)


def power_of_several_groups(
    groups: int,
    *,
    pupils: float | None = None,
    effect: float | None = None,
    power: float | None = None,
    confidence: float = 0.95,
) -> TextbookPower | NotEnough:
    """Work out the power of a one-way analysis of variance, or the pupils or the effect it takes.

    `pupils` are those of each group, `effect` Cohen's f: the SD of the groups' means over the SD within the groups.
    Raises WrongValue.

    >>> round(power_of_several_groups(4, pupils=20, effect=0.28).power, 4)
    0.515
    """
    if groups < 2:
        raise errors.WrongValue(name="groups", found=groups, expected="2 or more")
    asked = TextbookPower(
        counted=_cells(pupils, None),
        test="several groups",
        solved=_missing(pupils, effect, power),
        groups=groups,
        pupils=pupils,
        pupils_others=None,
        effect=effect,
        effect_kind="f",
        power=power,
        confidence=confidence,
        sides=2,
    )

    def chance(pupils: float, effect: float) -> float:
        df = groups - 1, groups * (pupils - 1)
        beyond = stats.f.ppf(confidence, *df)
        return float(stats.ncf.sf(beyond, *df, groups * pupils * effect**2))

    return _solve(asked, chance, fewest=2.0)


def power_of_two_shares(
    *,
    first: float,
    second: float | None = None,
    pupils: float | None = None,
    pupils_others: float | None = None,
    power: float | None = None,
    rising: bool = False,
    confidence: float = 0.95,
    sides: int = 2,
) -> TextbookPower | NotEnough:
    """Work out the power of comparing two shares, such as of persistently absent pupils, or what it takes.

    `first` and `second` are shares from 0 to 1 of two groups of different pupils, `pupils` those of each group. Without
    `second`, the nearest share below `first` that would be noticed is worked out (above it if `rising`). NotEnough where
    no share is far enough away. Raises WrongValue.

    >>> round(power_of_two_shares(first=0.24, second=0.18, pupils=320).power, 3)
    0.463
    >>> round(power_of_two_shares(first=0.24, pupils=320, power=0.8).second, 3)
    0.153
    """
    for name, share in (("first", first), ("second", second)):
        if share is not None and not 0 <= share <= 1:
            raise errors.WrongValue(name=name, found=share, expected="a share from 0 to 1, for example 0.24")
    effect = None if second is None else _angle(first) - _angle(second)
    asked = TextbookPower(
        counted=_cells(pupils, pupils_others),
        test="two shares",
        solved=_missing(pupils, effect, power),
        groups=2,
        pupils=pupils,
        pupils_others=pupils_others,
        effect=effect,
        effect_kind="h",
        power=power,
        confidence=confidence,
        sides=sides,
        first=first,
        second=second,
    )

    def chance(pupils: float, effect: float) -> float:
        others = pupils if pupils_others is None else pupils_others
        return _by_normal(effect / math.sqrt(1 / pupils + 1 / others), asked)

    found = _solve(asked, chance, fewest=1.0)
    return found if isinstance(found, NotEnough) or second is not None else _second_share(found, rising)


def _second_share(found: TextbookPower, rising: bool) -> TextbookPower | NotEnough:
    """Give the share that lies the effect away from the first."""
    angle = _angle(found.first or 0.0) + (found.effect or 0.0) * (1 if rising else -1)
    if not 0 <= angle <= math.pi:
        end = "all of them" if rising else "none at all"
        return NotEnough(
            "The smallest change of a share that would be noticed",
            f"with so few pupils not even a change to {end} would be noticed often enough",
        )
    return replace(found, second=math.sin(angle / 2) ** 2)


def _angle(share: float) -> float:
    return 2 * math.asin(math.sqrt(share))


# --- solving for what is missing --------------------------------------------------------------------------


def _missing(pupils: float | None, effect: float | None, power: float | None) -> Solved:
    """Say which of the three is to be worked out; exactly one may be."""
    given: dict[Solved, float | None] = {"pupils": pupils, "effect": effect, "power": power}
    open_ = [name for name, value in given.items() if value is None]
    if len(open_) != 1:
        raise errors.WrongValue(
            name="pupils, effect and power",
            found=f"{3 - len(open_)} of the three",
            expected="two of the three, so that the third can be worked out",
        )
    return open_[0]


def _check(asked: TextbookPower, fewest: float) -> None:
    common.need_share("confidence", asked.confidence)
    if asked.sides not in (1, 2):
        raise errors.WrongValue(name="sides", found=asked.sides, expected="2, or 1 for one direction only")
    for name, many in (("pupils", asked.pupils), ("pupils_others", asked.pupils_others)):
        if many is not None and not fewest <= many < math.inf:
            raise errors.WrongValue(name=name, found=many, expected=f"at least {fewest:g} in each group")
    if asked.effect is not None and not 0 < abs(asked.effect) < math.inf:
        raise errors.WrongValue(
            name="effect", found=asked.effect, expected="a number other than 0, such as 0.3"
        )
    least = 1 - asked.confidence
    if asked.power is not None and not least < asked.power < 1:
        raise errors.WrongValue(
            name="power", found=asked.power, expected=f"above {least:.3g} and below 1, for example 0.8"
        )


def _solve(
    asked: TextbookPower, chance: Callable[[float, float], float], *, fewest: float
) -> TextbookPower | NotEnough:
    """Work out what was left out; `chance` gives the power of so many pupils and such an effect."""
    _check(asked, fewest)
    if asked.solved == "power":
        found = replace(asked, power=chance(asked.pupils or 0.0, asked.effect or 0.0))
    else:
        solved = _turned_round(asked, chance, fewest)
        if solved is None:
            return _lacking(asked)
        found = solved
    if asked.pupils_others is not None:
        return found
    pupils, effect = found.pupils or 0.0, found.effect or 0.0
    many = sorted({max(fewest, step * pupils) for step in STEPS})
    return replace(found, curve=tuple(PowerPoint(each, chance(each, effect)) for each in many))


def _turned_round(
    asked: TextbookPower, chance: Callable[[float, float], float], fewest: float
) -> TextbookPower | None:
    """Give the pupils or the effect that have the power asked for, and what pwr prints for them; None where none have."""
    of_pupils = asked.solved == "pupils"

    def beyond(value: float) -> float:
        many, size = (value, asked.effect) if of_pupils else (asked.pupils, value)
        return chance(many or 0.0, size or 0.0) - (asked.power or 0.0)

    exact = _root(beyond, *((fewest, MOST) if of_pupils else (SMALLEST, LARGEST)))
    if exact is None:
        return None
    ends = as_pwr.PUPILS if of_pupils else as_pwr.effect_ends(asked.effect_kind, asked.sides)
    prints = as_pwr.printed(beyond, exact, ends) if ends else None
    pupils, effect = (exact, asked.effect) if of_pupils else (asked.pupils, exact)
    return replace(asked, pupils=pupils, effect=effect, as_pwr_prints=prints)


def _root(beyond: Callable[[float], float], low: float, high: float) -> float | None:
    """Find where a rising function crosses nought; its left end where it is beyond it from the start."""
    if beyond(low) >= 0:
        return low
    top = max(2 * low, 1e-3)
    while top < high and not beyond(top) >= 0:
        top *= 2
    if not beyond(top) >= 0:
        return None
    return float(optimize.brentq(beyond, low, top, xtol=1e-12, rtol=1e-13))


def _lacking(asked: TextbookPower) -> NotEnough:
    return NotEnough(
        "What it takes to notice such an effect",
        "no number of pupils that a school could find would do"
        if asked.solved == "pupils"
        else "no effect would do",
        "Ask for less power, look for a larger effect, or plan for a larger group.",
    )


def chance_by_t(shift: float, df: float, *, confidence: float, sides: int = 2) -> float:
    """Give the chance that Student's t falls beyond its critical value when it is shifted so far.

    >>> round(chance_by_t(0.5 * 32**0.5, 126, confidence=0.95), 4)
    0.8015
    """
    if sides == 1:
        return float(stats.nct.sf(stats.t.ppf(confidence, df), df, shift))
    beyond = stats.t.ppf((1 + confidence) / 2, df)
    other_side = float(stats.nct.cdf(-beyond, df, abs(shift)))  # SciPy's is NaN where it is next to nothing
    return float(stats.nct.sf(beyond, df, abs(shift))) + (0.0 if math.isnan(other_side) else other_side)


def _by_t(shift: float, df: float, asked: TextbookPower) -> float:
    return chance_by_t(shift, df, confidence=asked.confidence, sides=asked.sides)


def _by_normal(shift: float, asked: TextbookPower) -> float:
    if asked.sides == 1:
        return float(stats.norm.sf(stats.norm.ppf(asked.confidence) - shift))
    beyond = stats.norm.ppf((1 + asked.confidence) / 2)
    return float(stats.norm.sf(beyond - abs(shift)) + stats.norm.cdf(-beyond - abs(shift)))


def _cells(pupils: float | None, others: float | None) -> tuple[Cell, ...]:
    """Count the pupils who were given; those worked out are nobody's."""
    planned = ((FIRST, pupils), (OTHERS, others))
    return tuple(Cell(name, int(many)) for name, many in planned if many is not None and math.isfinite(many))
