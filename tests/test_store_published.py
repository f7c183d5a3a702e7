"""Published reports: kept whole, one folder each, in their order."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from zipfile import ZipFile

import pytest

from enquiry_lib import errors
from enquiry_lib.store import published
from enquiry_lib.store.backup import back_up
from enquiry_lib.store.network import Network
from enquiry_lib.store.published import (
    CELLS,
    REPORT,
    SIGN_OFF,
    Published,
    SignOff,
    publish,
    published_reports,
)

COUNTED = {"pupils": ["Planted1"], "cells": [["all", 1, "", "1"]], "hidden": ["all"]}
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def _publish(network: Network, at: dt.datetime = NOON, page: str = "<p>read</p>") -> Published:
    sign_off = SignOff(by="A. Name", role="head", at=at, draft="d", withheld=3, confirmed=("read",))
    return publish(network, "oak-primary", page, cells=COUNTED, sign_off=sign_off)


def test_a_published_report_is_kept_with_who_signed_it(network: Network) -> None:
    """The page, who signed it and what it counted are read back as they were; the hash is that of the page."""
    _publish(network)
    (found,) = published_reports(network, "oak-primary")
    assert found.page.read_text(encoding="utf-8") == "<p>read</p>"
    assert found.sign_off.report == hashlib.sha256(b"<p>read</p>").hexdigest()
    assert (found.sign_off.by, found.sign_off.withheld, found.sign_off.confirmed) == ("A. Name", 3, ("read",))
    assert found.cells().items() >= COUNTED.items()
    assert sorted(path.name for path in found.folder.iterdir()) == sorted([REPORT, CELLS, SIGN_OFF])


def test_the_second_of_a_day_has_a_folder_of_its_own(network: Network) -> None:
    """No published report takes another's place, and they come in the order of their signing."""
    later = NOON + dt.timedelta(hours=2)
    folders = [_publish(network, at).folder.name for at in (later, NOON, NOON + dt.timedelta(days=30))]
    assert folders == ["2026-03-02", "2026-03-02-2", "2026-04-01"]
    reports = published_reports(network, "oak-primary")
    assert [report.folder.name for report in reports] == ["2026-03-02-2", "2026-03-02", "2026-04-01"]


def test_a_report_is_published_whole_or_not_at_all(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its counts cannot be written, nothing of it is there."""
    write = published.write_whole

    def refuse(path: Path, content: str) -> None:
        if path.name == CELLS:
            raise errors.CannotWrite(path.parent, file=path.name, why="no space left on device")
        write(path, content)

    monkeypatch.setattr(published, "write_whole", refuse)
    with pytest.raises(errors.CannotWrite):
        _publish(network)
    assert list((network.school_folder("oak-primary") / "published").iterdir()) == []
    assert published_reports(network, "oak-primary") == ()


def test_a_school_that_published_nothing_has_no_reports(network: Network) -> None:
    """Without the folder there is nothing."""
    assert published_reports(network, "elm-secondary") == ()


@pytest.mark.parametrize(
    ("file", "content"), [(SIGN_OFF, "{"), (SIGN_OFF, "{}"), (CELLS, "{"), (CELLS, "[]")]
)
def test_what_cannot_be_read_is_an_error(file: str, content: str, network: Network) -> None:
    """Nobody may take a broken file for a report that counted nobody: the error names the file."""
    folder = _publish(network).folder
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(errors.BrokenPublished, match=file):
        [report.cells() for report in published_reports(network, "oak-primary")]


def test_backups_have_what_was_published(network: Network, tmp_path: Path) -> None:
    """A published report cannot be rendered again, so that every backup has it."""
    _publish(network)
    with ZipFile(back_up(network.folder, tmp_path / "backup.zip").path) as packed:
        names = [Path(name).name for name in packed.namelist() if "published" in name]
    assert sorted(names) == sorted([REPORT, CELLS, SIGN_OFF])
