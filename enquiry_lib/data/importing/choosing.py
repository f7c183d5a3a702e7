"""Choosing: which table a file is for, and which mapping fits it: a known one, or one proposed afresh."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace

import pandas as pd

from enquiry_lib.data.importing.headings import (
    A_NAME,
    A_TOTAL,
    ANY,
    ID,
    MARKS,
    UNKNOWN,
    Match,
    Vocabulary,
    folded,
    offer,
    personal,
)
from enquiry_lib.data.importing.mapping import Mapping, meaning, meant
from enquiry_lib.data.importing.meanings import own_columns
from enquiry_lib.data.importing.patterns import is_pattern, parts_of, pattern_of, read_heading
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import TABLES, columns
from enquiry_lib.store.network import Network
from enquiry_lib.store.reference import reference

NOT_USED = "not used"
YOURS, ANSWERED, NOT_MAPPED = "your mapping", "your answer", "not in the mapping"
_FITS, _NEARLY_ALL = 0.75, 0.9
_LOOKED_FOR = ("attendance", "attendance_summary", "items", "outcomes", "pupils")
_SAID_OF_ALL = ("occasion", "measure", "session")  # asked, where no heading says it
_NEEDED: Pairs[str, tuple[tuple[str, ...], ...]] = {
    "pupils": ((ID,), ("year_group",)),
    "attendance": ((ID,), ("date", "week"), ("mark", MARKS)),
    "attendance_summary": (("sessions_possible",), ("attended", "absent_authorised")),
    "items": ((ID,), ("item",), ("score",)),
    "outcomes": ((ID,), ("score",)),
}
"""What a file must have, one of each, to be of a table; the rest can be asked or said by headings."""

_FEWEST_ITEMS = 3  # so many columns of items make a file look like the marks of a test
_MANY = 2  # so many columns about pupils make a file with scores in it look like a list of pupils


@dataclass(frozen=True, eq=False)
class Facts:
    """The reference data that importing rests on."""

    headings: pd.DataFrame
    words: pd.DataFrame
    terms: tuple[str, ...]

    @classmethod
    def of(cls, nation: str, network: Network) -> Facts:
        """Read them; a network's own come first."""
        headings = reference("headings", nation, network_folder=network.folder).facts
        words = reference("value_words", nation, network_folder=network.folder).facts
        named = words[(words["table"] == "outcomes") & (words["column"] == "occasion")]
        return cls(headings, words, tuple(named["word"]))

    def vocabulary(self, table: str, kind: str) -> Vocabulary:
        """Give the headings known for a table; an identifier of the kind the school uses comes first."""
        return Vocabulary.of(table, self.headings, kind)


@dataclass(frozen=True)
class Chosen:
    """The mapping for a file: what it is called if it is a known one, and what each heading is taken for.

    `mapping` has the file's own headings; `base` is the known mapping as it is kept.
    """

    mapping: Mapping
    known: str = ""
    offered: tuple[Match, ...] = ()
    questions: tuple[Question, ...] = field(default=())
    base: Mapping = field(default_factory=lambda: Mapping("", ""))

    def with_answers(self, answers: Pairs[str, str]) -> Chosen:
        """Give the same with what was answered about single headings."""
        said = {key.partition("|")[2]: value for key, value in answers.items() if key.startswith("column|")}
        offered = tuple(_as_answered(match, said) for match in self.offered)
        return replace(self, offered=offered, mapping=replace(self.mapping, columns=_columns(offered)))

    def without(self, heading: str) -> Chosen:
        """Give the same without a heading that the file itself has not got."""
        offered = tuple(match for match in self.offered if match.heading != heading)
        return replace(self, offered=offered, mapping=replace(self.mapping, columns=_columns(offered)))


def _as_answered(match: Match, said: Pairs[str, str]) -> Match:
    if match.heading not in said:
        return match
    taken_for = said[match.heading].strip()
    return Match(match.heading, "" if taken_for == NOT_USED else taken_for, 1.0, ANSWERED)


def _columns(offered: Sequence[Match]) -> dict[str, str]:
    return {match.heading: match.taken_for for match in offered}


# --- a known mapping --------------------------------------------------------------------------------------


