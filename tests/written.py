"""Results made of what people wrote: a question, a logic model, dates, a process, a decision, a trial."""

from __future__ import annotations

import datetime as dt

from enquiry_lib.analyse.decision import Decided, Rule, RuleReading, answer_of
from enquiry_lib.analyse.in_short import Dose, InShort
from enquiry_lib.analyse.logic import DatedCheck, DatedStep, Doing, LogicModel, Timeline
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.analyse.process import Changed, Dimension, ProcessSummary
from enquiry_lib.analyse.protection import ImpactAssessment, Point, Promises
from enquiry_lib.analyse.protocol import Protocol
from enquiry_lib.analyse.question import CheckLine, QuestionCheck, Remark
from enquiry_lib.analyse.trial import TrialEstimate, TrialPool, TrialSchool
from enquiry_lib.stats.pooling import Pool
from enquiry_lib.stats.power.pupils import detectable_effect
from enquiry_lib.stats.result import NotEnough

OCTOBER = dt.date(2025, 10, 6)
RULE = Rule("frozen", "offer it to Year 3", "stop", "run it once more")
DECIDED = Decided("adapt", "It took too long.", "no", "a teacher has left", "Twice a week", OCTOBER)


def question_check(pupils: int = 90) -> QuestionCheck:
    """A question with one check met, one worth another look and one not said."""
    seen = detectable_effect(pupils)
    smallest = seen.with_pretest if not isinstance(seen, NotEnough) else None
    remark = Remark("too_small_to_see", str(pupils), (smallest or 0, 0.2))
    lines = (
        CheckLine("specific", "Specific", "So that two agree.", "met", (("For whom?", "Year 4"),), ()),
        CheckLine("sized", "Sized", "Events overtake it.", "look again", (("By when?", "July"),), (remark,)),
        CheckLine(
            "ethical", "Right to do", "Nobody worse off.", "not said", (), (Remark("missing", "Who?"),)
        ),
    )
    return QuestionCheck("Does reading in pairs help?", lines, seen)


def logic_model() -> LogicModel:
    """A logic model with an empty column, a formula's signs and a word wider than its box."""
    return LogicModel(
        problem="Some children have stopped reading for themselves.",
        inputs=("Two hours of training", "£400 for short books"),
        activities=(
            Doing("Pairs read aloud, $x$ and <b>y</b>", "within the school"),
            Doing("Home visits", ""),
        ),
        short_term=("Unselfconsciousnessesofreaders",),
        medium_term=(),
        long_term=("They read for themselves.",),
        assumptions=("Pairs stay together.",),
    )


def timeline() -> Timeline:
    """Two dated steps, one without dates, and a check point."""
    steps = (
        DatedStep("Train", "prepare", dt.date(2025, 9, 8), dt.date(2025, 9, 19), "Deputy head", "done"),
        DatedStep("Read in pairs", "deliver", OCTOBER, dt.date(2026, 1, 16), "Teachers", "under way"),
        DatedStep("Tell the governors", "", None, None, "", ""),
    )
    return Timeline(steps, (DatedCheck(dt.date(2025, 11, 7), "Do all pairs meet?", "Fewer than half"),))


def process() -> ProcessSummary:
    """Three dimensions: planned and found, planned only, neither."""
    dimensions = (
        Dimension(
            "fidelity", "Fidelity", "As described?", "Learning walks", "Deputy", "Mostly so.", "mostly"
        ),
        Dimension("reach", "Reach", "Did it come to them?", "The log", "", "", ""),
        Dimension("quality", "Quality", "How well?", "", "", "", ""),
    )
    changed = (Changed("Twice a week", "The hall was needed.", "yes"),)
    return ProcessSummary(
        dimensions, changed, ("A quiet room",), ("Assembly ran over",), "We looked: nobody."
    )


def promises() -> Promises:
    """What was promised: one question settled, one open, one that does not apply."""
    points = (
        Point("Information and consent", "Do they know?", "yes", "A letter and a talk"),
        Point("Who sees the results", "Who sees what?", "not yet"),
        Point("Withholding something good", "Is it fair?", "does not apply"),
    )
    return Promises(
        points=points,
        who_asks="The family worker, who teaches nobody.",
        saying_no="A slip in the box",
        not_to_judge="yes, in writing",
        promised_how="the head's letter",
        lead="The trust's officer",
        keep_names_until=dt.date(2027, 8, 31),
        keep_tables_until=dt.date(2028, 8, 31),
        who_deletes="The data manager",
    )


def impact_assessment(*answers: str) -> ImpactAssessment:
    """Signs with these answers, and two notes for the officer, one of them empty."""
    names = ("Sensitive facts", "Data put together", "Watched")
    signs = tuple(Point(name, "Is it so?", answer) for name, answer in zip(names, answers, strict=False))
    needed = "likely" if "yes" in answers else "unlikely" if set(answers) == {"no"} else "not known"
    notes = (Point("What is used", "Which data?", "Registers of one year"), Point("Who sees it", "Who?", ""))
    return ImpactAssessment(needed, signs, notes, "The trust's officer", OCTOBER, "go ahead")


def reading(found: Estimate | NotEnough) -> RuleReading:
    """The rule read for an estimate, and a decision that is not the one planned."""
    return RuleReading(answer_of(found), RULE, DECIDED, (), found)


def pieces() -> list[InShort]:
    """The pieces that rest on the record, written and not."""
    dose = Dose(3, 20, 12)
    return [
        InShort("asked", "Does reading in pairs help?", "quiet reading"),
        InShort("did", "Pairs read aloud. They take turns. They talk.", "Years 3 and 4", dose=dose),
        InShort("next", "adapt", "It took too long.", "Twice a week", on=OCTOBER),
        InShort("asked"),
        InShort("did"),
        InShort("next"),
    ]


def about(found: Estimate | NotEnough) -> list[InShort]:
    """The pieces that rest on an estimate."""
    return [InShort("happened", found=found), InShort("sure", found=found)]


def protocol(*, frozen: bool = True, kept: bool = True) -> Protocol:
    """A trial's protocol, frozen unless it is said otherwise."""
    return Protocol(
        title="Quizzes",
        question="Do short quizzes help pupils to remember words?",
        for_whom="Year 5",
        done="Ten minutes of questions.",
        ingredients=("Every day", "From memory"),
        dose="One term",
        measure="Word quiz",
        smallest_worthwhile=0.1,
        certainty=80.0,
        frozen=dt.date(2025, 9, 5) if frozen else None,
        kept=frozen and kept,
    )


def trial_part(found: Estimate) -> TrialEstimate:
    """One school's part in a trial."""
    return TrialEstimate("words-to-keep", "Words to keep", found)


def trial_pool(pool: Pool | NotEnough) -> TrialPool:
    """A trial that four schools started, one in each state."""
    schools = (
        TrialSchool("Oak", OCTOBER, "reported", 0.2, 0.1, 0.0, 0.4, exploratory=True, pupils=60),
        TrialSchool("Elm", OCTOBER, "too few"),
        TrialSchool("Ash", OCTOBER, "nothing yet"),
        TrialSchool("Yew", None, "unreadable"),
    )
    return TrialPool("words", "Words to keep", "Do words stay?", "Words", OCTOBER, 0.2, 80.0, schools, pool)
