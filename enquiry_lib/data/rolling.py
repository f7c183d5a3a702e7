"""The roll-over of a school year: the network's year, and every pupil one year group up."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from enquiry_lib import errors
from enquiry_lib.data.rewriting import OpenTable, is_fault, open_table, rows_in_words
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.data.year_groups import year_groups
from enquiry_lib.school_years import first_day, year_name
from enquiry_lib.store.at_once import Move
from enquiry_lib.store.network import SETTINGS, Network, School
from enquiry_lib.store.saving import read_whole
from enquiry_lib.store.year_end import Draft, Plan

LAST_OF_PRIMARY = "6"
_YEAR = re.compile(r"""^(year[ \t]*=[ \t]*)(?:"[^"\n]*"|'[^'\n]*')""", re.MULTILINE)
_TOO_EARLY = (5, 1)  # before 1 May nobody rolls over by default; whoever means it names the year


def year_after(year: str) -> str:
    """Give the school year after one.

    >>> year_after("2025/26"), year_after("2098/99")
    ('2026/27', '2099/00')
    """
    return year_name(int(year[:4]) + 1)


def plan_roll_over(
    network: Network,
    *,
    year: str = "",
    last_years: Mapping[str, str] | None = None,
    today: dt.date | None = None,
) -> Plan:
    """Plan the roll-over of a network into the next school year; nothing is written.

    year: the year to begin, such as 2026/27; left empty it is the one after the network's, if that is not months
    away. last_years: for schools by their id, the year group in which pupils leave; without it 6 in a primary school,
    elsewhere the highest in the school's table. Raises UnknownSchool, WrongValue.
    """
    last_years = last_years or {}
    _check(network, last_years)
    ending = network.settings.year
    draft = Draft(network, f"Roll over to {year or year_after(ending)}")
    draft.problems += _problems_with(ending, year, today or dt.date.today())
    if not draft.problems:
        _roll_settings(draft, year_after(ending))
        for school in network.schools:
            _roll_school(draft, school, last_years.get(school.id, ""))
        draft.also.append("Classes are left as they are: change class_name where classes have new names.")
    return draft.finished()


def _check(network: Network, last_years: Mapping[str, str]) -> None:
    for school, last in last_years.items():
        network.school(school)
        if last not in year_groups():
            found = f"'{last}' for {school}"
            raise errors.WrongValue(
                name="--last-year", found=found, expected=f"one of {', '.join(year_groups())}"
            )


def _problems_with(ending: str, year: str, today: dt.date) -> list[str]:
    following = year_after(ending)
    first = dt.date(int(ending[:4]) + 1, *_TOO_EARLY)
    if year and year <= ending:
        return [f"The network is already in {ending}: there is nothing to do to begin {year}."]
    if year and year != following:
        return [f"The network is in {ending}, and rolls over one year at a time: the next is {following}."]
    if not year and today < first:
        return [
            f"The network is already in {ending}, which has months to go. If you mean to begin {following}, say so "
            f"with --year {following}."
        ]
    return []


# --- network.toml -----------------------------------------------------------------------------------------


def _roll_settings(draft: Draft, year: str) -> None:
    path = draft.network.folder / SETTINGS
    before = read_whole(path).decode("utf-8", errors="surrogateescape")
    after = with_year(before, year)
    if not _differ_in_year(before, after, year):
        draft.problems.append(
            f'In {SETTINGS} write the line of the year as year = "{draft.network.settings.year}"'
        )
    draft.write(path, after.encode("utf-8", errors="surrogateescape"))
    draft.will.append(f"{SETTINGS} says {year}: new enquiries belong to that year.")


def _differ_in_year(before: str, after: str, year: str) -> bool:
    """Say whether settings are the same but for the year: a year written in an odd way is not taken for another line."""
    try:
        return tomllib.loads(_plain(after)) == {**tomllib.loads(_plain(before)), "year": year}
    except tomllib.TOMLDecodeError:
        return False


def _plain(text: str) -> str:
    """Give a text as TOML reads it: without the mark at its start, and with something for what is no UTF-8."""
    return text.removeprefix("\ufeff").encode("utf-8", errors="replace").decode("utf-8").replace("\r\n", "\n")


def with_year(settings: str, year: str) -> str:
    """Give the text of network.toml with another year, and everything else as it is.

    >>> with_year('name = "Us"\\nyear = "2025/26"  # ours\\n', "2026/27")
    'name = "Us"\\nyear = "2026/27"  # ours\\n'
    """
    changed, count = _YEAR.subn(lambda found: f'{found[1]}"{year}"', settings, count=1)
    return changed if count else f'{settings.rstrip()}\nyear = "{year}"\n'


# --- a school's pupils ------------------------------------------------------------------------------------


def _roll_school(draft: Draft, school: School, last: str) -> None:
    try:
        pupils = open_table(draft.network.data_folder(school.id), PUPILS)
    except errors.ProblemsFound as problem:
        draft.problems += [f"{school.name}: {one}" for one in problem.problems]
        return
    if pupils is None:
        draft.also.append(f"{school.name} has no table of pupils yet.")
        return
    here = _on_roll(draft, school, pupils)
    if here is None:
        return
    draft.also += _others(draft, school, here)
    if here.groups:
        _move_up(draft, school, pupils, here, last)
    else:
        draft.also.append(f"{school.name} has no pupils on roll.")


