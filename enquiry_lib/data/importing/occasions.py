"""Occasions: where every pupil was tested twice, and only the dates tell before from after."""

from __future__ import annotations

import pandas as pd

from enquiry_lib.data.importing.headings import ID

BY_DATE = "by date"
_MOST = 0.8


def has_two_dates(frame: pd.DataFrame) -> bool:
    """Say whether nearly every pupil has two rows of a measure with different dates, and nobody more.

    `frame` has the texts of pupil_id, perhaps measure, and date as 2025-09-15.
    """
    if not {ID, "date"} <= set(frame.columns):
        return False
    days = frame[frame["date"] != ""].groupby(_key(frame), sort=False)["date"]
    different, rows = days.nunique(), days.size()
    return bool(len(rows)) and bool((rows <= 2).all()) and (different == 2).mean() >= _MOST


def by_date(frame: pd.DataFrame) -> pd.Series:
    """Give the occasion of each row: of a pupil's two, the earlier is the baseline, the later the follow_up.

    A pupil with one row has the occasion of the others' tests on or around that day; where the two times overlap
    nobody can say.
    """
    days = frame["date"].where(frame["date"] != "")
    each = days.groupby([frame[name] for name in _key(frame)], sort=False)
    first, last = each.transform("min"), each.transform("max")
    two = first < last
    occasion = pd.Series("", index=frame.index, dtype=object)
    occasion[two & (days == first)] = "baseline"
    occasion[two & (days == last)] = "follow_up"
    latest, earliest = first[two].max(), last[two].min()
    if latest < earliest:
        occasion[~two & (days <= latest)] = "baseline"
        occasion[~two & (days >= earliest)] = "follow_up"
    return occasion


def _key(frame: pd.DataFrame) -> list[str]:
    return [name for name in (ID, "measure") if name in frame]
