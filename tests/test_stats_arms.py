"""Two arms read from a table: who is in which, who is left out, and what is withheld together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.stats.arms import Asked, BetweenArms, adjuster, arm_ids, base_of, design, read_arms
from enquiry_lib.stats.effect_sizes import EffectSize


def table() -> pd.DataFrame:
    """Six pupils in two arms and one in neither, with a class, and a score that one of them lacks."""
    return pd.DataFrame(
        {
            "pupil_id": list("ABCDEFG"),
            "arm": ["intervention"] * 3 + ["comparison"] * 3 + ["other"],
            "before": [1.0, 2, 3, 1, 2, 3, 9],
            "after": [2.0, 3, 5, 1, np.inf, 3, 9],
            "class": ["x", "x", "y", "y", "z", None, "z"],
        }
    )


def test_those_with_all_values_are_analysed() -> None:
    """Pupils of the two arms with a finite score and each further column are taken; others are counted as left out."""
    arms = read_arms(table(), Asked(outcome="after", arm="arm", baseline="before"), also=["class"])
    assert [found.tolist() for found in arms.analysed] == [["A", "B", "C"], ["D"]]
    assert arms.left_out == (0, 2)
    assert arms.cautions == ("not_a_number", "other_arms", "pupils_left_out")
    assert arms.rows["class"].tolist() == ["x", "x", "y", "y"]


def test_each_row_may_be_a_pupil() -> None:
    """Without a column of pupils every row counts, and nobody is named in the cells."""
    asked = Asked(outcome="after", arm="arm", pupil=None)
    cells = asked.cells(read_arms(pd.concat([table(), table()]), asked))
    assert [(cell.count, cell.who) for cell in cells] == [
        (10, frozenset()),
        (6, frozenset()),
        (4, frozenset()),
    ]


def test_cells_name_their_pupils() -> None:
    """Both arms are parts of all who are analysed, and each cell knows whom it counts."""
    asked = Asked(outcome="before", arm="arm", measure="Reading")
    total, there, others = asked.cells(read_arms(table(), asked))
    assert (there.margin, others.margin) == (total.id, total.id)
    assert total.who == there.who | others.who == frozenset("ABCDEF")
    assert (total.id, there.id, others.id) == arm_ids(
        base_of("Reading", "before"), "intervention", "comparison"
    )


def test_columns_that_add_nothing_are_dropped() -> None:
    """A copy of the score before and a column that is the same for all leave the model, with a caution."""
    rows = table().assign(copy=[4.0, 1, 7, 2, 8, 3, 1], twice=[8.0, 2, 14, 4, 16, 6, 2], same=1.0)
    asked = Asked(outcome="before", arm="arm", covariates=("after", "copy", "twice", "same"))
    columns, cautions = design(read_arms(rows, asked))
    assert columns.shape == (5, 4)
    assert cautions == ("covariate_dropped",)


def test_categories_stay_categories() -> None:
    """Numbers that are not finite are missing; text becomes a category."""
    assert adjuster(pd.Series([1.0, np.inf])).isna().tolist() == [False, True]
    assert adjuster(pd.Series(["a", "b", None])).cat.categories.tolist() == ["a", "b"]


def test_a_score_before_stored_as_categories_is_one_of_numbers() -> None:
    """Numbers that pandas keeps as categories are numbers; a word among them is missing, and said to be."""
    rows = table()[:6]
    rows = rows.assign(after=[2.0, 3, 5, 1, 4, 3], before=pd.Series(["1", "2", "3.0", "1", "absent", "3"]))
    arms = read_arms(
        rows.astype({"before": "category"}), Asked(outcome="after", arm="arm", baseline="before")
    )
    assert arms.adjusters["before"].tolist() == [1.0, 2.0, 3.0, 1.0, 3.0]
    assert arms.cautions == ("not_a_number", "pupils_left_out")


def test_text_of_numbers_is_adjusted_for_as_numbers() -> None:
    """A further column of numbers written as text is a line and no list of categories, with a caution that stays."""
    rows = table().assign(score=["1", "5.5", "2", "8", "3", "4", "6"])
    arms = read_arms(rows, Asked(outcome="before", arm="arm", covariates=("score",)))
    assert design(arms)[0].shape == (6, 3)
    assert "text_as_numbers" in arms.cautions
    assert "text_as_numbers" in BetweenArms.standing


def test_dates_are_not_adjusted_for() -> None:
    """A column of dates to adjust for is refused by name."""
    rows = table().assign(born=pd.date_range("2012-09-01", periods=7))
    with pytest.raises(errors.WrongValue, match="born"):
        read_arms(rows, Asked(outcome="before", arm="arm", covariates=("born",)))


@pytest.mark.parametrize(
    "asked",
    [
        Asked(outcome="after", arm="arm", treated="x", control="x"),
        Asked(outcome="after", arm="arm", baseline="after"),
        Asked(outcome="after", arm="arm", confidence=95),
    ],
)
def test_questions_that_make_no_sense_are_refused(asked: Asked) -> None:
    """One arm against itself, an outcome adjusted for itself, and a confidence in percent raise."""
    with pytest.raises(errors.WrongValue):
        read_arms(table(), asked)


def test_columns_that_are_not_there_are_named_together() -> None:
    """All missing columns are named at once."""
    with pytest.raises(errors.ColumnMissing, match="arms, house"):
        read_arms(table(), Asked(outcome="after", arm="arms"), also=["house"])


@dataclass(frozen=True, kw_only=True)
class _Some(BetweenArms):
    difference: float | None = None


def test_all_numbers_rest_on_who_is_analysed() -> None:
    """When one arm may not be counted no number stays; cautions that rest on nobody do."""
    asked = Asked(outcome="before", arm="arm")
    cells = asked.cells(read_arms(table(), asked))
    told = _Some(
        counted=cells,
        cautions=("no_baseline", "few_pupils"),
        outcome="before",
        treated="intervention",
        control="comparison",
        effect=EffectSize("total_sd", 0.2),
        confidence=0.95,
        n_treated=3,
        difference=1.5,
    )
    hidden = told.withhold([cells[1].id])
    assert (hidden.difference, hidden.n_treated, hidden.effect.g) == (None, None, None)
    assert (hidden.cautions, hidden.confidence, hidden.outcome) == (("no_baseline",), 0.95, "before")
    assert hidden.cells().empty
    assert told.withhold(["something else"]) is told


@pytest.mark.parametrize("before", [["1.0", "2", "3", "1", "2", "3", "9"], [1, 2.0, 3, 1, 2, 3, 9]])
def test_a_score_before_is_one_of_numbers_however_it_is_written(before: list[object]) -> None:
    """Scores before that are written as text, or kept as objects, are numbers and no categories."""
    written = table().assign(before=pd.Series(before, dtype=object))
    asked = Asked(outcome="after", arm="arm", baseline="before")
    found, expected = read_arms(written, asked), read_arms(table(), asked)
    assert found.adjusters["before"].tolist() == expected.adjusters["before"].tolist()
    assert found.cautions == expected.cautions


def test_a_word_among_the_scores_before_is_missing_and_said() -> None:
    """A pupil whose score before is a word is left out, and the result says that some values are no numbers."""
    words = table().assign(before=["1", "absent", "3", "1", "2", "3", "9"], after=[2.0, 3, 5, 1, 2, 3, 9])
    arms = read_arms(words, Asked(outcome="after", arm="arm", baseline="before"))
    assert arms.adjusters["before"].tolist() == [1, 3, 1, 2, 3]
    assert {"not_a_number", "pupils_left_out"} <= set(arms.cautions)


def test_numbers_kept_as_objects_are_numbers() -> None:
    """A column of whole numbers with a gap, as some readers keep it, is one of numbers."""
    assert adjuster(pd.Series([7, 8, None], dtype=object)).tolist()[:2] == [7.0, 8.0]
