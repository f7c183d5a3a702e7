"""Attendance from marks: identities, the tenth that counts, the published claim, and what is withheld."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from registers import CODES, attended, odd, register, school

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.result import NotEnough

PINNED = json.loads((Path(__file__).parent / "reference" / "attendance.json").read_text(encoding="utf-8"))[
    "checks"
]
CLASS = dict(zip(CODES["code"], CODES["class"], strict=True))
quick = settings(max_examples=40, deadline=None, database=None)


def claim() -> Attendance:
    """Make the published claim: 44 of 311, then 13 of 336, of whom 280 were there before."""
    before = school(44, 311, first="2024-09-02")
    after = school(13, 336, first="2025-09-01", start=31)
    return summarise_attendance(pd.concat([before, after]), codes=CODES)


# --- identities and thresholds ----------------------------------------------------------------------------


@quick
@given(
    some.lists(
        some.tuples(some.integers(0, 6), some.integers(0, 900), some.sampled_from(sorted(CLASS))), min_size=1
    )
)
def test_attendance_and_absence_are_the_possible_sessions(rows: list[tuple[int, int, str]]) -> None:
    """On any register of any codes attended, authorised and unauthorised add up exactly, and equal a plain count."""
    marks = pd.DataFrame(rows, columns=["pupil_id", "day", "mark"]).drop_duplicates(["pupil_id", "day"])
    marks["date"] = pd.Timestamp("2023-09-01") + pd.to_timedelta(marks["day"], unit="D")
    result = summarise_attendance(marks.assign(session="am"), codes=CODES)
    counted = marks["mark"].map(CLASS).value_counts()
    possible = int(counted.drop("not possible", errors="ignore").sum())
    if not possible:
        assert isinstance(result, NotEnough)
        return
    for year in result.periods:
        assert year.attended + year.authorised + year.unauthorised == year.sessions_possible
        assert year.attendance + year.absence == pytest.approx(100)
        assert year.authorised_rate + year.unauthorised_rate == pytest.approx(year.absence)
        assert 0 <= year.severe <= year.persistent <= year.pupils
    assert sum(year.sessions_possible for year in result.periods) == possible
    assert sum(year.unauthorised for year in result.periods) == counted.get("unauthorised absence", 0)
    late = int(marks["mark"].isin(["L", "U"]).sum())
    assert sum(year.late for year in result.periods) == late


@pytest.mark.parametrize("code", sorted(CLASS))
def test_every_code_goes_to_its_class(code: str) -> None:
    """One mark of each code, beside nine presents, moves the rate its class says and no other."""
    year = summarise_attendance(
        register({"A": "/" * 9}).pipe(
            lambda day: pd.concat([day, day.iloc[:1].assign(session="pm", mark=code)])
        ),
        codes=CODES,
    ).periods[0]
    kind = CLASS[code]
    attended = 10 if kind in ("present", "approved activity") else 9
    expected = (attended, int(kind == "authorised absence"), int(kind == "unauthorised absence"))
    assert (year.attended, year.authorised, year.unauthorised) == expected


@quick
@given(possible=some.integers(1, 400), missed=some.integers(0, 400))
def test_exactly_a_tenth_missed_counts(possible: int, missed: int) -> None:
    """A pupil counts from exactly a tenth of the own possible sessions on, whatever their number."""
    missed = min(missed, possible)
    marks = register({"A": "I" * missed + "/" * (possible - missed)}, first="2024-08-01")
    year = summarise_attendance(marks[marks["date"] < "2025-08-01"], codes=CODES).periods[0]
    of = year.sessions_possible
    assert year.persistent == int(10 * (of - year.attended) >= of)
    assert year.severe == int(2 * (of - year.attended) >= of)


@pytest.mark.parametrize("missed", [1, 3, 7, 36])
def test_ninety_percent_attendance_is_persistent_absence(missed: int) -> None:
    """Attendance of exactly 90% is persistent absence, where floating division could err."""
    year = summarise_attendance(
        register({"A": "I" * missed + "/" * 9 * missed}, first="2024-08-01"), codes=CODES
    )
    assert year.periods[0].persistent == 1
    one_more = register({"A": "I" * missed + "/" * (9 * missed + 1)}, first="2024-08-01")
    assert summarise_attendance(one_more, codes=CODES).periods[0].persistent == 0


def test_only_own_possible_sessions_count() -> None:
    """A pupil who joined late is judged by the sessions since; one without a possible session is not on the roll."""
    result = summarise_attendance(
        register({"A": "ZZZZZZ///I", "B": "//////////", "C": "##########"}), codes=CODES
    )
    year = result.periods[0]
    assert (year.pupils, year.sessions_possible, year.persistent, year.severe) == (2, 14, 1, 0)


def test_a_nation_may_set_its_own_thresholds() -> None:
    """The shares are arguments: at a fifth, a pupil who missed a tenth does not count."""
    marks = register({"A": "I/////////", "B": "II////////"})
    assert summarise_attendance(marks, codes=CODES, persistent=0.2).periods[0].persistent == 1


def test_a_school_year_begins_in_august() -> None:
    """A term that begins on 27 August is no year of its own; July belongs to the year before."""
    (whole,) = summarise_attendance(register({"A": "/" * 20}, first="2025-08-27"), codes=CODES).periods
    assert (whole.period, whole.first) == ("2025/26", dt.date(2025, 8, 27))
    marks = register({"A": "///"}, first="2025-07-30")
    old, new = summarise_attendance(marks, codes=CODES).periods
    assert (old.period, old.first, old.last) == ("2024/25", dt.date(2025, 7, 30), dt.date(2025, 7, 31))
    assert (new.period, new.first) == ("2025/26", dt.date(2025, 8, 1))


# --- the published claim ----------------------------------------------------------------------------------


def test_the_published_claim_is_computed_from_marks() -> None:
    """44 of 311 to 13 of 336 gives the published percentages, the interval, the odds ratio and Cox's d."""
    result = claim()
    before, after, change = *result.periods, result.change
    assert [(year.persistent, year.pupils) for year in (before, after)] == [(44, 311), (13, 336)]
    percent = PINNED["claim_percent"]
    rates = {"before": before.persistent_rate, "after": after.persistent_rate}
    assert rates == pytest.approx(percent["value"], abs=percent["tolerance"])
    wald = PINNED["claim"]
    interval = {"points": change.persistent_points, "low": change.low, "high": change.high}
    assert interval == pytest.approx(wald["value"], abs=wald["tolerance"])
    odds = PINNED["claim_odds"]
    sizes = {"log_odds_ratio": change.log_odds_ratio, "cox_d": change.cox_d}
    assert sizes == pytest.approx(odds["value"], abs=odds["tolerance"])
    assert change.attendance_points == pytest.approx(after.attendance - before.attendance)


