"""The picture of each result, as an SVG with alternative text. Matplotlib and seaborn live here only.

`canvas` has the dispatcher and what all pictures share; each other module draws one family of results, and is
imported below so that its results are registered.
"""

from __future__ import annotations

from enquiry_lib.show.plots.canvas import Picture, picture

__all__ = ["Picture", "picture"]

from enquiry_lib.show.plots import (  # noqa: F401 - each family registers its results
    attendance,
    beside,
    comparisons,
    compliance,
    design,
    effects,
    evidence,
    gaps,
    logic,
    matching,
    measures,
    models,
    network,
    over_time,
    power,
    process,
    quality,
    resampling,
    second_looks,
    timeline,
    trial,
    trials,
    voices,
    weighing,
)
