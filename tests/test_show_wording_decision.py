"""What the rule says is told apart from what it can bear and from what was decided."""

from __future__ import annotations

from dataclasses import replace

import pytest
import samples
import samples_impact
import written

from enquiry_lib.analyse.decision import Rule
from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import NOT_WITHOUT_COMPARISON, STRENGTH, sentences
from enquiry_lib.stats.result import NotEnough

RANDOM = samples.estimate(samples.two_groups(), "randomised")
ALONE = samples.estimate(samples.one_group(), "before_after")


def test_the_answer_brings_what_had_been_said() -> None:
    """The answer by the rule comes first, then what was to be done in that case, then what was decided."""
    assert sentences(written.reading(replace(RANDOM, chance=0.9))) == [
        "By the rule, the answer is yes: the difference is as large as was called worth the effort, and that is as sure as "
        "was asked for.",
        "In that case the rule says: we will offer it to Year 3.",
        "The rule was frozen with the plan; by the dates, that was before the outcome was known.",
        "The school has decided to adapt it. It says that this is not what it had said it would do. What has changed: a "
        "teacher has left.",
    ]


def test_a_no_above_three_in_ten_is_not_called_unlikely() -> None:
    """Who asks to be 60% sure has a no at 40%, and it says no more than that."""
    said = sentences(written.reading(replace(RANDOM, chance=0.4, certainty=60.0)))
    assert said[0] == (
        "By the rule, the answer is no: more likely than not the difference is smaller than was called worth the effort, and "
        "that is as sure as was asked for."
    )


@pytest.mark.parametrize(
    "typed", ["We will keep it.", "we'll keep it", "We shall  keep it", "Keep it.", "keep it"]
)
def test_we_will_is_said_once(typed: str) -> None:
    """What people wrote goes on after 'we will' in sentence and table, though many write that themselves."""
    reading = written.reading(replace(RANDOM, chance=0.9))
    own = replace(reading, rule=replace(reading.rule, yes=typed))
    assert "In that case the rule says: we will keep it." in sentences(own)
    assert ("yes", "keep it", "this one") in tables(own)[0].rows


def test_a_change_is_answered_by_its_size_alone() -> None:
    """Without a comparison group a yes is about a size, names no cause, and says what the design cannot tell."""
    said = sentences(written.reading(ALONE))
    assert said[0].startswith("As far as the size of the change goes, the answer by the rule is yes:")
    assert said[1] == STRENGTH["before_after"]
    assert not [word for word in NOT_WITHOUT_COMPARISON if word in " ".join(said).lower()]


def test_a_chosen_comparison_says_what_it_can_bear() -> None:
    """Groups that were not allocated at random bring that with the answer."""
    assert STRENGTH["comparison"] in sentences(written.reading(replace(RANDOM, design="comparison")))


def test_whole_classes_bring_what_they_can_bear() -> None:
    """An answer about classes is never said without that, at random or not."""
    said = sentences(written.reading(samples_impact.of_classes(20, 22, 24, 20)))
    assert STRENGTH["classes_randomised"] in said


def test_one_class_each_gives_the_rule_no_answer() -> None:
    """It is said that two classes cannot be judged, not that the numbers were hidden."""
    said = sentences(written.reading(samples_impact.of_classes(24, 26)))
    assert said[0].startswith("The rule gives no answer here: one class was compared with one other")


def test_attendance_is_answered_by_its_interval() -> None:
    """For attendance the answer speaks of the interval, because no chance is worked out."""
    effect = samples.attendance([[8] * 15 + [1] * 25, [8] * 10 + [1] * 30])
    found = replace(samples.estimate(effect, "before_after"), smallest_worthwhile=5.0)
    assert "the interval of the change lies partly beyond" in sentences(written.reading(found))[0]


def test_hidden_numbers_give_no_answer() -> None:
    """Where the estimate may not be shown, the decision stands alone."""
    said = sentences(gate(written.reading(samples.estimate(samples.one_group(8), "before_after"))))
    assert said[0].startswith("The rule gives no answer here")
    assert said[-1].startswith("The school has decided")


def test_too_early_is_said() -> None:
    """Without an estimate the rule waits, and so may the decision."""
    reading = written.reading(NotEnough("the effect", "the plan has not been frozen."))
    planned = replace(reading.rule, stands="planned")
    waiting = replace(reading, rule=planned, decided=replace(reading.decided, decision=""))
    assert sentences(waiting) == [
        "The rule cannot be read yet: the plan has not been frozen.",
        "The rule stands in a plan that has not been frozen, so it could still be changed to fit the answer.",
        "The school has not decided yet.",
    ]


def test_a_rule_that_was_not_frozen_is_called_so() -> None:
    """A draft is called a draft, a case nobody thought of is missed, and exploratory findings are named."""
    reading = written.reading(replace(RANDOM, chance=0.1))
    loose = replace(reading, rule=replace(reading.rule, stands="draft", no=""), exploratory=("it came late",))
    said = sentences(loose)
    assert "What the school would do in that case the rule does not say." in said
    assert "The rule is a first draft: the evaluation plan has not confirmed it." in said
    assert "Read this as exploratory: it came late." in said


def test_a_rule_frozen_too_late_is_not_called_set_beforehand() -> None:
    """Where the plan was frozen after the outcomes were there, sentence and table say that it came too late."""
    late = replace(
        written.reading(RANDOM), exploratory=("the plan was frozen after outcomes had been collected",)
    )
    text = " ".join(sentences(late))
    assert "it cannot count as set beforehand. Read this as exploratory: the plan was frozen after" in text
    assert "before the outcome was known" not in text
    assert tables(late)[0].caption == "The rule"
    assert tables(written.reading(RANDOM))[0].caption == "The rule set beforehand"


def test_where_no_rule_was_written_none_is_quoted() -> None:
    """A rule that nobody wrote is neither called a draft nor read."""
    nothing = replace(written.reading(RANDOM), rule=Rule("unwritten", "", "", ""))
    text = " ".join(sentences(nothing))
    assert "No rule for the answers has been written down." in text
    assert "the rule says" not in text


def test_a_frozen_rule_without_an_answer_is_only_called_frozen() -> None:
    """Where nothing came out yet, nobody can have looked at it, and the rule is not called early."""
    early = written.reading(NotEnough("the effect", "there is no table of outcomes"))
    assert "The rule was frozen with the plan." in sentences(early)
