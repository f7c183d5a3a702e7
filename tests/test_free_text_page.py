"""The page about free text says what the search finds today; the test set is what it says it is."""

from __future__ import annotations

from types import ModuleType

import pytest
from scripts import script


@pytest.fixture(scope="module")
def page() -> ModuleType:
    """The script that writes the page."""
    return script("docs", "free_text.py")


@pytest.fixture(scope="module")
def measured() -> ModuleType:
    """What measures the test set."""
    return script("tests", "free_text", "measured.py")


def test_the_page_has_the_numbers_of_today(page: ModuleType) -> None:
    """Whoever changes the search runs `python docs/free_text.py` again."""
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.written(text) == text


def test_the_test_set_is_large_and_half_of_it_names_somebody(measured: ModuleType) -> None:
    """At least 300 sentences of three voices, every kind in either half, no sentence twice."""
    halves = {half: list(measured.sentences(half)) for half in measured.HALVES}
    together = [one for half in halves.values() for one in half]
    assert len(together) >= 300
    assert 0.4 < sum(bool(one.marked) for one in together) / len(together) < 0.6
    assert {one.voice for one in together} == {"pupil", "parent", "staff"}
    assert len({one.text for one in together}) == len(together)
    for half in halves.values():
        assert {kind for one in half for kind, _, _ in one.marked} == set(measured.KINDS)


def test_most_of_what_is_held_out_is_found(measured: ModuleType) -> None:
    """Nine in ten names and every number and address; nine in ten finds are right."""
    found = {one.kind: one for one in measured.measure("held_out")}
    names = found.pop("name")
    assert names.covered / names.marked >= 0.9
    assert names.right / names.finds >= 0.9
    assert all(one.covered == one.marked for one in found.values())
