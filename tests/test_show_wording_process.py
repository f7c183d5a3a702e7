"""How the intervention was carried out is said with its limits, and small numbers are not."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import samples
import written
from spoken import said

from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import held, sentences
from enquiry_lib.stats.dosage import summarise_dosage
from enquiry_lib.stats.fidelity import INTERVENTION, summarise_fidelity


def test_fidelity_tells_visits_from_looks() -> None:
    """The first sentence counts visits, and how often something was looked for; the next names the weakest ingredient."""
    first, least, _ = sentences(samples.fidelity())
    assert first == (
        "In 10 visits to intervention classes, observers looked for an active ingredient 22 times: it was seen fully "
        "10 times, partly 7 times and not at all 5 times."
    )
    assert least == "Least often seen fully: Six new words, in 3 of 10 visits."


def test_one_of_anything_is_said_in_the_singular() -> None:
    """One visit, one time, one pupil, one minute: nothing is said of 1 visits."""
    looked = {
        "observation_id": ["O1"],
        "ingredient": "Talk",
        "seen": "fully",
        "arm": "comparison",
        "quality": 3,
    }
    had = {"pupil_id": ["P1"], "date": "2025-10-01", "session": "", "attended": "yes", "minutes": 1}
    results = [
        *(summarise_fidelity(pd.DataFrame(looked).assign(arm=arm)) for arm in ("comparison", "intervention")),
        summarise_fidelity(pd.DataFrame(looked).assign(seen="not seen")),
        summarise_dosage(pd.DataFrame(had).assign(planned_minutes=1), intended=1),
    ]
    text = " ".join(" ".join(sentences(result)) for result in results)
    assert not re.search(r"(?<![\d.])1 (visits|times|pupils|minutes)", text)
    assert {"1 visit", "1 time", "1 pupil", "1 minute"} <= set(re.findall(r"1 [a-z]+", text))


def test_a_thin_ingredient_is_not_called_the_weakest() -> None:
    """An ingredient looked for twice is not compared with the others, and the caution says that it is thin."""
    text = said(samples.fidelity())
    assert "Reading at home" not in text
    assert "fewer than three visits" in text


def test_the_intervention_in_comparison_classes_is_contamination() -> None:
    """An ingredient seen in comparison classes is named, one that was not is not, and what follows is said."""
    contaminated = sentences(samples.fidelity())[-1]
    assert "Talk in pairs in 2 of 6 visits" in contaminated
    assert "contamination" in contaminated
    assert "may differ by less" in contaminated
    assert "Six new words" not in contaminated
    lines = tuple(
        line if line.arm == INTERVENTION else replace(line, fully=0, partly=0, not_seen=6)
        for line in samples.fidelity().ingredients
    )
    clean = replace(samples.fidelity(), ingredients=lines)
    assert "In comparison classes none of it was seen, in 6 visits." in sentences(clean)


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
        "163 minutes on average, of 300 planned",
        "46 of 58 pupils came at least once",
        "32 of 58 had enough, 80% of their sessions or more",
        "Of 75 pupils meant to be reached, the intervention reached 46: a reach of 61.3%.",
    ):
        assert part in text


def test_what_was_not_asked_is_not_mentioned() -> None:
    """Without a number meant to be reached there is no sentence on reach."""
    assert "meant to be" not in said(samples.dosage(intended=None))


def test_small_numbers_are_replaced_by_words() -> None:
    """Without how many came, how many had enough is not said either; a group of nine leaves no number at all."""
    text = said(samples.dosage([9] * 25 + [5] * 12 + [0] * 3).withhold({"dosage|reached"}))
    assert "How many pupils came at least once, and how many had enough, cannot be shown" in text
    assert "of 40 pupils" not in text
    assert "cannot be shown" in text
    few = said(gate(samples.dosage([10] * 9)))
    assert held("How much of the intervention pupils had") in few
    assert not re.search(r"\d", few)


def test_where_the_share_tells_too_much_the_sessions_are_said_alone() -> None:
    """A dosage whose share attended is withheld still says how many sessions were planned."""
    single = replace(samples.dosage(), sessions_attended=None, share_attended=None)
    assert sentences(single)[0] == (
        f"On average 10.0 sessions were planned for each pupil (58 pupils). {held('How many of them pupils came to')}"
    )


# --- the process brought together -------------------------------------------------------------------------


def test_the_process_names_what_was_left_out() -> None:
    """Dimensions planned and not found, and those nobody thought of, are named beside what was judged."""
    assert sentences(written.process()) == [
        "Of the 3 dimensions of the process, the plan was to look at 2, and of 1 something was found.",
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
