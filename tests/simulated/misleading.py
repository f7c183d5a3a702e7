"""Designs that look like trials and are none, drawn so that nothing had any effect, beside those that are right.

What is found is then all error. Scores have SD 1 over all pupils.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import enquiry_lib as el

from .by_lot import ARMS, ASKED, as_clusters, as_pupils, by_lot
from .judging import Answer, Ask, Design, answered, judge

CORRELATION = 0.7
GROWTH, DRIFT, HIDDEN = 0.3, 0.3, 0.5
WEEKS = 40
CARRIED = 0.6  # how much of one week's luck is carried over to the next
MANY, PUPILS = 40, 240
TRUE_GAPS = 0.15  # SD of the true gaps, where there are any


# --- before and after -------------------------------------------------------------------------------------


def twice(rng: np.random.Generator, _: float, *, growth: float = 0.0, lowest: bool = False) -> pd.DataFrame:
    """Draw 120 pupils tested twice, or mark the lowest quarter of them as the chosen."""
    before = rng.standard_normal(120)
    after = CORRELATION * before + math.sqrt(1 - CORRELATION**2) * rng.standard_normal(120) + growth
    cut = np.sort(before)[29] if lowest else math.inf
    return pd.DataFrame({"before": before, "after": after, "chosen": before <= cut})


def change(data: pd.DataFrame, truth: float) -> Answer:
    """Ask how the chosen changed."""
    chosen = data[data["chosen"]]
    found = el.before_after(chosen, before="before", after="after", pupil=None)
    return judge(found.change, found.low, found.high, truth) if answered(found) else Answer()


def beyond_expected(data: pd.DataFrame, truth: float) -> Answer:
    """Ask how far the chosen moved beyond what was to be expected anyway."""
    found = el.expect_regression(data, before="before", after="after", chosen="chosen", pupil=None)
    return judge(found.left, found.left_low, found.left_high, truth) if answered(found) else Answer()


# --- two groups, no lot -----------------------------------------------------------------------------------


def not_by_lot(rng: np.random.Generator, _: float, *, hidden: float) -> pd.DataFrame:
    """Draw 120 pupils of whom those with lower scores before, and more support at home, take part more often.

    The support at home is in no column, and moves scores by `hidden` SD a SD.
    """
    before, support = rng.standard_normal((2, 120))
    noise = rng.standard_normal(120)
    chance = 1 / (1 + np.exp(0.7 * before - (support if hidden else 0.0)))
    takes_part = (rng.random(120) < chance).astype(int)
    after = math.sqrt(0.5) * before + hidden * support + math.sqrt(0.5 - hidden**2) * noise
    return pd.DataFrame({"arm": ARMS[takes_part], "before": before, "after": after})


def matched(data: pd.DataFrame, truth: float) -> Answer:
    """Ask with pupils matched on the score before."""
    found = el.match_pupils(data, arm="arm", on=["before"], outcome="after", pupil=None)
    return judge(found.difference, found.low, found.high, truth) if answered(found) else Answer()


def twice_in_two_groups(rng: np.random.Generator, _: float, *, drift: float) -> pd.DataFrame:
    """Draw two groups of 60 tested twice, far apart at the start; by itself one grows by `drift` more."""
    treated = np.repeat([1, 0], 60)
    before = rng.standard_normal(120) - 0.5 * treated
    own = math.sqrt(1 - CORRELATION**2) * rng.standard_normal(120)
    after = before + (CORRELATION - 1) * (before + 0.5 * treated) + own + GROWTH + drift * treated
    one = pd.DataFrame({"pupil": range(120), "arm": ARMS[treated]})
    both = [one.assign(occasion="baseline", score=before), one.assign(occasion="follow_up", score=after)]
    return pd.concat(both, ignore_index=True)


def differences(data: pd.DataFrame, truth: float) -> Answer:
    """Ask how much more one group changed."""
    found = el.difference_in_differences(
        data, outcome="score", group="arm", occasion="occasion", unit="pupil"
    )
    return judge(found.difference, found.low, found.high, truth) if answered(found) else Answer()


def one_class_each(data: pd.DataFrame, truth: float) -> Answer:
    """Ask with a whole class in each group: two means and no interval."""
    found = el.compare_clusters(data, cluster="school", **ASKED)
    return judge(found.difference, None, None, truth) if answered(found) else Answer()


# --- a series of weeks ------------------------------------------------------------------------------------


def weeks(rng: np.random.Generator, _: float, *, carried: float) -> pd.DataFrame:
    """Draw 40 weeks that rise a little, whose luck is carried over from one to the next, of SD 1."""
    luck = rng.standard_normal(WEEKS)
    for week in range(1, WEEKS):
        luck[week] = carried * luck[week - 1] + math.sqrt(1 - carried**2) * luck[week]
    return pd.DataFrame({"week": range(WEEKS), "value": 0.02 * np.arange(WEEKS) + luck})


def jump(data: pd.DataFrame, truth: float, *, error: str) -> Answer:
    """Ask for the jump at week 20, its interval as given, or by one of the errors beside it."""
    found = el.interrupt_series(data, value="value", time="week", start=WEEKS // 2)
    if not answered(found):
        return Answer()
    term, quantile = found.own.level_change, float(stats.t.ppf(0.975, found.df))
    if error == "given":
        return judge(term.estimate, term.low, term.high, truth)
    half = quantile * getattr(term, error)
    return judge(term.estimate, term.estimate - half, term.estimate + half, truth)


# --- forty gaps -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Many:
    """Pupils in groups of forty kinds, and the true gap of each in SD within its two groups."""

    pupils: pd.DataFrame
    true: dict[str, float]


def forty_groups(rng: np.random.Generator, _: float, *, spread: float) -> Many:
    """Draw pupils in forty kinds of two groups each, whose true gaps have an SD of `spread`."""
    names = [f"group_{number}" for number in range(MANY)]
    member = rng.permuted(np.tile(np.arange(PUPILS) % 2, (MANY, 1)), axis=1)
    points = spread * rng.standard_normal(MANY)
    score = points @ (member - 0.5) + rng.standard_normal(PUPILS)
    within = np.sqrt(1 + ((points**2).sum() - points**2) / 4)
    data = pd.DataFrame(np.where(member == 1, "yes", "no").T, columns=names).assign(score=score)
    return Many(data, dict(zip(names, points / within, strict=True)))


def largest(draw: Many, _: float, *, shrunken: bool) -> Answer:
    """Ask for the largest of the gaps, as it is or drawn towards none; `beyond` is that any of them stands out.

    Its error is counted away from nought: how far the largest gap is overstated.
    """
    scan = el.scan_gaps(draw.pupils, measure=None, occasion=None, pupil=None, groups=[*draw.true])
    gap = max(scan.gaps, key=lambda gap: abs(gap.g))
    numbers = (gap.shrunk, gap.shrunk_low, gap.shrunk_high) if shrunken else (gap.g, gap.low, gap.high)
    one = judge(*numbers, draw.true[gap.group])
    stands_out = any(gap.stands_out for gap in scan.gaps) if shrunken else one.beyond
    return one._replace(error=math.copysign(1, gap.g) * one.error, beyond=float(stands_out))


# --- the designs ------------------------------------------------------------------------------------------

ANCOVA = "compare_two_groups (adjusted for the score before)"
MATCHED = "match_pupils (on the score before)"


FIFTH = 0.2  # of all draws, for what takes long
QUICK = ("low twice", "growth", "hidden", "weeks", "carried weeks", "one each", "forgotten 12")


def _none(key: str, title: str, draw: Any, *asks: Ask, share: float = 1.0) -> Design:
    """Make a design in which nothing has any effect."""
    return Design(key, title, draw, asks, effects=(0.0,), share=share, quick=key in QUICK, bounded=False)


def _wrong(title: str, answer: Any, why: str) -> Ask:
    return Ask(title, answer, why, misleads=True)


LOW = (
    "Who is chosen for a low score had bad luck that day more often than good, and rises with no help at all."
)
GREW = "Pupils grow anyway; one group alone cannot tell growth from an effect."
UNSEEN = "What drove pupils to take part also moved their scores, and is in no column: nothing measured can take it out."
BENT = "It takes for granted that both groups would have changed alike, and they would not have."
CARRY = "Weeks resemble each other, so forty weeks are worth far fewer; no error from forty weeks makes up for it fully."
SHORT = "In a short series the Newey-West error is too small even where nothing is carried over, so intervals go by the larger of the two."
ONE_EACH = "Class and intervention cannot be told apart, and no number of pupils helps."
FORGOTTEN = (
    "Pupils of one class are alike, so that there are far fewer independent pieces of news than pupils."
)
WIDE = "There are few schools (see the first table)."
ANY = "In the last column: that any of the forty stands out once p is adjusted for so many."
LARGEST = "The largest of many is the one that luck has helped most."

DESIGNS = (
    _none("all twice", "before and after, all pupils, no growth", twice, Ask("before_after", change)),
    _none(
        "low twice",
        "before and after, the lowest quarter chosen",
        partial(twice, lowest=True),
        _wrong("before_after", change, LOW),
        Ask("expect_regression", beyond_expected),
    ),
    _none(
        "growth",
        "before and after, pupils grow by 0.3 anyway",
        partial(twice, growth=GROWTH),
        _wrong("before_after", change, GREW),
    ),
    _none(
        "seen",
        "two groups, no lot: who takes part hangs on the score before alone",
        partial(not_by_lot, hidden=0.0),
        Ask(ANCOVA, as_pupils),
        Ask(MATCHED, matched),
    ),
    _none(
        "hidden",
        "two groups, no lot: who takes part hangs on something in no column too",
        partial(not_by_lot, hidden=HIDDEN),
        _wrong(ANCOVA, as_pupils, UNSEEN),
        _wrong(MATCHED, matched, UNSEEN),
    ),
    _none(
        "parallel",
        "two groups tested twice, both grow alike",
        partial(twice_in_two_groups, drift=0.0),
        Ask("difference_in_differences", differences),
        share=FIFTH,
    ),
    _none(
        "drifting",
        "two groups tested twice, one grows by 0.3 more anyway",
        partial(twice_in_two_groups, drift=DRIFT),
        _wrong("difference_in_differences", differences, BENT),
        share=FIFTH,
    ),
    *(
        _none(
            key,
            title,
            partial(weeks, carried=carried),
            replace(Ask("interrupt_series", partial(jump, error="given"), why), misleads=bool(why)),
            _wrong("… by the Newey-West error alone", partial(jump, error="se"), SHORT),
            replace(
                Ask("… by the ordinary error alone", partial(jump, error="se_ols"), why), misleads=bool(why)
            ),
        )
        for key, title, carried, why in (
            ("weeks", "forty weeks, nothing carried over", 0.0, ""),
            ("carried weeks", "forty weeks, 0.6 of each carried over", CARRIED, CARRY),
        )
    ),
    _none(
        "one each",
        "one class of 30 against one other, by lot",
        partial(by_lot, schools=2, each=30, whole=True),
        Ask("compare_clusters: two means, and no interval", one_class_each, ONE_EACH),
        _wrong("compare_two_groups, as if pupils had been allocated", as_pupils, ONE_EACH),
    ),
    *(
        _none(
            key,
            f"{title}, allocated whole",
            partial(by_lot, schools=schools, each=each, whole=True),
            _wrong("compare_two_groups, as if pupils had been allocated", as_pupils, FORGOTTEN),
            Ask(
                "compare_clusters",
                partial(as_clusters, small_sample="satterthwaite"),
                WIDE if schools == 4 else "",
                conservative=schools == 4,
            ),
        )
        for key, title, schools, each in (
            ("forgotten 12", "12 classes of 20", 12, 20),
            ("forgotten 4", "4 schools of 30", 4, 30),
        )
    ),
    *(
        _none(
            f"forty {key}",
            f"the largest of forty gaps, {title}",
            partial(forty_groups, spread=spread),
            _wrong("scan_gaps, as it is", partial(largest, shrunken=False), LARGEST),
            Ask("scan_gaps, drawn towards none", partial(largest, shrunken=True), ANY),
            share=FIFTH,
        )
        for key, title, spread in (
            ("none", "none of them true", 0.0),
            ("true", "true gaps of SD 0.15", TRUE_GAPS),
        )
    ),
)
