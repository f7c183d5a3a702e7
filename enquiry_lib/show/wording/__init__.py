"""The sentences of each result. A sentence is computed from the result; none is typed in a workbook.

`saying` has the dispatchers and what they share; each other module words one family of results, and is imported
below so that its results are registered.
"""

from __future__ import annotations

from enquiry_lib.show.wording.saying import (
    NEVER_SAID,
    NOT_WITHOUT_COMPARISON,
    STRENGTH,
    caution_title,
    cautions,
    heading,
    held,
    in_place_of_table,
    sentences,
)

__all__ = [
    "NEVER_SAID",
    "NOT_WITHOUT_COMPARISON",
    "STRENGTH",
    "caution_title",
    "cautions",
    "heading",
    "held",
    "in_place_of_table",
    "sentences",
]

from enquiry_lib.show.wording import (  # noqa: F401 - each family registers its results
    attendance,
    beside,
    comparisons,
    compliance,
    decision,
    design,
    effects,
    enquiry,
    evidence,
    gaps,
    in_short,
    matching,
    measures,
    models,
    network,
    over_time,
    power,
    process,
    protection,
    quality,
    quotes,
    resampling,
    second_looks,
    trial,
    trials,
    voices,
    weighing,
)
