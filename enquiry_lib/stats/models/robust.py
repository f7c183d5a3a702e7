"""Least squares, with standard errors that hold when pupils differ in spread or belong together in clusters.

statsmodels has the classical errors, HC0 to HC3 and Stata's error by clusters. Ours are CR2 with the degrees of freedom of
Satterthwaite, which few clusters need and statsmodels lacks, and the others beside it because all of them come out of one
decomposition in well under a millisecond: trials are simulated with them thousands of times.

With X = QR the hat matrix is QQ', so that the matrices of a cluster, as long as it has pupils, shrink to k by k: for
cluster g with M = Q_g'Q_g = V diag(d) V', the adjustment (I − H_gg)^(−1/2) of Bell and McCaffrey (2002) acts on Q_g as
V diag((1 − d)^(−1/2)) V' (where d is 1 a pseudo-inverse: Pustejovsky and Tipton 2018). Nothing as long as a cluster is inverted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enquiry_lib import errors
from enquiry_lib.stats.effect_sizes import PERFECT, Numbers
from enquiry_lib.stats.models.small_sample import Contrast

Codes = npt.NDArray[np.generic]

PLAIN = {
    "classical": "one residual spread for everybody",
    "HC0": "each pupil's own residual, as it is",
    "HC1": "each pupil's own residual, times n/(n − k)",
    "HC2": "each pupil's own residual, over 1 − leverage",
    "HC3": "each pupil's own residual, over (1 − leverage)²",
}
CLUSTERED = {
    "CR0": "residuals summed by cluster, as they are",
    "CR1": "residuals summed by cluster, times m/(m − 1)",
    "CR1p": "residuals summed by cluster, times m/(m − k)",
    "CR1S": "residuals summed by cluster, times m/(m − 1) · (n − 1)/(n − k), as Stata has it",
    "CR2": "residuals summed by cluster, each adjusted for its leverage, with Satterthwaite's degrees of freedom",
}
KINDS = PLAIN | CLUSTERED
"""Every kind of standard error, with what it takes (n pupils, k columns, m clusters); named as R's sandwich and clubSandwich name them."""

ALONE = 1e-10  # a direction with a smaller part left over than this was fitted exactly
ROUNDING = 1e-13  # what is left over of a number is rounding when it is a smaller part of its size than this


@dataclass(frozen=True)
class LeastSquares:
    """A fit by least squares: X = QR with `Q` (n, k), `R_inverse` (k, k), `beta` (k,) and `residuals` (n,)."""

    beta: Numbers
    residuals: Numbers
    Q: Numbers
    R_inverse: Numbers

    @property
    def n(self) -> int:
        """Count the rows."""
        return len(self.Q)

    @property
    def k(self) -> int:
        """Count the columns."""
        return len(self.beta)

    @property
    def df(self) -> int:
        """Give the residual degrees of freedom, n − k."""
        return self.n - self.k

    @property
    def sigma2(self) -> float:
        """Give the residual variance."""
        return float(self.residuals @ self.residuals) / self.df

    @property
    def bread(self) -> Numbers:
        """Give (X'X)⁻¹."""
        bread: Numbers = self.R_inverse @ self.R_inverse.T
        return bread

    @cached_property
    def leverage(self) -> Numbers:
        """Give the diagonal of the hat matrix: how far each row draws the fit to itself, from 0 to 1."""
        leverage: Numbers = (self.Q**2).sum(axis=1)
        return leverage


def ols(y: Numbers, X: Numbers) -> LeastSquares | None:  # noqa: N803 - a design matrix is called X
    """Fit by least squares.

    y: (n,). X: (n, k) with the constant among its columns. None where X has no more rows than columns, or a column
    follows from the others.

    >>> ols(np.array([1.0, 2, 4]), np.column_stack([np.ones(3), [0.0, 1, 2]])).beta.round(3).tolist()
    [0.833, 1.5]
    """
    if X.shape[0] <= X.shape[1]:
        return None
    sizes = np.sqrt((X**2).sum(axis=0))
    if not (np.isfinite(sizes) & (sizes > 0)).all():
        return None
    q, r = np.linalg.qr(X / sizes)
    if np.abs(np.diag(r)).min() < ALONE:
        return None
    r_inverse = np.linalg.inv(r) / sizes[:, None]
    projected = q.T @ y
    return LeastSquares(r_inverse @ projected, y - q @ projected, q, r_inverse)


