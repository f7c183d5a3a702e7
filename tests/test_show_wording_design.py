"""What a plan could show is said before the work starts, modestly."""

from __future__ import annotations

from dataclasses import replace

import samples
import written
from spoken import said

from enquiry_lib.analyse.question import Remark
from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import held, sentences
from enquiry_lib.show.wording.design import REMARKS, remarks_in_words
from enquiry_lib.stats.power.pupils import detectable_effect
from enquiry_lib.stats.power.worthwhile import Worthwhile


def test_a_plan_hears_what_it_could_notice() -> None:
    """Both answers, the chance and what large trials find are said."""
    text = said(samples.detectable(60))
    for part in (
        "60 pupils in two equal groups",
        "0.74",
        "80%",
        "comes down to 0.52",
        "find about 0.06 on average",
    ):
        assert part in text
    assert "could not tell from chance" in text


def test_other_shares_and_other_covariates_are_said() -> None:
    """Unequal groups are described, and an answer of its own is given where the plan's covariates are neither."""
    result = detectable_effect(200, treated=0.3, r_squared=0.3, covariates=2)
    text = said(result)
    assert "30% of them in the intervention group" in text
    assert "which explains 30%" in text
    assert "which explains" not in said(samples.detectable())


def test_a_very_large_plan_is_not_told_that_it_is_too_small() -> None:
    """With thousands of pupils an effect as large trials find could be seen, and the ladder is left alone."""
    text = said(samples.detectable(6000))
    assert "could not tell from chance" not in text
    assert "Even 480" not in text


def test_a_small_plan_hears_of_larger_ones() -> None:
    """A plan whose numbers are withheld still learns what thirty and 480 pupils could show."""
    told = sentences(gate(samples.detectable(9)))
    assert told[0] == held("What this plan could show")
    assert "with 30 pupils in two equal groups a difference of 1.06" in told[1]
    assert "Even 480 pupils" in told[-1]


def test_what_was_called_worth_the_effort_is_said_of_a_plan_withheld_too() -> None:
    """It rests on no count, and the picture shows it; how likely it is noticed goes with the plan's number."""
    planned = samples.detectable(9)
    told = sentences(gate(replace(planned, worthwhile=Worthwhile(0.2, 0.06, 788))))
    assert "A difference of 0.20 standard deviations was called worth the effort." in told
    assert not [sentence for sentence in told if "it would take" in sentence]
    assert not [sentence for sentence in sentences(gate(planned)) if "worth" in sentence]


def test_how_pupils_are_allocated_is_always_a_caution() -> None:
    """That whole classes need far more pupils is said, whatever the plan."""
    for result in (
        samples.detectable(),
        gate(samples.detectable(9)),
        replace(samples.detectable(), treated=0.4),
    ):
        assert "allocated one by one" in said(result)


# --- the question -----------------------------------------------------------------------------------------


def test_checks_are_counted_and_open_ones_named() -> None:
    """The checks that are met come first, by name and with no count of them, then those to look at, those not said, and what checks cannot see."""
    assert sentences(written.question_check())[:3] == [
        "Met: ‘Specific’.",
        "Worth another look: ‘Sized’.",
        "Nothing said yet: ‘Right to do’.",
    ]
    assert "colleagues say best" in said(written.question_check())


def test_every_remark_can_be_worded() -> None:
    """What is missing is named in one sentence; numbers are written in the others."""
    two = [Remark("missing", "For whom?"), Remark("missing", "By when?")]
    assert remarks_in_words(two) == ["Still to fill in: ‘For whom?’, ‘By when?’."]
    (few,) = remarks_in_words([Remark("too_small_to_see", "60", (0.519, 0.2))])
    assert few.startswith("With 60 pupils in two groups, even")
    assert "below about 0.52 standard deviations" in few
    assert "What was called worth the effort is 0.20" in few
    for code in REMARKS:
        assert remarks_in_words([Remark(code, "words", (0.5, 0.2))])[0]


# --- the logic model and the timeline ---------------------------------------------------------------------


def test_a_logic_model_names_what_is_empty() -> None:
    """Empty columns and missing assumptions are named; a full model is not praised."""
    model = written.logic_model()
    assert sentences(model)[1:] == ["Still empty: within the year."]
    full = replace(model, medium_term=("More read",), assumptions=())
    assert sentences(full)[1:] == ["What has to be true for this to work has not been said yet."]


def test_a_timeline_is_counted_and_dated() -> None:
    """Steps, check points, the span, the states and what has no date are said."""
    assert sentences(written.timeline()) == [
        "3 steps and 1 check point, from 8 September 2025 to 16 January 2026.",
        "Done: 1 and under way: 1.",
        "Without a date, and in the table only: 1.",
    ]


def test_a_plan_nobody_looks_at_is_noticed() -> None:
    """A timeline without a check point says that no day has been set."""
    text = said(replace(written.timeline(), check_points=()))
    assert "no check points" in text
    assert "No day has been set" in text
