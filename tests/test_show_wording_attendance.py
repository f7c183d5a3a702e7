"""Attendance is said with its rolls, and beside published figures."""

from __future__ import annotations

import samples
from spoken import said

from enquiry_lib.show.wording import sentences


def test_the_two_rolls_are_stated() -> None:
    """Attendance over two years names both rolls and how many pupils are in both."""
    assert "different rolls, 40 and 45 pupils; 40 pupils were there in both years" in said(
        samples.attendance()
    )


def test_published_figures_are_named() -> None:
    """Beside the school's own absence stands the area's, with its name and the phase of its schools."""
    assert "England's primary schools stood at 5.3%." in " ".join(sentences(samples.benchmark()))
