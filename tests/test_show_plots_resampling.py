"""Pictures of differences judged by drawing again."""

from __future__ import annotations

import samples_robust

from enquiry_lib.show.numbers import signed
from enquiry_lib.show.plots import picture


def test_permutations_are_a_histogram() -> None:
    """The draws are bars, the difference found is a line with its number, and the words say where it lies."""
    drawn = picture(samples_robust.permutation(cluster="school", draws=2000))
    assert drawn is not None
    assert "found: −0.4" in drawn.svg
    assert "nine in ten of them are smaller than 4.8 points" in drawn.alt
    assert "about 88 in 100 are at least as large" in drawn.alt


def test_bootstraps_are_two_intervals() -> None:
    """The percentile and the basic interval of the effect size stand one below the other."""
    result = samples_robust.bootstrapped(arm="by_pupil", within="school", confidence=0.9)
    drawn = picture(result)
    assert drawn is not None
    size = signed(result.effect.g, 2)
    assert drawn.alt.startswith(f"Effect size {size}, with 90% intervals from drawing again: By percentiles")
    assert "with 90% intervals" in drawn.svg


def test_few_clusters_have_no_picture() -> None:
    """An interval that the sentence refuses is not drawn either."""
    result = samples_robust.bootstrapped(cluster="school")
    assert "few_clusters" in result.cautions
    assert picture(result) is None


def test_pictures_are_the_same_each_time() -> None:
    """Drawn twice from the same seed, a picture has the same bytes."""
    first, again = (picture(samples_robust.permutation(seed=3)) for _ in range(2))
    assert first == again


def test_nothing_is_drawn_of_what_is_withheld() -> None:
    """Without its pupils there is no picture."""
    for result in (samples_robust.permutation(), samples_robust.bootstrapped()):
        assert picture(result.withhold(["post|analysed"])) is None
