"""A school's own tables read into results: what people answered and said, what was seen, what was counted.

Each says which table is missing, where one is, before anything is worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry, nothing_to
from enquiry_lib.stats.fidelity import Fidelity, summarise_fidelity
from enquiry_lib.stats.indicators import Indicators, compare_indicators
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.surveys import SurveyChange, survey_change
from enquiry_lib.stats.voices import ThemeCount, count_themes

R = TypeVar("R")


def school_survey(enquiry: Enquiry) -> SurveyChange | NotEnough:
    """Compare what people answered before and after.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> {line.role for line in school_survey(open_enquiry("example")).lines} <= {"pupil", "staff", "parent"}
    True
    """
    return _read(enquiry, "survey", "how answers changed", survey_change)


def school_capacity(enquiry: Enquiry) -> SurveyChange | NotEnough:
    """Compare how those who took part rated their capacity before and after."""
    return _read(enquiry, "self_assessment", "how capacity changed", survey_change)


def school_indicators(enquiry: Enquiry) -> Indicators | NotEnough:
    """Compare the other numbers that the school keeps before and after."""
    return _read(enquiry, "indicators", "how other counts changed", compare_indicators)


def school_themes(enquiry: Enquiry) -> ThemeCount | NotEnough:
    """Count the people who spoke of each theme."""
    return _read(enquiry, "voices", "what people spoke of", count_themes)


def school_fidelity(enquiry: Enquiry) -> Fidelity | NotEnough:
    """Count how often observers saw each active ingredient."""
    return _read(enquiry, "observations", "whether the active ingredients were there", summarise_fidelity)


def _read(
    enquiry: Enquiry, table: str, asked: str, work_out: Callable[[pd.DataFrame], R | NotEnough]
) -> R | NotEnough:
    loaded = enquiry.loaded(table)
    return nothing_to(asked, loaded) if loaded.frame.empty else work_out(loaded.frame)
