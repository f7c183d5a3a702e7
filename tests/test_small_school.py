"""The report of a school of thirty: most numbers of its groups cannot be shown, and it reads well all the same."""

from __future__ import annotations

import html
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from small_school import HIGHER, LOWER, SCHOOL, small_school

from enquiry_lib.render.batch import render_network
from enquiry_lib.show.numbers import SYMBOLS, WITHHELD

DIGIT = re.compile(r"\d")
YEAR = re.compile(r"\d{4}/\d{2}|\d+ \w+ \d{4}")
HELD = re.compile(r"too few|cannot be shown|cannot be worked out|fingerprint")
FIGURES = ("School priorities", "Evaluate impact", "Evaluate the process")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network of the one school, with its report."""
    place = tmp_path_factory.mktemp("small") / "network"
    small_school(place)
    receipt = render_network(place, workers=1)
    assert receipt.ok, [failure.message for failure in receipt.failures]
    return place


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    """The school's report, without its styles."""
    text = (folder / "reports" / f"{SCHOOL.id}.html").read_text(encoding="utf-8")
    return re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


def _said(page: str) -> list[str]:
    """Give the sentences that were computed: those that open each result, before its picture, cautions and tables."""
    results = re.findall(r'<section class="enquiry-block">(.*?)</section>', page, flags=re.DOTALL)
    opening = (re.split(r"<figure|<div|<details", result)[0] for result in results)
    return [
        _plain(found) for part in opening for found in re.findall(r"<p[^>]*>(.*?)</p>", part, flags=re.DOTALL)
    ]


def _chapters(page: str) -> str:
    """Give the chapters that are about figures."""
    chapters = re.split(r'(?=<[^>]*class="sheet chapter")', page)
    return "".join(one for one in chapters if any(f">{title}<" in one for title in FIGURES))


def test_the_school_is_as_small_as_it_says(tmp_path: Path) -> None:
    """Thirty pupils are on roll in two classes, and every group but the sexes has fewer than ten of them or all but a few."""
    network = small_school(tmp_path / "network")
    pupils = pd.read_csv(network.data_folder(SCHOOL.id) / "pupils.csv", keep_default_na=False)
    here = pupils[pupils["left_on"] == ""]
    assert len(here) == 30
    assert set(here["class_name"]) == {LOWER, HIGHER}
    assert 3 <= (here["pupil_premium"] == "yes").sum() <= 8


@pytest.mark.slow
def test_at_least_six_sentences_say_something_with_a_number(page: str) -> None:
    """Six or more different computed sentences about the school's own figures give a number, years and dates apart."""
    told = {sentence for sentence in _said(_chapters(page)) if not HELD.search(sentence)}
    found = {sentence for sentence in told if DIGIT.search(YEAR.sub("", sentence))}
    assert len(found) >= 6, found


@pytest.mark.slow
def test_no_table_is_mostly_symbols(page: str) -> None:
    """In no table are more than half of the numbers withheld, and each symbol is explained below its table."""
    tables = re.findall(
        r"<table>.*?</table></div>(?:\s*<p class=\"enquiry-note\">.*?</p>)*", page, flags=re.DOTALL
    )
    assert len(tables) > 5
    for table in tables:
        numbers = re.findall(r'<td class="number">([^<]*)</td>', table)
        assert 2 * numbers.count(WITHHELD) <= len(numbers), _plain(table)
        for symbol in set(numbers) & set(SYMBOLS):
            assert f"{symbol}: " in _plain(table)


@pytest.mark.slow
def test_no_sentence_is_said_over_and_over(page: str) -> None:
    """That something cannot be shown is said once where it belongs, each time of something else."""
    held = Counter(one for one in _said(page) if "too few" in one or "cannot be shown" in one)
    assert held
    assert max(held.values()) == 1, held


@pytest.mark.slow
def test_the_front_says_what_was_asked_done_and_decided(page: str) -> None:
    """In short is whole: five headings, each with a sentence, and what the finding can bear."""
    front = page.partition('class="sheet chapter"')[0]
    parts = re.findall(
        r'class="enquiry-heading">([^<]+)<.*?enquiry-finding">([^<]+)<', front, flags=re.DOTALL
    )
    assert [head for head, _ in parts] == [
        "What we asked", "What we did", "What happened", "How sure we are", "What next",
    ]  # fmt: skip
    assert "There was no comparison group" in front
    assert all(len(said) > 20 for _, said in parts)


@pytest.mark.slow
def test_no_pupil_is_in_the_report(folder: Path, page: str) -> None:
    """No code of a pupil is on the page, and no picture is without words."""
    pupils = pd.read_csv(folder / "schools" / SCHOOL.id / "data" / "pupils.csv")["pupil_id"]
    assert not [code for code in pupils if code in page]
    assert re.findall(r"<img", page)
    assert not re.findall(r'<img(?![^>]*alt="[^"]{20})', page)
