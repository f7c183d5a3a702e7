"""The smallest count that may be shown."""

from __future__ import annotations

import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.data.privacy import DEFAULT, FLOOR, choose_hidden, set_smallest_count, smallest_count


def test_the_threshold_is_ten_unless_a_network_says_otherwise() -> None:
    """The threshold in force is the one the gate uses."""
    frame = pd.DataFrame({"id": ["a", "b"], "count": [10, 12], "margin": ["", ""]})
    assert smallest_count() == DEFAULT == 10
    assert choose_hidden(frame) == frozenset()
    set_smallest_count(11)
    assert smallest_count() == 11
    assert choose_hidden(frame) == {"a"}


def test_the_threshold_has_a_floor() -> None:
    """Below five the threshold is refused and the one in force stays."""
    set_smallest_count(FLOOR)
    with pytest.raises(errors.WrongValue, match="at least 5"):
        set_smallest_count(FLOOR - 1)
    assert smallest_count() == FLOOR
