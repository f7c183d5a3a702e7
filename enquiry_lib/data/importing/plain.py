"""Plain: what is written for people's eyes, ages in years and months and days without a year, made plain first."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from enquiry_lib.data.questions import Question


@dataclass(frozen=True, eq=False)
class Plain:
    """A file's columns made plain, what to say of it, and what to ask."""

    frame: pd.DataFrame
    notes: tuple[tuple[str, str], ...] = ()
    questions: tuple[Question, ...] = ()
