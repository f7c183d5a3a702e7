"""Every workbook with a form, in a real JupyterLab, for people who cannot use a mouse, see little, or have a small screen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from form_pages import chromium, pictures_folder
from lab_pages import SCREEN, Server, jupyterlab, run_all, snapshot, visit

from enquiry_lib.data.example import build_example
from enquiry_lib.store.shipped import shipped
from enquiry_lib.store.workbooks import copy_workbooks

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCHOOL = "hoppletarn-primary"
"""One school of the example that has answered everything, and has every table."""
FORMS = re.compile(r"el\.(ask|ask_for_file|offer_report|where_we_are)\(")
ASKING = {
    book.stem: sum(len(FORMS.findall(cell.source)) for cell in nbformat.read(book, as_version=4).cells)
    for book in sorted(shipped("notebooks").glob("[0d]*.ipynb"))
}
WORKBOOKS = [name for name, forms in ASKING.items() if forms]
OF_JUPYTERLAB = Path(__file__).with_name("jupyterlab_findings.json")
"""What axe finds in a notebook that has nothing of ours: rule and selector."""
ALL_DRAWN = {"@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"}}
SIZES = {"laptop": {"width": 1280, "height": 720}, "zoomed": {"width": 640, "height": 360}}
"""A small laptop, and the same at 200%."""
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"

DRAWN = """forms => {
  const there = [...document.querySelectorAll(".enquiry-form")];
  return there.filter((one) => one.querySelector(".enquiry-title")).length === forms;
}"""
STICKS_OUT = """panel => {
  const wide = (one) => one.scrollWidth > one.clientWidth + 1;
  const parts = [...panel.querySelectorAll(".enquiry-form, .jp-OutputArea-output, .jp-RenderedMarkdown, .jp-WindowedPanel-outer")];
  return parts.filter(wide).map((one) => `${one.className}: ${one.scrollWidth} in ${one.clientWidth}, ${one.textContent.slice(0, 60)}`);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A JupyterLab over the workbooks of a school with everything."""
    place = tmp_path_factory.mktemp("access")
    network = build_example(place / "network", schools=12)
    with jupyterlab(copy_workbooks(network, SCHOOL).folder, place, ALL_DRAWN) as running:
        yield running


@pytest.fixture(scope="module")
def axe() -> Any:
    """What looks for faults."""
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()


def found_by(axe: Any, page: Any) -> list[tuple[str, Any]]:
    """Give each fault in the notebook that is seen: the rule, and the element."""
    found = axe.run(page, context=PANEL).response["violations"]
    return [
        (fault["id"], page.locator(node["target"][0]).first) for fault in found for node in fault["nodes"]
    ]


def of_jupyterlab(rule: str, element: Any) -> str:
    """Give the entry of the list that a fault is, or nothing."""
    for entry in json.loads(OF_JUPYTERLAB.read_text(encoding="utf-8")):
        if entry["rule"] == rule and element.evaluate(
            "(one, selector) => one.matches(selector)", entry["selector"]
        ):
            return f"{rule} {entry['selector']}"
    return ""


def told(rule: str, element: Any) -> str:
    """Say what a fault is, so that somebody finds it."""
    return f"{rule}: {element.evaluate('one => one.outerHTML.slice(0, 300)')}"


def test_the_list_of_jupyterlabs_own_findings_is_right(server: Server, browser: Any, axe: Any) -> None:
    """A notebook with nothing of ours has each of them, and no other."""
    cells = [nbformat.v4.new_markdown_cell(text) for text in ("# Plain", "## Below it\n\nText.")]
    book = nbformat.v4.new_notebook(
        cells=[*cells, *(nbformat.v4.new_code_cell(f"print({n})") for n in range(2))]
    )
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    file = server.root / "plain.ipynb"
    nbformat.write(book, file)
    page = visit(browser, server.address(file, "plain"))
    run_all(page)
    faults = found_by(axe, page)
    assert [told(*fault) for fault in faults if not of_jupyterlab(*fault)] == []
    listed = {
        f"{entry['rule']} {entry['selector']}"
        for entry in json.loads(OF_JUPYTERLAB.read_text(encoding="utf-8"))
    }
    assert {of_jupyterlab(*fault) for fault in faults} == listed
    page.close()


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_a_workbook_adds_no_fault_to_jupyterlabs_and_fits(
    server: Server, browser: Any, axe: Any, workbook: str
) -> None:
    """axe finds nothing new in the whole notebook; nothing sticks out on a small laptop, nor at 200%; pictures are kept."""
    page = visit(browser, server.address(server.root / "workbooks" / f"{workbook}.ipynb", workbook))
    run_all(page)
    page.wait_for_function(DRAWN, arg=ASKING[workbook])
    pictures = pictures_folder(Path(__file__).parent / "pictures")
    whole(page, pictures / f"workbook_{workbook}.png")
    faults = found_by(axe, page)
    assert [told(*fault) for fault in faults if not of_jupyterlab(*fault)] == []
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        assert page.locator(PANEL).evaluate(STICKS_OUT) == [], name
    page.close()


def whole(page: Any, file: Path) -> None:
    """Keep a picture of a whole workbook, at the width it has on a laptop."""
    cells = page.locator(f"{PANEL} .jp-WindowedPanel-outer")
    tall = cells.evaluate("one => one.scrollHeight")
    page.set_viewport_size({**SCREEN, "height": min(tall + 200, 16_000)})
    cells.evaluate("one => (one.scrollTop = 0)")
    page.wait_for_timeout(500)  # for the pictures' sake alone
    file.write_bytes(snapshot(page))
    page.set_viewport_size(SCREEN)
