"""The table of a decision."""

from __future__ import annotations

import math

from samples_power import weighed

from enquiry_lib.show.tables import tables


def rows_of(result: object) -> dict[str, str]:
    """Give the rows of the only table."""
    (table,) = tables(result)  # type: ignore[arg-type]
    return dict(table.rows)


def test_chances_and_the_rule_are_set_out() -> None:
    """The three chances, the interval and the rule stand in the table; what it would take only where unclear."""
    rows = rows_of(weighed())
    assert rows["Chance of 0.10 or more"] == "74.6%"
    assert rows["95% interval of that"] == "−0.06 to 0.42"
    assert rows["Times as many pupils, if it is as found"] == "6.4"
    assert not [name for name in rows_of(weighed((0.5, 0.12, 57.0))) if name.startswith("Times")]
    (table,) = tables(weighed(certainty=80))
    assert "Yes: a chance of 80% or more; no: 20% or less" in table.note


def test_nothing_is_certain_or_infinite() -> None:
    """A chance never reads nought or all, and what no number of pupils would do is said in words."""
    rows = rows_of(weighed((3.0, 0.1, math.inf)))
    assert rows["Chance of 0.10 or more"] == "more than 99.9%"
    assert rows["Its degrees of freedom"] == "normal"
    assert rows_of(weighed((0.1, 0.1, 40.0)))["Times as many pupils, if it is as found"] == "no number"


def test_the_prior_is_stated() -> None:
    """Which prior was used stands below the table."""
    (flat,), (sceptical,) = tables(weighed()), tables(weighed(prior_mean=0.06, prior_sd=0.1))
    assert "equally likely beforehand" in flat.note
    assert "normal, +0.06 give or take 0.10" in sceptical.note
