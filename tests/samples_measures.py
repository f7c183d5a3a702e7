"""Results about measures, for tests of the show room."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from enquiry_lib.stats.measures.compare import Measures, compare_measures
from enquiry_lib.stats.measures.limits import Limits, floor_and_ceiling
from enquiry_lib.stats.measures.reliability import Reliability, reliability
from enquiry_lib.stats.result import Result

ITEMS = ["I like school", "I feel safe", "I am bored", "I am listened to"]
ENDS = {"Reading": (0.0, 40.0), "Maths": (0.0, 50.0)}


def answers(pupils: int = 80, *, left_out: int = 3, seed: int = 3) -> pd.DataFrame:
    """Answers from 1 to 5 to four questions, the third the other way round; the first few left one out."""
    draws = np.random.default_rng(seed)
    view = draws.normal(0, 1, pupils)
    table = pd.DataFrame({"pupil_id": [f"P{number:04d}" for number in range(pupils)]})
    for place, name in enumerate(ITEMS):
        given = np.clip(np.round(3 + 0.9 * view + draws.normal(0, 0.8, pupils)), 1, 5)
        table[name] = 6 - given if place == 2 else given
    table.loc[: left_out - 1, ITEMS[1]] = np.nan
    return table


def reliable(table: pd.DataFrame | None = None, **asked: Any) -> Reliability:
    """How reliable the four questions are."""
    given = {
        "items": ITEMS,
        "reversed_items": ["I am bored"],
        "lowest": 1,
        "highest": 5,
        "measure": "Belonging",
    }
    result = reliability(answers() if table is None else table, **(given | asked))
    assert isinstance(result, Reliability)
    return result


def scores(
    pupils: int = 60, *, top: int = 12, measures: tuple[str, ...] = ("Reading", "Maths")
) -> pd.DataFrame:
    """Scores of two measures on two occasions; `top` pupils reach the highest of the first one after."""
    draws = np.random.default_rng(9)
    frames = []
    for place, measure in enumerate(measures):
        able = draws.normal(0, 1, pupils)
        for occasion, gain in (("baseline", 0.0), ("follow_up", 3.0)):
            values = np.round(22 + gain + 5 * able + draws.normal(0, 2 + 3 * place, pupils))
            values = np.clip(values, 1, 39)
            if place == 0 and gain:
                values[:top] = 40
            ids = [f"P{number:04d}" for number in range(pupils)]
            frames.append(
                pd.DataFrame({"pupil_id": ids, "measure": measure, "occasion": occasion, "score": values})
            )
    return pd.concat(frames, ignore_index=True)


def limited(pupils: int = 60, *, top: int = 12) -> Limits:
    """Whether the reading test had room."""
    table = scores(pupils, top=top, measures=("Reading",))
    result = floor_and_ceiling(table, lowest=0, highest=40, occasion="occasion", measure="Reading")
    assert isinstance(result, Limits)
    return result


def compared(table: pd.DataFrame | None = None, **asked: Any) -> Measures:
    """Two measures side by side."""
    result = compare_measures(scores() if table is None else table, **({"ends": ENDS} | asked))
    assert isinstance(result, Measures)
    return result


def every() -> list[Result]:
    """One result of every kind."""
    return [
        reliable(),
        reliable(answers(left_out=14), missing="listwise", score="sum"),
        reliable(items=ITEMS[:2], reversed_items=[]),
        reliable(reversed_items=[]),
        limited(),
        limited(top=0),
        compared(),
        compared(scores(measures=("Reading",)), ends={}),
        compared(reliabilities=[reliable(measure="Reading")]),
    ]


def differing() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten pupils."""
    few, fewer = (reliable(answers(pupils), measure="Reading") for pupils in (9, 8))
    return [
        (few, fewer),
        (reliable(answers(1, left_out=0)), reliable(answers(2, left_out=0))),
        (limited(9, top=2), limited(8, top=1)),
        (limited(9, top=9), limited(8, top=2)),
        (compared(scores(9, top=2)), compared(scores(8, top=1))),
        (compared(reliabilities=[few]), compared(reliabilities=[fewer])),
    ]
