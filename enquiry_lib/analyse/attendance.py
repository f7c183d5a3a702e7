"""A school's attendance, from the best that the school has: its marks, or else its own summary."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pandas as pd

from enquiry_lib.analyse.enquiry import GROUPS, Enquiry, nothing_to
from enquiry_lib.data.groups import with_groups
from enquiry_lib.data.templates import PUPILS, table_name
from enquiry_lib.stats import attendance_groups, attendance_reasons
from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.attendance_groups import PersistentByGroup, persistent_by_group
from enquiry_lib.stats.attendance_reasons import AbsenceByReason, absence_by_reason
from enquiry_lib.stats.attendance_summary import attendance_from_summary
from enquiry_lib.stats.result import NotEnough

ASKED = "attendance"
MARKS, SUMMARY = "attendance", "attendance_summary"
SUMMARY_NOT_USED = "summary_not_used"
FAR_MORE = 1.25  # times the possible sessions in the marks: a part of the year is missing there


def school_attendance(enquiry: Enquiry, *, years: Collection[str] = ()) -> Attendance | NotEnough:
    """Work out a school's attendance from its marks where there are any, else from its attendance summary.

    Sessions before a pupil joined and after the pupil left, as the table of pupils has it, do not count. `years`
    are the school years to look at, such as 2024/25; all of them where none is named. A summary that covers more than
    the marks do is not used, and a caution says so. NotEnough without either table, and for marks of a nation whose
    register codes are not there.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> [period.period for period in school_attendance(open_enquiry("example")).periods]
    ['2024/25', '2025/26']
    """
    summary = enquiry.loaded(SUMMARY).frame
    if _marks(enquiry).empty:
        return _nothing(enquiry) if summary.empty else attendance_from_summary(summary, years=years)
    codes = codes_for(enquiry, ASKED)
    if isinstance(codes, NotEnough):
        return codes
    found = summarise_attendance(_marks(enquiry), codes=codes, enrolments=_pupils(enquiry), years=years)
    if isinstance(found, NotEnough) or not _covers_more(attendance_from_summary(summary, years=years), found):
        return found
    return replace(found, cautions=(*found.cautions, SUMMARY_NOT_USED))


def _covers_more(summary: Attendance | NotEnough, found: Attendance) -> bool:
    """Say whether a summary has a school year that the marks have not, or far more possible sessions of one."""
    if isinstance(summary, NotEnough):
        return False
    marked = {period.period: period.sessions_possible or 0 for period in found.periods}
    return any(
        (period.sessions_possible or 0) > FAR_MORE * marked.get(period.period, 0)
        for period in summary.periods
    )


def school_absence_by_reason(enquiry: Enquiry, *, years: Collection[str] = ()) -> AbsenceByReason | NotEnough:
    """Work out from a school's marks how many possible sessions were missed for which reason.

    `years` are the school years to look at, such as 2024/25; all of them where none is named. NotEnough without
    marks, and for a nation whose register codes are not there.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> school_absence_by_reason(open_enquiry("example")).years[-1].reasons[0].reason
    'illness'
    """
    codes = codes_for(enquiry, attendance_reasons.ASKED)
    if isinstance(codes, NotEnough):
        return codes
    return absence_by_reason(_marks(enquiry), codes=codes, enrolments=_pupils(enquiry), years=years)


def school_persistence_by_group(
    enquiry: Enquiry, *, groups: Sequence[str] | None = None, years: Collection[str] = ()
) -> PersistentByGroup | NotEnough:
    """Count from a school's marks how many pupils of each group were persistently absent, year by year.

    `groups` names columns of the table of pupils, such as pupil_premium, or groups in the table of groups, such
    as young_carers; all of them where none is named. Each school year has the year groups of its own. `years` are
    the school years to look at. NotEnough without marks or a table of pupils, and for a nation whose register
    codes are not there. Raises ColumnMissing.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> school_persistence_by_group(open_enquiry("example"), groups=["eal"]).of("eal", "yes", "2025/26").pupils
    56
    """
    asked = attendance_groups.ASKED
    codes, pupils = codes_for(enquiry, asked), _pupils(enquiry)
    if isinstance(codes, NotEnough):
        return codes
    if pupils.empty:
        return nothing_to(asked, enquiry.loaded(PUPILS))
    members = enquiry.loaded(GROUPS).frame
    return persistent_by_group(
        _marks(enquiry),
        with_groups(pupils, members),
        codes=codes,
        groups=groups,
        enrolments=pupils,
        years=years,
        pupils_in=lambda year: with_groups(enquiry.pupils_in(year), members),
    )


def _marks(enquiry: Enquiry) -> pd.DataFrame:
    return enquiry.loaded(MARKS).frame


def _pupils(enquiry: Enquiry) -> pd.DataFrame:
    return enquiry.loaded(PUPILS).frame


def codes_for(enquiry: Enquiry, asked: str) -> pd.DataFrame | NotEnough:
    """Give the nation's register codes for a school that has marks, or say what is missing.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> "/" in set(codes_for(open_enquiry("example"), "attendance")["code"])
    True
    """
    if _marks(enquiry).empty:
        return nothing_to(asked, enquiry.loaded(MARKS))
    codes = enquiry.reference("register_codes")
    if codes:
        return codes.facts
    do = "Put a file register_codes.csv into the network's folder reference."
    found = f"no register codes for {enquiry.school.nation} came with the workbooks"
    return NotEnough(asked, found, do)


def _nothing(enquiry: Enquiry) -> NotEnough:
    """Say what is missing: of a table that is there and empty, that one."""
    marks, summary = enquiry.loaded(MARKS), enquiry.loaded(SUMMARY)
    missing = nothing_to(ASKED, marks if marks.file or not summary.file else summary)
    if marks.file or summary.file:
        return missing
    do = f"{missing.do} Where there are no marks, the template of {table_name(SUMMARY)} will do."
    return replace(missing, do=do)
