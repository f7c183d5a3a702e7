"""Building: the rows of our table, made from a file by a mapping, and everything there is to say about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from enquiry_lib.data.importing.cells import (
    Cells,
    Known,
    Place,
    as_texts,
    lone_texts,
    meaning_of,
    read_cells,
)
from enquiry_lib.data.importing.choosing import Facts
from enquiry_lib.data.importing.codes import Identified, identify
from enquiry_lib.data.importing.headings import ID, MARKS
from enquiry_lib.data.importing.mapping import Mapping, meant
from enquiry_lib.data.importing.patterns import pattern_of, session_of
from enquiry_lib.data.importing.pseudonyms import Pseudonyms
from enquiry_lib.data.importing.shapes import (
    WEEK,
    WEEKDAY,
    Laid,
    Read,
    lay_out,
    name_days,
    said_twice,
    spread_marks,
)
from enquiry_lib.data.importing.totals import PERIOD, sum_up
from enquiry_lib.data.importing.words import Words
from enquiry_lib.data.loading import check_texts
from enquiry_lib.data.meaning import read_column
from enquiry_lib.data.questions import Question
from enquiry_lib.data.reading import ReadFile, TextTable
from enquiry_lib.data.templates import Column, columns, identifiers
from enquiry_lib.data.values import expected, quoted
from enquiry_lib.errors import Problem

HEADINGS = "headings"
ASKED_OF_ALL = ("occasion", "measure", "session")
"""What is asked of a file as a whole when no heading says it."""

_MOST_FAULTY = 0.5


@dataclass(frozen=True, eq=False)
class Built:
    """What a file becomes by a mapping. `stops` are the problems with which nothing can be filed."""

    frame: pd.DataFrame
    rows: tuple[int, ...] = ()
    left_out: int = 0
    problems: tuple[Problem, ...] = ()
    stops: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    codes: Pseudonyms | None = None


@dataclass(eq=False)
class Builder:
    """What is on the way: the file, its mapping, and what has been found to say so far."""

    read: ReadFile
    mapping: Mapping
    facts: Facts
    answers: Pairs[str, str]
    data: Path
    marks: frozenset[str]
    periods: Sequence[str]
    shares: Pairs[str, float]
    kind: str
    codes: Pseudonyms | None = None
    problems: list[Problem] = field(default_factory=list)
    stops: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def said(self, cells: Cells) -> pd.Series:
        """Keep what there is to say about cells, and give their texts."""
        self.problems += cells.problems
        self.questions += cells.questions
        self.notes += cells.notes
        return cells.texts

    @property
    def dictionary(self) -> tuple[Column, ...]:
        """Give the columns that may be filled by importing: words about people are typed, never imported."""
        return tuple(column for column in columns(self.mapping.table) if column.type != "free_text")

    @property
    def needs_pupils(self) -> bool:
        """Say whether the rows of the table are about single pupils."""
        return ID in identifiers(self.mapping.table)


def build(builder: Builder) -> Built:
    """Make the rows of our table from a file; what cannot be used is left out and named."""
    missing = list(_missing(builder))
    if missing:
        return Built(_empty(builder), stops=tuple(missing))
    laid = lay_out(_read_columns(builder))
    if builder.mapping.table == "attendance":
        laid = _marked(builder, name_days(laid))
    if builder.mapping.table == "attendance_summary" and _is_a_row_a_pupil(builder):
        laid = _summed(builder, laid)
    laid = _with_the_rest(builder, laid)
    return _checked(builder, laid)


def _empty(builder: Builder) -> pd.DataFrame:
    return pd.DataFrame({column.name: pd.Series(dtype=object) for column in builder.dictionary})


def _used(builder: Builder) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Give each heading that is used, the column it is for, and what it says of its cells."""
    for heading, means in builder.mapping.used.items():
        if heading in builder.read.frame:
            column, facts = meant(means)
            changing = pattern_of(heading)[1] if builder.mapping.table == "attendance" else {}
            yield heading, column, {**changing, **facts}


def _heading_of(builder: Builder, column: str) -> str:
    return next((heading for heading, one, _ in _used(builder) if one == column), column)


