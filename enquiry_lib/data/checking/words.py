"""Rules about words: what in free text may name somebody is named by its place and kind, and never quoted."""

from __future__ import annotations

from collections.abc import Iterator

from enquiry_lib.data.checking.tables import NAMES_NOBODY, ROWS_LISTED, Tables, of_file
from enquiry_lib.data.free_text import KINDS, MASKS
from enquiry_lib.data.free_text.confirming import finds_in_table
from enquiry_lib.errors import Problem


def may_name_somebody(tables: Tables) -> Iterator[Problem]:
    """Warn of each passage of free text that may name somebody, and nobody has said that it does not."""
    for one in tables.loaded.values():
        found = list(finds_in_table(one, tables.confirmed))
        for row, column, find in found[:ROWS_LISTED]:
            do = f"Look at it, and put {MASKS[find.kind]} in its place where it names somebody. No report shows it until then."
            yield Problem(one.file, row, column, KINDS[find.kind], NAMES_NOBODY, do, "warning")
        if len(found) > ROWS_LISTED:
            more = f"the same kind of thing in {len(found) - ROWS_LISTED:,} more places"
            yield of_file(one, "", more, expected=NAMES_NOBODY, do="Look at those as well.", level="warning")
