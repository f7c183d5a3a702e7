"""The CR2 error of a weighted comparison whose weights say how much a pupil counts, not how exactly they were measured.

`stats.models.robust` takes weights for inverse variances, as in a fit of columns times their roots. Weights that make
groups alike are none: here all pupils vary alike and by themselves (identity working model), as clubSandwich has it where
a model has weights and nothing else is said (Pustejovsky and Tipton 2018). With equal weights both are the same.

With X = TR, T'WT = I, and S = T'W²T: for cluster g, B_g = I − T_g T_g'W_g − W_g T_g T_g' + T_g S T_g', A_g = B_g^(−1/2),
and v_g = A_g W_g T_g R⁻ᵀc are the weights that the error puts on the residuals of the cluster.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models.robust import ALONE, Codes, LeastSquares, rests_on_one
from enquiry_lib.stats.models.small_sample import Contrast


def contrasted_by_weight(fit: LeastSquares, weights: Numbers, contrast: Numbers, clusters: Codes) -> Contrast:
    """Give a contrast with its CR2 error and Satterthwaite's degrees of freedom.

    fit: of outcome and columns times the roots of the weights. weights, clusters: (n,), weights above 0. contrast: (k,).
    Both are NaN where it rests on a single cluster.

    >>> from enquiry_lib.stats.models.robust import ols
    >>> y, columns = np.array([1.0, 2, 4, 3, 2, 2]), np.ones((6, 1))
    >>> found = contrasted_by_weight(ols(y, columns), np.ones(6), np.ones(1), np.array([1, 1, 2, 2, 3, 3]))
    >>> round(found.estimate, 3), round(found.se, 3), round(found.df, 3)
    (2.333, 0.601, 2.0)
    """
    estimate = float(contrast @ fit.beta)
    if rests_on_one(fit, contrast, clusters):
        return Contrast(estimate, math.nan, math.nan)
    root = np.sqrt(weights)
    turned = fit.Q / root[:, None]
    made = _Weighted(
        turned=turned,
        residuals=fit.residuals / root,
        weights=weights,
        spread=(fit.Q * weights[:, None]).T @ fit.Q,
        across=weights * (turned @ (fit.R_inverse.T @ contrast)),
    )
    parts = map(made.of_clusters, _rows_by_size(clusters))
    scores, own, *sides = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Contrast(estimate, float(np.sqrt(scores @ scores)), _df(own, np.hstack(sides), made.spread))


def _rows_by_size(clusters: Codes) -> list[Codes]:
    """Give the rows of the clusters, (m, size) for each size that there is."""
    _, codes, size = np.unique(clusters, return_inverse=True, return_counts=True)
    order = np.argsort(codes, kind="stable")
    starts = np.cumsum(size) - size
    return [order[starts[size == each][:, None] + np.arange(each)] for each in np.unique(size)]


@dataclass(frozen=True)
class _Weighted:
    """T (`turned`), the residuals and weights of the rows, S (`spread`), and W T R⁻ᵀc (`across`)."""

    turned: Numbers
    residuals: Numbers
    weights: Numbers
    spread: Numbers
    across: Numbers

    def of_clusters(self, rows: Codes) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Give v'e, v'v, T'Wv and T'v of each of the clusters of one size; rows: (m, size)."""
        own, weight = self.turned[rows], self.weights[rows]
        v = np.einsum("gij,gj->gi", self._adjustments(own, weight), self.across[rows])
        return (
            np.einsum("gi,gi->g", v, self.residuals[rows]),
            np.einsum("gi,gi->g", v, v),
            np.einsum("gik,gi->gk", own, weight * v),
            np.einsum("gik,gi->gk", own, v),
        )

    def _adjustments(self, own: Numbers, weight: Numbers) -> Numbers:
        """Give each cluster's B^(−1/2), a pseudo-inverse where a direction was fitted exactly."""
        drawn = own @ own.swapaxes(1, 2) * weight[:, None, :]
        left = np.eye(own.shape[1]) - drawn - drawn.swapaxes(1, 2) + own @ self.spread @ own.swapaxes(1, 2)
        values, vectors = np.linalg.eigh(left)
        there = values > ALONE
        roots = np.where(there, np.where(there, values, 1.0) ** -0.5, 0.0)
        adjusted: Numbers = (vectors * roots[:, None, :]) @ vectors.swapaxes(1, 2)
        return adjusted


def _df(own: Numbers, sides: Numbers, spread: Numbers) -> float:
    """Give (tr G)² / ΣG² of G = diag(own) + Z K Z', without the m by m matrix G."""
    k = len(spread)
    joined = np.block([[np.zeros((k, k)), -np.eye(k)], [-np.eye(k), spread]])
    about = np.einsum("gi,ij,gj->g", sides, joined, sides)
    crossed = joined @ (sides.T @ sides)
    squares = own @ own + 2 * (own @ about) + float(np.trace(crossed @ crossed))
    return float((own.sum() + about.sum()) ** 2 / squares)
