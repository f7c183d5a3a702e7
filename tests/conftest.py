"""What every test may use: a tiny network of its own, and a cache folder that is not the user's."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from enquiry_lib.data.privacy import threshold
from enquiry_lib.store.network import Network, School, Settings, create_network, load_network
from enquiry_lib.store.saving import save_section

settings.register_profile("enquiry", deadline=None, derandomize=True)
settings.load_profile("enquiry")

CACHE = pytest.StashKey[tuple[str, str | None]]()
SHARED = Path(__file__).resolve().parents[2] / "shared"
ABSENT = "the shared folder is absent"

SCHOOLS = (
    School("oak-primary", "Oak Primary School", "primary", "England", "Calderdale"),
    School("elm-secondary", "Elm School", "secondary", "England", "Middlesbrough"),
)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the example of the whole session, notebooks and docstrings included, out of the user's cache."""
    config.addinivalue_line(
        "markers", "shared: needs the folder shared beside the checkout (any test that asks for it)"
    )
    folder = tempfile.mkdtemp(prefix="enquiry-test-cache-")
    config.stash[CACHE] = (folder, os.environ.get("ENQUIRY_CACHE"))
    os.environ["ENQUIRY_CACHE"] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that folder and set the environment back."""
    folder, before = config.stash[CACHE]
    if before is None:
        os.environ.pop("ENQUIRY_CACHE", None)
    else:
        os.environ["ENQUIRY_CACHE"] = before
    shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that needs the shared folder, so that `-m shared` runs these alone."""
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("shared")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped for want of the shared folder."""
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if ABSENT in str(report.longrepr)
    ]
    if skipped:
        tests = "1 test was" if len(skipped) == 1 else f"{len(skipped)} tests were"
        terminalreporter.write_line(f"{tests} skipped because {ABSENT}", yellow=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public data sets beside the checkout; a test that needs it is skipped without it.

    With ENQUIRY_SHARED_REQUIRED set it fails instead.
    """
    if not SHARED.is_dir():
        if os.environ.get("ENQUIRY_SHARED_REQUIRED"):
            pytest.fail(f"{ABSENT}, and ENQUIRY_SHARED_REQUIRED is set")
        pytest.skip(ABSENT)
    return SHARED


@pytest.fixture
def network(tmp_path: Path) -> Network:
    """A network of two schools, without data and without a record."""
    return create_network(tmp_path / "network", Settings(name="Two Schools"), SCHOOLS)


@pytest.fixture
def record_path(network: Network) -> Path:
    """Where the record of the first school's first enquiry will be; nothing is there yet."""
    return network.new_enquiry("oak-primary")


@pytest.fixture
def our_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the commands' examples name it, with a school called oak whose record has been saved a few times."""
    from commands import PUPILS, example_of, run

    monkeypatch.chdir(tmp_path)
    assert run(*example_of("new"), "--year", "2025/26").exit_code == 0
    network = load_network(tmp_path / "our_network")
    (network.data_folder("oak") / "pupils.csv").write_text(PUPILS, encoding="utf-8")
    for number in range(13):
        values = {"concern": f"Version {number}"}
        save_section(network.new_enquiry("oak"), "priorities", values, base_revision=number)
    return network.folder


@pytest.fixture(autouse=True)
def _smallest_count_as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test inherit the threshold that another test's network has set."""
    monkeypatch.setattr(threshold, "_in_force", threshold.DEFAULT)


@pytest.fixture(autouse=True)
def _keys_of_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no test make or find a key where the user's own are."""
    monkeypatch.setenv("ENQUIRY_KEYS", str(tmp_path / "keys"))
