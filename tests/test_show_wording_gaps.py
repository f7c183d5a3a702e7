"""Gaps have a verdict in words, and small groups are not named."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import samples
from spoken import said

from enquiry_lib.show.showing import gate, summary
from enquiry_lib.show.wording import HELD, sentences
from enquiry_lib.stats.gaps import GapScan, scan_gaps

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
    assert words in said(told)


def test_small_groups_are_named_by_their_column() -> None:
    """What is too small to compare is named by its column alone, in sentence and summary."""
    groups = ["Roma"] * 3 + ["Irish"] * 57
    outcomes = samples.outcomes(20).assign(ethnicity=groups * 2, looked_after=["yes"] * 2 + ["no"] * 118)
    scan = scan_gaps(outcomes, groups=["pupil_premium", "ethnicity", "looked_after"])
    assert "Some groups are too small to compare: Ethnicity and Looked after." in sentences(scan)
    assert not re.search("Roma|Irish", f"{said(scan)} {summary(gate(scan))}")


def test_withheld_gaps_have_a_sentence() -> None:
    """A scan of small groups still says something."""
    scan = gate(samples.gap_scan(7))
    assert isinstance(scan, GapScan)
    assert HELD in said(scan)
