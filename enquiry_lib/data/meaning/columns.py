"""One column read under its meaning: a value, a symbol, a fault or nothing for every cell, and what was changed."""

from __future__ import annotations

import datetime as dt
import decimal
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from enquiry_lib.data.meaning import dates, numbers
from enquiry_lib.data.meaning.changes import Example, in_order, said_of_changes
from enquiry_lib.data.meaning.finding import BLANK, as_categories
from enquiry_lib.data.meaning.kinds import Kind, Meaning
from enquiry_lib.data.symbols import DASHES, find_symbol
from enquiry_lib.data.values import TEXT, Fault, quoted


@dataclass(frozen=True, eq=False)
class ColumnRead:
    """A column as it was read; every cell is a value, a symbol, a fault, or empty.

    `values` are float64, datetime64 or text, missing where there is none. `texts` has each value as a canonical
    table has it (1071, 95 for 95%, 2026-01-31), `symbols` each symbol as it was typed; both are categories, ""
    elsewhere. `faults` are by row, and `changes` counts the cells that were changed, by what was changed.
    `examples` has the first cell of each change, as typed and as read, but never a code, which may be a
    person's. `notes` says each change in the same order.
    """

    values: pd.Series
    texts: pd.Series
    symbols: pd.Series
    faults: dict[int, Fault]
    changes: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Example] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what was changed, and in how many cells."""
        return said_of_changes(self.changes, self.examples)


class CellRead(NamedTuple):
    """What one text says."""

    value: float | dt.date | str | None = None
    text: str = ""
    symbol: str = ""
    fault: Fault | None = None
    changes: frozenset[str] = frozenset()


def read_column(texts: pd.Series, meaning: Meaning) -> ColumnRead:
    """Read a column under its meaning; each different text is read once. The index is the row in the file.

    >>> read = read_column(pd.Series(["1,071", "SUPP", "a"], index=[2, 3, 4]), Meaning("number"))
    >>> read.texts.tolist(), read.symbols.tolist(), read.faults[4].found
    (['1071', '', ''], ['', 'SUPP', ''], "'a'")
    >>> read.notes
    ('1 cell with thousands set apart was read as plain numbers: 1,071 as 1071',)
    """
    column = as_categories(texts)
    codes = column.cat.codes.to_numpy()
    reader = _READERS[meaning.kind]
    bare = [str(text).strip(BLANK) for text in column.cat.categories]
    read = [reader(text, meaning) if text else CellRead() for text in bare]
    values = pd.Series([*(cell.value for cell in read), None], dtype=object)
    return ColumnRead(
        pd.Series(values.astype(_DTYPES.get(meaning.kind, TEXT)).array.take(codes), index=texts.index),
        _spread([cell.text for cell in read], codes, texts.index),
        _spread([cell.symbol for cell in read], codes, texts.index),
        _faults(read, codes, texts.index),
        _count_changes(read, codes),
        {} if meaning.kind == "code" else _first_changed(read, bare, codes),
    )


_DTYPES: dict[Kind, Any] = {"number": "float64", "percentage": "float64", "date": "datetime64[us]"}


def _spread(found: Sequence[str], codes: np.ndarray, index: pd.Index) -> pd.Series:
    """Give each cell the text found for its category."""
    places, uniques = pd.factorize(np.array([*found, ""], dtype=object))
    return pd.Series(pd.Categorical.from_codes(places[codes], pd.Index(uniques, dtype=TEXT)), index=index)


def _faults(read: Sequence[CellRead], codes: np.ndarray, index: pd.Index) -> dict[int, Fault]:
    known = {code: cell.fault for code, cell in enumerate(read) if cell.fault}
    places = np.flatnonzero(np.isin(codes, list(known)))
    return {int(row): known[int(code)] for row, code in zip(index[places], codes[places], strict=True)}


def _count_changes(read: Sequence[CellRead], codes: np.ndarray) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for cell, count in zip(read, np.bincount(codes + 1, minlength=len(read) + 1)[1:], strict=True):
        counts.update(dict.fromkeys(cell.changes, int(count)))
    return in_order(counts)


def _first_changed(read: Sequence[CellRead], typed: Sequence[str], codes: np.ndarray) -> dict[str, Example]:
    """Give for each change the first cell it was made in, as typed and as read."""
    found: dict[str, Example] = {}
    for code in pd.unique(codes) if any(cell.changes for cell in read) else ():
        for change in read[code].changes if code >= 0 else ():
            found.setdefault(change, (" ".join(typed[code].split()), read[code].text))
    return found


# --- one reader a kind ------------------------------------------------------------------------------------


def _text(text: str, meaning: Meaning) -> CellRead:
    return CellRead(text, text)


def _code(text: str, meaning: Meaning) -> CellRead:
    """A code stays as it is, unless a spreadsheet has made a number of it: then it is lost.

    An apostrophe in front of digits is a spreadsheet's sign for text, and no part of the code.
    """
    if re.fullmatch(r"['’][0-9]+", text):
        return CellRead(text[1:], text[1:], changes=frozenset(("apostrophe",)))
    if not numbers.is_power(text):
        return CellRead(text, text)
    do = "Format the column as text, and fetch the codes again from where they came from."
    return CellRead(fault=Fault("a code that Excel turned into a number such as 1.0E+05", "a code", do))


def _nothing(text: str, meaning: Meaning) -> CellRead:
    if find_symbol(text):
        return CellRead(symbol=text)
    return CellRead(
        fault=Fault(quoted(text), "nothing, or a symbol for a number not given", "Look at the column again.")
    )


def _number(text: str, meaning: Meaning) -> CellRead:
    if meaning.kind == "number" and meaning.decimal == "." and numbers.is_plain(text):
        return CellRead(float(text), text)
    number = numbers.take_apart(text)
    if number is None:
        return _no_number(text, meaning)
    if meaning.brackets == "set apart":
        number = numbers.without_brackets(number)
    plain = numbers.number_text(number, meaning.decimal)
    if plain is None:
        sign = "point" if meaning.decimal == "." else "comma"
        do = "Write it as the others are written."
        return CellRead(
            fault=Fault(quoted(text), f"a number with a decimal {sign}, as in the rest of the column", do)
        )
    changes = numbers.changes_of(number, meaning.decimal)
    if number.percent == (meaning.kind == "percentage") or not float(plain):
        return CellRead(float(plain), plain, changes=changes)
    return _of_another_sort(text, plain, changes, meaning)


def _no_number(text: str, meaning: Meaning) -> CellRead:
    if meaning.dash == "zero" and text in DASHES:
        return CellRead(0.0, "0", changes=frozenset(("zero",)))
    if find_symbol(text):
        return CellRead(symbol=text)
    expected = "a percentage" if meaning.kind == "percentage" else "a number"
    do = "Type a number, or leave the cell empty where there is none."
    return CellRead(fault=Fault(quoted(text), expected, do))


def _of_another_sort(text: str, plain: str, changes: frozenset[str], meaning: Meaning) -> CellRead:
    """Read a number without a percent sign among percentages as was answered; unanswered, it is not used."""
    if meaning.kind == "percentage" and meaning.unsigned:
        shares = meaning.unsigned == "shares of one"
        found = format(decimal.Decimal(plain) * 100, "f") if shares else plain
        return CellRead(float(found), found, changes=changes | {meaning.unsigned})
    signs = "with its sign" if meaning.kind == "percentage" else "without a percent sign"
    expected = f"{'a percentage' if meaning.kind == 'percentage' else 'a number'} {signs}, as in the rest of the column"
    do = "Say what it means, or write it as the others are written; until then it is not used."
    return CellRead(fault=Fault(quoted(text), expected, do))


def _date(text: str, meaning: Meaning) -> CellRead:
    date = dates.take_apart(text) or dates.take_number_apart(text)
    if date is None:
        return CellRead(symbol=text) if find_symbol(text) else CellRead(fault=_no_date(text))
    day = dates.find_day(date, meaning.order)
    if day is None:
        return CellRead(fault=_no_such_day(text, meaning))
    return CellRead(day, day.isoformat(), changes=dates.changes_of(date))


def _no_date(text: str) -> Fault:
    return Fault(quoted(text), "a date such as 31/01/2026", "Type the date with day, month and year.")


def _no_such_day(text: str, meaning: Meaning) -> Fault:
    ordered = f", with the {meaning.order} as in the rest of the column" if meaning.order in _ORDERED else ""
    ordered = ordered.replace(" first", " in front")
    return Fault(quoted(text), f"a day that there is{ordered}", "Look at the day and the month again.")


_ORDERED = ("day first", "month first")
_READERS: dict[Kind, Callable[[str, Meaning], CellRead]] = {
    "text": _text,
    "code": _code,
    "nothing": _nothing,
    "number": _number,
    "percentage": _number,
    "date": _date,
}
