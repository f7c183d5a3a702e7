"""The front of a report is plain, short, and says no more than the estimate behind it can bear."""

from __future__ import annotations

from dataclasses import replace

import pytest
import samples
import samples_impact
import written

from enquiry_lib.analyse.in_short import PARTS, Dose, InShort, Part
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import NOT_WITHOUT_COMPARISON, STRENGTH, heading, held, sentences
from enquiry_lib.show.wording.in_short import PART_WORDS, WORST
from enquiry_lib.stats import attendance, one_group, two_groups
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.trials import clusters

RANDOM = samples.estimate(samples.two_groups(), "randomised")
ALONE = samples.estimate(samples.one_group(), "before_after")


def _attended() -> Estimate:
    """Attendance over two years of the same pupils, 12 and then 4 of 40 missing a tenth or more."""
    found = samples.attendance()
    return replace(samples.estimate(found, "before_after"), smallest_worthwhile=5.0)


def test_each_piece_has_its_heading() -> None:
    """The five headings are what a governor would ask; other results have none."""
    parts: tuple[Part, ...] = ("asked", "did", "happened", "sure", "next")
    assert [heading(InShort(part)) for part in parts] == [
        "What we asked",
        "What we did",
        "What happened",
        "How sure we are",
        "What next",
    ]
    assert heading(samples.progress()) == ""


def test_what_people_wrote_is_given_in_short() -> None:
    """The question stands whole; a long description is cut after two sentences; the dose is called planned."""
    asked, did, following, *_ = written.pieces()
    assert sentences(asked) == ["Does reading in pairs help?", "Compared with: quiet reading."]
    assert sentences(did) == [
        "Pairs read aloud. They take turns.",
        "For: Years 3 and 4.",
        "Planned: 3 sessions a week, 20 minutes each, for 12 weeks.",
    ]
    assert sentences(following) == [
        "We have decided to change it and go on.",
        "What will be different: Twice a week.",
        "Why: It took too long.",
        "We look again on 6 October 2025.",
    ]


def test_one_of_a_thing_is_in_the_singular() -> None:
    """A dose of one session of one minute for one week is said as people say it."""
    once = InShort("did", "Pairs read aloud.", dose=Dose(1, 1, 1))
    assert sentences(once)[-1] == "Planned: 1 session a week, 1 minute each, for 1 week."


def test_what_is_not_written_yet_is_said() -> None:
    """An empty record gives one honest sentence a piece."""
    assert [sentences(piece) for piece in written.pieces()[3:]] == [
        ["The question has not been written down yet."],
        ["What is to be done has not been written down yet."],
        ["Nothing has been decided yet."],
    ]


def test_a_question_that_is_not_yet_in_one_sentence_is_said_in_its_parts() -> None:
    """What is there is said, each part under its name, and nothing is put together that nobody wrote."""
    parts = (("population", "Year 4"), ("outcome", "Reading scores"), ("time", "By July."))
    assert sentences(InShort("asked", in_parts=parts)) == [
        "The question is not yet in one sentence. Its parts so far:",
        "For whom: Year 4.",
        "What should change: Reading scores.",
        "By when: By July.",
    ]
    assert set(PART_WORDS) == set(PARTS)


def test_a_difference_is_said_in_points_and_as_a_range() -> None:
    """What happened has the points, how sure has the range on both sides of nought, the chance and the design."""
    happened, sure = (sentences(piece) for piece in written.about(RANDOM))
    assert happened == [
        "Reading: pupils in the intervention group scored 3.5 points higher than pupils in the comparison group, allowing "
        "for the score before."
    ]
    assert sure == [
        "Allowing for chance, the difference could be anywhere from 0.2 points lower to 7.1 points higher (95% interval).",
        "The chance that the difference is large enough to be worth the effort is about 72%; the plan asked for 80%.",
        STRENGTH["randomised"],
        "The groups were far apart already at the start, further than adjusting can mend.",
    ]


def test_a_change_never_reads_like_a_trial() -> None:
    """Before and after, no cause is named and the missing comparison is said."""
    text = " ".join(sentence for piece in written.about(ALONE) for sentence in sentences(piece))
    assert "after than before" in text
    assert STRENGTH["before_after"] in text
    assert not [word for word in NOT_WITHOUT_COMPARISON if word in text.lower()]


def test_attendance_is_said_as_a_share_of_pupils() -> None:
    """A change in persistent absence is said in percentage points, with its range and what was worth the effort."""
    found = _attended()
    effect = samples.attendance([[8] * 15 + [1] * 25, [8] * 10 + [1] * 30])
    happened, sure = (sentences(piece) for piece in written.about(replace(found, effect=effect)))
    assert happened[1].startswith("The share of pupils who missed a tenth or more of their sessions fell by")
    assert sure[0].startswith(
        "Allowing for chance, the change in that share could be anywhere from a fall of 32.6 to a rise of 7.6 "
        "percentage points"
    )
    assert sure[1].startswith("Worth the effort was a fall of 5.0 percentage points: the interval lies")


