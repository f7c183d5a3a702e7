"""A school's gaps looked at more closely: pupils in two groups at once, several years together, published gaps beside them.

All of it is about the start: what was known when the question was asked (`Enquiry.baseline`), and scores of earlier
school years. What was measured later waits for the plan.
"""

from __future__ import annotations

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry, nothing_to
from enquiry_lib.data.groups import with_groups
from enquiry_lib.school_years import school_year, year_of
from enquiry_lib.stats.gap_benchmarks import GapBenchmarks, benchmark_gaps
from enquiry_lib.stats.gap_pairs import PairScan, scan_pairs
from enquiry_lib.stats.gap_years import GapsOverYears, gaps_over_years
from enquiry_lib.stats.gaps import GapScan
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.reference import own_table

PAIRS = "gaps of pupils in two groups at once"
OVER_YEARS = "gaps over several school years"
BESIDE = "the comparison with published gaps"
YEAR = "school_year"


def school_gap_pairs(enquiry: Enquiry) -> PairScan | NotEnough:
    """Compare, at the start, the pupils who are in two groups at once with all others.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> school_gap_pairs(open_enquiry("example")).gaps[0].occasion
    'baseline'
    """
    loaded = enquiry.loaded("outcomes")
    if loaded.frame.empty:
        return nothing_to(PAIRS, loaded)
    return scan_pairs(enquiry.baseline(join="pupils"))


# --- several years ----------------------------------------------------------------------------------------


def school_gaps_over_years(enquiry: Enquiry) -> GapsOverYears | NotEnough:
    """Compare every group with the others of its own year, over all school years whose scores the school has kept.

    The year of a score is that of its day; without one, what its occasion says, as "2023/24" does. Of a year with
    several occasions the one at the start is taken. Year groups are those of the year in question; all other groups
    are as the list has them now, and pupils who are no longer on it are in none.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> school_gaps_over_years(open_enquiry("example")).found
    'all scores are of one school year'
    """
    loaded = enquiry.loaded("outcomes")
    if loaded.frame.empty:
        return nothing_to(OVER_YEARS, loaded)
    rows = _at_the_start(_of_all_years(enquiry, loaded.frame), before=enquiry.before)
    if rows[YEAR].nunique() < 2:
        do = "Add scores of earlier years to the table of outcomes, each with its day, or with its school year as the occasion."
        return NotEnough(OVER_YEARS, "all scores are of one school year", do)
    cohorts = [_with_groups(enquiry, sat, str(year)) for year, sat in rows.groupby(YEAR)]
    groups = [str(name) for name in cohorts[-1].select_dtypes("category").columns]
    return gaps_over_years(pd.concat(cohorts, ignore_index=True), year=YEAR, groups=groups)


def _of_all_years(enquiry: Enquiry, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Give the scores at the start of the enquiry's own year, and all of the years before, with their school year."""
    own, every = (_with_year(table, enquiry) for table in (enquiry.baseline(), outcomes))
    known = [own[own[YEAR] == enquiry.year], every[(every[YEAR] != "") & (every[YEAR] < enquiry.year)]]
    return pd.concat(known, ignore_index=True)


def _with_year(outcomes: pd.DataFrame, enquiry: Enquiry) -> pd.DataFrame:
    """Add the school year of each score; without a day and a word for it, only that of the start is known."""
    table = outcomes.astype({"measure": "str", "occasion": "str"})
    said = [
        year_of(day)
        if pd.notna(day)
        else school_year(when) or (enquiry.year if when == enquiry.before else "")
        for day, when in zip(pd.to_datetime(table["date"]), table["occasion"], strict=True)
    ]
    return table.assign(**{YEAR: said})


def _at_the_start(rows: pd.DataFrame, *, before: str) -> pd.DataFrame:
    """Keep one occasion of each measure and year: the one called as the enquiry's, or else the first by its day."""
    by = ["later", "date", "occasion"]
    ordered = rows.assign(later=rows["occasion"] != before).sort_values(by, kind="stable")
    first = ordered.groupby(["measure", YEAR])["occasion"].transform("first")
    return rows[ordered["occasion"].eq(first).reindex(rows.index)]


def _with_groups(enquiry: Enquiry, rows: pd.DataFrame, year: str) -> pd.DataFrame:
    pupils = with_groups(enquiry.pupils_in(year), enquiry.loaded("groups").frame)
    plain = rows.astype(dict.fromkeys(rows.select_dtypes("category").columns, "str"))
    return plain.merge(pupils, on="pupil_id", how="left")


# --- published gaps ---------------------------------------------------------------------------------------


def school_gaps_beside_published(enquiry: Enquiry, gaps: GapScan | NotEnough) -> GapBenchmarks | NotEnough:
    """Put a school's gaps beside those that the network's own table of published gaps has.

    The table is published_gaps.csv in the network's folder of reference data; a row without a source of its own has that of
    the table.
    """
    table = enquiry.reference("published_gaps")
    if not table:
        do = f"Where gaps are published, the coordinator can add them to {own_table('published_gaps', table.nation)}."
        return NotEnough(BESIDE, "the network has no table of published gaps", do)
    facts = table.facts
    for column, of_table in (("source", table.source), ("date", table.date)):
        facts = facts.assign(**{column: facts[column].replace("", of_table)})
    return benchmark_gaps(gaps, facts)
