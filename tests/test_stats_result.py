"""What every result has in common, held against every kind of result there is."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from enquiry_lib import errors
from enquiry_lib.stats import attendance, gaps, one_group, two_groups
from enquiry_lib.stats import result as common
from enquiry_lib.stats.attendance import summarise_attendance
from enquiry_lib.stats.gaps import scan_gaps
from enquiry_lib.stats.one_group import before_after
from enquiry_lib.stats.result import Cell, NotEnough, Result, cell_frame
from enquiry_lib.stats.two_groups import compare_two_groups

KINDS = {"gaps": gaps, "attendance": attendance, "two groups": two_groups, "before and after": one_group}
CODES = pd.DataFrame(
    {
        "code": ["/", "L", "B", "I", "O", "U", "#"],
        "class": [
            "present",
            "present",
            "approved activity",
            "authorised absence",
            "unauthorised absence",
            "unauthorised absence",
            "not possible",
        ],
    }
)
quick = settings(max_examples=25, deadline=None, database=None)


def numbers_in(value: Any) -> list[float]:
    """Give every number in a result, however deep."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return []
    if isinstance(value, int | float):
        return [value]
    if isinstance(value, tuple | list):
        return [number for part in value for number in numbers_in(part)]
    if is_dataclass(value):
        return [number for part in fields(value) for number in numbers_in(getattr(value, part.name))]
    return []


def some_result(kind: str, seed: int, pupils: int = 60) -> Result:
    """Make a result of each kind from made-up pupils."""
    rng = np.random.default_rng(seed)
    names = np.array([f"P{number}" for number in range(pupils)])
    if kind == "attendance":
        return _some_attendance(rng, names)
    before = rng.normal(100, 15, pupils)
    wide = pd.DataFrame(
        {
            "pupil_id": names,
            "before": np.where(rng.random(pupils) < 0.1, np.nan, before),
            "after": np.where(rng.random(pupils) < 0.1, np.nan, before + rng.normal(3, 8, pupils)),
            "arm": rng.choice(["intervention", "comparison"], pupils, p=[0.3, 0.7]),
            "pupil_premium": rng.choice(["yes", "no", None], pupils, p=[0.25, 0.65, 0.1]),
            "sex": rng.choice(["F", "M"], pupils),
            "year_group": rng.choice(["3", "4", "5", "6"], pupils),
        }
    )
    if kind == "two groups":
        return compare_two_groups(wide, outcome="after", arm="arm", baseline="before")
    if kind == "before and after":
        return before_after(wide, before="before", after="after")
    long = wide.melt(
        ["pupil_id", "pupil_premium", "sex", "year_group"], ["before", "after"], "occasion", "score"
    )
    groups = ["pupil_premium", "sex", "year_group"]
    return scan_gaps(
        long.assign(measure="Reading"), groups=groups, smallest_group=3, before="before", after="after"
    )


def _some_attendance(rng: np.random.Generator, names: np.ndarray) -> Result:
    days = pd.DatetimeIndex(["2024-09-10", "2025-01-15", "2025-05-20", "2025-09-10", "2026-01-14"])
    marks = pd.MultiIndex.from_product([names, days, ["am", "pm"]], names=["pupil_id", "date", "session"])
    table = marks.to_frame(index=False)
    share = [0.62, 0.05, 0.05, 0.08, 0.06, 0.04, 0.10]
    table["mark"] = rng.choice(CODES["code"], len(table), p=share)
    stays = rng.random(len(table)) < 0.8
    return summarise_attendance(table[stays], codes=CODES)


@pytest.mark.parametrize("kind", KINDS)
@quick
@given(seed=some.integers(0, 2**32 - 1), pupils=some.integers(6, 70))
def test_parts_add_up_to_their_totals(kind: str, seed: int, pupils: int) -> None:
    """In every kind of result the parts of a total add up to it, and an id always has the same count."""
    cells = some_result(kind, seed, pupils).cells()
    assert (cells.groupby("id")["count"].nunique() == 1).all()
    count = cells.drop_duplicates("id").set_index("id")["count"]
    for total, parts in cells[cells["margin"] != ""].groupby("margin"):
        assert parts["count"].sum() == count[total], total


