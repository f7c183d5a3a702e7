"""Attendance is said with its rolls, and beside published figures."""

from __future__ import annotations

from dataclasses import replace

import samples
from spoken import said

from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import HELD, cautions, sentences


def test_the_two_rolls_are_stated() -> None:
    """Attendance over two years names both rolls and how many pupils are in both."""
    assert "different rolls, 40 and 45 pupils; 40 pupils were there in both years" in said(
        samples.attendance()
    )


def test_a_summary_reads_well_without_what_it_cannot_tell() -> None:
    """Rolls are named without a number in both years, and equal rolls are not called different."""
    text = said(samples.typed_attendance())
    assert "rest on different rolls, 40 and 45 pupils. The share" in text
    assert "None" not in text + " ".join(cautions(samples.typed_attendance()))
    assert any("own summary" in caution for caution in cautions(samples.typed_attendance()))
    change = samples.typed_attendance().change
    assert change is not None
    known = tuple(code for code in change.cautions if code != "different_rolls")
    equal = replace(samples.typed_attendance(), change=replace(change, n_after=40, cautions=known))
    assert "rest on rolls of 40 and 40 pupils." in said(equal)


def test_persistent_absence_nobody_counted_is_not_called_withheld() -> None:
    """A summary without it says nothing of the year's persistent absence, here and beside published figures."""
    text = said(samples.typed_attendance(None, None))
    assert "In 2024/25, 30.00% of pupils were persistently absent" in text
    assert "In 2025/26" not in text
    assert "Persistently absent were" not in said(samples.benchmark(samples.typed_attendance(None, None)))


def test_published_figures_are_named() -> None:
    """Beside the school's own absence stands the area's, with its name and the phase of its schools."""
    assert "it was 5.3% in the primary schools of England." in said(samples.benchmark())


def test_figures_of_all_schools_are_said_to_be_that() -> None:
    """Where only schools of every kind have a figure, it is said that others may well differ."""
    benchmark = samples.benchmark()
    text = said(replace(benchmark, areas=(replace(benchmark.areas[0], phase="all"),)))
    assert "it was 5.3% in all schools of England. These are schools of every kind together" in text
    assert "of every kind" not in said(benchmark)


def test_a_few_weeks_beside_a_year_are_called_that_first() -> None:
    """Where few sessions were possible, that comes before the comparison; over a whole year it is not said."""
    short = samples.benchmark()
    first = sentences(short)[0]
    assert first.startswith("In 2025/26 a pupil usually had 40 possible sessions: too few")
    latest = replace(short.attendance.periods[-1], usual=370)
    year = replace(short, attendance=replace(short.attendance, periods=(latest,)))
    assert sentences(year)[0].startswith("Absence was")


def test_a_withheld_year_is_not_set_beside_anything() -> None:
    """Where a school's own figures may not be shown, no sentence is made of what is left of them."""
    small = gate(samples.benchmark(samples.attendance([[6] * 3 + [1] * 4])))
    assert sentences(small) == [HELD]


def test_no_rough_interval_is_spoken_of_where_none_is_shown() -> None:
    """With the number of persistently absent pupils withheld, its interval and how rough it is go unsaid."""
    few = gate(samples.attendance([[6] * 12 + [1] * 28, [8] * 4 + [1] * 36]))
    assert "interval" not in said(few)
    assert "rough" in said(samples.attendance())
