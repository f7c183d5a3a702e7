"""A real JupyterLab, started as `enquiry lab` starts it, and its pages in headless Chromium."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from enquiry_lib.cli.lab import lab_command, lab_environment
from enquiry_lib.store.network import Network, School, Settings, create_network
from enquiry_lib.store.workbooks import copy_workbooks

PATIENCE = 120
"""Seconds that a busy machine may take for one thing."""
SCREEN = {"width": 1280, "height": 800}
IDLE = re.compile(r"\| Idle$")
KEPT_BY_JUPYTER = ("runtime", "config", "data", "settings", "workspaces", "ipython")
SERVER = {"ServerApp": {"allow_root": True, "port": 0, "open_browser": False}}
"""What a test adds by a file of settings: any port that is free, and that root may start it."""

RAN = """() => {
  const prompts = [...document.querySelectorAll(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputPrompt")];
  const said = prompts.map((one) => one.textContent.trim());
  return said.length > 1 && said.every((one) => /^\\[\\d+\\]:$/.test(one));
}"""


@dataclass(frozen=True)
class Server:
    """A running JupyterLab: the folder it shows, its address, and where Jupyter keeps things of its own."""

    root: Path
    home: Path
    log: Path
    url: str
    token: str

    def address(self, notebook: Path, workspace: str = "") -> str:
        """Give the address of a notebook; each workspace is a window with tabs of its own."""
        place = f"workspaces/{workspace}/tree" if workspace else "tree"
        return f"{self.url}lab/{place}/{notebook.relative_to(self.root).as_posix()}?token={self.token}"

    def kernel_of(self, notebook: Path) -> psutil.Process:
        """Give the process in which a notebook's cells run."""
        path = notebook.relative_to(self.root).as_posix()
        with urllib.request.urlopen(
            f"{self.url}api/sessions?token={self.token}", timeout=PATIENCE
        ) as answered:
            (kernel,) = (one["kernel"]["id"] for one in json.load(answered) if one["path"] == path)
        (found,) = (one for one in psutil.process_iter(["cmdline"]) if kernel in " ".join(_words(one)))
        return found


def _words(process: psutil.Process) -> list[str]:
    return process.info["cmdline"] or []


# --- servers ----------------------------------------------------------------------------------------------


@contextmanager
def jupyterlab(
    workbooks: Path, place: Path, settings: Mapping[str, object] | None = None
) -> Iterator[Server]:
    """Run JupyterLab as `enquiry lab` does for a folder of workbooks; `settings` are JupyterLab's own, by plugin.

    `place` is a folder for whatever Jupyter keeps and for pupils' keys, so that two servers are as two computers.
    """
    environment = jupyter_apart(place, settings or {}) | {"ENQUIRY_KEYS": str(place / "keys")}
    command = lab_command(workbooks, browser=False)
    with running(command, lab_environment(place / "added") | environment, workbooks.parent, place) as server:
        yield server


@contextmanager
def running(command: list[str], environment: dict[str, str], root: Path, place: Path) -> Iterator[Server]:
    """Run a command that starts JupyterLab on a folder, until it is no longer needed."""
    home, log = place / "jupyter", place / "lab.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, env=environment, stdout=written, stderr=written, start_new_session=True
        )
        try:
            about = awaited(lambda: _told(home / "runtime"), "JupyterLab's server")
            yield Server(root, home, log, about["url"], about["token"])
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)


def _told(runtime: Path) -> dict[str, Any]:
    """Give what a server says of itself once it is there."""
    for file in runtime.glob("jpserver-*.json"):
        if text := file.read_text(encoding="utf-8"):
            return dict(json.loads(text))
    return {}


def jupyter_apart(place: Path, settings: Mapping[str, object]) -> dict[str, str]:
    """Give Jupyter folders of its own for whatever it keeps, with these settings in them, and their names."""
    home = place / "jupyter"
    for name in KEPT_BY_JUPYTER:
        (home / name).mkdir(parents=True)
    (home / "config" / "jupyter_server_config.json").write_text(json.dumps(SERVER), encoding="utf-8")
    for plugin, values in settings.items():
        file = home / "settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    return {
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }


