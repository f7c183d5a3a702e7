"""The index page and the receipt: what was made, what failed and why, and with what."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from enquiry_lib.render.index import (
    Receipt,
    Report,
    WorkbookOutcome,
    hashes,
    read_earlier,
    sha256,
    write_index,
    write_receipt,
)
from enquiry_lib.render.page import Failure
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import save_section

WRITTEN = {"a page": "h"}
WHY = Failure("day1_1_first", "The first", "It stopped. Mend it.", "2025-26-enquiry")


@pytest.fixture
def receipt(tmp_path: Path) -> Receipt:
    """One school made, one failed, with their pages."""
    out = tmp_path / "reports"
    out.mkdir()
    for name in ("oak-primary", "elm-secondary", "gone-school", "network"):
        (out / f"{name}.html").write_text("x", encoding="utf-8")
    outcome = WorkbookOutcome("day1_1_first", "2025-26-enquiry", "failed")
    schools = (
        Report("oak-primary", "oak-primary.html", inputs={"b": "2", "a": "1"}, outputs=WRITTEN, seconds=1.5),
        Report("elm-secondary", "elm-secondary.html", workbooks=(outcome,), failures=(WHY,), outputs=WRITTEN),
    )
    return Receipt(
        out, "Two Schools", {"size": 3}, schools, Report("", "network.html"), {"network.toml": "h"}
    )


def test_the_index_lists_schools_by_phase_with_their_state(network: Network, receipt: Receipt) -> None:
    """Each school in the register has its link and its state; a failure says why."""
    write_index(network, receipt)
    page = receipt.index.read_text(encoding="utf-8")
    assert re.findall(r"<h2[^>]*>([^<]+)", page) == ["The network", "Primary", "Secondary"]
    assert re.findall(r'href="([^"#]+)"', page) == ["network.html", "oak-primary.html", "elm-secondary.html"]
    assert "1 report complete, 1 with something missing" in page
    assert "The first: It stopped. Mend it." in page
    assert "<script" not in page


def test_data_kept_for_too_long_are_named_beside_the_school(network: Network, receipt: Receipt) -> None:
    """A school whose tables should be gone has a line that says so; the day it promised is not on the page."""
    network.data_folder("oak-primary").mkdir(parents=True)
    (network.data_folder("oak-primary") / "pupils.csv").write_text("pupil_id\nP0001\n", encoding="utf-8")
    kept = {"keep_tables_until": "2020-08-31"}
    save_section(network.new_enquiry("oak-primary"), "protection", kept, base_revision=0)
    write_index(network, receipt)
    page = receipt.index.read_text(encoding="utf-8")
    assert page.count("kept for longer than was promised") == 1
    assert "2020" not in page


def test_schools_stand_in_the_order_of_the_register(network: Network, receipt: Receipt) -> None:
    """Within a phase the index has the order of the register, as the network's page does."""
    oak, elm = network.schools
    zebra = replace(oak, id="zebra-primary", name="Zebra Primary School")
    ours = replace(network, schools=(zebra, elm, oak))
    write_index(ours, receipt)
    page = receipt.index.read_text(encoding="utf-8")
    names = re.findall(r'class="school">(?:<a [^>]*>)?([^<]+)', page)
    assert names == ["Zebra Primary School", "Oak Primary School", "Elm School"]


def test_what_was_missing_is_read_from_the_receipt(network: Network, receipt: Receipt) -> None:
    """Of schools named whose page is there and lacked something; what was carried before is carried on."""
    write_index(network, receipt)
    write_receipt(receipt)
    ids = ["oak-primary", "elm-secondary", "new-school"]
    assert read_earlier(receipt.out, ids) == {"elm-secondary": (WHY,)}
    write_receipt(replace(receipt, schools=receipt.schools[:1], earlier={"elm-secondary": (WHY,)}))
    assert read_earlier(receipt.out, ids) == {"elm-secondary": (WHY,)}
    write_receipt(replace(receipt, schools=receipt.schools[:1]))
    assert read_earlier(receipt.out, ids) == {}
    write_receipt(receipt)
    (receipt.out / "elm-secondary.html").unlink()
    assert read_earlier(receipt.out, ids) == {}


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"schools": {"a": {}}, "earlier": 3}'])
def test_without_a_receipt_that_can_be_read_nothing_is_known(content: str | None, tmp_path: Path) -> None:
    """A receipt that is not there, broken or of another make is no reason to stop."""
    if content is not None:
        (tmp_path / "receipt.json").write_text(content, encoding="utf-8")
    (tmp_path / "a.html").write_text("x", encoding="utf-8")
    assert read_earlier(tmp_path, ["a"]) == {}


