"""The pictures of answers before and after and of themes."""

from __future__ import annotations

from dataclasses import replace

import samples

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate


def test_answers_are_drawn_before_and_after() -> None:
    """Each construct is said with its two means, and drawn with the words before and after once."""
    drawn = picture(samples.survey())
    assert drawn is not None
    assert drawn.alt.startswith(
        "Mean answers of the same people on a scale from 1 to 5: Dispositions, pupils 1.90 before"
    )
    assert len(drawn.alt.split("; ")) == 10
    assert (drawn.svg.count(">before<"), drawn.svg.count(">after<")) == (1, 1)


def test_lines_of_few_people_are_not_drawn() -> None:
    """Of two roles the one with few people is left out; with few in both there is no picture."""
    drawn = picture(gate(samples.survey(24, 9)))
    assert drawn is not None
    assert "staff" not in drawn.alt + drawn.svg
    assert picture(gate(samples.survey(9, 8))) is None


def test_one_picture_has_one_scale() -> None:
    """Lines on another scale than most are left to the table."""
    result = samples.survey()
    drawn = picture(replace(result, lines=(replace(result.lines[0], highest=10.0), *result.lines[1:])))
    assert drawn is not None
    assert "Dispositions, pupils" not in drawn.alt
    assert "from 1 to 5" in drawn.alt


def test_themes_are_drawn_as_counts() -> None:
    """The counts of each theme are said, and what is withheld is said to be."""
    drawn = picture(gate(samples.themes(4, trust=4)))
    assert drawn is not None
    assert "Being known by name: parents not shown, 26 pupils and staff not shown" in drawn.alt
    assert "Trust" not in drawn.alt
    assert "c: confidential, not shown" in drawn.svg


def test_the_letter_is_explained_only_where_it_is_drawn() -> None:
    """A picture without a withheld count says nothing of one."""
    drawn = picture(gate(samples.themes(12)))
    assert drawn is not None
    assert "not shown" not in drawn.svg + drawn.alt


def test_one_theme_needs_no_picture() -> None:
    """A single theme, or none that may be counted, is not drawn."""
    result = samples.themes()
    assert picture(replace(result, themes=result.themes[:1])) is None
    everyone = {cell.id for cell in result.counted}
    assert picture(result.withhold(everyone)) is None
