"""The difference from a mixed model: its degrees of freedom are cut off, and columns of whole clusters are counted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats.models.mixed import MixedFit, fit_mixed
from enquiry_lib.stats.trials.difference import difference_of, need_small_sample, only_between


def fit_of_six() -> MixedFit:
    """Six clusters of four, every other treated."""
    codes = np.repeat(np.arange(6), 4)
    y = np.array([3.0, 5, 4, 6, 2, 3, 1, 4, 7, 6, 8, 9, 4, 4, 3, 5, 6, 5, 9, 8, 2, 5, 3, 2])
    fit = fit_mixed(y, np.column_stack([np.ones(24), codes % 2 == 0]), codes)
    assert fit is not None
    return fit


@pytest.mark.parametrize("small_sample", ["satterthwaite", "kenward_roger"])
def test_fewer_degrees_of_freedom_widen_the_interval(small_sample: str) -> None:
    """Cut off, the interval is Student's with as many as there can be, and what the model had is kept."""
    full = difference_of(fit_of_six(), small_sample=small_sample, most=4.0, confidence=0.95)
    cut = difference_of(fit_of_six(), small_sample=small_sample, most=2.0, confidence=0.95)
    assert (full.cut_off, cut.cut_off) == (False, True)
    assert full.df == pytest.approx(4, rel=1e-3)
    assert (cut.df, cut.df_by_model) == (2.0, full.df_by_model)
    assert cut.high - cut.difference == pytest.approx(stats.t.ppf(0.975, 2) * cut.se)
    assert cut.p > full.p


def test_rounding_is_no_cutting_off() -> None:
    """Degrees of freedom that exceed the most by a rounding only are not called cut off."""
    found = difference_of(fit_of_six(), small_sample="satterthwaite", most=3.9999, confidence=0.95)
    assert not found.cut_off


def test_columns_of_whole_clusters_are_counted_whatever_they_are_made_of() -> None:
    """The constant, the treatment and two columns whose sum is a cluster's own count; a pupil's column does not."""
    codes = np.repeat([0, 1, 2], 3)
    inside = np.array([1.0, 2, 5, 3, 3, 4, 9, 1, 2])
    own = np.array([4.0, 7, 1])[codes]
    columns = np.column_stack([np.ones(9), codes == 1, inside, own - inside])
    assert only_between(columns, codes) == 3
    assert only_between(columns[:, :3], codes) == 2


def test_other_ways_are_refused() -> None:
    """A way to degrees of freedom that nobody knows, such as z, raises and names those there are."""
    with pytest.raises(errors.WrongValue, match="kenward_roger"):
        need_small_sample("z")
