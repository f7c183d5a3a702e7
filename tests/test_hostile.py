"""Hostile files: each ends in a plain sentence, within 512 MB, and nothing in it is ever carried out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import CORPUS

MOST = 512  # MB
NAMES = [one.name for one in CORPUS]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="memory is measured in forked processes"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the files lie."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def outcomes(place: Path) -> dict[str, dict[str, object]]:
    """What came of each file, by its name."""
    quiet = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile", str(place)],
        cwd=Path(__file__).resolve().parents[1],
        env=quiet,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=True,
    )
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


def test_there_are_forty_and_more() -> None:
    """Each has a name of its own."""
    assert len(set(NAMES)) == len(NAMES) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_each_ends_in_a_plain_sentence_within_its_memory(
    outcomes: dict[str, dict[str, object]], name: str
) -> None:
    """No traceback, no error nobody foresaw, something said that ends as a sentence does, and at most 512 MB."""
    outcome = outcomes[name]
    said = str(outcome["said"])
    assert outcome["how"] not in ("crash", "died"), said
    assert len(said) > 20
    assert "Traceback" not in said
    assert "\x1b" not in said
    assert "root:" not in said, "a file of the machine was read"
    assert float(str(outcome["megabytes"])) < MOST


def test_nothing_is_written_outside_the_network(outcomes: dict[str, dict[str, object]], place: Path) -> None:
    """Beside the network lie the file handed over and nothing else."""
    assert outcomes
    beside = {path.name for folder in place.iterdir() for path in folder.iterdir()}
    assert beside <= {"network", "export.csv", "export.xls", "export.xlsx", "export.ods", "backup.zip"}
    assert not list(place.glob("evil*"))


def test_a_hostile_table_loses_its_rows_and_no_more(outcomes: dict[str, dict[str, object]]) -> None:
    """A path or a script in the place of a pupil's code is named by its row, and never quoted."""
    for name in ("a path for a pupil", "script for a pupil"):
        said = str(outcomes[name]["said"])
        assert "row 2" in said
        assert "passwd" not in said
        assert "script" not in said
