"""A network's folder: its settings and its register, good and bad."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from year_ends import fail_at_renaming

from enquiry_lib import errors
from enquiry_lib.errors import Problem
from enquiry_lib.store import at_once
from enquiry_lib.store.network import (
    REGISTER,
    SETTINGS,
    Network,
    School,
    Settings,
    create_network,
    load_network,
    register_text,
    settings_text,
)

HEADER = "school_id,name,phase,nation,authority\n"
GOOD = HEADER + "oak,Oak School,primary,,\n"

Register = Callable[[str | bytes], Path]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """Write a register into a network's folder and give the folder."""

    def write(content: str | bytes) -> Path:
        (tmp_path / SETTINGS).write_text('name = "Two Schools"\n', encoding="utf-8")
        (tmp_path / REGISTER).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return tmp_path

    return write


def _problems(folder: Path) -> list[Problem]:
    with pytest.raises(errors.ProblemsFound) as found:
        load_network(folder)
    assert REGISTER in found.value.where
    return list(found.value.problems)


def _places(folder: Path) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.found) for problem in _problems(folder)]


@pytest.mark.parametrize("number", [1, 2])
def test_a_network_that_is_half_changed_does_not_open(
    network: Network, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """After a power cut in the middle of a change it says so, also where network.toml is the file that is away."""
    fail_at_renaming(monkeypatch, number)
    with monkeypatch.context() as dead:
        dead.setattr(at_once, "put_back", lambda folder: False)
        edits = [at_once.Write(SETTINGS, b"new")]
        with pytest.raises(errors.CannotWrite):
            at_once.make_at_once(network.folder, edits, state=at_once.state_of(network.folder))
    with pytest.raises(errors.CutShort, match="begins by undoing"):
        load_network(network.folder)
    at_once.put_back(network.folder)
    assert load_network(network.folder).schools == network.schools


# --- a good network ---------------------------------------------------------------------------------------


def test_a_network_opens_as_it_was_made(network: Network) -> None:
    """What `create_network` writes, `load_network` reads."""
    assert load_network(network.folder) == network
    assert network.school("oak-primary").authority == "Calderdale"


def test_places_within_a_network(network: Network) -> None:
    """Tables, records and the first enquiry have their places within the school's folder."""
    school = network.folder / "schools" / "oak-primary"
    assert network.school_folder("oak-primary") == school
    assert network.data_folder("oak-primary") == school / "data"
    assert network.new_enquiry("oak-primary") == school / "enquiries" / "2025-26-enquiry" / "enquiry.json"
    assert network.enquiries("oak-primary") == []


def test_enquiries_are_listed_oldest_first_without_histories(network: Network) -> None:
    """Each cycle's record is listed once; kept versions and conflict copies are not cycles."""
    folder = network.school_folder("oak-primary") / "enquiries"
    for name in ("2025-26-b/enquiry.json", "2024-25-a/enquiry.json", "2024-25-a/enquiry (1).json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "2024-25-a" / "history").mkdir()
    (folder / "2024-25-a" / "history" / "enquiry.json").touch()
    found = [path.relative_to(folder).as_posix() for path in network.enquiries("oak-primary")]
    assert found == ["2024-25-a/enquiry.json", "2025-26-b/enquiry.json"]


def test_an_unknown_school_is_answered_with_the_likeliest_ids(network: Network) -> None:
    """A misspelt id is answered with the ids there are, the nearest first."""
    with pytest.raises(errors.UnknownSchool, match=r"Use one of these ids: elm-secondary, oak-primary\."):
        network.school("elm-secondry")


@pytest.mark.parametrize("identifier", ["../oak-primary", "", "OAK-PRIMARY", "oak-primary/.."])
def test_only_ids_in_the_register_lead_to_a_folder(network: Network, identifier: str) -> None:
    """No text leads out of the schools' folder: an id that is not in the register has no folder."""
    with pytest.raises(errors.UnknownSchool):
        network.data_folder(identifier)


# --- the register: what is read ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        "\n , \n" + GOOD,
        "notes,authority,nation,phase,name,school_id\nx,,,Primary , Oak School ,oak\n",
        "School_ID,NAME, Phase \noak,Oak School,PRIMARY\n",
        "school_id,name,phase,,\noak,Oak School,primary,,,,\n",
        "school_id,name,phase\n\n,,\noak,Oak School,primary\n\n",
        '"school_id","name","phase"\n"oak","Oak School","primary"',
    ],
    ids=[
        "plain", "BOM", "Windows line ends", "semicolons", "tabs", "blank rows above", "other order and columns",
        "capitals", "empty cells at the end", "blank rows", "quoted",
    ],
)  # fmt: skip
def test_a_register_is_read_as_spreadsheets_save_it(register: Register, content: str) -> None:
    """Every way a spreadsheet saves the same register gives the same school."""
    (school,) = load_network(register(content)).schools
    assert school == School("oak", "Oak School", "primary", "England")


