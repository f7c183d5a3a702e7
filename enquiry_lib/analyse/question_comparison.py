"""With what a question compares: whether that is a group or a time, and whether it was like these pupils before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enquiry_lib.analyse.question_words import MONTH, YEAR, any_of

NOTHING = re.compile(
    r"no comparison|no other|not compared|nobody|nothing|none(?! of)|(?:there is|there are|we have|we had) (?:none|no )|n/?a\W*$|no\W*$|(?:just|only) a picture",
    re.IGNORECASE,
)
BY_LOT = any_of(r"by lot|lots|random\w*|coin|hat|drawn|draw|lottery|wait\w*|their turn|swap\w*")
A_TIME = any_of(
    rf"(?:in |last )?{MONTH}|autumn|spring|summer|easter|christmas|(?:half.?)?terms?|weeks?|fortnights?|"
    r"months?|days?|years? (?:before|ago|earlier)|(?:last|previous|this) years?|20\d\d|before|after|later|"
    "until|so far|earlier|at the start|cohorts?|(?:mon|tues|wednes|thurs|fri)days?|next years?"
)
A_GROUP = any_of(
    rf"class(?:es)?|groups?|sets?|forms?|tutor|{YEAR}|ks ?\d|\d{{1,2}}[a-f]|reception|nursery|pupils?|students?|"
    "children|classmates|peers|joiners|staff|teachers?|schools?|half|boys|girls|siblings|others|the rest|"
    "control|same|without|those|families|lessons|usual|ordinary|normal|as now|textbook|business as usual|"
    "readers|houses?|corridors?"
)
ANYWHERE = any_of(
    "similar schools|other schools|national(?:ly)?|england|expect(?:ed|ations?)|everyone|elsewhere"
)
COMPARED = re.compile(
    r"\b(?:than(?! (?:an?|one) (?:third|quarter|half|fifth|tenth)| half|\s\d)|compared? (?:with|to)|versus|vs\.?|rather than|instead of|as (?:well|much|many|often) as|"
    r"differ(?:ent)? from|against|half of (?:them|the)|both groups)\b[^.;?]*",
    re.IGNORECASE,
)
HIGH = any_of(
    "top|higher|upper(?! school| ks| key| junior)|set (?:1|one)|more able|most able|greater depth|gifted|strongest"
)
LOW = any_of(
    r"bottom|lower(?! school| ks| key| junior)|lowest|set (?:[4-9]|four|five)|below|weak\w*|struggl\w+|least able"
)
CHOSE = any_of(
    r"chose|choose|chosen not|opted?\b.*|volunteer\w*|sign(?:ed)? up|wanted|keen|refus\w+|declin\w+|(?:didn't|"
    "did not|don't|do not|won't) (?:want|come|attend|turn|sign|join|go|take|opt|bother)|(?:don't|doesn't|"
    "do not|does not) need|not interested|stayed away|dropped out|never (?:come|came|attend|attended)|"
    "non.?attenders"
)
OTHER_KIND = any_of(
    "non.?(?:pp|fsm|send?|eal|disadvantaged)|grammar|independent school|private school|selective"
)
ONE_EACH = any_of(
    "(?:the |our )?(?:other|parallel|next.door|neighbouring|sister|second|one) (?:class|form|set|tutor group|"
    r"school)|\w+'s (?:class|form|set)"
)


def compared_in(*texts: str) -> str:
    """Give the piece of the texts that names what it is compared with: a group or a time."""
    pieces = (piece[0] for text in texts for piece in COMPARED.finditer(text))
    return next((piece for piece in pieces if A_TIME.search(piece) or names_a_group(piece)), "")


def names_a_group(text: str) -> bool:
    """Say whether it names a class, a group or a way of choosing one."""
    return bool(A_GROUP.search(text) or BY_LOT.search(text))


def nobody_in_particular(comparison: str) -> bool:
    """Say whether it names neither a group nor a time, or only the world at large."""
    if A_TIME.search(comparison) or BY_LOT.search(comparison):
        return False
    return bool(ANYWHERE.search(comparison)) or not names_a_group(comparison)


def plainly_unlike(comparison: str, whom: str) -> bool:
    """Say whether those compared with differed before anything was done: in attainment, age, choice or kind."""
    if BY_LOT.search(comparison) or BY_LOT.search(whom):
        return False
    levels = any(level.search(comparison) and not level.search(whom) for level in (HIGH, LOW))
    if levels or CHOSE.search(comparison) or OTHER_KIND.search(comparison):
        return True
    theirs, ours = set(_years(comparison)), set(_years(whom))
    return bool(theirs and ours and not theirs & ours and not A_TIME.search(comparison))


def _years(text: str) -> Iterator[int]:
    """Give the school years it names, with those in between where it says from which to which."""
    for found in re.finditer(
        rf"\b{YEAR}\s*(?:(-|–|to|and|&|/|,)\s*(?:years?\s*|y)?(\d{{1,2}})\b)?", text, re.I
    ):
        first, joined, last = int(found[1]), found[2], int(found[3] or found[1])
        yield from range(first, last + 1) if joined in ("-", "–", "to") else (first, last)
    yield from (int(found[1]) for found in re.finditer(r"\b(\d{1,2})[A-F]\b", text))


def one_class_each(comparison: str, whom: str, done: str) -> bool:
    """Say whether one class stands against one class, with no lot among their pupils and no other time."""
    if BY_LOT.search(comparison) or A_TIME.search(comparison) or re.search(r"\bhalf\b", comparison, re.I):
        return False
    classes = {label.upper() for label in re.findall(r"\b\d{1,2}[A-Fa-f]\b", f"{whom} {done} {comparison}")}
    inside = re.search(r"\b\d{1,2}[A-Fa-f]\b", comparison)
    return bool(inside and len(classes) == 2) or bool(ONE_EACH.search(comparison))
