"""Records, pages and notebooks without what is to be forgotten."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from forgotten import notebook

from enquiry_lib.data.forgetting.sought import Sought
from enquiry_lib.data.forgetting.texts import (
    json_without,
    notebook_without,
    page_without,
    plain_without,
    record_without,
)
from enquiry_lib.store.record import Record
from enquiry_lib.store.record.day4 import Freeze
from enquiry_lib.store.saving import parse_record, record_text

AB = Sought(frozenset({"AB12CD"}))


def test_json_keeps_its_form() -> None:
    """Spaces, order, numbers and other texts stay; texts and names of fields are marked, escaped ones too."""
    text = '{"AB12CD" :1.50,\n\t"b":["x \\"AB12CD\\". End.", "\\u0041B12CD", "AB12CDE", "\\u00e9"]}'
    assert (
        json_without(text, AB)
        == '{"[withheld]" :1.50,\n\t"b":["[withheld] End.", "[withheld]", "AB12CDE", "\\u00e9"]}'
    )


def test_broken_json_is_marked_as_far_as_it_goes() -> None:
    """A half-written text loses the word all the same."""
    assert json_without('{"a": "AB12CD is', AB) == '{"a": "AB12CD is'
    assert plain_without('{"a": "AB12CD is', AB) == "[withheld]"


def frozen(measure: str) -> Record:
    """Give a record with a frozen plan."""
    record = Record()
    plan = record.evaluation_plan.model_copy(update={"measure": measure})
    freeze = Freeze(at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), by="A. Lead", hash=plan.content_hash())
    return record.model_copy(update={"evaluation_plan": plan.model_copy(update={"freeze": freeze})})


@pytest.mark.parametrize("measure", ["Reading", "Reading of AB12CD"])
def test_a_frozen_plan_stays_whole(measure: str) -> None:
    """A plan that has not been changed since it was frozen does not look changed for a word that was taken out."""
    before = record_text(frozen(measure))
    plan = parse_record(record_without(before, AB).encode()).evaluation_plan
    assert plan.freeze and plan.freeze.hash == plan.content_hash()
    assert "AB12CD" not in plan.measure


def test_a_changed_plan_stays_changed() -> None:
    """Where the plan was changed after freezing, taking a word out does not make it look whole."""
    before = record_text(frozen("Reading")).replace('"Reading"', '"Reading of AB12CD"')
    plan = parse_record(record_without(before, AB).encode()).evaluation_plan
    assert plan.freeze and plan.freeze.hash != plan.content_hash()


def test_a_page_keeps_its_marks() -> None:
    """Words on a page and in its pictures are marked; a picture of other bytes is emptied; the others stay."""

    def uri(content: bytes) -> str:
        return f'<img src="data:image/x;base64,{base64.b64encode(content).decode()}">'

    others = b"\x89\x00a picture, AB12CD"
    page = f"<p>AB12CD and &#65;B12CD</p>{uri(b'<svg>AB12CD</svg>')}{uri(b'<svg>Nobody</svg>')}{uri(others)}"
    after = f"<p>[withheld] and [withheld]</p>{uri(b'<svg>[withheld]</svg>')}{uri(b'<svg>Nobody</svg>')}{uri(b'')}"
    assert page_without(page, AB) == after


def test_a_notebook_loses_outputs_and_saved_forms() -> None:
    """An output with the pupil in a picture goes, saved widgets go, the sentence in a text is marked."""
    book = json.dumps(notebook("AB12CD"), indent=1, ensure_ascii=False) + "\n"
    after = json.loads(notebook_without(book, AB))
    assert [cell["source"] for cell in after["cells"]] == [
        ["# Ask\n", "[withheld] We ask.\n"],
        "el.show(gaps)",
    ]
    assert after["cells"][1]["outputs"] == []
    assert after["metadata"] == {"language_info": {"name": "python"}}
    assert notebook_without(book, Sought(frozenset({"ZZ99ZZ"}))) == book
