"""Small invented tables, and one result of every kind, for tests of the show room."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import registers
import samples_clusters
import samples_comparisons
import samples_gaps
import samples_impact
import samples_matched
import samples_measures
import samples_models
import samples_over_time
import samples_power
import samples_robust
import written

from enquiry_lib.analyse.benchmark import Area, AttendanceBenchmark
from enquiry_lib.analyse.look_up import Line, LookUp
from enquiry_lib.analyse.network import EnquiryLine, Finding, NetworkOverview
from enquiry_lib.analyse.plan import Estimate, PlanStatus
from enquiry_lib.analyse.progress import Progress, SectionProgress
from enquiry_lib.analyse.quality import (
    ColumnFilled,
    DataQuality,
    NotGiven,
    ProblemKind,
    TableBehind,
    Taken,
)
from enquiry_lib.analyse.toolkit import StrandFacts, ToolkitView
from enquiry_lib.data.checking import DataCheck, TableCheck
from enquiry_lib.errors import Problem
from enquiry_lib.stats.attendance import Attendance, summarise_attendance
from enquiry_lib.stats.attendance_summary import attendance_from_summary
from enquiry_lib.stats.dosage import Dosage, summarise_dosage
from enquiry_lib.stats.effect_sizes import probability_at_least
from enquiry_lib.stats.fidelity import Fidelity, summarise_fidelity
from enquiry_lib.stats.gaps import GapScan, PlannedGroup, scan_gaps
from enquiry_lib.stats.indicators import Indicators, compare_indicators
from enquiry_lib.stats.months import MonthsOfProgress, months_of_progress
from enquiry_lib.stats.one_group import BeforeAfter, before_after
from enquiry_lib.stats.pooling import Pool, pool_effects
from enquiry_lib.stats.power.pupils import DetectableEffect, detectable_effect
from enquiry_lib.stats.quotes import Quotes, pick_quotes
from enquiry_lib.stats.result import Cell, DoesNotApply, NotEnough, Result
from enquiry_lib.stats.surveys import CAPACITY, SurveyChange, survey_change
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups
from enquiry_lib.stats.voices import ThemeCount, count_themes

FAMILIES = (
    samples_clusters,
    samples_comparisons,
    samples_gaps,
    samples_impact,
    samples_matched,
    samples_measures,
    samples_models,
    samples_over_time,
    samples_power,
    samples_robust,
)
"""Modules with samples of one family of results each: `every` and `differing`, as the two functions at the end."""

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


def planned(scan: GapScan) -> GapScan:
    """The same scan beside a plan that named two groups, one of which no table knows."""
    named = (PlannedGroup("Disadvantaged", "pupil_premium", "yes"), PlannedGroup("Pupils who underachieve"))
    return replace(scan, planned=named)


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


def drop_outs(pupils: int) -> TwoGroupEffect:
    """A comparison of 32 pupils, and so many besides who have no second score."""
    table = wide(32 + pupils, 16 + pupils)
    table.loc[table.index[:pupils], "follow_up"] = np.nan
    table.loc[table.index[pupils:], ["baseline", "follow_up"]] = wide(32, 16)[
        ["baseline", "follow_up"]
    ].to_numpy()
    result = compare_two_groups(table, outcome="follow_up", arm="arm", baseline="baseline")
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


def typed_attendance(persistent: int | None = 15, severe: int | None = 10) -> Attendance:
    """Attendance as a school typed it: 12 of 40 and then `persistent` of 45 pupils persistently absent."""
    rows = [("2024/25", 40, 1600, 70, 30, 12, 0), ("2025/26", 45, 1800, 65, 40, persistent, severe)]
    counts = ["pupils", "sessions_possible", "absent_authorised", "absent_unauthorised"]
    names = ["period", *counts, "persistently_absent", "severely_absent"]
    result = attendance_from_summary(pd.DataFrame(rows, columns=names).assign(group="all pupils"))
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


def data_check(pupils: int = 60, *, problems: int = 1, warnings: int = 0) -> DataCheck:
    """A check with two tables there, two missing, and problems that quote what was typed."""
    problem = Problem("outcomes.csv", 7, "score", "'Ann Other'", "a number", "Type a number.")
    warning = Problem("pupils.csv", 3, "sex", "'Ann'", "the usual", "Look at it.", "warning")
    note = ("column 'Notes about Ann Other' is not used",)
    tables = (
        TableCheck("pupils", "Pupils", "pupils.csv", pupils, pupils, 0, (), warnings),
        TableCheck("outcomes", "Outcomes", "outcomes.csv", 2 * pupils, pupils, problems, note),
        TableCheck("attendance", "Attendance", "", 0, 0, 0, ()),
        TableCheck("self_assessment", "Self-assessment", "", 0, None, 0, ()),
    )
    return DataCheck(tables, pupils, (warning,) * warnings + (problem,) * problems)


def table_behind(table: str, *columns: ColumnFilled, **other: Any) -> TableBehind:
    """A table with its columns, saved by hand as a csv."""
    label = table.replace("_", " ").capitalize()
    made = TableBehind(table, label, ".csv", False, None, "", None, None, None, columns, ())
    return replace(made, **other)


def full_quality() -> DataQuality:
    """A school whose tables are full and without a problem."""
    codes = ColumnFilled("pupil_id", "Pupil's code", False, "complete")
    tables = (table_behind("pupils", codes), table_behind("attendance", codes, listed="complete"))
    return DataQuality(tables, (), "complete", (), (), 10)


def quality() -> DataQuality:
    """A school with something lacking of every kind."""
    pupils = table_behind(
        "pupils",
        ColumnFilled("sex", "Sex", True, "complete"),
        ColumnFilled("send", "SEND", True, "partly"),
        ColumnFilled("looked_after", "Looked after", True, "empty"),
        unmissed=(("Left on", "the pupil is still here"),),
    )
    marks = table_behind(
        "attendance",
        ColumnFilled("mark", "Register mark", False, "complete"),
        listed="partly",
        on=dt.date(2026, 3, 2),
        mapping="Attendance by session (SIMS)",
        first=dt.date(2025, 9, 3),
        last=dt.date(2025, 12, 19),
    )
    scores = table_behind(
        "outcomes",
        ColumnFilled("date", "Date", False, "hardly"),
        ColumnFilled("score", "Score", False, "nearly"),
        kind=".xlsx",
    )
    few = table_behind("survey", ColumnFilled("answer", "Answer", False, "unsaid"))
    return DataQuality(
        tables=(pupils, marks, scores, few, table_behind("groups", empty=True)),
        taken=(Taken("Reading", "baseline", "complete"), Taken("Reading", "follow_up", "partly")),
        sessions="nearly",
        not_given=(NotGiven("Outcomes", "Score", "the person was absent"),),
        problems=(
            ProblemKind("Pupils", "Sex", "F or M", "error"),
            ProblemKind("Attendance", "", "a day that is over", "warning"),
        ),
        few=10,
    )


def plan_status(*, frozen: bool = False) -> PlanStatus:
    """The state of a plan."""
    at = dt.datetime(2025, 9, 8, tzinfo=dt.UTC) if frozen else None
    return PlanStatus("before_after", at, "R. Lead", "a" * 64, (), (), True, (), ())


def overview() -> NetworkOverview:
    """Two enquiries, one with a finding."""
    finding = Finding("randomised", "Reading", "effect size", 0.15, -0.1, 0.4, False)
    line = EnquiryLine("Oak", "primary", "reading", "Does it help?", "randomised", True, (finding,))
    decided = replace(line, authority="Northshire", decision="adapt", borrow="The record sheet")
    quiet = replace(line, school="Elm", authority="Southshire", findings=())
    return NetworkOverview("Our network", 2, (decided, quiet))


def progress() -> Progress:
    """A record half filled in."""
    return Progress(
        (SectionProgress("question", "The enquiry question", 1, 3, 5, ("For whom?", "By when?")),)
    )


MONTHS_TABLE = pd.DataFrame(
    {
        "table": "One table",
        "months": [0, 1, 2, 12],
        "least": [0, 0.05, 0.1, 0.96],
        "most": [0.04, 0.09, 0.95, 1],
    }
)


def months(effect: TwoGroupEffect | None = None) -> MonthsOfProgress:
    """A difference between two groups in months of progress."""
    result = months_of_progress(effect or two_groups(), MONTHS_TABLE, attainment=True)
    assert isinstance(result, MonthsOfProgress)
    return result


def strand(name: str, found: float | None, cost: int = 1, evidence: int = 4, **other: Any) -> StrandFacts:
    """A strand of the Toolkit; only the dearest band has no upper end."""
    facts = StrandFacts(
        name, found, None, None, cost, 80.0 * (cost - 1), 80.0 * cost, evidence, None, "", False
    )
    return replace(facts, **{"most": None} if cost == 5 else {}, **other)


def toolkit_view(pupils: int = 30) -> ToolkitView:
    """Four strands: one that the record names, one below zero, one at zero, one without enough evidence."""
    strands = (
        strand("Feedback", 6, primary=7, secondary=5, studies=155, consulted=True),
        strand("Learning styles", None, evidence=0),
        strand("Repeating a year", -2, cost=5, evidence=2, note="Below zero."),
        strand("Setting and streaming", 0, evidence=1),
    )
    counted = (Cell("toolkit pupils", pupils),) if pupils else ()
    return ToolkitView(strands, pupils, "Strands of the Toolkit (somewhere, 2026).", "By one table.", counted)


def list_looked_up() -> LookUp:
    """A list of the programme under two headings."""
    lines = (
        Line("Learning walk", ("Who joins in", "Who takes part?")),
        Line("Photography", ("Places", "Where do you learn well?")),
    )
    return LookUp(
        "prompts", "Questions to ask", "", ("name", "text"), lines, "in our own words, 2026", "A start."
    )


def survey(pupils: int = 24, staff: int = 12, *, seed: int = 3) -> SurveyChange:
    """Answers of pupils and staff to two questions a construct, before and after, from 1 to 5."""
    rows = []
    for role, people in (("pupil", pupils), ("staff", staff)):
        draws = np.random.default_rng(seed)
        for name, number in ((name, number) for name in CAPACITY for number in range(people)):
            start = draws.integers(1, 4, 2)
            ends = start + (number % 3 > 0) * (name != "resources")
            for occasion, given in (("baseline", start), ("follow_up", ends)):
                rows += [(f"{role}{number:03d}", role, occasion, name, f"Q{q}", given[q]) for q in (0, 1)]
    columns = ["respondent_id", "role", "occasion", "construct", "question", "answer"]
    result = survey_change(pd.DataFrame(rows, columns=columns))
    assert isinstance(result, SurveyChange)
    return result


def themes(parents: int = 14, *, trust: int = 12) -> ThemeCount:
    """Four themes of 30 pupils, some parents and 24 staff; 24 parents and staff spoke of the first, some pupils of trust."""
    counts = [
        ("Being known by name", {"pupil": 26, "parent": parents, "staff": 24 - parents}),
        ("Time to talk", {"pupil": 18, "staff": 24}),
        ("Trust", {"pupil": trust}),
        ("Waiting", {"pupil": 30}),
    ]
    rows = []
    for theme, people in counts:
        spoke = [(f"{who}{number}", who) for who, count in people.items() for number in range(count)]
        rows += [(*one, theme, ("helps", "hinders")[place % 2]) for place, one in enumerate(spoke)]
    result = count_themes(pd.DataFrame(rows, columns=["voice_id", "who", "theme", "leaning"]))
    assert isinstance(result, ThemeCount)
    return result


def quotes(parents: int = 14) -> Quotes:
    """Quotes of 16 pupils and of some parents, each of whom said something of their own."""
    spoke = [
        (f"{who}{number}", who)
        for who, count in (("pupil", 16), ("parent", parents))
        for number in range(count)
    ]
    rows = [
        (*one, "Being known by name", f"They know me. That is reason {place}.", "yes")
        for place, one in enumerate(spoke)
    ]
    result = pick_quotes(pd.DataFrame(rows, columns=["voice_id", "who", "theme", "words", "may_quote"]))
    assert isinstance(result, Quotes)
    return result


def indicators(people: int = 24) -> Indicators:
    """Two counts of things, one of people, a percentage, and one that was written down once."""
    rows = [
        ("Followers", "baseline", 270, "", "things", "higher", None),
        ("Followers", "follow_up", 413, "", "things", "higher", None),
        ("Letters home", "baseline", 120, "letters", "things", "lower", None),
        ("Letters home", "follow_up", 131, "letters", "things", "lower", None),
        ("Walking bus", "baseline", 12, "pupils", "people", "higher", None),
        ("Walking bus", "follow_up", people, "pupils", "people", "higher", None),
        ("Attendance", "baseline", 94.9, "%", "things", "higher", 311),
        ("Attendance", "follow_up", 97.0, "%", "things", "higher", 336),
        ("Late marks", "follow_up", 31, "", "things", "lower", None),
    ]
    columns = ["indicator", "occasion", "value", "unit", "counts", "better", "people"]
    result = compare_indicators(pd.DataFrame(rows, columns=columns))
    assert isinstance(result, Indicators)
    return result


def fidelity(*, comparison: bool = True) -> Fidelity:
    """Three ingredients in intervention classes, one of them thin, and one seen in comparison classes too."""
    seen = {
        ("Talk in pairs", "intervention"): ["fully"] * 7 + ["partly"] * 2 + ["not seen"],
        ("Six new words", "intervention"): ["fully"] * 3 + ["partly"] * 4 + ["not seen"] * 3,
        ("Reading at home", "intervention"): ["partly", "not seen"],
        ("Talk in pairs", "comparison"): ["partly"] * 2 + ["not seen"] * 4,
        ("Six new words", "comparison"): ["not seen"] * 6,
    }
    rows = [
        (f"O{arm}{number}", ingredient, arm, how, 2 + number % 3)
        for (ingredient, arm), found in seen.items()
        for number, how in enumerate(found)
        if comparison or arm == "intervention"
    ]
    columns = ["observation_id", "ingredient", "arm", "seen", "quality"]
    result = summarise_fidelity(pd.DataFrame(rows, columns=columns))
    assert isinstance(result, Fidelity)
    return result


def dosage(came: list[int] | None = None, *, intended: int | None = 75) -> Dosage:
    """Ten sessions for each pupil; `came` says to how many of them each pupil came."""
    given = came or [10] * 20 + [9] * 12 + [5] * 14 + [0] * 12
    rows = [
        (f"P{pupil:04d}", f"2025-10-{day:02d}", None, "yes" if day <= count else "no", 30, 25)
        for pupil, count in enumerate(given)
        for day in range(1, 11)
    ]
    columns = ["pupil_id", "date", "session", "attended", "planned_minutes", "minutes"]
    result = summarise_dosage(pd.DataFrame(rows, columns=columns), intended=intended)
    assert isinstance(result, Dosage)
    return result


def pool(schools: int = 8) -> Pool:
    """The effects of up to ten made-up schools, pooled."""
    effects = [0.45, -0.10, 0.32, 0.05, 0.61, -0.22, 0.18, 0.40, 0.02, 0.27][:schools]
    errors_of = [0.20, 0.18, 0.22, 0.15, 0.25, 0.19, 0.12, 0.21, 0.16, 0.24][:schools]
    names = ["Oak", "Elm", "Ash", "Beech", "Holly", "Rowan", "Birch", "Hazel", "Maple", "Yew"][:schools]
    variance = [error**2 for error in errors_of]
    result = pool_effects(pd.DataFrame({"label": names, "g": effects, "variance": variance}))
    assert isinstance(result, Pool)
    return result


def detectable(pupils: int = 90, *, treated: float = 0.5) -> DetectableEffect:
    """What a plan with so many pupils could show."""
    result = detectable_effect(pupils, treated=treated)
    assert isinstance(result, DetectableEffect)
    return result


def from_records() -> list[Result]:
    """One result of every kind that is made of what people wrote."""
    found = estimate(two_groups(), "randomised")
    attended = estimate(attendance(), "before_after")
    nothing = NotEnough("the effect", "the plan has not been frozen")
    return [
        DoesNotApply("the trial", "This school takes part in no trial."),
        written.question_check(),
        written.logic_model(),
        written.timeline(),
        written.process(),
        written.promises(),
        *(
            written.impact_assessment(*said)
            for said in (("yes", "no", "no"), ("no", "not sure"), ("no",) * 3)
        ),
        *(written.reading(one) for one in (found, estimate(one_group(), "before_after"), attended, nothing)),
        *written.pieces(),
        *(piece for one in (found, attended, nothing) for piece in written.about(one)),
        written.trial_part(found),
        written.protocol(),
        written.trial_pool(pool()),
        written.trial_pool(nothing),
    ]


def records_differing_only_where_small() -> list[tuple[Result, Result]]:
    """Pairs of those results that differ only in numbers resting on fewer than ten pupils."""
    one, other = (estimate(two_groups(40, few), "randomised") for few in (8, 7))
    alone, fewer = (estimate(one_group(few), "before_after") for few in (9, 8))
    return [
        (written.question_check(9), written.question_check(8)),
        (written.reading(one), written.reading(other)),
        (written.reading(alone), written.reading(fewer)),
        *zip(written.about(one), written.about(other), strict=True),
        *zip(written.about(alone), written.about(fewer), strict=True),
        (written.trial_part(one), written.trial_part(other)),
        (replace(alone, unlike_plan="fewer"), fewer),
    ]


def voices_differing_only_where_small() -> list[tuple[Result, Result]]:
    """Pairs of what people answered and said that differ only in what few of them did."""
    return [
        (survey(24, 9), survey(24, 8)),
        (survey(9, 4), survey(8, 3)),
        (themes(4), themes(3)),
        (themes(trust=4), themes(trust=3)),
        (quotes(9), quotes(8)),
    ]


def every_result() -> list[Result]:
    """One result of every kind, with nothing withheld."""
    return [
        *(result for family in FAMILIES for result in family.every()),
        NotEnough("the gap", "there is no table", "Fill in the template."),
        gap_scan(),
        planned(gap_scan()),
        attendance(),
        typed_attendance(),
        typed_attendance(None, None),
        benchmark(),
        benchmark(typed_attendance(None, None)),
        registers.by_reason(),
        registers.by_reason({"I": 12, "M": 2}),
        registers.by_group(),
        registers.by_group((12, 3)),
        two_groups(),
        one_group(),
        estimate(two_groups(), "randomised"),
        estimate(two_groups(), "comparison"),
        estimate(one_group(), "before_after"),
        estimate(attendance(), "before_after"),
        plan_status(),
        plan_status(frozen=True),
        progress(),
        data_check(),
        data_check(warnings=1),
        full_quality(),
        quality(),
        DataQuality((), (), None, (), (), 10),
        overview(),
        *from_records(),
        survey(),
        themes(),
        quotes(),
        indicators(),
        list_looked_up(),
        toolkit_view(),
        toolkit_view(0),
        months(),
        fidelity(),
        fidelity(comparison=False),
        dosage(),
        dosage(intended=None),
        pool(),
        pool(3),
        detectable(),
    ]


def differing_only_where_small() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten pupils."""
    absent = [[6] * 12 + [1] * 28]
    few = attendance([*absent, [8] * 4 + [1] * 36])
    fewer = attendance([*absent, [11] * 2 + [5] + [2] * 4 + [1] * 33])
    assert few.periods[1].absence == fewer.periods[1].absence
    return [
        *(pair for family in FAMILIES for pair in family.differing()),
        (gap_scan(7), gap_scan(6)),
        (one_unknown(0), one_unknown(1)),
        (planned(gap_scan(7)), planned(gap_scan(6))),
        (planned(one_unknown(0)), planned(one_unknown(1))),
        (drop_outs(9), drop_outs(6)),
        (few, fewer),
        (typed_attendance(6, 4), typed_attendance(3, 0)),
        (typed_attendance(15, 4), typed_attendance(15, 3)),
        (benchmark(few), benchmark(fewer)),
        (
            registers.by_reason({"II": 30, "M": 12, "R": 3, "O": 10, "GGG": 2}),
            registers.by_reason({"II": 30, "M": 11, "RR": 2, "O": 11, "GGGGG": 1}),
        ),
        (registers.by_reason({"II": 30, "O": 4}), registers.by_reason({"II": 30, "OOO": 3})),
        (registers.by_reason({"II": 26, "IO": 4}), registers.by_reason({"II": 27, "IO": 3})),
        (registers.attended({"II": 26, "IO": 4}), registers.attended({"II": 27, "IO": 3})),
        (registers.attended({"I": 30}, {"I": 8}), registers.attended({"I": 30}, {"I": 7})),
        (registers.attended({"II": 30, "LL": 4}), registers.attended({"II": 30, "LL": 3})),
        (registers.by_group((14, 11), (12, 4)), registers.by_group((14, 11), (13, 3))),
        (registers.by_group((14, 11), known=57), registers.by_group((14, 11), known=56)),
        (estimate(few, "before_after"), estimate(fewer, "before_after")),
        (two_groups(40, 8), two_groups(40, 7)),
        (one_group(9), one_group(8)),
        (estimate(two_groups(40, 8), "randomised"), estimate(two_groups(40, 7), "randomised")),
        (estimate(one_group(9), "before_after"), estimate(one_group(8), "before_after")),
        *voices_differing_only_where_small(),
        (indicators(9), indicators(8)),
        *records_differing_only_where_small(),
        (data_check(9), data_check(8)),
        (data_check(problems=2), data_check(problems=3)),
        (data_check(warnings=1), data_check(warnings=2)),
        (toolkit_view(9), toolkit_view(8)),
        (months(two_groups(40, 8)), months(two_groups(40, 7))),
        (dosage([10] * 9), dosage([10] * 8)),
        (
            dosage([9] * 25 + [5] * 12 + [0] * 3),
            dosage([9] * 25 + [6] * 5 + [5] * 6 + [0] * 4),
        ),
        (detectable(9), detectable(8)),
        (detectable(90, treated=0.1), detectable(80, treated=0.1)),
    ]
