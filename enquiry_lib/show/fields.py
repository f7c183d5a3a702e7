"""What a form asks: field specifications made from the record's models, and what a typed value means.

Nothing here is about one question. A model's titles, hints, examples and limits decide how a field looks, how
what was typed is read, and in which plain words a value that does not fit is refused.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from enquiry_lib.show.dates import EXAMPLE, long_date, read_date, typed_date, why_no_date
from enquiry_lib.store.record import EMPTY

Kind = Literal[
    "text", "long_text", "choice", "choices", "date", "number", "rating", "yes_no", "list", "table", "grid"
]
Place = tuple[str | int, ...]

LONG = 500
YES_NO = ["yes", "no"]
ITEM = "item"
"""Under this name a line of a grid keeps the key of the list's line it answers."""


NUMBER = re.compile(
    r"[-+]?(\d+|[1-9]\d{0,2}(,\d{3})+|[1-9]\d{0,2}( \d{3})+)?(\.\d*)?([eE][-+]?\d+)?", re.ASCII
)
"""A number as it is typed; commas or spaces part its thousands, and nothing else."""
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+", re.ASCII)


@dataclass(frozen=True)
class Unread:
    """Stands for typed text that is no date or no number: no field takes it, so the model reports its place."""

    text: str


@dataclass(frozen=True)
class Option:
    """One answer of a choice: the value kept in the record, and the words people read."""

    value: Any
    label: str


@dataclass(frozen=True)
class Line:
    """One line of a reference list: its key in the record, its group ("" for none), and what people read."""

    key: str
    group: str
    name: str
    text: str


@dataclass(frozen=True)
class Lines:
    """All lines of one reference list; where there is none, `missing` says so in a sentence."""

    lines: tuple[Line, ...] = ()
    missing: str = ""


ListNamed = Callable[[str], Lines]


@dataclass(frozen=True)
class Condition:
    """When a question is asked: the question `field` beside it is answered with one of `values`; None is no answer."""

    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class FieldSpec:
    """One question of a form. `columns` are the questions each item of a table or line of a grid asks.

    A grid asks about every line of the reference list called `rows`. A question with `asked_when` is not always one.
    """

    name: str
    kind: Kind
    title: str
    hint: str = ""
    example: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    longest: int | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[FieldSpec, ...] = ()
    rows: str = ""
    lines: tuple[Line, ...] = ()
    missing: str = ""
    asked_when: Condition | None = None


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with a typed value. `place` is the item and the column in it, or empty."""

    place: Place
    message: str


# --- specifications ---------------------------------------------------------------------------------------


def no_lists(name: str) -> Lines:
    """Give no lines, for whoever asks about a form without a school."""
    return Lines(missing=f"There is no list called {name.replace('_', ' ')} here.")


def form_spec(model: type[BaseModel], list_named: ListNamed = no_lists) -> dict[str, Any]:
    """Give the form of a model as plain data: its title and its fields.

    `list_named` gives the lines of a reference list by its name.

    >>> from enquiry_lib.store.record import Cause
    >>> [field["kind"] for field in form_spec(Cause)["fields"]]
    ['text', 'choice', 'text']
    """
    specs = field_specs(model, list_named).values()
    return {"title": form_title(model), "fields": [asdict(spec) for spec in specs]}


def form_title(model: type[BaseModel]) -> str:
    """Give the title of a model's form: its docstring without the full stop."""
    return (model.__doc__ or model.__name__).strip().rstrip(".")


def field_specs(model: type[BaseModel], list_named: ListNamed = no_lists) -> dict[str, FieldSpec]:
    """Give the fields a person fills in, by name and in the order of the form.

    >>> from enquiry_lib.store.record import Question
    >>> field_specs(Question)["certainty"].unit
    '%'
    """
    schema = model.model_json_schema()
    specs = _specs(schema, schema.get("$defs", {}))
    return {spec.name: _with_lines(spec, list_named) for spec in specs}


def _with_lines(spec: FieldSpec, list_named: ListNamed) -> FieldSpec:
    if not spec.rows:
        return spec
    found = list_named(spec.rows)
    return replace(spec, lines=found.lines, missing=found.missing)


