"""Who is in the example: stories that fit the record, school years of 190 days, names that are unique.

Whoever writes a story runs this file: what is wrong is said with the story, the part and the field.
"""

from __future__ import annotations

import itertools
import re
import string
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from enquiry_lib import errors
from enquiry_lib.analyse.readiness import missing_from, unfit
from enquiry_lib.data.example import schools as module
from enquiry_lib.data.example.draws import Draws
from enquiry_lib.data.example.numbers import Numbers
from enquiry_lib.data.example.process import session_days
from enquiry_lib.data.example.schools import (
    STORIES,
    Story,
    contents,
    example_schools,
    kept_tables,
    school_days,
    story,
    told_numbers,
    told_record,
)
from enquiry_lib.store.network import ID_PATTERN, PHASES, RESERVED
from enquiry_lib.store.record import Record
from enquiry_lib.store.reference import reference

NAMES = sorted(file.stem for file in STORIES.glob("*.toml"))
EACH_STORY = pytest.mark.parametrize("name", NAMES)
LONG = 8  # words: a sentence of more of them sounds alike when it comes again
MOST_ALIKE = 3  # records


# --- what the tests ask of a story ------------------------------------------------------------------------


def texts(value: Any) -> Iterator[str]:
    """Give every text in a table, at any depth."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


def parts_of(part: BaseModel, place: str = "") -> Iterator[tuple[str, BaseModel]]:
    """Give a record and every part of it, at any depth, each with its place."""
    yield place, part
    for name, value in dict(part).items():
        for number, inner in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(inner, BaseModel):
                yield from parts_of(inner, f"{place}.{name}[{number}]" if place else name)


def unknown_fields(record: Record) -> list[str]:
    """Give the places of fields that no model of the record knows."""
    return [f"{place}.{name}" for place, part in parts_of(record) for name in part.model_extra or {}]


def words_of(told: Story, way: int = 0) -> dict[str, str]:
    """Give one of the ways of filling the gaps of a story."""
    return {key: options[way] for key, options in told.variants.items()}


def record_of(name: str) -> Record:
    """Give the record of a story as its first school has it."""
    return told_record(story(name), words_of(story(name)))


def numbers_of(name: str, seed: int = 1) -> Numbers:
    """Give the numbers of a story as a school draws them."""
    return told_numbers(story(name), words_of(story(name)), Draws(seed))


def sentences(record: Record) -> set[str]:
    """Give the sentences of more than eight words in a record: small letters, without the signs between words."""
    said = [part for text in texts(record.model_dump(mode="json")) for part in re.split(r"[.?!;\n]+", text)]
    plain = [re.sub(r"[^\w'’-]+", " ", sentence).strip().lower() for sentence in said]
    return {sentence for sentence in plain if len(sentence.split()) > LONG}


# --- the stories ------------------------------------------------------------------------------------------


@EACH_STORY
def test_a_story_fits_the_record_and_the_numbers(name: str) -> None:
    """However its gaps and ranges come out, a story has no field unknown to the models and no gap left."""
    for way in range(3):
        record = told_record(story(name), words_of(story(name), way))
        assert not unknown_fields(record), f"stories/{name}.toml, [record]"
        left = [text for text in texts(record.model_dump(mode="json")) if "{" in text or "}" in text]
        assert not left, f"stories/{name}.toml, gaps"
    for seed in range(1, 9):
        numbers_of(name, seed)


@EACH_STORY
def test_every_word_that_varies_is_used(name: str) -> None:
    """Each variant of a story fills a gap in it, and there are three ways of saying it."""
    told = story(name)
    gaps = [
        gap
        for text in texts([told.record, told.numbers])
        for _, gap, _, _ in string.Formatter().parse(text)
        if gap
    ]
    assert set(gaps) == set(told.variants)
    assert all(len(set(options)) == 3 for options in told.variants.values())


@EACH_STORY
def test_answers_to_lists_belong_to_their_lines(name: str) -> None:
    """Each answer about a line of one of the programme's lists has the key of such a line, and no key twice."""
    for place, part in parts_of(record_of(name)):
        for field, about in type(part).model_fields.items():
            extra = about.json_schema_extra
            if isinstance(extra, dict) and "rows" in extra:
                known = set(reference(str(extra["rows"]), "England").facts["key"])
                given = [row.item for row in getattr(part, field)]
                where = f"stories/{name}.toml, [[record.{place}.{field}]] item"
                assert set(given) <= known, f"{where}: {set(given) - known} not in {sorted(known)}"
                assert len(set(given)) == len(given), f"{where}: an item stands twice"


@EACH_STORY
def test_strands_are_those_of_the_toolkit(name: str) -> None:
    """Strands that a school looked at are spelt as in the table of the Toolkit, so that they are marked there."""
    known = set(reference("toolkit_strands", "England").facts["strand"])
    assert {one.strand for one in record_of(name).evidence.strands} <= known


