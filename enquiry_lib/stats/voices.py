"""Who spoke of what: how many people of each group spoke of each theme.

A person counts once for a theme, however often they spoke of it, and may speak of several themes: the counts
of one theme add up over the groups, and the counts of one group do not add up over the themes. Nothing here
looks at what was said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.result import Cell, Counted, NotEnough

CAUTIONS = common.CAUTIONS | {
    "one_reading": "A theme is somebody's reading of what was said; another reader might sort the same words "
    "otherwise.",
    "several_groups": "Some people are in more than one of the groups; the first of them was used.",
    "no_person": "Some rows do not say who spoke; they were left out.",
    "no_theme": "Some rows have no theme; they were left out.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

LEANINGS = ("helps", "hinders", "mixed")
NOT_STATED = ""
_NO_GROUP = (
    "voice_id",
    "theme",
    "leaning",
    "words",
)  # columns that sort no people, or say what may not be shown


@dataclass(frozen=True)
class Heard:
    """A group and how many of its people spoke of any theme; `name` is "" where the table does not say."""

    name: str
    people: int | None


@dataclass(frozen=True)
class Theme:
    """How many people spoke of a theme: all, those of each group in the order of the groups, and by leaning.

    Somebody who gave a theme more than one leaning is counted as mixed; `no_leaning` are those of whom none
    is known.
    """

    theme: str
    people: int | None
    by_group: tuple[int | None, ...]
    helps: int | None
    hinders: int | None
    mixed: int | None
    no_leaning: int | None


@dataclass(frozen=True, kw_only=True)
class ThemeCount(Counted):
    """The themes in the order of their names, which tells nothing about their counts.

    `by` is the column that says which group a person is in. Withheld are small counts, and how many of a group
    were heard where all but a few of them spoke of a theme.
    """

    by: str
    groups: tuple[Heard, ...]
    themes: tuple[Theme, ...]

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        gone = set(ids)
        return replace(
            self,
            groups=tuple(self._group_left(group, gone) for group in self.groups),
            themes=tuple(self._theme_left(theme, gone) for theme in self.themes),
            counted=common.cells_kept(self.counted, gone),
        )

    def _group_left(self, group: Heard, gone: set[str]) -> Heard:
        """Those who were heard and those who spoke of a theme together tell who did not speak of it."""
        silent = {_silent(theme.theme, group.name) for theme in self.themes}
        return replace(group, people=None) if gone & (silent | {_heard(group.name)}) else group

    def _theme_left(self, theme: Theme, gone: set[str]) -> Theme:
        if gone & {spoke(theme.theme), _leant(theme.theme)}:
            return common.without_numbers(theme)
        counts = zip(self.groups, theme.by_group, strict=True)
        lost: dict[str, Any] = {name: None for name in _LEANING_FIELDS if _leant(theme.theme, name) in gone}
        by_group = (None if spoke(theme.theme, group.name) in gone else count for group, count in counts)
        return replace(theme, by_group=tuple(by_group), **lost)


_LEANING_FIELDS = (*LEANINGS, "no_leaning")


# --- ids of the people counted ----------------------------------------------------------------------------


def _heard(group: str) -> str:
    return f"heard|{group}"


def spoke(theme: str, group: str | None = None) -> str:
    """Name those who spoke of a theme, all or of one group."""
    return f"theme|{theme}" if group is None else f"theme|{theme}|group|{group}"


def _leant(theme: str, leaning: str | None = None) -> str:
    """Name the same people again, as the total of their leanings, or those of one leaning."""
    return f"theme|{theme}|leaning" + ("" if leaning is None else f"|{leaning}")


def _silent(theme: str, group: str) -> str:
    return f"theme|{theme}|not spoken of|{group}"


# --- counting ---------------------------------------------------------------------------------------------


def count_themes(voices: pd.DataFrame, *, by: str = "who") -> ThemeCount | NotEnough:
    """Count how many people of each group spoke of each theme.

    `voices` has one row for each thing said, with voice_id (the code of who spoke) and theme, and may have a
    leaning (helps, hinders or mixed); `by` names the column with a person's group. NotEnough when nobody
    spoke of a theme. Raises ColumnMissing, and WrongValue for a column that sorts no people into groups.

    >>> said = pd.DataFrame({"voice_id": ["A", "A", "B"], "who": ["pupil", "pupil", "parent"],
    ...                      "theme": ["Being known", "Being known", "Being known"]})
    >>> theme = count_themes(said).themes[0]
    >>> theme.people, theme.by_group
    (2, (1, 1))
    """
    common.need_columns(voices, ["voice_id", "theme", by])
    if by in _NO_GROUP:
        raise errors.WrongValue(name="by", found=repr(by), expected="a column of groups, such as 'who'")
    rows = _rows(voices, by)
    spoken = rows.dropna(subset=["voice", "theme"])
    if spoken.empty:
        return NotEnough(
            "How many people spoke of each theme",
            "no row says who spoke and of which theme",
            "Give each person a code, and name the theme of what they said.",
        )
    return _count(spoken, by, _groups(voices[by], spoken["group"]), _cautions(rows, spoken))


def _rows(voices: pd.DataFrame, by: str) -> pd.DataFrame:
    """Give who spoke, of what, with which leaning, and each person's one group."""
    leaning = (
        voices["leaning"] if "leaning" in voices.columns else pd.Series(index=voices.index, dtype=object)
    )
    rows = pd.DataFrame(
        {
            "voice": voices["voice_id"],
            "theme": voices["theme"].astype(object),
            "leaning": leaning.astype(object).where(leaning.isin(LEANINGS)),
            "said_group": voices[by].astype(object),
        }
    )
    own = rows.groupby("voice")["said_group"].transform("first")
    return rows.assign(group=own.fillna(NOT_STATED).astype(str))