def test_a_school_that_was_not_asked_for_is_said_so(network: Network, receipt: Receipt) -> None:
    """A school left out this time is listed, with an earlier page if there is one."""
    (receipt.out / "elm-secondary.html").unlink()
    write_index(network, replace(receipt, schools=()))
    page = receipt.index.read_text(encoding="utf-8")
    assert "from an earlier rendering" in page
    assert "not made yet" in page
    assert 'href="elm-secondary.html"' not in page


def test_the_receipt_says_what_was_done_with_what(network: Network, receipt: Receipt) -> None:
    """Versions, parameters, states, failures and hashes are in it; times are not."""
    write_index(network, receipt)
    write_receipt(receipt)
    kept = json.loads((receipt.out / "receipt.json").read_text(encoding="utf-8"))
    assert kept["schema_version"] == 1
    assert kept["parameters"] == {"size": 3}
    assert {"enquiry-workbooks", "python", "papermill"} <= kept["versions"].keys()
    assert kept["schools"]["elm-secondary"]["status"] == "failed"
    assert kept["schools"]["elm-secondary"]["failures"][0]["message"] == "It stopped. Mend it."
    assert kept["outputs"]["index.html"] == sha256(receipt.index.read_bytes())
    assert "seconds" not in json.dumps(kept)
    times = json.loads((receipt.out / "timings.json").read_text(encoding="utf-8"))
    assert times["schools"]["oak-primary"] == 1.5


def test_names_that_hold_an_identifier_are_withheld(network: Network, receipt: Receipt) -> None:
    """Of a school's files, enquiries and reasons, of parameters and of the register, no pupil is named."""
    why = Failure("day1_1_first", "The first", "Q0001X_b is there twice.", "q0001x")
    oak = Report(
        "oak-primary",
        "oak-primary.html",
        workbooks=(WorkbookOutcome("day1_1_first", "q0001x", "failed"),),
        failures=(why,),
        inputs={"schools/oak-primary/enquiries/q0001x/enquiry.json": "h"},
        pupils=frozenset({"Q0001X"}),
    )
    schools = (replace(network.schools[0], name="Q0001X School"), *network.schools[1:])
    given = {"asked": "Q0001X", "size": 3}
    receipt = replace(receipt, parameters=given, schools=(oak,), inputs={"reference/Q0001X/x.csv": "h"})
    write_index(replace(network, schools=schools), receipt)
    write_receipt(receipt)
    for name in ("index.html", "receipt.json"):
        assert "q0001x" not in (receipt.out / name).read_text(encoding="utf-8").lower()
    kept = json.loads((receipt.out / "receipt.json").read_text(encoding="utf-8"))
    assert kept["schools"]["oak-primary"]["inputs"] == {
        "schools/oak-primary/enquiries/[withheld]/enquiry.json": "h"
    }
    assert kept["parameters"] == {"asked": "[withheld]", "size": 3}
    assert "[withheld] School" in receipt.index.read_text(encoding="utf-8")


def test_a_page_that_could_not_be_written_is_said_so(network: Network, receipt: Receipt) -> None:
    """The index leads to the earlier page as such, and gives the reason."""
    write_index(network, replace(receipt, schools=(replace(receipt.schools[1], outputs={}),)))
    page = receipt.index.read_text(encoding="utf-8")
    assert page.count("from an earlier rendering") == 2
    assert "something is missing" not in page
    assert "It stopped. Mend it." in page


def test_a_receipt_is_ok_only_when_nothing_failed(receipt: Receipt) -> None:
    """One failure anywhere, the network's page included, and it is not."""
    assert not receipt.ok
    assert replace(receipt, schools=receipt.schools[:1]).ok
    assert not replace(receipt, schools=(), network_report=Report("", "", failures=(WHY,))).ok


def test_hashes_name_no_folder_of_this_machine(tmp_path: Path) -> None:
    """Files are named from the folder given; of one outside it the last two names are kept."""
    inside, outside = tmp_path / "net" / "a" / "x.csv", tmp_path / "other" / "y.csv"
    for path in (inside, outside):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"")
    assert list(hashes([outside, inside], tmp_path / "net")) == ["a/x.csv", "other/y.csv"]
