"""Filing: a proposal becomes rows in the school's table, and can be undone.

What a school's data folder has afterwards: the table as a csv, the table as it was (before_import/), and a line in
the log (imports.json) that says when, which table, by which mapping, how many rows and what kinds of notes. The
file itself, its name and what was typed in it are nowhere in the network's folder.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.brought_in import IMPORTS
from enquiry_lib.data.files import find_file
from enquiry_lib.data.importing.codes import KEEP, MAKE, NEW_KEY
from enquiry_lib.data.importing.mapping import known_mappings, mapping_path, mapping_text, read_mapping
from enquiry_lib.data.importing.merging import Merged, merge, read_old, table_text
from enquiry_lib.data.importing.proposing import Proposal, ask_again
from enquiry_lib.data.importing.pseudonyms import keep, kept_of
from enquiry_lib.data.templates import columns
from enquiry_lib.errors import Problem
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import read_whole, write_whole

BEFORE = "before_import"
Line = dict[str, Any]


@dataclass(frozen=True)
class Imported:
    """What was filed: the table, its path, how many rows of the file became how many of the table.

    `mapping` is the path of the csv that remembers what the headings mean.
    """

    table: str
    path: Path
    rows_read: int
    rows_written: int
    rows_new: int
    rows_changed: int
    rows_left_out: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    mapping: Path


def import_file(
    proposal: Proposal,
    *,
    replace: bool = False,
    keep_codes: bool | None = None,
    now: dt.datetime | None = None,
) -> Imported:
    """Write what was proposed into the school's table, and remember the mapping.

    Rows come to those that are there; of the same key the new one takes the place of the old. replace: the
    file's rows alone make the table. keep_codes: True keeps the file's identifiers as codes, False makes codes
    of them in any case. Raises NotReady while a question is open or something stops it, CannotWrite, FileInUse.
    """
    if keep_codes is not None:
        proposal = ask_again(proposal, KEEP if keep_codes else MAKE)
    _check_ready(proposal)
    data = proposal.asked.network.data_folder(proposal.asked.school)
    old = find_file(data, proposal.table)[0]
    alone = replace or _is_under_a_new_key(proposal, data)
    merged = _merged(proposal, old, alone=alone)
    path = data / f"{proposal.table}.csv"
    if proposal.codes and proposal.codes.is_new:
        keep(data, proposal.asked.network.folder, proposal.codes)
    written = {} if _is_there(merged, old, alone=alone) else _write(proposal, merged, old, path)
    mapping = _remember(proposal)
    _log(data, proposal, merged, written, now or dt.datetime.now(dt.UTC))
    return Imported(
        table=proposal.table,
        path=path if written or old is None else old,
        rows_read=len(proposal.read.frame),
        rows_written=len(proposal.frame),
        rows_new=merged.new,
        rows_changed=merged.changed,
        rows_left_out=proposal.rows_left_out,
        problems=proposal.problems,
        notes=proposal.notes,
        mapping=mapping,
    )


def _check_ready(proposal: Proposal) -> None:
    if proposal.ready:
        return
    stops = [str(problem) for problem in proposal.stops]
    asked = [f"{one.asked} (--answer '{one.key}=…')" for one in proposal.questions]
    found = "something stops it" if stops else "there are open questions"
    raise errors.NotReady(found=found, do="\n".join(["", *(f"  - {line}" for line in (*stops, *asked))]))


def _is_under_a_new_key(proposal: Proposal, data: Path) -> bool:
    """Say whether the table's rows have codes made with another key: they cannot stand beside the new ones."""
    if proposal.codes is None:
        return False
    lines = [line for line in read_log(data) if line.get("table") == proposal.table and line.get("key")]
    given_up = proposal.asked.answers.get("key") == NEW_KEY["key"] and bool(kept_of(data).key_id)
    return given_up or bool(lines and lines[-1]["key"] != proposal.codes.key_id)


def _merged(proposal: Proposal, old: Path | None, *, alone: bool) -> Merged:
    """Bring the rows together; `alone` says that the file's rows alone are to make the table."""
    dictionary = columns(proposal.table)
    before = pd.DataFrame(columns=list(proposal.frame.columns)) if old is None else read_old(old, dictionary)
    merged = merge(before, proposal.frame, dictionary)
    return Merged(proposal.frame, merged.new, merged.changed) if alone else merged


