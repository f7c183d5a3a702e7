"""Pupils allocated within blocks: two groups compared with a fixed effect for each block.

Where pupils were allocated in matched pairs, ability groups or classes, what blocks differ in is no chance, and is
taken out: each block is a column of its own in `compare_two_groups`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import pandas as pd

from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, arm_ids, read_arms
from enquiry_lib.stats.codes import clear_codes
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups


def compare_in_blocks(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    block: str,
    baseline: str | None = None,
    covariates: Sequence[str] = (),
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> TwoGroupEffect | NotEnough:
    """Compare two groups where pupils were allocated within blocks, with what blocks differ in taken out.

    `data` has one row a pupil; `block` says in which block a pupil was allocated, as a name or a number; the other
    arguments are those of compare_two_groups. Blocks with pupils of one group only add nothing, which is said.
    NotEnough as in compare_two_groups, and when no block has both groups. Raises ColumnMissing, WrongValue.

    >>> scores = pd.DataFrame({"pupil_id": range(8), "pair": [1, 1, 2, 2, 3, 3, 4, 4],
    ...                        "arm": ["intervention", "comparison"] * 4, "after": [9, 7, 5, 4, 8, 8, 3, 1]})
    >>> found = compare_in_blocks(scores, outcome="after", arm="arm", block="pair")
    >>> round(found.difference, 2), found.df
    (1.25, 3.0)
    """
    common.need_columns(data, [block])
    asked = Asked(
        outcome=outcome,
        arm=arm,
        baseline=baseline,
        covariates=(*covariates, block),
        treated=treated,
        control=control,
        pupil=pupil,
        measure=measure,
        confidence=confidence,
    )
    clear, cautions = clear_codes(data, [block], pupil=pupil)
    table = clear.assign(**{block: clear[block].astype("category")})
    found = compare_two_groups(
        table,
        outcome=outcome,
        arm=arm,
        baseline=baseline,
        covariates=asked.covariates,
        treated=treated,
        control=control,
        pupil=pupil,
        measure=measure,
        confidence=confidence,
    )
    if isinstance(found, NotEnough):
        return found
    said = tuple(code for code in cautions if code not in found.cautions)
    found = replace(found, cautions=(*found.cautions, *said))
    return _with_blocks(found, read_arms(table, asked), asked)


def _with_blocks(found: TwoGroupEffect, arms: Arms, asked: Asked) -> TwoGroupEffect | NotEnough:
    """Say which blocks add nothing; where none has both groups there is no difference to give."""
    block = asked.covariates[-1]
    groups = pd.Series(arms.in_treated, index=arms.rows.index).groupby(arms.rows[block], observed=True)
    one_armed = groups.nunique() < 2
    if not one_armed.all():
        codes = common.codes_that_hold({"one_armed_blocks": bool(one_armed.any()) and found.df is not None})
        return replace(found, cautions=(*found.cautions, *codes))
    if arms.fewest < common.FEW:
        analysed = arm_ids(asked.base, asked.treated, asked.control)
        return replace(found.withhold(analysed), counted=found.counted)
    return asked.not_enough(
        f"each of those in the column {block} has pupils of one group only, so there is nothing to compare within them",
        "If whole classes or schools were allocated, use compare_clusters.",
    )
