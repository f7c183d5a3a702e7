"""One common factor behind several items, by maximum likelihood (statsmodels), and omega from it."""

from __future__ import annotations

import warnings

import numpy as np

from enquiry_lib.stats.effect_sizes import Numbers

FEWEST = 3  # items: two have more unknowns than correlations
OWN = 1e-3  # the smallest share of an item that must be its own for a fit to be believed


def omega_total(covariance: Numbers) -> float | None:
    """Give the share of the variance of the items' sum that one factor explains; None where one cannot be fitted.

    omega = (Σλ)² / ((Σλ)² + Σθ) with the loadings λ and uniquenesses θ in the items' own units (McDonald 1999), as
    lavaan's one-factor model and semTools give it. It cannot be fitted to fewer than three items, to items that follow
    from each other, or where an item would have nothing of its own (a Heywood case).

    >>> round(omega_total(np.array([[1.0, 0.48, 0.42], [0.48, 1.0, 0.56], [0.42, 0.56, 1.0]])), 3)
    0.745
    """
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    if len(spread) < FEWEST or np.linalg.eigvalsh(correlation)[0] < 1e-8:
        return None
    fit = _fit(correlation)
    if fit is None:
        return None
    loadings, unique = fit
    common = float((loadings * spread).sum()) ** 2
    return common / (common + float((unique * spread**2).sum()))


def _fit(correlation: Numbers) -> tuple[Numbers, Numbers] | None:
    """Give loadings and uniquenesses; None where the fit did not converge or is none."""
    from statsmodels.multivariate.factor import Factor  # half a second, and only here

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            fit = Factor(corr=correlation, n_factor=1, method="ml").fit(start=_start(correlation))
        except (Warning, np.linalg.LinAlgError):
            return None
    unique = np.asarray(fit.uniqueness, dtype=np.float64)
    return None if unique.min() < OWN else (np.asarray(fit.loadings[:, 0], dtype=np.float64), unique)


def _start(correlation: Numbers) -> tuple[Numbers, Numbers]:
    """Give loadings and uniquenesses to start from; left to itself statsmodels starts at random, and at times fails."""
    sizes, directions = np.linalg.eigh(correlation)
    loadings = np.clip(directions[:, -1:] * np.sqrt(sizes[-1]), -0.95, 0.95)
    return loadings, 1 - loadings[:, 0] ** 2
