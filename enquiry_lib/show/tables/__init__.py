"""The table behind each result: the numbers, written out, with a caption and row headers.

`table` has the dispatcher and what all tables share; each other module sets one family of results, and is imported
below so that its results are registered.
"""

from __future__ import annotations

from enquiry_lib.show.tables.table import Table, tables

__all__ = ["Table", "tables"]

from enquiry_lib.show.tables import (  # noqa: F401 - each family registers its results
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
