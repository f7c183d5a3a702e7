"""Leaving: one way out for every file, and a search that proves what is nowhere."""

from __future__ import annotations

import base64
import gzip
import io
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from openpyxl import Workbook
from tiny_workbooks import code, notebook

from enquiry_lib import errors
from enquiry_lib.render.leaving import Sought, check_leaving, search_file, search_folder, write_leaving

PUPIL = "Q7RK2-04"
SOUGHT = Sought(
    pupils=frozenset({PUPIL}), schools=frozenset({"elm-secondary"}), names=frozenset({"Quernmoor High"})
)


def packed(*files: tuple[str, bytes | str]) -> bytes:
    """An archive of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def spreadsheet(text: str) -> bytes:
    """A spreadsheet with one text in it."""
    book, out = Workbook(), io.BytesIO()
    book.active.append([text])
    book.save(out)
    return out.getvalue()


def executed(text: str) -> str:
    """A notebook that has been run, with an output."""
    cell = code("1")
    cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    return str(nbformat.writes(notebook([cell])))


@pytest.mark.parametrize(
    "said", [PUPIL, PUPIL.lower(), f"{PUPIL}_retest", "elm-secondary", "at Quernmoor High"]
)
@pytest.mark.parametrize(
    "make",
    [
        lambda said: f"<p>{said}</p>",
        lambda said: f"<p>{said}</p>".encode("utf-16"),
        lambda said: executed(f"first\n{said}\n"),
        lambda said: packed(("a.txt", said)),
        lambda said: packed((f"{said}.txt", "")),
        lambda said: packed(("book.xlsx", spreadsheet(said))),
        lambda said: gzip.compress(said.encode()),
    ],
    ids=["page", "utf-16", "notebook", "zip", "name in zip", "xlsx in zip", "gzip"],
)
def test_a_hit_stops_the_file(make: object, said: str, tmp_path: Path) -> None:
    """Whatever kind of file it is, nothing is written and the message does not repeat what was found."""
    with pytest.raises(errors.CannotLeave) as caught:
        write_leaving(tmp_path / "a.bin", make(said), SOUGHT)  # type: ignore[operator]
    assert not any(tmp_path.iterdir())
    assert str(caught.value).startswith("The file a.bin was left out")
    assert said not in str(caught.value)


def test_a_file_that_names_nobody_is_written(tmp_path: Path) -> None:
    """As it is."""
    content = packed(("book.xlsx", spreadsheet("all pupils")))
    write_leaving(tmp_path / "a.zip", content, SOUGHT)
    assert (tmp_path / "a.zip").read_bytes() == content


def test_the_message_says_where_in_the_file() -> None:
    """A spreadsheet in an archive is named with its sheet, so that somebody can mend it."""
    with pytest.raises(
        errors.IdentifierFound, match=r"packed into it \(b/book.xlsx, xl/worksheets/sheet1.xml\)"
    ):
        check_leaving(packed(("b/book.xlsx", spreadsheet(PUPIL))), SOUGHT, part="The bundle")


def test_what_nobody_can_look_into_does_not_leave() -> None:
    """A damaged archive is refused, and named."""
    damaged = packed(("in.gz", gzip.compress(b"x" * 500)[:-9]))
    with pytest.raises(errors.SealedFound, match=r"in\.gz"):
        check_leaving(damaged, SOUGHT, part="The bundle")


# --- searching --------------------------------------------------------------------------------------------


def test_a_folder_is_searched_to_the_bottom(tmp_path: Path) -> None:
    """Names of files, plain and packed texts, entities, split words: each file is found once for each place."""
    files: dict[str, bytes] = {
        "a.csv": f"pupil_id\n{PUPIL}\n".encode(),
        "b.csv": f"pupil_id\n{PUPIL}\n".encode("utf-16"),
        "c/d.xlsx": spreadsheet(PUPIL),
        "e.zip": packed(("in/f.csv", PUPIL), ("g.gz", gzip.compress(PUPIL.encode()))),
        "h.html": b"<p>Q7RK2<b>&#45;04</b></p>",
        "i.json": base64.b64encode(f"of {PUPIL} here".encode()),
        "j.bin": b"\x00\xffA" + PUPIL.encode() + b"B",
        f"k-{PUPIL}.txt": b"",
        "clean.csv": b"pupil_id\nQ7RK2-041\nXQ7RK2-04\n",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    found = {str(hit) for hit in search_folder(tmp_path, [PUPIL.lower()])}
    assert found == {
        "a.csv",
        "b.csv",
        "c/d.xlsx (xl/worksheets/sheet1.xml)",
        "e.zip (in/f.csv)",
        "e.zip (g.gz, unpacked)",
        "h.html",
        "i.json (something written into it)",
        "j.bin",
        f"k-{PUPIL}.txt (its name)",
    }
    assert search_folder(tmp_path, ["Q7RK2-05", ""]) == []


def test_sentences_are_found_across_lines_and_tags(tmp_path: Path) -> None:
    """However spaces, line ends, entities and capitals divide what was planted."""
    sentence = "Amy's brother isn't in school on Mondays"
    (tmp_path / "a.html").write_text(
        "<p>AMY&#x27;s <i>brother</i>\n  isn't in\nschool on mondays.</p>", encoding="utf-8"
    )
    (tmp_path / "b.html").write_text("<p>Amy's brother is in school on Mondays</p>", encoding="utf-8")
    (hit,) = search_folder(tmp_path, [sentence])
    assert (hit.file, hit.sought) == (Path("a.html"), sentence)
    assert sentence not in repr(hit)


def test_what_cannot_be_looked_into_is_a_hit(tmp_path: Path) -> None:
    """A proof that passes over a file would be none."""
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x" * 500)[:-9])
    (hit,) = search_folder(tmp_path, [PUPIL])
    assert "cannot be looked into" in str(hit)


def test_one_file_is_searched_by_its_name(tmp_path: Path) -> None:
    """A backup beside the network is named alone."""
    shutil.make_archive(str(tmp_path / "backup"), "zip", root_dir=_with_a_table(tmp_path / "network"))
    (hit,) = search_file(tmp_path / "backup.zip", [PUPIL])
    assert str(hit) == "backup.zip (pupils.csv)"


def _with_a_table(folder: Path) -> Path:
    folder.mkdir()
    (folder / "pupils.csv").write_text(f"pupil_id\n{PUPIL}\n", encoding="utf-8")
    return folder


def test_what_steers_a_screen_does_not_leave(tmp_path: Path) -> None:
    """Escape signs are taken out of a text as it is written; line ends stay."""
    write_leaving(tmp_path / "a.html", "<p>\x1b[31mred\r\n\x9b2J</p>", Sought())
    assert (tmp_path / "a.html").read_bytes() == "<p>\ufffd[31mred\r\n\ufffd2J</p>".encode()


def test_a_search_sees_through_what_nobody_sees(tmp_path: Path) -> None:
    """Soft hyphens, wide letters and entities of entities hide nothing from a search."""
    for number, said in enumerate(("Q7RK\u00ad2-04", "Ｑ7RK2-04", "&amp;#81;7RK2-04")):
        (tmp_path / f"{number}.txt").write_text(f"of {said}.", encoding="utf-8")
    assert len(search_folder(tmp_path, [PUPIL])) == 3
