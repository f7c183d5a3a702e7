"""Published reports: the copy that was signed off, who signed it, and what it counted.

schools/<id>/published/<day>[-2]/
  report.html     the report, with a banner that says who signed it off
  sign_off.json   who, as what, when, what was confirmed, and the SHA-256 of the report
  cells.json      what the report counted and whom: it names pupils, and stays in the school like their tables
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from enquiry_lib import errors
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import read_text, write_whole

SCHEMA_VERSION = 1
PUBLISHED, REPORT, CELLS, SIGN_OFF = "published", "report.html", "cells.json", "sign_off.json"


class SignOff(BaseModel):
    """Who signed a report off, as what and when, and what was confirmed.

    `draft` is the SHA-256 of the report as it was rendered, `report` that of the published copy; `withheld` says
    how many numbers it does not show.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: int = Field(SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    by: str
    role: str
    at: AwareDatetime
    draft: str
    report: str = ""
    withheld: int = Field(0, ge=0)
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """One published report: its folder, and who signed it off."""

    folder: Path
    sign_off: SignOff

    @property
    def page(self) -> Path:
        """Give the path of the report."""
        return self.folder / REPORT

    def cells(self) -> dict[str, Any]:
        """Give what the report counted and whom, as it was kept.

        Raises BrokenPublished when it cannot be read: then nobody knows what is out.
        """
        path = self.folder / CELLS
        try:
            content = json.loads(read_text(path))
        except ValueError as problem:
            raise errors.BrokenPublished(self.folder, file=path.name, found=problem) from problem
        if not isinstance(content, dict) or not {"pupils", "cells", "hidden"} <= content.keys():
            raise errors.BrokenPublished(self.folder, file=path.name, found="it has no counts")
        return content


def published_reports(network: Network, school: str) -> tuple[Published, ...]:
    """Give a school's published reports, oldest first.

    Raises BrokenPublished for one whose sign-off cannot be read.
    """
    folders = (network.school_folder(school) / PUBLISHED).glob(f"*/{SIGN_OFF}")
    found = (Published(path.parent, _read(path)) for path in folders)
    return tuple(sorted(found, key=lambda one: (one.sign_off.at, one.folder.name)))


def _read(path: Path) -> SignOff:
    try:
        return SignOff.model_validate_json(read_text(path))
    except ValidationError as problem:
        found = problem.errors()[0]["msg"]
        raise errors.BrokenPublished(path.parent, file=path.name, found=found) from problem


def publish(
    network: Network, school: str, page: str, *, cells: Mapping[str, Any], sign_off: SignOff
) -> Published:
    """Keep a signed report in a folder of its own, whole or not at all; a day's second gets -2 to its name.

    Raises CannotWrite or FileInUse.
    """
    home = network.school_folder(school) / PUBLISHED
    signed = sign_off.model_copy(update={"report": hashlib.sha256(page.encode("utf-8")).hexdigest()})
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new.", dir=home, ignore_cleanup_errors=True) as beside:
            new = Path(beside, "whole")
            write_whole(new / REPORT, page)
            write_whole(new / CELLS, json.dumps({"schema_version": SCHEMA_VERSION, **cells}, indent=1) + "\n")
            write_whole(new / SIGN_OFF, signed.model_dump_json(indent=2) + "\n")
            return Published(new.rename(_free(home, sign_off.at)), signed)
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise errors.CannotWrite(home.parent, file=home.name, why=why) from problem


def _free(home: Path, at: dt.datetime) -> Path:
    """Give the first folder of that day that is not taken."""
    day = f"{at.astimezone():%Y-%m-%d}"
    folder, number = home / day, 1
    while folder.exists():
        number += 1
        folder = home / f"{day}-{number}"
    return folder
