"""Tables of differences judged by drawing again."""

from __future__ import annotations

import samples_robust

from enquiry_lib.show.tables import tables


def test_permutation_tables_give_p_and_how() -> None:
    """The table gives p beside the smallest there could be, how many draws were compared, and the seed."""
    (drawn,) = tables(samples_robust.permutation(arm="by_pupil", within="school"))
    assert dict(drawn.rows)["Smallest p there could be"] == "0.0050"
    assert drawn.note.startswith(
        "200 other draws were compared, the one there was counted with them: pupils one by one"
    )
    assert "seed 20260901" in drawn.note
    (exact,) = tables(samples_robust.permutation(cluster="school", draws=2000))
    assert dict(exact.rows)["p, in both directions"] == "0.8810"
    assert exact.note.startswith("All 126 ways to draw were compared: whole schools")


def test_bootstrap_tables_give_both_intervals() -> None:
    """The percentile and the basic interval stand in points and in SD, with the clusters drawn."""
    (table,) = tables(samples_robust.bootstrapped(cluster="school"))
    assert [row[0] for row in table.rows] == [
        "Difference",
        "Standard error",
        "95% interval, percentiles",
        "95% interval, basic",
    ]
    assert "9 schools." in table.note


def test_withheld_tables_have_no_numbers() -> None:
    """Without its pupils every number is withheld, and the note does not tell how many ways there were."""
    for result in (
        samples_robust.permutation(cluster="school", draws=2000),
        samples_robust.bootstrapped(cluster="school"),
    ):
        (table,) = tables(result.withhold(["post|analysed"]))
        assert table.withheld() == table.numbers()
        assert "126" not in table.note
        assert "9 schools" not in table.note
