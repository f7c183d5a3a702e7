"""A school's attendance from the best that the school has."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from enquiry_lib.analyse.attendance import (
    SUMMARY_NOT_USED,
    school_absence_by_reason,
    school_attendance,
    school_persistence_by_group,
)
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.attendance_groups import PersistentByGroup
from enquiry_lib.stats.attendance_reasons import AbsenceByReason
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """The first school's enquiry, without any table yet."""
    network.data_folder("oak-primary").mkdir(parents=True)
    return open_enquiry(network.folder, "oak-primary")


def _data(enquiry: Enquiry) -> Path:
    return enquiry.network.data_folder(enquiry.school.id)


def _give_marks(enquiry: Enquiry) -> None:
    marks = samples.marks([[6] * 12 + [1] * 28, [5] * 15 + [1] * 30])
    marks.to_csv(_data(enquiry) / "attendance.csv", index=False, encoding="utf-8")


def _give_summary(enquiry: Enquiry) -> None:
    example = shipped("data_templates") / "attendance_summary" / "example.csv"
    (_data(enquiry) / "attendance_summary.csv").write_bytes(example.read_bytes())


def _pupils(result: Attendance | NotEnough) -> list[int | None]:
    assert isinstance(result, Attendance)
    return [period.pupils for period in result.periods]


def test_marks_come_first(enquiry: Enquiry) -> None:
    """Where there are marks they are used, whatever a summary says."""
    _give_summary(enquiry)
    assert _pupils(school_attendance(enquiry)) == [311, 336]
    _give_marks(enquiry)
    assert _pupils(school_attendance(enquiry)) == [40, 45]


def test_a_summary_that_covers_more_is_said_not_to_be_used(enquiry: Enquiry) -> None:
    """A whole year in the summary beside some weeks of marks is not passed over in silence."""
    _give_marks(enquiry)
    assert SUMMARY_NOT_USED not in _cautions(school_attendance(enquiry))
    _give_summary(enquiry)
    assert SUMMARY_NOT_USED in _cautions(school_attendance(enquiry))


@pytest.mark.parametrize(
    ("year", "possible", "said"), [("2024/25", 1700, False), ("2024/25", 2100, True), ("2023/24", 10, True)]
)
def test_a_summary_of_the_same_days_is_no_matter(
    enquiry: Enquiry, year: str, possible: int, said: bool
) -> None:
    """Only a year the marks have not, or more than a quarter as many sessions again, is worth a caution."""
    _give_marks(enquiry)
    head = "period,group,pupils,sessions_possible,absent_authorised,absent_unauthorised\n"
    path = _data(enquiry) / "attendance_summary.csv"
    path.write_text(f"{head}{year},all pupils,10,{possible},1,1\n", encoding="utf-8")
    assert (SUMMARY_NOT_USED in _cautions(school_attendance(enquiry))) == said


def _cautions(result: Attendance | NotEnough) -> tuple[str, ...]:
    assert isinstance(result, Attendance)
    return result.cautions


def test_an_empty_register_leaves_the_summary(enquiry: Enquiry) -> None:
    """A template that nobody has filled in does not stand in the way of the summary."""
    (_data(enquiry) / "attendance.csv").write_text("pupil_id,date,session,mark\n", encoding="utf-8")
    missing = school_attendance(enquiry)
    assert isinstance(missing, NotEnough)
    assert "attendance.csv" in missing.found
    _give_summary(enquiry)
    assert _pupils(school_attendance(enquiry)) == [311, 336]


def test_a_school_without_either_is_told_of_both(enquiry: Enquiry) -> None:
    """What to fill in is said, and that a summary will do."""
    missing = school_attendance(enquiry)
    assert isinstance(missing, NotEnough)
    assert missing.found == "the school has no table called attendance"
    assert "the template of attendance summary will do" in missing.do


def test_a_summary_without_rows_is_named(enquiry: Enquiry) -> None:
    """A summary that is there and empty is what the school has to look at."""
    (_data(enquiry) / "attendance_summary.csv").write_text(
        "period,group,pupils,sessions_possible\n", encoding="utf-8"
    )
    missing = school_attendance(enquiry)
    assert isinstance(missing, NotEnough)
    assert "attendance_summary.csv" in missing.found


