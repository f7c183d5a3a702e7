"""Small workbooks for the tests of rendering: written in a line or two, run in a moment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

SCHOOL_PARAMETERS = 'network: str = ""\nschool: str = ""\ncycle: str = ""'
NETWORK_PARAMETERS = 'network: str = ""'
SUMMARY = "application/vnd.enquiry.summary+json"


def code(source: str, *tags: str) -> NotebookNode:
    """A cell of code."""
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})


def words(source: str, *tags: str) -> NotebookNode:
    """A cell of Markdown."""
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def html(content: str, **more: object) -> str:
    """The source of a cell that puts out HTML, and whatever more."""
    data = {"text/plain": "-", "text/html": content, **more}
    return f"from IPython.display import display\ndisplay({data!r}, raw=True)"


def summary(kind: str) -> str:
    """The source of a cell that puts out a summary as `show` does."""
    return html(f"<p>{kind}</p>", **{SUMMARY: {"schema_version": 1, "kind": kind}})


def scan(measure: str, *, yes: int = 20, no: int = 30) -> str:
    """The source of a cell that shows the gap in a measure between `yes` pupils of a group and `no` others.

    The pupils of two such cells are the same as far as there are as many.
    """
    lines = [
        "import pandas as pd, enquiry_lib as el",
        f"groups = {{'yes': {yes}, 'no': {no}}}",
        "names = [(f'Planted{g}{n:03}', g) for g, many in groups.items() for n in range(many)]",
        "table = pd.DataFrame(names, columns=['pupil_id', 'eal'])",
        f"table = table.assign(measure={measure!r}, occasion='baseline', score=range(len(table)))",
        "el.show(el.scan_gaps(table, groups=['eal'], smallest_group=3))",
    ]
    return "\n".join(lines)


def notebook(cells: Sequence[NotebookNode]) -> NotebookNode:
    """A notebook whose cells have the same ids each time."""
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return nbformat.v4.new_notebook(cells=list(cells))


def workbook(
    folder: Path, name: str, cells: Sequence[NotebookNode], parameters: str = SCHOOL_PARAMETERS
) -> Path:
    """A workbook's file: a title, its parameters, and the cells given."""
    folder.mkdir(parents=True, exist_ok=True)
    title = words(f"# The title of {name.partition('_')[0]}")
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook([title, code(parameters, "parameters"), *cells]), path)
    return path


def workbooks(
    folder: Path, cells: Sequence[NotebookNode] = (), *, network: Sequence[NotebookNode] = ()
) -> Path:
    """A folder of two school workbooks, of which the second has the cells given, and one of the network."""
    workbook(folder, "day1_1_first", [code(summary("First"))])
    workbook(folder, "day4_1_second", cells or [code(summary("Second"))])
    workbook(folder, "network_1_own", network or [code("print('the network')")], NETWORK_PARAMETERS)
    return folder
