"""How far an enquiry has come: what has been answered in each part of its record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Self

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.result import cell_frame
from enquiry_lib.store.record import SECTIONS, day_of, is_filled


@dataclass(frozen=True)
class SectionProgress:
    """How much of one part of the record is filled in, on which day of the programme, and which questions are open."""

    section: str
    title: str
    day: int
    answered: int
    asked: int
    open_questions: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """How far an enquiry has come, in the order of the days. It counts answers, never pupils."""

    sections: tuple[SectionProgress, ...]
    conflict_copies: tuple[str, ...] = field(default=(), repr=False)  # file names may name somebody

    def cells(self) -> pd.DataFrame:
        """Give no cells: nothing here counts pupils."""
        return cell_frame(())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: nothing here counts pupils."""
        return self


def progress(enquiry: Enquiry) -> Progress:
    """Say of each part of the record how much has been filled in.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> progress(open_enquiry("example")).sections[0].title
    'School priorities'
    """
    record = enquiry.record
    parts = []
    for name, model in SECTIONS.items():
        filled = is_filled(record.section(name))
        missing = tuple(str(model.model_fields[f].title) for f, done in filled.items() if not done)
        title = (model.__doc__ or name).strip().rstrip(".")
        parts.append(SectionProgress(name, title, day_of(name), sum(filled.values()), len(filled), missing))
    return Progress(tuple(parts), tuple(path.name for path in enquiry.conflict_copies()))
