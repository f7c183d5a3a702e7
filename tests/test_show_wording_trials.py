"""What is said of trials of whole classes, of pupils within them, and of a test put right."""

from __future__ import annotations

from dataclasses import replace

import pytest
import samples_clusters
from clustered import benchmark, uneven, whole_schools, within_schools
from spoken import said

from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import sentences
from enquiry_lib.show.wording.saying import NEVER_SAID
from enquiry_lib.show.wording.trials import place
from enquiry_lib.stats.result import Result
from enquiry_lib.stats.trials.correction import CorrectedTest, correct_for_clusters


def test_whole_schools_are_said_with_their_number() -> None:
    """The sentences give the difference, the effect size, the schools beside the pupils, and how alike pupils are."""
    text = said(whole_schools())
    for words in (
        "scored 2.4 points higher than",
        "(95% interval −2.3 to 7.0)",
        "+0.25 (95% interval −0.24 to 0.74; 120 and 120 pupils in 6 and 6 schools)",
        "goes by how many schools there are",
        "about 10% of the variance",
    ):
        assert words in text


def test_the_interval_has_the_confidence_that_was_asked_for() -> None:
    """An interval of 90% is called that, and the score before only where there was one."""
    text = said(whole_schools(confidence=0.9, baseline=None))
    assert "90% interval" in text
    assert "95%" not in text
    assert "allowing for" not in text


def test_a_sign_that_turns_is_explained() -> None:
    """Where the means stand the other way round than the difference, it is said, and why where the start tells why."""
    away = replace(whole_schools(), difference=1.2, mean_treated=99.1, mean_control=102.8, baseline_g=-0.39)
    text = said(away)
    assert "stand the other way round: 99.1 in the 1 group, 102.8 in the other" in text
    assert "had also begun lower, so which way it points rests on how that is allowed for" in text
    assert "rests on how it is worked out" in said(replace(away, baseline_g=0.2))
    assert "other way round" not in said(whole_schools())


def test_two_classes_are_described_and_no_more() -> None:
    """Of two classes it is said that they describe, why, and what would answer; nothing is called an effect."""
    text = " ".join(sentences(samples_clusters.in_classes(24, 26)))
    assert "it is not a finding" in text
    assert "neither an interval nor an effect size is given" in text
    assert "allocate pupils within each class, or whole classes" in text
    assert "95%" not in text
    assert "SD" not in text


def test_few_classes_are_warned_of() -> None:
    """With three classes the cautions say so, and that no teacher is to be judged."""
    text = said(samples_clusters.in_classes(20, 22, 24))
    assert "only three or four" in text
    assert "single class or school" in text
    assert "not for performance management" in text


def test_within_schools_it_is_said_how_far_schools_differ() -> None:
    """The difference is one within schools, and how it differs between them is said only where it was estimated."""
    assert "Within the same school" in said(within_schools())
    assert "compared in 12 schools" in said(within_schools())
    assert "standard deviation of about 1.9 points" in said(within_schools())
    assert "from one school to the next" not in said(within_schools(slopes=False))


def test_a_sign_that_turns_within_schools_is_explained() -> None:
    """Where the means of all stand the other way round than the difference within schools, it is said, and why."""
    away = replace(within_schools(), difference=1.2, mean_treated=99.1, mean_control=102.8, baseline_g=-0.39)
    assert "The 1 group had also begun lower" in said(away)
    assert "rests on how it is worked out" in said(replace(away, baseline_g=None))
    assert "other way round" not in said(within_schools())


def test_a_start_far_apart_within_schools_is_warned_of() -> None:
    """The cautions about where the groups began have their sentence for pupils within schools too."""
    table = benchmark(whole=False)
    table["pre"] -= 5.0 * table["treat"]
    assert "differed at the start by more than 0.25 SD" in said(within_schools(table))


def test_no_difference_is_said_in_words() -> None:
    """A difference that rounds to nought is 'the same' in both designs."""
    for result in (
        replace(whole_schools(), difference=0.01),
        replace(within_schools(benchmark(whole=False)), difference=-0.01),
    ):
        assert "scored on average the same as pupils" in said(result)


@pytest.mark.parametrize(
    ("t", "words"),
    [
        (1.2, "Zero lay within"),
        (2.5, "corrected, it has zero within it"),
        (-2.5, "corrected, it has zero within it"),
        (6.0, "still leaves zero out"),
    ],
)
def test_a_corrected_test_says_on_which_side_of_zero_it_is(t: float, words: str) -> None:
    """As published and corrected, it is said whether zero lies within the interval."""
    assert words in said(correct_for_clusters(t, pupils=400, per_cluster=20, icc=0.2))


def test_the_size_of_classes_is_written_as_it_was_given() -> None:
    """A whole number of pupils in a class has no decimal place, another has one."""
    found = correct_for_clusters(2.5, pupils=400, per_cluster=20, icc=0.2)
    assert isinstance(found, CorrectedTest)
    assert "about 20 to a class" in said(found)
    assert "about 14.5 to a class" in said(replace(found, per_cluster=14.5))


def test_few_pupils_have_a_sentence_and_no_number() -> None:
    """A result that is withheld says so."""
    for result in (samples_clusters.in_classes(30, 8), samples_clusters.few_within_classes(4)):
        assert "cannot be shown" in sentences(gate(result))[0]


@pytest.mark.parametrize("result", samples_clusters.every(), ids=lambda result: type(result).__name__)
def test_nothing_is_said_that_is_never_said(result: Result) -> None:
    """No sentence proves anything, and none has a p-value."""
    text = said(result).casefold()
    assert not [words for words in NEVER_SAID if words in text]
    assert "p =" not in text


@pytest.mark.parametrize(
    ("column", "one"),
    [("school", "school"), ("School_ID", "school"), ("class_name", "class"), ("tutor_group", "cluster")],
)
def test_clusters_are_called_what_they_are(column: str, one: str) -> None:
    """Columns of schools and of classes are spoken of as such."""
    assert place(column).one == one


def test_degrees_of_freedom_that_were_cut_off_are_no_caution() -> None:
    """What became of the degrees of freedom stands in the table alone."""
    assert "degrees of freedom" not in said(whole_schools(uneven())).casefold()


def test_hardly_any_variance_is_no_percentage() -> None:
    """Where next to nothing lies between schools, it is said that this is known only roughly, and from how many."""
    result = whole_schools()
    alike = tuple(replace(found, icc=0.001) for found in result.variances)
    text = said(replace(result, variances=alike))
    assert "hardly any of the variance seen lies between schools" in text
    assert "from 6 and 6 schools that is known only roughly" in text
    assert "about 0%" not in text
