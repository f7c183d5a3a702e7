"""What a result says, in one text."""

from __future__ import annotations

from enquiry_lib.show.wording import cautions, sentences
from enquiry_lib.stats.result import Result


def said(result: Result) -> str:
    """Give the sentences and the cautions of a result, one after the other."""
    return " ".join([*sentences(result), *cautions(result)])
