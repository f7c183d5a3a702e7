"""What people said in their own words: quotes of those who may be quoted, each with its theme and a role, never more.

Somebody is quoted only of a theme of which enough people of the same role spoke: among few, words alone would
tell who said them. What the words say is for others to look at before they come here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Self

import pandas as pd

from enquiry_lib.stats import result as common
from enquiry_lib.stats.result import Cell, Counted, NotEnough
from enquiry_lib.stats.voices import NOT_STATED, ThemeCount, count_themes, spoke

MOST = 3
"""So many quotes of one theme and one role are shown; the whole of a conversation would tell who led it."""


@dataclass(frozen=True)
class Quote:
    """What one person said of a theme. `who` is the person's role, "" where the table does not say."""

    theme: str
    who: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Quotes(Counted):
    """Quotes in the order of their themes, roles and words; the order tells nothing about who spoke.

    The quotes are in no summary: they leave a school in its own report only.
    """

    quotes: tuple[Quote, ...] = field(repr=False)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor the quotes of so few people."""
        gone = set(ids)
        return replace(
            self,
            quotes=tuple(one for one in self.quotes if spoke(one.theme, one.who) not in gone),
            counted=common.cells_kept(self.counted, gone),
        )


def pick_quotes(voices: pd.DataFrame) -> Quotes | NotEnough:
    """Pick what may be quoted, at most three quotes of one theme and role.

    voices: a row for each person and theme, with voice_id, who, theme, words and may_quote (yes, no or empty;
    empty is no). NotEnough when nobody may be quoted. Raises ColumnMissing.

    >>> said = pd.DataFrame({"voice_id": ["V1", "V2"], "who": "pupil", "theme": "Friends",
    ...                      "words": ["They wait for me.", "My own."], "may_quote": ["yes", None]})
    >>> pick_quotes(said).quotes
    (Quote(theme='Friends', who='pupil', words='They wait for me.'),)
    """
    common.need_columns(voices, ["voice_id", "who", "theme", "words", "may_quote"])
    counted = count_themes(voices)
    quotable = _quotable(voices)
    if isinstance(counted, NotEnough) or quotable.empty:
        return NotEnough(
            "What people said in their own words",
            "nobody's words may be quoted",
            "Say in the column may_quote who agreed to it, and see that nobody is named in the words.",
        )
    quotes = tuple(_picked(quotable))
    return Quotes(counted=tuple(_cells(counted, quotes)), quotes=quotes)


def _quotable(voices: pd.DataFrame) -> pd.DataFrame:
    """Give theme, role and words of each row that may be quoted; a person has the role of their first row."""
    own = voices.groupby("voice_id")["who"].transform("first").astype(object)
    rows = pd.DataFrame(
        {
            "theme": voices["theme"].astype(object),
            "who": own.where(own.notna(), NOT_STATED).astype(str),
            "words": voices["words"].astype(object).where(voices["words"].notna(), "").str.strip(),
        }
    )
    may = (voices["may_quote"].astype(object) == "yes") & voices["voice_id"].notna() & rows["theme"].notna()
    return rows[may & (rows["words"] != "")].drop_duplicates()


def _picked(quotable: pd.DataFrame) -> Iterator[Quote]:
    for _, rows in quotable.sort_values(["theme", "who", "words"]).groupby(["theme", "who"]):
        yield from (Quote(*row) for row in rows.head(MOST).itertuples(index=False))


def _cells(counted: ThemeCount, quotes: tuple[Quote, ...]) -> Iterator[Cell]:
    """Give the counts of the people who spoke of what is quoted, as they are among the themes."""
    wanted = {spoke(one.theme, one.who) for one in quotes}
    kept = {cell.id: replace(cell, margin="") for cell in counted.counted if cell.id in wanted}
    yield from kept.values()
