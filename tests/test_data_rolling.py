"""The roll-over of a year: one up, the last ones out, and never twice."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from year_ends import ELM, OAK, contents, fail_at_renaming, write_table

from enquiry_lib import errors
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.rolling import plan_roll_over, with_year, year_after
from enquiry_lib.store.network import Network, Settings, load_network
from enquiry_lib.store.year_end import carry_out

JULY, NOVEMBER = dt.date(2026, 7, 20), dt.date(2025, 11, 3)
PRIMARY = (
    "\ufeffpupil_id;own note;year_group;left_on;class_name\r\n"
    'P0001;"R; really";N;;\r\nP0002;;r;;RB\r\nP0003;=1+1; 5 ;;5A\r\nP0004;;6;;\r\nP0005;;6;01/12/2025;\r\n'
)
SECONDARY = "pupil_id,year_group\nP0001,7\nP0002,10\nP0003,11\nP0004,9\n"


@pytest.fixture
def filled(network: Network) -> Network:
    """A primary and a secondary school with pupils in csv files of different make."""
    write_table(network, OAK, "pupils", PRIMARY)
    write_table(network, ELM, "pupils", SECONDARY)
    return network


def test_everybody_moves_up_and_the_last_ones_leave(filled: Network) -> None:
    """Every other cell of the file, the order of its columns and its encoding stay as typed."""
    carry_out(plan_roll_over(filled, today=JULY))
    pupils = (filled.data_folder(OAK) / "pupils.csv").read_bytes().decode("utf-8")
    assert pupils == (
        "\ufeffpupil_id;own note;year_group;left_on;class_name\r\n"
        'P0001;"R; really";R;;\r\nP0002;;1;;RB\r\nP0003;=1+1;6;;5A\r\nP0004;;6;2026-08-31;\r\n'
        "P0005;;6;01/12/2025;\r\n"
    )


def test_ages_go_up_with_the_year_groups(filled: Network) -> None:
    """Ages are those of the school year: a year more for who moves up; what is no age stays as typed."""
    write_table(
        filled, OAK, "pupils", "pupil_id,year_group,age\nP0001,R,4\nP0002,1,\nP0003,6,10\nP0004,2,old\n"
    )
    carry_out(plan_roll_over(filled, today=JULY))
    lines = (filled.data_folder(OAK) / "pupils.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["5", "", "10", "old"]


def test_elsewhere_the_highest_year_group_is_the_last(filled: Network) -> None:
    """A table without a column for leaving gets one, and the plan says which year group was taken as the last."""
    plan = plan_roll_over(filled, today=JULY)
    assert "Elm School: 3 pupils move up one year group; 1 leaves after Year 11" in " ".join(plan.will)
    carry_out(plan)
    frame = load_table(filled.data_folder(ELM), "pupils").frame
    assert frame["year_group"].tolist() == ["8", "11", "11", "10"]
    assert frame["left_on"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["", "", "2026-08-31", ""]


def test_the_settings_keep_their_comments(filled: Network) -> None:
    """network.toml changes in its year alone, and opens."""
    path = filled.folder / "network.toml"
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n").replace('"2025/26"', "'2025/26'")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    carry_out(plan_roll_over(load_network(filled.folder), today=JULY))
    assert path.read_bytes() == b"\xef\xbb\xbf" + text.replace("'2025/26'", '"2026/27"').encode("utf-8")
    assert load_network(filled.folder).settings.year == "2026/27"


def test_settings_without_a_year_get_one() -> None:
    """Where network.toml leaves the year to its default, the line is added; a word 'year' elsewhere is left."""
    text = '# year = "x"\nname = "year = 1"'
    assert with_year(text, "2026/27") == f'{text}\nyear = "2026/27"\n'
    assert Settings(name="x").year == "2025/26"


@pytest.mark.parametrize("line", ['"year" = "2025/26"', 'year = """2025/26"""'])
def test_a_year_written_in_an_odd_way_stops_it(filled: Network, line: str) -> None:
    """The plan says how to write it, instead of breaking the file."""
    path = filled.folder / "network.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('year = "2025/26"', line), encoding="utf-8")
    plan = plan_roll_over(load_network(filled.folder), today=JULY)
    assert plan.problems == ('In network.toml write the line of the year as year = "2025/26"',)


@pytest.mark.parametrize(
    ("year", "said"),
    [("2026/27", "already in 2026/27"), ("2025/26", "already in 2026/27"), ("2028/29", "one year at a time")],
)
def test_a_year_is_never_begun_twice(filled: Network, year: str, said: str) -> None:
    """Run again, it says that the network is in that year already, and changes nothing."""
    carry_out(plan_roll_over(filled, year="2026/27", today=NOVEMBER))
    again = plan_roll_over(load_network(filled.folder), year=year, today=JULY)
    assert said in again.problems[0]
    assert not again.edits


def test_run_again_without_a_year_it_does_not_run_on(filled: Network) -> None:
    """On the same day the year after next is not begun by default; whoever means it can say so."""
    carry_out(plan_roll_over(filled, today=JULY))
    after = load_network(filled.folder)
    assert "already in 2026/27" in plan_roll_over(after, today=JULY).problems[0]
    assert not plan_roll_over(after, year="2027/28", today=JULY).problems
    assert not plan_roll_over(after, today=dt.date(2027, 5, 1)).problems


def test_the_last_year_group_can_be_said(filled: Network) -> None:
    """A middle school's pupils leave in Year 9 and an infant school's in Reception, if somebody says so."""
    carry_out(plan_roll_over(filled, last_years={ELM: "9", OAK: "R"}, today=JULY))
    secondary = load_table(filled.data_folder(ELM), "pupils").frame
    assert secondary["left_on"].notna().tolist() == [False, True, True, True]
    primary = load_table(filled.data_folder(OAK), "pupils").frame
    assert primary["left_on"].notna().tolist() == [False, True, True, True, True]


@pytest.mark.parametrize("wrong", [{ELM: "14"}, {"ash": "6"}])
def test_a_last_year_group_that_cannot_be_is_refused(filled: Network, wrong: dict[str, str]) -> None:
    """A year group there is not and a school there is not are errors."""
    with pytest.raises((errors.WrongValue, errors.UnknownSchool)):
        plan_roll_over(filled, last_years=wrong, today=JULY)


def test_next_years_intake_stays_where_it_is(filled: Network) -> None:
    """Who joins in August or later was typed with the next year's year group; an earlier joiner moves up."""
    rows = ("P0001,R,2026-09-01", "P0002,3,2026-08-01", "P0003,R,2026-07-31", "P0004,6,2025-09-01")
    write_table(filled, OAK, "pupils", "\n".join(("pupil_id,year_group,joined_on", *rows, "")))
    plan = plan_roll_over(filled, today=JULY)
    assert "Oak Primary School: 2 pupils join on or after 01 August 2026 and stay" in " ".join(plan.also)
    carry_out(plan)
    frame = load_table(filled.data_folder(OAK), "pupils").frame
    assert frame["year_group"].tolist() == ["R", "3", "1", "6"]
    assert frame["left_on"].notna().tolist() == [False, False, False, True]


