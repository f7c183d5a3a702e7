"""Answers before and after: against SciPy, by hand, and with the tables schools have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from trials import known

from enquiry_lib import errors
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.surveys import CAPACITY, ConstructChange, SurveyChange, survey_change


def answers(rows: list[tuple[str, str, str, float | None]], **columns: Any) -> pd.DataFrame:
    """Make a survey of rows of respondent, occasion, question and answer, on a scale from 1 to 5."""
    table = pd.DataFrame(rows, columns=["respondent_id", "occasion", "question", "answer"])
    fixed = {"role": "pupil", "construct": "Belonging", "lowest": 1, "highest": 5, "reversed": "no"}
    return table.assign(**(fixed | columns))


def both(question: str, before: list[float | None], after: list[float | None]) -> list[Any]:
    """Give the answers of people A, B, C … to a question on both occasions."""
    occasions = (("baseline", before), ("follow_up", after))
    return [
        (f"R{number}", name, question, value)
        for name, given in occasions
        for number, value in enumerate(given)
    ]


def changed(table: pd.DataFrame, **asked: Any) -> SurveyChange:
    """Give the result, which is not NotEnough."""
    result = survey_change(table, **asked)
    assert isinstance(result, SurveyChange)
    return result


def only_line(table: pd.DataFrame) -> ConstructChange:
    """Give the one line of a result."""
    (line,) = changed(table).lines
    return line


def test_one_question_is_scipys_paired_t_test() -> None:
    """Change and interval of one question are those of SciPy's ttest_rel, to ten digits."""
    draws = np.random.default_rng(3)
    before, after = draws.integers(1, 6, 25).astype(float), draws.integers(1, 6, 25).astype(float)
    line = only_line(answers(both("Q1", list(before), list(after))))
    interval = stats.ttest_rel(after, before).confidence_interval()
    assert (line.low, line.high) == pytest.approx(tuple(interval), rel=1e-10)
    assert (line.n, line.change) == (25, pytest.approx(after.mean() - before.mean(), rel=1e-10))


def test_a_public_questionnaire(shared: Path) -> None:
    """2,800 people's five items with gaps, one reversed, give the interval of SciPy on means made in numpy (1e-10).

    The follow-up is the same answers dealt out again, so that some people count on one occasion only.
    """
    wide = known(shared, "likert_bfi", "bfi.csv")
    items = ["A1", "A2", "A3", "A4", "A5"]
    later = wide[items].sample(frac=1, random_state=1).set_axis(wide.index)
    long = pd.concat(
        frame.assign(respondent_id=wide["id"], occasion=name).melt(
            ["respondent_id", "occasion"], var_name="question", value_name="answer"
        )
        for name, frame in (("baseline", wide[items]), ("follow_up", later))
    ).assign(role="other", construct="Agreeable", lowest=1, highest=6)
    long["reversed"] = np.where(long["question"] == "A1", "yes", "no")

    def people(frame: pd.DataFrame) -> pd.Series:
        right = frame.assign(A1=7 - frame["A1"])
        return right.mean(axis=1).where(right.notna().sum(axis=1) >= 2.5)

    line, first, second = only_line(long), people(wide[items]), people(later)
    pairs = first.notna() & second.notna()
    expected = stats.ttest_rel(second[pairs], first[pairs]).confidence_interval()
    assert (line.n, line.left_out) == (pairs.sum(), (first.notna() ^ second.notna()).sum())
    assert (line.low, line.high) == pytest.approx(tuple(expected), rel=1e-10)


def test_a_reversed_answer_is_turned_round_by_hand() -> None:
    """On a scale from 0 to 10, agreeing fully (10) with a reversed question counts 0."""
    rows = both("I feel alone", [10, 8, 6], [4, 4, 2])
    line = only_line(answers(rows, reversed="yes", lowest=0, highest=10))
    assert (line.mean_before, line.mean_after) == pytest.approx((2, 20 / 3))


@pytest.mark.parametrize("yes", ["yes", "Yes", " YES ", "true", "1", True, 1])
def test_reversed_is_read_however_yes_is_written(yes: object) -> None:
    """A spelling nobody thought of must not turn the sign of a change round."""
    rows = both("Q1", [1, 2, 3, 4, 2, 1] * 2, [4, 4, 3, 5, 4, 3] * 2)
    plain, turned = only_line(answers(rows)), only_line(answers(rows, reversed=yes))
    assert plain.change is not None
    assert plain.change > 0
    assert turned.change == pytest.approx(-plain.change)


def test_half_of_the_questions_must_be_answered() -> None:
    """Of four questions two answers are enough for a person to count, and one is not."""
    rows = [row for number in range(4) for row in both(f"Q{number}", [3, 3, 3], [4, 5, 3])]
    table = answers(rows)
    missing = (table["respondent_id"] == "R0") & table["question"].isin(["Q0", "Q1"])
    missing |= (
        (table["respondent_id"] == "R1") & (table["question"] != "Q3") & (table["occasion"] != "baseline")
    )
    line = only_line(table.assign(answer=table["answer"].mask(missing)))
    assert (line.n, line.left_out) == (2, 1)
    assert line.change == pytest.approx(0.5)


def test_only_questions_asked_twice_count() -> None:
    """A question that was dropped at the follow-up does not move the mean, and that is said."""
    table = answers(both("Q1", [2, 3, 4], [3, 3, 4]) + [(f"R{n}", "baseline", "Q2", 1.0) for n in range(3)])
    result = changed(table)
    assert result.lines[0].mean_before == pytest.approx(3)
    assert "different_questions" in result.cautions


