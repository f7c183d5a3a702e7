"""What every family of sentences is made with, and what none of them may say.

How strongly a sentence may speak is decided by the design, not by the numbers: see STRENGTH.
"""

from __future__ import annotations

from functools import singledispatch

from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.show.numbers import listed, percent_asked
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.indicators import Indicators
from enquiry_lib.stats.one_group import BeforeAfter
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.surveys import SurveyChange

STRENGTH = {
    "randomised": (
        "Pupils were allocated to the two groups at random, so apart from chance the intervention is the likeliest "
        "reason for a difference."
    ),
    "comparison": (
        "The groups were not allocated at random: the difference may come from how they differed already, and "
        "allowing for the first score removes only part of that."
    ),
    "classes_randomised": (
        "Whole classes were allocated at random, so apart from chance the intervention is the likeliest reason for a "
        "difference. But chance is large where there are few classes, however many pupils are in them."
    ),
    "classes_compared": (
        "Whole classes were compared that were not allocated at random: the difference may come from who teaches them, or "
        "from how they differed already, and allowing for the first score removes only part of that."
    ),
    "one_class_each": (
        "One class was compared with one other: whatever differs between the two, such as who teaches them, cannot be told "
        "apart from the intervention, however many pupils there are."
    ),
    "before_after": (
        "There was no comparison group: what would have happened without the intervention is not known, and this "
        "alone cannot say why the figure changed."
    ),
}
"""What each design can bear, said beside every number it produced."""

EVERYBODY = (
    "These figures are of everybody asked or counted, with nobody to compare them with: what they would have been without "
    "the intervention is not known, and they alone cannot say why something changed."
)
"""What answers and indicators can bear, which have no comparison even where a school's scores have one."""

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


def held(what: str) -> str:
    """Say that something cannot be shown, and why.

    >>> held("The change in scores")
    'The change in scores cannot be shown: alone or beside other figures, it would tell about too few pupils.'
    """
    return f"{what} cannot be shown: alone or beside other figures, it would tell about too few pupils."


@singledispatch
def in_place_of_table(result: Result, caption: str, numbers: int, withheld: int) -> str:
    """Say in one sentence why there is no table, most of its numbers being withheld; "" where the sentences say it all.

    numbers: how many there would be in the table. withheld: how many of them are not shown.
    """
    if withheld == numbers:
        return ""
    return (
        f"{caption}: {withheld} of {numbers} numbers rest on too few people to be shown, or would give away one that does, "
        "so that there is no table."
    )


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


def by(confidence: float) -> str:
    """Name an interval by its confidence.

    >>> by(0.95)
    '95% interval'
    """
    return f"{percent_asked(100 * confidence)} interval"


def in_words(codes: tuple[str, ...], meanings: dict[str, str]) -> list[str]:
    """Give the meaning of each code, such as those of a result's cautions."""
    return [meanings[code] for code in codes]


def exploratory(reasons: tuple[str, ...]) -> list[str]:
    """Say why a finding is exploratory; nothing where there is no reason."""
    return [f"Read this as exploratory: {listed(list(reasons))}."] if reasons else []
