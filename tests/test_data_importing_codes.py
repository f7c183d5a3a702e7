"""Codes: when identifiers become pseudonyms, when they are kept, and when the file is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib.data.importing.codes import KEEP, MAKE, NEW_KEY, Identified, identify
from enquiry_lib.data.importing.pseudonyms import (
    KEPT,
    Pseudonyms,
    find_pseudonyms,
    keep,
    key_file,
    new_pseudonyms,
)
from tests.exported import UPNS, write_rows


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A school's data folder."""
    folder = tmp_path / "network" / "schools" / "oak" / "data"
    folder.mkdir(parents=True)
    return folder


def _identified(data: Path, typed: list[str], kind: str, answers: dict[str, str] | None = None) -> Identified:
    texts = pd.Series(pd.Categorical(typed), index=range(2, 2 + len(typed)))
    return identify(texts, kind, file="f.csv", heading="ID", data=data, answers=answers or {})


def test_identifiers_become_codes_and_are_not_among_them(data: Path) -> None:
    """Each UPN has its code, the same pupil the same."""
    found = _identified(data, [UPNS[0], UPNS[1], UPNS[0].lower()], "UPN")
    one, two, again = found.cells.texts
    assert one == again != two
    assert not set(UPNS) & {one, two}
    assert found.cells.problems == ()


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        *((typed, "UPN") for typed in ("Zebedee Quux", "12345", "", "A82043211000")),
        *((typed, "admission number") for typed in ("Zebedee", "12 34", "", "2.5E+07")),
    ],
)
def test_what_is_no_identifier_is_a_problem_that_never_quotes_it(data: Path, typed: str, kind: str) -> None:
    """A name in the column of the UPNs is left out; the message gives row and heading only."""
    good = UPNS[0] if kind == "UPN" else "001234"
    found = _identified(data, [good, typed], kind)
    (problem,) = found.cells.problems
    assert (problem.row, problem.column, found.cells.texts[3]) == (3, "ID", "")
    assert typed == "" or typed not in str(problem)


def test_another_kind_of_identifier_than_the_schools_stops(data: Path, tmp_path: Path) -> None:
    """The same pupil would have two codes; the message says which kind the school uses."""
    keep(data, tmp_path / "network", find_pseudonyms(data, "UPN"))
    (stop,) = _identified(data, ["001234"], "admission number").stops
    assert "imported by UPN" in stop.do
    assert "list of pupils that has both numbers" in stop.do
    assert _identified(data, ["001234"], "admission number").cells.problems == ()
    assert _identified(data, [UPNS[0]], "UPN").stops == ()


def _merged(data: Path) -> tuple[Pseudonyms, Pseudonyms]:
    """A school that another was merged into: two pupils of its own, one who came; give both keys."""
    own, came = new_pseudonyms("UPN"), new_pseudonyms("UPN")
    for codes in (came, own):
        keep(data, data.parents[2], codes)
    kept = {"key_id": own.key_id, "kind": "UPN", "earlier": [{"key_id": came.key_id, "kind": "UPN"}]}
    (data / KEPT).write_text(json.dumps(kept), encoding="utf-8")
    listed = [own.code(UPNS[0]), own.code(UPNS[1]), came.code(UPNS[2])]
    write_rows(data / "pupils.csv", [["pupil_id", "year_group"], *([code, "7"] for code in listed)])
    return own, came


def test_after_a_merger_pupils_are_known_under_either_key(data: Path) -> None:
    """Who came keeps the code on the list, though another key made it; a new pupil gets one by the school's own."""
    own, came = _merged(data)
    found = _identified(data, list(UPNS[:4]), "UPN")
    assert found.cells.texts.tolist() == [*map(own.code, UPNS[:2]), came.code(UPNS[2]), own.code(UPNS[3])]
    assert found.codes is not None
    assert found.codes.key_ids == {own.key_id, came.key_id}


