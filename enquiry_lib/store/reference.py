"""Facts that change: register codes, thresholds, benchmarks. Dated, sourced, per nation, and yours to replace.

Each fact table is a csv file in reference/<nation>/ with a line in sources.toml beside it: title, source,
date, licence and note. A network replaces a table by putting a file of the same name in its own folder
reference/<nation>/; its date and source then come from its own sources.toml, or are said to be unknown.
"""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.store.saving import read_whole
from enquiry_lib.store.shipped import shipped

NAMES = ("register_codes", "thresholds", "attendance_benchmarks")


@dataclass(frozen=True)
class Reference:
    """One table of facts, and where it comes from. Without a file for the nation, `facts` is empty."""

    name: str
    nation: str
    facts: pd.DataFrame
    title: str = ""
    source: str = ""
    date: str = ""
    licence: str = ""
    note: str = ""

    def __bool__(self) -> bool:
        return not self.facts.empty

    def said_of_source(self) -> str:
        """Say in a sentence where the facts come from, or that there are none."""
        if not self:
            return f"No {self.name.replace('_', ' ')} for {self.nation}: none came with the workbooks."
        return f"{self.title} ({self.source}, {self.date or 'date unknown'})."


def reference(name: str, nation: str, *, network_folder: Path | None = None) -> Reference:
    """Read one table of facts; text columns stay text, columns of numbers become numbers.

    Raises UnknownReference for a name nobody has heard of, BrokenReference for a file that cannot be read.

    >>> bool(reference("register_codes", "England")), bool(reference("register_codes", "Wales"))
    (True, False)
    """
    if name not in NAMES:
        raise errors.UnknownReference(name=name, known=", ".join(NAMES))
    place = nation.strip().lower().replace(" ", "_")
    own = [network_folder / "reference" / place] if network_folder else []
    for folder in [*own, shipped("reference") / place]:
        if (folder / f"{name}.csv").is_file():
            return _read(folder, name, nation)
    return Reference(name, nation, pd.DataFrame())


def _read(folder: Path, name: str, nation: str) -> Reference:
    path = folder / f"{name}.csv"
    try:
        rows = list(csv.DictReader(io.StringIO(read_whole(path).decode("utf-8-sig"), newline="")))
        facts = pd.DataFrame(rows).apply(_numbers_where_all_are)
    except (UnicodeDecodeError, csv.Error, ValueError, TypeError) as problem:
        raise errors.BrokenReference(path, found=str(problem)) from problem
    about = _sources(folder).get(name, {})
    unknown = {"title": name.replace("_", " ").capitalize(), "source": f"your own file {path.name}"}
    return Reference(name, nation, facts, **{**unknown, **about})


def _numbers_where_all_are(column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    return numbers if numbers.notna().all() else column.fillna("")


def _sources(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / "sources.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(read_whole(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise errors.BrokenReference(path, found=str(problem)) from problem
