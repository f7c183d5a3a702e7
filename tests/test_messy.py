"""The corpus of messy school files: what was expected of each before any reader was run (messy/README.md)."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from enquiry_lib.data.checking import check_data
from enquiry_lib.data.importing import Proposal, propose_import
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.meaning import Values
from enquiry_lib.data.questions import Question
from enquiry_lib.data.reading import ReadFile, read_file
from enquiry_lib.errors import EnquiryError, Problem, ProblemsFound, WrongValue
from enquiry_lib.store.network import Network

FOLDER = Path(__file__).parent / "messy"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
FILES = sorted(path.name for path in (FOLDER / "files").iterdir())
LARGEST = 20_000
SAME_KIND = {"text": "code"}  # neither is changed, so that a file need not decide between them


def expecting(aspect: str) -> Any:
    """Give a test each file of which something is expected in this respect, and what."""
    found = [(name, entry[aspect]) for name, entry in EXPECTED.items() if aspect in entry]
    return pytest.mark.parametrize(("name", "wanted"), found, ids=[name for name, _ in found])


def having(outcome: str) -> Any:
    """Give a test each file with this outcome."""
    names = [name for name, entry in EXPECTED.items() if entry["outcome"] == outcome]
    return pytest.mark.parametrize("name", names)


@cache
def read(name: str) -> ReadFile:
    """Read a file of the corpus once; after # stands the sheet to read."""
    file, _, sheet = name.partition("#")
    return read_file(FOLDER / "files" / file, sheet=sheet)


@cache
def values(name: str) -> Values:
    """Give what the texts of a file of the corpus mean."""
    return read(name).values()


def spaced(text: str) -> str:
    """Give a heading with each run of spaces, line ends among them, as one space."""
    return " ".join(text.split())


def one_cell(frame: pd.DataFrame, row: int, heading: str) -> Any:
    """Give a cell by its row in the file and its heading, however that is spaced."""
    places = [place for place, name in enumerate(frame.columns) if spaced(str(name)) == heading]
    assert row in frame.index, f"row {row} is not among {list(frame.index)}"
    return frame.iloc[frame.index.get_loc(row), places[0]]


