"""Judging: the rows made from a file are checked as the table is, in the file's own rows and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from enquiry_lib.data.importing.builder import ASKED_OF_ALL, Builder, Built, in_use
from enquiry_lib.data.importing.shapes import Laid
from enquiry_lib.data.loading import check_texts
from enquiry_lib.data.reading import TextTable
from enquiry_lib.errors import Problem

_MOST_FAULTY = 0.5


def checked(builder: Builder, laid: Laid) -> Built:
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
    headings = {column: heading for heading, column, facts in in_use(builder) if not facts}
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
