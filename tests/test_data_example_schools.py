"""Who is in the example: stories that fit the record, school years of 190 days, names that are unique."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from enquiry_lib import errors
from enquiry_lib.analyse.plan import missing_from
from enquiry_lib.data.example_draws import Draws
from enquiry_lib.data.example_schools import contents, example_schools, school_days, settle, stories
from enquiry_lib.store.network import ID_PATTERN, PHASES, RESERVED
from enquiry_lib.store.record import Record


def texts(value: Any) -> Iterator[str]:
    """Give every text in a table, at any depth."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


def unknown_fields(part: BaseModel) -> Iterator[str]:
    """Give the names of fields that no model of the record knows, at any depth."""
    yield from part.model_extra or {}
    for value in dict(part).values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, BaseModel):
                yield from unknown_fields(inner)


@pytest.mark.parametrize("year", ["2024/25", "2025/26"])
def test_a_school_year_has_190_weekdays(year: str) -> None:
    """No day is a Saturday, a Sunday or a May bank holiday; the autumn term is the beginning of the year."""
    days, autumn = school_days(year, "year"), school_days(year, "autumn")
    assert len(np.unique(days)) == 190
    assert np.is_busday(days).all()
    assert not np.isin(
        np.array(contents()["terms"][year]["bank_holidays"], dtype="datetime64[D]"), days
    ).any()
    assert 70 <= len(autumn) <= 76
    assert (days[: len(autumn)] == autumn).all()


def test_every_story_fits_the_record() -> None:
    """No record of sixty schools holds a field that the record does not know, or a gap left unfilled."""
    for one in example_schools(60, 3):
        assert list(unknown_fields(one.record)) == []
        assert not [text for text in texts(one.record.model_dump(mode="json")) if "{" in text or "}" in text]


def test_every_word_that_varies_is_used() -> None:
    """Each variant of a story fills a gap in it, and begins with three ways of saying it."""
    for story in stories().values():
        used = {
            name for text in texts(story.record) for _, name, _, _ in string.Formatter().parse(text) if name
        }
        assert used == set(story.variants)
        assert all(len(set(options)) == 3 for options in story.variants.values())


def test_frozen_plans_are_complete_and_frozen_in_time() -> None:
    """Nothing is missing from a frozen plan, and it was frozen before the second occasion."""
    frozen = [one for one in example_schools(18, 1) if one.record.evaluation_plan.freeze]
    assert len(frozen) > 12
    for one in frozen:
        plan, outcomes = one.record.evaluation_plan, one.numbers.outcomes
        assert missing_from(plan) == ()
        assert plan.freeze and plan.starts_on
        second = outcomes.follow_up if outcomes else school_days(plan.follow_up, "year")[0].item()
        assert plan.freeze.at.date() < second
        assert plan.freeze.at < one.story.saved_at


def test_a_plan_names_what_was_counted() -> None:
    """A plan by scores has a score taken twice; a plan by attendance has both years of marks, once frozen."""
    for one in example_schools(6, 1):
        plan = one.record.evaluation_plan
        assert (plan.measured_by == "outcomes") == (one.numbers.outcomes is not None)
        if plan.measured_by == "attendance" and plan.freeze:
            assert {plan.baseline, plan.follow_up} == {year.year for year in one.numbers.attendance}


def test_arms_go_with_the_design() -> None:
    """Lots are drawn in trials only, and one group is one group."""
    arms = {"randomised": "random", "comparison": "chosen", "before_after": "none"}
    for story in stories().values():
        design = story.record["evaluation_plan"].get("design")
        if "outcomes" in story.numbers:
            assert story.numbers["outcomes"]["arms"] == arms[design]


def test_reasons_for_absence_add_up() -> None:
    """The shares of each story's register codes make a whole."""
    for story in stories().values():
        assert sum(story.numbers["reasons"].values()) == pytest.approx(1)


def test_ids_and_names_are_unique_and_allowed() -> None:
    """Sixty schools have sixty ids and names, all fit for folders, of every phase drawn."""
    schools = [one.school for one in example_schools(60, 5)]
    assert len({school.id for school in schools}) == len({school.name for school in schools}) == 60
    assert all(ID_PATTERN.fullmatch(school.id) and school.id not in RESERVED for school in schools)
    phases = Counter(school.phase for school in schools)
    assert set(phases) == set(PHASES) - {"all-through"}
    assert phases["primary"] > phases["secondary"] > phases["special"]


def test_the_first_two_are_in_calderdale() -> None:
    """Calderdale is the authority of the two schools that go back to published figures."""
    assert [one.school.authority for one in example_schools(3, 1)] == [
        "Calderdale",
        "Calderdale",
        "Middlesbrough",
    ]


def test_drawn_schools_of_one_story_differ() -> None:
    """Two schools with one story have other numbers and other words."""
    trials = [one for one in example_schools(24, 1) if one.story.name == "reading_pairs"]
    assert len({one.numbers.outcomes.effect for one in trials if one.numbers.outcomes}) == len(trials)
    assert len({one.record.question.intervention for one in trials}) > 1


def test_settling_leaves_what_is_no_range() -> None:
    """Only two numbers side by side are a range; texts, single numbers and longer lists stay."""
    numbers = {"groups": ["3", "4"], "three": [1, 2, 3], "share": 0.5, "inner": {"rate": [1.5, 1.5]}}
    assert settle(numbers, Draws(1)) == {**numbers, "inner": {"rate": 1.5}}


@pytest.mark.parametrize(
    ("schools", "seed", "named"), [(0, 1, "number of schools"), (10_000, 1, "number of"), (6, -1, "seed")]
)
def test_impossible_wishes_are_refused_in_words(schools: int, seed: int, named: str) -> None:
    """A number of schools or a seed that cannot be is named, with what it should be."""
    with pytest.raises(errors.WrongValue, match=named):
        example_schools(schools, seed)


def test_a_record_barely_begun_has_a_worry_only() -> None:
    """The tenth school has written its concern and nothing more."""
    tenth = example_schools(10, 1)[-1]
    assert tenth.tables == ()
    expected = Record(title=tenth.record.title, year="2025/26")
    expected.priorities.concern = tenth.record.priorities.concern
    assert tenth.record == expected
