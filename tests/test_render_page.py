"""Pages: whole in themselves and readable."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from tiny_workbooks import notebook, words

from enquiry_lib.render.chapters import Chapter, chapter
from enquiry_lib.render.page import (
    Failure,
    Part,
    failure_page,
    network_page,
    readable,
    said,
    school_page,
    signed_banner,
)
from enquiry_lib.store.network import Network, School

AWKWARD = "<script>alert('x')</script> {{ 7*7 }}"


def a_chapter(name: str, *lines: str, prefix: str = "", deeper: int = 1) -> Chapter:
    """A chapter with a title and some Markdown."""
    cells = [words(f"# About {name}"), *(words(line) for line in lines)]
    return chapter(name, notebook(cells), prefix=prefix, deeper=deeper)


def a_page(network: Network, parts: Sequence[Part]) -> str:
    """The page of the network's first school."""
    return school_page(network, network.schools[0], parts)


def test_a_page_is_whole_in_itself(network: Network) -> None:
    """No script, nothing to fetch, a policy that forbids both, and everything a reader's software asks for."""
    page = a_page(network, [Part("e", "Walking in", (a_chapter("day1_1_first", "## Part"),))])
    assert "<script" not in page
    assert not re.findall(r'\b(?:src|href)="(?!#|data:)', page)
    assert "@import" not in page
    assert "url(" not in page
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page
    assert '<html lang="en-GB">' in page
    assert re.search(r"<title>Oak Primary School – Two Schools</title>", page)
    for landmark in ('class="skip" href="#main"', "<header", "<nav", '<main id="main"', "<footer"):
        assert landmark in page


def test_headings_begin_with_one_h1_and_skip_no_level(network: Network) -> None:
    """One h1 for the school, chapters below it, one enquiry or several."""
    one = [Part("e", "Walking in", (a_chapter("day1_1_first", "## Part"),))]
    two = [
        Part(f"e{n}", f"Cycle {n}", (a_chapter("day1_1_first", "## Part", prefix=f"part{n}-", deeper=2),))
        for n in (1, 2)
    ]
    for parts in (one, two):
        page = a_page(network, parts)
        levels = [int(level) for level in re.findall(r"<h(\d)", page)]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_contents_lead_to_every_chapter(network: Network) -> None:
    """Each entry of the contents leads to a section that is there, with its day."""
    page = a_page(network, [Part("e", "W", (a_chapter("day1_1_first"), a_chapter("day4_2_second")))])
    nav = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r'href="#([^"]+)"', nav) == ["day1-1-first", "day4-2-second"]
    assert "Day 4" in nav
    assert all(f'id="{anchor}"' in page for anchor in ("day1-1-first", "day4-2-second"))


def test_links_between_workbooks_lead_to_chapters(network: Network) -> None:
    """A link to another workbook leads to its chapter; where there is none, its words stay."""
    lines = "[on](day4_2_second.ipynb), [start](00_start_here.ipynb)"
    page = a_page(network, [Part("e", "W", (a_chapter("day1_1_first", lines), a_chapter("day4_2_second")))])
    assert '<a href="#day4-2-second">on</a>, start' in page
    assert ".ipynb" not in page


def test_what_schools_typed_is_escaped(network: Network) -> None:
    """Names of schools, enquiries and failures are text, whatever is typed into them."""
    school = School("oak-primary", AWKWARD, "primary", "England")
    parts = [Part("e", AWKWARD, (a_chapter("day1_1_first"),))]
    for page in (
        school_page(network, school, parts),
        failure_page(network, school, [Failure("", AWKWARD, AWKWARD)]),
    ):
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "{{ 7*7 }}" in page


def test_in_short_is_there_only_when_something_is_tagged(network: Network) -> None:
    """The front area stands before the chapters, and without tagged outputs there is none."""
    plain = a_chapter("day1_1_first")
    front = Chapter("day4", "day4", "T", "Day 4", "<p>the gist</p>", "")
    page = a_page(network, [Part("e", "W", (plain, front))])
    assert page.index("In short</h2>") < page.index("the gist") < page.index('id="day1-1-first"')
    assert "In short" not in a_page(network, [Part("e", "W", (plain,))])


def test_a_failure_page_says_why_and_keeps_what_worked(network: Network) -> None:
    """What stopped and what to do next stand first, then the parts that did work."""
    failure = Failure("day4", "Evaluate impact", "Two problems.\n  - row 3\n  - row 9\nMend them.")
    page = failure_page(
        network, network.schools[0], [failure], [Part("e", "W", (a_chapter("day1_1_first"),))]
    )
    assert "Some of this report is missing" in page
    assert page.index("Mend them.") < page.index('id="day1-1-first"')
    assert "<li>row 9</li>" in page
    assert "This report could not be made" in failure_page(network, network.schools[0], [failure])


def test_a_network_page_has_its_chapters(network: Network) -> None:
    """The network's page is a page like the others."""
    page = network_page(network, [a_chapter("network_1_own", "Hello")])
    assert "<h1>Two Schools</h1>" in page
    assert "Hello" in page


def test_long_lists_of_problems_are_cut_short() -> None:
    """A page names the first problems and where to see all."""
    (lines,) = said("\n".join(f"- row {number}" for number in range(40)))
    assert len(lines) == 13
    assert lines[-1].startswith("and 28 more")


@pytest.mark.parametrize("colour", ["#ffd400", "#ffffff", "#0b5c6b", "#ff0000"])
def test_the_accent_can_be_read_on_white(colour: str) -> None:
    """Whatever colour a network chooses, text in it has a contrast of at least 4.5 on white."""
    channels = [int(readable(colour)[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    assert 1.05 / (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05) >= 4.5


def test_a_school_s_page_says_whether_it_was_signed_off(network: Network) -> None:
    """A page is a draft until somebody signs; the network's page, which nobody signs, has no banner."""
    part = Part("e", "Walking in", (a_chapter("day1_1_first"),))
    signed = signed_banner("A. <b>Name</b>", "head", dt.date(2026, 3, 2))
    for page in (
        a_page(network, [part]),
        failure_page(network, network.schools[0], [Failure("", "", "It stopped.")]),
    ):
        assert "Draft: not yet signed off by the head. Not for passing on." in page
    page = school_page(network, network.schools[0], [part], banner=signed)
    assert "Draft" not in page
    assert "Signed off for publication by A. &lt;b&gt;Name&lt;/b&gt;, head, on 2 March 2026." in page
    assert 'role="note"' not in network_page(network, part.chapters)
