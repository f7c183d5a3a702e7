"""The picture of gaps shows the latest occasion."""

from __future__ import annotations

import samples

from enquiry_lib.show.plots import picture


def test_gaps_are_drawn_at_the_latest_occasion() -> None:
    """The follow-up is drawn where there is one, and each gap is said with its interval."""
    scan = samples.gap_scan()
    latest = [gap for gap in scan.gaps if gap.occasion == "follow_up"]
    drawn = picture(scan)
    assert drawn is not None
    assert drawn.alt.startswith("Gaps to other pupils at follow-up")
    assert len(drawn.alt.split("; ")) == len(latest)
