"""The command `enquiry`: what a coordinator types.

Every command ends with 0 when all is well, 1 when something needs putting right (problems in files, a report
that could not be made), and 2 when it could not do what was asked.
"""

from __future__ import annotations

import sys
from importlib.metadata import version as release_of

from enquiry_lib import errors
from enquiry_lib.cli import (
    checking,
    forgetting,
    history,
    importing,
    lab,
    making,
    naming,
    publishing,
    rendering,
    year_end,
)
from enquiry_lib.cli.terminal import NOT_DONE, app, out, say_error

__all__ = [
    "app",
    "checking",
    "forgetting",
    "history",
    "importing",
    "lab",
    "main",
    "making",
    "naming",
    "publishing",
    "rendering",
    "year_end",
]


def main() -> None:
    """Run the command; a problem a person can put right ends in its message, never in a traceback."""
    if sys.argv[1:] == ["--version"]:
        out.print(f"enquiry-workbooks {release_of('enquiry-workbooks')}")
        return
    try:
        app(standalone_mode=True)
    except errors.EnquiryError as problem:
        say_error.print(problem.message(), markup=False)
        sys.exit(NOT_DONE)
