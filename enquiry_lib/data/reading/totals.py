"""Rows of totals: by the words they begin with, and never a row that has a code of its own, such as a pupil's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.data.meaning.headings import is_code
from enquiry_lib.data.reading.profiles import Profile, kind_of_cell
from enquiry_lib.data.reading.texts import SPACE

Mask = npt.NDArray[np.bool_]

_TOTAL = (
    r"((grand |sub[- ]?|overall |england |national |school |class |year |group |column )?totals?|"
    r"all (pupils|students|children|schools))"
)
_SUM = r"(sum|mean|averages?|median|overall|min(imum)?|max(imum)?|s\.?d\.?|st(andard|d)\.? ?dev(iation|\.)?|count)"
_OF = (
    r"(of|for|in|per|all|total|attendance|absences?|scores?|marks?|points?|percentage|percent|rate|age|standardi[sz]ed|"
    r"scaled|raw|value|pupils|students|children|class|school|schools|group|cohort|national|england)"
)
_FORMS = (
    (rf"{_TOTAL}[\W\d]*|.+ (sub)?totals?", "ALONE"),
    (rf"{_SUM}[\W\d]*", "SUM_ALONE"),
    (rf"{_TOTAL}(?![a-z]).*|{_SUM}[\W\d]+{_OF}(?![a-z]).*", "FOLLOWED"),
)


class Says(IntEnum):
    """How surely a cell says that its row is a total; 'Sum alone' as in Mean or Max, which may be a name too."""

    NOTHING = 0
    FOLLOWED = 1
    SUM_ALONE = 2
    ALONE = 3


_COMPILED = tuple((re.compile(form, re.IGNORECASE | re.DOTALL), Says[name]) for form, name in _FORMS)


def says_total(cell: str) -> Says:
    """Tell whether a cell says that its row is a total.

    >>> [says_total(cell).name for cell in ("Total", "Max", "Mean of all", "Max Young", "Mean lateness")]
    ['ALONE', 'SUM_ALONE', 'FOLLOWED', 'NOTHING', 'NOTHING']
    """
    bare = cell.strip(SPACE)
    return next((says for form, says in _COMPILED if form.fullmatch(bare)), Says.NOTHING)


def begin_with_total(cells: pd.DataFrame, filled: Mask) -> npt.NDArray[np.int8]:
    """Tell of each row what its first filled cell says."""
    first = np.where(filled.any(axis=1), filled.argmax(axis=1), -1)
    said = np.zeros(len(cells), dtype=np.int8)
    for number, (_, column) in enumerate(cells.items()):
        like = np.array([says_total(str(cell)) for cell in column.cat.categories], dtype=np.int8)
        if like.any():
            said = np.where(first == number, like.take(column.cat.codes), said)
    return said


def rows_of_their_own(
    cells: pd.DataFrame,
    filled: Mask,
    said: npt.NDArray[np.int8],
    others: Mask,
    *,
    profiles: Mapping[int, Profile],
    names: Mapping[int, str],
) -> Mask:
    """Say which rows that begin like a total are rows all the same.

    They have a code that no other row has under a heading of codes; or, where their words may be a name or the
    name of a measure, they lack nothing of what the others have in words or days.
    """
    own: Mask = np.zeros(len(cells), dtype=bool)
    first = filled.argmax(axis=1)
    full = [2 * int(filled[others, number].sum()) > int(others.sum()) for number in range(len(cells.columns))]
    for number, (place, column) in enumerate(cells.items()):
        profile = profiles.get(int(str(place)), Profile(""))
        if full[number] and are_codes(profile, names.get(int(str(place)), "")):
            own |= (
                (said > 0)
                & filled[:, number]
                & (first != number)
                & _codes_of_their_own(column, others, profile)
            )
    for says in (Says.FOLLOWED, Says.SUM_ALONE):
        telling = [
            number
            for number, place in enumerate(cells.columns)
            if filled[others, number].all() and _tells(profiles.get(int(place), Profile("")), says)
        ]
        own |= (said == says) & _lacks_nothing(filled, first, telling)
    return own


def are_codes(profile: Profile, heading: str) -> bool:
    """Say whether a column holds codes: by their shape, or numbers under a heading of codes."""
    return profile.kind not in ("", "number", "date", "mark") or (
        profile.kind == "number" and is_code(heading)
    )


def holds_code(cell: str, profile: Profile) -> bool:
    """Say whether a cell is of the same shape as the codes of its column."""
    return kind_of_cell(cell) == profile.kind


def _codes_of_their_own(column: pd.Series, others: Mask, profile: Profile) -> Mask:
    """Say which cells hold a code like those of the other rows, and that none of them has."""
    codes, texts = column.cat.codes.to_numpy(), [str(text).strip(SPACE) for text in column.cat.categories]
    used = np.unique(codes[others])
    lengths = {len(texts[code]) for code in used.tolist()}
    fits = [profile.kind != "number" or not lengths or len(text) in lengths for text in texts]
    like = [holds_code(text, profile) and fit for text, fit in zip(texts, fits, strict=True)]
    fresh: Mask = np.array(like, dtype=bool)
    fresh[used] = False
    return fresh.take(codes)


def _tells(profile: Profile, says: Says) -> bool:
    """Say whether a column tells rows apart: by words or days; beside a word alone, not by words that come again."""
    return profile.kind not in ("number", "mark") and not (says == Says.SUM_ALONE and profile.listed)


def _lacks_nothing(filled: Mask, first: npt.NDArray[np.intp], telling: list[int]) -> Mask:
    """Say which rows have something in every telling column beside the one they begin with."""
    lacking = np.zeros(len(filled), dtype=bool)
    beside = np.zeros(len(filled), dtype=bool)
    for number in telling:
        lacking |= ~filled[:, number]
        beside |= first != number
    return beside & ~lacking
