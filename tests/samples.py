"""Small invented tables, and one result of every kind, for tests of the show room."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from enquiry_lib.analyse.benchmark import Area, AttendanceBenchmark
from enquiry_lib.analyse.in_short import InShort
from enquiry_lib.analyse.network import EnquiryLine, Finding, NetworkOverview
from enquiry_lib.analyse.plan import Estimate, PlanStatus
from enquiry_lib.analyse.progress import Progress, SectionProgress
from enquiry_lib.data.loading import DataCheck, TableCheck
from enquiry_lib.errors import Problem
from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.effect_sizes import probability_at_least
from enquiry_lib.stats.gaps import GapScan, scan_gaps
from enquiry_lib.stats.one_group import BeforeAfter, before_after
from enquiry_lib.stats.result import NotEnough, Result
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups

CODES = pd.DataFrame({"code": ["/", "\\", "I"], "class": ["present", "present", "authorised absence"]})


def outcomes(members: int, pupils: int = 60, *, seed: int = 5) -> pd.DataFrame:
    """Scores on two occasions, the same whoever is a member; the first `members` pupils are in the group."""
    draws = np.random.default_rng(seed)
    before = draws.normal(100, 15, pupils)
    after = 30 + 0.7 * before + draws.normal(4, 8, pupils)
    frames = []
    for occasion, scores in (("baseline", before), ("follow_up", after)):
        frames.append(
            pd.DataFrame(
                {
                    "pupil_id": [f"P{number:04d}" for number in range(pupils)],
                    "measure": "Reading",
                    "occasion": occasion,
                    "score": scores,
                    "pupil_premium": ["yes" if number < members else "no" for number in range(pupils)],
                }
            )
        )
    return pd.concat(frames, ignore_index=True).astype({"pupil_premium": "category"})


def gap_scan(members: int = 20, *, smallest_group: int = 3) -> GapScan:
    """A scan with one group of `members` among 60 pupils."""
    result = scan_gaps(outcomes(members), smallest_group=smallest_group)
    assert isinstance(result, GapScan)
    return result


def one_leaver(score: float) -> GapScan:
    """A scan in which one pupil of the group scored `score` at the start and left before the end."""
    table = outcomes(20)
    first, second = (table.index[table["occasion"] == name][0] for name in ("baseline", "follow_up"))
    table.loc[first, "score"] = score
    result = scan_gaps(table.drop(index=second))
    assert isinstance(result, GapScan)
    return result


def one_unknown(pupil: int) -> GapScan:
    """A scan with a second column of groups, which does not know one pupil."""
    table = outcomes(20)
    table["send"] = np.where(np.arange(len(table)) % 3, "none", "K")
    table.loc[table["pupil_id"] == f"P{pupil:04d}", "send"] = None
    result = scan_gaps(table, groups=["pupil_premium", "send"])
    assert isinstance(result, GapScan)
    return result


def wide(pupils: int = 60, treated: int = 30, *, seed: int = 7) -> pd.DataFrame:
    """One row a pupil, the first `treated` in the intervention group."""
    draws = np.random.default_rng(seed)
    before = draws.normal(100, 15, pupils)
    arm = np.where(np.arange(pupils) < treated, "intervention", "comparison")
    after = 30 + 0.7 * before + 3 * (arm == "intervention") + draws.normal(0, 8, pupils)
    ids = [f"P{number:04d}" for number in range(pupils)]
    return pd.DataFrame({"pupil_id": ids, "baseline": before, "follow_up": after, "arm": arm})


def two_groups(pupils: int = 60, treated: int = 30) -> TwoGroupEffect:
    """A comparison of two groups."""
    result = compare_two_groups(wide(pupils, treated), outcome="follow_up", arm="arm", baseline="baseline")
    assert isinstance(result, TwoGroupEffect)
    return result


def one_group(pupils: int = 40) -> BeforeAfter:
    """One group before and after."""
    result = before_after(wide(pupils), before="baseline", after="follow_up")
    assert isinstance(result, BeforeAfter)
    return result


def marks(absent: list[list[int]], *, sessions: int = 40) -> pd.DataFrame:
    """Marks for school years from 2024/25; `absent` gives for each year the sessions each pupil missed."""
    rows = []
    for year, missed in enumerate(absent):
        days = pd.bdate_range(f"{2024 + year}-09-09", periods=sessions // 2)
        for pupil, count in enumerate(missed):
            codes = ["I"] * count + ["/"] * (sessions - count)
            for number, code in enumerate(codes):
                rows.append((f"P{pupil:04d}", days[number // 2], ("AM", "PM")[number % 2], code))
    return pd.DataFrame(rows, columns=["pupil_id", "date", "session", "mark"])


def attendance(absent: list[list[int]] | None = None) -> Attendance:
    """Attendance over two school years: 12 of 40 and then 15 of 45 pupils persistently absent."""
    given = absent or [[6] * 12 + [1] * 28, [5] * 15 + [1] * 30]
    result = summarise_attendance(marks(given), codes=CODES)
    assert isinstance(result, Attendance)
    return result


def benchmark(given: Attendance | None = None) -> AttendanceBenchmark:
    """Attendance beside one published figure."""
    area = Area("England", "primary", 5.28, 13.8)
    return AttendanceBenchmark(
        given or attendance(), (area,), "Published figures (somewhere, 2026).", "2026-07-23"
    )


def estimate(effect: TwoGroupEffect | BeforeAfter | Attendance, design: str) -> Estimate:
    """An estimate of a plan that asked for 0.2 with 80% certainty."""
    measured = "attendance" if isinstance(effect, Attendance) else "outcomes"
    plan = Estimate(design, measured, "Reading", effect, 0.2, 80.0, None, ())
    if isinstance(effect, Attendance):
        return plan
    return replace(plan, chance=probability_at_least(effect, 0.2))


def data_check(pupils: int = 60, *, problems: int = 1) -> DataCheck:
    """A check with two tables there, one missing, and problems that quote what was typed."""
    problem = Problem("outcomes.csv", 7, "score", "'Ann Other'", "a number", "Type a number.")
    note = ("column 'Notes about Ann Other' is not used",)
    tables = (
        TableCheck("pupils", "Pupils", "pupils.csv", pupils, pupils, 0, ()),
        TableCheck("outcomes", "Outcomes", "outcomes.csv", 2 * pupils, pupils, problems, note),
        TableCheck("attendance", "Attendance", "", 0, 0, 0, ()),
    )
    return DataCheck(tables, pupils, (problem,) * problems)


def plan_status(*, frozen: bool = False) -> PlanStatus:
    """The state of a plan."""
    at = dt.datetime(2025, 9, 8, tzinfo=dt.UTC) if frozen else None
    return PlanStatus("before_after", at, "R. Lead", "a" * 64, (), (), True, ())


def overview() -> NetworkOverview:
    """Two enquiries, one with a finding."""
    finding = Finding("randomised", "Reading", "effect size", 0.15, -0.1, 0.4, False)
    line = EnquiryLine("Oak", "primary", "reading", "Does it help?", "randomised", True, (finding,))
    return NetworkOverview("Our network", 2, (line, replace(line, school="Elm", findings=())))


def progress() -> Progress:
    """A record half filled in."""
    return Progress((SectionProgress("question", "The enquiry question", 3, 5, ("For whom?", "By when?")),))


def every_result() -> list[Result]:
    """One result of every kind, with nothing withheld."""
    return [
        NotEnough("the gap", "there is no table", "Fill in the template."),
        gap_scan(),
        attendance(),
        benchmark(),
        two_groups(),
        one_group(),
        estimate(two_groups(), "randomised"),
        estimate(two_groups(), "comparison"),
        estimate(one_group(), "before_after"),
        estimate(attendance(), "before_after"),
        InShort("Does it help?", "Reading in pairs.", estimate(two_groups(), "randomised")),
        InShort("", "", NotEnough("the effect", "the plan has not been frozen")),
        plan_status(),
        plan_status(frozen=True),
        progress(),
        data_check(),
        overview(),
    ]


def differing_only_where_small() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten pupils."""
    absent = [[6] * 12 + [1] * 28]
    few = attendance([*absent, [8] * 4 + [1] * 36])
    fewer = attendance([*absent, [11] * 2 + [5] + [2] * 4 + [1] * 33])
    assert few.periods[1].absence == fewer.periods[1].absence
    return [
        (gap_scan(7), gap_scan(6)),
        (one_unknown(0), one_unknown(1)),
        (few, fewer),
        (benchmark(few), benchmark(fewer)),
        (estimate(few, "before_after"), estimate(fewer, "before_after")),
        (two_groups(40, 8), two_groups(40, 7)),
        (one_group(9), one_group(8)),
        (estimate(two_groups(40, 8), "randomised"), estimate(two_groups(40, 7), "randomised")),
        (estimate(one_group(9), "before_after"), estimate(one_group(8), "before_after")),
        (
            InShort("Q?", "", estimate(one_group(9), "before_after")),
            InShort("Q?", "", estimate(one_group(8), "before_after")),
        ),
        (data_check(9), data_check(8)),
        (data_check(problems=2), data_check(problems=3)),
    ]
