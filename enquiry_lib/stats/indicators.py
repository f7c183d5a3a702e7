"""Indicators before and after: what a school counts besides scores, each with its change.

An indicator is one number an occasion: followers, letters home, pupils in a club. Its change is worked out in
exact decimals, so that rounding half up afterwards is right to the last digit. The table says of each whether
it counts people, a share of people, or things; no word of its name or unit is asked.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Self

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.result import Cell, Counted, NotEnough

CAUTIONS = common.CAUTIONS | {
    "chosen": "The school chose what to count, and other things it might have counted may have moved otherwise.",
    "adds_up": "Whatever is counted from the beginning, such as followers or messages so far, can hardly fall.",
    "not_said": "Some indicators do not say, or not alike on both occasions, what they count, or of how many people they "
    "are a share; they are treated as if few people stood behind them.",
    "another_unit": "Some indicators have another unit on the second occasion; they cannot be compared.",
    "duplicates": "Some rows repeat an indicator on the same occasion; the first of them was used.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

BETTER, WORSE, SAME = "better", "worse", "no change"
PERCENT = ("%", "percent", "per cent")
PEOPLE, SHARE, THINGS = "people", "share of people", "things"
"""What a value may count: people, a percentage of people, or anything else."""


@dataclass(frozen=True)
class IndicatorChange:
    """One indicator on two occasions.

    `counts` is people, share of people or things; "" where that is not said, or not of how many people the
    share is: then it is withheld as if one person stood behind it.
    `percent` is the change in percent of the value before: NaN where that is zero or less, and where the unit
    is a percentage itself. `moved` is better, worse or no change; "" where neither direction is better.
    `people_before` and `people_after` are how many people the values count or rest on, None where that is not
    said: behind a value there are then taken to be as many people as there can be, one for each of what it counts.
    """

    indicator: str
    unit: str
    counts: str
    before: float | None
    after: float | None
    change: float | None
    percent: float | None
    moved: str | None
    people_before: int | None
    people_after: int | None

    @property
    def in_percent(self) -> bool:
        """Say whether the values are percentages, so that their change is in percentage points."""
        return _is_percentage(self.unit)

    @property
    def places(self) -> int:
        """Give how many decimals the values were written with, at most two."""
        values = [value for value in (self.before, self.after) if value is not None]
        return next((places for places in (0, 1) if all(round(v, places) == v for v in values)), 2)

    def cells(self) -> Iterator[Cell]:
        """Count the people behind both values, where there are any; none once they are withheld."""
        people = {"before": (self.before, self.people_before), "after": (self.after, self.people_after)}
        for occasion, (value, count) in people.items():
            if value is not None:
                yield from self._cells(f"indicator|{self.indicator}|{occasion}", value, count)

    def _cells(self, name: str, value: float, people: int | None) -> Iterator[Cell]:
        if not self.counts:
            yield Cell(name, 1)
        elif people is None:
            yield Cell(name, math.ceil(abs(value)))
        else:
            yield Cell(name, people)
            if self.counts == SHARE:
                fewer = _fewer(value, people)
                yield Cell(f"{name}|the fewer", fewer, name)
                yield Cell(f"{name}|the others", people - fewer, name)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same indicator, without its numbers if any of its counts is named."""
        if {cell.id for cell in self.cells()}.isdisjoint(ids):
            return self
        return replace(common.without_numbers(self), moved=None)


@dataclass(frozen=True, kw_only=True)
class Indicators(Counted):
    """How the school's indicators changed, in the order of the table; a change is not an effect.

    `once` are the indicators with a value on one of the two occasions only.
    """

    before: str
    after: str
    lines: tuple[IndicatorChange, ...]
    once: tuple[str, ...]

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        lines = tuple(line.withhold(ids) for line in self.lines)
        return replace(self, lines=lines, counted=_all_cells(lines))


_ALWAYS = ("no_comparison_group", "other_changes", "chosen", "adds_up")


def _is_percentage(unit: str) -> bool:
    return unit.casefold().startswith(PERCENT)


def _all_cells(lines: Iterable[IndicatorChange]) -> tuple[Cell, ...]:
    return tuple(cell for line in lines for cell in line.cells())


def _fewer(share: float, people: int) -> int:
    """Give how many are in a share, in percent, or outside it, whichever are fewer; not none for nearly none.

    >>> _fewer(97.0, 300), _fewer(0.4, 30), _fewer(100, 30)
    (9, 1, 0)
    """
    among = Fraction(str(share)) * people / 100
    fewer = min(among, people - among)
    return max(math.floor(fewer), int(fewer > 0))


