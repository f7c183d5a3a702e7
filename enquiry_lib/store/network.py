"""A network's folder: its settings, its register of schools, and where everything is kept.

my_network/
  network.toml   schools.csv   schools/<school_id>/{data,workbooks,enquiries}   trials/   reports/
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from enquiry_lib import errors
from enquiry_lib.errors import Problem
from enquiry_lib.store.at_once import is_cut_short
from enquiry_lib.store.saving import csv_rows, read_text, write_whole

SETTINGS, REGISTER, RECORD = "network.toml", "schools.csv", "enquiry.json"
PHASES = ("primary", "secondary", "special", "alternative provision", "all-through")
REGISTER_COLUMNS = ("school_id", "name", "phase", "nation", "authority")
REQUIRED = ("school_id", "name", "phase")
RESERVED = {"con", "prn", "aux", "nul", "index", "network", "receipt", "example"} | {
    f"{name}{number}" for name in ("com", "lpt") for number in range(10)
}
ID_PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")
FORMULA = re.compile(r"'*[=+\-@]")
BOM = "\ufeff"
ID_RULE = "small letters, digits, - and _, at most 40, beginning and ending with a letter or digit"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class Settings(BaseModel):
    """What network.toml holds; each description says what is allowed."""

    model_config = ConfigDict(extra="forbid")

    schema_version: int = Field(1, ge=1, le=1, description="1 (a newer network needs newer workbooks)")
    name: Name = Field(description="the network's name in quotation marks, at most 120 letters")
    nation: Name = Field("England", description="a nation in quotation marks")
    year: Annotated[str, StringConstraints(pattern=r"^\d{4}/\d{2}$")] = Field(
        "2025/26", description="a school year such as 2025/26 in quotation marks"
    )
    smallest_count: int = Field(10, ge=5, description="a whole number of at least 5")
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] = Field(
        "#0b5c6b", description='a colour such as "#0b5c6b"'
    )


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

    Raises NotANetwork, CutShort when a change to it is half made, BadSettings, NoSchools, or ProblemsFound with
    everything wrong in the register at once.
    """
    folder = folder.expanduser()
    if is_cut_short(folder.resolve()):
        raise errors.CutShort(folder=folder)
    if not (folder / SETTINGS).is_file():
        raise errors.NotANetwork(folder=folder)
    settings = _read_settings(folder / SETTINGS)
    register = folder / REGISTER
    return Network(folder.resolve(), settings, _schools(register, read_text(register), settings))


def _read_settings(path: Path) -> Settings:
    try:
        return Settings.model_validate(tomllib.loads(read_text(path)))
    except tomllib.TOMLDecodeError as problem:
        raise errors.BadSettings(path, found=problem) from problem
    except ValidationError as problem:
        found = "; ".join(_setting_problem(error) for error in problem.errors())
        raise errors.BadSettings(path, found=found) from problem


