"""The picture of fidelity."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.show.plots import picture


def test_alternative_text_has_every_ingredient() -> None:
    """Somebody who cannot see the bars hears each ingredient's counts, and which are of comparison classes."""
    drawn = picture(samples.fidelity())
    assert drawn is not None
    assert "Talk in pairs fully 7, partly 2, not seen 1" in drawn.alt
    assert "Six new words (comparison) fully 0, partly 0, not seen 6" in drawn.alt


def test_long_names_go_on_in_the_next_line() -> None:
    """A long ingredient is broken into lines, so that the bars keep their room."""
    result = samples.fidelity()
    long = "Pupils explain their thinking to a partner before they write anything down"
    named = replace(result, ingredients=(replace(result.ingredients[0], ingredient=long),))
    drawn = picture(named)
    assert drawn is not None
    assert long in drawn.alt
    assert long not in drawn.svg
    assert "partner before they write anything" in drawn.svg


def test_dosage_has_no_picture() -> None:
    """Dosage is a table and sentences only."""
    assert picture(samples.dosage()) is None
