"""A school's measures, with the plan in hand: whether they hang together, have room at their ends, and which one sees most.

All of it is about choosing, so it looks at the occasion before (`Enquiry.before`); what was measured later waits for the
plan to be frozen, and then counts for the pupils who have a score on every occasion of a measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from enquiry_lib.analyse.enquiry import BASELINE, Enquiry, nothing_to
from enquiry_lib.stats.measures.compare import Measures, compare_measures
from enquiry_lib.stats.measures.limits import Limits, floor_and_ceiling
from enquiry_lib.stats.measures.reliability import Reliability, reliability
from enquiry_lib.stats.result import NotEnough, Several, one_or_several

TOGETHER = "how reliable the school's measures are"
ROOM = "whether the school's tests had room at their ends"
COMPARED = "which of the school's measures sees most"
FOLLOW_UP = "follow_up"
ENDS = ["lowest", "highest"]

Ends = dict[str, tuple[float, float]]


def school_reliability(enquiry: Enquiry) -> Reliability | Several | NotEnough:
    """Work out how reliable the school's tests are, from their items, and its questionnaires, from their questions.

    All of them are looked at as they were before. A questionnaire counts for each role by itself, and for each thing that
    it asks about; what was asked in one question only has no reliability.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> [(part.measure, part.role) for part in school_reliability(open_enquiry("example")).parts]
    [('School mornings', 'parent'), ('Coming to school', 'pupil')]
    """
    loaded = enquiry.loaded("survey")
    parts = (*_of_tests(enquiry), *_of_questions(loaded.frame))
    if parts:
        return one_or_several(parts)
    if loaded.frame.empty:
        return nothing_to(TOGETHER, loaded)
    do = "Ask two questions or more about one thing, or fill in the table of items with the marks of each."
    return NotEnough(TOGETHER, "nothing was asked in two questions or more before the start", do)


def school_limits(enquiry: Enquiry) -> Limits | Several | NotEnough:
    """Work out how many pupils were at the lowest or the highest score of each of the school's tests.

    The ends of a test are what its rows in the table of outcomes say (lowest, highest). NotEnough where none does.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> school_limits(open_enquiry("example", "inglethorn-school")).asked
    "whether the school's tests had room at their ends"
    """
    loaded = enquiry.loaded("outcomes")
    if loaded.frame.empty:
        return nothing_to(ROOM, loaded)
    scores = _of_the_same_pupils(enquiry.table("outcomes"))
    ends = _ends(scores)
    if not ends:
        do = "Fill in lowest and highest in the table of outcomes: the scores that a test can give, not those it gave."
        return NotEnough(ROOM, "nobody has said what the lowest and the highest score of a test are", do)
    return one_or_several(tuple(_limits(scores, measure, *pair) for measure, pair in ends.items()))


def school_measures(enquiry: Enquiry) -> Measures | NotEnough:
    """Set the school's measures side by side: room at the ends, how they foretell themselves, and what they could show.

    Until the plan is frozen there is one occasion, and nothing foretells itself yet.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> [line.measure for line in school_measures(open_enquiry("example")).lines]
    ['Reading screening', 'Words to keep quiz']
    """
    loaded = enquiry.loaded("outcomes")
    if loaded.frame.empty:
        return nothing_to(COMPARED, loaded)
    scores = enquiry.table("outcomes")
    plan = enquiry.record.evaluation_plan
    return compare_measures(
        scores,
        before=enquiry.before,
        after=FOLLOW_UP if plan.measured_by == "attendance" else plan.after,
        ends=_ends(scores),
        reliabilities=tuple(part for part in _of_tests(enquiry) if isinstance(part, Reliability)),
    )


# --- reliability ------------------------------------------------------------------------------------------


def _of_tests(enquiry: Enquiry) -> Iterator[Reliability | NotEnough]:
    """Work out the reliability of each test whose items the school has kept."""
    rows = _plain(enquiry.table("items"))
    for (measure,), part in _parts(rows[rows["occasion"] == enquiry.before], ["measure"], "item"):
        yield reliability(part, item="item", answer="score", score="sum", measure=measure)


def _of_questions(survey: pd.DataFrame) -> Iterator[Reliability | NotEnough]:
    """Work out the reliability of what people of each role were asked about, scale by scale."""
    rows = _plain(survey)
    by = ["role", "construct", *ENDS]
    for (role, construct, lowest, highest), part in _parts(
        rows[rows["occasion"] == BASELINE], by, "question"
    ):
        yield reliability(
            part,
            item="question",
            reversed_items=set(part.loc[part["reversed"] == "yes", "question"]),
            lowest=lowest,
            highest=highest,
            pupil="respondent_id",
            measure=construct,
            role=role,
        )


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the rows with plain texts in place of categories."""
    return rows.astype(dict.fromkeys(rows.select_dtypes("category").columns, "str"))


def _parts(rows: pd.DataFrame, by: list[str], item: str) -> Iterator[tuple[Any, pd.DataFrame]]:
    """Give the parts that have two items or more, in the order in which they first appear."""
    for key, part in rows.groupby(by, sort=False):
        if part[item].nunique() > 1:
            yield key, part


# --- the ends ---------------------------------------------------------------------------------------------


def _of_the_same_pupils(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Keep the scores of pupils who have one on every occasion of the measure, so that occasions can be compared."""
    scores = _plain(outcomes[outcomes["score"].notna()])
    occasions = scores.groupby("measure")["occasion"].transform("nunique")
    taken = scores.groupby(["pupil_id", "measure"])["occasion"].transform("nunique")
    return scores[taken == occasions]


def _ends(outcomes: pd.DataFrame) -> Ends:
    """Give the lowest and the highest score of each measure whose rows all say the same."""
    said = _plain(outcomes).dropna(subset=ENDS).groupby("measure", sort=False)[ENDS].agg(["min", "max"])
    same = said[
        (said["lowest", "min"] == said["lowest", "max"]) & (said["highest", "min"] == said["highest", "max"])
    ]
    pairs = zip(same.index, same["lowest", "min"], same["highest", "max"], strict=True)
    return {str(measure): (float(low), float(high)) for measure, low, high in pairs if low < high}


def _limits(scores: pd.DataFrame, measure: str, lowest: float, highest: float) -> Limits | NotEnough:
    part = scores[scores["measure"] == measure]
    return floor_and_ceiling(part, lowest=lowest, highest=highest, occasion="occasion", measure=measure)
