"""Check docs/coverage.md: every workbook and function it names is there, every test exists, runs and passes.

python docs/coverage.py            look up every line and run its tests
python docs/coverage.py --look     look up only
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "coverage.md"
ABSENT = "the shared folder is absent"  # as tests/conftest.py says it
ROWS_IN_SCOPE = {f"S{n}" for n in (*range(1, 9), 11)} | {
    str(n) for n in (*range(1, 85), *range(93, 108), *range(114, 124))
}


@dataclass(frozen=True)
class Line:
    """One row of the feature list: where it is met, and the tests that hold it."""

    row: str
    workbook: str
    function: str
    tests: tuple[str, ...]


def lines(text: str) -> list[Line]:
    """Read the lines of the tables of what works."""
    cells = [
        [cell.strip() for cell in line.split(" | ")] for line in text.splitlines() if line.startswith("| ")
    ]
    return [
        Line(row[0].strip("| "), row[2], row[3].strip("`"), tuple(re.findall(r"`([^`]+)`", row[4])))
        for row in cells
        if len(row) == 5 and row[0] != "| Row"
    ]


def rows_left(text: str) -> set[str]:
    """Give the rows that are said to be left for later."""
    later = text.split("## Left for later")[1]
    return {
        row for named in re.findall(r"^\| ([S\d, ]+) \|", later, re.MULTILINE) for row in named.split(", ")
    }


def wrong(text: str) -> list[str]:
    """List what the table says and is not so."""
    found = lines(text)
    named = {line.row for line in found} | rows_left(text)
    missing = [f"row {row} is neither covered nor left for later" for row in sorted(ROWS_IN_SCOPE - named)]
    return missing + [problem for line in found for problem in _wrong_in(line)]


def _wrong_in(line: Line) -> Iterator[str]:
    if not (ROOT / "notebooks" / f"{line.workbook}.ipynb").is_file():
        yield f"row {line.row}: there is no workbook {line.workbook}"
    module, _, name = line.function.rpartition(".")
    if not hasattr(import_module(f"enquiry_lib.{module}"), name):
        yield f"row {line.row}: there is no function {line.function}"
    if not line.tests:
        yield f"row {line.row}: no test is named"
    for test in line.tests:
        file, _, name = test.partition("::")
        if name != "*" and name.partition("[")[0] not in _tests_of(file):
            yield f"row {line.row}: there is no test {test}"


def _tests_of(file: str) -> set[str]:
    path = ROOT / "tests" / f"{file}.py"
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def run(text: str) -> int:
    """Run every test that the table names; a test that does not run counts as a failure.

    Unless it needs the folder of public data sets beside the checkout, and that is not there.
    """
    tests = dict.fromkeys(test for line in lines(text) for test in line.tests)
    nodes = [f"tests/{test.replace('::*', '').replace('::', '.py::', 1)}" for test in tests]
    nodes = [node if "::" in node else f"{node}.py" for node in nodes]
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-m", "", *nodes]
    done = subprocess.run(  # noqa: S603 - our own Python, on our own tests
        command, cwd=ROOT, check=False, capture_output=True, text=True, encoding="utf-8"
    )
    sys.stdout.write(done.stdout[-3000:])
    skipped = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED") and ABSENT not in line]
    return done.returncode or int(bool(skipped))


def main() -> int:
    """Check the table; 0 when all of it holds."""
    text = TABLE.read_text(encoding="utf-8")
    problems = wrong(text)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    if problems or "--look" in sys.argv:
        return int(bool(problems))
    return run(text)


if __name__ == "__main__":
    sys.exit(main())
