"""Chapters: what one workbook put out, as HTML that fits into a page of several.

Code, errors, scripts, widgets and notebook metadata are left out; headings are lowered, ids made unique,
pictures and tables labelled, and cautions that were given before are folded.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import nbformat
from nbconvert import HTMLExporter

from enquiry_lib.render.run import tags

TEMPLATES = Path(__file__).parent / "templates"
LEFT_OUT = {"lab-only", "parameters", "injected-parameters"}
FRONT = "front"
FOLDED = "folded"
SUMMARY = "application/vnd.enquiry.summary+json"
DOES_NOT_APPLY = "DoesNotApply"
WIDGET = "application/vnd.jupyter.widget-view+json"
SHOWN = ("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain")
FOLD = "What the school wrote down"
FOLDS = {
    "Weighed": "Is it worth the effort, and how sure can one be?",
    "MonthsOfProgress": "In months of progress",
    "Attrition": "Who was lost on the way",
    "SideBySide": "The same question, asked in other ways",
    "Subgroups": "The groups that the plan named",
    "NetworkPower": "What schools could see together",
}
"""What stands on the fold of a result, by its kind; of what cannot be worked out, what was asked does."""
SAID_BEFORE = "As said further up ({many})"
CAUTIONS = re.compile(r'(<div class="enquiry-caution">.*?)<ul>(.*?)</ul>', re.DOTALL)
NO_DESCRIPTION = "No description has been provided for this image"  # as nbconvert says it


@dataclass(frozen=True)
class Chapter:
    """What one workbook gives to a page. `anchor` begins every id in it."""

    workbook: str
    anchor: str
    title: str
    day: str
    front: str
    body: str
    styles: tuple[str, ...] = ()


# --- from a notebook to a chapter -------------------------------------------------------------------------


def chapter(workbook: str, notebook: nbformat.NotebookNode, *, deeper: int = 1, prefix: str = "") -> Chapter:
    """Make a chapter of a workbook that has run.

    Headings go `deeper` levels down, ids get the chapter's anchor (with `prefix`) in front. What cells tagged
    "front" put out is for the beginning of the page; what those tagged "folded" put out opens with a click.
    """
    anchor = prefix + workbook.replace("_", "-")
    cells = _kept(notebook)
    front = [cell for cell in cells if _is_front(cell)]
    rest = [cell for cell in cells if not _is_front(cell)]
    styles: list[str] = []
    parts = ((front, "-front", deeper - 1), (rest, "", deeper))
    bodies = [_tidy(_export(part), anchor + mark, down, styles) for part, mark, down in parts]
    return Chapter(
        workbook=workbook,
        anchor=anchor,
        title=title_of(notebook, workbook),
        day=_day(workbook),
        front=bodies[0],
        body=_fold_said_before(_without_title(bodies[1], deeper)),
        styles=tuple(dict.fromkeys(styles)),
    )


def applies(notebook: nbformat.NotebookNode) -> bool:
    """Say whether a workbook that has run concerns its reader: not when all it shows are results that do not apply."""
    outputs = (output for cell in _kept(notebook) for output in cell.get("outputs", []))
    kinds = {output.get("data", {}).get(SUMMARY, {}).get("kind") for output in outputs if _open(output, "")}
    return kinds != {DOES_NOT_APPLY}


def _kept(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if not LEFT_OUT & set(tags(cell))]


def title_of(notebook: nbformat.NotebookNode, otherwise: str) -> str:
    """Give the text of a workbook's first heading."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^# +(.+)$", cell.source, re.MULTILINE)):
            return str(found[1]).strip(" #*_")
    return otherwise.replace("_", " ")


def _is_front(cell: nbformat.NotebookNode) -> bool:
    return cell.cell_type == "code" and FRONT in tags(cell)


def _day(workbook: str) -> str:
    found = re.match(r"day(\d+)", workbook)
    return f"Day {found[1]}" if found else ""


def _export(cells: Sequence[nbformat.NotebookNode]) -> str:
    """Turn cells into HTML, without code; of each output only the form that people read."""
    if not cells:
        return ""
    kept = [_reading_copy(number, cell) for number, cell in enumerate(cells)]
    notebook = nbformat.v4.new_notebook(cells=kept)  # type: ignore[no-untyped-call]
    body, _ = _exporter().from_notebook_node(notebook)
    return str(body)


@cache
def _exporter() -> HTMLExporter:
    settings = {"template_name": "report", "extra_template_basedirs": [str(TEMPLATES)]}
    return HTMLExporter(**settings)  # type: ignore[no-untyped-call]


