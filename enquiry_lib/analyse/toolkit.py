"""The Toolkit's strands as facts to think with: months, cost and evidence of each, never in an order of merit."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, Self

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.result import Cell, cell_frame

CAUTIONS = {
    "average": "Each figure is an average over many studies, which found more and less than that. "
    "It is no promise for a school like yours.",
    "no_evidence": "Strands without months have too little evidence for a figure. That is not zero.",
    "translated": "Months are an effect size translated by a table, not time that anybody measured; "
    "the note below the strands says by which.",
    "cost": "Cost is for each pupil and year, as the studies had it. "
    "It leaves out what you would have to stop doing.",
    "not_ranked": "The strands are in alphabetical order. This is not a ranking: "
    "more months with weak evidence may be worth less than few with strong.",
}
"""What the figures do not mean, by the code that a view carries."""


@dataclass(frozen=True)
class StrandFacts:
    """What the Toolkit says of one strand.

    `months`, `primary` and `secondary` are None where there is not enough evidence for a figure or none was
    given. `least` and `most` are pounds for each pupil and year; None in `most` is a band without an upper end.
    `evidence` is from 0 to 5 padlocks. `consulted` is whether the enquiry's record names the strand.
    """

    strand: str
    months: float | None
    primary: float | None
    secondary: float | None
    cost: int
    least: float | None
    most: float | None
    evidence: int
    studies: int | None
    note: str
    consulted: bool


@dataclass(frozen=True)
class ToolkitView:
    """The Toolkit's strands in alphabetical order, for a number of pupils (0: not said, None: withheld)."""

    strands: tuple[StrandFacts, ...]
    pupils: int | None
    source: str
    note: str
    counted: tuple[Cell, ...] = field(default=(), repr=False)
    cautions: tuple[str, ...] = tuple(CAUTIONS)

    def cells(self) -> pd.DataFrame:
        """Give the number of pupils that costs were asked for, where it was given."""
        return cell_frame(self.counted)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same without the number of pupils, where that is named."""
        named = any(cell.id in ids for cell in self.counted)
        return replace(self, pupils=None, counted=()) if named else self


def browse_toolkit(enquiry: Enquiry, *, pupils: int = 0) -> ToolkitView:
    """Lay out the Toolkit's strands, those that the enquiry's record names marked, with the cost for `pupils`.

    The figures are reference data with a date: a network replaces them with a toolkit_strands.csv of its own.
    Raises WrongValue for fewer than no pupils.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> view = browse_toolkit(open_enquiry("example"), pupils=30)
    >>> [strand.strand for strand in view.strands][:2]
    ['Arts participation', 'Aspiration interventions']
    """
    if pupils < 0:
        raise errors.WrongValue(name="pupils", found=pupils, expected="0 or more")
    strands, costs = enquiry.reference("toolkit_strands"), enquiry.reference("toolkit_costs")
    bands = {int(row["band"]): row for row in costs.facts.to_dict("records")}
    named = {entry.strand.casefold() for entry in enquiry.record.evidence.strands}
    rows = [_strand(row, bands, named) for row in strands.facts.to_dict("records")]
    counted = (Cell("toolkit pupils", pupils),) if pupils else ()
    ordered = tuple(sorted(rows, key=lambda row: row.strand.casefold()))
    return ToolkitView(ordered, pupils, strands.said_of_source(), strands.note, counted)


def _strand(row: dict[Hashable, Any], bands: dict[int, dict[Hashable, Any]], named: set[str]) -> StrandFacts:
    band = bands.get(int(row["cost"]), {})
    studies = _known(row["studies"])
    return StrandFacts(
        strand=row["strand"],
        months=_known(row["months"]),
        primary=_known(row["primary"]),
        secondary=_known(row["secondary"]),
        cost=int(row["cost"]),
        least=_known(band.get("least")),
        most=_known(band.get("most")),
        evidence=int(row["evidence"]),
        studies=None if studies is None else int(studies),
        note=row["note"],
        consulted=row["strand"].casefold() in named,
    )


def _known(number: float | None) -> float | None:
    """Give a number that is there; an empty cell is None, never zero."""
    return None if number is None or math.isnan(number) else float(number)
