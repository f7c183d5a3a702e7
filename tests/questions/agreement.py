"""How far the checks of a question agree with a critical friend who judged invented questions without seeing them.

A set is a list of questions: the boxes as filled in, the pupils planned in two groups (or none), a verdict for each
check, one over all, and the reason.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from enquiry_lib.analyse.question import CHECKS, check
from enquiry_lib.stats.power.pupils import detectable_effect
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.record import Question

HERE = Path(__file__).parent
SETS = ("to_learn_from", "held_apart")
FINE = {"met", "ready"}
OVERALL, TOGETHER = "overall", "together"


@dataclass(frozen=True)
class Agreement:
    """How often both said the same, what was caught of what needs another look, and what was remarked on wrongly."""

    key: str
    same: int
    many: int
    caught: int
    to_catch: int
    wrongly: int
    fine: int
    kappa: float | None


def questions(name: str) -> list[dict[str, Any]]:
    """Read a set."""
    read: list[dict[str, Any]] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return read


def measure(name: str) -> list[Agreement]:
    """Measure each check, all checks together, and the verdict over all."""
    judged = [(one["verdicts"], one["overall"], verdicts(one)) for one in questions(name)]
    pairs = {key: [(his[key], ours[key]) for his, _, ours in judged] for key in CHECKS}
    pairs[TOGETHER] = [pair for key in CHECKS for pair in pairs[key]]
    pairs[OVERALL] = [(overall, _overall(ours.values())) for _, overall, ours in judged]
    return [agreement(key, pair) for key, pair in pairs.items()]


def verdicts(one: dict[str, Any]) -> dict[str, str]:
    """Let the real checks judge one question."""
    planned = one["planned_pupils"]
    seen = NotEnough("", "") if planned is None else detectable_effect(planned)
    return {line.key: line.status for line in check(Question(**one["fields"]), seen)}


def _overall(statuses: Iterable[str]) -> str:
    return "ready" if set(statuses) == {"met"} else "look again"


def agreement(key: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Count how pairs of verdicts agree, the critical friend's first."""
    open_ones = [ours for his, ours in pairs if his not in FINE]
    fine = [ours for his, ours in pairs if his in FINE]
    return Agreement(
        key=key,
        same=sum(his == ours for his, ours in pairs),
        many=len(pairs),
        caught=sum(ours not in FINE for ours in open_ones),
        to_catch=len(open_ones),
        wrongly=sum(ours not in FINE for ours in fine),
        fine=len(fine),
        kappa=kappa(pairs),
    )


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Give Cohen's kappa: agreement beyond chance; None where both gave one verdict only (Cohen 1960)."""
    many = len(pairs)
    his, ours = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(his[verdict] * ours[verdict] for verdict in his) / many**2
    observed = sum(one == other for one, other in pairs) / many
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
