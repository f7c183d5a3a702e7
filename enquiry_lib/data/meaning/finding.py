"""What a column of texts looks like as a whole, and so how each of them is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from enquiry_lib.data.meaning import dates, headings, numbers
from enquiry_lib.data.meaning.dates import WrittenDate
from enquiry_lib.data.meaning.kinds import Beside, Kind, Meaning, Order
from enquiry_lib.data.meaning.numbers import WrittenNumber
from enquiry_lib.data.questions import Question
from enquiry_lib.data.symbols import DASHES, find_symbol

NEARLY_ALL = 0.8
"""Where so large a part of a column's filled cells are numbers, or dates, the others are taken for slips."""
BLANK = " \t\r\n\u00a0\u200b\u2060\ufeff"
WHOLE_FILE = ""
LONG = 10
"""Whole numbers that are all as long as this are telephone numbers or the like."""
_TYPES: dict[str, Kind] = {
    "integer": "number",
    "number": "number",
    "date": "date",
    "id": "code",
    "code": "code",
}

_NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class Cells:
    """The different texts of a column, sorted by what they look like, each with the count of its cells.

    A number that also stands for a day is in `days` as well as in `numbers`.
    """

    numbers: dict[str, tuple[WrittenNumber, int]]
    dates: dict[str, tuple[WrittenDate, int]]
    days: dict[str, tuple[WrittenDate, int]]
    symbols: dict[str, int]
    others: dict[str, int]


def find_meaning(
    texts: pd.Series, *, name: str = "", type: str = "", answers: Mapping[str, str] = {}
) -> tuple[Meaning, tuple[Question, ...]]:
    """Find what the texts of a column mean, and what has to be asked because nobody can tell from them.

    `name` is the heading, `type` that of the dictionary where it is known (integer, number, date, id, code,
    text, …). `answers` are filed under the questions' keys. While a question is open, the meaning has what is
    usual.

    >>> column = pd.Series(["1,071", "SUPP", "12"])
    >>> find_meaning(column, name="Pupils")[0].kind
    'number'
    >>> find_meaning(pd.Series(["03/04/2026"]), name="Date")[1][0].choices
    ('day first', 'month first')
    """
    return meaning_of(sort_out(texts), name=name, type=type, answers=answers)


def find_meaning_beside(
    texts: pd.Series, *, name: str, type: str, answers: Mapping[str, str], beside: Beside
) -> tuple[Meaning, tuple[Question, ...]]:
    """Find what the texts of a column mean where other columns of its file have settled something."""
    return meaning_of(sort_out(texts), name=name, type=type, answers=answers, beside=beside)


def meaning_of(
    cells: Cells,
    *,
    name: str = "",
    type: str = "",
    answers: Mapping[str, str] = {},
    beside: Beside = _NOTHING_BESIDE,
) -> tuple[Meaning, tuple[Question, ...]]:
    """Find what a column means whose texts are sorted out; `beside` is what others of its file have settled."""
    kind, questions = (_TYPES.get(type, "text"), ()) if type else _kind(cells, name, answers, beside)
    if kind == "date":
        return _meaning_of_dates(cells, name, answers, beside)
    if kind == "number":
        return _meaning_of_numbers(cells, name, answers, beside)
    return Meaning(kind), questions


# --- what a column looks like -----------------------------------------------------------------------------


def _counted(texts: pd.Series) -> dict[str, int]:
    """Count the cells of each different text, without the blanks around it; empty cells are not counted."""
    column = as_categories(texts)
    counts: dict[str, int] = {}
    found = np.bincount(column.cat.codes.to_numpy() + 1, minlength=len(column.cat.categories) + 1)[1:]
    for text, count in zip(column.cat.categories, found, strict=True):
        if (bare := str(text).strip(BLANK)) and count:
            counts[bare] = counts.get(bare, 0) + int(count)
    return counts


def as_categories(texts: pd.Series) -> pd.Series:
    """Give texts as categories, so that each different text is read once."""
    return texts if isinstance(texts.dtype, pd.CategoricalDtype) else texts.astype("category")


def sort_out(texts: pd.Series) -> Cells:
    """Sort the different texts of a column by what they look like.

    >>> sort_out(pd.Series(["1,071", "SUPP", "", "a"])).others
    {'a': 1}
    """
    cells = Cells({}, {}, {}, {}, {})
    for text, count in _counted(texts).items():
        if number := numbers.take_apart(text):
            cells.numbers[text] = number, count
        elif date := dates.take_apart(text):
            cells.dates[text] = date, count
        elif find_symbol(text):
            cells.symbols[text] = count
        else:
            cells.others[text] = count
        if day := dates.take_number_apart(text):
            cells.days[text] = day, count
    return cells


