"""The pictures of trials of whole classes and of pupils within them."""

from __future__ import annotations

import samples_clusters
from clustered import benchmark, whole_schools, within_schools

from enquiry_lib.show.plots import picture
from enquiry_lib.show.showing import gate
from enquiry_lib.stats.trials.correction import correct_for_clusters


def test_alternative_text_has_the_numbers_and_the_interval_asked_for() -> None:
    """Somebody who cannot see the picture hears its value, its interval, and of how many percent it is."""
    drawn = picture(whole_schools(confidence=0.9))
    assert drawn is not None
    assert drawn.alt.startswith("Effect size, with 90% intervals: Difference +0.25 (")
    assert "with 90% interval" in drawn.svg


def test_each_site_is_drawn_and_all_together_below() -> None:
    """Each school has its line in the order of names, and a diamond stands for all together."""
    drawn = picture(within_schools())
    assert drawn is not None
    assert drawn.alt.count("(") == 13
    assert drawn.alt.index("12 +") < drawn.alt.index("All together +3.7")
    assert "all schools together" in drawn.svg


def test_a_site_that_is_withheld_is_not_drawn() -> None:
    """A class too small to be shown is neither drawn nor named in the alternative text."""
    drawn = picture(gate(samples_clusters.within_classes(40, 30, 30, 12, 36, 30)))
    assert drawn is not None
    assert "A +" in drawn.alt or "A −" in drawn.alt
    assert "D " not in drawn.alt.replace("Difference", "")


def test_what_is_withheld_or_describes_only_has_no_picture() -> None:
    """Two classes, a corrected test, and results without numbers are not drawn."""
    assert picture(samples_clusters.in_classes(24, 26)) is None
    assert picture(correct_for_clusters(2.5, pupils=400, per_cluster=20, icc=0.2)) is None
    assert picture(gate(samples_clusters.in_classes(30, 4, 30, 4))) is None
    assert picture(gate(samples_clusters.few_within_classes(4))) is None


def test_the_same_result_is_the_same_picture() -> None:
    """Drawn twice, a picture has the same bytes."""
    one, two = (picture(within_schools(benchmark(whole=False))) for _ in range(2))
    assert one == two
