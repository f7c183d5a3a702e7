"""Building: the rows of our table, made from a file by a mapping, and everything there is to say about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import replace

import numpy as np
import pandas as pd

from enquiry_lib.data.importing.builder import (
    Builder,
    Built,
    column_of,
    heading_of,
    in_use,
    is_a_row_a_pupil,
)
from enquiry_lib.data.importing.cells import Known, Place, as_texts, lone_texts, meaning_of, read_cells
from enquiry_lib.data.importing.codes import Identified, identify
from enquiry_lib.data.importing.days import with_days
from enquiry_lib.data.importing.free_words import read_free_text
from enquiry_lib.data.importing.headings import ID, MARKS
from enquiry_lib.data.importing.judging import checked
from enquiry_lib.data.importing.lists import MEMBER, read_ticks
from enquiry_lib.data.importing.needed import missing
from enquiry_lib.data.importing.occasions import BY_DATE, by_date, has_two_dates
from enquiry_lib.data.importing.patterns import session_of
from enquiry_lib.data.importing.shapes import Laid, Read, lay_out, name_days, said_twice, spread_marks
from enquiry_lib.data.importing.totals import (
    NO,
    PERIOD,
    YES,
    ask_what_the_rows_are,
    has_several_rows,
    kinds_unknown,
    not_to_be_added,
    sum_up,
)
from enquiry_lib.data.importing.words import Words
from enquiry_lib.data.meaning import find_order, read_column
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import Column
from enquiry_lib.data.values import quoted
from enquiry_lib.errors import Problem

HEADINGS = "headings"
_A_DAY = Column("date", "Date", "date")
_MOST_UNKNOWN = 0.5


def build(builder: Builder) -> Built:
    """Make the rows of our table from a file; what cannot be used is left out and named."""
    lacking = tuple(missing(builder))
    if lacking:
        return Built(_empty(builder), stops=lacking)
    laid = _without_those_left_out(builder, lay_out(_read_columns(builder)))
    if builder.mapping.table == "attendance":
        laid = _marked(builder, name_days(laid))
    if builder.mapping.table == "attendance_summary" and is_a_row_a_pupil(builder):
        if not _can_be_summed(builder, laid.frame[ID]):
            return _stopped(builder)
        laid = _summed(builder, laid)
    laid = _with_the_rest(builder, laid)
    return checked(builder, laid)


def _stopped(builder: Builder) -> Built:
    """Give no rows, and what there is to say and to ask: the rows of the file cannot be told what they are yet."""
    return Built(
        _empty(builder),
        problems=tuple(builder.problems),
        stops=tuple(builder.stops),
        questions=tuple(builder.questions),
        notes=tuple(builder.notes),
        codes=builder.codes,
    )


def _empty(builder: Builder) -> pd.DataFrame:
    return pd.DataFrame({column.name: pd.Series(dtype=object) for column in builder.dictionary})


# --- reading the columns ----------------------------------------------------------------------------------


def _read_columns(builder: Builder) -> list[Read]:
    """Read the cells under every heading that is used, and what the headings themselves say."""
    used = list(in_use(builder))
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
        fresh=builder.fresh,
    )
    builder.stops += one.stops
    builder.codes = one.codes
    return builder.said(one.cells)


def _texts(builder: Builder, heading: str, name: str, known: Known, pupils: pd.Series | None) -> pd.Series:
    texts, column = builder.read.frame[heading], column_of(builder, name)
    if name == MARKS:
        return as_texts(texts)
    if name == MEMBER:
        return builder.said(read_ticks(texts, heading))
    place = Place(builder.read.file, heading, column)
    if column.type == "free_text":
        return builder.said(read_free_text(place, texts, builder.answers))
    words = _words(builder, column)
    cells = read_cells(place, texts, words, known)
    if pupils is not None and column.type == "text" and name not in ("mark", "occasion"):
        cells = lone_texts(place, cells, pupils, words)
    return builder.said(cells)


def _words(builder: Builder, column: Column) -> Words:
    mapped = builder.mapping.words.get(column.name, {})
    table = "outcomes" if column.name == "occasion" else builder.mapping.table  # its words go for all tables
    return Words.of(table, column, mapped, builder.answers, builder.facts.words)


def _order(builder: Builder, used: Sequence[tuple[str, str, dict[str, str]]]) -> str:
    """Give the order of a file's dates where some of them settle it, be it those of a column that is not used."""
    known, frame = Known(builder.answers), builder.read.frame
    days = {heading: one for heading, name, _ in used if (one := column_of(builder, name)).type == "date"}
    found = [meaning_of(heading, frame[heading], column, known) for heading, column in days.items()]
    found += [meaning_of(HEADINGS, _days_in_headings(used), _A_DAY, known)]
    settled = {meaning.order for meaning, questions in found if not questions} & {"day first", "month first"}
    if settled or not any(questions for _, questions in found):
        return settled.pop() if len(settled) == 1 else ""
    order = find_order(frame.drop(columns=list(days)), answers=builder.answers)
    if order:
        said = (
            f"dates were read with the {order.removesuffix(' first')} first, as in another column of the file"
        )
        builder.notes.append(("order", said))
    return order


