"""Field specifications, and what typed text means."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Literal

import pytest
from pydantic import Field, field_validator

from enquiry_lib.show.fields import (
    Condition,
    FieldProblem,
    Line,
    Lines,
    field_specs,
    form_spec,
    form_title,
    label_of,
    read_answer,
    say_value,
)
from enquiry_lib.store.record import (
    DESIGN_LABELS,
    SECTIONS,
    EvaluationPlan,
    Part,
    Priorities,
    Question,
    Section,
    form_fields,
)
from enquiry_lib.store.record.parts import LongText, Row, ShortText, YesNo, asked_when, rating, rows


class Item(Part):
    """One item."""

    words: ShortText = Field("", title="Words")
    amount: float | None = Field(None, title="Amount", ge=0, json_schema_extra={"unit": "kg"})
    day: dt.date | None = Field(None, title="Day")
    known: YesNo | None = Field(None, title="Known")
    several: list[Literal["a", "b"]] = Field(default_factory=list, title="Several")
    mark: Literal["poor", "good"] | None = Field(None, title="Mark", json_schema_extra=rating())
    why: ShortText = Field("", title="Why", json_schema_extra=asked_when("mark", "poor"))
    hidden: str = Field("", json_schema_extra={"form": False})


class Rated(Row):
    """What is said about one line of a list."""

    mark: Literal["good", "poor"] | None = Field(None, title="Mark")
    amount: float | None = Field(None, title="Amount", ge=0)


class EveryKind(Section):
    """A section with every kind of field."""

    text: ShortText = Field("", title="Text", examples=["an example"])
    long_text: LongText = ""
    choice: Literal["a", "b"] | None = None
    few: Literal[1, 2, 3] | None = None
    rating: Literal[1, 2, 3] | None = Field(None, json_schema_extra=rating("hardly at all", "very much"))
    choices: list[Literal["a", "b"]] = Field(default_factory=list)
    date: dt.date | None = None
    number: float | None = Field(None, ge=1, le=99.5, json_schema_extra={"unit": "%"})
    whole: int | None = None
    yes_no: YesNo | None = None
    yes_or_no: Literal["yes", "no"] | None = None
    or_partly: Literal["yes", "no", "partly", "not yet"] | None = None
    lines: list[ShortText] = Field(default_factory=list)
    table: list[Item] = Field(default_factory=list)
    grid: list[Rated] = Field(default_factory=list, json_schema_extra=rows("some_list"))
    never: ShortText = ""

    @field_validator("never")
    @classmethod
    def _never(cls, value: str) -> str:
        if value:
            raise ValueError("Leave this empty.")
        return value


KINDS = {
    **{name: name for name in ("text", "long_text", "choice", "choices", "date", "number")},
    **{name: name for name in ("rating", "yes_no")},
    **{
        "lines": "list",
        "table": "table",
        "grid": "grid",
        "few": "choice",
        "yes_or_no": "yes_no",
        "or_partly": "choice",
        "whole": "number",
        "never": "text",
    },
}
TYPED: list[tuple[str, object, object]] = [
    ("text", "  some words ", "some words"),
    ("long_text", "one\n\ntwo", "one\n\ntwo"),
    ("choice", "b", "b"),
    ("choice", None, None),
    ("rating", 3, 3),
    ("choices", ["b", "a"], ["b", "a"]),
    ("date", "2025-09-08", "2025-09-08"),
    ("date", "8/9/2025", "2025-09-08"),
    ("date", " 8  September 2025", "2025-09-08"),
    ("date", "", None),
    ("number", "80", 80),
    ("number", " 80 %", 80),
    ("number", 12.5, 12.5),
    ("number", "", None),
    ("whole", "1,234", 1234),
    ("whole", "1\u00a0234 567", 1234567),
    ("whole", "\uff11\uff12\u200b", 12),
    ("whole", "60.0", 60),
    ("yes_no", "no", "no"),
    ("yes_no", "not known", "not known"),
    ("yes_no", None, None),
    ("lines", ["one", "  ", "", "two"], ["one", "two"]),
    ("table", [{"words": "", "amount": "", "day": "", "mark": None, "several": []}], []),
    ("grid", [{"item": "one", "mark": None, "amount": ""}], []),
    (
        "grid",
        [{"item": "one"}, {"item": "two", "mark": "good"}],
        [{"item": "two", "mark": "good", "amount": None}],
    ),
]
REFUSED: list[tuple[str, object, str]] = [
    ("text", "x" * 301, "Type at most 300 characters; there are 301."),
    ("text", 5, "Type some words."),
    ("choice", "c", "Choose one of the answers listed."),
    ("choices", ["c"], "Choose from the answers listed."),
    ("date", "31/11/2025", "There is no 31 November."),
    ("date", "31 Feb 2027", "There is no 31 February."),
    ("date", "31 november 2025", "There is no 31 November."),
    ("date", "29 February 2026", "There is no 29 February 2026."),
    ("date", "3 Moon 2026", "Type a date like 08/09/2025."),
    ("date", "29/02/2026", "There is no 29 February 2026."),
    ("date", "2025-13-01", "There is no month 13. Type the day first, for example 08/09/2025."),
    ("date", "03/09/25", "Type the year in full, for example 08/09/2025."),
    ("date", "3 Sept 25", "Type the year in full, for example 08/09/2025."),
    ("date", "86400", "Type a date like 08/09/2025."),
    ("date", "soon", "Type a date like 08/09/2025."),
    ("date", "01/02/0026", "The year 0026 cannot be right. Type a date like 08/09/2025."),
    ("date", "2205-01-31", "The year 2205 cannot be right. Type a date like 08/09/2025."),
    ("date", 5.5, "Type a date like 08/09/2025."),
    ("number", "quite", "Type a number, for example 1."),
    ("number", "nan", "Type a number, for example 1."),
    ("number", "1,5", "Type it with a point: 1.5"),
    ("number", "0,2 %", "Type it with a point: 0.2"),
    ("number", "-0,100", "Type it with a point: -0.100"),
    ("number", "1,5,2", "Type a number, for example 1."),
    ("number", "20 30", "Type a number, for example 1."),
    ("number", "8 0", "Type a number, for example 1."),
    ("number", "1_000", "Type a number, for example 1."),
    ("number", "80%%", "Type a number, for example 1."),
    ("number", "\N{MINUS SIGN}3", "Type 1% or more."),
    ("whole", "60,5", "Type a whole number, for example 1."),
    ("whole", "60.5", "Type a whole number, for example 1."),
    ("whole", 60.5, "Type a whole number, for example 1."),
    ("whole", "many", "Type a whole number, for example 1."),
    ("whole", "1" * 5_000, "Type a whole number, for example 1."),
    ("number", "0.5", "Type 1% or more."),
    ("number", "100", "Type 99.5% or less."),
    ("yes_no", "maybe", "Choose one of the answers listed."),
    ("yes_no", True, "Choose one of the answers listed."),
    ("rating", 4, "Choose one of the answers listed."),
    ("never", "something", "Leave this empty."),
]


def test_each_type_becomes_the_kind_of_field_that_fits() -> None:
    """Every kind comes from the type alone."""
    assert {name: spec.kind for name, spec in field_specs(EveryKind).items()} == KINDS


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_has_a_form_of_all_its_fields(section: str) -> None:
    """A form asks what the record says a person fills in, in that order, with a title on each field."""
    specs = field_specs(SECTIONS[section])
    assert list(specs) == form_fields(SECTIONS[section])
    assert all(spec.title and spec.title != spec.name for spec in specs.values())


def test_a_form_is_plain_data() -> None:
    """The front end gets titles, hints, examples, limits and units as they stand in the model."""
    certainty = next(field for field in form_spec(Question)["fields"] if field["name"] == "certainty")
    expected = {"kind": "number", "unit": "%", "least": 50, "most": 99.9, "example": "80"}
    assert {name: certainty[name] for name in expected} == expected
    assert certainty["hint"].startswith("The chance")
    json.dumps(form_spec(Priorities), allow_nan=False)


def test_a_date_is_asked_with_an_example_as_it_is_typed_here() -> None:
    """The day comes first; a date without an example of its own has the usual one."""
    assert field_specs(EvaluationPlan)["starts_on"].example == "08/09/2025"
    assert field_specs(EveryKind)["date"].example == "08/09/2025"
    steps = next(field for field in field_specs(SECTIONS["implementation"]).values() if field.name == "steps")
    assert [column.example for column in steps.columns if column.kind == "date"] == [
        "08/09/2025",
        "19/09/2025",
    ]


def test_what_is_not_on_the_form_is_left_out_at_every_depth() -> None:
    """Fields marked as not on the form appear neither in a form nor in the columns of a table."""
    assert not {"freeze", "reopened"} & set(field_specs(EvaluationPlan))
    columns = [column.name for column in field_specs(EveryKind)["table"].columns]
    assert columns == ["words", "amount", "day", "known", "several", "mark", "why"]


def test_choices_have_words_and_keep_their_values() -> None:
    """A choice is shown in the record's words, and what is saved is its value."""
    options = field_specs(EvaluationPlan)["design"].options
    assert {option.value: option.label for option in options} == DESIGN_LABELS
    assert [option.value for option in field_specs(EveryKind)["few"].options] == [1, 2, 3]
    assert label_of("beyond schools") == "Beyond schools"


