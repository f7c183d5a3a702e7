"""The quality of the question: what a critical friend would check, each check with what was found.

The checks and their reasons are the reference list question_checks. A check can see whether something is written
down and whether its words could be counted; whether the question is a good one, only people can say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Literal, Self

import pandas as pd

from enquiry_lib.analyse import question_comparison as comparing
from enquiry_lib.analyse import question_words as words
from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.question_ethics import Told, gives_no_reason, signs
from enquiry_lib.analyse.readiness import ALONE
from enquiry_lib.analyse.size import planned_pupils, what_pupils_could_show
from enquiry_lib.stats.power.pupils import DetectableEffect, smallest_change
from enquiry_lib.stats.result import FEW as VERY_FEW
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.record import Question

Status = Literal["met", "look again", "not said"]

TERM_OR_TWO, LONG = 2, 3  # school terms
LARGE = 0.8  # SD; few things a school does have been found to move scores that much
SMALL = 0.05  # SD; below it an effect is called small even where whole districts were studied (Kraft 2020)
FEW, SHORT = 30, 0.2  # pupils, and school terms: about two weeks


@dataclass(frozen=True)
class Remark:
    """Something to look at: a code with what it is about, in words or numbers."""

    code: str
    words: str = ""
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True)
class CheckLine:
    """One check: its name and reason from the list, its status, what was found, and what to look at."""

    key: str
    name: str
    reason: str
    status: Status
    found: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class QuestionCheck:
    """The checks of a question. What so many pupils could show has cells; nothing else here counts anybody."""

    question: str
    lines: tuple[CheckLine, ...]
    seen: DetectableEffect | NotEnough = field(repr=False)

    def cells(self) -> pd.DataFrame:
        """Give the planned numbers of pupils."""
        return self.seen.cells()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same, saying only that very few pupils are planned where their number is withheld."""
        held = self.seen.withhold(ids)
        if held == self.seen:
            return self
        lines = tuple(_with_few(line) if line.key == "sized" else line for line in self.lines)
        return replace(self, seen=held, lines=lines)


def _with_few(line: CheckLine) -> CheckLine:
    """Give the check of the size with a remark that tells no number instead of the one that does."""
    kept = [remark for remark in line.remarks if remark.code != "too_small_to_see"]
    return replace(line, status="look again", remarks=(*kept, Remark("very_few_pupils")))


def check_question(enquiry: Enquiry) -> QuestionCheck | NotEnough:
    """Check the question: specific, measurable, sized, comparison, ethics, worth answering, rule for the answers.

    NotEnough while nothing at all has been written.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> [line.status for line in check_question(open_enquiry("example")).lines if line.key == "measurable"]
    ['met']
    """
    record = enquiry.record
    question = record.question
    if question == Question():
        do = "Fill in the form of the enquiry question; a first wording is enough to begin with."
        return NotEnough("how good the question is", "nothing has been written about it", do)
    listed = enquiry.reference("question_checks").facts.to_dict("records")
    seen = what_pupils_could_show(enquiry)
    plan = record.evaluation_plan
    alone = planned_pupils(enquiry) if plan.design == ALONE and plan.measured_by != "attendance" else None
    lines = check(question, seen, plan.measured_by, alone=alone)
    named = {line.key: line for line in lines}
    kept = [
        replace(named[row["key"]], name=row["name"], reason=row["text"])
        for row in listed
        if row["key"] in named
    ]
    return QuestionCheck(question.question, tuple(kept), seen)


def check(
    question: Question,
    seen: DetectableEffect | NotEnough,
    measured_by: str | None = None,
    *,
    alone: int | None = None,
) -> tuple[CheckLine, ...]:
    """Carry out every check on a question alone, each named by its key; `seen` is what the pupils planned could show.

    `alone` is how many pupils are planned in one group, before and after, where the plan compares with no other.

    >>> from enquiry_lib.stats.power.pupils import detectable_effect
    >>> lines = check(Question(outcome="Score on a reading test"), detectable_effect(60))
    >>> [line.key for line in lines if line.status == "met"]
    ['measurable']
    """
    read = Asked(question, measured_by, seen, alone)
    return tuple(_line(key, read) for key in CHECKS)