def test_a_register_saved_by_an_older_excel_keeps_its_accents(register: Register) -> None:
    """A register in Windows-1252 is read with its accents."""
    (school,) = load_network(register(GOOD.replace("Oak", "Zoë’s").encode("cp1252"))).schools
    assert school.name == "Zoë’s School"


def test_a_school_may_be_in_another_nation(register: Register) -> None:
    """A row's own nation comes before the network's."""
    (school,) = load_network(register(HEADER + "oak,Oak School,primary,Wales,\n")).schools
    assert school.nation == "Wales"


# --- the register: what is wrong --------------------------------------------------------------------------


def test_a_missing_register_is_named(register: Register) -> None:
    """Without schools.csv the message names the file and the folder."""
    folder = register(GOOD)
    (folder / REGISTER).unlink()
    with pytest.raises(errors.FileNotFound, match=r"schools\.csv is not there"):
        load_network(folder)


@pytest.mark.parametrize("content", ["", "\ufeff", "\n\n", ",,\n", HEADER, HEADER + ",,,,\n"])
def test_a_register_without_a_school_says_how_to_list_one(register: Register, content: str) -> None:
    """An empty register, or one with a header only, says what a row needs."""
    with pytest.raises(errors.NoSchools, match="school_id, name, phase"):
        load_network(register(content))


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04\x00\x00rest of a workbook", GOOD.encode("utf-16"), b'a,"' + b"x" * 200_000 + b'"\n'],
    ids=["xlsx", "UTF-16", "one enormous cell"],
)
def test_a_register_that_is_no_csv_says_how_to_save_it(register: Register, content: bytes) -> None:
    """An Excel file under another name is not guessed at: the message says how to save it."""
    (problem,) = _problems(register(content))
    assert "CSV UTF-8" in problem.do


def test_a_misspelt_column_is_recognised(register: Register) -> None:
    """All columns that are missing are named at once, each with what was found in its place."""
    folder = register("shool_id,nmae,natoin\noak,Oak School,Wales\n")
    found = [(1, "school_id", "'shool_id'"), (1, "name", "'nmae'"), (1, "phase", "no such column")]
    assert _places(folder) == [*found, (1, "nation", "'natoin'")]


def test_a_column_given_twice_is_not_guessed_at(register: Register) -> None:
    """Two columns of one name are a problem, not a choice made in silence."""
    folder = register("school_id,name,phase,Name\noak,Oak School,primary,Elm School\n")
    assert _places(folder) == [(1, "name", "2 columns of that name")]


@pytest.mark.parametrize(
    "identifier",
    ["../x", "a/b", "C:\\x", "\\\\server\\x", ".", "..", "a.b", "a b", "oak-", "-oak", "é", "x" * 41, "a\u200b"],
)  # fmt: skip
def test_an_id_that_could_be_a_path_is_refused(register: Register, identifier: str) -> None:
    """An id is a short plain word, because it becomes a folder and a file name."""
    (problem,) = _problems(register(HEADER + f"{identifier},Oak School,primary,,\n"))
    assert (problem.row, problem.column, problem.found) == (2, "school_id", f"'{identifier}'")
    assert "oak-primary" in problem.do