def _specs(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> tuple[FieldSpec, ...]:
    return tuple(
        _spec(name, _plain(piece, definitions), definitions)
        for name, piece in schema["properties"].items()
        if piece.get("form", True)
    )


def _plain(piece: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Give a piece of a JSON schema without its reference and without 'or nothing'."""
    inner = [one for one in piece.get("anyOf", []) if one.get("type") != "null"]
    if len(inner) == 1:
        return _plain({**inner[0], **{key: piece[key] for key in piece if key != "anyOf"}}, definitions)
    if "$ref" in piece:
        referred = definitions[piece["$ref"].rsplit("/", 1)[1]]
        return {**referred, **{key: piece[key] for key in piece if key != "$ref"}}
    return dict(piece)


def _spec(name: str, piece: dict[str, Any], definitions: Mapping[str, Any]) -> FieldSpec:
    items = _plain(piece.get("items", {}), definitions)
    kind = _kind(name, piece, items)
    inner = items if kind in ("list", "choices") else piece
    examples = piece.get("examples") or inner.get("examples") or [""]
    return FieldSpec(
        name=name,
        kind=kind,
        title=str(piece.get("title", name)),
        hint=str(piece.get("description", "")),
        example=_example(kind, str(examples[0])),
        unit=str(piece.get("unit", "")),
        least=piece.get("minimum"),
        most=piece.get("maximum"),
        longest=inner.get("maxLength"),
        options=_options(inner, piece.get("labels", {}), piece.get("rating", ())),
        columns=_specs(items, definitions) if kind in ("table", "grid") else (),
        rows=str(piece.get("rows", "")),
        asked_when=_condition(piece.get("asked_when")),
    )


def _options(inner: Mapping[str, Any], words: Mapping[str, str], ends: Sequence[str]) -> tuple[Option, ...]:
    """Give the answers of a choice, in words of their own where they have some; the ends of a scale carry theirs."""
    values = _values(inner)
    said = dict(zip((values[0], values[-1]), ends, strict=True)) if ends else {}
    labels = {
        value: ", ".join(filter(None, (label_of(words.get(value, value)), said.get(value))))
        for value in values
    }
    return tuple(Option(value, label) for value, label in labels.items())


def _condition(given: Mapping[str, Any] | None) -> Condition | None:
    return Condition(given["field"], tuple(given["values"])) if given else None


def _example(kind: Kind, text: str) -> str:
    """Give an example as a person would type it; every date has one."""
    if kind != "date":
        return text
    return typed_date(dt.date.fromisoformat(text)) if text else EXAMPLE


def _kind(name: str, piece: Mapping[str, Any], items: Mapping[str, Any]) -> Kind:
    if values := _values(piece):
        return "rating" if "rating" in piece else _choice_kind(values)
    if piece.get("type") == "array":
        return "grid" if piece.get("rows") else _list_kind(items)
    if piece.get("type") == "string":
        return _text_kind(piece)
    if piece.get("type") not in ("number", "integer"):
        raise TypeError(f"no form field fits '{name}': {piece}")
    return "number"


def _choice_kind(values: Sequence[Any]) -> Kind:
    """Tell yes or no, with at most one answer more for what nobody knows, from any other choice."""
    return "yes_no" if values[:2] == YES_NO and len(values) <= len(YES_NO) + 1 else "choice"


def _list_kind(items: Mapping[str, Any]) -> Kind:
    if _values(items):
        return "choices"
    return "table" if items.get("type") == "object" else "list"


def _text_kind(piece: Mapping[str, Any]) -> Kind:
    if piece.get("format") == "date":
        return "date"
    return "long_text" if piece.get("maxLength", 0) > LONG else "text"


def _values(piece: Mapping[str, Any]) -> list[Any]:
    return [piece["const"]] if "const" in piece else list(piece.get("enum", []))


def label_of(value: object) -> str:
    """Give an answer of a choice as it is read.

    >>> label_of("within the school")
    'Within the school'
    """
    text = str(value)
    return text[:1].upper() + text[1:]


# --- what was typed ---------------------------------------------------------------------------------------


def read_answer(model: type[BaseModel], name: str, typed: object) -> tuple[Any, tuple[FieldProblem, ...]]:
    """Read one typed answer: the value for the record, and everything wrong with it in plain words.

    >>> from enquiry_lib.store.record import Question
    >>> read_answer(Question, "certainty", "80 %")
    (80.0, ())
    >>> read_answer(Question, "certainty", "quite")[1][0].message
    'Type a number, for example 80.'
    """
    spec = field_specs(model)[name]
    try:
        section = model.model_validate({name: _read(spec, typed)})
    except ValidationError as refused:
        return None, tuple(_problem(spec, error) for error in refused.errors())
    return _without_blanks(spec, section.model_dump(mode="json")[name]), ()


def _read(spec: FieldSpec, typed: object) -> object:
    """Turn what a form sends into what the model takes; what cannot be turned is left for the model."""
    if spec.columns and isinstance(typed, list):
        return [_read_item(spec, item) for item in typed]
    if spec.kind == "number":
        return _read_number(typed, spec.unit)
    if spec.kind == "date":
        return _read_date(typed)
    return typed


def _read_item(spec: FieldSpec, item: object) -> object:
    if not isinstance(item, dict):
        return item
    return item | {
        column.name: _read(column, item.get(column.name)) for column in spec.columns if column.name in item
    }


def _read_number(typed: object, unit: str) -> object:
    if not isinstance(typed, str):
        return typed
    seen = "".join(sign for sign in typed if unicodedata.category(sign) != "Cf")
    text = unicodedata.normalize("NFKC", seen).replace("\N{MINUS SIGN}", "-")
    text = " ".join(text.split()).removesuffix(unit).strip()
    if not NUMBER.fullmatch(text):
        return Unread(text)
    return re.sub("[ ,]", "", text) or None


def _read_date(typed: object) -> object:
    text = " ".join(str(typed or "").split())
    return read_date(text) or (Unread(text) if text else None)


def _without_blanks(spec: FieldSpec, value: Any) -> Any:
    """Leave out items of a list, and lines of a grid, in which nothing has been written."""
    if not isinstance(value, list):
        return value
    given = {ITEM} if spec.kind == "grid" else set()
    return [item for item in value if _is_written(item, given)]


def _is_written(item: object, given: Collection[str] = ()) -> bool:
    """Say whether a person has written something; what stands under a name in `given` nobody wrote."""
    if isinstance(item, dict):
        return any(_is_written(part) for name, part in item.items() if name not in given)
    return item not in EMPTY


# --- problems in plain words ------------------------------------------------------------------------------


def _problem(spec: FieldSpec, error: Any) -> FieldProblem:
    place: Place = tuple(error["loc"][1:])
    return FieldProblem(place, _message(_spec_at(spec, place), error))


def _spec_at(spec: FieldSpec, place: Place) -> FieldSpec:
    columns = {column.name: column for column in spec.columns}
    return columns.get(str(place[-1]), spec) if place else spec


def _message(spec: FieldSpec, error: Any) -> str:
    facts, kind = error.get("ctx", {}), error["type"]
    if kind == "string_too_long":
        return f"Type at most {facts['max_length']} characters; there are {len(error['input'].strip())}."
    if kind == "greater_than_equal":
        return f"Type {_with_unit(spec, facts['ge'])} or more."
    if kind == "less_than_equal":
        return f"Type {_with_unit(spec, facts['le'])} or less."
    if kind == "value_error":
        return str(facts["error"])
    whole = kind.startswith("int_")
    if isinstance(error["input"], Unread) and not whole:
        return _unread(spec, error["input"].text)
    return _expected(spec, "whole number" if whole else "number")


def _unread(spec: FieldSpec, text: str) -> str:
    """Say what is wrong with a text that is no date, or no number."""
    if spec.kind == "date":
        return why_no_date(text, spec.example)
    if DECIMAL_COMMA.fullmatch(text):
        return f"Type it with a point: {text.replace(',', '.')}"
    return _expected(spec, "number")


def _expected(spec: FieldSpec, number: str) -> str:
    words: dict[Kind, str] = {
        "number": f"Type a {number}, for example {spec.example or _some_number(spec)}.",
        "date": f"Type a date like {spec.example}.",
        "choice": "Choose one of the answers listed.",
        "rating": "Choose one of the answers listed.",
        "yes_no": "Choose one of the answers listed.",
        "choices": "Choose from the answers listed.",
    }
    return words.get(spec.kind, "Type some words.")


def _some_number(spec: FieldSpec) -> str:
    return plain_number(spec.least or 1)


# --- answers in words -------------------------------------------------------------------------------------


def plain_number(value: float) -> str:
    """Write a number as people do: 80, not 80.0.

    >>> plain_number(80.0), plain_number(0.25)
    ('80', '0.25')
    """
    return f"{value:.10g}"


def _with_unit(spec: FieldSpec, value: float) -> str:
    return plain_number(value) + (spec.unit if spec.unit == "%" else f" {spec.unit}".rstrip())


def say_value(spec: FieldSpec, value: Any) -> str:
    """Give one answer, or one item of a list of answers, in words.

    >>> say_value(FieldSpec("starts_on", "date", "Start"), "2025-09-08")
    '8 September 2025'
    """
    if isinstance(value, list):
        return ", ".join(say_value(spec, one) for one in value)
    if value is None or value == "":
        return ""
    if spec.kind == "number":
        return _with_unit(spec, value)
    if spec.kind == "date":
        return long_date(dt.date.fromisoformat(value))
    labels = {option.value: option.label for option in spec.options}
    return labels.get(value, str(value))