def _cells(found: Mapping[str, tuple[Any, int]]) -> int:
    return sum(count for _, count in found.values())


def _kind(
    cells: Cells, name: str, answers: Mapping[str, str], beside: Beside
) -> tuple[Kind, tuple[Question, ...]]:
    """Say what a column holds, going by its texts and then by its heading."""
    many, days, day_numbers = _cells(cells.numbers), _cells(cells.dates), _cells(cells.days)
    filled = many + days + sum(cells.others.values())
    if _are_codes(cells, name):
        return "code", ()
    if not filled:
        return _kind_of_symbols(cells, name, answers, beside)
    if (headings.is_day(name) or days > day_numbers) and days + day_numbers >= NEARLY_ALL * filled:
        return "date", ()
    if headings.is_group(name) and many < filled:
        return "text", ()
    return ("number" if many >= NEARLY_ALL * filled or _are_withheld(cells) else "text"), ()


def _are_codes(cells: Cells, name: str) -> bool:
    """Say whether numbers are codes: called so, too long, or with a nought in front; never with decimals."""
    bare = {text: text.lstrip("'’") for text in (*cells.numbers, *cells.others)}
    digits = [text for text in bare.values() if text.isascii() and text.isdigit()]
    others = [text for text in cells.numbers if not bare[text].isdigit()]
    if headings.is_code(name) and not cells.dates and all(numbers.is_power(text) for text in others):
        return not any(" " in text for text in cells.others)
    if (
        cells.dates
        or others
        or not digits
        or len(digits) < NEARLY_ALL * (len(cells.numbers) + len(cells.others))
    ):
        return False
    in_front = any(len(text) > 1 and text.startswith("0") for text in digits)
    too_long = any(len(text) > numbers.MOST_DIGITS for text in digits)
    return in_front or too_long or all(len(text) >= LONG for text in digits)


def _are_withheld(cells: Cells) -> bool:
    """Say whether numbers are only missing because they were withheld, and what is left are single signs."""
    withheld = sum(count for text, count in cells.symbols.items() if _is_withheld(text))
    strays = sum(cells.others.values())
    single = all(len(text) == 1 for text in cells.others)
    return bool(withheld) and single and not cells.dates and withheld + _cells(cells.numbers) >= strays


def _is_withheld(text: str) -> bool:
    symbol = find_symbol(text)
    return symbol is not None and symbol.alone and symbol.kept_as == "withheld"


def _kind_of_symbols(
    cells: Cells, name: str, answers: Mapping[str, str], beside: Beside
) -> tuple[Kind, tuple[Question, ...]]:
    """Ask about a column of nothing but x or K: a tick of somebody's, or a symbol for a number not given."""
    found = [symbol for text in cells.symbols if (symbol := find_symbol(text))]
    usual = any(one.alone for one in found) or beside.symbols.issuperset(cells.symbols)
    if usual or not any(_may_be_a_mark(one.symbol) for one in found):
        return "nothing", ()
    listed = ", ".join(sorted({one.symbol for one in found}))
    asked = f"{_quoted(name)} holds nothing but {listed}. Did somebody mark a row with it, or is a number not given there?"
    question = Question.about("marks", name, asked, ("marked", "not given"), "marked")
    answer = question.answer(answers)
    return ("nothing" if answer == "not given" else "text"), () if answer else (question,)


def _quoted(name: str) -> str:
    return f"'{name}'" if name else "The column"


def _may_be_a_mark(symbol: str) -> bool:
    return symbol.isalpha() or symbol == "*"


# --- how it is to be read ---------------------------------------------------------------------------------


_ORDERS: dict[str, Order] = {"day first": "day first", "month first": "month first"}


def _meaning_of_dates(
    cells: Cells, name: str, answers: Mapping[str, str], beside: Beside
) -> tuple[Meaning, tuple[Question, ...]]:
    order, certain = dates.decide_order([*cells.dates.values(), *cells.days.values()])
    if certain:
        return Meaning("date", order), ()
    both = _in_both_orders(cells)
    question = _ask_order(cells, name, both)
    answer = _ORDERS.get(question.answer(answers), "" if both else beside.order)
    return (Meaning("date", answer), ()) if answer else (Meaning("date", order), (question,))


def _in_both_orders(cells: Cells) -> tuple[str, ...]:
    """Give a date that only has the day in front and one that only has the month in front, where there are both."""
    found: dict[str, str] = {}
    for text, (date, count) in cells.dates.items():
        order, certain = dates.decide_order([(date, count)])
        if date.form == "open" and certain:
            found.setdefault(order, text)
    return tuple(found[order] for order in _ORDERS.values()) if len(found) > 1 else ()


