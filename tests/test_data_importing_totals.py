"""Totals: a row a pupil becomes one row of numbers, with persistent absence counted pupil by pupil."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from enquiry_lib.data.importing.totals import kinds_unknown, sum_up

SHARES = {"persistently_absent": 0.10, "severely_absent": 0.50}


def _summed(rows: list[tuple[object, ...]], *names: str) -> tuple[dict[str, str], list[int], list[int]]:
    frame = pd.DataFrame(rows, columns=list(names)).astype(str)
    found, used, problems = sum_up(
        frame, np.arange(2, 2 + len(frame)), file="f.csv", period="2025/26", shares=SHARES
    )
    return found.iloc[0].to_dict(), used.tolist(), [problem.row for problem in problems]


def test_exactly_a_tenth_counts_as_persistently_absent_and_a_half_as_severely() -> None:
    """The limits are in: 38 of 380, 37 of 380, 190 of 380."""
    rows = [(380, 342), (380, 343), (380, 190), (20, 18)]
    summed, _, problems = _summed(rows, "sessions_possible", "attended")
    assert (summed["persistently_absent"], summed["severely_absent"], problems) == ("3", "1", [])
    assert (summed["absent_authorised"], summed["sessions_possible"]) == ("", "1160")


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=30)
)
def test_sums_are_sums_and_identities_hold(pupils: list[tuple[int, int, int]]) -> None:
    """Possible sessions are those attended and those missed, with leave or without; pupils without any do not count."""
    rows = [(a + b + c, a, b, c) for a, b, c in pupils]
    names = ("sessions_possible", "attended", "absent_authorised", "absent_unauthorised")
    summed, _, problems = _summed(list(rows), *names)
    there = [row for row in rows if row[0]]
    assert problems == []
    assert int(summed["sessions_possible"]) == sum(row[0] for row in there)
    assert int(summed["absent_authorised"]) == sum(row[2] for row in there)
    assert int(summed["pupils"]) == len(there)
    assert int(summed["persistently_absent"]) == sum(10 * (row[2] + row[3]) >= row[0] for row in there)


def test_a_pupil_whose_numbers_cannot_be_right_is_left_out_and_named() -> None:
    """More attended than possible, a sum that does not add up, or no number: the row is a problem."""
    names = ("sessions_possible", "attended", "absent_authorised", "absent_unauthorised")
    rows = [(380, 370, 10, 0), (380, 390, 0, 0), (380, 370, 0, 0), ("", 370, 0, 0)]
    summed, used, problems = _summed(list(rows), *names)
    assert (summed["pupils"], used, problems) == ("1", [2], [3, 4, 5])


def test_one_kind_of_absence_follows_from_the_other_and_the_sessions_attended() -> None:
    """Possible less attended less authorised is unauthorised; a negative rest is a problem."""
    names = ("sessions_possible", "attended", "absent_authorised")
    summed, _, problems = _summed([(380, 370, 6), (380, 300, 80), (380, 370, 20)], *names)
    assert (summed["absent_authorised"], summed["absent_unauthorised"], problems) == ("86", "4", [4])


def test_absences_of_an_unknown_kind_are_said_to_be() -> None:
    """From sessions attended alone only the sessions missed follow."""
    told, _, _ = _summed(
        [(380, 370, 10, 0)], "sessions_possible", "attended", "absent_authorised", "absent_unauthorised"
    )
    untold, _, _ = _summed([(380, 370)], "sessions_possible", "attended")
    assert (kinds_unknown(pd.DataFrame([told])), kinds_unknown(pd.DataFrame([untold]))) == (False, True)
