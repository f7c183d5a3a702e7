"""What may change: facts such as register codes, and the programme's lists. Dated, sourced, and yours to replace.

Each table is a csv file in reference/<nation>/, or in reference/everywhere/ when it holds for any nation, with
a line in sources.toml beside it: title, source, date, licence and note. A network replaces a table by putting a
file of the same name in its own folder reference/<nation>/ or reference/everywhere/; its date and source then
come from its own sources.toml, or are said to be unknown. The network's own is looked for first, and in either
place the nation's before the one for everywhere. Some tables (OWN) only a network can have: none came with us.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.store.saving import csv_rows, read_text
from enquiry_lib.store.shipped import shipped

EVERYWHERE = "everywhere"

# What the programme says and asks: lists of lines, each with a key of its own that answers belong to.
LISTS = (
    "framework_words",
    "framework_reflections",
    "enquiry_questions",
    "question_checks",
    "readiness",
    "ethics",
    "impact_signs",
    "impact_assessment",
    "process_dimensions",
    "implementation_stages",
    "roles",
    "designs",
    "threats",
    "prompts",
    "appraisal",
    "network_risks",
    "capacity",
)

# Tables that none came of: published figures of the tests and schools that a network has to do with.
OWN = ("published_gaps", "published_schools")

# The columns each table must have: first those of text, then those of numbers, then the numbers that may be empty.
TEXT = {
    "register_codes": ("code", "class", "meaning"),
    "thresholds": ("name", "unit", "meaning"),
    "attendance_benchmarks": ("area", "phase"),
    "toolkit_strands": ("strand", "note"),
    "toolkit_costs": (),
    "months_of_progress": ("table",),
    "attrition_boundary": (),
    "headings": ("table", "column", "heading", "kind"),
    "value_words": ("table", "column", "word", "means"),
    "symbols": ("symbol", "meaning", "kept_as", "alone"),
    "first_names": ("name",),
    "ordinary_words": ("word",),
    "published_gaps": ("measure", "group", "member", "area", "unit"),
    "published_schools": ("school_id", "name"),
    **dict.fromkeys(LISTS, ("key", "group", "name", "text")),
}
NUMBERS = {
    "thresholds": ("value",),
    "attendance_benchmarks": ("absence", "authorised", "unauthorised", "persistent_absence"),
    "toolkit_strands": ("cost", "evidence"),
    "toolkit_costs": ("band", "least"),
    "months_of_progress": ("months", "least"),
    "attrition_boundary": ("overall", "cautious", "optimistic"),
    "published_gaps": ("gap",),
}
NUMBERS_OR_EMPTY = {
    "toolkit_strands": ("months", "primary", "secondary", "studies"),
    "toolkit_costs": ("most",),
    "months_of_progress": ("most",),
}
# Columns that a table of your own may lack, and then has empty; and days, which are ISO dates or empty.
MAY_LACK = {
    "register_codes": ("reason", "from", "until"),
    "attendance_benchmarks": ("period",),
    "published_gaps": ("occasion", "source", "date"),
    "published_schools": ("area",),
}
DAYS = {"register_codes": ("from", "until")}
NAMES = tuple(TEXT)
ABOUT = ("title", "source", "date", "licence", "note")
LARGEST = 1e9


@dataclass(frozen=True)
class Reference:
    """One table, and where it comes from. Without a file for the nation or everywhere, `facts` is empty."""

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
        return f"{self.title} ({self.origin()})."

    def origin(self) -> str:
        """Give the source and its date, without the title; what is our own has no date but the release's."""
        return ", ".join(filter(None, (self.source, _spoken(self.date))))


def _spoken(date: str) -> str:
    """Write an ISO date as '23 July 2026'; any other text as it is."""
    try:
        return f"{dt.date.fromisoformat(date):%d %B %Y}".lstrip("0")
    except ValueError:
        return date


def reference(name: str, nation: str, *, network_folder: Path | None = None) -> Reference:
    """Read one table; text columns stay text, columns of numbers become numbers, an empty number is NaN.

    Raises UnknownReference for a name nobody has heard of, BrokenReference for a file that cannot be read.

    >>> bool(reference("register_codes", "England")), bool(reference("register_codes", "Wales"))
    (True, False)
    >>> reference("framework_words", "Wales").facts["name"][0]
    'Awareness'
    """
    if name not in NAMES:
        raise errors.UnknownReference(name=name, known=", ".join(NAMES))
    place = _place(nation)
    homes = [*([network_folder / "reference"] if network_folder else []), shipped("reference")]
    for folder in [home / part for home in homes for part in (place, EVERYWHERE)]:
        if (folder / f"{name}.csv").is_file():
            return _read(folder, name, nation)
    return Reference(name, nation, pd.DataFrame())


