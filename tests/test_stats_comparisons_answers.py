"""One answer of a model: its interval, its effect size, and none where nothing is left over."""

from __future__ import annotations

import numpy as np
import pytest
from trials import benchmark, pinned

from enquiry_lib.stats.comparisons.answers import Scale, answer_of, least_squares

SCALE = Scale(9.0, 238, 240)


def test_least_squares_agree_with_the_pinned_benchmark() -> None:
    """The adjusted difference of the benchmark and its error are those of R's lm."""
    table = benchmark()
    columns = np.column_stack([np.ones(240), table["treat"], table["pre"]])
    found = least_squares(table["post"].to_numpy(), columns, scale=SCALE, confidence=0.95)
    assert found is not None
    expected = pinned("mst_as_srt")
    assert (found.difference, found.se) == (expected["difference"], expected["se"])


def test_the_interval_is_students() -> None:
    """With few degrees of freedom the interval of points is wider than twice 1.96 errors, and p says the same."""
    found = answer_of(2.0, 1.0, 4, scale=SCALE, confidence=0.95)
    assert found.high == pytest.approx(2 + 2.776445, abs=1e-6)
    assert found.p == pytest.approx(0.116117, abs=1e-6)


def test_nothing_left_over_is_no_answer() -> None:
    """An outcome that follows from the columns, and columns that follow from each other, give none."""
    columns = np.column_stack([np.ones(6), [1.0, 0, 1, 0, 1, 0]])
    assert least_squares(columns[:, 1] * 2, columns, scale=SCALE, confidence=0.95) is None
    twice = np.column_stack([columns, columns[:, 1]])
    assert least_squares(np.arange(6.0) ** 2, twice, scale=SCALE, confidence=0.95) is None


def test_few_classes_give_the_effect_size_student_s_interval_too() -> None:
    """With the degrees of freedom of a few classes the effect size is as unsure as the points; its value stays."""
    asked = {"scale": Scale(10.0, 58, 60), "confidence": 0.95}
    pupils, few = (answer_of(3.0, 1.0, 2, few=few, **asked) for few in (False, True))
    assert (pupils.g, pupils.low, pupils.high) == (few.g, few.low, few.high)
    assert None not in (few.g_low, few.g_high, pupils.g_low, pupils.g_high)
    assert few.g_high - few.g_low > 2 * (pupils.g_high - pupils.g_low)
    assert few.g_low < 0 < pupils.g_low
