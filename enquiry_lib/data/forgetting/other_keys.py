"""Codes under other keys: a pupil's code that nobody can work out here, and the files that may hold it.

After a new key, or on another computer, tables hold codes made with a key that is not here. Whose they are cannot
be told; so the files are named, and nobody is told that a pupil is found nowhere.
"""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from enquiry_lib import errors
from enquiry_lib.data.files import find_file
from enquiry_lib.data.forgetting.sought import DAMAGE, texts_in
from enquiry_lib.data.importing.filing import read_log
from enquiry_lib.data.importing.pseudonyms import kept_of, known_key
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.store.saving import read_whole

_CODE = re.compile(r"(?<![\w+/=])P(?=[A-Z]*\d)[0-9A-HJKMNP-TV-Z]{9}(?![^\W_]|[+/=])")


@dataclass(frozen=True)
class OtherCodes:
    """Codes that may be the pupil's: all of a school but the `known`, which are under the key that is here."""

    school: str
    known: frozenset[str] = field(repr=False)

    def files(self, places: Sequence[Path]) -> list[str]:
        """Name the school's files, in folders of the network and in backups, that hold such a code."""
        return [
            str(place / name)
            for place in places
            for name, content in _files_of(place, self.school)
            if self._are_in(name, content)
        ]

    def _are_in(self, name: str, content: bytes) -> bool:
        texts = (*re.split(r"[/_.]", name), *texts_in(content))
        return any(code not in self.known for text in texts for code in _CODE.findall(text))


def other_codes(data: Path, typed: str) -> OtherCodes | None:
    """Give what is not known of a pupil's codes at a school, None where every key is here that made any.

    typed: the pupil's identifier, or a code. From a code nobody gets to the one under another key.
    """
    keys = key_ids(data)
    here = frozenset(key for key in keys if known_key(key))
    if _CODE.fullmatch(typed.strip().upper()):
        return OtherCodes(data.parent.name, _listed(data)) if len(keys) > 1 else None
    if keys <= here:
        return None
    return OtherCodes(data.parent.name, _listed(data) if _list_is_of(data, here) else frozenset())


def key_ids(data: Path) -> frozenset[str]:
    """Name every key that codes in a school's data folder were made with: today's, those before it, those of mergers."""
    kept = kept_of(data)
    logged = (str(line.get("key") or "") for line in _read_log(data))
    return frozenset({kept.key_id, *(one.key_id for one in kept.earlier), *logged}) - {""}


def _read_log(data: Path) -> list[dict[str, object]]:
    """Give the lines of the log of imports; none of one that is damaged, which is named by `enquiry check`."""
    try:
        return list(read_log(data))
    except errors.CannotRead:
        return []


def _list_is_of(data: Path, here: Collection[str]) -> bool:
    """Say whether every code on today's list of pupils was made with a key that is here."""
    kept = kept_of(data)
    imports = [str(line.get("key")) for line in _read_log(data) if line.get("table") == PUPILS]
    made_with = {kept.key_id, *(one.key_id for one in kept.earlier), *imports[-1:]}
    return made_with <= {*here}


def _listed(data: Path) -> frozenset[str]:
    file = find_file(data, PUPILS)[0]
    return frozenset(_CODE.findall("\n".join(texts_in(read_whole(file))))) if file else frozenset()


def _files_of(place: Path, school: str) -> Iterator[tuple[str, bytes]]:
    """Give the school's files in a folder with a network, or in a backup."""
    if place.is_dir():
        home = place / "schools" / school
        files = sorted(path for path in home.rglob("*") if path.is_file() and not path.is_symlink())
        yield from ((path.relative_to(place).as_posix(), read_whole(path)) for path in files)
        return
    try:
        with zipfile.ZipFile(place) as packed:
            names = [name for name in packed.namelist() if _is_of(name, school)]
            yield from ((name, packed.read(name)) for name in names)
    except DAMAGE:
        return  # a backup that cannot be looked into is named as such


def _is_of(name: str, school: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(pair == ("schools", school) for pair in itertools.pairwise(parts))
