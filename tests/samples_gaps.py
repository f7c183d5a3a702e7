"""Results about gaps: pairs of groups, several years, published figures; for tests of the show room."""

from __future__ import annotations

import numpy as np
import pandas as pd

from enquiry_lib.stats.gap_benchmarks import GapBenchmarks, benchmark_gaps
from enquiry_lib.stats.gap_pairs import PairScan, scan_pairs
from enquiry_lib.stats.gap_years import GapsOverYears, gaps_over_years
from enquiry_lib.stats.gaps import GapScan, scan_gaps
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.similar_schools import SimilarSchools, similar_schools

GROUPS = ("pupil_premium", "send", "sex", "year_group")


def pupils(n: int = 120, *, few: int = 12, behind: float = 12.0, seed: int = 4) -> pd.DataFrame:
    """One test of so many pupils in four columns of groups; the first `few` have an education plan, and score alike."""
    draws = np.random.default_rng(seed)
    place = np.arange(n)
    table = pd.DataFrame({"pupil_id": [f"P{number:04d}" for number in place]})
    table = table.assign(measure="Reading", occasion="baseline", school_year="2024/25")
    table["pupil_premium"] = np.where(place % 3 == 0, "yes", "no")
    table["send"] = np.where(place < few, "E", np.where(place % 4 == 1, "K", "none"))
    table["sex"] = np.where(place % 2 == 0, "F", "M")
    table["year_group"] = np.where(place // 2 % 2 == 0, "5", "6")
    table["score"] = draws.normal(100, 15, n) - behind * (table["pupil_premium"] == "yes")
    return table


def many_gaps(**made: float) -> GapScan:
    """A scan of four columns."""
    result = scan_gaps(pupils(**made), groups=GROUPS, smallest_group=3)  # type: ignore[arg-type]
    assert isinstance(result, GapScan)
    return result


def pairs(*, few: int = 12, behind: float = 12.0) -> PairScan:
    """A scan of pairs of four columns; of few pupils with a plan also the pairs are few."""
    result = scan_pairs(pupils(few=few, behind=behind), groups=GROUPS, smallest_group=3)
    assert isinstance(result, PairScan)
    return result


def few_in_both(few: int) -> PairScan:
    """A scan of one pair, of which so many pupils are in both groups."""
    table = pupils()
    place = np.arange(len(table))
    table["send"] = np.where((place % 3 == 0) & (place < 3 * few), "K", np.where(place % 3 == 1, "K", "none"))
    result = scan_pairs(table, groups=("pupil_premium", "send"), smallest_group=3)
    assert isinstance(result, PairScan)
    return result


def cohorts(*, few: int = 6, again: int = 0) -> pd.DataFrame:
    """Three cohorts of 40 pupils, each with `few` looked-after pupils; `again` pupils are there in the next year too."""
    frames = []
    for number, year in enumerate(("2023/24", "2024/25", "2025/26")):
        table = pupils(40, seed=number).assign(school_year=year)
        table["pupil_id"] = [f"P{place:04d}" for place in range(100 * number, 100 * number + 40)]
        if number:
            table.loc[: again - 1, "pupil_id"] = [
                f"P{100 * (number - 1) + 39 - place:04d}" for place in range(again)
            ]
        table["looked_after"] = np.where(np.arange(40) < few, "yes", "no")
        frames.append(table)
    return pd.concat(frames, ignore_index=True)


def years(*, few: int = 6, again: int = 0, smallest_group: int = 3) -> GapsOverYears:
    """Gaps over three years."""
    groups = ("pupil_premium", "looked_after", "sex")
    table = cohorts(few=few, again=again)
    result = gaps_over_years(table, year="school_year", groups=groups, smallest_group=smallest_group)
    assert isinstance(result, GapsOverYears)
    return result


def published(**other: object) -> pd.DataFrame:
    """Invented published gaps of two groups in two areas."""
    rows = [
        {"group": group, "member": member, "area": area, "gap": gap}
        for group, member, gaps in (("pupil_premium", "yes", (-6.0, -9.5)), ("sex", "M", (-3.0, -2.0)))
        for area, gap in zip(("England", "Northshire"), gaps, strict=True)
    ]
    common = {"measure": "Reading", "unit": "points", "source": "invented", "date": "2026-01-01"}
    return pd.DataFrame(rows).assign(**common | other)


def beside(scan: GapScan | None = None, **other: object) -> GapBenchmarks:
    """A school's gaps beside invented published ones."""
    result = benchmark_gaps(scan or many_gaps(), published(**other))
    assert isinstance(result, GapBenchmarks)
    return result


def schools(n: int = 30) -> pd.DataFrame:
    """Invented published figures of so many schools."""
    draws = np.random.default_rng(2)
    return pd.DataFrame(
        {
            "school_id": [f"Made-up school {number}" for number in range(n)],
            "pupils": draws.integers(90, 500, n),
            "pupil_premium": draws.uniform(5, 60, n).round(1),
            "progress": draws.normal(0, 2, n).round(2),
        }
    )


def similar(**asked: object) -> SimilarSchools:
    """The eight schools most like the first."""
    given = {"school": "Made-up school 0", "characteristics": ["pupils", "pupil_premium"], "k": 8} | asked
    result = similar_schools(schools(), **given)  # type: ignore[arg-type]
    assert isinstance(result, SimilarSchools)
    return result


def every() -> list[Result]:
    """One result of every kind, with nothing withheld."""
    return [
        many_gaps(few=0),
        many_gaps(behind=0.0),
        pairs(few=0),
        pairs(few=0, behind=0.0),
        years(few=6),
        years(few=6, again=5),
        beside(many_gaps(few=0)),
        beside(many_gaps(few=0), unit="SD", gap=-0.3),
        similar(),
        similar(outcome="progress"),
    ]


def differing() -> list[tuple[Result, Result]]:
    """Pairs of results that differ only in numbers resting on fewer than ten pupils."""
    return [
        (few_in_both(8), few_in_both(7)),
        (years(few=2), years(few=3)),
        (few_premium(8), few_premium(7)),
        (beside(few_premium(8)), beside(few_premium(7))),
    ]


def few_premium(few: int) -> GapScan:
    """A scan of four columns in which so few pupils have the pupil premium, and all else is the same."""
    table = pupils()
    table["pupil_premium"] = np.where(np.arange(len(table)) < few, "yes", "no")
    result = scan_gaps(table, groups=GROUPS, smallest_group=3)
    assert isinstance(result, GapScan)
    return result
