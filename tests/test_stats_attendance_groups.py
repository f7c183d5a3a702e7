"""Persistent absence of groups of pupils, year by year, and what is withheld of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from registers import CODES, by_group, register, school
from statsmodels.stats.proportion import proportion_confint

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.attendance import summarise_attendance
from enquiry_lib.stats.attendance_groups import PersistentByGroup, persistent_by_group, share_interval
from enquiry_lib.stats.result import NotEnough

MARKS = pd.concat([school(30, 100, first="2024-09-02"), school(20, 100, first="2025-09-01", start=10)])
PUPILS = pd.DataFrame({"pupil_id": [f"P{number:03d}" for number in range(110)]}).assign(
    sex=pd.Categorical(["F", "M"] * 55, categories=["M", "F"]),
    year_group=pd.Categorical(
        [str(number // 40 + 4) for number in range(110)], categories=["4", "5", "6", "7"]
    ),
    house="Oak",
)


def grouped(**asked: object) -> PersistentByGroup:
    """Give persistent absence by group of a school of two years."""
    result = persistent_by_group(MARKS, PUPILS, codes=CODES, **asked)  # type: ignore[arg-type]
    assert isinstance(result, PersistentByGroup)
    return result


def test_each_group_is_counted_in_each_year() -> None:
    """The pupils of a group with a possible session that year, and how many of them missed a tenth or more."""
    line = grouped().of("year_group", "4", "2024/25")
    assert line is not None
    assert (line.pupils, line.persistent, line.rate) == (40, 30, 75)
    later = grouped().of("year_group", "4", "2025/26")
    assert later is not None
    assert (later.pupils, later.persistent) == (30, 20)


def test_all_pupils_are_those_of_the_attendance_summary() -> None:
    """The first line of a year is about the same pupils as attendance itself."""
    whole = summarise_attendance(MARKS, codes=CODES)
    assert not isinstance(whole, NotEnough)
    for period in whole.periods:
        line = grouped().of("", "", period.period)
        assert line is not None
        assert (line.pupils, line.persistent, line.rate) == (
            period.pupils,
            period.persistent,
            period.persistent_rate,
        )


def test_each_year_may_have_groups_of_its_own() -> None:
    """With the table of pupils of each year, a year group is those who were in it then, and the caution says so."""
    years = {"2024/25": 1, "2025/26": 0}

    def then(year: str) -> pd.DataFrame:
        codes = PUPILS["year_group"].cat.codes - years[year]
        return PUPILS.assign(
            year_group=pd.Categorical.from_codes(codes.clip(lower=-1), dtype=PUPILS["year_group"].dtype)
        )

    result = grouped(pupils_in=then)
    found = {(line.member, line.period): line.pupils for line in result.lines if line.group == "year_group"}
    assert found == {
        **{("4", "2024/25"): 40, ("5", "2024/25"): 20, ("", "2024/25"): 40},
        **{("4", "2025/26"): 30, ("5", "2025/26"): 40, ("6", "2025/26"): 30},
    }
    assert "groups_as_then" in result.cautions
    assert "groups_as_listed" not in result.cautions
    assert result.of("sex", "F", "2024/25") == grouped().of("sex", "F", "2024/25")


def test_columns_of_categories_are_groups_unless_some_are_named() -> None:
    """Text is no group unless it is named, and a column in which all are alike is none; categories keep their order."""
    assert grouped().groups == ("sex", "year_group")
    assert list(dict.fromkeys(line.member for line in grouped().lines if line.group == "sex")) == ["M", "F"]
    assert grouped(groups=["year_group"]).groups == ("year_group",)
    assert isinstance(persistent_by_group(MARKS, PUPILS, codes=CODES, groups=["house"]), NotEnough)


def test_a_missing_column_is_named() -> None:
    """A group that no column is called raises with what there is."""
    with pytest.raises(errors.ColumnMissing, match="carers"):
        grouped(groups=["carers"])


def test_the_years_and_the_tenth_can_be_chosen() -> None:
    """One year alone has no caution about groups as they were; a fifth instead of a tenth is taken at its word."""
    one = grouped(years=["2025/26"])
    assert one.periods == ("2025/26",)
    assert "groups_as_listed" in grouped().cautions
    assert "groups_as_listed" not in one.cautions
    none = grouped(persistent=0.5).of("", "", "2025/26")
    assert none is not None
    assert none.persistent == 0
    assert isinstance(persistent_by_group(MARKS, PUPILS, codes=CODES, years=["2001/02"]), NotEnough)


def test_pupils_whom_the_table_does_not_know_are_a_line_of_their_own() -> None:
    """The groups and those of no known group make up the roll."""
    result = persistent_by_group(MARKS, PUPILS.head(60), codes=CODES, groups=["sex"])
    assert isinstance(result, PersistentByGroup)
    lines = [line for line in result.lines if line.group == "sex" and line.period == "2025/26"]
    assert [(line.member, line.pupils) for line in lines] == [("M", 25), ("F", 25), ("", 50)]


def test_sessions_before_joining_do_not_count() -> None:
    """A pupil's own possible sessions are those on roll, here as in attendance."""
    marks = register({"A": "OO////////", "B": "//////////"})
    pupils = pd.DataFrame({"pupil_id": ["A", "B"], "sex": ["F", "M"]})
    stays = pd.DataFrame({"pupil_id": ["A"], "joined_on": ["2025-09-03"], "left_on": [None]})
    plain = persistent_by_group(marks, pupils, codes=CODES, groups=["sex"])
    own = persistent_by_group(marks, pupils, codes=CODES, groups=["sex"], enrolments=stays)
    assert isinstance(plain, PersistentByGroup)
    assert isinstance(own, PersistentByGroup)
    assert [line.persistent for line in (plain.lines[0], own.lines[0])] == [1, 0]


