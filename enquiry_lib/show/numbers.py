"""Numbers as people read them: rounded half up, a real minus sign, and a symbol for what is withheld."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeGuard

WITHHELD = "c"
NOT_AVAILABLE = "–"
MINUS = "\N{MINUS SIGN}"


def rounded(value: float, places: int = 1) -> Decimal:
    """Round half up, as official statistics do.

    >>> rounded(2.5, 0), rounded(0.125, 2)
    (Decimal('3'), Decimal('0.13'))
    """
    shift = Decimal(1).scaleb(-places)
    return Decimal(repr(float(value))).quantize(shift, rounding=ROUND_HALF_UP)


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
    if low is None or high is None:
        return WITHHELD
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


def counted(value: float | None, noun: str, plural: str = "") -> str:
    """Write a whole number of things; of one in the singular.

    >>> counted(1, "session"), counted(1200, "session"), counted(None, "pupil"), counted(2, "child", "children")
    ('1 session', '1,200 sessions', 'c pupils', '2 children')
    """
    text = number(value, 0)
    return f"{text} {noun if text == '1' else plural or f'{noun}s'}"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Join words as English does.

    >>> listed(["reading", "writing", "maths"])
    'reading, writing and maths'
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
