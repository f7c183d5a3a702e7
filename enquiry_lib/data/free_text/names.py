"""Names in a text: by first names, titles, capitals, initials, and words that come before a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from enquiry_lib.data.free_text.found import Found
from enquiry_lib.data.free_text.words import (
    first_names,
    folded,
    is_compound,
    is_ordinary,
    is_proper,
    is_word,
)

TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "madam",
        "lady",
        "lord",
        "pc",
        "rev",
        "revd",
        "reverend",
        "father",
        "cllr",
        "coach",
        "uncle",
        "auntie",
        "aunty",
        "aunt",
        "nan",
        "nana",
        "nanna",
        "nanny",
        "gran",
        "granny",
        "grandma",
        "grandad",
        "grandpa",
    ]
)
_FAMILY = frozenset(
    [
        "uncle",
        "auntie",
        "aunty",
        "aunt",
        "nan",
        "nana",
        "nanna",
        "nanny",
        "gran",
        "granny",
        "grandma",
        "grandad",
        "grandpa",
        "father",
    ]
)
_CALLED = frozenset(["called", "named", "nicknamed", "aka"])
_NOT_AFTER_TITLE = frozenset(
    [
        "i",
        "and",
        "but",
        "or",
        "he",
        "she",
        "they",
        "we",
        "the",
        "a",
        "is",
        "was",
        "has",
        "said",
        "it",
        "if",
        "when",
        "who",
    ]
)
_NOT_A_SURNAME = frozenset(
    ["i", "a", "year", "group", "class", "room", "set", "form", "key", "head", "in", "on", "at", "and", "the"]
)
_OF_PERSONS = frozenset(
    [
        "said",
        "says",
        "told",
        "tells",
        "asked",
        "asks",
        "thinks",
        "thought",
        "wants",
        "wanted",
        "likes",
        "liked",
        "loves",
        "loved",
        "hates",
        "read",
        "reads",
        "went",
        "came",
        "comes",
        "left",
        "leaves",
        "was",
        "is",
        "has",
        "had",
        "did",
        "does",
        "collects",
        "collected",
        "helps",
        "helped",
        "got",
        "gets",
        "cried",
        "laughed",
        "lives",
        "lived",
        "sits",
        "sat",
        "walks",
        "walked",
        "who",
        "whose",
        "and's",
    ]
)
_SAYING = frozenset(
    [
        "said",
        "says",
        "told",
        "tells",
        "asked",
        "asks",
        "thinks",
        "thought",
        "wants",
        "wanted",
        "likes",
        "liked",
        "loves",
        "hates",
        "cried",
    ]
)
_NOT_INITIALS = frozenset(
    ["uk", "us", "pe", "it", "re", "dt", "am", "pm", "nb", "ps", "eg", "ie", "ta", "ks", "ok", "tv", "hr"]
)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "da",
        "di",
        "du",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "bint",
        "ul",
        "ur",
        "abu",
    ]
)
_SAINT = frozenset(("st", "saint"))
_LEAST_SMALL, _LEAST_CAPITALS, _SHORTEST_PART = 4, 4, 2
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOT = re.compile(r"n['’]t$", re.IGNORECASE)
_SHORTENED = re.compile(r"['’](?:s|d|m|ll|ve|re)$", re.IGNORECASE)
_WHOLE = re.compile(r"\w+(?:[-'’]\w+)*")
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,3}(?!\w)|(?<![\w.])[A-Z]\. [A-Z]\.(?!\w)")
_STARTS = frozenset(".!?:;\n•–—")
_OPENERS = " \t\r\"'“‘(["


@dataclass(frozen=True)
class Token:
    """One word of a text: as written, without a possessive, and whether it begins a sentence."""

    start: int
    stop: int
    word: str
    begins: bool

    @property
    def capital(self) -> bool:
        """Say whether it begins with a capital and goes on in small letters."""
        return self.word[0].isupper() and not (len(self.word) > 1 and self.word.isupper())

    @property
    def low(self) -> str:
        """Give it folded."""
        return folded(self.word)


def find_names(text: str, names: Collection[str] = ()) -> Iterator[Found]:
    """Find what may be a name; `names` are names that are known here, such as those of the school's pupils."""
    known = frozenset(folded(name) for name in names)
    tokens = _tokens(text)
    for match in _WHOLE.finditer(text) if known else ():
        if folded(match[0]) in known:
            yield Found("name", match.start(), match.end(), match[0], "a name or a code that is known here")
    for match in _INITIALS.finditer(text):
        if folded(re.sub(r"\W", "", match[0])) not in _NOT_INITIALS:
            yield Found("name", match.start(), match.end(), match[0], "initials")
    place = 0
    while place < len(tokens):
        why, taken = _name_at(text, tokens, place)
        if why:
            last = _end_of(text, tokens, place + taken - 1)
            start = _with_initial(text, tokens[place].start)
            stop = tokens[last].stop
            yield Found("name", start, stop, text[start:stop], why)
            place = last
        place += 1


