"""Pages: whole in themselves, readable, and without any pupil's identifier."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from tiny_workbooks import notebook, words

from enquiry_lib import errors
from enquiry_lib.render.chapters import Chapter, chapter
from enquiry_lib.render.page import (
    Failure,
    Part,
    check_page,
    failure_page,
    network_page,
    ordinary_words,
    readable,
    said,
    school_page,
    withheld,
    without_identifiers,
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


SVG = base64.b64encode(b"<svg><!-- Pupil-77 --><text>x</text></svg>").decode("ascii")


@pytest.mark.parametrize(
    "page",
    [
        "<p>pupil-77</p>",
        "<p>(Pupil-77)</p>",
        "<p>Pupil&#45;77</p>",
        "<p>Pu<b>pil-77</b></p>",
        '<img alt="of PUPIL-77">',
        "<p class='pupil-77'></p>",
        "<!-- pupil-77 -->",
        f'<img src="data:image/svg+xml;base64,{SVG}">',
    ],
)
def test_an_identifier_is_found_wherever_it_hides(page: str) -> None:
    """In text, entities, split by tags, attributes, comments and pictures; and it is not repeated."""
    with pytest.raises(errors.IdentifierFound) as caught:
        check_page(page, pupil_ids=["Pupil-77"])
    assert "77" not in str(caught.value)


@pytest.mark.parametrize("page", ["<p>pupil-778</p>", "<p>apupil-77</p>", "<p>pupil 77</p>"])
def test_only_whole_words_are_identifiers(page: str) -> None:
    """A longer word that holds an identifier is another word."""
    check_page(page, pupil_ids=["Pupil-77"])


@pytest.mark.parametrize(
    "page",
    [
        "<p>Q0001X_Q0002X</p>",
        "<p>see Q0001X-reading</p>",
        "<p>Q0001X_retest</p>",
        "<p id='row-q0001x-3'></p>",
        "<p>retest-OAK-0012_b</p>",
        "<p>10234-reading and 2025_10234</p>",
        "<p>A/12 b_retest</p>",
    ],
)
def test_an_identifier_joined_to_other_words_is_found(page: str) -> None:
    """A word joined by - or _ is looked into for pupils' identifiers, whole or themselves joined."""
    with pytest.raises(errors.IdentifierFound):
        check_page(page, pupil_ids=["Q0001X", "OAK-0012", "10234", "a/12 b"])


def test_parts_of_words_that_are_no_identifiers_pass() -> None:
    """Part of a school's id is no school, a short number no pupil, and names in tags and styles no short id."""
    page = "<p id='day-4c' class='row-7a'>Reading-road, 2025-26-enquiry, 0.10234-0.5, elm-secondary-b</p>"
    check_page(page, pupil_ids=["26", "4C", "7A", "10234"], other_school_ids=["road", "elm", "elm-secondary"])


def test_identifiers_of_digits_are_looked_for_as_whole_numbers() -> None:
    """Long numbers are found in what people read; counts, years and the coordinates of a picture are not."""
    with pytest.raises(errors.IdentifierFound):
        check_page("<p>10234</p>", pupil_ids=["10234"])
    check_page('<p>2025 and 0.10234</p><path d="M10234 5"/>', pupil_ids=["10234", "2025"])


def test_identifiers_with_other_signs_are_found_too() -> None:
    """An identifier may hold a space or a stroke."""
    with pytest.raises(errors.IdentifierFound):
        check_page("<p>by A/12 b.</p>", pupil_ids=["a/12 B"])


def test_another_schools_id_is_found() -> None:
    """A page must not name another school's id."""
    with pytest.raises(errors.IdentifierFound, match="another school"):
        check_page("<p>elm-secondary</p>", pupil_ids=[], other_school_ids=["elm-secondary"])


def test_identifiers_are_withheld_from_messages() -> None:
    """A message keeps its sense and loses its identifiers."""
    assert without_identifiers("Row 3: 'P7' is there twice.", ["p7"]) == "Row 3: '[withheld]' is there twice."


def test_joined_identifiers_are_withheld_too() -> None:
    """A word made of an identifier goes as a whole, one with a space or a stroke as well."""
    text = "Q0001X_retest of a/12 B at 2025-26"
    assert without_identifiers(text, ["q0001x", "A/12 b", "26"]) == "[withheld] of [withheld] at 2025-26"


def test_a_name_loses_what_the_check_would_stop_and_nothing_else() -> None:
    """A name without an identifier stays; a number that could be a count is none; one split by tags goes whole."""
    assert withheld("Oak 7, Pupil-7_b", ["pupil-7", "7"]) == "Oak 7, [withheld]"
    assert withheld("Pu<b>pil-7", ["pupil-7"]) == "[withheld]"


def test_words_of_every_page_are_known() -> None:
    """Words of the templates, and of texts given, are ordinary."""
    assert {"main", "reading"} <= ordinary_words(["Reading together"])
