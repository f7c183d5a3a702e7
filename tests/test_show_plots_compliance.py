"""The pictures of who took part and who was lost."""

from __future__ import annotations

import samples_comparisons as samples

from enquiry_lib.show.numbers import signed
from enquiry_lib.show.plots import picture


def test_both_effect_sizes_are_drawn_and_told() -> None:
    """The effect size by allocation stands above that of those who took part."""
    result = samples.complier()
    drawn = picture(result)
    assert drawn is not None
    offered, compliers = signed(result.offered_effect.g, 2), signed(result.effect.g, 2)
    assert drawn.alt.index(f"All who were offered it {offered}") < drawn.alt.index(
        f"Took part because of it {compliers}"
    )
    assert picture(result.withhold(set(result.cells()["id"]))) is None


def test_loss_is_drawn_against_both_limits() -> None:
    """The difference between the groups and both limits are told for each level."""
    drawn = picture(samples.attrition(20, 31, cluster="school"))
    assert drawn is not None
    assert (
        "schools 10.0, limits 4.8 and 9.3; pupils of schools that stayed 1.4, limits 5.7 and 10.1"
        in drawn.alt
    )
    assert drawn == picture(samples.attrition(20, 31, cluster="school"))


def test_beyond_the_table_and_withheld_there_is_no_picture() -> None:
    """Without limits, or without numbers, nothing is drawn."""
    result = samples.attrition()
    assert picture(samples.attrition(35, 35)) is None
    assert picture(result.withhold(set(result.cells()["id"]))) is None
