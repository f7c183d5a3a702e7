"""What a pupil is known by, and what goes with the pupil: rows, sentences, files, and the reports of the school."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.data.files import find_file
from enquiry_lib.data.forgetting.files import Rules
from enquiry_lib.data.forgetting.other_keys import key_ids
from enquiry_lib.data.forgetting.plan import ForgetPlan, plan_forgetting
from enquiry_lib.data.forgetting.sought import Sought
from enquiry_lib.data.importing.pseudonyms import find_pseudonyms, kept_of, known_key
from enquiry_lib.data.reading import read_text
from enquiry_lib.data.templates import TABLES, columns, identifiers
from enquiry_lib.store.at_once import Write
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import load_record, read_whole

LOG, LOG_HEADING = "forgotten.csv", "day,files,rows,backups"
"""Of the log: files and rows are those of the network's folder, backups all backups and copies that were looked into."""

SHORTEST, SHORTEST_NAME = 4, 3


def plan_forget(
    network: Network,
    school: str,
    pupil: str,
    *,
    also: Sequence[str] = (),
    backups: Sequence[Path] = (),
    today: dt.date | None = None,
) -> ForgetPlan:
    """Plan to forget a pupil of a school; nothing is written.

    pupil: a code, or an identifier from the school's own system; where the school's key is on this computer, the code
    made of it is looked for as well. also: names of the pupil, looked for as they are written. backups: folders (or zips) to look into, besides what lies beside the network.
    Raises UnknownSchool, or WrongValue for what is too short or too plain to be an identifier, or to be a name.
    """
    data = network.data_folder(school)
    listed = _listed(data)
    texts = _known_by(pupil, data, listed) | _names(also)
    sought = Sought(texts, frozenset(one for one in listed if _is_longer(one, texts)))
    others = frozenset(one.id for one in network.schools) - {school}
    rules = Rules(sought, others, goes_along=_made_again(network, school))
    plan = plan_forgetting(network, school, rules, backups=backups)
    return _with_log(plan, today or dt.date.today()) if plan else plan


def _known_by(pupil: str, data: Path, listed: Collection[str]) -> frozenset[str]:
    """Give everything a pupil may be called: what was typed, and the codes made of it where the keys are here."""
    typed = pupil.strip()
    plain = len(typed) < SHORTEST or not any(map(str.isdigit, typed))
    if plain and typed.casefold() not in {one.casefold() for one in listed}:
        expected = (
            "a pupil's code or identifier: at least four signs with a digit among them, and never a name"
        )
        raise errors.WrongValue(name="PUPIL", found="no identifier", expected=expected)
    return frozenset({typed, *_codes_of(typed, data)})


def _codes_of(typed: str, data: Path) -> frozenset[str]:
    """Make the pupil's code with every key that is here: today's, those before it, those of schools merged into this one."""
    keys = (known_key(key) for key in key_ids(data))
    return frozenset(key.code(typed) for key in keys if key)


def _names(also: Sequence[str]) -> frozenset[str]:
    names = frozenset(" ".join(name.split()) for name in also)
    if any(sum(map(str.isalpha, name)) < SHORTEST_NAME for name in names):
        expected = f"a name as people write it, at least {SHORTEST_NAME} letters"
        raise errors.WrongValue(name="--also", found="something shorter", expected=expected)
    return names


def is_key_here(data: Path) -> bool:
    """Say whether codes can be made of identifiers: the school has a key, and it is on this computer."""
    kept = kept_of(data)
    try:
        return bool(kept.key_id and find_pseudonyms(data, kept.kind))
    except errors.KeyMissing:
        return False


def _listed(data: Path) -> frozenset[str]:
    """Give every identifier in the school's tables, whatever else is wrong in them."""
    files = ((table, find_file(data, table)[0]) for table in TABLES)
    return frozenset(one for table, file in files if file for one in _identifiers_in(file, table))


def _identifiers_in(file: Path, table: str) -> Iterator[str]:
    try:
        frame = read_text(file, [replace(column, required=False) for column in columns(table)]).frame
    except errors.ProblemsFound:
        return  # no row of it says whom it is about; it is searched like any other file
    for name in set(identifiers(table)) & set(frame):
        yield from frame[name].drop_duplicates().astype(str).str.strip()


def _is_longer(listed: str, texts: Collection[str]) -> bool:
    """Say whether another pupil's identifier has one of these in it, such as AB-12-3 has AB-12."""
    known = {text.casefold() for text in texts}
    return listed.casefold() not in known and any(text in listed.casefold() for text in known)


def _made_again(network: Network, school: str) -> Callable[[str], bool]:
    """Give what says of a path that rendering makes it again: the school's report, and the results of open enquiries.

    Results of earlier enquiries that are finished cannot be made again, and count nobody by name: they stay.
    """
    paths = network.enquiries(school)
    kept = "|".join(re.escape(path.parent.name) for path in paths[:-1] if _is_finished(path)) or r"(?!)"
    made = re.compile(
        rf"(?:^|/)(?:reports/{re.escape(school)}\.html"
        rf"|schools/{re.escape(school)}/enquiries/(?!(?:{kept})/)[^/]+/results/[^/]+)$"
    )
    return lambda path: bool(made.search(path))


def _is_finished(path: Path) -> bool:
    try:
        return load_record(path).status == "finished"
    except errors.EnquiryError:
        return False


def _with_log(plan: ForgetPlan, today: dt.date) -> ForgetPlan:
    """Add the line that is kept: the day and how much went, and nothing about whom."""
    path = plan.network.school_folder(plan.school) / LOG
    name = path.relative_to(plan.network.folder).as_posix()
    before = read_whole(path).decode("utf-8") if path.is_file() else f"{LOG_HEADING}\n"
    line = f"{today.isoformat()},{plan.home.files},{plan.home.rows},{len(plan.looked_into)}\n"
    return plan.with_written(Write(name, (before + line).encode("utf-8")))
