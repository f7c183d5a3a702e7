"""Write docs/questions.md: how far the checks of a question agree with a critical friend on invented questions.

python docs/questions.py

The questions and what measures them are in tests/questions. The numbers of before the last change stay in the page by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "questions.md"
sys.path.insert(0, str(ROOT / "tests" / "questions"))

from agreement import OVERALL, SETS, TOGETHER, Agreement, measure, questions  # noqa: E402 - beside the sets

BEGIN, END = "<!-- begin: python docs/questions.py -->", "<!-- end -->"
TITLES = {"to_learn_from": "The questions to learn from", "held_apart": "The questions held apart"}
NAMES = {
    "specific": "Specific",
    "measurable": "Measurable",
    "sized": "Sized",
    "comparison": "Comparison, or none, said",
    "ethical": "Right to do",
    "worth_answering": "Worth answering",
    "decision_rule": "Rule for yes, no and unclear",
    TOGETHER: "All seven together",
    OVERALL: "Ready over all",
}
HEAD = (
    "| Check | The same verdict | Caught of what needs another look | Remarked on though fine | Kappa |",
    "|---|---|---|---|---|",
)


def section() -> str:
    """Give the tables of both sets, between their marks."""
    return "\n".join([BEGIN, "", *(line for name in reversed(SETS) for line in _set(name)), END])


def _set(name: str) -> Iterator[str]:
    yield from (f"### {TITLES[name]}: {len(questions(name))}", "", *HEAD)
    yield from (row(one) for one in measure(name))
    yield ""


def row(one: Agreement) -> str:
    """Give one line of a table."""
    kappa = "–" if one.kappa is None else f"{one.kappa:.2f}".replace("-", "−")
    told = (
        f"{one.same} of {one.many}",
        f"{one.caught} of {one.to_catch}",
        f"{one.wrongly} of {one.fine}",
        kappa,
    )
    return f"| {' | '.join((NAMES[one.key], *told))} |"


def written(page: str) -> str:
    """Give the page with the tables as they come out now."""
    before, _, rest = page.partition(BEGIN)
    return before + section() + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(section())  # noqa: T201 - a command for people