def plainly(value: Any) -> Any:
    """Give a value as expected.json writes it: None for a missing one, a day as its ISO date."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat().removesuffix("T00:00:00")
    return value


def all_said(*texts: Iterable[object]) -> str:
    """Give all that was said as one text."""
    return "\n".join(str(text) for part in texts for text in part)


def has(said: str, pattern: str) -> bool:
    """Say whether a text has a pattern in it, in capital or small letters."""
    return re.search(pattern, said, re.IGNORECASE) is not None


def fits(problem: Problem, wanted: dict[str, Any]) -> bool:
    """Say whether a problem is one that was expected."""
    same = all(
        getattr(problem, part) == wanted[part] for part in ("row", "column", "level") if part in wanted
    )
    return same and has(str(problem), wanted.get("says", ""))


def assert_named(problems: Iterable[Problem], wanted: list[dict[str, Any]]) -> None:
    """Hold problems against those that were expected; there may be others."""
    found = tuple(problems)
    for one in wanted:
        assert any(fits(problem, one) for problem in found), f"{one} is not among:\n{all_said(found)}"


# --- the corpus itself ------------------------------------------------------------------------------------


def test_the_corpus_holds_what_was_promised() -> None:
    """Sixty files, twenty kinds of defect with two files each, fifteen that are refused; there are more."""
    whole = {name: entry for name, entry in EXPECTED.items() if "#" not in name}
    kinds = Counter(kind for entry in whole.values() for kind in set(entry["kinds"]))
    assert len(whole) >= 60
    assert sum(files >= 2 for files in kinds.values()) >= 20
    assert sum(entry["outcome"] == "refused" for entry in whole.values()) >= 15


def test_every_file_is_expected_and_every_expectation_has_its_file() -> None:
    """No file is without an expectation, and none is missing."""
    assert sorted({name.partition("#")[0] for name in EXPECTED}) == FILES


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_small(name: str) -> None:
    """A file of the corpus is under 20 kB."""
    assert (FOLDER / "files" / name).stat().st_size < LARGEST


# --- refused ----------------------------------------------------------------------------------------------


@having("refused")
def test_what_is_no_table_is_refused_with_what_to_do(name: str) -> None:
    """A file that holds no table is refused as a whole, in words that say what to do."""
    with pytest.raises(WrongValue if "#" in name else ProblemsFound) as refusal:
        read(name)
    said = str(refusal.value).replace(name, "")
    problems = getattr(refusal.value, "problems", ())
    assert all(problem.found and problem.expected and problem.do for problem in problems)
    assert not re.search(r"Traceback|Error\b|Exception|0x[0-9a-f]{2}|codec", said), said
    missing = [pattern for pattern in EXPECTED[name]["says"] if not has(said, pattern)]
    assert not missing, said


@having("refused or named")
def test_what_is_doubtful_is_refused_or_named(name: str) -> None:
    """A file that can be read, but perhaps not as it was meant, is refused, or that is said."""
    try:
        one = read(name)
        said = all_said(one.notes, one.problems, one.questions)
    except ProblemsFound as refusal:
        said = str(refusal)
    said = said.replace(name, "")
    assert all(has(said, pattern) for pattern in EXPECTED[name]["says"]), said


# --- reading ----------------------------------------------------------------------------------------------


@having("read")
def test_what_holds_a_table_is_read(name: str) -> None:
    """A file that holds a table is read."""
    assert not read(name).frame.empty


@expecting("encoding")
def test_encoding(name: str, wanted: str) -> None:
    """The encoding is found."""
    assert read(name).encoding.startswith(wanted)


@expecting("separator")
def test_separator(name: str, wanted: str) -> None:
    """The separator is found, and said when it is not a comma."""
    assert read(name).separator == wanted
    assert wanted == "," or has(all_said(read(name).notes), "separat")


@expecting("sheet")
def test_sheet(name: str, wanted: str) -> None:
    """The sheet that holds the table is read."""
    assert read(name).sheet == wanted


@expecting("sheets")
def test_sheets(name: str, wanted: list[str]) -> None:
    """All sheets are listed."""
    assert list(read(name).sheets) == wanted


@expecting("merged")
def test_merged(name: str, wanted: list[str]) -> None:
    """Merged cells are listed."""
    assert sorted(read(name).merged) == wanted


@expecting("header")
def test_header_rows(name: str, wanted: list[int]) -> None:
    """The rows of the headings are found."""
    assert list(read(name).header) == wanted


@expecting("headings")
def test_headings(name: str, wanted: list[str]) -> None:
    """The headings are those of the table, those of several rows joined."""
    assert [spaced(str(heading)) for heading in read(name).frame.columns] == wanted


@expecting("headings_begin")
def test_first_headings(name: str, wanted: list[str]) -> None:
    """The table begins with these headings."""
    assert [str(heading) for heading in read(name).frame.columns][: len(wanted)] == wanted


@expecting("rows")
def test_rows(name: str, wanted: int) -> None:
    """The table has its own rows only."""
    assert len(read(name).frame) == wanted


@expecting("cells")
def test_cells(name: str, wanted: list[list[Any]]) -> None:
    """Cells come back as they were typed, under the row that a spreadsheet shows."""
    found = [[row, heading, one_cell(read(name).frame, row, heading)] for row, heading, _ in wanted]
    assert found == wanted


@expecting("nth")
def test_cells_by_their_place(name: str, wanted: list[list[Any]]) -> None:
    """Cells come back as they were typed, in the order of the file."""
    frame = read(name).frame
    assert [[place, heading, frame[heading].iloc[place]] for place, heading, _ in wanted] == wanted


@expecting("left_out")
def test_rows_left_out(name: str, wanted: list[list[Any]]) -> None:
    """Rows that are not the table's own are listed, with the reason."""
    listed = read(name).left_out
    found = {
        int(row): str(why) for row, why in zip(listed["row"], listed["why"], strict=True) if why != "footnote"
    }
    assert set(found) == {row for row, _ in wanted}
    assert all(why in ("", found[row]) for row, why in wanted), found


@expecting("titles")
def test_titles(name: str, wanted: list[str]) -> None:
    """Lines above the table are kept apart."""
    found = read(name).titles
    assert len(found) == len(wanted)
    assert all(line.startswith(start) for line, start in zip(found, wanted, strict=True))


