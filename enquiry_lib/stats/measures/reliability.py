"""Whether the items of a test or a questionnaire hang together, and how exact one pupil's score is.

Cronbach's alpha is k/(k − 1) · (1 − Σ variances / Σ covariances) of the items' covariances, standardised of their
correlations, as R's psych has them; its interval is Feldt's (1965), from F on n − 1 and (n − 1)(k − 1) degrees of freedom.
Omega total comes from one factor by maximum likelihood (`one_factor`). The standard error of measurement is the SD of the
scores times √(1 − alpha). Missing answers are left out pairwise (each pair of items uses the pupils who answered both,
psych's default) or listwise (only pupils who answered everything); the result says which.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Pupils
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.measures.one_factor import FEWEST, omega_total
from enquiry_lib.stats.result import Cell, Counted, NotEnough, cell_of

Missing = Literal["pairwise", "listwise"]

CAUTIONS = common.CAUTIONS | {
    "of_these_people": "Reliability belongs to these people and this occasion: people who are more alike give a lower one.",
    "not_validity": "It says whether the items go together, not whether they measure what they are meant to.",
    "same_answers": "Everybody gave the same answer to an item; such items were left out.",
    "against_the_others": "An item runs against the others. Either it should have been turned round, or it measures "
    "something else.",
    "no_reliability": "The items run against one another so much that they are no scale, and there is no error of "
    "measurement to give.",
    "no_one_factor": "One common thread could not be fitted to these items, so omega is not given.",
    "few_for_omega": "Omega needs three items or more.",
    "ends_guessed": "The ends of the scale were not said; the lowest and the highest answer given were taken for them.",
    "off_scale": "Some answers lie outside the scale; they were treated as missing.",
    "answers_left_out": "Some answers are missing; those who leave one out often differ from those who do not.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_STANDING = ("of_these_people", "not_validity", "duplicates", "no_pupil_id")


@dataclass(frozen=True)
class Item:
    """One item: how often it was left out, its mean and SD after turning, and how it goes with the others.

    `with_rest` is its correlation with the sum of the others, `alpha_without` alpha of the others alone. NaN where there
    is none.
    """

    name: str
    turned: bool
    missing: int | None
    mean: float | None
    sd: float | None
    with_rest: float | None
    alpha_without: float | None


@dataclass(frozen=True, kw_only=True)
class Reliability(Counted):
    """How well the items of a measure hang together (`alpha`, `omega`), and how exact one pupil's score is.

    `mean`, `sd` and `se_measurement` are in points of the pupils' scores, which are the `score` (mean or sum) of their
    answers. `low` and `high` are Feldt's interval of alpha. NaN is what cannot be worked out. `role` says whose answers
    they are where they are not pupils', such as staff or parent.
    """

    n: int | None
    alpha: float | None
    low: float | None
    high: float | None
    standardised: float | None
    mean_correlation: float | None
    omega: float | None
    mean: float | None
    sd: float | None
    se_measurement: float | None
    items: tuple[Item, ...]
    missing: Missing
    score: Literal["mean", "sum"]
    confidence: float
    measure: str = ""
    occasion: str = field(default="", repr=False)
    role: str = ""

    @property
    def likely_error(self) -> float | None:
        """Give how far one pupil's score may lie from the true one, nineteen times in twenty, in points."""
        return None if self.se_measurement is None else 1.96 * self.se_measurement

    @property
    def likely_error_of_difference(self) -> float | None:
        """Give how far two pupils' scores may lie apart by the chance of measuring alone, in points: √2 times one's error."""
        return None if self.likely_error is None else math.sqrt(2) * self.likely_error

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        base = _base(self.role, self.measure, self.occasion)
        if _pupils(base) in ids:
            left = tuple(code for code in self.cautions if code in _STANDING)
            bare = replace(common.without_numbers(self, keep=("confidence",)), counted=(), cautions=left)
            return replace(bare, items=())
        items = tuple(
            replace(item, missing=None) if _left_out(base, item.name) in ids else item for item in self.items
        )
        hidden = any(item.missing is None for item in items)
        left = tuple(code for code in self.cautions if not (hidden and code == "answers_left_out"))
        return replace(self, items=items, counted=common.cells_kept(self.counted, ids), cautions=left)


