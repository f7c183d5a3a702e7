"""How far an enquiry has come: what has been answered in each part of its record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Self

import pandas as pd

from enquiry_lib import errors
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
class DayProgress:
    """How much of all that one day of the programme asks is filled in, and its parts with open questions."""

    day: int
    answered: int
    asked: int
    open_parts: tuple[SectionProgress, ...]


@dataclass(frozen=True)
class Progress:
    """How far an enquiry has come, in the order of the days. It counts answers, never pupils.

    `day` is the one day it is about; nothing for all of them.
    """

    sections: tuple[SectionProgress, ...]
    conflict_copies: tuple[str, ...] = field(default=(), repr=False)  # file names may name somebody
    day: int | None = None

    @property
    def days(self) -> tuple[DayProgress, ...]:
        """Give the parts put together day by day."""
        return tuple(_of_day(day, [*parts]) for day, parts in groupby(self.sections, lambda part: part.day))

    def cells(self) -> pd.DataFrame:
        """Give no cells: nothing here counts pupils."""
        return cell_frame(())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: nothing here counts pupils."""
        return self


def _of_day(day: int, parts: Sequence[SectionProgress]) -> DayProgress:
    answered, asked = sum(part.answered for part in parts), sum(part.asked for part in parts)
    return DayProgress(day, answered, asked, tuple(part for part in parts if part.open_questions))


def progress(enquiry: Enquiry, *, day: int | None = None) -> Progress:
    """Say of each part of the record how much has been filled in.

    `day` picks the parts of one day of the programme, from 1 to 5; left out, all days are told. Raises WrongValue
    for a day that the programme does not have.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> progress(open_enquiry("example")).sections[0].title
    'School priorities'
    >>> {part.day for part in progress(open_enquiry("example"), day=3).sections}
    {3}
    """
    days = sorted({day_of(name) for name in SECTIONS})
    if day not in (None, *days):
        raise errors.WrongValue(name="The day", found=repr(day), expected=f"one from {days[0]} to {days[-1]}")
    record = enquiry.record
    parts = []
    for name, model in SECTIONS.items():
        if day not in (None, day_of(name)):
            continue
        filled = is_filled(record.section(name))
        missing = tuple(str(model.model_fields[f].title) for f, done in filled.items() if not done)
        title = (model.__doc__ or name).strip().rstrip(".")
        parts.append(SectionProgress(name, title, day_of(name), sum(filled.values()), len(filled), missing))
    return Progress(tuple(parts), tuple(path.name for path in enquiry.conflict_copies()), day)
