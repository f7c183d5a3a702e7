"""The workbooks: their shape, and what each works out on the example."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest

from enquiry_lib.render.run import parameters, run_workbook
from enquiry_lib.show.showing import SUMMARY
from enquiry_lib.store.shipped import shipped

WORKBOOKS = sorted(shipped("notebooks").glob("*.ipynb"))
EACH = pytest.mark.parametrize("workbook", WORKBOOKS, ids=lambda path: path.stem)


def _cells(workbook: Path, kind: str) -> list[Any]:
    return [cell for cell in nbformat.read(workbook, as_version=4).cells if cell.cell_type == kind]


# --- shape ------------------------------------------------------------------------------------------------


@EACH
def test_code_cells_are_tiny(workbook: Path) -> None:
    """A code cell has one to three lines and defines, loops and decides nothing."""
    for cell in _cells(workbook, "code"):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert 1 <= len(lines) <= 3, cell.source
        banned = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.Lambda)
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, banned)]


@EACH
def test_one_heading_one_import_no_typed_results(workbook: Path) -> None:
    """One H1, one import, headings that step down one at a time, and no result written into the prose."""
    prose = "\n".join(cell.source for cell in _cells(workbook, "markdown"))
    levels = [len(found) for found in re.findall(r"^(#+) ", prose, re.MULTILINE)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    imports = [cell for cell in _cells(workbook, "code") if "import " in cell.source]
    assert [cell.source for cell in imports] == ["import enquiry_lib as el"]
    assert not re.findall(r"\d+(?:\.\d+)?\s?%|\bg = |\bp ?[<=]", prose)


@EACH
def test_prose_guides_the_reader(workbook: Path) -> None:
    """Each workbook says what the day needs, asks before it tells, and ends with its limits and what comes next."""
    prose = "\n".join(cell.source for cell in _cells(workbook, "markdown"))
    words = len(re.findall(r"\w+", prose))
    assert 450 <= words <= 1000, words
    for part in (
        "**Ask yourself**",
        "You will leave with",
        "What to look for",
        "## What this cannot tell you",
        "## Next",
    ):
        assert part in " ".join(prose.split()), part


@EACH
def test_committed_clean(workbook: Path) -> None:
    """No outputs, no widget state, ids kept and unique, and no comment that papermill would stumble over."""
    notebook = json.loads(workbook.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
    assert "widgets" not in notebook["metadata"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    for parameter in parameters(workbook).values():
        assert "=" not in parameter.help
        assert parameter.help
        assert "=" not in str(parameter.default)


def test_links_between_workbooks_lead_somewhere() -> None:
    """Every link from one workbook to another names a file that is there."""
    for workbook in WORKBOOKS:
        text = "\n".join(cell.source for cell in _cells(workbook, "markdown"))
        for target in re.findall(r"\]\(([^)#]+\.ipynb)\)", text):
            assert (workbook.parent / target).is_file(), (workbook.name, target)


# --- what they work out -----------------------------------------------------------------------------------


@cache
def _summaries(name: str, school: str = "") -> list[dict[str, Any]]:
    from enquiry_lib.analyse.enquiry import network_folder

    folder = network_folder("example")
    given = {"network": str(folder)} | ({"school": school} if school else {})
    ran = run_workbook(shipped("notebooks") / f"{name}.ipynb", given, cwd=folder)
    outputs = [output for cell in ran.cells if cell.cell_type == "code" for output in cell.outputs]
    return [output["data"][SUMMARY] for output in outputs if SUMMARY in output.get("data", {})]


def _first(name: str, kind: str, school: str = "") -> dict[str, Any]:
    return next(summary for summary in _summaries(name, school) if summary["kind"] == kind)


def _attendance_school() -> str:
    from enquiry_lib.analyse.network import open_network

    return open_network("example").schools[0].id


def test_start_here_says_how_far() -> None:
    """The first page counts answers and tables of the school it opens."""
    assert _first("00_start_here", "Progress", _attendance_school())["sections"][0]["answered"] > 5
    tables = _first("00_start_here", "DataCheck", _attendance_school())["tables"]
    assert {"pupils", "attendance", "outcomes"} <= {table["table"] for table in tables if table["file"]}


def test_priorities_reproduce_the_published_attendance() -> None:
    """From marks: 94.9% to 97.0%, and 44 of 311 to 13 of 336 persistently absent."""
    before, after = _first("day1_1_school_priorities", "Attendance", _attendance_school())["periods"]
    assert (round(before["attendance"], 1), round(after["attendance"], 1)) == (94.9, 97.0)
    assert (before["persistent"], before["pupils"]) == (44, 311)
    assert (after["persistent"], after["pupils"]) == (13, 336)


def test_impact_says_what_a_before_after_claim_can_bear() -> None:
    """The attendance school's estimate carries its design, the two rolls and the interval of the change."""
    estimate = _first("day4_2_evaluate_impact", "Estimate", _attendance_school())
    change = estimate["effect"]["change"]
    assert estimate["design"] == "before_after"
    assert (change["n_before"], change["n_after"]) == (311, 336)
    assert [round(change[name], 1) for name in ("persistent_points", "low", "high")] == [-10.3, -14.7, -5.9]


def test_network_page_counts_schools() -> None:
    """The coordinator's page has a line for every enquiry of the example."""
    found = _first("network_1_overview", "NetworkOverview")
    assert found["schools"] == len(found["lines"]) == 12
