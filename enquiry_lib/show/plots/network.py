"""The picture of what the schools of a network found."""

from __future__ import annotations

from enquiry_lib.analyse.network import EnquiryLine, Finding, NetworkOverview
from enquiry_lib.show.plots.canvas import (
    ForestRow,
    Picture,
    as_svg,
    drawing,
    foot,
    forest,
    forest_alt,
    picture,
)


@picture.register
def _(result: NetworkOverview) -> Picture | None:
    found = [(line, finding) for line in result.lines for finding in line.findings]
    rows = [row for line, finding in found if (row := _finding_row(line, finding))]
    if not rows:
        return None
    with drawing(1.1 + 0.36 * len(rows)) as (figure, axes):
        forest(axes, rows)
        foot(figure, "Standard deviations, with 95% interval. A change has no comparison group behind it.")
        return Picture(
            as_svg(figure), forest_alt("What the schools found, in standard deviations, not pooled", rows)
        )


def _finding_row(line: EnquiryLine, finding: Finding) -> ForestRow | None:
    estimate, low, high = finding.estimate, finding.low, finding.high
    if finding.quantity == "percentage points" or estimate is None or low is None or high is None:
        return None
    kind = "change" if "change" in finding.quantity else "difference"
    return ForestRow(f"{line.school} ({kind})", estimate, low, high)
