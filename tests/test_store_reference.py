"""Facts that change: what came with the workbooks, and what a network puts in their place."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from enquiry_lib import errors
from enquiry_lib.data.templates import columns
from enquiry_lib.store.record import DESIGN_LABELS
from enquiry_lib.store.record.parts import Stage
from enquiry_lib.store.reference import (
    EVERYWHERE,
    LISTS,
    MAY_LACK,
    NAMES,
    NUMBERS,
    OWN,
    TEXT,
    own_table,
    reference,
    reference_files,
)
from enquiry_lib.store.shipped import shipped

SHIPPED_FILES = sorted(shipped("reference").glob("*/*.csv"))
NATIONS = [
    folder.name for folder in shipped("reference").iterdir() if folder.is_dir() and folder.name != EVERYWHERE
]
BY_NATION = ("register_codes", "thresholds", "attendance_benchmarks")
FOR_ALL = [name for name in NAMES if name not in (*BY_NATION, *OWN)]
CONSTRUCTS = next(c.allowed for c in columns("self_assessment") if c.name == "construct")
LIST_HEADER = "key,group,name,text\n"
STRANDS_HEADER = "strand,months,primary,secondary,cost,evidence,studies,note\n"
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
    """Each table has a title, a source, a licence and a note, and a date unless it is ours; figures, when to replace them."""
    about = tomllib.loads((file.parent / "sources.toml").read_text(encoding="utf-8"))[file.stem]
    assert set(about) - {"replace"} == {"title", "source", "date", "licence", "note"}
    assert ("replace" in about) == (file.stem not in LISTS)
    ours = about["source"].startswith("list of the programme, in our own words")
    assert {name for name, text in about.items() if not text} == ({"date"} if ours else set())
    said = reference(file.stem, file.parent.name).said_of_source()
    assert said.startswith(f"{about['title']} ({about['source']}")


@pytest.mark.parametrize("file", SHIPPED_FILES, ids=lambda file: file.stem)
def test_no_note_asks_readers_of_a_report_to_change_files(file: Path) -> None:
    """What is said of a table in reports is for those who read them; when to replace it stands beside, in the file."""
    about = reference(file.stem, file.parent.name)
    said = f"{about.said_of_source()} {about.note}"
    assert "Replace" not in said
    assert "file" not in said.split()


def test_a_list_of_our_own_is_said_to_be_so() -> None:
    """It is called a list of the programme, without a date of its own and without naming the software as a source."""
    assert reference("appraisal", "Wales").origin() == "list of the programme, in our own words"


def test_reference_files_are_tables_and_their_sources(tmp_path: Path) -> None:
    """Of a folder only the tables that are known, and what is said of them, are reference data."""
    folder = _own(tmp_path, {"thresholds.csv": HEADER, "sources.toml": "", "notes.csv": "x"}) / "reference"
    assert [file.name for file in reference_files(folder)] == ["thresholds.csv", "sources.toml"]


def test_a_calendar_date_is_said_in_words() -> None:
    """The date of a source is read aloud as a person would say it, and so is the origin without the title."""
    facts = reference("thresholds", "England")
    assert facts.said_of_source().endswith(", 23 July 2026).")
    assert facts.origin() == f"{facts.source}, 23 July 2026"


@pytest.mark.parametrize("folder", [*NATIONS, EVERYWHERE])
def test_every_table_is_there_and_has_its_source(folder: str) -> None:
    """A nation has all tables of a nation, everywhere all the others, and none is without a line in the sources."""
    files = {file.stem for file in SHIPPED_FILES if file.parent.name == folder}
    sources = (shipped("reference") / folder / "sources.toml").read_text(encoding="utf-8")
    expected = FOR_ALL if folder == EVERYWHERE else BY_NATION
    assert files == set(expected) == set(tomllib.loads(sources))


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


def test_new_and_old_codes_have_their_days() -> None:
    """Codes that came in August 2024 begin on the day after those end that they took the place of."""
    codes = reference("register_codes", "England").facts
    assert sorted(codes.loc[codes["from"] == "2024-08-19", "code"]) == sorted(
        ["C1", "C2", "J1", "K", "Q", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"]
    )
    assert sorted(codes.loc[codes["until"] == "2024-08-18", "code"]) == ["F", "H", "J", "Y"]
    assert set(codes["from"]) | set(codes["until"]) == {"", "2024-08-18", "2024-08-19"}


def test_every_code_of_absence_has_a_reason_and_each_reason_one_class() -> None:
    """Reasons are given for absence alone, and none is both authorised and not."""
    codes = reference("register_codes", "England").facts
    absence = codes["class"].str.endswith("absence")
    assert ((codes["reason"] != "") == absence).all()
    assert (codes[absence].groupby("reason")["class"].nunique() == 1).all()


def test_own_codes_may_lack_reasons_and_days(tmp_path: Path) -> None:
    """A list of codes with no more than class and meaning is read as before; a day that is none is named."""
    own = _own(tmp_path, {"register_codes.csv": CODES + "/,present,Here\n"})
    facts = reference("register_codes", "England", network_folder=own).facts
    assert facts.loc[0, ["reason", "from", "until"]].tolist() == ["", "", ""]
    wrong = "code,class,meaning,from\n/,present,Here,19/08/2024\n"
    (own / "reference" / "england" / "register_codes.csv").write_text(wrong, encoding="utf-8")
    with pytest.raises(errors.BrokenReference, match="row 2, from: '19/08/2024'"):
        reference("register_codes", "England", network_folder=own)


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
    assert set(facts["period"]) == {"2025/26"}
    assert list(facts.drop(columns="period").itertuples(index=False, name=None)) == expected


def test_authorised_and_unauthorised_make_up_absence() -> None:
    """The two kinds of absence add up to the whole, to the rounding of the published figures."""
    facts = reference("attendance_benchmarks", "England").facts
    assert (facts["authorised"] + facts["unauthorised"] - facts["absence"]).abs().max() < 0.011


# --- what the programme says ------------------------------------------------------------------------------


HOW_MANY = {
    "framework_words": 8, "framework_reflections": 4, "enquiry_questions": 7, "question_checks": 7, "readiness": 8,
    "ethics": 9, "impact_signs": 9, "impact_assessment": 8, "process_dimensions": 8, "implementation_stages": 4,
    "roles": 8, "designs": 9, "threats": 8,
    "prompts": 47, "appraisal": 7, "network_risks": 5, "capacity": 5,
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_whole(name: str) -> None:
    """Each list has as many lines as the programme, every line a key of its own, a name and a text."""
    lines = reference(name, "England").facts
    assert list(lines.columns) == ["key", "group", "name", "text"]
    assert len(lines) == HOW_MANY[name]
    assert lines["key"].str.fullmatch(r"[a-z][a-z_]*[a-z]").all()
    assert (lines[["name", "text"]] != "").all(axis=None)
    assert lines["text"].str.contains(r"[.?!]$").all()


def test_the_framework_has_its_eight_words_and_no_ninth() -> None:
    """The words are those that the source's slides name: three, three and two."""
    words = reference("framework_words", "England").facts
    assert words.groupby("group", sort=False)["name"].apply(list).to_dict() == {
        "Leadership": ["Awareness", "Acceptance", "Advocacy"],
        "Management": ["Analysis", "Action", "Application"],
        "Partnership": ["Alignment", "Area focus"],
    }