def test_the_two_rolls_are_stated() -> None:
    """The change names both rolls and the pupils in both years, and warns that they differ and overlap."""
    change = claim().change
    assert (change.n_before, change.n_after, change.n_both) == (311, 336, 280)
    always = {"no_comparison_group", "other_changes", "regression_possible"}
    assert always | {"different_rolls", "years_overlap"} <= set(change.cautions)
    assert "different_spans" not in change.cautions


def test_one_changed_mark_changes_the_result() -> None:
    """The figures come from the marks: one more absence is one more."""
    marks = school(5, 40, first="2025-09-01")
    before = summarise_attendance(marks, codes=CODES).periods[0]
    marks.loc[marks.index[-1], "mark"] = "O"  # one of ten sessions: a tenth
    after = summarise_attendance(marks, codes=CODES).periods[0]
    assert (after.unauthorised - before.unauthorised, after.persistent - before.persistent) == (1, 1)


def test_no_change_without_a_second_year() -> None:
    """One school year has no change; of three, the last two are compared."""
    one = school(2, 20, first="2025-09-01")
    assert summarise_attendance(one, codes=CODES).change is None
    three = pd.concat([school(2, 20, first=f"{year}-09-01") for year in (2023, 2024, 2025)])
    change = summarise_attendance(three, codes=CODES).change
    assert (change.before, change.after) == ("2024/25", "2025/26")