def test_the_same_answer_to_two_questions_has_the_words_of_each() -> None:
    """Pupils are partners in one question, and single pupils beside whole classes in another."""
    unit = field_specs(EvaluationPlan)["unit"].options
    people = field_specs(SECTIONS["stakeholders"])["people"].columns
    kinds = next(column for column in people if column.name == "kind").options
    assert (unit[0].value, unit[0].label) == ("pupils", "Single pupils")
    assert (kinds[0].value, kinds[0].label) == ("pupils", "Pupils")


def test_a_scale_has_its_points_in_order_and_words_at_its_ends() -> None:
    """The first and the last point carry the words the model gives; the values are kept without them."""
    options = field_specs(EveryKind)["rating"].options
    assert [(option.value, option.label) for option in options] == [
        (1, "1, hardly at all"),
        (2, "2"),
        (3, "3, very much"),
    ]
    mark = next(column for column in field_specs(EveryKind)["table"].columns if column.name == "mark")
    assert (mark.kind, [option.label for option in mark.options]) == ("rating", ["Poor", "Good"])


def test_yes_or_no_may_have_an_answer_for_what_nobody_knows() -> None:
    """'Not known' is an answer like the others, kept by its own value; without an answer there is none."""
    options = field_specs(EveryKind)["yes_no"].options
    assert [option.label for option in options] == ["Yes", "No", "Not known"]
    assert say_value(field_specs(EveryKind)["yes_no"], None) == ""