def test_the_seven_questions_come_in_their_order() -> None:
    """The questions of the Calderdale network run from who loses out to how it is shared."""
    texts = reference("enquiry_questions", "England").facts["text"]
    assert texts.iloc[0] == "Is education equal for all students? Who loses out?"
    assert "impacts" in texts.iloc[5]
    assert "work together to share" in texts.iloc[6]
    assert texts.str.endswith("?").all()


def test_roles_are_six_in_school_and_two_in_the_network() -> None:
    """The Research Lead's duties are those of the source."""
    assert reference("roles", "England").facts["group"].value_counts().to_dict() == {
        "In school": 6,
        "In the network": 2,
    }


@pytest.mark.parametrize(
    ("name", "choices"),
    [("implementation_stages", get_args(Stage)), ("capacity", CONSTRUCTS)],
)
def test_keys_are_the_choices_of_records_and_tables(name: str, choices: tuple[str, ...]) -> None:
    """Where a form or a table offers a choice, the list's keys are that choice, in the same order."""
    assert tuple(reference(name, "England").facts["key"]) == choices


def test_the_designs_are_those_a_plan_can_choose() -> None:
    """The advice on designs is headed as the form names them, and its keys begin with the design's code."""
    lines = reference("designs", "England").facts
    assert list(lines["group"].unique()) == list(DESIGN_LABELS.values())
    for code, label in DESIGN_LABELS.items():
        keys = lines.loc[lines["group"] == label, "key"]
        assert list(keys) == [f"{code}_feasible", f"{code}_rules_out", f"{code}_leaves"]


