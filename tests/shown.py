"""What the workbooks show: their code run as it stands, with the results collected instead of shown."""

from __future__ import annotations

from typing import Any

import nbformat

import enquiry_lib as el
from enquiry_lib.stats.result import Result, Several
from enquiry_lib.store.shipped import shipped


class _Collecting:
    """The library as a workbook sees it, but that showing keeps the result, and asking asks nobody."""

    def __init__(self) -> None:
        self.results: list[Result] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(el, name)

    def show(self, result: Result | Several) -> None:
        """Keep a result; of several, each."""
        self.results += result.parts if isinstance(result, Several) else [result]

    def ask(self, *_: Any) -> None:
        """Ask nothing."""

    ask_for_file = ask


def shown(workbook: str, **parameters: str) -> list[Result]:
    """Give every result that a workbook shows, nothing withheld."""
    book = nbformat.read(shipped("notebooks") / f"{workbook}.ipynb", as_version=4)
    library = _Collecting()
    names: dict[str, Any] = {"el": library}
    for cell in book.cells:
        if cell.cell_type == "code" and cell.source != "import enquiry_lib as el":
            exec(cell.source, names)
            if "parameters" in cell.metadata.get("tags", ()):
                names |= parameters
    return library.results


def shown_to(network: str, school: str) -> list[Result]:
    """Give every result in all of one school's workbooks."""
    books = sorted(path.stem for path in shipped("notebooks").glob("*.ipynb"))
    own = [book for book in books if not book.startswith("network_")]
    return [result for book in own for result in shown(book, network=network, school=school)]