def reliability(
    data: pd.DataFrame,
    *,
    items: Sequence[str] = (),
    item: str | None = None,
    answer: str = "answer",
    reversed_items: Collection[str] = (),
    lowest: float | None = None,
    highest: float | None = None,
    missing: Missing = "pairwise",
    score: Literal["mean", "sum"] = "mean",
    pupil: str | None = "pupil_id",
    measure: str = "",
    occasion: str = "",
    role: str = "",
    confidence: float = 0.95,
) -> Reliability | NotEnough:
    """Work out how reliable a test or a questionnaire is: alpha, omega, and the standard error of measurement.

    `data` has one row a pupil and a column for each of the `items`; or one row a pupil and item, with the column `item`
    that names it and `answer` (then `items` may choose some). `reversed_items` are turned round, to
    `lowest` + `highest` − answer; answers beyond these ends are taken for missing. A pupil's score is the mean, or the
    sum, of the answers. `missing` answers are left out pairwise or listwise. `measure` and `occasion` name what was
    measured and when, `role` whose answers they are (staff, parent) where they are not pupils'. NotEnough when nobody answered, or nobody's answers differ. Raises ColumnMissing, WrongValue.

    >>> said = pd.DataFrame({"a": [1, 2, 3, 4, 5] * 4, "b": [2, 2, 3, 5, 4] * 4, "c": [1, 3, 3, 4, 4] * 4})
    >>> found = reliability(said, items=["a", "b", "c"], lowest=1, highest=5, pupil=None)
    >>> round(found.alpha, 2), round(found.se_measurement, 2), found.n
    (0.94, 0.3, 20)
    """
    common.need_share("confidence", confidence)
    _check(missing, score, lowest, highest)
    wide, pupils, cautions = _wide(data, items, item, answer, pupil)
    answers, more = _on_scale(wide, reversed_items, lowest, highest)
    there = ~np.isnan(answers)
    used = there.all(axis=1) if missing == "listwise" else there.any(axis=1)
    asked = f"How reliable {measure or 'the measure'} is"
    if not used.any():
        return NotEnough(asked, "nobody answered", "Check that the right columns are named.")
    names = [str(name) for name in wide.columns]
    gaps = _left_out_by(answers, pupils)
    untold = Reliability(
        counted=_cells(_base(role, measure, occasion), pupils[used], dict(zip(names, gaps, strict=True))),
        cautions=(*_STANDING[:2], *cautions, *more),
        **dict.fromkeys(_NUMBERS),
        items=(),
        missing=missing,
        score=score,
        confidence=confidence,
        measure=measure,
        occasion=occasion,
        role=role,
    )
    named = [
        (name, name in set(map(str, reversed_items)), len(gap)) for name, gap in zip(names, gaps, strict=True)
    ]
    told = _told(replace(untold, n=int(used.sum())), answers[used], named, asked)
    if used.sum() >= common.FEW:
        return told
    if isinstance(told, NotEnough):  # which would say something of few people
        return replace(untold, cautions=tuple(code for code in untold.cautions if code in _STANDING))
    return replace(told, cautions=(*told.cautions, "few_pupils"))


_NUMBERS = (
    *("n", "alpha", "low", "high", "standardised", "mean_correlation", "omega"),
    *("mean", "sd", "se_measurement"),
)


def _base(role: str, measure: str, occasion: str) -> str:
    return "|".join(filter(None, ("answers", role, measure, occasion)))


def _pupils(base: str) -> str:
    return f"{base}|pupils"


def _left_out(base: str, item: str) -> str:
    return f"{base}|{item} left out"


def _cells(base: str, pupils: Pupils, gaps: dict[str, Pupils]) -> tuple[Cell, ...]:
    """Count the pupils whose answers are used, and for each item those who left it out."""
    return (
        cell_of(_pupils(base), pupils),
        *(cell_of(_left_out(base, name), those) for name, those in gaps.items()),
    )


