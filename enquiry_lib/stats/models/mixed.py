"""Mixed models of pupils in groups: a random intercept, or a random intercept and one random slope.

statsmodels' MixedLM could estimate these, but stops early (a variance between schools to about 6e-4), takes a tenth of
a second, and has neither Satterthwaite's nor Kenward and Roger's degrees of freedom. Ours searches only for the
variances of the groups relative to that within them, with exact derivatives, over sums of squares of each group (see
`likelihood`); a test holds it against MixedLM too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import optimize

from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models.likelihood import Blocks, Point, blocks_of, intercept_deviances, point_at

RATIOS = np.concatenate([[0.0], np.logspace(-5, 7, 37)])
"""Where to look first: the variance of the groups' means over that of a mean of as many pupils by chance."""
AT_BOUNDARY = 1e-8  # a variance of the groups this small beside that within them is none
SIZES = np.array([1e-2, 1.0, 30.0, 1e3, 1e6])
"""Where to look first for variances of intercepts and slopes, in the same unit."""
SAME = 1e-7  # deviances this close are the same
WAYS_OUT = 5  # times that a search may leave a boundary
LOWER = np.tril_indices(2)


@dataclass(frozen=True)
class MixedFit:
    """A fitted mixed model.

    beta: fixed effects (p,); covariance: theirs (p, p). v_within: the variance within groups; v_groups: the
    covariance of the random effects, (1, 1) or (2, 2) for intercept and slope. singular: a variance of the
    groups, or of one combination of intercept and slope, was estimated at its boundary, nought.
    """

    beta: Numbers
    covariance: Numbers
    v_within: float
    v_groups: Numbers
    log_likelihood: float
    reml: bool
    n: int
    groups: int
    singular: bool
    blocks: Blocks = field(repr=False)
    point: Point = field(repr=False)

    @property
    def icc(self) -> float:
        """Give the intracluster correlation: the share of the variance that lies between groups."""
        between = float(self.v_groups[0, 0])
        return between / (between + self.v_within)


def fit_mixed(
    y: Numbers, design: Numbers, groups: object, *, slope: Numbers | None = None, reml: bool = True
) -> MixedFit | None:
    """Fit a mixed model by restricted (or, if not `reml`, full) maximum likelihood.

    y: (n,) outcomes; design: (n, p) columns, the constant included; groups: (n,) codes of any kind; slope: (n,) the column
    whose slope differs from group to group. None where the model cannot be estimated: columns that follow from each
    other, fewer than two groups, as many columns between the groups as there are groups, or nothing left over within
    them. `log_likelihood` has all constants, as lme4's has.

    >>> y, design = np.array([1.0, 2, 4, 5, 9, 9]), np.ones((6, 1))
    >>> fit = fit_mixed(y, design, ["A", "A", "B", "B", "C", "C"])
    >>> round(fit.icc, 3), round(fit.log_likelihood, 3)
    (0.977, -9.693)
    """
    blocks = blocks_of(y, design, groups, slope)
    if blocks is None:
        return None
    point = _intercepts(blocks, reml) if slope is None else _intercepts_and_slopes(blocks, reml)
    return None if point is None else _fit(blocks, point)


def _fit(blocks: Blocks, point: Point) -> MixedFit:
    within = point.sigma2 * blocks.unit**2
    back = blocks.slope_back
    return MixedFit(
        beta=blocks.start + blocks.unit * (blocks.back @ point.beta),
        covariance=within * blocks.back @ point.fixed @ blocks.back.T,
        v_within=within,
        v_groups=within * back @ point.relative @ back.T,
        log_likelihood=-point.deviance / 2,
        reml=point.reml,
        n=blocks.n,
        groups=blocks.groups,
        singular=_at_boundary(point),
        blocks=blocks,
        point=point,
    )


def _at_boundary(point: Point) -> bool:
    return bool(np.linalg.eigvalsh(point.relative)[0] < AT_BOUNDARY)


# --- random intercepts: one ratio -------------------------------------------------------------------------


