"""Text to values: what a cell means under its column's rule, or what is wrong with it in plain words."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from enquiry_lib.data.symbols import Symbol, find_symbol
from enquiry_lib.data.templates import Column
from enquiry_lib.store.printable import printable

TEXT = pd.StringDtype(na_value=np.nan)
_CODE = "4 to 40 letters, digits, - or _"
_PUPILS_CODE = "6 to 40 letters, digits, - or _"  # one of 4 or 5 is read, and the check asks for another
_NO_NAME = "Type a code, never a name."
Value = str | float | dt.date | None


@dataclass(frozen=True)
class Fault:
    """What is wrong with the text of a cell."""

    found: str
    expected: str
    do: str


def read_value(column: Column, text: str) -> Value | Symbol | Fault:
    """Give what a cell says, None when it says nothing, the symbol in a number's place, or what is wrong with it.

    >>> from enquiry_lib.data.templates import Column
    >>> read_value(Column("score", "Score", "number"), " 98.5 ")
    98.5
    >>> read_value(Column("score", "Score", "number"), "95%").do
    'Type 95, without the sign.'
    """
    stripped = printable(text.strip())
    return _READERS[column.type](column, stripped) if stripped else None


def expected(column: Column) -> str:
    """Say what belongs in a column."""
    listed = ", ".join(column.allowed)
    unit = f" ({column.unit})" if column.unit else ""
    said = {
        "id": _PUPILS_CODE,
        "code": f"{_CODE}, with a digit among them",
        "text": "a word or two",
        "free_text": "a sentence or two",
        "integer": f"a whole number{unit}",
        "number": f"a number{unit}",
        "date": "a date such as 31/01/2026 or 2026-01-31",
        "choice": f"one of {listed}",
        "yes_no": "yes or no",
    }
    return said[column.type]


def typed(column: Column, texts: pd.Series) -> tuple[pd.Series, dict[int, Fault], dict[int, Symbol]]:
    """Turn a column of texts into values; each different text is read once.

    `texts` are categories. Gives the values, missing where a text is empty, a symbol or at fault, and the
    faults and symbols by the code of their category. Only a number has symbols that stand in its place.
    """
    read = [read_value(column, str(text)) for text in texts.cat.categories]
    faults = {code: value for code, value in enumerate(read) if isinstance(value, Fault)}
    symbols = {code: value for code, value in enumerate(read) if isinstance(value, Symbol)}
    values = [None if isinstance(value, (Fault, Symbol)) else value for value in read]
    codes = texts.cat.codes.to_numpy()
    return pd.Series(_as_array(column, values).take(codes), index=texts.index), faults, symbols


def _as_array(column: Column, values: Sequence[Value]) -> ExtensionArray:
    """Give values in the type of their column, the type every reader of a table may count on."""
    listed = pd.Series(list(values), dtype=object)
    kinds: dict[str, Any] = {
        "integer": pd.Int64Dtype(),
        "number": "float64",
        "date": "datetime64[us]",
        "choice": pd.CategoricalDtype(list(column.allowed)),
        "yes_no": pd.CategoricalDtype(list(column.allowed)),
    }
    array = listed.astype(kinds.get(column.type, TEXT)).array
    return pd.Categorical(array) if column.type == "text" and column.group else array


def no_values(column: Column, count: int) -> pd.Series:
    """Give a column of nothing but missing values, in its type."""
    return pd.Series(_as_array(column, [None]).take([0] * count))


def quoted(text: str) -> str:
    """Give a cell's text in quotation marks, on one line and not too long."""
    line = re.sub(r"\s+", " ", text)
    return f"'{line[:40]}…'" if len(line) > 40 else f"'{line}'"


# --- one reader a type ------------------------------------------------------------------------------------


def _id(column: Column, text: str) -> Value | Fault:
    """An id is never quoted in a fault: what is typed there may be a pupil's name."""
    if re.fullmatch(r"[A-Za-z0-9_-]{4,40}", text):
        return text
    if re.fullmatch(r"[\d.]+E[+]?\d+", text, re.IGNORECASE):
        do = "Format the column as text in Excel and type the codes again; Excel has changed this one for good."
        return Fault("a code that Excel turned into a number such as 1.0E+05", expected(column), do)
    faults = {
        "a code with a space in it": bool(re.search(r"\s", text)),
        "a code that is too short": len(text) < 4,
        "a code that is too long": len(text) > 40,
    }
    found = next((fault for fault, is_so in faults.items() if is_so), "a code with other signs in it")
    return Fault(found, expected(column), _NO_NAME)


