"""Headings that are values: a date, a session, a day of the week, a measure with its occasion, or an item of a test."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_DATE = (
    rf"(?:{_WEEKDAY}[,.]?\s+)?"
    r"(?:\d{4}-\d{1,2}-\d{1,2}(?:[T ]00:00:00)?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[\s-]+{_MONTH}[\s,-]+(?:\d{{4}}|\d{{2}}))"
)
_SESSION = r"(?:A\.?M\.?|P\.?M\.?|Morning|Afternoon)"
PARTS = {"date": _DATE, "session": _SESSION, "weekday": _WEEKDAY}
"""What may stand in a heading, by the name it has in a mapping."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEAR = r"(?:[\W_]+20\d\d(?:\s*[/-]\s*(?:20)?\d\d)?|[\W_]+'?[1-4]\d(?=$|[\W_]))?"
"""The year that may follow a term: 2025, 2025/26, '25."""

_SCALE = (
    r"([\W_]*[(\[].+[)\]]|\s*/\s*\d+|[\W_]+out of \d+|[\W_]*%"
    r"|(?:[\W_]+(?:raw|scaled|std|standard|standardi[sz]ed|test|total|score|scores|mark|marks|result|results"
    r"|points|age|sas|ss|percentage))+|)"
)
"""What may follow a term and its year: the scale of the numbers, which stays with the measure."""

_NUMBER_OF_ITEM = (  # 7, 1a, 1 (b) ii, 1.2
    r"(?!20\d\d)\d{1,3}(?:[\s._]*\(?(?:[a-z]|[ivx]{1,4})\)?|(?:[\s._]+\(?|\()\d{1,2}\)?)*"
)
_PART_OF_TEST = r"(?:(?:paper|p|section|sec|part|test)[\s._]*[a-z0-9]{1,2}[\s:,._-]*)?"
_ITEM = re.compile(
    rf"{_PART_OF_TEST}(?:{_NUMBER_OF_ITEM}|(?:q|qu|qn|ques|question|item|task)[\s.:#_-]*(?:no|number)?[\s.:#_-]*"
    rf"{_NUMBER_OF_ITEM}(?:[\s:,.–-]+(?!20\d\d).*)?)",
    re.IGNORECASE,
)
_MOST_MARKS = re.compile(
    r"\s*(?:/\s*(\d{1,3})|\b(?:out of|max\.?)\s*(\d{1,3})|\[(\d{1,3})\]|"
    r"[(\[]\s*(?:/|out of|max\.?)\s*(\d{1,3})\s*[)\]]|[(\[]\s*(\d{1,3})\s*(?:marks?|m|points?|pts?)\s*[)\]])$",
    re.IGNORECASE,
)
_OF_SEVERAL = re.compile(
    r"\b(?:(?:sub)?totals?|sum|overall|average|mean|percent(?:age)?|grade|rank)\b|%", re.IGNORECASE
)

_NOT_IN_A_WORD = r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])"


def pattern_of(heading: str) -> tuple[str, dict[str, str]]:
    """Give a heading with what changes from file to file taken out, and what was taken out.

    >>> pattern_of("01/09/2025 AM")
    ('{date} {session}', {'date': '01/09/2025', 'session': 'AM'})
    >>> pattern_of("W/B 1 Sep 2025")[0], pattern_of("Mon PM")[0], pattern_of("AM Mark")
    ('W/B {date}', '{weekday} {session}', ('AM Mark', {}))
    """
    pattern, facts = _pattern_of(heading)
    return pattern, dict(facts)


