"""The same pupils' answers before and after."""

from __future__ import annotations

from typing import Any

import pytest
from samples_comparisons import answers, shares_changed
from trials import checks, pinned

from enquiry_lib import errors
from enquiry_lib.stats.comparisons.shares_changed import SharesChanged, change_in_shares
from enquiry_lib.stats.result import NotEnough


def test_tests_are_r_s() -> None:
    """McNemar's tests of a table of answers are R's, of those who changed alone."""
    expected = pinned("mcnemar", "comparisons")
    result = shares_changed(tuple(checks("comparisons")["mcnemar"]["given"]))
    assert (result.tests[0].value, result.p) == (expected["mcnemar"], expected["exact_p"])
    assert (result.tests[2].value, result.tests[2].p) == (expected["plain"], expected["plain_p"])


def test_the_interval_is_newcombe_s_for_pairs() -> None:
    """The interval of the change is Newcombe's, to four digits, with its sign turned: before less after."""
    expected = pinned("newcombe_paired", "comparisons")
    result = shares_changed(tuple(checks("comparisons")["newcombe_paired"]["given"]))
    assert (-result.high / 100, -result.low / 100) == (expected["low"], expected["high"])


def test_shares_and_change_are_of_the_pupils_with_both_answers() -> None:
    """A pupil with one answer only is left out, and that is said; shares and change follow from the four counts."""
    table = answers()
    table.loc[0, "summer"] = None
    table.loc[1, "spring"] = "perhaps"
    result = change_in_shares(table, before="spring", after="summer")
    assert isinstance(result, SharesChanged)
    assert (result.n, result.said) == (73, (26, 12, 20, 15))
    assert result.share_before.value == pytest.approx(100 * 38 / 73)
    assert result.change == pytest.approx(100 * 8 / 73)
    assert {"neither", "pupils_left_out"} <= set(result.cautions)


@pytest.mark.parametrize("counts", [(30, 0, 0, 30), (60, 0, 0, 0), (0, 0, 40, 0)])
def test_no_change_and_all_change_have_an_interval(counts: tuple[int, int, int, int]) -> None:
    """Where nobody changed, where all always said yes and where all changed the interval stays within what is possible."""
    result = shares_changed(counts)
    assert -100 <= result.low < result.high <= 100
    assert ("nobody_changed" in result.cautions) is (counts[2] == 0)


def test_a_value_may_stand_on_one_occasion_only() -> None:
    """A value that counts as yes has to stand before or after, not both times."""
    table = answers((0, 0, 20, 20)).replace({"yes": "EXS", "no": "WTS"})
    result = change_in_shares(table, before="spring", after="summer", counts_as="EXS")
    assert isinstance(result, SharesChanged)
    assert result.change == 50


def test_all_four_counts_are_cells_and_one_withheld_takes_all() -> None:
    """Each of the four kinds of pupil is counted; when one is withheld no number stays, and the warnings do."""
    result = shares_changed()
    cells = result.cells().set_index("id")["count"]
    assert cells["spring and summer|no, then yes"] == 20
    assert cells["spring and summer"] == sum(result.said) == cells.drop("spring and summer").sum()
    hidden = result.withhold({"spring and summer|yes, then no"})
    assert hidden.change is hidden.n is hidden.said[0] is hidden.tests[1].p is hidden.wald.low is None
    assert hidden.cautions == ("no_comparison_group", "other_changes", "regression_possible")
    assert result.withhold({"something else"}) is result


@pytest.mark.parametrize("changed", [{"summer": None}, {"summer": "perhaps"}])
def test_without_both_answers_there_is_not_enough(changed: dict[str, Any]) -> None:
    """Where nobody has both answers that is said."""
    result = change_in_shares(answers().assign(**changed), before="spring", after="summer")
    assert isinstance(result, NotEnough)
    assert "no pupil has an answer both times" in result.found


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"after": "autumn"}, errors.ColumnMissing),
        ({"after": "spring"}, errors.WrongValue),
        ({"counts_as": "EXS"}, errors.WrongValue),
        ({"confidence": 0}, errors.WrongValue),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any], kind: type[Exception]) -> None:
    """A column or value that is not there, one column for both, or a confidence that is no share raise."""
    with pytest.raises(kind):
        change_in_shares(answers(), **({"before": "spring", "after": "summer"} | asked))
