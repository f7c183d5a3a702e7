"""Codes: which code a pupil has in our tables, and whether the file's own identifiers can be kept as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from enquiry_lib.data.importing.cells import Cells, each_once
from enquiry_lib.data.importing.pseudonyms import (
    Pseudonyms,
    find_pseudonyms,
    kept_of,
    keys_folder,
    new_pseudonyms,
)
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.meaning.numbers import is_power
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.errors import EarlierKeyMissing, KeyMissing, Problem

UPN = "UPN"
NUMBER = "school's own number"
OWN = "code"
"""The kind of an identifier under our own heading, pupil_id: a code already, if somebody says so."""

KEEP, MAKE = {"codes": "keep"}, {"codes": "make"}
"""The answers with which a file's identifiers are kept as they are, or are made codes whatever they look like."""

NEW_KEY = {"key": "new"}
"""The answer with which a lost key is given up and a new one made."""

_UPN = re.compile(r"[A-Za-z]\d{11}[A-Za-z0-9]")
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9_-]{4,40}")
_NEARLY_ALL = 0.9


@dataclass(frozen=True, eq=False)
class Identified:
    """The pupils' codes by the row in the file; `codes` is None where the file's own were kept.

    `stops` says why the file cannot be taken in as it is; `cells` has what has to be asked.
    """

    cells: Cells
    codes: Pseudonyms | None
    stops: tuple[Problem, ...] = ()


def identify(
    texts: pd.Series,
    kind: str,
    *,
    file: str,
    heading: str,
    data: Path,
    answers: Pairs[str, str],
    fresh: Pseudonyms | None = None,
) -> Identified:
    """Give each row its pupil's code. `texts` are the identifiers, categories, by the row in the file.

    `kind` is what they are ("UPN"), `data` the school's data folder, `fresh` a new key made for the file before.
    When the school's key is not on this computer that is asked about, and the codes are no school's until then.
    """
    typed = [text for text in (str(one).strip() for one in texts.cat.categories) if text]
    if _are_codes(typed, kind, data, answers):
        return _kept(texts, file, heading)
    before = kept_of(data)
    if kind == OWN and not _have_upns(typed) and answers.get("codes") != MAKE["codes"]:
        return _asking_whether_codes(_made(texts, fresh or new_pseudonyms(NUMBER), file, heading), heading)
    if kind == OWN:
        kind = UPN if _have_upns(typed) else before.kind or NUMBER
    new_key = answers.get("key") == NEW_KEY["key"]
    if before.kind and before.kind != kind and not new_key:
        cells = replace(_made(texts, new_pseudonyms(kind), file, heading).cells, notes=())
        return Identified(cells, None, (_another_kind(file, heading, kind, before.kind),))
    try:
        codes = find_pseudonyms(data, kind, new_key=new_key, fresh=fresh)
        return _as_listed(_made(texts, codes, file, heading, _listed(data, codes)), data)
    except KeyMissing as problem:
        unsaved = fresh or new_pseudonyms(kind)
        return _asking_for_the_key(_made(texts, unsaved, file, heading), problem)


def _listed(data: Path, codes: Pseudonyms) -> frozenset[str]:
    """Give the codes on the list of pupils, where a merger brought pupils who have theirs from another key."""
    merged = codes.earlier or codes.not_here
    return frozenset(load_table(data, PUPILS).frame["pupil_id"]) if merged else frozenset()


def _as_listed(found: Identified, data: Path) -> Identified:
    """Give what was found. Raises EarlierKeyMissing where a pupil not on the list may be there under a key that is not here."""
    codes = found.codes
    if codes and codes.not_here and set(found.cells.texts) - {""} - _listed(data, codes):
        raise EarlierKeyMissing(file=", ".join(codes.not_here), folder=keys_folder())
    return found


def _asking_for_the_key(found: Identified, problem: KeyMissing) -> Identified:
    """Ask whether a key that is not here is lost for good."""
    asked = (
        f"Is the key lost for good? {problem.found_only()} Put that file back into {problem.facts['folder']}: from a "
        "backup, or from the computer on which the first table was imported. Only if there is none any more, answer "
        f"'{NEW_KEY['key']}': every pupil gets a new code, and all the school's tables have to be imported again, "
        "beginning with the pupils."
    )
    question = Question("key", "", asked, (NEW_KEY["key"],))
    return replace(found, cells=replace(found.cells, questions=(question,)))


def _asking_whether_codes(found: Identified, heading: str) -> Identified:
    """Ask what stands under our own heading: its name alone does not say that nobody can read it."""
    keep, make = KEEP["codes"], MAKE["codes"]
    asked = (
        f"Are the identifiers under '{heading}' codes already, which tell nobody who a pupil is ({keep}), or are they "
        f"numbers of the school, such as admission numbers, from which codes are to be made ({make})?"
    )
    question = Question("codes", heading, asked, (keep, make))
    return replace(found, cells=replace(found.cells, questions=(question,), notes=()))


def _are_codes(typed: list[str], kind: str, data: Path, answers: Pairs[str, str]) -> bool:
    """Say whether identifiers are codes of ours: somebody says so, or the list of pupils has them."""
    if answers.get("codes") == KEEP["codes"]:
        return True
    if answers.get("codes") == MAKE["codes"] or _have_upns(typed):
        return False
    ours = set(load_table(data, PUPILS).frame["pupil_id"])
    return bool(typed) and sum(text in ours for text in typed) >= _NEARLY_ALL * len(typed)


def _have_upns(typed: list[str]) -> bool:
    return any(_UPN.fullmatch(text) for text in typed)


def _kept(texts: pd.Series, file: str, heading: str) -> Identified:
    kept = each_once(texts, lambda text: text if _CODE.fullmatch(text) else "")
    said = "a code of 6 to 40 letters, digits, - or _, with a digit in it"
    problems = tuple(_not_usable(texts, kept, file, heading, said))
    note = "codes kept", "pupils' codes were kept as they are in the file"
    return Identified(Cells(kept, problems, notes=(note,)), None)


def _made(
    texts: pd.Series, codes: Pseudonyms, file: str, heading: str, listed: frozenset[str] = frozenset()
) -> Identified:
    is_one = _is_upn if codes.kind == UPN else _is_number
    made = each_once(texts, lambda text: codes.code_among(listed, text) if is_one(text) else "")
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


def _another_kind(file: str, heading: str, kind: str, before: str) -> Problem:
    found = f"pupils by {kind}"
    do = (
        f"This school's other tables were imported by {before}, and the same pupil would get another code. Export "
        f"the file with the {before} as a column; or add that column yourself, from a list of pupils that has both "
        "numbers (XLOOKUP or VLOOKUP in Excel), and choose the file again."
    )
    return Problem(file, 0, heading, found, f"pupils by {before}", do)
