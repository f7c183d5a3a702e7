"""All the columns of a file read under their meanings, with what they settle for each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from enquiry_lib.data.meaning import headings
from enquiry_lib.data.meaning.changes import said_of_changes
from enquiry_lib.data.meaning.columns import ColumnRead, read_column
from enquiry_lib.data.meaning.finding import WHOLE_FILE, Cells, meaning_of, sort_out
from enquiry_lib.data.meaning.kinds import Beside, Meaning, Order
from enquiry_lib.data.questions import Question
from enquiry_lib.data.symbols import no_symbols, symbol_cells
from enquiry_lib.errors import Problem


@dataclass(frozen=True, eq=False)
class Values:
    """The table of a file as values; its index is the row in the file.

    `frame` has numbers, days and texts, missing where a cell is empty, a symbol or at fault; `kinds` says for
    each heading how it was read. `symbols` has a row for each symbol (columns row, column, symbol, meaning).
    `questions` are open, and until they are answered their columns are read as is usual. `notes` say what was
    changed.
    """

    frame: pd.DataFrame
    kinds: dict[str, Meaning]
    symbols: pd.DataFrame
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]


def find_order(frame: pd.DataFrame, *, answers: Mapping[str, str] = {}) -> Order:
    """Find whether the day or the month comes first in a table's dates; "" where no column settles it, or they differ.

    >>> find_order(pd.DataFrame({"DOB": ["29/02/2016", "01/03/2016"], "Form": ["7A", "7B"]}))
    'day first'
    """
    cells = {str(name): sort_out(frame[name]) for name in frame.columns}
    found = {name: meaning_of(column, name=name, answers=answers) for name, column in cells.items()}
    return _settled(cells, found).order


def read_values(frame: pd.DataFrame, *, file: str, answers: Mapping[str, str] = {}) -> Values:
    """Read every column of a table of texts, whose index is the row in the file and whose name is `file`.

    >>> texts = pd.DataFrame({"Area": ["Durham"], "Pupils": ["5,827"], "Rate": ["5.90%"]}, index=[6])
    >>> values = read_values(texts, file="rates.csv")
    >>> values.frame["Pupils"].tolist(), values.frame["Rate"].tolist(), values.kinds["Rate"].kind
    ([5827.0], [5.9], 'percentage')
    """
    found = _found(frame, answers)
    read = {name: read_column(frame[name], column.meaning) for name, column in found.items()}
    problems = [problem for name, column in read.items() for problem in _problems(file, name, column)]
    problems += [problem for name, column in found.items() for problem in _turned_round(file, name, column)]
    symbols = [no_symbols(), *(symbol_cells(column.symbols, name) for name, column in read.items())]
    return Values(
        pd.DataFrame({name: column.values for name, column in read.items()}, index=frame.index),
        {name: column.meaning for name, column in found.items()},
        pd.concat(symbols, ignore_index=True),
        tuple(sorted(problems, key=lambda problem: problem.row)),
        _dashes_together([question for column in found.values() for question in column.questions]),
        (*_notes_of_changes(read), *(note for name, column in found.items() for note in column.notes(name))),
    )


@dataclass(frozen=True)
class _Found:
    """What was found out about a column before it is read."""

    cells: Cells
    meaning: Meaning
    questions: tuple[Question, ...]

    def notes(self, name: str) -> Iterator[str]:
        """Say how dates are read, and which columns with some numbers are not numbers."""
        if any(date.form == "open" for date, _ in self.cells.dates.values()) and self.meaning.kind == "date":
            yield f"in {name} the {self.meaning.order.replace(' first', ' comes first')}"
        numbers = sum(count for _, count in self.cells.numbers.values())
        others = sum(self.cells.others.values())
        if self.meaning.kind == "text" and numbers > others:
            yield f"{name} was left as text: {numbers:,} of its {numbers + others:,} cells are numbers"


def _found(frame: pd.DataFrame, answers: Mapping[str, str]) -> dict[str, _Found]:
    """Find what each column means: first alone, then beside what the others have settled."""
    cells = {str(name): sort_out(frame[name]) for name in frame.columns}
    found = {name: meaning_of(column, name=name, answers=answers) for name, column in cells.items()}
    beside = _settled(cells, found)
    if beside != Beside():
        found = {
            name: meaning_of(column, name=name, answers=answers, beside=beside)
            for name, column in cells.items()
        }
    return {name: _Found(column, *found[name]) for name, column in cells.items()}


def _settled(cells: Mapping[str, Cells], found: Mapping[str, tuple[Meaning, Sequence[Question]]]) -> Beside:
    """Give what columns without an open question settle for the others: an order, a comma, their symbols."""
    known = {name: meaning for name, (meaning, questions) in found.items() if not questions}
    orders = {meaning.order for meaning in known.values()} & {"day first", "month first"}
    numbers = [name for name, (meaning, _) in found.items() if meaning.kind in ("number", "percentage")]
    return Beside(
        orders.pop() if len(orders) == 1 else "",
        "," if any(meaning.decimal == "," for meaning in known.values()) else "",
        frozenset(symbol for name in numbers for symbol in cells[name].symbols),
    )


def _problems(file: str, name: str, column: ColumnRead) -> Iterator[Problem]:
    for row, fault in column.faults.items():
        yield Problem(file, row, name, fault.found, fault.expected, fault.do)


def _turned_round(file: str, name: str, column: _Found) -> Iterator[Problem]:
    """Warn of dates that a spreadsheet took the month first in: those it could take have no day over twelve.

    The others, with a day over twelve, stayed as somebody typed them.
    """
    dates = [date for date, _ in (*column.cells.dates.values(), *column.cells.days.values())]
    typed = [date.parts for date in dates if date.form == "open"]
    taken = [date.parts for date in dates if date.form in ("year first", "serial")]
    if column.meaning.kind != "date" or min(len(typed), len(taken)) < _TELLING:
        return
    if all(first > 12 for _, first, _ in typed) and all(day <= 12 for _, _, day in taken):
        found = "days up to the 12th alone among the dates a spreadsheet knew, and later ones alone among the rest"
        do = "Day and month may have been exchanged where both fit: hold a few of them against the register."
        yield Problem(file, 0, name, found, "days from all over the month in both", do, level="warning")


_TELLING = 4
"""So many different dates of each sort, all on one side of the twelfth, are hardly chance."""


def _dashes_together(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Ask about dashes once for the whole file, where several columns have them."""
    dashes = [question for question in questions if question.key.startswith("dash|")]
    if len(dashes) < 2:
        return tuple(questions)
    asked = (
        f"{len(dashes)} columns, such as '{dashes[0].column}', have a dash alone in some cells. Does it mean zero, or "
        "that nothing is known?"
    )
    once = Question.about("dash", WHOLE_FILE, asked, dashes[0].choices)
    return (*(question for question in questions if question not in dashes), once)


def _notes_of_changes(read: Mapping[str, ColumnRead]) -> list[str]:
    """Say once for the file what was changed in which columns."""
    total: Counter[str] = Counter()
    for column in read.values():
        total.update(column.changes)
    quoted = [column.examples for name, column in read.items() if not headings.is_birth(name)]
    examples = {kind: example for one in reversed(quoted) for kind, example in one.items()}
    places = {kind: [name for name, column in read.items() if column.changes.get(kind)] for kind in total}
    return [
        f"{said} ({_named(places[kind])})"
        for kind in total
        for said in said_of_changes({kind: total[kind]}, examples)
    ]


def _named(names: Sequence[str]) -> str:
    few = ", ".join(names[:3])
    return f"in {few} and {len(names) - 3} more" if len(names) > 3 else f"in {few}"
