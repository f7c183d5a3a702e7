"""What a kernel knows before its first cell has run: a word for whoever begins in the middle of a workbook.

`enquiry lab` has each kernel load this module (`load_ipython_extension`). Until the cells at the top have run, their
names are not there, and Python would answer with a traceback; a teacher reads what to do instead.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

from enquiry_lib import errors

GIVEN = frozenset({"el", "enquiry", "network", "school", "cycle"})
"""The names that the first cells of every workbook give."""


def load_ipython_extension(shell: Any) -> None:
    """Have a shell say what to do where a name is not there yet."""
    shell.set_custom_exc((NameError,), _told)


def _told(
    shell: Any, kind: type[NameError], problem: NameError, trace: TracebackType, tb_offset: int | None = None
) -> None:
    """Show a sentence where a cell itself lacks a name, and the traceback where something it called does."""
    inside = trace.tb_next is not None and trace.tb_next.tb_next is not None
    if inside or not problem.name:
        shell.showtraceback((kind, problem, trace), tb_offset=tb_offset)
        return
    said = what_to_run(problem.name)
    shell._showtraceback(type(said), said, said._render_traceback_())


def what_to_run(name: str) -> errors.EnquiryError:
    """Give what to say where a cell uses a name that is not there yet.

    >>> what_to_run("enquiry").message().partition(". ")[0]
    'The cells at the top of this workbook have not been run yet'
    """
    return errors.FirstCellsNotRun() if name in GIVEN else errors.NameNotThere(name=name)
