"""The table of what people said in their own words."""

from __future__ import annotations

from enquiry_lib.show.tables.table import Table, tables
from enquiry_lib.show.wording.quotes import SPEAKERS
from enquiry_lib.stats.quotes import Quotes


@tables.register
def _(result: Quotes) -> tuple[Table, ...]:
    rows = tuple((quote.theme, _speaker(quote.who), f"‘{quote.words}’") for quote in result.quotes)
    if not rows:
        return ()
    columns = ("Of what", "Who", "In their own words")
    return (Table("In their own words", columns, rows, summary="The quotes", open=True),)


def _speaker(who: str) -> str:
    said = SPEAKERS.get(who, SPEAKERS[""])
    return said[:1].upper() + said[1:]