def _setting_problem(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    if name not in Settings.model_fields:
        return f"there is no setting called {name}, only {', '.join(Settings.model_fields)}"
    found = "missing" if error["type"] == "missing" else repr(error["input"])
    return f"{name} is {found} and should be {Settings.model_fields[name].description}"


# --- the register -----------------------------------------------------------------------------------------

Row = tuple[int, dict[str, str]]
BEYOND = "beyond the last column"


def _schools(path: Path, text: str, settings: Settings) -> tuple[School, ...]:
    """Make schools of the text of a register, or say everything that is wrong with it."""
    rows = _register_rows(path, text)
    problems = list(_register_problems(path.name, rows))
    if problems:
        raise errors.ProblemsFound(path, problems)
    if not rows:
        raise errors.NoSchools(path)
    return tuple(_school(row, settings) for _, row in rows)


def _school(row: dict[str, str], settings: Settings) -> School:
    nation = row["nation"] or settings.nation
    return School(row["school_id"], row["name"], row["phase"].lower(), nation, row["authority"])


def _register_rows(path: Path, text: str) -> list[Row]:
    """Give each row with its number as a spreadsheet counts, and every column of the register."""
    try:
        names, rows = csv_rows(text)
    except csv.Error as problem:
        do = "Open it in Excel and save it as 'CSV UTF-8'."
        raise errors.ProblemsFound(path, [Problem(path.name, 0, "", str(problem), "csv", do)]) from problem
    if not names:
        raise errors.NoSchools(path)
    problems = list(_header_problems(path.name, [name.lower() for name in names]))
    if problems:
        raise errors.ProblemsFound(path, problems)
    return [(number, _register_row(names, cells)) for number, cells in rows]


def _register_row(names: list[str], cells: list[str]) -> dict[str, str]:
    values = dict(zip([name.lower() for name in names], cells, strict=False))
    row = {column: as_meant(values.get(column, "")) for column in REGISTER_COLUMNS}
    return {**row, BEYOND: " ".join(cells[len(names) :]).strip()}


def _header_problems(file: str, names: list[str]) -> Iterable[Problem]:
    others = [name for name in names if name not in REGISTER_COLUMNS]
    for column in REGISTER_COLUMNS:
        times = names.count(column)
        near = difflib.get_close_matches(column, others, n=1, cutoff=0.6 if column in REQUIRED else 0.8)
        if times > 1:
            found, do = f"{times} columns of that name", "Delete all but one of them, or rename them."
        elif times == 0 and (near or column in REQUIRED):
            found = f"'{near[0]}'" if near else "no such column"
            do = f"Name the column {column} in the first row."
        else:
            continue
        yield Problem(file, 1, column, found, f"one column called {column}", do)


def _register_problems(file: str, rows: list[Row]) -> Iterable[Problem]:
    seen: dict[str, int] = {}
    for number, row in rows:
        identifier = row["school_id"]
        yield from _id_problems(file, number, identifier)
        first = seen.setdefault(identifier.casefold(), number)
        if identifier and first != number:
            do = f"Row {first} has it too (capital and small letters count as the same); change one of them."
            yield Problem(file, number, "school_id", f"'{identifier}'", "an id no other school has", do)
        yield from _detail_problems(file, number, row)


def _detail_problems(file: str, number: int, row: dict[str, str]) -> Iterable[Problem]:
    if not row["name"]:
        yield Problem(file, number, "name", "nothing", "the school's name", "Type the name.")
    if row["phase"].lower() not in PHASES:
        phases = "one of " + ", ".join(PHASES)
        yield Problem(file, number, "phase", f"'{row['phase']}'", phases, "Type one of these.")
    if row[BEYOND]:
        do = "Put a name that has a comma in it in quotation marks, or delete what is too much."
        yield Problem(file, number, BEYOND, f"'{row[BEYOND]}'", "nothing", do)


def _id_problems(file: str, number: int, identifier: str) -> Iterable[Problem]:
    found = f"'{identifier}'" if identifier else "nothing"
    if identifier.casefold() in RESERVED:
        do = f"'{identifier}' is a name that Windows or the workbooks keep for themselves; add a word to it."
        yield Problem(file, number, "school_id", found, "an id that is not a reserved name", do)
    elif not ID_PATTERN.fullmatch(identifier):
        do = "Choose a short id, for example 'oak-primary'."
        yield Problem(file, number, "school_id", found, ID_RULE, do)


# --- making a network -------------------------------------------------------------------------------------


def create_network(folder: Path, settings: Settings, schools: Iterable[School]) -> Network:
    """Make a network's folder and open it.

    Raises FolderInUse when the folder holds something already, ProblemsFound or NoSchools when the schools
    cannot be listed; then nothing is written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise errors.FolderInUse(folder=folder)
    register = register_text(schools)
    _schools(folder / REGISTER, register.removeprefix(BOM), settings)
    write_whole(folder / SETTINGS, settings_text(settings))
    write_whole(folder / REGISTER, register)
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
    """Write a text as TOML does: as JSON does, but for the letter DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def register_text(schools: Iterable[School]) -> str:
    """Give the text of schools.csv; it opens in Excel as it is, and no name in it is run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(REGISTER_COLUMNS)
    for school in schools:
        cells = (school.id, school.name, school.phase, school.nation, school.authority)
        writer.writerow([safe_in_excel(cell) for cell in cells])
    return BOM + out.getvalue()


def safe_in_excel(text: str) -> str:
    """Put an apostrophe before what Excel would run as a formula."""
    return f"'{text.strip()}" if FORMULA.match(text.strip()) else text.strip()


def as_meant(text: str) -> str:
    """Take that apostrophe away again."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
