"""A school's attendance beside published figures."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.analyse.benchmark import AttendanceBenchmark, benchmark_attendance
from enquiry_lib.analyse.enquiry import open_enquiry
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network


def test_the_authority_comes_first(network: Network) -> None:
    """A primary in Calderdale stands beside Calderdale's and England's primary schools."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    found = benchmark_attendance(enquiry, samples.attendance())
    assert isinstance(found, AttendanceBenchmark)
    assert [(area.area, area.absence, area.persistent_absence) for area in found.areas] == [
        ("Calderdale", 5.08, 12.8),
        ("England", 5.28, 13.8),
    ]
    assert "23 July 2026" in found.source


def test_no_benchmark_is_said(network: Network) -> None:
    """A nation without published figures has no benchmark, in so many words."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    welsh = replace(enquiry, school=replace(enquiry.school, nation="Wales"))
    found = benchmark_attendance(welsh, samples.attendance())
    assert isinstance(found, NotEnough)
    assert "no benchmark for Wales" in found.found


def test_no_attendance_means_no_comparison(network: Network) -> None:
    """Without marks there is nothing to compare, and the reason is kept."""
    enquiry = open_enquiry(network.folder, "oak-primary")
    found = benchmark_attendance(enquiry, NotEnough("attendance", "there are no marks", "Add them."))
    assert found == NotEnough("the comparison with published figures", "there are no marks", "Add them.")


def test_own_small_numbers_are_withheld() -> None:
    """Published figures stay when the school's own are withheld."""
    result = samples.benchmark()
    held = result.withhold(set(result.cells()["id"]))
    assert held.areas == result.areas
    assert held.attendance.periods[-1].absence is None