def fitting(frame: pd.DataFrame, known: Sequence[Mapping], facts: Facts, table: str) -> Chosen | None:
    """Give the known mapping that fits a file best, None when none does, or another table fits it better.

    What the mapping has no line for is taken for what it is when it is proposed afresh.
    """
    fits = [
        (_fit(mapping, list(frame.columns)), mapping) for mapping in known if table in ("", mapping.table)
    ]
    fit, best = max(fits, key=lambda one: one[0], default=(0, None))
    if best is None or not fit:
        return None
    chosen = by_mapping(frame, best, facts)
    return None if not table and _is_of_another(frame, chosen, facts) else _with_the_new(frame, chosen, facts)


def _is_of_another(frame: pd.DataFrame, chosen: Chosen, facts: Facts) -> bool:
    """Say whether a file has as much or more of another table than of the one that a mapping is for."""
    used = len(chosen.mapping.used)
    if used >= _NEARLY_ALL * sum(not match.is_personal for match in chosen.offered):
        return False
    other = afresh(frame, facts, "", "").mapping
    return other.table not in ("", chosen.mapping.table) and len(other.used) >= used


def _with_the_new(frame: pd.DataFrame, chosen: Chosen, facts: Facts) -> Chosen:
    """Take the headings that a mapping has no line for as they are proposed, where they hold something new."""
    base = chosen.base
    proposed = offer(frame, facts.vocabulary(base.table, ""), facts.terms)
    mentioned = [any(_is(match.heading, own) for own in base.columns) for match in chosen.offered]
    offered = tuple(
        old if known or new.why == UNKNOWN else _new(new, chosen.mapping)
        for old, new, known in zip(chosen.offered, proposed, mentioned, strict=True)
    )
    return replace(chosen, offered=offered, mapping=replace(chosen.mapping, columns=_columns(offered)))


def _new(match: Match, mapping: Mapping) -> Match:
    """Give a heading's match, unless a mapping has the column of ours that it is taken for."""
    column, facts = meant(match.taken_for)
    if column in mapping.always:
        return replace(match, taken_for="", why=NOT_MAPPED)
    has = {own: meant(means) for own, means in mapping.used.items()}
    same = [own for own, (other, _) in has.items() if other == column]
    told_by = next((one for one in ("item", "measure") if one in facts), "")
    another = bool(told_by) and all(told_by in has[own][1] for own in same)
    if not column or not same or another:
        return match
    return replace(match, taken_for="", why=f"{same[0]} is used for it")


def _fit(mapping: Mapping, headings: Sequence[str]) -> int:
    """Count the headings that a mapping finds in a file; 0 when they are not what its table needs.

    What the mapping says of all rows is not found in a file, and an identifier alone tells nothing about it.
    """
    used = mapping.used
    found = [own for own in used if any(_is(heading, own) for heading in headings)]
    covered = {column for own in found for column in (*_covers(used[own]), *parts_of(own))}
    complete = all(covered & set(one) for one in _needs(mapping.table)) and covered != {ID}
    complete &= ID in covered or ID not in used.values()
    always = [own for own in used if not meant(used[own])[1]]  # of measures and occasions some are there
    enough = sum(own in found for own in always) >= _FITS * len(always)
    return len(found) if complete and enough else 0


def _needs(table: str) -> tuple[tuple[str, ...], ...]:
    """Give what a file must have to be of a table: one of each."""
    required = (column.name for column in columns(table) if column.required)
    return _NEEDED.get(table) or tuple((name,) for name in required if name not in _SAID_OF_ALL)


def _covers(means: str) -> set[str]:
    column, facts = meant(means)
    return {column, *facts}


def _is(heading: str, own: str) -> bool:
    return read_heading(heading, own) is not None if is_pattern(own) else folded(heading) == folded(own)


def by_mapping(frame: pd.DataFrame, mapping: Mapping, facts: Facts) -> Chosen:
    """Take a file's headings for what a mapping says; what it does not know is not used."""
    vocabulary = facts.vocabulary(mapping.table, "")
    offered = tuple(_mapped(str(heading), mapping, vocabulary) for heading in frame.columns)
    return Chosen(replace(mapping, columns=_columns(offered)), mapping.name, offered, base=mapping)


def _mapped(heading: str, mapping: Mapping, vocabulary: Vocabulary) -> Match:
    own = next((own for own in mapping.columns if _is(heading, own)), None)
    if own is not None and mapping.columns[own]:
        return Match(heading, mapping.columns[own], 1.0, YOURS)
    return Match(heading, "", 1.0, personal(heading, vocabulary) or NOT_MAPPED)


# --- afresh -----------------------------------------------------------------------------------------------


