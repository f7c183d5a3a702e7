"""Power of many schools together: what one class alone, five, ten or twenty schools could reliably show.

All three are M · SE with M = t(1 − α/2) + t(power), as PowerUpR has them (Dong and Maynard 2013):

- one school, its pupils allocated one by one: `pupils.mdes` (`mdes.ira`);
- pupils allocated one by one within each of J schools (`mdes.bira2r1`):
  SE² = ρω/J + (1 − ρ)(1 − R²)/(P(1 − P)Jn) on J − 1 degrees of freedom;
- whole schools allocated (`mdes.cra2`):
  SE² = ρ(1 − R₂²)/(P(1 − P)J) + (1 − ρ)(1 − R₁²)/(P(1 − P)Jn) on J − g − 2 degrees of freedom.

Whole classes of one school (`unit`) are reckoned as whole schools are. Beside them stand the same pupils allocated one by
one whatever their class, as in one school: what is found among them need not speak for other classes.
ρ is the intracluster correlation (how much of the differences between pupils lies between schools) and ω how much
the effect itself differs from school to school, as a share of that. Neither is known before; both are asked for.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self, get_args

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.power import pupils as one_school
from enquiry_lib.stats.power.pupils import FEWEST, GOOD_PRETEST
from enquiry_lib.stats.power.worthwhile import Precision, Worthwhile, hold_against, need_size
from enquiry_lib.stats.result import Cell, Counted, NotEnough

SCHOOLS = (1, 5, 10, 20, 40)
TOO_FEW_WHOLE = 2  # schools: whole ones, one or none a group, are no trial

CAUTIONS = {
    **{code: one_school.CAUTIONS[code] for code in ("no_threshold", "no_unit", "noticed_only")},
    "icc_assumed": "How alike pupils of one school, or of one class, are is an assumption. Between 0.10 and 0.20 is customary "
    "for attainment; nobody here has checked that for these pupils, so try more than one value.",
    "spread_assumed": "How much the effect differs from one to the next is an assumption as well.",
    "classes_within": "This plan allocates whole classes. Whole classes within each school show less than single pupils do, and "
    "more than whole schools; the figure lies between the two.",
    "same_size": "It takes each of them to bring as many pupils, who all stay to the end and take the test.",
    "two_whole": "Two whole schools or classes, one in each group, are no trial: whatever sets the two apart would look like "
    "the intervention. No number is given for them.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

PLANNED = "planned|pupils in each {unit}"
Unit = Literal["school", "class"]


@dataclass(frozen=True)
class NetworkRung:
    """The smallest effects, in SD, that so many schools could show; NaN where there can be no such trial.

    `pupils_…` where pupils are allocated one by one in each school, `whole_…` where whole schools are; `…_without`
    and `…_with` a test before.
    """

    schools: int
    pupils_without: float | None
    pupils_with: float | None
    whole_without: float | None
    whole_with: float | None


@dataclass(frozen=True, kw_only=True)
class NetworkPower(Counted):
    """The smallest effects that schools could show together, a rung for each number of schools.

    `icc` and `effect_spread` are assumptions, `r_squared` and `r_squared_schools` what the test before explains of
    the differences between the pupils of a school and between schools. Where the `unit` is a class, they are the
    classes of one school, and `pupils_…` is about all their pupils allocated one by one. `worthwhile` is the difference
    called worth the effort, held against the most of them, where one was.
    """

    pupils_each: int | None
    rungs: tuple[NetworkRung, ...]
    icc: float
    effect_spread: float
    r_squared: float
    r_squared_schools: float
    treated: float
    power: float
    confidence: float
    unit: Unit = "school"
    worthwhile: Worthwhile | None = None

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the number of pupils, nor any number that rests on it."""
        if PLANNED.format(unit=self.unit) not in ids:
            return self
        bare = tuple(NetworkRung(rung.schools, None, None, None, None) for rung in self.rungs)
        size = self.worthwhile and self.worthwhile.without_numbers()
        return replace(self, counted=(), pupils_each=None, rungs=bare, worthwhile=size)


