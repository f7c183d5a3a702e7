"""A real JupyterLab: every form and reveal is used, the notebook is saved, and what was typed or revealed is not in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from form_pages import chromium
from lab_pages import Server, awaited, jupyterlab, run_all, visit
from planted import Child, Search

from enquiry_lib.data.example import build_example
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import load_record
from enquiry_lib.store.workbooks import copy_workbooks

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHILD = Child(4)
SAID = f"Nobody asks Callum. {CHILD.all('typed')}"
NAMES = "UPN,Surname,Forename,Date of Birth,Year\n" + "".join(
    f"{Child(number).upn},{Child(number).last},{Child(number).first},{Child(number).born[1]},4\n"
    for number in range(6, 18)
)
SAVES_ALL = {
    "@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}
"""The harshest settings: the state of every widget is saved, and every cell is drawn."""


@dataclass
class Sitting:
    """What one sitting at JupyterLab left: the school's folder, and what was on the screen and in no file."""

    network: Network
    school: str
    jupyters: Path
    log: Path
    revealed: list[str] = field(default_factory=list)
    shown: str = ""

    @property
    def workbooks(self) -> Path:
        """Give the folder of the lead's workbooks."""
        return self.network.school_folder(self.school) / "workbooks"

    def saved(self) -> list[Path]:
        """Give every notebook that was saved, and every copy of one that Jupyter keeps."""
        return sorted(self.workbooks.rglob("*.ipynb"))


# --- the sitting ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sitting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    """Everything done once, in two workbooks of the smallest of twelve schools."""
    place = tmp_path_factory.mktemp("lab")
    network = build_example(place / "network", schools=12)
    school = min(network.schools, key=lambda one: (network.data_folder(one.id) / "pupils.csv").stat().st_size)
    workbooks = copy_workbooks(network, school.id).folder
    (place / "names.csv").write_text(NAMES, encoding="utf-8")
    with chromium() as browser, jupyterlab(workbooks, place, SAVES_ALL) as server:
        at = Sitting(network, school.id, server.home, server.log)
        _sit(at, browser, server, "day1_1_school_priorities", _fill_in_and_reveal)
        _sit(at, browser, server, "00_start_here", lambda at, page: _bring_in(page, place / "names.csv"))
    yield at


def _sit(at: Sitting, browser: Any, server: Server, name: str, use: Callable[[Sitting, Any], None]) -> None:
    """Open a workbook, run all of it, use it, save it, and close it."""
    file = at.workbooks / f"{name}.ipynb"
    page = visit(browser, server.address(file, name))
    run_all(page)
    use(at, page)
    page.locator(".jp-MarkdownCell h1").first.click()
    page.keyboard.press("Control+s")
    awaited(lambda: _saved_as_run(file), "the notebook with all its outputs")
    awaited((at.workbooks / ".ipynb_checkpoints" / f"{name}-checkpoint.ipynb").is_file, "Jupyter's copy")
    page.close()


def _saved_as_run(file: Path) -> bool:
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return all(cell.get("execution_count", 1) for cell in cells)


def _fill_in_and_reveal(at: Sitting, page: Any) -> None:
    """Type about a child, decide about two names, and show every small group; remember what was on the screen."""
    box = page.get_by_label("What are you worried about?", exact=True)
    box.fill(SAID)
    box.press("Tab")
    nobody = page.get_by_role("button", name="It is nobody: Callum")
    nobody.click()
    nobody.wait_for(state="detached")
    page.get_by_role("button", name=re.compile(r"^Put \[.*\] instead")).first.click()
    awaited(lambda: "[name]" in box.input_value(), "the word in the name's place")
    buttons = page.get_by_role("button", name="Show small groups on this screen")
    for _ in range(buttons.count()):
        buttons.first.click()
        page.locator(".enquiry-revealed:focus").wait_for()
    at.revealed = page.evaluate(LINES, ".enquiry-revealed")
    at.shown = "\n".join(page.evaluate(LINES, ".jp-RenderedHTMLCommon.jp-OutputArea-output"))


LINES = """(where) => [...document.querySelectorAll(where)].flatMap((box) =>
  [...box.querySelectorAll("tr, p")].map((line) =>
    line.tagName === "P" ? line.textContent : [...line.children].map((cell) => cell.textContent.trim()).join(" ")))"""


def _bring_in(page: Any, file: Path) -> None:
    """Bring in a file full of names and file it."""
    page.get_by_label("A file from your school's system").set_input_files(file)
    page.get_by_text("Nothing is filed yet.").wait_for()
    page.get_by_role("button", name=re.compile("^(File it|Add)")).first.click()
    page.get_by_role("button", name="Take it back").wait_for()


