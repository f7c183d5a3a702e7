"""Nobody out: children planted in everything a network of thirty schools keeps are in nothing that leaves it."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from planted import TWICE, Child, Planted, Search, codes_in, picture, plant, tokens_in

from enquiry_lib.data.example import build_example
from enquiry_lib.render.batch import render_network
from enquiry_lib.render.index import Receipt
from enquiry_lib.render.signing import ready_to_sign, sign
from enquiry_lib.store.published import Published

pytestmark = pytest.mark.slow

SCHOOLS = 30
NAMED, STOPPED, PUBLISHED = slice(10, 13), slice(20, 22), 4


@dataclass(frozen=True)
class Network:
    """The network after all was done: what was planted, what was rendered and published, and what searches for it."""

    planted: Planted
    receipt: Receipt
    published: Published
    search: Search = field(repr=False)

    @property
    def folder(self) -> Path:
        """Give the network's folder."""
        return self.planted.network.folder

    @property
    def ids(self) -> list[str]:
        """Give the ids of its schools."""
        return [school.id for school in self.planted.network.schools]

    def outputs(self) -> list[Path]:
        """Give every file that leaves, and what rendering writes for the school itself."""
        made = [self.folder / "reports", *self.folder.glob("schools/*/enquiries/*/results")]
        files = [path for folder in made for path in folder.rglob("*") if path.is_file()]
        published = [path for path in self.published.folder.iterdir() if path.is_file()]
        return sorted([*files, *published, *self.folder.glob("schools/*/withheld.csv")])

    def owner(self, path: Path) -> str:
        """Give the id of the school whose file it is, "" for what is the network's."""
        parts = path.relative_to(self.folder).parts
        return next((one for one in self.ids if one in (path.stem, parts[1])), "")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Thirty schools: planted, rendered with two workers, and the report of one of them published."""
    place = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENQUIRY_KEYS", str(place / "keys"))
        built = build_example(place / "network", schools=SCHOOLS, seed=5)
        ids = [school.id for school in built.schools]
        planted = plant(built, named=ids[NAMED], stopped=ids[STOPPED])
        receipt = render_network(built.folder, workers=2)
        published = sign(ready_to_sign(built, ids[PUBLISHED]), by="A. Name", role="head")
    yield Network(planted, receipt, published, Search(planted.sought()))


# --- what was done ----------------------------------------------------------------------------------------


def test_everything_sought_was_planted(network: Network) -> None:
    """Each name, number, date and sentence stands in some file beside the outputs, or the search would prove nothing."""
    outputs, found = {*network.outputs()}, set()
    inputs = [path for path in network.folder.parent.rglob("*") if path.is_file() and path not in outputs]
    for path in inputs:
        found |= network.search.in_file(path)
    assert found == {*network.planted.sought()}


def test_reports_are_made_of_it_all(network: Network) -> None:
    """Every school has its report, whole but for the two whose answers hold a pupil's code; the names' mask is in them."""
    stopped = {*network.ids[STOPPED]}
    assert {path.stem for path in (network.folder / "reports").glob("*.html")} >= {
        *network.ids,
        "network",
        "index",
    }
    assert {report.school for report in network.receipt.schools if report.failures} == stopped
    assert not network.receipt.network_report.failures
    pages = [_page(network, school) for school in sorted(network.planted.answered - stopped)]
    for masked in ("the mother of [name]", "rang on [phone]"):
        assert all(masked in page for page in pages)
        assert sum(page.count(masked) for page in pages) > 10 * len(pages)
    assert "Reading with [name] and others" in _page(network, network.ids[TWICE])


def test_a_stopped_chapter_says_where_to_look_and_holds_nothing(network: Network) -> None:
    """The page names the form, and nothing of the answers of that chapter is on it."""
    for school in network.ids[STOPPED]:
        page = _page(network, school)
        assert "what was typed into the forms (" in page
        assert "We think of" not in page


def test_what_was_published_is_what_was_signed(network: Network) -> None:
    """The published copy is there, with its banner, and masked as the report is."""
    page = network.published.page.read_text(encoding="utf-8")
    assert "A. Name" in page
    assert page.count("[name]") == _page(network, network.ids[PUBLISHED]).count("[name]") > 5


def _page(network: Network, school: str) -> str:
    return (network.folder / "reports" / f"{school}.html").read_text(encoding="utf-8")


# --- what must not be in it -------------------------------------------------------------------------------


def test_nothing_planted_leaves(network: Network) -> None:
    """No name, number, date of birth or sentence is in any output: bytes, decoded, unpacked, or in a file's name."""
    outputs = network.outputs()
    assert len(outputs) > SCHOOLS * 10
    leaked = {str(path.relative_to(network.folder)): network.search.in_file(path) for path in outputs}
    assert {name: found for name, found in leaked.items() if found} == {}


