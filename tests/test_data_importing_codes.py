"""Codes: when identifiers become pseudonyms, when they are kept, and when the file is refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib.data.importing.codes import KEEP, MAKE, Identified, identify
from enquiry_lib.data.importing.pseudonyms import find_pseudonyms, keep
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
    assert _identified(data, [UPNS[0]], "UPN").stops == ()


def test_codes_that_the_table_of_pupils_has_are_kept(data: Path) -> None:
    """A file that somebody made from our own tables keeps its codes, and it is said."""
    write_rows(data / "pupils.csv", [["pupil_id", "year_group"], ["AB12CD", "7"], ["EF34GH", "7"]])
    found = _identified(data, ["AB12CD", "EF34GH"], "school's own number")
    assert (found.cells.texts.tolist(), found.codes) == (["AB12CD", "EF34GH"], None)
    assert found.cells.notes[0][0] == "codes kept"
    assert _identified(data, ["AB12CD", "99"], "school's own number").codes is not None


def test_our_own_template_keeps_its_codes_unless_they_are_upns(data: Path) -> None:
    """Under pupil_id stands a code; a UPN typed there is still made one."""
    assert _identified(data, ["P0001", "P0002"], "code").codes is None
    assert _identified(data, [UPNS[0]], "code").cells.texts[2] != UPNS[0]


def test_somebody_may_say_that_codes_are_to_be_kept_or_made(data: Path) -> None:
    """The answer decides; a kept code has to be one that the tables take."""
    assert _identified(data, ["0012", "Zoe Hill"], "x", KEEP).cells.texts.tolist() == ["0012", ""]
    assert _identified(data, ["P0001"], "code", MAKE).codes is not None
