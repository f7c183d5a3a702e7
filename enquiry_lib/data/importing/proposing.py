"""Proposals: what a file would become in a school's tables, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from enquiry_lib.data.importing.ages import say_age, with_months
from enquiry_lib.data.importing.answering import settle
from enquiry_lib.data.importing.births import AGE, with_ages
from enquiry_lib.data.importing.builder import ASKED_OF_ALL, Builder, Built
from enquiry_lib.data.importing.building import build
from enquiry_lib.data.importing.choosing import (
    Chosen,
    Facts,
    afresh,
    by_mapping,
    fitting,
    kept_columns,
)
from enquiry_lib.data.importing.codes import OWN
from enquiry_lib.data.importing.comparing import YEAR_GROUPS, compare
from enquiry_lib.data.importing.days import DAY
from enquiry_lib.data.importing.headings import A_NAME, FREE_MEALS, ID, PERSONAL, Match, folded
from enquiry_lib.data.importing.items import (
    MOST_MARKS,
    answers_for_all,
    as_items,
    asked_once,
    each_an_item,
    with_most_marks,
)
from enquiry_lib.data.importing.lists import GROUPS, as_list, is_of_sessions
from enquiry_lib.data.importing.mapping import Mapping, known_mappings, mapping_named, meant, new_name
from enquiry_lib.data.importing.measures import with_the_subject
from enquiry_lib.data.importing.needed import ask_for_scores, by_heading, say_letters
from enquiry_lib.data.importing.percentages import refuse_percentages
from enquiry_lib.data.importing.plain import Plain, in_order
from enquiry_lib.data.importing.pseudonyms import Pseudonyms, kept_of
from enquiry_lib.data.importing.sources import read_source
from enquiry_lib.data.importing.totals import PERIOD, SEVERAL_ROWS
from enquiry_lib.data.importing.words import answered_words, may_hold_names
from enquiry_lib.data.importing.years import with_years
from enquiry_lib.data.questions import Question
from enquiry_lib.data.reading import ReadFile
from enquiry_lib.data.templates import columns, identifiers
from enquiry_lib.errors import Problem
from enquiry_lib.store.network import Network
from enquiry_lib.store.reference import reference

ASKED_ANEW = ("occasion", "measure", "group")
"""What is asked of every file: the same kind of export is used before and after, and for several tests."""

WHICH_SHEET = "sheet|"
"""The key of the question which sheet of a workbook is to be read, and of its answer."""

_NOT_KEPT = (
    "word",
    "free_text",
    "column",
    "heading",
    "ages",
    "sheet",
    "codes",
    "key",
    "table",
    MOST_MARKS,
    YEAR_GROUPS,
    PERIOD,
    SEVERAL_ROWS,
    DAY,
    *ASKED_OF_ALL,
)
_FROM_EXPORTS = ("pupils", "attendance", "attendance_summary", "outcomes", "items", "groups")
_LAID_OUT_OTHERWISE = 3  # so many lacking columns say that a file is laid out in another way
_SHARES = {"persistent_absence": "persistently_absent", "severe_absence": "severely_absent"}
_MEALS = "free school meals are not kept; of this kind only pupil premium is, from a column of its own"
_NO_ROWS = ("total", "no key", "too many cells")
_NO_ANSWERS: Pairs[str, str] = {}


@dataclass(frozen=True, eq=False)
class Asked:
    """What a proposal was asked for, so that it can be asked for again with further answers."""

    source: Path = field(repr=False)
    network: Network = field(repr=False)
    school: str
    table: str = ""
    mapping: str = ""
    sheet: str = ""
    answers: Pairs[str, str] = field(default_factory=dict)
    fresh: Pseudonyms | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Proposal:
    """What a file would become; nothing is written yet.

    `frame` has the rows as they would be written: canonical texts, pupils by pseudonym; `rows` gives the row
    in the file of each. `known` is the name of the mapping that fits, "" when it is proposed afresh.
    `problems` name rows and headings of the file itself; those in `stops` have to be put right first. `kinds`
    are the kinds of the notes, which is all that the school's log keeps of them. `read` holds the file as it
    is, names and all: never write it anywhere.
    """

    asked: Asked
    read: ReadFile = field(repr=False)
    mapping: Mapping
    known: str
    offered: tuple[Match, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...] = field(repr=False)
    stops: tuple[Problem, ...] = field(repr=False)
    notes: tuple[str, ...]
    kinds: tuple[str, ...]
    frame: pd.DataFrame = field(repr=False)
    rows: tuple[int, ...] = field(repr=False)
    rows_left_out: int
    codes: Pseudonyms | None = field(repr=False)

    @property
    def table(self) -> str:
        """Give the table of ours that the file is for, "" while that is not known."""
        return self.mapping.table

    @property
    def ready(self) -> bool:
        """Say whether it can be filed: no question is open, and nothing stops it."""
        return bool(self.table) and not self.questions and not self.stops


def propose_import(
    source: Path,
    *,
    network: Network,
    school: str,
    table: str = "",
    mapping: str = "",
    sheet: str = "",
    answers: Pairs[str, str] = _NO_ANSWERS,
) -> Proposal:
    """Read a file from anywhere and say what it would become in a school's tables; nothing is written.

    table: the table of ours it is for, when the headings do not say. mapping: the name of a mapping, or the
    path of its csv; left empty, a known one that fits is used, or one is proposed afresh. answers: by the key
    of a question the choice that was made; also `column|HEADING` for what a heading is to be taken for.
    Raises ProblemsFound when there is no table in the file, WrongValue for an answer that is no choice,
    UnknownSchool, UnknownMapping, BrokenMapping.
    """
    sheet = sheet or answers.get(WHICH_SHEET, "")
    asked = Asked(source, network, school, table, mapping, sheet, dict(answers))
    return _propose(asked, _read(asked))


def _read(asked: Asked) -> ReadFile:
    nation = asked.network.school(asked.school).nation
    headings = Facts.of(nation, asked.network).headings["heading"]
    return read_source(asked.source, sheet=asked.sheet, known=frozenset(map(folded, headings)))


def ask_again(proposal: Proposal, answers: Pairs[str, str]) -> Proposal:
    """Propose the same file again with further answers; it is only read again for another sheet.

    A new key that was made for the first proposal is taken again: a pupil's code stays the same.
    """
    fresh = proposal.codes if proposal.codes and proposal.codes.is_new else proposal.asked.fresh
    asked = replace(proposal.asked, answers={**proposal.asked.answers, **answers}, fresh=fresh)
    if answers.get(WHICH_SHEET, asked.sheet) != asked.sheet:
        again = replace(asked, sheet=answers[WHICH_SHEET])
        return _propose(again, _read(again))
    return _propose(asked, proposal.read)


def _propose(asked: Asked, read: ReadFile) -> Proposal:
    nation = asked.network.school(asked.school).nation
    facts = Facts.of(nation, asked.network)
    data = asked.network.data_folder(asked.school)
    plain = _make_plain(read, asked, facts)
    chosen = _choose(asked, plain.frame, facts, nation, kept_of(data).kind)
    if AGE in plain.frame and AGE not in chosen.mapping.used:
        plain, chosen = _make_plain(read, asked, facts, ages=False), chosen.without(AGE)
    table = chosen.mapping.table
    refused = tuple(refuse_percentages(read.file, plain.frame, chosen, facts))
    if not table:
        chosen = replace(chosen, questions=()) if refused else chosen
        return _proposal(asked, read, chosen, Built(pd.DataFrame(), stops=refused), facts)
    asked = replace(asked, answers=settle(asked.answers, table))
    chosen = each_an_item(chosen.with_answers(by_heading(asked.answers)))
    sheet = with_most_marks(chosen, plain.frame, asked.answers)
    stops = (*_only_names(read.file, chosen), *refused)
    seen = replace(read, frame=sheet.frame)
    told = replace(asked, answers=answers_for_all(chosen, {**chosen.mapping.answers, **asked.answers}))
    built = (
        Built(pd.DataFrame(), stops=stops)
        if stops
        else build(_builder(told, seen, sheet.chosen, facts, nation))
    )
    asked_first = (*plain.questions, *ask_for_scores(chosen, plain.frame), *sheet.questions)
    built = replace(
        built,
        questions=asked_once(chosen, (*(asked_first if not stops else ()), *built.questions)),
        notes=(*plain.notes, *say_letters(chosen, plain.frame), *sheet.notes, *built.notes),
    )
    built = replace(built, stops=tuple(_laid_out_otherwise(built.stops, table)))
    built = compare(built, table, file=read.file, data=data, answers=asked.answers)
    return _proposal(asked, read, chosen, built, facts)


def _make_plain(read: ReadFile, asked: Asked, facts: Facts, *, ages: bool = True) -> Plain:
    """Give headings that are days their year, dates of birth as ages, and ages in years and months in months."""
    year = asked.network.settings.year
    born = with_ages(read.frame, year, asked.answers) if ages else Plain(read.frame)
    dated = with_years(born.frame, _periods(year), asked.answers)
    steps = [born, dated]
    if any(map(say_age, map(str, dated.frame.columns))):
        outcomes = afresh(dated.frame, facts, "outcomes", "")
        scores = [one.heading for one in outcomes.offered if meant(one.taken_for)[0] == "score"]
        steps.append(with_months(dated.frame, asked.answers, scores))
    return in_order(steps)


def _choose(asked: Asked, frame: pd.DataFrame, facts: Facts, nation: str, kind: str) -> Chosen:
    """Give the mapping that was named, a known one that fits, or one proposed afresh; then what was answered."""
    table = asked.table or asked.answers.get("table", "")
    if asked.mapping:
        chosen = by_mapping(frame, mapping_named(asked.network, nation, asked.mapping), facts)
    else:
        known = [mapping for _, mapping in known_mappings(asked.network, nation)]
        if not table and is_of_sessions(frame, facts, kind):
            known = [mapping for mapping in known if mapping.table != GROUPS]
        chosen = fitting(frame, known, facts, table) or afresh(frame, facts, table, kind)
        chosen = as_items(as_list(chosen, frame, facts, kind), frame, facts)
        chosen = with_the_subject(chosen, frame)
    return chosen.with_answers(asked.answers)


def _builder(asked: Asked, read: ReadFile, chosen: Chosen, facts: Facts, nation: str) -> Builder:
    network = asked.network.folder
    codes = reference("register_codes", nation, network_folder=network).facts
    shares = reference("thresholds", nation, network_folder=network).facts
    by_name = dict(zip(shares["name"], shares["value"], strict=True)) if len(shares) else {}
    identifier = next((one.heading for one in chosen.offered if meant(one.taken_for)[0] == ID), "")
    return Builder(
        read=read,
        mapping=chosen.mapping,
        facts=facts,
        answers={**chosen.mapping.answers, **asked.answers},
        data=asked.network.data_folder(asked.school),
        marks=frozenset(codes["code"]) if len(codes) else frozenset(),
        periods=_periods(asked.network.settings.year),
        shares={column: by_name[name] for name, column in _SHARES.items() if name in by_name},
        kind=_kind(chosen, facts, identifier),
        unused=tuple(one.heading for one in chosen.offered if not one.taken_for and not one.is_personal),
        fresh=asked.fresh,
    )


def _kind(chosen: Chosen, facts: Facts, heading: str) -> str:
    if heading.strip().casefold() == ID:
        return OWN
    return facts.vocabulary(chosen.mapping.table, "").kind_of(heading)


def _periods(year: str) -> tuple[str, str]:
    """Give the network's school year and the one before.

    >>> _periods("2025/26")
    ('2025/26', '2024/25')
    """
    first = int(year[:4])
    return year, f"{first - 1}/{first % 100:02}"


def _only_names(file: str, chosen: Chosen) -> Iterator[Problem]:
    """Refuse a file that tells pupils apart by their names only, and say what to export instead."""
    has_id = any(meant(match.taken_for)[0] == ID for match in chosen.offered)
    if has_id or ID not in identifiers(chosen.mapping.table):
        return
    named = any(match.why == A_NAME for match in chosen.offered)
    found = "only names to tell pupils apart" if named else "nothing to tell pupils apart"
    do = (
        "Names are never taken in. Export the file again with the UPN as a column, or with the admission number if "
        "the school's other tables were imported by that; every export of SIMS, Arbor and Bromcom can have it."
    )
    yield Problem(file, 0, ID, found, "a column with the UPN or another number of the pupil", do)


def _laid_out_otherwise(stops: Sequence[Problem], table: str) -> Sequence[Problem]:
    """Say once, where a file has hardly a column of a table that no system exports, how it can come in."""
    lacking = [problem for problem in stops if problem.found == "no such column"]
    if table in _FROM_EXPORTS or len(lacking) < _LAID_OUT_OTHERWISE:
        return stops
    found = f"a file without columns for {', '.join(problem.column for problem in lacking)}"
    do = (
        "A form with a column for each question cannot be taken in as it is. Copy its answers into the template of "
        f"this table, templates/{table}/template.xlsx, which says in its sheet 'What to type' what goes where."
    )
    rows = Problem(lacking[0].file, 0, "", found, one_row_for(table), do)
    return [rows, *(problem for problem in stops if problem not in lacking)]


def one_row_for(table: str) -> str:
    """Say what a row of a table is about.

    >>> one_row_for("attendance"), one_row_for("pupils")
    ('one row for each pupil, date and session', 'one row for each pupil')
    """
    labels = (column.label.removesuffix("'s code") for column in columns(table) if column.unique)
    names = [label[:1].lower() + label[1:] for label in labels]
    return f"one row for each {' and '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}"


# --- putting it together ----------------------------------------------------------------------------------


def _proposal(asked: Asked, read: ReadFile, chosen: Chosen, built: Built, facts: Facts) -> Proposal:
    notes = [*(("reading", note) for note in read.notes), *_said_of_headings(chosen), *built.notes]
    open_ones = (*_of_the_file(read, chosen, asked.answers), *chosen.questions, *built.questions)
    about = [problem for problem in read.problems if _is_used(problem.column, chosen)]
    return Proposal(
        asked=asked,
        read=read,
        mapping=_to_remember(asked, chosen, facts),
        known=chosen.known,
        offered=chosen.offered,
        questions=tuple(dict.fromkeys(open_ones)),
        problems=(*built.stops, *about, *built.problems),
        stops=built.stops,
        notes=tuple(note for _, note in notes),
        kinds=tuple(dict.fromkeys(kind for kind, _ in notes)),
        frame=built.frame,
        rows=built.rows,
        rows_left_out=built.left_out + _passed_over(read),
        codes=built.codes,
    )


def _passed_over(read: ReadFile) -> int:
    """Count the rows that were read as something else than rows of the table, and may have been some."""
    return int(read.left_out["why"].isin(_NO_ROWS).sum())


def _is_used(heading: str, chosen: Chosen) -> bool:
    return not heading or heading in chosen.mapping.used


def _of_the_file(read: ReadFile, chosen: Chosen, answers: Pairs[str, str]) -> Iterator[Question]:
    for question in read.questions:
        if _is_used(question.column, chosen) and not question.answer(answers):
            yield question


def _said_of_headings(chosen: Chosen) -> Iterator[tuple[str, str]]:
    """Say what is never taken in, and what is not used."""
    for kind in PERSONAL:
        headings = [match.heading for match in chosen.offered if match.why == kind and not match.taken_for]
        if headings:
            yield "personal", f"{_quoted(headings)}: {kind}, never taken in"
    meals = [match.heading for match in chosen.offered if match.why == FREE_MEALS and not match.taken_for]
    if meals:
        yield "free meals", f"{_quoted(meals)}: {_MEALS}"
    unused = [
        one.heading for one in chosen.offered if not one.taken_for and one.why not in (*PERSONAL, FREE_MEALS)
    ]
    if unused and chosen.mapping.table:
        yield "not used", f"not used: {_quoted(unused)}"


def _quoted(headings: Sequence[str]) -> str:
    return ", ".join(f"'{heading}'" for heading in headings)


def _to_remember(asked: Asked, chosen: Chosen, facts: Facts) -> Mapping:
    """Give the mapping as the network would remember it: with what was answered, without what may be a name."""
    mapping, answers = chosen.mapping, asked.answers
    if not mapping.table:
        return mapping
    words = {column: dict(one) for column, one in mapping.words.items()}
    for column, answered in answered_words(answers).items():
        if column not in ASKED_ANEW and not may_hold_names(column, mapping.table):
            words[column] = {**words.get(column, {}), **answered}
    said = {key: value for key, value in answers.items() if key.partition("|")[0] not in _NOT_KEPT}
    always = {name: answers[name] for name in ASKED_OF_ALL if name in answers and name not in ASKED_ANEW}
    return replace(
        mapping,
        name=mapping.name
        or new_name(asked.network, asked.network.school(asked.school).nation, mapping.table),
        columns={**chosen.base.columns, **kept_columns(chosen.offered, facts, mapping.table)},
        always={**mapping.always, **always},
        words=words,
        answers={**mapping.answers, **said},
    )
