"""What words are known: first names, and words that name nobody."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

from enquiry_lib.store.reference import EVERYWHERE, reference

_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("ings", ""),
    ("ings", "e"),
    ("er", ""),
    ("er", "e"),
    ("ers", ""),
    ("ers", "e"),
    ("ier", "y"),
    ("est", ""),
    ("iest", "y"),
    ("ly", ""),
    ("ily", "y"),
    ("ally", ""),
    ("ness", ""),
    ("iness", "y"),
    ("ment", ""),
    ("ments", ""),
)
_DOUBLED = ("ed", "ing", "ings", "er", "ers", "est")  # stop, stopped
_SHORTEST = 3


def folded(word: str) -> str:
    """Give a word in small letters, without accents.

    >>> folded("Małgorzata"), folded("Zoë")
    ('malgorzata', 'zoe')
    """
    plain = unicodedata.normalize("NFKD", word.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


@cache
def first_names() -> frozenset[str]:
    """Give the first names that are known, folded."""
    return frozenset(folded(name) for name in reference("first_names", EVERYWHERE).facts["name"])


@cache
def _listed() -> tuple[frozenset[str], frozenset[str]]:
    """Give the words that name nobody: those in small letters, and, folded, those that may have a capital anywhere."""
    words = [str(word) for word in reference("ordinary_words", EVERYWHERE).facts["word"]]
    small = frozenset(word for word in words if word.islower())
    return small, frozenset(folded(word) for word in words if not word.islower())


def is_word(word: str) -> bool:
    """Say whether this very word is an ordinary one, as it stands in the list.

    >>> is_word("hope"), is_word("callum")
    (True, False)
    """
    return folded(word) in _listed()[0]


def is_ordinary(word: str) -> bool:
    """Say whether a word, or what it is an ending of, is an ordinary one.

    >>> is_ordinary("stopped"), is_ordinary("worries"), is_ordinary("Keziah")
    (True, True, False)
    """
    small, plain = _listed()[0], folded(word)
    return plain in small or any(stem in small for stem in _stems(plain))


def is_proper(word: str) -> bool:
    """Say whether a word may have a capital in the middle of a sentence and names nobody: a place, a day, a subject.

    >>> is_proper("Leeds"), is_proper("May"), is_proper("Keziah")
    (True, True, False)
    """
    proper, plain = _listed()[1], folded(word)
    return plain in proper or plain.removesuffix("s") in proper


def is_compound(word: str) -> bool:
    """Say whether a word is put together from two ordinary ones, or is one with 're' before it.

    >>> is_compound("Playgroup"), is_compound("Retelling"), is_compound("Keziah")
    (True, True, False)
    """
    plain = folded(word)
    if plain.startswith("re") and len(plain) > len("re") + _SHORTEST and is_ordinary(plain[2:]):
        return True
    places = range(_SHORTEST, len(plain) - _SHORTEST + 1)
    return any(plain[:place] in _listed()[0] and is_ordinary(plain[place:]) for place in places)


def _stems(word: str) -> Iterator[str]:
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST:
            yield stem + instead
            if ending in _DOUBLED and stem[-1] == stem[-2]:
                yield stem[:-1]
