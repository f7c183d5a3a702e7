"""The rule that was set beforehand, what it says of the estimate, and what the school decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Self

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.weighing import Answer, answer_by_chance
from enquiry_lib.store.record import Record


@dataclass(frozen=True)
class Rule:
    """What a school said it would do for each answer; `stands` says how firmly.

    It is "frozen" with the plan, "planned" in one that is not frozen, a "draft" of the question's, or "unwritten".
    """

    stands: str
    yes: str
    no: str
    unclear: str


@dataclass(frozen=True)
class Decided:
    """What a school decided, why, and whether that is what it had said it would do ("" where not said)."""

    decision: str
    why: str
    as_planned: str
    why_not: str
    change_what: str
    by_when: dt.date | None


@dataclass(frozen=True)
class RuleReading:
    """What the rule says of the estimate, beside what was decided; no answer where no number may be shown."""

    answer: Answer | None
    rule: Rule
    decided: Decided
    exploratory: tuple[str, ...]
    estimate: Estimate | NotEnough = field(repr=False)

    @property
    def is_beforehand(self) -> bool:
        """Say whether the rule was frozen before there was an answer, and nothing that is known speaks against it."""
        has_answer = isinstance(self.estimate, Estimate)
        return has_answer and self.rule.stands == "frozen" and not self.exploratory

    def cells(self) -> pd.DataFrame:
        """Give the cells of the estimate."""
        return self.estimate.cells()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same with the estimate's small numbers withheld; the answer goes with them."""
        held = self.estimate.withhold(ids)
        return replace(self, estimate=held, answer=answer_of(held))


def weigh_decision(enquiry: Enquiry, estimate: Estimate | NotEnough) -> RuleReading:
    """Read the rule of the plan for what was found, and put beside it what the school decided.

    `estimate` is what `estimate_effect` gave. The rule is the evaluation plan's; where the plan has none, the
    question's.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> weigh_decision(open_enquiry("example"), NotEnough("the effect", "it is too early")).answer is None
    True
    """
    record = enquiry.record
    return RuleReading(
        answer=answer_of(estimate),
        rule=_rule(record),
        decided=_decided(record),
        exploratory=() if isinstance(estimate, NotEnough) else estimate.exploratory,
        estimate=estimate,
    )


def answer_of(found: Estimate | NotEnough) -> Answer | None:
    """Say how an estimate stands to what the plan called worth the effort; None where that cannot be said.

    With a chance: yes when it reaches the certainty asked for, no when its opposite does. For attendance: yes when
    the whole interval lies beyond the smallest fall worth it, no when none of it does.
    """
    if not isinstance(found, Estimate) or found.smallest_worthwhile is None:
        return None
    if isinstance(found.effect, Attendance):
        return _answer_of_fall(found.effect, found.smallest_worthwhile)
    return answer_by(found.chance, found.certainty)


def answer_by(chance: float | None, certainty: float | None) -> Answer | None:
    """Hold a chance, from 0 to 1, against the certainty asked for in percent; None where either is not known.

    >>> answer_by(0.8, 80), answer_by(0.5, 80), answer_by(0.2, 80)
    ('yes', 'unclear', 'no')
    """
    return None if chance is None or certainty is None else answer_by_chance(chance, certainty)


def _answer_of_fall(effect: Attendance, smallest: float) -> Answer | None:
    change = effect.change
    if change is None or change.low is None or change.high is None:
        return None
    return "yes" if change.high <= -smallest else "no" if change.low > -smallest else "unclear"


def _rule(record: Record) -> Rule:
    plan, question = record.evaluation_plan, record.question
    if plan.if_yes or plan.if_no or plan.if_unclear:
        return Rule("frozen" if plan.freeze else "planned", plan.if_yes, plan.if_no, plan.if_unclear)
    written = question.if_yes or question.if_no or question.if_unclear
    return Rule("draft" if written else "unwritten", question.if_yes, question.if_no, question.if_unclear)


def _decided(record: Record) -> Decided:
    said = record.decision
    return Decided(
        decision=said.decision or "",
        why=said.why,
        as_planned=said.as_planned or "",
        why_not=said.why_not,
        change_what=said.change_what,
        by_when=said.by_when,
    )