def test_years_that_cover_different_terms_are_pointed_out() -> None:
    """An autumn beside a summer term is not a like-for-like comparison, and that is said."""
    marks = pd.concat([school(2, 20, first="2024-09-02"), school(2, 20, first="2026-05-04")])
    assert "different_spans" in summarise_attendance(marks, codes=CODES).change.cautions


def test_no_odds_ratio_when_nobody_is_persistently_absent() -> None:
    """With none in one year the difference is given, the odds ratio is not, and that is said."""
    marks = pd.concat([school(0, 20, first="2024-09-02"), school(2, 20, first="2025-09-01")])
    change = summarise_attendance(marks, codes=CODES).change
    assert change.persistent_points == pytest.approx(10)
    assert change.log_odds_ratio is change.cox_d is None
    assert "odds_undefined" in change.cautions


# --- not enough to go by ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["#", "?", None])
def test_a_register_without_a_possible_session_is_not_enough(mark: str | None) -> None:
    """Only closures, unknown codes or blanks give NotEnough; so does an empty register."""
    assert isinstance(odd(mark=mark), NotEnough)
    assert isinstance(summarise_attendance(register({}), codes=CODES), NotEnough)


def test_a_nation_without_codes_is_not_enough() -> None:
    """Without a list of codes nothing can be worked out, and where to put one is said."""
    result = summarise_attendance(register({"A": "//"}), codes=pd.DataFrame())
    assert isinstance(result, NotEnough)
    assert "register_codes.csv" in result.do


@pytest.mark.parametrize(
    "asked", [{"persistent": 0}, {"persistent": 10}, {"persistent": 0.6}, {"severe": 50}]
)
def test_thresholds_that_make_no_sense_are_refused(asked: dict[str, float]) -> None:
    """Thresholds are shares, and severe absence is not below persistent absence."""
    with pytest.raises(errors.WrongValue, match=r"usually 0\.10 and 0\.50"):
        summarise_attendance(register({"A": "//"}), codes=CODES, **asked)


# --- withholding ------------------------------------------------------------------------------------------


def small_number() -> Attendance:
    """Make a school with 8 of 300 persistently absent after 30 of 300."""
    marks = pd.concat([school(30, 300, first="2024-09-02"), school(8, 300, first="2025-09-01")])
    return summarise_attendance(marks, codes=CODES)


def test_a_small_persistent_count_goes_with_all_that_rests_on_it() -> None:
    """8 of 300 disappears with its rate, the severe among them, the difference, its interval and the odds."""
    part = "attendance|2025/26|persistently absent"
    result = small_number().withhold({part, "attendance|2025/26|not persistently absent"})
    before, after, change = *result.periods, result.change
    assert after.persistent is after.persistent_rate is after.severe is after.severe_rate is None
    assert change.persistent_points is change.low is change.high is None
    assert change.log_odds_ratio is change.cox_d is None
    assert (before.persistent, after.pupils, change.n_after) == (30, 300, 300)
    assert after.attendance is not None
    assert change.attendance_points is not None
    assert not result.cells()["id"].str.contains("2025/26.*(?:persistently|severely)").any()


def test_a_small_severe_count_goes_alone() -> None:
    """Withholding severe absence leaves persistent absence and the change."""
    result = small_number().withhold({"attendance|2025/26|severely absent"})
    after = result.periods[1]
    assert after.severe is after.severe_rate is None
    assert after.persistent == 8
    assert result.change.persistent_points is not None


def gated(result: Attendance) -> Attendance:
    """Give what the gate leaves."""
    return result.withhold(choose_hidden(result.cells(), smallest=10))


def test_a_kind_of_absence_that_rests_on_few_pupils_takes_the_other_with_it() -> None:
    """Four pupils' unauthorised sessions go, and the authorised ones, which would tell them; all absence stays."""
    (year,) = gated(attended({"II": 26, "IO": 4})).periods
    assert year.unauthorised is year.unauthorised_rate is year.authorised is year.authorised_rate is None
    assert year.attended is year.sessions_possible is None
    (many,) = gated(attended({"II": 26, "IO": 10})).periods
    assert (many.authorised, many.unauthorised) == (62, 10)
    (nobody,) = gated(attended({"II": 26})).periods
    assert (nobody.authorised, nobody.unauthorised) == (52, 0)


