"""The dictionaries of the tables, and the templates made from them."""

from __future__ import annotations

import io
import shutil
import zipfile
from itertools import cycle
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from enquiry_lib import errors
from enquiry_lib.data import templates
from enquiry_lib.data.checking import check_data
from enquiry_lib.data.templates import (
    TABLES,
    build_templates,
    columns,
    copy_templates,
    identifiers,
    read_columns,
    table_name,
)
from enquiry_lib.data.values import Fault, read_value
from enquiry_lib.store.shipped import shipped

BUILT = ("template.csv", "template.xlsx")


@pytest.fixture
def dictionaries(tmp_path: Path) -> Path:
    """A folder with the dictionaries alone."""
    for table in TABLES:
        (tmp_path / table).mkdir()
        shutil.copy(shipped("data_templates") / table / "columns.csv", tmp_path / table)
    return tmp_path


def test_committed_templates_are_built_from_their_dictionaries(dictionaries: Path) -> None:
    """The templates that are shipped are, byte for byte, what the dictionaries make."""
    for made in build_templates(dictionaries):
        assert made.read_bytes() == (shipped("data_templates") / made.relative_to(dictionaries)).read_bytes()


def test_every_folder_is_a_table() -> None:
    """Each folder of data_templates is a table the library knows, and the other way round."""
    folders = {file.parent.name for file in shipped("data_templates").glob("*/columns.csv")}
    assert folders == set(TABLES)


def test_a_template_gives_the_same_bytes_on_another_day(
    dictionaries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No date of making and no compression finds its way into a workbook."""
    first = [path.read_bytes() for path in build_templates(dictionaries)]
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    assert [path.read_bytes() for path in build_templates(dictionaries)] == first
    with zipfile.ZipFile(io.BytesIO(first[1])) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("table", TABLES)
def test_both_templates_have_the_headings_of_the_dictionary(table: str) -> None:
    """template.csv and template.xlsx name the columns in the order of columns.csv and hold nothing else."""
    names = [column.name for column in columns(table)]
    folder = shipped("data_templates") / table
    assert (folder / "template.csv").read_bytes() == ("\ufeff" + ",".join(names) + "\r\n").encode()
    book = CalamineWorkbook.from_path(str(folder / "template.xlsx"))
    assert book.get_sheet_by_name(table).to_python() == [names]


@pytest.mark.parametrize("table", TABLES)
def test_the_workbook_says_what_to_type(table: str) -> None:
    """The second sheet gives every column's meaning, what to type and an example."""
    book = CalamineWorkbook.from_path(str(shipped("data_templates") / table / "template.xlsx"))
    rows = book.get_sheet_by_name("What to type").to_python()[1:]
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        (column.name, column.label, column.what_to_type, column.example) for column in columns(table)
    ]


