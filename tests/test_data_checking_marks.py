"""Rules about the register: codes, closures, and how many possible sessions each pupil has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typed_tables import pupil_ids, read_tables, register, school_days, write

from enquiry_lib.data.checking.marks import (
    closed_days,
    codes_of_other_years,
    missing_marks,
    one_session_only,
    unknown_codes,
)
from enquiry_lib.errors import Problem


def test_a_mark_that_is_no_code_is_named_with_its_rows(tmp_path: Path) -> None:
    """QQ is no code of the register; a code in small letters is one, and an empty mark is another rule's."""
    rows = [
        "P0001,2025-09-01,AM,QQ",
        "P0001,2025-09-01,PM,i",
        "P0002,2025-09-01,AM,qq",
        "P0002,2025-09-01,PM,",
    ]
    write(tmp_path, "attendance", *rows)
    found = list(unknown_codes(read_tables(tmp_path)))
    assert [(one.row, one.column, one.found, one.level) for one in found] == [
        (2, "mark", "'QQ'", "error"),
        (4, "mark", "'QQ'", "error"),
    ]


def test_without_a_list_of_codes_no_mark_is_unknown(tmp_path: Path) -> None:
    """Wales has no list with the workbooks: its marks are not judged."""
    write(tmp_path, "attendance", "P0001,2025-09-01,AM,QQ")
    assert not list(unknown_codes(read_tables(tmp_path, nation="Wales")))


@pytest.mark.parametrize("nation", ["England", "Wales"])
def test_very_many_different_marks_are_probably_another_column(tmp_path: Path, nation: str) -> None:
    """Minutes late in the place of marks are one problem, not a thousand; every code at once is none."""
    write(tmp_path, "attendance", *(f"{pupil},2025-09-01,AM,{pupil}x" for pupil in pupil_ids(41)))
    (problem,) = unknown_codes(read_tables(tmp_path, nation=nation))
    assert (problem.row, problem.level) == (0, "warning")
    assert problem.found == "41 different marks that are no register codes"
    codes = read_tables(tmp_path).codes["code"]
    rows = [f"{pupil},2025-09-01,AM,{code}" for pupil, code in zip(pupil_ids(99), codes, strict=False)]
    write(tmp_path, "attendance", *rows)
    assert not list(unknown_codes(read_tables(tmp_path)))


def test_a_code_is_worth_a_look_outside_the_days_when_it_was_used(tmp_path: Path) -> None:
    """J was the interview until August 2024, K began then; in their own days both pass."""
    rows = [
        f"P000{number},{day},AM,{code}"
        for number, code, day in [
            (1, "J", "2024-07-01"),
            (2, "j", "2024-09-02"),
            (3, "K", "2024-07-01"),
            (4, "K", "2024-09-02"),
        ]
    ]
    write(tmp_path, "attendance", *rows, "P0005,2024-09-02,AM,/")
    tables = read_tables(tmp_path)
    used = {"J": ("", "2024-08-18"), "K": ("2024-08-19", ""), "/": ("", "")}
    lines = [(code, "approved activity", first, last) for code, (first, last) in used.items()]
    codes = pd.DataFrame(lines, columns=["code", "class", "from", "until"])
    found = list(codes_of_other_years(replace(tables, codes=codes)))
    assert [(one.row, one.found, one.level) for one in found] == [
        (3, "'J', a code used until 2024-08-18", "warning"),
        (4, "'K', a code used from 2024-08-19", "warning"),
    ]
    without = codes[["code", "class"]]
    assert not list(codes_of_other_years(replace(tables, codes=without)))


@pytest.mark.parametrize(("session", "found"), [("AM", "mornings"), ("PM", "afternoons")])
def test_a_register_of_one_session_a_day_is_worth_a_look(tmp_path: Path, session: str, found: str) -> None:
    """Ten days of mornings alone are probably half an export; a few days, or both sessions, are not."""
    days = school_days(10)
    write(tmp_path, "attendance", *(f"P0001,{day},{session},/" for day in days))
    (problem,) = one_session_only(read_tables(tmp_path))
    assert (problem.row, problem.found, problem.level) == (0, f"marks of {found} only", "warning")
    write(tmp_path, "attendance", *(f"P0001,{day},{session},/" for day in days[:9]))
    assert not list(one_session_only(read_tables(tmp_path)))


@pytest.mark.parametrize(
    ("here", "pupils", "fires"), [(0, 10, True), (1, 20, True), (2, 20, False), (0, 9, False)]
)
def test_a_day_on_which_nearly_all_are_absent_is_worth_a_look(
    tmp_path: Path, here: int, pupils: int, fires: bool
) -> None:
    """Snow is coded #, not O; where more than a few came, or the school is tiny, nothing is said."""
    first, second = school_days(2)
    everybody = pupil_ids(pupils)
    rows = [*register(everybody, [first]), *register(everybody[here:], [second], "O")]
    write(tmp_path, "attendance", *rows, *register(everybody[:here], [second]))
    found = list(closed_days(read_tables(tmp_path)))
    expected = [(2 + 2 * pupils, "nearly every pupil absent on Tuesday 2 September 2025", "warning")]
    assert [(one.row, one.found, one.level) for one in found] == expected * fires


def test_a_closure_that_is_coded_as_one_passes(tmp_path: Path) -> None:
    """A day of # has no possible session."""
    first, second = school_days(2)
    write(tmp_path, "attendance", *register(pupil_ids(20), [first]), *register(pupil_ids(20), [second], "#"))
    assert not list(closed_days(read_tables(tmp_path)))


