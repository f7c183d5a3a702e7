"""Tables as JupyterLab shows them: its own rules for tables in outputs do not spoil ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import samples
from form_pages import chromium, open_answers, sticks_out
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


def test_what_is_wider_than_a_telephone_scrolls_in_its_own_box(browser: Any) -> None:
    """Tables and pictures never make a page wider; each box can be reached by the keyboard and says what it holds."""
    results = (samples.gap_scan(40), samples.pool())
    page = open_answers(browser, "".join(map(block, results)) + JUPYTERS)
    page.set_viewport_size({"width": 390, "height": 900})
    page.locator("details").evaluate_all("all => all.forEach(one => (one.open = true))")
    assert not sticks_out(page)
    boxes = page.locator(".enquiry-scroll")
    assert any(boxes.evaluate_all("all => all.map(one => one.scrollWidth > one.clientWidth)"))
    assert set(boxes.evaluate_all("all => all.map(one => one.tabIndex)")) == {0}
    assert all(boxes.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))"))
    wrapped = page.locator("td.number").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).whiteSpace !== 'nowrap')"
    )
    assert not wrapped
    page.close()
