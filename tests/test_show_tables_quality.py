"""The tables of the data behind a report."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.analyse.quality import DataQuality
from enquiry_lib.show.tables import tables


def _captions(result: DataQuality) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {table.caption: table.rows for table in tables(result)}


def test_errors_stand_before_what_is_worth_a_look() -> None:
    """Each kind has what was expected and what to do; a file as a whole has no column."""
    assert _captions(samples.quality())["What to put right, or to look at again"] == (
        ("Pupils", "Sex", "F or M", "put it right"),
        ("Attendance", "–", "a day that is over", "look again; it was used as it is"),
    )


def test_each_table_says_where_it_is_from() -> None:
    """The kind of file, the import where there was one, the days, and how many pupils of the list are in it."""
    rows = _captions(samples.quality())["Where each table is from"]
    assert rows[1] == (
        "Attendance",
        "CSV, brought in on 2 Mar 2026 by Attendance by session (SIMS)",
        "3 Sep 2025 to 19 Dec 2025",
        "part of them",
    )
    assert rows[2][1] == "Excel"
    assert rows[4][1] == "CSV, empty"


def test_a_single_day_is_said_once() -> None:
    """Where everything is of one day there is no span."""
    day = samples.quality().tables[1].first
    table = replace(samples.quality().tables[1], last=day)
    shown = replace(samples.quality(), tables=(table,))
    assert _captions(shown)["Where each table is from"][0][2] == "3 Sep 2025"


def test_columns_stand_under_their_band() -> None:
    """The fold names every column under how full it is, and says which are not judged and why."""
    table = next(one for one in tables(samples.quality()) if one.caption == "How full each column is")
    assert table.columns == ("Table", "Complete", "Nearly complete", "Partly", "Hardly", "Empty")
    assert table.rows[0] == ("Pupils", "Sex", "–", "SEND", "–", "Looked after")
    assert [row[0] for row in table.rows] == ["Pupils", "Attendance", "Outcomes"]
    assert "Pupils, left on (the pupil is still here)" in table.note
    assert "fewer than 10 people do" in table.note
    assert not table.open


def test_what_there_is_nothing_to_say_of_has_no_table() -> None:
    """Without problems, symbols or second scores only the files and their columns are listed."""
    assert list(_captions(samples.full_quality())) == ["Where each table is from", "How full each column is"]
    assert tables(replace(samples.full_quality(), tables=())) == ()
