"""Letters that were garbled on the way are warned of and left alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib.data.reading import read_text
from enquiry_lib.data.reading.garbled import garbled_letters
from enquiry_lib.data.templates import columns


def found_in(*texts: str) -> list[tuple[int, str]]:
    """Give row and finding of what is warned of in one column."""
    frame = pd.DataFrame({"Language": list(texts)}, index=range(2, len(texts) + 2), dtype="category")
    return [(problem.row, problem.found) for problem in garbled_letters("a.csv", frame)]


@pytest.mark.parametrize(
    "text", ["Français", "naïve – “so-so”", "CAFÉ’s", "£1.50", "it’s", "São João", "NÃO"]
)
def test_utf8_read_as_windows_1252_is_warned_of(text: str) -> None:
    """Whatever was UTF-8 and is read as Windows-1252 is named at its first row, and the right text never is."""
    whole = text.encode("utf-8").decode("cp1252", errors="ignore")
    assert not found_in("Welsh", text)
    assert (found_in("Welsh", whole) == []) == (whole == text)


def test_a_text_that_was_cut_off_in_a_letter_is_warned_of() -> None:
    """Half a letter of UTF-8 at the end of a text shows as Ã alone."""
    assert found_in("PortuguÃ") == [(2, "garbled letters, such as 'Ã'")]


def test_a_garbled_name_is_not_quoted() -> None:
    """Only the garbled letters are shown, never the text they stand in, which may be a name."""
    frame = pd.DataFrame({"Name": ["Test Pupil-ZoÃ«"]}, index=[2], dtype="category")
    (problem,) = garbled_letters("a.csv", frame)
    assert "Zo" not in str(problem)
    assert problem.level == "warning"


def test_a_table_of_ours_in_two_encodings_is_warned_of(tmp_path: Path) -> None:
    """A class spelt in UTF-8 in a file of Windows-1252 is a problem of the table, not another class in silence."""
    lines = "pupil_id,year_group,class_name\nP0001,7,7É\nP0002,7,".encode() + "7È\n".encode("cp1252")
    (tmp_path / "pupils.csv").write_bytes(lines)
    problems = read_text(tmp_path / "pupils.csv", columns("pupils")).problems
    assert [(problem.row, problem.column, problem.level) for problem in problems] == [
        (2, "class_name", "warning")
    ]