def test_marks_of_a_nation_without_codes_are_said(enquiry: Enquiry) -> None:
    """Register codes that nobody has shipped are named; where to put them is said."""
    register = enquiry.network.folder / "schools.csv"
    text = register.read_text(encoding="utf-8-sig").replace("England", "Wales")
    register.write_text(text, encoding="utf-8")
    _give_marks(enquiry)
    missing = school_attendance(open_enquiry(enquiry.network.folder, "oak-primary"))
    assert isinstance(missing, NotEnough)
    assert "Wales" in missing.found
    assert "register_codes.csv" in missing.do
    for asked in (school_absence_by_reason, school_persistence_by_group):
        assert asked(open_enquiry(enquiry.network.folder, "oak-primary")).found == missing.found  # type: ignore[union-attr]


# --- with the table of pupils -----------------------------------------------------------------------------

JOINED = "pupil_id,year_group,pupil_premium,joined_on,left_on\n"


def _give_pupils(enquiry: Enquiry, *, joined: str = "") -> None:
    rows = [f"P{n:04d},4,{'yes' if n < 20 else 'no'},{joined if n < 5 else ''},\n" for n in range(45)]
    (_data(enquiry) / "pupils.csv").write_text(JOINED + "".join(rows), encoding="utf-8")


def test_joiners_and_leavers_are_judged_by_their_own_sessions(enquiry: Enquiry) -> None:
    """The days in the table of pupils bound the sessions that count; pupils it does not know keep theirs."""
    _give_marks(enquiry)
    _give_pupils(enquiry)
    plain = school_attendance(enquiry)
    _give_pupils(enquiry, joined="2025-09-15")
    bounded = school_attendance(enquiry)
    assert isinstance(plain, Attendance)
    assert isinstance(bounded, Attendance)
    assert "outside_enrolment" not in plain.cautions
    assert "outside_enrolment" in bounded.cautions
    assert _pupils(bounded) == [35, 45]
    assert (plain.periods[1].sessions_possible or 0) - (bounded.periods[1].sessions_possible or 0) == 5 * 8
    assert bounded.periods[1].persistent == 10


def test_absence_by_reason_rests_on_the_same_marks(enquiry: Enquiry) -> None:
    """What is missed for all reasons is what attendance calls absence."""
    _give_marks(enquiry)
    found, whole = school_absence_by_reason(enquiry), school_attendance(enquiry)
    assert isinstance(found, AbsenceByReason)
    assert isinstance(whole, Attendance)
    assert [year.authorised_rate for year in found.years] == [
        period.authorised_rate for period in whole.periods
    ]
    assert found.years[0].reasons[0].reason == "illness"


def test_groups_come_from_both_tables(enquiry: Enquiry) -> None:
    """Columns of the table of pupils and names in the table of groups; one of them where it is named."""
    _give_marks(enquiry)
    assert "no table called pupils" in school_persistence_by_group(enquiry).found  # type: ignore[union-attr]
    _give_pupils(enquiry)
    carers = "".join(f"P{n:04d},Young carers\n" for n in range(12))
    (_data(enquiry) / "groups.csv").write_text("pupil_id,group\n" + carers, encoding="utf-8")
    found = school_persistence_by_group(enquiry)
    assert isinstance(found, PersistentByGroup)
    assert found.groups == ("pupil_premium", "young_carers")
    named = school_persistence_by_group(enquiry, groups=["young_carers"], years=["2025/26"])
    assert isinstance(named, PersistentByGroup)
    assert (named.groups, named.periods) == (("young_carers",), ("2025/26",))


def test_each_year_has_the_year_groups_pupils_had_then(enquiry: Enquiry) -> None:
    """Pupils listed in Year 4 were in Year 3 the year before, and a leaver in the year group of the year of leaving."""
    _give_marks(enquiry)
    rows = [f"P{n:04d},{'4' if n < 20 else '5'},,,{'2025-08-31' if n == 30 else ''}\n" for n in range(45)]
    (_data(enquiry) / "pupils.csv").write_text(JOINED + "".join(rows), encoding="utf-8")
    found = school_persistence_by_group(enquiry)
    assert isinstance(found, PersistentByGroup)
    counts = {(line.member, line.period): line.pupils for line in found.lines if line.group}
    assert counts == {
        **{("3", "2024/25"): 20, ("4", "2024/25"): 19, ("5", "2024/25"): 1},
        **{("4", "2025/26"): 20, ("5", "2025/26"): 24},
    }


def test_without_marks_there_is_no_reason_and_no_group(enquiry: Enquiry) -> None:
    """A summary of a year has neither, and what is missing is said."""
    _give_summary(enquiry)
    for missing in (school_absence_by_reason(enquiry), school_persistence_by_group(enquiry)):
        assert isinstance(missing, NotEnough)
        assert missing.found == "the school has no table called attendance"
