"""Programs: which files a program that is started may be meant to open, read off the words it is given."""

from __future__ import annotations

import glob
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BETWEEN = re.compile(r"""[\s'"`;|&<>(){},=]+""")


@dataclass(frozen=True)
class Given:
    """What a program is started with: a line for the shell or a list of words, the program, the folder it begins in."""

    words: object
    program: object = None
    folder: object = None


def paths_in(given: Given, start: Path) -> Iterator[Path]:
    """Give every path that a word may mean, from the folder the program begins in or from any folder named before.

    >>> Path("a/b.csv").absolute() in paths_in(Given("true; cat <a/b.csv"), Path.cwd())
    True
    """
    places = {start: None}
    for word in dict.fromkeys(_words(given)):
        for place in [*places]:
            for path in _meant(word, place):
                yield path
                if is_folder(path):
                    places[path] = None


def is_folder(path: Path) -> bool:
    """Say whether a path is a folder; what may not be looked at is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _words(given: Given) -> Iterator[str]:
    """Give each word, whole and taken apart, for a word may be a line of its own (sh -c "cat a.csv")."""
    listed = given.words if isinstance(given.words, list | tuple) else [given.words]
    for word in (given.program, *listed):
        if isinstance(word, str | bytes | os.PathLike):
            yield from _parts(os.fsdecode(word))


def _parts(line: str) -> Iterator[str]:
    yield line
    try:
        shell = shlex.shlex(line, posix=True, punctuation_chars=True)
        shell.whitespace_split = True
        words = [*shell]
    except ValueError:  # a quotation mark that is never closed
        words = []
    for word in words:
        yield from (word, word.partition("=")[2])
    yield from BETWEEN.split(line)


def _meant(word: str, place: Path) -> Iterator[Path]:
    """Give what a word means from a folder; nothing for an option, and for the root, which no slip of a hand means."""
    named = os.path.expandvars(_from_home(word))
    if not named or named.startswith("-") or not named.strip("/\\"):
        return
    pattern = Path(glob.escape(str(place)), named)
    found = glob.glob(str(pattern)) if glob.has_magic(named) else []  # noqa: PTH207 - a pattern may begin anywhere
    for path in (str(Path(place, named)), *found):
        try:
            yield Path(os.path.realpath(path))
        except (ValueError, OSError):
            continue  # no path at all


def _from_home(word: str) -> str:
    try:
        return str(Path(word).expanduser()) if word.startswith("~") else word
    except RuntimeError:
        return word  # nobody has that name