def _ask_order(cells: Cells, name: str, both: tuple[str, ...]) -> Question:
    own = next(text for text, (date, _) in cells.dates.items() if date.form == "open")
    quotes = not headings.is_birth(name)
    if both:
        such = f": {both[0]} can only have the day in front, {both[1]} only the month" if quotes else ""
        asked = (
            f"{_quoted(name)} has dates in both orders{such}. Which comes first in the others? Those that cannot be right "
            "are left empty; if the column was put together from several places, put it in one order first."
        )
        return Question.about("order", name, asked, tuple(_ORDERS))
    such = f" such as {own}" if quotes else " (they are needed to work out ages)"
    asked = f"{_quoted(name)} has dates{such}, and none that shows whether the day or the month comes first. Which is it?"
    return Question.about("order", name, asked, tuple(_ORDERS), "day first")


def _meaning_of_numbers(
    cells: Cells, name: str, answers: Mapping[str, str], beside: Beside
) -> tuple[Meaning, tuple[Question, ...]]:
    asked = (
        _ask_decimal(cells, name, answers, beside.decimal),
        _ask_unsigned(cells, name, answers),
        _ask_brackets(cells, name, answers),
        _ask_dash(cells, name, answers),
    )
    meaning = Meaning("number")
    for change, _ in asked:
        meaning = replace(meaning, **change)
    return meaning, tuple(question for _, question in asked if question)


Asked = tuple[dict[str, Any], Question | None]


def _ask_decimal(cells: Cells, name: str, answers: Mapping[str, str], beside: str) -> Asked:
    """Decide what separates decimals, or ask."""
    usual, certain = numbers.decide_decimal(numbers.count_forms(cells.numbers.values()), beside)
    if certain:
        return {"decimal": usual}, None
    signs = {"decimal point": ".", "decimal comma": ","}
    own = next(text for text, (number, _) in cells.numbers.items() if number.form.startswith("open"))
    asked = (
        f"{_quoted(name)} has numbers with three digits after a comma or a point, such as {own}. Has it a decimal point, so "
        "that 1,071 is a thousand and 71, or a decimal comma, so that it is little more than one?"
    )
    usual_name = next(word for word, sign in signs.items() if sign == usual)
    question = Question.about("decimal", name, asked, tuple(signs), usual_name)
    answer = question.answer(answers)
    return {"decimal": signs.get(answer, usual)}, None if answer else question


def _ask_unsigned(cells: Cells, name: str, answers: Mapping[str, str]) -> Asked:
    """Ask what numbers without a percent sign mean beside others that have one; nought is nought in either."""
    signed = sum(count for number, count in cells.numbers.values() if number.percent)
    bare = sum(
        count for number, count in cells.numbers.values() if not number.percent and number.core.strip("0.,")
    )
    if not signed or not bare:
        return {"kind": "percentage" if signed else "number"}, None
    asked = (
        f"In {_quoted(name)}, {signed:,} cells have a percent sign and {bare:,} have none. Are those without it percentages "
        "too (95 is 95%), or shares of one (0.95 is 95%)?"
    )
    question = Question.about("percent", name, asked, ("percentages", "shares of one"))
    answer = question.answer(answers)
    kind = "percentage" if answer or signed >= bare else "number"
    return {"kind": kind, "unsigned": answer}, None if answer else question


def _ask_brackets(cells: Cells, name: str, answers: Mapping[str, str]) -> Asked:
    """Ask what brackets mean where every number has them; among others, they are an accountant's minus."""
    if not cells.numbers or not all("brackets" in number.changes for number, _ in cells.numbers.values()):
        return {}, None
    asked = f"In {_quoted(name)} every number stands in brackets. Are they less than zero, or only set apart?"
    question = Question.about("brackets", name, asked, ("less than zero", "set apart"))
    answer = question.answer(answers)
    return {"brackets": answer}, None if answer else question


def _ask_dash(cells: Cells, name: str, answers: Mapping[str, str]) -> Asked:
    """Ask whether a dash alone is zero; one answer for the whole file will do."""
    count = sum(count for text, count in cells.symbols.items() if text in DASHES)
    if not count or not cells.numbers:
        return {}, None
    asked = (
        f"{_quoted(name)} has a dash alone in {count:,} cells. Does it mean zero, or that nothing is known?"
    )
    question = Question.about("dash", name, asked, ("zero", "nothing"))
    answer = question.answer(answers) or replace(question, key=f"dash|{WHOLE_FILE}").answer(answers)
    return {"dash": answer}, None if answer else question