def _days_in_headings(used: Sequence[tuple[str, str, dict[str, str]]]) -> pd.Series:
    return pd.Series([facts.get("date", "") for _, _, facts in used], dtype="category")


def _facts_of_headings(
    builder: Builder, used: Sequence[tuple[str, str, dict[str, str]]], known: Known
) -> list[dict[str, str]]:
    """Read what headings say: days as dates, sessions as AM or PM, occasions by their words."""
    days = _days_in_headings(used)
    dated: list[str] = days.tolist()
    if any(dated):
        meaning, questions = meaning_of(HEADINGS, days, _A_DAY, known)
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


def _without_those_left_out(builder: Builder, laid: Laid) -> Laid:
    """Leave out the rows with a word that somebody said means nothing, in a column that every row needs."""
    for heading, name, facts in in_use(builder):
        column = column_of(builder, name)
        if facts or not column.required or column.type not in ("text", "choice") or name == "mark":
            continue
        texts, words = builder.read.frame[heading], _words(builder, column)
        typed = [str(text) for text in texts.cat.categories if words.is_left_out(str(text))]
        out = np.isin(laid.rows, texts.index[texts.isin(typed)])
        if out.any():
            note = f"{heading}: rows left out, because somebody answered so: {out.sum():,}"
            builder.notes.append(("left out", note))
            laid = laid.taken(np.flatnonzero(~out))
    return laid


def _marked(builder: Builder, laid: Laid) -> Laid:
    """Give one row a session with its mark; where there is no mark there is no row."""
    if MARKS in laid.frame:
        laid, problems = spread_marks(laid, builder.read.file, heading_of(builder, MARKS))
        builder.problems += problems
        laid = _read_marks_in_a_row(builder, laid)
    marked = (laid.frame["mark"] != "").to_numpy()
    if not marked.all():
        builder.notes.append(("no marks", f"sessions without a mark, which are no rows: {(~marked).sum():,}"))
    laid = laid.taken(np.flatnonzero(marked))
    builder.stops += _no_codes(builder, laid.frame["mark"])
    return laid


def _no_codes(builder: Builder, marks: pd.Series) -> Iterator[Problem]:
    """Refuse marks that are mostly no register codes: they would take the place of good ones."""
    if builder.marks and len(marks) and (~marks.isin(builder.marks)).mean() > _MOST_UNKNOWN:
        do = "Export the register codes of each session. If these are codes of another nation, say so in schools.csv."
        heading = heading_of(builder, "mark")
        yield Problem(
            builder.read.file,
            0,
            heading,
            "marks that are mostly no register codes",
            "codes such as / or L",
            do,
        )


def _read_marks_in_a_row(builder: Builder, laid: Laid) -> Laid:
    """Read the marks that stood in strings as marks in cells of their own are read."""
    column = column_of(builder, "mark")
    place = Place(builder.read.file, heading_of(builder, MARKS), column)
    known = Known(builder.answers, marks=builder.marks)
    cells = read_cells(place, laid.frame["mark"].astype("category"), _words(builder, column), known)
    problems = tuple(replace(one, row=int(laid.rows[one.row])) for one in cells.problems)
    marks = builder.said(replace(cells, problems=problems))
    return Laid(laid.frame.assign(mark=marks), laid.rows, laid.headings)