def _is_there(merged: Merged, old: Path | None, *, alone: bool) -> bool:
    """Say whether the table has all that the file has already."""
    return old is not None and not alone and not merged.new and not merged.changed


def _write(proposal: Proposal, merged: Merged, old: Path | None, path: Path) -> Line:
    """Write the table and keep it as it was. Gives the log's part."""
    content = table_text(merged.frame, columns(proposal.table)).encode("utf-8")
    if old is not None:
        write_whole(path.parent / BEFORE / old.name, read_whole(old))
    write_whole(path, content)
    if old is not None and old.name != path.name:
        old.unlink()
    return {"was": old.name if old else "", "written": _mark_of(content)}


def _mark_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _remember(proposal: Proposal) -> Path:
    """Write the mapping into the network's folder, unless it is known as it is. Gives where it is."""
    network, school = proposal.asked.network, proposal.asked.school
    for path, known in known_mappings(network, network.school(school).nation):
        if known.name == proposal.known and _says_the_same(proposal, path):
            return path
    return save_mapping(network, proposal)


def save_mapping(network: Network, proposal: Proposal) -> Path:
    """Write down what a proposal takes the headings for, for people to edit; gives the path of the csv."""
    path = mapping_path(network, proposal.mapping)
    write_whole(path, mapping_text(proposal.mapping))
    return path


def _says_the_same(proposal: Proposal, path: Path) -> bool:
    """Say whether a known mapping has every heading and every answer of this one."""
    known, mine = read_mapping(path), proposal.mapping
    return (
        mine.used.items() <= known.used.items()
        and mine.words == known.words
        and mine.answers == known.answers
        and mine.always == known.always
    )


# --- the log ----------------------------------------------------------------------------------------------


def read_log(data: Path) -> list[Line]:
    """Give the lines of a school's log of imports, oldest first. Raises CannotRead when it is damaged."""
    path = data / IMPORTS
    if not path.is_file():
        return []
    try:
        lines = json.loads(read_whole(path).decode("utf-8-sig"))
    except ValueError as problem:
        raise errors.CannotRead(data, file=IMPORTS, why="it is not complete") from problem
    return [line for line in lines if isinstance(line, dict)]


def _write_log(data: Path, lines: list[Line]) -> None:
    write_whole(data / IMPORTS, json.dumps(lines, indent=1, ensure_ascii=False) + "\n")


def _log(data: Path, proposal: Proposal, merged: Merged, written: Line, now: dt.datetime) -> None:
    line: Line = {
        "when": now.isoformat(timespec="seconds"),
        "table": proposal.table,
        "mapping": proposal.mapping.name,
        "key": proposal.codes.key_id if proposal.codes else "",
        "rows_read": len(proposal.read.frame),
        "rows_written": len(proposal.frame),
        "rows_new": merged.new,
        "rows_changed": merged.changed,
        "rows_left_out": proposal.rows_left_out,
        "notes": list(proposal.kinds),
        **written,
    }
    _write_log(data, [*read_log(data), line])


# --- undoing ----------------------------------------------------------------------------------------------


def undo_import(network: Network, school: str, table: str) -> Path:
    """Bring back a table as it was before its last import that changed it; gives the table's path.

    Where there was none before, there is none again. Raises NothingToUndo, or ChangedSince when somebody has
    changed the table in the meantime; then nothing is changed.
    """
    data = network.data_folder(school)
    lines = read_log(data)
    last = max((at for at, line in enumerate(lines) if _wrote(line, table)), default=-1)
    if last < 0:
        raise errors.NothingToUndo(data, table=table)
    path = _put_back(data, table, lines[last])
    _write_log(data, [line for at, line in enumerate(lines) if at < last or line.get("table") != table])
    return path


def _wrote(line: Line, table: str) -> bool:
    return line.get("table") == table and "written" in line


def _put_back(data: Path, table: str, line: Line) -> Path:
    now, was = data / f"{table}.csv", str(line["was"])
    if not now.is_file() or _mark_of(read_whole(now)) != line["written"]:
        raise errors.ChangedSince(data, table=table)
    kept = data / BEFORE / Path(was).name
    if was and not kept.is_file():
        raise errors.NothingToUndo(data, table=table)
    if was:
        write_whole(data / Path(was).name, read_whole(kept))
        kept.unlink()
    if was != now.name:
        now.unlink()
    return data / Path(was).name if was else now