def _missing(builder: Builder) -> Iterator[Problem]:
    """Name the columns without which nothing can be filed, and that cannot be asked about."""
    have = {column for _, column, facts in _used(builder) for column in (column, *facts)}
    have |= set(builder.mapping.always) | {PERIOD}
    same = {MARKS: {"mark", "session"}, "attended": {"absent_authorised"}}
    if {MARKS, WEEKDAY} & have:  # a week alone does not say which day a mark is of
        same[WEEK] = {"date"}
    have = have.union(*(same.get(column, set()) for column in have))
    summed = {"period", "group", "pupils"} if _is_a_row_a_pupil(builder) else set()
    for column in builder.dictionary:
        if column.required and column.name not in have | summed | _askable(column):
            do = f"Name the heading that holds it ({column.label}), or export the file with it."
            yield Problem(builder.read.file, 0, column.name, "no such column", expected(column), do)


def _askable(column: Column) -> set[str]:
    return {column.name} if column.name in ASKED_OF_ALL else set()


def _is_a_row_a_pupil(builder: Builder) -> bool:
    return builder.mapping.table == "attendance_summary" and any(
        column == ID for _, column, _ in _used(builder)
    )


# --- reading the columns ----------------------------------------------------------------------------------


def _read_columns(builder: Builder) -> list[Read]:
    """Read the cells under every heading that is used, and what the headings themselves say."""
    used = list(_used(builder))
    known = Known(builder.answers, _order(builder, used), builder.marks)
    facts = _facts_of_headings(builder, used, known)
    pupils = _pupils(builder, used)
    found = []
    for place, (heading, column, _) in enumerate(used):
        if facts[place].get("occasion") == "":
            continue  # somebody answered that it is not to be used
        texts = (
            pupils if column == ID and pupils is not None else _texts(builder, heading, column, known, pupils)
        )
        found.append(Read(heading, column, facts[place], texts))
    return found


def _pupils(builder: Builder, used: Sequence[tuple[str, str, dict[str, str]]]) -> pd.Series | None:
    heading = next((heading for heading, column, _ in used if column == ID), "")
    if not heading:
        return None
    texts = builder.read.frame[heading]
    if not builder.needs_pupils:
        return as_texts(texts)
    one: Identified = identify(
        texts,
        builder.kind,
        file=builder.read.file,
        heading=heading,
        data=builder.data,
        answers=builder.answers,
    )
    builder.stops += one.stops
    builder.codes = one.codes
    return builder.said(one.cells)


def _column(builder: Builder, name: str) -> Column:
    """Give a column of ours, or one that is only on the way: a week's first day, sessions attended."""
    on_the_way = {WEEK: "date", "attended": "integer", MARKS: "text"}
    own = {column.name: column for column in builder.dictionary}
    return own.get(name) or Column(name, name.capitalize(), on_the_way.get(name, "text"))  # type: ignore[arg-type]


def _texts(builder: Builder, heading: str, name: str, known: Known, pupils: pd.Series | None) -> pd.Series:
    texts, column = builder.read.frame[heading], _column(builder, name)
    if name == MARKS:
        return as_texts(texts)
    place = Place(builder.read.file, heading, column)
    words = _words(builder, column)
    cells = read_cells(place, texts, words, known)
    if pupils is not None and column.type == "text" and name not in ("mark", "occasion"):
        cells = lone_texts(place, cells, pupils, words)
    return builder.said(cells)


def _words(builder: Builder, column: Column) -> Words:
    mapped = builder.mapping.words.get(column.name, {})
    return Words.of(builder.mapping.table, column, mapped, builder.answers, builder.facts.words)


def _order(builder: Builder, used: Sequence[tuple[str, str, dict[str, str]]]) -> str:
    """Give the order of a file's dates where one of its columns settles it."""
    known = Known(builder.answers)
    found = set()
    for heading, name, _ in used:
        column = _column(builder, name)
        if column.type == "date":
            meaning, questions = meaning_of(heading, builder.read.frame[heading], column, known)
            found |= {meaning.order} if not questions else set()
    settled = [order for order in found if order in ("day first", "month first")]
    return settled[0] if len(settled) == 1 else ""


