"""A network with one pupil in every place there is, and a search that knows nothing of how forgetting works."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import xlsxwriter
from year_ends import ELM, OAK, write_table

from enquiry_lib.data.importing.pseudonyms import Pseudonyms, keep
from enquiry_lib.store.backup import back_up
from enquiry_lib.store.network import Network
from enquiry_lib.store.published import SignOff, publish
from enquiry_lib.store.saving import save_section

RAW = "A820432110001"
CODES = Pseudonyms("a1b2c3d4", "UPN", bytes(range(32)), is_new=True)
CODE = CODES.code(RAW)
LIKE = (f"{CODE}A", f"{CODE}-2", "PZ9XY8WV7")
"""Other pupils: one whose code begins alike, one whose code has this one in it, and one more."""

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def fill(network: Network) -> Network:
    """Put the pupil into every place of a network of two schools, and other pupils beside."""
    data, school = network.data_folder(OAK), network.school_folder(OAK)
    keep_key(network)
    _tables(network)
    _spreadsheets(data)
    _records(network)
    _made(network)
    _copies(school)
    return network


def keep_key(network: Network) -> None:
    """Keep the school's key on this computer."""
    data = network.data_folder(OAK)
    data.mkdir(parents=True, exist_ok=True)
    keep(data, network.folder, CODES)


def _tables(network: Network) -> None:
    data, others = network.data_folder(OAK), LIKE
    rows = "".join(f"{one},4,{n}\r\n" for n, one in enumerate((others[0], CODE, *others[1:])))
    pupils = f"pupil_id,year_group,Our own\r\n{rows}"
    write_table(network, OAK, "pupils", pupils)
    write_table(network, OAK, "before_import/pupils-2025-10-01-101010.csv", pupils)
    write_table(network, OAK, "before_2025-26/pupils.csv", pupils, encoding="utf-16")
    write_table(
        network,
        OAK,
        "before_merger/outcomes.csv",
        f"pupil_id;measure;score\n{CODE.lower()};x;7\n{others[0]};x;8",
    )
    write_table(
        network,
        OAK,
        "delivery",
        f'pupil_id,date,session,note\n{others[0]},2026-01-05,1,"Sat with {CODE}. Went well."\n',
    )
    write_table(network, OAK, "groups", f"pupil_id,group\n{CODE},Young carers\n{others[1]},Young carers\n")
    write_table(
        network, OAK, "consents", f"code,about,given_on\n{CODE},photographs,2025-09-15\n{others[2]},quotes,\n"
    )
    write_table(network, OAK, "a list.csv", f"UPN,Name\n{RAW},Ada Pupil\nB820432110002,Ben Other\n")
    write_table(network, ELM, "pupils", f"pupil_id,year_group\n{LIKE[2]},8\n")
    log = [
        {
            "when": "2025-10-01T10:10:10",
            "table": "pupils",
            "notes": [f"{RAW} has two rows"],
            "written": "0" * 16,
        }
    ]
    (data / "imports.json").write_text(json.dumps(log, indent=1), encoding="utf-8")
    (data / f".pupils.csv.{'0' * 8}.part").write_text(f"pupil_id\n{CODE}\n", encoding="utf-8")
    (data / "~$outcomes.xlsx").write_bytes(CODE.encode("utf-16-le"))


def _spreadsheets(data: Path) -> None:
    with xlsxwriter.Workbook(data / "outcomes.xlsx") as book:
        sheet = book.add_worksheet("outcomes")
        for row, cells in enumerate(
            [("pupil_id", "measure", "occasion", "score"), *((p, "m", "baseline", 5) for p in (CODE, *LIKE))]
        ):
            sheet.write_row(row, 0, cells)
        sheet.write_comment(2, 1, f"sits beside {CODE}")
        sheet.write_formula(2, 4, "=D3*2", value=10)
        book.add_worksheet("notes").write(0, 0, f"{CODE} was ill. The others were not.")
    (data / "before_import").mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    book.active.append(["UPN", "Name"])
    book.active.append([RAW, "Ada Pupil"])
    book.save(data / "before_import" / "names.xlsx")


def _records(network: Network) -> None:
    path = network.new_enquiry(OAK)
    for number in range(21):
        said = f"Version {number}. {CODE.lower()} is often late, says her mother. We look at mornings."
        save_section(path, "priorities", {"concern": said}, base_revision=number)
    record = path.read_text(encoding="utf-8")
    path.with_name("enquiry-LAPTOP.json").write_text(record, encoding="utf-8")
    path.with_name("enquiry (1).json").write_text(record.replace(CODE.lower(), RAW), encoding="utf-8")
    drafts = network.folder / "mappings" / "drafts"
    drafts.mkdir(parents=True)
    (drafts / "ours.csv").write_text(f"what,in_the_file,means\nalways,group,{RAW}\n", encoding="utf-8")


def _made(network: Network) -> None:
    results = network.new_enquiry(OAK).parent / "results"
    results.mkdir()
    (results / "day1_1.json").write_text('[{"of": "gaps"}]\n', encoding="utf-8")
    (results / "network.json").write_text(f'["{CODE}"]\n', encoding="utf-8")
    (network.folder / "reports").mkdir()
    (network.folder / "reports" / f"{OAK}.html").write_text(f"<p>{CODE}</p>", encoding="utf-8")
    (network.folder / "reports" / f"{ELM}.html").write_text("<p>Elm</p>", encoding="utf-8")
    svg = base64.b64encode(f"<svg><text>{CODE}</text></svg>".encode()).decode()
    png = base64.b64encode(PIXEL + f"tEXtname\0{RAW}".encode()).decode()
    entity = "".join(f"&#{ord(one)};" for one in CODE)
    pictures = f'<img src="data:image/svg+xml;base64,{svg}"><img src="data:image/png;base64,{png}">'
    signed = SignOff(by="A. Head", role="head", at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), draft="0" * 64)
    cells = {"pupils": [*LIKE, CODE], "cells": [["gaps", 4, "", "f"]], "hidden": []}
    publish(network, OAK, f"<p>{CODE}: 4 pupils, {entity}</p>{pictures}", cells=cells, sign_off=signed)


