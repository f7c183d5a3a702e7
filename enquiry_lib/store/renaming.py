"""Another id for a school: in the register, as the name of its folder, in its workbooks, and in the trials it started."""

from __future__ import annotations

import json
import re
from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.store.at_once import REPORTS, Move, Remove, Write, files_of
from enquiry_lib.store.network import ID_PATTERN, ID_RULE, REGISTER, RESERVED, Network
from enquiry_lib.store.saving import read_whole
from enquiry_lib.store.trial import TRIALS, broken_trials
from enquiry_lib.store.typed_csv import TypedCsv, read_typed
from enquiry_lib.store.workbooks import is_edited, with_parameters
from enquiry_lib.store.year_end import Draft, Plan

_MADE = re.compile(r"check/|published/|counted/|withheld|enquiries/[^/]+/results/")
_READ = {".json", ".csv", ".toml", ".ipynb", ".md", ".txt", ".html", ".tsv"}


def plan_rename(network: Network, old: str, new: str) -> Plan:
    """Plan another id for a school; nothing is written.

    What people wrote is never changed: files in which the old id still stands as a word are named in the plan.
    Raises UnknownSchool for a school that is not in the register.
    """
    school = network.school(old)
    draft = Draft(network, f"Change the id of {school.name} from {old} to {new}")
    draft.problems += _problems_of(network, old, new)
    if not draft.problems:
        rename_in_register(draft, old, new)
        rename_in_trials(draft, old, new)
        _rename_truth(draft, old, new)
        _rename_in_workbooks(draft, old, new)
        _rename_folder(draft, old, new)
        say_what_stays(draft, old)
    return draft.finished()


def _problems_of(network: Network, old: str, new: str) -> list[str]:
    if new == old:
        return [f"The school's id is '{old}' already."]
    if not ID_PATTERN.fullmatch(new) or new in RESERVED:
        return [
            f"'{new}' cannot be a school's id. It should be {ID_RULE}, and no word that Windows keeps for itself."
        ]
    if new in {school.id for school in network.schools}:
        return [f"Another school has the id '{new}'. Choose one that no school has."]
    if (network.folder / "schools" / new).exists():
        return [f"There is a folder schools/{new} already. Look what is in it, and move or rename it."]
    return []


# --- the register -----------------------------------------------------------------------------------------


def rename_in_register(draft: Draft, old: str, new: str) -> None:
    """Add to a plan that a row of the register gets another id, or goes when `new` is empty."""
    path = draft.network.folder / REGISTER
    typed, row, place = _row_of(path, old)
    if new:
        typed.put(row, place, new)
        draft.will.append(f"In {REGISTER} its row says {new}; all other cells stay as they are.")
    else:
        typed.drop(row)
        draft.will.append(f"Its row in {REGISTER} goes.")
    draft.write(path, typed.content())


def _row_of(path: Path, school: str) -> tuple[TypedCsv, int, int]:
    """Find a school's row and the column of ids. A register that could be opened has both."""
    content = read_whole(path)
    text = content.decode("utf-8-sig", errors="replace")
    first = next(line for line in text.splitlines() if line.strip())
    typed = read_typed(content, max(",;\t", key=first.count))
    rows = [[text.strip() for text in typed.texts(row)] for row in range(len(typed.rows))]
    head = next(number for number, row in enumerate(rows) if any(row))
    place = [name.lower() for name in rows[head]].index("school_id")
    row = next(
        n for n, cells in enumerate(rows) if n > head and len(cells) > place and cells[place] == school
    )
    return typed, row, place


# --- trials -----------------------------------------------------------------------------------------------


def rename_in_trials(draft: Draft, old: str, new: str) -> None:
    """Add to a plan that the trials a school has started name it by another id; their protocols stay as they are.

    A trial that both schools have started, and one that cannot be read, are problems.
    """
    network = draft.network
    broken = {trial.id: trial for trial in broken_trials(network)}
    for path in sorted((network.folder / TRIALS).glob("*.json")):
        if path.stem in broken:
            draft.problems.append(f"The trial {broken[path.stem]} cannot be read. Mend it, or move it away.")
            continue
        content = json.loads(read_whole(path).decode("utf-8-sig"))
        started = [start for start in content["started"] if start["school"] == old]
        if started and any(start["school"] == new for start in content["started"]):
            draft.problems.append(_both_started(path.stem, old, new))
        elif started:
            for start in started:
                start["school"] = new
            draft.write(path, _json(content))
            draft.will.append(f"The trial {path.stem} names it {new} among the schools that have started.")