def _code(column: Column, text: str) -> Value | Fault:
    """A code has a digit in it, so that neither a name nor a word such as 'head' is taken for one."""
    value = _id(column, text)
    if isinstance(value, str) and not re.search("[0-9]", value):
        return Fault("a code without a digit", expected(column), _NO_NAME)
    return value


def _text(column: Column, text: str) -> Value | Fault:
    """A usual value is given in its usual spelling, anything else as it was typed."""
    return _listed(column).get(folded(text), text)


def _free_text(column: Column, text: str) -> Value | Fault:
    return text


def _choice(column: Column, text: str) -> Value | Fault:
    listed = _listed(column)
    if folded(text) in listed:
        return listed[folded(text)]
    near = _held(text, listed) or difflib.get_close_matches(folded(text), listed, n=1)
    do = f"Did you mean {listed[near[0]]}?" if near else "Type one of these."
    return Fault(quoted(text), expected(column), do)


def _held(text: str, listed: Mapping[str, str]) -> list[str]:
    """Give the one listed value that a text holds as a word, as 'Year 4' holds 4; nothing if it holds several."""
    held = [value for value in listed if re.search(rf"(?<!\w){re.escape(value)}(?!\w)", folded(text))]
    return held if len(held) == 1 else []


_YES_NO = {
    "yes": "yes",
    "y": "yes",
    "true": "yes",
    "1": "yes",
    "no": "no",
    "n": "no",
    "false": "no",
    "0": "no",
}


def _yes_no(column: Column, text: str) -> Value | Fault:
    known = _YES_NO.get(text.casefold())
    return known or Fault(quoted(text), expected(column), "Type yes or no.")


def _listed(column: Column) -> dict[str, str]:
    return {folded(value): value for value in column.allowed}


def folded(text: str) -> str:
    """Give what two spellings of one value have in common: letters whatever their size, spaces as one."""
    return re.sub(r"[\s_]+", " ", text.casefold())


# --- numbers ----------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)


def _number(column: Column, text: str) -> Value | Symbol | Fault:
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return find_symbol(text) or Fault(quoted(text), expected(column), next(_number_hints(text)))


def _integer(column: Column, text: str) -> Value | Symbol | Fault:
    value = _number(column, text)
    if isinstance(value, float) and not value.is_integer():
        return Fault(quoted(text), expected(column), "Type a number without a decimal point.")
    return value


def _number_hints(text: str) -> Iterator[str]:
    """Give what to do about a text that is not a number, the most fitting first."""
    bare = text.rstrip("% ")
    if bare != text and _NUMBER.fullmatch(bare):
        yield f"Type {bare}, without the sign."
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", text):
        yield f"Type {text.replace(',', '')}, without the comma."
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        yield f"Type {text.replace(',', '.')}, with a point."
    if text.startswith("#"):
        yield "A formula failed here: mend it, or leave the cell empty."
    yield "Type a number alone, or leave the cell empty."


# --- dates ------------------------------------------------------------------------------------------------

_MIDNIGHT = r"(?:[ T]00?:00(?::00(?:\.0+)?)?)?"
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _MIDNIGHT, re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})" + _MIDNIGHT, re.ASCII)


def _date(column: Column, text: str) -> Value | Fault:
    """The year first, or the day first: 03/04/2026 is the third of April."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return Fault(quoted(text), expected(column), _date_hint(text))
    try:
        return dt.date(year, month, day)
    except ValueError:
        return _no_such_day(column, text, day, month, year)


def _no_such_day(column: Column, text: str, day: int, month: int, year: int) -> Fault:
    if month > 12 and day <= 12:
        do = f"The month seems to come first. Type {month:02}/{day:02}/{year}; look at the other dates too."
        return Fault(quoted(text), expected(column), do)
    do = "Look at the day and the month again."
    return Fault(f"{quoted(text)}, no such day", expected(column), do)


_DATE_HINTS: tuple[tuple[str, str], ...] = (
    (r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", "Type the year in full, with four digits."),
    (r"[2-6]\d{4}", "Excel shows the number it keeps for a day: format the column as a date."),
    (r".*\d{1,2}:\d{2}.*", "Type the day without the time."),
    (r"#.*", "A formula failed here: mend it, or leave the cell empty."),
)


def _date_hint(text: str) -> str:
    hints = (hint for pattern, hint in _DATE_HINTS if re.fullmatch(pattern, text))
    return next(hints, "Type the date in one of these two ways.")


_READERS: dict[str, Callable[[Column, str], Value | Symbol | Fault]] = {
    "id": _id,
    "code": _code,
    "text": _text,
    "free_text": _free_text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
}
