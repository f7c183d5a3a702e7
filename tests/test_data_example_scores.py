"""What the example's schools tested: the effects asked for are in the scores, and nobody absent has one."""

from __future__ import annotations

import numpy as np
import pytest

from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.numbers import Numbers, Outcomes
from enquiry_lib.data.example.scores import outcome_table, scores
from enquiry_lib.data.example.tables import pupil_ids, pupil_table, roll
from enquiry_lib.data.templates import columns


def numbers_of(**changed: object) -> Numbers:
    """Give the numbers of a secondary school where many come and go, with some changed."""
    plain = {
        "year_groups": ["7", "8", "9", "10", "11"],
        "roll": 500,
        "pupil_premium": 0.42,
        "late_joiners": 0.11,
        "leavers": 0.06,
        "outcomes": outcomes(year_groups=("9", "10")).model_dump(),
    }
    return Numbers.model_validate(plain | changed)


def outcomes(**changed: object) -> Outcomes:
    """Give a measure taken twice, with no change unless asked for."""
    plain = {"year_groups": ("3",), "baseline": "2025-10-01", "follow_up": "2026-03-01"}
    still = {"gap": 0.0, "effect": 0.0, "anyway": 0.0, "narrowing": 0.0, "arms": "random"}
    return Outcomes.model_validate(plain | still | changed)


def test_scores_carry_the_effects_asked_for() -> None:
    """With many pupils, the change, the narrowing, the effect and the correlation are found again."""
    premium = np.arange(40_000) % 4 == 0
    truth = outcomes(gap=0.5, effect=0.3, anyway=-0.2, narrowing=0.25, correlation=0.6)
    before, after, arm = scores(truth, premium, np.zeros(40_000, np.int64), Draws(13))
    gain = (after - before) / 15
    assert gain[~premium & ~arm].mean() == pytest.approx(-0.2, abs=0.03)
    assert gain[premium].mean() - gain[~premium].mean() == pytest.approx(0.25, abs=0.03)
    assert gain[arm].mean() - gain[~arm].mean() == pytest.approx(0.3, abs=0.03)
    assert (before[~premium].mean() - before[premium].mean()) / 15 == pytest.approx(0.5, abs=0.005)
    assert np.corrcoef(before[~premium], after[~premium])[0, 1] == pytest.approx(0.6, abs=0.02)


def test_lots_are_drawn_within_pairs() -> None:
    """In each year group as many have the intervention as have not, and both sides begin alike."""
    group = np.repeat([0, 1], 30)
    before, _, arm = scores(outcomes(), np.zeros(60, np.bool_), group, Draws(14))
    assert [arm[group == one].sum() for one in (0, 1)] == [15, 15]
    assert abs(before[arm].mean() - before[~arm].mean()) < 3


def test_choosing_leaves_the_groups_apart() -> None:
    """Without lots, the pupils chosen began behind, by about a fifth of a standard deviation."""
    before, _, arm = scores(
        outcomes(arms="chosen"), np.zeros(20_000, np.bool_), np.zeros(20_000, np.int64), Draws(15)
    )
    assert (before[arm].mean() - before[~arm].mean()) / 15 == pytest.approx(-0.2, abs=0.05)


@pytest.mark.parametrize("arms", ["random", "chosen"])
def test_whole_classes_have_it_or_do_not(arms: str) -> None:
    """Of the classes of each year group half have the intervention, with everybody in them."""
    group, classes = np.repeat([0, 1], 80), np.arange(160) // 20
    truth = outcomes(arms=arms, by="classes", between_classes=0.2)
    _, _, arm = scores(truth, np.zeros(160, np.bool_), group, Draws(31), classes=classes)
    by_class = arm.reshape(8, 20)
    assert (by_class.all(axis=1) | ~by_class.any(axis=1)).all()
    assert [by_class[:4, 0].sum(), by_class[4:, 0].sum()] == [2, 2]


def test_classes_move_apart_by_as_much_as_was_asked_for() -> None:
    """With many classes, their means differ by the number asked for besides chance, and by nought on average."""
    classes = np.arange(40_000) // 40
    truth = outcomes(arms="random", by="classes", between_classes=0.3, correlation=1.0)
    before, after, _ = scores(
        truth, np.zeros(40_000, np.bool_), np.zeros(40_000, np.int64), Draws(32), classes=classes
    )
    gains = ((after - before) / 15).reshape(-1, 40).mean(axis=1)
    assert gains.std() == pytest.approx(0.3, abs=0.03)
    assert gains.mean() == pytest.approx(0.0, abs=0.005)


def test_nobody_has_a_score_who_was_not_there() -> None:
    """A pupil who came after the first occasion has no score, and one who left has none at the second."""
    numbers = numbers_of()
    on = roll(numbers, Draws(16))
    pupils = pupil_table(numbers, on, pupil_ids(Draws(17)), Draws(18))
    rows = outcome_table(numbers, on, pupils, "English", Draws(19)).merge(pupils, on="pupil_id")
    assert (rows["joined_on"] <= rows["date"]).all()
    assert ((rows["left_on"] == "") | (rows["left_on"] >= rows["date"])).all()
    assert set(rows["occasion"]) == {"baseline", "follow_up"}


def test_a_school_that_tested_nobody_has_an_empty_table() -> None:
    """Without a screening and without a measure there is a header and no row."""
    numbers = numbers_of(outcomes=None)
    on = roll(numbers, Draws(20))
    pupils = pupil_table(numbers, on, pupil_ids(Draws(21)), Draws(22))
    rows = outcome_table(numbers, on, pupils, "", Draws(23))
    assert list(rows.columns) == [column.name for column in columns("outcomes")]
    assert rows.empty
