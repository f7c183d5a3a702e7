"""One file without what is to be forgotten, by what kind of file it is; zips and backups file by file."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from enquiry_lib.data.forgetting.rows import table_without
from enquiry_lib.data.forgetting.sheets import (
    OLD_SHEETS,
    SHEETS,
    old_sheet_texts,
    old_sheet_without,
    sheet_without,
)
from enquiry_lib.data.forgetting.sought import DAMAGE, DEEPEST, GZIP, ZIPS, Sought, text_of
from enquiry_lib.data.forgetting.texts import (
    json_without,
    notebook_without,
    page_without,
    plain_without,
    record_without,
)
from enquiry_lib.store.backup import INSIDE, MANIFEST
from enquiry_lib.store.typed_csv import decoded

PAGES = (".html", ".htm", ".svg", ".xml")
TABLES = (".csv", ".tsv", ".txt")
CANNOT_CHANGE = "a kind of file that cannot be changed here"
KEEP_HASHES, MARK = ("sign_off.json", "imports.json"), 16  # the log of imports keeps the beginning of a hash
NOT_WHOLE = "it could not be taken out whole"
BESIDE = "it has to be saved as an .xlsx, and one of that name stands beside it"
CANNOT_LOOK = "it is damaged or locked, and cannot be looked into"
_PROGRAMS_OWN = re.compile(
    r"(?:^|/)(?:\.ipynb_checkpoints/|\.[^/]*\.part(?:/|$)|~\$[^/]*$|[^/]*\.tmp$|\.~[^/]*$)", re.IGNORECASE
)
_RECORD = re.compile(r"^enquiry.*\.json$")
_SCHOOL = re.compile(r"(?:^|/)schools/([^/]+)/")


@dataclass(frozen=True)
class Rules:
    """What is sought, and where: by paths from the network's folder, in the folder and in backups alike.

    `schools` are ids of schools whose folders are not touched. `stays` and `goes` say of other files that they are left
    in any case, or deleted in any case; `goes_along` of those that are deleted where anything else was found.
    """

    sought: Sought
    schools: frozenset[str] = frozenset()
    stays: Callable[[str], object] = field(default=lambda path: False)
    goes: Callable[[str], object] = field(default=lambda path: False)
    goes_along: Callable[[str], object] = field(default=lambda path: False)

    def passes_over(self, path: str) -> bool:
        """Say whether a file is not to be touched."""
        school = _SCHOOL.search(path)
        return bool(school and school[1] in self.schools) or bool(self.stays(path))


@dataclass(frozen=True)
class Changed:
    """What becomes of a file that held what is to be forgotten.

    `content` is None for a file that goes, or for one that nothing can be done with: then `left` says why. `name` is
    what it is called from then on, `rows` how many rows of tables went. `by_name` says that it goes for its name, and
    was not looked into.
    """

    name: str
    content: bytes | None = field(repr=False)
    rows: int = 0
    left: str = ""
    by_name: bool = False


def holds(name: str, content: bytes, sought: Sought) -> bool:
    """Say whether what is sought stands in a file or in its name."""
    if sought.is_in(content, name):
        return True
    old = old_sheet_texts(content) if name.lower().endswith(OLD_SHEETS) else None
    return old is not None and sought.stands_in(old)


def all_without(
    names: Iterable[str], read: Callable[[str], bytes], rules: Rules, *, depth: int = 0
) -> dict[str, Changed]:
    """Give what becomes of those of many files that do not stay as they are, by their paths.

    Files that keep the hashes of others (the sign-off of a report, the log of imports) are put right last.
    """
    hashes: dict[str, str] = {}
    found: dict[str, Changed] = {}
    there = frozenset(names)
    for name in sorted(there, key=lambda one: (PurePosixPath(one).name in KEEP_HASHES, one)):
        content = read(name)
        made = without(name, content, rules, depth=depth)
        if PurePosixPath(name).name in KEEP_HASHES and (made is None or made.content is not None):
            made = _with_hashes(name, content, made, hashes)
        if made is not None and made.name != name and made.name in there:
            made = Changed(name, None, left=BESIDE)
        if made is not None:
            found[name] = made
        if made is not None and made.content is not None:
            hashes[_hash(content)] = _hash(made.content)
    along = (name for name in there if rules.goes_along(name) and not rules.passes_over(name))
    return found | {name: Changed(name, None) for name in along} if found else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _with_hashes(name: str, content: bytes, made: Changed | None, hashes: dict[str, str]) -> Changed | None:
    after = before = content if made is None or made.content is None else made.content
    for old, new in hashes.items():
        after = after.replace(old.encode(), new.encode())
        after = after.replace(f'"{old[:MARK]}"'.encode(), f'"{new[:MARK]}"'.encode())
    return made if after == before else Changed(name, after)


def without(name: str, content: bytes, rules: Rules, *, depth: int = 0) -> Changed | None:
    """Give what becomes of a file, None for one that stays as it is; `name` is its path."""
    if rules.passes_over(name):
        return None
    if rules.goes(name) or rules.sought.stands_in(name):
        return Changed(name, None, by_name=True)
    if _PROGRAMS_OWN.search(name):
        return Changed(name, None) if holds(name, content, rules.sought) else None
    return (
        _made(name, content, rules, depth)
        if _is_archive(name, content) or holds(name, content, rules.sought)
        else None
    )


def _is_archive(name: str, content: bytes) -> bool:
    return content.startswith(ZIPS) and not name.lower().endswith((*SHEETS, *OLD_SHEETS))


def _made(name: str, content: bytes, rules: Rules, depth: int) -> Changed | None:
    if _is_archive(name, content):
        return _zip_without(name, content, rules, depth)
    if content.startswith(GZIP):
        return _unpacked_and_packed(name, content, rules, depth)
    made = _by_kind(name, content, rules.sought)
    if made is None:
        return Changed(name, None, left=CANNOT_CHANGE)
    return (
        Changed(name, None, left=NOT_WHOLE) if holds(made.name, made.content or b"", rules.sought) else made
    )


def _by_kind(name: str, content: bytes, sought: Sought) -> Changed | None:
    """Give a file that is not packed without what is sought, None for a kind that cannot be changed."""
    kind = PurePosixPath(name).suffix.lower()
    if kind in SHEETS or (kind == ".xls" and content.startswith(ZIPS)):  # the new kind under the old name
        done = sheet_without(content, sought)
        return Changed(name, *done) if done else None
    if kind in OLD_SHEETS:
        done = old_sheet_without(content, sought)
        return Changed(str(PurePosixPath(name).with_suffix(".xlsx")), *done) if done else None
    if kind in TABLES and (table := table_without(content, sought)):
        return Changed(name, *table)
    return _text_without(name, content, sought)


def _text_without(name: str, content: bytes, sought: Sought) -> Changed | None:
    text, path = text_of(content), PurePosixPath(name)
    if text is None:
        return None
    ways = {".json": json_without, ".ipynb": notebook_without, **dict.fromkeys(PAGES, page_without)}
    way = record_without if _RECORD.search(path.name) else ways.get(path.suffix.lower(), plain_without)
    mark, encoding, _ = decoded(content)
    return Changed(name, mark + way(text, sought).encode(encoding, errors="replace"))


def _unpacked_and_packed(name: str, content: bytes, rules: Rules, depth: int) -> Changed | None:
    try:
        inner = gzip.decompress(content)
    except DAMAGE:
        return Changed(name, None, left=CANNOT_LOOK)
    made = without(name.removesuffix(".gz"), inner, rules, depth=depth + 1) if depth < DEEPEST else None
    if made is None or made.content is None:
        return made
    return Changed(name, gzip.compress(made.content, mtime=0), made.rows)


# --- zips -------------------------------------------------------------------------------------------------


def _zip_without(name: str, content: bytes, rules: Rules, depth: int) -> Changed | None:
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as new:
            found = in_zip(packed, rules, depth=depth + 1)
            write_zip(packed, new, found, rules.sought)
    except DAMAGE:
        return Changed(name, None, left=CANNOT_LOOK) if rules.sought.is_in(content) else None
    left = next((one.left for one in found.values() if one.left), "")
    if left:
        return Changed(name, None, left=left)
    return Changed(name, out.getvalue(), sum(one.rows for one in found.values())) if found else None


def in_zip(packed: zipfile.ZipFile, rules: Rules, *, depth: int = 0) -> dict[str, Changed]:
    """Say what becomes of the files in a zip, by their names in it.

    Raises what zipfile raises for a damaged or locked zip (DAMAGE).
    """
    if depth >= DEEPEST:
        return {}
    names = [name for name in packed.namelist() if name != MANIFEST and not name.endswith("/")]
    return all_without(names, packed.read, rules, depth=depth)


def write_zip(
    packed: zipfile.ZipFile, new: zipfile.ZipFile, found: Mapping[str, Changed], sought: Sought
) -> None:
    """Write a zip anew with what `in_zip` found; all other files are the same, byte for byte.

    The list in a backup of what is in it is put right.
    """
    for member in packed.infolist():
        made = found.get(member.filename)
        if member.filename == MANIFEST:
            new.writestr(member, _manifest_without(packed.read(member), found, sought))
        elif made is not None or not sought.stands_in(member.filename):
            _put(new, member, packed.read(member), made)


def _put(new: zipfile.ZipFile, member: zipfile.ZipInfo, content: bytes, made: Changed | None) -> None:
    if made is None or made.left:
        new.writestr(member, content)
    elif made.content is not None:
        new.writestr(_renamed(member, made.name), made.content)


def _renamed(member: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    """Describe a member anew: its date, its rights and how it is packed stay."""
    new = zipfile.ZipInfo(name, member.date_time)
    new.compress_type, new.external_attr = member.compress_type, member.external_attr
    new.create_system = member.create_system
    return new


def _manifest_without(content: bytes, done: Mapping[str, Changed], sought: Sought) -> bytes:
    """Put right what a backup says of its files; what is no such list is left as it is."""
    try:
        listed: dict[str, Any] = json.loads(content)
        files = [_listed(one, done.get(INSIDE + one["path"])) for one in listed["files"]]
        empty = [path for path in listed["empty_folders"] if not sought.stands_in(path)]
    except (ValueError, KeyError, TypeError):
        return content
    kept = {**listed, "files": [one for one in files if one], "empty_folders": empty}
    return (
        (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode("utf-8") if kept != listed else content
    )


def _listed(one: dict[str, Any], made: Changed | None) -> dict[str, Any] | None:
    """Give the line of a file in the list of a backup; nothing for one that went."""
    if made is None:
        return one
    if made.content is None:
        return None
    facts = {"size": len(made.content), "sha256": hashlib.sha256(made.content).hexdigest()}
    return {**one, "path": made.name.removeprefix(INSIDE), **facts}
