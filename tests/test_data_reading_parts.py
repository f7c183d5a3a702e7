"""An xlsx file's parts, piece by piece, and what reading a hostile one costs."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from spreadsheets import sheets

from enquiry_lib.data.reading import parts as module
from enquiry_lib.data.reading.parts import Parts, pieces
from enquiry_lib.data.reading.reach import Reach

ABOVE_THE_START = 512 * 2**20
READ = """
import re, resource, sys
from pathlib import Path
from enquiry_lib.data.reading import read_file
from enquiry_lib.errors import ProblemsFound
start = int(re.search(r"VmSize:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (start + int(sys.argv[2]), -1))
try:
    print(len(read_file(Path(sys.argv[1])).frame))
except ProblemsFound as problem:
    print(problem.problems[0].found)
"""


def test_pieces_end_where_something_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """No row is cut in two, however small the steps; all of it is there."""
    monkeypatch.setattr(module, "_PIECE", 5)
    text = b"<row>one</row><row>two</row><row>three</row></sheet>"
    found = list(pieces(io.BytesIO(text), b"row>"))
    assert b"".join(found) == text
    assert {b"one", b"two", b"three"} <= set(re.findall(rb"\w+", b"|".join(found)))


def test_the_texts_of_a_sheet_are_counted_as_often_as_they_stand_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long text that is used once is no danger."""
    monkeypatch.setattr(module, "_FEW", 10)
    often = Parts(sheets(A=[["x" * 100]] * 50)).text("A", Reach(50, 1, 50))
    once = Parts(sheets(A=[["x" * 100], *[["y"]] * 49])).text("A", Reach(50, 1, 50))
    assert often > 5_000 > once


# --- hostile workbooks, read by a process of their own ----------------------------------------------------


def _bomb(path: Path, part: str, texts: Iterable[bytes]) -> None:
    """Write a workbook in which one part is replaced by a very long one."""
    old = zipfile.ZipFile(io.BytesIO(sheets(A=[["Pupil", "Score"], ["P01", 5]])))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w") as stream:
            for text in texts:
                stream.write(text)


def _cells(rows: int) -> Iterable[bytes]:
    yield b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    for _ in range(rows // 1_000):
        yield (b"<row>" + b'<c r="A1"><v>1</v></c>' * 20 + b"</row>") * 1_000
    yield b"</sheetData></worksheet>"


def _shared() -> Iterable[bytes]:
    yield b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    yield from [b"a" * 2**20] * 200
    yield b"</t></si></sst>"


def _read(path: Path) -> str:
    """Read a file in another process, with so much memory and no more, and give what it says."""
    command = [sys.executable, "-c", READ, str(path), str(ABOVE_THE_START)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.strip()


needs_limits = pytest.mark.skipif(
    sys.platform != "linux", reason="memory is limited by resource and read in /proc"
)


@needs_limits
def test_a_workbook_that_would_fill_the_memory_ends_in_a_sentence(tmp_path: Path) -> None:
    """Too many cells, or texts too long, in a file that is small itself; the program is not ended by it."""
    path = tmp_path / "cells.xlsx"
    _bomb(path, "xl/worksheets/sheet1.xml", _cells(160_000))
    assert _read(path).startswith("more than 3,000,000 cells")
    _bomb(path, "xl/sharedStrings.xml", _shared())
    assert _read(path).startswith("a workbook that would unpack to more than")


@needs_limits
def test_millions_of_line_ends_are_read_within_the_limit(tmp_path: Path) -> None:
    """A text file of ten megabytes with nothing in it but empty lines."""
    path = tmp_path / "rows.csv"
    path.write_bytes(b"UPN,Score\nA,1\nB,2\n" + b"\n" * 5_000_000)
    assert _read(path) == "2"