@functools.lru_cache(maxsize=4096)
def _pattern_of(heading: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    pattern, facts = heading, {}
    for name, part in PARTS.items():
        if name == "weekday" and "date" in facts:
            continue
        found = re.search(_NOT_IN_A_WORD.format(f"({part})"), pattern, re.IGNORECASE)
        if found:
            facts[name] = found[1]
            pattern = pattern[: found.start()] + f"{{{name}}}" + pattern[found.end() :]
    return (pattern, tuple(facts.items())) if {"date", "weekday"} & set(facts) else (heading, ())


def read_heading(heading: str, pattern: str) -> dict[str, str] | None:
    """Give what a heading says under a mapping's pattern, None when it does not fit.

    >>> read_heading("01/09/2025 AM", "{date} {session}")
    {'date': '01/09/2025', 'session': 'AM'}
    >>> read_heading("Surname", "{date} {session}") is None
    True
    """
    made, facts = pattern_of(heading)
    return facts if is_pattern(pattern) and _loose(made) == _loose(pattern) else None


def is_pattern(heading: str) -> bool:
    """Say whether a mapping's heading is a pattern."""
    return bool(parts_of(heading))


def parts_of(pattern: str) -> list[str]:
    """Name what changes in a pattern.

    >>> parts_of("{date} {session}"), parts_of("AM Mark")
    (['date', 'session'], [])
    """
    return [name for name in PARTS if f"{{{name}}}" in pattern]


def _loose(text: str) -> str:
    return " ".join(text.casefold().split())


def session_of(text: str) -> str:
    """Give AM or PM.

    >>> session_of("p.m."), session_of("Morning")
    ('PM', 'AM')
    """
    return "PM" if text.casefold()[:2] in ("pm", "p.", "af") else "AM"


def is_session(text: str) -> bool:
    """Say whether a text names a session.

    >>> [is_session(text) for text in ("AM", "p.m.", "afternoon", "P", "XX")]
    [True, True, True, False, False]
    """
    return bool(re.fullmatch(_SESSION, text.strip(), re.IGNORECASE))


def split_occasion(heading: str, terms: Sequence[str]) -> tuple[str, str]:
    """Give the measure and the occasion that a heading names; "" for what it does not name.

    `terms` are the words for occasions; one counts at the beginning of a heading, or at its end, where a year
    and the scale may follow it.

    >>> split_occasion("Reading Au1", ["Au1", "Baseline"]), split_occasion("Baseline - Maths", ["Baseline"])
    (('Reading', 'Au1'), ('Maths', 'Baseline'))
    >>> split_occasion("PIRA Autumn 2025 (standardised)", ["Autumn"]), split_occasion("Spelling Sept /50", ["Sept"])
    (('PIRA (standardised)', 'Autumn 2025'), ('Spelling /50', 'Sept'))
    """
    plain = heading.replace(" | ", " ").replace("_", " ").strip()
    for term in sorted(terms, key=len, reverse=True):
        words = r"[\W_]+".join(map(re.escape, re.split(r"[\W_]+", term))) + _YEAR
        at_end = re.fullmatch(rf"(?:(.*?)[\W_]+)?[(\[]?({words})[)\]]?{_SCALE}", plain, re.IGNORECASE)
        at_start = re.fullmatch(rf"({words})[\W_]+(.*)", plain, re.IGNORECASE)
        if at_end:
            measure = (at_end[1] or "").strip(" -:,")
            return f"{measure} {at_end[3].strip(' -:,')}".strip(), at_end[2]
        if at_start:
            return at_start[2].strip(" -:,"), at_start[1]
    return plain, ""


def split_item(heading: str) -> tuple[str, str]:
    """Give the item of a test that a heading names, and the most marks where it says them; "" for what it does not say.

    >>> split_item("Q1"), split_item("Question 7 (2 marks)"), split_item("Paper 2 | 1a /3")
    (('Q1', ''), ('Question 7', '2'), ('Paper 2 1a', '3'))
    >>> split_item("Q1-10 total"), split_item("Year 4")
    (('', ''), ('', ''))
    """
    plain = " ".join(heading.replace(" | ", " ").replace("_", " ").split())
    most = _MOST_MARKS.search(plain)
    name = plain[: most.start()] if most else plain
    lowest = _MOST_MARKS.sub("", " ".join(heading.rpartition(" | ")[2].split()))
    if says_several(plain) or not any(map(_ITEM.fullmatch, (name, lowest))):
        return "", ""
    return name, next(filter(None, most.groups()), "") if most else ""


def says_several(heading: str) -> bool:
    """Say whether a heading is about several items together, as a total is.

    >>> says_several("Section A total"), says_several("Q1")
    (True, False)
    """
    return bool(_OF_SEVERAL.search(heading))
