"""Passages of an answer that may name somebody: what a form asks about them, and the answer with a word in their place."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from enquiry_lib.data.free_text import KINDS, Found, masked, open_in, passage_hash
from enquiry_lib.show.fields import FieldSpec, Place

_TYPED = ("text", "long_text", "list")


@dataclass(frozen=True)
class Passage:
    """One passage that may name somebody: its place in the answer, what was found there, and its hash."""

    place: Place
    found: tuple[Found, ...]
    hash: str

    @property
    def key(self) -> str:
        """Give what tells it from the other passages of its field."""
        return hashlib.sha256(f"{self.place} {self.hash}".encode()).hexdigest()

    def told(self) -> dict[str, Any]:
        """Give what the form says of it; it travels by message only."""
        one = self.found[0]
        why = one.why if one.kind == "name" else KINDS[one.kind]
        return {"key": self.key, "place": list(self.place), "text": one.text, "mask": one.mask, "why": why}


def passages_in(spec: FieldSpec, value: Any, confirmed: Collection[str]) -> tuple[Passage, ...]:
    """Give the passages of an answer that may name somebody; the same one twice in a sentence is one.

    >>> asked = FieldSpec("concern", "long_text", "What are you worried about?")
    >>> [one.told()["text"] for one in passages_in(asked, "Amina reads. So does Callum.", ())]
    ['Amina', 'Callum']
    """
    passages = []
    for place, text in _texts(spec, value):
        by_hash: dict[str, list[Found]] = {}
        for one in open_in(text, confirmed):
            by_hash.setdefault(passage_hash(text, one), []).append(one)
        passages += [Passage(place, tuple(found), key) for key, found in by_hash.items()]
    return tuple(passages)


def _texts(spec: FieldSpec, value: Any) -> Iterator[tuple[Place, str]]:
    """Give each text that was typed in an answer, with its place; what was chosen is none."""
    if spec.columns:
        for index, item in enumerate(value or ()):
            for column in spec.columns:
                for place, text in _texts(column, item.get(column.name)):
                    yield (index, column.name, *place), text
    elif spec.kind == "list":
        yield from (((index,), text) for index, text in enumerate(value or ()))
    elif spec.kind in _TYPED and isinstance(value, str):
        yield (), value


def with_mask(value: Any, passage: Passage) -> Any:
    """Give an answer with a word in square brackets in the place of a passage.

    >>> one, = passages_in(FieldSpec("weaknesses", "list", "Weaknesses"), ["The bus", "Only Amina stays"], ())
    >>> with_mask(["The bus", "Only Amina stays"], one)
    ['The bus', 'Only [name] stays']
    """
    return _replaced(value, passage.place, passage.found)


def _replaced(value: Any, place: Place, found: tuple[Found, ...]) -> Any:
    if not place:
        return masked(value, found)
    first, rest = place[0], place[1:]
    if isinstance(value, dict):
        return {**value, first: _replaced(value[first], rest, found)}
    return [_replaced(part, rest, found) if index == first else part for index, part in enumerate(value)]
