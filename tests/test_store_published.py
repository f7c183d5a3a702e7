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
    COUNTED,
    REPORT,
    SIGN_OFF,
    Published,
    SignOff,
    publish,
    published_reports,
)

COUNTS = {"pupils": ["Planted1"], "cells": [["all", 1, "", "1"]], "hidden": ["all"]}
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def _publish(network: Network, at: dt.datetime = NOON, page: str = "<p>read</p>") -> Published:
    sign_off = SignOff(by="A. Name", role="head", at=at, draft="d", withheld=3, confirmed=("read",))
    return publish(network, "oak-primary", page, cells=COUNTS, sign_off=sign_off)


def test_a_published_report_is_kept_with_who_signed_it(network: Network) -> None:
    """The page, who signed it and what it counted are read back as they were; the hash is that of the page."""
    _publish(network)
    (found,) = published_reports(network, "oak-primary")
    assert found.page.read_text(encoding="utf-8") == "<p>read</p>"
    assert found.sign_off.report == hashlib.sha256(b"<p>read</p>").hexdigest()
    assert (found.sign_off.by, found.sign_off.withheld, found.sign_off.confirmed) == ("A. Name", 3, ("read",))
    assert found.cells().items() >= COUNTS.items()


def test_what_may_be_passed_on_names_nobody(network: Network) -> None:
    """The folder of a published report has the page and who signed it; whom it counted lies apart in the school's folder."""
    found = _publish(network)
    assert sorted(path.name for path in found.folder.iterdir()) == sorted([REPORT, SIGN_OFF])
    assert found.counted == network.school_folder("oak-primary") / COUNTED / "2026-03-02.json"
    assert "Planted1" in found.counted.read_text(encoding="utf-8")


def test_the_second_of_a_day_has_a_folder_of_its_own(network: Network) -> None:
    """No published report takes another's place, and they come in the order of their signing."""
    later = NOON + dt.timedelta(hours=2)
    folders = [_publish(network, at).folder.name for at in (later, NOON, NOON + dt.timedelta(days=30))]
    assert folders == ["2026-03-02", "2026-03-02-2", "2026-04-01"]
    reports = published_reports(network, "oak-primary")
    assert [report.folder.name for report in reports] == ["2026-03-02-2", "2026-03-02", "2026-04-01"]


@pytest.mark.parametrize("failing", ["2026-03-02.json", REPORT, SIGN_OFF])
def test_a_report_is_published_whole_or_not_at_all(
    failing: str, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When its counts, its page or its sign-off cannot be written, nothing of it is there."""
    write = published.write_whole

    def refuse(path: Path, content: str) -> None:
        if path.name == failing:
            raise errors.CannotWrite(path.parent, file=path.name, why="no space left on device")
        write(path, content)

    monkeypatch.setattr(published, "write_whole", refuse)
    with pytest.raises(errors.CannotWrite):
        _publish(network)
    folder = network.school_folder("oak-primary")
    assert [path for name in ("published", COUNTED) for path in (folder / name).iterdir()] == []
    assert published_reports(network, "oak-primary") == ()


def test_a_school_that_published_nothing_has_no_reports(network: Network) -> None:
    """Without the folder there is nothing."""
    assert published_reports(network, "elm-secondary") == ()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("published/2026-03-02/sign_off.json", "{"),
        ("published/2026-03-02/sign_off.json", "{}"),
        ("counted/2026-03-02.json", "{"),
        ("counted/2026-03-02.json", "[]"),
        ("counted/2026-03-02.json", None),
    ],
)
def test_what_cannot_be_read_is_an_error(file: str, content: str | None, network: Network) -> None:
    """Nobody may take a broken or a lost file for a report that counted nobody: the error names the file."""
    _publish(network)
    path = network.school_folder("oak-primary") / file
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    with pytest.raises(errors.BrokenPublished, match=path.name):
        [report.cells() for report in published_reports(network, "oak-primary")]


def test_backups_have_what_was_published(network: Network, tmp_path: Path) -> None:
    """A published report cannot be rendered again, so that every backup has it."""
    _publish(network)
    with ZipFile(back_up(network.folder, tmp_path / "backup.zip").path) as packed:
        names = [Path(name).name for name in packed.namelist() if "published" in name or COUNTED in name]
    assert sorted(names) == sorted([REPORT, "2026-03-02.json", SIGN_OFF])
