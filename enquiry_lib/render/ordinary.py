"""Ordinary words: what stands in reports anyway, because it came with the library. No school is known by one of them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import nbformat

from enquiry_lib.render.chapters import TEMPLATES
from enquiry_lib.render.run import read_workbook
from enquiry_lib.store.reference import reference_files
from enquiry_lib.store.shipped import PACKAGE, shipped

WORD = re.compile(r"[\w-]+")
PLAIN = re.compile(r"[^\W\d_]+")
CODE = {".py", ".js", ".css", ".j2"}


def ordinary_words(workbooks: Iterable[Path], network: Path, texts: Iterable[str] = ()) -> frozenset[str]:
    """Give the words that stand on pages whatever a school types or counts, in small letters.

    They are those of the library, of the workbooks that are rendered, of the network's own reference data, and
    of `texts`. A school whose id is such a word ("oak", "reading", "page") cannot be recognised by it.
    """
    said = (text for workbook in workbooks for text in _said(read_workbook(workbook)))
    own = _reference(network / "reference")
    return shipped_words().union(_words((*said, *own, *texts)))


@cache
def shipped_words() -> frozenset[str]:
    """Give the words that came with the library, in small letters.

    Of what people read there are also words joined by - or _ ("follow-up"); of code, plain words only, because
    its examples have schools' ids in them.

    >>> {"oak", "reading", "page"} <= shipped_words(), "oak-primary" in shipped_words()
    (True, False)
    """
    read = (*_reference(shipped("reference")), *_templates(), *calendar.month_name, *calendar.day_name)
    return _words(read) | {word.casefold() for text in _code() for word in PLAIN.findall(text)}


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold().strip("-_") for text in texts for word in WORD.findall(text))


def _said(workbook: nbformat.NotebookNode) -> Iterator[str]:
    return (cell.source for cell in workbook.cells if cell.cell_type == "markdown")


def _templates() -> Iterator[str]:
    """Give the texts of the pages' frame, and what the columns of the tables are called and mean."""
    for path in (*TEMPLATES.glob("*.*"), *shipped("data_templates").glob("*/columns.csv")):
        yield path.read_text(encoding="utf-8")


def _code() -> Iterator[str]:
    """Give the source of the library, but for that of the example: it holds schools' names."""
    for path in PACKAGE.rglob("*"):
        if path.suffix in CODE and "example" not in path.relative_to(PACKAGE).parts:
            yield path.read_text(encoding="utf-8")


def _reference(folder: Path) -> Iterator[str]:
    return (path.read_text(encoding="utf-8", errors="replace") for path in reference_files(folder))