def _facts_of_headings(
    builder: Builder, used: Sequence[tuple[str, str, dict[str, str]]], known: Known
) -> list[dict[str, str]]:
    """Read what headings say: days as dates, sessions as AM or PM, occasions by their words."""
    typed = [facts.get("date", "") for _, _, facts in used]
    days = pd.Series(typed, dtype="category")
    dated: list[str] = typed
    if any(typed):
        meaning, questions = meaning_of(HEADINGS, days, Column("date", "Date", "date"), known)
        dated = as_texts(read_column(days, meaning).texts).tolist()
        builder.questions += questions
    return [_fact(builder, facts, dated[place]) for place, (_, _, facts) in enumerate(used)]


def _fact(builder: Builder, facts: Pairs[str, str], date: str) -> dict[str, str]:
    said = dict(facts)
    if "date" in said:
        said["date"] = date
    if "session" in said:
        said["session"] = session_of(said["session"])
    if "occasion" in said:
        said["occasion"] = _occasion(builder, said["occasion"])
    return said


def _occasion(builder: Builder, typed: str) -> str:
    words = _words(builder, next(one for one in builder.dictionary if one.name == "occasion"))
    told = words.means(typed)
    if told is not None:
        return told
    question = words.ask(
        typed, typed, f"Is {quoted(typed)} in the headings the measurement before, or the one after?"
    )
    if question not in builder.questions:
        builder.questions.append(question)
    return typed


# --- rows -------------------------------------------------------------------------------------------------


def _marked(builder: Builder, laid: Laid) -> Laid:
    """Give one row a session with its mark; where there is no mark there is no row."""
    if MARKS in laid.frame:
        laid, problems = spread_marks(laid, builder.read.file, _heading_of(builder, MARKS))
        builder.problems += problems
        laid = _read_marks_in_a_row(builder, laid)
    marked = (laid.frame["mark"] != "").to_numpy()
    if not marked.all():
        builder.notes.append(("no marks", f"sessions without a mark, which are no rows: {(~marked).sum():,}"))
    return laid.taken(np.flatnonzero(marked))


def _read_marks_in_a_row(builder: Builder, laid: Laid) -> Laid:
    """Read the marks that stood in strings as marks in cells of their own are read."""
    column = _column(builder, "mark")
    place = Place(builder.read.file, _heading_of(builder, MARKS), column)
    known = Known(builder.answers, marks=builder.marks)
    cells = read_cells(place, laid.frame["mark"].astype("category"), _words(builder, column), known)
    problems = tuple(replace(one, row=int(laid.rows[one.row])) for one in cells.problems)
    marks = builder.said(replace(cells, problems=problems))
    return Laid(laid.frame.assign(mark=marks), laid.rows, laid.headings)


def _summed(builder: Builder, laid: Laid) -> Laid:
    if _twice(laid.frame[ID]):
        do = "Export one row for each pupil, with the sessions of the whole year."
        problem = Problem(builder.read.file, 0, ID, "pupils with several rows", "one row a pupil", do)
        builder.stops.append(problem)
    period = _period(builder)
    frame, rows, problems = sum_up(
        laid.frame, laid.rows, file=builder.read.file, period=period, shares=dict(builder.shares)
    )
    builder.problems += problems
    builder.notes.append(
        ("sums", f"{len(rows):,} rows, one a pupil, were summed up; no pupil's code is kept")
    )
    return Laid(frame, np.array([0]), np.array([""], dtype=object))


def _twice(ids: pd.Series) -> bool:
    return bool(ids[ids != ""].duplicated().any())


def _period(builder: Builder) -> str:
    asked = "Which school year are these numbers about?"
    question = Question(PERIOD, "", asked, tuple(builder.periods), builder.periods[0])
    said = question.answer(builder.answers) or builder.mapping.always.get("period", "")
    if not said:
        builder.questions.append(question)
    return said or question.usual


def _with_the_rest(builder: Builder, laid: Laid) -> Laid:
    """Give every row what the mapping says of all of them, and ask for what no heading says."""
    frame = laid.frame
    for name, value in builder.mapping.always.items():
        if name not in frame:
            frame = frame.assign(**{name: value})
    for name in _unsaid(builder, frame):
        frame = frame.assign(**{name: _asked(builder, name)})
    known = [column.name for column in builder.dictionary if column.name in frame]
    key = [column.name for column in builder.dictionary if column.unique and column.name in frame]
    laid, again = said_twice(Laid(frame[known], laid.rows, laid.headings), key)
    if again:
        builder.notes.append(
            ("twice", f"{again:,} rows say the very same as one before them and were read once")
        )
    return laid


