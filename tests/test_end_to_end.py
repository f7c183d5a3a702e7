"""The whole way: twenty schools, the cohort of twelve among them, from their files to their reports, and what must never be in them."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from enquiry_lib.data.example import build_example
from enquiry_lib.render.batch import render_network
from enquiry_lib.render.index import Receipt
from enquiry_lib.store.network import load_network

pytestmark = pytest.mark.slow

TOKEN = re.compile(r"[A-Za-z0-9_-]+")
APART = "timings.json"
TOO_WIDE = "[...document.querySelectorAll('.enquiry-scroll')].some(box => box.scrollWidth > box.clientWidth)"
IDS = ("pupil_id", "respondent_id", "voice_id", "observation_id")


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network of `enquiry example practice --schools 20 --seed 7`."""
    folder = tmp_path_factory.mktemp("practice") / "network"
    build_example(folder, schools=20, seed=7)
    return folder


@pytest.fixture(scope="module")
def receipt(practice: Path) -> Receipt:
    """What rendering it with two workers did."""
    return render_network(practice, workers=2)


def _outputs(practice: Path) -> list[Path]:
    """Every file that leaves: reports, receipt, and the summaries."""
    reports = [path for path in (practice / "reports").rglob("*") if path.is_file()]
    return reports + sorted(practice.glob("schools/*/enquiries/*/results/*"))


def _tokens(path: Path) -> set[str]:
    """Every whole token of a file, as it is and with entities and embedded pictures decoded."""
    text = path.read_text(encoding="utf-8")
    pictures = [
        base64.b64decode(found).decode("utf-8") for found in re.findall(r"base64,([A-Za-z0-9+/=]+)", text)
    ]
    layers = [text, *pictures]
    layers += [html.unescape(re.sub(r"<[^>]+>", " ", layer)) for layer in layers]
    return {token.casefold() for layer in layers for token in TOKEN.findall(layer)}


