"""A network at the end of a year: what stands in its files, and a disk that fails half way."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.store.network import Network

OAK, ELM = "oak-primary", "elm-secondary"


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file under a folder with its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def write_table(network: Network, school: str, table: str, text: str, *, encoding: str = "utf-8") -> Path:
    """Write a table of a school as somebody saved it, and give its path."""
    path = network.data_folder(school) / (table if "." in table else f"{table}.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def fail_at_renaming(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the renaming of that number, counted from 1, fail as on a broken disk; undoing works."""
    from enquiry_lib.store import at_once

    done, rename = 0, at_once._rename

    def failing(source: Path, target: Path) -> None:
        nonlocal done
        done += 1
        if done == number:
            raise OSError(5, "Input/output error", str(target))
        rename(source, target)

    monkeypatch.setattr(at_once, "_rename", failing)
