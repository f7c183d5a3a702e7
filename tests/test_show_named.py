"""Passages that may name somebody: where they stand in an answer, and the answer without them."""

from __future__ import annotations

from enquiry_lib.data.free_text import passage_hash
from enquiry_lib.show.fields import field_specs
from enquiry_lib.show.named import passages_in, with_mask
from enquiry_lib.store.record import SECTIONS, Priorities

SPECS = field_specs(Priorities)


def test_texts_are_looked_at_wherever_they_are_typed() -> None:
    """In a text, in a line of a list, in a cell of a table; what was chosen is no text."""
    assert [one.place for one in passages_in(SPECS["concern"], "Ask Amina.", ())] == [()]
    assert [one.place for one in passages_in(SPECS["weaknesses"], ["Fine", "Ask Amina."], ())] == [(1,)]
    causes = [{"cause": "Mrs Okafor left", "level": "within the school", "evidence": "Amina"}]
    assert [one.place for one in passages_in(SPECS["causes"], causes, ())] == [(0, "cause"), (0, "evidence")]
    assert passages_in(SPECS["who_loses_out"], ["Girls", "Boys"], ()) == ()


def test_a_grid_s_key_is_no_text() -> None:
    """The key of a line is the programme's; what was typed beside it is looked at."""
    spec = field_specs(SECTIONS["framework_review"])["words"]
    (one,) = passages_in(spec, [{"item": "Amina", "how_far": "mostly", "shown_by": "Ask Callum."}], ())
    assert one.told()["text"] == "Callum"


def test_the_same_name_twice_in_a_sentence_is_asked_about_once() -> None:
    """Both go; the same name in the next sentence is another question."""
    text = "Amina likes Amina. Amina left."
    first, second = passages_in(SPECS["concern"], text, ())
    assert with_mask(text, first) == "[name] likes [name]. Amina left."
    assert with_mask(text, second) == "Amina likes Amina. [name] left."
    assert passages_in(SPECS["concern"], text, [passage_hash(text, second.found[0])]) == (first,)


def test_the_rest_of_an_answer_stays_as_it_is() -> None:
    """Only the one cell of the one line changes, and the answer that was given is not touched."""
    causes = [{"cause": "The bus", "level": None}, {"cause": "Mrs Okafor left", "level": None}]
    (one,) = passages_in(SPECS["causes"], causes, ())
    assert with_mask(causes, one) == [causes[0], {"cause": "[name] left", "level": None}]
    assert causes[1]["cause"] == "Mrs Okafor left"