def _pupils(practice: Path) -> set[str]:
    found: set[str] = set()
    for path in practice.glob("schools/*/data/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found.update(row[name].casefold() for row in csv.DictReader(file) for name in IDS if name in row)
    return found


def test_every_school_has_its_report(practice: Path, receipt: Receipt) -> None:
    """Twenty reports, the network's page, an index and a receipt, and nothing failed, missing data included."""
    assert receipt.ok, [failure.message for failure in receipt.failures]
    schools = load_network(practice).schools
    names = {path.name for path in (practice / "reports").iterdir()}
    assert len(schools) == 20
    assert {f"{school.id}.html" for school in schools} | {
        "index.html",
        "network.html",
        "receipt.json",
        APART,
    } == names


def test_no_pupil_and_no_other_school_leaves(practice: Path, receipt: Receipt) -> None:
    """No pupil's identifier is in any output, decoded and by whole token, nor another school's in a school's own."""
    pupils = _pupils(practice)
    schools = {school.id for school in load_network(practice).schools}
    assert len(pupils) > 5000
    for path in _outputs(practice):
        tokens = _tokens(path)
        assert not tokens & pupils, path.name
        own = path.stem if path.parent.name == "reports" else path.relative_to(practice).parts[1]
        if own in schools:
            assert not tokens & (schools - {own}), path.name


def test_nobody_who_left_is_given_away_by_two_scans(practice: Path, receipt: Receipt) -> None:
    """The gaps at the start and those of the plan are about the same pupils wherever they are about the same scores."""
    compared = 0
    for folder in sorted(practice.glob("schools/*/enquiries/*/results")):
        first, later = (
            _gaps(folder / f"{name}.json") for name in ("day1_1_school_priorities", "day4_2_evaluate_impact")
        )
        for key in first.keys() & later.keys():
            assert first[key] == later[key], (folder.parent.name, key)
            compared += 1
    assert compared > 20


def _gaps(path: Path) -> dict[tuple[str, ...], tuple[int, int]]:
    """Give how many pupils stand on both sides of each gap at the start."""
    scans = [found for found in json.loads(path.read_text(encoding="utf-8")) if found["kind"] == "GapScan"]
    return {
        (gap["measure"], gap["group"], gap["member"]): (gap["n"], gap["n_others"])
        for scan in scans
        for gap in scan["gaps"]
        if gap["occasion"] == "baseline"
    }


def test_a_planted_pupil_is_found_by_this_search(practice: Path, tmp_path: Path) -> None:
    """The search above sees an identifier in text, in an attribute, behind entities and inside a picture."""
    pupil = sorted(_pupils(practice))[0].upper()
    hidden = "".join(f"&#{ord(letter)};" for letter in pupil)
    picture = base64.b64encode(f"<svg><text>{pupil}</text></svg>".encode()).decode()
    for number, planted in enumerate(
        (
            f"<p>{pupil}</p>",
            f'<p title="{pupil}">',
            f"<p>{hidden}</p>",
            f'<img src="data:x;base64,{picture}">',
        )
    ):
        path = tmp_path / f"{number}.html"
        path.write_text(planted, encoding="utf-8")
        assert pupil.casefold() in _tokens(path), planted


def test_pages_ask_nothing_and_hold_no_code(practice: Path, receipt: Receipt) -> None:
    """No script, no address outside the folder, no source of a code cell, and a policy that forbids the rest."""
    for path in (practice / "reports").glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in page
        assert "<script" not in page.lower()
        assert not re.findall(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page), path.name
        assert not re.findall(r"@import|url\(\s*['\"]?(?!data:|#)", page), path.name
        assert "el.show(" not in page
        assert "import enquiry_lib" not in page
        assert "widget-view" not in page


def _hashes(practice: Path) -> dict[str, str]:
    files = [path for path in _outputs(practice) if path.name != APART]
    return {
        path.relative_to(practice).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_the_trial_is_pooled_from_the_schools_reports(practice: Path, receipt: Receipt) -> None:
    """All eight schools that started the trial have reported, and their network's page puts them together."""
    page = (practice / "reports" / "network.html").read_text(encoding="utf-8")
    assert "the effects of the 8 schools come to" in page
    assert "Schools that started: 8. Reported: 8." in page


def test_every_report_opens_in_short(practice: Path, receipt: Receipt) -> None:
    """Each school's page begins with five pieces, from what was asked to what comes next, before the first chapter."""
    for school in load_network(practice).schools:
        page = (practice / "reports" / f"{school.id}.html").read_text(encoding="utf-8")
        front, days = page.split('<div class="spread">')
        heads = re.findall(r'class="enquiry-heading">([^<]+)<', front)
        heads = ["What we did" if head == "What we plan to do" else head for head in heads]
        assert heads == ["What we asked", "What we did", "What happened", "How sure we are", "What next"]
        assert len(re.findall(r'class="sheet chapter"', days)) == 11


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """Rendering again, with one worker instead of two, changes no byte but the timings."""
    folder = tmp_path / "network"
    build_example(folder, schools=5, seed=7)
    render_network(folder, workers=2)
    before = _hashes(folder)
    render_network(folder, workers=1)
    assert _hashes(folder) == before


def test_receipt_names_no_place(practice: Path, receipt: Receipt) -> None:
    """The receipt has versions, parameters and hashes, and no path or user of this machine."""
    text = (practice / "reports" / "receipt.json").read_text(encoding="utf-8")
    assert json.loads(text)["versions"]["enquiry-workbooks"]
    assert str(practice) not in text
    assert str(Path.home()) not in text


def test_one_changed_mark_changes_the_report(tmp_path: Path) -> None:
    """The published figures are worked out: one pupil's absences turned to presence, and 13 become 12."""
    folder = tmp_path / "network"
    build_example(folder, schools=1, seed=1)
    school = load_network(folder).schools[0].id
    render_network(folder)
    page = (folder / "reports" / f"{school}.html").read_text(encoding="utf-8")
    for figure in (
        "94.9%",
        "97.0%",
        "44 of 311",
        "13 of 336",
        "14.15%",
        "3.87%",
        "different rolls, 311 and 336",
    ):
        assert figure in page
    attendance = folder / "schools" / school / "data" / "attendance.csv"
    _mend_one_pupil(attendance)
    render_network(folder)
    page = (folder / "reports" / f"{school}.html").read_text(encoding="utf-8")
    assert "44 of 311" in page
    assert "12 of 336" in page


def _mend_one_pupil(path: Path) -> None:
    """Make the pupil with the most absences in the later year present throughout it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    present = {"AM": "/", "PM": "\\"}
    missed: dict[str, int] = {}
    for line in lines[1:]:
        pupil, date, _, mark = line.split(",")
        if date >= "2025-09-01" and mark not in "/\\L":
            missed[pupil] = missed.get(pupil, 0) + 1
    worst = max(missed, key=lambda pupil: (missed[pupil], pupil))
    for number, line in enumerate(lines):
        pupil, date, session, _ = line.split(",")
        if pupil == worst and date >= "2025-09-01":
            lines[number] = ",".join((pupil, date, session, present[session]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.browser
def test_chromium_shows_every_page_without_a_complaint(practice: Path, receipt: Receipt) -> None:
    """Each page opens in a real browser without a console message or a request for anything outside itself."""
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        if os.environ.get("ENQUIRY_BROWSER_REQUIRED"):
            pytest.fail("Chromium is required here and is not installed")
        pytest.skip("no Chromium on this machine")
    complaints: list[str] = []
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda request: complaints.append(request.url) if _is_outside(request.url) else None
        )
        for path in sorted((practice / "reports").glob("*.html")):
            page.goto(path.as_uri())
            assert page.locator("h1").count() == 1
            assert path.stem != "network" or not page.evaluate(TOO_WIDE), "a table is cut"
        browser.close()
    assert complaints == []


def _is_outside(address: str) -> bool:
    return not address.startswith(("file:", "data:"))
