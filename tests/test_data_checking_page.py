"""What a check found as a page: errors first, what to do in front, nothing fetched or run."""

from __future__ import annotations

import re
from pathlib import Path

from typed_tables import TODAY, write

from enquiry_lib.data.checking import check_data
from enquiry_lib.data.checking.page import check_page


def page_of(folder: Path) -> str:
    """Make the page of the tables in a folder."""
    check = check_data(folder, nation="England", day=TODAY)
    return check_page(check, school="Oak & Ash", network="Our network", day=TODAY)


def _text(page: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_the_page_says_what_to_put_right_before_what_is_worth_a_look(tmp_path: Path) -> None:
    """Tables with errors come first, errors come first in each, and each says what to do."""
    write(tmp_path, "pupils", "P00001,7,,", "P00002,8,,")
    write(
        tmp_path, "attendance", "P00001,2025-09-13,AM,/", "P00001,2025-09-15,AM,QQ", "P00002,2025-09-15,AM,QQ"
    )
    text = _text(page_of(tmp_path))
    assert "Oak &amp; Ash 1 thing to put right and 1 thing worth a look" in text
    assert text.index("Put right Rows 3 and 4, column mark Type the code it stands for.") < text.index(
        "Worth a look Row 2, column date"
    )
    assert "Nothing to say of Pupils." in text
    assert text.index("For your own school only") < text.index("Our network · check of 1 July 2026")


def test_what_was_typed_is_never_markup(tmp_path: Path) -> None:
    """A cell with a tag in it is shown as it was typed."""
    write(tmp_path, "attendance", "P00001,2025-09-15,AM,<b>x</b>")
    page = page_of(tmp_path)
    assert "&lt;B&gt;X&lt;/B&gt;" in page
    assert "<B>" not in page


def test_the_page_is_complete_in_itself(tmp_path: Path) -> None:
    """No script, no link to elsewhere, no outside file; every link on it leads to a heading of its own."""
    write(tmp_path, "pupils", "P00001,99,,")
    write(tmp_path, "attendance", "P00001,2025-09-15,AM,QQ")
    page = page_of(tmp_path)
    assert not re.search(r"<script|<link|<img|src=|url\(|https?://", page)
    assert 'lang="en-GB"' in page
    links = re.findall(r'href="#([^"]+)"', page)
    assert len(links) == 2
    assert all(f'id="{link}"' in page for link in links)


def test_a_school_in_order_and_a_school_without_tables_are_told_so(tmp_path: Path) -> None:
    """Nothing to put right is good news; no tables are the beginning."""
    assert "There are no tables yet." in _text(page_of(tmp_path))
    write(tmp_path, "pupils", "P00001,7,,")
    (tmp_path / "outcome.csv").write_text("x", encoding="utf-8")
    text = _text(page_of(tmp_path))
    assert "Nothing to put right, and nothing unusual." in text
    assert "Files that were not read not read: outcome.csv. Did you mean outcomes.csv?" in text


def test_a_problem_of_the_whole_file_is_said_to_be_one(tmp_path: Path) -> None:
    """An empty file has neither row nor column."""
    (tmp_path / "pupils.csv").write_bytes(b"")
    assert "Put right The whole file" in _text(page_of(tmp_path))


def test_the_same_check_gives_the_same_page(tmp_path: Path) -> None:
    """Nothing on the page depends on the moment it was made."""
    write(tmp_path, "pupils", "P00001,99,,")
    assert page_of(tmp_path) == page_of(tmp_path)
