"""Plain: what is written for people's eyes, ages in years and months and days without a year, made plain first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from enquiry_lib.data.questions import Question


@dataclass(frozen=True, eq=False)
class Plain:
    """A file's columns made plain, what to say of it, and what to ask."""

    frame: pd.DataFrame
    notes: tuple[tuple[str, str], ...] = ()
    questions: tuple[Question, ...] = ()


def in_order(steps: Sequence[Plain]) -> Plain:
    """Give the columns as the last of some steps left them, with what all of them have to say and to ask."""
    notes = tuple(note for step in steps for note in step.notes)
    return Plain(steps[-1].frame, notes, tuple(one for step in steps for one in step.questions))
