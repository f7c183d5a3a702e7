"""Rendering a network in the test's own process, with small workbooks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from tiny_workbooks import code, scan, workbooks

from enquiry_lib.render.batch import render_network
from enquiry_lib.render.index import Receipt
from enquiry_lib.store.network import Network


class Here(Executor):
    """An executor that does each task at once, in this process."""

    def submit(self, task: Callable[..., Any], /, *values: Any, **named: Any) -> Future[Any]:
        """Do a task and give what came of it."""
        future: Future[Any] = Future()
        try:
            future.set_result(task(*values, **named))
        except Exception as problem:  # noqa: BLE001 - whatever it was, it is the future's to raise
            future.set_exception(problem)
        return future


def render_here(network: Network, books: Path) -> Receipt:
    """Render the first school of a network with the workbooks of a folder."""
    schools = [network.schools[0].id]
    return render_network(network.folder, schools=schools, executor=Here(), workbooks=books)


def counting(folder: Path, *, no: int = 30) -> Path:
    """A folder of workbooks of which one counts 20 pupils of a group and `no` others."""
    return workbooks(folder, [code(scan("Reading", no=no))])
