"""Labels of one column that differ only in capitals or spaces: said, never merged."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from enquiry_lib.errors import Problem

_MOST = 5_000  # different labels in a column; what has more is no column of labels
_LONGEST = 40  # letters; what is longer may be what somebody wrote, and is not quoted
_OF_ONE_PUPIL = re.compile(
    r"(?<![a-z])(upn|uln|adno|adm(ission)?|candidate|(pupil|student|learner|person) ?(id|ref|reference|number|no|num|code|"
    r"identifier)|unique (pupil|learner) number)(?![a-z])",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(
    r"(?<![a-z])(names?|surname|forename|initials?|pupils?|students?|child|candidates?|upn|uln|teacher|staff|"
    r"tutor|parents?|address|e-?mail|phone|dob)(?![a-z])",
    re.IGNORECASE,
)


def alike_labels(file: str, frame: pd.DataFrame) -> Iterator[Problem]:
    """Name each label that another one in its column is like but for capitals or spaces.

    What may be a person's name, or something that a person wrote, is not quoted. Pupils' numbers are passed
    over: in capitals or not they are one pupil's.
    """
    for heading in frame:
        texts = frame[heading]
        if len(texts.cat.categories) <= _MOST and not _OF_ONE_PUPIL.search(str(heading).replace("_", " ")):
            yield from _alike(file, str(heading), texts)


def _alike(file: str, heading: str, texts: pd.Series) -> Iterator[Problem]:
    usual: dict[str, str] = {}
    folded_labels = [" ".join(str(label).casefold().split()) for label in texts.cat.categories]
    if len(set(folded_labels)) == len(folded_labels):
        return
    for label in texts.value_counts().index:
        common = usual.setdefault(" ".join(str(label).casefold().split()), str(label))
        if common != label and label:
            row = int(texts.index[texts == label][0])
            other = int(texts.index[texts == common][0])
            found = f"'{label}' here and '{common}' in row {other}"
            if len(label) > _LONGEST or _OF_PEOPLE.search(heading.replace("_", " ")):
                found = f"a spelling that differs from the one in row {other} only in capitals or spaces"
            do = "They count as two different things until they are spelt alike; look for further rows."
            yield Problem(file, row, heading, found, "one spelling", do, "warning")
