"""Names of other schools: where one stands in a text, and which of a network's names can be told from ordinary words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from enquiry_lib.render.ordinary import WORD, is_shipped_phrase, shipped_words

KIND = re.compile(r"[ ,]+(?:school|academy|college|trust)$", re.IGNORECASE)
FEWEST_WORDS = 2


def names_sought(others: Iterable[str], own: Iterable[str]) -> frozenset[str]:
    """Give the names to look for: those of other schools that are no part of the school's or network's own names.

    A name is looked for in full, and without a last "School", "Academy", "College" or "Trust" where two words
    are left. One that stands in what is shipped ("Primary School") is nobody's.

    >>> sorted(names_sought(["Hoppletarn Primary School", "Oak"], ["Oak Hill"]))
    ['Hoppletarn Primary', 'Hoppletarn Primary School']
    """
    owned = [_even(name).casefold() for name in own]
    names = {way for name in others for way in _ways(_even(name))}
    return frozenset(name for name in names if _can_be_told(name) and not _is_part(name.casefold(), owned))


def _even(name: str) -> str:
    return " ".join(name.split())


def _ways(name: str) -> list[str]:
    short = KIND.sub("", name)
    return [name, short] if len(WORD.findall(short)) >= FEWEST_WORDS else [name]


def _can_be_told(name: str) -> bool:
    words = WORD.findall(name)
    if is_distinctive(name):
        return True
    return len(words) >= FEWEST_WORDS and not is_shipped_phrase(name)


def is_distinctive(name: str) -> bool:
    """Say whether a name has a word that is no ordinary one."""
    return not words_of(name) <= shipped_words()


def words_of(name: str) -> frozenset[str]:
    """Give the words of a name in small letters.

    >>> sorted(words_of("Oak Hill"))
    ['hill', 'oak']
    """
    return frozenset(word.casefold().strip("-_") for word in WORD.findall(name))


def _is_part(name: str, owned: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", own) for own in owned)


def find_names(text: str, names: Collection[str]) -> frozenset[str]:
    """Give the names that stand in a text as whole words, however spaces and lines divide them.

    A name with a word of its own is found in any letters; one of ordinary words alone ("Hope Park School")
    only as the register writes it, with its capitals.

    >>> find_names("We met at hoppletarn\\nprimary school.", ["Hoppletarn Primary School"])
    frozenset({'Hoppletarn Primary School'})
    >>> find_names("It gives hope. Park school buses there.", ["Hope Park School"])
    frozenset()
    """
    distinctive, plain = _patterns(frozenset(names))
    even = _even(text)
    found = {name for name, pattern in plain if name in even and pattern.search(even)}
    folded = even.casefold() if distinctive else ""
    return frozenset(found | {name for name, pattern in distinctive if pattern.search(folded)})


Pattern = tuple[str, re.Pattern[str]]


@lru_cache(maxsize=4)
def _patterns(names: frozenset[str]) -> tuple[list[Pattern], list[Pattern]]:
    told = [name for name in names if is_distinctive(name)]
    return (
        [(name, _bounded(name.casefold())) for name in told],
        [(name, _bounded(name)) for name in names - set(told)],
    )


def _bounded(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
