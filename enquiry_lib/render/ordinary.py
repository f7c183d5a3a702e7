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
EXAMPLES = re.compile(r'^ *>>> .*?(?=^ *$|""")', re.MULTILINE | re.DOTALL)
ONLY_LOOKED_UP = {"first_names", "ordinary_words", "published_schools"}
CODE = {".py", ".js", ".css", ".j2"}


def ordinary_words(workbooks: Iterable[Path], network: Path, texts: Iterable[str] = ()) -> frozenset[str]:
    """Give the words that stand on pages whatever a school types or counts, in small letters.

    They are those of the library, of the workbooks that are rendered, of the network's own reference data, and
    of `texts`. A school whose id is such a word ("oak", "reading", "page") cannot be recognised by it.
    """
    return shipped_words().union(_words((*said_by_programme(workbooks, network), *texts)))


def said_by_programme(workbooks: Iterable[Path], network: Path) -> Iterator[str]:
    """Give the texts of the workbooks that are rendered, and of the network's own reference data."""
    for workbook in workbooks:
        yield from _said(read_workbook(workbook))
    yield from _reference(network / "reference")


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


def is_ordinary(word: str) -> bool:
    """Say whether a word came with the library and has no digit: a code in one of its examples is a code all the same.

    >>> is_ordinary("Reading"), is_ordinary("P00001")
    (True, False)
    """
    return word.casefold() in shipped_words() and not any(map(str.isdigit, word))


def is_shipped_phrase(phrase: str) -> bool:
    """Say whether a phrase stands, word by word, in a text that came with the library.

    >>> is_shipped_phrase("all pupils"), is_shipped_phrase("Grace Field")
    (True, False)
    """
    return f" {' '.join(WORD.findall(phrase.casefold()))} " in _shipped_texts()


@cache
def _shipped_texts() -> str:
    """Give all texts that came with the library as one row of words."""
    workbooks = (text for path in shipped("notebooks").glob("*.ipynb") for text in _said(read_workbook(path)))
    texts = (*_reference(shipped("reference")), *_templates(), *_code(), *workbooks)
    return f" {' '.join(word.casefold() for text in texts for word in WORD.findall(text))} "


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold().strip("-_") for text in texts for word in WORD.findall(text))


def _said(workbook: nbformat.NotebookNode) -> Iterator[str]:
    return (cell.source for cell in workbook.cells if cell.cell_type == "markdown")


def _templates() -> Iterator[str]:
    """Give the texts of the pages' frame, and what the columns of the tables are called and mean."""
    for path in (*TEMPLATES.glob("*.*"), *shipped("data_templates").glob("*/columns.csv")):
        yield path.read_text(encoding="utf-8")


def _code() -> Iterator[str]:
    """Give the source of the library, but for its examples, large and small: they hold schools' names."""
    for path in PACKAGE.rglob("*"):
        if path.suffix in CODE and "example" not in path.relative_to(PACKAGE).parts:
            yield EXAMPLES.sub("", path.read_text(encoding="utf-8"))


def _reference(folder: Path) -> Iterator[str]:
    """Give the texts of a folder of reference data that pages may show: no lists of words, nor of schools, to know others by."""
    shown = (path for path in reference_files(folder) if path.stem not in ONLY_LOOKED_UP)
    return (path.read_text(encoding="utf-8", errors="replace") for path in shown)
