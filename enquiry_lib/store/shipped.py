"""Where the workbooks, the data templates and the reference data are, in a checkout and in a wheel alike."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Kind = Literal["notebooks", "data_templates", "reference"]

PACKAGE = Path(__file__).resolve().parent.parent


def shipped(kind: Kind) -> Path:
    """Give the folder of the workbooks ("notebooks"), "data_templates" or "reference".

    In a checkout that is the folder beside the package, so that an edited workbook is the one that runs; in
    an installed wheel it is the copy inside the package.

    >>> shipped("reference").is_dir()
    True
    """
    if kind == "reference":
        return PACKAGE / "store" / "reference"
    beside = PACKAGE.parent / kind
    return beside if (PACKAGE.parent / "pyproject.toml").is_file() else PACKAGE / "_shipped" / kind