def test_who_leaves_later_moves_up_until_then(filled: Network) -> None:
    """A leaving day in the next year is kept and the pupil moves up; in the last year group the pupil stays in it."""
    rows = ("P0001,3,2026-12-18", "P0002,6,2026-12-18", "P0003,3,2026-08-31", "P0004,3,2026-07-17")
    write_table(filled, OAK, "pupils", "\n".join(("pupil_id,year_group,left_on", *rows, "")))
    plan = plan_roll_over(filled, today=JULY)
    assert "Oak Primary School: 2 pupils have a leaving day after 31 August 2026" in " ".join(plan.also)
    carry_out(plan)
    frame = load_table(filled.data_folder(OAK), "pupils").frame
    assert frame["year_group"].tolist() == ["4", "6", "3", "3"]
    assert frame["left_on"].dt.strftime("%Y-%m-%d").tolist() == [row[-10:] for row in rows]


def test_a_first_day_that_cannot_be_read_stops_it(filled: Network) -> None:
    """Whether the pupil is of the next year's intake hangs on it; of those who have left it does not matter."""
    rows = ("P0001,3,soon,", "P0002,3,soon,2025-12-01")
    write_table(filled, OAK, "pupils", "\n".join(("pupil_id,year_group,joined_on,left_on", *rows, "")))
    (problem,) = plan_roll_over(filled, today=JULY).problems
    assert "pupils.csv, row 2: joined_on cannot be read" in problem


def test_an_infant_school_is_asked_about(filled: Network) -> None:
    """A primary school without anybody in Year 6 is named, with what to type if it ends earlier."""
    write_table(filled, OAK, "pupils", "pupil_id,year_group\nP0001,2\n")
    assert f"--last-year {OAK}=2" in " ".join(plan_roll_over(filled, today=JULY).also)


def test_what_cannot_be_read_stops_all_of_it(filled: Network) -> None:
    """Rows are named by their numbers and nobody's cell is quoted; no school is rolled over without the others."""
    text = "pupil_id,year_group,left_on\nP0001,Anna,\nP0002,,\nP0003,4,soon\n"
    write_table(filled, OAK, "pupils", text)
    plan = plan_roll_over(filled, today=JULY)
    problems = plan.problems
    assert not any("no pupils on roll" in said for said in plan.also)
    assert [problem.split(": ")[1] for problem in problems] == ["pupils.csv, row 4", "pupils.csv, rows 2, 3"]
    assert "Anna" not in " ".join(problems)


def test_a_spreadsheet_is_kept_aside(filled: Network) -> None:
    """The xlsx is moved as it is, and the table is a csv from then on."""
    path = write_table(filled, OAK, "pupils.xlsx", "")
    (filled.data_folder(OAK) / "pupils.csv").unlink()
    frame = pd.DataFrame({"pupil_id": ["P0001"], "year_group": ["R"], "own": ["x"]})
    frame.to_excel(path, index=False, engine="xlsxwriter")
    before = path.read_bytes()
    carry_out(plan_roll_over(filled, today=JULY))
    kept = path.parent / "before_2026-27" / "pupils.xlsx"
    assert kept.read_bytes() == before
    assert not path.exists()
    assert load_table(path.parent, "pupils").frame["year_group"].tolist() == ["1"]


def test_schools_without_pupils_stand_in_nobodys_way(network: Network) -> None:
    """A school without a table, or whose pupils have all left, is named, and the year begins all the same."""
    write_table(network, ELM, "pupils", "pupil_id,year_group,left_on\nP0001,7,2025-12-01\n")
    plan = plan_roll_over(network, today=JULY)
    assert "Oak Primary School has no table of pupils yet." in plan.also
    assert "Elm School has no pupils on roll." in plan.also
    carry_out(plan)
    assert load_network(network.folder).settings.year == "2026/27"


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_half_a_roll_over_never_stands(filled: Network, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A write that fails half way changes nothing: not the year, and no school's pupils."""
    before = contents(filled.folder)
    plan = plan_roll_over(filled, today=JULY)
    fail_at_renaming(monkeypatch, number)
    with pytest.raises(errors.CannotWrite):
        carry_out(plan)
    assert contents(filled.folder) == before


def test_the_year_after_a_century() -> None:
    """Years are counted on in both halves."""
    assert (year_after("1998/99"), year_after("2099/00")) == ("1999/00", "2100/01")