# --- what the table has -----------------------------------------------------------------------------------


def _check(missing: str, score: str, lowest: float | None, highest: float | None) -> None:
    if missing not in ("pairwise", "listwise"):
        raise errors.WrongValue(name="missing", found=repr(missing), expected="'pairwise' or 'listwise'")
    if score not in ("mean", "sum"):
        raise errors.WrongValue(name="score", found=repr(score), expected="'mean' or 'sum'")
    if lowest is not None and highest is not None and not lowest < highest:
        raise errors.WrongValue(name="highest", found=highest, expected=f"above the lowest, {lowest:g}")


def _wide(
    data: pd.DataFrame, items: Sequence[str], item: str | None, answer: str, pupil: str | None
) -> tuple[pd.DataFrame, Pupils, tuple[str, ...]]:
    """Give a row a pupil and a column an item, and who the pupils are."""
    if item is None:
        common.need_columns(data, [*common.named(pupil), *items])
        rows, cautions = common.one_row_each(data, common.named(pupil), pupil=pupil)
        wide, pupils = rows[list(dict.fromkeys(items))], common.identifiers(rows, pupil)
    elif pupil is None:
        raise errors.WrongValue(
            name="pupil", found="None", expected="the column that says whose answer a row is"
        )
    else:
        common.need_columns(data, [pupil, item, answer])
        rows, cautions = common.one_row_each(data[data[item].notna()], [pupil, item], pupil=pupil)
        wide = rows.pivot(index=pupil, columns=item, values=answer)
        known = list(dict.fromkeys(rows[item]))
        common.need_columns(wide, items)
        wide = wide[list(items) or known]
        pupils = wide.index.to_numpy(dtype=object)
    if wide.shape[1] < 2:
        raise errors.WrongValue(name="items", found=list(items) or "none", expected="two items or more")
    return wide, pupils, cautions


def _on_scale(
    wide: pd.DataFrame, reversed_items: Collection[str], lowest: float | None, highest: float | None
) -> tuple[Numbers, tuple[str, ...]]:
    """Give the answers as numbers within the scale, turned where asked."""
    common.need_columns(wide, reversed_items)
    answers = np.column_stack([common.finite_numbers(wide[name]) for name in wide.columns])
    outside = (answers < (-math.inf if lowest is None else lowest)) | (
        answers > (math.inf if highest is None else highest)
    )
    answers[outside] = np.nan
    turned = wide.columns.isin(list(reversed_items))
    known = answers[~np.isnan(answers)]
    if turned.any() and known.size:
        ends = (known.min() if lowest is None else lowest) + (known.max() if highest is None else highest)
        answers[:, turned] = ends - answers[:, turned]
    found = {
        "not_a_number": any(common.has_unusable(wide[name]) for name in wide.columns),
        "off_scale": bool(outside.any()),
        "ends_guessed": bool(turned.any()) and (lowest is None or highest is None),
    }
    return answers, common.codes_that_hold(found)


def _left_out_by(answers: Numbers, pupils: Pupils) -> list[Pupils]:
    """Give for each item the pupils who left it out, of those who answered anything."""
    there = ~np.isnan(answers)
    return [pupils[there.any(axis=1) & ~answered] for answered in there.T]


# --- working it out ---------------------------------------------------------------------------------------


