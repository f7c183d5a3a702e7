"""Signing off: only what was read is published, with everything a person has to look at first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from rendered import Here, counting, render_here
from tiny_workbooks import code, scan, workbook, workbooks

from enquiry_lib import errors
from enquiry_lib.data.privacy.accounts import earlier_cells
from enquiry_lib.render.batch import render_network
from enquiry_lib.render.index import sha256
from enquiry_lib.render.page import DRAFT
from enquiry_lib.render.signing import NO_PROMISE, ready_to_sign, sign
from enquiry_lib.store.network import Network
from enquiry_lib.store.published import published_reports
from enquiry_lib.store.saving import save_section

OAK = "oak-primary"
LESS = "Why this report shows less"
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SIGNED = "Signed off for publication by A. Name, head, on 2 March 2026."


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Workbooks of which one counts pupils."""
    return counting(tmp_path / "books")


def _page(network: Network) -> Path:
    return network.folder / "reports" / f"{OAK}.html"


def test_the_published_copy_is_the_report_that_was_read(network: Network, books: Path) -> None:
    """It differs from the draft in its banner alone, and its hashes say of which draft it is."""
    render_here(network, books)
    published = sign(ready_to_sign(network, OAK, books=books), by=" A.  Name ", role="head", now=NOON)
    draft, copy = _page(network).read_text(encoding="utf-8"), published.page.read_text(encoding="utf-8")
    assert DRAFT.words in draft
    assert draft.replace(DRAFT.words, SIGNED).replace('class="banner"', 'class="banner signed"') == copy
    assert published.sign_off.draft == sha256(draft.encode("utf-8"))
    assert published.sign_off.report == sha256(copy.encode("utf-8"))


def test_what_was_published_is_kept_with_whom_it_counted(network: Network, books: Path) -> None:
    """The counts of the published copy are those of its results, pupils among them, in the school's folder only."""
    render_here(network, books)
    sign(ready_to_sign(network, OAK, books=books), by="A. Name", role="head", now=NOON)
    (earlier,) = earlier_cells(network, OAK)
    assert sorted(earlier["count"]) == [20, 30, 50]
    holding = [
        path for path in network.folder.rglob("*") if path.is_file() and b"Plantedno0" in path.read_bytes()
    ]
    assert holding == [network.school_folder(OAK) / "counted" / "2026-03-02.json"]


def test_rendered_again_it_is_the_same_and_the_index_says_published(network: Network, books: Path) -> None:
    """A published report does not change the next rendering of the same files; the index has the day."""
    index = render_here(network, books).index
    assert "complete, draft" in index.read_text(encoding="utf-8")
    before = _page(network).read_bytes()
    sign(ready_to_sign(network, OAK, books=books), by="A. Name", role="head", now=NOON)
    render_here(network, books)
    assert _page(network).read_bytes() == before
    assert "complete, published on 2 March 2026" in index.read_text(encoding="utf-8")


def test_the_next_report_tells_of_no_leaver_beside_the_published_one(
    network: Network, tmp_path: Path
) -> None:
    """With one pupil less, this term's report alone would be clear; beside last term's it withholds, and says why."""
    books, later = counting(tmp_path / "books"), counting(tmp_path / "later", no=29)
    render_here(network, later)
    assert ready_to_sign(network, OAK, books=later).hidden == ()
    render_here(network, books)
    sign(ready_to_sign(network, OAK, books=books), by="A. Name", role="head", now=NOON)
    index = render_here(network, later).index.read_text(encoding="utf-8")
    assert "draft; an earlier one was published on 2 March 2026" in index
    assert ready_to_sign(network, OAK, books=later).hidden
    log = (network.school_folder(OAK) / "withheld.csv").read_text(encoding="utf-8")
    assert "outcomes, Reading, baseline" in log
    assert "Planted" not in log
    assert ">29<" not in _page(network).read_text(encoding="utf-8")


def test_a_report_that_shows_less_says_why_at_its_head(network: Network, tmp_path: Path) -> None:
    """Beside the published report some numbers are withheld: the page names its day and what to do, the first never does."""
    books, later = counting(tmp_path / "books"), counting(tmp_path / "later", no=29)
    render_here(network, books)
    sign(ready_to_sign(network, OAK, books=books), by="A. Name", role="head", now=NOON)
    render_here(network, books)
    assert LESS not in _page(network).read_text(encoding="utf-8")
    render_here(network, later)
    page = _page(network).read_text(encoding="utf-8")
    assert page.count(LESS) == 1
    assert "report published on 2 March 2026 still stands" in page
    assert "wait until at least 10 pupils have joined or left" in page
    assert page.index(LESS) < page.index('class="spread"')
    again = sign(ready_to_sign(network, OAK, books=later), by="A. Name", role="head", now=NOON)
    assert LESS in again.page.read_text(encoding="utf-8")


def test_the_networks_page_says_how_many_reports_are_signed_off(network: Network, books: Path) -> None:
    """It is a draft until each report it draws on is signed off, and again when one has been made anew."""
    render_here(network, books)
    own = network.folder / "reports" / "network.html"
    assert "0 of 1 are signed off. Not for passing on." in own.read_text(encoding="utf-8")
    sign(ready_to_sign(network, OAK, books=books), by="A. Name", role="head", now=NOON)
    render_here(network, books)
    assert "All school reports that this page draws on are signed off (1)." in own.read_text(encoding="utf-8")
    render_here(network, counting(books.with_name("later"), no=40))
    assert "0 of 1 are signed off" in own.read_text(encoding="utf-8")


