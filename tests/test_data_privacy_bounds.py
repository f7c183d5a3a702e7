"""What can be worked out of what is shown."""

from __future__ import annotations

from random import Random

import counted
import numpy as np
import pandas as pd
import pytest

from enquiry_lib.data.privacy import bounds, choose_hidden
from enquiry_lib.data.privacy.bounds import groups
from enquiry_lib.data.privacy.cells import read

PARTS = counted.frame([("all", 30, ""), ("a", 4, "all"), ("b", 12, "all"), ("c", 14, "all")])


def _between(found: pd.DataFrame) -> dict[str, tuple[float, float]]:
    return {name: (low, high) for name, low, high in found[["id", "low", "high"]].to_numpy().tolist()}


def test_one_hidden_part_is_worked_out() -> None:
    """What the others leave of a total is no secret, and of two hidden parts each may be all of it."""
    assert _between(bounds(PARTS, {"a"})) == {"a": (4, 4)}
    assert _between(bounds(PARTS, {"a", "b"})) == {"a": (0, 16), "b": (0, 16)}


def test_without_its_total_a_part_may_be_anything() -> None:
    """A hidden part of a hidden total has no end."""
    assert _between(bounds(PARTS, {"a", "all"})) == {"a": (0, np.inf), "all": (26, np.inf)}
    assert _between(bounds(counted.frame([("a", 3, "")]), {"a"})) == {"a": (0, np.inf)}


def test_a_small_difference_is_named_by_its_groups() -> None:
    """Two shown counts tell by how many pupils they differ."""
    all_, known = frozenset("ABCDE"), frozenset("ABC")
    frame = pd.DataFrame([("all", 5, "", all_), ("known", 3, "", known)], columns=counted.COLUMNS)
    assert _between(bounds(frame, (), smallest=5)) == {"all without known": (2, 2)}


def test_published_reports_count_as_shown() -> None:
    """A part that a report showed before is known, though it is hidden now."""
    assert _between(bounds(PARTS, {"a", "b"}, earlier=[PARTS.iloc[[2]].assign(hidden=False)])) == {
        "a": (4, 4)
    }


@pytest.mark.parametrize("seed", range(12))
def test_it_agrees_with_the_audit(seed: int) -> None:
    """What it finds of small numbers is what the audit of the tests finds, which shares no code with it."""
    now = counted.report(counted.some_pupils(Random(seed), 40, 1))
    hidden = choose_hidden(now, smallest=10) - {"year 0", "scored"}
    ours = _between(bounds(now, hidden, smallest=10))
    told = {name for name, (low, high) in ours.items() if " without " not in name and (low > 1 or high < 9)}
    theirs = counted.small_numbers(now, hidden, 10)
    narrow = theirs[(theirs["low"] > 1 + 1e-5) | (theirs["high"] < 9 - 1e-5)]["name"]
    small = set(now.loc[now["count"].between(1, 9), "id"])
    assert {name for name in narrow if " - " not in name} == told & small


def test_numbers_that_no_sum_connects_are_groups_of_their_own() -> None:
    """A number told before connects nothing, because everybody knows it."""
    account = read(PARTS, [PARTS.iloc[[0]].assign(hidden=False)])
    (group,) = groups(account)
    assert sorted(group.counts) == [4, 12, 14]
    assert len(groups(read(counted.frame([("a", 3, ""), ("b", 30, "")])))) == 2
