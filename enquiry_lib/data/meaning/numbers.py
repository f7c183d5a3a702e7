"""Numbers as people and programs write them, and which of comma and point separates the decimals."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

Decimal = Literal[".", ","]
Form = Literal["plain", "exponent", ".", ",", "open comma", "open point"]
MOST_DIGITS = 15
"""A whole number of more digits than these is not kept exactly by a spreadsheet: it is a code, not a count."""
LONGEST = 40
"""No number with all that stands around it is longer; long texts are not searched."""


class WrittenNumber(NamedTuple):
    """A number taken apart, before anybody decides what its comma means.

    `core` has digits, commas and points alone. `form` is what it tells of its decimals: nothing where it is
    "plain" or has an "exponent", "." or "," for certain, or "open comma" and "open point", where 1,071 may be
    little more than one or a thousand. `changes` names what was taken off around it.
    """

    core: str
    form: Form
    negative: bool = False
    percent: bool = False
    changes: frozenset[str] = frozenset()


_PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
_WITH_EXPONENT = re.compile(r"[+-]?([0-9]*\.[0-9]+e[+-]?[0-9]+|[0-9]+\.?e[+-][0-9]+)", re.IGNORECASE)
_SPACE = "[ \u00a0\u2009\u202f]"
_CORE = rf"[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+(?:[.,][0-9]*)?|[0-9.,]*[0-9][0-9.,]*"
_MINUS = "-−–—‒"
_MONEY = "[£$€]"
_SIGNED = re.compile(
    rf"(?P<money>{_MONEY}?)\s*(?P<sign>[+{re.escape(_MINUS)}]?)\s*(?P<then>{_MONEY}?)\s*(?P<core>{_CORE})\s*(?P<last>{_MONEY}?)"
)
_FOOTNOTE = re.compile(r"(?:\s*(?:\[[A-Za-z0-9][A-Za-z0-9 ]{0,11}\]|[*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]))+$")
_PERCENT = re.compile(r"\s*(?:%|per ?cent)$", re.IGNORECASE)


def take_apart(text: str) -> WrittenNumber | None:
    """Take a number apart, or give None where a text is not a number.

    An exponent needs a point before it or a sign in it, as programs write it: 7E2 is a class, 7.0E2 and 7E+2
    are numbers.

    >>> take_apart("(£1,200)").core, take_apart("(£1,200)").negative
    ('1,200', True)
    >>> take_apart("7E2") is None, take_apart("2018-19") is None
    (True, True)
    """
    if match := _PLAIN.fullmatch(text):
        return WrittenNumber(text.removeprefix("-"), _form_of_plain(text, match[1]), text.startswith("-"))
    if len(text) > LONGEST:
        return None
    if _WITH_EXPONENT.fullmatch(text):
        core = text.lstrip("+-")
        return WrittenNumber(core, "exponent", text.startswith("-")) if math.isfinite(float(text)) else None
    return _undressed(text)


def is_plain(text: str) -> bool:
    """Say whether a text is a number as programs write it, so that float() reads it as it stands.

    >>> is_plain("-3.50"), is_plain("1,071"), is_plain("5%")
    (True, False, False)
    """
    return _PLAIN.fullmatch(text) is not None


_POWER = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+")


def is_power(text: str) -> bool:
    """Say whether a text is what a spreadsheet makes of a long code, such as 1.23E+12.

    >>> is_power("1.23E+12"), is_power("1.23e-05")
    (True, False)
    """
    return _POWER.fullmatch(text) is not None


def _form_of_plain(text: str, decimals: str | None) -> Form:
    """Say what a number without anything around it tells, quickly: there may be millions of them."""
    if not decimals:
        return "plain"
    return (_form(text.removeprefix("-")) or ".") if len(decimals) == 4 else "."


def _undressed(text: str) -> WrittenNumber | None:
    """Take off, from the outside in, what may stand around the digits."""
    changes = set()
    bare = text.removeprefix("'").removeprefix("’")
    if bare != text:
        changes.add("apostrophe")
    bare, marks = _FOOTNOTE.subn("", bare)
    if marks:
        changes.add("footnote")
    bare, percent = _PERCENT.subn("", bare.strip())
    bracketed = bare.startswith("(") and bare.endswith(")")
    if bracketed:
        bare, inside = _PERCENT.subn("", bare[1:-1].strip())
        percent += inside
        changes.add("brackets")
    parts = _SIGNED.fullmatch(bare)
    if not parts or percent > 1 or (bracketed and parts["sign"]):
        return None
    core = re.sub(_SPACE, "", parts["core"])
    form = "." if "£" in bare and _form(core) == "open comma" else _form(core)
    if form is None or len(re.split("[.,]", core.lstrip("0"))[0]) > MOST_DIGITS:
        return None
    found = {
        "thousands": core != parts["core"],
        "currency": bool(parts["money"] or parts["then"] or parts["last"]),
        "minus": parts["sign"] in tuple(_MINUS[1:]),
        "percent": bool(percent),
    }
    changes |= {change for change, is_so in found.items() if is_so}
    negative = bracketed or parts["sign"] in tuple(_MINUS)
    return WrittenNumber(core, form, negative, bool(percent), frozenset(changes))


def without_brackets(number: WrittenNumber) -> WrittenNumber:
    """Give a number whose brackets do not mean that it is less than zero.

    >>> without_brackets(take_apart("(12)")).negative
    False
    """
    if "brackets" not in number.changes:
        return number
    return number._replace(negative=False, changes=number.changes - {"brackets"} | {"set apart"})


# --- comma and point --------------------------------------------------------------------------------------

_FORMS: tuple[tuple[str, Form], ...] = (
    (r"[0-9]+", "plain"),
    (r"[1-9][0-9]{0,2},[0-9]{3}", "open comma"),
    (r"[1-9][0-9]{0,2}\.[0-9]{3}", "open point"),
    (r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?|[0-9]*\.[0-9]+|[0-9]+\.", "."),
    (r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]*)?|[0-9]*,[0-9]+", ","),
)


def _form(core: str) -> Form | None:
    return next((form for pattern, form in _FORMS if re.fullmatch(pattern, core)), None)


def count_forms(numbers: Iterable[tuple[WrittenNumber, int]]) -> Counter[str]:
    """Count the cells of each form; each number comes with the count of its cells."""
    forms: Counter[str] = Counter()
    for number, count in numbers:
        forms[number.form] += count
    return forms


def decide_decimal(forms: Counter[str], beside: str = "") -> tuple[Decimal, bool]:
    """Decide from all the numbers of a column which sign separates decimals, and say whether that is certain.

    `beside` is "," where other columns of the file have a decimal comma for certain.

    >>> decide_decimal(Counter({"open comma": 40})), decide_decimal(Counter({",": 3, "open comma": 1}))
    (('.', True), (',', True))
    >>> decide_decimal(Counter({"open comma": 40}), beside=",")
    (',', False)
    """
    point, comma = forms["."], forms[","]
    if point or comma:
        return ("," if comma > point else "."), bool(point) or comma >= forms["open comma"]
    is_open = bool(forms["open comma"] or forms["open point"])
    if is_open and beside == ",":
        return ",", False
    return ".", not (forms["open comma"] and forms["open point"])


def number_text(number: WrittenNumber, decimal: Decimal) -> str | None:
    """Give a number as float() reads it, or None where it is not one with this sign for decimals.

    >>> number_text(take_apart("1,071"), "."), number_text(take_apart("3,5"), ".")
    ('1071', None)
    """
    core, other = number.core, "," if decimal == "." else "."
    if number.form == other:
        return None
    if number.form not in ("plain", "exponent"):
        core = core.replace(other, "").replace(decimal, ".")
    return f"-{core}" if number.negative and float(core) else core


def changes_of(number: WrittenNumber, decimal: Decimal) -> frozenset[str]:
    """Name everything that was changed between the cell and the number."""
    thousands = "," if decimal == "." else "."
    found = {"thousands": thousands in number.core, "decimal": decimal == "," and "," in number.core}
    return number.changes | {change for change, is_so in found.items() if is_so}