def _copies(school: Path) -> None:
    """Put it into workbooks and what Jupyter keeps of them, photographs, notes and packed things."""
    books = school / "workbooks"
    (books / ".ipynb_checkpoints").mkdir(parents=True)
    book = json.dumps(notebook(CODE), indent=1, ensure_ascii=False) + "\n"
    (books / "day1_1.ipynb").write_text(book, encoding="utf-8")
    (books / ".ipynb_checkpoints" / "day1_1-checkpoint.ipynb").write_text(book, encoding="utf-8")
    (school / "photographs" / CODE).mkdir(parents=True)
    (school / "photographs" / CODE / "1.jpg").write_bytes(PIXEL)
    (school / "photographs" / f"{CODE.lower()}_2.jpg").write_bytes(PIXEL)
    (school / "photographs" / f"{LIKE[0]}.jpg").write_bytes(PIXEL)
    (school / "notes.md").write_text(
        f"# Notes\n\n{CODE} likes maps. So do others.\nAll is well.\n", encoding="cp1252"
    )
    (school / "old.json.gz").write_bytes(gzip.compress(json.dumps({"pupil": RAW, "n": 1}).encode()))
    (school / "mail.txt").write_bytes(
        base64.encodebytes(f"The pupil {CODE} was there, and so was the class.".encode())
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as inner:
        inner.writestr("pupils.csv", f"pupil_id,x\n{CODE},1\n{LIKE[0]},2\n")
    with zipfile.ZipFile(school / "sent.zip", "w") as outer:
        outer.writestr("inner.zip", packed.getvalue())
        outer.writestr("other.txt", "nothing")


def notebook(word: str) -> dict[str, object]:
    """Give a notebook with a word in a text, a source, an output, a picture and a saved form."""
    picture = base64.encodebytes(PIXEL + word.encode()).decode()
    outputs = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"image/png": picture, "text/plain": ["a ", "picture"]},
        }
    ]
    return {
        "cells": [
            {
                "cell_type": "markdown",
                "id": "a",
                "metadata": {},
                "source": ["# Ask\n", f"Is {word} well? We ask.\n"],
            },
            {
                "cell_type": "code",
                "id": "b",
                "metadata": {},
                "execution_count": 3,
                "source": "el.show(gaps)",
                "outputs": outputs,
            },
        ],
        "metadata": {"widgets": {"state": {"x": {"value": word}}}, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def back_it_up(network: Network, away: Path) -> tuple[Path, Path, Path]:
    """Make a backup beside the network, one in a folder below another, and one packed into a zip of the network's folder."""
    beside = back_up(network.folder).path
    below = back_up(network.folder, away / "2026" / "march.zip", with_reports=True).path
    by_hand = away / "by_hand.zip"
    with zipfile.ZipFile(by_hand, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(path for path in network.folder.rglob("*") if path.is_file()):
            packed.write(file, Path("our network", file.relative_to(network.folder)))
        packed.write(beside, "our network/an older backup.zip")
    return beside, below, by_hand


# --- a search that knows nothing of it --------------------------------------------------------------------


def found_in(content: bytes, words: tuple[str, ...], depth: int = 0) -> bool:
    """Say whether a word stands anywhere in bytes: in any letters, in any packing, however deep."""
    if depth > 7:
        return False
    if any(_is_in(content, word) for word in words):
        return True
    return any(found_in(part, words, depth + 1) for part in _unpacked(content))


def _is_in(content: bytes, word: str) -> bool:
    texts = (
        content.decode("ascii", "replace"),
        *(content[n:].decode(f"utf-16-{way}", "replace") for n in (0, 1) for way in ("le", "be")),
    )
    return any(
        re.search(rf"(?<![^\W_]){word}(?!-2)(?![^\W_])", re.sub(r"&#(\d+);", _char, text), re.IGNORECASE)
        for text in texts
    )


def _char(found: re.Match[str]) -> str:
    return chr(int(found[1]))


def _unpacked(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield packed.read(name)
        return
    if content[:2] == b"\x1f\x8b":
        yield zlib.decompress(content, 31)
        return
    for run in re.findall(rb"[A-Za-z0-9+/=\s]{16,}", content.replace(b"\\n", b"\n")):
        for part in (run, *run.split()):
            bare = re.sub(rb"[\s=]", b"", part)
            try:
                yield base64.b64decode(bare + b"=" * (-len(bare) % 4))
            except binascii.Error:
                continue


def holding(folder: Path, *words: str) -> list[str]:
    """Name every file below a folder in which, or in whose name, one of the words stands."""
    paths = [
        path for path in folder.rglob("*") if found_in(path.relative_to(folder).as_posix().encode(), words)
    ]
    paths += [path for path in folder.rglob("*") if path.is_file() and found_in(path.read_bytes(), words)]
    return sorted({path.relative_to(folder).as_posix() for path in paths})