def own_table(name: str, nation: str) -> str:
    """Say where in its folder a network puts a table of its own.

    >>> own_table("published_gaps", "England")
    'reference/england/published_gaps.csv'
    """
    return f"reference/{_place(nation)}/{name}.csv"


def _place(nation: str) -> str:
    return re.sub(r"\W+", "_", nation.strip().lower())


def reference_files(folder: Path) -> list[Path]:
    """Give the files of reference data under a folder, of all nations, with their sources; no other file.

    >>> {file.parent.name for file in reference_files(shipped("reference"))} == {"england", "everywhere"}
    True
    """
    names = (*(f"{name}.csv" for name in NAMES), "sources.toml")
    return [path for name in names for path in sorted(folder.glob(f"*/{name}")) if path.is_file()]


def _read(folder: Path, name: str, nation: str) -> Reference:
    path = folder / f"{name}.csv"
    try:
        facts = _facts(name, *csv_rows(read_text(path)))
    except (csv.Error, ValueError) as problem:
        raise errors.BrokenReference(path, found=problem) from problem
    title = name.replace("_", " ").capitalize()
    unknown = {"title": title, "source": f"your own file {path.name}", "date": "date unknown"}
    return Reference(name, nation, facts, **{**unknown, **_sources(folder, name)})


def _facts(name: str, columns: list[str], rows: list[tuple[int, list[str]]]) -> pd.DataFrame:
    numbers, gaps = NUMBERS.get(name, ()), NUMBERS_OR_EMPTY.get(name, ())
    missing = [column for column in (*TEXT[name], *numbers, *gaps) if column not in columns]
    if missing:
        raise ValueError(f"there is no column called {', '.join(missing)}")
    if not rows:
        raise ValueError("it has no rows")
    cells = [dict(zip_longest(columns, row[: len(columns)], fillvalue="")) for _, row in rows]
    facts = pd.DataFrame(cells, index=[number for number, _ in rows])
    facts = facts.assign(**{column: "" for column in MAY_LACK.get(name, ()) if column not in facts})
    if name in LISTS:
        _check_keys(facts["key"])
    for column in DAYS.get(name, ()):
        _check_days(facts[column])
    read = {column: _numbers(facts[column], may_be_empty=column in gaps) for column in (*numbers, *gaps)}
    return facts.assign(**read).reset_index(drop=True)


def _check_keys(keys: pd.Series) -> None:
    """Hold every line of a list to a key of its own: answers are found again by it."""
    wrong = keys[keys.duplicated() | (keys == "")]
    if len(wrong):
        said = "; ".join(f"row {row}, key: '{key}' is empty or stands twice" for row, key in wrong.items())
        raise ValueError(said)


def _check_days(column: pd.Series) -> None:
    """Hold every filled cell of a column to be a day, year first."""
    wrong = column[(column != "") & pd.to_datetime(column, format="%Y-%m-%d", errors="coerce").isna()]
    if len(wrong):
        said = (
            f"row {row}, {column.name}: '{text}' is no date such as 2024-08-19" for row, text in wrong.items()
        )
        raise ValueError("; ".join(said))


def _numbers(column: pd.Series, *, may_be_empty: bool) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    empty = (column == "") & may_be_empty
    wrong = column[~numbers.between(-LARGEST, LARGEST) & ~empty]
    if len(wrong):
        said = "; ".join(f"row {row}, {column.name}: '{text}' is not a number" for row, text in wrong.items())
        raise ValueError(said)
    return numbers


def _sources(folder: Path, name: str) -> dict[str, str]:
    """Give what sources.toml says of one table, or nothing."""
    path = folder / "sources.toml"
    if not path.is_file():
        return {}
    try:
        about = tomllib.loads(read_text(path)).get(name, {})
    except tomllib.TOMLDecodeError as problem:
        raise errors.BrokenReference(path, found=problem) from problem
    if not isinstance(about, dict):
        raise errors.BrokenReference(path, found=f"{name} should be a heading, [{name}], with lines below it")
    return {key: str(about[key]) for key in ABOUT if key in about}
