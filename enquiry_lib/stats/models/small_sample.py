"""Degrees of freedom for one contrast of a mixed model: Satterthwaite's, and Kenward and Roger's.

The variance of a contrast rests on few groups, so that a normal interval is too narrow. Both ways ask how well that
variance is known: df = 2v²/(g'Wg), with v the variance of the contrast, g its derivatives by the variances, and W the
covariance of the estimated variances. Satterthwaite, as in lmerTest (Kuznetsova, Brockhoff and Christensen 2017), takes W
from the observed information of the likelihood. Kenward and Roger (1997, Biometrics 53, 983), as in pbkrtest, take W
from the expected information and also widen the standard error; for one contrast their df reduces to the same ratio.
Derivatives are exact: V = sI + ZTZ' is linear in its variances.

Where a variance of the groups was estimated at its boundary (`singular`), the observed information says how sharply the
likelihood falls there, not how well the variance is known, and lmerTest, which then takes the groups' variance for
known, gives far too many degrees of freedom. Satterthwaite's then come from the expected information too, which knows of
no boundary: a contrast between groups keeps the degrees of freedom that so many groups allow. The standard error of a
singular fit is still that of no variance between groups; callers who know how the groups were allocated cap the df.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from enquiry_lib import errors
from enquiry_lib.stats.effect_sizes import Numbers
from enquiry_lib.stats.models.likelihood import Blocks, Point
from enquiry_lib.stats.models.mixed import MixedFit

TURNS = {1: np.array([[[1.0]]]), 2: np.array([[[1.0, 0], [0, 0]], [[0, 1], [1, 0]], [[0, 0], [0, 1]]])}
"""The directions in which the covariance of the random effects can change, by how many there are."""


@dataclass(frozen=True)
class Contrast:
    """A contrast of fixed effects with its standard error and degrees of freedom."""

    estimate: float
    se: float
    df: float


@dataclass(frozen=True)
class _Changes:
    """How a fit changes with its variances: V itself first, then each of TURNS; all with the variance within as 1.

    by_fixed: X'V⁻¹G_rV⁻¹X (r, p, p); by_both: X'V⁻¹G_rV⁻¹G_sV⁻¹X (r, s, p, p); expected, observed: information
    (r, r) of the variances.
    """

    by_fixed: Numbers
    by_both: Numbers
    expected: Numbers
    observed: Numbers


def satterthwaite(fit: MixedFit, contrast: Numbers) -> Contrast:
    """Give a contrast of the fixed effects with Satterthwaite's degrees of freedom.

    contrast: (p,), such as 0, 1, 0 for the second fixed effect by itself.

    >>> from enquiry_lib.stats.models.mixed import fit_mixed
    >>> fit = fit_mixed(np.array([1.0, 2, 4, 5, 9, 9]), np.ones((6, 1)), ["A", "A", "B", "B", "C", "C"])
    >>> round(satterthwaite(fit, np.array([1.0])).df, 2)
    2.0
    """
    changes = _changes(fit.blocks, fit.point)
    known = changes.expected if fit.singular else changes.observed
    df = _degrees(fit, contrast, changes, _inverse(known, changes.expected))
    return Contrast(float(contrast @ fit.beta), math.sqrt(contrast @ fit.covariance @ contrast), df)


def kenward_roger(fit: MixedFit, contrast: Numbers) -> Contrast:
    """Give a contrast of the fixed effects with Kenward and Roger's standard error and degrees of freedom.

    contrast: (p,). Raises WrongValue for a fit by full maximum likelihood, as lmerTest does.

    >>> from enquiry_lib.stats.models.mixed import fit_mixed
    >>> fit = fit_mixed(np.array([1.0, 2, 4, 5, 9, 9]), np.ones((6, 1)), ["A", "A", "B", "B", "C", "C"])
    >>> round(kenward_roger(fit, np.array([1.0])).df, 2)
    2.0
    """
    if not fit.reml:
        raise errors.WrongValue(
            name="reml", found="False", expected="True for Kenward and Roger's degrees of freedom"
        )
    changes, fixed = _changes(fit.blocks, fit.point), fit.point.fixed
    known = _inverse(changes.expected, changes.expected)
    between = changes.by_fixed[:, None] @ fixed @ changes.by_fixed[None, :]
    wider = 2 * np.einsum("rs,rsij->ij", known, changes.by_both - between)
    turned = fixed @ fit.blocks.back.T @ contrast
    variance = contrast @ fit.covariance @ contrast + fit.v_within * turned @ wider @ turned
    df = _degrees(fit, contrast, changes, known)
    return Contrast(float(contrast @ fit.beta), math.sqrt(variance), df)


def _degrees(fit: MixedFit, contrast: Numbers, changes: _Changes, known: Numbers) -> float:
    turned = fit.blocks.back.T @ contrast
    leaning = fit.point.fixed @ turned
    slopes = np.einsum("i,rij,j->r", leaning, changes.by_fixed, leaning)
    return float(2 * (turned @ leaning) ** 2 / (slopes @ known @ slopes))


def _inverse(information: Numbers, otherwise: Numbers) -> Numbers:
    """Give the covariance of the variances; by the other information where this one is no information."""
    usable = information if np.linalg.eigvalsh(information)[0] > 0 else otherwise
    return np.asarray(np.linalg.pinv(usable, hermitian=True), dtype=np.float64)


def _changes(blocks: Blocks, point: Point) -> _Changes:
    turns = TURNS[len(point.relative)]
    turned = np.einsum("rab,jbp->rjap", turns, point.to_fixed)
    by_turn = np.einsum("jap,rjaq->rpq", point.to_fixed, turned)
    by_turns = np.einsum("rjap,jab,sjbq->rspq", turned, point.inner, turned)
    by_fixed = np.concatenate([np.linalg.inv(point.fixed)[None], by_turn])
    by_both = np.empty((len(by_fixed), *by_fixed.shape))
    by_both[0], by_both[:, 0], by_both[1:, 1:] = by_fixed, by_fixed, by_turns
    expected = _traces(blocks, point, turns) / 2
    if point.reml:
        leaning = point.fixed @ by_fixed
        expected = expected + np.einsum("rij,sji->rs", leaning, leaning) / 2
        expected = expected - np.einsum("ij,rsji->rs", point.fixed, by_both)
    return _Changes(by_fixed, by_both, expected, _squares(blocks, point, turns) - expected)


def _traces(blocks: Blocks, point: Point, turns: Numbers) -> Numbers:
    """Give tr(V⁻¹G_rV⁻¹G_s)."""
    turned = np.einsum("jab,rbc->rjac", point.inner, turns)
    first = np.einsum("rjaa->r", turned)
    return _bordered(blocks.n, first, np.einsum("rjab,sjba->rs", turned, turned))


def _squares(blocks: Blocks, point: Point, turns: Numbers) -> Numbers:
    """Give y'PG_rPG_sPy over the variance within, with P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹."""
    turned = np.einsum("rab,jb->rja", turns, point.to_rest)
    first = np.einsum("ja,rja->r", point.to_rest, turned)
    fixed = np.einsum("jap,rja->rp", point.to_fixed, turned)
    inner = np.einsum("rja,jab,sjb->rs", turned, point.inner, turned) - fixed @ point.fixed @ fixed.T
    return _bordered(blocks.residual_df(point.reml), first / point.sigma2, inner / point.sigma2)


def _bordered(corner: float, edge: Numbers, inner: Numbers) -> Numbers:
    return np.block([[np.array([[corner]]), edge[None, :]], [edge[:, None], inner]])
