"""Attendance is said with its rolls, and beside published figures."""

from __future__ import annotations

from dataclasses import replace

import registers
import samples
from spoken import said

from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import cautions, held, sentences


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
    """Where a school's own figures may not be shown, the published one stands alone."""
    small = gate(samples.benchmark(samples.attendance([[6] * 3 + [1] * 4])))
    assert sentences(small) == [
        held("This school's own absence"),
        "It was 5.3% in the primary schools of England.",
    ]


def test_no_rough_interval_is_spoken_of_where_none_is_shown() -> None:
    """With the number of persistently absent pupils withheld, its interval and how rough it is go unsaid."""
    few = gate(samples.attendance([[6] * 12 + [1] * 28, [8] * 4 + [1] * 36]))
    assert "interval" not in said(few)
    assert "rough" in said(samples.attendance())


def test_codes_of_other_years_are_named() -> None:
    """Which codes were used outside their days is said, and nothing where there are none."""
    old = replace(samples.attendance(), cautions=("codes_out_of_time",), codes_out_of_time=("H", "J"))
    assert "Codes of another year than their marks: H and J." in cautions(old)
    assert not any("another year" in caution for caution in cautions(samples.attendance()))


# --- by reason --------------------------------------------------------------------------------------------


def test_the_commonest_reasons_are_said_with_the_year_before() -> None:
    """Both kinds of absence, then the reasons with most sessions, each after the year before."""
    first, second = sentences(registers.by_reason())
    assert (
        first
        == "In 2025/26 authorised absence was 1.05% and unauthorised absence was 0.76% of possible sessions."
    )
    assert second.startswith("Most sessions were missed for illness (0.76%, after 1.24% in 2024/25)")


def test_a_withheld_reason_is_not_spoken_of() -> None:
    """That there are reasons which cannot be shown is said, and most is said of the others only."""
    text = said(gate(registers.by_reason({"II": 30, "M": 12, "R": 3, "O": 12})))
    assert "Of the reasons that can be shown, most sessions were missed for illness" in text
    assert "Reasons that rest on too few pupils are not shown by themselves." in text
    assert "religious" not in text


def test_a_year_without_absence_is_said_to_be_that() -> None:
    """Where nobody missed a session there is one sentence."""
    assert sentences(registers.by_reason({})) == ["Nobody missed a session in 2024/25."]


# --- by group ---------------------------------------------------------------------------------------------


def test_the_groups_with_the_highest_share_are_named() -> None:
    """All pupils first, then the groups above them with their interval and the year before, and no cause."""
    first, second, third = sentences(registers.by_group())
    assert first == "In 2025/26, 36.67% of all pupils (22 of 60) were persistently absent."
    assert (
        "it was highest in Pupil premium (40.00%, 95% interval 24.6 to 57.7, after 46.67% in 2024/25)."
        in second
    )
    assert "does not say why" in third


def test_no_group_is_named_that_is_not_above_all_pupils_or_may_not_be_shown() -> None:
    """Where the share is highest among the others, or withheld, no group is named."""
    assert "In no group whose share can be shown was it higher" in said(registers.by_group((10, 14)))
    assert "For no group are there enough pupils" in said(gate(registers.by_group((12, 4))))