@expecting("footnotes")
def test_footnotes(name: str, wanted: list[str]) -> None:
    """Lines under the table are kept apart."""
    assert list(read(name).footnotes) == wanted


@expecting("notes")
def test_notes(name: str, wanted: list[str]) -> None:
    """What was not plain is said."""
    said = all_said(read(name).notes)
    assert all(has(said, pattern) for pattern in wanted), said


@expecting("problems")
def test_problems(name: str, wanted: list[dict[str, Any]]) -> None:
    """What cannot be right is named, with its place."""
    assert_named((*read(name).problems, *values(name).problems), wanted)


# --- meaning ----------------------------------------------------------------------------------------------


@expecting("types")
def test_kinds_of_columns(name: str, wanted: dict[str, str]) -> None:
    """A column is what it holds: numbers, dates, codes."""
    found = {heading: values(name).kinds[heading].kind for heading in wanted}
    assert {key: SAME_KIND.get(kind, kind) for key, kind in found.items()} == {
        key: SAME_KIND.get(kind, kind) for key, kind in wanted.items()
    }


@expecting("orders")
def test_orders_of_dates(name: str, wanted: dict[str, str]) -> None:
    """The dates of a column are read in one order."""
    assert {heading: values(name).kinds[heading].order for heading in wanted} == wanted


@expecting("values")
def test_values(name: str, wanted: list[list[Any]]) -> None:
    """A cell means its number or its day; a symbol and what cannot be read mean nothing."""
    found = [
        [row, heading, plainly(one_cell(values(name).frame, row, heading))] for row, heading, _ in wanted
    ]
    assert found == wanted


@expecting("symbols")
def test_symbols(name: str, wanted: dict[str, int]) -> None:
    """Symbols for numbers that are not given are counted apart from nothing and from zero."""
    assert Counter(values(name).symbols["symbol"].astype(str)) == Counter(wanted)


@expecting("faults")
def test_faults(name: str, wanted: list[list[Any]]) -> None:
    """Exactly the cells that cannot be read are named."""
    found = {(problem.row, problem.column) for problem in values(name).problems if problem.row}
    assert found == {(row, heading) for row, heading in wanted}


@expecting("named")
def test_failed_formulas_are_named(name: str, wanted: list[list[Any]]) -> None:
    """A formula that failed is a symbol or a problem, never just empty."""
    listed = values(name).symbols
    symbols = set(zip(listed["row"].astype(int), listed["column"], listed["symbol"], strict=True))
    problems = values(name).problems
    for row, heading, text in wanted:
        alone = any(fits(problem, {"row": row, "column": heading}) for problem in problems)
        assert (row, heading, text) in symbols or alone


@expecting("questions")
def test_questions(name: str, wanted: list[str]) -> None:
    """What nobody can know from the file alone is asked, with the answers there are."""
    asked = {question.key: question for question in (*read(name).questions, *values(name).questions)}
    assert set(wanted) <= set(asked)
    assert all(len(asked[key].choices) > 1 for key in wanted)


@expecting("no_questions")
def test_no_needless_questions(name: str, wanted: list[str]) -> None:
    """What the file decides is not asked."""
    assert not set(wanted) & {question.key for question in values(name).questions}


@expecting("value_notes")
def test_what_was_changed_is_said(name: str, wanted: list[str]) -> None:
    """A thousands comma, a percent sign, a serial date: what was read otherwise than typed is said."""
    said = all_said(read(name).notes, values(name).notes)
    assert all(has(said, pattern) for pattern in wanted), said


@having("read")
def test_nothing_that_was_typed_is_lost(name: str) -> None:
    """Each filled cell of the table has a value, or is a symbol, or a problem in its row and column."""
    frame, meant = read(name).frame, values(name)
    symbols = set(zip(meant.symbols["row"].astype(int), meant.symbols["column"], strict=True))
    named = {(problem.row, problem.column) for problem in meant.problems} | symbols
    open_columns = {question.column for question in meant.questions}
    for heading in frame.columns:
        filled = np.asarray(frame[heading].astype(str).str.strip() != "", dtype=bool)
        lost = filled & meant.frame[heading].isna().to_numpy()
        rows = {int(row) for row in frame.index[lost] if (int(row), heading) not in named}
        assert not rows or heading in open_columns, f"{heading}: rows {sorted(rows)} are lost"