def test_hidden_numbers_are_called_hidden() -> None:
    """A small school's front says that its numbers may not be shown, and keeps what its design can bear."""
    happened, sure = written.about(samples.estimate(samples.one_group(8), "before_after"))
    assert sentences(gate(happened)) == [
        held("What was found by 'Reading'"),
        "What was done, and what else was counted, can be read below.",
    ]
    assert sentences(gate(sure))[0].startswith("How sure one can be of it is not shown")
    assert sentences(gate(sure))[-1] == STRENGTH["before_after"]


def test_no_finding_is_no_finding() -> None:
    """Where nothing could be worked out, the reason is given once and nobody is sure of anything."""
    happened, sure = written.about(NotEnough("the effect", "the plan has not been frozen"))
    assert sentences(happened) == [
        "Nothing can be said yet about what happened: the plan has not been frozen."
    ]
    assert sentences(sure) == ["There is no finding yet of which anybody could be sure."]


@pytest.mark.parametrize(
    ("low", "high", "said"), [(1.0, 4.0, "1.0 to 4.0 points higher"), (-4.0, -1.0, "1.0 to 4.0 points lower")]
)
def test_a_range_on_one_side_begins_with_the_nearer_end(low: float, high: float, said: str) -> None:
    """An interval that leaves out nought is said from its near end to its far one."""
    effect = replace(samples.two_groups(), low=low, high=high)
    assert said in sentences(written.about(replace(RANDOM, effect=effect))[1])[0]


def test_exploratory_is_said_on_the_front() -> None:
    """A finding that counts as exploratory does so on the first page too."""
    sure = written.about(replace(RANDOM, exploratory=("the frozen plan was reopened",)))[1]
    assert sentences(sure)[-1] == "Read this as exploratory: the frozen plan was reopened."


def test_what_may_not_have_begun_is_called_planned() -> None:
    """Before the plan is frozen, what is to be done is not said to have been done."""
    assert heading(InShort("did", "Pairs", planned=True)) == "What we plan to do"
    assert heading(InShort("did", "Pairs")) == "What we did"


@pytest.mark.parametrize(
    ("cautions", "said"),
    [
        (
            ("baseline_far_apart", "hardly_any_clusters"),
            ["three or four classes", "further than adjusting can mend"],
        ),
        (
            ("few_pupils", "high_attrition", "no_baseline"),
            ["More than a fifth of the pupils have no score", "no score from before"],
        ),
        (("no_baseline",), ["no score from before"]),
        (("duplicates", "baseline_apart"), []),
    ],
)
def test_the_worst_that_is_known_stands_on_the_front(cautions: tuple[str, ...], said: list[str]) -> None:
    """The front names the two things that weaken the finding most, after what the design can bear; small things it leaves."""
    sure = sentences(
        written.about(replace(RANDOM, effect=replace(samples.two_groups(), cautions=cautions)))[1]
    )
    after = sure[sure.index(STRENGTH["randomised"]) + 1 :]
    assert len(after) == len(said)
    assert all(words in text for words, text in zip(said, after, strict=True))


def test_every_weakness_on_the_front_is_one_that_results_can_have() -> None:
    """No sentence of the front waits for a code that no estimate carries."""
    known = (two_groups.CAUTIONS, clusters.CAUTIONS, one_group.CAUTIONS, attendance.CAUTIONS)
    assert set(WORST) <= {code for codes in known for code in codes}


def test_two_classes_are_described_on_the_front_and_not_judged() -> None:
    """One class beside one other has a difference, no interval and no chance, and says why."""
    happened, sure = map(sentences, written.about(samples_impact.of_classes(24, 26)))
    assert "That describes two classes, and no more." in happened[0]
    assert sure == ["There is no finding yet of which anybody could be sure.", STRENGTH["one_class_each"]]


def test_whole_classes_say_what_they_can_bear_on_the_front() -> None:
    """The front of a comparison of classes speaks by classes, and of so few that each weighs too much."""
    _, sure = written.about(samples_impact.of_classes(20, 22, 24))
    said = sentences(sure)
    assert STRENGTH["classes_randomised"] in said
    assert STRENGTH["randomised"] not in said
    assert WORST["hardly_any_clusters"] in said


def test_few_school_days_are_named_on_the_front() -> None:
    """Attendance over a few weeks is called that before anybody reads it as a year's."""
    sure = written.about(samples.estimate(samples.attendance(), "before_after"))[1]
    assert any("so few school days" in sentence for sentence in sentences(sure))


def test_no_difference_is_neither_higher_nor_lower() -> None:
    """What rounds to nought is said to be the same, of two groups, of one before and after, and of attendance."""
    level = replace(RANDOM, effect=replace(samples.two_groups(), difference=-0.01))
    still = replace(ALONE, effect=replace(samples.one_group(), change=0.0))
    year = [[8] * 10 + [1] * 30] * 2
    attended = samples.estimate(samples.attendance(year), "before_after")
    said = [" ".join(sentences(written.about(found)[0])) for found in (level, still, attended)]
    assert "scored on average the same as pupils in the comparison group" in said[0]
    assert said[1] == "Reading: scores were on average the same after as before."
    assert said[2].endswith("missed a tenth or more of their sessions stayed the same.")
    assert not any("0.0" in text.split("%")[-1] for text in said)
