"""The merger of two schools: one keeps its id, the other's tables, enquiries and edited workbooks come to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from enquiry_lib import errors
from enquiry_lib.data.brought_in import IMPORTS
from enquiry_lib.data.importing.filing import BEFORE
from enquiry_lib.data.importing.pseudonyms import KEPT, Kept, kept_of
from enquiry_lib.data.rewriting import OpenTable, is_fault, open_table, rows_in_words
from enquiry_lib.data.templates import IDENTIFIERS, TABLES, columns, table_name
from enquiry_lib.store.at_once import Move, Remove, files_of
from enquiry_lib.store.network import RECORD, Network
from enquiry_lib.store.published import COUNTED, PUBLISHED, SIGN_OFF, with_codes
from enquiry_lib.store.renaming import rename_in_register, rename_in_trials, say_what_stays
from enquiry_lib.store.saving import load_record, read_text, read_whole, save_record
from enquiry_lib.store.workbooks import is_edited, with_parameters
from enquiry_lib.store.year_end import Draft, Plan

BEFORE_MERGER = "before_merger"
PUPIL, SUMMARY = "pupil_id", "attendance_summary"
LONGEST_ID, LONGEST_CYCLE = 40, 60


@dataclass
class _Merger:
    """Two schools on their way to be one: `gone` comes to `stays`; `used` are files of the first that are dealt with."""

    draft: Draft
    gone: str
    stays: str
    used: set[Path] = field(default_factory=set)

    @property
    def network(self) -> Network:
        return self.draft.network

    def folder(self, *parts: str) -> Path:
        """Give a place in the folder of the school that goes."""
        return self.network.school_folder(self.gone).joinpath(*parts)

    def to(self, *parts: str) -> Path:
        """Give a place in the folder of the school that stays."""
        return self.network.school_folder(self.stays).joinpath(*parts)

    def free(self, place: Path) -> Path:
        """Give a place where nothing is and nothing is planned: the one asked for, or one named after the school that goes."""
        taken = {edit.to if isinstance(edit, Move) else edit.path for edit in self.draft.edits}
        number, tried = 0, place
        while tried.exists() or self.draft.named(tried) in taken:
            number += 1
            ending = f"-from-{self.gone}" + (f"-{number}" if number > 1 else "")
            tried = place.with_name(place.stem + ending + place.suffix)
        return tried


def plan_merge(network: Network, gone: str, stays: str) -> Plan:
    """Plan that one school comes to another, which keeps its id; nothing is written. Raises UnknownSchool."""
    one, other = network.school(gone), network.school(stays)
    draft = Draft(network, f"Merge {one.name} ({gone}) into {other.name} ({stays})")
    if gone == stays:
        draft.problems.append("A school cannot be merged with itself.")
        return draft.finished()
    merger = _Merger(draft, gone, stays)
    rename_in_trials(draft, gone, stays)
    _move_published(merger, _merge_tables(merger))
    _merge_imports(merger)
    _move_enquiries(merger)
    _keep_workbooks(merger)
    _keep_the_rest(merger)
    rename_in_register(draft, gone, "")
    if merger.folder().is_dir():
        draft.edits.append(Remove(f"schools/{gone}"))
        draft.will.append(f"Then its folder schools/{gone} goes; the backup has it as it was.")
    say_what_stays(draft, gone)
    return draft.finished()


# --- tables -----------------------------------------------------------------------------------------------


Codes = Mapping[str, Mapping[str, str]]


def _merge_tables(merger: _Merger) -> Codes:
    """Join the tables; gives the codes that are others from now on."""
    pairs = {
        table: (_open(merger, merger.gone, table), _open(merger, merger.stays, table)) for table in TABLES
    }
    codes = _new_codes(merger, list(pairs.values()))
    _say_whose_sums(merger, *pairs[SUMMARY])
    for table, (one, other) in pairs.items():
        if one is not None:
            merger.used.add(one.file)
            _give_codes(one, codes)
            _merge_table(merger, table, one, other)
    return codes


def _open(merger: _Merger, school: str, table: str) -> OpenTable | None:
    try:
        return open_table(merger.network.data_folder(school), table)
    except errors.ProblemsFound as problem:
        merger.draft.problems += [f"{school}: {one}" for one in problem.problems]
        return None


def _say_whose_sums(merger: _Merger, one: OpenTable | None, other: OpenTable | None) -> None:
    """Say that sums of one school's pupils would stand for the pupils of both."""
    whose = [school for school, table in ((merger.stays, other), (merger.gone, one)) if table is not None]
    if whose:
        alone = f"of {whose[0]}'s pupils alone" if len(whose) == 1 else "of each school's pupils alone"
        merger.draft.also.append(
            f"The {table_name(SUMMARY)} has sums {alone}, and from now on stands for the pupils of both: type the sums of both "
            f"schools together, or take it out of the folder data of {merger.stays}."
        )