@dataclass(frozen=True)
class _Here:
    """The rows of those on roll as a year ends, with their year groups; some of them have a leaving day to come.

    `coming` counts those who join after the year: their year group is already that of the next.
    """

    groups: Mapping[int, str]
    to_leave: frozenset[int]
    coming: int


def _on_roll(draft: Draft, school: School, pupils: OpenTable) -> _Here | None:
    """Give who is on roll as the year ends; None, and a problem, where a cell that decides it cannot be read."""
    ends, begins = _last_day(draft.network), _next_year(draft.network)
    rows = [row for row in pupils.rows() if pupils.text(row, "pupil_id")]
    left = {row: pupils.value(row, "left_on") for row in rows}
    to_leave = frozenset(row for row, day in left.items() if _is_after(day, ends))
    there = [row for row in rows if left[row] is None or row in to_leave]
    joined = {row: pupils.value(row, "joined_on") for row in there}
    coming = {row for row, day in joined.items() if _is_after(day, begins - dt.timedelta(days=1))}
    groups = {row: pupils.value(row, "year_group") for row in there if row not in coming}
    faults = {
        "left_on": [row for row, value in left.items() if is_fault(value)],
        "joined_on": [row for row, value in joined.items() if is_fault(value)],
        "year_group": [row for row, value in groups.items() if value is None or is_fault(value)],
    }
    for column, wrong in faults.items():
        if wrong:
            place = rows_in_words([pupils.numbers[row] for row in wrong])
            draft.problems.append(
                f"{school.name}: {pupils.file.name}, {place}: {column} cannot be read. `enquiry check` says what to type."
            )
    if any(faults.values()):
        return None
    return _Here({row: str(group) for row, group in groups.items()}, to_leave & groups.keys(), len(coming))


def _is_after(value: object, day: dt.date) -> bool:
    return isinstance(value, dt.date) and value > day


def _others(draft: Draft, school: School, here: _Here) -> Iterator[str]:
    """Say who is not moved, because the year group is the next year's already, and who has a day to leave."""
    if here.coming:
        join, stay = (
            ("1 pupil joins", "stays") if here.coming == 1 else (f"{here.coming} pupils join", "stay")
        )
        yield (
            f"{school.name}: {join} on or after {_next_year(draft.network):%d %B %Y} and {stay} in the year group "
            "typed, which is taken for the next year's."
        )
    if count := len(here.to_leave):
        who = "1 pupil has" if count == 1 else f"{count} pupils have"
        yield (
            f"{school.name}: {who} a leaving day after {_last_day(draft.network):%d %B %Y}: on roll until then, and "
            "moved up; in the last year group they stay where they are, with that day."
        )


def _move_up(draft: Draft, school: School, pupils: OpenTable, here: _Here, last: str) -> None:
    order, ends = year_groups(), _last_day(draft.network)
    highest = max(here.groups.values(), key=order.index)
    last = last or (LAST_OF_PRIMARY if school.phase == "primary" else highest)
    at_the_end = {row for row, group in here.groups.items() if order.index(group) >= order.index(last)}
    leaving, moving = at_the_end - here.to_leave, here.groups.keys() - at_the_end
    if leaving and "left_on" not in pupils.places:
        pupils.add_column("left_on")
    for row in leaving:
        pupils.put(row, "left_on", ends.isoformat())
    for row in moving:
        pupils.put(row, "year_group", order[order.index(here.groups[row]) + 1])
        if "age" in pupils.places and isinstance(age := pupils.value(row, "age"), int | float):
            pupils.put(row, "age", str(int(age) + 1))
    draft.will.append(_said(school, len(moving), len(leaving), named(last), ends))
    if not at_the_end:
        draft.also.append(
            f"{school.name} has nobody in {named(last)} or above. If pupils leave after {named(highest)}, say so with "
            f"--last-year {school.id}={highest}."
        )
    _write(draft, school, pupils)


def _last_day(network: Network) -> dt.date:
    """Give the last day of those who leave at the end of the year; who leaves in August leaves with it."""
    return dt.date(int(network.settings.year[:4]) + 1, 8, 31)


def _next_year(network: Network) -> dt.date:
    """Give the first day of the next school year; who joins from then on joins for that year."""
    return first_day(int(network.settings.year[:4]) + 1)


def _said(school: School, up: int, leaving: int, last: str, ends: dt.date) -> str:
    pupils = "1 pupil moves" if up == 1 else f"{up or 'no'} pupils move"
    leave = "1 leaves" if leaving == 1 else f"{leaving or 'none'} leave"
    return f"{school.name}: {pupils} up one year group; {leave} after {last}, with {ends:%d %B %Y} as the last day."


def named(group: str) -> str:
    """Name a year group.

    >>> named("R"), named("6")
    ('Reception', 'Year 6')
    """
    return {"N": "Nursery", "R": "Reception"}.get(group, f"Year {group}")


def _write(draft: Draft, school: School, pupils: OpenTable) -> None:
    """Add the table; where it was a spreadsheet, that is kept aside."""
    folder = draft.network.data_folder(school.id)
    if pupils.is_spreadsheet:
        year = year_after(draft.network.settings.year).replace("/", "-")
        kept = folder / f"before_{year}" / pupils.file.name
        draft.edits.append(Move(draft.named(pupils.file), draft.named(kept)))
        draft.will.append(
            f"{school.name}: the table of pupils is {pupils.target.name} from now on; {pupils.file.name} is kept in "
            f"data/{kept.parent.name}, with any column of your own."
        )
    draft.write(pupils.target, pupils.cells.content())