def _can_be_summed(builder: Builder, pupils: pd.Series) -> bool:
    """Say whether a pupil's rows may be added up; where there are several, somebody has to say what they are."""
    if not has_several_rows(pupils):
        return True
    question = ask_what_the_rows_are(pupils)
    said = question.answer(builder.answers)
    if not said:
        builder.questions.append(question)
    elif said == NO:
        builder.stops.append(not_to_be_added(builder.read.file, heading_of(builder, ID)))
    return said == YES


def _summed(builder: Builder, laid: Laid) -> Laid:
    pupils = laid.frame[ID]
    frame, rows, problems = sum_up(
        laid.frame,
        laid.rows,
        file=builder.read.file,
        period=_period(builder),
        shares=dict(builder.shares),
        pupils=pupils if has_several_rows(pupils) else None,
    )
    builder.problems += problems
    whose = f"of {frame['pupils'].iloc[0]} pupils" if has_several_rows(pupils) else "one a pupil"
    builder.notes.append(("sums", f"{len(rows):,} rows, {whose}, were summed up; no pupil's code is kept"))
    if kinds_unknown(frame):
        said = "absence with and without leave stays empty: the file does not tell them apart, or not for every pupil"
        builder.notes.append(("kinds of absence", said))
    return Laid(frame, np.array([0]), np.array([""], dtype=object))


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
        frame = frame.assign(**{name: _asked(builder, name, frame)})
    frame = with_days(builder, frame)
    known = [column.name for column in builder.dictionary if column.name in frame]
    key = [column.name for column in builder.dictionary if column.unique and column.name in frame]
    whole = Laid(frame[known], laid.rows, laid.headings)
    laid, again = said_twice(whole, key)
    if again:
        builder.problems += _differ_elsewhere(builder, whole, key, again)
        builder.notes.append(
            ("twice", f"{again:,} rows say the very same as one before them and were read once")
        )
    return laid


def _differ_elsewhere(builder: Builder, laid: Laid, key: Sequence[str], again: int) -> Iterator[Problem]:
    """Name the scores that were read once though their rows differ where nothing is used."""
    unused = [heading for heading in builder.unused if heading in builder.read.frame]
    if builder.mapping.table != "outcomes" or not unused:
        return
    rest = builder.read.frame[unused].astype(object).agg("\x1f".join, axis=1)
    apart = laid.frame.assign(**{"": rest.reindex(laid.rows).to_numpy()})
    differ = again - said_twice(Laid(apart, laid.rows, laid.headings), key)[1]
    if differ:
        found = f"{differ:,} rows that differ only under {', '.join(map(quoted, unused))}"
        do = "They were read once. Does one of these headings say the measure, or hold the score?"
        yield Problem(builder.read.file, 0, "", found, "rows that differ where they are used", do, "warning")


def _unsaid(builder: Builder, frame: pd.DataFrame) -> list[str]:
    """Name what has to be asked of the file as a whole: in some rows or all no heading says it."""
    open_ones = []
    for column in builder.dictionary:
        if builder.asks_for(column) and column.unique:
            there = column.name in frame
            if not there or (frame[column.name] == "").all():
                open_ones.append(column.name)
    return open_ones


def _asked(builder: Builder, name: str, frame: pd.DataFrame) -> str | pd.Series:
    column = column_of(builder, name)
    said = builder.answers.get(name, "").strip()
    if name == "occasion" and has_two_dates(frame):
        return _by_date(builder, column, frame, said)
    if said and (not column.allowed or column.type == "text" or said in column.allowed):
        return said
    asked = f"No heading says the {column.label.lower()}. Which is it, for all rows? {column.what_to_type}"
    if name == "group":
        asked = "Which group is this file a list of? Every pupil in it becomes a member."
    usual = heading_of(builder, "score") if name == "measure" and builder.mapping.table == "outcomes" else ""
    builder.questions.append(Question(name, "", asked, column.allowed, usual))
    return ""


def _by_date(builder: Builder, column: Column, frame: pd.DataFrame, said: str) -> str | pd.Series:
    """Tell before from after by the two dates that each pupil has, where somebody says so."""
    if said == BY_DATE:
        return by_date(frame)
    if said:
        return said
    asked = (
        f"Each pupil has two rows of a measure, on different dates. '{BY_DATE}' makes the earlier one the baseline "
        "and the later one the follow_up; or which occasion is it, for all rows?"
    )
    builder.questions.append(Question("occasion", "", asked, (BY_DATE, *column.allowed), BY_DATE))
    return ""
