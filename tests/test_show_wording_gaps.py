"""Gaps have a verdict in words, and small groups are not named."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
import samples
import samples_gaps
from spoken import said

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate, summary
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import cautions, held, sentences
from enquiry_lib.stats.gaps import GapScan, PlannedGroup, TooSmall, scan_gaps
from enquiry_lib.stats.result import Result

PREMIUM = PlannedGroup("Disadvantaged pupils (pupil premium)", "pupil_premium", "yes")
VERDICT_WORDS = {
    "narrowed": "while everyone improved",
    "levelled down": "levelling down, not narrowing",
    "widened": "widened",
    "no clear change": "no clear change",
    "not behind": "no gap to narrow",
}


@pytest.mark.parametrize(("verdict", "words"), VERDICT_WORDS.items())
def test_every_verdict_has_its_sentence(verdict: str, words: str) -> None:
    """The verdict on narrowing the gap is said in words, levelling down by its name."""
    scan = samples.gap_scan()
    told = replace(scan, narrowings=tuple(replace(line, verdict=verdict) for line in scan.narrowings))
    assert words in said(replace(told, planned=(PREMIUM,)))


def test_small_groups_are_named_by_their_column() -> None:
    """What is too small to compare is named by its column alone, among the cautions, and in no summary."""
    groups = ["Roma"] * 3 + ["Irish"] * 57
    outcomes = samples.outcomes(20).assign(ethnicity=groups * 2, looked_after=["yes"] * 2 + ["no"] * 118)
    scan = scan_gaps(outcomes, groups=["pupil_premium", "ethnicity", "looked_after"])
    assert "No group is large enough to compare by: Ethnicity and Looked after." in cautions(scan)
    assert not re.search("Roma|Irish", f"{said(scan)} {cautions(scan)} {summary(gate(scan))}")


def test_a_group_that_is_compared_elsewhere_is_not_called_too_small_to_compare() -> None:
    """Where a few pupils sat another test, it is in that test that the group is left out; the table compares it."""
    maths = samples.outcomes(2, 24).assign(measure="Maths")
    scan = scan_gaps(pd.concat([samples.outcomes(20), maths]), groups=["pupil_premium"])
    told = cautions(scan)
    assert not any("Some groups are too small to compare" in sentence for sentence in told)
    where = "Maths at the start and Maths afterwards"
    assert f"In {where}, some groups are too small to compare, by: Pupil premium." in told


def test_of_many_tests_it_is_said_once() -> None:
    """Where the columns differ from test to test, one sentence names them all."""
    small = [
        TooSmall(test, "baseline", group) for test, group in zip("XYZ", ("sex", "eal", "send"), strict=True)
    ]
    scan = samples.gap_scan()
    gaps = (*scan.gaps, *(replace(scan.gaps[0], group=one.group) for one in small))
    (last,) = [x for x in cautions(replace(scan, gaps=gaps, too_small=tuple(small))) if "In some tests" in x]
    assert last.startswith("In some tests, some groups are too small to compare, by: English as")


def test_withheld_gaps_have_a_sentence() -> None:
    """A scan of small groups still says something."""
    scan = gate(samples.gap_scan(7))
    assert isinstance(scan, GapScan)
    assert held("A gap by pupil premium") in said(scan)


def test_gaps_that_cannot_be_shown_are_counted_beside_those_that_are() -> None:
    """With some gaps withheld the headline is about those that can be shown, and the number of the others is said."""
    scan = _scan(clear=False)
    held_gap = scan.gaps[1].withhold(scan.gaps[1].rests_on)
    told = sentences(replace(scan, gaps=(scan.gaps[0], held_gap)))
    assert told[0].startswith("No gap that can be shown is clear of chance at this size")
    assert "every group behind whose gap can be shown takes in zero" in told[0]
    assert told[-1].startswith("1 of the 2 gaps looked at cannot be shown, neither here nor in the picture")
    ahead = replace(scan.gaps[0], g=0.2, low=-0.1, high=0.5)
    first = sentences(replace(scan, gaps=(ahead, held_gap)))[0]
    assert first == "No group of pupils whose gap can be shown scores lower than the others."
    assert not any("cannot be shown" in one for one in sentences(scan))


# --- what leads -------------------------------------------------------------------------------------------


def _scan(*, clear: bool, changes: bool = False) -> GapScan:
    """A scan of two groups that scored lower, the second of which is or is not clear of chance."""
    outcomes = samples.outcomes(20).assign(eal=["yes", "no"] * 60)
    scan = scan_gaps(outcomes, groups=["pupil_premium", "eal"])
    assert isinstance(scan, GapScan)
    by_group = {gap.group: gap for gap in scan.gaps if gap.occasion == "baseline"}
    gaps = (
        replace(by_group["eal"], g=-0.44, low=-1.08, high=0.19, stands_out=False),
        replace(
            by_group["pupil_premium"], g=-0.30, low=-0.55, high=-0.05 if clear else 0.05, stands_out=clear
        ),
    )
    return replace(scan, gaps=gaps, narrowings=scan.narrowings if changes else ())


def test_a_gap_that_is_clear_of_chance_leads() -> None:
    """A larger gap whose interval takes in zero is not said before a smaller one that is clear."""
    first, second, *_ = sentences(_scan(clear=True))
    assert re.fullmatch(r"Of \d gaps looked at, 1 stands out: Pupil premium, in Reading\.", first)
    assert re.match(
        r"Pupil premium: 0\.30 standard deviations \([\d.]+ points\) below other pupils in Reading", second
    )


def test_where_no_gap_is_clear_that_comes_first() -> None:
    """Without a clear gap the headline says so; the largest follows with its interval."""
    first, second, *_ = sentences(_scan(clear=False))
    assert (
        first == "No gap is clear of chance at this size: the interval of every group behind takes in zero."
    )
    assert second.startswith("English as an additional language, the largest seen: 0.44")
    assert "95% interval −1.08 to 0.19" in second


def test_no_group_behind_is_said() -> None:
    """Where every group scores higher than the others, none is called behind."""
    scan = _scan(clear=False)
    ahead = replace(scan, gaps=tuple(replace(gap, g=0.2, low=-0.1, high=0.5) for gap in scan.gaps))
    assert sentences(ahead) == ["No group of pupils scores lower than the others."]


def test_no_clear_change_is_the_headline_where_nothing_changed() -> None:
    """Over two occasions, changes that chance could have brought are not listed one by one."""
    scan = _scan(clear=False, changes=True)
    still = tuple(replace(line, verdict="no clear change") for line in scan.narrowings)
    told = sentences(replace(scan, narrowings=still))
    assert told[0] == "No gap changed clearly from before to after."
    assert "no clear change in the gap" not in " ".join(told)


def test_one_gap_alone_is_not_one_of_many() -> None:
    """Where a single gap was looked at, it is said by itself, and nothing is allowed for."""
    scan = samples.gap_scan()
    alone = replace(scan, gaps=(replace(scan.gaps[0], g=-0.6, high=-0.2, stands_out=True),), looked_at=1)
    (only,) = sentences(replace(alone, narrowings=()))
    assert only.startswith("Pupil premium: 0.60 standard deviations")


# --- groups that a plan names -----------------------------------------------------------------------------


def test_groups_named_in_the_plan_come_first() -> None:
    """What became of a planned group is said first, small as it is; the others are called a hint."""
    scan = replace(_scan(clear=False, changes=True), planned=(PREMIUM,))
    told = sentences(scan)
    assert told[0] == "Pupil premium: not behind at the start, so there was no gap to narrow."
    assert told[1] == "What is seen of groups that the plan does not name is a hint for the next enquiry."
    assert not any("Pupil premium" in sentence for sentence in told[1:])


def test_beside_a_plan_only_changes_are_said_of_the_others() -> None:
    """Where it can be seen what changed, the gaps at the start of groups not named are not told again."""
    still = replace(samples.gap_scan(), planned=(PlannedGroup("Girls", "sex", "F"),))
    lines = tuple(replace(line, verdict="no clear change") for line in still.narrowings)
    told = sentences(replace(still, narrowings=lines))
    assert told[-1] == "Among these no gap changed clearly from before to after."
    assert not any("standard deviations" in sentence for sentence in told)


def test_a_planned_group_without_a_gap_is_not_passed_over() -> None:
    """A group that no table knows, or that is too small, is named with the plan's words."""
    named = (
        PREMIUM,
        PlannedGroup("Pupils who underachieve"),
        PlannedGroup("Young carers", "young_carers", "yes"),
    )
    text = said(replace(_scan(clear=True), planned=named))
    assert "without a gap that could be worked out here: Pupils who underachieve; Young carers." in text


