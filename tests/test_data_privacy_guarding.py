"""The search in one group of numbers: what happens where it cannot do what is asked."""

from __future__ import annotations

import numpy as np
import pytest

from enquiry_lib.data.privacy.bounds import Group
from enquiry_lib.data.privacy.cells import Sum
from enquiry_lib.data.privacy.guarding import Guard, Guarded, Unit

UNITS = [Unit(frozenset({name}), (place,)) for place, name in enumerate(("all", "a", "b", "c"))]


def _guard() -> Guard:
    """Thirty pupils in three groups, one of four."""
    group = Group((0, 1, 2, 3), np.array([30.0, 4.0, 12.0, 14.0]), (Sum(0, (1, 2, 3)),))
    return Guard(group, UNITS, {1: Guarded("gives_away", False)}, np.array([4.0, 1.0, 1.0, 2.0]), 10)


def test_the_cheapest_number_is_hidden_beside_the_small_one() -> None:
    """Of three numbers that would do, the one with the lowest price goes."""
    assert _guard().choose() == {"a": "few", "b": "gives_away"}


def test_a_group_that_cannot_be_kept_is_withheld_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the linear programmes give no answer, nothing of the group is shown."""
    monkeypatch.setattr(Group, "nearest", lambda *_: None)
    monkeypatch.setattr(Group, "furthest", lambda *_, **__: None)
    assert _guard().choose() == {"a": "few", "all": "whole", "b": "whole", "c": "whole"}


def test_a_world_that_cannot_be_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong answer of the solver is found by adding up, and nothing of the group is shown."""
    wrong = np.array([30.0, 1.0, 12.0, 14.0])
    monkeypatch.setattr(Group, "nearest", lambda *_: wrong)
    monkeypatch.setattr(Group, "furthest", lambda *_, **__: wrong)
    assert _guard().choose().keys() == {"all", "a", "b", "c"}


def test_what_turns_out_not_to_be_needed_is_shown_again() -> None:
    """A number hidden for the first of two small ones is shown when the second makes it needless."""
    counts = np.array([40.0, 4.0, 6.0, 30.0])
    group = Group((0, 1, 2, 3), counts, (Sum(0, (1, 2, 3)),))
    guarded = {1: Guarded("gives_away", False), 2: Guarded("gives_away", False)}
    assert Guard(group, UNITS, guarded, np.array([4.0, 1.0, 1.0, 2.0]), 10).choose().keys() == {"a", "b"}