def test_no_code_and_no_other_school_leaves(network: Network) -> None:
    """No pupil's code, nor anybody else's from the tables, is in an output, and no other school's id in a school's own."""
    codes, ids = codes_in(network.folder), {*network.ids}
    assert len(codes) > 3000
    for path in network.outputs():
        tokens = tokens_in(path.read_bytes())
        assert not tokens & codes, path
        school = network.owner(path)
        assert not school or not tokens & (ids - {school}), path


# --- a search that can fail -------------------------------------------------------------------------------

CHILD = Child(3)
SAID = CHILD.all("control")


def _packed(said: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt.gz", gzip.compress(said.encode("utf-16")))
    return out.getvalue()


def _embedded(content: bytes, kind: str) -> bytes:
    return f'<p>Fine</p><img alt="" src="data:{kind};base64,{base64.b64encode(content).decode()}">'.encode()


def _split(said: str) -> str:
    return "".join(f"{letter}<b></b>" if number % 7 == 3 else letter for number, letter in enumerate(said))


WAYS = {
    "a paragraph": f"<p>{SAID}</p>".encode(),
    "capitals": SAID.upper().encode(),
    "an attribute": f'<p title="{SAID}">Fine</p>'.encode(),
    "entities": "".join(f"&#{ord(letter)};" for letter in SAID).encode(),
    "tags between letters": _split(SAID).encode(),
    "lines between words": SAID.replace(" ", "\n  ").encode(),
    "two bytes a letter": SAID.encode("utf-16"),
    "an older encoding": f"é {SAID}".encode("cp1252"),
    "signs of JSON": "".join(f"\\u{ord(letter):04x}" for letter in SAID).encode(),
    "an address": "".join(f"%{ord(letter):02X}" for letter in SAID).encode(),
    "a drawing": _embedded(f"<svg><text>{SAID}</text></svg>".encode(), "image/svg+xml"),
    "the notes of a photograph": _embedded(picture("jpeg", SAID), "image/jpeg"),
    "the notes of a picture": _embedded(picture("png", SAID), "image/png"),
    "packed notes of a picture": _embedded(picture("packed png", SAID), "image/png"),
    "an archive in an archive": _packed(SAID),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_search_finds_one_thing_however_it_is_written(way: str) -> None:
    """Everything about a child that is written in one way into one file is found; nobody else is."""
    sought = [*CHILD.sought(), CHILD.marker("control")]
    assert Search([*sought, *Child(5).sought()]).found_in(WAYS[way]) == {*sought}


def test_one_thing_planted_in_an_output_is_found(network: Network, tmp_path: Path) -> None:
    """A report that is clean is no longer clean with one surname, one code or another school's id in it."""
    page, code = _page(network, network.ids[0]), sorted(codes_in(network.folder))[0]
    for planted in (CHILD.last, CHILD.upn, CHILD.born[3], CHILD.marker("notes")):
        file = tmp_path / "report.html"
        file.write_text(page.replace("</main>", f"<p>{planted}</p></main>"), encoding="utf-8")
        assert network.search.in_file(file) == {planted}
    assert {code, network.ids[1]} <= tokens_in(f"{page}<p>{code.upper()}, {network.ids[1]}</p>".encode())
