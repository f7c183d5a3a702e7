"""Tables as people hand them over: time zones, names of columns twice, an index of the same name, groups written in several ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import enquiry_lib as el
from enquiry_lib import errors

CODES = pd.DataFrame({"code": ["/", "I"], "class": ["present", "authorised absence"]})
DAYS = pd.bdate_range("2025-09-01", periods=25)


def marks(days: pd.DatetimeIndex) -> pd.DataFrame:
    """Give the marks of one pupil who is ill in the last week."""
    return pd.DataFrame({"pupil_id": "A", "date": days, "session": "am", "mark": ["/"] * 20 + ["I"] * 5})


def test_a_day_is_the_day_of_its_own_clock() -> None:
    """Midnight of a summer's day in London is not the day before, though it is in Greenwich."""
    there = marks(DAYS.tz_localize("Europe/London"))
    assert el.summarise_attendance(there, codes=CODES) == el.summarise_attendance(marks(DAYS), codes=CODES)
    assert el.weekly_attendance(there, codes=CODES) == el.weekly_attendance(marks(DAYS), codes=CODES)


def test_a_start_may_have_a_time_zone() -> None:
    """The first of July is in July."""
    months = pd.date_range("2020-01-01", periods=36, freq="MS")
    rows = pd.DataFrame({"month": months, "value": np.random.default_rng(3).normal(size=36)})
    start = pd.Timestamp("2021-07-01")
    asked: dict[str, Any] = {"value": "value", "time": "month", "every": "month"}
    london = rows.assign(month=months.tz_localize("Europe/London"))
    found = el.interrupt_series(london, start=start.tz_localize("Europe/London"), **asked)
    assert found == el.interrupt_series(rows, start=start, **asked)
    assert found.start == "July 2021"


# --- columns ----------------------------------------------------------------------------------------------


def pupils() -> pd.DataFrame:
    """Give sixty pupils in two arms and three groups."""
    rng = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "arm": ["intervention", "comparison"] * 30,
            "group": ["A", "B", "C"] * 20,
            "before": rng.normal(size=60),
            "after": rng.normal(size=60),
        }
    )


TRIAL: dict[str, Any] = {"outcome": "after", "arm": "arm", "pupil": None}
ASKED: dict[str, Callable[[pd.DataFrame], Any]] = {
    "two groups": lambda rows: el.compare_two_groups(rows, baseline="before", **TRIAL),
    "clusters": lambda rows: el.compare_clusters(rows, cluster="group", **TRIAL),
    "sites": lambda rows: el.compare_in_sites(rows, site="group", **TRIAL),
    "several": lambda rows: el.compare_several_groups(rows, outcome="after", group="group", pupil=None),
    "regress": lambda rows: el.regress(rows, outcome="after", predictors=["before", "group"], pupil=None),
    "multilevel": lambda rows: el.fit_multilevel(
        rows, outcome="after", predictors=["before"], group="group", pupil=None
    ),
    "subgroups": lambda rows: el.subgroup_effects(rows, groups=["group"], **TRIAL),
    "matching": lambda rows: el.match_pupils(rows, arm="arm", on=["before"], exact=["group"], pupil=None),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
@pytest.mark.parametrize("name", ["group", "after", "arm", "before"])
def test_a_name_that_two_columns_have_is_refused(ask: Callable[[pd.DataFrame], Any], name: str) -> None:
    """Nobody can say which of the two is meant; a name that is not asked about does no harm."""
    rows = pupils()
    twice = pd.concat([rows, rows[[name]]], axis=1)
    try:
        found = ask(twice)
    except errors.WrongValue as problem:
        assert f"{name} more than once" in str(problem)
    else:
        assert found == ask(rows)


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_an_index_may_have_the_name_of_a_column(ask: Callable[[pd.DataFrame], Any]) -> None:
    """The column is what is asked about."""
    rows = pupils()
    assert ask(rows.set_index("group", drop=False)) == ask(rows)


def test_sums_may_have_an_index_of_the_same_name() -> None:
    """The columns by which rows are added up are columns."""
    counts = pd.DataFrame({"k": ["a", "a", "b"], "p": [10, 20, 30], "a": [9, 18, 30]})
    asked: dict[str, Any] = {"possible": "p", "attended": "a", "by": ["k"]}
    given = el.attendance_rates(counts.set_index("k", drop=False), **asked)
    pd.testing.assert_frame_equal(given, el.attendance_rates(counts, **asked))


# --- groups written in several ways ------------------------------------------------------------------------

WRITTEN = {"A": ["A", "a ", " A"], "B": ["B", "B", "b"], "C": ["C", "C ", "C"]}


GROUPED: dict[str, Callable[[pd.DataFrame], Any]] = {
    "several": ASKED["several"],
    "subgroups": ASKED["subgroups"],
    "regress": ASKED["regress"],
    "associate": lambda rows: el.associate(rows, row="group", column="arm", pupil=None),
    "gaps": lambda rows: el.scan_gaps(
        rows, score="after", measure=None, occasion=None, pupil=None, groups=["group"], smallest_group=5
    ),
}


@pytest.mark.parametrize("ask", GROUPED.values(), ids=GROUPED.keys())
def test_groups_are_the_same_however_they_are_written(ask: Callable[[pd.DataFrame], Any]) -> None:
    """A space or a small letter more makes no group of its own."""
    rows = pupils()
    written = rows.assign(group=[WRITTEN[name][place // 3 % 3] for place, name in enumerate(rows["group"])])
    assert written["group"].nunique() > 3
    assert ask(written) == ask(rows)


@pytest.mark.parametrize("ask", GROUPED.values(), ids=GROUPED.keys())
def test_a_blank_group_is_a_missing_one(ask: Callable[[pd.DataFrame], Any]) -> None:
    """An empty text is what an empty cell is."""
    rows = pupils()
    assert ask(rows.replace({"group": {"C": ""}})) == ask(rows.replace({"group": {"C": None}}))
