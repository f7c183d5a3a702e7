"""The shape of the house: who may import whom, where heavy things live, and how large a room may be.

Lines of code are counted without blank lines, comments and docstrings, for modules and functions alike.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "enquiry_lib"

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)
EVERY_FILE = sorted(
    path for folder in ("enquiry_lib", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)

GROUND = {"errors", "school_years"}
MAY_IMPORT = {
    "errors": set(),
    "school_years": set(),
    "first_cells": {"errors"},
    "store": GROUND,
    "stats": GROUND,
    "data": GROUND | {"store"},
    "analyse": GROUND | {"store", "stats", "data"},
    "show": GROUND | {"store", "stats", "data", "analyse"},
    "render": GROUND | {"store", "data"},
    "cli": GROUND | {"store", "stats", "data", "analyse", "show", "render"},
}
HOMES = {
    "ipywidgets": "show/forms.py",
    "anywidget": "show/forms.py",
    "matplotlib": "show/plots/",
    "seaborn": "show/plots/",
    "papermill": "render/",
    "nbconvert": "render/",
    "statsmodels": "stats/",
    "scipy": ("stats/", "data/privacy/"),
}
HEAVY = ("pandas", "matplotlib", "papermill", "ipywidgets", "pydantic", "nbconvert", "scipy", "statsmodels")
LONGEST_MODULE, LONGEST_FUNCTION = 400, 50


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


MODULE = pytest.mark.parametrize("path", MODULES, ids=_named)
FILE = pytest.mark.parametrize("path", EVERY_FILE, ids=_named)


# --- reading the code -------------------------------------------------------------------------------------


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {_dotted(path) for path in MODULES}


def _imports(path: Path) -> Iterator[str]:
    """Give the full name of everything a file imports, wherever in the file."""
    package = _dotted(path) if path.name == "__init__.py" else _dotted(path).rpartition(".")[0]
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{start}.{alias.name}" for alias in node.names)


def _own_imports(path: Path) -> set[str]:
    """Give the modules of the project a file imports."""
    found = {name for name in _imports(path) if name.split(".")[0] == PACKAGE.name}
    return {name if name in NAMES else name.rpartition(".")[0] for name in found}


def _room(module: str) -> str:
    """Give the room of a module: the second part of its name; nothing for the package itself."""
    return [*module.split("."), ""][1]


def _code_lines(path: Path) -> set[int]:
    """Give the numbers of the lines that hold code: no blank lines, no comments, no docstrings."""
    nothing = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    lines = {n for t in tokens if t.type not in nothing for n in range(t.start[0], t.end[0] + 1)}
    return lines - {n for node in _docstrings(path) for n in range(node.lineno, (node.end_lineno or 0) + 1)}


def _docstrings(path: Path) -> Iterator[ast.stmt]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
                yield first


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    found = (ast.FunctionDef, ast.AsyncFunctionDef)
    yield from (node for node in ast.walk(_tree(path)) if isinstance(node, found))


# --- imports ----------------------------------------------------------------------------------------------


@MODULE
def test_imports_run_one_way(path: Path) -> None:
    """A module imports only from rooms below its own; the package itself may name any of them."""
    room = _room(_dotted(path))
    if room == "":
        return
    assert room in MAY_IMPORT, f"{_named(path)} is in no room of the house: {', '.join(MAY_IMPORT)}"
    allowed = MAY_IMPORT[room] | {room}
    wrong = sorted(name for name in _own_imports(path) if _room(name) not in allowed)
    assert not wrong, (
        f"{_named(path)} imports {', '.join(wrong)}; {room} may import {', '.join(sorted(allowed))}"
    )


@MODULE
def test_each_heavy_dependency_has_one_home(path: Path) -> None:
    """Widgets, pictures, rendering and statistics packages are imported in their one home only."""
    place = path.relative_to(PACKAGE).as_posix()
    heavy = {name.split(".")[0] for name in _imports(path)} & set(HOMES)
    wrong = sorted(name for name in heavy if not place.startswith(HOMES[name]))
    assert not wrong, (
        f"{_named(path)} imports {', '.join(f'{name} (its home is {HOMES[name]})' for name in wrong)}"
    )


def test_no_imports_go_round_in_a_circle() -> None:
    """Within a room, and between them, imports form no circle."""
    arrows = {
        _dotted(path): _own_imports(path) - {_dotted(path)} for path in MODULES if path.parent != PACKAGE
    }
    try:
        order = list(TopologicalSorter(arrows).static_order())
    except CycleError as circle:
        pytest.fail(f"imports go round in a circle: {' -> '.join(circle.args[1])}")
    assert len(order) >= len(arrows)


def test_importing_the_package_is_light() -> None:
    """`import enquiry_lib` loads nothing heavy: each part is loaded when it is used."""
    code = f"import enquiry_lib, sys; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, encoding="utf-8", cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert not done.stdout.strip(), f"import enquiry_lib also imports {done.stdout.strip()}"


# --- size and shape ---------------------------------------------------------------------------------------


@MODULE
def test_modules_are_short(path: Path) -> None:
    """No module has more than 400 lines of code."""
    length = len(_code_lines(path))
    assert length <= LONGEST_MODULE, f"{_named(path)} has {length} lines of code, more than {LONGEST_MODULE}"


@FILE
def test_functions_are_short(path: Path) -> None:
    """No function has more than 50 lines of code."""
    lines = _code_lines(path)
    lengths = {
        f"{node.name} (line {node.lineno}, {length} lines)": length
        for node in _functions(path)
        if (length := len(lines & set(range(node.lineno, (node.end_lineno or 0) + 1)))) > LONGEST_FUNCTION
    }
    assert not lengths, f"{_named(path)} has functions over {LONGEST_FUNCTION} lines: {', '.join(lengths)}"


@FILE
def test_no_error_is_swallowed(path: Path) -> None:
    """No handler does nothing at all."""
    handlers = [node for node in ast.walk(_tree(path)) if isinstance(node, ast.ExceptHandler)]
    silent = [node.lineno for node in handlers if all(_does_nothing(part) for part in node.body)]
    assert not silent, f"{_named(path)} swallows an error at line {', '.join(map(str, silent))}"


def _does_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def test_there_is_no_room_for_odds_and_ends() -> None:
    """A module is named after what it does."""
    names = {"utils.py", "util.py", "helpers.py", "misc.py", "common.py"}
    odds = [_named(path) for path in EVERY_FILE if path.name in names]
    assert not odds, f"{', '.join(odds)}: name the file after what it does"


# --- tests ------------------------------------------------------------------------------------------------


@MODULE
def test_every_module_has_its_tests(path: Path) -> None:
    """The tests of enquiry_lib/room/module.py are in tests/test_room_module.py."""
    if path.name in ("__init__.py", "__main__.py"):
        return
    name = "_".join(("test", *path.relative_to(PACKAGE).with_suffix("").parts)) + ".py"
    assert (ROOT / "tests" / name).is_file(), f"{_named(path)} has no tests/{name}"


@pytest.mark.parametrize("path", sorted((ROOT / "tests").glob("test_*.py")), ids=_named)
def test_every_test_states_what_it_shows(path: Path) -> None:
    """Each test begins with a sentence, and no two tests of a file share a name."""
    tests = [node for node in _functions(path) if node.name.startswith("test_")]
    mute = [node.name for node in tests if not (ast.get_docstring(node) or "").rstrip().endswith(".")]
    assert not mute, f"{_named(path)}: no sentence in {', '.join(mute)}"
    names = [node.name for node in tests]
    twice = sorted({name for name in names if names.count(name) > 1})
    assert not twice, f"{_named(path)} has two tests called {', '.join(twice)}"


# --- dependencies -----------------------------------------------------------------------------------------


def test_dependencies_are_listed_once() -> None:
    """pyproject.toml alone lists dependencies; no other file does it again."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dependencies"]
    others = ("requirements*.txt", "setup.py", "setup.cfg", "Pipfile*", "poetry.lock", "pixi.toml")
    found = [_named(path) for pattern in others for path in ROOT.glob(pattern)]
    assert not found, f"{', '.join(found)}: dependencies belong in pyproject.toml only"


