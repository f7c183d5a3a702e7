"""Who is paired with whom: the nearest, in turn, by hand on small cases."""

from __future__ import annotations

import numpy as np
import pytest
import samples_matched
from trials import pinned

from enquiry_lib.stats.comparisons.balance import Who, columns_of, read_who
from enquiry_lib.stats.comparisons.pairing import Pairs, mahalanobis, nearest

FAR = np.array([[1.0, 2.0, 9.0], [0.5, 3.0, 9.0], [0.1, 0.2, np.inf]])


def chosen(pairs: Pairs) -> list[tuple[int, int]]:
    """Give pairs as they were made."""
    return list(zip(pairs.treated.tolist(), pairs.control.tolist(), strict=True))


def test_who_chooses_first_takes_the_nearest() -> None:
    """Pupils choose in turn, and whoever was chosen is gone; nobody is paired where it is not allowed."""
    assert chosen(nearest(FAR, [0, 1, 2])) == [(0, 0), (1, 1)]
    assert chosen(nearest(FAR, [2, 1, 0])) == [(2, 0), (1, 1), (0, 2)]


def test_with_replacement_one_may_be_chosen_by_several() -> None:
    """With replacement each pupil has its nearest, and with a second match the next one."""
    assert chosen(nearest(FAR, [0, 1, 2], replace=True)) == [(0, 0), (1, 0), (2, 0)]
    assert chosen(nearest(FAR, [0], ratio=2, replace=True)) == [(0, 0), (0, 1)]


def test_everyone_chooses_once_before_anyone_chooses_again() -> None:
    """With two matches each, the second round begins when all have had a first."""
    far = np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0]])
    assert chosen(nearest(far, [0, 1], ratio=2)) == [(0, 0), (1, 1), (0, 2), (1, 3)]


def test_equally_near_pupils_are_taken_in_order() -> None:
    """Of two at the same distance the first in the table is taken."""
    assert chosen(nearest(np.zeros((2, 3)), [0, 1])) == [(0, 0), (1, 1)]


def test_a_control_counts_for_those_it_was_matched_to() -> None:
    """Weights of controls are their shares of matches, and add up to the controls used."""
    there, others = Pairs(np.array([0, 1, 1]), np.array([0, 0, 2])).weights(3, 4)
    assert there.tolist() == [1, 1, 0]
    assert others == pytest.approx([1.5, 0, 0.5, 0])


def test_distances_agree_with_r() -> None:
    """Mahalanobis distances, and greedy pairs by them, are those worked out in R."""
    arms = read_who(samples_matched.pupils(), Who("arm", tuple(samples_matched.ON)))
    columns = np.column_stack([column.values for column in columns_of(arms.adjusters)])
    far = mahalanobis(columns, arms.in_treated)
    pairs = nearest(far, np.arange(len(far)))
    controls = np.flatnonzero(~arms.in_treated)[pairs.control] + 1
    total = float(far[pairs.treated, pairs.control].sum())
    found = {"nearest": float(far.min()), "total": total, "controls": int(controls.sum())}
    assert found == pinned("mahalanobis", "matching")


def test_pupils_who_are_the_same_are_nought_apart() -> None:
    """Identical pupils, and columns in which nobody differs, give distances and no NaN."""
    columns = np.column_stack([np.repeat([1.0, 2.0], 4), np.full(8, 3.0)])
    far = mahalanobis(columns, np.array([True, False] * 4))
    assert np.isfinite(far).all()
    assert far.min() == 0
