"""Chapters: what a workbook put out and nothing else, fit for a page of several."""

from __future__ import annotations

import re
from collections.abc import Mapping

import nbformat
import pytest
from nbformat import NotebookNode
from tiny_workbooks import code, notebook, words

from enquiry_lib.render.chapters import (
    FOLD,
    FOLDS,
    NO_DESCRIPTION,
    SUMMARY,
    WIDGET,
    Chapter,
    applies,
    chapter,
)

ENQUIRY_STYLE = '<style class="enquiry-style">.enquiry-block{margin:0}</style>'


def put_out(*outputs: Mapping[str, object], tags: tuple[str, ...] = ()) -> NotebookNode:
    """A cell of code that has run, with what it put out."""
    cell = code("secret_code()", *tags)
    cell.outputs = [nbformat.from_dict(output) for output in outputs]
    return cell


def shown(content: str, *tags: str) -> NotebookNode:
    """A cell that has put out some HTML."""
    return put_out({"output_type": "display_data", "data": {"text/html": content}, "metadata": {}}, tags=tags)


def made(*cells: NotebookNode, deeper: int = 1) -> Chapter:
    """A chapter of a workbook with these cells after its title."""
    return chapter("day1_1_first", notebook([words("# The title"), *cells]), deeper=deeper)


def result(kind: str, *tags: str) -> NotebookNode:
    """A cell that has put out a result with its summary."""
    data = {"text/html": f"<p>{kind}</p>", SUMMARY: {"kind": kind}}
    return put_out({"output_type": "display_data", "data": data, "metadata": {}}, tags=tags)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([result("DoesNotApply"), result("DoesNotApply", "front")], False),
        ([result("DoesNotApply"), result("Gap", "lab-only")], False),
        ([result("DoesNotApply"), result("NotEnough")], True),
        ([result("DoesNotApply"), shown("<p>What was written in a form</p>")], True),
        ([words("Only words.")], True),
    ],
)
def test_a_workbook_applies_unless_all_it_shows_does_not(cells: list[NotebookNode], expected: bool) -> None:
    """Results that do not apply, alone, make no chapter; beside anything else, answers among it, they stay."""
    assert applies(notebook([words("# The title"), *cells])) is expected


def test_code_is_never_shown() -> None:
    """Of a cell of code only what it put out is in the chapter."""
    body = made(shown("<p>found</p>")).body
    assert "<p>found</p>" in body
    assert "secret_code" not in body


@pytest.mark.parametrize("tag", ["lab-only", "parameters", "injected-parameters"])
def test_cells_for_the_lead_are_left_out(tag: str) -> None:
    """Questions to the lead, and parameters, are not in a report, be they words or outputs."""
    assert "leave" not in made(words("leave me", tag), shown("<p>leave</p>", tag)).body


def test_stderr_errors_and_widgets_are_left_out() -> None:
    """Warnings, tracebacks and widgets never reach a page."""
    widget = {WIDGET: {"model_id": "m"}, "text/plain": "IntSlider()"}
    body = made(
        put_out(
            {"output_type": "stream", "name": "stderr", "text": "careful"},
            {"output_type": "error", "ename": "E", "evalue": "oh", "traceback": ["oh"]},
            {"output_type": "display_data", "data": widget, "metadata": {}},
            {"output_type": "display_data", "data": {"application/javascript": "alert(1)"}, "metadata": {}},
            {"output_type": "stream", "name": "stdout", "text": "printed"},
        )
    ).body
    assert re.findall(r"careful|oh|IntSlider|m_id|alert|printed", body) == ["printed"]


def test_form_values_in_notebook_metadata_are_left_out() -> None:
    """The state of widgets, kept in a notebook's metadata, is not in the chapter."""
    ran = notebook([words("# T"), shown("<p>x</p>")])
    ran.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": "typed in"}}
    assert "typed in" not in str(chapter("day1", ran))


def test_headings_go_down_and_the_title_is_taken_out() -> None:
    """A workbook's first heading becomes the chapter's title, those below it move down with it."""
    one = made(words("## Part\n\n### Detail"), shown("<h2>Found</h2>"))
    assert one.title == "The title"
    assert re.findall(r"<h(\d)", one.body) == ["3", "4", "3"]
    assert re.findall(r"<h(\d)", made(words("## Part"), deeper=2).body) == ["4"]


def test_ids_are_unique_and_mentions_follow() -> None:
    """Headings with the same words, and outputs with the same ids, keep their own ids and mentions."""
    block = '<section aria-labelledby="a"><p id="a">x</p></section>'
    body = made(words("## Look\n\n[there](#Look)"), words("## Look"), shown(block), shown(block)).body
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids)) == 4
    assert all(identifier.startswith("day1-1-first-") for identifier in ids)
    assert set(re.findall(r'labelledby="([^"]+)"', body)) == set(ids[2:])
    assert re.findall(r'href="#([^"]+)"', body) == [ids[0]]


