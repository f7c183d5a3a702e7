"""The decision: chances against R's, the rule against the record's, and what it would take against a simulation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from samples_power import one_group, trial, weighed
from scipy import stats
from trials import checks, found, pinned

from enquiry_lib import errors
from enquiry_lib.analyse.decision import answer_by
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.effect_sizes import probability_at_least
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.weighing import CLEAR, Design, answer_by_chance, curve, times_to_know, weigh_effect


@pytest.mark.parametrize("name", checks("weighing"))
def test_pinned_answers(name: str) -> None:
    """Chances, mean and interval are R's, without a prior and with one."""
    given = dict(checks("weighing")[name]["given"])
    effect = tuple(map(float, given.pop("effect")))
    expected = pinned(name, "weighing")
    assert found(weighed(effect, **given), expected) == expected


def test_the_chance_is_the_one_reports_give() -> None:
    """Without a prior the chance is that of `probability_at_least`, for a trial and for one group."""
    for effect in (trial(), one_group()):
        assert weighed(effect).up == probability_at_least(effect, 0.1)


def test_the_rule_is_the_records() -> None:
    """Yes, no and unclear are said at the same chances as the plan's rule says them."""
    for certainty in (50, 57, 80, 95, 99.5):
        for chance in np.arange(0, 1.0001, 0.01):
            assert answer_by_chance(float(chance), certainty) == answer_by(float(chance), certainty)
    assert weighed((0.4, 0.1, 40.0)).verdict == "adopt"
    assert weighed((-0.1, 0.1, 40.0)).verdict == "adapt"
    assert weighed((0.12, 0.1, 40.0)).verdict == "not yet known"


@pytest.mark.parametrize("prior", [{}, {"prior_mean": 0.0, "prior_sd": 0.3}])
@pytest.mark.parametrize(
    "effect", [(0.2, 0.1, 20.0), (-3.0, 0.02, 5.0), (0.0, 4.0, math.inf), (0.1, 0.5, 1.0)]
)
def test_three_chances_make_one(effect: Any, prior: dict[str, float]) -> None:
    """Up, no difference that matters, and down add to one, and none is negative."""
    result = weighed(effect, **prior)
    chances = (result.up, result.same, result.down)
    assert sum(chances) == pytest.approx(1, abs=1e-9)
    assert min(chances) >= 0


def test_a_prior_pulls_and_a_wide_one_does_not() -> None:
    """A sceptical prior draws what is likely towards itself; a very wide one leaves it where it was found."""
    flat = weighed((0.4, 0.15, 30.0))
    sceptical = weighed((0.4, 0.15, 30.0), prior_mean=0.06, prior_sd=0.1)
    wide = weighed((0.4, 0.15, 30.0), prior_mean=0.0, prior_sd=200.0)
    assert 0.06 < sceptical.mean < flat.mean
    assert sceptical.high - sceptical.low < flat.high - flat.low
    assert (wide.up, wide.low, wide.high) == pytest.approx((flat.up, flat.low, flat.high), abs=1e-4)


def test_data_and_prior_far_apart_meet_between() -> None:
    """Where both are sharp and far from each other, what is likely lies between them and is no artefact of the grid."""
    result = weighed((1.0, 0.01, math.inf), prior_mean=0.0, prior_sd=0.01)
    assert result.mean == pytest.approx(0.5, abs=1e-4)
    assert result.high - result.low == pytest.approx(2 * 1.959964 * 0.01 / math.sqrt(2), abs=1e-4)


def test_the_curve_has_the_chances_under_it() -> None:
    """The area under the curve beyond the threshold is the chance that is said."""
    for result in (weighed(), weighed(prior_mean=0.06, prior_sd=0.1)):
        sizes, likely = curve(result)
        beyond = sizes >= 0.1
        assert np.trapezoid(likely, sizes) == pytest.approx(1, abs=1e-3)
        assert np.trapezoid(likely[beyond], sizes[beyond]) == pytest.approx(result.up, abs=2e-3)


