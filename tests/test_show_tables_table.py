"""The tables behind results, of every kind."""

from __future__ import annotations

import pytest
import samples

from enquiry_lib.show.tables import Table, tables
from enquiry_lib.stats.result import Result


@pytest.mark.parametrize("result", samples.every_result(), ids=lambda result: type(result).__name__)
def test_tables_are_rectangular_text(result: Result) -> None:
    """Every row of every table has a text for every column, and every table a caption."""
    for table in tables(result):
        assert table.caption
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert all(isinstance(value, str) for row in table.rows for value in row)
        assert max(table.numeric, default=0) < len(table.columns)


def test_numbers_and_symbols_are_counted_apart_from_words() -> None:
    """A table knows how many of its numbers are withheld; its words, and a group named c, are none of them."""
    rows = (("c", "4", "c", "c"), ("All", "c", "x", "said"))
    table = Table("Pupils", ("Group", "Before", "After", "Verdict"), rows, frozenset({1, 2}))
    assert (table.numbers(), table.withheld(), table.symbols()) == (4, 2, ["c", "x"])
    assert Table("Words", ("Part", "What"), (("c", "said"),)).symbols() == []


def test_columns_are_told_apart_by_what_they_hold() -> None:
    """Columns are as wide as their longest text asks for; what heads a row stays narrow, and numbers are numbers."""
    long = "Sits beside the others and says how it was done, word for word."
    columns = ("Who", "When", "Pupils", "What", "Seen")
    table = Table("Steps", columns, ((long, "6 Oct 2025", "12", long, "By two teachers"),), frozenset({2}))
    assert table.kinds() == ("words", "brief", "number", "sentences", "words")
    assert Table("Steps", ("Who",), ()).kinds() == ("brief",)
