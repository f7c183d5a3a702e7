"""Gaps between groups: which are found, how large they are, and what is left when counts are withheld."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sittings import scan, sitting, two_tests
from trials import PINNED, known

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.gaps import GapScan, TooSmall, scan_gaps
from enquiry_lib.stats.result import NotEnough

quick = settings(max_examples=30, deadline=None, database=None)


# --- one gap ----------------------------------------------------------------------------------------------


def test_a_gap_is_metafors_hedges_g(shared: Path) -> None:
    """On a public data set the gap is the g, variance and interval of metafor, the lower-scoring group first."""
    wide = known(shared, "basic_hsb2").assign(test="writing", when="once")
    names = {"score": "write", "measure": "test", "occasion": "when", "pupil": "id"}
    gap = scan(wide, "gender", **names).gaps[0]
    check, means = PINNED["hsb2_g"], PINNED["hsb2_two_sample"]["value"]
    found = {"g": -gap.g, "variance": gap.se**2, "low": -gap.high, "high": -gap.low}
    assert found == pytest.approx(check["value"], rel=check["tolerance"])
    assert (gap.member, gap.others) == ("male", "female")
    assert (gap.mean, gap.mean_others) == pytest.approx((means["mean_control"], means["mean_treated"]))


def test_a_group_is_compared_with_all_others_that_are_known() -> None:
    """Of several categories each is set against all other pupils with a known one."""
    groups = ["3"] * 20 + ["4"] * 25 + ["5"] * 30 + [None] * 5
    table = sitting(year_group=groups)
    gap = {gap.member: gap for gap in scan(table, "year_group").gaps}["4"]
    inside, outside = (
        table["score"].iloc[20:45],
        pd.concat([table["score"].iloc[:20], table["score"].iloc[45:75]]),
    )
    assert (gap.n, gap.n_others, gap.others) == (25, 50, "all others")
    assert (gap.mean, gap.sd, gap.mean_others, gap.sd_others) == pytest.approx(
        (inside.mean(), inside.std(), outside.mean(), outside.std())
    )
    assert gap.difference == pytest.approx(inside.mean() - outside.mean())


@quick
@given(seed=some.integers(0, 10_000), scale=some.floats(0.01, 500), shift=some.floats(-1e4, 1e4))
def test_gaps_do_not_depend_on_the_scale_of_the_test(seed: int, scale: float, shift: float) -> None:
    """Stretching or shifting all scores changes no g and no order."""
    table = sitting(seed, pupil_premium=["yes", "no"] * 40, set_=["1", "2", "3", "4"] * 20)
    plain = scan(table, "pupil_premium", "set_")
    moved = scan(table.assign(score=table["score"] * scale + shift), "pupil_premium", "set_")
    assert [gap.g for gap in moved.gaps] == pytest.approx([gap.g for gap in plain.gaps], rel=1e-6, abs=1e-6)


def test_the_group_most_behind_comes_first() -> None:
    """Gaps are in order of size, the most behind first, and their number is told with a caution."""
    result = scan(
        sitting(pupil_premium=["yes", "no"] * 40, set_=["1", "2", "3", "4"] * 20), "pupil_premium", "set_"
    )
    sizes = [gap.g for gap in result.gaps]
    assert sizes == sorted(sizes)
    assert result.looked_at == len(sizes) == 5
    assert "largest_overstated" in result.cautions


@pytest.mark.parametrize(
    ("values", "member"),
    [(("yes", "no"), "yes"), (("Yes", "No"), "Yes"), (("F", "M"), "F"), (("M", "F"), "M")],
)
def test_of_two_values_one_gap_is_given(values: tuple[str, str], member: str) -> None:
    """Of yes and no it is yes, even where yes is ahead; of other pairs the lower-scoring one."""
    ahead = values[0].lower() == "yes"
    order = [values[0]] * 40 + [values[1]] * 40
    table = sitting(group=order)
    scores = np.sort(table["score"])[::-1] if ahead else np.sort(table["score"])
    gaps = scan(table.assign(score=scores), "group").gaps
    assert [gap.member for gap in gaps] == [member]
    assert (gaps[0].g > 0) is ahead


def test_categories_are_found_by_their_type() -> None:
    """Without names the columns of categories are scanned, those that say test and occasion apart."""
    table = sitting(pupil_premium=["yes", "no"] * 40, name=["A", "B"] * 40)
    typed = table.astype({"pupil_premium": "category", "measure": "category", "occasion": "category"})
    result = scan_gaps(typed.astype({"pupil_id": "str"}).astype({"pupil_id": "category"}))
    assert isinstance(result, GapScan)
    assert {gap.group for gap in result.gaps} == {"pupil_premium"}


def test_small_groups_are_named_and_not_compared() -> None:
    """A column with a group below the smallest size, or whose others are, is named without a number."""
    table = sitting(
        looked_after=["yes"] * 9 + ["no"] * 71,
        language=["English"] * 75 + ["Polish"] * 5,
        pupil_premium=["yes", "no"] * 40,
    )
    result = scan(table, "looked_after", "language", "pupil_premium")
    assert {gap.group for gap in result.gaps} == {"pupil_premium"}
    named = (TooSmall("Reading", "baseline", group) for group in ("looked_after", "language"))
    assert result.too_small == tuple(named)
    assert {gap.group for gap in scan(table, "looked_after", smallest_group=9).gaps} == {"looked_after"}


# --- tables as they come ----------------------------------------------------------------------------------


def test_missing_and_impossible_scores_are_left_out() -> None:
    """Empty and infinite scores, and pupils of no known group, are not counted; what is no number is said."""
    table = sitting(pupil_premium=["yes", "no"] * 40)
    table.loc[[0, 1, 2], "score"] = [np.nan, np.inf, np.nan]
    table.loc[4, "pupil_premium"] = None
    result = scan(table)
    assert (result.gaps[0].n, result.gaps[0].n_others) == (37, 39)
    assert "not_a_number" in result.cautions


def test_of_repeated_rows_the_first_score_is_used() -> None:
    """A pupil with two rows for one test counts once, with the first score there is, and this is said."""
    table = sitting(pupil_premium=["yes", "no"] * 40)
    again = table.iloc[:1].assign(score=0.0)
    empty = table.iloc[1:2].assign(score=np.nan)
    result = scan(pd.concat([empty, table, again]))
    assert result.gaps == scan(table).gaps
    assert "duplicates" in result.cautions


def test_a_test_everybody_scored_the_same_on_has_no_gap() -> None:
    """Equal scores have no gap: alone NotEnough, beside another test a caution."""
    same = sitting(pupil_premium=["yes", "no"] * 40).assign(score=7.0, measure="Spelling")
    alone = scan_gaps(same, groups=["pupil_premium"])
    assert isinstance(alone, NotEnough)
    assert "same score" in alone.found
    beside = scan(pd.concat([same, sitting(pupil_premium=["yes", "no"] * 40)]))
    assert [gap.measure for gap in beside.gaps] == ["Reading"]
    assert "constant_scores" in beside.cautions


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (sitting(pupil_premium=["yes", "no"] * 40).assign(score=np.nan), "no row has a score"),
        (sitting(pupil_premium=["yes", "no"] * 40).iloc[:0], "no row has a score"),
        (sitting(pupils=1, pupil_premium="yes"), "no group is large enough"),
        (sitting(pupil_premium="yes"), "no group is large enough"),
        (sitting(pupil_premium=None), "no group is large enough"),
    ],
)
def test_thin_data_give_not_enough(table: pd.DataFrame, words: str) -> None:
    """No scores, no rows, one pupil, one group or no group known give NotEnough, never a number."""
    result = scan_gaps(table, groups=["pupil_premium"])
    assert isinstance(result, NotEnough)
    assert words in result.found


def test_without_a_column_of_groups_there_is_nothing_to_compare() -> None:
    """A table whose columns are no categories gives NotEnough."""
    assert "no column" in scan_gaps(sitting()).found


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"groups": ["sen"]}, errors.ColumnMissing),
        ({"score": "mark"}, errors.ColumnMissing),
        ({"smallest_group": 1}, errors.WrongValue),
        ({"confidence": 95}, errors.WrongValue),
        ({"before": "follow_up"}, errors.WrongValue),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked: dict[str, Any], kind: type[Exception]) -> None:
    """A column that is not there, or an argument that makes no sense, raises."""
    with pytest.raises(kind):
        scan_gaps(sitting(pupil_premium=["yes", "no"] * 40), **({"groups": ["pupil_premium"]} | asked))


# --- withholding ------------------------------------------------------------------------------------------


def test_a_small_group_takes_its_gap_with_it_and_leaves_the_others() -> None:
    """A gap that rests on a withheld count has no numbers and comes last; of others only what allows for their number is new."""
    table = sitting(looked_after=["yes"] * 7 + ["no"] * 73, pupil_premium=["yes", "no"] * 40)
    result = scan(table, "looked_after", "pupil_premium", smallest_group=5)
    gap = next(gap for gap in result.gaps if gap.group == "looked_after")
    withheld = result.withhold(choose_hidden(result.cells(), smallest=10))
    last = withheld.gaps[-1]
    assert last.group == "looked_after"
    assert last.n is last.n_others is last.mean is last.g is last.low is last.sd_others is None
    kept = [number for number in vars(withheld.gaps[0]).values() if isinstance(number, float | int)]
    assert not {gap.g, gap.mean, gap.sd, gap.difference, 7} & set(kept)
    own = next(gap for gap in result.gaps if gap.group == "pupil_premium")
    assert replace(withheld.gaps[0], p_adjusted=own.p_adjusted) == own


def test_a_category_too_small_to_compare_cannot_be_worked_out_from_the_others() -> None:
    """Three pupils in one class are not the difference between what is shown of the other classes."""
    table = sitting(class_name=["A"] * 45 + ["B"] * 32 + ["C"] * 3)
    result = scan(table, "class_name")
    withheld = result.withhold(choose_hidden(result.cells(), smallest=10))
    shown = [(gap.member, gap.n, gap.n_others) for gap in withheld.gaps if gap.n is not None]
    assert len(result.gaps) == 2
    assert shown in ([("A", 45, 35)], [("B", 32, 48)])


SEND = ["K", "none"] * 40


@pytest.mark.parametrize(
    "send", [[None, *SEND[1:]], [None, "E", *["K", "E", "none"] * 26]], ids=["two groups", "three groups"]
)
def test_a_pupil_of_unknown_group_cannot_be_worked_out_from_another_column(send: list[str | None]) -> None:
    """Where one column does not know a pupil whom others know, its gaps go and those of the others stay."""
    outcomes = two_tests(6, 2).assign(send=send * 2, set_=["1", "2", "3", "4"] * 40)
    result = scan(outcomes, "pupil_premium", "send", "set_")
    withheld = result.withhold(choose_hidden(result.cells(), smallest=10))
    for shown in (withheld.gaps, withheld.narrowings):
        assert {line.group for line in shown if line.n is None} == {"send"}
        assert {line.group for line in shown if line.n is not None} == {"pupil_premium", "set_"}
    assert {line.verdict for line in withheld.narrowings if line.group == "send"} == {None}


def test_where_two_columns_know_nearly_the_same_pupils_one_is_withheld() -> None:
    """Where one column leaves 12 pupils out and another the same 12 and one more, the second goes."""
    send, language = [None] * 12 + SEND[12:], [None] * 13 + ["Polish", *["English", "Polish"] * 33]
    result = scan(sitting(send=send, language=language), "send", "language")
    withheld = result.withhold(choose_hidden(result.cells(), smallest=10))
    assert {gap.group: gap.n is None for gap in withheld.gaps} == {"send": False, "language": True}


@pytest.mark.parametrize("unknown", [0, 12], ids=["nobody", "twelve"])
def test_columns_that_know_everybody_or_leave_many_out_lose_nothing(unknown: int) -> None:
    """Without a pupil of unknown group, or with enough of them, several columns hide nothing."""
    premium = ["yes", "yes", "no", "no"] * 20
    table = sitting(send=[None] * unknown + SEND[unknown:], pupil_premium=premium)
    assert not choose_hidden(scan(table, "pupil_premium", "send").cells(), smallest=10)


def test_pupils_no_column_knows_cost_nothing() -> None:
    """A pupil who is not in the table of pupils has no group in any column, and nothing goes."""
    table = sitting(send=SEND, pupil_premium=["yes", "no"] * 40)
    table.loc[0, ["send", "pupil_premium"]] = None
    assert not choose_hidden(scan(table, "pupil_premium", "send").cells(), smallest=10)


def test_ids_of_counts_are_not_written_out() -> None:
    """What a count rests on stays out of the repr, and so out of the summary: it tells where a small number is."""
    result = scan(two_tests(6, 2).drop(index=[0]))
    assert result.narrowings[0].rests_on
    assert "|" not in repr(result)


def test_a_withheld_gap_does_not_show_who_scored_lower() -> None:
    """Of two values without yes and no a withheld gap names both in the order of the alphabet."""
    table = sitting(sex=["M"] * 8 + ["F"] * 72)
    ordered = table.assign(score=np.sort(table["score"]))
    result = scan(ordered, "sex", smallest_group=5)
    assert result.gaps[0].member == "M"
    withheld = result.withhold({cell for cell in result.cells()["id"] if cell.endswith("sex=M")})
    assert (withheld.gaps[0].member, withheld.gaps[0].others) == ("F", "M")