# --- a fresh school ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FreshSchool:
    """A school without a table and without an answer, with its own copies of the shipped workbooks."""

    network: Network
    id: str
    workbooks: Path

    def workbook(self, name: str) -> Path:
        """Give the file of a workbook."""
        return self.workbooks / f"{name}.ipynb"

    def on_disk(self, section: str) -> dict[str, Any]:
        """Give a section of the record as it is on disk; nothing before anything is saved."""
        for path in self.network.enquiries(self.id):
            return dict(json.loads(path.read_text(encoding="utf-8")).get(section, {}))
        return {}


def fresh_school(folder: Path) -> FreshSchool:
    """Make a network of one school."""
    network = create_network(folder, Settings(name="Ours"), [School("oak", "Oak", "primary", "England")])
    return FreshSchool(network, "oak", copy_workbooks(network, "oak").folder)


@dataclass(frozen=True)
class Desk:
    """Somebody at a browser, in front of a school's workbooks."""

    school: FreshSchool
    server: Server
    browser: Any

    def open(self, workbook: str, window: str = "") -> Any:
        """Open a workbook in a window of its own, and run all of it."""
        page = visit(self.browser, self.server.address(self.school.workbook(workbook), window or workbook))
        run_all(page)
        return page


# --- pages ------------------------------------------------------------------------------------------------


def visit(browser: Any, address: str) -> Any:
    """Open a page of its own at an address of JupyterLab, and wait until the kernel there is ready."""
    page = browser.new_page(viewport=SCREEN)
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address)
    page.get_by_text(IDLE).first.wait_for()
    return page


def choose(page: Any, menu: str, item: str) -> None:
    """Choose from JupyterLab's menu."""
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=re.compile(f"^{re.escape(item)}")).first.click()


def run_all(page: Any) -> None:
    """Run all cells, and wait until they have run."""
    choose(page, "Run", "Run All Cells")
    page.wait_for_function(RAN)


def restart_and_run(page: Any) -> None:
    """Restart the kernel, run all cells, and wait until they have run."""
    before = page.locator(".jp-OutputArea-child:visible").first.element_handle()
    choose(page, "Kernel", "Restart Kernel and Run All Cells")
    page.locator(".jp-Dialog button.jp-mod-warn").click()
    before.wait_for_element_state("hidden")
    page.wait_for_function(RAN)


def save(page: Any, notebook: Path) -> None:
    """Save the notebook, and wait until it is there with what its cells said."""
    choose(page, "File", "Save Notebook")
    awaited(lambda: "widget-view" in notebook.read_text(encoding="utf-8"), "the saved notebook")


def form_of(page: Any, title: str) -> Any:
    """Give the form with this title, once it is drawn."""
    form = page.get_by_role("form", name=title, exact=True)
    form.locator(".enquiry-bar").wait_for()
    return form


def says(form: Any, words: str) -> None:
    """Wait until the status line of a form says some words."""
    form.locator(".enquiry-status", has_text=re.compile(re.escape(words))).wait_for(timeout=PATIENCE * 1000)


def snapshot(of: Any, tries: int = 3) -> bytes:
    """Take a picture; a headless browser on a busy machine sometimes draws no frame the first time."""
    from playwright.sync_api import TimeoutError as NoFrame

    for attempt in range(tries):
        try:
            return bytes(of.screenshot(timeout=20_000, animations="disabled"))
        except NoFrame:
            if attempt == tries - 1:
                raise
    raise AssertionError


def awaited(look: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Look again and again until there is something to see."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, f"never seen: {what}"
        time.sleep(0.1)
    return seen


def enquiry_command(*arguments: str) -> list[str]:
    """Give the command `enquiry` as this very Python runs it."""
    return [sys.executable, "-m", "enquiry_lib.cli", *arguments]