def test_a_plan_without_groups_makes_every_gap_a_hint() -> None:
    """Where the plan names no group, nothing that is found was asked for beforehand."""
    first = sentences(replace(_scan(clear=True), planned=()))[0]
    assert first == "The plan names no group: what is seen of any group is a hint for the next enquiry."


def test_a_withheld_planned_group_is_said_to_be_withheld() -> None:
    """A planned group too small to show is named, without a number."""
    scan = gate(replace(_scan(clear=True), planned=(PREMIUM,)))
    small = replace(scan, gaps=tuple(replace(gap, g=None) for gap in scan.gaps[1:]) + scan.gaps[:1])
    assert sentences(small)[0] == "Pupil premium: the gap rests on too few pupils to be shown."


def test_having_no_need_is_no_group() -> None:
    """Pupils without special needs are never called behind: those with any are set against them."""
    send = ["none"] * 20 + ["SEN support"] * 20 + ["EHC plan"] * 20
    outcomes = samples.outcomes(20).assign(send=send * 2)
    low = outcomes.assign(score=outcomes["score"] - 30 * (outcomes["send"] == "none"))
    scan = scan_gaps(low, groups=["send"])
    assert isinstance(scan, GapScan)
    assert {gap.member for gap in scan.gaps} == {"any", "SEN support", "EHC plan"}
    named = replace(scan, planned=(PlannedGroup("Special needs", "send"),))
    told = sentences(named)
    assert told[0].startswith("Any special educational needs or disabilities:")
    assert not any("SEN support" in sentence or "No special" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (0.04, "(as wide as before, 95%"),
        (1.2, "(wider by 1.2 points, 95%"),
        (-1.2, "(narrower by 1.2 points, 95%"),
    ],
)
def test_a_change_of_nothing_is_neither_wider_nor_narrower(change: float, words: str) -> None:
    """A change that rounds to nought has no direction."""
    scan = samples.gap_scan()
    still = tuple(replace(line, verdict="no clear change", change=change) for line in scan.narrowings)
    assert words in sentences(replace(scan, narrowings=still, planned=(PREMIUM,)))[0]


