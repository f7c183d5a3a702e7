"""Showing a result: the gate, then its sentences, its picture and the table behind it, in one output."""

from __future__ import annotations

import math
import re
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, Template, select_autoescape
from pydantic import BaseModel

from enquiry_lib.data.privacy import choose_hidden, smallest_count
from enquiry_lib.data.privacy.accounts import CELLS, Account, chosen_together, is_asked, told
from enquiry_lib.show import plots, tables, wording
from enquiry_lib.show.forms import has_front_end
from enquiry_lib.show.numbers import SYMBOLS
from enquiry_lib.stats.result import NotEnough, Result, Several

SUMMARY = "application/vnd.enquiry.summary+json"
SUMMARY_VERSION = 1


def show(result: Result | Several) -> None:
    """Show a result: what it says, its picture, and the table behind it; of several, one below the other.

    Numbers that rest on fewer pupils than the network allows are withheld first, so that no sentence,
    picture, alternative text, table or summary is ever made of them. In JupyterLab a button below shows them
    on this screen only.

    >>> from enquiry_lib.stats.result import NotEnough
    >>> show(NotEnough("the gap in reading", "there is no table of outcomes", "Fill in the template."))
    The gap in reading cannot be worked out yet: there is no table of outcomes. Fill in the template.
    """
    if isinstance(result, Several):
        for part in result.parts:
            show(part)
        return
    cells = result.cells()
    hidden = hidden_in(cells)
    gated = result.withhold(hidden) if hidden else result
    _display(bundle(gated) | _account(gated, cells, hidden))
    if hidden and has_front_end():
        from enquiry_lib.show.forms import reveal_button

        _display_widget(reveal_button(lambda: block(result)))


def gate(result: Result) -> Result:
    """Give the same result without small numbers, or the very same object when there are none."""
    hidden = hidden_in(result.cells())
    return result.withhold(hidden) if hidden else result


def hidden_in(cells: pd.DataFrame) -> frozenset[str]:
    """Choose which counts of a result are hidden: as a rendering chose for all results together, or for it alone."""
    together = None if has_front_end() else chosen_together()
    return choose_hidden(cells) if together is None else together & frozenset(cells["id"])


def _account(gated: Result, cells: pd.DataFrame, hidden: frozenset[str]) -> dict[str, Any]:
    """Give what a rendering asks to know of a result; nothing where a person looks on, or where nobody is counted."""
    if not is_asked() or has_front_end() or cells.empty:
        return {}
    return {CELLS: told(Account(_named(gated), cells, hidden))}


def _named(gated: Result) -> str:
    """Name a result in plain words: its kind, and its heading when it has one."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(gated).__name__).capitalize()
    return ": ".join(filter(None, (kind, wording.heading(gated))))


def bundle(gated: Result) -> dict[str, Any]:
    """Give what a notebook stores of a result that has passed the gate: text, page and summary."""
    return {
        "text/plain": " ".join(wording.sentences(gated)),
        "text/html": block(gated),
        SUMMARY: summary(gated),
    }


def block(result: Result) -> str:
    """Give the HTML of one result; every text is escaped."""
    return _template().render(
        not_yet=isinstance(result, NotEnough),
        heading=wording.heading(result),
        sentences=wording.sentences(result),
        picture=plots.picture(result),
        cautions=wording.cautions(result),
        caution_title=wording.caution_title(result),
        tables=[(table, _notes(table)) for table in tables.tables(result) if not _is_mostly_withheld(table)],
        in_place_of_tables=[*filter(None, map(partial(_in_place_of, result), tables.tables(result)))],
    )


def _is_mostly_withheld(table: tables.Table) -> bool:
    return 2 * table.withheld() > table.numbers()


def _in_place_of(result: Result, table: tables.Table) -> str:
    """Give the sentence that stands in place of a table most of whose numbers are withheld; of others, nothing."""
    if not _is_mostly_withheld(table):
        return ""
    return wording.in_place_of_table(result, table.caption, table.numbers(), table.withheld())


def _notes(table: tables.Table) -> list[str]:
    """Give what stands below a table: its own note, and what the symbols mean that are in it."""
    meanings = [
        f"{symbol}: {SYMBOLS[symbol].format(most=smallest_count() - 1)}" for symbol in table.symbols()
    ]
    return [*filter(None, (table.note, f"{'; '.join(meanings)}." if meanings else ""))]


def summary(gated: Result) -> dict[str, Any]:
    """Give the few numbers of a result that may leave the school, as plain JSON values.

    Fields that a result leaves out of its repr, such as its cells, stay out of its summary.

    >>> from enquiry_lib.stats.result import NotEnough
    >>> summary(NotEnough("x", "y"))["kind"]
    'NotEnough'
    """
    return {"schema_version": SUMMARY_VERSION, "smallest_count": smallest_count(), **_plain(gated)}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        kind = {"kind": type(value).__name__} if isinstance(value, Result) else {}
        return kind | {part.name: _plain(getattr(value, part.name)) for part in fields(value) if part.repr}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


@lru_cache(maxsize=1)
def _template() -> Template:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=select_autoescape(default=True, default_for_string=True)
    )
    return environment.get_template("block.html.j2")


def _display(data: dict[str, Any]) -> None:
    """Hand an output to the notebook; outside one, print its plain text."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display

    if InteractiveShell.initialized():
        display(data, raw=True)  # type: ignore[no-untyped-call]
    else:
        print(data["text/plain"])  # noqa: T201 - a person in a plain Python shell reads this


def _display_widget(widget: Any) -> None:
    from IPython.display import display

    display(widget)  # type: ignore[no-untyped-call]
