"""Allowing for how many gaps were looked at: adjusted p, and gaps drawn towards none."""

from __future__ import annotations

import numpy as np
import pytest
from trials import checks

from enquiry_lib.stats.gap_shrinkage import adjust_for_many, shrink, tau2_about_zero

BH, SHRUNK = (checks("gaps")[name] for name in ("bh", "shrunk"))
G, SE = (np.array(SHRUNK["given"][name]) for name in ("g", "se"))


def test_adjusted_p_is_rs() -> None:
    """Adjusted p are those of p.adjust, whatever the order they come in."""
    p, expected = np.array(BH["given"]["p"]), np.array(BH["value"]["adjusted"])
    order = np.random.default_rng(2).permutation(len(p))
    assert adjust_for_many(p[order], len(p)) == pytest.approx(expected[order], rel=BH["tolerance"])


def test_gaps_that_are_not_shown_make_no_other_stand_out() -> None:
    """Gaps whose p is not given count as looked at and found nothing; without any p there is nothing to adjust."""
    p = np.array([0.01, 0.02])
    assert (adjust_for_many(p, 10) >= adjust_for_many(p, 2)).all()
    assert adjust_for_many(p, 10).tolist() == pytest.approx([0.1, 0.1])
    assert adjust_for_many(np.array([]), 10).tolist() == []


def test_tau2_is_metafors() -> None:
    """The variance about zero is metafor's maximum likelihood of the gaps with both signs."""
    assert tau2_about_zero(G, SE**2) == pytest.approx(SHRUNK["value"]["tau2"], rel=SHRUNK["tolerance"])


def test_shrunken_gaps_are_metafors_but_for_morriss_correction() -> None:
    """Times k/(k − 2), what is taken off a gap is what metafor's blup takes off; gap and interval are Morris's."""
    found = shrink(G, SE)
    assert found is not None
    value, k = SHRUNK["value"], len(G)
    assert (G - (G - found.g) * k / (k - 2)) == pytest.approx(value["blup"], rel=SHRUNK["tolerance"])
    assert found.g == pytest.approx(value["g"], rel=SHRUNK["tolerance"])
    assert (found.high - found.low) / (2 * 1.959964) == pytest.approx(value["se"], rel=1e-6)


def test_gaps_that_vary_no_more_than_chance_keep_an_interval() -> None:
    """Where the gaps tell of no variance at all, they are drawn nearly to zero, with an interval that has a width."""
    g = np.linspace(-0.1, 0.1, 20)
    found = shrink(g, np.full(20, 0.2))
    assert found is not None
    assert found.tau2 == 0
    assert np.abs(found.g).max() < 0.02
    assert (found.high - found.low > 0.1).all()


def test_a_gap_counted_from_the_other_side_is_drawn_as_far() -> None:
    """Turning the sign of any gap turns its shrunken one and changes no other: the naming of groups does not matter."""
    turned = G * np.where(np.arange(len(G)) % 2, -1, 1)
    one, other = shrink(G, SE), shrink(turned, SE)
    assert one is not None
    assert other is not None
    assert np.abs(one.g) == pytest.approx(np.abs(other.g))


def test_fewer_than_three_gaps_are_not_drawn() -> None:
    """Two gaps say nothing about how gaps vary."""
    assert shrink(G[:2], SE[:2]) is None


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.3])
def test_the_interval_of_the_largest_covers_it(spread: float) -> None:
    """Of the largest of twelve, the shrunken interval holds the true gap as often as it says; the plain one does not."""
    draws, within, plain = np.random.default_rng(11), 0, 0
    for _ in range(300):
        se = draws.uniform(0.12, 0.3, 12)
        true = draws.normal(0, spread, 12)
        g = true + draws.normal(0, 1, 12) * se
        found, largest = shrink(g, se), int(np.argmax(np.abs(g)))
        assert found is not None
        within += found.low[largest] <= true[largest] <= found.high[largest]
        plain += abs(g[largest] - true[largest]) <= 1.96 * se[largest]
    assert within / 300 > 0.93
    assert within > plain
