"""Dosage and reach: sessions, minutes, pupils reached, and nothing that gives a few pupils away."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.dosage import CAUTIONS, Dosage, Minutes, Reach, sessions_had, summarise_dosage
from enquiry_lib.stats.result import NotEnough


def delivered(came: Sequence[int], *, sessions: int = 10, had: int = 25) -> pd.DataFrame:
    """Make sessions of thirty minutes; `came` says for each pupil to how many they came."""
    rows = [
        (f"P{pupil:03d}", f"2025-10-{day + 1:02d}", None, "yes" if day < count else "no", 30, had)
        for pupil, count in enumerate(came)
        for day in range(sessions)
    ]
    columns = ["pupil_id", "date", "session", "attended", "planned_minutes", "minutes"]
    return pd.DataFrame(rows, columns=columns)


def dosage(table: pd.DataFrame, **asked: Any) -> Dosage:
    """Summarise sessions that are enough."""
    result = summarise_dosage(table, **asked)
    assert isinstance(result, Dosage)
    return result


def gated(result: Dosage) -> Dosage:
    """Give what may be shown of a result."""
    return result.withhold(choose_hidden(result.cells()))


CAME = [10] * 15 + [8] * 10 + [7] * 10 + [0] * 15


def test_sessions_pupils_and_minutes() -> None:
    """Means are over all pupils with a session, a session missed has no minutes, and exactly the share is enough."""
    result = dosage(delivered(CAME))
    assert (result.pupils, result.reached, result.with_enough) == (50, 35, 25)
    assert (result.sessions_planned, result.sessions_attended, result.share_attended) == (10.0, 6.0, 60.0)
    assert result.minutes == Minutes(300.0, 150.0)
    assert result.reach is None
    assert result.cautions == ()


def test_enough_is_a_share_of_a_pupils_own_sessions() -> None:
    """A pupil with few planned sessions needs few, and the share can be set."""
    table = pd.concat([delivered([2], sessions=2), delivered([0, 6]).query("pupil_id == 'P001'")])
    assert dosage(table).with_enough == 1
    assert dosage(table, enough=0.6).with_enough == 2


@pytest.mark.parametrize(
    ("intended", "reach"),
    [
        ([f"P{number:03d}" for number in range(60)], Reach(60, 35, 100 * 35 / 60)),
        (70, Reach(70, 35, 50.0)),
        ([f"P{number:03d}" for number in range(20)], Reach(20, 20, 100.0)),
        (20, Reach(20, 20, 100.0)),
    ],
)
def test_reach_is_of_those_who_were_meant(intended: Any, reach: Reach) -> None:
    """Reach counts pupils meant to be reached, by their ids or their number, and says where others came."""
    result = dosage(delivered(CAME), intended=intended)
    assert result.reach == reach
    assert ("others_came" in result.cautions) is (reach.intended == 20)


def test_minutes_are_all_there_or_not_added_up() -> None:
    """A session attended without its minutes leaves none to show; one missed needs none."""
    table = delivered(CAME).astype({"minutes": float})
    missed = table["attended"] == "no"
    assert dosage(table.assign(minutes=table["minutes"].mask(missed))).minutes == Minutes(300.0, 150.0)
    table.loc[0, "minutes"] = np.nan
    result = dosage(table)
    assert result.minutes is None
    assert "minutes_missing" in result.cautions


def test_rows_that_cannot_be_used_are_left_out_and_said() -> None:
    """Rows without a pupil, without a yes or no, or there twice are left out, each with its caution."""
    table = delivered(CAME)
    odd = table.head(4).copy()
    odd["pupil_id"] = [None, "P090", "P000", "P000"]
    odd["attended"] = ["yes", None, "yes", "no"]
    result = dosage(pd.concat([table, odd]))
    assert (result.pupils, result.share_attended) == (50, 60.0)
    assert {"no_pupil_id", "attendance_not_said", "repeated"} <= set(result.cautions) <= set(CAUTIONS)


def test_two_sessions_on_a_day_are_two() -> None:
    """Sessions of one day count apart where they have names."""
    day = delivered([1], sessions=1)
    table = pd.concat([day.assign(session="morning"), day.assign(session="club")])
    assert dosage(table).sessions_planned == 2.0


def test_nothing_to_count_is_not_enough() -> None:
    """An empty table gives NotEnough; a missing column, no share or nobody meant raises."""
    assert isinstance(summarise_dosage(delivered([])), NotEnough)
    with pytest.raises(errors.ColumnMissing, match="minutes"):
        summarise_dosage(delivered([1]).drop(columns="minutes"))
    for asked in ({"enough": 0}, {"enough": 80}, {"intended": 0}, {"intended": []}):
        with pytest.raises(errors.WrongValue, match=next(iter(asked))):
            summarise_dosage(delivered([1]), **asked)


def test_a_few_who_never_came_cannot_be_worked_out() -> None:
    """Three who never came hide how many were reached, also by way of reach and of enough; the share stays."""
    shown = gated(dosage(delivered([9] * 25 + [5] * 12 + [0] * 3), intended=60))
    assert (shown.pupils, shown.reached, shown.with_enough) == (40, None, None)
    assert shown.reach == Reach(None, None, None)
    assert shown.share_attended == 100 * 285 / 400


def test_enough_alone_may_be_withheld() -> None:
    """A few who came, but not enough, hide how many had enough; how many came stays, and so does reach."""
    shown = gated(dosage(delivered([9] * 25 + [5] * 4), intended=29))
    assert (shown.reached, shown.with_enough, shown.reach) == (29, None, Reach(29, 29, 100.0))
    assert shown.share_attended is not None


@pytest.mark.parametrize(
    ("came", "sessions"),
    [
        ([2] * 11 + [1], 2),
        ([50] * 11 + [35], 50),
        ([10] * 39 + [0], 10),
        ([0] * 39 + [3], 10),
        ([1] * 10 + [2] * 2, 2),
    ],
)
def test_sessions_missed_do_not_tell_a_withheld_count(came: list[int], sessions: int) -> None:
    """Where only one number of pupils fits the sessions attended, these go with it, and the minutes had."""
    shown = gated(dosage(delivered(came, sessions=sessions)))
    assert (shown.pupils, shown.sessions_planned, shown.with_enough) == (len(came), sessions, None)
    assert (shown.sessions_attended, shown.share_attended) == (None, None)
    assert shown.minutes == Minutes(30.0 * sessions, None)


def test_sessions_are_shown_beside_counts_that_are_not_small() -> None:
    """One session missed by one of many who had enough takes nothing away."""
    shown = gated(dosage(delivered([10] * 11 + [9])))
    assert (shown.with_enough, shown.share_attended) == (12, 100 * 119 / 120)


@pytest.mark.parametrize(("pupils", "sessions"), [(8, 1), (8, 2), (8, 3), (8, 4), (12, 2)])
def test_no_small_table_can_be_worked_out_from_what_is_shown(pupils: int, sessions: int) -> None:
    """Of all tables that show the same numbers, what is withheld is not the same in all."""
    told: dict[tuple[object, ...], list[tuple[int | None, int | None]]] = {}
    for came in combinations_with_replacement(range(sessions + 1), pupils):
        result = dosage(delivered(came, sessions=sessions))
        shown = result.withhold(choose_hidden(result.cells(), smallest=5))
        seen = (
            shown.reached,
            shown.with_enough,
            shown.sessions_attended,
            shown.share_attended,
            shown.minutes,
        )
        told.setdefault(seen, []).append((result.reached, result.with_enough))
    for seen, counts in told.items():
        reached, with_enough = ({count[place] for count in counts} for place in (0, 1))
        assert seen[0] is not None or len(reached) >= (2 if seen[3] is None else 4)
        assert seen[1] is not None or len(with_enough) >= (2 if seen[0] is None or seen[3] is None else 4)


def test_a_few_without_a_session_hide_how_many_were_meant() -> None:
    """Where nearly all who were meant had sessions, the number meant would name the rest."""
    shown = gated(dosage(delivered([10] * 40), intended=44))
    assert (shown.pupils, shown.reached, shown.reach) == (40, 40, Reach(None, None, None))


def test_a_single_session_tells_how_many_came() -> None:
    """With one session the share attended is the share reached, so the one is hidden with the other."""
    shown = gated(dosage(delivered([1] * 37 + [0] * 3, sessions=1)))
    assert (shown.pupils, shown.sessions_planned, shown.reached, shown.with_enough) == (40, 1.0, None, None)
    assert (shown.sessions_attended, shown.share_attended, shown.minutes) == (None, None, Minutes(30.0, None))


def test_few_pupils_leave_nothing_but_the_settings() -> None:
    """A group of nine shows no number but the share that was to be enough."""
    shown = gated(dosage(delivered([10] * 9), intended=30))
    numbers = (shown.pupils, shown.sessions_planned, shown.share_attended, shown.reached, shown.with_enough)
    assert numbers == (None,) * 5
    assert (shown.minutes, shown.reach) == (Minutes(None, None), Reach(None, None, None))
    assert "few_pupils" not in shown.cautions
    assert shown.enough == 0.8


@settings(max_examples=60, deadline=None, database=None)
@given(
    seed=some.integers(0, 2**32 - 1),
    pupils=some.integers(1, 60),
    meant=some.one_of(some.integers(1, 80), some.frozensets(some.integers(0, 70), min_size=1)),
)
def test_no_difference_of_shown_counts_is_small(seed: int, pupils: int, meant: int | frozenset[int]) -> None:
    """Parts add up to their totals, and no two counts that are shown differ by one to nine pupils."""
    draws = np.random.default_rng(seed)
    came = draws.choice([0, 2, 4, 5], pupils, p=[0.2, 0.2, 0.3, 0.3])
    intended = meant if isinstance(meant, int) else [f"P{number:03d}" for number in meant]
    result = dosage(delivered(came.tolist(), sessions=5), intended=intended)
    cells = result.cells()
    count = cells.drop_duplicates("id").set_index("id")["count"]
    for total, parts in cells[cells["margin"] != ""].groupby("margin"):
        assert parts["count"].sum() == count[total]
    shown = gated(result)
    counts = [number for number in (shown.pupils, shown.reached, shown.with_enough) if number is not None]
    assert not [one - other for one in counts for other in counts if 0 < one - other < 10]
    if shown.reach and shown.reach.intended is not None:
        left = shown.reach.intended - (shown.reach.reached or 0)
        assert left == 0 or left >= 10
    assert gated(shown) == shown


def test_whether_others_came_goes_with_the_reach() -> None:
    """That all who came were meant to come would give away, beside who was meant, how many of these did not."""
    meant = [f"P{pupil:03d}" for pupil in range(10, 50)]
    result = dosage(delivered(CAME), intended=meant)
    assert "others_came" in result.cautions
    assert "others_came" not in result.withhold({"dosage|meant and not reached"}).cautions


def test_counts_know_their_pupils() -> None:
    """Of pupils who were meant only their codes tell whom they are; a number of them tells nobody."""
    meant = [f"P{pupil:03d}" for pupil in range(10, 50)]
    by_id = dosage(delivered(CAME), intended=meant).cells().set_index("id")["who"]
    assert by_id["dosage|meant"] == set(meant)
    assert by_id["dosage|meant and not reached"] == set(meant[25:])
    assert not dosage(delivered(CAME), intended=40).cells().set_index("id")["who"]["dosage|meant"]


def test_each_pupil_has_a_share_of_their_own_sessions() -> None:
    """Sessions told twice count once, those that say nothing not at all, and a share that is enough is not a hair below it."""
    sessions = delivered([29, 0], sessions=100)
    sessions.loc[sessions["attended"] == "no", "date"] = [f"2026-{n:04d}" for n in range(71 + 100)]
    twice = pd.concat(
        [sessions, sessions.iloc[:5], sessions.iloc[-1:].assign(attended=None, date="2027-0001")]
    )
    assert sessions_had(twice).to_dict() == {"P000": 29.0, "P001": 0.0}
