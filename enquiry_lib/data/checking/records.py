"""What people wrote in a school's records: what may name somebody is a warning, a pupil's code or UPN an error."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from enquiry_lib.data.checking.people import SHORTEST_CODE, is_word_or_name
from enquiry_lib.data.checking.tables import NAMES_NOBODY
from enquiry_lib.data.free_text import KINDS, MASKS, open_finds
from enquiry_lib.data.free_text.confirming import texts_by_question
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.templates import TABLES, identifiers
from enquiry_lib.errors import EnquiryError, Problem
from enquiry_lib.store.network import RECORD, Network
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import load_record

NO_CODE = "words without a pupil's code or UPN"
_NEVER_RIGHT = ("upn",)
_TOKEN, _PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?"), re.compile(r"[a-z0-9]+")
_CODE = "a pupil's code"


def written_in_records(network: Network, school_id: str) -> Iterator[Problem]:
    """Name the questions of a school's records whose answers may say who somebody is; the answers are never quoted.

    Of a record that cannot be read nothing is said here.
    """
    codes = _codes_of(network.data_folder(school_id))
    for path in network.enquiries(school_id):
        try:
            record = load_record(path)
        except EnquiryError:
            continue  # `kept_too_long` says so
        file = f"{path.parent.name}/{RECORD}"
        yield from _codes_in(record, codes, file)
        yield from _finds_in(record, file)


def _codes_of(data: Path) -> frozenset[str]:
    """Give the codes of a school's pupils, folded, but for those that are too weak to be looked for in words."""
    tables = [name for name in TABLES if "pupil_id" in identifiers(name)]
    codes = {
        str(code) for name in tables for code in load_table(data, name).frame["pupil_id"].dropna().unique()
    }
    return frozenset(
        code.casefold() for code in codes if len(code) >= SHORTEST_CODE and not is_word_or_name(code)
    )


def _codes_in(record: Record, codes: frozenset[str], file: str) -> Iterator[Problem]:
    """Name each question with the code of a pupil of the school in its answer."""
    asked = (where for where, text in texts_by_question(record) if not codes.isdisjoint(_tokens(text)))
    yield from (_error(file, where, _CODE) for where in dict.fromkeys(asked))


def _tokens(text: str) -> set[str]:
    """Give what may be a code in a text: words with the signs of codes in them, and without.

    >>> sorted(_tokens("Ask P-00001's."))
    ['00001', 'ask', 'p', 'p-00001', 's']
    """
    plain = text.casefold()
    return {*_TOKEN.findall(plain), *_PLAIN.findall(plain)}


def _finds_in(record: Record, file: str) -> Iterator[Problem]:
    for find, times in Counter(open_finds(record, {})).items():
        if find.kind in _NEVER_RIGHT:
            yield _error(file, find.where, KINDS[find.kind])
            continue
        found = KINDS[find.kind] + f" ({times} times)" * (times > 1)
        do = f"Look at it in the form: put {MASKS[find.kind]} in its place, or say there that it is nobody."
        yield Problem(file, 0, find.where, found, NAMES_NOBODY, do, "warning")


def _error(file: str, where: str, found: str) -> Problem:
    do = "Open the form and write it without: say 'a pupil', or how many. Earlier versions of the record hold it still."
    return Problem(file, 0, where, found, NO_CODE, do)
