"""How long each statistic takes for 300 pupils, beside one least-squares fit of statsmodels: medians of one run.

    python benchmarks/stats.py [--times N]

A result is to take less than 50 ms, and what draws 2,000 times less than a second. It is the processor's time, of one
thread, so that whatever else the computer does meanwhile does not count.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from functools import partial
from statistics import median

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

import enquiry_lib as el

PUPILS, LIMIT, LIMIT_OF_DRAWS = 300, 50.0, 1000.0

rng = np.random.default_rng(1)
before = rng.standard_normal(PUPILS)
school = np.arange(PUPILS) % 12
after = 0.7 * before + 0.3 * rng.standard_normal(12)[school] + 0.6 * rng.standard_normal(PUPILS)
pupils = pd.DataFrame(
    {
        "pupil_id": [f"P{number}" for number in range(PUPILS)],
        "school": [f"S{number}" for number in school],
        "arm": np.where(np.arange(PUPILS) // 12 % 2, "intervention", "comparison"),
        "whole": np.where(school % 2, "intervention", "comparison"),
        "before": before,
        "after": after,
        "passed": np.where(after > 0, "yes", "no"),
        "passed_before": np.where(before > 0, "yes", "no"),
        "sex": rng.choice(["f", "m"], PUPILS),
        "sen": rng.choice(["yes", "no"], PUPILS, p=[0.2, 0.8]),
        "year_group": rng.choice(["7", "8", "9"], PUPILS),
        "came": rng.choice(["yes", "no"], PUPILS, p=[0.8, 0.2]),
        **{
            f"item_{number}": np.clip(np.round(3 + before + rng.standard_normal(PUPILS)), 1, 5)
            for number in range(8)
        },
    }
)
missing = pupils.assign(
    after=pupils["after"].mask(rng.random(PUPILS) < 0.15),
    before=pupils["before"].mask(rng.random(PUPILS) < 0.1),
)
twice = pupils.melt(
    ["pupil_id", "arm", "sex", "sen", "year_group"],
    ["before", "after"],
    var_name="occasion",
    value_name="score",
).assign(
    occasion=lambda table: table["occasion"].map({"before": "baseline", "after": "follow_up"}),
    measure="Reading",
)
weeks = pd.DataFrame({"week": range(60), "rate": 94 + rng.standard_normal(60)})
schools = pd.DataFrame(
    {"label": [f"S{number}" for number in range(20)], "g": rng.standard_normal(20), "variance": 0.1}
)
boundary = pd.DataFrame({"overall": [0.0, 50.0], "cautious": [5.7, 1.0], "optimistic": [10.0, 3.0]})

days = pd.bdate_range("2025-09-01", periods=190)
register = pd.DataFrame(
    [(name, day, session) for name in pupils["pupil_id"] for day in days for session in ("am", "pm")],
    columns=["pupil_id", "date", "session"],
).assign(mark=lambda table: rng.choice(["/", "I", "O"], len(table), p=[0.93, 0.05, 0.02]))
register = register.astype({"pupil_id": "category", "session": "category", "mark": "category"})
codes = pd.DataFrame(
    {"code": ["/", "I", "O"], "class": ["present", "authorised absence", "unauthorised absence"]}
)
weekly = el.weekly_attendance(register, codes=codes)
counts = pd.DataFrame({"sessions": [114_000] * 150, "there": [107_000] * 150})
answers = pd.DataFrame(
    [
        (name, f"S{question}", occasion, 1 + (len(name) + question) % 5)
        for name in pupils["pupil_id"]
        for question in range(8)
        for occasion in ("baseline", "follow_up")
    ],
    columns=["respondent_id", "statement", "occasion", "answer"],
).assign(construct=lambda table: table["statement"].str.slice(0, 2))
said = pupils[["pupil_id"]].rename(columns={"pupil_id": "voice_id"})
said = said.assign(
    who="pupil", theme=rng.choice(["Friends", "Noise"], PUPILS), words="It was quiet.", may_quote="yes"
)
seen = pd.DataFrame(
    {
        "observation_id": range(300),
        "ingredient": "Talk in pairs",
        "seen": "fully",
        "arm": "intervention",
        "quality": 3,
    }
)
sessions = pd.DataFrame(
    {"pupil_id": np.repeat(pupils["pupil_id"], 20), "date": [*map(str, days[:20])] * PUPILS, "session": None}
).assign(attended="yes", planned_minutes=30, minutes=25)
indicators = pd.DataFrame(
    {"indicator": "letters", "occasion": ["baseline", "follow_up"], "value": [270, 413]}
)
indicators = indicators.assign(counts="things", better="higher")
published = pd.DataFrame(
    [{"measure": "Reading", "group": "sen", "member": "yes", "area": "England", "unit": "SD", "gap": -0.5}]
).assign(source="made up", date="2026-01-01")
like = pd.DataFrame({"school_id": range(3000), "size": rng.random(3000), "premium": rng.random(3000)})
months = pd.DataFrame({"table": "T", "months": [0, 1, 12], "least": [0, 0.05, 0.9], "most": [0.04, 0.9, 1]})
scan = el.scan_gaps(twice, groups=["sex", "sen"])
effect = el.compare_two_groups(pupils, outcome="after", arm="arm", baseline="before")

of_arms = partial(dict, outcome="after", arm="arm")
SINGLE: dict[str, Callable[[], object]] = {
    "compare_two_groups": lambda: el.compare_two_groups(pupils, baseline="before", **of_arms()),
    "compare_means": lambda: el.compare_means(pupils, **of_arms()),
    "compare_in_blocks": lambda: el.compare_in_blocks(pupils, block="school", baseline="before", **of_arms()),
    "compare_in_sites": lambda: el.compare_in_sites(pupils, site="school", baseline="before", **of_arms()),
    "compare_clusters": lambda: el.compare_clusters(
        pupils, cluster="school", baseline="before", outcome="after", arm="whole"
    ),
    "compare_clusters (Kenward-Roger)": lambda: el.compare_clusters(
        pupils,
        cluster="school",
        baseline="before",
        outcome="after",
        arm="whole",
        small_sample="kenward_roger",
    ),
    "correct_for_clusters": lambda: el.correct_for_clusters(2.5, pupils=300, per_cluster=25, icc=0.2),
    "compare_shares": lambda: el.compare_shares(pupils, outcome="passed", arm="arm"),
    "change_in_shares": lambda: el.change_in_shares(pupils, before="passed_before", after="passed"),
    "compare_ranks": lambda: el.compare_ranks(pupils, **of_arms()),
    "compare_several_groups": lambda: el.compare_several_groups(pupils, outcome="after", group="year_group"),
    "associate": lambda: el.associate(pupils, row="sex", column="year_group"),
    "complier_effect": lambda: el.complier_effect(pupils, received="came", baseline="before", **of_arms()),
    "check_attrition": lambda: el.check_attrition(missing, boundary=boundary, baseline="before", **of_arms()),
    "check_balance": lambda: el.check_balance(pupils, arm="arm", covariates=["before", "sex", "sen"]),
    "match_pupils": lambda: el.match_pupils(pupils, on=["before", "sex", "sen"], **of_arms()),
    "weight_pupils": lambda: el.weight_pupils(pupils, on=["before", "sex", "sen"], **of_arms()),
    "impute_and_compare (20 draws)": lambda: el.impute_and_compare(missing, baseline="before", **of_arms()),
    "subgroup_effects": lambda: el.subgroup_effects(
        pupils, groups=["sex", "sen", "year_group"], baseline="before", **of_arms()
    ),
    "set_side_by_side": lambda: el.set_side_by_side(
        pupils, baseline="before", covariates=["sex"], block="school", **of_arms()
    ),
    "regress": lambda: el.regress(pupils, outcome="after", predictors=["before", "sex"], cluster="school"),
    "fit_multilevel": lambda: el.fit_multilevel(
        pupils, outcome="after", predictors=["before"], group="school"
    ),
    "fit_multilevel (slope)": lambda: el.fit_multilevel(
        pupils, outcome="after", predictors=["before"], group="school", slope="before"
    ),
    "before_after": lambda: el.before_after(pupils, before="before", after="after"),
    "expect_regression": lambda: el.expect_regression(pupils, before="before", after="after", cut=-0.5),
    "difference_in_differences": lambda: el.difference_in_differences(
        twice, outcome="score", group="arm", occasion="occasion", unit="pupil_id"
    ),
    "interrupt_series (60 weeks)": lambda: el.interrupt_series(weeks, value="rate", time="week", start=30),
    "scan_gaps (3 columns, twice)": lambda: el.scan_gaps(twice, groups=["sex", "sen", "year_group"]),
    "scan_pairs (3 columns, twice)": lambda: el.scan_pairs(twice, groups=["sex", "sen", "year_group"]),
    "gaps_over_years": lambda: el.gaps_over_years(twice, year="occasion", groups=["sex", "sen"]),
    "pool_effects (20 schools)": lambda: el.pool_effects(schools),
    "against_trend": lambda: el.against_trend(
        own_before=60, own_after=50, pupils_before=300, pupils_after=300, trend_before=20.0, trend_after=19.0
    ),
    "weekly_attendance (a year)": lambda: el.weekly_attendance(register, codes=codes),
    "interrupt_attendance (a year)": lambda: el.interrupt_attendance(weekly, start="2026-01-05"),
    "summarise_attendance (a year)": lambda: el.summarise_attendance(register, codes=codes),
    "absence_by_reason (a year)": lambda: el.absence_by_reason(register, codes=codes),
    "persistent_by_group (a year)": lambda: el.persistent_by_group(
        register, pupils, codes=codes, groups=["sex", "sen", "year_group"]
    ),
    "attendance_rates (150 areas)": lambda: el.attendance_rates(
        counts, possible="sessions", attended="there"
    ),
    "benchmark_gaps": lambda: el.benchmark_gaps(scan, published),
    "similar_schools (of 3,000)": lambda: el.similar_schools(
        like.assign(school_id=like["school_id"].astype(str)), school="7", characteristics=["size", "premium"]
    ),
    "survey_change (8 statements)": lambda: el.survey_change(answers),
    "count_themes": lambda: el.count_themes(said),
    "pick_quotes": lambda: el.pick_quotes(said),
    "compare_indicators": lambda: el.compare_indicators(indicators),
    "summarise_fidelity (300 visits)": lambda: el.summarise_fidelity(seen),
    "summarise_dosage (20 sessions)": lambda: el.summarise_dosage(sessions),
    "months_of_progress": lambda: el.months_of_progress(effect, months, attainment=True),
    "check_attrition_counts": lambda: el.check_attrition_counts(
        allocated=(150, 150), analysed=(140, 130), boundary=boundary
    ),
    "power_of_two_groups": lambda: el.power_of_two_groups(effect=0.3, power=0.8),
    "power_of_pairs": lambda: el.power_of_pairs(effect=0.3, power=0.8),
    "power_of_several_groups": lambda: el.power_of_several_groups(3, effect=0.3, power=0.8),
    "power_of_two_shares": lambda: el.power_of_two_shares(first=0.2, second=0.3, power=0.8),
    "detectable_effect": lambda: el.detectable_effect(300, r_squared=0.5),
    "detectable_by_schools": lambda: el.detectable_by_schools(30, icc=0.15),
    "weigh_effect (with a prior)": lambda: el.weigh_effect(
        (0.2, 0.1, 298.0), smallest_worthwhile=0.1, certainty=80, prior_mean=0.06, prior_sd=0.2
    ),
    "reliability (8 items)": lambda: el.reliability(pupils, items=[f"item_{number}" for number in range(8)]),
    "floor_and_ceiling": lambda: el.floor_and_ceiling(twice, lowest=-3, highest=3, occasion="occasion"),
    "compare_measures": lambda: el.compare_measures(twice),
}
DRAWN: dict[str, Callable[[], object]] = {
    "permute_arms (pupils)": lambda: el.permute_arms(pupils, baseline="before", **of_arms()),
    "permute_arms (within schools)": lambda: el.permute_arms(
        pupils, baseline="before", within="school", **of_arms()
    ),
    "permute_arms (whole schools)": lambda: el.permute_arms(
        pupils, outcome="after", arm="whole", baseline="before", cluster="school"
    ),
    "bootstrap_effect (pupils)": lambda: el.bootstrap_effect(pupils, baseline="before", **of_arms()),
    "bootstrap_effect (whole schools)": lambda: el.bootstrap_effect(
        pupils, outcome="after", arm="whole", baseline="before", cluster="school"
    ),
}


def reference() -> None:
    """Fit least squares once, with its interval: what all is measured by."""
    OLS(after, np.column_stack([np.ones(PUPILS), before, pupils["arm"] == "intervention"])).fit().conf_int()


def milliseconds(work: Callable[[], object], times: int) -> float:
    """Give the median of several times, after one that does not count."""
    work()
    return median(_timed(work) for _ in range(times))


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=9)
    times = parser.parse_args().times
    fit = milliseconds(reference, 10 * times)
    print(
        f"{PUPILS} pupils; one least-squares fit of statsmodels takes {fit:.2f} ms, and is 1 in the second column.\n"
    )
    for title, timed, limit, many in (
        ("one result", SINGLE, LIMIT, times),
        ("2,000 draws", DRAWN, LIMIT_OF_DRAWS, 3),
    ):
        print(f"{title:36} {'ms':>8} {'fits':>7}   limit {limit:g} ms")
        for name, work in timed.items():
            took = milliseconds(work, many)
            print(f"{name:36} {took:8.1f} {took / fit:7.1f}   {'ABOVE' if took > limit else ''}")
        print()
    print("not timed:", ", ".join(not_timed()) or "none")


def not_timed() -> list[str]:
    """Name the statistics that are not in the table."""
    timed = {name.split(" ", 1)[0] for name in (*SINGLE, *DRAWN)}
    return [
        name
        for name in el.__all__
        if getattr(el, name).__module__.startswith("enquiry_lib.stats.") and name not in timed
    ]


if __name__ == "__main__":
    main()
