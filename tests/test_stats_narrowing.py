"""Whether a gap narrowed: the verdict, its interval, and what is left when counts are withheld."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sittings import scan, two_tests

from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.narrowing import narrowing_verdict


@pytest.mark.parametrize(
    ("group_gain", "others_gain", "gap", "verdict"),
    [
        (6, 2, 10, "narrowed"),
        (1, -4, 10, "levelled down"),
        (-1, -4, 10, "levelled down"),
        (2, 6, 10, "widened"),
        (-5, -1, 10, "widened"),
        (3, 3, 10, "no clear change"),
        (-3, -3, 10, "no clear change"),
        (6, 2, -10, "not behind"),
        (2, 6, -10, "not behind"),
    ],
)
def test_the_verdict_on_a_gap(group_gain: float, others_gain: float, gap: float, verdict: str) -> None:
    """A gap has narrowed only against a background of improvement for all; otherwise it was levelled down."""
    result = scan(two_tests(group_gain, others_gain, gap=gap))
    assert [narrowing.verdict for narrowing in result.narrowings] == [verdict]


def test_noise_is_not_called_narrowing() -> None:
    """A smaller gap whose interval takes in zero is no clear change, also where the others fell."""
    narrowing = scan(two_tests(0.5, -0.5, noise=15)).narrowings[0]
    assert narrowing.change < 0
    assert narrowing.others_after < narrowing.others_before
    assert narrowing.verdict == "no clear change"


@pytest.mark.parametrize(
    ("low", "high", "for_all", "verdict"),
    [
        (-2, 0, True, "no clear change"),
        (0, 2, True, "no clear change"),
        (-2, -0.1, True, "narrowed"),
        (-2, -0.1, False, "levelled down"),
        (0.1, 2, False, "widened"),
    ],
)
def test_an_interval_that_touches_zero_is_no_clear_change(
    low: float, high: float, for_all: bool, verdict: str
) -> None:
    """The interval decides first, and only a clear narrowing is judged by how the others did."""
    assert narrowing_verdict(5, low, high, for_all=for_all) == verdict


def test_the_interval_of_the_change_is_welchs() -> None:
    """The change of the gap to all is the others' share of the difference in gains, with SciPy's Welch interval."""
    outcomes = two_tests(4, 2, noise=6)
    wide = outcomes.pivot(index="pupil_id", columns="occasion", values="score")
    gains = wide["follow_up"] - wide["baseline"]
    welch = stats.ttest_ind(gains.iloc[30:], gains.iloc[:30], equal_var=False)
    interval = welch.confidence_interval()
    narrowing = scan(outcomes).narrowings[0]
    share = 50 / 80
    found = (narrowing.change, narrowing.low, narrowing.high)
    expected = (gains.iloc[30:].mean() - gains.iloc[:30].mean(), interval.low, interval.high)
    assert found == pytest.approx(tuple(share * value for value in expected))
    assert narrowing.change == pytest.approx(narrowing.gap_after - narrowing.gap_before)
    assert narrowing.gap_before == pytest.approx(narrowing.all_before - narrowing.group_before)
    all_before = (30 * narrowing.group_before + 50 * narrowing.others_before) / 80
    assert narrowing.all_before == pytest.approx(all_before)


def test_only_pupils_with_both_scores_show_whether_a_gap_narrowed() -> None:
    """Pupils who joined or left are left out of the verdict, and this is said."""
    outcomes = two_tests(6, 2)
    missing = outcomes.drop(index=[*range(3), *range(150, 155)])
    result = scan(missing)
    assert (result.narrowings[0].n, result.narrowings[0].n_others) == (27, 45)
    assert "unmatched_pupils" in result.cautions
    nobody = outcomes.assign(pupil_id=range(160))
    assert scan(nobody).narrowings == ()


def test_gains_that_are_all_the_same_have_no_interval_but_a_verdict() -> None:
    """Where every pupil of a group gained the same and the others nothing, the gap narrowed: nobody fell."""
    outcomes = two_tests(6, 0, noise=0)
    narrowing = scan(outcomes.assign(score=outcomes["score"].round())).narrowings[0]
    assert narrowing.low == pytest.approx(narrowing.high)
    assert narrowing.verdict == "narrowed"


def test_no_narrowing_without_a_second_occasion() -> None:
    """With the baseline alone there are gaps and no verdicts; other names of occasions can be given."""
    outcomes = two_tests(6, 2)
    assert scan(outcomes[outcomes["occasion"] == "baseline"]).narrowings == ()
    named = outcomes.replace({"occasion": {"baseline": "autumn", "follow_up": "summer"}})
    assert scan(named).narrowings == ()
    assert len(scan(named, before="autumn", after="summer").narrowings) == 1


def test_changes_are_judged_among_all_that_were_looked_at() -> None:
    """p is SciPy's Welch test of the gains; a change stands out when it survives the number of changes."""
    outcomes = two_tests(4, 2, noise=6)
    draws = np.random.default_rng(5)
    lots = {f"g{number}": np.tile(draws.choice(["yes", "no"], 80), 2) for number in range(20)}
    lines = scan(outcomes.assign(**lots), "pupil_premium", *lots).narrowings
    wide = outcomes.pivot(index="pupil_id", columns="occasion", values="score")
    gains = wide["follow_up"] - wide["baseline"]
    welch = stats.ttest_ind(gains.iloc[30:], gains.iloc[:30], equal_var=False)
    premium = next(line for line in lines if line.group == "pupil_premium")
    assert (premium.p, premium.df) == pytest.approx((welch.pvalue, welch.df))
    assert [line.p_adjusted for line in lines] == pytest.approx(
        stats.false_discovery_control([line.p for line in lines])
    )
    assert all(line.stands_out == (line.p_adjusted <= 0.05) for line in lines)


# --- withholding ------------------------------------------------------------------------------------------


def test_a_withheld_narrowing_has_no_verdict() -> None:
    """Without its counts nothing is said of whether a gap narrowed."""
    result = scan(two_tests(6, 2))
    narrowing = result.narrowings[0]
    withheld = result.withhold({narrowing.rests_on[0]}).narrowings[0]
    assert withheld.verdict is withheld.change is withheld.n is withheld.group_before is None
    assert result.withhold({"outcomes|Reading|baseline|pupil_premium=yes"}).narrowings[0] == narrowing


def test_both_occasions_are_about_the_same_pupils() -> None:
    """Pupils with one score only are left out of the gaps of both occasions, and a caution says so."""
    result = scan(two_tests(6, 2).drop(index=[0, 1]))
    assert {(gap.occasion, gap.n) for gap in result.gaps} == {("baseline", 28), ("follow_up", 28)}
    assert "unmatched_pupils" in result.cautions
    assert choose_hidden(result.cells(), smallest=10) == frozenset()


def test_too_few_with_both_scores_leave_the_first_occasion() -> None:
    """Where hardly anybody has a second score yet, the first occasion is looked at whole, and it is said."""
    table = two_tests(6, 2)
    second = table.index[table["occasion"] == "follow_up"]
    result = scan(table.drop(index=second[3:]))
    assert {gap.occasion for gap in result.gaps} == {"baseline"}
    assert result.narrowings == ()
    assert "few_followed_up" in result.cautions
