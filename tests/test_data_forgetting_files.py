"""One file by its kind, and zips file by file."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile

import pytest
import xlsxwriter

from enquiry_lib.data.forgetting.files import (
    CANNOT_CHANGE,
    CANNOT_LOOK,
    Rules,
    all_without,
    in_zip,
    without,
    write_zip,
)
from enquiry_lib.data.forgetting.sought import Sought

AB = Rules(Sought(frozenset({"AB12CD"})), frozenset({"elm"}))


def zipped(files: dict[str, bytes]) -> bytes:
    """Give a zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "name", ["schools/elm/data/pupils.csv", "network/schools/elm/a.zip", "our net/schools/elm/x/y.txt"]
)
def test_another_school_is_passed_over(name: str) -> None:
    """The same code at another school is another child's, in the folder and in any zip of it."""
    assert without(name, b"pupil_id\nAB12CD\n", AB) is None


@pytest.mark.parametrize(
    "name",
    [
        "a/AB12CD.jpg",
        "ab12cd/1.jpg",
        "a/.ipynb_checkpoints/x.ipynb",
        "a/.x.csv.00.part",
        "a/~$x.xlsx",
        "a/.~x.ipynb",
    ],
)
def test_what_is_named_after_the_pupil_or_kept_for_a_moment_goes(name: str) -> None:
    """Such a file goes whole."""
    made = without(name, b"AB12CD", AB)
    assert made is not None
    assert (made.content, made.left) == (None, "")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x00\xff AB12CD", CANNOT_CHANGE),
        (gzip.compress(b"x")[:-4] + b" AB12CD", CANNOT_LOOK),
        (b"PK\x03\x04 AB12CD", CANNOT_LOOK),
    ],
)
def test_what_nothing_can_be_done_with_is_left_and_says_why(content: bytes, why: str) -> None:
    """A strange kind, a damaged zip."""
    made = without("a/x.bin", content, AB)
    assert made is not None
    assert made.left == why


def test_hashes_follow_what_they_are_of() -> None:
    """Where a file keeps the hash of another, or its beginning, it has the new one afterwards; also when both changed."""
    before = b"pupil_id,x\nAB12CD,1\nEF34GH,2\n"
    digest = hashlib.sha256(before).hexdigest()
    log = json.dumps([{"written": digest[:16], "notes": ["AB12CD"]}]).encode()
    files = {
        "d/imports.json": log,
        "d/pupils.csv": before,
        "p/sign_off.json": json.dumps({"report": digest}).encode(),
    }
    found = all_without(files, files.__getitem__, AB)
    new = hashlib.sha256(found["d/pupils.csv"].content or b"").hexdigest()
    assert json.loads(found["d/imports.json"].content or b"") == [
        {"written": new[:16], "notes": ["[withheld]"]}
    ]
    assert json.loads(found["p/sign_off.json"].content or b"") == {"report": new}


def test_what_goes_along_goes_only_along() -> None:
    """A report is deleted where anything else was found, and stays where nothing was."""
    rules = Rules(AB.sought, goes_along=lambda path: path.endswith(".html"))
    files = {"a.html": b"x", "b.csv": b"pupil_id,y\nEF34GH,1\n"}
    assert all_without(files, files.__getitem__, rules) == {}
    files["c.txt"] = b"AB12CD"
    assert sorted(all_without(files, files.__getitem__, rules)) == ["a.html", "c.txt"]


def test_a_zip_keeps_what_is_not_touched() -> None:
    """Other files have the same bytes, dates and packing; a zip in which nothing is found is not written anew."""
    content = zipped(
        {
            "a.csv": b"pupil_id,x\nAB12CD,1\n",
            "b.bin": b"\x00\x01",
            "deep.zip": zipped({"c.txt": b"AB12CD is here. All is well."}),
        }
    )
    made = without("x.zip", content, AB)
    assert made is not None
    assert made.rows == 1
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(io.BytesIO(made.content or b"")) as after,
    ):
        old, new = before.getinfo("b.bin"), after.getinfo("b.bin")
        assert (new.date_time, new.compress_type, after.read("b.bin")) == (
            old.date_time,
            old.compress_type,
            b"\x00\x01",
        )
        with zipfile.ZipFile(io.BytesIO(after.read("deep.zip"))) as deep:
            assert deep.read("c.txt") == b"[withheld] All is well."
    assert without("x.zip", zipped({"a.txt": b"nobody"}), AB) is None


def test_the_list_in_a_backup_is_put_right() -> None:
    """Lengths and hashes of changed files are new, files that went are not listed, and empty folders named after the pupil."""
    listed = [{"path": path, "size": 1, "sha256": "0"} for path in ("pupils.csv", "AB12CD.jpg", "other.csv")]
    manifest = json.dumps({"files": listed, "empty_folders": ["x", "photographs/AB12CD"]}).encode()
    content = zipped(
        {
            "network/pupils.csv": b"pupil_id,x\nAB12CD,1\n",
            "network/AB12CD.jpg": b"",
            "network/other.csv": b"y",
            "manifest.json": manifest,
        }
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as new:
        write_zip(packed, new, in_zip(packed, AB), AB.sought)
    with zipfile.ZipFile(out) as packed:
        after = json.loads(packed.read("manifest.json"))
    kept = b"pupil_id,x\n"
    assert after["files"] == [
        {"path": "pupils.csv", "size": len(kept), "sha256": hashlib.sha256(kept).hexdigest()},
        listed[2],
    ]
    assert after["empty_folders"] == ["x"]


def test_an_old_spreadsheet_is_left_where_a_new_one_has_its_name() -> None:
    """Nothing is written over."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "AB12CD")
    files = {"a/x.xlsb": out.getvalue(), "a/x.xlsx": b"other"}
    assert "beside it" in all_without(files, files.__getitem__, AB)["a/x.xlsb"].left
