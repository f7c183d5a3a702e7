"""The page about questions says how far the checks agree today; the sets are what they are said to be."""

from __future__ import annotations

from types import ModuleType

import pytest
from scripts import script

from enquiry_lib.analyse.question import CHECKS
from enquiry_lib.store.record import Question

FLOOR_SAME, FLOOR_CAUGHT, CEILING_WRONGLY, FLOOR_OVERALL = 0.88, 0.75, 0.05, 0.75
BOXES = set(Question.model_fields) - {"thread"}


@pytest.fixture(scope="module")
def page() -> ModuleType:
    """The script that writes the page."""
    return script("docs", "questions.py")


@pytest.fixture(scope="module")
def agreement() -> ModuleType:
    """What measures the sets."""
    return script("tests", "questions", "agreement.py")


def test_the_page_has_the_numbers_of_today(page: ModuleType) -> None:
    """Whoever changes the checks runs `python docs/questions.py` again."""
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.written(text) == text


@pytest.mark.parametrize(("name", "many"), [("to_learn_from", 30), ("held_apart", 60)])
def test_every_question_of_a_set_is_judged_in_full(agreement: ModuleType, name: str, many: int) -> None:
    """Each has every box of the form, a verdict on every check, and is ready only where all are met."""
    read = agreement.questions(name)
    ids = {one["id"] for one in read}
    assert (len(read), len(ids)) == (many, many)
    for one in read:
        assert set(one["fields"]) == BOXES
        assert Question(**one["fields"]) != Question()
        assert set(one["verdicts"]) == set(CHECKS)
        assert set(one["verdicts"].values()) <= {"met", "look again", "not said"}
        assert (one["overall"] == "ready") == (set(one["verdicts"].values()) == {"met"})
        assert one["reason"]


def test_no_question_is_in_both_sets(agreement: ModuleType) -> None:
    """What is held apart is nowhere in what was learned from."""
    asked = [{one["fields"]["question"] for one in agreement.questions(name)} for name in agreement.SETS]
    assert not asked[0] & asked[1]


def test_the_checks_agree_with_the_questions_held_apart(agreement: ModuleType) -> None:
    """Well below what was measured, so that no change of the words makes the checks much worse unnoticed."""
    found = {one.key: one for one in agreement.measure("held_apart")}
    together, overall = found[agreement.TOGETHER], found[agreement.OVERALL]
    assert together.same / together.many >= FLOOR_SAME
    assert together.caught / together.to_catch >= FLOOR_CAUGHT
    assert together.wrongly / together.fine <= CEILING_WRONGLY
    assert overall.same / overall.many >= FLOOR_OVERALL


def test_agreement_is_counted_beyond_chance(agreement: ModuleType) -> None:
    """Of ten pairs eight agree and half would by chance: kappa is 0.6; with one verdict only there is none."""
    pairs = [("met", "met")] * 4 + [("look again", "look again")] * 4
    pairs += [("met", "look again"), ("look again", "met")]
    found = agreement.agreement("sized", pairs)
    assert (found.same, found.caught, found.to_catch, found.wrongly, found.fine) == (8, 4, 5, 1, 5)
    assert found.kappa == pytest.approx(0.6)
    assert agreement.kappa([("met", "met")] * 3) is None
