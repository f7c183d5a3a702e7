"""Groups that the table of pupils does not have: from a list of members to one yes/no column for each."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd

from enquiry_lib.data.templates import PUPILS, TABLES, YES_NO, columns, identifiers

MEMBERSHIP = pd.CategoricalDtype(list(YES_NO))


def group_column(group: str) -> str:
    """Give the name of a group's column: its words in small letters, with underscores between them.

    >>> group_column("Suspended or excluded")
    'suspended_or_excluded'
    """
    return "_".join(re.findall(r"\w+", group.casefold()))


def is_taken(group: str) -> bool:
    """Say whether a group has no name of its own: a table about pupils has a column called that, or it has no word.

    >>> is_taken("Looked after"), is_taken("Young carers")
    (True, False)
    """
    return group_column(group) in _taken()


@cache
def _taken() -> frozenset[str]:
    own = set(identifiers(PUPILS))
    about_pupils = (columns(table) for table in TABLES if own & set(identifiers(table)))
    return frozenset({"", *(column.name for dictionary in about_pupils for column in dictionary)})


def with_groups(pupils: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Give the table of pupils with one yes/no column more for each group, but for those whose name is taken.

    `groups` has a row for each member, whatever the days of joining and leaving; who is not listed is not a
    member. A member who is not in the table of pupils is not added to it.

    >>> pupils = pd.DataFrame({"pupil_id": ["P0001", "P0002"]})
    >>> groups = pd.DataFrame({"pupil_id": ["P0002"], "group": ["Young carers"]})
    >>> with_groups(pupils, groups)["young_carers"].tolist()
    ['no', 'yes']
    """
    names = groups["group"].astype(str).map(group_column)
    members = {name: groups.loc[names == name, "pupil_id"] for name in names.unique() if name not in _taken()}
    added = {name: _membership(pupils["pupil_id"], listed) for name, listed in members.items()}
    return pupils.assign(**added)


def _membership(pupils: pd.Series, members: pd.Series) -> pd.Series:
    listed = np.where(pupils.isin(members), *YES_NO)
    return pd.Series(listed, index=pupils.index, dtype=MEMBERSHIP)