def _intercepts(blocks: Blocks, reml: bool) -> Point | None:
    """Find the lowest deviance on a grid, and beside that place the ratio where its derivative is nought."""
    ratios = (RATIOS * blocks.groups / blocks.n).tolist()
    place = int(np.argmin(intercept_deviances(blocks, np.array(ratios), reml=reml)))

    def steep(ratio: float) -> float:
        return float(point_at(blocks, np.array([[ratio]]), reml=reml).slope[0, 0])

    while place and steep(ratios[place]) >= 0:
        place -= 1
    if not place and steep(0.0) >= 0:
        return point_at(blocks, np.zeros((1, 1)), reml=reml)
    while place + 1 < len(ratios) and steep(ratios[place + 1]) < 0:
        place += 1
    if place + 1 == len(ratios):
        return None
    ratio: float = optimize.brentq(steep, ratios[place], ratios[place + 1], xtol=1e-15, rtol=1e-14)
    return point_at(blocks, np.array([[ratio]]), reml=reml)


# --- random intercepts and slopes: a covariance of two ----------------------------------------------------


def _intercepts_and_slopes(blocks: Blocks, reml: bool) -> Point | None:
    """Go down from the best of a grid; out of a boundary where it only seems to be lowest; then to where it is flat."""
    point = _descended(_lowest_of_grid(blocks, reml), blocks)
    for _ in range(WAYS_OUT if _at_boundary(point) else 0):
        further = _descended(_off_boundary(point, blocks), blocks)
        if not further.deviance < point.deviance - SAME:
            break
        point = further
    point = _polished(point, blocks)
    return point if point.relative.max() < RATIOS[-1] * blocks.groups / blocks.n else None


def _lowest_of_grid(blocks: Blocks, reml: bool) -> Point:
    sizes = SIZES * blocks.groups / blocks.n
    points = (point_at(blocks, np.diag([one, other]), reml=reml) for one in sizes for other in sizes)
    return min(points, key=lambda point: point.deviance)


def _off_boundary(point: Point, blocks: Blocks) -> Point:
    """Step off in the direction that has the least variance, as far as is best."""
    least = np.linalg.eigh(point.relative)[1][:, 0]
    steps = SIZES * blocks.groups / blocks.n
    ways = (point.relative + step * np.outer(least, least) for step in steps)
    return min((point_at(blocks, way, reml=point.reml) for way in ways), key=lambda point: point.deviance)


def _descended(start: Point, blocks: Blocks) -> Point:
    """Search the Cholesky factor of the covariance, in units of the one it starts from."""
    unit = np.linalg.cholesky(start.relative + 1e-12 * np.trace(start.relative) * np.eye(2))

    def downhill(factor: Numbers) -> tuple[float, Numbers]:
        root = unit @ _lower(factor)
        point = point_at(blocks, root @ root.T, reml=start.reml)
        return point.deviance, (2 * unit.T @ point.slope @ root)[LOWER]

    end = optimize.minimize(
        downhill,
        np.eye(2)[LOWER],
        jac=True,
        method="L-BFGS-B",
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500},
    )
    root = unit @ _lower(end.x)
    return point_at(blocks, root @ root.T, reml=start.reml)


def _polished(point: Point, blocks: Blocks) -> Point:
    """Go on to where the derivatives are nought, unless the covariance lies on its boundary."""
    if _at_boundary(point):
        return point
    unit = np.linalg.cholesky(point.relative)

    def steep(factor: Numbers) -> Numbers:
        root = unit @ _lower(factor)
        slope = point_at(blocks, root @ root.T, reml=point.reml).slope
        return np.asarray((unit.T @ slope @ root)[LOWER], dtype=np.float64)

    found = optimize.root(steep, np.eye(2)[LOWER], method="hybr", tol=1e-13)
    root = unit @ _lower(found.x)
    polished = point_at(blocks, root @ root.T, reml=point.reml)
    return polished if polished.deviance < point.deviance + SAME else point


def _lower(factor: Numbers) -> Numbers:
    first, across, second = factor
    return np.array([[first, 0], [across, second]])
