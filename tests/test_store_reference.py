"""Facts that change: what came with the workbooks, and what a network puts in their place."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.store.reference import NAMES, reference
from enquiry_lib.store.shipped import shipped

SHIPPED_FILES = sorted(shipped("reference").rglob("*.csv"))
CODES = "code,class,meaning\n"
HEADER = "name,value,unit,meaning\n"


def _own(network_folder: Path, files: dict[str, str | bytes], place: str = "england") -> Path:
    folder = network_folder / "reference" / place
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return network_folder


# --- what came with the workbooks -------------------------------------------------------------------------


@pytest.mark.parametrize("file", SHIPPED_FILES, ids=lambda file: file.stem)
def test_every_file_says_where_it_comes_from(file: Path) -> None:
    """Each table of facts has a title, a source, a date and a note on replacing it."""
    about = tomllib.loads((file.parent / "sources.toml").read_text(encoding="utf-8"))[file.stem]
    assert {"title", "source", "date", "licence", "note"} <= set(about)
    assert all(about.values())
    assert "Replace this file" in about["note"]
    said = reference(file.stem, file.parent.name).said_of_source()
    assert said == f"{about['title']} ({about['source']}, 23 July 2026)."


@pytest.mark.parametrize(
    "nation", [folder.name for folder in shipped("reference").iterdir() if folder.is_dir()]
)
def test_every_table_is_there_for_every_nation_that_has_any(nation: str) -> None:
    """A nation has all the tables, and no table is without a line in the sources."""
    files = {file.stem for file in SHIPPED_FILES if file.parent.name == nation}
    sources = (shipped("reference") / nation / "sources.toml").read_text(encoding="utf-8")
    assert files == set(NAMES) == set(tomllib.loads(sources))


CLASSES = {
    "present": r"/ \ L",
    "approved activity": "B J K P V W",
    "authorised absence": "C C1 C2 E F H I J1 M R S T",
    "unauthorised absence": "G N O U",
    "not possible": "# D Q X Y Y1 Y2 Y3 Y4 Y5 Y6 Y7 Z",
}


def test_every_register_code_has_its_class() -> None:
    """The codes used in England from August 2024 fall into the classes of the published statistics."""
    codes = reference("register_codes", "England").facts
    found = codes.groupby("class")["code"].apply(lambda column: " ".join(sorted(column)))
    assert found.to_dict() == {name: " ".join(sorted(listed.split())) for name, listed in CLASSES.items()}
    assert codes["code"].is_unique
    assert (codes["meaning"] != "").all()


def test_the_thresholds_of_england() -> None:
    """Persistent absence is 10% of a pupil's own sessions, severe absence half, a year 380 sessions."""
    values = reference("thresholds", "England").facts.set_index("name")["value"]
    found = {
        "persistent_absence": 0.10,
        "severe_absence": 0.50,
        "school_year_sessions": 380,
        "mode_window": 0.1,
    }
    assert values.to_dict() == found


PUBLISHED = """
England primary 5.28 3.73 1.55 13.8 · England secondary 8.49 5.22 3.27 23.8
England special 13.17 9.57 3.60 36.1 · England all 6.88 4.52 2.36 18.8
Calderdale primary 5.08 3.67 1.41 12.8 · Calderdale secondary 7.95 4.91 3.04 22.3
Calderdale special 10.61 9.37 1.24 34.6 · Calderdale all 6.58 4.37 2.20 18.0
Middlesbrough primary 5.37 3.19 2.18 15.0 · Middlesbrough secondary 10.08 4.23 5.85 30.7
Middlesbrough special 11.39 7.79 3.60 28.8 · Middlesbrough all 7.49 3.76 3.73 22.1
"""


def test_the_benchmarks_are_those_published() -> None:
    """Absence in 2025/26 by area and phase, as in the published file of 23 July 2026."""
    facts = reference("attendance_benchmarks", "England").facts
    rows = [line.split() for line in PUBLISHED.replace("·", "\n").split("\n") if line.strip()]
    expected = [(area, phase, *(float(number) for number in rest)) for area, phase, *rest in rows]
    assert list(facts.itertuples(index=False, name=None)) == expected


def test_authorised_and_unauthorised_make_up_absence() -> None:
    """The two kinds of absence add up to the whole, to the rounding of the published figures."""
    facts = reference("attendance_benchmarks", "England").facts
    assert (facts["authorised"] + facts["unauthorised"] - facts["absence"]).abs().max() < 0.011


# --- a nation without a file ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nation", ["Wales", "Scotland", "Atlantis", "", "../england", "..\\england", "a\x00b"]
)
@pytest.mark.parametrize("name", NAMES)
def test_a_nation_without_a_file_says_none(nation: str, name: str) -> None:
    """Where there are no facts there are none: never another nation's in their place."""
    none = reference(name, nation)
    assert not none
    assert none.facts.empty
    assert none.said_of_source().startswith(f"No {name.replace('_', ' ')} for {nation}: none")


