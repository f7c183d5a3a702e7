"""What stands beside published figures is said with its interval, and neighbours are never more than like in some ways."""

from __future__ import annotations

from dataclasses import replace

import pytest
import samples_gaps
from spoken import said

from enquiry_lib.show.plots import picture
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import cautions, held, sentences


@pytest.mark.parametrize(
    ("published", "words"),
    [
        (-3.0, "the group is further behind here"),
        (-40.0, "stands better here"),
        (-11.0, "no difference is clear"),
    ],
)
def test_the_interval_decides_what_is_said(published: float, words: str) -> None:
    """A published gap within the school's interval is no clear difference; one outside it is further behind or better."""
    assert words in sentences(samples_gaps.beside(samples_gaps.many_gaps(few=0), gap=published))[0]


def test_both_gaps_are_said_with_their_unit() -> None:
    """The school's gap has its interval, and the published one its area."""
    first = sentences(samples_gaps.beside(samples_gaps.many_gaps(few=0)))[0]
    assert first.startswith(
        "Pupil premium, Reading at baseline: 11.5 points behind other pupils here (95% interval"
    )
    assert "6.0 points behind other pupils in England" in first


def test_a_withheld_comparison_is_said_once() -> None:
    """Where no gap of the school may be shown, one sentence says so."""
    result = samples_gaps.beside()
    assert sentences(result.withhold(set(result.cells()["id"]))) == [
        held("The comparison with published gaps")
    ]


def test_neighbours_are_like_in_what_was_named() -> None:
    """The sentence names the characteristics, and a caution says that schools may differ in everything else."""
    result = samples_gaps.similar(outcome="progress")
    assert "nearest to this one in pupils and pupil premium" in sentences(result)[0]
    assert "Progress: 1.9 here; the middle half of those schools reach from" in said(result)
    assert any("may differ in everything else" in caution for caution in cautions(result))


def test_an_outcome_that_is_missing_is_not_said() -> None:
    """Without the school's own outcome nothing is said of the others'."""
    result = samples_gaps.similar(outcome="progress")
    assert len(sentences(replace(result, own_outcome=float("nan")))) == 1


def test_intervals_are_named_by_the_level_asked_for() -> None:
    """No sentence, table or picture of gaps beside published ones calls another interval one of 95%."""
    result = replace(samples_gaps.beside(), confidence=0.9)
    drawn = picture(result)
    assert drawn is not None
    told = " ".join([*sentences(result), *(str(table) for table in tables(result))])
    for text in (told, drawn.svg, drawn.alt):
        assert "90% interval" in text
        assert "95%" not in text