def test_study_leave_is_no_closure(tmp_path: Path) -> None:
    """In the weeks of examinations a register of one year group has S for all of them."""
    first, second = school_days(2)
    write(tmp_path, "attendance", *register(pupil_ids(20), [first]), *register(pupil_ids(20), [second], "S"))
    assert not list(closed_days(read_tables(tmp_path)))


# --- possible sessions ------------------------------------------------------------------------------------


def _short(folder: Path, days: int, *, usual: int = 30, mark: str = "", enrolled: str = ",") -> list[Problem]:
    """Twelve pupils with a usual register, and a thirteenth, in row 2 onwards, with fewer days."""
    everybody = school_days(usual)
    rows = list(register(["P0099"], everybody[:days]))
    rows += register(["P0099"], everybody[days:], mark) if mark else []
    write(folder, "attendance", *rows, *register(pupil_ids(12), everybody))
    write(folder, "pupils", f"P0099,7,{enrolled}", *(f"{pupil},7,," for pupil in pupil_ids(12)))
    return list(missing_marks(read_tables(folder)))


def test_a_pupil_with_far_fewer_marks_is_worth_a_look(tmp_path: Path) -> None:
    """More than a tenth below what is usual is named, at the pupil's first row and without the code."""
    (problem,) = _short(tmp_path, 26)
    assert (problem.row, problem.level) == (2, "warning")
    assert problem.found == "52 sessions with a mark of a pupil in 2025/26, where 60 are usual"
    assert "P0099" not in str(problem)


@pytest.mark.parametrize(
    ("days", "more"),
    [
        (27, {}),  # exactly a tenth below
        (20, {"enrolled": "2025-09-15,"}),
        (20, {"enrolled": ",2025-09-26"}),
        (20, {"mark": "Z"}),
        (20, {"mark": "I"}),
        (15, {"mark": "X"}),  # a part timetable
        (15, {"mark": "D"}),
        (15, {"mark": "Y1"}),
        (10, {"usual": 15}),
    ],
)
def test_fewer_possible_sessions_with_a_reason_pass(tmp_path: Path, days: int, more: dict[str, str]) -> None:
    """A tenth is allowed; joiners, leavers and the start of a year are not judged; any mark accounts for a session."""
    assert not _short(tmp_path, days, **more)  # type: ignore[arg-type]


def test_each_school_year_is_judged_by_itself(tmp_path: Path) -> None:
    """Whoever joined in the year before is judged in the year that was whole."""
    before, now = school_days(30, "2024-09-02"), school_days(30)
    rows = [*register(["P0099"], [*before[20:], *now[:20]]), *register(pupil_ids(12), [*before, *now])]
    write(tmp_path, "attendance", *rows)
    write(tmp_path, "pupils", "P0099,7,2024-10-01,", *(f"{pupil},7,," for pupil in pupil_ids(12)))
    (problem,) = missing_marks(read_tables(tmp_path))
    assert (problem.row, "2025/26" in problem.found) == (22, True)


def test_pupils_are_judged_beside_their_own_year_group(tmp_path: Path) -> None:
    """Year 11 leaves in June: that all of them have fewer sessions is usual among them."""
    days = school_days(40)
    elder, younger = [f"E{number:04}" for number in range(10)], pupil_ids(12)
    write(tmp_path, "attendance", *register(elder, days[:30]), *register(younger, days))
    write(tmp_path, "pupils", *(f"{one},11,," for one in elder), *(f"{one},7,," for one in younger))
    assert not list(missing_marks(read_tables(tmp_path)))
    write(tmp_path, "pupils", *(f"{one},7,," for one in [*elder, *younger]))
    (problem,) = missing_marks(read_tables(tmp_path))
    assert problem.found.startswith("10 of 22 pupils with far fewer or more sessions with a mark in 2025/26")


def test_who_is_there_from_the_first_day_of_marks_is_judged(tmp_path: Path) -> None:
    """Joining on 1 September, or leaving after the last mark, is no reason for fewer marks."""
    assert len(_short(tmp_path, 20, enrolled="2025-09-01,")) == 1
    assert len(_short(tmp_path, 20, enrolled=",2026-07-17")) == 1


def test_a_nursery_of_half_days_and_whole_ones_has_nothing_usual(tmp_path: Path) -> None:
    """Ten children in the mornings and eight all day are one line, not eight."""
    days = school_days(40)
    mornings = [f"{pupil},{day},AM,/" for pupil in pupil_ids(10) for day in days]
    write(tmp_path, "attendance", *mornings, *register([f"N{number:04}" for number in range(8)], days))
    (problem,) = missing_marks(read_tables(tmp_path))
    assert (problem.row, problem.level) == (0, "warning")
    assert "than the 40 that are most frequent" in problem.found


@pytest.mark.parametrize(
    "rule", [unknown_codes, codes_of_other_years, one_session_only, closed_days, missing_marks]
)
def test_a_plain_register_and_no_register_pass(
    tmp_path: Path, rule: Callable[[object], list[Problem]]
) -> None:
    """No rule about the register fires on thirty usual days, nor where there is nothing."""
    assert not list(rule(read_tables(tmp_path)))
    write(tmp_path, "attendance", *register(pupil_ids(12), school_days(30)))
    assert not list(rule(read_tables(tmp_path)))