def _tokens(text: str) -> list[Token]:
    tokens, shouted = [], not any(letter.islower() for letter in text)
    for match in _WORD.finditer(text):
        word = re.sub(r"['’]s?$", "", match[0])
        stop = match.start() + len(word)
        tokens.append(
            Token(match.start(), stop, word.lower() if shouted else word, _begins(text, match.start()))
        )
    return tokens


def _begins(text: str, start: int) -> bool:
    place = start - 1
    while place >= 0 and text[place] in _OPENERS:
        place -= 1
    return place < 0 or text[place] in _STARTS


def _name_at(text: str, tokens: list[Token], place: int) -> tuple[str, int]:
    """Say why a name begins at a word, and how many words are surely of it; "" where none does."""
    token = tokens[place]
    before = tokens[place - 1].low if place else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if token.low in TITLES and after and _is_titled(text, token, after):
        return "it has a title", 2
    if before in _SAINT or token.low in _SAINT:
        return "", 0
    if before in _CALLED and _is_called(token):
        return f"it comes after '{before}'", 1
    return "" if _NOT.search(token.word) else _by_itself(text, token, before, after), 1


def _is_titled(text: str, title: Token, after: Token) -> bool:
    between = text[title.stop : after.start]
    if between not in (" ", ". ") or after.low in _NOT_AFTER_TITLE or after.low in TITLES:
        return False
    if title.low in _FAMILY and is_ordinary(after.word) and not _is_name(after.word):
        return False
    if after.word[0].isupper():
        return True
    return title.low not in _FAMILY and not is_ordinary(after.word) and not is_proper(after.word)


def _is_called(token: Token) -> bool:
    if token.low in _NOT_AFTER_TITLE or token.low in TITLES:
        return False
    return token.capital or not (is_ordinary(token.word) or is_proper(token.word))


def _by_itself(text: str, token: Token, before: str, after: Token | None) -> str:
    if not token.capital:
        return _in_other_letters(token)
    if is_proper(token.word):
        speaks = after is not None and after.low in _SAYING
        return "a first name" if speaks and _is_name(token.word) else ""
    if _is_name(token.word):
        firm = not is_word(token.word) or not token.begins or _is_spoken_of(text, token, after)
        return "a first name" if firm else ""
    if len(token.word) == 1 or is_ordinary(token.word) or _has_ordinary_parts(token.word):
        return ""
    if token.begins and is_compound(token.word):
        return ""
    return "a word with a capital letter that is no ordinary one"


def _in_other_letters(token: Token) -> str:
    """Say why a word in small letters, or in capitals, is a name: when it can hardly be anything else."""
    least = _LEAST_CAPITALS if token.word.isupper() else _LEAST_SMALL
    surely = _is_whole_name(token.word) and not is_ordinary(token.word) and not is_proper(token.word)
    return "a first name" if surely and len(token.word) >= least else ""


def _is_name(word: str) -> bool:
    """Say whether a word is a known first name, or one of its parts is."""
    parts = [part for part in re.split(r"['’-]", folded(word)) if len(part) > _SHORTEST_PART]
    return _is_whole_name(word) or (len(parts) > 0 and any(part in first_names() for part in parts))


def _is_whole_name(word: str) -> bool:
    """Say whether a word is a known first name, also with an s at its end."""
    low, known = folded(word), first_names()
    return low in known or (low.endswith("s") and low[:-1] in known and not is_ordinary(word))


def _has_ordinary_parts(word: str) -> bool:
    """Say whether a word is put together from ordinary ones, or shortened: 'Follow-up', 'We'll'."""
    parts = [part for part in re.split(r"['’-]", _SHORTENED.sub("", word)) if len(part) > 1]
    joined = any(sign in word for sign in "'’-")
    return joined and all(is_ordinary(part) or is_proper(part) for part in parts)


def _is_spoken_of(text: str, token: Token, after: Token | None) -> bool:
    """Say whether what follows an ordinary word with a capital speaks of a person: 'Hope said', 'Mark's bag'."""
    if text[token.stop : token.stop + 2] in ("'s", "’s"):
        return True
    if after is None or text[token.stop : after.start] != " ":
        return False
    return after.low in _OF_PERSONS


def _end_of(text: str, tokens: list[Token], place: int) -> int:
    """Give the last word of a name that goes on to a word: surnames, particles, one initial."""
    last = ahead = place
    while ahead + 1 < len(tokens) and text[tokens[ahead].stop : tokens[ahead + 1].start] == " ":
        ahead += 1
        token = tokens[ahead]
        if token.low in _PARTICLES:
            continue
        if not token.word[0].isupper() or token.low in _NOT_A_SURNAME or is_proper(token.word):
            break
        last = ahead
    return last


def _with_initial(text: str, start: int) -> int:
    """Give where a name begins that has an initial before it: 'K. Whitfield'."""
    before = text[max(0, start - 4) : start]
    match = re.search(r"(?:^|[^\w.])([A-Z]\. )$", before)
    return start - len(match[1]) if match else start
