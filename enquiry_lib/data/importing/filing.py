"""Filing: a proposal becomes rows in the school's table, and can be undone.

What a school's data folder has afterwards: the table as a csv, the table as it was (before_import/, the last ten of
each table by the time of the import), and a line in the log (imports.json) that says when, which table, by which mapping, how many rows and what kinds of notes. The
file itself, its name and what was typed in it are nowhere in the network's folder.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import itertools
import json
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.data.brought_in import IMPORTS
from enquiry_lib.data.files import find_file
from enquiry_lib.data.importing.codes import KEEP, MAKE
from enquiry_lib.data.importing.mapping import (
    Mapping,
    draft_path,
    known_mappings,
    mapping_path,
    mapping_text,
    numbered,
    read_mapping,
)
from enquiry_lib.data.importing.merging import Merged, merge, read_old, table_text
from enquiry_lib.data.importing.proposing import Proposal, ask_again
from enquiry_lib.data.importing.pseudonyms import keep, kept_of
from enquiry_lib.data.templates import columns
from enquiry_lib.errors import Problem
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import held, read_whole, write_whole

BEFORE = "before_import"
MOST_KEPT = 10
"""So many of a table as it was before are kept, the newest."""

Line = dict[str, Any]


@dataclass(frozen=True)
class Imported:
    """What was filed: the table, its path, how many rows of the file became how many of the table.

    `mapping` is the path of the csv that remembers what the headings mean, `before` the table as it was, if it was
    there and has been written anew.
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
    before: Path | None = None


def import_file(
    proposal: Proposal,
    *,
    replace: bool = False,
    keep_codes: bool | None = None,
    now: dt.datetime | None = None,
) -> Imported:
    """Write what was proposed into the school's table, and remember the mapping.

    Rows come to those that are there now; of the same key the new one takes the place of the old. replace: the
    file's rows alone make the table. keep_codes: True keeps the file's identifiers as codes, False makes codes
    of them in any case. Raises NotReady while a question is open or something stops it, ProblemsFound when the table
    that is there would lose something, CannotWrite, FileInUse.
    """
    if keep_codes is not None:
        proposal = ask_again(proposal, KEEP if keep_codes else MAKE)
    data = proposal.asked.network.data_folder(proposal.asked.school)
    with held(data / IMPORTS):
        proposal = _with_the_key_there_now(proposal, data)
        _check_ready(proposal)
        return _file(proposal, data, replace=replace, now=now or dt.datetime.now(dt.UTC))


def _with_the_key_there_now(proposal: Proposal, data: Path) -> Proposal:
    """Make the codes again where the school has another key by now than when the file was looked at."""
    codes = proposal.codes
    return ask_again(proposal, {}) if codes and kept_of(data).key_id not in ("", codes.key_id) else proposal


def _file(proposal: Proposal, data: Path, *, replace: bool, now: dt.datetime) -> Imported:
    old = find_file(data, proposal.table)[0]
    alone = replace or _is_under_a_new_key(proposal, data)
    merged = foresee(proposal, replace=replace)
    path = data / f"{proposal.table}.csv"
    if proposal.codes and proposal.codes.is_new:
        keep(data, proposal.asked.network.folder, proposal.codes)
    written = {} if _is_there(merged, old, alone=alone) else _write(proposal, merged, old, path, now)
    mapping = _remember(proposal)
    _log(data, proposal, merged, written, now)
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
        before=data / BEFORE / written["kept"] if written.get("kept") else None,
    )


def foresee(proposal: Proposal, *, replace: bool = False) -> Merged:
    """Say what filing would make of the school's table; nothing is written."""
    data, dictionary = proposal.asked.network.data_folder(proposal.asked.school), columns(proposal.table)
    old = find_file(data, proposal.table)[0]
    alone = replace or _is_under_a_new_key(proposal, data)
    before = pd.DataFrame(columns=list(proposal.frame.columns))
    before = before if old is None else read_old(old, dictionary, whole=not alone)
    return merge(before, proposal.frame, dictionary, alone=alone)


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
    given_up = proposal.codes.is_new and bool(kept_of(data).key_id)
    return given_up or bool(lines and lines[-1]["key"] not in proposal.codes.key_ids)


