"""Pseudonyms: a pupil's identifier becomes a code that means nothing without the school's key.

The code is an HMAC-SHA256 of the identifier under a key of the school: the same pupil has the same code in every
file, and nobody without the key can get from the one to the other. The key lies on the computer of whoever
imports, never in the network's folder; there only its name is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import platformdirs

from enquiry_lib import errors
from enquiry_lib.store.network import SETTINGS
from enquiry_lib.store.saving import read_whole, write_whole

KEYS = "ENQUIRY_KEYS"
"""The environment variable that names another folder for the keys."""

KEPT = "pseudonyms.json"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
_LENGTH = 9


@dataclass(frozen=True)
class Pseudonyms:
    """A school's key, its name, and the kind of identifier that codes are made of.

    `is_new` says that neither the key nor its name is written yet. `earlier` are keys of schools that were merged
    into this one; `not_here` are the files of such keys that are not on this computer.
    """

    key_id: str
    kind: str
    key: bytes = field(repr=False)
    is_new: bool = False
    earlier: tuple[Pseudonyms, ...] = ()
    not_here: tuple[str, ...] = ()

    def code(self, identifier: str) -> str:
        """Give the code of a pupil: P and nine letters and digits, a digit at least among them.

        >>> Pseudonyms("a1", "UPN", b"no real key").code(" a820432110001 ")
        'P4R2270JXH'
        """
        meant = identifier.strip().upper().encode("utf-8")
        codes = (_letters(self.key, meant + b"\0" * tries) for tries in range(256))
        return next(f"P{code}" for code in codes if any(map(str.isdigit, code)))

    def code_among(self, listed: Collection[str], identifier: str) -> str:
        """Give the code that a pupil has on the list already, under this key or an earlier one; else a new one of this."""
        tried = [codes.code(identifier) for codes in (self, *self.earlier)]
        return next((code for code in tried if code in listed), tried[0])

    @property
    def key_ids(self) -> frozenset[str]:
        """Name all keys under which the school knows its pupils."""
        return frozenset({self.key_id, *(codes.key_id for codes in self.earlier)})


def _letters(key: bytes, content: bytes) -> str:
    number = int.from_bytes(hmac.digest(key, content, hashlib.sha256)[:8], "big")
    return "".join(_LETTERS[number >> 5 * place & 31] for place in range(_LENGTH))


def keys_folder() -> Path:
    """Give the folder of the keys: the user's own data folder, or the one that ENQUIRY_KEYS names."""
    named = os.environ.get(KEYS, "")
    return (
        Path(named).expanduser() if named else Path(platformdirs.user_data_dir("enquiry-workbooks")) / "keys"
    )


def key_file(key_id: str) -> Path:
    """Give the file of a key."""
    return keys_folder() / f"{key_id}.key"


@dataclass(frozen=True)
class Kept:
    """What a school's data folder says of its pseudonyms: "" and "" before the first import.

    `earlier` are the keys of schools that were merged into this one.
    """

    key_id: str = ""
    kind: str = ""
    earlier: tuple[Kept, ...] = ()


def kept_of(data: Path) -> Kept:
    """Read what a school's data folder says of its pseudonyms. Raises CannotRead when it makes no sense."""
    path = data / KEPT
    if not path.is_file():
        return Kept()
    try:
        said = json.loads(read_whole(path).decode("utf-8-sig"))
        before = tuple(Kept(str(one["key_id"]), str(one["kind"])) for one in said.get("earlier", ()))
        return Kept(str(said["key_id"]), str(said["kind"]), before)
    except (ValueError, KeyError, TypeError) as problem:
        raise errors.CannotRead(data, file=KEPT, why="it does not name a key") from problem


def find_pseudonyms(
    data: Path, kind: str, *, new_key: bool = False, fresh: Pseudonyms | None = None
) -> Pseudonyms:
    """Give the key of the school whose tables are in `data`, or a new one, which is not written yet.

    new_key: a new one in any case where the school's is lost, or is for another kind of identifier. fresh: a new one
    that was made for the same file before: taken again, so that a pupil's code is the same from one look at the file
    to the next. Raises KeyMissing when the school has a key and it is not on this computer, KeyInTheNetwork.
    """
    _check_outside(keys_folder())
    kept = kept_of(data)
    if not kept.key_id or (new_key and (kept.kind != kind or not _is_whole(kept.key_id))):
        return replace(fresh, kind=kind) if fresh else new_pseudonyms(kind)
    return _with_earlier(Pseudonyms(kept.key_id, kept.kind, _read_key(key_file(kept.key_id))), kept)


def known_key(key_id: str) -> Pseudonyms | None:
    """Give a key by its name, of whatever school and kind; None where it is not on this computer."""
    try:
        return Pseudonyms(key_id, "", _read_key(key_file(key_id)))
    except errors.KeyMissing:
        return None


def _is_whole(key_id: str) -> bool:
    try:
        return bool(_read_key(key_file(key_id)))
    except errors.KeyMissing:
        return False


def _check_outside(folder: Path, network_folder: Path | None = None) -> None:
    """Raise KeyInTheNetwork for a folder of keys inside the network's own, or inside any other network's."""
    place = folder.resolve()
    here = network_folder is not None and place.is_relative_to(network_folder.resolve())
    if here or any((above / SETTINGS).is_file() for above in (place, *place.parents)):
        raise errors.KeyInTheNetwork(folder)


def _with_earlier(codes: Pseudonyms, kept: Kept) -> Pseudonyms:
    """Add the earlier keys for the same kind of identifier, or the names of their files where these are not here."""
    files = {one: key_file(one.key_id) for one in kept.earlier if one.kind == kept.kind}
    here = tuple(
        Pseudonyms(one.key_id, one.kind, _read_key(file)) for one, file in files.items() if file.is_file()
    )
    not_here = tuple(file.name for file in files.values() if not file.is_file())
    return replace(codes, earlier=here, not_here=not_here)


def new_pseudonyms(kind: str) -> Pseudonyms:
    """Make a new key, which is not written yet."""
    return Pseudonyms(secrets.token_hex(4), kind, secrets.token_bytes(32), is_new=True)


def _read_key(file: Path) -> bytes:
    if not file.is_file():
        raise errors.KeyMissing(file=file.name, folder=file.parent)
    try:
        key = bytes.fromhex(read_whole(file).decode("ascii").strip())
    except ValueError as problem:
        raise errors.KeyMissing(file=file.name, folder=file.parent) from problem
    if len(key) != 32:
        raise errors.KeyMissing(file=file.name, folder=file.parent)
    return key


def keep(data: Path, network_folder: Path, codes: Pseudonyms) -> None:
    """Write a new key where only this user can read it, and its name into the school's data folder.

    Raises KeyInTheNetwork when ENQUIRY_KEYS names a folder inside the network's own, or inside another's.
    """
    folder = keys_folder()
    _check_outside(folder, network_folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = key_file(codes.key_id)
    write_whole(file, codes.key.hex() + "\n")
    file.chmod(0o600)  # where there are no such rights, the folder is the user's own
    said = {"key_id": codes.key_id, "kind": codes.kind}
    write_whole(data / KEPT, json.dumps(said, indent=2) + "\n")