def _both_started(trial: str, old: str, new: str) -> str:
    return (
        f"Both schools have started the trial {trial}, and a school starts a trial once. Decide with whoever leads "
        f"it which of the two counts from now on, and take the line of the other, {old} or {new}, out of 'started' "
        f"in trials/{trial}.json."
    )


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _rename_truth(draft: Draft, old: str, new: str) -> None:
    """Add that the truth about an invented network names the school anew; other networks have none."""
    path = draft.network.folder / "truth.json"
    if path.is_file():
        before = json.loads(read_whole(path).decode("utf-8"))
        after = _with_key(before, old, new)
        if after != before:
            draft.write(path, _json(after))
            draft.will.append("truth.json, which says what is true of invented schools, names it anew.")


def _with_key(content: object, old: str, new: str) -> object:
    if isinstance(content, dict):
        return {new if key == old else key: _with_key(value, old, new) for key, value in content.items()}
    if isinstance(content, list):
        return [_with_key(value, old, new) for value in content]
    return new if content == old else content


# --- the school's own folder ------------------------------------------------------------------------------


def _rename_in_workbooks(draft: Draft, old: str, new: str) -> None:
    """Add that the school's copies of the workbooks open it by its new id, wherever they lie in its folder."""
    changed = 0
    for path in sorted(draft.network.school_folder(old).rglob("*.ipynb")):
        content = read_whole(path)
        try:
            after = with_parameters(path, {"school": new}, where={"school": old})
        except errors.BrokenWorkbook as problem:
            draft.also.append(f"{draft.named(path)} is left as it is: {problem.found_only()}")
            continue
        if after != content:
            draft.write(path, after)
            changed += 1
    if changed:
        draft.will.append(f"Its copies of the workbooks ({changed}) open it as {new}.")


def _rename_folder(draft: Draft, old: str, new: str) -> None:
    if draft.network.school_folder(old).is_dir():
        draft.edits.append(Move(f"schools/{old}", f"schools/{new}"))
        draft.will.append(f"Its folder schools/{old} is called schools/{new}, with everything in it.")


def say_what_stays(draft: Draft, old: str) -> None:
    """Add to a plan where the old id still stands after it: in what people wrote, and in reports."""
    word = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])".encode())
    for path in files_of(draft.network.folder):
        place = _place_of(draft, draft.named(path))
        readable = path.suffix.lower() in _READ and not _is_made(path, draft.named(path))
        if place and readable and word.search(read_whole(path)):
            draft.also.append(f"'{old}' still stands in {place}, in what somebody wrote: left as it is.")
    draft.also += _reports(draft.network, old)


def _is_made(path: Path, name: str) -> bool:
    """Say whether the workbooks made a file, and nobody wrote it: templates, summaries, checks, reports, copies as they came."""
    school = re.fullmatch(r"schools/[^/]+/(.*)", name)
    within = school[1] if school else ""
    if name.startswith("templates/") or _MADE.match(within):
        return True
    try:
        return path.suffix == ".ipynb" and within.startswith("workbooks/") and not is_edited(path)
    except errors.BrokenWorkbook:
        return False


def _place_of(draft: Draft, name: str) -> str:
    """Say where a file is when a plan has been carried out; nothing for one that is written anew, or goes."""
    for edit in draft.edits:
        if isinstance(edit, Write) and edit.path == name:
            return ""
        if isinstance(edit, Move) and f"{name}/".startswith(f"{edit.path}/"):
            return edit.to + name.removeprefix(edit.path)
    gone = (f"{edit.path}/" for edit in draft.edits if isinstance(edit, Remove))
    return "" if f"{name}/".startswith(tuple(gone)) else name


def _reports(network: Network, old: str) -> list[str]:
    """Say what becomes of reports made under the id before."""
    reports = network.folder / REPORTS
    if not reports.is_dir():
        return []
    page = f", and delete reports/{old}.html" if (reports / f"{old}.html").exists() else ""
    return [f"The reports still say '{old}': render them again with `enquiry render`{page}."]
