"""What was changed between a cell and its value, in plain words: nothing is changed in silence."""

from __future__ import annotations

from collections.abc import Mapping

SAID = {
    "percent": ("a percent sign", "without it: 5.9% as 5.9"),
    "thousands": ("thousands set apart", "as plain numbers: 1,071 as 1071"),
    "decimal": ("a decimal comma", "with a point: 3,5 as 3.5"),
    "currency": ("a sign for money", "without it: £1,200 as 1200"),
    "brackets": ("a number in brackets", "as less than zero: (12) as -12"),
    "set apart": ("a number in brackets", "without them, as you said: (12) as 12"),
    "minus": ("a long minus sign", "as less than zero: –12 as -12"),
    "footnote": ("a footnote's mark", "without it: 12* as 12"),
    "apostrophe": ("an apostrophe in front", "without it: '12 as 12"),
    "shares of one": ("a share of one beside percentages", "as percentages, as you said: 0.95 as 95"),
    "percentages": ("no percent sign beside percentages", "as percentages, as you said: 95 as 95"),
    "zero": ("a dash alone", "as zero, as you said"),
    "rewritten": ("a date written in another way", "as 2026-01-31"),
    "serial": ("the number by which Excel keeps a day", "as that day: 45901 as 2025-09-01"),
    "time": ("a time of day", "as the day alone"),
    "short year": ("a year of two digits", "as a year from 1950 to 2049"),
}


def in_order(changes: Mapping[str, int]) -> dict[str, int]:
    """Give the changes that were made, in the order in which they are said.

    >>> in_order({"time": 3, "minus": 0, "percent": 1})
    {'percent': 1, 'time': 3}
    """
    return {kind: changes[kind] for kind in SAID if changes.get(kind)}


def said_of_changes(changes: Mapping[str, int]) -> tuple[str, ...]:
    """Say for each kind of change how many cells it was made in.

    >>> said_of_changes({"thousands": 1, "percent": 2000})
    ('2,000 cells with a percent sign were read without it: 5.9% as 5.9', '1 cell with thousands set apart was read as plain numbers: 1,071 as 1071')
    """
    return tuple(
        f"{changes[kind]:,} cell{'s' * (changes[kind] != 1)} with {what} {'was' if changes[kind] == 1 else 'were'} read {how}"
        for kind, (what, how) in SAID.items()
        if changes.get(kind)
    )
