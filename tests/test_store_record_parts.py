"""What every part of the record has in common: what it keeps and refuses, and what forms are made from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from enquiry_lib.store.record import (
    SECTIONS,
    EvaluationPlan,
    Freeze,
    Part,
    Priorities,
    Question,
    Reopening,
    is_filled,
)
from enquiry_lib.store.record.day5 import Share, Sharing
from enquiry_lib.store.record.parts import Row, earlier, form_fields, rows, said_of_partners
from enquiry_lib.store.reference import NAMES


def _below(model: type[Part]) -> Iterator[type[Part]]:
    for part in model.__subclasses__():
        if part.__module__.startswith("enquiry_lib.store.record.day"):
            yield part
        yield from _below(part)


FORMS = pytest.mark.parametrize(
    "model",
    sorted(set(_below(Part)) - {Freeze, Reopening}, key=lambda part: part.__name__),
    ids=lambda model: model.__name__,
)


def test_spaces_around_an_answer_are_dropped() -> None:
    """What is typed with spaces around it is kept without them."""
    assert Question(time="  by July \n").time == "by July"


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_every_number_is_finite(value: str) -> None:
    """A number without limits of its own is still refused when it is not a finite number."""

    class Later(Part):
        value: float

    with pytest.raises(ValidationError, match="finite"):
        Later(value=float(value))


@FORMS
def test_every_field_on_a_form_has_a_label(model: type[Part]) -> None:
    """Whoever fills in a form reads a label, never a field's name."""
    assert form_fields(model)
    for name in form_fields(model):
        title = model.model_fields[name].title
        assert title, f"{model.__name__}.{name} has no title"
        assert title[0].isupper(), f"the title of {model.__name__}.{name} does not begin with a capital"


@pytest.mark.parametrize("model", SECTIONS.values(), ids=lambda model: model.__name__)
def test_every_section_has_a_title(model: type[Part]) -> None:
    """A section's docstring is its title: one short line."""
    title = (vars(model).get("__doc__") or "").strip().rstrip(".")
    assert title
    assert "\n" not in title
    assert len(title) < 60


@FORMS
def test_every_example_fits_its_field(model: type[Part]) -> None:
    """The grey example in a field would itself be accepted there."""
    for name in form_fields(model):
        field = model.model_fields[name]
        for example in field.examples or []:
            typed = [example] if field.default_factory is list else example
            assert getattr(model.model_validate({name: typed}), name) not in (None, "", [""])


@FORMS
def test_a_form_may_be_empty(model: type[Part]) -> None:
    """Nothing has to be filled in at once: a record is filled in over weeks."""
    assert not any(is_filled(model()).values())


@FORMS
def test_lists_and_earlier_answers_exist(model: type[Part]) -> None:
    """A field that asks line by line names a reference list; one that was asked before names where."""
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        assert extra.get("rows", NAMES[0]) in NAMES
        for place in extra.get("earlier", []):
            section, asked = str(place).split(".")
            assert asked in form_fields(SECTIONS[section]), f"{model.__name__}.{name}"


def test_extras_say_what_they_mean() -> None:
    """A field says that it asks line by line, or where it was asked before."""
    assert rows("readiness") == {"rows": "readiness"}
    assert earlier("question.pupils") == {"earlier": ["question.pupils"]}


def test_the_key_of_a_line_is_not_typed() -> None:
    """Nobody types which line of a list an answer is about."""
    assert form_fields(Row) == []


def test_filled_means_written_or_chosen() -> None:
    """Zero is an answer; an empty text, an empty list and nothing are not."""
    filled = is_filled(Question(smallest_worthwhile=0, time=" "))
    assert filled["smallest_worthwhile"]
    assert not filled["time"]
    assert not is_filled(Priorities(strengths=[]))["strengths"]


def test_what_stands_in_a_field_beforehand_counts_once_something_is_answered() -> None:
    """The plan's usual names of the occasions are no answers of an untouched plan, and stand in one that is begun."""
    assert not is_filled(EvaluationPlan())["baseline"]
    begun = is_filled(EvaluationPlan(measure="Reading"))
    assert [name for name, filled in begun.items() if filled] == ["measure", "baseline", "follow_up"]
    assert is_filled(EvaluationPlan(baseline="2024/25"))["follow_up"]


def test_answers_about_partners_may_name_another_school() -> None:
    """Those to whom something is told, and what was taken from another school; how it is marked at home is not one."""
    sharing = Sharing(shares=[Share(what="a", how="b")], borrowed="c", celebrate="d")
    assert {*said_of_partners(sharing)} - {""} == {"a", "b", "c"}
    assert not {*said_of_partners(Priorities(concern="a"))}


def test_what_steers_a_screen_is_not_kept_in_an_answer() -> None:
    """Line ends and tabs stay; escape signs become the sign for what is not known."""
    assert Row(item="a\x1b[2J\tb\nc").item == "a\ufffd[2J\tb\nc"
