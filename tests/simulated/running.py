"""Draw and ask many times over, on several processors: the same numbers however many there are."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from . import by_lot, misleading
from .judging import Design, Numbers, Tally, tallies

SEED = 20261122
AT_ONCE = 25  # draws that one processor makes before it asks for more

DESIGNS = {design.key: design for design in (*by_lot.DESIGNS, *misleading.DESIGNS)}


def simulate(designs: Iterable[Design], *, draws: int, workers: int = 1, seed: int = SEED) -> list[Tally]:
    """Tally so many draws of each design (those with a share get theirs)."""
    chosen = [*designs]
    answers = draw(chosen, draws=draws, workers=workers, seed=seed)
    return [tally for design in chosen for tally in tallies(design, answers[design.key])]


def draw(designs: Iterable[Design], *, draws: int, workers: int = 1, seed: int = SEED) -> dict[str, Numbers]:
    """Give the answers of each design by its key: draws by effects by asks by fields of an Answer."""
    asked = [(design.key, start, end, seed) for design in designs for start, end in _parts(design, draws)]
    found = map(_some, asked) if workers == 1 else _together(asked, workers)
    by_design: dict[str, list[Numbers]] = {}
    for (key, *_), answers in zip(asked, found, strict=True):
        by_design.setdefault(key, []).append(answers)
    return {key: np.concatenate(parts) for key, parts in by_design.items()}


def _parts(design: Design, draws: int) -> Iterator[tuple[int, int]]:
    own = round(design.share * draws)
    return ((start, min(start + AT_ONCE, own)) for start in range(0, own, AT_ONCE))


def _some(asked: tuple[str, int, int, int]) -> Numbers:
    key, start, end, seed = asked
    return np.stack([DESIGNS[key].answers(number, seed) for number in range(start, end)])


def _together(asked: list[tuple[str, int, int, int]], workers: int) -> Iterator[Numbers]:
    """Share the work among processes of one thread each, in order."""
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_some, asked)
