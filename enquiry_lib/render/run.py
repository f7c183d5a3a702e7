"""One workbook, from its file to its outputs: parameters checked before anything runs, failures in plain words."""

from __future__ import annotations

import ast
import io
import logging
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from enquiry_lib import errors
from enquiry_lib.render import kernels
from enquiry_lib.render.isolation import Bounds
from enquiry_lib.store.saving import read_whole

TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
WORDS = {str: "text", int: "a whole number", float: "a number", bool: "True or False"}
UNFORESEEN = (
    "Run `enquiry check` and mend what it finds. If it finds nothing, open the workbook with `enquiry lab`, "
    "run it to that cell, and report what you see there."
)
FOLDERS = re.compile(r"(?<![\w:/.])(?:[A-Za-z]:[\\/]|/)(?:[^\s/\\'\"]+[\\/])+")


@dataclass(frozen=True)
class Parameter:
    """One line of a workbook's cell of parameters."""

    name: str
    type: type
    default: object
    help: str = ""


# --- parameters -------------------------------------------------------------------------------------------


def read_workbook(path: Path) -> nbformat.NotebookNode:
    """Read a workbook's file.

    Raises FileNotFound, or WorkbookNotReadable when it is not a notebook.
    """
    text = read_whole(path).decode("utf-8", errors="replace")
    try:
        notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as problem:
        raise errors.WorkbookNotReadable(workbook=path.stem) from problem
    return notebook


def tags(cell: nbformat.NotebookNode) -> list[str]:
    """Give the tags of a cell."""
    return list(cell.metadata.get("tags", []))


def parameters(workbook: Path) -> dict[str, Parameter]:
    """Read the parameters of a workbook: the lines `name: type = default  # help` of its cell tagged so.

    Raises WrongValue for a line that is something else.
    """
    sources = [cell.source for cell in read_workbook(workbook).cells if "parameters" in tags(cell)]
    if not sources:
        return {}
    helps = _helps(sources[0])
    statements = _statements(sources[0], workbook)
    found = [_parameter(statement, helps.get(statement.end_lineno, ""), workbook) for statement in statements]
    return {parameter.name: parameter for parameter in found}


def _statements(source: str, workbook: Path) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError as problem:
        raise _not_a_parameter(workbook, (problem.text or "").strip()) from problem


def _parameter(statement: ast.stmt, said: str, workbook: Path) -> Parameter:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id=kind), value=ast.expr() as node):
            value = _literal(node)
            if kind in TYPES and _fits(value, TYPES[kind]):
                return Parameter(name, TYPES[kind], value, said)
    raise _not_a_parameter(workbook, ast.unparse(statement))


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _not_a_parameter(workbook: Path, found: str) -> errors.WrongValue:
    expected = "name: type = default  # help, with the type str, int, float or bool"
    return errors.WrongValue(
        workbook.name, name="a line of the cell of parameters", found=f"'{found}'", expected=expected
    )


def _helps(source: str) -> dict[int | None, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def check_parameters(workbooks: Iterable[Path], given: Mapping[str, object]) -> None:
    """See that every parameter given is one that a workbook has, and of its type.

    Raises UnknownParameter with every name nobody knows, or WrongParameterType.
    """
    per_workbook = [parameters(workbook) for workbook in workbooks]
    known = {name: parameter for found in per_workbook for name, parameter in found.items()}
    unknown = [f"'{name}'" for name in given if name not in known]
    if unknown:
        raise errors.UnknownParameter(found=", ".join(unknown), known=", ".join(sorted(known)))
    for found in per_workbook:
        _check_types(found, given)


def _check_types(known: Mapping[str, Parameter], given: Mapping[str, object]) -> None:
    for name in known.keys() & given.keys():
        kind, value = known[name].type, given[name]
        if not _fits(value, kind):
            shown = f"{value!r} ({WORDS.get(type(value), type(value).__name__)})"
            raise errors.WrongParameterType(name=name, expected=WORDS[kind], found=shown)


# --- running ----------------------------------------------------------------------------------------------


def run_workbook(
    workbook: Path, given: Mapping[str, object], *, cwd: Path, timeout: int = 600
) -> nbformat.NotebookNode:
    """Run a workbook with the parameters given, in the network's folder `cwd`, and give it back with its outputs.

    Of that network it can open only what its parameter `school` names, and what all share; without a school, what
    the network's page is made of (see `isolation`). Nothing is written. `timeout` is for the whole workbook, in seconds. Raises UnknownParameter or
    WrongParameterType before anything runs; WorkbookFailed, WorkbookTooSlow or WorkbookDied after.
    """
    check_parameters([workbook], given)
    try:
        with _quiet(), kernels.environment({kernels.FRONT_END: None}):
            bounds = Bounds(cwd, str(given.get("school", "")))
            return _execute(read_workbook(workbook), given, bounds, timeout)
    except PapermillExecutionError as problem:
        raise _failed(workbook.stem, problem, bool(given)) from problem
    except CellTimeoutError as problem:
        raise errors.WorkbookTooSlow(workbook=workbook.stem, seconds=timeout) from problem
    except DeadKernelError as problem:
        raise errors.WorkbookDied(workbook=workbook.stem, why=_ending(problem)) from problem


def _execute(
    notebook: nbformat.NotebookNode, given: Mapping[str, object], bounds: Bounds, timeout: int
) -> nbformat.NotebookNode:
    """Let papermill put the parameters in and run the cells; save nothing, neither on the way nor at the end."""
    ran: nbformat.NotebookNode = execute_notebook(
        notebook,
        None,
        dict(given),
        cwd=bounds.network,
        language="python",
        progress_bar=False,
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        **kernels.engine_options(timeout, bounds),
    )
    return ran


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep papermill's remarks off the screen: every one that matters comes back as an error."""
    logger = logging.getLogger("papermill")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def remarks(notebook: nbformat.NotebookNode) -> str:
    """Give what a workbook's cells wrote to stderr, warnings among it: for the log, never for a page."""
    return "".join(
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr"
    )


# --- failures ---------------------------------------------------------------------------------------------


def _failed(workbook: str, problem: PapermillExecutionError, injected: bool) -> errors.WorkbookFailed:
    """Say what stopped a workbook; cells are counted from 1, without the one papermill puts in."""
    cell = problem.cell_index + (0 if injected else 1)
    if _is_plain(problem.ename):
        return errors.WorkbookFailed(workbook=workbook, cell=cell, why=problem.evalue, do="")
    why = f"an error nobody foresaw, {problem.ename}: {without_folders(problem.evalue)}"
    return errors.WorkbookFailed(workbook=workbook, cell=cell, why=why, do=UNFORESEEN)


def _is_plain(name: str) -> bool:
    """Say whether an error is one of ours, which speaks for itself."""
    kind = getattr(errors, name, None)
    return isinstance(kind, type) and issubclass(kind, errors.EnquiryError)


def without_folders(text: str) -> str:
    """Leave of every absolute path the last name only.

    >>> without_folders("No such file: '/tmp/x1/data/pupils.csv'")
    "No such file: 'pupils.csv'"
    """
    return FOLDERS.sub("", text)


def _ending(problem: DeadKernelError) -> str:
    return str(problem).replace("Kernel died", "its kernel died")