def test_roles_and_scales_are_kept_apart() -> None:
    """Each role has its own line, and so has each scale of a construct: points of two scales are not averaged."""
    pupils, staff = (
        answers(both("Q1", [1, 2, 3], [2, 2, 3])),
        answers(both("Q1", [4, 5], [4, 4]), role="staff"),
    )
    other = answers(both("Q9", [7, 9], [8, 9]), highest=10)
    lines = changed(pd.concat([pupils, staff, other])).lines
    assert [(line.role, line.highest, line.n) for line in lines] == [
        ("pupil", 5, 3),
        ("pupil", 10, 2),
        ("staff", 5, 2),
    ]


def test_a_self_assessment_has_its_own_scale_and_no_role() -> None:
    """Statements without role and scale are of people in general, from 1 to 5, in Fullan's order."""
    parts = [answers(both("I", [2, 3, 3], [3, 3, 5]), construct=name) for name in reversed(CAPACITY)]
    table = pd.concat(parts).rename(columns={"question": "statement"})
    lines = changed(table.drop(columns=["role", "lowest", "highest", "reversed"])).lines
    assert tuple(line.construct for line in lines) == CAPACITY
    assert {(line.role, line.lowest, line.highest) for line in lines} == {("", 1.0, 5.0)}


def test_other_constructs_keep_the_order_of_the_table() -> None:
    """Constructs that are not all of capacity come as they first appear."""
    parts = [answers(both("I", [2, 3], [3, 3]), construct=name) for name in ("skills", "Joy", "dispositions")]
    assert [line.construct for line in changed(pd.concat(parts)).lines] == ["skills", "Joy", "dispositions"]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"answer": ["2", "three", "3", "3", "4", "5"]}, "not_a_number"),
        ({"answer": [2, 9, 3, 3, 4, 5]}, "off_scale"),
        ({"reversed": ["yes"] + ["no"] * 5}, "mixed_reversal"),
        ({"respondent_id": [None, "B", "C", "A", "B", "C"]}, "no_person"),
        ({"respondent_id": ["A", "A", "C", "A", "B", "C"]}, "duplicates"),
        ({"respondent_id": ["A", "B", "C", "A", "B", "D"]}, "people_left_out"),
        ({"answer": [1, 2, 3, 2, 3, 4]}, "same_change"),
    ],
)
def test_what_is_odd_in_the_table_is_said(columns: dict[str, Any], code: str) -> None:
    """Every oddity of a table has its caution, and a table without oddities has none of them."""
    plain = answers(both("Q1", [2, 3, 3], [3, 4, 5]))
    assert code in changed(plain.assign(**columns)).cautions
    assert code not in changed(plain).cautions


def test_the_four_cautions_of_answers_are_always_there() -> None:
    """Self-report, a shifted standard, other changes and no comparison group go with every result."""
    always = {"self_report", "response_shift", "no_comparison_group", "other_changes"}
    assert always <= set(changed(answers(both("Q1", [2, 3, 3], [3, 4, 5]))).cautions)


def test_one_person_has_a_change_and_no_interval() -> None:
    """Of one person there is a mean but no interval."""
    line = only_line(answers(both("Q1", [2], [4])))
    assert line.change == 2
    assert np.isnan([line.low, line.high]).all()


@pytest.mark.parametrize(
    "rows",
    [[], [("A", "baseline", "Q1", 3.0)], [("A", "baseline", "Q1", 3.0), ("B", "follow_up", "Q1", 3.0)]],
)
def test_nobody_on_both_occasions_is_not_enough(rows: list[Any]) -> None:
    """Without a person who answered twice there is nothing to work out."""
    result = survey_change(answers(rows))
    assert isinstance(result, NotEnough)
    assert "nobody answered" in result.found


def test_occasions_may_have_other_names() -> None:
    """The two occasions are those named, and any other is left aside."""
    table = answers(both("Q1", [2, 3, 3], [3, 4, 5])).replace({"baseline": "autumn", "follow_up": "summer"})
    spring = table[table["occasion"] == "autumn"].assign(occasion="spring", answer=1)
    line = changed(pd.concat([table, spring]), before="autumn", after="summer").lines[0]
    assert line.change == pytest.approx(4 / 3)


def test_a_line_of_few_people_loses_its_numbers() -> None:
    """Withholding one line takes its numbers and what was said of them, and leaves the other."""
    few = answers(both("Q1", [1, 2, 3], [2, 3, 4]), role="staff")
    draws = [float(n % 5 + 1) for n in range(12)]
    result = changed(pd.concat([answers(both("Q1", draws, draws[::-1])), few]))
    pupils, staff = result.lines
    hidden = result.withhold({staff.ids()[0]})
    assert hidden.lines[0] == pupils
    assert (hidden.lines[1].n, hidden.lines[1].change, hidden.lines[1].left_out) == (None, None, 0)
    assert {"few_people", "same_change"} <= set(result.cautions)
    assert not {"few_people", "same_change"} & set(hidden.cautions)
    assert result.withhold({staff.ids()[1]}).lines[1].left_out is None


def test_a_change_that_makes_no_sense_is_refused() -> None:
    """One occasion twice, or a table without answers, raises."""
    with pytest.raises(errors.WrongValue):
        survey_change(answers([]), before="x", after="x")
    with pytest.raises(errors.ColumnMissing, match="answer"):
        survey_change(answers([]).drop(columns="answer"))
