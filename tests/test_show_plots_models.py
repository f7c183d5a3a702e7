"""The picture of a regression."""

from __future__ import annotations

import samples_models
import samples_robust
from nine_schools import nine_schools

from enquiry_lib.show.plots import picture


def test_each_column_but_the_intercept_is_drawn() -> None:
    """The alternative text gives each coefficient with its interval, and says how certain that is."""
    drawn = picture(samples_models.multilevel(confidence=0.9))
    assert drawn is not None
    assert "with 90% intervals: treat +2.39 (−1.39 to 6.17); pre +0.93" in drawn.alt
    assert "intercept" not in drawn.svg


def test_without_columns_there_is_no_picture() -> None:
    """A model of schools alone, or one that is withheld, has nothing to draw."""
    assert picture(samples_models.multilevel(predictors=())) is None
    told = samples_models.multilevel()
    assert picture(told.withhold(told.cells()["id"])) is None


def test_a_regression_is_drawn_as_its_coefficients() -> None:
    """Each column is a point with its interval; one that cannot be judged is a point alone."""
    drawn = picture(samples_robust.regression())
    assert drawn is not None
    assert "pre +0.61 (0.47 to 0.76)" in drawn.alt
    table = nine_schools().assign(only=lambda table: (table["school"] == 5).astype(int))
    alone = picture(samples_robust.regression(table, predictors=["only", "pre"], cluster="school"))
    assert alone is not None
    assert "(x)" in alone.alt