@EACH_STORY
def test_observers_look_for_the_ingredients_of_the_record(name: str) -> None:
    """Each ingredient observed is, word for word, one of the active ingredients of the intervention."""
    ingredients = {one.ingredient for one in record_of(name).intervention.ingredients}
    observed = [one.ingredient for one in numbers_of(name).observations]
    assert set(observed) <= ingredients
    assert len(set(observed)) == len(observed)


@EACH_STORY
def test_nobody_is_asked_the_same_twice(name: str) -> None:
    """Questions differ among all that one role was asked, and so do themes, indicators, groups and years."""
    numbers = numbers_of(name)
    asked = [(part.role, question) for part in numbers.survey for question in part.questions]
    lists: list[list[Any]] = [
        asked,
        *([theme.theme for theme in part.themes] for part in numbers.voices),
        [part.indicator for part in numbers.indicators],
        [part.group for part in numbers.groups],
        [part.period for part in numbers.attendance_summary],
    ]
    for listed in lists:
        assert len(set(listed)) == len(listed)


@EACH_STORY
def test_days_follow_one_another(name: str) -> None:
    """The plan is frozen and the first scores taken before the intervention ends; the record is saved last."""
    told, numbers, plan = story(name), numbers_of(name), record_of(name).evaluation_plan
    delivery, outcomes = numbers.delivery, numbers.outcomes
    if delivery:
        assert len(session_days(delivery))
        assert plan.starts_on
        assert plan.starts_on <= delivery.first
        assert told.saved_at.date() >= delivery.last
    if outcomes:
        assert outcomes.baseline < outcomes.follow_up <= told.saved_at.date()
    if delivery and outcomes:
        assert outcomes.baseline <= delivery.first <= delivery.last <= outcomes.follow_up


@EACH_STORY
def test_a_frozen_plan_is_complete_and_frozen_in_time(name: str) -> None:
    """Nothing is missing from a frozen plan, and it was frozen before the second occasion."""
    told, plan, outcomes = story(name), record_of(name).evaluation_plan, numbers_of(name).outcomes
    if not told.frozen_at:
        return
    assert missing_from(plan) == unfit(plan) == ()
    assert plan.freeze and plan.starts_on
    second = outcomes.follow_up if outcomes else school_days(plan.follow_up, "year")[0].item()
    assert plan.freeze.at.date() < second
    assert plan.freeze.at < told.saved_at


@EACH_STORY
def test_arms_go_with_the_design(name: str) -> None:
    """Lots are drawn in trials only, and one group is one group; only two groups can be observed apart."""
    arms = {"randomised": "random", "comparison": "chosen", "before_after": "none"}
    numbers, design = numbers_of(name), record_of(name).evaluation_plan.design
    if numbers.outcomes:
        assert design
        assert numbers.outcomes.arms == arms[design]
        assert numbers.outcomes.by == (record_of(name).evaluation_plan.unit or "pupils")
    if design in (None, "before_after"):
        assert all(one.comparison is None for one in numbers.observations)


@EACH_STORY
def test_reasons_for_absence_add_up(name: str) -> None:
    """The shares of a story's register codes make a whole."""
    numbers = numbers_of(name)
    assert not numbers.attendance or sum(numbers.reasons.values()) == pytest.approx(1)