def compare_indicators(
    table: pd.DataFrame, *, before: str = "baseline", after: str = "follow_up"
) -> Indicators | NotEnough:
    """Set each indicator's value after beside its value before.

    `table` has one row for each indicator and occasion: indicator, occasion, value and counts (people, share of
    people, in percent, or things); it may have unit, better (higher, lower or neither) and people (how many
    people the value rests on, or is a share of; 0 where there are none). NotEnough when no indicator has a value on
    both. Raises ColumnMissing, WrongValue.

    >>> table = pd.DataFrame({"indicator": "followers", "occasion": ["baseline", "follow_up"],
    ...                       "value": [270, 413], "counts": "things", "better": "higher"})
    >>> line = compare_indicators(table).lines[0]
    >>> line.change, round(line.percent, 1), line.moved
    (143.0, 53.0, 'better')
    """
    common.need_columns(table, ["indicator", "occasion", "value", "counts"])
    if before == after:
        raise errors.WrongValue(
            name="after", found="the same occasion as before", expected="another occasion"
        )
    values, cautions = _values(table, before, after)
    pairs = [_pair(str(name), rows) for name, rows in values.groupby("indicator", sort=False)]
    lines = tuple(_line(pair) for pair in pairs if pair.is_whole and pair.has_one_unit)
    if not lines:
        return NotEnough(
            f"The change of indicators from '{before}' to '{after}'",
            "no indicator has a value in the same unit on both occasions",
            "Write down the same indicators again, with the occasions spelt as here.",
        )
    found = {
        "not_said": not all(line.counts for line in lines),
        "another_unit": not all(pair.has_one_unit for pair in pairs),
    }
    return Indicators(
        counted=_all_cells(lines),
        cautions=(*_ALWAYS, *common.codes_that_hold(found), *cautions),
        before=before,
        after=after,
        lines=lines,
        once=tuple(pair.indicator for pair in pairs if not pair.is_whole),
    )


def _values(table: pd.DataFrame, before: str, after: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give one row for each indicator and occasion with a number, under the names before and after."""
    asked = table[table["occasion"].isin([before, after]) & table["indicator"].notna()]
    rows = pd.DataFrame(
        {
            "indicator": asked["indicator"].astype(object),
            "occasion": asked["occasion"].astype(object).map({before: "before", after: "after"}),
            "value": common.finite_numbers(asked["value"]),
            "unit": _texts(asked, "unit"),
            "counts": _texts(asked, "counts"),
            "better": _texts(asked, "better"),
            "people": common.finite_numbers(asked["people"]) if "people" in asked.columns else math.nan,
        }
    )
    filled = rows[rows["value"].notna()]
    kept = filled[~filled.duplicated(["indicator", "occasion"])]
    found = {
        "not_a_number": common.has_unusable(asked["value"]),
        "duplicates": len(kept) < len(filled),
    }
    return kept, common.codes_that_hold(found)


def _texts(table: pd.DataFrame, column: str) -> pd.Series:
    texts = table[column] if column in table.columns else pd.Series("", index=table.index)
    return texts.astype(object).fillna("").astype(str).str.strip()


@dataclass(frozen=True)
class _Pair:
    """The one or two rows of an indicator, by occasion."""

    indicator: str
    rows: dict[str, dict[str, Any]]

    @property
    def unit(self) -> str:
        return self._said("unit")

    @property
    def better(self) -> str:
        return self._said("better")

    def _said(self, column: str) -> str:
        """Give what the row before says, or else the one after."""
        texts = [self.rows[name][column] for name in ("before", "after") if name in self.rows]
        return next(filter(None, texts), "")

    @property
    def is_whole(self) -> bool:
        return len(self.rows) == 2

    @property
    def has_one_unit(self) -> bool:
        return len({row["unit"].casefold() for row in self.rows.values()} - {""}) < 2

    def value(self, occasion: str) -> Fraction:
        """Give the value exactly as it was written."""
        return Fraction(str(self.rows[occasion]["value"]))

    @property
    def counts(self) -> str:
        """Give what both rows say is counted; "" where they do not agree, or where a share has no people."""
        said = {row["counts"] for row in self.rows.values()}
        known = said <= {THINGS, PEOPLE} or (said == {SHARE} and all(map(self._is_share, self.rows)))
        return said.pop() if len(said) == 1 and known else ""

    def _is_share(self, occasion: str) -> bool:
        """Say whether a value can be a percentage, and it is known of how many."""
        return 0 <= self.value(occasion) <= 100 and self.rows[occasion]["people"] > 0

    def people(self, occasion: str) -> int | None:
        """Give how many people the value counts or rests on, as far as that is known."""
        given, value = self.rows[occasion]["people"], abs(self.value(occasion))
        if self.counts != PEOPLE:
            return None if math.isnan(given) else int(given)
        counted = max(math.floor(value), int(value > 0))
        return min(counted, int(given)) if given > 0 else counted


def _pair(indicator: str, rows: pd.DataFrame) -> _Pair:
    found = ({str(column): value for column, value in row.items()} for row in rows.to_dict("records"))
    return _Pair(indicator, {row["occasion"]: row for row in found})


def _line(pair: _Pair) -> IndicatorChange:
    before, after = pair.value("before"), pair.value("after")
    has_percent = before > 0 and not _is_percentage(pair.unit)
    return IndicatorChange(
        indicator=pair.indicator,
        unit=pair.unit,
        counts=pair.counts,
        before=float(before),
        after=float(after),
        change=float(after - before),
        percent=float(100 * (after - before) / before) if has_percent else math.nan,
        moved=_moved(after - before, pair.better),
        people_before=pair.people("before"),
        people_after=pair.people("after"),
    )


def _moved(change: Fraction, better: str) -> str:
    """Say whether an indicator moved in its better direction; "" where there is none."""
    if better not in ("higher", "lower"):
        return ""
    if change == 0:
        return SAME
    return BETTER if (change > 0) == (better == "higher") else WORSE
