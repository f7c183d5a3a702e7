"""Absence by reason: sums that are exact, reasons that roll up, and nothing left that gives a few pupils away."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from registers import CODES, by_reason, missed, register

from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.attendance import summarise_attendance
from enquiry_lib.stats.attendance_reasons import AbsenceByReason, ReasonYear, absence_by_reason
from enquiry_lib.stats.result import NotEnough

ABSENCE = CODES[CODES["reason"] != ""]


def sessions(year: ReasonYear) -> dict[str, int | None]:
    """Give the sessions of a year by reason."""
    return {line.reason: line.sessions for line in year.reasons}


def test_reasons_are_counted_for_each_year() -> None:
    """Each year has its own sessions, and the same reasons in the same order."""
    first, second = by_reason().years
    assert sessions(first)["illness"] == 20 * 2 + 12
    assert sessions(second)["illness"] == 10 * 2 + 12
    assert [line.reason for line in first.reasons] == [line.reason for line in second.reasons]
    rate = next(line.rate for line in first.reasons if line.reason == "illness")
    assert rate == pytest.approx(100 * 52 / first.sessions_possible)


def test_codes_of_one_reason_are_counted_together() -> None:
    """H and F are holiday agreed; G, which is not agreed, stays apart."""
    marks = register({"A": "HFG/"}, first="2023-09-04")
    found = sessions(absence_by_reason(marks, codes=CODES).years[0])
    assert found == {"holiday agreed": 2, "holiday not agreed": 1}


def test_without_reasons_there_are_the_classes() -> None:
    """A list of codes without a column of reasons gives absence authorised and not."""
    found = absence_by_reason(register({"A": "IMO/"}), codes=CODES[["code", "class"]]).years[0]
    assert sessions(found) == {"authorised absence": 2, "unauthorised absence": 1}


@settings(max_examples=60, database=None)
@given(
    some.lists(
        some.tuples(some.integers(0, 5), some.integers(0, 700), some.sampled_from([*CODES["code"]])),
        min_size=1,
        unique_by=lambda row: row[:2],
    )
)
def test_the_reasons_add_up_to_absence(rows: list[tuple[int, int, str]]) -> None:
    """On any register the reasons of a kind add up to that kind as attendance has it, exactly."""
    marks = pd.DataFrame(rows, columns=["pupil_id", "day", "mark"]).assign(session="AM")
    marks["date"] = pd.Timestamp("2023-09-01") + pd.to_timedelta(marks["day"], unit="D")
    whole, found = summarise_attendance(marks, codes=CODES), absence_by_reason(marks, codes=CODES)
    if isinstance(whole, NotEnough):
        assert isinstance(found, NotEnough)
        return
    for period, year in zip(whole.periods, found.years, strict=True):
        sums = {
            kind: sum(x.sessions for x in year.reasons if x.kind == kind) for kind in set(ABSENCE["class"])
        }
        assert sums["authorised absence"] == period.authorised
        assert sums["unauthorised absence"] == period.unauthorised
        assert year.authorised_rate == pytest.approx(period.authorised_rate)
        assert (year.pupils, year.sessions_possible) == (period.pupils, period.sessions_possible)


def test_a_year_without_absence_has_its_reasons_at_none() -> None:
    """Where nobody missed anything every reason is nought, and nobody is counted but the roll."""
    result = absence_by_reason(register({"A": "//", "B": "//"}), codes=CODES)
    assert set(sessions(result.years[0]).values()) == {0}
    assert result.cells()["count"].tolist() == [2]


def test_what_is_lacking_is_said() -> None:
    """Without codes, marks, or the years named there is nothing to work out."""
    marks = register({"A": "I/"})
    for result in (
        absence_by_reason(marks, codes=pd.DataFrame()),
        absence_by_reason(marks.head(0), codes=CODES),
        absence_by_reason(marks, codes=CODES, years=["2019/20"]),
    ):
        assert isinstance(result, NotEnough)
        assert result.asked == "Absence by reason"
    assert len(absence_by_reason(missed({}, {}), codes=CODES, years=["2025/26"]).years) == 1


# --- withholding ------------------------------------------------------------------------------------------


def gated(result: AbsenceByReason, smallest: int = 10) -> AbsenceByReason:
    """Give what the gate leaves."""
    return result.withhold(choose_hidden(result.cells(), smallest=smallest))


def test_a_small_reason_takes_the_next_one_with_it() -> None:
    """Three pupils' observance goes, and the appointments too, so that the total does not tell it."""
    (year,) = gated(by_reason({"II": 30, "M": 12, "R": 3})).years
    found = sessions(year)
    assert found["religious observance"] is found["medical or dental appointment"] is None
    assert found["illness"] == 60
    assert year.authorised_rate is not None
    assert year.sessions_possible is None


def test_two_small_reasons_of_the_same_pupils_are_not_enough_together() -> None:
    """Six pupils behind two reasons are six, not twelve: a third reason goes with these."""
    found = sessions(gated(by_reason({"II": 30, "M": 12, "RS": 6})).years[0])
    assert (
        found["study leave"]
        is found["religious observance"]
        is found["medical or dental appointment"]
        is None
    )
    apart = sessions(gated(by_reason({"II": 30, "M": 12, "R": 6, "S": 6})).years[0])
    assert apart["medical or dental appointment"] == 12


def test_a_kind_that_rests_on_few_pupils_goes_whole() -> None:
    """Where fewer than ten pupils stand behind all unauthorised absence, no total is left, nor the first other reason.

    Attendance gives all absence: less the authorised, it would tell the rest.
    """
    (year,) = gated(by_reason({"II": 30, "M": 12, "O": 4})).years
    assert year.unauthorised_rate is year.authorised_rate is None
    found = sessions(year)
    assert found["medical or dental appointment"] is None
    assert found["illness"] == 60


def test_a_withheld_roll_takes_the_year_with_it() -> None:
    """Of a year with few pupils nothing is left but its name."""
    small = absence_by_reason(missed({"I": 5}, pupils=8), codes=CODES)
    (year,) = gated(small).years
    assert (year.period, year.pupils, year.sessions_possible, year.authorised_rate) == (
        "2024/25",
        None,
        None,
        None,
    )
    assert set(sessions(year).values()) == {None}
    assert gated(small).withhold({"attendance|2024/25"}).years[0].pupils is None


@settings(max_examples=150, database=None)
@given(some.lists(some.sets(some.sampled_from("IMRSE")), min_size=12, max_size=30))
def test_no_total_tells_what_few_pupils_missed(each: list[set[str]]) -> None:
    """What is left of a total, less the reasons that are shown, is nothing or about ten pupils at least."""
    marks = register(
        {f"P{number:02d}": "".join(sorted(codes)).ljust(6, "/") for number, codes in enumerate(each)}
    )
    result = absence_by_reason(marks, codes=CODES)
    assert isinstance(result, AbsenceByReason)
    (year,) = gated(result).years
    name = dict(zip(CODES["code"], CODES["reason"], strict=True))
    hidden = {line.reason for line in year.reasons if line.sessions is None}
    behind = {code: {n for n, codes in enumerate(each) if code in codes} for code in "IMRSE"}
    shown = [behind[code] for code in "IMRSE" if behind[code] and name[code] not in hidden]
    assert all(len(pupils) >= 10 for pupils in shown)
    left = set().union(*(behind[code] for code in "IMRSE" if name[code] in hidden))
    if year.authorised_rate is not None and left:
        assert len(left) >= 10
        assert len(hidden) > 1
