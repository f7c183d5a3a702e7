"""Headings: what each heading of a file is taken for, by synonyms first and by likeness after.

The synonyms are reference data (headings.csv). What a column holds has to agree with what its heading says: a
column called 'Mark' that holds numbers is no register mark.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from enquiry_lib.data.importing.mapping import meaning
from enquiry_lib.data.importing.patterns import pattern_of, says_several, split_item, split_occasion
from enquiry_lib.data.symbols import find_symbol
from enquiry_lib.data.templates import columns

ANY = "any"
ID = "pupil_id"
A_NAME = "a name"
PERSONAL = (
    A_NAME,
    "a date of birth",
    "an address",
    "a way to reach somebody",
    "words about people",
)
"""What a heading may stand for that is never taken in."""

ANOTHER_SCORE = "another score"
FREE_MEALS = "free school meals"
A_TOTAL = "a total"
NOT_NEEDED = (
    ANOTHER_SCORE,
    A_TOTAL,
    FREE_MEALS,
    "a percentage",
    "the two kinds of absence together",
)
"""What a heading may stand for that no column of ours holds."""

MARKS = "marks"
"""The marks of several sessions in a row, AM and PM, from a date on."""

SAME, SYNONYM, PATTERN = "the same name", "another name for it", "what the heading says"
ALIKE, UNKNOWN = "nearly the same name: please check", "not known"
OF_WHICH = "of a whole test, or of one column of several: nothing says which"
_TOLD_BY = {"outcomes": "measure", "items": "item"}
"""What tells the scores of a table apart, in a column of its own or in the headings."""

_ALIKE = 0.86
_SAYS_SO = {
    A_NAME: {"name", "names", "forename", "forenames", "surname", "surnames", "initials"},
    "a date of birth": {"birth", "dob", "birthdate"},
    "an address": {"address", "postcode"},
    "a way to reach somebody": {"email", "phone", "telephone", "mobile"},
    "words about people": {"comment", "comments", "notes"},
}
"""Words in a heading that say what it holds, where nothing else is known of it."""
_COUNT_OF = re.compile(r"^(?:total |(?:number|no|sum|count) of )+(?=\w)")
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+\s*%?")


@dataclass(frozen=True)
class Match:
    """What a heading is taken for ("" when it is not used), how sure that is (0 to 1), and why.

    `why` says how that is known ("the same name", "your answer"), or why the heading is not used.
    """

    heading: str
    taken_for: str
    sure: float
    why: str

    @property
    def is_personal(self) -> bool:
        """Say whether the heading stands for something about a person that is never taken in."""
        return self.why in PERSONAL


@dataclass(frozen=True)
class Vocabulary:
    """The headings that are known for a table: what each means, and the kind of an identifier.

    `by_heading` is by the folded heading, in the order of the list: what comes first is taken first.
    """

    table: str
    by_heading: dict[str, str]
    kinds: dict[str, str]
    kind: str = ""

    @classmethod
    def of(cls, table: str, facts: pd.DataFrame, kind: str = "") -> Vocabulary:
        """Make it of the reference data, with our own names and labels of the columns.

        `kind` is the kind of identifier that a school uses: a heading of that kind comes before the others.
        """
        own = facts[facts["table"].isin([table, ANY])]
        listed = zip(own["heading"].map(folded), own["column"], own["kind"], strict=True)
        by_heading: dict[str, str] = {}
        kinds = {}
        for heading, column, its_kind in sorted(listed, key=lambda line: line[1] in (*PERSONAL, ID)):
            by_heading.setdefault(heading, column)
            kinds[heading] = its_kind
        ours = {
            folded(name): column.name for column in columns(table) for name in (column.name, column.label)
        }
        named = {name: column for name, column in ours.items() if column != ID}
        return cls(table, {**by_heading, **named}, kinds, kind)

    def kind_of(self, heading: str) -> str:
        """Give the kind of identifier that a heading stands for; one that is not known is a kind of its own."""
        names = list(_ways_to_say(heading))
        return next((self.kinds[name] for name in names if self.kinds.get(name)), names[0])

    def place(self, heading: str) -> tuple[bool, int]:
        """Give where a heading stands in the list: what is of the school's kind, and early in it, comes first."""
        order = list(self.by_heading)
        name = next((one for one in _ways_to_say(heading) if one in self.by_heading), "")
        return self.kind_of(heading) != self.kind, order.index(name) if name else len(order)


def folded(heading: str) -> str:
    """Give what two ways to write a heading have in common.

    >>> folded("Reg. Group"), folded("REG_GROUP"), folded("% W/B")
    ('reg group', 'reg group', 'percent w b')
    """
    plain = heading.casefold().replace("%", " percent ")
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def offer(frame: pd.DataFrame, vocabulary: Vocabulary, terms: Sequence[str]) -> list[Match]:
    """Say of each heading of a file what it is taken for.

    `frame` has the texts of the file under their headings; `terms` are the words for occasions.
    """
    found = [_match(str(heading), frame[heading], vocabulary, terms) for heading in frame.columns]
    return list(_each_once(found, vocabulary))


