"""The forms in a real JupyterLab, driven by headless Chromium."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from enquiry_lib.store.network import School, Settings, create_network

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = shutil.which("chromium") or ""
TOKEN = "forms"
PICTURES = Path(__file__).parent / "pictures"
SEEN = 30_000
OFF = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
OPEN = """
from pathlib import Path
from types import SimpleNamespace
from enquiry_lib.show.forms import ask, reveal_button
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import load_record, save_section, conflict_copies

class Opened:
    record_path = Path(r"{path}")
    record = property(lambda self: load_record(self.record_path))
    def save(self, section, values, *, base_revision):
        return save_section(self.record_path, section, values, base_revision=base_revision)
    def conflict_copies(self):
        return conflict_copies(self.record_path)

enquiry = Opened()
"""


class Lab:
    """A JupyterLab server of its own over a temporary folder, and a page of it in Chromium."""

    def __init__(self, folder: Path, address: str, browser: Any) -> None:
        self.folder = folder
        self.address = address
        self.browser = browser
        self.page: Any = None
        network = create_network(
            folder / "network", Settings(name="Test"), [School("oak", "Oak", "primary", "England")]
        )
        self.record_path = network.new_enquiry("oak")

    def notebook(self, *cells: str) -> Path:
        """Write a notebook of code cells, the first of which opens the enquiry."""
        first = OPEN.format(path=self.record_path)
        sources = [nbformat.v4.new_code_cell(source) for source in (first, *cells)]
        book = nbformat.v4.new_notebook(cells=sources)
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = self.folder / "book.ipynb"
        nbformat.write(book, path)
        return path

    def open(self, *cells: str) -> Any:
        """Open a fresh notebook of these cells in a new page, and run all of it."""
        path = self.notebook(*cells)
        self.page = self.browser.new_page(viewport={"width": 1280, "height": 900})
        self.page.goto(f"{self.address}/lab/tree/{path.name}?token={TOKEN}&reset")
        self.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=SEEN)
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=SEEN)
        self.command("Run", "Run All Cells")
        return self.page

    def command(self, menu: str, item: str) -> None:
        """Choose from JupyterLab's menu."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
        self.page.locator(".lm-Menu-itemLabel", has_text=item).first.click()

    def saved(self) -> dict[str, Any]:
        """Give the record as it is on disk."""
        return dict(json.loads(self.record_path.read_text(encoding="utf-8")))

    def restart_and_run(self) -> None:
        """Restart the kernel and run all the cells."""
        self.command("Kernel", "Restart Kernel and Run All Cells")
        self.page.locator(".jp-Dialog button.jp-mod-warn").click()


def until(true: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"never seen: {what}"
        time.sleep(0.1)


def free_port() -> int:
    """Give a port nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start_server(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start JupyterLab on a folder, with settings of its own and no announcements."""
    settings = folder / ".settings" / "lab"
    settings.mkdir(parents=True)
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {name: str(folder / ".settings" / name.lower()) for name in places}
    own |= {
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(settings / "workspaces"),
    }
    news = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text('{"fetchNews": "false", "checkForUpdates": false}', encoding="utf-8")
    options = [
        f"--port={port}",
        "--ip=127.0.0.1",
        "--no-browser",
        "--allow-root",
        f"--IdentityProvider.token={TOKEN}",
    ]
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lab",
        *options,
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder}",
    ]
    log = (folder / ".settings" / "server.log").open("wb")
    return subprocess.Popen(command, cwd=folder, env={**os.environ, **own}, stdout=log, stderr=log)


def is_up(address: str) -> bool:
    """Say whether the server answers."""
    try:
        with urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium, or a skip that says what is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("there is no chromium on this machine")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[tuple[Path, str]]:
    """A running JupyterLab: its folder and its address."""
    folder = tmp_path_factory.mktemp("lab")
    port = free_port()
    process = start_server(folder, port)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: is_up(address), "JupyterLab's server", 60)
        yield folder, address
    finally:
        process.terminate()
        process.wait(timeout=30)
