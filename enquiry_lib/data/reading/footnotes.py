"""The numbers of footnotes that stick to labels, as in 'Dorset6': asked about, never taken away unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from enquiry_lib.data.questions import Question
from enquiry_lib.data.reading.headings import JOIN

TOPIC = "footnotes"
LEAVE, TAKE = "leave them", "take them away"
_GLUED = re.compile(r"(.*[^\W\d_]{3}|.*[)'’])\s?((?:\d{1,2},\s?)*\d{1,2})", re.DOTALL)
_NUMBERED = re.compile(r"\(?(\d{1,2})[.):\]]?\s")
_MOST = 5_000  # different labels in a column; what has more is no column of labels


def without_footnotes(label: str) -> str:
    """Give a label without the numbers of footnotes that stick to it.

    >>> without_footnotes("England Total4,9"), without_footnotes("KS4"), without_footnotes("2014")
    ('England Total', 'KS4', '2014')
    """
    glued = _GLUED.fullmatch(label)
    return glued[1] if glued else label


def footnote_questions(frame: pd.DataFrame, footnotes: Sequence[str]) -> Iterator[Question]:
    """Ask of each column whether the numbers at the end of some labels are those of footnotes.

    Only where notes under the table are numbered so. The headings are asked about as a column called "".
    """
    known = {found[1] for line in footnotes if (found := _NUMBERED.match(line))}
    if not known:
        return
    headings = [part for heading in frame for part in str(heading).split(JOIN)]
    yield from _question("", "headings", headings, known)
    for heading in frame:
        labels = [str(label) for label in frame[heading].cat.categories[:_MOST]]
        yield from _question(str(heading), f"labels of '{heading}'", labels, known)


def _question(column: str, said: str, labels: Sequence[str], known: set[str]) -> Iterator[Question]:
    glued = dict.fromkeys(label for label in labels if _points(label) and _points(label) <= known)
    if glued and len(glued) < len(labels) + (column == ""):
        shown = ", ".join(f"'{label}'" for label in list(glued)[:3]) + " …" * (len(glued) > 3)
        asked = f"Some {said} end in the number of a note under the table ({shown}). Shall these numbers go?"
        yield Question.about(TOPIC, column, asked, (LEAVE, TAKE), TAKE)


def _points(label: str) -> set[str]:
    """Give the numbers of notes at the end of a label."""
    glued = _GLUED.fullmatch(label)
    return set(re.findall(r"\d+", glued[2])) if glued else set()


def take_away(frame: pd.DataFrame, answers: Mapping[str, str]) -> pd.DataFrame:
    """Give a table without the numbers of footnotes, in those columns where the answer was to take them away.

    A heading that would be there twice without its number keeps it.
    """
    headings = [str(heading) for heading in frame]
    bare = [JOIN.join(map(without_footnotes, heading.split(JOIN))) for heading in headings]
    goes = [_goes(answers, "") and bare.count(new) == 1 and new not in headings for new in bare]
    taken = {
        new if gone else heading: _bare(frame[heading]) if _goes(answers, heading) else frame[heading]
        for heading, new, gone in zip(headings, bare, goes, strict=True)
    }
    return pd.DataFrame(taken, index=frame.index)


def _goes(answers: Mapping[str, str], column: str) -> bool:
    return Question.about(TOPIC, column, "", (LEAVE, TAKE)).answer(answers) == TAKE


def _bare(texts: pd.Series) -> pd.Series:
    return texts.astype("str").map(without_footnotes).astype("category")
