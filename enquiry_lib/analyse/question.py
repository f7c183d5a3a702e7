"""The quality of the question: what a critical friend would check, each check with what was found.

The checks and their reasons are the reference list question_checks. A check can see whether something is written
down and whether its words could be counted; whether the question is a good one, only people can say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, Self

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.size import what_pupils_could_show
from enquiry_lib.stats.power.pupils import DetectableEffect
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.record import Question

Status = Literal["met", "look again", "not said"]

TERM_OR_TWO, LONG = 2, 3  # school terms
LARGE = 0.8  # SD; few things a school does have been found to move scores that much
FEWEST_WORDS = 3

VAGUE = re.compile(
    r"\b(better|improv\w+|rais(?:e|es|ed|ing)|enhanc\w+|boost\w*|engag\w+|support\w*|progress\w*|attitudes?|"
    r"confiden\w+|well-?being|happ\w+|behaviou?r|standards|various|some|certain|more|several)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\d|%|\b(shares?|numbers?|percent\w*|per cent|proportion|rates?|scores?|tests?|points?|marks?|grades?|ages?|"
    r"sessions?|days?|minutes?|hours?|times|counts?|questionnaires?|surveys?|scales?|checklists?|registers?|"
    r"assessments?|absen\w+|attendance|words (?:read|known|correct|spelt))\b",
    re.IGNORECASE,
)
ANYBODY = re.compile(
    r"((all|the|our|my|some|of|pupils|children|students|everyone|everybody)\W*)+", re.IGNORECASE
)
NOTHING = re.compile(r"no comparison|no other|not compared|nobody|nothing|none(?! of)|no\W*$", re.IGNORECASE)
BARE = re.compile(r"(no|nobody|no one|none|nothing|never|not really|n/?a)", re.IGNORECASE)


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
    read = Asked(question, record.evaluation_plan.measured_by, what_pupils_could_show(enquiry))
    listed = enquiry.reference("question_checks").facts.to_dict("records")
    lines = tuple(_line(row["key"], row["name"], row["text"], read) for row in listed if row["key"] in CHECKS)
    return QuestionCheck(question.question, lines, read.seen)


@dataclass(frozen=True)
class Asked:
    """What the checks read: the question, where the outcome comes from, and what so many pupils could show."""

    question: Question
    measured_by: str | None
    seen: DetectableEffect | NotEnough


def _line(key: str, name: str, reason: str, read: Asked) -> CheckLine:
    """Carry out one check of the list."""
    fields, look = CHECKS[key]
    labels = {name: str(Question.model_fields[name].title) for name in fields}
    written = {name: _text(getattr(read.question, name), _unit(name)) for name in fields}
    found = tuple((labels[name], text) for name, text in written.items() if text)
    missing = [Remark("missing", labels[name]) for name, text in written.items() if not text]
    remarks = (*missing, *(look(read) if found else ()))
    return CheckLine(key, name, reason, _status(found, remarks), found, remarks)


def _text(value: object, unit: str) -> str:
    return "" if value in (None, "") else f"{value:g}{unit}" if isinstance(value, float) else f"{value}{unit}"


def _unit(name: str) -> str:
    extra = Question.model_fields[name].json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def _status(found: Collection[object], remarks: Iterable[Remark]) -> Status:
    if not found:
        return "not said"
    return "look again" if any(remark.code not in BESIDE for remark in remarks) else "met"


BESIDE = {"nothing_compared"}
"""Remarks that leave a check met: it was said, and the reader is told what it means."""


# --- the checks -------------------------------------------------------------------------------------------


def _specific(read: Asked) -> list[Remark]:
    whom = read.question.population
    remarks = [Remark("anybody", whom)] if ANYBODY.fullmatch(whom) else []
    if 0 < len(read.question.intervention.split()) < FEWEST_WORDS:
        remarks.append(Remark("only_a_name", read.question.intervention))
    return remarks


def _measurable(read: Asked) -> list[Remark]:
    if COUNTED.search(read.question.outcome):
        return []
    vague = VAGUE.search(read.question.outcome)
    return [Remark("vague", vague[0].lower()) if vague else Remark("not_counted")]


def _sized(read: Asked) -> list[Remark]:
    remarks = []
    if read.question.terms is not None and read.question.terms > TERM_OR_TWO:
        remarks.append(Remark("long" if read.question.terms <= LONG else "too_long"))
    asked = read.question.smallest_worthwhile
    seen = read.seen if isinstance(read.seen, DetectableEffect) else None
    if seen and seen.with_pretest is not None and asked is not None and seen.with_pretest > asked:
        remarks.append(Remark("too_small_to_see", str(seen.pupils), (seen.with_pretest, asked)))
    return remarks


def _comparison(read: Asked) -> list[Remark]:
    return [Remark("nothing_compared")] if NOTHING.match(read.question.comparison) else []


def _ethical(read: Asked) -> list[Remark]:
    return [Remark("no_reason")] if BARE.fullmatch(read.question.worse_off.strip(" .!")) else []


def _worth(read: Asked) -> list[Remark]:
    smallest = read.question.smallest_worthwhile
    if smallest == 0:
        return [Remark("anything_counts")]
    large = smallest is not None and smallest >= LARGE and read.measured_by == "outcomes"
    return [Remark("very_large")] if large else []


def _rule(read: Asked) -> list[Remark]:
    said = [
        re.sub(r"\W+", " ", text).strip().casefold()
        for text in (read.question.if_yes, read.question.if_no, read.question.if_unclear)
    ]
    answers = [text for text in said if text]
    return [Remark("same_answers")] if len(set(answers)) < len(answers) else []


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
