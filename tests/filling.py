"""Filling in a form as a person does, and reading it back from the screen: for any section, by its specification."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from enquiry_lib.show.fields import FieldSpec

Answers = Mapping[str, Any]


def fill(form: Any, specs: Mapping[str, FieldSpec], answers: Answers) -> None:
    """Give these answers on a form, each by its own kind of field."""
    for name, value in answers.items():
        _give(_field(form, specs[name]), specs[name], value)


def shown(form: Any, specs: Mapping[str, FieldSpec], answers: Answers) -> Answers:
    """Give what stands on the screen where these answers were given, in the words of the record."""
    return {name: _read(_field(form, specs[name]), specs[name], value) for name, value in answers.items()}


def answered(specs: Mapping[str, FieldSpec], values: Answers) -> Answers:
    """Give of a section's values those that somebody has answered; ticks in the order of the form."""
    return {
        name: _in_order(spec, values[name])
        for name, spec in specs.items()
        if values[name] not in (None, "", [])
    }


def _in_order(spec: FieldSpec, value: Any) -> Any:
    if spec.kind != "choices":
        return value
    return [one.value for one in spec.options if one.value in value]


def _field(place: Any, spec: FieldSpec) -> Any:
    """Give the question of this title; its own label or legend says it."""
    title = json.dumps(spec.title, ensure_ascii=False)
    return place.locator(
        f"xpath=.//*[contains(concat(' ', @class, ' '), ' enquiry-field ')][label[.={title}] or legend[.={title}]]"
    ).first


# --- giving an answer -------------------------------------------------------------------------------------


def _give(field: Any, spec: FieldSpec, value: Any) -> None:
    match spec.kind:
        case "list":
            _give_lines(field, spec, value)
        case "table":
            _give_items(field, spec, value)
        case "grid":
            for line in value:
                _give_cells(_line(field, spec, line), spec, line)
        case "choices":
            for one in value:
                _option(field, spec, one).check()
        case "choice" | "yes_no" | "rating":
            _choose(field, spec, value)
        case _:
            field.get_by_role("textbox").fill(_typed(spec, value))


def _give_lines(field: Any, spec: FieldSpec, lines: Sequence[str]) -> None:
    for place, line in enumerate(lines):
        if place:
            field.get_by_role("button", name=f"Add to: {spec.title}").click()
        field.get_by_role("textbox").nth(place).fill(line)


def _give_items(field: Any, spec: FieldSpec, items: Sequence[Answers]) -> None:
    for place, item in enumerate(items):
        field.get_by_role("button", name=f"Add to: {spec.title}").click()
        _give_cells(field.locator(".enquiry-item").nth(place), spec, item)


def _give_cells(place: Any, spec: FieldSpec, cells: Answers) -> None:
    fill(place, _columns(spec), answered(_columns(spec), cells))


def _choose(field: Any, spec: FieldSpec, value: Any) -> None:
    if field.locator("select").count():
        field.locator("select").select_option(label=_label(spec, value))
    else:
        _option(field, spec, value).check()


# --- reading it back --------------------------------------------------------------------------------------


def _read(field: Any, spec: FieldSpec, value: Any) -> Any:
    match spec.kind:
        case "list":
            return [box.input_value() for box in field.get_by_role("textbox").all()]
        case "table":
            items = field.locator(".enquiry-item").all()
            return [
                _read_cells(_unfolded(item), spec, cells) for item, cells in zip(items, value, strict=True)
            ]
        case "grid":
            return [_read_cells(_line(field, spec, line), spec, line) for line in value]
        case "choices":
            return [one.value for one in spec.options if _option(field, spec, one.value).is_checked()]
        case "choice" | "yes_no" | "rating":
            return _chosen(field, spec)
        case _:
            return value if field.get_by_role("textbox").input_value() == _typed(spec, value) else "another"


def _read_cells(place: Any, spec: FieldSpec, cells: Answers) -> Answers:
    return {**cells, **shown(place, _columns(spec), answered(_columns(spec), cells))}


def _chosen(field: Any, spec: FieldSpec) -> Any:
    if field.locator("select").count():
        label = field.locator("select").evaluate("select => select.selectedOptions[0].text")
        return next((one.value for one in spec.options if one.label == label), None)
    return next((one.value for one in spec.options if _option(field, spec, one.value).is_checked()), None)


def _unfolded(item: Any) -> Any:
    folded = item.locator('.enquiry-fold[aria-expanded="false"]')
    if folded.count():
        folded.click()
    return item


# --- finding one's way ------------------------------------------------------------------------------------


def _columns(spec: FieldSpec) -> dict[str, FieldSpec]:
    return {column.name: column for column in spec.columns}


def _line(field: Any, spec: FieldSpec, line: Answers) -> Any:
    name = next(one.name for one in spec.lines if one.key == line["item"])
    return field.locator(f"xpath=.//fieldset[legend[.={json.dumps(name, ensure_ascii=False)}]]").first


def _option(field: Any, spec: FieldSpec, value: Any) -> Any:
    return field.get_by_label(_label(spec, value), exact=True)


def _label(spec: FieldSpec, value: Any) -> str:
    return next(one.label for one in spec.options if one.value == value)


def _typed(spec: FieldSpec, value: Any) -> str:
    """Give a value as a person types it, and as the form then shows it."""
    if spec.kind == "date":
        return re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3/\2/\1", value)
    return f"{value:g}" if isinstance(value, float) else str(value)
