"""Identifiers: seeing that nothing which leaves a school names a pupil or another school."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from enquiry_lib import errors
from enquiry_lib.render.inside import Inside, inside
from enquiry_lib.render.loose import addresses, is_upn, long_codes, spaced_upns, stands_loosely
from enquiry_lib.render.ordinary import WORD, is_ordinary
from enquiry_lib.render.school_names import find_names, words_of
from enquiry_lib.render.views import even, read_by_people, views

WITHHELD = "[withheld]"
PART = re.compile(r"[^\W_]+")  # of a word, between its - and _
CODE = "a pupil's identifier, or another code from the tables"
AN_ADDRESS = "an email address"
CODE_AND_WORD = f"{CODE}, which is an ordinary word as well (`enquiry check` names such codes)"
DRAWING = "image/svg+xml"  # what a result drew: its words come from where the page's come from
IN_TABLES = "the names of measures, groups and occasions in the tables"
UPN_LENGTH = 13
MOST_PARTS = 6
SHORTEST = 5  # what is shorter is no identifier when it is a number, or a part of a word in tags and styles
PART_NUMBER = re.compile(r"(?<![^\W_])(?<![.,])\d{5,}(?![^\W_]|[.,]\d)")
WHOLE_NUMBER = re.compile(r"(?<![\w.,-])\d{5,}(?![\w-]|[.,]\d)")


def check_page(
    page: str | bytes,
    *,
    pupil_ids: Collection[str],
    other_school_ids: Collection[str] = (),
    part: str = "The report",
    typed: Mapping[str, str] | None = None,
) -> None:
    """See that a page (or any file that leaves the school) names no pupil of the school and no other school.

    Ids are looked for as whole words, capital and small letters alike: in the page as it is, with its
    entities decoded, with its tags and all that prints nothing taken out (see `views`), and in everything written or
    packed into it (see `inside`). A pupil's id is also looked for in words joined by - or _ ("P7-reading"); a school's
    is not, for its own parts are ordinary words. A long id of letters and digits is found glued on or taken apart too.
    An id of digits only is looked for as a number in what people read, from five digits on: a shorter one cannot be
    told from a count or a year. A UPN is found whoever's it is, and so is an email address. A school's id of one plain
    word is looked for in what people read, not in tags.

    `part` is what the page is called in the message, `typed` what was written into each form, so that it can
    say where to look. Raises IdentifierFound, for a school OtherSchoolFound; they do not repeat the id.
    SealedFound for what nobody can look into.
    """
    layers = list(inside(page))
    check_layers(layers, pupil_ids=pupil_ids, other_school_ids=other_school_ids, part=part, typed=typed)


def check_layers(
    layers: Sequence[Inside],
    *,
    pupil_ids: Collection[str],
    other_school_ids: Collection[str],
    other_school_names: Collection[str] = (),
    own_addresses: Collection[str] = (),
    part: str,
    typed: Mapping[str, str] | None,
    typed_elsewhere: Mapping[str, str] | None = None,
) -> None:
    """Do what `check_page` does with the texts in a file, and look for names of schools in what people read.

    `own_addresses` are email addresses that may be there, in small letters. `typed_elsewhere` is what was typed into the forms but for the answers that may name partners. Raises, for a
    name, OtherSchoolNamed.
    """
    _check_open(layers, part)
    said = _everything_in(layers)
    pupils, schools = _sought(frozenset(pupil_ids)), _sought(frozenset(other_school_ids))
    if found := said.pupils(pupils):
        what = CODE_AND_WORD if any(map(is_ordinary, found)) else CODE
        place = _place(layers, typed, lambda text: bool(text.pupils(pupils)))
        raise errors.IdentifierFound(part=part, what=what, place=place)
    if said.addresses - {*own_addresses}:
        place = _place(layers, typed, lambda text: bool(text.addresses - {*own_addresses}))
        raise errors.IdentifierFound(part=part, what=AN_ADDRESS, place=place)
    if said.schools(schools):
        place = _place(layers, typed, lambda text: bool(text.schools(schools)))
        raise errors.OtherSchoolFound(part=part, what="another school's identifier", place=place)
    if said.names(other_school_names):
        place = _place(layers, typed_elsewhere, lambda text: bool(text.names(other_school_names)))
        raise errors.OtherSchoolNamed(part=part, place=place)


def _check_open(layers: Iterable[Inside], part: str) -> None:
    sealed = [layer.where or "the file itself" for layer in layers if layer.sealed]
    if sealed:
        raise errors.SealedFound(part=part, place=", ".join(sealed))


def _place(
    layers: Sequence[Inside], typed: Mapping[str, str] | None, found_in: Callable[[_Said], bool]
) -> str:
    """Say where to look: in the forms or the packed thing that holds it, or else in the tables; or in both."""
    packed = {layer.where: None for layer in layers if layer.where and found_in(_everything_in([layer]))}
    pictures = [where for where in packed if where != DRAWING]
    if pictures and not any(found_in(_everything_in([layer])) for layer in layers if not layer.where):
        return f"what is packed into it ({', '.join(pictures)})"
    if typed is None:
        return f"what was typed into the forms, and in {IN_TABLES}"
    forms = [name for name, text in typed.items() if found_in(_everything_in(inside(text)))]
    return f"what was typed into the forms ({', '.join(forms)})" if forms else IN_TABLES


@dataclass(frozen=True)
class _Sought:
    """Identifiers by how they are looked for: as words, as numbers, and those with other signs as they are.

    `long` are those that are found glued on or taken apart, by their letters and digits alone.
    """

    words: frozenset[str]
    numbers: frozenset[str]
    others: frozenset[str]
    long: Mapping[str, str]


@lru_cache(maxsize=4)
def _sought(ids: frozenset[str]) -> _Sought:
    folded = {even(identifier).strip().casefold() for identifier in ids} - {""}
    numbers = {identifier for identifier in folded if identifier.isdecimal()}
    words = {identifier for identifier in folded - numbers if WORD.fullmatch(identifier)}
    stripped = {identifier.strip("-_") for identifier in words} - {""}
    others = folded - numbers - words
    return _Sought(frozenset(stripped), frozenset(numbers), frozenset(others), long_codes(sorted(folded)))


@dataclass(frozen=True)
class _Said:
    """What is on a page: in every view of it, its words and their parts; its numbers in what people read.

    `read` are the words that people read, `words` also those in tags and styles.
    """

    given: list[str]
    texts: list[str]
    read: set[str]
    words: set[str]
    numbers: set[str]
    parts: set[str]
    part_numbers: set[str]
    addresses: set[str]

    def pupils(self, sought: _Sought) -> frozenset[str]:
        """Give the pupils' identifiers that are on the page, and every UPN, whoever's it is."""
        found = (sought.words & (self.words | self.parts)) | (sought.numbers & self.part_numbers)
        found |= {part for part in self.parts if len(part) == UPN_LENGTH and is_upn(part)}
        found |= {sought.long[code] for code in stands_loosely(sought.long, self.given)}
        found |= {upn for text in self.given for upn in spaced_upns(text)}
        return found | self._as_they_are(sought.others, r"[^\W_]")

    def schools(self, sought: _Sought) -> frozenset[str]:
        """Give the schools' identifiers that are on the page."""
        plain = frozenset(filter(str.isalpha, sought.words))  # a tag may have such a word of its own
        found = (plain & self.read) | ((sought.words - plain) & self.words) | (sought.numbers & self.numbers)
        return found | self._as_they_are(sought.others, r"[\w-]")

    def names(self, names: Collection[str]) -> frozenset[str]:
        """Give the names of schools that are in what people read."""
        there = frozenset(
            name for name in names if words_of(name) <= self.read
        )  # quickly, before any is looked for
        return frozenset().union(*(find_names(text, there) for text in self.given)) if there else frozenset()

    def _as_they_are(self, others: Collection[str], beside: str) -> set[str]:
        return {other for other in others if any(_stands_in(other, text, beside) for text in self.texts)}


