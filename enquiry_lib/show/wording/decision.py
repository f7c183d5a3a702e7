"""The sentences about a decision: what the rule says and how firmly it stood, and what the school decided."""

from __future__ import annotations

import re

from enquiry_lib.analyse.decision import Decided, Rule, RuleReading
from enquiry_lib.analyse.plan import ONE_CLASS_EACH, Estimate
from enquiry_lib.show.wording.effects import by_chance
from enquiry_lib.show.wording.saying import STRENGTH, exploratory, sentences
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.weighing import Answer

BY_THE_RULE = "By the rule, the answer is"
BY_SIZE_ALONE = "As far as the size of the change goes, the answer by the rule is"
BY_CHANCE = {
    "yes": "the {what} is as large as was called worth the effort, and that is as sure as was asked for.",
    "no": "it is unlikely that the {what} is as large as was called worth the effort.",
    "rather not": "more likely than not the {what} is smaller than was called worth the effort, and that is as sure as was "
    "asked for.",
    "unclear": "it is not sure enough whether the {what} is as large as was called worth the effort.",
}
BY_INTERVAL = {
    "yes": "the whole interval of the change lies beyond the smallest fall that was called worth the effort.",
    "no": "the whole interval of the change falls short of the smallest fall that was called worth the effort.",
    "unclear": "the interval of the change lies partly beyond the smallest fall that was called worth the effort.",
}
UNREAD = (
    "The rule gives no answer here: the numbers cannot be shown, or the plan does not say what would be worth the "
    "effort."
)
NOT_BY_ONE_CLASS = "The rule gives no answer here: one class was compared with one other, and that can be described but not judged."
STANDS = {
    "frozen": "The rule was frozen with the plan, but it cannot count as set beforehand.",
    "planned": "The rule stands in a plan that has not been frozen, so it could still be changed to fit the answer.",
    "draft": "The rule is a first draft: the evaluation plan has not confirmed it.",
    "unwritten": "No rule for the answers has been written down.",
}
BEFOREHAND = "The rule was frozen with the plan; by the dates, that was before the outcome was known."
DECIDED = {
    "adopt": "The school has decided to adopt it.",
    "adapt": "The school has decided to adapt it.",
    "stop": "The school has decided to stop.",
    "not yet known": "The school does not know yet, and has decided to find out.",
    "": "The school has not decided yet.",
}
KEPT = {
    "yes": "It says that this is what it had said it would do.",
    "no": "It says that this is not what it had said it would do.",
    "": "Whether this is what it had said it would do has not been answered.",
}


@sentences.register
def _(result: RuleReading) -> list[str]:
    return [
        *_answer(result),
        _stands(result),
        *exploratory(result.exploratory),
        *_decided(result.decided),
    ]


def _stands(result: RuleReading) -> str:
    """Say whether the rule was there before the answer could be known."""
    if result.is_beforehand:
        return BEFOREHAND
    if result.rule.stands == "frozen" and not result.exploratory:
        return "The rule was frozen with the plan."
    return STANDS[result.rule.stands]


def _answer(result: RuleReading) -> list[str]:
    if not isinstance(result.estimate, Estimate):
        return [f"The rule cannot be read yet: {result.estimate.found.rstrip('.')}."]
    if result.answer is None:
        return [NOT_BY_ONE_CLASS if result.estimate.design == ONE_CLASS_EACH else UNREAD]
    return [
        _by_the_rule(result.estimate, result.answer),
        *([] if result.estimate.design == "randomised" else [STRENGTH[result.estimate.design]]),
        *_said_by_rule(result.rule, result.answer),
    ]


def _by_the_rule(estimate: Estimate, answer: Answer) -> str:
    """Give the answer with what it rests on; without a comparison group it is about a size and no more."""
    alone = estimate.design == "before_after"
    by_interval = isinstance(estimate.effect, Attendance)
    why = BY_INTERVAL[answer] if by_interval else by_chance(BY_CHANCE, answer, estimate.chance)
    what = why.format(what="change" if alone else "difference")
    return f"{BY_SIZE_ALONE if alone else BY_THE_RULE} {answer}: {what}"


def _said_by_rule(rule: Rule, answer: Answer) -> list[str]:
    if rule.stands == "unwritten":
        return []
    text = {"yes": rule.yes, "no": rule.no, "unclear": rule.unclear}[answer]
    if not text:
        return ["What the school would do in that case the rule does not say."]
    return [f"In that case the rule says: we will {after_we_will(text)}."]


def after_we_will(text: str) -> str:
    """Give what people wrote as it goes on after the words "we will", which many write themselves.

    >>> after_we_will("We will keep it."), after_we_will("Stop it"), after_we_will("ask NHS staff")
    ('keep it', 'stop it', 'ask NHS staff')
    """
    said = re.sub(r"^we(\s+will|\s+shall|['’]ll)\s+", "", text.strip(), flags=re.IGNORECASE).rstrip(".")
    return said if said[1:2].isupper() else f"{said[:1].lower()}{said[1:]}"


def _decided(decided: Decided) -> list[str]:
    if not decided.decision:
        return [DECIDED[""]]
    changed = f" What has changed: {decided.why_not.rstrip('.')}." if decided.why_not else ""
    return [f"{DECIDED[decided.decision]} {KEPT[decided.as_planned]}{changed}"]
