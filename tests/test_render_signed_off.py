"""Which schools' results on the network's page belong to a report that somebody signed off."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.render import signed_off as module
from enquiry_lib.render.index import sha256
from enquiry_lib.render.signed_off import signed_off
from enquiry_lib.store.network import Network

OAK, ELM = "oak-primary", "elm-secondary"


def _result(network: Network, school: str, content: str) -> Path:
    path = network.new_enquiry(school).parent / "results" / "day1_1_school_priorities.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_only_schools_with_results_are_counted(network: Network) -> None:
    """Without a result a school is not on the page, and nobody has to sign."""
    assert signed_off(network) == (0, 0)
    _result(network, OAK, "[1]")
    assert signed_off(network) == (1, 0)


def test_results_are_signed_as_long_as_they_are_the_same(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte more, and the school's results are a draft again; the other school's stay signed."""
    files = [_result(network, school, f'["{school}"]') for school in (OAK, ELM)]
    signed = frozenset(sha256(file.read_bytes()) for file in files)
    monkeypatch.setattr(module, "_signed", lambda network, school: signed)
    assert signed_off(network) == (2, 2)
    files[0].write_text("[1, 2]", encoding="utf-8")
    assert signed_off(network) == (2, 1)