def _groups(column: pd.Series, found: pd.Series) -> list[str]:
    """Give the groups in the order of the dictionary where there is one, otherwise by name; not stated is last."""
    listed = isinstance(column.dtype, pd.CategoricalDtype)
    names = [str(name) for name in column.cat.categories] if listed else sorted(found.unique())
    there = set(found)
    return [name for name in (*(name for name in names if name), NOT_STATED) if name in there]


def _cautions(rows: pd.DataFrame, spoken: pd.DataFrame) -> tuple[str, ...]:
    found = {
        "one_reading": True,
        "several_groups": bool((spoken.groupby("voice")["said_group"].nunique() > 1).any()),
        "no_person": bool(rows["voice"].isna().any()),
        "no_theme": bool(rows["theme"].isna().any()),
    }
    return common.codes_that_hold(found)


def _count(spoken: pd.DataFrame, by: str, groups: list[str], cautions: tuple[str, ...]) -> ThemeCount:
    people = spoken.drop_duplicates("voice")["group"].value_counts()
    heard = tuple(Heard(name, int(people[name])) for name in groups)
    themes = tuple(_theme(str(name), said, groups) for name, said in spoken.groupby("theme", sort=False))
    ordered = tuple(sorted(themes, key=lambda theme: (theme.theme.casefold(), theme.theme)))
    cells = (cell for theme in ordered for cell in _theme_cells(theme, heard))
    return ThemeCount(
        counted=(*(Cell(_heard(group.name), group.people or 0) for group in heard), *cells),
        cautions=cautions,
        by=by,
        groups=heard,
        themes=ordered,
    )


def _theme(name: str, said: pd.DataFrame, groups: list[str]) -> Theme:
    voices = said.groupby("voice")
    counts = voices["group"].first().value_counts()
    several = voices["leaning"].nunique() > 1
    leanings = voices["leaning"].first().mask(several, "mixed").value_counts()
    helps, hinders, mixed = (int(leanings.get(leaning, 0)) for leaning in LEANINGS)
    return Theme(
        theme=name,
        people=len(voices),
        by_group=tuple(int(counts.get(group, 0)) for group in groups),
        helps=helps,
        hinders=hinders,
        mixed=mixed,
        no_leaning=len(voices) - helps - hinders - mixed,
    )


def _theme_cells(theme: Theme, heard: tuple[Heard, ...]) -> Iterator[Cell]:
    """Count the people of a theme as the sum of their groups and again of their leanings, and who did not speak of it.

    Of those who did not only the count itself matters: it can be worked out where the number heard is shown,
    and that number is what `withhold` takes away.
    """
    whole, leant = spoke(theme.theme), _leant(theme.theme)
    yield Cell(whole, theme.people or 0)
    for group, count in zip(heard, theme.by_group, strict=True):
        yield Cell(spoke(theme.theme, group.name), count or 0, whole)
        yield Cell(_silent(theme.theme, group.name), (group.people or 0) - (count or 0))
    yield Cell(leant, theme.people or 0)
    for name in _LEANING_FIELDS:
        yield Cell(_leant(theme.theme, name), getattr(theme, name), leant)