@dataclass(frozen=True)
class Asked:
    """What the checks read: the question, where the outcome comes from, and what so many pupils could show."""

    question: Question
    measured_by: str | None
    seen: DetectableEffect | NotEnough
    alone: int | None = None


def _line(key: str, read: Asked) -> CheckLine:
    """Carry out one check: what each of its boxes says, or the question's own wording where a box is empty."""
    fields, look = CHECKS[key]
    said = {name: _said(name, read.question) for name in fields}
    found = tuple(pair for pair in said.values() if pair)
    missing = [Remark("missing", _title(name)) for name, pair in said.items() if not pair]
    looked = look(read)
    return CheckLine(key, key, "", _status(found, looked, missing), found, (*missing, *looked))


def _said(name: str, question: Question) -> tuple[str, str] | None:
    """Give what a box says under its title, or what is said elsewhere in its stead."""
    if text := _text(getattr(question, name), _unit(name)):
        return _title(name), text
    label, look = BORROWED.get(name, ("", _nowhere))
    return (_title(label), borrowed) if (borrowed := look(question)) else None


def _title(name: str) -> str:
    return str(Question.model_fields[name].title)


def _text(value: object, unit: str) -> str:
    return "" if value in (None, "") else f"{value:g}{unit}" if isinstance(value, float) else f"{value}{unit}"


def _unit(name: str) -> str:
    extra = Question.model_fields[name].json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def _status(found: Collection[object], looked: Collection[Remark], missing: Collection[Remark]) -> Status:
    """Say 'not said' only where there is nothing of it in the boxes, nor anything in the other words to look at."""
    if not found and not looked:
        return "not said"
    return "look again" if missing or any(remark.code not in BESIDE for remark in looked) else "met"


BESIDE = {"nothing_compared", "one_group"}
"""Remarks that leave a check met: it was said, and the reader is told what it means."""


# --- the checks -------------------------------------------------------------------------------------------


def _specific(read: Asked) -> list[Remark]:
    whom, done = read.question.population, read.question.intervention
    remarks = [Remark("anybody", whom)] if words.could_be_anybody(whom) else []
    return [*remarks, Remark("only_a_name", done)] if words.only_a_name(done) else remarks


def _measurable(read: Asked) -> list[Remark]:
    outcome, question = read.question.outcome, read.question.question
    if not outcome:
        return []
    if nothing := words.per_cent_of_nothing(outcome, question):
        return [Remark("per_cent_of_nothing", nothing)]
    if words.counted_in(outcome) or words.counted_in(question, strictly=True):
        return []
    vague = words.vague_in(outcome)
    return [Remark("vague", vague) if vague else Remark("not_counted")]


def _sized(read: Asked) -> list[Remark]:
    question = read.question
    terms = words.terms_in(question.time) if question.terms is None else question.terms
    timed = bool(terms is not None or question.time or _time(question))
    remarks = [Remark("missing", _title("pupils"))] if timed and not _many(read) else []
    if terms is not None and terms > TERM_OR_TWO:
        remarks.append(Remark("long" if terms <= LONG else "too_long"))
    if not timed and _many(read):
        remarks.append(Remark("no_time"))
    return [*remarks, *_too_few(read, terms)]


def _too_few(read: Asked, terms: float | None) -> list[Remark]:
    """Say where so many pupils, one class against another, or so short a time could not show it."""
    question, remarks, asked = read.question, list[Remark](), read.question.smallest_worthwhile
    seen = read.seen if isinstance(read.seen, DetectableEffect) else None
    if seen and seen.with_pretest is not None and asked is not None and seen.with_pretest > asked:
        remarks.append(Remark("too_small_to_see", str(seen.pupils), (seen.with_pretest, asked)))
    if read.alone is not None and asked is not None:
        remarks.append(Remark("one_group" if _one_group_shows(read.alone, asked) else "one_group_few"))
    if comparing.one_class_each(question.comparison, question.population, question.intervention):
        remarks.append(Remark("one_class_each"))
    if terms is not None and terms <= SHORT and question.pupils is not None and question.pupils <= FEW:
        remarks.append(Remark("few_and_short"))
    return remarks