@pytest.mark.parametrize("table", TABLES)
def test_the_workbook_has_drop_downs_notes_and_a_frozen_header(table: str) -> None:
    """Each column with listed values has a drop-down, each heading a note, and the heading row stays."""
    with zipfile.ZipFile(shipped("data_templates") / table / "template.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        notes = archive.read("xl/comments1.xml").decode()
    for column in columns(table):
        drop_down = f"<formula1>&quot;{','.join(column.allowed)}&quot;</formula1>".replace("&quot;", '"')
        assert (drop_down in sheet) == bool(column.allowed)
        assert column.label.replace("'", "&apos;") in notes or column.label in notes
    assert notes.count("<comment ") == len(columns(table))
    assert 'state="frozen"' in sheet


def test_a_text_takes_values_its_drop_down_does_not_list() -> None:
    """The drop-down of 'occasion' offers its usual values without refusing others; that of 'arm' refuses."""
    with zipfile.ZipFile(shipped("data_templates") / "outcomes" / "template.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    rules = {rule.split("<formula1>")[1].split("<")[0]: rule for rule in sheet.split("<dataValidation ")[1:]}
    assert "showErrorMessage" not in rules['"baseline,follow_up"']
    assert "showErrorMessage" in rules['"intervention,comparison"']


def test_the_key_of_each_table_is_as_documented() -> None:
    """The unique columns together name a row."""
    keys = {table: [column.name for column in columns(table) if column.unique] for table in TABLES}
    assert keys == {
        "pupils": ["pupil_id"],
        "attendance": ["pupil_id", "date", "session"],
        "attendance_summary": ["period", "group"],
        "outcomes": ["pupil_id", "measure", "occasion"],
        "items": ["pupil_id", "measure", "occasion", "item"],
        "groups": ["pupil_id", "group"],
        "delivery": ["pupil_id", "date", "session"],
        "survey": ["respondent_id", "occasion", "question"],
        "voices": ["voice_id", "theme"],
        "observations": ["observation_id", "ingredient"],
        "indicators": ["indicator", "occasion"],
        "self_assessment": ["respondent_id", "occasion", "statement"],
        "consents": ["code", "about"],
    }


def test_codes_come_with_a_warning_about_names() -> None:
    """Wherever a person's code is typed, one is told never to type a name; eleven of the tables have such codes."""
    codes = [column for table in TABLES for column in columns(table) if column.name in identifiers(table)]
    assert len(codes) == 11
    assert all("Never type a name" in column.what_to_type for column in codes)
    assert [table for table in TABLES if not identifiers(table)] == ["attendance_summary", "indicators"]


def test_a_dictionary_that_asks_for_a_digit_has_the_rule_that_does() -> None:
    """Where one is told that a code has a digit in it, the check sees to it; nowhere else."""
    ids = [column for table in TABLES for column in columns(table) if column.name in identifiers(table)]
    told = {column.name for column in ids if "with a digit in it" in column.what_to_type}
    assert told == {column.name for column in ids if column.type == "code"}
    assert told == {"respondent_id", "voice_id", "observation_id", "code"}


def test_the_date_of_a_score_says_what_it_is_good_for() -> None:
    """Without dates a plan frozen late cannot be told from one frozen in time; who fills in the table is told so."""
    (date,) = (column for column in columns("outcomes") if column.name == "date")
    assert "whether the plan was frozen before the scores were taken" in date.what_to_type


def test_words_about_people_are_known_as_such() -> None:
    """Cells of free text, which no report shows, say so where they are filled in."""
    free = {
        column.name: column for table in TABLES for column in columns(table) if column.type == "free_text"
    }
    assert set(free) == {"words", "place", "note"}
    assert all("no report shows" in column.what_to_type for column in free.values())


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_what_to_type(table: str) -> None:
    """Each column has a label and words for teachers, and its example can be read by its own rule."""
    for column in columns(table):
        assert column.label
        assert column.what_to_type.endswith(".")
        assert not isinstance(read_value(column, column.example), Fault)


def test_tables_are_called_as_people_call_them() -> None:
    """No name has an underscore when it is said."""
    assert [table_name(table) for table in ("attendance_summary", "self_assessment", "groups")] == [
        "attendance summary",
        "self-assessment",
        "groups",
    ]


def test_examples_pass_the_check(tmp_path: Path) -> None:
    """All the examples, saved as one school's tables, have a few rows each and no problem."""
    for table in TABLES:
        shutil.copy(shipped("data_templates") / table / "example.csv", tmp_path / f"{table}.csv")
    check = check_data(tmp_path)
    assert check.problems == ()
    assert all(4 <= table.rows <= 12 for table in check.tables)


def test_unfilled_templates_pass_the_check(tmp_path: Path) -> None:
    """A template that nobody has filled in yet is an empty table, not a fault."""
    for table, name in zip(TABLES, cycle(BUILT), strict=False):
        source = shipped("data_templates") / table / name
        shutil.copy(source, tmp_path / f"{table}{source.suffix}")
    check = check_data(tmp_path)
    assert check.problems == ()
    assert [table.notes for table in check.tables] == [("there are no rows under the headings",)] * len(
        TABLES
    )


def test_copying_replaces_own_files_and_leaves_others(tmp_path: Path) -> None:
    """The four files of each table arrive whole; a file of the user's beside them stays."""
    (tmp_path / "pupils").mkdir()
    (tmp_path / "pupils" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "pupils" / "template.csv").write_text("old", encoding="utf-8")
    copied = copy_templates(tmp_path)
    assert len(copied) == 4 * len(TABLES)
    for path in copied:
        assert path.read_bytes() == (shipped("data_templates") / path.relative_to(tmp_path)).read_bytes()
    assert (tmp_path / "pupils" / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_an_unknown_table_is_named_with_the_known_ones() -> None:
    """Asking for a table that does not exist lists those that do."""
    with pytest.raises(errors.UnknownTable, match=r"'pupil'.*pupils, attendance, .*outcomes"):
        columns("pupil")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a,A,word,yes,no,no,,,,,,", "line 2 has the type 'word'"),
        ("a,A,text,maybe,no,no,,,,,,", "line 2 says neither yes nor no under required"),
        ("a,A,number,no,no,no,,0,b,,,", "line 2 has a limit by a column that is not there, b"),
    ],
)
def test_a_dictionary_that_cannot_be_used_says_which_line(tmp_path: Path, line: str, said: str) -> None:
    """An unknown type or a flag that is neither yes nor no is found with its line."""
    header = (shipped("data_templates") / "pupils" / "columns.csv").read_text(encoding="utf-8").split("\n")[0]
    (tmp_path / "columns.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    with pytest.raises(errors.BadDictionary, match=said):
        read_columns(tmp_path / "columns.csv")


@pytest.mark.parametrize("content", [b"column,label\n", b"\xff\xfe\xff"])
def test_a_dictionary_that_is_no_dictionary_is_refused(tmp_path: Path, content: bytes) -> None:
    """Other headings, and bytes that are not text, are an error that says what to do."""
    (tmp_path / "columns.csv").write_bytes(content)
    with pytest.raises(errors.BadDictionary, match="enquiry templates"):
        read_columns(tmp_path / "columns.csv")


def test_formulas_in_a_dictionary_stay_text(dictionaries: Path) -> None:
    """A label or hint that looks like a formula is written as text into the workbook."""
    path = dictionaries / "outcomes" / "columns.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Measure,", "=1+1,", 1), encoding="utf-8")
    build_templates(dictionaries)
    with zipfile.ZipFile(dictionaries / "outcomes" / templates.XLSX) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
