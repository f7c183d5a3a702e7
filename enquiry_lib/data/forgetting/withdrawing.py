"""Consent withdrawn: the day goes into the table of consents, the words out of what was written and made, photographs go."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.data.consents import CONSENTS, About
from enquiry_lib.data.files import find_file
from enquiry_lib.data.forgetting.files import Rules
from enquiry_lib.data.forgetting.plan import ForgetPlan, plan_forgetting
from enquiry_lib.data.forgetting.sought import WITHDRAWN, Sought
from enquiry_lib.data.free_text.confirming import texts_by_question
from enquiry_lib.data.reading import read_text
from enquiry_lib.data.rewriting import OpenTable, open_table
from enquiry_lib.data.templates import columns
from enquiry_lib.store.at_once import Edit, Remove, Write
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import load_record
from enquiry_lib.store.typed_csv import new_csv

PHOTOGRAPHS = "photographs"
FEWEST_WORDS = 3
"""A quotation of fewer words is not looked for: it would be found in what others wrote."""


def plan_withdraw(
    network: Network,
    school: str,
    code: str,
    about: Sequence[About],
    *,
    backups: Sequence[Path] = (),
    today: dt.date | None = None,
) -> ForgetPlan:
    """Plan what follows when somebody withdraws consent to quotes, to photographs, or to taking part; nothing is written.

    code: of the person, as in the table of voices or of pupils. Quotes: the person's words go from records, results, reports and
    published reports, in backups too; the table of voices keeps them for the school's own use. Photographs:
    the files schools/<id>/photographs/<code>… go, in backups too. Taking part: the table of consents says so, and no
    result counts the person from then on. Raises UnknownSchool, ProblemsFound for a table of consents that cannot be changed.
    """
    data = network.data_folder(school)
    words = words_of(data, code) if "quotes" in about else frozenset()
    rules = Rules(
        Sought(frozenset(text for text in words if is_long_enough(text)), mark=WITHDRAWN),
        frozenset(one.id for one in network.schools) - {school},
        stays=lambda path: f"schools/{school}/data/" in path or path.startswith("templates/"),
        goes=_photographs(school, code).search if PHOTOGRAPHS in about else lambda path: None,
    )
    written = _consents(network, data, code, about, today or dt.date.today())
    return plan_forgetting(network, school, rules, backups=backups, written=written)


def words_of(data: Path, code: str) -> frozenset[str]:
    """Give what somebody said, from the table of voices in a school's data folder, whatever else is wrong in it.

    Raises ProblemsFound when that table cannot be read.
    """
    file = find_file(data, "voices")[0]
    if file is None:
        return frozenset()
    voices = read_text(file, [replace(column, required=False) for column in columns("voices")]).frame
    if not {"voice_id", "words"} <= set(voices):
        return frozenset()
    theirs = voices["voice_id"].astype(str).str.strip().str.casefold() == code.strip().casefold()
    return frozenset(filter(None, voices.loc[theirs, "words"].astype(str).str.strip()))


def forms_naming(network: Network, school: str, code: str) -> list[str]:
    """Name the forms of a school's records in which somebody's code stands, each with its enquiry."""
    named = Sought(frozenset({code.strip()}))
    return list(
        dict.fromkeys(
            f"'{where.partition(':')[0]}' of {path.parent.name}"
            for path in network.enquiries(school)
            for where, text in _typed_in(path)
            if named.stands_in(text)
        )
    )


def _typed_in(record: Path) -> Iterator[tuple[str, str]]:
    try:
        yield from texts_by_question(load_record(record))
    except errors.EnquiryError:
        return  # what is wrong with it is said by everything that shows a record


def is_long_enough(said: str) -> bool:
    """Say whether words can be told from what others wrote.

    >>> is_long_enough("It helps."), is_long_enough("My friends are here.")
    (False, True)
    """
    return len(re.findall(r"[^\W_]+", said)) >= FEWEST_WORDS


def _photographs(school: str, code: str) -> re.Pattern[str]:
    named = (
        rf"(?:^|/)schools/{re.escape(school)}/{PHOTOGRAPHS}/(?:[^/]+/)*{re.escape(code.strip())}(?![^\W_])"
    )
    return re.compile(named, re.IGNORECASE)


# --- the table of consents --------------------------------------------------------------------------------


def _consents(network: Network, data: Path, code: str, about: Sequence[About], today: dt.date) -> list[Edit]:
    """Give the table of consents with a day in the column withdrawn_on; a row that is not there is added."""
    table = open_table(data, CONSENTS)
    names = [column.name for column in columns(CONSENTS)]
    if table is None:
        rows = [names, *([code, one, "", today.isoformat(), ""] for one in about)]
        return [Write(_named(network, data / f"{CONSENTS}.csv"), new_csv(rows).content())]
    before = table.cells.content()
    for column in names:
        if column not in table.places:
            table.add_column(column)
    for one in about:
        _withdraw(table, code, one, today)
    if table.cells.content() == before:
        return []
    old: list[Edit] = [Remove(_named(network, table.file))] if table.is_spreadsheet else []
    return [*old, Write(_named(network, table.target), table.cells.content())]


def _withdraw(table: OpenTable, code: str, about: str, today: dt.date) -> None:
    theirs = [row for row in table.rows() if _is_theirs(table, row, code, about)]
    if not theirs:
        theirs = [table.cells.new_row()]
        table.put(theirs[0], "code", code)
        table.put(theirs[0], "about", about)
    for row in theirs:
        if not table.text(row, "withdrawn_on"):
            table.put(row, "withdrawn_on", today.isoformat())


def _is_theirs(table: OpenTable, row: int, code: str, about: str) -> bool:
    named = table.text(row, "code").casefold() == code.strip().casefold()
    return named and table.value(row, "about") == about


def _named(network: Network, path: Path) -> str:
    return path.relative_to(network.folder).as_posix()