def _one_group_shows(pupils: int, size: float) -> bool:
    """Say whether so many pupils, before and after, could show a change of that size; very few are all judged alike."""
    return pupils >= VERY_FEW and smallest_change(pupils) <= size


def _many(read: Asked) -> bool:
    """Say whether anything says how many people it will be about."""
    question = read.question
    known = question.pupils is not None or isinstance(read.seen, DetectableEffect)
    return (
        known or words.says_how_many(question.population, whom=True) or words.says_how_many(question.question)
    )


def _comparison(read: Asked) -> list[Remark]:
    comparison, question = read.question.comparison, read.question
    if not comparison:
        return []
    if comparing.NOTHING.match(comparison):
        return [Remark("nothing_compared")]
    whom = f"{question.population} {question.intervention}"
    if comparing.plainly_unlike(comparison, whom):
        return [Remark("unlike", comparison)]
    return [Remark("nobody_in_particular", comparison)] if comparing.nobody_in_particular(comparison) else []


def _ethical(read: Asked) -> list[Remark]:
    question = read.question
    answers = ". ".join((question.if_yes, question.if_no, question.if_unclear))
    told = Told(
        *(
            question.population,
            question.intervention,
            question.comparison,
            question.outcome,
            question.worse_off,
        ),
        answers,
    )
    remarks = [Remark("no_reason")] if gives_no_reason(question.worse_off) else []
    return [*remarks, *(Remark(code, text) for code, text in signs(told))]


def _worth(read: Asked) -> list[Remark]:
    question, smallest = read.question, read.question.smallest_worthwhile
    asked = words.how_it_is_asked(question.question)
    nothing = words.per_cent_of_nothing(question.outcome, question.question)
    large = smallest is not None and smallest >= LARGE and read.measured_by == "outcomes"
    looked = {
        "anything_counts": smallest == 0,
        "very_small": smallest is not None and 0 < smallest < SMALL,
        "very_large": large,
        "either_way": words.same_step(question.if_yes, question.if_no) or words.foregone(question.if_no),
    }
    remarks = [Remark(*asked)] if asked else []
    remarks += [Remark("per_cent_of_nothing", nothing)] if nothing else []
    return [*remarks, *(Remark(code) for code, is_so in looked.items() if is_so)]


def _rule(read: Asked) -> list[Remark]:
    yes, no, unclear = read.question.if_yes, read.question.if_no, read.question.if_unclear
    same = (
        words.same_step(yes, no)
        or words.foregone(no)
        or words.same_step(yes, unclear, wholly=True)
        or words.same_step(no, unclear, wholly=True)
    )
    open_ones = [Remark("left_open", answer) for answer in (yes, no, unclear) if words.left_open(answer)]
    return [*([Remark("same_answers")] if same else []), *open_ones]


def _time(question: Question) -> str:
    return words.time_in(question.question)


def _terms(question: Question) -> str:
    terms = words.terms_in(question.time)
    return "" if terms is None else f"{terms:.1g}"


def _nowhere(question: Question) -> str:
    return ""


BORROWED: dict[str, tuple[str, Callable[[Question], str]]] = {
    "population": ("question", lambda question: words.pupils_in(question.question)),
    "comparison": (
        "question",
        lambda question: comparing.compared_in(
            *(question.question, question.intervention, question.outcome, question.population)
        ),
    ),
    "outcome": ("question", lambda question: words.counted_in(question.question, strictly=True)),
    "time": ("question", _time),
    "terms": ("terms", _terms),
}
"""Where else to look for what a box leaves out, and under whose title to quote it: the whole record counts."""

CHECKS: dict[str, tuple[tuple[str, ...], Callable[[Asked], list[Remark]]]] = {
    "specific": (("population", "intervention"), _specific),
    "measurable": (("outcome",), _measurable),
    "sized": (("time", "terms"), _sized),
    "comparison": (("comparison",), _comparison),
    "ethical": (("worse_off",), _ethical),
    "worth_answering": (("smallest_worthwhile", "certainty"), _worth),
    "decision_rule": (("if_yes", "if_no", "if_unclear"), _rule),
}
"""What each check of the list reads of the question, and what it looks for; one a network has added has neither."""