@pytest.mark.parametrize(("count", "n"), [(13, 336), (0, 20), (20, 20), (44, 311), (1, 2)])
def test_the_interval_is_statsmodels_wilson(count: int, n: int) -> None:
    """The interval of a share is that of statsmodels' proportion_confint, to ten digits."""
    low, high = proportion_confint(count, n, method="wilson")
    assert share_interval(count, n) == pytest.approx((100 * low, 100 * high), rel=1e-10, abs=1e-10)


# --- withholding ------------------------------------------------------------------------------------------


def gated(result: PersistentByGroup) -> PersistentByGroup:
    """Give what the gate leaves."""
    return result.withhold(choose_hidden(result.cells(), smallest=10))


def test_a_small_count_goes_with_the_one_that_would_tell_it() -> None:
    """Four of a group go, and the other group's count too; pupils and all together stay."""
    result = gated(by_group((12, 4)))
    lines = {line.member: line for line in result.lines if line.group}
    assert {line.persistent for line in lines.values()} == {None}
    assert {line.low for line in lines.values()} == {None}
    assert {line.pupils for line in lines.values()} == {30}
    assert result.lines[0].persistent == 16
    assert "many_groups" not in result.cautions


def test_large_groups_are_shown_whole() -> None:
    """Where ten or more stand on every side nothing is withheld."""
    assert gated(by_group()) == by_group()
    assert "many_groups" in by_group().cautions


def test_parts_add_up_to_their_totals() -> None:
    """Of each total the parts add up, so that the gate can see what could be worked out."""
    cells = grouped().cells()
    counts = cells.groupby("id")["count"].first()
    for margin, parts in cells[cells["margin"] != ""].groupby("margin"):
        assert parts["count"].sum() == counts[margin], margin


@settings(max_examples=60, database=None)
@given(some.lists(some.tuples(some.sampled_from("ABC"), some.booleans()), min_size=20, max_size=70))
def test_nobody_is_found_by_subtraction(each: list[tuple[str, bool]]) -> None:
    """What is withheld of a column, worked out from all pupils, is about ten pupils at least or about none."""
    marks = register(
        {f"P{n:02d}": "IIIIIIIIII" if gone else "//////////" for n, (_, gone) in enumerate(each)}
    )
    pupils = pd.DataFrame(
        {"pupil_id": [f"P{n:02d}" for n in range(len(each))], "set": [name for name, _ in each]}
    )
    result = persistent_by_group(marks, pupils, codes=CODES, groups=["set"])
    if isinstance(result, NotEnough):
        assert len({name for name, _ in each}) == 1
        return
    left = gated(result)
    everyone, *lines = left.lines
    hidden = [line.member for line in lines if line.persistent is None]
    for wanted in (True, False):
        count = sum(name in hidden and gone is wanted for name, gone in each)
        if everyone.persistent is not None and everyone.pupils is not None:
            assert count == 0 or count >= 10
            assert len(hidden) != 1
    shown = [line for line in lines if line.persistent is not None]
    assert all(np.isin(line.persistent, [0]) or line.persistent >= 10 for line in shown)
