"""What is kept longer than a school has promised: tables of pupils, and the key that leads from codes to pupils."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from enquiry_lib.data.files import find_file
from enquiry_lib.data.importing.pseudonyms import kept_of, key_file
from enquiry_lib.data.templates import TABLES, identifiers
from enquiry_lib.errors import CannotRead, EnquiryError, Problem
from enquiry_lib.store.network import RECORD, Network
from enquiry_lib.store.record import Protection
from enquiry_lib.store.saving import load_record


def kept_too_long(network: Network, school_id: str, day: dt.date) -> Iterator[Problem]:
    """Warn of each enquiry of a school by which pupils' tables, or the key to their codes, should be gone by now.

    What is gone already is not spoken of; a key counts as kept while it is on this computer. A record that cannot be
    read is an error.
    """
    data = network.data_folder(school_id)
    for path in network.enquiries(school_id):
        file = f"{path.parent.name}/{RECORD}"
        try:
            said = load_record(path).protection
        except EnquiryError:
            do = "See its earlier versions with `enquiry history`, and bring one back with `enquiry restore`."
            yield Problem(file, 0, "", "a record that cannot be read", "a record as the forms save it", do)
            continue
        yield from _tables(said, data, file, day)
        yield from _key(said, data, file, day)


def _tables(said: Protection, data: Path, file: str, day: dt.date) -> Iterator[Problem]:
    until = said.keep_tables_until
    names = [name for name in TABLES if "pupil_id" in identifiers(name) and find_file(data, name)[0]]
    if until and until < day and names:
        found = f"tables of pupils that were to be kept until {_day(until)}"
        expected = "no tables of pupils after that day"
        who = f" Who was to see to it: {said.who_deletes.rstrip('.')}." if said.who_deletes else ""
        do = f"Delete {', '.join(names)} from the school's folder data, or agree on another day and write it down.{who}"
        yield Problem(file, 0, _asked("keep_tables_until"), found, expected, do, "warning")


def _key(said: Protection, data: Path, file: str, day: dt.date) -> Iterator[Problem]:
    until = said.keep_names_until
    key = _key_here(data) if until and until < day else None
    if until and key:
        found = f"a key on this computer that was to be kept until {_day(until)}"
        expected = "no key after that day"
        do = f"Delete {key.name} in the folder of the keys, and every copy of it, or agree on another day and write it down."
        yield Problem(file, 0, _asked("keep_names_until"), found, expected, do, "warning")


def _key_here(data: Path) -> Path | None:
    """Give the file of the school's key, if it is on this computer; a file of names that makes no sense names none."""
    try:
        key = key_file(kept_of(data).key_id)
    except CannotRead:
        return None
    return key if key.is_file() else None


def _asked(field: str) -> str:
    """Give the question of the form that was answered with the day."""
    return str(Protection.model_fields[field].title)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
