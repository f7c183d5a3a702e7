"""How alike pupils of one school are, and what goes with their scores."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import nested
import numpy as np
import pandas as pd
import pytest
import samples_models
from trials import known, pinned

import enquiry_lib as el
from enquiry_lib.errors import ColumnMissing, WrongValue
from enquiry_lib.stats.models.columns import Coefficient
from enquiry_lib.stats.models.multilevel import CAUTIONS, Multilevel, fit_multilevel
from enquiry_lib.stats.result import NotEnough


def _of(result: Multilevel, name: str) -> Coefficient:
    return next(one for one in result.coefficients if one.name == name)


def _not_enough(table: pd.DataFrame, **asked: Any) -> NotEnough:
    columns = {"outcome": "post", "predictors": ["pre"], "group": "j"} | asked
    result = fit_multilevel(table, **columns)
    assert isinstance(result, NotEnough)
    return result


# --- public answers ---------------------------------------------------------------------------------------


def _exam(shared: Path, **asked: Any) -> Multilevel:
    columns = {"outcome": "normexam", "group": "school", "pupil": None} | asked
    return samples_models.multilevel(known(shared, "mlm_exam"), **{"predictors": ()} | columns)


def test_the_empty_model_of_public_data(shared: Path) -> None:
    """Inner London schools: mean, variances and intracluster correlation are lme4's."""
    found = _exam(shared)
    assert (found.n, found.groups) == (4059, 65)
    assert found.coefficients[0].estimate == pytest.approx(-0.0132521338623504, rel=1e-5)
    assert found.coefficients[0].se == pytest.approx(0.0540546579089051, rel=1e-6)
    assert (found.v_between, found.v_within, found.icc) == pytest.approx(
        (0.171599552360385, 0.847757674981831, 0.168340938542025), rel=1e-6
    )


def test_categories_of_public_data(shared: Path) -> None:
    """With columns of numbers and of categories the model is the one printed for the data."""
    data = known(shared, "mlm_exam").assign(boy=lambda table: (table["sex"] == "M").astype(int))
    kinds = pd.CategoricalDtype(["mixed", "boys", "girls"], ordered=True)
    found = samples_models.multilevel(
        data.astype({"schgend": kinds}),
        outcome="normexam",
        predictors=["standLRT", "sex", "schgend"],
        group="school",
        pupil=None,
    )
    expected = {
        "intercept": -0.00104929328373916,
        "standLRT": 0.559754463216028,
        "sex[M]": -0.167391537412508,
        "schgend[boys]": 0.177690739680795,
        "schgend[girls]": 0.158996860817413,
    }
    assert {one.name: one.estimate for one in found.coefficients} == pytest.approx(expected, abs=1e-7)
    assert _of(found, "sex[M]").se == pytest.approx(0.0340995841042694, rel=1e-6)
    assert found.deviance == pytest.approx(9347.67346234929, rel=1e-9)
    spreads = [math.sqrt(found.v_between or 0), math.sqrt(found.v_within or 0)]
    assert spreads == pytest.approx([0.292965577886948, 0.750022614922782], rel=1e-6)


def test_full_likelihood_of_public_data(shared: Path) -> None:
    """By full maximum likelihood the model is the one of a well-known guide."""
    found = _exam(shared, predictors=["standLRT"], reml=False)
    assert [one.estimate for one in found.coefficients] == pytest.approx(
        [0.00239075657808503, 0.563371164859023], rel=1e-4
    )
    assert _of(found, "standLRT").se == pytest.approx(0.0124654017197784, rel=1e-6)
    assert (found.v_between, found.v_within, found.deviance) == pytest.approx(
        (0.0921292739331837, 0.565731004301366, 9357.24320059103), rel=1e-6
    )
    assert "full_likelihood" in found.cautions


def test_slopes_of_public_data(shared: Path) -> None:
    """A slope that differs from school to school has lme4's variances; it counts as a predictor unasked."""
    found = _exam(shared, slope="standLRT", reml=False)
    assert [one.estimate for one in found.coefficients] == pytest.approx(
        [-0.0115051571317957, 0.556730074327024], rel=1e-4
    )
    variances = (found.v_between, found.covariance, found.v_slope, found.v_within)
    expected = (0.0904433548642079, 0.0180402946780001, 0.0145374620225915, 0.553657100174568)
    assert variances == pytest.approx(expected, rel=2e-4)
    assert found.deviance == pytest.approx(9316.87096516847, rel=1e-9)


def test_pupils_numbered_anew_in_each_school_are_not_repeats(shared: Path) -> None:
    """Only the four pupils given twice in their own school are left out, and that is said."""
    found = _exam(shared, pupil="student")
    assert found.n == 4055
    assert "duplicates" in found.cautions


# --- the benchmark ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "se", "df"), [("satterthwaite", "se", "df"), ("kenward_roger", "kr_se", "kr_df")]
)
def test_degrees_of_freedom_are_those_asked_for(way: str, se: str, df: str) -> None:
    """Satterthwaite's or Kenward and Roger's, each with its own standard error, interval and p."""
    found = _of(samples_models.multilevel(small_sample=way), "treat")
    expected = pinned("crt", "mixed")
    assert (found.estimate, found.se, found.df) == (expected["b"], expected[se], expected[df])
    assert found.p == pytest.approx(0.2787, abs=1e-4)
    assert found.low < 0 < found.high


