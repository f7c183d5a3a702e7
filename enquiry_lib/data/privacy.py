"""The one gate for small numbers: which counts may not be shown, decided from plain cell frames.

A cell frame has the columns id, count and margin (see `stats.result.cell_frame`). What is decided here is
carried out by each result's `withhold`, before a sentence, a picture, a table or a summary is made of it.
"""

from __future__ import annotations

import pandas as pd

from enquiry_lib import errors

DEFAULT, FLOOR = 10, 5

_in_force = DEFAULT


def set_smallest_count(count: int) -> None:
    """Set the smallest count of pupils that may be shown; opening an enquiry sets its network's.

    Raises WrongValue below the floor of 5.
    """
    global _in_force  # noqa: PLW0603 - one network is open in a workbook at a time
    if count < FLOOR:
        raise errors.WrongValue(
            name="The smallest count that may be shown", found=count, expected=f"at least {FLOOR}"
        )
    _in_force = count


def smallest_count() -> int:
    """Give the smallest count of pupils that may be shown."""
    return _in_force


def choose_hidden(cells: pd.DataFrame, *, smallest: int | None = None) -> frozenset[str]:
    """Choose the counts that may not be shown: the small ones, and those that would give them away.

    `cells` has a row for each count (id, count, margin). A count from 1 to `smallest` - 1 is hidden. Where
    a total, less the parts that are shown, would tell a hidden count, or would tell that the hidden parts
    come to fewer than `smallest` pupils together, the smallest of the shown numbers is hidden as well, until
    no total gives anything away. This guards against subtracting, one total after the other; it does not
    look for what several totals solved together might tell.

    >>> frame = pd.DataFrame({"id": ["all", "a", "b"], "count": [30, 8, 22], "margin": ["", "all", "all"]})
    >>> sorted(choose_hidden(frame, smallest=10))
    ['a', 'b']
    """
    limit = _in_force if smallest is None else smallest
    counts = {str(name): int(count) for name, count in zip(cells["id"], cells["count"], strict=True)}
    hidden = {name for name, count in counts.items() if 0 < count < limit}
    totals = _totals(cells)
    while more := {name for total in totals for name in _also_hidden(total, hidden, counts, limit)}:
        hidden |= more
    return frozenset(hidden)


def _totals(cells: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Give each total's id with the ids of its parts."""
    inner = cells[cells["margin"] != ""]
    return [(str(margin), rows["id"].unique().tolist()) for margin, rows in inner.groupby("margin")]


def _also_hidden(
    total: tuple[str, list[str]], hidden: set[str], counts: dict[str, int], limit: int
) -> list[str]:
    """Name the number to hide as well when a total gives a hidden one away, or nothing."""
    margin, parts = total
    members = {name for name in (margin, *parts) if name in counts}
    gone = members & hidden
    told = margin in members - gone and sum(counts[name] for name in gone) < limit
    if not gone or not (told or len(gone) == 1):
        return []
    shown = sorted((counts[name], name) for name in members - gone if counts[name] > 0)
    return [name for _, name in shown[:1]]
