"""Several models of the same pupils: each as R has it, in a fixed order, and left out where it cannot be had."""

from __future__ import annotations

import numpy as np
import pytest
import samples_matched
from trials import found, pinned

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.answers import Answer
from enquiry_lib.stats.comparisons.side_by_side import MODELS, ModelLine, SideBySide, set_side_by_side
from enquiry_lib.stats.result import NotEnough


def answers(result: SideBySide) -> dict[str, Answer]:
    """Give the answers by model."""
    return {line.model: line.answer for line in result.lines}


@pytest.mark.parametrize(
    "model",
    [
        "difference",
        "gain",
        "baseline",
        "covariates",
        "ranks",
        "classes_within",
        "classes_random",
        "classes_robust",
    ],
)
def test_each_model_agrees_with_r(model: str) -> None:
    """Each model's difference, and its error where it has one, are those of lm, lmer, clubSandwich and wilcox.test."""
    expected = pinned(model, "matching")
    assert found(answers(samples_matched.side_by_side())[model], expected) == expected


def test_the_interval_by_ranks_agrees_with_r() -> None:
    """The interval of the shift, and its p, are those of wilcox.test."""
    ranks = answers(samples_matched.side_by_side())["ranks"]
    assert found(ranks, {"low": 0, "high": 0}) == pinned("ranks_interval", "matching")
    assert found(ranks, {"p": 0}) == pinned("ranks_p", "matching")


def test_models_stand_in_a_fixed_order() -> None:
    """Whatever they find, models stand in the order of MODELS, and the planned one is marked."""
    result = samples_matched.side_by_side(block="house")
    assert [line.model for line in result.lines] == list(MODELS)
    assert [line.model for line in result.lines if line.planned] == ["baseline"]
    assert result.effect.g == answers(result)["baseline"].g


def test_all_are_about_the_pupils_with_every_column() -> None:
    """A pupil without a class is left out of every model, the plain difference too."""
    table = samples_matched.pupils()
    lacking = table.assign(**{"class": table["class"].where(np.arange(200) % 4 > 0)})
    whole = samples_matched.side_by_side(table[np.arange(200) % 4 > 0])
    assert answers(samples_matched.side_by_side(lacking))["difference"] == answers(whole)["difference"]


def test_models_that_cannot_be_had_are_left_out() -> None:
    """Where whole classes are in one group there is no difference within classes, and a caution."""
    table = samples_matched.pupils()
    table = table.assign(arm=np.where(table["class"] % 2 == 0, "intervention", "comparison"))
    result = samples_matched.side_by_side(table)
    assert "classes_within" not in answers(result)
    assert {"classes_random", "classes_robust"} <= set(answers(result))
    assert "models_left_out" in result.cautions


def test_two_classes_are_too_few_for_errors_by_class() -> None:
    """With two classes an interval by class would hold everything; the model is left out, and that is said."""
    table = samples_matched.pupils()
    result = samples_matched.side_by_side(table.assign(**{"class": table["class"] % 2}))
    assert "classes_robust" not in answers(result)
    assert "models_left_out" in result.cautions


def test_what_was_not_named_is_not_missed() -> None:
    """Without a score before, other columns and classes there is the plain difference, and that by ranks, and no caution."""
    result = samples_matched.side_by_side(baseline=None, covariates=[], cluster=None, planned="difference")
    assert list(answers(result)) == ["difference", "ranks"]
    assert "models_left_out" not in result.cautions


def test_a_planned_model_that_cannot_be_had_is_said() -> None:
    """When the plan named a model whose column was not given, that is a caution and no line is marked."""
    result = samples_matched.side_by_side(cluster=None, planned="classes_robust")
    assert "models_left_out" in result.cautions
    assert (result.planned, result.effect.g) == ("classes_robust", None)


@pytest.mark.parametrize(
    ("low", "high", "reading"),
    [(0.1, 0.3, "above"), (-0.3, -0.1, "below"), (-0.1, 0.3, "either"), (None, None, "")],
)
def test_an_interval_has_a_reading(low: float | None, high: float | None, reading: str) -> None:
    """An answer is read by where its interval lies."""
    assert ModelLine("gain", planned=False, answer=Answer(low=low, high=high)).reading == reading


def test_withheld_nothing_but_the_question_stays() -> None:
    """When the pupils may not be counted there is no answer, and not even which models could be worked out."""
    result = samples_matched.side_by_side()
    hidden = result.withhold({result.counted[0].id})
    assert (hidden.lines, hidden.n_treated, hidden.effect.g) == ((), None, None)
    assert hidden.planned == "baseline"


def test_few_classes_are_as_few_for_the_effect_size() -> None:
    """With six classes the answers by class have Student's interval in SD too, so that both are read alike."""
    table = samples_matched.pupils()
    table["class"] = table["class"] % 3 + 3 * (table["arm"] == "intervention")
    found = answers(samples_matched.side_by_side(table))
    for model in ("classes_random", "classes_robust"):
        one = found[model]
        assert None not in (one.g, one.g_high, one.difference, one.high)
        assert one.df < 5
        in_sd, in_points = (one.g_high - one.g) / one.g, (one.high - one.difference) / one.difference
        assert in_sd == pytest.approx(in_points, rel=0.2)
        assert (one.g_low <= 0 <= one.g_high) == (one.low <= 0 <= one.high)


@pytest.mark.parametrize("after", [np.nan, 3.0])
def test_scores_that_say_nothing_are_not_enough(after: float) -> None:
    """Without scores, or without a difference between them, no model is set beside another."""
    assert isinstance(
        set_side_by_side(samples_matched.pupils(after=after), outcome="after", arm="arm"), NotEnough
    )


def test_a_model_that_there_is_not_is_refused() -> None:
    """The planned model has to be one of those there are."""
    with pytest.raises(errors.WrongValue, match="planned"):
        samples_matched.side_by_side(planned="best")
