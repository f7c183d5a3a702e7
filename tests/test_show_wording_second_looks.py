"""Second looks say what they rest on: what was filled in, what was planned, and whether models agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import samples_matched
from spoken import said

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import sentences
from enquiry_lib.stats.comparisons.answers import Answer
from enquiry_lib.stats.comparisons.side_by_side import ModelLine
from enquiry_lib.stats.comparisons.subgroups import Interaction
from enquiry_lib.stats.result import Result


def test_filled_in_stands_beside_complete() -> None:
    """Both answers are said, what would make the difference vanish, and what filling in takes for granted."""
    result = samples_matched.imputed(samples_matched.few_gaps(15))
    text = said(result)
    assert f"{result.difference:.1f} points higher" in text
    assert "Among the pupils with nothing missing (62 and 123)" in text
    in_sd = result.shift * result.effect.g / result.difference
    assert f"would have to lie {result.shift:.1f} points ({in_sd:.1f} standard deviations) lower" in text
    assert "nobody can check that" in text


def test_a_negative_difference_vanishes_upwards() -> None:
    """Where the treated did worse, their missing scores would have to be higher."""
    said_of = said(replace(samples_matched.imputed(), difference=-3.4, shift=-4.0))
    assert "standard deviations) higher than what was filled in" in said_of


def test_what_is_allowed_for_is_said() -> None:
    """The score before is called that, and the other columns are named."""
    assert "The difference allows for the score before and age, and so does" in said(
        samples_matched.imputed()
    )


def test_columns_seen_alike_share_a_sentence() -> None:
    """Columns of which the same is to be said are named together, those planned before the others."""
    result = samples_matched.subgroups(planned=[])
    nothing = tuple(replace(column, test=Interaction(p=0.5, p_adjusted=0.5)) for column in result.columns)
    assert "By fsm and house, which were not planned: there is no sign" in said(
        replace(result, columns=nothing)
    )
    mixed = (nothing[0], replace(nothing[1], planned=True))
    text = said(replace(result, columns=mixed))
    assert text.index("By house, as planned:") < text.index("By fsm, which was not planned:")


def test_nothing_missing_is_not_filled_in() -> None:
    """Where nothing is missing no filling in is claimed, and the same answer is not said twice."""
    text = " ".join(sentences(samples_matched.imputed(samples_matched.pupils())))
    assert text.startswith("With nothing missing, and so nothing filled in, pupils")
    assert "Among the pupils" not in text


@pytest.mark.parametrize(
    ("p", "planned", "words"),
    [
        (0.4, True, "By fsm, as planned: there is no sign that the difference differs"),
        (
            0.01,
            True,
            "By fsm, as planned: there is a sign that the difference is not the same for all groups.",
        ),
        (
            0.01,
            False,
            "which was not planned: there is a sign that the difference is not the same for all groups; take it as a hint",
        ),
        (None, True, "By fsm, as planned: nothing can be said."),
    ],
)
def test_a_sign_is_judged_between_groups(p: float | None, planned: bool, words: str) -> None:
    """What is said of a column rests on its test among all columns; what was not planned is a hint."""
    result = samples_matched.subgroups()
    column = replace(result.columns[0], planned=planned, test=Interaction(p=p, p_adjusted=p))
    assert words in said(replace(result, columns=(column,)))


def test_a_groups_own_interval_is_never_evidence() -> None:
    """It is said that one group's interval shows nothing about a difference between groups, and none is in a sentence."""
    result = samples_matched.subgroups()
    assert "says nothing about it." in said(result)
    low = result.columns[0].members[0].answer.low
    assert f"{low:.1f} to" not in " ".join(sentences(result)[1:])


def test_models_say_how_far_they_lie_apart() -> None:
    """The range of the answers is said, as printed, with the planned one marked and the reading."""
    text = said(samples_matched.side_by_side())
    assert "8 ways of working it out" in text
    assert "between +0.38 and +0.76 standard deviations: 0.38 apart" in text
    assert "The planned one (allowing for the score before) gives +0.45" in text
    assert "All would be read alike: their intervals all lie above nought." in text


def test_another_reading_is_named() -> None:
    """A model that would be read differently from the planned one is named, and never by its size."""
    result = samples_matched.side_by_side()
    other = ModelLine("gain", planned=False, answer=replace(result.lines[1].answer, low=-0.1))
    changed = replace(result, lines=(result.lines[0], other, *result.lines[2:]))
    assert "Another reading than the planned one's would come from: gain." in said(changed)
    unplanned = tuple(replace(line, planned=False) for line in changed.lines)
    assert "They would not all be read alike" in said(replace(changed, lines=unplanned))
    assert not re.search("largest|best|strongest", said(changed))


def test_classes_that_are_ignored_are_told_beside_the_interval() -> None:
    """That an interval leaves whole classes out of account stands among the sentences, and not a second time below."""
    found = samples_matched.imputed()
    result = replace(found, cautions=(*found.cautions, "clusters_ignored"))
    (where,) = (at for at, line in enumerate(sentences(result)) if "they look surer than they are" in line)
    assert where == 2
    assert said(result).count("they look surer than they are") == 1


def test_models_that_ignore_classes_do_not_count_against_one_that_does_not() -> None:
    """Where whole classes were allocated, another reading by a model of single pupils is said to be too sure of itself."""
    result = samples_matched.side_by_side()
    planned = [replace(line, planned=line.model == "classes_random") for line in result.lines]
    lines = [
        replace(line, answer=replace(line.answer, low=-0.1)) if line.model.startswith("classes") else line
        for line in planned
    ]
    told = said(replace(result, lines=tuple(lines)))
    assert "There, each pupil counts as if allocated alone, though whole classes were." in told
    mixed = [
        replace(line, answer=replace(line.answer, low=0.1)) if line.model == "classes_robust" else line
        for line in lines
    ]
    assert "by ranks, each pupil counts as if" in said(replace(result, lines=tuple(mixed)))
    assert "as if allocated alone" not in said(result)


@pytest.mark.parametrize(
    "make", [samples_matched.imputed, samples_matched.subgroups, samples_matched.side_by_side]
)
def test_few_pupils_have_a_sentence(make: object) -> None:
    """Withheld, each says one thing without a number."""
    result = gate(make(samples_matched.few(8)))  # type: ignore[operator]
    assert len(sentences(result)) == 1
    assert not re.search(r"\d", sentences(result)[0])


def test_answers_withheld_are_not_said() -> None:
    """The complete pupils' answer is left out of the sentences when it is withheld."""
    result = replace(samples_matched.imputed(), complete=Answer(), complete_treated=None)
    assert "Among the pupils" not in said(result)


@pytest.mark.parametrize(
    "make",
    [
        samples_matched.imputed,
        samples_matched.subgroups,
        samples_matched.side_by_side,
    ],
)
def test_an_interval_is_called_by_its_confidence(make: Callable[..., Result]) -> None:
    """Asked for 80% intervals, nothing that is said, tabled or drawn speaks of 95%."""
    result = make(confidence=0.8)
    drawn = picture(result)
    assert drawn is not None
    everything = f"{said(result)} {tables(result)} {drawn.alt} {drawn.svg}"
    assert "80% interval" in everything
    assert "95%" not in everything