def _match(heading: str, texts: pd.Series, vocabulary: Vocabulary, terms: Sequence[str]) -> Match:
    tries: tuple[Callable[[], Match | None], ...] = (
        lambda: _by_pattern(heading, texts, vocabulary.table),
        lambda: _by_name(heading, texts, vocabulary),
        lambda: _by_score(heading, texts, vocabulary, terms),
        lambda: _by_item(heading, texts, vocabulary.table),
        lambda: _by_what_it_says(heading),
        lambda: _by_likeness(heading, texts, vocabulary),
    )
    return next((found for attempt in tries if (found := attempt())), Match(heading, "", 0.0, UNKNOWN))


def _by_name(heading: str, texts: pd.Series, vocabulary: Vocabulary) -> Match | None:
    for sure, name in enumerate(_ways_to_say(heading)):
        column = vocabulary.by_heading.get(name, "")
        if column in (*PERSONAL, *NOT_NEEDED):
            return Match(heading, "", 1.0, column)
        if column and holds(column, texts):
            own = heading.strip().casefold() == column
            return Match(heading, column, 1.0 - 0.05 * sure, SAME if own else SYNONYM)
    return None


def _ways_to_say(heading: str) -> Iterator[str]:
    """Give a heading, what it is without brackets, the lower of two headings, and what it is the number of."""
    yield folded(heading)
    yield folded(re.sub(r"\(.*?\)|\[.*?\]", "", heading))
    yield (lower := folded(heading.rpartition(" | ")[2]))
    yield _COUNT_OF.sub("", lower)


def _by_pattern(heading: str, texts: pd.Series, table: str) -> Match | None:
    """A heading that holds a date or a day of the week: marks, one or several under each."""
    if table != "attendance":
        return None
    pattern, facts = pattern_of(heading)
    if not {"date", "weekday"} & set(facts):
        return None
    column = next((one for one in ("mark", MARKS) if holds(one, texts)), "")
    if column == MARKS and "session" in facts:
        return None
    return Match(heading, meaning(column, {}), 0.95, PATTERN) if column and pattern else None


def _by_score(heading: str, texts: pd.Series, vocabulary: Vocabulary, terms: Sequence[str]) -> Match | None:
    """A heading such as 'Reading Au1' or 'KS2 Maths scaled score': a measure, perhaps with its occasion."""
    if vocabulary.table != "outcomes":
        return None
    measure, occasion = split_occasion(heading, terms)
    known = _scale_in(measure, vocabulary)
    if known == ANOTHER_SCORE:
        return Match(heading, "", 0.8, ANOTHER_SCORE)
    if not (known or occasion) or not re.search(r"[^\W\d_]", measure):
        return None
    if not holds("score", texts):
        return Match(heading, "", 0.8, "no numbers under it")
    facts = {"measure": measure} | ({"occasion": occasion} if occasion else {})
    return Match(heading, meaning("score", facts), 0.9 if occasion else 0.8, PATTERN)


def _by_item(heading: str, texts: pd.Series, table: str) -> Match | None:
    """A heading such as 'Q1' or '1a (2 marks)': an item of a test, perhaps with its most marks."""
    if table != "items":
        return None
    item, most = split_item(heading)
    if not item:
        return Match(heading, "", 0.8, A_TOTAL) if says_several(heading) else None
    if not holds("score", texts):
        return Match(heading, "", 0.8, "no numbers under it")
    facts = {"item": item} | ({"highest": most} if most else {})
    return Match(heading, meaning("score", facts), 0.9, PATTERN)


def _scale_in(measure: str, vocabulary: Vocabulary) -> str:
    """Give what the last words of a heading say: a score, another scale of the same test, or nothing."""
    words = folded(measure).split()
    for start in range(len(words)):
        column = vocabulary.by_heading.get(" ".join(words[start:]), "")
        if column in ("score", ANOTHER_SCORE):
            return column
    return ""


def personal(heading: str, vocabulary: Vocabulary) -> str:
    """Give what a heading says of a person that is never taken in, "" where it says no such thing.

    >>> from enquiry_lib.store.reference import reference
    >>> known = Vocabulary.of("pupils", reference("headings", "England").facts)
    >>> personal("PupilName", known), personal("DOB", known), personal("Year", known)
    ('a name', 'a date of birth', '')
    """
    told = named(heading, vocabulary)
    says = None if told else _by_what_it_says(heading)
    return says.why if says else told if told in PERSONAL else ""


def named(heading: str, vocabulary: Vocabulary) -> str:
    """Give what the list of headings says that a heading stands for, "" where it has no such heading."""
    known = (vocabulary.by_heading.get(name, "") for name in _ways_to_say(heading))
    return next(filter(None, known), "")