def test_absence_of_few_pupils_is_not_shown_at_all() -> None:
    """Where eight of sixty missed a session, neither attendance nor its change is left, but the rolls are."""
    before, after = (result := gated(attended({"I": 30}, {"I": 8}))).periods
    assert after.attendance is after.absence is after.attended is after.authorised_rate is None
    assert (before.authorised, after.pupils, result.change.n_after) == (30, 60, 60)
    assert result.change.attendance_points is None
    assert not result.cells()["id"].str.contains("2025/26.missed").any()


def test_late_marks_of_few_pupils_are_not_counted_out() -> None:
    """Late sessions of four pupils are withheld; those of twelve are given."""
    assert gated(attended({"II": 26, "LL": 4})).periods[0].late is None
    assert gated(attended({"II": 26, "LL": 12})).periods[0].late == 24


def test_a_withheld_roll_takes_the_year_with_it() -> None:
    """Without a roll nothing of the year is left but its dates, and nothing of the change."""
    result = small_number().withhold({"attendance|2024/25"})
    before, after = result.periods
    assert before.attendance is before.sessions_possible is before.late is before.persistent is None
    assert before.first == dt.date(2024, 9, 2)
    assert after.attendance is not None
    assert result.change.n_after is result.change.attendance_points is None


def test_pupils_in_both_years_can_be_withheld_alone() -> None:
    """Where few pupils left, the number in both years goes, and nothing else does."""
    result = claim()
    withheld = result.withhold({"attendance|2024/25 and 2025/26"})
    assert withheld.change.n_both is None
    assert withheld.change.persistent_points == result.change.persistent_points
    assert withheld.periods == result.periods


def test_those_in_both_years_and_in_one_make_the_roll() -> None:
    """Pupils in both years and in one only add up to each roll."""
    cells = claim().cells().set_index(["id", "margin"])["count"]
    for period, roll in (("2024/25", 311), ("2025/26", 336)):
        total = f"attendance|{period}|in the other year or not"
        both = cells["attendance|2024/25 and 2025/26", total]
        assert cells[total, ""] == roll
        assert both + cells[f"attendance|{period}|not in the other year", total] == roll


def test_numpy_types_do_not_leak() -> None:
    """Counts are plain whole numbers and rates plain floats, so that a summary can be written as JSON."""
    year = small_number().periods[1]
    assert type(year.persistent) is int
    assert type(year.attendance) is float
    assert not isinstance(year.first, np.datetime64)


# --- few days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "few"), [(59, True), (60, False)])
def test_few_sessions_are_pointed_out(days: int, few: bool) -> None:
    """Below 60 possible sessions for most pupils it is said that persistent absence says little."""
    pupils = {f"P{number}": "/" * days for number in range(20)} | {"late": "/" * 5}
    result = summarise_attendance(register(pupils, first="2025-09-01"), codes=CODES)
    assert isinstance(result, Attendance)
    assert result.periods[0].usual == days
    assert ("few_days" in result.cautions) is few


def test_a_withheld_year_does_not_tell_how_many_sessions_it_had() -> None:
    """Where a year's roll is withheld, its usual number of sessions and the caution go too."""
    result = summarise_attendance(school(2, 9, first="2025-09-01"), codes=CODES)
    held = result.withhold(set(result.cells()["id"]))
    assert "few_days" in result.cautions
    assert held.periods[0].usual is None
    assert "few_days" not in held.cautions


def test_only_the_last_two_years_count_as_short() -> None:
    """A short year long ago, which nothing is set beside, is no caution."""
    short = school(2, 20, first="2022-09-01")
    long = [
        register({f"P{n:03d}": "/" * 70 for n in range(20)}, first=f"{year}-09-01") for year in (2023, 2024)
    ]
    assert "few_days" not in summarise_attendance(pd.concat([short, *long]), codes=CODES).cautions
    assert "few_days" in summarise_attendance(pd.concat([short, long[0]]), codes=CODES).cautions
