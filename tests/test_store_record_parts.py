"""What every part of the record has in common: what it keeps and refuses, and what forms are made from."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import Field, ValidationError

from enquiry_lib.store.record import (
    EMPTY,
    SECTIONS,
    Freeze,
    Part,
    Priorities,
    Question,
    Record,
    Reopening,
    Section,
    asked_fields,
    is_filled,
)
from enquiry_lib.store.record.day2 import Evidence
from enquiry_lib.store.record.day5 import Decision, Share, Sharing
from enquiry_lib.store.record.parts import (
    Row,
    asked_when,
    earlier,
    form_fields,
    rating,
    read_as,
    rows,
    said_of_partners,
    written,
)
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


@FORMS
def test_what_a_question_rests_on_is_asked_before_it(model: type[Part]) -> None:
    """A question that is not always asked names a field that stands before it, and answers that field can have."""
    for name, extra in _extras(model):
        if "asked_when" not in extra:
            continue
        gate, values = extra["asked_when"]["field"], extra["asked_when"]["values"]
        names = form_fields(model)
        assert names.index(gate) < names.index(name)
        for value in values:
            assert getattr(model.model_validate({gate: value}), gate) == value


def _extras(model: type[Part]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, field in model.model_fields.items():
        yield name, field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def test_the_same_answers_stand_in_the_same_order_everywhere() -> None:
    """Python takes two choices between the same answers for one, so that the order of the second would be lost."""
    orders: dict[frozenset[str], set[tuple[str, ...]]] = {}
    for file in Path(inspect.getfile(Record)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Literal":
                answers = tuple(ast.literal_eval(f"({ast.unparse(node.slice)},)"))
                orders.setdefault(frozenset(answers), set()).add(answers)
    assert len(orders) > 20
    assert not [order for order in orders.values() if len(order) > 1]


def test_extras_say_what_they_mean() -> None:
    """A field says that it asks line by line, where it was asked before, when it is asked, that it is a scale."""
    assert asked_when("design", "randomised") == {"asked_when": {"field": "design", "values": ["randomised"]}}
    assert read_as({"a": "An answer"}) == {"labels": {"a": "An answer"}}
    assert rating("not at all") == {"rating": ["not at all", ""]}
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


class Chained(Section):
    """Questions that rest on one another."""

    first: Literal["a", "b"] | None = None
    second: Literal["c", "d"] | None = Field(None, json_schema_extra=asked_when("first", "a", None))
    third: str = Field("unchanged", json_schema_extra=asked_when("second", "c"))


def test_what_stood_in_a_field_beforehand_is_no_answer() -> None:
    """A default that nobody has chosen does not count, whatever is answered beside it; no form has one."""
    begun = is_filled(Chained(first="a", second="c"))
    assert [name for name, filled in begun.items() if filled] == ["first", "second"]
    assert is_filled(Chained(first="a", second="c", third="typed"))["third"]
    for model in SECTIONS.values():
        fresh = model()
        assert {getattr(fresh, name) in EMPTY for name in form_fields(model)} == {True}


def test_a_question_is_asked_when_another_answer_makes_it_one() -> None:
    """None stands for no answer; a question that rests on one that is not asked is not asked either."""
    assert asked_fields(Chained()) == ["first", "second"]
    assert asked_fields(Chained(first="a", second="c")) == ["first", "second", "third"]
    assert asked_fields(Chained(first="b", second="c")) == ["first"]


def test_an_answer_older_than_the_question_it_rests_on_stays() -> None:
    """It counts as asked until that question is answered; what rests on one that is ruled out never does."""
    older = Decision(why_not="The bus company changed its timetable", change_what="Two routes")
    assert [name for name, filled in is_filled(older).items() if filled] == ["why_not", "change_what"]
    assert older.as_asked() == older
    assert asked_fields(Chained(third="typed")) == ["first", "second", "third"]
    assert asked_fields(Chained(first="b", third="typed")) == ["first"]
    assert "third" in asked_fields(Chained(first="a", third="typed"))


def test_a_promise_taken_over_from_an_older_plan_can_be_read() -> None:
    """What the plan said on judging teachers stays, also where it did not apply."""
    line = {"item": "not_for_performance", "settled": "does not apply", "note": "We are a staff of two"}
    record = Record.model_validate({"evaluation_plan": {"ethics": [line]}})
    assert record.as_asked().protection.promised_how == "We are a staff of two"


def test_what_is_not_asked_counts_for_nothing() -> None:
    """It is neither answered nor open."""
    assert is_filled(Chained(first="b", second="c")) == {"first": True}
    assert "why_not" not in is_filled(Decision(as_planned="yes", why_not="It changed"))
    assert is_filled(Decision(as_planned="no"))["why_not"] is False


def test_what_is_not_asked_is_kept_in_the_record_and_left_out_of_what_counts() -> None:
    """At every depth; a field left out has what stands in it before anybody writes."""
    asked = Chained(first="b", second="c", third="typed").as_asked()
    assert (asked.first, asked.second, asked.third) == ("b", None, "unchanged")
    opinion = {"kind": "opinion or experience", "lost": "many"}
    record = Record.model_validate({"evidence": {"sources": [opinion, {"lost": "few"}]}})
    assert [source.lost for source in record.as_asked().evidence.sources] == [None, "few"]
    assert [source.lost for source in record.evidence.sources] == ["many", "few"]
    assert record.as_asked().as_asked() == record.as_asked()


def test_where_everything_is_asked_nothing_changes() -> None:
    """A part without questions that come and go stays what it was."""
    evidence = Evidence(include=["is about us"])
    assert evidence.as_asked() == evidence


def test_answers_about_partners_may_name_another_school() -> None:
    """Those to whom something is told, and what was taken from another school; how it is marked at home is not one."""
    sharing = Sharing(shares=[Share(what="a", how="b")], borrowed="c", celebrate="d")
    assert {*said_of_partners(sharing)} - {""} == {"a", "b", "c"}
    assert not {*said_of_partners(Priorities(concern="a"))}


def test_what_steers_a_screen_is_not_kept_in_an_answer() -> None:
    """Line ends and tabs stay; escape signs become the sign for what is not known."""
    assert Row(item="a\x1b[2J\tb\nc").item == "a\ufffd[2J\tb\nc"


@pytest.mark.parametrize("text", ["\u200b", " \ufeff\u00a0\u200d\n"])
def test_a_text_that_nobody_can_see_is_none(text: str) -> None:
    """Signs without a width alone are no answer; between others, as in an emoji of a family, they stay."""
    assert Question(question=text, time=text).model_dump() == Question().model_dump()
    family = "\N{MAN}\u200d\N{GIRL}"
    assert Question(time=family).time == family
    assert written("a\x0bb") == "a b"
