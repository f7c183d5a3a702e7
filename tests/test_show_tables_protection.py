"""The tables of what was promised, and of the notes for the data protection officer."""

from __future__ import annotations

from dataclasses import replace

import written

from enquiry_lib.show.tables import tables


def test_every_answer_has_its_row_with_the_schools_words() -> None:
    """What was answered is open to read, line by line; a question without an answer is named in a sentence instead."""
    promises = written.promises()
    unsaid = written.Point("Safeguarding", "Whom to tell?", "")
    (table,) = tables(replace(promises, points=(*promises.points, unsaid)))
    assert table.open
    assert table.rows == (
        ("Information and consent", "yes", "A letter and a talk"),
        ("Who sees the results", "not yet", "–"),
        ("Withholding something good", "does not apply", "–"),
    )


def test_signs_and_notes_stand_apart_and_folded() -> None:
    """The notes for the officer open with a click; the signs are another table."""
    signs, notes = tables(written.impact_assessment("yes", "no", "not sure"))
    assert [row[:2] for row in signs.rows] == [
        ("Sensitive facts", "yes"),
        ("Data put together", "no"),
        ("Watched", "not sure"),
    ]
    assert notes.rows == (("What is used", "Registers of one year"), ("Who sees it", "–"))
    assert not (signs.open or notes.open)


def test_a_list_that_is_empty_has_no_table() -> None:
    """Without questions there is no heading over nothing."""
    assert tables(replace(written.promises(), points=())) == ()
