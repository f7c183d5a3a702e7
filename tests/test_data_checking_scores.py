"""Rules about outcomes: arms, occasions, and scores that look copied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typed_tables import pupil_ids, read_tables, write

from enquiry_lib.data.checking.scores import (
    copied_scores,
    follow_up_first,
    no_baseline,
    same_for_all,
    two_arms,
)
from enquiry_lib.errors import Problem


def scores(occasion: str, step: float = 1, *, measure: str = "Reading", pupils: int = 12) -> list[str]:
    """Give a score for each of twelve pupils, each a step above the one before."""
    return [
        f"{pupil},{measure},{occasion},,{90 + step * number},"
        for number, pupil in enumerate(pupil_ids(pupils))
    ]


def test_a_pupil_in_two_arms_of_one_measure_is_named(tmp_path: Path) -> None:
    """The later row is named; another measure, or an arm that is not given, is no contradiction."""
    rows = [
        "P0001,Reading,baseline,,90,intervention",
        "P0001,Reading,follow_up,,95,comparison",
        "P0001,Maths,baseline,,90,comparison",
        "P0002,Reading,baseline,,90,intervention",
        "P0002,Reading,follow_up,,90,",
    ]
    write(tmp_path, "outcomes", *rows)
    (problem,) = two_arms(read_tables(tmp_path))
    assert (problem.row, problem.column, problem.level) == (3, "arm", "error")
    assert problem.found == "'comparison', and another arm in an earlier row of the same pupil"


def test_a_follow_up_before_its_baseline_is_named(tmp_path: Path) -> None:
    """Dates that run backwards cannot be right; the same day, another measure and no date pass."""
    rows = [
        "P0001,Reading,follow_up,2025-09-30,90,",
        "P0001,Reading,baseline,2025-10-01,90,",
        "P0002,Reading,baseline,2025-10-01,90,",
        "P0002,Reading,follow_up,2025-10-01,90,",
        "P0003,Reading,baseline,2025-10-01,90,",
        "P0003,Maths,follow_up,2025-09-01,90,",
        "P0003,Reading,follow_up,,90,",
    ]
    write(tmp_path, "outcomes", *rows)
    (problem,) = follow_up_first(read_tables(tmp_path))
    assert (problem.row, problem.column, problem.level) == (2, "date", "error")


def test_a_measure_with_a_follow_up_alone_is_worth_a_look(tmp_path: Path) -> None:
    """It is said which other occasions there are: one of them may be the baseline under another name."""
    write(tmp_path, "outcomes", *scores("follow_up"), *scores("before"), *scores("baseline", measure="Maths"))
    (problem,) = no_baseline(read_tables(tmp_path))
    assert (problem.row, problem.level) == (0, "warning")
    assert problem.found == "follow_up of 'Reading' without a baseline (the other occasions are 'before')"
    write(tmp_path, "outcomes", *scores("follow_up"), *scores("baseline", pupils=1))
    assert not list(no_baseline(read_tables(tmp_path)))


@pytest.mark.parametrize(("pupils", "step", "fires"), [(10, 0, True), (9, 0, False), (10, 1, False)])
def test_one_score_for_everybody_is_worth_a_look(
    tmp_path: Path, pupils: int, step: float, fires: bool
) -> None:
    """Ten pupils with one and the same score are probably a cell filled down."""
    write(tmp_path, "outcomes", *scores("baseline", step, pupils=pupils))
    found = [one.found for one in same_for_all(read_tables(tmp_path))]
    assert found == ["the same score for everybody in 'Reading', 'baseline'"] * fires


@pytest.mark.parametrize(("step", "pupils", "fires"), [(1, 12, True), (2, 12, False), (1, 9, False)])
def test_a_follow_up_equal_to_the_baseline_is_worth_a_look(
    tmp_path: Path, step: float, pupils: int, fires: bool
) -> None:
    """When every single pupil has the score of before, one column was probably copied."""
    write(tmp_path, "outcomes", *scores("baseline", pupils=pupils), *scores("follow_up", step, pupils=pupils))
    found = [(one.row, one.level) for one in copied_scores(read_tables(tmp_path))]
    assert found == [(0, "warning")] * fires


@pytest.mark.parametrize("rule", [two_arms, follow_up_first, no_baseline, same_for_all, copied_scores])
def test_plain_scores_and_no_scores_pass(tmp_path: Path, rule: Callable[[object], list[Problem]]) -> None:
    """No rule about outcomes fires on scores that rise, nor where there is nothing."""
    assert not list(rule(read_tables(tmp_path)))
    write(tmp_path, "outcomes", *scores("baseline"), *scores("follow_up", 1.5))
    assert not list(rule(read_tables(tmp_path)))