def detectable_by_schools(
    pupils_each: int,
    *,
    icc: float,
    schools: Sequence[int] = SCHOOLS,
    effect_spread: float = 0.1,
    r_squared: float = GOOD_PRETEST,
    r_squared_schools: float = GOOD_PRETEST,
    treated: float = 0.5,
    power: float = 0.8,
    confidence: float = 0.95,
    unit: Unit = "school",
    worthwhile: float | None = None,
) -> NetworkPower | NotEnough:
    """Work out the smallest effects that one school, and several together, could reliably show.

    `pupils_each` are the pupils of each school who take part, `schools` the numbers of schools to look at. `icc` is
    the share of the differences between pupils that lies between schools (0.10 to 0.20 is customary, and not
    checked), `effect_spread` the variance of the effect between schools as a share of that. `r_squared` and
    `r_squared_schools` are what a test before explains, among pupils and among schools; `treated` the share of pupils,
    or of schools, in the intervention group. With `unit="class"` all of this is about the classes of one school.
    `worthwhile`, in SD, is the difference called worth the effort, held against the most of them: whole classes, or pupils
    allocated within each school. NotEnough for fewer pupils than the formula can bear. Raises WrongValue.

    >>> found = detectable_by_schools(30, icc=0.17)
    >>> [(rung.schools, round(rung.pupils_with, 2), round(rung.whole_with, 2)) for rung in found.rungs[2:]]
    [(10, 0.27, 0.65), (20, 0.18, 0.42), (40, 0.12, 0.29)]
    """
    need_size(worthwhile)
    shares = {"treated": treated, "power": power, "confidence": confidence}
    if unit not in get_args(Unit):
        raise errors.WrongValue(name="unit", found=repr(unit), expected="'school' or 'class'")
    _check(schools, shares, icc=icc, effect_spread=effect_spread, explained=(r_squared, r_squared_schools))
    if pupils_each < FEWEST:
        return NotEnough(
            f"The smallest effect that {'schools' if unit == 'school' else 'classes'} could see together",
            f"too few pupils a {unit} are planned for any comparison",
            f"Say how many pupils of each {unit} will take part.",
        )
    network = NetworkPower(
        counted=(Cell(PLANNED.format(unit=unit), pupils_each),),
        cautions=_cautions(schools, unit, worthwhile),
        pupils_each=pupils_each,
        rungs=(),
        icc=icc,
        effect_spread=effect_spread,
        r_squared=r_squared,
        r_squared_schools=r_squared_schools,
        treated=treated,
        power=power,
        confidence=confidence,
        unit=unit,
    )
    return replace(
        network,
        rungs=tuple(_rung(network, many) for many in sorted(set(schools))),
        worthwhile=None if worthwhile is None else _held_against(network, worthwhile, max(schools)),
    )


def _cautions(schools: Sequence[int], unit: Unit, worthwhile: float | None) -> tuple[str, ...]:
    said = {
        "no_threshold": False,
        "no_unit": False,
        "noticed_only": worthwhile is not None,
        "spread_assumed": unit == "school",
        "classes_within": False,
        "two_whole": min(schools) <= TOO_FEW_WHOLE,
    }
    return tuple(code for code in CAUTIONS if said.get(code, True))


def _check(
    schools: Sequence[int],
    shares: dict[str, float],
    *,
    icc: float,
    effect_spread: float,
    explained: tuple[float, float],
) -> None:
    for name, value in shares.items():
        common.need_share(name, value)
    if not schools or min(schools) < 1:
        raise errors.WrongValue(
            name="schools", found=list(schools), expected="whole numbers from 1, such as (1, 5)"
        )
    if not 0 <= icc < 1:
        raise errors.WrongValue(name="icc", found=icc, expected="at least 0 and below 1, for example 0.15")
    if not (effect_spread >= 0 and math.isfinite(effect_spread)):
        raise errors.WrongValue(
            name="effect_spread", found=effect_spread, expected="0 or more, for example 0.1"
        )
    for name, value in zip(("r_squared", "r_squared_schools"), explained, strict=True):
        if not 0 <= value < 1:
            raise errors.WrongValue(name=name, found=value, expected="at least 0 and below 1")


def _rung(network: NetworkPower, schools: int) -> NetworkRung:
    sizes = (
        kind(network, schools, with_test=with_test).smallest(network.power, network.confidence)
        for kind in (_pupils, _whole)
        for with_test in (False, True)
    )
    return NetworkRung(schools, *sizes)


