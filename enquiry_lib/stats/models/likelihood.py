"""What the rows of a mixed model come down to, and its likelihood at given variances of the groups.

The model is y = Xβ + Z_j u_j + e, with u_j ~ N(0, σ² D) for each group j and e ~ N(0, σ²): D is the covariance of
the groups relative to the variance within them. For any D the best β and σ² follow at once (Bates et al. 2015,
'Fitting linear mixed-effects models using lme4', Journal of Statistical Software 67(1), section 3), so that only D is
searched for. Everything needed are sums of squares and products of each group (`Blocks`), so that a fit costs the
same however many pupils there are.

For stability X is made orthonormal, y is what it leaves over, and the slope column has mean 0 and SD 1; `Blocks`
knows the way back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from enquiry_lib.stats.effect_sizes import PERFECT, Numbers
from enquiry_lib.stats.models.columns import DEPENDENT


@dataclass(frozen=True)
class Blocks:
    """Sums of squares and products of the columns [X, y] and of Z, whole and by group.

    n, p: rows and columns of X. whole: (p+1, p+1). sums: (groups, q, p+1), Z'[X, y] of each group. sizes:
    (groups, q, q), Z'Z. back: (p, p), from β of the orthonormal X to that of the X given; start: what is added
    to it. unit: points in one unit of y. slope_back: (q, q), from random effects to those of the slope given.
    log_det: log |X'X| of the X given.
    """

    n: int
    p: int
    whole: Numbers
    sums: Numbers
    sizes: Numbers
    back: Numbers
    start: Numbers
    unit: float
    slope_back: Numbers
    log_det: float

    @property
    def groups(self) -> int:
        """Give how many groups there are."""
        return len(self.sizes)

    def residual_df(self, reml: bool) -> int:
        """Give what the residual sum of squares is divided by: n − p, or n by maximum likelihood."""
        return self.n - self.p if reml else self.n


@dataclass(frozen=True)
class Point:
    """A model at one D. `deviance` is −2 log likelihood (restricted if `reml`); `slope` its derivative by D.

    fixed: (X'V⁻¹X)⁻¹; beta, sigma2: the best there. inner: Z'V⁻¹Z of each group; to_fixed: Z'V⁻¹X; to_rest:
    Z'V⁻¹(y − Xβ). All with V = I + ZDZ'.
    """

    relative: Numbers
    reml: bool
    deviance: float
    slope: Numbers
    fixed: Numbers
    beta: Numbers
    sigma2: float
    inner: Numbers
    to_fixed: Numbers
    to_rest: Numbers


# --- from rows to sums ------------------------------------------------------------------------------------


def blocks_of(y: Numbers, design: Numbers, groups: object, slope: Numbers | None = None) -> Blocks | None:
    """Sum up the rows of a model; None where its variances cannot be told apart, or nothing is left over.

    `design` (n, p) includes the constant, `groups` are any codes, `slope` is a column of its own random effect.
    """
    if not len(y) > design.shape[1] > 0:
        return None
    basis, upper = np.linalg.qr(design)
    if (np.abs(np.diag(upper)) <= DEPENDENT * np.linalg.norm(design, axis=0)).any():
        return None
    start = np.linalg.solve(upper, basis.T @ y)
    rest = y - design @ start
    unit = math.sqrt(float(rest @ rest) / len(y))
    if unit <= PERFECT * float(np.abs(y).max()) or unit**2 <= PERFECT * float(y.var()):
        return None
    columns = np.column_stack([basis, rest / unit])
    random, slope_back = _random_columns(slope, len(y))
    sums, sizes = _by_group(columns, random, groups)
    blocks = Blocks(
        n=len(y),
        p=design.shape[1],
        whole=columns.T @ columns,
        sums=sums,
        sizes=sizes,
        back=np.linalg.inv(upper),
        start=start,
        unit=unit,
        slope_back=slope_back,
        log_det=2 * float(np.log(np.abs(np.diag(upper))).sum()),
    )
    return blocks if _can_be_told_apart(blocks) else None


def _random_columns(slope: Numbers | None, n: int) -> tuple[Numbers, Numbers]:
    """Give Z, its slope with mean 0 and SD 1, and the way back to the slope's own units."""
    if slope is None:
        return np.ones((n, 1)), np.eye(1)
    middle, spread = float(slope.mean()), float(slope.std()) or 1.0
    return np.column_stack([np.ones(n), (slope - middle) / spread]), np.array(
        [[1, -middle / spread], [0, 1 / spread]]
    )


def _by_group(columns: Numbers, random: Numbers, groups: object) -> tuple[Numbers, Numbers]:
    codes = pd.factorize(np.asarray(groups))[0]
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    both = np.hstack([columns, random])[order]
    z = random[order]
    sums = np.stack([np.add.reduceat(both * column[:, None], starts, axis=0) for column in z.T], axis=1)
    return sums[:, :, : columns.shape[1]], sums[:, :, columns.shape[1] :]


def _can_be_told_apart(blocks: Blocks) -> bool:
    """Say whether something is left to judge the groups by, and something within them; and that slopes differ there."""
    ranks = np.linalg.matrix_rank(blocks.sizes, tol=DEPENDENT * blocks.n, hermitian=True)
    if (ranks == blocks.sizes.shape[1]).sum() < 2:
        return False
    within = blocks.whole - _products(
        blocks.sums, np.linalg.pinv(blocks.sizes, rcond=DEPENDENT, hermitian=True) @ blocks.sums
    )
    fixed = np.linalg.eigvalsh(within[:-1, :-1])
    all_columns = int(ranks.sum()) + int((fixed > DEPENDENT).sum())
    return blocks.p < all_columns < blocks.n and _left_over(within) > DEPENDENT * blocks.n


def _left_over(within: Numbers) -> float:
    """Give the sum of squares of y that X leaves over within the groups."""
    known = np.linalg.pinv(within[:-1, :-1], rcond=DEPENDENT, hermitian=True)
    return float(within[-1, -1] - within[-1, :-1] @ known @ within[:-1, -1])


def _products(left: Numbers, right: Numbers) -> Numbers:
    """Add up left' right of all groups."""
    total: Numbers = np.tensordot(left, right, axes=([0, 1], [0, 1]))
    return total


# --- the likelihood ---------------------------------------------------------------------------------------


def point_at(blocks: Blocks, relative: Numbers, *, reml: bool) -> Point:
    """Work out the likelihood where the covariance of the groups is `relative` (q, q) times that within them."""
    df, inside = blocks.residual_df(reml), np.eye(len(relative)) + blocks.sizes @ relative
    weighted = np.linalg.solve(inside, np.concatenate([blocks.sums, blocks.sizes], axis=2))
    columns, inner = weighted[:, :, : blocks.p + 1], weighted[:, :, blocks.p + 1 :]
    whole = blocks.whole - _products(blocks.sums, relative @ columns)
    fixed = np.asarray(np.linalg.inv(whole[:-1, :-1]), dtype=np.float64)
    beta = fixed @ whole[:-1, -1]
    squares = float(whole[-1, -1] - whole[:-1, -1] @ beta)
    to_fixed, to_rest = columns[:, :, :-1], columns[:, :, -1] - columns[:, :, :-1] @ beta
    sigma2, by_groups = squares / df, float(np.log(np.linalg.det(inside)).sum())
    steep: Numbers = inner.sum(axis=0) - to_rest.T @ to_rest / sigma2
    by_fixed = 0.0
    if reml:
        steep = steep - np.tensordot(to_fixed @ fixed, to_fixed, axes=([0, 2], [0, 2]))
        by_fixed = blocks.log_det - float(np.linalg.slogdet(fixed)[1])
    deviance = by_groups + by_fixed + df * (1 + math.log(2 * math.pi * sigma2 * blocks.unit**2))
    return Point(relative, reml, deviance, steep, fixed, beta, sigma2, inner, to_fixed, to_rest)


def intercept_deviances(blocks: Blocks, ratios: Numbers, *, reml: bool) -> Numbers:
    """Give the deviance, but for a constant, at each ratio of the variances of groups and pupils."""
    sizes, sums = blocks.sizes[:, 0, 0], blocks.sums[:, 0, :]
    inside = 1 + ratios[:, None] * sizes
    squares = (sums[:, :, None] * sums[:, None, :]).reshape(len(sums), -1)
    whole = blocks.whole - ((ratios[:, None] / inside) @ squares).reshape(-1, *blocks.whole.shape)
    roots = np.log(np.diagonal(np.linalg.cholesky(whole), axis1=1, axis2=2))
    by_fixed = 2 * roots[:, :-1].sum(axis=1) if reml else 0.0
    deviances: Numbers = np.log(inside).sum(axis=1) + by_fixed + 2 * blocks.residual_df(reml) * roots[:, -1]
    return deviances