def _is_there(merged: Merged, old: Path | None, *, alone: bool) -> bool:
    """Say whether the table has all that the file has already."""
    return old is not None and not alone and not merged.new and not merged.changed


def _write(proposal: Proposal, merged: Merged, old: Path | None, path: Path, now: dt.datetime) -> Line:
    """Write the table and keep it as it was. Gives the log's part."""
    content = table_text(merged.frame, columns(proposal.table)).encode("utf-8")
    kept = _keep_as_it_was(old, now) if old else ""
    write_whole(path, content)
    if old is not None and old.name != path.name:
        old.unlink()
    return {"was": old.name if old else "", "kept": kept, "written": _mark_of(content)}


def _keep_as_it_was(old: Path, now: dt.datetime) -> str:
    """Keep a table under the time of the import, and of those before it the newest; gives the name it has there."""
    times = (now + dt.timedelta(seconds=later) for later in itertools.count())
    named = (old.parent / BEFORE / f"{old.stem}-{time:%Y-%m-%d-%H%M%S}{old.suffix}" for time in times)
    path = next(one for one in named if not one.exists())
    write_whole(path, read_whole(old))
    dated = re.compile(re.escape(old.stem) + r"-\d{4}-\d\d-\d\d-\d{6}\..+", re.IGNORECASE)
    kept = sorted(one for one in path.parent.iterdir() if dated.fullmatch(one.name))
    for one in kept[:-MOST_KEPT]:
        one.unlink()
    return path.name


def _mark_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _remember(proposal: Proposal) -> Path:
    """Write the mapping into the network's folder, unless it is known as it is. Gives where it is."""
    network, school = proposal.asked.network, proposal.asked.school
    for path, known in known_mappings(network, network.school(school).nation):
        if known.name == proposal.known and _says_the_same(proposal, path):
            return path
    path = mapping_path(network, proposal.mapping)
    write_whole(path, mapping_text(proposal.mapping))
    draft_path(network, proposal.mapping).unlink(missing_ok=True)
    return path


def save_mapping(network: Network, proposal: Proposal) -> Path:
    """Write down what a proposal takes the headings for, for people to edit; gives the path of the csv.

    Nothing was filed by it yet: it is used when somebody names it, and never by itself.
    """
    named = (dataclasses.replace(proposal.mapping, name=name) for name in numbered(proposal.mapping.name))
    path, text = next(one for one in map(partial(_draft, network), named) if _is_free(*one))
    write_whole(path, text)
    return path


def _draft(network: Network, mapping: Mapping) -> tuple[Path, str]:
    return draft_path(network, mapping), mapping_text(mapping)


def _is_free(path: Path, text: str) -> bool:
    """Say whether there is no file yet, or the very same: what somebody may have edited is kept."""
    remembered = path.parent.parent / path.name
    return not remembered.exists() and (not path.exists() or read_whole(path) == text.encode("utf-8"))


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

    Where there was none before, there is none again; the import before that can be undone after it. Raises
    NothingToUndo, or ChangedSince when somebody has changed the table in the meantime; then nothing is changed.
    """
    data = network.data_folder(school)
    with held(data / IMPORTS):
        return _undo(data, table)


def _undo(data: Path, table: str) -> Path:
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
    kept = data / BEFORE / Path(str(line.get("kept") or was)).name
    if was and not kept.is_file():
        raise errors.NothingToUndo(data, table=table)
    if was:
        write_whole(data / Path(was).name, read_whole(kept))
        kept.unlink()
    if was != now.name:
        now.unlink()
    return data / Path(was).name if was else now