def test_a_report_of_an_earlier_rendering_can_be_signed(network: Network, books: Path) -> None:
    """Another school rendered since changes nothing; one that failed since, or whose page is gone, is not kept."""
    render_here(network, books)
    for _ in range(2):
        render_network(network.folder, schools=["elm-secondary"], executor=Here(), workbooks=books)
    assert sign(ready_to_sign(network, OAK, books=books), by="A. Name", role="head", now=NOON).page.is_file()
    _page(network).unlink()
    render_network(network.folder, schools=["elm-secondary"], executor=Here(), workbooks=books)
    with pytest.raises(errors.RenderFirst, match="the last rendering did not make it"):
        ready_to_sign(network, OAK, books=books)


def test_only_the_report_of_todays_files_can_be_signed(network: Network, books: Path) -> None:
    """Not rendered, changed by hand, older than the tables: each is said, and what to do."""
    with pytest.raises(errors.RenderFirst, match="the last rendering did not make it"):
        ready_to_sign(network, OAK, books=books)
    render_here(network, books)
    with pytest.raises(errors.RenderFirst, match="the last rendering did not make it"):
        ready_to_sign(network, "elm-secondary", books=books)
    page = _page(network).read_bytes()
    _page(network).write_bytes(page + b" ")
    with pytest.raises(errors.RenderFirst, match=r"oak-primary\.html was changed"):
        ready_to_sign(network, OAK, books=books)
    _page(network).unlink()
    with pytest.raises(errors.RenderFirst, match=r"there is no oak-primary\.html"):
        ready_to_sign(network, OAK, books=books)
    _page(network).write_bytes(page)
    network.data_folder(OAK).mkdir(parents=True)
    (network.data_folder(OAK) / "pupils.csv").write_text("pupil_id\nPlanted-7\n", encoding="utf-8")
    with pytest.raises(
        errors.RenderFirst, match=r"changes were made to schools/oak-primary/data/pupils\.csv"
    ):
        ready_to_sign(network, OAK, books=books)
    assert published_reports(network, OAK) == ()


def test_a_report_with_something_missing_cannot_be_signed(network: Network, tmp_path: Path) -> None:
    """A chapter that failed is no report to publish."""
    books = workbooks(tmp_path / "broken", [code("raise ValueError")])
    render_here(network, books)
    with pytest.raises(errors.RenderFirst, match="something is missing"):
        ready_to_sign(network, OAK, books=books)


def test_what_comes_out_otherwise_cannot_be_signed(network: Network, books: Path) -> None:
    """When the workbooks have changed since, nobody signs what nobody has read."""
    render_here(network, books)
    workbook(books, "day4_1_second", [code(scan("Reading", yes=25))])
    with pytest.raises(errors.RenderFirst, match="comes out otherwise"):
        ready_to_sign(network, OAK, books=books)


def test_what_is_not_settled_is_named(network: Network, books: Path) -> None:
    """Questions on ethics without an answer, a promise not made, and names in what was typed are listed."""
    path = network.new_enquiry(OAK)
    ethics = [{"item": "information", "settled": "yes"}, {"item": "sharing_back", "settled": "not yet"}]
    save_section(path, "protection", {"ethics": ethics}, base_revision=0)
    save_section(path, "priorities", {"concern": "Ask Amina Khatun about it."}, base_revision=1)
    render_here(network, books)
    ready = ready_to_sign(network, OAK, books=books)
    assert NO_PROMISE in ready.unsettled
    assert any(line.startswith("Sharing back") for line in ready.unsettled)
    assert not any(line.startswith("Information and consent") for line in ready.unsettled)
    assert any("a name" in line for line in ready.found)
    assert "Amina" not in str(ready.found)


@pytest.mark.parametrize(
    ("by", "role"), [("", "head"), ("A. Name", "  "), ("x" * 81, "head"), ("A\x07", "head")]
)
def test_a_report_is_signed_by_somebody(by: str, role: str, network: Network, books: Path) -> None:
    """Without a name and a role of a few plain words nothing is published."""
    render_here(network, books)
    ready = ready_to_sign(network, OAK, books=books)
    with pytest.raises(errors.WrongValue):
        sign(ready, by=by, role=role, now=NOON)
    assert published_reports(network, OAK) == ()


def test_a_pupil_on_the_published_page_stops_it(network: Network, books: Path) -> None:
    """The copy is searched like every page: a pupil's identifier in its banner stops it."""
    network.data_folder(OAK).mkdir(parents=True)
    (network.data_folder(OAK) / "pupils.csv").write_text("pupil_id\nPlanted-7\n", encoding="utf-8")
    render_here(network, books)
    ready = ready_to_sign(network, OAK, books=books)
    with pytest.raises(errors.IdentifierFound):
        sign(ready, by="planted-7", role="head", now=NOON)
    assert published_reports(network, OAK) == ()