def _reading_copy(number: int, cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Give a cell without metadata, code, widgets, errors and what was written to stderr."""
    if cell.cell_type != "code":
        words: nbformat.NotebookNode = nbformat.v4.new_markdown_cell(cell.source, id=f"cell-{number}")  # type: ignore[no-untyped-call]
        return words
    fold = _fold if FOLDED in tags(cell) else _open
    shown = [fold(output, f"c{number}-{place}-") for place, output in enumerate(cell.outputs)]
    copy: nbformat.NotebookNode = nbformat.v4.new_code_cell("", id=f"cell-{number}")  # type: ignore[no-untyped-call]
    copy.outputs = [output for output in shown if output]
    return copy


def _fold(output: nbformat.NotebookNode, prefix: str) -> nbformat.NotebookNode | None:
    """Fold an output, so that it is there for those who want it; on paper it is open. What does not apply is left out."""
    summary, shown = output.get("data", {}).get(SUMMARY, {}), _open(output, prefix)
    if shown is None or summary.get("kind") == DOES_NOT_APPLY:
        return None
    if "text/html" in shown.data:
        asked = str(summary.get("asked", FOLD))
        label = html.escape(FOLDS.get(summary.get("kind"), f"{asked[:1].upper()}{asked[1:]}"))
        folded = f'<details class="folded"><summary>{label}</summary>{shown.data["text/html"]}</details>'
        shown.data["text/html"] = folded
    return shown


def _open(output: nbformat.NotebookNode, prefix: str) -> nbformat.NotebookNode | None:
    if output.output_type == "stream":
        data = {"text/plain": output.text} if output.name == "stdout" else {}
    else:
        data = output.get("data", {})
    if WIDGET in data and "text/html" not in data:
        return None
    kind = next((kind for kind in SHOWN if kind in data), None)
    if kind is None:
        return None
    value = _picture(data[kind]) if kind == "image/svg+xml" else data[kind]
    metadata = output.get("metadata", {})
    alt = metadata.get(kind, {}).get("alt") or metadata.get("alt") or NO_DESCRIPTION
    if kind == "text/html":
        value = _prefix_ids(value, prefix)
    return nbformat.v4.new_output("display_data", {kind: value}, metadata={"alt": alt})  # type: ignore[no-untyped-call,no-any-return]


def _picture(svg: str) -> str:
    return base64.b64encode(svg.encode("utf-8")).decode("ascii")


# --- tidying a chapter's HTML -----------------------------------------------------------------------------


def _tidy(body: str, anchor: str, deeper: int, styles: list[str]) -> str:
    """Make a body fit into a page of several: styles taken out, headings lowered, ids unique, tables and pictures labelled."""

    def take(found: re.Match[str]) -> str:
        styles.append(found[1].strip())
        return ""

    body = re.sub(r'<style class="enquiry-style">(.*?)</style>', take, body, flags=re.DOTALL)
    body = re.sub(r'<a class="anchor-link".*?</a>', "", body, flags=re.DOTALL)
    body = re.sub(r"<(script|style)\b.*?</\1\s*>", "", body, flags=re.DOTALL | re.IGNORECASE)
    body = re.sub(r"<(/?)h([1-6])\b", lambda h: f"<{h[1]}h{min(6, int(h[2]) + deeper)}", body)
    body = _make_unique(_prefix_ids(body, f"{anchor}-"))
    body = re.sub(r"<thead.*?</thead>", lambda head: _scope(head[0], "col"), body, flags=re.DOTALL)
    return _scope(body, "row").strip()


def _scope(body: str, direction: Literal["col", "row"]) -> str:
    body = re.sub(r"<th\b[^>]*>\s*</th>", "<td></td>", body)
    return re.sub(r"<th(?=[\s>])(?![^>]*\bscope=)", f'<th scope="{direction}"', body)


def _prefix_ids(body: str, prefix: str) -> str:
    """Put a prefix before every id, and before every mention of one."""

    def change(tag: str) -> str:
        tag = re.sub(r'(\s(?:id|for)=")(?=[^"])', rf"\1{prefix}", tag)
        tag = re.sub(r'(\shref="#)(?=[^"])', rf"\1{prefix}", tag)
        return re.sub(
            r'(\s(?:aria-labelledby|aria-describedby|headers)=")([^"]+)',
            lambda found: found[1] + " ".join(prefix + word for word in found[2].split()),
            tag,
        )

    return _in_tags(body, change)


def _in_tags(body: str, change: Callable[[str], str]) -> str:
    return re.sub(r"<[a-zA-Z][^>]*>", lambda tag: change(tag[0]), body)


def _make_unique(body: str) -> str:
    """Number the second and later of ids that are the same: headings often have the same words."""
    seen: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        times = seen[found[2]] = seen.get(found[2], 0) + 1
        return found[0] if times == 1 else f"{found[1]}{found[2]}-{times}"

    return _in_tags(body, lambda tag: re.sub(r'(\sid=")([^"]+)', number, tag))


def _fold_said_before(body: str) -> str:
    """Fold the cautions that stand further up in the chapter already, where they are two or more in one place."""
    said: set[str] = set()

    def fold(found: re.Match[str]) -> str:
        lines = re.findall(r"<li>(.*?)</li>", found[2], flags=re.DOTALL)
        again = [line for line in lines if line in said]
        fresh = [line for line in lines if line not in said]
        said.update(lines)
        if len(again) < 2:
            return found[0]
        summary = f"<summary>{SAID_BEFORE.format(many=len(again))}</summary>"
        return f"{found[1]}{_list(fresh)}<details>{summary}{_list(again)}</details>"

    return CAUTIONS.sub(fold, body)


def _list(lines: Sequence[str]) -> str:
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _without_title(body: str, deeper: int) -> str:
    """Take the first heading out: the page sets it itself."""
    level = min(6, 1 + deeper)
    return re.sub(rf"<h{level}\b.*?</h{level}>", "", body, count=1, flags=re.DOTALL)