@pytest.mark.parametrize("kind", KINDS)
@quick
@given(seed=some.integers(0, 2**32 - 1))
def test_no_withheld_count_survives(kind: str, seed: int) -> None:
    """Whichever count is withheld, and all others of its size, that number is nowhere in the result."""
    result = some_result(kind, seed)
    assume(not isinstance(result, NotEnough))
    for count in set(result.cells()["count"]) - {0}:
        withheld = result.withhold(set(result.cells().query("count == @count")["id"]))
        counts = {number for number in numbers_in(withheld) if isinstance(number, int)}
        assert count not in counts - not_of_pupils(withheld)


def not_of_pupils(result: Any) -> set[float]:
    """Give the whole numbers of a result that count sessions or comparisons, which may be any number."""
    numbers = {getattr(result, "looked_at", None)}
    for year in getattr(result, "periods", ()):
        numbers |= {year.sessions_possible, year.attended, year.authorised, year.unauthorised, year.late}
        numbers |= {year.usual}
    return numbers - {None}


@pytest.mark.parametrize("kind", KINDS)
def test_withholding_everything_leaves_no_number(kind: str) -> None:
    """With every count withheld nothing is left but the settings that were asked for."""
    result = some_result(kind, 5)
    withheld = result.withhold(set(result.cells()["id"]))
    assert withheld.cells().empty
    asked = {0.95, getattr(result, "looked_at", None), getattr(result, "false_discovery", None)}
    assert set(numbers_in(withheld)) <= asked | {0}


@pytest.mark.parametrize("kind", KINDS)
def test_withholding_is_of_the_same_type_and_twice_is_once(kind: str) -> None:
    """Withholding gives the same type, changes nothing when nothing is named, and may be repeated."""
    result = some_result(kind, 6)
    some_ids = set(result.cells()["id"].iloc[:2])
    once = result.withhold(some_ids)
    assert type(once) is type(result)
    assert once.withhold(some_ids) == once
    assert result.withhold(()) == result


@pytest.mark.parametrize("kind", KINDS)
def test_every_result_keeps_the_protocol(kind: str) -> None:
    """Every result, NotEnough among them, has cells and can withhold."""
    assert isinstance(some_result(kind, 7), Result)
    nothing = NotEnough("A gap", "no scores")
    assert isinstance(nothing, Result)
    assert nothing.cells().empty
    assert nothing.withhold({"all"}) is nothing


@pytest.mark.parametrize("module", KINDS.values())
def test_cautions_are_sentences(module: Any) -> None:
    """Every code of caution has one plain sentence that can be printed."""
    for code, sentence in module.CAUTIONS.items():
        assert code == code.lower().replace(" ", "_")
        assert sentence[0].isupper()
        assert sentence.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
@quick
@given(seed=some.integers(0, 2**32 - 1), pupils=some.integers(6, 70))
def test_every_caution_given_has_a_sentence(kind: str, seed: int, pupils: int) -> None:
    """No result carries a code of caution that is not in its module's mapping."""
    result = some_result(kind, seed, pupils)
    known = set(KINDS[kind].CAUTIONS)
    assert set(getattr(result, "cautions", ())) <= known
    change = getattr(result, "change", None)
    assert set(getattr(change, "cautions", ())) <= known


def test_a_repeated_cell_is_given_once() -> None:
    """A count given twice with the same total is one row; with another total it is another."""
    frame = cell_frame([Cell("a", 4, "x"), Cell("a", 4, "x"), Cell("a", 4, "y")])
    assert frame["margin"].tolist() == ["x", "y"]