@pytest.mark.parametrize(
    "identifier", ["CON", "con", "nul", "Prn", "aux", "com1", "LPT9", "com0", "index", "network", "receipt"]
)
def test_a_reserved_id_is_refused(register: Register, identifier: str) -> None:
    """Names that Windows or the reports keep for themselves are no ids, in capitals or not."""
    (problem,) = _problems(register(HEADER + f"{identifier},Oak School,primary,,\n"))
    assert problem.expected == "an id that is not a reserved name"


@pytest.mark.parametrize("second", ["oak", "OAK", "Oak"])
def test_two_schools_cannot_share_an_id(register: Register, second: str) -> None:
    """The same id twice is named with the row of the first, capital and small letters alike."""
    problems = _problems(register(GOOD + "elm,Elm School,primary,,\n" + f"{second},Oak Two,primary,,\n"))
    shared = [problem for problem in problems if problem.expected == "an id no other school has"]
    assert [(problem.row, problem.found) for problem in shared] == [(4, f"'{second}'")]
    assert "Row 2 has it too" in shared[0].do


def test_a_name_with_a_loose_comma_is_explained(register: Register) -> None:
    """A row with more cells than columns is named, with what was found beyond the last one."""
    folder = register("school_id,name,phase\noak,Oak School, Halifax,primary\n")
    assert _places(folder) == [(2, "phase", "'Halifax'"), (2, "beyond the last column", "'primary'")]
    assert "quotation marks" in _problems(folder)[1].do


def test_everything_wrong_is_said_at_once_with_the_rows_a_spreadsheet_shows(register: Register) -> None:
    """All problems come together; blank rows and line breaks within a cell do not shift the row numbers."""
    content = HEADER + '"oak","Oak\nSchool","primary","",""\n\n,Elm School,primary,,\nash,,nursery,,\n'
    assert _places(register(content)) == [
        (4, "school_id", "nothing"),
        (5, "name", "nothing"),
        (5, "phase", "'nursery'"),
    ]


# --- settings ---------------------------------------------------------------------------------------------


def test_a_folder_without_settings_is_no_network(tmp_path: Path) -> None:
    """Any other folder, or none, is answered with how to make a network."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(errors.NotANetwork, match="enquiry new"):
            load_network(folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "Open\n', "line 1"),
        ("name == 'x'", "line 1"),
        ("", "name is missing"),
        ('name = ""', "name is ''"),
        ("name = 5", "name is 5"),
        ('name = "x"\nsmallest_count = 4', "smallest_count is 4 and should be a whole number of at least 5"),
        ('name = "x"\nsmallest_count = "ten"', "smallest_count is 'ten'"),
        ('name = "x"\naccent = "teal"', "accent is 'teal' and should be a colour"),
        ('name = "x"\naccent = "#0b5c6b;}"', "accent is '#0b5c6b;}'"),
        ('name = "x"\nyear = "2025"', "year is '2025'"),
        ('name = "x"\nschema_version = 2', "needs newer workbooks"),
        ('name = "x"\nsmallest_cuont = 20', "no setting called smallest_cuont"),
        ('name = "x"\nyear = "2025"\naccent = "teal"', "year is '2025' and should be a school year such as 2025/26"),
        ('name = "x"\nyear = "2025"\naccent = "teal"', "accent is 'teal'"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_named(register: Register, text: str, said: str) -> None:
    """Every setting that is wrong is named with what was found and what it should be."""
    folder = register(GOOD)
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    with pytest.raises(errors.BadSettings) as refused:
        load_network(folder)
    assert said in str(refused.value)
    assert str(folder / SETTINGS) in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_settings_are_read_as_editors_save_them(register: Register, encoding: str) -> None:
    """A network's name keeps its accents whichever way the editor saved it."""
    folder = register(GOOD)
    (folder / SETTINGS).write_bytes('name = "Zoë"\r\n'.encode(encoding))
    assert load_network(folder).settings.name == "Zoë"


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120).filter(str.strip)
AWKWARD = [
    '"',
    "\\",
    "'''",
    '"""',
    "a\\nb",
    "a\x07\x7fb",
    "{{ 7*7 }}{% x %}",
    "<script>",
    "=cmd|'/c calc'!A0",
    "a\u2028b",
]


