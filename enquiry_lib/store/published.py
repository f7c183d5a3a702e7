"""Published reports: the copy that was signed off, who signed it, and what it counted.

schools/<id>/published/<day>[-2]/    what may be passed on
  report.html     the report, with a banner that says who signed it off
  sign_off.json   who, as what, when, what was confirmed, and the SHA-256 of the report
schools/<id>/counted/<day>[-2].json  what the report counted and whom, small groups too: it stays in the school like the tables
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
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
PUBLISHED, REPORT, SIGN_OFF = "published", "report.html", "sign_off.json"
COUNTED = "counted"


class SignOff(BaseModel):
    """Who signed a report off, as what and when, and what was confirmed.

    `draft` is the SHA-256 of the report as it was rendered, `report` that of the published copy, `results` those of
    the files of results that the network reads; `withheld` says how many numbers it does not show.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: int = Field(SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    by: str
    role: str
    at: AwareDatetime
    draft: str
    report: str = ""
    results: tuple[str, ...] = ()
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

    @property
    def counted(self) -> Path:
        """Give the path of what it counted, which lies apart from what is passed on."""
        return _counted(self.folder.parents[1], self.folder.name)

    @property
    def day(self) -> dt.date:
        """Give the day on which it was signed off."""
        return self.sign_off.at.astimezone().date()

    def cells(self) -> dict[str, Any]:
        """Give what the report counted and whom, as it was kept.

        Raises BrokenPublished when it cannot be read: then nobody knows what is out.
        """
        path = self.counted
        try:
            content = json.loads(read_text(path))
        except (errors.FileNotFound, ValueError) as problem:
            found = "it is not there" if isinstance(problem, errors.FileNotFound) else problem
            raise errors.BrokenPublished(path.parent, file=path.name, found=found) from problem
        if not isinstance(content, dict) or not {"pupils", "cells", "hidden"} <= content.keys():
            raise errors.BrokenPublished(path.parent, file=path.name, found="it has no counts")
        return content


def _counted(school: Path, name: str) -> Path:
    return school / COUNTED / f"{name}.json"


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
    home = network.school_folder(school)
    signed = sign_off.model_copy(update={"report": hashlib.sha256(page.encode("utf-8")).hexdigest()})
    try:
        for folder in (home / PUBLISHED, home / COUNTED):
            folder.mkdir(parents=True, exist_ok=True)
        name = _claim(home, sign_off.at)
        counted = _counted(home, name)
        try:
            write_whole(counted, json.dumps({"schema_version": SCHEMA_VERSION, **cells}, indent=1) + "\n")
            return Published(_put(home / PUBLISHED / name, page, signed), signed)
        except BaseException:
            counted.unlink(missing_ok=True)
            raise
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise errors.CannotWrite(home, file=PUBLISHED, why=why) from problem


def with_codes(counted: str, codes: Mapping[str, str]) -> str:
    """Give the text of what a report counted with other codes for some pupils; one that cannot be read stays as it is.

    >>> with_codes('{"pupils": ["P1", "P2"]}', {"P1": "ELM-P1"})
    '{"pupils": ["ELM-P1", "P2"]}'
    """
    try:
        content = json.loads(counted)
        pupils = [codes.get(pupil, pupil) for pupil in content["pupils"]]
    except (ValueError, KeyError, TypeError):
        return counted
    return json.dumps({**content, "pupils": pupils})


def _claim(school: Path, at: dt.datetime) -> str:
    """Take the first name of that day that no report has; the counts lie under it before the report does."""
    day = f"{at.astimezone():%Y-%m-%d}"
    for number in itertools.count(1):
        name = day if number == 1 else f"{day}-{number}"
        if not (school / PUBLISHED / name).exists() and _is_taken_now(_counted(school, name)):
            break
    return name


def _is_taken_now(path: Path) -> bool:
    """Make an empty file; say whether it was not there before."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _put(folder: Path, page: str, signed: SignOff) -> Path:
    """Write the folder that may be passed on beside its place, then put it there."""
    with tempfile.TemporaryDirectory(prefix=".new.", dir=folder.parent, ignore_cleanup_errors=True) as beside:
        new = Path(beside, "whole")
        write_whole(new / REPORT, page)
        write_whole(new / SIGN_OFF, signed.model_dump_json(indent=2) + "\n")
        return new.rename(folder)
