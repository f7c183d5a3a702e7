"""The data behind a report, worked out from a school's tables without a count of people."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict

import pandas as pd
import pytest

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.quality import DataQuality, NotGiven, data_quality
from enquiry_lib.data.brought_in import IMPORTS
from enquiry_lib.show import showing
from enquiry_lib.stats.completeness import Filled
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import EvaluationPlan, Record
from enquiry_lib.store.record.day4 import Freeze
from enquiry_lib.store.saving import save_record

PUPILS = [f"PUP{number:03d}" for number in range(200)]


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """A school with two hundred pupils who were tested once, on 15 September."""
    network.data_folder("oak-primary").mkdir(parents=True)
    found = open_enquiry(network.folder, "oak-primary")
    _pupils(found)
    _outcomes(found)
    return found


def _write(enquiry: Enquiry, name: str, lines: list[str]) -> None:
    folder = enquiry.network.data_folder(enquiry.school.id)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _pupils(enquiry: Enquiry, unknown: int = 0) -> None:
    rows = [f"{pupil},4,{'' if place < unknown else 'F'}" for place, pupil in enumerate(PUPILS)]
    _write(enquiry, "pupils.csv", ["pupil_id,year_group,sex", *rows])


def _outcomes(enquiry: Enquiry, *, symbols: int = 0, after: int = 0, early: int = 0) -> None:
    """Scores of all pupils, so many of them withheld; `after` pupils have a second score, `early` an odd day."""
    days = ["2025-09-08" if place < early else "2025-09-15" for place in range(len(PUPILS))]
    scores = ["SUPP" if place < symbols else "100" for place in range(len(PUPILS))]
    rows = [f"{pupil},Reading,baseline,{days[at]},{scores[at]}" for at, pupil in enumerate(PUPILS)]
    rows += [f"{pupil},Reading,follow_up,2026-03-16,104" for pupil in PUPILS[:after]]
    _write(enquiry, "outcomes.csv", ["pupil_id,measure,occasion,date,score", *rows])


def _column(quality: DataQuality, table: str, column: str) -> Filled:
    columns = {(one.table, found.column): found.filled for one in quality.tables for found in one.columns}
    return columns[table, column]


def test_a_school_without_tables_has_nothing_behind_its_report(network: Network) -> None:
    """No table, no problem, and nobody to judge."""
    found = data_quality(open_enquiry(network.folder, "elm-secondary"))
    assert (found.tables, found.taken, found.sessions, found.problems) == ((), (), None, ())


def test_what_is_lacking_is_said_in_bands(enquiry: Enquiry) -> None:
    """Sixty of two hundred without a value: partly; a column that the file does not have is empty."""
    _pupils(enquiry, unknown=60)
    found = data_quality(enquiry)
    assert _column(found, "pupils", "sex") == "partly"
    assert _column(found, "pupils", "eal") == "empty"
    assert _column(found, "pupils", "year_group") == "complete"


def test_an_empty_cell_that_says_something_is_no_lack(enquiry: Enquiry) -> None:
    """Nobody has left, and the column of leavers is not judged; what an empty cell says is there instead."""
    pupils = data_quality(enquiry).tables[0]
    assert "left_on" not in {column.column for column in pupils.columns}
    assert pupils.unmissed == (("Left on", "the pupil is still here"),)


@pytest.mark.parametrize("few", [1, 3, 9])
def test_a_few_people_change_nothing(enquiry: Enquiry, few: int) -> None:
    """A few unknown pupils, withheld scores or odd days give the very result that none gives, and the same page."""
    before = data_quality(enquiry)
    _pupils(enquiry, unknown=few)
    _outcomes(enquiry, symbols=few, early=few)
    after = data_quality(enquiry)
    assert after == before
    assert showing.bundle(after) == showing.bundle(before)


def test_why_numbers_were_not_given(enquiry: Enquiry) -> None:
    """The reason behind a symbol is named once where enough people are concerned."""
    _outcomes(enquiry, symbols=12)
    assert data_quality(enquiry).not_given == (
        NotGiven("Outcomes", "Score", "withheld because few pupils are behind it"),
    )


def test_scores_that_wait_for_the_plan_are_not_looked_at(enquiry: Enquiry) -> None:
    """Before the plan is frozen nothing is said of who was measured again; afterwards it is."""
    _outcomes(enquiry, after=120)
    assert data_quality(enquiry).taken == ()
    freeze = Freeze(at=dt.datetime(2025, 9, 10, tzinfo=dt.UTC), hash="a" * 64)
    plan = EvaluationPlan(measure="Reading", freeze=freeze)
    save_record(enquiry.record_path, Record(evaluation_plan=plan))
    found = data_quality(enquiry)
    assert [(one.occasion, one.filled) for one in found.taken] == [
        ("baseline", "complete"),
        ("follow_up", "partly"),
    ]
    assert found.tables[1].last == dt.date(2026, 3, 16)


@pytest.mark.parametrize("few", [0, 9])
def test_an_occasion_of_a_few_pupils_is_passed_over(enquiry: Enquiry, few: int) -> None:
    """Nine pupils with a second score are not told from none."""
    freeze = Freeze(at=dt.datetime(2025, 9, 10, tzinfo=dt.UTC), hash="a" * 64)
    save_record(enquiry.record_path, Record(evaluation_plan=EvaluationPlan(freeze=freeze)))
    _outcomes(enquiry, after=few)
    assert data_quality(enquiry).taken == ()


def test_imports_are_said_with_day_and_mapping(enquiry: Enquiry) -> None:
    """A table that was brought in says when and by which mapping; one saved by hand does not."""
    line = {"when": "2026-03-02T10:00:00", "table": "outcomes", "mapping": "Marks (Arbor)"}
    _write(enquiry, IMPORTS, [json.dumps([line])])
    pupils, outcomes = data_quality(enquiry).tables
    assert (pupils.on, pupils.mapping) == (None, "")
    assert (outcomes.on, outcomes.mapping) == (dt.date(2026, 3, 2), "Marks (Arbor)")


def test_problems_are_kinds_without_what_was_typed(enquiry: Enquiry) -> None:
    """A name in the place of a value is not in the result, and three such cells are one kind."""
    rows = [f"{pupil},4,Ann Other" for pupil in PUPILS[:3]]
    _write(enquiry, "pupils.csv", ["pupil_id,year_group,sex", *rows])
    found = data_quality(enquiry)
    kinds = [(one.table, one.column, one.level) for one in found.problems]
    assert kinds.count(("Pupils", "Sex", "error")) == 1
    assert "Ann" not in str(asdict(found))


def test_who_is_on_the_list_and_in_no_other_table(enquiry: Enquiry) -> None:
    """Half the pupils on the list are in the scores: part of them."""
    _write(
        enquiry,
        "outcomes.csv",
        ["pupil_id,measure,occasion,score", *(f"{pupil},Reading,baseline,1" for pupil in PUPILS[:110])],
    )
    outcomes = data_quality(enquiry).tables[1]
    assert outcomes.listed == "partly"
    assert _column(data_quality(enquiry), "outcomes", "date") == "empty"


@pytest.mark.parametrize(("many", "band"), [(0, "complete"), (9, "complete"), (60, "partly")])
def test_whether_marks_agree_in_number(enquiry: Enquiry, many: int, band: str) -> None:
    """Pupils whose last two weeks of eight are without marks have fewer sessions than is usual."""
    days = pd.bdate_range("2025-09-08", periods=40).strftime("%Y-%m-%d")
    rows = [
        f"{pupil},{day},{session},/"
        for place, pupil in enumerate(PUPILS)
        for day in days[: 30 if place < many else 40]
        for session in ("AM", "PM")
    ]
    assert data_quality(enquiry).sessions is None
    _write(enquiry, "attendance.csv", ["pupil_id,date,session,mark", *rows])
    assert data_quality(enquiry).sessions == band


def test_a_summary_beside_a_few_weeks_of_marks_is_said(enquiry: Enquiry) -> None:
    """Marks of ten days come first; that a summary of the year was not used is part of what stands behind the report."""
    days = pd.bdate_range("2025-09-08", periods=10).strftime("%Y-%m-%d")
    rows = [f"{pupil},{day},AM,/" for pupil in PUPILS for day in days]
    _write(enquiry, "attendance.csv", ["pupil_id,date,session,mark", *rows])
    assert not data_quality(enquiry).summary_not_used
    counts = "period,group,pupils,sessions_possible,absent_authorised,absent_unauthorised"
    _write(enquiry, "attendance_summary.csv", [counts, "2025/26,all pupils,200,76000,3000,900"])
    assert data_quality(enquiry).summary_not_used


def test_a_visit_has_nobody_behind_it(enquiry: Enquiry) -> None:
    """Observations are about visits: a single one without a date is seen, and the days are those of all visits."""
    rows = [
        f"B00{number},{'' if number > 3 else '2025-11-1' + str(number)},learning walk,Pairs,fully"
        for number in range(5)
    ]
    _write(enquiry, "observations.csv", ["observation_id,date,method,ingredient,seen", *rows])
    found = data_quality(enquiry)
    assert _column(found, "observations", "date") == "partly"
    assert (found.tables[-1].first, found.tables[-1].last) == (dt.date(2025, 11, 10), dt.date(2025, 11, 13))