def afresh(frame: pd.DataFrame, facts: Facts, table: str, kind: str) -> Chosen:
    """Propose a mapping from the headings and what stands under them; ask which table where that is open."""
    tables = (table,) if table else TABLES
    offers = {one: tuple(offer(frame, facts.vocabulary(one, kind), facts.terms)) for one in tables}
    chosen, question = (table, None) if table else _table(offers)
    if not chosen:
        return Chosen(Mapping("", ""), questions=(question or _which(TABLES, _guess(offers)),))
    return Chosen(Mapping("", chosen, _columns(offers[chosen])), "", offers[chosen])


def _table(offers: Pairs[str, Sequence[Match]]) -> tuple[str, Question | None]:
    """Say which table a file is for: our own template, the one whose needs are met, or ask."""
    own = [table for table in offers if _is_template(table, offers[table])]
    if own:
        return max(own, key=lambda table: len(_taken(offers[table]))), None
    full = [table for table in _LOOKED_FOR if _complete(table, offers[table])]
    if full[:2] == ["outcomes", "pupils"]:
        about = _taken(offers["pupils"]) - {ID, "class_name", "sex", "year_group"}
        return ("", _which(full)) if len(about) >= _MANY else ("outcomes", None)
    return (full[0], None) if full else ("", None)


def _is_template(table: str, offered: Sequence[Match]) -> bool:
    names = {folded(match.heading).replace(" ", "_") for match in offered}
    return {column.name for column in columns(table) if column.required} <= names


def _taken(offered: Sequence[Match]) -> set[str]:
    return {meant(match.taken_for)[0] for match in offered if match.taken_for}


def _complete(table: str, offered: Sequence[Match]) -> bool:
    covered = {column for match in offered if match.taken_for for column in _covers(match.taken_for)}
    covered |= {fact for match in offered if match.taken_for for fact in pattern_of(match.heading)[1]}
    covered |= {ID for match in offered if match.why == A_NAME}  # refused later, with what to export instead
    return all(covered & set(one) for one in _NEEDED[table]) and (table != "items" or _are_items(offered))


def _are_items(offered: Sequence[Match]) -> bool:
    """Say whether a file has items in a column, or in enough headings; bare numbers may be days or sessions as well."""
    if "item" in _taken(offered):
        return True
    items = [match for match in offered if "item" in meant(match.taken_for)[1]]
    said = any(re.search(r"[A-Za-z]", match.heading) for match in items)
    return len(items) >= _FEWEST_ITEMS and (said or any(match.why == A_TOTAL for match in offered))


def _guess(offers: Pairs[str, Sequence[Match]]) -> str:
    """Give the table that knows most of the headings, beside the pupils'; "" when none knows any."""
    taken = {table: len(_taken(offered) - {ID}) for table, offered in offers.items()}
    best = max(taken, key=lambda table: taken[table])
    return best if taken[best] else ""


def _which(tables: Sequence[str], usual: str = "") -> Question:
    asked = "Which table is this file for?"
    return Question("table", "", asked, tuple(tables), tables[0] if len(tables) < len(TABLES) else usual)


# --- what a mapping keeps ---------------------------------------------------------------------------------


def kept_columns(offered: Sequence[Match], facts: Facts, table: str) -> dict[str, str]:
    """Give the headings that a mapping remembers: those that are used, as patterns where they change from file
    to file, and of the others those that are known. A heading that nobody knows may hold anything.
    """
    known = facts.headings[facts.headings["table"].isin([table, ANY])]
    known_headings = set(known["heading"].map(folded))
    return dict(_kept(offered, known_headings))


def _kept(offered: Sequence[Match], known: set[str]) -> Iterator[tuple[str, str]]:
    for match in offered:
        pattern = pattern_of(match.heading)[0]
        if match.taken_for or folded(match.heading) in known:
            yield (pattern if match.taken_for else match.heading), match.taken_for


def meanings(table: str) -> tuple[str, ...]:
    """Give what a heading can be taken for in a table, for somebody to choose from; first, not to use it.

    >>> meanings("attendance")
    ('', 'pupil_id', 'date', 'session', 'mark', 'mark [session=AM]', 'mark [session=PM]', 'marks', 'week')
    """
    more = {
        "attendance": [meaning("mark", {"session": one}) for one in ("AM", "PM")] + [MARKS, "week"],
        "attendance_summary": [ID, "attended"],
        "groups": ["member"],
    }
    return ("", *own_columns(table), *more.get(table, []))
