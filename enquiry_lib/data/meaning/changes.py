"""What was changed between a cell and its value, in plain words: nothing is changed in silence."""

from __future__ import annotations

from collections.abc import Mapping

SAID = {
    "percent": ("a percent sign", "without it"),
    "thousands": ("thousands set apart", "as plain numbers"),
    "decimal": ("a decimal comma", "with a point"),
    "currency": ("a sign for money", "without it"),
    "brackets": ("a number in brackets", "as less than zero"),
    "set apart": ("a number in brackets", "without them, as you said"),
    "minus": ("a long minus sign", "as less than zero"),
    "footnote": ("a footnote's mark", "without it"),
    "apostrophe": ("an apostrophe in front", "without it"),
    "shares of one": ("a share of one beside percentages", "as percentages, as you said"),
    "percentages": ("no percent sign beside percentages", "as percentages, as you said"),
    "zero": ("a dash alone", "as zero, as you said"),
    "rewritten": ("a date written in another way", "and written as year, month and day"),
    "serial": ("the number by which Excel keeps a day", "as that day"),
    "zone": ("a time of day and its time zone", "as the day that it was in the United Kingdom"),
    "time": ("a time of day", "as the day alone"),
    "short year": ("a year of two digits", "as a year from 1950 to 2049"),
}

Example = tuple[str, str]
"""A cell as it was typed, and as it was read."""

_NO_EXAMPLES: Mapping[str, Example] = {}


def in_order(changes: Mapping[str, int]) -> dict[str, int]:
    """Give the changes that were made, in the order in which they are said.

    >>> in_order({"time": 3, "minus": 0, "percent": 1})
    {'percent': 1, 'time': 3}
    """
    return {kind: changes[kind] for kind in SAID if changes.get(kind)}


def said_of_changes(
    changes: Mapping[str, int], examples: Mapping[str, Example] = _NO_EXAMPLES
) -> tuple[str, ...]:
    """Say for each kind of change how many cells it was made in, with the first of them where it is given.

    >>> said_of_changes({"thousands": 1, "percent": 2000}, {"percent": ("5.9%", "5.9")})
    ('2,000 cells with a percent sign were read without it, such as 5.9% as 5.9', '1 cell with thousands set apart was read as plain numbers')
    """
    return tuple(
        f"{_counted(count, *SAID[kind])}{_exemplified(count, examples.get(kind))}"
        for kind, count in in_order(changes).items()
    )


def _counted(count: int, what: str, how: str) -> str:
    return (
        f"1 cell with {what} was read {how}" if count == 1 else f"{count:,} cells with {what} were read {how}"
    )


def _exemplified(count: int, example: Example | None) -> str:
    if example is None:
        return ""
    return f"{':' if count == 1 else ', such as'} {example[0]} as {example[1]}"
