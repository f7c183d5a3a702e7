"""The sentences about what people said in their own words."""

from __future__ import annotations

from enquiry_lib.show.numbers import listed
from enquiry_lib.show.wording.saying import in_place_of_table, sentences
from enquiry_lib.stats.quotes import Quotes

SPEAKERS = {
    "pupil": "a pupil",
    "parent": "a parent or carer",
    "staff": "a member of staff",
    "other": "somebody else",
    "": "somebody",
}
"""Who said it: a role, and never more."""

AGREED = (
    "They agreed to be quoted without their names, and can withdraw that at any time. A word in square brackets stands "
    "where somebody was named."
)
CHOSEN = "Quotes show what a theme sounds like. They were picked, and do not say how many people think so."
TOO_FEW = "What people said in their own words cannot be shown: too few spoke of the same theme, and somebody could be recognised."


@sentences.register
def _(result: Quotes) -> list[str]:
    if not result.quotes:
        return [TOO_FEW]
    themes = list(dict.fromkeys(f"‘{quote.theme}’" for quote in result.quotes))
    return [f"In their own words, people spoke of {listed(themes)}.", AGREED, CHOSEN]


@in_place_of_table.register
def _(result: Quotes, caption: str, numbers: int, withheld: int) -> str:
    """Say nothing: a quote is no number."""
    return ""
