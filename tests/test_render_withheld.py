"""The log of what a report does not show: which number, why and since when, without counts or pupils."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from tiny_workbooks import notebook, words

from enquiry_lib.data.privacy import REASONS, Choice
from enquiry_lib.data.privacy.accounts import COLUMNS as CELLS
from enquiry_lib.data.privacy.accounts import Account
from enquiry_lib.render.joint import Job, Ran, Together
from enquiry_lib.render.withheld import COLUMNS, Withheld, withheld, write_withheld
from enquiry_lib.store.saving import write_whole

FIRST, SECOND = dt.date(2026, 3, 2), dt.date(2026, 4, 1)
LINE = Withheld("Gaps", "Gap scan", "outcomes, eal: yes", REASONS["few"])


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def _together(enquiry: str = "") -> Together:
    who = frozenset(f"Planted{number}" for number in range(7))
    cells = pd.DataFrame([("a|all", 30, "", frozenset()), ("a|eal=yes", 7, "a|all", who)], columns=CELLS)
    account = Account("Gap scan", cells, frozenset({"a|eal=yes"}))
    ran = Ran(
        Job(Path("day1.ipynb"), {}, Path(), 1, enquiry), notebook([words("# Gaps")]), (account, account)
    )
    return Together((ran,), cells, Choice(frozenset({"a|eal=yes"}), {"a|eal=yes": "few"}))


def test_each_number_is_listed_once_with_its_reason() -> None:
    """A line says the chapter, the result, the number in plain words and why it is not shown; what is shown has none."""
    assert withheld(_together()) == (Withheld("Gaps", "Gap scan", "a, eal: yes", REASONS["few"]),)


def test_where_there_are_several_enquiries_the_log_says_which() -> None:
    """The chapters of two enquiries have the same titles, so that the enquiry's own stands before them."""
    assert withheld(_together("Walking in"))[0].chapter == "Walking in: Gaps"


def test_the_log_has_no_count_and_no_pupil(tmp_path: Path) -> None:
    """Nobody learns from it how few they are, nor who."""
    write_withheld(tmp_path / "withheld.csv", withheld(_together()), today=FIRST)
    text = (tmp_path / "withheld.csv").read_text(encoding="utf-8-sig")
    assert "Planted" not in text
    assert "7" not in text
    assert "30" not in text


def test_a_line_keeps_the_day_it_came(tmp_path: Path) -> None:
    """A number hidden at the last rendering too has been hidden since then; one that is shown again is gone."""
    path, other = tmp_path / "withheld.csv", Withheld("Gaps", "Gap scan", "all", REASONS["overlap"])
    write_withheld(path, [LINE, Withheld("Gaps", "", "shown since", "")], today=FIRST)
    write_withheld(path, [LINE, other], today=SECOND)
    assert list(_rows(path)[0]) == COLUMNS
    assert [(row["what"], row["since"]) for row in _rows(path)] == [
        (LINE.what, "2026-03-02"),
        ("all", "2026-04-01"),
    ]


@pytest.mark.parametrize(
    "before", [b"", b"\x00", b"one;two\n1;2\n", b"chapter,result,what,why,since\nGaps\n"]
)
def test_a_log_that_somebody_spoilt_is_written_anew(before: bytes, tmp_path: Path) -> None:
    """What is no log of ours has no days to keep, and stops nothing."""
    write_whole(tmp_path / "withheld.csv", before)
    write_withheld(tmp_path / "withheld.csv", [LINE], today=SECOND)
    assert [row["since"] for row in _rows(tmp_path / "withheld.csv")] == ["2026-04-01"]


def test_nothing_in_the_log_runs_as_a_formula(tmp_path: Path) -> None:
    """A group somebody called =1+1 is text in Excel, and keeps its day all the same."""
    line = Withheld("=1+1", "Gap scan", "@all", "-")
    for today in (FIRST, SECOND):
        write_withheld(tmp_path / "withheld.csv", [line], today=today)
    (row,) = _rows(tmp_path / "withheld.csv")
    assert (row["chapter"], row["what"], row["since"]) == ("'=1+1", "'@all", "2026-03-02")


def test_nothing_in_the_log_steers_a_screen(tmp_path: Path) -> None:
    """A label may hold escape signs: the log has none."""
    write_withheld(
        tmp_path / "w.csv", [Withheld("Means", "Scores", "\x1b[31mReading", "few")], today=dt.date(2026, 1, 5)
    )
    assert b"\x1b" not in (tmp_path / "w.csv").read_bytes()
