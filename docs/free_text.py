"""Write docs/free_text.md: how much the search of free text finds in an invented test set.

python docs/free_text.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "free_text.md"
sys.path.insert(0, str(ROOT / "tests" / "free_text"))

from measured import HALVES, Measured, measure, sentences  # noqa: E402 - beside the test set

from enquiry_lib.data.free_text import KINDS  # noqa: E402

BEGIN, END = "<!-- begin: python docs/free_text.py -->", "<!-- end -->"
TITLES = {"tune": "The half it was made with", "held_out": "The half held out"}


def section() -> str:
    """Give the tables of both halves, between their marks."""
    return "\n".join([BEGIN, "", *(line for half in reversed(HALVES) for line in _half(half)), END])


def _half(half: str) -> list[str]:
    count = sum(1 for _ in sentences(half))
    clean = sum(1 for one in sentences(half) if not one.marked)
    return [
        f"### {TITLES[half]}: {count} sentences, {clean} of them naming nobody",
        "",
        "| Kind | In the sentences | Found whole | Recall | Finds | Right | Precision |",
        "|---|---|---|---|---|---|---|",
        *(_row(one) for one in measure(half)),
        "",
    ]


def _row(one: Measured) -> str:
    name = KINDS[one.kind].split(" ", 1)[1]
    recall, precision = _percent(one.covered, one.marked), _percent(one.right, one.finds)
    return f"| {name} | {one.marked} | {one.covered} | {recall} | {one.finds} | {one.right} | {precision} |"


def _percent(part: int, whole: int) -> str:
    return f"{int(100 * part / whole + 0.5)}%" if whole else "–"


def written(page: str) -> str:
    """Give the page with the tables as they come out now."""
    before, _, rest = page.partition(BEGIN)
    return before + section() + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(section())  # noqa: T201 - a command for people