def test_a_key_of_a_merged_school_that_is_not_here_is_named(data: Path) -> None:
    """A pupil not on the list under the key that is here may be there under the other: its file is asked for."""
    own, came = _merged(data)
    key_file(came.key_id).unlink()
    (question,) = _identified(data, list(UPNS[:4]), "UPN").cells.questions
    assert f"{came.key_id}.key" in question.asked
    assert "merged into this one" in question.asked
    known = _identified(data, [*UPNS[:2], "no UPN"], "UPN")
    assert known.cells.texts.tolist() == [*map(own.code, UPNS[:2]), ""]
    assert known.cells.questions == ()


def test_codes_that_the_table_of_pupils_has_are_kept(data: Path) -> None:
    """A file that somebody made from our own tables keeps its codes, and it is said."""
    write_rows(data / "pupils.csv", [["pupil_id", "year_group"], ["AB12CD", "7"], ["EF34GH", "7"]])
    found = _identified(data, ["AB12CD", "EF34GH"], "school's own number")
    assert (found.cells.texts.tolist(), found.codes) == (["AB12CD", "EF34GH"], None)
    assert found.cells.notes[0][0] == "codes kept"
    assert _identified(data, ["AB12CD", "99"], "school's own number").codes is not None


def test_under_our_own_heading_it_is_asked_whether_they_are_codes(data: Path) -> None:
    """pupil_id is only a name: until somebody answers, and the list has them, nothing is kept as it is typed."""
    found = _identified(data, ["P0001", "4000"], "code")
    (question,) = found.cells.questions
    assert (question.key, question.choices) == ("codes", ("keep", "make"))
    assert not {"P0001", "4000"} & set(found.cells.texts)
    assert _identified(data, ["P0001", "4000"], "code", KEEP).cells.texts.tolist() == ["P0001", "4000"]
    made = _identified(data, ["P0001", "4000"], "code", MAKE)
    assert (made.cells.questions, "" in set(made.cells.texts)) == ((), False)
    write_rows(data / "pupils.csv", [["pupil_id", "year_group"], ["P0001", "7"], ["4000", "7"]])
    again = _identified(data, ["P0001", "4000"], "code")
    assert (again.cells.questions, again.codes) == ((), None)


def test_upns_under_our_own_heading_become_codes(data: Path) -> None:
    """Nobody is asked: a UPN is no code."""
    found = _identified(data, [UPNS[0]], "code")
    assert (found.cells.questions, found.cells.texts[2] != UPNS[0]) == ((), True)


def test_a_name_is_no_code_though_somebody_says_so(data: Path) -> None:
    """A code has a digit in it: Smith-Amy is left out, and never quoted."""
    found = _identified(data, ["Smith-Amy", "P0001"], "code", KEEP)
    assert sorted(found.cells.texts) == ["", "P0001"]
    assert [("Smith" in str(one), one.row) for one in found.cells.problems] == [(False, 2)]


def test_somebody_may_say_that_codes_are_to_be_kept_or_made(data: Path) -> None:
    """The answer decides; a kept code has to be one that the tables take."""
    assert _identified(data, ["0012", "Zoe Hill"], "x", KEEP).cells.texts.tolist() == ["0012", ""]
    assert _identified(data, ["P0001"], "code", MAKE).codes is not None


def test_a_lost_key_is_asked_about(data: Path, tmp_path: Path) -> None:
    """The question names the file and its folder, and the one answer that does without it."""
    made = find_pseudonyms(data, "UPN")
    keep(data, tmp_path / "network", made)
    key_file(made.key_id).unlink()
    found = _identified(data, [UPNS[0]], "UPN")
    (question,) = found.cells.questions
    assert (question.key, question.choices) == ("key", ("new",))
    assert f"{made.key_id}.key" in question.asked
    assert found.cells.problems == ()
    assert _identified(data, [UPNS[0]], "UPN", NEW_KEY).cells.questions == ()