def _new_codes(merger: _Merger, pairs: list[tuple[OpenTable | None, OpenTable | None]]) -> Codes:
    """Give, for each column of codes, another code for each that means somebody else in the school that stays."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    tables = [(side, table) for pair in pairs for side, table in enumerate(pair) if table is not None]
    for side, table in tables:
        for column in _code_columns(table.table):
            found.setdefault(column, (set(), set()))[side].update(_codes_in(table, column))
    twice = {column: mine & theirs for column, (mine, theirs) in found.items() if mine & theirs}
    if _same_key(merger):
        twice.pop(PUPIL, None)
    everything = {code.casefold() for mine, theirs in found.values() for code in mine | theirs}
    prefix = _free_prefix(merger.gone, {code for codes in twice.values() for code in codes}, everything)
    for column, codes in twice.items():
        _say_codes(merger, column, codes, prefix)
    return {column: {code: prefix + code for code in codes} for column, codes in twice.items()}


def _code_columns(table: str) -> list[str]:
    return [column.name for column in columns(table) if column.type in IDENTIFIERS]


def _codes_in(table: OpenTable, column: str) -> set[str]:
    return {code for row in table.rows() if (code := table.text(row, column))}


def _free_prefix(school: str, codes: set[str], taken: set[str]) -> str:
    """Give a short prefix from the school's id with which no code becomes one that is there already."""
    stem = "".join(letter for letter in school if letter.isalnum())[:6].upper()
    number, prefix = 1, f"{stem}-"
    while any((prefix + code).casefold() in taken for code in codes):
        number += 1
        prefix = f"{stem}{number}-"
    return prefix


def _say_codes(merger: _Merger, column: str, codes: set[str], prefix: str) -> None:
    count = f"{len(codes)} codes are" if len(codes) > 1 else "1 code is"
    said = f"In the column {column}, {count} in both schools: those of {merger.gone} become {prefix} and the code."
    merger.draft.will.append(said)
    if column == PUPIL:
        merger.draft.also.append(
            "A pupil who went from one school to the other counts as two from now on, under the two codes: where that "
            "matters, take the rows of one of them out first."
        )
    if any(len(prefix + code) > LONGEST_ID for code in codes):
        merger.draft.problems.append(
            f"Codes in the column {column} would be longer than {LONGEST_ID} letters with {prefix} before them. Give "
            f"{merger.gone} shorter codes where both schools have the same."
        )


def _give_codes(table: OpenTable, codes: Codes) -> None:
    for column in codes.keys() & table.places.keys():
        for row in table.rows():
            if (code := table.text(row, column)) in codes[column]:
                table.put(row, column, codes[column][code])


def _merge_table(merger: _Merger, table: str, one: OpenTable, other: OpenTable | None) -> None:
    rows = list(one.rows())
    if other is None:
        target = merger.free(merger.to("data", one.target.name))
        merger.draft.write(target, one.cells.content())
        merger.draft.will.append(
            f"The table of {table_name(table)} comes to {merger.stays}: {len(rows)} rows."
        )
    elif _has_no_row_twice(merger, one, other):
        _append(one, other, rows)
        if other.is_spreadsheet:
            kept = merger.to("data", BEFORE_MERGER, other.file.name)
            merger.draft.edits.append(Move(merger.draft.named(other.file), merger.draft.named(kept)))
            merger.draft.also.append(
                f"{other.file.name} of {merger.stays} is {other.target.name} from now on; it is kept in "
                f"data/{BEFORE_MERGER}, with any column of your own."
            )
        merger.draft.write(other.target, other.cells.content())
        merger.draft.will.append(f"The table of {table_name(table)} gets {len(rows)} rows of {merger.gone}.")
    if one.is_spreadsheet:
        kept = merger.free(
            merger.to("data", BEFORE_MERGER, f"{one.file.stem}-from-{merger.gone}{one.file.suffix}")
        )
        merger.draft.edits.append(Move(merger.draft.named(one.file), merger.draft.named(kept)))
        merger.draft.also.append(
            f"{one.file.name} of {merger.gone} is kept in data/{BEFORE_MERGER} as it was."
        )