def test_no_list_says_what_reports_never_say() -> None:
    """The programme's own words are as modest as the sentences of a report."""
    texts = " ".join(text for name in LISTS for text in reference(name, "England").facts["text"]).lower()
    assert not re.search(r"\bprove|proof|significant|what works", texts)


def test_lists_hold_for_any_nation() -> None:
    """What the programme says is the same in a nation of which nothing else is known."""
    for name in FOR_ALL:
        assert reference(name, "Atlantis").facts.equals(reference(name, "England").facts)


# --- the Toolkit's figures --------------------------------------------------------------------------------

STRANDS = """
Arts 3/1/3; Aspiration null/1/0; Behaviour 3/2/3; Collaborative 5/1/2; Extending school time 3/3/3; Feedback 6/1/4;
Homework 5/1/1; Individualised 4/1/2; Learning styles null/1/0; Mastery 5/1/2; Mentoring 2/3/3; Metacognition 8/1/4;
One to one 5/3/3; Oral language 6/1/4; Outdoor adventure null/3/0; Parental engagement 4/1/4; Peer tutoring 6/1/4;
Performance pay 1/2/1; Phonics 5/1/4; Physical activity 2/1/4; Reading comprehension 7/1/3; Reducing class size 1/5/1;
Repeating a year -2/5/2; School uniform null/1/0; Setting and streaming 0/1/1; Small group 4/2/3;
Social and emotional learning 3/1/3; Summer schools 3/3/2; Teaching assistant 4/3/3; Within-class 2/1/1
"""


def test_the_strands_are_those_of_the_snapshot() -> None:
    """Thirty strands with months, cost and padlocks as in the snapshot of 2 April 2026, in its order."""
    facts = reference("toolkit_strands", "England").facts
    expected = [line.strip().rsplit(" ", 1) for line in STRANDS.split(";")]
    assert len(facts) == len(expected) == 30
    for row, (name, figures) in zip(facts.to_dict("records"), expected, strict=True):
        months, cost, evidence = figures.split("/")
        assert row["strand"].startswith(name)
        assert (row["cost"], row["evidence"]) == (float(cost), float(evidence))
        assert math.isnan(row["months"]) if months == "null" else row["months"] == float(months)


def test_phases_and_studies_where_they_are_known() -> None:
    """Five strands differ by phase or say how many studies stand behind them; the other cells stay empty."""
    facts = reference("toolkit_strands", "England").facts.set_index("strand")
    split = facts[["primary", "secondary"]].dropna().apply(tuple, axis=1).to_dict()
    assert split == {
        "Feedback": (7, 5),
        "Homework": (2, 5),
        "One to one tuition": (6, 4),
        "Peer tutoring": (5, 7),
    }
    assert facts["studies"].dropna().to_dict() == {
        "Feedback": 155, "Metacognition and self-regulation": 355, "One to one tuition": 123, "Peer tutoring": 145,
    }  # fmt: skip


