"""Invented children planted in everything a network keeps, and a search that knows nothing of how the guard works."""

from __future__ import annotations

import base64
import binascii
import csv
import datetime as dt
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pandas as pd
from openpyxl.comments import Comment
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from enquiry_lib.data.free_text import find_identifiers, passage_hash
from enquiry_lib.data.free_text.numbers import upn_letter
from enquiry_lib.data.importing import import_file, propose_import
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import SECTIONS, Record
from enquiry_lib.store.saving import load_record, record_text

FIRST = [
    "Aadam",
    "Adhra",
    "Antwan",
    "Baqar",
    "Chamali",
    "Cleophas",
    "Delroy",
    "Doru",
    "Ekundu",
    "Erion",
    "Fatoumata",
    "Haruna",
    "Ibironke",
    "Irina",
    "Jillian",
    "Keji",
    "Kiwara",
    "Lanre",
    "Maajid",
    "Matunda",
    "Mulwa",
    "Najam",
    "Oonagh",
    "Qasid",
    "Rokeya",
    "Sijuade",
    "Sukhdeep",
    "Urszula",
    "Younes",
    "Zoja",
]
LAST = [
    one + two
    for one in ("Quib", "Vosk", "Zarn", "Jelv", "Wrox")
    for two in ["berley", "ondle", "ipshaw", "urgate", "elstow", "amfrith"]
]
SECRET = "sleeps at an aunt's since the flood"
"""Stands in every sentence about a child that no report may show."""

LISTED = (
    "pupils",
    "outcomes",
    "delivery",
    "voices",
    "observations",
    "survey",
    "self_assessment",
    "indicators",
    "groups",
)
FREE = {"voices": ("words",), "observations": ("place", "note"), "consents": ("note",)}
TWICE = 14
"""The number of the child whose school has two open enquiries."""

NOT_TYPED = ("item", "freeze", "measure", "baseline", "follow_up", "strand")
"""Parts of a record by these names are keys, hashes, or looked up in tables letter for letter."""


@dataclass(frozen=True)
class Child:
    """An invented child of one school, and whatever says who it is."""

    number: int

    @property
    def first(self) -> str:
        """Give the first name, which is a real one."""
        return FIRST[self.number]

    @property
    def last(self) -> str:
        """Give the surname, which nobody has."""
        return LAST[self.number]

    @property
    def name(self) -> str:
        """Give both names."""
        return f"{self.first} {self.last}"

    @property
    def upn(self) -> str:
        """Give a unique pupil number as its check letter has to be."""
        rest = f"8019{self.number:02}{10000 + 37 * self.number}0"
        return upn_letter(rest) + rest

    @property
    def born(self) -> tuple[str, ...]:
        """Give the date of birth as people write it."""
        day = dt.date(2013, 1 + self.number % 12, 13 + self.number % 15)
        ways = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d-%b-%Y", "%Y%m%d")
        return tuple(day.strftime(way) for way in ways)

    @property
    def email(self) -> str:
        """Give an address of a domain that is kept for examples."""
        return f"{self.first}.{self.last}@family.example".lower()

    @property
    def phone(self) -> str:
        """Give a number of those kept for dramas."""
        return f"01632 960{200 + self.number}"

    def marker(self, place: str) -> str:
        """Give a word that stands in one place and nowhere else, so that a leak says where it comes from."""
        return "zq" + re.sub(r"\W|_", "", place) + chr(97 + self.number // 26) + chr(97 + self.number % 26)

    def all(self, place: str) -> str:
        """Give everything about the child, and a sentence."""
        known = ", ".join((self.name, *self.sought()))
        return f"{known}: {SECRET}, {self.marker(place)}."

    def in_an_answer(self) -> str:
        """Give what somebody may type into a form: the sentence may be shown, and who it is about may not."""
        born = self.born[self.number % 4]
        return (
            f"Then the mother of {self.name} (born {born}) wrote from {self.email} and rang on {self.phone}."
        )

    def sought(self) -> tuple[str, ...]:
        """Give everything that says who it is, in every spelling."""
        return (
            *(self.first, self.last, self.upn, self.email, self.phone, self.phone.replace(" ", "")),
            *self.born,
        )


@dataclass
class Planted:
    """What was planted in a network: the child of each school, and the words that stand in one place each."""

    network: Network
    children: Mapping[str, Child]
    places: set[tuple[str, str]] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)

    def all(self, school: str, place: str) -> str:
        """Give everything about a school's child, and remember in which place it will stand."""
        self.places.add((school, place))
        return self.children[school].all(place)

    def sought(self) -> list[str]:
        """Give everything planted that must not leave."""
        markers = [self.children[school].marker(place) for school, place in sorted(self.places)]
        return [*(one for child in self.children.values() for one in child.sought()), SECRET, *markers]

    def data(self, school: str) -> Path:
        """Give the folder of a school's tables."""
        return self.network.data_folder(school)