def _has_no_row_twice(merger: _Merger, one: OpenTable, other: OpenTable) -> bool:
    """Say whether no row of one table is about what a row of the other is about; else that is a problem."""
    named = [column.name for column in columns(one.table) if column.unique]
    if not named or _are_about_others(one, other, named):
        return True
    there = {_key(other, row, named) for row in other.rows()}
    twice = [one.numbers[row] for row in one.rows() if _key(one, row, named) in there]
    if twice:
        merger.draft.problems.append(
            f"{one.file.name} of {merger.gone}, {rows_in_words(twice)}: {merger.stays} has rows of the same "
            f"{', '.join(named)}. Put what belongs together into the table of {merger.stays}, or give it another name "
            f"there, and take these rows out."
        )
    return not twice


def _are_about_others(one: OpenTable, other: OpenTable, named: list[str]) -> bool:
    """Say whether two tables have no code in common, in a column of codes that each row is named by."""
    columns_of_codes = [column for column in _code_columns(one.table) if column in named]
    return any(_codes_in(one, column).isdisjoint(_codes_in(other, column)) for column in columns_of_codes)


def _key(table: OpenTable, row: int, named: list[str]) -> tuple[object, ...]:
    """Give what a row is about, however it is typed."""
    values = [table.value(row, column) for column in named]
    return tuple(
        table.text(row, column) if is_fault(value) else value
        for column, value in zip(named, values, strict=True)
    )


def _append(one: OpenTable, other: OpenTable, rows: Iterable[int]) -> None:
    """Put rows of one table under those of another, each cell under its heading; a heading it lacks is added."""
    headings = one.cells.texts(one.header)
    known = {place: name for name, place in one.places.items()}
    there = {text.strip().casefold(): place for place, text in enumerate(other.cells.texts(other.header))}
    places: dict[int, int] = {}
    for place, heading in enumerate(headings):
        if heading.strip():
            name = known.get(place, "")
            found = other.places.get(name, there.get(heading.strip().casefold()))
            places[place] = other.add_column(name or heading) if found is None else found
    if other.cells.encoding == "cp1252":
        other.cells.as_unicode()
    for row in rows:
        end = other.cells.new_row()
        for place, to in places.items():
            other.cells.put(end, to, one.cells.cell(row, place))


# --- what was published -----------------------------------------------------------------------------------


def _move_published(merger: _Merger, codes: Codes) -> None:
    """Keep each published report whole, under the codes that its pupils have from now on: later reports mind it."""
    for path in sorted(merger.folder(PUBLISHED).glob(f"*/{SIGN_OFF}")):
        folder, kept = path.parent, merger.free(merger.to(PUBLISHED, path.parent.name))
        counted = merger.folder(COUNTED, f"{folder.name}.json")
        if counted.is_file():
            text = with_codes(read_text(counted), codes.get(PUPIL, {}))
            merger.draft.write(merger.to(COUNTED, f"{kept.name}.json"), text)
            merger.used.add(counted)
        merger.draft.edits.append(Move(merger.draft.named(folder), merger.draft.named(kept)))
        merger.used |= set(folder.rglob("*"))
        merger.draft.will.append(f"The report {folder.name} that was published is kept as {kept.name}.")


# --- what imports left ------------------------------------------------------------------------------------


def _same_key(merger: _Merger) -> bool:
    one, other = kept_of(merger.folder("data")).key_id, kept_of(merger.to("data")).key_id
    return bool(one) and one == other


def _json_of(path: Path) -> Any:
    try:
        return json.loads(read_whole(path).decode("utf-8-sig")) if path.is_file() else None
    except ValueError:
        return None  # a list nobody can read is dropped with the rest, and the backup has it


def _merge_imports(merger: _Merger) -> None:
    """Settle which key later imports use, and join the lists of imports; those of the school that goes are not undone."""
    one, other = merger.folder("data", KEPT), merger.to("data", KEPT)
    merger.used |= {one, merger.folder("data", IMPORTS)}
    merger.used |= set(merger.folder("data", BEFORE).glob("*"))
    if one.is_file() and not other.is_file():
        merger.draft.edits.append(Move(merger.draft.named(one), merger.draft.named(other)))
        merger.draft.will.append(
            f"Later imports make pupils' codes with the key of {merger.gone}, the only one there is."
        )
    elif one.is_file():
        _join_keys(merger, kept_of(other.parent), kept_of(one.parent))
    _join_lists(merger)


def _join_keys(merger: _Merger, stays: Kept, gone: Kept) -> None:
    """Let the school that stays remember every key under which one of its pupils may be known."""
    keys = dict.fromkeys([*stays.earlier, Kept(gone.key_id, gone.kind), *gone.earlier])
    earlier = [key for key in keys if key.key_id != stays.key_id]
    if not earlier:
        return
    said = {"key_id": stays.key_id, "kind": stays.kind}
    listed = [{"key_id": key.key_id, "kind": key.kind} for key in earlier]
    merger.draft.write(merger.to("data", KEPT), json.dumps(said | {"earlier": listed}, indent=2) + "\n")
    if gone.key_id != stays.key_id:
        merger.draft.also.append(_two_keys(merger, stays, gone))


