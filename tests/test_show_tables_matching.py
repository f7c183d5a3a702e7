"""The tables of balance and of groups made alike have every number, and say how it was worked out."""

from __future__ import annotations

import samples_matched

from enquiry_lib.show.numbers import NOT_APPLICABLE, WITHHELD, signed
from enquiry_lib.show.showing import gate
from enquiry_lib.show.tables import tables


def test_each_line_has_both_sides() -> None:
    """Before and after stand beside each other, with the pupils of each; a category has no ratio."""
    result = samples_matched.matched()
    _, balance = tables(result)
    assert balance.rows[0] == ("Pupils", "77", "123", *"zzz", "67", "67", *"zzz")
    before = result.balance.lines[0]
    assert balance.rows[1][4] == signed(before.before.standardised, 2)
    assert before.after is not None
    assert balance.rows[1][9] == signed(before.after.standardised, 2)
    shares = [row for row in balance.rows if row[0].startswith("House")]
    assert {row[5] for row in shares} == {NOT_APPLICABLE}
    assert balance.note.startswith("Differences in standard deviations are over the SD of the treated")


def test_balance_alone_has_one_side() -> None:
    """Where nothing was done there is nothing after."""
    (table,) = tables(samples_matched.balance(sd="pooled"))
    assert len(table.columns) == 6
    assert "mean of both groups' variances" in table.note


def test_how_it_was_done_is_said() -> None:
    """The notes name the distance, the caliper, the weights and the error."""
    matched, weighted = (
        tables(one)[0].note for one in (samples_matched.matched(), samples_matched.weighted())
    )
    assert "the logit of the propensity score, at most 0.2 SD of the logit apart" in matched
    assert "CR2 with Satterthwaite's degrees of freedom, pairs kept together" in matched
    assert "to look like the pupils of the treated group" in weighted
    assert dict(tables(samples_matched.weighted())[0].rows)["Effective pupils, comparison"] == "109.7"


def test_a_withheld_category_is_withheld_in_its_row_alone() -> None:
    """A category of few is confidential, and columns of numbers keep their row."""
    table = tables(gate(samples_matched.balance(samples_matched.small_house(6))))[0]
    rows = {row[0]: row for row in table.rows}
    assert rows["House: Yew"][1:5] == (WITHHELD,) * 4
    assert WITHHELD not in rows["Before"]
