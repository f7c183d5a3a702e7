"""Hostile files, each made by a few lines, and a process that takes each in and says what came of it, at what cost.

python -m tests.hostile FOLDER makes them under FOLDER, one child process each, and prints a line of JSON for each.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from enquiry_lib import errors
from enquiry_lib.data.checking import check_school
from enquiry_lib.data.importing import propose_import
from enquiry_lib.store.bringing_back import bring_back
from enquiry_lib.store.network import School, Settings, create_network, load_network
from enquiry_lib.store.reference import reference
from enquiry_lib.store.saving import load_record
from enquiry_lib.store.trial import broken_trials
from tests.spreadsheets import edited, sheets

MB = 1 << 20
SCHOOL = "oak-primary"
Content = bytes | Callable[[Path], None]


@dataclass(frozen=True)
class Hostile:
    """One hostile file: where it lies in (or beside) a network, what is in it, and how it is taken in."""

    name: str
    place: str
    content: Callable[[], Content]
    taken_in: Callable[[Path, Path], str]


# --- how files are taken in: each gives what a person is told --------------------------------------------------


def _imported(network: Path, file: Path) -> str:
    proposal = propose_import(file, network=load_network(network), school=SCHOOL)
    said = (*proposal.stops, *proposal.problems, *(question.asked for question in proposal.questions))
    return " ".join(map(str, said)) or " ".join(proposal.notes)


def _checked(network: Path, file: Path) -> str:
    check = check_school(load_network(network), load_network(network).school(SCHOOL))
    return " ".join(map(str, check.problems))


def _loaded(network: Path, file: Path) -> str:
    return load_record(file).title


def _network(network: Path, file: Path) -> str:
    return load_network(network).settings.name


def _referred(network: Path, file: Path) -> str:
    return reference("thresholds", "England", network_folder=network).origin()


def _tried(network: Path, file: Path) -> str:
    return " ".join(map(str, broken_trials(load_network(network))))


def _brought_back(network: Path, file: Path) -> str:
    return str(bring_back(file, network.with_name("back")).files)


# --- what is in them ----------------------------------------------------------------------------------------------


def _rows(*rows: str) -> Callable[[], bytes]:
    return ("\n".join(rows) + "\n").encode


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def _bomb(
    part: str, piece: bytes, times: int, *, head: bytes = b"", foot: bytes = b""
) -> Callable[[], Content]:
    """Make a workbook one of whose parts unpacks to `times` pieces."""

    def write(path: Path) -> None:
        with (
            zipfile.ZipFile(io.BytesIO(sheets(Sheet=[["UPN", "Year"], ["x", 1]]))) as good,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        ):
            for name in good.namelist():
                if name != part:
                    packed.writestr(name, good.read(name))
            with packed.open(part, "w", force_zip64=True) as out:
                out.write(head)
                for _ in range(times):
                    out.write(piece)
                out.write(foot)

    return lambda: write


_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'
)
_OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
)


def _sheet(xml: bytes) -> Callable[[], bytes]:
    return lambda: edited(sheets(Sheet=[["UPN", "Year"], ["x", 1]]), lambda _: xml)


def _cells(*cells: bytes) -> bytes:
    return _SHEET + b'<row r="1">' + b"".join(cells) + b"</row></sheetData></worksheet>"


def _ods(inside: str) -> Callable[[], bytes]:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="Sheet">'
    )
    foot = "</table:table></office:spreadsheet></office:body></office:document-content>"

    def make() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            packed.writestr("content.xml", head + inside + foot)
        return out.getvalue()

    return make


def _text_cell(text: str, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'
    )


def _pieces(piece: bytes, times: int, *, head: bytes = b"", foot: bytes = b"") -> Callable[[], Content]:
    def write(path: Path) -> None:
        with path.open("wb") as out:
            out.write(head)
            for _ in range(times):
                out.write(piece)
            out.write(foot)

    return lambda: write


def _deep(depth: int) -> bytes:
    return b'{"title": ' + b"[" * depth + b"]" * depth + b"}"


def _backup(members: dict[str, bytes]) -> Callable[[], bytes]:
    def make() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in members.items():
                packed.writestr(name, content)
        return out.getvalue()

    return make


def _listed(*paths: str) -> bytes:
    one = {"size": 1, "sha256": "0" * 64, "modified": "2026-01-01T00:00:00Z"}
    manifest = {
        "schema_versions": {"backup": 1, "settings": 1, "record": 1, "trial": 1},
        "made_at": "2026-01-01T00:00:00Z",
        "made_with": "0.1.0",
        "with_reports": False,
        "files": [one | {"path": path} for path in paths],
        "empty_folders": [],
    }
    return json.dumps(manifest).encode()


def _many_columns() -> bytes:
    return (",".join(f"c{number}" for number in range(200_000)) + "\n" + "1," * 199_999 + "1\n").encode()


_RECORD = f"schools/{SCHOOL}/enquiries/2025-26-first/enquiry.json"
_PUPILS = f"schools/{SCHOOL}/data/pupils"
_OUT = "../export"


_TEXTS = (
    Hostile("nothing at all", f"{_OUT}.csv", lambda: b"", _imported),
    Hostile("a mark of its encoding only", f"{_OUT}.csv", lambda: b"\xff\xfe", _imported),
    Hostile("bytes without sense", f"{_OUT}.csv", lambda: bytes(range(256)) * 4096, _imported),
    Hostile("a program called csv", f"{_OUT}.csv", lambda: b"\x7fELF" + b"\0" * 4096, _imported),
    Hostile("zeros", f"{_OUT}.csv", _pieces(b"\0" * MB, 100), _imported),
    Hostile("a web page called xls", f"{_OUT}.xls", lambda: b"<html><script>alert(1)</script>", _imported),
    Hostile("one endless line", f"{_OUT}.csv", _pieces(b"a" * MB, 100), _imported),
    Hostile(
        "a quotation mark that never closes",
        f"{_OUT}.csv",
        _pieces(b"x,y\n" * (MB // 4), 40, head=b'UPN,Year\n"'),
        _imported,
    ),
    Hostile("blank lines without end", f"{_OUT}.csv", _pieces(b"\n" * MB, 60), _imported),
    Hostile("commas without end", f"{_OUT}.csv", _pieces(b"," * MB, 60), _imported),
    Hostile("two hundred thousand columns", f"{_OUT}.csv", _many_columns, _imported),
    Hostile(
        "a million rows that say nothing",
        f"{_OUT}.csv",
        _pieces(b"1,2,3\n" * 10_000, 100, head=b"a,b,c\n"),
        _imported,
    ),
    Hostile(
        "half a letter at the end", f"{_OUT}.csv", lambda: b"UPN,Year\nA820432110001,7\n\xe2\x82", _imported
    ),
    Hostile(
        "half a UTF-16 pair",
        f"{_OUT}.csv",
        lambda: b"\xff\xfe" + "UPN,Year\n".encode("utf-16-le") + b"\x00\xd8",
        _imported,
    ),
    Hostile(
        "formulas",
        f"{_OUT}.csv",
        _rows("UPN,Year", "\"=cmd|'/c calc'!A1\",7", '"=HYPERLINK(""http://x"",""y"")",7', "@SUM(1),7"),
        _imported,
    ),
    Hostile(
        "script and template in headings and cells",
        f"{_OUT}.csv",
        _rows(
            "UPN,<script>alert(1)</script>,{{ 7*7 }}", "{% for x in y %},${7*7},<img src=x onerror=alert(1)>"
        ),
        _imported,
    ),
    Hostile(
        "terminal commands in cells", f"{_OUT}.csv", lambda: b"UPN,Year\n\x1b[2J\x1b]0;own\x07,7\n", _imported
    ),
    Hostile(
        "a path for a pupil",
        f"{_PUPILS}.csv",
        _rows("pupil_id,year_group", "../../etc/passwd,7", "C:\\Windows\\x,7", "aux,7"),
        _checked,
    ),
    Hostile(
        "script for a pupil",
        f"{_PUPILS}.csv",
        _rows("pupil_id,year_group", "<script>alert(1)</script>,<b>7</b>"),
        _checked,
    ),
    Hostile("a compressed file called csv", f"{_OUT}.csv", lambda: gzip.compress(b"0" * 100 * MB), _imported),
)


_WORKBOOKS = (
    Hostile(
        "a sheet that unpacks to 300 MB",
        f"{_OUT}.xlsx",
        _bomb("xl/worksheets/sheet1.xml", b"0" * MB, 300, head=_SHEET),
        _imported,
    ),
    Hostile(
        "texts that unpack to 300 MB",
        f"{_OUT}.xlsx",
        _bomb("xl/sharedStrings.xml", b"<si><t>x</t></si>" * 65536, 300, head=b"<sst>"),
        _imported,
    ),
    Hostile(
        "styles that unpack to 300 MB",
        f"{_OUT}.xlsx",
        _bomb("xl/styles.xml", b"<x/>" * 262_144, 300, head=b"<styleSheet>"),
        _imported,
    ),
    Hostile("a billion laughs", f"{_OUT}.xlsx", _sheet(_LAUGHS), _imported),
    Hostile("a file of the machine asked for", f"{_OUT}.xlsx", _sheet(_OUTSIDE), _imported),
    Hostile(
        "one cell in the last corner",
        f"{_OUT}.xlsx",
        _sheet(_cells(b'<c r="A1"><v>1</v></c>', b'<c r="XFD1048576"><v>1</v></c>')),
        _imported,
    ),
    Hostile(
        "a cell beyond the last corner",
        f"{_OUT}.xlsx",
        _sheet(_cells(b'<c r="ZZZZ99999999"><v>1</v></c>')),
        _imported,
    ),
    Hostile("a workbook cut short", f"{_OUT}.xlsx", lambda: sheets(Sheet=[["UPN"], ["x"]])[:900], _imported),
    Hostile("no workbook but a zip", f"{_OUT}.xlsx", _backup({"readme.txt": b"nothing"}), _imported),
    Hostile(
        "a zip of zips", f"{_OUT}.xlsx", _backup({"inner.zip": _zip(**{"a": b"0" * MB * 20})}), _imported
    ),
    Hostile(
        "a path in the name of a part",
        f"{_OUT}.xlsx",
        _backup({"../../../evil.txt": b"x", "xl/workbook.xml": b"<workbook/>"}),
        _imported,
    ),
    Hostile(
        "a password on it",
        f"{_OUT}.xlsx",
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4096,
        _imported,
    ),
    Hostile(
        "an old workbook of nonsense",
        f"{_OUT}.xls",
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(range(256)) * 64,
        _imported,
    ),
    Hostile(
        "a million-row sheet as a table of the school",
        f"{_PUPILS}.xlsx",
        _sheet(
            _SHEET
            + b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_048_577, 2))
            + b"</sheetData></worksheet>"
        ),
        _checked,
    ),
)


_ROW = "<table:table-row{0}>{1}</table:table-row>"
_OPENDOCUMENTS = (
    Hostile(
        "a row a billion times",
        f"{_OUT}.ods",
        _ods(_ROW.format(' table:number-rows-repeated="1000000000"', _text_cell("x"))),
        _imported,
    ),
    Hostile(
        "a cell a billion times",
        f"{_OUT}.ods",
        _ods(_ROW.format("", _text_cell("x", ' table:number-columns-repeated="1000000000"'))),
        _imported,
    ),
    Hostile(
        "a number that is no number",
        f"{_OUT}.ods",
        _ods(_ROW.format(' table:number-rows-repeated="-5"', _text_cell("x"))),
        _imported,
    ),
)


_OF_THE_NETWORK = (
    Hostile("a record a hundred thousand brackets deep", _RECORD, lambda: _deep(100_000), _loaded),
    Hostile("a record that is a list", _RECORD, lambda: b"[1, 2]", _loaded),
    Hostile(
        "a record with numbers of a thousand digits",
        _RECORD,
        lambda: b'{"revision": ' + b"9" * 6000 + b"}",
        _loaded,
    ),
    Hostile("a record that is not a number", _RECORD, lambda: b'{"revision": NaN}', _loaded),
    Hostile("a record of 80 MB", _RECORD, lambda: b'{"title": "' + b"x" * 80 * MB + b'"}', _loaded),
    Hostile(
        "a school that is a path",
        "schools.csv",
        _rows("school_id,name,phase,nation,authority", "../../etc,Evil School,primary,England,Calderdale"),
        _network,
    ),
    Hostile(
        "a school called as a device",
        "schools.csv",
        _rows(
            "school_id,name,phase,nation,authority",
            "con,Con School,primary,England,Calderdale",
            "..,Up School,primary,England,Calderdale",
        ),
        _network,
    ),
    Hostile("settings that are no settings", "network.toml", lambda: b"name = [[[[" * 10_000, _network),
    Hostile(
        "settings with a script for a colour",
        "network.toml",
        lambda: b'name = "N"\nnation = "England"\nyear = "2025/26"\naccent = "red;} </style><script>"\n',
        _network,
    ),
    Hostile(
        "a threshold of nothing",
        "network.toml",
        lambda: b'name = "N"\nnation = "England"\nyear = "2025/26"\nsmallest_count = 0\n',
        _network,
    ),
    Hostile(
        "thresholds that are formulas",
        "reference/england/thresholds.csv",
        _rows("name,value", "persistent,=1+1"),
        _referred,
    ),
    Hostile(
        "a trial of nonsense", "trials/evil.json", lambda: b'{"measure": {"a": [' + b"1," * 10_000, _tried
    ),
)


_UP = "network/../../evil.txt"
_BACKUPS = (
    Hostile(
        "a backup that writes above itself",
        "../backup.zip",
        _backup({"manifest.json": _listed("../../evil.txt"), _UP: b"x"}),
        _brought_back,
    ),
    Hostile(
        "a backup with a root for a name",
        "../backup.zip",
        _backup({"manifest.json": _listed("/etc/evil"), "network//etc/evil": b"x"}),
        _brought_back,
    ),
    Hostile(
        "a backup without its list", "../backup.zip", _backup({"network/network.toml": b"x"}), _brought_back
    ),
    Hostile(
        "a backup of brackets", "../backup.zip", _backup({"manifest.json": _deep(100_000)}), _brought_back
    ),
    Hostile(
        "a backup whose list unpacks to 300 MB",
        "../backup.zip",
        lambda: lambda path: _pack(path, "manifest.json", 300),
        _brought_back,
    ),
)


def _pack(path: Path, name: str, megabytes: int) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open(name, "w", force_zip64=True) as out,
    ):
        for _ in range(megabytes):
            out.write(b" " * MB)


CORPUS = (*_TEXTS, *_WORKBOOKS, *_OPENDOCUMENTS, *_OF_THE_NETWORK, *_BACKUPS)


# --- the process that takes them in --------------------------------------------------------------------------


def _place(one: Hostile, folder: Path) -> tuple[Path, Path]:
    network = folder / "network"
    create_network(
        network,
        Settings(name="N", nation="England", year="2025/26"),
        [School(SCHOOL, "Oak Primary School", "primary", "England", "Calderdale")],
    )
    file = (network / one.place).resolve()
    file.parent.mkdir(parents=True, exist_ok=True)
    content = one.content()
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        content(file)
    return network, file


def _outcome(one: Hostile, network: Path, file: Path) -> dict[str, object]:
    start = time.monotonic()
    try:
        said, how = one.taken_in(network, file), "taken in"
    except errors.EnquiryError as problem:
        said, how = problem.message(), type(problem).__name__
    except BaseException as problem:  # noqa: BLE001 - what nobody foresaw is what is looked for
        said, how = repr(problem)[:300], "crash"
    return {"how": how, "said": said, "seconds": round(time.monotonic() - start, 1)}


def _in_a_child(one: Hostile, network: Path, file: Path) -> dict[str, object]:
    """Take one in in a child process, and say what came of it and the most memory it had, in MB."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "w", encoding="utf-8") as out:
            json.dump(_outcome(one, network, file), out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as back:
        said = back.read()
    _, status, used = os.wait4(child, 0)
    outcome = json.loads(said) if said else {"how": "died", "said": f"status {status}", "seconds": 0}
    return {"name": one.name, "megabytes": used.ru_maxrss / 1024, **outcome}


def main(folder: Path) -> None:
    """Make and take in every file, and print what came of each."""
    for number, one in enumerate(CORPUS):
        place = folder / str(number)
        making = os.fork()
        if making == 0:
            _place(one, place)
            os._exit(0)
        os.waitpid(making, 0)
        network = place / "network"
        print(json.dumps(_in_a_child(one, network, (network / one.place).resolve())), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
