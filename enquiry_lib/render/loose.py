"""Loose: what is written another way than the tables have it: codes glued on or taken apart, UPNs with spaces, addresses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from enquiry_lib.data.free_text.numbers import upn_letter
from enquiry_lib.render.ordinary import is_ordinary
from enquiry_lib.render.views import squeezed

LONG = 8  # signs of a code that no other letters and digits come to by chance
SPELLED = re.compile(r"[^\W\d_]+|\d+")
UPN = re.compile(r"[a-z]\d{11}[\da-z]", re.IGNORECASE)
SPACED_UPN = re.compile(r"[a-z](?=[ -]?\d)(?<![^\W_].)(?:[ -]?\d){11}[ -]?[\da-z](?![^\W_])")
MOST_GAPS = 6  # in a UPN: a row of numbers in a table has more
BEFORE_AT, AFTER_AT = re.compile(r"[\w.+-]+$"), re.compile(r"(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}(?!\w)")
LONGEST_BEFORE = 64


def is_upn(word: str) -> bool:
    """Say whether a word is a unique pupil number: its first letter is worked out of the rest.

    >>> is_upn("H801200001001"), is_upn("A801200001001")
    (True, False)
    """
    return UPN.fullmatch(word) is not None and upn_letter(word[1:]) == word[0].upper()


def spaced_upns(text: str) -> Iterator[str]:
    """Give every unique pupil number that is written in groups.

    >>> [*spaced_upns("of H 801 2000 01001")]
    ['h801200001001']
    """
    for found in SPACED_UPN.findall(text.casefold()):
        if len(re.findall("[ -]", found)) <= MOST_GAPS and is_upn(squeezed(found)):
            yield squeezed(found)


def addresses(text: str) -> Iterator[str]:
    """Give every email address, in small letters.

    >>> [*addresses("Ask J.Day@oak.example.org.")]
    ['j.day@oak.example.org']
    """
    place = text.find("@")
    while place >= 0:
        whose = BEFORE_AT.search(text[max(0, place - LONGEST_BEFORE) : place])
        where = AFTER_AT.match(text, place + 1)
        if whose and where:
            yield f"{whose[0].strip('.-')}@{where[0]}".casefold()
        place = text.find("@", place + 1)


def long_codes(ids: Iterable[str]) -> dict[str, str]:
    """Give, of identifiers, the long ones that mix letters and digits, each by its letters and digits alone.

    One that is a word and a number ("pupil0012") is none of them: so counts are written.

    >>> long_codes(["3ZV-GJYS4", "pupil0012", "P7"])
    {'3zvgjys4': '3ZV-GJYS4'}
    """
    bare = {squeezed(identifier): identifier for identifier in ids}
    return {code: identifier for code, identifier in bare.items() if _is_mixed(code)}


def _is_mixed(code: str) -> bool:
    spelled = SPELLED.findall(code)
    words = [part for part in spelled if len(part) > 1 and is_ordinary(part)]
    return len(code) >= LONG and len(spelled) >= (3 if words else 2)


def stands_loosely(codes: Collection[str], texts: Iterable[str]) -> set[str]:
    """Give those of long codes that stand in texts, whatever is glued to them or put between their signs.

    >>> stands_loosely(["3zvgjys4"], ["pupil3ZVG JYS4x"])
    {'3zvgjys4'}
    """
    found: set[str] = set()
    starts = {code[:LONG] for code in codes}
    for text in dict.fromkeys(map(squeezed, texts)) if starts else ():
        if starts.intersection(text[place : place + LONG] for place in range(len(text) - LONG + 1)):
            found |= {code for code in codes if code in text}
    return found