def is_exact(fit: LeastSquares, y: Numbers) -> bool:
    """Say whether a fit leaves nothing over but rounding, so that no error can be judged.

    Rounding is judged beside how far the values lie apart, and beside their size: of equal values the first is rounding too.

    >>> y = np.array([1.0, 2, 3])
    >>> is_exact(ols(y, np.column_stack([np.ones(3), y])), y)
    True
    """
    about_mean = y - y.mean()
    rounding = max(PERFECT * (about_mean @ about_mean), ROUNDING**2 * (y @ y))
    return bool(fit.residuals @ fit.residuals <= rounding)


# --- covariance -------------------------------------------------------------------------------------------


def covariance(fit: LeastSquares, kind: str, clusters: Codes | None = None, *, nested: int = 0) -> Numbers:
    """Give the covariance (k, k) of the coefficients.

    kind: one of KINDS. clusters: for the CR kinds (n,), the cluster of each row, any codes. nested: how many columns
    are fixed effects that lie within the clusters and so do not count in the k of CR1S; 0 counts all, as Stata's
    areg and R's sandwich do. Raises WrongValue for another kind, or a CR kind without clusters or with only one.

    >>> fit = ols(np.array([1.0, 2, 4, 3]), np.ones((4, 1)))
    >>> covariance(fit, "HC1").round(4).item(), covariance(fit, "CR2", np.array([1, 1, 2, 2])).round(4).item()
    (0.4167, 1.0)
    """
    need_kind(kind)
    if kind in CLUSTERED:
        meat = _clustered(fit, kind, _needed(clusters), nested)
    elif kind == "classical":
        meat = fit.sigma2 * np.eye(fit.k)
    else:
        scores = fit.Q * fit.residuals[:, None]
        meat = scores.T @ (scores * _weights(fit, kind)[:, None])
    covered: Numbers = fit.R_inverse @ meat @ fit.R_inverse.T
    return covered


def need_kind(kind: str) -> None:
    """Raise WrongValue unless there is such a kind of standard error.

    >>> need_kind("CR2")
    """
    if kind not in KINDS:
        raise errors.WrongValue(name="errors", found=kind, expected=f"one of {', '.join(KINDS)}")


def _needed(clusters: Codes | None) -> Codes:
    if clusters is None:
        raise errors.WrongValue(name="cluster", found="nothing", expected="the column of the clusters")
    return clusters


def _weights(fit: LeastSquares, kind: str) -> Numbers:
    """Give what each squared residual is multiplied by; a row that is fitted exactly has none, and stays at nought."""
    if kind in ("HC0", "HC1"):
        return np.full(fit.n, 1.0 if kind == "HC0" else fit.n / fit.df)
    left = np.maximum(1 - fit.leverage, 0.0)
    return _inverse(left) ** (1 if kind == "HC2" else 2)


def _inverse(left: Numbers) -> Numbers:
    """Give one over each, and nought for what is as good as nought."""
    return np.divide(1.0, left, out=np.zeros_like(left), where=left > ALONE)


def _clustered(fit: LeastSquares, kind: str, clusters: Codes, nested: int) -> Numbers:
    parts = _by_cluster(fit, clusters)
    scores = parts.scores
    m = len(scores)
    if kind == "CR2":
        scores = np.einsum("gij,gj->gi", parts.adjustments(), scores)
    factor = {
        "CR1": m / (m - 1),
        "CR1p": m / (m - fit.k) if m > fit.k else np.nan,
        "CR1S": m / (m - 1) * (fit.n - 1) / (fit.n - fit.k + nested),
    }.get(kind, 1.0)
    meat: Numbers = factor * (scores.T @ scores)
    return meat


class _Parts(NamedTuple):
    """What each of m clusters adds: `scores` Q_g'e_g (m, k) and `crossed` Q_g'Q_g (m, k, k)."""

    scores: Numbers
    crossed: Numbers

    def adjustments(self) -> Numbers:
        """Give each cluster's (I − M)^(−1/2), a pseudo-inverse where a direction was fitted exactly."""
        values, vectors = np.linalg.eigh(self.crossed)
        roots = np.sqrt(_inverse(np.maximum(1 - values, 0.0)))
        adjusted: Numbers = (vectors * roots[:, None, :]) @ vectors.swapaxes(1, 2)
        return adjusted


def _by_cluster(fit: LeastSquares, clusters: Codes) -> _Parts:
    order, starts = _blocks(clusters)
    q, scores = fit.Q[order], (fit.Q * fit.residuals[:, None])[order]
    crossed = np.add.reduceat(q[:, :, None] * q[:, None, :], starts)
    return _Parts(np.add.reduceat(scores, starts), crossed)


