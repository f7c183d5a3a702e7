"""The picture of the Toolkit's strands."""

from __future__ import annotations

import re
from dataclasses import replace

import samples

from enquiry_lib.show.plots import picture


def test_strands_without_evidence_have_no_place_on_the_scale() -> None:
    """Marks are drawn for the strands with months only; the others say 'not enough evidence' in words."""
    drawn = picture(samples.toolkit_view())
    assert drawn is not None
    marks = re.findall(r'<g id="PathCollection_\d+">', drawn.svg)
    assert len(marks) == 3
    assert drawn.svg.count("not enough evidence") == 1


def test_alternative_text_gives_every_strand_in_order() -> None:
    """Somebody who cannot see the picture hears each strand's months and evidence, in the same order."""
    drawn = picture(samples.toolkit_view())
    assert drawn is not None
    assert drawn.alt == (
        "Months of progress and evidence by strand, in alphabetical order, not ranked: Feedback 6 (evidence 4 of 5, "
        "in your record); Learning styles not enough evidence; Repeating a year −2 (evidence 2 of 5); Setting and "
        "streaming 0 (evidence 1 of 5)."
    )


def test_evidence_is_in_words_as_well_as_in_the_mark() -> None:
    """How much evidence there is does not rest on colour: it is written beside each strand."""
    drawn = picture(samples.toolkit_view())
    assert drawn is not None
    assert all(f"{padlocks} of 5" in drawn.svg for padlocks in (4, 2, 1))


def test_without_any_months_there_is_no_picture() -> None:
    """Strands that all lack evidence leave nothing to draw."""
    nothing = replace(samples.toolkit_view(), strands=(samples.strand("Hats", None),))
    assert picture(nothing) is None


def test_a_reference_list_has_no_picture() -> None:
    """What the programme says is read, not drawn."""
    assert picture(samples.list_looked_up()) is None
