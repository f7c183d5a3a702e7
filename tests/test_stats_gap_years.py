"""Gaps over several years: within-year differences together, and pupils who are there in several years."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples_gaps
from trials import checks, found, pinned

from enquiry_lib import errors
from enquiry_lib.stats.gap_years import GapsOverYears, YearsGap, gaps_over_years
from enquiry_lib.stats.result import NotEnough


def _made(**other: Any) -> pd.DataFrame:
    """Make the 60 scores that gaps.R has."""
    i = np.arange(60)
    inside = (i % 5 == 0) | (i % 7 == 3)
    score = np.round(100 + 10 * np.sin(1.7 * i) + 4 * (i // 20) - 5 * (i % 5 == 0), 1)
    group = np.where(inside, "yes", "no")
    return pd.DataFrame({"pupil": i, "year": i // 20, "score": score, "group": group} | other)


def _gap(table: pd.DataFrame, **asked: Any) -> YearsGap:
    given = {"year": "year", "measure": None, "pupil": "pupil", "groups": ["group"]} | asked
    result = gaps_over_years(table, **given)
    assert isinstance(result, GapsOverYears)
    return result.gaps[0]


def _se(gap: YearsGap) -> float:
    """Give the standard error that g was made with."""
    check = checks("gaps")["years"]
    assert gap.g is not None
    assert gap.se is not None
    return float(check["sd"] * (gap.se**2 - gap.g**2 / (2 * gap.n)) ** 0.5)


def test_years_are_put_together_as_r_does() -> None:
    """Difference, interval and p are those of least squares with a constant for each year, and of a fixed-effect pool."""
    gap = _gap(_made())
    expected = pinned("years", "gaps")
    assert found(gap, expected) == expected
    whole = YearsGap(**vars(gap) | {"n": gap.n + gap.n_others})
    assert _se(whole) == pytest.approx(checks("gaps")["years"]["se_of_difference"], rel=1e-9)


def test_pupils_in_several_years_are_counted_once() -> None:
    """With pupils there in two years the difference stays, and error and degrees of freedom are clubSandwich's CR2."""
    i = np.arange(60)
    gap = _gap(_made(pupil=np.where(i < 40, i % 25, i)))
    expected = pinned("years_again", "gaps")
    assert found(gap, expected) == expected
    assert gap.p_years is None


def test_years_that_differ_in_level_make_no_gap() -> None:
    """A group that is there mostly in a bad year is not behind for that: each is compared within the year."""
    draws, year = np.random.default_rng(1), np.repeat([0, 1], 100)
    inside = np.where(year == 0, np.arange(200) % 10 < 7, np.arange(200) % 10 < 1)
    table = (
        _made()
        .iloc[:0]
        .reindex(range(200))
        .assign(pupil=range(200), year=year, group=np.where(inside, "yes", "no"))
    )
    table["score"] = draws.normal(100, 5, 200) - 30 * (year == 0)
    gap = _gap(table)
    assert gap.points_low < 0 < gap.points_high


def test_cohorts_too_small_alone_are_enough_together() -> None:
    """Six looked-after pupils a year are eighteen over three years; with ten as the smallest group they can be compared."""
    result = samples_gaps.years(few=6, smallest_group=10)
    gap = next(gap for gap in result.gaps if gap.group == "looked_after")
    assert (gap.n, gap.n_others, gap.years) == (18, 102, ("2023/24", "2024/25", "2025/26"))
    assert samples_gaps.years(few=3, smallest_group=10).too_small == ("looked_after",)


def test_years_without_one_of_the_sides_are_left_out() -> None:
    """A year in which nobody is in the group says nothing about the gap, and none of its pupils is counted."""
    table = samples_gaps.cohorts()
    table.loc[table["school_year"] == "2024/25", "looked_after"] = "no"
    gap = _gap(table, year="school_year", pupil="pupil_id", groups=["looked_after"])
    assert (gap.n, gap.n_others, gap.years) == (12, 68, ("2023/24", "2025/26"))


def test_who_changes_group_is_on_both_sides() -> None:
    """A pupil in the group in one year and not in the next counts on both sides, and then the counts are no sum."""
    table = _made(pupil=np.arange(60) % 20)
    result = gaps_over_years(
        table, year="year", measure=None, pupil="pupil", groups=["group"], smallest_group=2
    )
    cells = result.cells()
    assert cells["margin"].eq("").all()
    assert cells["count"].iloc[1:].sum() > cells["count"].iloc[0] == 20
    apart = gaps_over_years(_made(), year="year", measure=None, pupil="pupil", groups=["group"]).cells()
    assert apart["count"].iloc[1:].sum() == apart["count"].iloc[0] == 60


def test_a_withheld_gap_does_not_tell_its_years() -> None:
    """Without its counts a gap has no numbers, and does not say in which years somebody was in the group."""
    result = samples_gaps.years()
    gap = next(gap for gap in result.gaps if gap.group == "looked_after")
    last = result.withhold({gap.rests_on[0]}).gaps[-1]
    assert last.years == ()
    assert last.n is last.g is last.p_years is last.stands_out is None


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (_made(year=1), "one year"),
        (_made(score=np.nan), "no row has a score"),
        (_made(score=7.0), "same score"),
        (_made(group="yes"), "no group is large enough"),
        (_made(year=np.arange(60)), "no group is large enough"),
    ],
)
def test_thin_data_give_not_enough(table: pd.DataFrame, words: str) -> None:
    """One year, no scores, equal scores, one group, or a pupil a year give NotEnough, never a number."""
    result = gaps_over_years(table, year="year", measure=None, pupil="pupil", groups=["group"])
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_scores_that_follow_exactly_have_no_error_to_judge_by() -> None:
    """Where group and year tell every score, there is no gap in SDs and NotEnough is said."""
    table = _made()
    exact = table.assign(score=table["year"] * 3.0 - 2 * (table["group"] == "yes"))
    result = gaps_over_years(exact, year="year", measure=None, pupil="pupil", groups=["group"])
    assert isinstance(result, NotEnough)


def test_a_column_of_years_that_is_not_there_is_refused() -> None:
    """A wrong name raises."""
    with pytest.raises(errors.ColumnMissing):
        gaps_over_years(_made(), year="cohort", measure=None, pupil=None, groups=["group"])