def _two_keys(merger: _Merger, stays: Kept, gone: Kept) -> str:
    """Say what two keys mean for later imports."""
    if stays.kind != gone.kind:
        return (
            f"Codes made so far stay. Those of {merger.gone} are made of the {gone.kind}, those of {merger.stays} of the "
            f"{stays.kind}: pupils of {merger.gone} cannot be known by that, and get other codes in files imported from now "
            f"on. Import {merger.stays}'s files of such pupils only after their old rows have been taken out."
        )
    return (
        f"Each school has a key of its own for pupils' codes. Codes made so far stay. Whoever imports for {merger.stays} from "
        f"now on needs both key files, {stays.key_id}.key and {gone.key_id}.key: then pupils who came from {merger.gone} "
        f"keep their codes, and new pupils get theirs by the first."
    )


def _join_lists(merger: _Merger) -> None:
    one, other = _json_of(merger.folder("data", IMPORTS)), _json_of(merger.to("data", IMPORTS))
    if isinstance(one, list):
        joined = sorted([*(other if isinstance(other, list) else []), *one], key=_when)
        text = json.dumps(joined, ensure_ascii=False, indent=2) + "\n"
        merger.draft.write(merger.to("data", IMPORTS), text)


def _when(line: object) -> str:
    return str(line.get("when", "")) if isinstance(line, dict) else ""


# --- enquiries and workbooks ------------------------------------------------------------------------------


def _move_enquiries(merger: _Merger) -> None:
    folders = sorted(path for path in merger.folder("enquiries").glob("*") if path.is_dir())
    taken = {path.name for path in merger.to("enquiries").glob("*")}
    names = {path.name: _cycle(path.name, merger.gone, taken) for path in folders}
    for path in folders:
        _follow(merger, path / RECORD, names)
        merger.draft.edits.append(
            Move(merger.draft.named(path), merger.draft.named(merger.to("enquiries", names[path.name])))
        )
        merger.used |= set(path.rglob("*"))
        called = f", and is called {names[path.name]} there" if names[path.name] != path.name else ""
        merger.draft.will.append(f"The enquiry {path.name} comes to {merger.stays}{called}.")
    still_open = [path for path in _records(merger) if load_record(path).status == "open"]
    if len(still_open) > 1:
        merger.draft.also.append(
            f"{merger.stays} then has {len(still_open)} open enquiries: name one after --cycle, or finish those that are over."
        )


def _records(merger: _Merger) -> list[Path]:
    return [*merger.network.enquiries(merger.gone), *merger.network.enquiries(merger.stays)]


def _cycle(name: str, school: str, taken: set[str]) -> str:
    """Give an enquiry a name that no other has at the school it comes to."""
    number, tried = 0, name
    while tried in taken:
        number += 1
        ending = f"-{school}" + (f"-{number}" if number > 1 else "")
        tried = name[: LONGEST_CYCLE - len(ending)] + ending
    taken.add(tried)
    return tried


def _follow(merger: _Merger, path: Path, names: Mapping[str, str]) -> None:
    """Keep what an enquiry says it follows, where that has got another name."""
    record = load_record(path)
    new = names.get(record.follows, record.follows)
    if new != record.follows:
        following = record.model_copy(update={"follows": new})
        merger.draft.write_record(path, lambda copy: save_record(copy, following))


def _keep_workbooks(merger: _Merger) -> None:
    """Keep the workbooks that somebody has edited; the others are made anew by `enquiry lab`."""
    for path in sorted(merger.folder("workbooks").glob("*.ipynb")):
        merger.used.add(path)
        try:
            if not is_edited(path):
                continue
            content = with_parameters(path, {"school": merger.stays}, where={"school": merger.gone})
        except errors.BrokenWorkbook:
            content = read_whole(path)
        kept = merger.free(merger.to("workbooks", f"{path.stem}-from-{merger.gone}.ipynb"))
        merger.draft.write(kept, content)
        merger.draft.will.append(f"The edited workbook {path.name} is kept as {kept.name}.")


def _keep_the_rest(merger: _Merger) -> None:
    """Move every other file of the school that goes to the same place at the other, or beside what is there."""
    folder = merger.folder()
    for path in files_of(folder) if folder.is_dir() else []:
        if path not in merger.used:
            kept = merger.free(merger.to(*PurePosixPath(path.relative_to(folder).as_posix()).parts))
            merger.draft.edits.append(Move(merger.draft.named(path), merger.draft.named(kept)))
            merger.draft.will.append(f"{merger.draft.named(path)} is kept as {merger.draft.named(kept)}.")
