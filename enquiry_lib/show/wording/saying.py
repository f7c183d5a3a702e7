"""What every family of sentences is made with, and what none of them may say.

How strongly a sentence may speak is decided by the design, not by the numbers: see STRENGTH.
"""

from __future__ import annotations

from functools import singledispatch

from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.numbers import listed
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.indicators import Indicators
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.surveys import SurveyChange

WITHHELD_NOTE = "c: not shown, because it rests on 1 to {most} people or would give away a number that does."
HELD = "The numbers rest on too few pupils to be shown: somebody could be recognised in them."

STRENGTH = {
    "randomised": (
        "Pupils were allocated to the two groups at random, so apart from chance the intervention is the likeliest "
        "reason for a difference."
    ),
    "comparison": (
        "The groups were not allocated at random: the difference may come from how they differed already, and "
        "allowing for the first score removes only part of that."
    ),
    "before_after": (
        "There was no comparison group: what would have happened without the intervention is not known, and this "
        "alone cannot say why the figure changed."
    ),
}
"""What each design can bear, said beside every number it produced."""

NEVER_SAID = (" prove", "proof", "significant", "what works")
"""Words that no sentence uses, whatever the design."""

NOT_WITHOUT_COMPARISON = (
    "effect of",
    "impact",
    "caused",
    "because of the",
    "led to",
    "thanks to",
    "made a difference",
)
"""Words that no sentence about a design without a comparison group uses."""


@singledispatch
def sentences(result: Result) -> list[str]:
    """Give the sentences of a result, the most important first; at least one."""
    raise NotImplementedError(f"wording has no sentence for {type(result).__name__}")


@singledispatch
def heading(result: Result) -> str:
    """Give the small heading above a result; most results have none."""
    return ""


@singledispatch
def cautions(result: Result) -> list[str]:
    """Give what a reader should bear in mind about a result."""
    return []


@singledispatch
def caution_title(result: Result) -> str:
    """Give the line above the cautions."""
    return "This can bear less than it seems to:" if _without_comparison(result) else "Bear in mind:"


def _without_comparison(result: Result) -> bool:
    inner = result.effect if isinstance(result, Estimate) else result
    return isinstance(inner, (BeforeAfter, Attendance, SurveyChange, Indicators))


def in_words(codes: tuple[str, ...], meanings: dict[str, str]) -> list[str]:
    """Give the meaning of each code, such as those of a result's cautions."""
    return [meanings[code] for code in codes]


def exploratory(reasons: tuple[str, ...]) -> list[str]:
    """Say why a finding is exploratory; nothing where there is no reason."""
    return [f"Read this as exploratory: {listed(list(reasons))}."] if reasons else []
