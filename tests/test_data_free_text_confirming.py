"""What a person has decided about a passage, and what is open."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from enquiry_lib.data.free_text import as_shown, find_identifiers, open_finds, open_in, passage_hash
from enquiry_lib.data.free_text.confirming import texts_in
from enquiry_lib.data.loading import load_table
from enquiry_lib.store.record import Record
from enquiry_lib.store.record.day4 import Freeze

TEXT = "Since Easter Amina comes late. Callum never does."


def test_a_decision_holds_for_its_sentence_only() -> None:
    """Another sentence may change; the sentence itself may not, and another find in it stays open."""
    amina, callum = find_identifiers(TEXT)
    decided = {passage_hash(TEXT, amina)}
    assert open_in(TEXT, decided) == (callum,)
    assert [one.text for one in open_in("Since Easter Amina comes late.", decided)] == []
    assert [one.text for one in open_in("Since June Amina comes late.", decided)] == ["Amina"]


def test_open_finds_say_where_and_never_what() -> None:
    """A find in the record has its section and question."""
    record = Record.model_validate(
        {"priorities": {"concern": TEXT, "causes": [{"cause": "Mrs Okafor left"}]}}
    )
    found = open_finds(record, {})
    assert [one.where for one in found] == [
        "School priorities: What are you worried about?",
        "School priorities: What are you worried about?",
        "School priorities: What may lie behind it?",
    ]
    assert not any(name in repr(found) for name in ("Amina", "Callum", "Okafor"))
    hashes = [
        passage_hash(text, one) for text in texts_in(record.priorities) for one in find_identifiers(text)
    ]
    assert open_finds(record.model_copy(update={"confirmed": hashes}), {}) == ()


def test_free_text_of_tables_is_looked_at_too(tmp_path: Path) -> None:
    """The row and the column are named; what is decided in the record holds for tables as well."""
    table = "voice_id,method,who,theme,words\nV0001,interview,pupil,Friends,I sit with Amina.\n"
    (tmp_path / "voices.csv").write_text(table, encoding="utf-8")
    loaded = {"voices": load_table(tmp_path, "voices")}
    (found,) = open_finds(Record(), loaded)
    assert (found.where, found.kind) == ("voices.csv, row 2, words", "name")
    (one,) = find_identifiers("I sit with Amina.")
    assert open_finds(Record(confirmed=[passage_hash("I sit with Amina.", one)]), loaded) == ()


def test_what_was_decided_by_the_programme_is_no_text() -> None:
    """A frozen plan's hash, and the key of a line, are nobody's words."""
    record = Record.model_validate({"framework_review": {"words": [{"item": "Amina", "shown_by": "Fine."}]}})
    assert open_finds(record, {}) == ()


def test_what_is_open_is_masked_wherever_a_record_is_shown() -> None:
    """Names and numbers of a person go; what somebody has decided about, names of measures and sources' addresses stay."""
    plan = {
        "measured_by": "outcomes",
        "measure": "Amina Test",
        "why_chosen": "Ring 07700 900123 about Amina.",
    }
    record = Record.model_validate({"priorities": {"concern": TEXT}, "evaluation_plan": plan})
    shown = as_shown(record)
    assert shown.priorities.concern == "Since Easter [name] comes late. [name] never does."
    assert shown.evaluation_plan.measure == "Amina Test"
    assert shown.evaluation_plan.why_chosen == "Ring [phone] about [name]."
    assert record.priorities.concern == TEXT
    decided = record.model_copy(
        update={"confirmed": [passage_hash(TEXT, one) for one in find_identifiers(TEXT)]}
    )
    assert as_shown(decided).priorities.concern == TEXT


def test_a_frozen_plan_stays_whole_when_a_word_in_it_is_masked() -> None:
    """Only a plan that was changed is one that was changed."""
    record = Record.model_validate({"evaluation_plan": {"why_chosen": "Chosen by Amina."}})
    plan = record.evaluation_plan
    plan.freeze = Freeze(at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), hash=plan.content_hash())
    shown = as_shown(record).evaluation_plan
    assert (shown.why_chosen, shown.is_whole()) == ("Chosen by [name].", True)
    plan.why_chosen = "Chosen by Amina and others."
    assert not as_shown(record).evaluation_plan.is_whole()
