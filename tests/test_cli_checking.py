"""The check by command: every problem, in lines a person can act on."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import PUPILS, example_of, run


@pytest.mark.parametrize("command", ["check"])
def test_examples_on_a_network(command: str, our_network: Path) -> None:
    """The example in the help of a command for a network runs on a network made by the example of `new`."""
    done = run(*example_of(command))
    assert done.exit_code == 0, done.output


def test_check_lists_every_problem(our_network: Path) -> None:
    """Problems end in exit code 1, with file, row, what was found and what to do."""
    path = our_network / "schools/oak/data/pupils.csv"
    path.write_text(PUPILS + "EF56GH78,99\n", encoding="utf-8")
    done = run("check", str(our_network))
    assert done.exit_code == 1
    for word in ("pupils.csv", "99", "1 problem"):
        assert word in done.output


def test_check_names_the_tables_that_are_there_only(our_network: Path) -> None:
    """A school with two of the tables is told of these two; pupils are counted only where a table is about pupils."""
    path = our_network / "schools/oak/data/indicators.csv"
    path.write_text("indicator,occasion,value,counts\nLetters home,baseline,64,things\n", encoding="utf-8")
    said = run("check", str(our_network)).output
    assert "no problems; tables: pupils, indicators" in said
    assert "indicators.csv: 1 row\n" in said
    assert "pupils.csv: 1 row, 1 pupil\n" in said
    path.with_name("pupils.csv").unlink()
    path.unlink()
    assert "tables: none yet" in run("check", str(our_network)).output


def test_check_says_problems_that_are_alike_once(our_network: Path) -> None:
    """Ten rows with the same wrong value are one line that names the first rows, and counts as ten."""
    path = our_network / "schools/oak/data/pupils.csv"
    rows = "".join(f"EF56GH{row},Year 4\n" for row in range(10, 20))
    path.write_text(PUPILS + rows, encoding="utf-8")
    said = run("check", str(our_network)).output
    assert said.count("Year 4") == 1
    assert "pupils.csv: rows 3, 4, 5 and 7 more, year_group: found 'Year 4'" in said
    assert "Did you mean 4?" in said
    assert "10 problems" in said


def test_check_names_the_files_that_are_not_read(our_network: Path) -> None:
    """A table under another name needs putting right; a letter beside the tables does not."""
    data = our_network / "schools/oak/data"
    (data / "letter.docx").write_bytes(b"x")
    done = run("check", str(our_network))
    assert (done.exit_code, "  not read: letter.docx.\n" in done.output) == (0, True)
    (data / "outcome.csv").write_text("x", encoding="utf-8")
    (data / "voices.csv").write_text("voice_id,method,who,theme\n", encoding="utf-8")
    done = run("check", str(our_network))
    assert done.exit_code == 1
    assert "  not read: outcome.csv. Did you mean outcomes.csv?\n" in done.output
    assert "no problems; tables: pupils, voices (empty)\n" in done.output
    assert "Checked 1 school: no problems, 1 table not read." in done.output


def test_warnings_alone_end_with_0(our_network: Path) -> None:
    """What is only worth a look is listed after the errors, counted apart, and is no failure."""
    data = our_network / "schools/oak/data"
    heads = "pupil_id,date,session,mark\n"
    (data / "attendance.csv").write_text(f"{heads}AB12CD34,2025-09-13,AM,/\n", encoding="utf-8")
    done = run("check", str(our_network))
    assert done.exit_code == 0
    assert "attendance.csv: row 2, date: worth a look: found Saturday 13 September 2025" in done.output
    assert "Checked 1 school: no problems, 1 worth a look." in done.output
    (data / "attendance.csv").write_text(
        f"{heads}AB12CD34,2025-09-13,AM,/\nAB12CD34,2025-09-15,AM,QQ\n", encoding="utf-8"
    )
    done = run("check", str(our_network))
    assert done.exit_code == 1
    assert done.output.index("found 'QQ'") < done.output.index("worth a look: found")


def test_check_saves_page_list_and_marked_copies_in_the_schools_folder(our_network: Path) -> None:
    """With --save they lie in schools/<id>/check, beside the data and outside the reports."""
    school = our_network / "schools/oak"
    (school / "data/pupils.csv").write_text(PUPILS + "EF56GH78,99\n", encoding="utf-8")
    done = run("check", str(our_network), "--school", "oak", "--save")
    assert done.exit_code == 1
    written = {path.relative_to(school / "check").as_posix() for path in (school / "check").rglob("*.*")}
    assert written == {"check.html", "problems.csv", "marked/pupils_marked.xlsx"}
    assert done.output.count("Wrote ") == 3


def test_check_writes_one_schools_files_where_it_is_told(our_network: Path, tmp_path: Path) -> None:
    """Each of the three can be asked for alone; of several schools one has to be named."""
    done = run(
        "check", str(our_network), "--html", str(tmp_path / "a.html"), "--csv", str(tmp_path / "a.csv")
    )
    assert done.exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("a.*")) == ["a.csv", "a.html"]
    with (our_network / "schools.csv").open("a", encoding="utf-8") as register:
        register.write("ash,Ash School,primary\n")
    done = run("check", str(our_network), "--mark", str(tmp_path / "marked"))
    assert "Name one of these" in str(done.exception)
