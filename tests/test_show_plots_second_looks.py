"""The pictures of second looks put the answers on one scale, in a fixed order."""

from __future__ import annotations

import re

import samples_matched

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate


def test_groups_stand_below_all_pupils() -> None:
    """All pupils come first, and each group follows with its number."""
    result = samples_matched.subgroups()
    drawn = picture(result)
    assert drawn is not None
    names = re.findall(r"(?:: |; )([A-Z][^+\d]*?) [+−]", drawn.alt)
    assert names == ["All pupils", "Fsm: no", "Fsm", "House: Ash", "House: Elm", "House: Oak"]
    assert f"{result.columns[1].members[0].answer.g:+.2f}" in drawn.alt


def test_models_are_drawn_in_their_order() -> None:
    """Models stand as in the table, the planned one marked."""
    drawn = picture(samples_matched.side_by_side())
    assert drawn is not None
    order = [
        drawn.alt.index(name) for name in ("Plain difference", "Gain", "Score before (planned)", "By ranks")
    ]
    assert order == sorted(order)


def test_both_answers_are_drawn_where_both_are_told() -> None:
    """The complete pupils are drawn beside all, and left out when they are withheld."""
    both, one = (picture(gate(samples_matched.imputed(samples_matched.few_gaps(n)))) for n in (15, 4))
    assert both is not None
    assert one is not None
    assert ("With nothing missing" in both.alt, "With nothing missing" in one.alt) == (True, False)


def test_nothing_is_drawn_of_few() -> None:
    """Where the pupils may not be counted there is no picture."""
    for make in (samples_matched.imputed, samples_matched.subgroups, samples_matched.side_by_side):
        assert picture(gate(make(samples_matched.few(8)))) is None
