"""Rules about outcomes: arms, the order of the occasions, and scores that look copied."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from enquiry_lib.data.checking.tables import Tables, at_rows, of_file
from enquiry_lib.data.values import quoted
from enquiry_lib.errors import Problem

OUTCOMES, BEFORE, AFTER = "outcomes", "baseline", "follow_up"
FEWEST_SCORES = 10


def two_arms(tables: Tables) -> Iterator[Problem]:
    """Name each row that puts a pupil into another arm than an earlier row of the same measure does."""
    one = tables.loaded[OUTCOMES]
    with_arm = one.frame.dropna(subset=["arm"])
    first = with_arm.groupby(["pupil_id", "measure"], observed=True, sort=False)["arm"].transform("first")
    other = with_arm["arm"].astype(str) != first.astype(str)
    yield from at_rows(
        one,
        other.reindex(one.frame.index, fill_value=False),
        "arm",
        lambda place: (
            f"'{one.frame['arm'].iloc[place]}', and another arm in an earlier row of the same pupil"
        ),
        expected="one arm for a pupil and a measure",
        do="Type the arm that the pupil was to be in, the same at every occasion.",
    )


def follow_up_first(tables: Tables) -> Iterator[Problem]:
    """Name each follow_up that is dated before the same pupil's baseline."""
    one = tables.loaded[OUTCOMES]
    dated = one.frame.dropna(subset=["date"])
    is_after, is_before = (dated["occasion"].astype(str) == name for name in (AFTER, BEFORE))
    key = ["pupil_id", "measure"]
    begun = dated[is_before].drop_duplicates(key).set_index(key)["date"]
    later = dated[is_after]
    base = begun.reindex(pd.MultiIndex.from_frame(later[key])).to_numpy()
    wrong = (later["date"] < base).reindex(one.frame.index, fill_value=False)
    yield from at_rows(
        one,
        wrong,
        "date",
        "a follow_up dated before the baseline of the same pupil",
        expected="the follow_up after the baseline",
        do="Check both dates, and whether baseline and follow_up changed places.",
    )


def no_baseline(tables: Tables) -> Iterator[Problem]:
    """Name each measure that has a follow_up and no baseline at all."""
    one = tables.loaded[OUTCOMES]
    for measure, occasions in _scores(one.frame).groupby("measure")["occasion"]:
        if AFTER in set(occasions) and BEFORE not in set(occasions):
            others = sorted(set(occasions) - {AFTER})
            also = f" (the other occasions are {', '.join(map(quoted, others))})" if others else ""
            yield of_file(
                one,
                "occasion",
                f"follow_up of {quoted(str(measure))} without a baseline{also}",
                expected="a baseline for each measure that has a follow_up",
                do="Add the scores from before, or call that occasion baseline. Without it no change can be seen.",
                level="warning",
            )


def same_for_all(tables: Tables) -> Iterator[Problem]:
    """Name each occasion of a measure on which ten pupils or more have one and the same score."""
    one = tables.loaded[OUTCOMES]
    for (measure, occasion), scores in _scores(one.frame).groupby(["measure", "occasion"])["score"]:
        if len(scores) >= FEWEST_SCORES and scores.nunique() == 1:
            yield of_file(
                one,
                "score",
                f"the same score for everybody in {quoted(str(measure))}, {quoted(str(occasion))}",
                expected="scores of several sizes",
                do="Look whether one score was filled down over the others.",
                level="warning",
            )


def copied_scores(tables: Tables) -> Iterator[Problem]:
    """Name each measure whose follow_up is the baseline over again, pupil by pupil."""
    one = tables.loaded[OUTCOMES]
    for measure, scores in _scores(one.frame).groupby("measure"):
        wide = scores.pivot(index="pupil_id", columns="occasion", values="score")
        both = wide.reindex(columns=[BEFORE, AFTER]).dropna()
        if len(both) >= FEWEST_SCORES and both[BEFORE].nunique() > 1 and (both[BEFORE] == both[AFTER]).all():
            yield of_file(
                one,
                "score",
                f"every pupil with the same score in {quoted(str(measure))} at baseline and at follow_up",
                expected="scores that were taken twice",
                do="Look whether one column was copied into the other.",
                level="warning",
            )


def _scores(outcomes: pd.DataFrame) -> pd.DataFrame:
    return outcomes.dropna(subset=["score"]).astype({"measure": "str", "occasion": "str"})