# --- importing --------------------------------------------------------------------------------------------


def answer(name: str, question: Question) -> str:
    """Give the answer to a question: the one that is expected, the usual one, or the first."""
    told = EXPECTED[name]["import"].get("answers", {})
    return next(
        (text for part, text in told.items() if part in question.key), question.usual or question.choices[0]
    )


@pytest.fixture
def proposed(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Proposal]:
    """Propose the import of a file of the corpus, with each question answered as is usual."""
    monkeypatch.setenv("ENQUIRY_KEYS", str(tmp_path / "keys"))

    def propose(name: str) -> Proposal:
        table, answers = EXPECTED[name]["import"].get("table", ""), {}
        for _ in range(3):
            one = propose_import(
                FOLDER / "files" / name, network=network, school="oak-primary", table=table, answers=answers
            )
            answers |= {question.key: answer(name, question) for question in one.questions}
        return one

    return propose


@expecting("import")
def test_a_file_is_proposed_for_import(
    name: str, wanted: dict[str, Any], proposed: Callable[[str], Proposal]
) -> None:
    """An export becomes rows of ours, or is refused for a reason that is stated; no name and no UPN comes in."""
    try:
        one = proposed(name)
    except EnquiryError as refusal:
        assert "refused_or_problem" in wanted, str(refusal)
        assert all(has(str(refusal), pattern) for pattern in wanted["refused_or_problem"]), str(refusal)
        return
    said = all_said(one.problems, one.notes, one.questions)
    if "refused_or_problem" in wanted:
        assert not one.ready or not wanted.get("refused")
        assert all(has(all_said(one.problems), pattern) for pattern in wanted["refused_or_problem"]), said
    if "rows" in wanted:
        assert len(one.frame) == wanted["rows"], said
    if "marks" in wanted:
        assert Counter(one.frame["mark"].astype(str).str.upper()) == Counter(wanted["marks"])
    if "days" in wanted:
        days = one.frame["date"].astype(str)
        assert [days.min(), days.max()] == wanted["days"]
    for column, texts in wanted.get("columns", {}).items():
        assert sorted(one.frame[column].astype(str)) == sorted(texts), said
    written = one.frame.to_csv() + said
    assert not [text for text in wanted.get("never", ()) if text in written]
    assert all(has(said, pattern) for pattern in wanted.get("notes", ())), said


# --- tables of ours ---------------------------------------------------------------------------------------


def placed(name: str, folder: Path) -> Path:
    """Put a file of the corpus in a data folder as one of our tables, and what belongs beside it."""
    check = EXPECTED[name]["check"]
    for table, file in {check["as"]: name, **check.get("with", {})}.items():
        source = FOLDER / "files" / file
        shutil.copy(source, folder / f"{table}{source.suffix}")
    return folder


@expecting("check")
def test_a_table_of_ours_is_checked(name: str, wanted: dict[str, Any], tmp_path: Path) -> None:
    """Rows that repeat, contradict or precede others are named when the tables are checked."""
    every = check_data(placed(name, tmp_path), nation="England").problems
    found = [
        problem for problem in every if "pupils' codes with fewer" not in problem.found
    ]  # all have P0001 and such
    of_it = [problem for problem in found if problem.file.startswith(wanted["as"])]
    assert_named(of_it, wanted["problems"])
    assert wanted["problems"] or not found, all_said(found)
    assert not [one for one in wanted.get("no_problems", ()) for problem in of_it if fits(problem, one)]
    assert not [text for text in wanted.get("never", ()) if text in all_said(found)]


@expecting("check")
def test_a_table_of_ours_keeps_to_its_columns(name: str, wanted: dict[str, Any], tmp_path: Path) -> None:
    """Whatever is wrong in a table, it comes back with the columns of its dictionary and a row in the file for each."""
    one = load_table(placed(name, tmp_path), wanted["as"])
    assert len(one.rows) == len(one.frame)
    assert "pupil_id" in one.frame
