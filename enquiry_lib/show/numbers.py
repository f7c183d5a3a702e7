"""Numbers as people read them: rounded half up, a real minus sign, and a symbol where a number is not given.

The symbols are those of official statistics (Government Analysis Function, symbols in tables): SYMBOLS defines them
for every table, and a table says below it what those mean that stand in it. Sentences have words instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeGuard

WITHHELD, NOT_AVAILABLE, NOT_APPLICABLE, LOW, UNRELIABLE = "c", "x", "z", "low", "u"
SYMBOLS = {
    WITHHELD: "confidential (it rests on 1 to {most} people, or would give away a number that does)",
    NOT_AVAILABLE: "not available",
    NOT_APPLICABLE: "not applicable",
    LOW: "not nought, but rounds to nought",
    UNRELIABLE: "low reliability, and so not given",
}
"""What stands in a table in place of a number, and what it means; `most` is the largest count that is not shown."""
UNWRITTEN = "–"  # where nobody wrote anything
MINUS = "\N{MINUS SIGN}"
_EXACT = Context(prec=400)  # more digits than any number that a computer holds has before the point
DIGITS = 12  # of a number that count: beyond them stands only what a computer's fractions leave over


def rounded(value: float, places: int = 1) -> Decimal:
    """Round half up, as official statistics do; 57 of 400 is 14.25%, though a computer makes it a little less.

    >>> rounded(2.5, 0), rounded(0.125, 2), rounded(57 / 400 * 100)
    (Decimal('3'), Decimal('0.13'), Decimal('14.3'))
    """
    shift = Decimal(1).scaleb(-places)
    return Decimal(f"{float(value):.{DIGITS}g}").quantize(shift, rounding=ROUND_HALF_UP, context=_EXACT)


def is_known(value: float | None) -> TypeGuard[float]:
    """Say whether there is a number: neither withheld nor not available.

    >>> is_known(0.0), is_known(None), is_known(math.nan)
    (True, False, False)
    """
    return value is not None and not math.isnan(value)


def number(value: float | None, places: int = 1) -> str:
    """Write a number; None is withheld, NaN not available.

    >>> number(-0.25), number(None), number(1234, 0)
    ('−0.3', 'c', '1,234')
    >>> number(math.nan)
    'x'
    """
    if value is None:
        return WITHHELD
    if math.isnan(value):
        return NOT_AVAILABLE
    near = rounded(value, places)
    return f"{abs(near):,}" if near == 0 or near > 0 else f"{MINUS}{abs(near):,}"


def signed(value: float | None, places: int = 1) -> str:
    """Write a number with its sign.

    >>> signed(0.4), signed(-10.28)
    ('+0.4', '−10.3')
    """
    text = number(value, places)
    plus = value is not None and not math.isnan(value) and rounded(value, places) > 0
    return f"+{text}" if plus else text


def interval(low: float | None, high: float | None, places: int = 1) -> str:
    """Write an interval.

    >>> interval(-14.66, -5.9)
    '−14.7 to −5.9'
    """
    if not is_known(low) or not is_known(high):
        return number(low if not is_known(low) else high)
    return f"{number(low, places)} to {number(high, places)}"


def percent(value: float | None, places: int = 1) -> str:
    """Write a percentage; none and all of it without decimal places.

    >>> percent(94.9), percent(None), percent(100.0)
    ('94.9%', 'c', '100%')
    """
    if not is_known(value):
        return number(value)
    return number(value, 0 if rounded(value, places) in (0, 100) else places) + "%"


def percent_asked(value: float | None) -> str:
    """Write a percentage that somebody chose, with the places that it was given.

    >>> percent_asked(80.0), percent_asked(99.5), percent_asked(None)
    ('80%', '99.5%', 'c')
    """
    return f"{value:g}%" if is_known(value) else number(value)


def persistent_share(value: float | None) -> str:
    """Write a school's share of persistently (or severely) absent pupils: with two places wherever it stands.

    >>> persistent_share(44 / 311 * 100)
    '14.15%'
    """
    return percent(value, 2)


def share(value: float | None, places: int = 1) -> str:
    """Write a percentage for a table, where one that rounds to nought is told apart from none.

    >>> share(0.04), share(0.0), share(12.345), share(None)
    ('low', '0%', '12.3%', 'c')
    """
    return LOW if value and is_known(value) and not rounded(value, places) else percent(value, places)


def counted(value: float | None, noun: str, plural: str = "") -> str:
    """Write a whole number of things; of one in the singular.

    >>> counted(1, "session"), counted(1200, "session"), counted(None, "pupil"), counted(2, "child", "children")
    ('1 session', '1,200 sessions', 'c pupils', '2 children')
    """
    text = number(value, 0)
    return f"{text} {noun if text == '1' else plural or f'{noun}s'}"


def quoted(labels: Sequence[str]) -> str:
    """Name labels of a form or a list within a sentence, whatever they end with.

    >>> quoted(["For whom?", "By when?"])
    '‘For whom?’, ‘By when?’'
    """
    return ", ".join(f"‘{label}’" for label in labels)


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Join words as English does.

    >>> listed(["reading", "writing", "maths"])
    'reading, writing and maths'
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
