"""What people at the example's schools said: answers around the means told, and themes by the shares told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from enquiry_lib.data.example.asked import answers, self_assessment_table, survey_table, voice_table
from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.numbers import BeforeAndAfter, Numbers
from enquiry_lib.data.example.tables import other_ids
from enquiry_lib.data.templates import columns
from enquiry_lib.store.reference import reference

ENJOYMENT = {
    **{"role": "pupil", "people": 400, "construct": "Enjoyment", "before": 3.1, "after": 3.6},
    "questions": ["I like reading.", "I read at home.", "(-) Books bore me."],
}
MEANS = {
    name: {"before": 3.0, "after": 3.5} for name in ("dispositions", "skills", "knowledge", "motivation")
}


def numbers_of(**parts: Any) -> Numbers:
    """Give the numbers of a school where people were asked."""
    return Numbers.model_validate({"year_groups": ["1"], "roll": 30, "pupil_premium": 0.3} | parts)


def survey(*parts: dict[str, Any]) -> pd.DataFrame:
    """Give the table of a survey of these parts, answers as numbers."""
    rows = survey_table(numbers_of(survey=list(parts)), other_ids(Draws(60)), Draws(61))
    return rows.assign(answer=pd.to_numeric(rows["answer"]))


def names(table: str) -> list[str]:
    """Give the columns of a table as its dictionary lists them."""
    return [column.name for column in columns(table)]


def test_answers_lie_around_the_means() -> None:
    """Whole numbers from 1 to 5, whose means are those told; few are missing; people agree with themselves."""
    given = answers(BeforeAndAfter(before=2.8, after=3.4), 2000, 3, Draws(62))
    assert set(np.unique(given[~np.isnan(given)])) == {1, 2, 3, 4, 5}
    assert np.nanmean(given, axis=(1, 2)) == pytest.approx([2.8, 3.4], abs=0.03)
    assert np.isnan(given).mean() == pytest.approx(0.02, abs=0.005)
    person = pd.DataFrame(np.nanmean(given, axis=2).T).corr().iloc[0, 1]
    assert person > 0.5


def test_reversed_questions_are_turned() -> None:
    """A question that begins with (-) loses its sign, is marked as reversed, and low answers mean more."""
    rows = survey(ENJOYMENT)
    assert list(rows.columns) == names("survey")
    assert set(rows["question"][rows["reversed"] == "yes"]) == {"Books bore me."}
    means = rows.groupby(["question", "occasion"])["answer"].mean()
    assert means["Books bore me.", "follow_up"] < means["Books bore me.", "baseline"] - 0.2
    turned = np.where(rows["reversed"] == "yes", 6 - rows["answer"], rows["answer"])
    found = pd.Series(turned).groupby(rows["occasion"]).mean()
    assert found.to_dict() == pytest.approx({"baseline": 3.1, "follow_up": 3.6}, abs=0.07)


def test_nine_in_ten_answer_both_times() -> None:
    """Of 400 people 360 answer on both occasions, 20 only before and 20 only after."""
    there = survey(ENJOYMENT).groupby("respondent_id")["occasion"].unique().map(sorted).map(tuple)
    assert there.value_counts().to_dict() == {
        ("baseline", "follow_up"): 360,
        ("baseline",): 20,
        ("follow_up",): 20,
    }


def test_one_role_is_asked_everything_and_once_is_once() -> None:
    """What is asked of pupils is asked of the same pupils, of families of others, and without an after once."""
    other = {"construct": "Belonging", "people": 300, "questions": ["I am missed when away."]}
    families = {"role": "parent", "construct": "Welcome", "people": 50, "questions": ["I feel welcome."]}
    once = {name: value for name, value in ENJOYMENT.items() if name != "after"}
    rows = survey(ENJOYMENT, ENJOYMENT | other, once | families)
    asked = {name: set(part["respondent_id"]) for name, part in rows.groupby("construct")}
    assert asked["Belonging"] < asked["Enjoyment"]
    assert not asked["Welcome"] & asked["Enjoyment"]
    assert set(rows["occasion"][rows["construct"] == "Welcome"]) == {"baseline"}
    assert not rows.duplicated(["respondent_id", "occasion", "question"]).any()


def test_self_assessment_uses_the_programme_s_statements() -> None:
    """Each part of capacity has the statements of the reference list; a part asked once has one occasion."""
    told = {"people": 40, **MEANS, "resources": {"before": 2.5}}
    rows = self_assessment_table(numbers_of(self_assessment=told), other_ids(Draws(63)), Draws(64))
    assert list(rows.columns) == names("self_assessment")
    known = reference("capacity", "England").facts
    assert set(zip(rows["construct"], rows["statement"], strict=True)) == set(
        zip(known["key"], known["text"], strict=True)
    )
    assert set(rows["occasion"][rows["construct"] == "resources"]) == {"baseline"}
    assert rows["respondent_id"].nunique() == 40


def test_themes_are_raised_by_the_share_told() -> None:
    """Six of ten people speak of one theme and three of the other; a person speaks of a theme once."""
    themes = [{"theme": "A greeting", "share": 0.6, "leaning": "helps"}, {"theme": "Noise", "share": 0.3}]
    told = {"method": "interview", "who": "pupil", "people": 10, "group": "Year 9", "themes": themes}
    rows = voice_table(numbers_of(voices=[told, told]), other_ids(Draws(65)), Draws(66))
    assert list(rows.columns) == names("voices")
    assert rows["theme"].value_counts().to_dict() == {"A greeting": 12, "Noise": 6}
    assert not rows.duplicated(["voice_id", "theme"]).any()
    assert set(rows["leaning"][rows["theme"] == "Noise"]) == {""}
    assert set(rows["group"]) == {"Year 9"}


def test_nobody_asked_is_no_row() -> None:
    """Where nobody was asked, the tables are empty and have their columns."""
    codes, draws = other_ids(Draws(67)), Draws(68)
    for name, make in (
        ("survey", survey_table),
        ("voices", voice_table),
        ("self_assessment", self_assessment_table),
    ):
        rows = make(numbers_of(), codes, draws)
        assert rows.empty
        assert list(rows.columns) == names(name)
