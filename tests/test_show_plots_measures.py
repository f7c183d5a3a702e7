"""The pictures of measures."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
import samples_measures
from matplotlib.axes import Axes
from samples_measures import compared, limited, reliable, scores

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate


def test_each_item_has_its_dot() -> None:
    """Alpha of all items and of all but each is drawn and said; of two items, or of no scale, nothing is."""
    drawn = picture(reliable())
    assert drawn is not None
    assert "Alpha of the items that are left; right of the line: better without" in drawn.svg
    assert "alpha is 0.84, and without each item: I like school" in drawn.alt
    for none in (reliable(items=samples_measures.ITEMS[:2], reversed_items=[]), reliable(reversed_items=[])):
        assert picture(none) is None


def test_names_are_no_formulas() -> None:
    """A name with signs of a formula is drawn as it was typed."""
    table = samples_measures.answers().rename(columns={"I like school": "costs $5 or $6_x^2"})
    drawn = picture(reliable(table, items=["costs $5 or $6_x^2", *samples_measures.ITEMS[1:]]))
    assert drawn is not None
    assert "costs $5 or $6_x^2" in drawn.svg


@pytest.mark.parametrize(("top", "bars"), [(12, [0.0, 0.0, 0.0, 20.0]), (4, [])])
def test_no_bar_is_drawn_for_few(monkeypatch: pytest.MonkeyPatch, top: int, bars: list[float]) -> None:
    """A bar is as long as its share; where few pupils are at an end there is none, not a thin one.

    Where every bar that may be shown is nought there is no picture.
    """
    lengths: list[float] = []
    real = Axes.barh

    def barh(self: Axes, y: Any, width: Any, **style: Any) -> Any:
        lengths.extend(width)
        return real(self, y, width, **style)

    monkeypatch.setattr(Axes, "barh", barh)
    assert (picture(gate(limited(top=top))) is not None) == bool(bars)
    assert lengths == bars


def test_of_many_items_those_that_matter_most_are_drawn() -> None:
    """Twenty items would not fit: fourteen are drawn, in their order, and the picture says so."""
    draws = np.random.default_rng(2)
    able = draws.normal(0, 1, 60)
    table = pd.DataFrame({f"Q{n:02d}": able + draws.normal(0, 1 + n / 5, 60) for n in range(20)})
    drawn = picture(
        reliable(table, items=list(table.columns), reversed_items=[], lowest=None, highest=None, pupil=None)
    )
    assert drawn is not None
    names = re.findall(r"Q\d\d", drawn.alt)
    assert len(names) == 14
    assert names == sorted(names)
    assert "for the 14 that matter most" in drawn.svg


def test_measures_stand_side_by_side() -> None:
    """Each measure has what it could show without and with the score before; one of few pupils is left out."""
    drawn = picture(compared())
    assert drawn is not None
    assert "Maths 0.74, with the score before 0.63" in drawn.alt
    table = scores()
    few = picture(gate(compared(table[(table["measure"] == "Reading") | (table["pupil_id"] < "P0009")])))
    assert few is not None
    assert "Maths" not in few.svg + few.alt


def test_nothing_to_draw_is_not_drawn() -> None:
    """Results about fewer than ten pupils have no picture."""
    for result in (limited(9, top=2), compared(scores(9)), reliable(samples_measures.answers(9))):
        assert picture(gate(result)) is None
