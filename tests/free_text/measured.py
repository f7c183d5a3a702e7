"""The invented test set, and what the finder finds in it: recall and precision of each kind, for one half of it.

A line of a half is `voice<TAB>text`; what names somebody stands in the text as [kind|passage]. The sentences
were written before the finder, and nobody looked at the half that is held out while the finder was made.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from enquiry_lib.data.free_text import KINDS, Found, find_identifiers

HERE = Path(__file__).parent
HALVES = ("tune", "held_out")
ON = dt.date(2026, 11, 22)
_MARKED = re.compile(r"\[(\w+)\|([^\]]+)\]")


@dataclass(frozen=True)
class Sentence:
    """A sentence as somebody wrote it, whose voice it is, and the passages in it that name somebody."""

    voice: str
    text: str
    marked: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Measured:
    """How many passages of a kind are marked and how many of those were found whole; how many finds, and how many right."""

    kind: str
    marked: int
    covered: int
    finds: int
    right: int


def sentences(half: str) -> Iterator[Sentence]:
    """Read one half of the test set."""
    for line in (HERE / f"{half}.txt").read_text(encoding="utf-8").splitlines():
        voice, _, written = line.partition("\t")
        text, marked, end = "", [], 0
        for match in _MARKED.finditer(written):
            text += written[end : match.start()]
            marked.append((match[1], len(text), len(text) + len(match[2])))
            text, end = text + match[2], match.end()
        yield Sentence(voice, text + written[end:], tuple(marked))


def missed(sentence: Sentence) -> list[tuple[str, str]]:
    """Give the passages of a sentence of which some letter was not found as the kind it is."""
    found = find_identifiers(sentence.text, today=ON)
    return [
        (kind, sentence.text[start:stop])
        for kind, start, stop in sentence.marked
        if not _is_covered(sentence.text, start, stop, [one for one in found if one.kind == kind])
    ]


def too_much(sentence: Sentence) -> list[Found]:
    """Give the finds in a sentence that touch nothing that is marked."""
    found = find_identifiers(sentence.text, today=ON)
    return [
        one
        for one in found
        if not any(one.start < stop and start < one.stop for _, start, stop in sentence.marked)
    ]


def measure(half: str) -> list[Measured]:
    """Count, for each kind, what of one half was found."""
    marked, covered, finds, right = (dict.fromkeys(KINDS, 0) for _ in range(4))
    for sentence in sentences(half):
        lost, wrong = missed(sentence), too_much(sentence)
        for kind in KINDS:
            own = sum(one == kind for one, _, _ in sentence.marked)
            marked[kind] += own
            covered[kind] += own - sum(one == kind for one, _ in lost)
        for one in find_identifiers(sentence.text, today=ON):
            finds[one.kind] += 1
            right[one.kind] += one not in wrong
    return [Measured(kind, marked[kind], covered[kind], finds[kind], right[kind]) for kind in KINDS]


def _is_covered(text: str, start: int, stop: int, found: list[Found]) -> bool:
    letters = [place for place in range(start, stop) if text[place].isalnum()]
    return all(any(one.start <= place < one.stop for one in found) for place in letters)