@given(names, names)
@example('"\\', "'")
@example("# [x]\nname = 1", "\x7f\x85\x1b")
def test_settings_keep_any_name(name: str, nation: str) -> None:
    """Whatever a network is called, its settings read back the same."""
    made = Settings(name=name, nation=nation, smallest_count=7, accent="#00ff00", year="2024/25")
    assert Settings.model_validate(tomllib.loads(settings_text(made))) == made


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_names_survive_a_whole_network(tmp_path: Path, name: str) -> None:
    """Quotation marks, control characters, scripts, templates and formulas come back from disk unchanged."""
    school = School("oak", name, "primary", name, name)
    made = create_network(tmp_path / "network", Settings(name=name), [school])
    assert made.settings.name == name.strip()
    assert made.schools == (School("oak", name.strip(), "primary", name.strip(), name.strip()),)


# --- the register we write --------------------------------------------------------------------------------


def _cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")) for cell in row]


printable = names.filter(lambda name: "\x00" not in name)
openings = st.sampled_from(["=", "+", "-", "@", "\t=", "\r@", "'=", "''+", " -", "'"])
formulas = st.builds(str.__add__, openings, printable)


@given(st.one_of(printable, formulas))
@example("=cmd|'/c calc'!A0")
@example("\t=1+1")
@example("'=1+1")
def test_no_name_is_run_as_a_formula_and_every_name_comes_back(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    """In Excel a name that looks like a formula is text; our reader gives it back as it was."""
    school = School("oak", name, "primary", "England", name)
    assert not [cell for cell in _cells(register_text([school])) if cell[:1] and cell[0] in "=+-@\t\r"]
    folder = tmp_path_factory.mktemp("network")
    made = create_network(folder, Settings(name="x"), [school])
    assert made.schools[0].name == name.strip()


def test_the_register_we_write_opens_in_excel() -> None:
    """Excel needs the byte order mark to see UTF-8, and Windows line ends."""
    assert register_text([]) == "\ufeffschool_id,name,phase,nation,authority\r\n"


# --- making a network -------------------------------------------------------------------------------------


@pytest.mark.parametrize("used", ["file in it", "a file itself"])
def test_a_used_folder_is_not_touched(tmp_path: Path, used: str) -> None:
    """A folder that holds something, or a file of that name, is refused and left alone."""
    folder = tmp_path / "used"
    kept = folder / "mine.txt" if used == "file in it" else folder
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(errors.FolderInUse):
        create_network(folder, Settings(name="x"), [School("oak", "Oak", "primary", "England")])
    assert kept.read_text(encoding="utf-8") == "mine"
    assert sorted(tmp_path.rglob("*")) == sorted({folder, kept})


@pytest.mark.parametrize(
    ("schools", "kind"),
    [([], errors.NoSchools), ([School("../x", "Oak", "primary", "England")], errors.ProblemsFound)],
)
def test_nothing_is_written_for_schools_that_cannot_be_listed(
    tmp_path: Path, schools: list[School], kind: type[errors.EnquiryError]
) -> None:
    """A network is made whole or not at all, so that the same folder can be used once the list is mended."""
    with pytest.raises(kind):
        create_network(tmp_path / "new", Settings(name="x"), schools)
    assert not (tmp_path / "new").exists()


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    """A folder somebody made for the purpose is welcome."""
    school: Any = School("oak", "Oak", "primary", "England")
    assert create_network(tmp_path, Settings(name="x"), [school]).schools == (school,)
