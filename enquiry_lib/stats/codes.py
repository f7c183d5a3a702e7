"""Codes of groups, classes, schools and blocks: the same one, however it was typed.

3, 3.0, "3" and "3 " are one class, and so are "Elm" and "ELM". A count of classes that took them for two would
be too large, and an interval that goes by it too narrow; so all who read such a column read it here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.stats import result as common

Flags = npt.NDArray[np.bool_]

CAUTIONS = {
    "codes_alike": "Some names of groups, classes, schools or blocks were written in more than one way, such as '3' and '3.0', or with a "
    "space or a capital letter more; they were taken for the same.",
    "in_both_arms": "Some pupils stand in more than one group; they were left out.",
    "in_two_places": "Some pupils stand in more than one class, school or block; they were left out.",
}
"""Codes of caution on how codes were written, each with its sentence."""

_WHOLE = re.compile(r"([+-]?\d+)\.0*")


def code_of(value: Hashable) -> str:
    """Give a code as it is compared: without spaces around it, capital letters, or nought tenths.

    >>> [code_of(value) for value in (3, 3.0, " 3 ", "3.0", "Elm  A", True)]
    ['3', '3', '3', '3', 'elm a', '1']
    """
    return _text(value).casefold()


def _text(value: Hashable) -> str:
    plain = int(value) if isinstance(value, bool | np.bool_) else value
    text = " ".join(unicodedata.normalize("NFC", str(plain)).split())
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def codes_of(column: pd.Series) -> npt.NDArray[np.object_]:
    """Give each row's code as it is compared; None where there is none.

    >>> codes_of(pd.Series(["Elm ", "elm", None], dtype=object)).tolist()
    ['elm', 'elm', None]
    """
    places, values = pd.factorize(column)
    found: npt.NDArray[np.object_] = np.array([*map(code_of, values), None], dtype=object)[places]
    return found


def has_code(column: pd.Series, code: Hashable) -> Flags:
    """Mark the rows that have a code, however it is written there.

    >>> has_code(pd.Series(["Intervention ", "comparison"]), "intervention").tolist()
    [True, False]
    """
    return np.asarray(codes_of(column) == code_of(code), dtype=np.bool_)


def has_none(column: pd.Series) -> Flags:
    """Mark the rows without a code, blank ones among them.

    >>> has_none(pd.Series(["3", " ", None], dtype=object)).tolist()
    [False, True, True]
    """
    return np.array([not code for code in codes_of(column)], dtype=np.bool_)


def spelled_alike(column: pd.Series) -> pd.Series:
    """Spell each code as it is spelled first, blank ones as missing; a column where all are spelled alike stays as it is.

    >>> spelled_alike(pd.Series(["Elm", "elm ", "Oak"])).tolist(), spelled_alike(pd.Series([2, 1])).tolist()
    (['Elm', 'Elm', 'Oak'], [2, 1])
    """
    places, values = pd.factorize(column)
    codes = [*map(code_of, values)]
    if "" not in codes and len(set(codes)) == len(codes):
        return column
    first = {code: _text(value) for code, value in reversed([*zip(codes, values, strict=True)])}
    texts = np.array([*(first[code] or None for code in codes), None], dtype=object)
    return pd.Series(texts[places], index=column.index, name=column.name)


def is_spelled_alike(column: pd.Series) -> bool:
    """Say whether each code is written in one way only.

    >>> is_spelled_alike(pd.Series([3, "3"], dtype=object)), is_spelled_alike(pd.Series(["3", "4", "3"]))
    (False, True)
    """
    values = pd.factorize(column)[1]
    return len({*map(code_of, values)}) == len(values)


def clear_codes(
    data: pd.DataFrame, columns: Sequence[str], *, arm: str = "", pupil: str | None = None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give a table with the codes in some columns spelled alike, without pupils who have two in one of them; with cautions.

    `arm` is the column of groups: it stays as it is, and a pupil in two of them is left out as well.

    >>> rows = pd.DataFrame({"pupil_id": ["A", "B", "B", "C"], "class": ["7x", "7x", "7y", "7X "]})
    >>> kept, cautions = clear_codes(rows, ["class"], pupil="pupil_id")
    >>> kept["class"].tolist(), cautions
    (['7x', '7x'], ('codes_alike', 'in_two_places'))
    """
    columns = list(dict.fromkeys(columns))
    everywhere = [*filter(None, [arm]), *columns]
    both = _in_two(data, [arm] if arm else [], pupil)
    places = _in_two(data, columns, pupil)
    found = {
        "codes_alike": not all(is_spelled_alike(data[name]) for name in everywhere),
        "in_both_arms": bool(both.any()),
        "in_two_places": bool(places.any()),
    }
    table = data.assign(**{name: spelled_alike(data[name]) for name in columns})
    return table[~(both | places)], common.codes_that_hold(found)


def _in_two(data: pd.DataFrame, columns: Sequence[str], pupil: str | None) -> Flags:
    """Mark the rows of pupils who have more than one code in one of the columns."""
    found = np.zeros(len(data), dtype=np.bool_)
    if pupil is None or not data[pupil].duplicated().any():
        return found
    for name in columns:
        codes = pd.Series(codes_of(data[name]), index=data.index).mask(has_none(data[name]))
        several = codes.groupby(data[pupil].to_numpy(dtype=object)).nunique() > 1
        found |= data[pupil].isin(several.index[several]).to_numpy(bool)
    return found