def test_a_question_says_when_it_is_asked() -> None:
    """The form learns which answers, in the section or in the same item, make it a question; others are always asked."""
    plan = field_specs(EvaluationPlan)
    assert plan["unit"].asked_when == Condition("design", ("randomised", "comparison"))
    assert plan["design"].asked_when is None
    why = next(column for column in field_specs(EveryKind)["table"].columns if column.name == "why")
    assert why.asked_when == Condition("mark", ("poor",))
    assert {"field": "mark", "values": ("poor",)} in [
        column["asked_when"] for field in form_spec(EveryKind)["fields"] for column in field["columns"]
    ]


def test_a_form_is_titled_by_its_model() -> None:
    """The title is the model's docstring without its full stop."""
    assert form_title(Question) == "The enquiry question"


def test_a_type_no_field_fits_is_refused_when_the_form_is_made() -> None:
    """A model that cannot become a form is a mistake of the programmer, and says which field."""

    class Odd(Section):
        """Odd."""

        odd: dict[str, str] = Field(default_factory=dict)

    with pytest.raises(TypeError, match="'odd'"):
        form_spec(Odd)


def test_a_grid_asks_about_every_line_of_its_list() -> None:
    """The lines come from the list the model names; the columns are what the model asks, without the key."""
    line = Line("one", "Group", "One", "The first.")
    specs = field_specs(EveryKind, lambda name: Lines((line,)) if name == "some_list" else Lines())
    assert specs["grid"].lines == (line,)
    assert [column.name for column in specs["grid"].columns] == ["mark", "amount"]
    assert not any(spec.lines for name, spec in specs.items() if name != "grid")


def test_a_list_that_is_not_there_is_said_in_a_sentence() -> None:
    """Where there is no list the form has the words to say so."""
    specs = field_specs(EveryKind, lambda _: Lines(missing="No such list for Wales."))
    assert (specs["grid"].lines, specs["grid"].missing) == ((), "No such list for Wales.")


@pytest.mark.parametrize(("name", "typed", "value"), TYPED)
def test_what_is_typed_is_read_as_people_mean_it(name: str, typed: object, value: object) -> None:
    """Spaces, units, British dates and blank lines are understood, and a second reading changes nothing."""
    assert read_answer(EveryKind, name, typed) == (value, ())
    assert read_answer(EveryKind, name, value) == (value, ())


@pytest.mark.parametrize(("name", "typed", "message"), REFUSED)
def test_a_value_that_does_not_fit_is_refused_in_plain_words(name: str, typed: Any, message: str) -> None:
    """The words say what to type, without the names of types."""
    value, problems = read_answer(EveryKind, name, typed)
    assert (value, [problem.message for problem in problems]) == (None, [message])


def test_all_problems_of_a_table_are_found_at_once_with_their_places() -> None:
    """Each problem names the item and the column it is in, counted as typed, blank items included."""
    typed = [{"words": ""}, {"words": "x" * 301, "day": "never"}, {"amount": "-1"}]
    _, problems = read_answer(EveryKind, "table", typed)
    assert problems == (
        FieldProblem((1, "words"), "Type at most 300 characters; there are 301."),
        FieldProblem((1, "day"), "Type a date like 08/09/2025."),
        FieldProblem((2, "amount"), "Type 0 kg or more."),
    )


def test_problems_of_a_grid_name_the_line_and_the_column() -> None:
    """Lines are counted as sent, unanswered ones included."""
    _, problems = read_answer(EveryKind, "grid", [{"item": "one"}, {"item": "two", "amount": "-1"}])
    assert problems == (FieldProblem((1, "amount"), "Type 0 or more."),)


def test_an_item_keeps_what_the_form_does_not_show() -> None:
    """Fields of a newer version inside an item survive being edited."""
    value, _ = read_answer(EveryKind, "table", [{"words": "one", "added_later": 7}])
    assert value[0]["added_later"] == 7


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("number", 80.0, "80%"),
        ("date", "2025-09-08", "8 September 2025"),
        ("yes_no", "no", "No"),
        ("yes_no", "not known", "Not known"),
        ("rating", 3, "3, very much"),
        ("choices", ["b", "a"], "B, A"),
        ("choice", "a", "A"),
        ("choice", None, ""),
        ("text", "as it stands", "as it stands"),
    ],
)
def test_values_are_said_in_words(name: str, value: object, words: str) -> None:
    """A printed answer has its unit, its long date and its label."""
    assert say_value(field_specs(EveryKind)[name], value) == words
