"""Published counts of sessions, read by our reader and worked out by ours, are the published rates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from enquiry_lib.data.reading import read_file
from enquiry_lib.stats.attendance_rates import attendance_rates
from enquiry_lib.store.reference import reference

PINNED = json.loads((Path(__file__).parent / "reference" / "attendance.json").read_text(encoding="utf-8"))[
    "checks"
]
NAMES = {
    "possible": "possible_sessions",
    "attended": "overall_attendance",
    "authorised": "authorised_absence",
    "unauthorised": "unauthorised_absence",
    "reasons": {"illness": "reason_i_authorised_illness"},
}


@pytest.fixture(scope="module")
def values(shared: Path) -> Any:
    """The published file as our reader gives it."""
    return read_file(shared / "known_answers" / "dfe_attendance_ytd" / "EES_ytd_data.csv").values()


@pytest.fixture(scope="module")
def rates(values: Any) -> pd.DataFrame:
    """The published rows with the rates worked out from their counts."""
    return values.frame.join(attendance_rates(values.frame, **NAMES))


def near(check: str) -> dict[str, float]:
    """Give the stated tolerance of a pinned answer, as pytest takes it."""
    return {{"relative": "rel", "absolute": "abs"}[PINNED[check]["kind"]]: PINNED[check]["tolerance"]}


@pytest.mark.parametrize("phase", sorted(PINNED["national_rates"]["value"]))
def test_national_rates_are_those_published(rates: pd.DataFrame, phase: str) -> None:
    """Attendance, absence of both kinds and illness of each phase are the published percentages (1e-9)."""
    row = rates[(rates["geographic_level"] == "National") & (rates["education_phase"] == phase)].iloc[0]
    expected = PINNED["national_rates"]["value"][phase]
    assert {name: row[name] for name in expected} == pytest.approx(expected, **near("national_rates"))


def test_every_published_rate_is_worked_out(rates: pd.DataFrame) -> None:
    """On all rows, not only the nation's, the rates are the published ones, and missing where these are."""
    for name, published in (
        ("attendance", "attendance_perc"),
        ("absence", "overall_absence_perc"),
        ("illness", "illness_perc"),
    ):
        pd.testing.assert_series_equal(rates[name], rates[published], rtol=1e-9, check_names=False)


def test_withheld_cells_are_kept_apart(values: Any) -> None:
    """216 cells are the letter c: neither nought nor simply missing; the rows are all there."""
    assert (values.symbols["symbol"] == "c").sum() == len(values.symbols) == PINNED["suppressed"]["value"]
    assert values.frame["geographic_level"].value_counts().to_dict() == PINNED["rows"]["value"]


def test_authorities_do_not_add_up_to_the_nation(rates: pd.DataFrame) -> None:
    """The sum over authorities is what it is, and not the published national rate."""
    local = rates[(rates["geographic_level"] == "Local authority") & (rates["education_phase"] == "Total")]
    found = attendance_rates(local, **NAMES, by=["education_phase"])
    assert found.loc[0, "absence"] == pytest.approx(PINNED["la_sum"]["value"], **near("la_sum"))
    assert found.loc[0, "absence"] != pytest.approx(
        PINNED["national_rates"]["value"]["Total"]["absence"], rel=1e-6
    )


def test_the_highest_authorities(rates: pd.DataFrame) -> None:
    """The three authorities with the most absence in secondary schools."""
    local = rates[
        (rates["geographic_level"] == "Local authority") & (rates["education_phase"] == "Secondary")
    ]
    top = local.nlargest(3, "absence")
    names, shares = zip(*PINNED["top3"]["value"], strict=True)
    assert top["la_name"].tolist() == list(names)
    assert top["absence"].tolist() == pytest.approx(list(shares), **near("top3"))


def test_the_gap_between_two_regions(rates: pd.DataFrame) -> None:
    """London's absence in secondary schools less that of the North East."""
    regions = rates[(rates["geographic_level"] == "Regional") & (rates["education_phase"] == "Secondary")]
    absence = regions.set_index("region_name")["absence"]
    assert absence["London"] - absence["North East"] == pytest.approx(
        PINNED["region_gap"]["value"], **near("region_gap")
    )


def test_the_identities_hold_on_every_published_row(values: Any) -> None:
    """Codes rolled up by our list of codes give the published sums, without a session over, wherever there is a count."""
    counts = values.frame.dropna(subset=["possible_sessions"])
    codes = reference("register_codes", "England").facts
    by_code = {name.split("_")[1].upper(): name for name in counts if name.startswith("reason_")}
    listed = {
        kind: [by_code[code] for code in rows["code"] if code in by_code]
        for kind, rows in codes.groupby("class")
    }
    approved = counts[listed["approved activity"]].sum(axis=1)
    assert (approved == counts["approved_educational_activity"]).all()
    assert (counts[listed["unauthorised absence"]].sum(axis=1) == counts["unauthorised_absence"]).all()
    assert (counts["reason_present"] + counts[by_code["L"]] == counts["present_sessions"]).all()
    assert (counts["present_sessions"] + approved == counts["overall_attendance"]).all()
    assert (counts["overall_attendance"] + counts["overall_absence"] == counts["possible_sessions"]).all()
    assert (counts[by_code["L"]] + counts[by_code["U"]] == counts["late_sessions"]).all()