@pytest.mark.parametrize(("true", "certainty"), [(0.3, 80), (0.0, 80), (0.0, 95), (-0.1, 90)])
def test_so_many_times_as_many_pupils_do_make_it_clear(true: float, certainty: float) -> None:
    """Drawn again with that many times as many pupils, four of five enquiries get the right clear answer."""
    se, smallest = 0.2, 0.15
    times = times_to_know(se, true=true, smallest_worthwhile=smallest, certainty=certainty)
    draws = np.random.default_rng(8).normal(true, se / math.sqrt(times), 4000)
    chances = stats.norm.cdf((draws - smallest) / (se / math.sqrt(times)))
    right = "yes" if true > smallest else "no"
    clear = np.mean([answer_by_chance(float(chance), certainty) == right for chance in chances])
    assert clear == pytest.approx(CLEAR, abs=3 * math.sqrt(CLEAR * (1 - CLEAR) / 4000))


def test_at_the_threshold_itself_nothing_makes_it_clear() -> None:
    """A true effect that is the smallest worthwhile one is never told from it; of a clear answer nothing is asked."""
    assert weighed((0.1, 0.1, 40.0)).times_if_found == math.inf
    assert weighed((0.05, 0.1, 40.0), smallest_worthwhile=0.0).times_if_nought == math.inf
    assert math.isnan(weighed((0.9, 0.1, 40.0)).times_if_found)


def test_without_a_comparison_the_design_is_known() -> None:
    """One group is before and after whatever is said; of two groups the design is what was said, or unsaid."""
    assert weighed(one_group(), design="randomised").design == "before_after"
    assert weighed(trial(), design="randomised").design == "randomised"
    assert "design_unsaid" in weighed(trial()).cautions


def test_thin_data_pass_through() -> None:
    """What could not be estimated cannot be weighed, and a result without numbers is weighed without any."""
    nothing = NotEnough("the effect", "no pupil has both scores")
    assert weigh_effect(nothing, smallest_worthwhile=0.1, certainty=80) is nothing
    untold = weighed(one_group(2))
    assert (untold.up, untold.answer, untold.verdict) == (None, None, None)
    assert len(untold.cells())


def test_what_is_withheld_takes_the_decision_with_it() -> None:
    """A small group hides every chance and the answer; the settings stay."""
    small = weighed(trial(40, 8))
    held = small.withhold(choose_hidden(small.cells()))
    assert (held.found, held.up, held.same, held.down, held.answer, held.times_if_found) == (None,) * 6
    assert (held.smallest_worthwhile, held.certainty) == (0.1, 80)
    assert len(curve(held)[0]) == 0
    typed = weighed()
    assert typed.withhold({"anything"}) is typed


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"smallest_worthwhile": -0.1}, "smallest_worthwhile"),
        ({"smallest_worthwhile": math.nan}, "smallest_worthwhile"),
        ({"certainty": 0.8}, "certainty"),
        ({"certainty": 100}, "certainty"),
        ({"prior_sd": 0.1}, "prior_mean and prior_sd"),
        ({"prior_mean": 0.0, "prior_sd": 0.0}, "prior_sd"),
        ({"prior_mean": math.inf, "prior_sd": 1.0}, "prior_mean"),
        ({"confidence": 95}, "confidence"),
        ({"effect": (math.nan, 0.1, 20.0)}, "effect"),
        ({"effect": (0.2, 0.0, 20.0)}, "effect"),
        ({"effect": (0.2, 0.1, 0.0)}, "effect"),
    ],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, Any], named: str) -> None:
    """A certainty that is no percentage, half a prior or an effect that is no number raises and names it."""
    with pytest.raises(errors.WrongValue, match=named):
        weighed(**({"effect": (0.2, 0.1, 20.0)} | asked))


@pytest.mark.parametrize(
    ("design", "certainty", "said"),
    [
        ("", 99, True),
        ("classes_randomised", 99, True),
        ("randomised", 99, False),
        ("classes_randomised", 50, False),
    ],
)
def test_only_where_classes_may_be_behind_it_is_it_said_what_they_take(
    design: Design, certainty: float, said: bool
) -> None:
    """Where single pupils were allocated, or the answer is clear, nothing is said about whole classes or schools."""
    assert ("whole_schools" in weighed(trial(), design=design, certainty=certainty).cautions) is said


def test_a_chance_of_a_half_is_unclear() -> None:
    """Who asks to be half sure only is not told yes where nothing speaks either way."""
    assert weighed((0.0, 0.5, 1.2), smallest_worthwhile=0, certainty=50).answer == "unclear"
