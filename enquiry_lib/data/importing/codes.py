"""Codes: which code a pupil has in our tables, and whether the file's own identifiers can be kept as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from enquiry_lib.data.importing.cells import Cells, each_once
from enquiry_lib.data.importing.pseudonyms import Pseudonyms, find_pseudonyms, kept_of
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.meaning.numbers import is_power
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.errors import Problem

UPN = "UPN"
OWN = "code"
"""The kind of an identifier under our own heading, pupil_id: a code already."""

KEEP, MAKE = {"codes": "keep"}, {"codes": "make"}
"""The answers with which a file's identifiers are kept as they are, or are made codes whatever they look like."""

NEW_KEY = {"key": "new"}
"""The answer with which a lost key is given up and a new one made."""

_UPN = re.compile(r"[A-Za-z]\d{11}[A-Za-z0-9]")
_CODE = re.compile(r"[A-Za-z0-9_-]{4,40}")
_NEARLY_ALL = 0.9


@dataclass(frozen=True, eq=False)
class Identified:
    """The pupils' codes by the row in the file; `codes` is None where the file's own were kept.

    `stops` says why the file cannot be taken in as it is.
    """

    cells: Cells
    codes: Pseudonyms | None
    stops: tuple[Problem, ...] = ()


def identify(
    texts: pd.Series, kind: str, *, file: str, heading: str, data: Path, answers: Pairs[str, str]
) -> Identified:
    """Give each row its pupil's code. `texts` are the identifiers, categories, by the row in the file.

    `kind` is what they are ("UPN"), `data` the school's data folder. Raises KeyMissing.
    """
    typed = [str(text).strip() for text in texts.cat.categories]
    if _are_codes([text for text in typed if text], kind, data, answers):
        return _kept(texts, file, heading)
    if kind == OWN:
        kind = UPN
    before = kept_of(data)
    new_key = answers.get("key") == NEW_KEY["key"]
    if before.kind and before.kind != kind and not new_key:
        return Identified(Cells(_none(texts)), None, (_another_kind(file, heading, kind, before.kind),))
    return _made(texts, find_pseudonyms(data, kind, new_key=new_key), file, heading)


def _are_codes(typed: list[str], kind: str, data: Path, answers: Pairs[str, str]) -> bool:
    """Say whether identifiers are codes of ours: somebody says so, our heading does, or the list of pupils has them."""
    if answers.get("codes") == KEEP["codes"]:
        return True
    if answers.get("codes") == MAKE["codes"] or any(_UPN.fullmatch(text) for text in typed):
        return False
    ours = set(load_table(data, PUPILS).frame["pupil_id"])
    return kind == OWN or (bool(typed) and sum(text in ours for text in typed) >= _NEARLY_ALL * len(typed))


def _kept(texts: pd.Series, file: str, heading: str) -> Identified:
    kept = each_once(texts, lambda text: text if _CODE.fullmatch(text) else "")
    problems = tuple(_not_usable(texts, kept, file, heading, "a code of 4 to 40 letters, digits, - or _"))
    note = "codes kept", "pupils' codes were kept as they are in the file"
    return Identified(Cells(kept, problems, notes=(note,)), None)


def _made(texts: pd.Series, codes: Pseudonyms, file: str, heading: str) -> Identified:
    is_one = _is_upn if codes.kind == UPN else _is_number
    made = each_once(texts, lambda text: codes.code(text) if is_one(text) else "")
    said = (
        "a UPN: a letter and twelve digits" if codes.kind == UPN else f"the {codes.kind}, with a digit in it"
    )
    problems = tuple(_not_usable(texts, made, file, heading, said))
    note = "pseudonyms", f"each {codes.kind} became a code of the school's own; it is not kept"
    return Identified(Cells(made, problems, notes=(note,)), codes)


def _is_upn(text: str) -> bool:
    return bool(_UPN.fullmatch(text.strip()))


def _is_number(text: str) -> bool:
    """Say whether a text can be a number or a code of a pupil: a digit in it, no space, not turned by Excel."""
    plain = text.strip()
    fits = re.fullmatch(r"[\w/.-]{1,40}", plain) and re.search(r"\d", plain)
    return bool(fits) and not is_power(plain)


def _not_usable(
    texts: pd.Series, made: pd.Series, file: str, heading: str, expected: str
) -> Iterator[Problem]:
    """Name the rows without a usable identifier; what stands there is never quoted."""
    plain = each_once(texts, str.strip)
    for row in made.index[made == ""]:
        found, do = "nothing" if plain[row] == "" else "something else", "Put it right in the file"
        if is_power(str(plain[row])):
            found = "a code that Excel turned into a number such as 1.23E+12"
            do = "Format the column as text, and fetch the codes again from where they came from"
        yield Problem(file, int(row), heading, found, expected, f"{do}; the row was left out.")


def _none(texts: pd.Series) -> pd.Series:
    return each_once(texts, lambda _: "")


def _another_kind(file: str, heading: str, kind: str, before: str) -> Problem:
    found = f"pupils by {kind}"
    do = (
        f"This school's other tables were imported by {before}, and the same pupil would get another code. Export "
        f"the file with the {before} as a column, or import all tables again with --new-key."
    )
    return Problem(file, 0, heading, found, f"pupils by {before}", do)
