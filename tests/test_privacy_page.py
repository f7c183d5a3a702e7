"""The page for the data protection officer speaks of commands, links and limits that are there."""

from __future__ import annotations

import re
from pathlib import Path

from commands import run

from enquiry_lib.data.privacy import DEFAULT, FLOOR

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")


def test_every_command_it_names_is_there() -> None:
    """Each `enquiry …` of the page answers to --help."""
    named = set(re.findall(r"`enquiry ([a-z-]+)", PAGE))
    assert {"forget", "withdraw", "publish", "who", "check"} <= named
    for command in named:
        assert run(command, "--help").exit_code == 0, command


def test_its_links_lead_somewhere() -> None:
    """Every link names a file in the folder of documents."""
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).is_file(), target


def test_its_threshold_is_the_one_in_force() -> None:
    """The threshold and its floor are said as they are in the code."""
    assert f"({DEFAULT} as shipped, never under {FLOOR})" in " ".join(PAGE.split())


def test_it_stays_one_page_and_says_what_it_is_not() -> None:
    """It can be read at one sitting, calls itself no legal advice, and ends with what is not done."""
    assert len(PAGE.split()) < 900
    assert "no legal advice" in " ".join(PAGE.split())
    assert "**What it does not do.**" in PAGE