def _pupils(network: NetworkPower, schools: int, *, with_test: bool) -> Precision:
    """Give the precision of pupils allocated one by one: within each of several schools, or whatever their class."""
    each, r_squared = network.pupils_each or 0, network.r_squared if with_test else 0.0
    if schools == 1 or network.unit == "class":
        return one_school.precision(
            each * schools, treated=network.treated, r_squared=r_squared, covariates=int(r_squared > 0)
        )
    return _blocked(
        schools,
        each,
        icc=network.icc,
        effect_spread=network.effect_spread,
        r_squared=r_squared,
        treated=network.treated,
    )


def _whole(network: NetworkPower, schools: int, *, with_test: bool) -> Precision:
    """Give the precision of whole ones; two of them, or one, have none."""
    if schools <= TOO_FEW_WHOLE:
        return Precision(math.nan, 0)
    return _clustered(
        schools,
        network.pupils_each or 0,
        icc=network.icc,
        r_squared=network.r_squared if with_test else 0.0,
        r_squared_schools=network.r_squared_schools if with_test else 0.0,
        covariates=int(with_test),
        treated=network.treated,
    )


def _held_against(network: NetworkPower, size: float, schools: int) -> Worthwhile:
    """Hold a difference worth the effort against the most of them: whole classes, or pupils within each school.

    Of very few whole ones a test before costs more than it gives; the better of the two is taken.
    """
    kind = _whole if network.unit == "class" else _pupils

    def smallest(many: int) -> float:
        found = (
            kind(network, many, with_test=with_test).smallest(network.power, network.confidence)
            for with_test in (False, True)
        )
        return min((value for value in found if not math.isnan(value)), default=math.nan)

    both = [kind(network, schools, with_test=with_test) for with_test in (False, True)]
    planned = min(both, key=lambda one: _or_infinite(one.smallest(network.power, network.confidence)))
    return hold_against(size, planned=planned, smallest=smallest, fewest=1, confidence=network.confidence)


def _or_infinite(value: float) -> float:
    return math.inf if math.isnan(value) else value


def mdes_blocked(
    schools: int,
    pupils_each: int,
    *,
    icc: float,
    effect_spread: float,
    r_squared: float = 0.0,
    treated: float = 0.5,
    power: float = 0.8,
    confidence: float = 0.95,
) -> float:
    """Give the minimum detectable effect size of pupils allocated one by one within each of two schools or more.

    The effect may differ from school to school (random effects), and what is found speaks for schools like these.

    >>> round(mdes_blocked(10, 50, icc=0.17, effect_spread=0.1, r_squared=0.5), 8)
    0.22286916
    """
    planned = _blocked(
        schools, pupils_each, icc=icc, effect_spread=effect_spread, r_squared=r_squared, treated=treated
    )
    return planned.smallest(power, confidence)


def _blocked(
    schools: int, pupils_each: int, *, icc: float, effect_spread: float, r_squared: float, treated: float
) -> Precision:
    split = treated * (1 - treated)
    variance = icc * effect_spread / schools + (1 - icc) * (1 - r_squared) / (split * schools * pupils_each)
    return Precision(math.sqrt(variance), schools - 1)


def mdes_clustered(
    schools: int,
    pupils_each: int,
    *,
    icc: float,
    r_squared: float = 0.0,
    r_squared_schools: float = 0.0,
    covariates: int = 0,
    treated: float = 0.5,
    power: float = 0.8,
    confidence: float = 0.95,
) -> float:
    """Give the minimum detectable effect size where whole schools are allocated; NaN without a degree of freedom.

    `covariates` are those of schools, such as a school's mean on the test before.

    >>> round(mdes_clustered(20, 50, icc=0.17, r_squared=0.5, r_squared_schools=0.5, covariates=1), 8)
    0.40612951
    """
    planned = _clustered(
        schools,
        pupils_each,
        icc=icc,
        r_squared=r_squared,
        r_squared_schools=r_squared_schools,
        covariates=covariates,
        treated=treated,
    )
    return planned.smallest(power, confidence)


def _clustered(
    schools: int,
    pupils_each: int,
    *,
    icc: float,
    r_squared: float,
    r_squared_schools: float,
    covariates: int,
    treated: float,
) -> Precision:
    split = treated * (1 - treated) * schools
    variance = icc * (1 - r_squared_schools) / split + (1 - icc) * (1 - r_squared) / (split * pupils_each)
    return Precision(math.sqrt(variance), schools - covariates - 2)
