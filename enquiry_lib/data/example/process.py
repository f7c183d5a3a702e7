"""What the example's schools did: sessions and who came to them, visits to lessons, and a few short lists.

Each function takes numbers and gives a data frame with the columns of its table. Shares of visits and of pupils
come out as nearly exact as whole numbers allow; who comes to a session is drawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pandas as pd

from enquiry_lib.data.example.draws import Draws, Flags, Integers, Texts
from enquiry_lib.data.example.numbers import Delivery, Numbers, Observations
from enquiry_lib.data.example.schools import YEAR, Dates, school_days
from enquiry_lib.data.example.tables import Roll

APART = 0.15  # how far a pupil's own share of sessions may lie from the school's
LEAST_CUT = 0.4  # of a session that is cut short, the least that is left
SINCE_KNOWN = 0.4  # of the pupils in a group, the share of whom the school knows since when
ARMS = ("intervention", "comparison")

DELIVERY = ("pupil_id", "date", "session", "attended", "planned_minutes", "minutes")
OBSERVATIONS = (
    *("observation_id", "date", "method", "place", "arm", "ingredient"),
    *("seen", "quality", "note"),
)
GROUPS = ("pupil_id", "group", "since", "until")
INDICATORS = ("indicator", "occasion", "date", "value", "unit", "counts", "better", "people")
SUMMARY = (
    *("period", "group", "pupils", "sessions_possible", "absent_authorised", "absent_unauthorised"),
    *("persistently_absent", "severely_absent"),
)
EVERYBODY = "all pupils"


# --- sessions ---------------------------------------------------------------------------------------------


def delivery_table(
    numbers: Numbers, on: Roll, pupils: pd.DataFrame, scores: pd.DataFrame, draws: Draws
) -> pd.DataFrame:
    """Give a row for each pupil who has the intervention and each session planned while on roll.

    scores: the rows of the table of outcomes about the enquiry's own measure; they say who has it.
    """
    if numbers.delivery is None:
        return pd.DataFrame(columns=list(DELIVERY))
    days = session_days(numbers.delivery)
    who = np.flatnonzero(_have_it(numbers, numbers.delivery, pupils, scores, draws))
    there = on.on_roll(days)[who]
    pupil, day = np.nonzero(there)
    minutes = _minutes(numbers.delivery, len(who), len(days), draws)[pupil, day]
    facts = {
        "pupil_id": pupils["pupil_id"].to_numpy()[who][pupil],
        "date": np.datetime_as_string(days)[day],
        "session": "",
        "attended": np.where(minutes > 0, "yes", "no"),
        "planned_minutes": numbers.delivery.minutes,
        "minutes": minutes,
    }
    return pd.DataFrame(facts, columns=list(DELIVERY))


def session_days(delivery: Delivery) -> Dates:
    """Give the days on which sessions are planned: on the weekdays named, while school is open.

    >>> plan = {"first": "2025-10-06", "last": "2025-10-17", "weekdays": [1, 3], "minutes": 20, "attend": 0.9}
    >>> [str(day) for day in session_days(Delivery.model_validate(plan))]
    ['2025-10-06', '2025-10-08', '2025-10-13', '2025-10-15']
    """
    days = _open_between(delivery.first, delivery.last)
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7 + 1  # 1 January 1970 was a Thursday
    return days[np.isin(weekday, delivery.weekdays)]


def _open_between(first: dt.date, last: dt.date) -> Dates:
    days = school_days(YEAR, "year")
    return days[(days >= np.datetime64(first)) & (days <= np.datetime64(last))]


def _have_it(
    numbers: Numbers, delivery: Delivery, pupils: pd.DataFrame, scores: pd.DataFrame, draws: Draws
) -> Flags:
    """Say of each pupil who is to have the intervention."""
    if numbers.outcomes and not delivery.year_groups:
        return pupils["pupil_id"].isin(scores["pupil_id"][scores["arm"] != "comparison"]).to_numpy()
    among = np.flatnonzero(pupils["year_group"].isin(delivery.year_groups or numbers.year_groups))
    chosen = np.zeros(len(pupils), dtype=np.bool_)
    chosen[among] = draws.chosen(round(delivery.share * len(among)), of=len(among))
    return chosen


def _minutes(delivery: Delivery, pupils: int, sessions: int, draws: Draws) -> Integers:
    """Draw for how long each pupil (row) takes part in each session (column); not at all is 0."""
    near = min(APART, delivery.attend, 1 - delivery.attend)
    own = delivery.attend + near * (2 * draws.uniform(pupils) - 1)
    came = draws.uniform(pupils, sessions) < own[:, None]
    left = LEAST_CUT + (1 - LEAST_CUT) * draws.uniform(pupils, sessions)
    cut = draws.uniform(pupils, sessions) < delivery.cut_short
    minutes = np.maximum(np.rint(np.where(cut, left, 1) * delivery.minutes), 1)
    return np.where(came, minutes, 0).astype(np.int64)


# --- visits -----------------------------------------------------------------------------------------------


def observation_table(
    numbers: Numbers, pupils: pd.DataFrame, codes: Iterator[str], draws: Draws
) -> pd.DataFrame:
    """Give a row for each visit and each active ingredient looked for in it.

    Ingredients that are looked for by the same method are looked for in the same visits.
    """
    visits = _visits(numbers, pupils, codes, draws)
    parts = [
        visits[part.method, arm][: part.visits].assign(ingredient=part.ingredient, **_seen(part, arm, draws))
        for part in numbers.observations
        for arm in _arms(part)
    ]
    if not parts:
        return pd.DataFrame(columns=list(OBSERVATIONS))
    whole = pd.concat(parts, ignore_index=True).assign(note="")
    order = whole.sort_values(["date", "observation_id"], kind="stable")
    return order[list(OBSERVATIONS)].reset_index(drop=True)


def _arms(part: Observations) -> tuple[str, ...]:
    return ARMS if part.comparison is not None else ARMS[:1]


def _visits(
    numbers: Numbers, pupils: pd.DataFrame, codes: Iterator[str], draws: Draws
) -> dict[tuple[str, str], pd.DataFrame]:
    """Draw the visits of each method and arm: a code, a day and a class for each."""
    most: dict[tuple[str, str], int] = {}
    for part in numbers.observations:
        for arm in _arms(part):
            most[part.method, arm] = max(part.visits, most.get((part.method, arm), 0))
    days, places = _days_of_work(numbers), _classes(numbers, pupils)
    visits = {}
    for (method, arm), count in most.items():
        facts = {
            "observation_id": list(islice(codes, count)),
            "date": np.datetime_as_string(days[draws.whole(count, below=len(days))]),
            "place": places[draws.whole(count, below=len(places))],
        }
        visits[method, arm] = pd.DataFrame(facts).assign(method=method, arm=arm)
    return visits


def _classes(numbers: Numbers, pupils: pd.DataFrame) -> Texts:
    """Give the names of the classes in which the intervention takes place, or of all of them."""
    delivery, outcomes = numbers.delivery, numbers.outcomes
    groups = (delivery.year_groups if delivery else ()) or (outcomes.year_groups if outcomes else ())
    among = pupils["year_group"].isin(groups or numbers.year_groups)
    return np.array(sorted(set(pupils["class_name"][among])), dtype=np.str_)


def _seen(part: Observations, arm: str, draws: Draws) -> dict[str, Texts]:
    """Draw how fully an ingredient was seen in each visit, and how well it was done where it was.

    What comparison classes have of it, half of them have fully.
    """
    shares = (part.fully, part.partly)
    if arm != ARMS[0] and part.comparison is not None:
        shares = (part.comparison / 2, part.comparison / 2)
    fully, seen = round(shares[0] * part.visits), round(sum(shares) * part.visits)
    place = draws.order(part.visits)
    quality = np.where(place < fully, 3, 2) + draws.whole(part.visits, below=2)
    return {
        "seen": np.where(place < fully, "fully", np.where(place < seen, "partly", "not seen")),
        "quality": np.where(place < seen, quality.astype(str), ""),
    }


def _days_of_work(numbers: Numbers) -> Dates:
    """Give the days between the beginning of the intervention and its end, as far as the numbers tell."""
    if numbers.delivery:
        return _open_between(numbers.delivery.first, numbers.delivery.last)
    if numbers.outcomes:
        return _open_between(numbers.outcomes.baseline, numbers.outcomes.follow_up)
    return school_days(YEAR, "year")


# --- short lists ------------------------------------------------------------------------------------------


def group_table(numbers: Numbers, on: Roll, pupils: pd.DataFrame, draws: Draws) -> pd.DataFrame:
    """Give a row for each pupil in a group that the table of pupils does not know."""
    autumn = school_days(YEAR, "autumn")
    parts = []
    for part in numbers.groups:
        chosen = draws.chosen(round(part.share * len(pupils)), of=len(pupils))
        days = np.maximum(autumn[draws.whole(len(pupils), below=len(autumn))], on.joined)
        known = draws.uniform(len(pupils)) < SINCE_KNOWN
        since = np.where(known, np.datetime_as_string(days), "")
        facts = {"pupil_id": pupils["pupil_id"], "group": part.group, "since": since, "until": ""}
        parts.append(pd.DataFrame(facts)[chosen])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(GROUPS))


def indicator_table(numbers: Numbers) -> pd.DataFrame:
    """Give a row for each indicator and occasion."""
    days = _days_of_work(numbers)
    occasions = {"before": ("baseline", days[0]), "after": ("follow_up", days[-1])}
    rows = [
        {
            "indicator": part.indicator,
            "occasion": occasion,
            "date": str(day),
            "value": _plain(value),
            "unit": part.unit,
            "counts": part.counts,
            "better": part.better,
            "people": _plain(getattr(part, f"people_{when}")),
        }
        for part in numbers.indicators
        for when, (occasion, day) in occasions.items()
        if (value := getattr(part, when)) is not None
    ]
    return pd.DataFrame(rows, columns=list(INDICATORS))


def _plain(number: float | None) -> str:
    """Write a number as a person would: 27, not 27.0; nothing as nothing.

    >>> _plain(27.0), _plain(3.5), _plain(None)
    ('27', '3.5', '')
    """
    return "" if number is None else f"{number:.10g}"


def summary_table(numbers: Numbers) -> pd.DataFrame:
    """Give a row for each school year whose attendance the school knows as totals."""
    rows = [part.model_dump() | {"group": EVERYBODY} for part in numbers.attendance_summary]
    return pd.DataFrame(rows, columns=list(SUMMARY))