def test_all_missing_columns_are_named_at_once() -> None:
    """A table that lacks columns is refused with all of them named, and those it has."""
    with pytest.raises(errors.ColumnMissing, match=r"called score, arm.*found are: pupil"):
        common.need_columns(pd.DataFrame({"pupil": [1]}), ["score", "pupil", "arm"])


@pytest.mark.parametrize("share", [0, 1, -0.2, 95, float("nan")])
def test_a_share_lies_between_nothing_and_all(share: float) -> None:
    """A confidence of 95, or none at all, is refused."""
    with pytest.raises(errors.WrongValue, match="between 0 and 1"):
        common.need_share("confidence", share)


def test_withholding_needs_a_record() -> None:
    """Numbers can only be taken out of a record, not out of a bare number."""
    with pytest.raises(TypeError, match="int is not a record"):
        common.without_numbers(3)


def test_only_the_first_row_of_a_pupil_is_used() -> None:
    """Repeated rows and rows without a pupil are left out, and both are said."""
    table = pd.DataFrame({"pupil_id": ["A", "A", None, None, "B"], "score": range(5)})
    kept, cautions = common.one_row_each(table, ["pupil_id"], pupil="pupil_id")
    assert kept["score"].tolist() == [0, 4]
    assert cautions == ("no_pupil_id", "duplicates")


# --- numbers that are none --------------------------------------------------------------------------------


def test_numbers_far_too_large_to_be_scores_are_missing() -> None:
    """A number whose square is no number any more is unusable, as text is; a merely large one is used."""
    column = pd.Series([1e200, -1e200, 1e30, 1e15, 0.0])
    found = common.finite_numbers(column)
    assert np.isnan(found[:3]).all()
    assert found[3:].tolist() == [1e15, 0.0]
    assert common.has_unusable(column)
    assert not common.has_unusable(column[3:])


@pytest.mark.parametrize(
    "dates",
    [
        pd.date_range("2024-09-01", periods=3),
        pd.date_range("2024-09-01", periods=3, tz="Europe/London"),
        pd.period_range("2024-09", periods=3),
        pd.timedelta_range("1 day", periods=3),
    ],
)
def test_dates_are_no_numbers(dates: Any) -> None:
    """A date, a month or a time taken is no score, whatever pandas stores it as."""
    for column in (pd.Series(dates), pd.Series(dates, dtype=object)):
        assert np.isnan(common.finite_numbers(column)).all()
        assert common.has_unusable(column)


@pytest.mark.parametrize("odd", [1e200, -1e300, 9e29])
def test_a_score_that_cannot_be_one_gives_a_plain_answer(odd: float) -> None:
    """One absurd score among many is treated as missing, and said to be; the largest that is used overflows nowhere."""
    rng = np.random.default_rng(3)
    pupils = pd.DataFrame({"pupil_id": range(40), "before": rng.normal(100, 15, 40)})
    pupils = pupils.assign(
        after=pupils["before"] + rng.normal(5, 8, 40), arm=["intervention", "comparison"] * 20
    )
    with_odd = pupils.assign(after=pupils["after"].where(pupils["pupil_id"] != 7, odd))
    found = before_after(with_odd, before="before", after="after")
    beside = compare_two_groups(with_odd, outcome="after", arm="arm")
    for result in (found, beside):
        assert not isinstance(result, NotEnough)
        assert np.isfinite(numbers_in(result)).all()
        assert ("not_a_number" in result.cautions) == (abs(odd) > common.LARGEST)
    if abs(odd) > common.LARGEST:
        empty = with_odd.assign(after=with_odd["after"].where(with_odd["pupil_id"] != 7))
        without = before_after(empty, before="before", after="after")
        assert numbers_in(found) == numbers_in(without)


def test_a_name_of_a_column_is_text() -> None:
    """A column named by a number is refused in plain words, with what to do."""
    with pytest.raises(errors.WrongValue, match="makes every name text"):
        common.need_columns(pd.DataFrame({3: [1]}), [3])  # type: ignore[list-item]