def test_an_interval_that_is_written_up_to_nought_takes_it_in() -> None:
    """What the reader sees decides: an interval that ends in 0.00 is not called clear of chance."""
    scan = _scan(clear=True)
    edge = replace(scan, gaps=tuple(replace(gap, high=-0.001) for gap in scan.gaps))
    assert sentences(edge)[0].startswith("No gap is clear of chance")


# --- how many were looked at ------------------------------------------------------------------------------


def test_the_largest_is_said_with_what_it_more_likely_is() -> None:
    """Where a gap stands out, how many were looked at and what the largest more likely is follow it."""
    first, second, third = sentences(samples_gaps.many_gaps(few=0))
    assert first == "Of 4 gaps looked at, 1 stands out: Pupil premium, in Reading."
    assert second.startswith(
        "Pupil premium: 0.77 standard deviations (11.5 points) below other pupils in Reading"
    )
    assert third == (
        "Allowing for having looked at so many, it is more likely about 0.69 below (95% interval −1.09 to −0.28)."
    )


def test_of_many_that_stand_out_three_are_said_and_all_counted() -> None:
    """More than three gaps are counted in the sentence and not listed."""
    told = sentences(samples_gaps.pairs(few=0, behind=25))
    assert re.match(
        r"Of \d+ gaps looked at, [4-9] with a group behind stand out, above all: .*; .*; .*", told[0]
    )
    assert sum("standard deviations (" in sentence for sentence in told) == 3
    assert "the largest is more likely" in told[4]


def test_a_gap_clear_by_itself_but_not_among_many_does_not_lead() -> None:
    """Where intervals leave out nought but nothing survives, that comes first and the largest after it."""
    scan = _scan(clear=True)
    many = replace(
        scan, gaps=tuple(replace(gap, stands_out=False, shrunk=-0.004) for gap in scan.gaps), looked_at=40
    )
    told = sentences(many)
    assert told[0].startswith("No gap stands out: where 40 are looked at, chance alone may well bring one")
    assert "the largest seen" in told[1]
    assert told[2].startswith("Allowing for having looked at 40 gaps, it is more likely about nought")


def test_a_change_among_many_is_said_when_it_survives() -> None:
    """A change that is clear by itself is not listed where it does not stand out among all that were looked at."""
    scan = _scan(clear=False, changes=True)
    lines = tuple(replace(line, verdict="widened", stands_out=False) for line in scan.narrowings)
    assert sentences(replace(scan, narrowings=lines))[0] == "No gap changed clearly from before to after."
    out = tuple(replace(line, stands_out=True) for line in lines)
    assert "widened" in sentences(replace(scan, narrowings=out))[0]


def test_no_sentence_has_a_p() -> None:
    """Adjusted p stands in the table and in no sentence."""
    for result in samples_gaps.every():
        assert not re.search(r"\bp\b|p-value|signific", said(result))


def test_pairs_are_named_by_both_groups() -> None:
    """A pair has two names, and a caution says that its gap takes in those of each."""
    result = samples_gaps.pairs(few=0)
    assert "Pupil premium and Girls, in Reading" in sentences(result)[0]
    assert sentences(result)[1].startswith("Pupil premium and Girls: 0.77 standard deviations (")
    assert any("takes in the gaps of each" in caution for caution in cautions(result))


def test_years_are_said_with_the_gap() -> None:
    """A gap over several years says over which, and that pupils are compared within their year."""
    told = " ".join(sentences(samples_gaps.years()))
    assert "below other pupils of their year in Reading, over 3 years, 2023/24 to 2025/26" in told


@pytest.mark.parametrize("result", [samples_gaps.pairs(few=0), samples_gaps.years()])
def test_withheld_pairs_and_years_have_a_sentence(result: Result) -> None:
    """With all counts withheld one sentence is left."""
    (only,) = sentences(result.withhold(set(result.cells()["id"])))
    assert "cannot be shown" in only


def test_intervals_are_named_by_the_level_asked_for() -> None:
    """No sentence, table or picture of gaps calls another interval one of 95%."""
    scan = replace(_scan(clear=True, changes=True), confidence=0.995)
    told = said(scan) + " ".join(str(table) for table in tables(scan))
    drawn = picture(scan)
    assert drawn is not None
    for text in (told, drawn.svg, drawn.alt):
        assert "99.5% interval" in text
        assert "95%" not in text.replace("99.5%", "")
