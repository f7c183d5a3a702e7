"""A school's gaps looked at more closely."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest
import samples_gaps

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.gaps import school_gap_pairs, school_gaps_beside_published, school_gaps_over_years
from enquiry_lib.stats.gap_benchmarks import GapBenchmarks
from enquiry_lib.stats.gap_pairs import PairScan
from enquiry_lib.stats.gap_years import GapsOverYears, gaps_over_years
from enquiry_lib.stats.gaps import GapScan, scan_gaps
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import EvaluationPlan, Freeze, Record
from enquiry_lib.store.saving import save_record

Filled = Callable[[pd.DataFrame], Enquiry]
OUTCOMES = ["pupil_id", "measure", "occasion", "date", "score"]


@pytest.fixture
def filled(network: Network) -> Filled:
    """A school with the pupils and scores of a table that has both."""
    data = network.data_folder("oak-primary")
    data.mkdir(parents=True)

    def fill(table: pd.DataFrame) -> Enquiry:
        pupils = table.drop_duplicates("pupil_id")[["pupil_id", "year_group", "pupil_premium", "sex"]]
        pupils.to_csv(data / "pupils.csv", index=False)
        table.reindex(columns=OUTCOMES).to_csv(data / "outcomes.csv", index=False)
        return open_enquiry(network.folder, "oak-primary")

    return fill


def _three_years() -> pd.DataFrame:
    """Forty pupils a year; of the year before there is a second test, in which all scored far more."""
    years = {"2023": "2023-09-20", "2024": "2024-09-20", "baseline": "2025-09-20"}
    frames = []
    for number, (occasion, day) in enumerate(years.items()):
        table = samples_gaps.pupils(40, few=0, seed=number).assign(occasion=occasion, date=day)
        frames.append(table.assign(pupil_id=table["pupil_id"] + "-" + occasion))
    again = frames[1].assign(occasion="2024 summer", date="2025-06-20", score=frames[1]["score"] + 50)
    return pd.concat([*frames, again], ignore_index=True)


# --- pairs ------------------------------------------------------------------------------------------------


def test_pairs_are_those_of_the_start(filled: Filled) -> None:
    """Before the plan is frozen pairs are of the first occasion, and scores from after are not looked at."""
    table = samples_gaps.pupils(few=0)
    later = table.assign(occasion="follow_up", score=1.0)
    found = school_gap_pairs(filled(pd.concat([table, later])))
    assert isinstance(found, PairScan)
    assert {gap.occasion for gap in found.gaps} == {"baseline"}
    assert set(found.crossed) == {"year_group", "pupil_premium", "sex"}


def test_without_a_table_of_outcomes_it_is_said_what_to_fill_in(network: Network) -> None:
    """Where there are no scores both say which table is missing."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    for found in (school_gap_pairs(enquiry), school_gaps_over_years(enquiry)):
        assert isinstance(found, NotEnough)
        assert "no table called outcomes" in found.found


# --- several years ----------------------------------------------------------------------------------------


def test_years_go_by_the_day_and_one_occasion_stands_for_each(filled: Filled) -> None:
    """The gap is that of the scores at the start of each year, as gaps_over_years has it by itself."""
    table = _three_years()
    found = school_gaps_over_years(filled(table))
    assert isinstance(found, GapsOverYears)
    assert found.years == ("2023/24", "2024/25", "2025/26")
    alone = gaps_over_years(
        table[table["occasion"] != "2024 summer"], year="occasion", groups=["pupil_premium"]
    )
    assert isinstance(alone, GapsOverYears)
    (gap,) = (gap for gap in found.gaps if gap.group == "pupil_premium")
    assert gap.difference == pytest.approx(alone.gaps[0].difference)
    assert gap.n == alone.gaps[0].n


def test_year_groups_are_those_of_the_year_in_question(filled: Filled) -> None:
    """A pupil in Year 6 now was in Year 5 a year ago, and is compared there."""
    found = school_gaps_over_years(filled(_three_years()))
    assert isinstance(found, GapsOverYears)
    years = {gap.member: gap.years for gap in found.gaps if gap.group == "year_group"}
    assert years["5"] == ("2024/25", "2025/26")
    assert years["6"] == ("2025/26",)


def test_a_year_can_be_told_by_the_occasion(filled: Filled) -> None:
    """Without days, an occasion that is a school year says which one, and the baseline is of the enquiry's own."""
    table = _three_years().replace({"occasion": {"2023": "2023/24", "2024": "2024-25"}}).assign(date="")
    found = school_gaps_over_years(filled(table))
    assert isinstance(found, GapsOverYears)
    assert found.years == ("2023/24", "2024/25", "2025/26")


def test_one_year_alone_is_said_to_be_one(filled: Filled) -> None:
    """Scores of one year make no several, and what waits for the plan is not a second."""
    table = samples_gaps.pupils(few=0).assign(date="2025-09-20")
    later = table.assign(occasion="follow_up", date="2026-08-20")
    enquiry = filled(pd.concat([table, later]))
    for _ in ("before the plan is frozen", "and after"):
        found = school_gaps_over_years(enquiry)
        assert isinstance(found, NotEnough)
        assert found.found == "all scores are of one school year"
        plan = EvaluationPlan(
            measure="Reading", freeze=Freeze(at=dt.datetime(2025, 9, 1, tzinfo=dt.UTC), hash="h")
        )
        save_record(enquiry.record_path, Record(evaluation_plan=plan))


# --- published gaps ---------------------------------------------------------------------------------------

PUBLISHED = (
    "measure,group,member,area,unit,gap,source\nReading,pupil_premium,yes,England,points,-4.5,A page\n"
)


def _publish(network: Network, text: str) -> None:
    folder = network.folder / "reference" / "england"
    folder.mkdir(parents=True)
    (folder / "published_gaps.csv").write_text(text, encoding="utf-8")
    (folder / "sources.toml").write_text('[published_gaps]\ndate = "2026-07-01"\n', encoding="utf-8")


def _scan() -> GapScan:
    found = scan_gaps(samples_gaps.pupils(few=0), groups=["pupil_premium"])
    assert isinstance(found, GapScan)
    return found


def test_a_gap_stands_beside_the_networks_own_table(network: Network) -> None:
    """The published gap, its source and the day of its table stand beside the school's own."""
    _publish(network, PUBLISHED)
    found = school_gaps_beside_published(open_enquiry(network.folder, "oak-primary"), _scan())
    assert isinstance(found, GapBenchmarks)
    (line,) = found.lines
    assert (line.published, line.source, line.date) == (-4.5, "A page", "2026-07-01")
    assert line.gap == pytest.approx(_scan().gaps[0].difference)


def test_without_a_table_it_is_said_where_one_goes(network: Network) -> None:
    """No published gap came with the workbooks; the coordinator is told where to put them."""
    found = school_gaps_beside_published(open_enquiry(network.folder, "oak-primary"), _scan())
    assert isinstance(found, NotEnough)
    assert found.do.endswith("reference/england/published_gaps.csv.")


def test_without_gaps_the_reason_is_kept(network: Network) -> None:
    """Where no gap could be worked out there is nothing to set beside, for the same reason."""
    _publish(network, PUBLISHED)
    reason = NotEnough("gaps", "no row has a score", "Check.")
    found = school_gaps_beside_published(open_enquiry(network.folder, "oak-primary"), reason)
    assert isinstance(found, NotEnough)
    assert (found.found, found.do) == ("no row has a score", "Check.")
