"""A network's folder: its settings, its register of schools, and where everything is kept.

my_network/
  network.toml   schools.csv   schools/<school_id>/{data,workbooks,enquiries}   trials/   reports/
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from enquiry_lib import errors
from enquiry_lib.errors import Problem
from enquiry_lib.store.saving import read_whole, write_whole

SETTINGS, REGISTER, RECORD = "network.toml", "schools.csv", "enquiry.json"
PHASES = ("primary", "secondary", "special", "alternative provision", "all-through")
REGISTER_COLUMNS = ("school_id", "name", "phase", "nation", "authority")
REQUIRED = ("school_id", "name", "phase")
RESERVED = {"con", "prn", "aux", "nul", "index", "network", "receipt", "example"} | {
    f"{name}{number}" for name in ("com", "lpt") for number in range(10)
}
ID_PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")
ID_RULE = "small letters, digits, - and _, at most 40, beginning and ending with a letter or digit"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class Settings(BaseModel):
    """What network.toml holds."""

    model_config = ConfigDict(extra="allow")

    schema_version: int = 1
    name: Name
    nation: Name = "England"
    year: Annotated[str, StringConstraints(pattern=r"^\d{4}/\d{2}$")] = "2025/26"
    smallest_count: int = Field(10, ge=5, description="The smallest count of pupils that may be shown.")
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] = "#0b5c6b"


@dataclass(frozen=True)
class School:
    """One row of the register."""

    id: str
    name: str
    phase: str
    nation: str
    authority: str = ""


@dataclass(frozen=True)
class Network:
    """A network's folder, its settings and its schools."""

    folder: Path
    settings: Settings
    schools: tuple[School, ...] = field(repr=False)

    def school(self, school_id: str) -> School:
        """Give one school.

        Raises UnknownSchool, which lists the ids there are (the likeliest first).
        """
        for school in self.schools:
            if school.id == school_id:
                return school
        known = [school.id for school in self.schools]
        near = difflib.get_close_matches(school_id, known, n=3, cutoff=0.5)
        rest = [identifier for identifier in known if identifier not in near]
        listed = ", ".join([*near, *rest][:20]) + (" …" if len(known) > 20 else "")
        raise errors.UnknownSchool(self.folder / REGISTER, school=school_id, known=listed)

    def school_folder(self, school_id: str) -> Path:
        """Give the folder of a school that is in the register."""
        return self.folder / "schools" / self.school(school_id).id

    def data_folder(self, school_id: str) -> Path:
        """Give the folder of a school's tables."""
        return self.school_folder(school_id) / "data"

    def enquiries(self, school_id: str) -> list[Path]:
        """Give the paths of a school's records, oldest cycle first."""
        return sorted((self.school_folder(school_id) / "enquiries").glob(f"*/{RECORD}"))

    def new_enquiry(self, school_id: str) -> Path:
        """Give the path the record of a first enquiry will have; nothing is written."""
        year = self.settings.year.replace("/", "-")
        return self.school_folder(school_id) / "enquiries" / f"{year}-enquiry" / RECORD


def load_network(folder: Path) -> Network:
    """Open a network's folder.

    Raises NotANetwork, BadSettings, or ProblemsFound with everything wrong in the register at once.
    """
    folder = folder.expanduser()
    if not (folder / SETTINGS).is_file():
        raise errors.NotANetwork(folder=folder)
    settings = _read_settings(folder / SETTINGS)
    return Network(folder.resolve(), settings, _read_register(folder / REGISTER, settings))