def test_a_slip_in_a_story_is_named(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A field misspelt, a share above 1 and a sign that is no TOML are said with the file and the place."""
    head = 'phase = "primary"\nslug = "x"\nsaved_at = 2026-01-01T00:00:00Z\n[variants]\n[record]\n[numbers]\n'
    rows = 'year_groups = ["1"]\nroll = 9\npupil_premium = 0.5\n'
    slips = {
        "typo": "[numbers.delivry]\nfirst = 2025-10-06\n",
        "share": '[[numbers.groups]]\ngroup = "Young carers"\nshare = 6\n',
        "broken": "[[numbers.groups]\n",
    }
    for name, slip in slips.items():
        (tmp_path / f"{name}.toml").write_text(head + rows + slip, encoding="utf-8")
    monkeypatch.setattr(module, "STORIES", tmp_path)
    for name, said in (
        ("typo", r"typo.toml: .*\sdelivry"),
        ("share", r"share.toml: .*\sgroups.0.share"),
        ("broken", "broken.toml"),
    ):
        with pytest.raises(ValueError, match=rf"(?s){said}"):
            told_numbers(story(name), {}, Draws(1))


# --- the twelve -------------------------------------------------------------------------------------------


def test_the_cohort_is_seven_two_two_and_one() -> None:
    """The first twelve are seven primaries, two secondaries, two special schools and one alternative provision."""
    twelve = example_schools(12, 1)
    assert len(contents()["first"]) == 12
    assert Counter(one.school.phase for one in twelve) == {
        "primary": 7,
        "secondary": 2,
        "special": 2,
        "alternative provision": 1,
    }
    assert [one.school.nation for one in twelve].count("Wales") == 1
    assert len({one.story.name for one in twelve}) == 12


def test_the_cohort_asks_about_the_network_s_themes() -> None:
    """Attendance, mobility, invisibility and underachievement are among its enquiries, and every design."""
    twelve = example_schools(12, 1)
    themes = {"missing_days", "new_arrivals", "unseen", "way_back"}
    assert themes <= {one.story.name for one in twelve}
    designs = Counter(one.record.evaluation_plan.design for one in twelve)
    assert {"randomised", "comparison", "before_after"} <= set(designs)
    frozen = [one.school.id for one in twelve if one.record.evaluation_plan.freeze]
    assert "marrowgate-high" not in frozen
    assert len(frozen) >= 10


def test_the_cohort_fills_every_table() -> None:
    """Each table is filled in by some school, and one school knows its attendance only as totals."""
    twelve = example_schools(12, 1)
    assert {table for one in twelve for table in one.tables} == set(module.TABLES)
    totals = [one for one in twelve if "attendance_summary" in one.tables and "attendance" not in one.tables]
    assert [one.story.name for one in totals] == ["story_bags"]


def test_eight_schools_take_part_in_the_trial() -> None:
    """Five primaries, the Year 7 of both secondaries; the Welsh, special and alternative ones did not join."""
    twelve = example_schools(12, 1)
    assert [one.place for one in twelve if one.trial] == [1, 2, 3, 5, 7, 8, 9, 10]
    for one in twelve:
        if one.trial:
            year_groups = {name[:-1] for name in one.trial.classes}
            assert year_groups <= set(one.numbers.year_groups)
            assert (year_groups == {"7"}) == (one.school.phase == "secondary")


def test_the_twelve_do_not_sound_alike() -> None:
    """No sentence of more than eight words stands in more than three of the twelve records."""
    said = [sentences(one.record) for one in example_schools(12, 1)]
    assert all(len(told) > 20 for told in said)
    alike = {
        sentence: count for sentence, count in Counter(itertools.chain(*said)).items() if count > MOST_ALIKE
    }
    assert not alike, alike


def test_the_search_for_sentences_finds_them() -> None:
    """A long sentence is found whatever stands around it; a short one is not counted."""
    record = Record()
    record.priorities.concern = (
        "Too short. We look again at what we did with everybody\nwho was there; and why"
    )
    record.priorities.strengths = ["WE LOOK AGAIN, at what we did – with everybody!"]
    assert sentences(record) == {"we look again at what we did with everybody"}


# --- all schools ------------------------------------------------------------------------------------------


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


def test_a_plan_names_what_was_counted() -> None:
    """A plan by scores has a score taken twice; a plan by attendance has both years of marks, once frozen."""
    for one in example_schools(12, 1):
        plan = one.record.evaluation_plan
        assert (plan.measured_by == "outcomes") == (one.numbers.outcomes is not None)
        if plan.measured_by == "attendance" and plan.freeze:
            assert {plan.baseline, plan.follow_up} == {year.year for year in one.numbers.attendance}


def test_a_part_that_is_empty_is_no_table() -> None:
    """A school has the tables that its numbers fill, and no others."""
    plain = Numbers(year_groups=("1",), roll=9, pupil_premium=0.5)
    assert kept_tables(plain) == ("pupils",)
    assert kept_tables(plain, in_trial=True) == ("pupils", "outcomes")
    group = plain.model_validate({**plain.model_dump(), "groups": [{"group": "Young carers", "share": 0.1}]})
    assert kept_tables(group) == ("pupils", "groups")


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


def test_every_story_is_told() -> None:
    """Every file of a story is the story of some school, first or drawn."""
    told = {row["story"] for row in contents()["first"]} | set(contents()["drawn"]["stories"])
    assert told == set(NAMES)


def test_drawn_schools_of_one_story_differ() -> None:
    """Two schools with one story have other numbers and other words."""
    trials = [one for one in example_schools(40, 1) if one.story.name == "reading_pairs"]
    assert len(trials) > 2
    assert len({one.numbers.outcomes.effect for one in trials if one.numbers.outcomes}) == len(trials)
    assert len({one.record.question.intervention for one in trials}) > 1


@pytest.mark.parametrize(
    ("schools", "seed", "named"), [(0, 1, "number of schools"), (10_000, 1, "number of"), (6, -1, "seed")]
)
def test_impossible_wishes_are_refused_in_words(schools: int, seed: int, named: str) -> None:
    """A number of schools or a seed that cannot be is named, with what it should be."""
    with pytest.raises(errors.WrongValue, match=named):
        example_schools(schools, seed)


def test_a_record_barely_begun_has_a_worry_only() -> None:
    """The twentieth school has written its concern and nothing more."""
    twentieth = example_schools(20, 1)[-1]
    assert twentieth.tables == ()
    expected = Record(title=twentieth.record.title, year="2025/26")
    expected.priorities.concern = twentieth.record.priorities.concern
    assert twentieth.record == expected
