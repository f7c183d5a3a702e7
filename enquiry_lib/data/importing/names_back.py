"""Names back: whose code is whose, worked out anew from a list of the school's own, where its key is.

Nothing that names a pupil is ever kept. A list from the school's system has identifiers and names; with the key
each identifier gives its code again, and the names are beside it for as long as somebody looks.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.importing.choosing import Chosen, Facts, afresh
from enquiry_lib.data.importing.headings import A_NAME, ID, folded
from enquiry_lib.data.importing.mapping import meant
from enquiry_lib.data.importing.pseudonyms import Kept, Pseudonyms, find_pseudonyms, kept_of
from enquiry_lib.data.importing.sources import read_source
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.store.network import SETTINGS, Network
from enquiry_lib.store.saving import write_whole

CODE = "code"


@dataclass(frozen=True, eq=False)
class NamesBack:
    """Who the pupils behind codes are. `frame` has a row for each: its code, its identifier, its names.

    Never write `frame` into the network's folder. `not_found` are the codes of nobody in the list.
    """

    frame: pd.DataFrame = field(repr=False)
    not_found: tuple[str, ...]


def names_back(
    source: Path, *, network: Network, school: str, sheet: str = "", codes: Collection[str] = ()
) -> NamesBack:
    """Give the school its names back: read a list of its own and say which code is whose.

    `source` is a file from the school's system, with the identifiers from which the codes were made and with
    names; it is read, never copied. `codes` are those asked for; left empty, all on the school's list of pupils.
    Raises NoCodesMade for a school that keeps codes of its own, KeyMissing where its key is not on this computer, WrongValue
    for a list without the right identifiers, ProblemsFound where there is no list in the file.
    """
    data = network.data_folder(school)
    kept = kept_of(data)
    if not kept.key_id:
        raise errors.NoCodesMade(data)
    made_with = find_pseudonyms(data, kept.kind)
    nation = network.school(school).nation
    facts = Facts.of(nation, network)
    listed = frozenset(map(str, load_table(data, PUPILS).frame["pupil_id"]))
    read = read_source(source, sheet=sheet, known=frozenset(map(folded, facts.headings["heading"])))
    chosen = afresh(read.frame, facts, PUPILS, kept.kind)
    heading = _identifiers_in(chosen, facts, kept, read.file)
    frame = _with_codes(read.frame, heading, _names_in(chosen), made_with, listed)
    asked = {code.strip().upper() for code in codes} or listed
    found = frame[frame[CODE].isin(asked)].sort_values(CODE).reset_index(drop=True)
    return NamesBack(found, tuple(sorted(asked - set(found[CODE]))))


def _identifiers_in(chosen: Chosen, facts: Facts, kept: Kept, file: str) -> str:
    """Give the heading of the identifiers of the kind from which the codes were made."""
    vocabulary = facts.vocabulary(PUPILS, kept.kind)
    headings = [one.heading for one in chosen.offered if meant(one.taken_for)[0] == ID]
    right = [heading for heading in headings if vocabulary.kind_of(heading) == kept.kind]
    if not right:
        found = f"pupils by {vocabulary.kind_of(headings[0])}" if headings else "no heading for them"
        raise errors.WrongValue(
            file, name="The column of identifiers", found=found, expected=f"the {kept.kind}"
        )
    return right[0]


def _names_in(chosen: Chosen) -> list[str]:
    return [one.heading for one in chosen.offered if one.why == A_NAME]


def _with_codes(
    frame: pd.DataFrame, heading: str, names: Sequence[str], made_with: Pseudonyms, listed: frozenset[str]
) -> pd.DataFrame:
    """Give each pupil once: code, identifier and names; rows without an identifier are nobody's."""
    people: pd.DataFrame = frame[[heading, *names]].astype("str").apply(lambda column: column.str.strip())
    people = people[people[heading] != ""].drop_duplicates(heading)
    made = [made_with.code_among(listed, identifier) for identifier in people[heading]]
    people.insert(0, CODE, made)
    return people


def write_names(back: NamesBack, path: Path) -> None:
    """Write the names to a csv that only this user can read, outside of every network's folder.

    Raises NamesInTheNetwork, and InTheWay for a file that is there already.
    """
    place = path.expanduser().resolve()
    if any((above / SETTINGS).is_file() for above in place.parents):
        raise errors.NamesInTheNetwork(place.parent)
    if place.exists():
        raise errors.InTheWay(place.parent, name=place.name, kind="file")
    safe = back.frame.map(_no_formula)
    write_whole(place, safe.to_csv(index=False, lineterminator="\n"))
    if os.name == "posix":
        place.chmod(0o600)


def _no_formula(text: str) -> str:
    """Give a cell that no spreadsheet works out: what begins like a formula begins with an apostrophe."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text