def _read_settings(path: Path) -> Settings:
    try:
        return Settings.model_validate(tomllib.loads(read_whole(path).decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise errors.BadSettings(path, found=str(problem)) from problem
    except ValidationError as problem:
        found = "; ".join(f"{error['loc'][0]}: {error['msg']}" for error in problem.errors())
        raise errors.BadSettings(path, found=found) from problem


def _read_register(path: Path, settings: Settings) -> tuple[School, ...]:
    rows = _register_rows(path)
    problems = list(_register_problems(path.name, rows))
    if problems:
        raise errors.ProblemsFound(path, problems)
    if not rows:
        raise errors.NoSchools(path)
    return tuple(
        School(
            row["school_id"],
            row["name"],
            row["phase"].lower(),
            row["nation"] or settings.nation,
            row["authority"],
        )
        for _, row in rows
    )


def _register_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Give each row with its number as a spreadsheet counts, and every column of the register."""
    text = _decoded(read_whole(path))
    header = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [(name or "").strip().lower() for name in reader.fieldnames or []]
    missing = [column for column in REQUIRED if column not in names]
    if missing:
        raise errors.ProblemsFound(path, [_missing_column(path.name, column, names) for column in missing])
    rows = []
    for row in reader:
        values = {
            (key or "").strip().lower(): (value or "").strip()
            for key, value in row.items()
            if isinstance(value, str | None)
        }
        if any(values.values()):
            rows.append((reader.line_num, {column: values.get(column, "") for column in REGISTER_COLUMNS}))
    return rows


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _missing_column(file: str, column: str, names: list[str]) -> Problem:
    near = difflib.get_close_matches(column, names, n=1, cutoff=0.6)
    found = f"'{near[0]}'" if near else "no such column"
    return Problem(
        file, 1, column, found, f"a column called {column}", f"Name the column {column} in the first row."
    )


def _register_problems(file: str, rows: list[tuple[int, dict[str, str]]]) -> Iterable[Problem]:
    seen: dict[str, int] = {}
    for number, row in rows:
        identifier = row["school_id"]
        yield from _id_problems(file, number, identifier)
        first = seen.setdefault(identifier.casefold(), number)
        if first != number and identifier:
            yield Problem(
                file,
                number,
                "school_id",
                f"'{identifier}'",
                "an id no other school has",
                f"Row {first} has it too (capital and small letters count as the same); change one of them.",
            )
        if not row["name"]:
            yield Problem(file, number, "name", "nothing", "the school's name", "Type the name.")
        if row["phase"].lower() not in PHASES:
            yield Problem(
                file,
                number,
                "phase",
                f"'{row['phase']}'",
                "one of " + ", ".join(PHASES),
                "Type one of these.",
            )


def _id_problems(file: str, number: int, identifier: str) -> Iterable[Problem]:
    if not ID_PATTERN.fullmatch(identifier):
        found = f"'{identifier}'" if identifier else "nothing"
        yield Problem(
            file, number, "school_id", found, ID_RULE, "Choose a short id, for example 'oak-primary'."
        )
    elif identifier in RESERVED:
        yield Problem(
            file,
            number,
            "school_id",
            f"'{identifier}'",
            "an id that is not a reserved name",
            f"'{identifier}' is a name that Windows or the workbooks keep for themselves; add a word to it.",
        )


def create_network(folder: Path, settings: Settings, schools: Iterable[School]) -> Network:
    """Make a network's folder and open it.

    Raises FolderInUse when the folder holds something already, ProblemsFound when a school cannot be listed.
    """
    if folder.exists() and any(folder.iterdir()):
        raise errors.FolderInUse(folder=folder)
    write_whole(folder / SETTINGS, settings_text(settings))
    write_whole(folder / REGISTER, register_text(schools))
    return load_network(folder)


def settings_text(settings: Settings) -> str:
    """Give the text of network.toml, with a plain word on each line."""
    lines = [
        "# The settings of this network. Open schools.csv to list its schools.",
        f"schema_version = {settings.schema_version}",
        f"name = {_toml(settings.name)}",
        f"nation = {_toml(settings.nation)}  # decides register codes and benchmarks; a school may differ",
        f"year = {_toml(settings.year)}  # the school year of new enquiries",
        f"smallest_count = {settings.smallest_count}  # counts of pupils below this are not shown; at least 5",
        f"accent = {_toml(settings.accent)}  # the colour of the reports",
    ]
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", escaped) + '"'


def register_text(schools: Iterable[School]) -> str:
    """Give the text of schools.csv; it opens in Excel as it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(REGISTER_COLUMNS)
    writer.writerows((s.id, s.name, s.phase, s.nation, s.authority) for s in schools)
    return "\ufeff" + out.getvalue()
