"""The limits of a column, as columns.csv gives them."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib.data.limits import beyond_others, fixed_limits, plainly, within
from enquiry_lib.data.templates import Column

SURVEY = pd.DataFrame(
    {"answer": [0.0, 3.0, 6.0, None, 6.0], "lowest": [1.0] * 5, "highest": [5.0, 5.0, 5.0, 5.0, None]},
    index=[2, 3, 4, 5, 6],
)
ANSWER = Column("answer", "Answer", "number", minimum="lowest", maximum="highest")


def test_values_are_held_against_other_columns_of_their_row() -> None:
    """What is below the one or above the other is found with its row; an empty cell on either side is not."""
    assert beyond_others(SURVEY, ANSWER) == {2: "lowest is 1", 4: "highest is 5"}


def test_a_limit_may_be_one_column_less_another() -> None:
    """Two kinds of absence cannot be more than all sessions together; whole numbers and gaps are understood."""
    counts = pd.DataFrame(
        {"possible": [100, 100, 100], "authorised": [60, 60, None], "unauthorised": [40, 41, 41]},
        index=[2, 3, 4],
        dtype="Int64",
    )
    column = Column("unauthorised", "Unauthorised", "integer", maximum="possible - authorised")
    assert beyond_others(counts, column) == {3: "possible is 100 and authorised is 60"}


def test_days_are_compared_as_days() -> None:
    """The last day in a group is not before the first; the same day will do."""
    days = pd.DataFrame(
        {
            "since": pd.to_datetime(["2025-09-02", "2025-09-02"]),
            "until": pd.to_datetime(["2025-09-01", "2025-09-02"]),
        },
        index=[2, 3],
    )
    column = Column("until", "Until", "date", minimum="since", maximum="2099-12-31")
    assert beyond_others(days, column) == {2: "since is 2025-09-02"}
    assert len(fixed_limits(column)) == 1


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (Column("a", "A", "integer", minimum="1", maximum="4"), "a whole number, from 1 to 4"),
        (Column("a", "A", "number", minimum="0"), "a number, 0 or more"),
        (Column("a", "A", "number", maximum="5"), "a number, not above 5"),
        (ANSWER, "a number, not below lowest and not above highest"),
        (Column("a", "A", "integer", minimum="0", maximum="b - c"), "0 or more and not above b less c"),
        (
            Column("a", "A", "date", minimum="since", maximum="2099-12-31"),
            "not before since and not after 2099",
        ),
    ],
)
def test_limits_are_said_in_words(column: Column, words: str) -> None:
    """Each kind of limit has its words."""
    assert words in within(column)


def test_values_are_written_as_typed() -> None:
    """Whole numbers have no decimal point and days no time."""
    assert [plainly(one) for one in (7.0, 7.5, 7, pd.Timestamp("2026-01-31"))] == [
        "7",
        "7.5",
        "7",
        "2026-01-31",
    ]