def _by_what_it_says(heading: str) -> Match | None:
    """A heading with a word such as 'surname' in it."""
    words = set(folded(re.sub(r"([a-z])([A-Z])", r"\1 \2", heading)).split())
    kind = next((kind for kind, said in _SAYS_SO.items() if words & said), "")
    return Match(heading, "", 0.7, kind) if kind else None


def _by_likeness(heading: str, texts: pd.Series, vocabulary: Vocabulary) -> Match | None:
    known = list(vocabulary.by_heading)
    for near in difflib.get_close_matches(folded(heading), known, n=1, cutoff=_ALIKE):
        column = vocabulary.by_heading[near]
        if column in (*PERSONAL, *NOT_NEEDED):
            return Match(heading, "", 0.7, column)
        if holds(column, texts):
            return Match(heading, column, 0.6, ALIKE)
    return None


def _each_once(matches: Sequence[Match], vocabulary: Vocabulary) -> Iterator[Match]:
    """Let each column be taken by one heading, the surest and first in the list; several may hold scores or items."""
    best: dict[str, Match] = {}
    for match in sorted(matches, key=lambda one: (one.why == ALIKE, *vocabulary.place(one.heading))):
        if match.taken_for and match.why != PATTERN:
            best.setdefault(match.taken_for, match)
    scores = [match for match in matches if match.taken_for == "score"]
    several = vocabulary.table == "outcomes" and "measure" not in best and len(scores) > 1
    long = {"score", _TOLD_BY.get(vocabulary.table, "measure")} <= set(best)
    side_by_side = sum(match.why == PATTERN and bool(match.taken_for) for match in matches)
    wide = several or (not long and side_by_side > 1)
    for match in matches:
        first = best.get("score" if long and match.why == PATTERN else match.taken_for, match)
        if wide and _is_of_one_score(match, vocabulary.table):
            yield Match(match.heading, "", match.sure, OF_WHICH)
        elif first is match or (several and match.taken_for == "score"):
            yield _with_its_measure(match) if several else match
        elif match.why == PATTERN and not long:
            yield match
        else:
            yield Match(match.heading, "", match.sure, f"{first.heading} is used for it")


def _is_of_one_score(match: Match, table: str) -> bool:
    """Say whether a heading belongs to one score, where the file has several side by side and none says which."""
    alone = ("lowest", "highest", "score") if table == "items" else ("lowest", "highest")
    return table in _TOLD_BY and match.taken_for in alone


def _with_its_measure(match: Match) -> Match:
    """Where there are several scores, and no column names the measure, the heading of each does."""
    if match.taken_for != "score":
        return match
    taken_for = meaning("score", {"measure": match.heading.replace(" | ", " ")})
    return Match(match.heading, taken_for, match.sure, match.why)


# --- what a column holds ----------------------------------------------------------------------------------


def holds(column: str, texts: pd.Series) -> bool:
    """Say whether what a column holds can be what its heading says; an empty one can be anything.

    >>> holds("score", pd.Series(["101", "98", "abs"], dtype="category"))
    True
    >>> holds("mark", pd.Series(["101", "98"], dtype="category"))
    False
    """
    test = _TESTS.get(column.partition(" [")[0])
    counts = texts[texts.astype(object) != ""].value_counts()
    counts = counts[counts > 0]
    if test is None or counts.empty:
        return True
    right = sum(int(count) for text, count in counts.items() if test(str(text)))
    if test in (is_number, is_count) and right:  # a sign for a number not given is no word
        right += sum(int(count) for text, count in counts.items() if find_symbol(str(text)))
    return right >= int(counts.sum()) / 2


def is_number(text: str) -> bool:
    """Say whether a text is a number, with or without a percent sign or commas."""
    return bool(_NUMBER.fullmatch(text.strip()))


def is_count(text: str) -> bool:
    """Say whether a text is a whole number: sessions are counted, a percentage of them is none.

    >>> is_count("1,071"), is_count("380.0"), is_count("97.9"), is_count("98%")
    (True, True, False, False)
    """
    plain = text.strip().replace(",", "")
    return bool(re.fullmatch(r"\d+(?:\.0*)?", plain))


def _is_mark(text: str) -> bool:
    return len(text) <= 2 and not is_number(text)


def _are_marks(text: str) -> bool:
    return (
        len(text) >= 2 and len(text) % 2 == 0 and bool(re.fullmatch(r"[A-Za-z/\\#\-]+", text)) and "/" in text
    )


_TESTS: dict[str, Callable[[str], bool]] = {
    "mark": _is_mark,
    MARKS: _are_marks,
    "score": is_number,
    "lowest": is_number,
    "highest": is_number,
    "sessions_possible": is_count,
    "attended": lambda text: (
        is_count(text) or not is_number(text)
    ),  # sessions in a summary, yes or no elsewhere
    "absent_authorised": is_count,
    "absent_unauthorised": is_count,
    "persistently_absent": is_count,
    "severely_absent": is_count,
}
