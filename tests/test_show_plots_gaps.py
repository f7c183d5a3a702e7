"""The picture of gaps shows the latest occasion."""

from __future__ import annotations

from dataclasses import replace

import samples
import samples_gaps

from enquiry_lib.show.plots import picture


def test_gaps_are_drawn_at_the_latest_occasion() -> None:
    """The follow-up is drawn where there is one, and each gap is said with its interval."""
    scan = samples.gap_scan()
    latest = [gap for gap in scan.gaps if gap.occasion == "follow_up"]
    drawn = picture(scan)
    assert drawn is not None
    assert drawn.alt.startswith("Group minus other pupils afterwards")
    assert drawn.alt.split(" Standing out")[0].split(" No gap")[0].count(" to ") == len(latest)


def test_what_stands_out_and_what_is_more_likely_is_said() -> None:
    """Filled points and ticks are told to somebody who cannot see them."""
    drawn = picture(samples_gaps.many_gaps(few=0))
    assert drawn is not None
    assert "Standing out: Pupil premium." in drawn.alt
    assert "more likely: Pupil premium −0.69; " in drawn.alt


def test_of_many_gaps_ten_are_drawn() -> None:
    """Of more than ten the furthest behind are drawn, and the picture says of how many."""
    scan = samples_gaps.pairs(few=0)
    many = replace(scan, gaps=scan.gaps * 3)
    drawn = picture(many)
    assert drawn is not None
    assert f"Drawn are the 10 furthest behind of {len(many.gaps)}." in drawn.svg


def test_a_gap_that_rounds_to_nothing_is_level() -> None:
    """No group is called 0.0 ahead or behind."""
    scan = samples.planned(samples.gap_scan())
    lines = tuple(replace(line, gap_after=-0.02) for line in scan.narrowings)
    drawn = picture(replace(scan, narrowings=lines))
    assert drawn is not None
    assert "then level" in drawn.alt
    assert "0.0 ahead" not in drawn.alt


def test_years_are_drawn_like_any_gap() -> None:
    """Gaps over several years have a picture, and none when all are withheld."""
    result = samples_gaps.years()
    drawn = picture(result)
    assert drawn is not None
    assert drawn.alt.startswith("Group minus other pupils of their year")
    assert picture(result.withhold(set(result.cells()["id"]))) is None


def test_beside_a_plan_the_changes_are_drawn() -> None:
    """What the plan asks is whether the gap narrowed: that is drawn, with what the gap was and is."""
    scan = samples.planned(samples.gap_scan())
    drawn = picture(scan)
    assert drawn is not None
    assert drawn.alt.startswith("Change of the gap to all pupils, in points, with 95% intervals")
    line = scan.narrowings[0]
    sides = [
        f"{abs(gap or 0):.1f} {'ahead' if (gap or 0) < 0 else 'behind'}"
        for gap in (line.gap_before, line.gap_after)
    ]
    assert ", then ".join(sides) in drawn.alt


def test_withheld_changes_leave_the_gaps_to_be_drawn() -> None:
    """Where no change may be shown the gaps are drawn, and nothing where these may not be shown either."""
    scan = samples.planned(samples.gap_scan())
    held = replace(scan, narrowings=tuple(line.withhold(line.rests_on) for line in scan.narrowings))
    drawn = picture(held)
    assert drawn is not None
    assert drawn.alt.startswith("Group minus other pupils")
    assert picture(scan.withhold(set(scan.cells()["id"]))) is None


def test_a_long_name_is_broken_and_said_whole() -> None:
    """A name wider than its place takes lines of its own in the picture; the words for it stay one."""
    drawn = picture(samples_gaps.pairs(few=0))
    assert drawn is not None
    assert "Pupil premium and Girls" in drawn.alt
    assert "\n" not in drawn.alt


def test_groups_that_the_plan_named_are_marked() -> None:
    """A group that was named beforehand says so in the picture and in its words; the others do not."""
    drawn = picture(samples.planned(samples.gap_scan()))
    plain = picture(samples.gap_scan())
    assert drawn is not None
    assert plain is not None
    assert "Pupil premium (planned)" in drawn.alt
    assert "(planned)" in drawn.svg
    assert "(planned)" not in plain.alt
