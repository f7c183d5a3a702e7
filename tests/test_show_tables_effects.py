"""The tables of effects."""

from __future__ import annotations

import samples

from enquiry_lib.show.tables import tables


def test_guidance_comes_first_among_effect_sizes() -> None:
    """The effect size that guidance asks for heads the table, and each of the others is named."""
    names = [row[0] for row in tables(samples.two_groups())[1].rows]
    assert names[0] == "Guidance (used above)"
    assert {"Conditional", "Unconditional", "Unadjusted"} <= set(names)