def test_cost_bands_join_up() -> None:
    """Five bands from nothing upwards, each beginning where the one before ends, the last without an end."""
    bands = reference("toolkit_costs", "England").facts
    assert bands["band"].tolist() == [1, 2, 3, 4, 5]
    assert bands["least"].tolist() == [0, 80, 200, 600, 1200]
    assert bands["most"].tolist()[:4] == bands["least"].tolist()[1:]
    assert math.isnan(bands["most"].iloc[4])


NEAR_ZERO = {
    "EEF page about the toolkits": (-0.01, 0.01, 0.02, 0.09),
    "Oak snapshot 2026": (0, 0.05, 0.06, 0.09),
    "EEF project reports (unverified)": (-0.04, 0.04, 0.05, 0.09),
}


def test_three_tables_of_months_are_named() -> None:
    """The three tables differ near zero only; each runs from 0 to 12 months without a hole."""
    facts = reference("months_of_progress", "England").facts
    assert list(facts["table"].unique()) == list(NEAR_ZERO)
    for name, rows in facts.groupby("table"):
        assert rows["months"].tolist() == list(range(13))
        assert tuple(rows[["least", "most"]].iloc[:2].to_numpy().ravel()) == NEAR_ZERO[str(name)]
        assert rows["least"].tolist()[2:] == [0.1, 0.19, 0.27, 0.36, 0.45, 0.53, 0.62, 0.7, 0.79, 0.88, 0.96]
        steps = rows["least"].to_numpy()[1:] - rows["most"].to_numpy()[:-1]
        assert steps == pytest.approx(0.01)


def test_only_oak_s_table_is_open_at_the_end() -> None:
    """Twelve months end at 1.00 on the page about the toolkits, and have no end in Oak's snapshot."""
    last = reference("months_of_progress", "England").facts.query("months == 12").set_index("table")["most"]
    assert math.isnan(last["Oak snapshot 2026"])
    assert last.drop("Oak snapshot 2026").tolist() == [1, 1]


def test_the_boundary_of_attrition_has_the_rows_that_are_known() -> None:
    """Four rows of the What Works Clearinghouse's table, in percent and percentage points, and no other."""
    facts = reference("attrition_boundary", "Wales").facts
    assert facts[["overall", "cautious", "optimistic"]].to_numpy().tolist() == [
        [0, 5.7, 10.0], [10, 6.3, 10.9], [20, 5.4, 10.2], [30, 4.1, 8.4],
    ]  # fmt: skip


# --- tables that only a network has -----------------------------------------------------------------------


@pytest.mark.parametrize("name", OWN)
def test_a_table_of_the_networks_own_has_a_template_and_no_figure(name: str) -> None:
    """None came with the workbooks; the headings to fill in are those that are read."""
    assert not reference(name, "England")
    template = shipped("data_templates") / "reference" / f"{name}.csv"
    headings = template.read_text(encoding="utf-8-sig").splitlines()
    assert len(headings) == 1
    assert sorted(headings[0].split(",")) == sorted((*TEXT[name], *NUMBERS.get(name, ()), *MAY_LACK[name]))


def test_a_table_of_the_networks_own_is_read_where_it_is_said_to_go(tmp_path: Path) -> None:
    """Columns that may be lacking are empty, and a gap that is no number is named with its row."""
    rows = "measure,group,member,area,unit,gap\nReading,eal,yes,England,points,{}\n"
    path = tmp_path / own_table("published_gaps", "England")
    path.parent.mkdir(parents=True)
    path.write_text(rows.format("-1.5"), encoding="utf-8")
    facts = reference("published_gaps", "England", network_folder=tmp_path).facts
    assert facts.loc[0, ["gap", "occasion", "source", "date"]].tolist() == [-1.5, "", "", ""]
    path.write_text(rows.format("wide"), encoding="utf-8")
    with pytest.raises(errors.BrokenReference, match="row 2, gap: 'wide'"):
        reference("published_gaps", "England", network_folder=tmp_path)