def plant(network: Network, *, named: Iterable[str], stopped: Iterable[str]) -> Planted:
    """Plant a child in everything each school keeps.

    `named` are schools whose tables come in again from exports with names; `stopped` those whose answers hold a
    pupil's code or a UPN.
    """
    planted = Planted(network, {school.id: Child(number) for number, school in enumerate(network.schools)})
    for school in named:
        _bring_in(planted, school)
    for school in planted.children:
        for put in (_columns, _free_text, _wrong_cells, _earlier_tables, _other_files, _log_of_imports):
            put(planted, school)
        if planted.children[school].number == TWICE:
            _second_enquiry(planted, school)
        for put in (_spreadsheet, _answers, _versions, _photographs, _copies_of_workbooks):
            put(planted, school)
    for school, what in zip(stopped, ("code", "upn"), strict=True):
        _stop(planted, school, what)
    _beside_the_schools(planted)
    return planted


# --- tables -----------------------------------------------------------------------------------------------


def _read(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, dtype=str, keep_default_na=False)


def _write(frame: pd.DataFrame, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(file, index=False, lineterminator="\n")


def _bring_in(planted: Planted, school: str) -> None:
    """Bring a school's pupils and scores in again, from exports with their names; other tables of pupils go."""
    data, away = planted.data(school), planted.network.folder.parent / "exports"
    pupils, outcomes = _read(data / "pupils.csv"), _read(data / "outcomes.csv")
    for file in data.glob("*.csv"):
        if "pupil_id" in file.read_text(encoding="utf-8").splitlines()[0]:
            file.unlink()
    upns = {code: _upn(school, number) for number, code in enumerate(pupils["pupil_id"])}
    away.mkdir(exist_ok=True)
    for table, frame in (("pupils", pupils), ("outcomes", outcomes)):
        _file(planted, school, table, _export(planted, school, frame, upns), away)


def _upn(school: str, number: int) -> str:
    rest = f"80{zlib.crc32(school.encode()) % 90 + 10}{number:08}"
    return upn_letter(rest) + rest


def _export(planted: Planted, school: str, frame: pd.DataFrame, upns: Mapping[str, str]) -> pd.DataFrame:
    child, kept = planted.children[school], frame[frame["pupil_id"].isin(upns.keys())]
    named = pd.DataFrame(
        {
            "UPN": kept["pupil_id"].map(upns),
            "Surname": child.last,
            "Forename": child.first,
            "Date of Birth": child.born[1],
            "Parent Email": child.email,
            "Telephone": child.phone,
            "Comments": planted.all(school, f"export {kept.columns[1]}"),
        }
    )
    return pd.concat([named, kept.drop(columns=["pupil_id"])], axis=1)


def _file(planted: Planted, school: str, table: str, export: pd.DataFrame, away: Path) -> None:
    file = away / f"{school} {planted.children[school].name} {table}.csv"
    _write(export, file)
    answers: dict[str, str] = {}
    proposal = propose_import(file, network=planted.network, school=school, table=table)
    while proposal.questions:
        answers |= {question.key: question.choices[0].name for question in proposal.questions}
        proposal = propose_import(file, network=planted.network, school=school, table=table, answers=answers)
    import_file(proposal)


def _columns(planted: Planted, school: str) -> None:
    """Add columns that no table of ours has, with a heading that names the child, to the first rows of tables."""
    child = planted.children[school]
    tables = LISTED + (("attendance",) if child.number % 6 == 0 else ())
    for file in (planted.data(school) / f"{table}.csv" for table in tables):
        if file.is_file():
            frame = _read(file)
            few = frame.index < 3
            for heading, text in (("Name", child.name), ("DOB", child.born[1]), ("UPN number", child.upn)):
                frame[heading] = [text if one else "" for one in few]
            said = planted.all(school, f"column {file.stem}")
            frame[f"About {child.name} {child.born[0]}"] = [said if one else "" for one in few]
            _write(frame, file)


def _free_text(planted: Planted, school: str) -> None:
    """Write into every column of free words; what was said may be quoted, for all the table knows."""
    for table, names in FREE.items():
        file = planted.data(school) / f"{table}.csv"
        if file.is_file():
            frame = _read(file)
            for name in names:
                frame.loc[frame.index % 4 == 0, name] = planted.all(school, f"{table} {name}")
            if "may_quote" in frame:
                frame.loc[frame.index % 4 == 0, "may_quote"] = "yes"
            _write(frame, file)


def _wrong_cells(planted: Planted, school: str) -> None:
    """Write about the child where a number, a date or a choice should be."""
    wrong = {
        "outcomes": "score",
        "delivery": "date",
        "pupils": "sex",
        "attendance": "mark",
        "survey": "answer",
    }
    for table, name in wrong.items():
        file = planted.data(school) / f"{table}.csv"
        if file.is_file() and (table != "attendance" or planted.children[school].number % 6 == 0):
            frame = _read(file)
            frame.loc[1, name] = planted.all(school, f"wrong {table}")
            _write(frame, file)


def _earlier_tables(planted: Planted, school: str) -> None:
    child, data = planted.children[school], planted.data(school)
    for folder in ("before_import", "before_2024-25", "before_merger"):
        table = pd.DataFrame(
            {"UPN": [child.upn], "Name": [child.name], "Note": [planted.all(school, folder)]}
        )
        _write(table, data / folder / f"pupils-{child.name}.csv")


def _other_files(planted: Planted, school: str) -> None:
    """Put files beside the tables that are named after the child, and one of which there is a table already."""
    child, data = planted.children[school], planted.data(school)
    for number, name in enumerate(
        (child.name, f"pupils {child.name}", f"outcomes_{child.upn}", child.born[0])
    ):
        said = planted.all(school, f"file {number}")
        (data / f"{name}.csv").write_text(f"{child.name}\n{said}\n", encoding="utf-16")
    _workbook(data / f"List of {child.last}.xlsx", child, planted.all(school, "sheet"), {})
    _workbook(data / "survey.xlsx", child, planted.all(school, "second survey"), {})
    (data / ".pupils.csv.0.part").write_text(planted.all(school, "part"), encoding="utf-8")


def _workbook(file: Path, child: Child, said: str, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write a workbook with sheets named after the child, an author, comments, and a sheet that is hidden."""
    book = openpyxl.Workbook()
    book.active.title = f"{child.name} {child.born[0]}"[:31]
    book.active.append([said])
    book.active.sheet_state = "hidden" if tables else "visible"
    for name, frame in tables.items():
        sheet = book.create_sheet(name, 0)
        for row in [list(frame.columns), *frame.itertuples(index=False, name=None)]:
            sheet.append([*row])
        sheet["A2"].comment = Comment(said, child.name)
        book.active = 0
    book.properties.creator, book.properties.lastModifiedBy = child.name, child.email
    book.properties.title, book.properties.description = child.upn, said
    book.save(file)


def _spreadsheet(planted: Planted, school: str) -> None:
    """Keep one table of every other school as a spreadsheet."""
    child, data = planted.children[school], planted.data(school)
    table = ("indicators", "observations", "voices")[child.number % 3]
    file = data / f"{table}.csv"
    if child.number % 2 and file.is_file():
        _workbook(data / f"{table}.xlsx", child, planted.all(school, "spreadsheet"), {table: _read(file)})
        file.unlink()


def _log_of_imports(planted: Planted, school: str) -> None:
    child, file = planted.children[school], planted.data(school) / "imports.json"
    lines = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    said = planted.all(school, "log")
    line = {
        "when": "2025-10-01T10:10:10",
        "table": "pupils",
        "mapping": "",
        "file": f"{child.name}.xlsx",
        "notes": [said],
    }
    file.write_text(json.dumps([*lines, line], indent=1, ensure_ascii=False), encoding="utf-8")


# --- records ----------------------------------------------------------------------------------------------


def _answers(planted: Planted, school: str) -> None:
    """Tell of the child at the end of every answer in words, in two schools of three; in all, in fields nobody knows."""
    child = planted.children[school]
    for path in planted.network.enquiries(school):
        record = load_record(path)
        if child.number % 3:
            record = Record.model_validate(_typed(record.model_dump(mode="json"), child.in_an_answer()))
            planted.answered.add(school)
        unknown = json.loads(record_text(record)) | {"our_own_notes": planted.all(school, "unknown field")}
        unknown["question"]["for_us"] = [planted.all(school, "unknown answer")]
        path.write_text(json.dumps(unknown, ensure_ascii=False, indent=2), encoding="utf-8")


def _second_enquiry(planted: Planted, school: str) -> None:
    """Give a school a second open enquiry with a title that names the child: then the report says both titles."""
    path = planted.network.enquiries(school)[0]
    record = load_record(path)
    record.title = f"Reading with {planted.children[school].name} and others"
    second = path.parent.with_name("2025-26-with-a-title") / path.name
    second.parent.mkdir()
    second.write_text(record_text(record), encoding="utf-8")


def _typed(record: dict[str, Any], more: str) -> dict[str, Any]:
    return record | {name: _with(record[name], SECTIONS[name], more) for name in SECTIONS}


def _with(values: Any, model: Any, more: str) -> Any:
    """Add a sentence to every text of a section that a person typed and that has room for it."""
    added = dict(values)
    for name, about in model.model_fields.items():
        inner = next(
            (one for one in (*_arguments(about.annotation), None) if hasattr(one, "model_fields")), None
        )
        value = values.get(name)
        if name in NOT_TYPED or not value:
            continue
        if isinstance(value, list) and inner:
            added[name] = [_with(one, inner, more) for one in value]
        elif isinstance(value, str) and " " in value:
            added[name] = _if_valid(model, name, values, f"{value} {more}")
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            added[name] = _if_valid(model, name, values, [f"{value[0]} {more}", *value[1:]])
    return added


def _arguments(annotation: Any) -> Iterator[Any]:
    yield annotation
    for one in getattr(annotation, "__args__", ()):
        yield from _arguments(one)


def _if_valid(model: Any, name: str, values: Any, new: Any) -> Any:
    """Give the new answer where the form would take it, the old one where it would not (a choice, or too long)."""
    try:
        model.model_validate({name: new})
    except ValueError:
        return values[name]
    return new


def _versions(planted: Planted, school: str) -> None:
    """Leave kept versions and copies of a synchronising program beside the record."""
    child = planted.children[school]
    for path in planted.network.enquiries(school):
        beside = ("history/enquiry-000001", "enquiry-LAPTOP", f"enquiry ({child.name}s Laptop)")
        for number, name in enumerate(beside):
            record = load_record(path)
            record.priorities.concern = planted.all(school, f"version {number}")
            copy = path.parent / f"{name}.json"
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(record_text(record), encoding="utf-8")


def _stop(planted: Planted, school: str, what: str) -> None:
    """Put a pupil's code into an answer, or the child's UPN, of which somebody has said that it is nobody."""
    path = planted.network.enquiries(school)[0]
    code = _read(planted.data(school) / "pupils.csv")["pupil_id"][3]
    record = load_record(path)
    said = f" We think of {code if what == 'code' else planted.children[school].upn} most."
    record.priorities.concern += said
    if what == "upn":
        text = record.priorities.concern
        record.confirmed += [
            passage_hash(text, one) for one in find_identifiers(text) if one.start > len(text) - len(said)
        ]
    path.write_text(record_text(record), encoding="utf-8")


# --- pictures, notes, copies ------------------------------------------------------------------------------


def picture(kind: str, said: str) -> bytes:
    """Give a small picture with a note in it: in EXIF, or in a chunk of a PNG, packed or plain."""
    out, one = io.BytesIO(), Image.new("RGB", (8, 8), (11, 92, 107))
    if kind == "jpeg":
        exif = Image.Exif()
        exif[0x010E] = said
        one.save(out, "jpeg", exif=exif)
    else:
        notes = PngInfo()
        notes.add_itxt("Description", said, zip=kind == "packed png")
        one.save(out, "png", pnginfo=notes)
    return out.getvalue()


def _photographs(planted: Planted, school: str) -> None:
    folder = planted.network.school_folder(school) / "photographs"
    folder.mkdir()
    child = planted.children[school]
    for name, kind in ((child.upn, "jpeg"), (child.name, "packed png")):
        ending = "jpg" if kind == "jpeg" else "png"
        (folder / f"{name}.{ending}").write_bytes(picture(kind, planted.all(school, kind)))


def _copies_of_workbooks(planted: Planted, school: str) -> None:
    """Leave a lead's copy of a workbook with outputs, a saved form, and Jupyter's own copy of it."""
    folder = planted.network.school_folder(school) / "workbooks"
    said = planted.all(school, "workbook")
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [said]}
    book = {"cells": [cell], "metadata": {"widgets": {"x": said}}, "nbformat": 4, "nbformat_minor": 5}
    for name in (
        "day1_1_school_priorities.ipynb",
        ".ipynb_checkpoints/day1_1_school_priorities-checkpoint.ipynb",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(book), encoding="utf-8")
    (folder.parent / "notes.md").write_text(planted.all(school, "notes"), encoding="cp1252")


def _beside_the_schools(planted: Planted) -> None:
    """Plant in the register, in notes beside it, in the folder of trials and in a draft of a mapping."""
    folder = planted.network.folder
    register = _read(folder / "schools.csv")
    register["Child we think of"] = [planted.all(school, "register") for school in register["school_id"]]
    register.to_csv(folder / "schools.csv", index=False, encoding="utf-8-sig")
    school, child = next(iter(planted.children.items()))
    for name in (
        "minutes.md",
        "trials/minutes.md",
        "mappings/drafts/ours.csv",
        "reference/england/minutes.md",
    ):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.with_stem(f"{file.stem} {child.name}").write_text(
            planted.all(school, "beside"), encoding="utf-8"
        )
    for file in (folder / "trials").glob("*.json"):
        trial = json.loads(file.read_text(encoding="utf-8")) | {"our_notes": planted.all(school, "trial")}
        file.write_text(json.dumps(trial), encoding="utf-8")


# --- a search that knows nothing of the guard -------------------------------------------------------------

WORD = re.compile(r"[^\W_]+")
TOKEN = re.compile(r"[\w-]+")
BASE64 = re.compile(r"[A-Za-z0-9+/]{12,}={0,2}")
DEEPEST = 6


class Search:
    """Looks for texts as whole words, capital and small letters alike, in any letters and any packing."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = {text: _even(text) for text in texts}
        self._words = {text: frozenset(WORD.findall(even)) for text, even in self._texts.items()}

    def found_in(self, content: bytes) -> set[str]:
        """Give the texts that stand in the bytes of a file."""
        found: set[str] = set()
        for view in dict.fromkeys(map(_even, texts_in(content))):
            words = set(WORD.findall(view))
            near = [text for text, own in self._words.items() if own <= words and text not in found]
            found |= {text for text in near if _stands(self._texts[text], view)}
        return found

    def in_file(self, file: Path) -> set[str]:
        """Give the texts that stand in a file, or in its name."""
        return self.found_in(file.name.encode()) | self.found_in(file.read_bytes())


def _even(text: str) -> str:
    return " ".join(text.casefold().split())


def _stands(text: str, view: str) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(text)}(?![^\W_])", view) is not None


def tokens_in(content: bytes) -> set[str]:
    """Give every whole token of a file, - and _ a part of it."""
    return {token for text in texts_in(content) for token in TOKEN.findall(text.casefold())}


def texts_in(content: bytes, depth: int = 0) -> Iterator[str]:
    """Give every text in bytes: by several encodings, decoded, unpacked, without tags."""
    encodings = ["utf-8"] + (["cp1252"] if not _is_utf8(content) else [])
    encodings += ["utf-16-le", "utf-16-be"] if b"\x00" in content else []
    for text in (content.decode(encoding, errors="replace") for encoding in encodings):
        yield from _views(text)
    if depth < DEEPEST:
        for part in _unpacked(content):
            yield from texts_in(part, depth + 1)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _views(text: str) -> Iterator[str]:
    yield text
    if "\\" in text:
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text).replace("\\n", " ")
    if "%" in text:
        yield unquote(text)
    if "&" in text or "<" in text:
        yield html.unescape(text)
        yield html.unescape(re.sub(r"<[^>]*>", " ", text))
        yield html.unescape(re.sub(r"<[^>]*>", "", text))


def _unpacked(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield packed.read(name)
    elif content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content.startswith(b"\x89PNG"):
        yield from _inflated(content)
    else:
        for run in dict.fromkeys(BASE64.findall(content.decode("latin-1"))):
            try:
                yield base64.b64decode(run + "=" * (-len(run) % 4))
            except binascii.Error:
                continue


def _inflated(content: bytes) -> Iterator[bytes]:
    """Give whatever can be inflated in a picture, wherever it begins."""
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", content):
        try:
            yield zlib.decompressobj().decompress(content[found.start() :])
        except zlib.error:
            continue


def codes_in(folder: Path) -> set[str]:
    """Give every code of a pupil, a voice or anybody else in the tables of a network."""
    ids = ("pupil_id", "respondent_id", "voice_id", "observation_id")
    codes: set[str] = set()
    for path in folder.glob("schools/*/data/*.csv"):
        if path.read_bytes()[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                codes.update(
                    row[name].casefold() for row in csv.DictReader(file) for name in ids if row.get(name)
                )
    return codes
