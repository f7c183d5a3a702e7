"""Programs: every file that the words of a program may mean is seen before it starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from enquiry_lib.render.programs import Given, paths_in


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with two folders in it, and a file in each."""
    for name in ("one", "two words"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.csv").write_text("x", encoding="utf-8")
    return Path(os.path.realpath(tmp_path))


@pytest.mark.parametrize(
    "words",
    [
        "cat 'two words/a.csv'",
        "cat<'two words/a.csv'",
        "cd one; cat '../two words/a.csv'",
        "cat */a.csv",
        "x --file='two words/a.csv'",
        ["cat", "two words/a.csv"],
        ("cat", Path("two words") / "a.csv"),
        b"cat 'two words/a.csv'",
        ["sh", "-c", "cat 'two words/a.csv'"],
    ],
)
def test_a_file_is_seen_however_it_is_named(words: object, place: Path) -> None:
    """Quoted, as an option, by a pattern, from a folder named before, in a line within a line."""
    assert place / "two words" / "a.csv" in paths_in(Given(words), place)


def test_options_and_the_root_name_nothing(place: Path) -> None:
    """A stroke between two numbers is no folder, nor is what begins with a hyphen; an open quotation mark is no error."""
    assert place.joinpath("-r") not in {*paths_in(Given("x -r 6 / 2 it's"), place)}
    assert Path("/") not in {*paths_in(Given("x 6 / 2"), place)}
