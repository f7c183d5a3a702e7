"""The sentences about who took part and who was lost."""

from __future__ import annotations

import samples_comparisons as samples
from spoken import said

from enquiry_lib.show.wording import sentences
from enquiry_lib.show.wording.compliance import ASSUMED, VERDICTS


def test_the_difference_by_allocation_comes_first() -> None:
    """All who were offered it come first, then who took part, then what was found for them, then what that rests on."""
    offered, took_part, compliers, assumed = sentences(samples.complier())
    assert offered.startswith(
        "Whether or not they took part, pupils in the intervention group scored 4.9 points higher"
    )
    assert took_part.startswith(
        "66.7% of the intervention group took part, and 0% of the comparison group: so"
    )
    assert "scored 7.3 points higher than they would have without it" in compliers
    assert assumed == ASSUMED


def test_sessions_that_are_enough_are_named() -> None:
    """From how many sessions on a pupil took part is said."""
    table = samples.offered(40, pupils=120).assign(sessions=lambda rows: (rows["came"] == "yes") * 8.0)
    result = samples.complier_effect(table, outcome="after", arm="arm", received="sessions", enough=6)
    assert "(sessions: 6 or more)" in said(result)


def test_each_verdict_has_its_words() -> None:
    """Tolerable, tolerable when optimistic, too much and beyond the table are told apart."""
    made = [(12, 16), (12, 20), (12, 24), (35, 35)]
    for lost, verdict in zip(made, VERDICTS, strict=True):
        result = samples.attrition(*lost)
        assert result.verdict == verdict
        assert VERDICTS[verdict] in sentences(result)


def test_loss_is_said_by_group_and_level() -> None:
    """The loss overall and which group lost more are said of schools and of pupils; no loss is said as such."""
    first, second = sentences(samples.attrition(20, 31, cluster="school"))[:2]
    assert "25.0% of the schools were lost, 10.0 percentage points more in the comparison group" in first
    assert "0.7% of the pupils of schools that stayed were lost" in second
    assert sentences(samples.attrition(0, 0))[0] == "No pupils were lost between allocation and analysis."
    assert "as many in one group as in the other" in said(samples.attrition(20, 20))


def test_where_those_who_stayed_began_is_said() -> None:
    """The difference at the start among those who stayed is said with the group that was ahead."""
    text = said(samples.attrition(12, 24, baseline="before"))
    assert "Among the pupils who stayed, " in text