def _blocks(clusters: Codes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Give an order of the rows in which each cluster stands together, and where each begins."""
    _, codes = np.unique(np.asarray(clusters), return_inverse=True)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    if len(starts) < 2:
        raise errors.WrongValue(name="cluster", found="a single cluster", expected="two clusters or more")
    return order, starts


# --- one contrast -----------------------------------------------------------------------------------------


def satterthwaite_df(fit: LeastSquares, contrast: Numbers, clusters: Codes) -> float:
    """Give the degrees of freedom of a contrast's CR2 error (Bell and McCaffrey 2002).

    With p_g the weights that the error of cluster g puts on the residuals, G_gh = p_g'(I − H)_gh p_h, and
    df = (tr G)² / ΣG², as if all pupils varied alike and by themselves (identity working model: Pustejovsky and
    Tipton 2018). contrast: (k,), such as 0, 1 for the second coefficient. Raises WrongValue for a single cluster.

    >>> y, clusters = np.array([1.0, 2, 4, 3, 2, 2]), np.array([1, 1, 2, 2, 3, 3])
    >>> round(satterthwaite_df(ols(y, np.ones((6, 1))), np.ones(1), clusters), 6)
    2.0
    """
    parts = _by_cluster(fit, clusters)
    weighted = parts.adjustments() @ (fit.R_inverse.T @ contrast)
    across = np.einsum("gij,gj->gi", parts.crossed, weighted)
    own = np.einsum("gi,gi->g", weighted, across)
    shared = across @ across.T
    spread = shared**2
    np.fill_diagonal(spread, (own - np.diag(shared)) ** 2)
    return float((own.sum() - np.trace(shared)) ** 2 / spread.sum())


def contrasted(
    fit: LeastSquares,
    contrast: Numbers,
    kind: str = "classical",
    clusters: Codes | None = None,
    *,
    nested: int = 0,
) -> Contrast:
    """Give a contrast of the coefficients with its standard error and degrees of freedom.

    The degrees of freedom are n − k for the classical and HC kinds, the number of clusters less one for CR0 and
    all CR1, and Satterthwaite's for CR2. Both are NaN where `rests_on_one` holds, but for the classical kind: the one
    is fitted exactly, and an error made of residuals would not know of it. Arguments and errors as in `covariance`.

    >>> fit = ols(np.array([1.0, 2, 4, 3, 2, 2]), np.ones((6, 1)))
    >>> contrasted(fit, np.ones(1), "CR1", np.array([1, 1, 2, 2, 3, 3])).df
    2.0
    """
    contrast = np.asarray(contrast, np.float64)
    variance = float(contrast @ covariance(fit, kind, clusters, nested=nested) @ contrast)
    estimate = float(contrast @ fit.beta)
    if kind != "classical" and rests_on_one(fit, contrast, clusters if kind in CLUSTERED else None):
        return Contrast(estimate, np.nan, np.nan)
    return Contrast(estimate, float(np.sqrt(max(variance, 0.0))), _df(fit, contrast, kind, clusters))


def _df(fit: LeastSquares, contrast: Numbers, kind: str, clusters: Codes | None) -> float:
    if kind in PLAIN:
        return float(fit.df)
    named = _needed(clusters)
    return satterthwaite_df(fit, contrast, named) if kind == "CR2" else float(len(np.unique(named)) - 1)


def rests_on_one(fit: LeastSquares, contrast: Numbers, clusters: Codes | None = None) -> bool:
    """Say whether a contrast could not be estimated without some one cluster (without clusters: some one row).

    So it is with the only treated school, and with a column of its own for each school.

    >>> treated = np.array([1.0, 1, 0, 0, 0, 0])
    >>> fit = ols(np.arange(6) % 5.0, np.column_stack([np.ones(6), treated]))
    >>> rests_on_one(fit, np.array([0.0, 1]), np.array([1, 1, 2, 2, 3, 3])), rests_on_one(fit, np.array([0.0, 1]))
    (True, False)
    """
    turned = fit.R_inverse.T @ contrast
    if clusters is None:
        exact, along = 1 - fit.leverage <= ALONE, fit.Q @ turned
    else:
        values, vectors = np.linalg.eigh(_by_cluster(fit, clusters).crossed)
        exact, along = 1 - values <= ALONE, np.einsum("gij,i->gj", vectors, turned)
    return bool((exact & (np.abs(along) > np.sqrt(ALONE) * np.linalg.norm(turned))).any())