def _told(
    untold: Reliability, answers: Numbers, named: list[tuple[str, bool, int]], asked: str
) -> Reliability | NotEnough:
    spread = np.array([_sd(column[~np.isnan(column)]) for column in answers.T])
    varies = spread > 0
    if varies.sum() < 2:
        return NotEnough(asked, "the answers do not differ", "Check that the right columns are named.")
    covariance = pd.DataFrame(answers[:, varies]).cov().to_numpy(np.float64)
    if np.isnan(covariance).any():
        return NotEnough(
            asked, "some items were never answered by the same people", "Take items that were asked together."
        )
    scores = _scores(answers[:, varies], untold.score)
    alpha, omega = cronbach_alpha(covariance), omega_total(covariance)
    low, high = feldt(alpha, len(answers), len(covariance), untold.confidence)
    correlation = covariance / np.outer(spread[varies], spread[varies])
    sd = _sd(scores)
    items = _items(answers, varies, covariance, named)
    many = int(varies.sum())
    found = {
        "same_answers": not varies.all(),
        "against_the_others": any((item.with_rest or 0) < 0 for item in items),
        "no_reliability": not alpha >= 0,
        "few_for_omega": many < FEWEST,
        "no_one_factor": many >= FEWEST and omega is None,
        "answers_left_out": any(lacking for *_, lacking in named),
    }
    return replace(
        untold,
        alpha=alpha,
        low=low,
        high=high,
        standardised=cronbach_alpha(correlation),
        mean_correlation=float(correlation[np.tril_indices(many, -1)].mean()),
        omega=math.nan if omega is None else omega,
        mean=float(scores.mean()),
        sd=sd,
        se_measurement=sd * math.sqrt(1 - alpha) if alpha >= 0 else math.nan,
        items=items,
        cautions=(*untold.cautions, *common.codes_that_hold(found)),
    )


def cronbach_alpha(covariance: Numbers) -> float:
    """Give Cronbach's alpha of items with these covariances; of correlations it is the standardised one.

    NaN where the items cancel each other out altogether.

    >>> round(cronbach_alpha(np.array([[1.0, 0.5], [0.5, 1.0]])), 4)
    0.6667
    """
    k, total = len(covariance), float(covariance.sum())
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total) if total > 0 else math.nan


def feldt(alpha: float, n: int, k: int, confidence: float) -> tuple[float, float]:
    """Give Feldt's interval of alpha for n pupils and k items.

    >>> [round(end, 3) for end in feldt(0.7, 100, 5, 0.95)]
    [0.596, 0.784]
    """
    if not math.isfinite(alpha):
        return math.nan, math.nan
    df = n - 1, (n - 1) * (k - 1)
    low, high = (1 - (1 - alpha) * float(stats.f.ppf(share, *df)) for share in _ends(confidence))
    return low, high


def _ends(confidence: float) -> tuple[float, float]:
    return (1 + confidence) / 2, (1 - confidence) / 2


def _sd(values: Numbers) -> float:
    same = len(values) < 2 or bool((values == values[0]).all())
    return 0.0 if same else float(values.std(ddof=1))


def _scores(answers: Numbers, score: str) -> Numbers:
    """Give each pupil's score: the mean of the answers given, or that times the number of items."""
    there = ~np.isnan(answers)
    known = there.any(axis=1)
    means = np.nansum(answers[known], axis=1) / there[known].sum(axis=1)
    return np.asarray(means * (answers.shape[1] if score == "sum" else 1), dtype=np.float64)


def _items(
    answers: Numbers, varies: npt.NDArray[np.bool_], covariance: Numbers, named: list[tuple[str, bool, int]]
) -> tuple[Item, ...]:
    places = np.cumsum(varies) - 1
    found = []
    for column, (name, turned, lacking) in enumerate(named):
        given = answers[~np.isnan(answers[:, column]), column]
        beside = _beside(covariance, int(places[column])) if varies[column] else (math.nan, math.nan)
        mean = float(given.mean()) if given.size else math.nan
        found.append(Item(name, turned, lacking, mean, _sd(given) if given.size else math.nan, *beside))
    return tuple(found)


def _beside(covariance: Numbers, place: int) -> tuple[float, float]:
    """Give an item's correlation with the sum of the others, and alpha without it (NaN where one is left)."""
    others = np.delete(np.arange(len(covariance)), place)
    rest = covariance[np.ix_(others, others)]
    total = float(rest.sum())
    together = float(covariance[place, others].sum())
    with_rest = together / math.sqrt(float(covariance[place, place]) * total) if total > 0 else math.nan
    return with_rest, cronbach_alpha(rest) if len(others) > 1 else math.nan
