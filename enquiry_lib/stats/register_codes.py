"""The list of register codes: to which class each belongs, for which reason it stands, and in which days it holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common

Days = npt.NDArray[np.datetime64]

PRESENT, APPROVED, AUTHORISED, UNAUTHORISED = range(4)
NOT_POSSIBLE, UNKNOWN = 4, -1
CLASSES = ("present", "approved activity", "authorised absence", "unauthorised absence", "not possible")


@dataclass(frozen=True)
class CodeList:
    """The codes, each with the number of its class, its reason, and its first and last day (NaT where open)."""

    codes: tuple[str, ...]
    kind: npt.NDArray[np.int64]
    reasons: tuple[str, ...]
    since: Days
    until: Days

    @property
    def possible(self) -> npt.NDArray[np.bool_]:
        """Mark the codes that stand for a possible session."""
        return np.not_equal(self.kind, NOT_POSSIBLE)

    def place(self, text: str) -> int:
        """Give the place of a code in the list; -1 for one that is not in it."""
        return self.codes.index(text) if text in self.codes else UNKNOWN

    def marked(self, codes: frozenset[str]) -> npt.NDArray[np.bool_]:
        """Mark the codes named."""
        return np.array([code in codes for code in self.codes], dtype=np.bool_)


def read_codes(codes: pd.DataFrame) -> CodeList:
    """Read a list of codes: columns code and class, and where there are any reason, from and until.

    A code without a reason stands for its class. Raises ColumnMissing, WrongValue for a class nobody knows.

    >>> listed = read_codes(pd.DataFrame({"code": ["/", "i"], "class": ["present", "authorised absence"]}))
    >>> listed.codes, listed.kind.tolist(), listed.reasons
    (('/', 'I'), [0, 2], ('present', 'authorised absence'))
    """
    common.need_columns(codes, ["code", "class"])
    strange = sorted(set(codes["class"].astype(str)) - set(CLASSES))
    if strange:
        raise errors.WrongValue(
            name="The class of a register code",
            found=", ".join(strange),
            expected="one of " + ", ".join(CLASSES),
        )
    once = codes.assign(code=codes["code"].map(tidy)).drop_duplicates("code", keep="last")
    reasons = _filled(once, "reason")
    return CodeList(
        codes=tuple(once["code"]),
        kind=np.array([CLASSES.index(kind) for kind in once["class"]], dtype=np.int64),
        reasons=tuple(reasons.where(reasons != "", once["class"])),
        since=_days(_filled(once, "from")),
        until=_days(_filled(once, "until")),
    )


def tidy(mark: object) -> str:
    """Give a code as the list has it: without spaces around it, in capital letters.

    >>> tidy(" c1 ")
    'C1'
    """
    return str(mark).strip().upper()


def _filled(codes: pd.DataFrame, column: str) -> pd.Series:
    """Give a column that may be missing, or empty in places, as text."""
    if column not in codes:
        return pd.Series("", index=codes.index, dtype=object)
    return codes[column].astype(object).where(codes[column].notna(), "").map(str).str.strip()


def _days(column: pd.Series) -> Days:
    return pd.to_datetime(column, format="ISO8601", errors="coerce").to_numpy().astype("datetime64[D]")