def test_environment_yml_lists_no_dependency_of_its_own() -> None:
    """Conda users get Python and pip from environment.yml, and everything else through `-e .`."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    lines = [line.split("#")[0].rstrip() for line in text.splitlines()]
    assert [line for line in lines if line] == [
        "name: enquiry-workbooks",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        f"  - python{_python_needed()}",
        "  - pip",
        "  - pip:",
        "      - -e .",
    ]


def _python_needed() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["requires-python"])


def test_constraints_are_versions_and_nothing_else() -> None:
    """constraints.txt pins versions: no addresses, no files, each package once, and not this project.

    A line that begins with # may say what the file is for.
    """
    path = ROOT / "constraints.txt"
    assert path.is_file(), "constraints.txt is missing: both of the README's lines need it"
    text = path.read_text(encoding="utf-8")
    assert "://" not in text, "constraints.txt names an address"
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    odd = [
        line for line in lines if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][0-9A-Za-z.+!]*", line)
    ]
    assert not odd, f"constraints.txt has lines that are not name==version: {', '.join(odd[:5])}"
    names = [re.sub(r"[._-]+", "-", line.split("==")[0]).lower() for line in lines]
    assert "enquiry-workbooks" not in names, "constraints.txt pins this project itself"
    twice = sorted({name for name in names if names.count(name) > 1})
    assert not twice, f"constraints.txt names {', '.join(twice)} more than once"


def test_constraints_cover_what_the_project_asks_for() -> None:
    """Every dependency named in pyproject.toml, for use and for tests, is pinned."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-")
    pinned = {line.split("==")[0] for line in text.splitlines()}
    missing = sorted({re.split(r"[<>=!~\[; ]", name)[0].lower() for name in asked} - pinned)
    assert not missing, f"constraints.txt does not pin {', '.join(missing)}"
