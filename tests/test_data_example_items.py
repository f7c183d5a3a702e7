"""The single items of the example's test."""

from __future__ import annotations

import numpy as np
import pandas as pd
from test_data_example_scores import numbers_of, outcomes

from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.items import item_table
from enquiry_lib.data.templates import columns

SCORES = pd.DataFrame(
    {
        "pupil_id": [f"P{number:04d}" for number in range(200)] * 2,
        "measure": "Facts",
        "occasion": ["baseline"] * 200 + ["follow_up"] * 200,
        "score": np.tile(np.arange(200) % 41, 2),
    }
)


def test_items_add_up_to_the_score() -> None:
    """Each pupil has as many items right as the score says, none of them half, on both occasions."""
    rows = item_table(numbers_of(outcomes=outcomes(items=40).model_dump()), SCORES, Draws(5))
    assert list(rows.columns) == [column.name for column in columns("items")]
    assert set(rows["score"]) == {0, 1}
    sums = rows.groupby(["pupil_id", "occasion"])["score"].sum()
    assert sums.to_dict() == SCORES.set_index(["pupil_id", "occasion"])["score"].to_dict()


def test_some_items_are_easier_than_others() -> None:
    """Of all pupils more have the easy items right than the hard ones."""
    rows = item_table(numbers_of(outcomes=outcomes(items=40).model_dump()), SCORES, Draws(5))
    shares = rows.groupby("item")["score"].mean()
    assert shares.min() < 0.3
    assert shares.max() > 0.7


def test_without_items_there_is_no_table() -> None:
    """A school that kept scores alone has no rows of items."""
    assert item_table(numbers_of(outcomes=outcomes().model_dump()), SCORES, Draws(5)).empty
    assert item_table(numbers_of(outcomes=None), SCORES, Draws(5)).empty
