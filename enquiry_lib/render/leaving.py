"""Leaving: the one way out. Every file that leaves a school is searched, with all that is packed into it, then written."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from enquiry_lib.render.identifiers import check_layers
from enquiry_lib.render.inside import inside
from enquiry_lib.render.ordinary import is_ordinary
from enquiry_lib.render.views import even, read_by_people, views
from enquiry_lib.store.printable import printable
from enquiry_lib.store.saving import read_whole, write_whole

PART = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Sought:
    """What must not leave: pupils' identifiers, other schools' ids and names.

    `addresses` are email addresses that may leave, in small letters. `typed` is what was written into each form, so
    that a message can say where a hit comes from (None where nobody knows); `typed_elsewhere` is the same without the
    answers that may name partners.
    """

    pupils: frozenset[str] = field(default=frozenset(), repr=False)
    schools: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    typed: Mapping[str, str] | None = field(default=None, repr=False)
    typed_elsewhere: Mapping[str, str] | None = field(default=None, repr=False)

    def in_our_frame(self) -> Sought:
        """Give what to look for where nothing but our own words and checked names stand: no ordinary word."""
        pupils = frozenset(one for one in self.pupils if not is_ordinary(one))
        return replace(self, pupils=pupils, typed=None, typed_elsewhere=None)


def write_leaving(path: Path, content: bytes | str, sought: Sought, *, part: str = "") -> None:
    """Write a file that leaves the school, once it is seen to name no pupil and no other school.

    Text is written without the signs that steer a screen (see `printable`). `part` is what the file is called in a
    message, "The file index.html" when nothing is given. Raises
    IdentifierFound (for a school OtherSchoolFound) before anything is written; CannotWrite, FileInUse.
    """
    check_leaving(content, sought, part=part or f"The file {path.name}")
    write_whole(path, printable(content) if isinstance(content, str) else content)


def check_leaving(content: bytes | str, sought: Sought, *, part: str) -> None:
    """See that a file names no pupil and no other school, in itself or in anything packed into it."""
    check_layers(
        list(inside(content)),
        pupil_ids=sought.pupils,
        other_school_ids=sought.schools,
        other_school_names=sought.names,
        own_addresses=sought.addresses,
        part=part,
        typed=sought.typed,
        typed_elsewhere=sought.typed_elsewhere,
    )


# --- searching what is there ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """Where something that is sought stands: the file, where in it ("" for its own text, or its name)."""

    file: Path
    where: str
    sought: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.file.as_posix()} ({self.where})" if self.where else self.file.as_posix()


def search_folder(folder: Path, sought: Iterable[str]) -> list[Hit]:
    """Find every file below a folder that holds one of the texts sought, packed or plain; the files named from it.

    Texts are identifiers, names, dates or sentences: found as whole words, whatever the size of their letters and
    however spaces and lines divide them; in bytes that are no text, as any part. Looked at are the names of
    files, every text in them (see `inside`), with entities decoded and with tags taken out. What cannot be looked
    into (encrypted, damaged) is a hit with nothing sought.
    """
    wanted = [_Wanted(text) for text in dict.fromkeys(sought) if text.strip()]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [hit for file in files for hit in _search_file(file, file.relative_to(folder), wanted)]


def search_file(file: Path, sought: Iterable[str]) -> list[Hit]:
    """Find what is sought in one file, such as a backup; the hits name the file alone."""
    return _search_file(
        file, Path(file.name), [_Wanted(text) for text in dict.fromkeys(sought) if text.strip()]
    )


def _search_file(file: Path, named: Path, wanted: Collection[_Wanted]) -> list[Hit]:
    content = read_whole(file)
    hits = {
        Hit(named, "its name", one.text): None for one in wanted if one.stands_in(_View(named.as_posix()))
    }
    raw = content.lower()
    hits |= {Hit(named, "", one.text): None for one in wanted if _is_binary(content) and one.in_bytes(raw)}
    for text in inside(content):
        if text.sealed:
            hits[Hit(named, f"{text.where}: it cannot be looked into".removeprefix(": "), "")] = None
        views = [_View(view) for view in _views(text.text)]
        hits |= {Hit(named, text.where, one.text): None for one in wanted if any(map(one.stands_in, views))}
    return list(hits)


def _is_binary(content: bytes) -> bool:
    return b"\x00" in content


def _views(text: str) -> Iterator[str]:
    """Give a text as it is, with its entities decoded, and as people read it."""
    yield from views(text)
    if "&" in text or "<" in text:
        yield from views(html.unescape(html.unescape(text)))
    if "<" in text:
        yield from read_by_people(text)


@dataclass(frozen=True)
class _View:
    """A text with its spaces evened out, and the words in it."""

    given: str
    text: str = field(init=False)
    words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _even(self.given))
        object.__setattr__(self, "words", frozenset(PART.findall(self.text)))


def _even(text: str) -> str:
    return " ".join(even(text).casefold().split())


@dataclass(frozen=True)
class _Wanted:
    """One text sought: quickly passed over where its words are not there."""

    text: str
    even: str = field(init=False)
    words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "even", _even(self.text))
        object.__setattr__(self, "words", frozenset(PART.findall(self.even)))

    def stands_in(self, view: _View) -> bool:
        bounded = rf"(?<![^\W_]){re.escape(self.even)}(?![^\W_])"
        return self.words <= view.words and self.even in view.text and bool(re.search(bounded, view.text))

    def in_bytes(self, raw: bytes) -> bool:
        ways = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
        return any(self.text.encode(way, errors="replace").lower() in raw for way in ways)
