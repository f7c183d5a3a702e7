"""How the intervention was carried out is said with its limits, and small numbers are not."""

from __future__ import annotations

import re
from dataclasses import replace

import samples
import written
from spoken import said

from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import HELD, sentences
from enquiry_lib.stats.fidelity import INTERVENTION


def test_fidelity_is_said_in_observations() -> None:
    """The first sentence counts observations in intervention classes; the next names the weakest ingredient."""
    first, least, _ = sentences(samples.fidelity())
    assert "fully in 10 of 22 observations, partly in 7 and not at all in 5" in first
    assert least == "Least often seen fully: Six new words, in 3 of 10 observations."


def test_a_thin_ingredient_is_not_called_the_weakest() -> None:
    """An ingredient looked for twice is not compared with the others, and the caution says that it is thin."""
    text = said(samples.fidelity())
    assert "Reading at home" not in text
    assert "fewer than three observations" in text


def test_the_intervention_in_comparison_classes_is_contamination() -> None:
    """An ingredient seen in comparison classes is named, one that was not is not, and what follows is said."""
    contaminated = sentences(samples.fidelity())[-1]
    assert "Talk in pairs in 2 of 6 observations" in contaminated
    assert "contamination" in contaminated
    assert "Six new words" not in contaminated
    lines = tuple(
        line if line.arm == INTERVENTION else replace(line, fully=0, partly=0, not_seen=6)
        for line in samples.fidelity().ingredients
    )
    clean = replace(samples.fidelity(), ingredients=lines)
    assert "In comparison classes none of it was seen, in 12 observations." in sentences(clean)


def test_a_comparison_nobody_observed_is_said() -> None:
    """Without observations in comparison classes nothing is said of them but that nobody looked."""
    result = samples.fidelity(comparison=False)
    assert "contamination" not in said(result)
    assert "No comparison class was observed" in said(result)


def test_dosage_and_reach_have_their_numbers() -> None:
    """Sessions, minutes, pupils reached, pupils with enough and reach are each said once."""
    text = said(samples.dosage())
    for part in (
        "65.2% of the sessions",
        "163 minutes on average, of 300",
        "46 of 58 pupils came at least once",
        "32 of 58 had enough, 80% of their sessions or more",
        "Of 75 pupils who were meant to be reached, 46 were: a reach of 61.3%.",
    ):
        assert part in text


def test_what_was_not_asked_is_not_mentioned() -> None:
    """Without a number meant to be reached there is no sentence on reach."""
    assert "meant to be" not in said(samples.dosage(intended=None))


def test_small_numbers_are_replaced_by_words() -> None:
    """Three who never came leave enough and not reach; a group of nine leaves no number at all."""
    text = said(gate(samples.dosage([9] * 25 + [5] * 12 + [0] * 3)))
    assert "25 of 40 had enough" in text
    assert "came at least once" not in text
    assert "cannot be shown" in text
    few = said(gate(samples.dosage([10] * 9)))
    assert HELD in few
    assert not re.search(r"\d", few)


def test_where_the_share_tells_too_much_the_sessions_are_said_alone() -> None:
    """A dosage whose share attended is withheld still says how many sessions were planned."""
    single = replace(samples.dosage(), sessions_attended=None, share_attended=None)
    assert sentences(single)[0] == f"For each of 58 pupils 10.0 sessions were planned, on average. {HELD}"


# --- the process brought together -------------------------------------------------------------------------


def test_the_process_names_what_was_left_out() -> None:
    """Dimensions planned and not found, and those nobody thought of, are named beside what was judged."""
    assert sentences(written.process()) == [
        "Of the 3 dimensions of the process, 2 were planned to be looked at, and of 1 something was found.",
        "Planned, and nothing found yet: reach.",
        "Neither planned nor found: quality.",
        "All in all – mostly: fidelity.",
        "Was anybody worse off? We looked: nobody.",
    ]


def test_harm_that_nobody_looked_for_is_said() -> None:
    """A process without an answer about harm says that there is none."""
    assert (
        sentences(replace(written.process(), harm=""))[-1]
        == "Whether anybody was worse off has not been said."
    )
