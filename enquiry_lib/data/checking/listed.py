"""What a check found, as a list that opens in Excel: one line a problem, errors first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from enquiry_lib.errors import PROBLEM_COLUMNS, Problem

OWN_SCREEN = "For your own school only: it quotes what was typed."
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def problem_list(problems: Iterable[Problem]) -> str:
    """Give problems as the text of a csv file, under a line that says whom it is for.

    What Excel would take for a formula has an apostrophe before it.

    >>> found = Problem("outcomes.csv", 3, "score", "'95%'", "a number", "Type 95, without the sign.")
    >>> print(problem_list([found]).replace("\\r", "").strip("\\ufeff"), end="")
    For your own school only: it quotes what was typed.
    level,file,row,column,found,expected,do
    error,outcomes.csv,3,score,'95%',a number,"Type 95, without the sign."
    """
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow([OWN_SCREEN])
    lines.writerow(PROBLEM_COLUMNS)
    lines.writerows(_line(problem) for problem in errors_first(problems))
    return "\ufeff" + out.getvalue()


def errors_first(problems: Iterable[Problem]) -> list[Problem]:
    """Give errors before warnings, each in the order they had."""
    return sorted(problems, key=lambda problem: problem.level)


def _line(problem: Problem) -> list[str]:
    cells = (str(getattr(problem, name)) for name in PROBLEM_COLUMNS if name != "row")
    told = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
    return [*told[:2], str(problem.row or ""), *told[2:]]
