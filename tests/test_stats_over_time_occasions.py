"""Two groups on several occasions are read from a table of observations, whoever is who."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples_over_time as samples

from enquiry_lib.errors import WrongValue
from enquiry_lib.stats.over_time.occasions import AskedOver, Observed, read_observed

ASKED: dict[str, Any] = {
    "outcome": "score", "group": "arm", "occasion": "occasion", "treated": "intervention", "control": "comparison",
    "before": "baseline", "after": "follow_up", "unit": "pupil_id", "cluster": None, "earlier": (), "units_are": "pupils", "measure": "",
    "confidence": 0.95,
}  # fmt: skip


def _read(data: pd.DataFrame, **asked: Any) -> Observed:
    return read_observed(data, AskedOver(**ASKED | asked))


def test_those_seen_twice_have_a_row_each() -> None:
    """A pupil without a value on one of the two occasions is no row, and stays among all observations."""
    rows = _read(samples.panel(once=4))
    assert rows.wide is not None
    assert (len(rows.wide), rows.fewest, len(rows.long)) == (56, 26, 116)
    assert "pupils_left_out" in rows.cautions


def test_without_knowing_who_is_who_every_observation_counts() -> None:
    """The smaller of the four numbers is the fewest."""
    rows = _read(samples.panel(once=4), unit=None)
    assert rows.wide is None
    assert rows.fewest == 26
    assert "unknown_units" in rows.cautions


def test_an_earlier_occasion_does_not_decide_who_counts() -> None:
    """A pupil who was not there in autumn still counts for what came after."""
    table = samples.panel()
    missing = table[~((table["occasion"] == "autumn") & (table["pupil_id"] < "P0005"))]
    rows = _read(missing, earlier=("autumn",))
    assert [len(rows.values(place, treated=True)) for place in range(3)] == [25, 30, 30]


def test_who_changes_the_group_does_not_count() -> None:
    """A pupil in one group before and in the other after is in neither."""
    table = samples.panel()
    table.loc[(table["occasion"] == "follow_up") & (table["pupil_id"] == "P0000"), "arm"] = "comparison"
    rows = _read(table)
    assert rows.wide is not None
    assert "P0000" not in set(rows.wide["unit"])


def test_a_row_of_no_known_cluster_is_left_out() -> None:
    """Where clusters were asked for, an observation of none cannot be used."""
    table = samples.panel().astype({"school": object})
    table.loc[table["pupil_id"] == "P0001", "school"] = None
    rows = _read(table, cluster="school")
    assert rows.wide is not None
    assert len(rows.wide) == 59
    assert "pupils_left_out" in rows.cautions


def test_missing_groups_and_occasions_are_neither() -> None:
    """An empty group, an unknown occasion and values that are not finite are left out."""
    table = samples.panel()
    table.loc[0, "arm"], table.loc[61, "occasion"], table.loc[62, "score"] = None, "later", np.inf
    rows = _read(table)
    assert {"not_a_number", "other_arms"} <= set(rows.cautions)
    assert rows.fewest == 28


def test_occasions_are_named_once() -> None:
    """The same occasion cannot be earlier and before."""
    with pytest.raises(WrongValue, match="twice"):
        _read(samples.panel(), earlier=("baseline",))