@pytest.mark.parametrize("nation", ["../elsewhere", "england/../../elsewhere"])
def test_a_nation_is_never_a_path(tmp_path: Path, nation: str) -> None:
    """Whatever stands in the register's column nation, nothing outside the reference folder is read."""
    _own(tmp_path, {})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "thresholds.csv").write_text(HEADER + "a,1,b,c\n", encoding="utf-8")
    assert not reference("thresholds", nation, network_folder=tmp_path)


@pytest.mark.parametrize("nation", ["england", " England ", "ENGLAND"])
def test_a_nation_is_recognised_however_it_is_typed(nation: str) -> None:
    """Capitals and spaces make no other nation."""
    assert reference("thresholds", nation)


def test_an_unknown_table_is_answered_with_those_there_are() -> None:
    """A table of facts nobody has heard of is answered with the names there are."""
    with pytest.raises(errors.UnknownReference, match="register_codes, thresholds, attendance_benchmarks"):
        reference("benchmarks", "England")


# --- the network's own ------------------------------------------------------------------------------------


def test_a_network_s_own_file_wins_and_says_so(tmp_path: Path) -> None:
    """The network's file replaces ours; without a sources.toml its source is the file, its date unknown."""
    folder = _own(tmp_path, {"register_codes.csv": CODES + "1,present,Here\n"})
    own = reference("register_codes", "England", network_folder=folder)
    assert own.facts.to_dict("list") == {"code": ["1"], "class": ["present"], "meaning": ["Here"]}
    assert own.said_of_source() == "Register codes (your own file register_codes.csv, date unknown)."
    assert len(reference("thresholds", "England", network_folder=folder).facts) == 4


def test_a_network_s_own_sources_are_given(tmp_path: Path) -> None:
    """With a sources.toml the network's title, source and date are given; what else stands there is ignored."""
    about = '[register_codes]\ntitle = "Ours"\nsource = "LA"\ndate = 2026-09-01\nurl = "x"\n[other]\na = 1\n'
    files: dict[str, str | bytes] = {"register_codes.csv": CODES + "/,present,Here\n", "sources.toml": about}
    own = reference(
        "register_codes", "Northern Ireland", network_folder=_own(tmp_path, files, "northern_ireland")
    )
    assert own.said_of_source() == "Ours (LA, 1 September 2026)."


def test_a_date_in_other_words_is_given_as_it_is(tmp_path: Path) -> None:
    """A date that is no calendar date stands in the sentence as the network wrote it."""
    files: dict[str, str | bytes] = {"register_codes.csv": CODES + "/,present,Here\n"}
    folder = _own(tmp_path, {**files, "sources.toml": '[register_codes]\ndate = "summer 2026"\n'})
    assert "summer 2026" in reference("register_codes", "England", network_folder=folder).said_of_source()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_file_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str, mark: str) -> None:
    """Byte order mark, older Windows text, semicolons and tabs give the same facts."""
    text = (CODES + "É,present,Ici\n").replace(",", mark)
    own = reference(
        "register_codes",
        "England",
        network_folder=_own(tmp_path, {"register_codes.csv": text.encode(encoding)}),
    )
    assert own.facts["code"].tolist() == ["É"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no column called name, unit, meaning, value"),
        (HEADER, "no rows"),
        ("name,valu,unit,meaning\na,1,b,c\n", "no column called value"),
        (HEADER + "a,95%,b,c\n\nd,,e,f\n", "row 2, value: '95%' is not a number; row 4, value: '' is not a number"),
        (HEADER + "a,inf,b,c\n", "row 2, value: 'inf'"),
        (HEADER + "a,NaN,b,c\n", "row 2, value: 'NaN'"),
        (HEADER + "a\n", "row 2, value: ''"),
        (b"PK\x03\x04\x00", "not text"),
        ((HEADER + "a,1,b,c\n").encode("utf-16"), "not text"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named(tmp_path: Path, content: str | bytes, said: str) -> None:
    """A file that cannot be used is named with everything wrong in it, and with the way back to ours."""
    folder = _own(tmp_path, {"thresholds.csv": content})
    with pytest.raises(errors.BrokenReference, match="or delete it") as broken:
        reference("thresholds", "England", network_folder=folder)
    assert said in str(broken.value)
    assert str(folder / "reference" / "england" / "thresholds.csv") in str(broken.value)


@pytest.mark.parametrize("content", ["[thresholds", "thresholds = 5", "[thresholds]\ntitle = \n"])
def test_broken_sources_are_named(tmp_path: Path, content: str) -> None:
    """A sources.toml that cannot be used is named, not passed over."""
    folder = _own(tmp_path, {"thresholds.csv": HEADER + "a,1,b,c\n", "sources.toml": content})
    with pytest.raises(errors.BrokenReference, match=r"sources\.toml"):
        reference("thresholds", "England", network_folder=folder)


def test_cells_too_many_are_ignored_and_cells_too_few_are_empty(tmp_path: Path) -> None:
    """A row of another length than the header is read as far as the columns go."""
    text = CODES + "/,present,Here,more\nL,present\n"
    own = reference("register_codes", "England", network_folder=_own(tmp_path, {"register_codes.csv": text}))
    assert own.facts["meaning"].tolist() == ["Here", ""]
