"""Meanings: which columns of ours a heading may stand for, and what it may say of the rows under it."""

from __future__ import annotations

from collections.abc import Mapping as Pairs

from enquiry_lib.data.importing.patterns import is_session
from enquiry_lib.data.templates import columns, table_name

_ID, _SESSION = "pupil_id", "session"
_ON_THE_WAY: Pairs[str, tuple[str, ...]] = {
    "attendance": ("marks", "week"),
    "attendance_summary": ("attended",),
    "groups": ("member",),
}
"""What a column of a file may be that becomes columns of ours only later."""

_SAID: Pairs[str, tuple[str, ...]] = {"attendance": ("weekday",)}


def own_columns(table: str) -> tuple[str, ...]:
    """Name the columns of a table that importing may fill.

    >>> own_columns("attendance")
    ('pupil_id', 'date', 'session', 'mark')
    """
    return tuple(column.name for column in columns(table))


def fault_in_meaning(column: str, facts: Pairs[str, str], table: str) -> str:
    """Say what is wrong with what a heading is said to mean, "" when nothing is.

    >>> fault_in_meaning("mark", {"session": "PM"}, "attendance")
    ''
    >>> fault_in_meaning("mark", {"session": "P"}, "attendance")
    "'P' is no session: AM or PM"
    """
    known = tuple(dict.fromkeys((_ID, *own_columns(table), *_ON_THE_WAY.get(table, ()))))
    if column not in known:
        return _no_column(column, table, known)
    said = (*_without_id(own_columns(table)), *_SAID.get(table, ()))
    empty = next((f"nothing is said of '{name}'" for name, value in facts.items() if not value), "")
    faults = (_in_fact(name, value, table, said) for name, value in facts.items())
    return next(filter(None, faults), "") or empty


def fault_in_line(what: str, name: str, value: str, table: str) -> str:
    """Say what is wrong with a line of a mapping about a column of ours; `what` is "always" or "word"."""
    known = _without_id((*own_columns(table), *(_ON_THE_WAY.get(table, ()) if what == "word" else ())))
    return _in_fact(name, value if what == "always" else "", table, known)


def _in_fact(name: str, value: str, table: str, known: tuple[str, ...]) -> str:
    if name not in known:
        return _no_column(name, table, known)
    wrong = name == _SESSION and value and not is_session(value)
    return f"'{value}' is no session: AM or PM" if wrong else ""


def _no_column(name: str, table: str, known: tuple[str, ...]) -> str:
    return f"'{name}' is not known for {table_name(table)}; what may stand there: {', '.join(known)}"


def _without_id(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name != _ID)