def test_styles_of_results_are_taken_once() -> None:
    """The style that each result brings is kept once and taken out of the body."""
    one = made(shown(ENQUIRY_STYLE + "<p>1</p>"), shown(ENQUIRY_STYLE + "<p>2</p>"))
    assert one.styles == (".enquiry-block{margin:0}",)
    assert "<style" not in one.body


def test_scripts_are_taken_out() -> None:
    """A script in an output does not reach the page."""
    assert "alert" not in made(shown("<p>x</p><SCRIPT>alert(1)</SCRIPT>")).body


def test_tables_get_a_scope() -> None:
    """Every header cell says what it is the header of; an empty corner is no header."""
    body = made(
        shown("<table><thead><tr><th></th><th>n</th></tr></thead><tr><th>a</th><td>1</td></tr></table>")
    ).body
    assert '<td></td><th scope="col">n</th>' in body
    assert '<th scope="row">a</th>' in body


def test_pictures_get_an_alternative_text() -> None:
    """A picture's alternative text comes from its metadata; without one, the page says so."""
    told = {
        "output_type": "display_data",
        "data": {"image/png": "iVBO"},
        "metadata": {"image/png": {"alt": 'A "line"'}},
    }
    body = made(put_out(told), shown('<img src="data:,">')).body
    assert "alt='A \"line\"'" in body
    assert f'alt="{NO_DESCRIPTION}"' in body


def test_an_svg_is_shown_as_a_picture() -> None:
    """An SVG output is written into the page as a picture, where nothing in it can run."""
    body = made(
        put_out(
            {"output_type": "display_data", "data": {"image/svg+xml": "<svg onload='x'/>"}, "metadata": {}}
        )
    ).body
    assert 'src="data:image/svg+xml;base64,' in body
    assert "onload" not in body


def test_what_is_tagged_front_is_apart() -> None:
    """Outputs tagged front are given for the beginning of the page, and are not repeated in the body."""
    one = made(shown("<p>In short</p>", "front"), shown("<p>At length</p>"))
    assert "In short" in one.front
    assert "In short" not in one.body
    assert "At length" in one.body


def test_headings_step_down_one_at_a_time() -> None:
    """At the beginning of the page a heading stands one level higher than in the chapter, below another title."""
    one = made(shown("<h3>What we asked</h3>", "front"), shown("<h3>In the chapter</h3>"))
    assert "<h3>What we asked</h3>" in one.front
    assert "<h4>In the chapter</h4>" in one.body


def test_what_is_tagged_folded_opens_with_a_click() -> None:
    """Outputs tagged folded are in the chapter whole, behind a line that says what they are."""
    body = made(shown("<p>Long answers</p>", "folded")).body
    folded = re.search(
        r'<details class="folded"><summary>(.+?)</summary>\s*<p>Long answers</p></details>', body
    )
    assert folded
    assert folded[1] == FOLD


def cautioned(*lines: str) -> NotebookNode:
    """A cell that has put out a result with these cautions."""
    items = "\n".join(f"<li>{line}</li>" for line in lines)
    return shown(f'<div class="enquiry-caution"><p>Bear in mind:</p>\n<ul>\n{items}\n</ul></div>')


def test_a_folded_result_says_what_it_is() -> None:
    """A folded result goes by its kind, one that cannot be worked out by what was asked; what does not apply is left out."""
    kinds = [
        {"kind": "Attrition"},
        {"kind": "NotEnough", "asked": "who was <lost>"},
        {"kind": "DoesNotApply"},
    ]
    outputs = [
        nbformat.v4.new_output("display_data", {"text/html": "<p>x</p>", SUMMARY: kind}) for kind in kinds
    ]
    cell = nbformat.v4.new_code_cell("", outputs=outputs, metadata={"tags": ["folded"]})
    labels = re.findall(r"<summary>(.+?)</summary>", made(cell).body)
    assert labels == [FOLDS["Attrition"], "Who was &lt;lost&gt;"]


def test_cautions_said_before_are_folded() -> None:
    """Two or more cautions that stand further up open with a click; new ones, and a single old one, stay in sight."""
    body = made(cautioned("one", "two"), cautioned("two", "three", "one"), cautioned("three", "four")).body
    first, second, third = body.split("Bear in mind:")[1:]
    assert "<details>" not in first + third
    assert "<ul><li>three</li></ul><details>" in second
    assert "further up (2)</summary><ul><li>two</li><li>one</li></ul></details></div>" in second
    assert "<li>three</li>" in third


def test_cautions_that_were_all_said_before_leave_no_empty_list() -> None:
    """Where every caution stands further up there is only the fold."""
    body = made(cautioned("one", "two"), cautioned("one", "two")).body
    assert body.count("<ul>") == 2


def test_the_same_cells_give_the_same_bytes() -> None:
    """Nothing in a chapter is random."""
    cells = [words("## A"), shown("<p>x</p>")]
    assert made(*cells) == made(*cells)
