"""The few lines that open a school's report: what was asked, what was done, what happened, how sure that is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.stats.result import NotEnough


@dataclass(frozen=True)
class InShort:
    """What the school asked and did, in its own words, and the estimate behind what happened."""

    asked: str
    did: str
    found: Estimate | NotEnough

    def cells(self) -> pd.DataFrame:
        """Give the cells of the estimate."""
        return self.found.cells()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same with the estimate's small numbers withheld."""
        return replace(self, found=self.found.withhold(ids))


def in_short(enquiry: Enquiry, found: Estimate | NotEnough) -> InShort:
    """Put together the opening of the school's report from its record and its estimate.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> in_short(open_enquiry("example"), NotEnough("the effect", "too early")).asked.endswith("?")
    True
    """
    question = enquiry.record.question
    return InShort(asked=question.question, did=question.intervention, found=found)