def _stands_in(identifier: str, text: str, beside: str) -> bool:
    bounded = rf"(?<!{beside}){re.escape(identifier)}(?!{beside})"
    return identifier in text and re.search(bounded, text) is not None


def _everything_in(layers: Iterable[Inside]) -> _Said:
    texts = [layer.text for layer in layers]
    given = [text for layer in texts for text in read_by_people(layer)]
    read = [text.casefold() for text in given]
    raw = [text.casefold() for layer in texts for text in views(layer)]
    words = {word for text in read for word in WORD.findall(text)}
    names = {word for text in raw for word in WORD.findall(text)} - words
    return _Said(
        given=given,
        texts=[*read, *raw],
        read={word.strip("-_") for word in words},
        words={word.strip("-_") for word in words | names},
        numbers={number for text in read for number in WHOLE_NUMBER.findall(text)},
        parts={part for word in words for part in _parts(word)}
        | {part for name in names for part in _parts(name) if len(part) >= SHORTEST},
        part_numbers={number for text in read for number in PART_NUMBER.findall(text)},
        addresses={address for text in [*read, *raw] for address in addresses(text)},
    )


def _parts(word: str) -> Iterator[str]:
    """Give what a word is joined of, and every stretch of it: of a-b_c these are a, a-b, a-b_c, b, b_c and c."""
    places = [part.span() for part in PART.finditer(word)]
    for number, (start, _) in enumerate(places):
        for _, end in places[number : number + MOST_PARTS]:
            yield word[start:end]


def without_identifiers(text: str, pupil_ids: Collection[str], other_school_ids: Collection[str] = ()) -> str:
    """Put "[withheld]" for every identifier and email address in a message; for all of it when one is taken apart.

    >>> without_identifiers("P7 is there twice", ["p7"])
    '[withheld] is there twice'
    """
    hidden = {identifier.strip().casefold() for identifier in (*pupil_ids, *other_school_ids)}
    pupils = _sought(frozenset(pupil_ids))

    def hide(word: re.Match[str]) -> str:
        folded = word[0].casefold()
        return WITHHELD if folded in hidden or _is_joined_of(folded, pupils) else word[0]

    for other in sorted(pupils.others, key=len, reverse=True):
        if other in text.casefold():
            text = re.sub(re.escape(other), WITHHELD, text, flags=re.IGNORECASE)
    for address in {*addresses(text)}:
        text = re.sub(re.escape(address), WITHHELD, text, flags=re.IGNORECASE)
    hidden_text = WORD.sub(hide, text)
    return WITHHELD if stands_loosely(pupils.long, views(hidden_text)) else hidden_text


def _is_joined_of(word: str, pupils: _Sought) -> bool:
    long = {number for number in pupils.numbers if len(number) >= SHORTEST}
    return any(part in pupils.words or part in long for part in _parts(word))


def withheld(name: str, pupil_ids: Collection[str]) -> str:
    """Give a name with "[withheld]" for every identifier by which `check_page` would stop it.

    >>> withheld("school 7, P7-reading", ["p7", "7"])
    'school 7, [withheld]'
    """
    found = _everything_in(inside(name)).pupils(_sought(frozenset(pupil_ids)))
    if not found:
        return name
    hidden = without_identifiers(name, found)
    return WITHHELD if _everything_in(inside(hidden)).pupils(_sought(found)) else hidden