# --- a nation without a file ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nation", ["Wales", "Scotland", "Atlantis", "", "../england", "..\\england", "a\x00b"]
)
@pytest.mark.parametrize("name", BY_NATION)
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


WORD = LIST_HEADER + "hope,Leadership,Hope,{}\n"


@pytest.mark.parametrize(("nation", "texts"), [("Wales", ["Theirs alone."]), ("England", ["Everybody's."])])
def test_a_network_s_own_comes_first_and_its_nation_s_before_everywhere(
    tmp_path: Path, nation: str, texts: list[str]
) -> None:
    """A list of the network's replaces ours for any nation, and one for a nation that of everywhere."""
    _own(tmp_path, {"framework_words.csv": WORD.format("Everybody's.")}, EVERYWHERE)
    _own(tmp_path, {"framework_words.csv": WORD.format("Theirs alone.")}, "wales")
    own = reference("framework_words", nation, network_folder=tmp_path)
    assert own.facts["text"].tolist() == texts
    assert own.title == "Framework words"


def test_a_table_of_a_nation_may_stand_in_the_network_s_everywhere(tmp_path: Path) -> None:
    """A network whose schools share one set of codes writes it once, before any nation's of ours."""
    folder = _own(tmp_path, {"register_codes.csv": CODES + "1,present,Here\n"}, EVERYWHERE)
    for nation in ("England", "Atlantis"):
        assert reference("register_codes", nation, network_folder=folder).facts["code"].tolist() == ["1"]


def test_empty_and_negative_months_survive_a_network_s_own_table(tmp_path: Path) -> None:
    """Where a network writes its own strands, an empty figure is no figure and never zero, and −2 stays −2."""
    rows = "Hats,,,,1,0,,\nRepeating a year,-2,,,5,2,,\nSetting,0,,,1,1,,\n"
    folder = _own(tmp_path, {"toolkit_strands.csv": STRANDS_HEADER + rows}, EVERYWHERE)
    months = reference("toolkit_strands", "England", network_folder=folder).facts["months"]
    assert months.isna().tolist() == [True, False, False]
    assert months.tolist()[1:] == [-2, 0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("toolkit_strands", STRANDS_HEADER + "Hats,,,,,0,,\n", "row 2, cost: '' is not a number"),
        ("toolkit_strands", STRANDS_HEADER + "Hats,n/a,,,1,0,,\n", "row 2, months: 'n/a' is not a number"),
        ("threats", "key,name,text\na,b,c\n", "no column called group"),
        ("threats", LIST_HEADER + "a,,b,c\na,,d,e\n,,f,g\n", "row 3, key: 'a' is empty or stands twice; row 4, key: ''"),
    ],
)  # fmt: skip
def test_a_broken_list_is_named(tmp_path: Path, name: str, content: str, said: str) -> None:
    """Only figures that may be empty may be empty, and answers need every line to have a key of its own."""
    folder = _own(tmp_path, {f"{name}.csv": content}, EVERYWHERE)
    with pytest.raises(errors.BrokenReference) as broken:
        reference(name, "England", network_folder=folder)
    assert said in str(broken.value)


def test_a_network_s_own_file_wins_and_says_so(tmp_path: Path) -> None:
    """The network's file replaces ours; without a sources.toml its source is the file, its date unknown."""
    folder = _own(tmp_path, {"register_codes.csv": CODES + "1,present,Here\n"})
    own = reference("register_codes", "England", network_folder=folder)
    assert own.facts[["code", "class", "meaning"]].to_numpy().tolist() == [["1", "present", "Here"]]
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