def _unsaid(builder: Builder, frame: pd.DataFrame) -> list[str]:
    """Name what has to be asked of the file as a whole: in some rows or all no heading says it."""
    open_ones = []
    for column in builder.dictionary:
        if column.name in ASKED_OF_ALL and column.unique:
            there = column.name in frame
            if not there or (frame[column.name] == "").all():
                open_ones.append(column.name)
    return open_ones


def _asked(builder: Builder, name: str) -> str:
    column = _column(builder, name)
    said = builder.answers.get(name, "").strip()
    if said and (not column.allowed or column.type == "text" or said in column.allowed):
        return said
    asked = f"No heading says the {column.label.lower()}. Which is it, for all rows? {column.what_to_type}"
    usual = _heading_of(builder, "score") if name == "measure" else ""
    builder.questions.append(Question(name, "", asked, column.allowed, usual))
    return ""


# --- the table's own check --------------------------------------------------------------------------------


def _checked(builder: Builder, laid: Laid) -> Built:
    """Check the rows as the table is checked, and name rows and headings of the file in the problems."""
    dictionary = builder.dictionary
    frame = laid.frame.set_axis(range(1, len(laid.frame) + 1), axis=0)  # 0 is the file as a whole
    table = TextTable(builder.read.file, frame.astype("category"), (), ())
    usable, symbols, found = check_texts(table, dictionary)
    problems = _translated(builder, laid, found)
    places = usable.index.to_numpy(dtype=int) - 1
    kept = frame.loc[usable.index].where(_given(usable, symbols, frame.columns), "")
    builder.problems += problems
    left_out = len(frame) - len(kept)
    stops = [*builder.stops]
    if not _open(builder):
        stops += _too_few(builder, len(kept), len(frame))
    return Built(
        kept.reset_index(drop=True),
        tuple(int(row) for row in laid.rows[places]),
        left_out,
        tuple(builder.problems),
        tuple(stops),
        tuple(builder.questions),
        tuple(builder.notes),
        builder.codes,
    )


def _given(usable: pd.DataFrame, symbols: pd.DataFrame, names: pd.Index) -> pd.DataFrame:
    """Say which cells hold a value, or a symbol that says why there is none."""
    given = usable[list(names)].notna()
    for row, column in zip(symbols["row"], symbols["column"], strict=True):
        if row in given.index and column in given:
            given.loc[row, column] = True
    return given


def _translated(builder: Builder, laid: Laid, found: Sequence[Problem]) -> list[Problem]:
    """Give the check's problems in the file's own rows and headings; a cell that is a problem already is not one again."""
    headings = {column: heading for heading, column, facts in _used(builder) if not facts}
    known = {(problem.row, problem.column) for problem in builder.problems}
    problems = []
    for problem in found:
        row = int(laid.rows[problem.row - 1]) if problem.row else 0
        wide = str(laid.headings[problem.row - 1]) if problem.row else ""
        own = headings.get(problem.column, "")
        heading = (wide or own if problem.found.startswith("the same ") else own or wide) or problem.column
        found_at, do = (_rows_of_the_file(said, laid) for said in (problem.found, problem.do))
        one = replace(problem, row=row, column=heading, found=found_at, do=do)
        if (row, heading) not in known and problem.column not in _open(builder):
            problems.append(one)
    return problems


def _open(builder: Builder) -> set[str]:
    """Name the columns that nothing says yet: they are asked about, and no problem until then."""
    return {question.key for question in builder.questions} & set(ASKED_OF_ALL)


def _rows_of_the_file(said: str, laid: Laid) -> str:
    """Name the file's row where a problem names one of ours: 'the same pupil_id … as in row 3'."""

    def place(row: int) -> str:
        under = f" under '{laid.headings[row - 1]}'" if laid.headings[row - 1] else ""
        return f"row {laid.rows[row - 1]}{under}"

    return re.sub(r"\brow (\d+)\b", lambda found: place(int(found[1])), said)


def _too_few(builder: Builder, kept: int, made: int) -> Iterator[Problem]:
    if made and kept >= (1 - _MOST_FAULTY) * made:
        return
    found = f"{kept:,} of {made:,} rows that can be used" if made else "no rows that can be used"
    do = "Look at what each heading is taken for, and at the problems: this may be another kind of file."
    yield Problem(builder.read.file, 0, "", found, "at least half of them", do)
