"""Room at the ends of a measure: shares, skewness and the customary line."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from samples_measures import limited, scores
from trials import checks, known, pinned

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.measures.limits import Limits, LimitsLine, floor_and_ceiling
from enquiry_lib.stats.result import NotEnough

PINNED = [name for name in checks("measures") if name.startswith("skewness")]


@pytest.mark.parametrize("name", PINNED)
def test_pinned_answers(shared: Path, name: str) -> None:
    """Skewness is psych's, and shares are counted."""
    given = dict(checks("measures")[name]["given"])
    table = known(shared, given.pop("data"), "bfi.csv")
    (line,) = floor_and_ceiling(table, pupil="id", **given).lines
    assert {"skewness": line.skewness} == pinned(name, "measures")
    assert line.at_floor == (table[given["score"]] == given["lowest"]).sum()


def test_each_occasion_has_its_line() -> None:
    """Pupils at the ends are counted on each occasion, in the order in which they come."""
    result = limited(top=12)
    assert [line.occasion for line in result.lines] == ["baseline", "follow_up"]
    assert [line.at_ceiling for line in result.lines] == [0, 12]
    assert result.lines[1].ceiling_share == 0.2


@pytest.mark.parametrize(
    ("skewness", "shape"),
    [
        (0.5, "even"),
        (0.51, "somewhat low"),
        (-1.0, "somewhat high"),
        (-1.2, "strongly high"),
        (1.2, "strongly low"),
    ],
)
def test_skewness_in_words(skewness: float, shape: str) -> None:
    """Where most scores lie is said by the customary bounds; a tail upwards means most scored low."""
    assert LimitsLine("", 20, 0, 0, 0.0, 0.0, skewness).shape == shape


def test_everyone_alike_has_no_skewness() -> None:
    """One score for all is no error: its share stands, and a caution says that nothing spreads."""
    table = pd.DataFrame({"score": [10] * 30})
    result = floor_and_ceiling(table, lowest=0, highest=10, pupil=None)
    (line,) = result.lines
    assert line.ceiling_share == 1
    assert math.isnan(line.skewness)
    assert "same_scores" in result.cautions


def test_odd_scores_are_left_out_and_said() -> None:
    """Scores beyond the ends, words and infinite ones are left out, each with its caution."""
    table = pd.DataFrame({"score": [*range(20), 41, -1, "absent", math.inf]}, dtype=object)
    result = floor_and_ceiling(table, lowest=0, highest=40, pupil=None)
    assert result.lines[0].n == 20
    assert {"off_scale", "not_a_number"} <= set(result.cautions)


def test_few_pupils_are_told_until_the_gate() -> None:
    """Nine pupils have their shares, two have no skewness; the gate takes all of it."""
    result = limited(9, top=2)
    assert all(line.n == 9 for line in result.lines)
    held = result.withhold(choose_hidden(result.cells()))
    assert isinstance(held, Limits)
    assert all(line.n is None and line.ceiling_share is None and line.shape == "" for line in held.lines)
    assert all(line.shape == "" for line in limited(2, top=1).lines)


def test_few_at_an_end_are_withheld_alone() -> None:
    """A few pupils at the top hide their count and share, and no other end."""
    result = limited(60, top=4)
    held = result.withhold(choose_hidden(result.cells()))
    assert isinstance(held, Limits)
    assert (held.lines[1].at_ceiling, held.lines[1].ceiling_share) == (None, None)
    assert held.lines[0] == result.lines[0]
    assert held.lines[1].n == 60


def test_nothing_to_count_is_not_enough() -> None:
    """Without a score between the ends there is nothing to say, and no count is named."""
    result = floor_and_ceiling(pd.DataFrame({"score": [99.0, None]}), lowest=0, highest=10, pupil=None)
    assert isinstance(result, NotEnough)


@pytest.mark.parametrize("ends", [(10, 0), (5, 5), (0, math.inf), (math.nan, 10)])
def test_ends_that_make_no_sense_are_refused(ends: Any) -> None:
    """The lowest score lies below the highest, and both are numbers."""
    with pytest.raises(errors.WrongValue, match="highest"):
        floor_and_ceiling(scores(), lowest=ends[0], highest=ends[1])


def test_a_missing_column_is_named() -> None:
    """A wrong column name raises."""
    with pytest.raises(errors.ColumnMissing, match="term"):
        floor_and_ceiling(scores(), lowest=0, highest=40, occasion="term")
