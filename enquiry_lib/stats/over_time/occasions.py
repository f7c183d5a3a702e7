"""Two groups on two occasions or more, read from a table of observations: who counts, and who is who."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import codes
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import base_of
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.result import NotEnough

PUPILS, SCHOOLS = UNITS = (
    "pupils",
    "schools",
)  # what is observed: people, who are counted, or what hides nobody


@dataclass(frozen=True, kw_only=True)
class AskedOver:
    """What was asked: the columns, the two groups and the occasions."""

    outcome: str
    group: str
    occasion: str
    treated: Hashable
    control: Hashable
    before: Hashable
    after: Hashable
    unit: str | None
    cluster: str | None
    earlier: tuple[Hashable, ...]
    units_are: str
    measure: str
    confidence: float
    points_are: str = ""

    @property
    def occasions(self) -> tuple[Hashable, ...]:
        """Give all occasions, in order."""
        return (*self.earlier, self.before, self.after)

    @property
    def base(self) -> str:
        """Give what the ids of its counts begin with."""
        return f"{base_of(self.measure, self.outcome)}|{self.before} to {self.after}"

    def not_enough(self, found: str, do: str) -> NotEnough:
        """Say that the difference cannot be worked out."""
        asked = f"The difference in the change of {self.outcome} between {self.treated} and {self.control}"
        return NotEnough(asked, found, do)


@dataclass(frozen=True, eq=False)
class Observed:
    """All usable observations (`long`), and those seen on both occasions, one row each (`wide`; None: not known who is who).

    `long` has the columns value, treated, when (the place of the occasion), unit and cluster; `wide` has one column an
    occasion, by its place, with treated, unit and cluster.
    """

    long: pd.DataFrame
    wide: pd.DataFrame | None
    places: tuple[int, int]
    cautions: tuple[str, ...]

    def values(self, place: int, *, treated: bool) -> Numbers:
        """Give the values of a group on an occasion, of those who count."""
        if self.wide is not None:
            return self.wide.loc[self.wide["treated"] == treated, place].dropna().to_numpy(np.float64)
        inside = (self.long["when"] == place) & (self.long["treated"] == treated)
        return self.long.loc[inside, "value"].to_numpy(np.float64)

    @property
    def fewest(self) -> int:
        """Count those of the smaller group on the occasion with fewer."""
        return min(len(self.values(place, treated=side)) for place in self.places for side in (True, False))


def read_observed(data: pd.DataFrame, asked: AskedOver) -> Observed:
    """Take the usable observations of both groups on the occasions asked for. Raises ColumnMissing, WrongValue."""
    _check(data, asked)
    by = [*common.named(asked.unit), asked.occasion]
    spelled, of_clusters = codes.clear_codes(
        data, common.named(asked.cluster)
    )  # who moved class still counts
    clear, of_groups = codes.clear_codes(spelled, [], arm=asked.group, pupil=asked.unit)
    rows, cautions = common.one_row_each(clear, by, pupil=asked.unit)
    long = pd.DataFrame(
        {
            "value": common.finite_numbers(rows[asked.outcome]),
            "treated": codes.has_code(rows[asked.group], asked.treated),
            "when": _places(rows[asked.occasion], asked.occasions),
            "unit": common.identifiers(rows, asked.unit),
            "cluster": common.identifiers(rows, asked.cluster),
        }
    )
    inside = long["treated"] | codes.has_code(rows[asked.group], asked.control)
    there = long["value"].notna() & ((long["cluster"].notna()) if asked.cluster else True)
    used = long[inside & (long["when"] >= 0) & there].reset_index(drop=True)
    first = len(asked.earlier)
    wide = _wide(used, first) if asked.unit else None
    seen = used if wide is None else used[used["unit"].isin(wide["unit"])]
    found = {
        "not_a_number": common.has_unusable(rows[asked.outcome]),
        "other_arms": not inside.all(),
        "pupils_left_out": len(seen[seen["when"] >= first]) < len(used[used["when"] >= first])
        or not there.all(),
        "unknown_units": wide is None,
    }
    return Observed(
        used,
        wide,
        (first, first + 1),
        tuple(dict.fromkeys((*cautions, *of_clusters, *of_groups, *common.codes_that_hold(found)))),
    )


def _check(data: pd.DataFrame, asked: AskedOver) -> None:
    if asked.units_are not in UNITS:
        expected = f"one of {', '.join(UNITS)}"
        raise errors.WrongValue(name="units_are", found=repr(asked.units_are), expected=expected)
    columns = common.named(asked.outcome, asked.group, asked.occasion, asked.unit, asked.cluster)
    common.need_columns(data, dict.fromkeys(columns))
    common.need_share("confidence", asked.confidence)
    if codes.code_of(asked.treated) == codes.code_of(asked.control):
        raise errors.WrongValue(
            name="treated", found="the same as control", expected="the other group's name"
        )
    if len(set(asked.occasions)) < len(asked.occasions):
        raise errors.WrongValue(
            name="after", found="an occasion named twice", expected="another occasion than before and earlier"
        )


def _places(column: pd.Series, occasions: tuple[Hashable, ...]) -> npt.NDArray[np.int64]:
    """Give the place of each row's occasion; -1 for one nobody asked for."""
    found = np.full(len(column), -1, dtype=np.int64)
    for place, name in enumerate(occasions):
        found[(column == name).to_numpy(bool, na_value=False)] = place
    return found


def _wide(long: pd.DataFrame, first: int) -> pd.DataFrame:
    """Give those who are in one group on both occasions, a row each."""
    values = long.pivot_table(
        index=["unit", "treated"], columns="when", values="value", aggfunc="first", sort=False
    )
    values = values.reindex(columns=range(first + 2)).dropna(subset=[first, first + 1]).reset_index()
    cluster = long[long["when"] == first].drop_duplicates("unit").set_index("unit")["cluster"]
    return values.assign(cluster=cluster.reindex(values["unit"]).to_numpy(dtype=object))
