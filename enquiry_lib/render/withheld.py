"""The log of what a report does not show, and why: for a person to sign, and for the school alone.

schools/<id>/withheld.csv has a line for each number that was hidden: where, which, why, and since when. It has no
count and no pupil.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from enquiry_lib.data.privacy import REASONS
from enquiry_lib.render.chapters import title_of
from enquiry_lib.render.joint import Ran, Together
from enquiry_lib.store.network import BOM, safe_in_excel
from enquiry_lib.store.printable import printable
from enquiry_lib.store.saving import csv_rows, read_text, write_whole

WITHHELD = "withheld.csv"


@dataclass(frozen=True)
class Withheld:
    """One number that is not shown: the chapter and result it is in, what it is, why, and since when."""

    chapter: str
    result: str
    what: str
    why: str
    since: str = ""


COLUMNS = [part.name for part in fields(Withheld)]


def withheld(together: Together) -> tuple[Withheld, ...]:
    """List what a report does not show, in the order of its chapters."""
    reasons = together.choice.reasons
    lines = (
        Withheld(_chapter(ran), account.of, in_words(name), REASONS[reasons[name]])
        for ran in together.ran
        for account in ran.accounts
        for name in dict.fromkeys(account.cells["id"])
        if name in account.hidden
    )
    return tuple(dict.fromkeys(lines))


def _chapter(ran: Ran) -> str:
    title = title_of(ran.notebook(), ran.job.workbook.stem)
    return ": ".join(filter(None, (ran.job.enquiry, title)))


def in_words(name: str) -> str:
    """Say in plain words what a count's id counts.

    >>> in_words("outcomes|Reading|baseline|pupil_premium=yes")
    'outcomes, Reading, baseline, pupil premium: yes'
    """
    return name.replace("|", ", ").replace("=", ": ").replace("_", " ")


def write_withheld(path: Path, lines: Iterable[Withheld], *, today: dt.date) -> None:
    """Write the log; a line that was there before keeps its day. Raises CannotWrite, FileInUse."""
    before = _days(path)
    dated = [replace(line, since=before.get(_key(line), today.isoformat())) for line in lines]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([safe_in_excel(text) for text in astuple(line)] for line in dated)
    write_whole(path, BOM + printable(out.getvalue()))


def _key(line: Withheld) -> tuple[str, ...]:
    return tuple(safe_in_excel(text) for text in astuple(line)[:-1])


def _days(path: Path) -> dict[tuple[str, ...], str]:
    """Give since when each line has been in a log; of one that is not there or was rewritten by hand, nothing."""
    if not path.is_file():
        return {}
    try:
        columns, rows = csv_rows(read_text(path))
    except csv.Error:
        return {}
    return {tuple(cells[:-1]): cells[-1] for _, cells in rows if len(cells) == len(COLUMNS) == len(columns)}
