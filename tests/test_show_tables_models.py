"""The tables of a regression."""

from __future__ import annotations

import nested
import samples_models
import samples_robust
from nine_schools import nine_schools

from enquiry_lib.show.tables import tables


def test_coefficients_stand_with_their_small_sample_test() -> None:
    """Each coefficient has its standard error, degrees of freedom, interval and p, and the note says by whom."""
    table = tables(samples_models.multilevel())[0]
    assert table.rows[1] == ("treat", "+2.391", "2.087", "10.0", "−2.260 to 7.041", "0.279")
    assert table.rows[2][-1] == "< 0.001"
    assert table.note == "Restricted maximum likelihood, degrees of freedom by Satterthwaite."
    kr = tables(samples_models.multilevel(small_sample="kenward_roger"))[0]
    assert "Kenward and Roger" in kr.note
    words = tables(samples_models.of_few_in_a_category(20))[0]
    assert words.note.startswith("A category in brackets")


def test_where_pupils_differ_adds_up() -> None:
    """The variances stand with their shares and the likelihood; a slope has no share."""
    differ = tables(samples_models.multilevel())[1]
    assert [row[-1] for row in differ.rows] == ["27.2%", "72.8%"]
    assert "Restricted log likelihood −762.878, deviance 1,525.757." in differ.note
    sloped = tables(samples_models.multilevel(nested.schools("mst"), slope="treat"))[1]
    assert sloped.rows[-1] == ("Slope of treat", "3.428", "1.852", "z")
    assert "Covariance of level and slope −4.577" in sloped.note


def test_withheld_numbers_leave_no_trace() -> None:
    """With its pupils withheld no number stands in a table or its note."""
    told = samples_models.multilevel()
    hidden = tables(told.withhold(told.cells()["id"]))
    assert len(hidden) == 1
    assert hidden[0].withheld() == hidden[0].numbers()
    assert hidden[0].note == ""


def test_the_kind_of_error_is_named() -> None:
    """The table of a regression names its standard errors, what they take, and how many clusters there are."""
    (table,) = tables(samples_robust.regression(cluster="school"))
    assert "standard errors CR2 by school: residuals summed by cluster, each adjusted" in table.note
    assert "9 clusters. R² 0.538, residual standard deviation 4.790." in table.note


def test_what_cannot_be_judged_is_not_available() -> None:
    """A coefficient that rests on one school stands without an error, interval and p."""
    table = nine_schools().assign(only=lambda table: (table["school"] == 5).astype(int))
    (found,) = tables(samples_robust.regression(table, predictors=["only", "pre"], cluster="school"))
    assert found.rows[1][2:] == ("x", "x", "x", "x")
