"""A school's attendance from the best that the school has."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from enquiry_lib.analyse.attendance import school_attendance
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.stats.attendance import Attendance
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
    assert missing.found == "there is no table of attendance"
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
