"""Tables as JupyterLab shows them: its own rules for tables in outputs do not spoil ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import samples
from form_pages import chromium, open_answers
from full_record import full_record

from enquiry_lib.show.answers import printed_answers
from enquiry_lib.show.showing import block

pytestmark = pytest.mark.browser

JUPYTERS = """<style>
.jp-RenderedHTMLCommon td, .jp-RenderedHTMLCommon th, .jp-RenderedHTMLCommon tr
  { vertical-align: middle; text-align: right; padding: 0.5em; line-height: normal; white-space: normal; border: none }
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon td, :not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon th
  { text-align: right }
</style>"""
"""What JupyterLab 4 says of tables in outputs, after ours: its styles may be loaded later."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with chromium() as found:
        yield found


def aligned(browser: Any, html: str, cells: str) -> set[str]:
    """Give how the cells that a selector names are aligned in one of JupyterLab's outputs."""
    page = open_answers(browser, f'<div class="jp-RenderedHTMLCommon jp-RenderedHTML">{html}</div>{JUPYTERS}')
    found = page.locator(cells).evaluate_all("cells => cells.map((cell) => getComputedStyle(cell).textAlign)")
    page.close()
    return set(found)


def test_words_stand_left_and_numbers_right_in_a_result(browser: Any) -> None:
    """Every table behind a result reads as in a report."""
    html = block(samples.attendance())
    assert aligned(browser, html, ".enquiry-block :is(th, td):not(.number)") == {"left"}
    assert aligned(browser, html, ".enquiry-block :is(th, td).number") == {"right"}


@pytest.mark.parametrize("section", ["priorities", "framework_review"])
def test_printed_answers_stand_left(browser: Any, section: str) -> None:
    """What a school wrote is never set against the right edge."""
    html = printed_answers(full_record().section(section)).html
    assert aligned(browser, html, ".enquiry-answers :is(th, td)") == {"left"}
