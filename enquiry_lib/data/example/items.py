"""The single items of a test of the example's: which of them each pupil had right, so that they add up to the score."""

from __future__ import annotations

import numpy as np
import pandas as pd

from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.numbers import Numbers

ITEMS = ("pupil_id", "measure", "occasion", "item", "score", "lowest", "highest")
EASIER = 1.0  # how far apart items lie in how easy they are, beside 1 for what is chance


def item_table(numbers: Numbers, scores: pd.DataFrame, draws: Draws) -> pd.DataFrame:
    """Give a row for each item of each test that was sat: 1 for right, 0 for wrong.

    `scores` are the rows of the enquiry's measure in the table of outcomes. A pupil with a score of 23 has 23 of the
    items right, the easier ones more often.
    """
    many = numbers.outcomes.items if numbers.outcomes else None
    if not many:
        return pd.DataFrame(columns=list(ITEMS))
    right = _right(scores["score"].to_numpy(dtype=np.int64), many, draws)
    names = [f"Question {number}" for number in range(1, many + 1)]
    rows = scores[["pupil_id", "measure", "occasion"]].loc[scores.index.repeat(many)].reset_index(drop=True)
    told = rows.assign(item=names * len(scores), score=right.ravel().astype(np.int64), lowest=0, highest=1)
    return told[list(ITEMS)]


def _right(scores: np.ndarray, many: int, draws: Draws) -> np.ndarray:
    """Say which items each pupil has right: as many as the score, the easiest for this pupil on this day."""
    easy, chance = EASIER * draws.normal(many), draws.normal(many * len(scores)).reshape(len(scores), many)
    place = np.argsort(np.argsort(-(easy + chance), axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(place < scores[:, None])
