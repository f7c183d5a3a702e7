"""What kind of thing a column holds, and how its texts are to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "number", "percentage", "date", "nothing"]
Order = Literal["", "day first", "month first", "year first", "serial"]


@dataclass(frozen=True)
class Meaning:
    """How the texts of one column are read.

    `order` is of dates. `dash` says what a dash alone means, `unsigned` what a number without a percent sign
    means beside percentages, `brackets` what numbers in brackets mean where all are: "" until somebody has
    answered. "serial" is the number by which Excel keeps a day.

    >>> Meaning("date", order="day first").decimal
    '.'
    """

    kind: Kind
    order: Order = ""
    decimal: Literal[".", ","] = "."
    dash: Literal["", "zero", "nothing"] = ""
    unsigned: Literal["", "percentages", "shares of one"] = ""
    brackets: Literal["", "less than zero", "set apart"] = ""


@dataclass(frozen=True)
class Beside:
    """What the other columns of a file have settled: the order of dates, a decimal comma, symbols among numbers."""

    order: Order = ""
    decimal: Literal["", ","] = ""
    symbols: frozenset[str] = frozenset()