def test_a_slope_of_two_categories() -> None:
    """Arms written in words may have a slope; it is the model of the same column in numbers."""
    table = nested.schools("mst")
    words = table.assign(arm=np.where(table["treat"] == 1, "new", "as usual"))
    found = samples_models.multilevel(words, predictors=["arm", "pre"], slope="arm")
    assert found.slope == "arm"
    assert found.v_slope == pinned("mst_slope", "mixed")["v_slope"]
    assert found.coefficients[1].name == "arm[new]"


def test_it_is_one_of_the_public_verbs() -> None:
    """The model can be fitted from a workbook."""
    assert el.fit_multilevel is fit_multilevel


def test_the_confidence_asked_for_is_used() -> None:
    """A less certain interval is narrower, around the same estimate."""
    wide, narrow = (_of(samples_models.multilevel(confidence=share), "treat") for share in (0.95, 0.5))
    assert narrow.high - narrow.low < (wide.high - wide.low) / 2
    assert narrow.estimate == wide.estimate


# --- untidy and thin tables -------------------------------------------------------------------------------


def test_untidy_rows_are_left_out_and_said() -> None:
    """Rows without a score, school, predictor or pupil, and repeats, change nothing but the cautions."""
    tidy = nested.schools()
    extra = tidy.head(5).copy().astype({"post": object, "j": object, "pupil_id": object})
    extra.loc[extra.index[0], "post"] = "absent"
    extra.loc[extra.index[1], "j"] = None
    extra.loc[extra.index[2], "pre"] = np.nan
    extra.loc[extra.index[3], "pupil_id"] = None
    extra["pupil_id"] = ["P0900", "P0901", "P0902", None, "P0000"]
    found = samples_models.multilevel(pd.concat([tidy.astype({"post": object}), extra]))
    assert found.coefficients == samples_models.multilevel(tidy).coefficients
    assert {"not_a_number", "pupils_left_out", "no_pupil_id", "duplicates"} <= set(found.cautions)


def test_thin_data_is_said() -> None:
    """Few groups, groups that do not differ, and a column that adds nothing each have a caution."""
    few = samples_models.multilevel(nested.schools().query("j <= 4"))
    assert "few_groups" in few.cautions
    alike = samples_models.multilevel(
        nested.schools(between=0, uneven=True).assign(same=1), predictors=["treat", "same"]
    )
    assert {"groups_alike", "column_dropped"} <= set(alike.cautions)
    assert set(few.cautions) | set(alike.cautions) <= set(CAUTIONS)


def test_what_cannot_be_estimated_says_what_is_missing() -> None:
    """A constant outcome, one school, no complete pupil, or a slope that is none gives a sentence instead."""
    table = nested.schools()
    assert "nobody differs" in _not_enough(table.assign(post=3)).found
    assert "too few groups" in _not_enough(table.assign(j="one")).found
    assert "no pupil" in _not_enough(table.assign(pre=np.nan)).found
    assert "slope" in _not_enough(table.assign(same=1), slope="same").found
    three = table.assign(kind=np.array(["a", "b", "c"])[np.arange(240) % 3])
    assert "two categories" in _not_enough(three, slope="kind").found
    assert not any(letter.isdigit() for letter in _not_enough(table.assign(post=3)).found)


def test_few_pupils_are_counted_and_not_told_of() -> None:
    """A model that cannot be estimated for want of pupils gives their count alone, whether one or nine."""
    for pupils in (1, 2):
        found = samples_models.few(pupils)
        assert found.n is None
        assert found.coefficients == ()
        assert found.cells()["count"].max() == pupils


def test_wrong_questions_are_refused() -> None:
    """Columns that are not there, the outcome as predictor, and unknown ways each raise in plain words."""
    table = nested.schools()
    asked: dict[str, Any] = {"outcome": "post", "predictors": ["pre"], "group": "j"}
    with pytest.raises(ColumnMissing, match="school"):
        fit_multilevel(table, **asked | {"group": "school"})
    with pytest.raises(WrongValue, match="outcome itself"):
        fit_multilevel(table, **asked | {"predictors": ["post"]})
    with pytest.raises(WrongValue, match="kenward_roger"):
        fit_multilevel(table, **asked, small_sample="normal")  # type: ignore[arg-type]
    with pytest.raises(WrongValue, match="reml"):
        fit_multilevel(table, **asked, small_sample="kenward_roger", reml=False)
    with pytest.raises(WrongValue, match="confidence"):
        fit_multilevel(table, **asked, confidence=95)


# --- counting and withholding -----------------------------------------------------------------------------


def test_pupils_are_counted_with_their_categories() -> None:
    """All pupils analysed are counted, and those of each category or of each of two values; schools are not."""
    cells = samples_models.of_few_in_a_category(8).cells()
    support = cells[cells["margin"].str.endswith("support")]
    assert sorted(support["count"]) == [8, int(cells["count"].max()) - 8]
    assert cells["who"].map(len).equals(cells["count"])
    treated = samples_models.multilevel().cells()
    assert treated["count"].tolist() == [240, 240, 120, 120]


@pytest.mark.parametrize("place", range(4))
def test_withholding_any_count_takes_all_numbers(place: int) -> None:
    """Every number rests on all pupils, so any withheld count takes them all, and cautions that rest on them."""
    told = samples_models.multilevel(nested.schools().query("j <= 4"), reml=False)
    hidden = told.withhold([told.cells()["id"][place]])
    assert hidden.coefficients == ()
    assert {hidden.icc, hidden.v_between, hidden.n, hidden.groups, hidden.deviance} == {None}
    assert hidden.cautions == ("full_likelihood",)
    assert not len(hidden.cells())
    assert told.withhold(["another"]) is told