# --- what is in the notebooks afterwards ------------------------------------------------------------------


def _strings(value: Any) -> Iterator[str]:
    """Give every text of a notebook, and its outputs as people read them: one line for each row of a table."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from _strings(part)
    elif isinstance(value, list):
        if value and all(isinstance(part, str) for part in value):
            yield from _strings("".join(value))
        for part in value:
            yield from _strings(part)
    elif isinstance(value, str):
        yield value
        yield re.sub(r"<[^>]*>", " ", value)


def _read(file: Path) -> str:
    """Give everything a notebook says, spaces evened out."""
    notebook = json.loads(file.read_text(encoding="utf-8"))
    return " ".join(" ".join(_strings(notebook)).split())


def _lines_in(lines: list[str], text: str) -> list[str]:
    return [line for line in lines if re.search(rf"(?<!\w){re.escape(line)}(?!\w)", text)]


def _only_revealed(at: Sitting) -> list[str]:
    """Give the lines that stood in revealed results and not in those that passed the gate."""
    shown = " ".join(at.shown.split())
    lines = dict.fromkeys(" ".join(line.split()) for line in at.revealed)
    return [line for line in lines if re.search(r"\d", line) and not _lines_in([line], shown)]


def _everybody() -> Search:
    others = [text for number in range(6, 18) for text in (Child(number).last, Child(number).upn)]
    return Search([*CHILD.sought(), CHILD.marker("typed"), "Callum", *others])


def test_the_sitting_did_what_it_should(sitting: Sitting) -> None:
    """What was typed is in the record, decisions are kept, the file is filed, and the notebooks are saved with outputs."""
    record = load_record(sitting.network.enquiries(sitting.school)[0])
    assert CHILD.marker("typed") in record.priorities.concern
    assert "[name]" in record.priorities.concern
    assert record.confirmed
    assert "before_import" in {path.name for path in sitting.network.data_folder(sitting.school).iterdir()}
    assert len(sitting.saved()) > 10
    assert {path.parent.name for path in sitting.saved()} == {"workbooks", ".ipynb_checkpoints"}
    for name in ("day1_1_school_priorities", "00_start_here"):
        notebook = json.loads((sitting.workbooks / f"{name}.ipynb").read_text(encoding="utf-8"))
        assert notebook["metadata"]["widgets"], "the state of the widgets is saved in the notebook"
        assert any(cell.get("outputs") for cell in notebook["cells"])


def test_nothing_typed_is_in_a_saved_notebook(sitting: Sitting) -> None:
    """No name, number, date or sentence from a form or from a file that came in, in any notebook or checkpoint."""
    search = _everybody()
    assert {path.name: found for path in sitting.saved() if (found := search.in_file(path))} == {}


def test_jupyter_keeps_nothing_of_it_either(sitting: Sitting) -> None:
    """Not its workspaces, its settings, its history nor its log."""
    search = _everybody()
    kept = [path for path in sitting.jupyters.rglob("*") if path.is_file()]
    assert kept
    assert {path.name: found for path in (*kept, sitting.log) if (found := search.in_file(path))} == {}


def test_nothing_revealed_is_in_a_saved_notebook(sitting: Sitting) -> None:
    """Lines with small counts stood on the screen, and stand in no notebook and no checkpoint."""
    revealed = _only_revealed(sitting)
    assert len(revealed) > 3, sitting.revealed
    assert {path.name: found for path in sitting.saved() if (found := _lines_in(revealed, _read(path)))} == {}


def test_this_search_finds_what_it_looks_for(sitting: Sitting, tmp_path: Path) -> None:
    """One thing planted in a saved notebook, in an output or in a widget's state, is found; so is what passed the gate."""
    saved = sitting.workbooks / "day1_1_school_priorities.ipynb"
    line = _only_revealed(sitting)[0]
    row = "<tr>" + "".join(f"<td>{word}</td>\n" for word in line.split(" ")) + "</tr>"
    for planted in (CHILD.last, row):
        notebook = json.loads(saved.read_text(encoding="utf-8"))
        notebook["metadata"]["widgets"]["planted"] = {"value": planted}
        file = tmp_path / "planted.ipynb"
        file.write_text(json.dumps(notebook), encoding="utf-8")
        assert _everybody().in_file(file) or _lines_in([line], _read(file))
    gated = [" ".join(one.split()) for one in sitting.shown.splitlines() if re.search(r"\d", one)]
    assert _lines_in(gated, _read(saved)), (
        "what passed the gate is in the notebook, and read as the screen was"
    )
