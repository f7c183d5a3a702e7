"""All workbooks of a report decided together: what is hidden, which run twice, and where accounts never are."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from tiny_workbooks import code, html, scan, workbook

from enquiry_lib import errors
from enquiry_lib.data.privacy.accounts import ASKED, CELLS, CHOSEN
from enquiry_lib.render import kernels
from enquiry_lib.render.joint import Job, Together, run_together


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    """Import what workbooks need once, so that each forked child begins at its first cell."""
    kernels.preload()


def _jobs(folder: Path, *sources: str) -> list[Job]:
    books = [workbook(folder, f"day1_{number}_x", [code(source)]) for number, source in enumerate(sources)]
    return [Job(book, {}, folder, 60) for book in books]


def _shown(together: Together) -> list[str]:
    """Give what each workbook that finished put out."""
    finished = [ran for ran in together.ran if not isinstance(ran.outcome, errors.EnquiryError)]
    return [str([cell.get("outputs") for cell in ran.notebook().cells]) for ran in finished]


def test_what_only_two_results_tell_together_is_withheld(tmp_path: Path) -> None:
    """Two results show nothing small; that one pupil has a score in one and not in the other, only both would tell."""
    alone = run_together(_jobs(tmp_path, scan("Reading")), smallest=10)
    other = run_together(_jobs(tmp_path, scan("Maths", no=29)), smallest=10)
    assert not alone.choice.hidden | other.choice.hidden
    both = run_together(_jobs(tmp_path, scan("Reading"), scan("Maths", no=29)), smallest=10)
    assert both.choice.hidden
    assert both.twice
    shown = {"30", "29"} & {number for text in _shown(both) for number in _numbers(text)}
    assert len(shown) < 2


def _numbers(text: str) -> set[str]:
    return set(text.replace("<", " ").replace(">", " ").split())


def test_only_workbooks_that_hide_something_else_run_again(tmp_path: Path) -> None:
    """A workbook whose results hid by themselves what the choice hides keeps its first run."""
    few = run_together(_jobs(tmp_path, scan("Reading", yes=4), scan("Maths", yes=4)), smallest=10)
    assert few.choice.hidden
    assert few.twice == ()


def test_this_terms_report_tells_of_no_leaver_beside_the_one_before(tmp_path: Path) -> None:
    """A published report had one pupil more: by itself this term's is clear, beside that one it withholds."""
    before = run_together(_jobs(tmp_path, scan("Reading")), smallest=10)
    earlier = [before.cells.assign(hidden=before.cells["id"].isin(before.choice.hidden))]
    now = _jobs(tmp_path, scan("Reading", no=29))
    assert not run_together(now, smallest=10).choice.hidden
    beside = run_together(now, smallest=10, earlier=earlier)
    assert beside.twice == ("day1_0_x",)
    assert {"earlier", "whole"} & set(beside.choice.reasons.values())
    assert not {"29", "49"} & {number for text in _shown(beside) for number in _numbers(text)}


@pytest.mark.parametrize("way", ["forked", "ordinary"])
def test_what_is_kept_names_no_pupil(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a kernel or without, accounts come and are taken out, and workbooks hear of the choice."""
    monkeypatch.setenv("ENQUIRY_KERNEL", way)
    together = run_together(_jobs(tmp_path, scan("Reading"), scan("Maths", no=29)), smallest=10)
    assert together.twice
    assert "Plantedno001" in frozenset().union(*together.cells["who"])
    for account in (account for ran in together.ran for account in ran.accounts):
        assert account.hidden == account.ids & together.choice.hidden
    kept = "".join((*_shown(together), repr(together)))
    assert "Planted" not in kept
    assert CELLS not in kept
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"Plantedno0" in path.read_bytes()]


def test_a_workbook_that_fails_midway_leaves_no_account(tmp_path: Path) -> None:
    """What a workbook accounted for before it failed is in no message; the others finish."""
    failing = scan("Reading") + "\nraise ValueError('a number')"
    failed, whole = run_together(_jobs(tmp_path, failing, scan("Maths", no=29)), smallest=10).ran
    assert isinstance(failed.outcome, errors.WorkbookFailed)
    assert "Planted" not in f"{failed.outcome} {failed!r}"
    assert failed.accounts == ()
    assert whole.accounts


def test_tables_changed_on_the_way_stop_the_workbook(tmp_path: Path) -> None:
    """What counts something else the second time was not decided about: it is not shown."""
    changing = [_changing("Reading", 30, tmp_path / "one"), _changing("Maths", 29, tmp_path / "other")]
    together = run_together(_jobs(tmp_path / "network", *changing), smallest=10)
    problems = {ran.job.workbook.stem: ran.outcome for ran in together.ran if not ran.accounts}
    assert set(together.twice) == set(problems) != set()
    assert all(isinstance(problem, errors.CountsChanged) for problem in problems.values())


def _changing(measure: str, no: int, mark: Path) -> str:
    """The source of a cell that counts more pupils the second time."""
    before = f"import pathlib\nmark = pathlib.Path({str(mark)!r})\n"
    counts = scan(measure, no=no).replace(f"'no': {no}", f"'no': {no} + 5 * mark.exists()")
    return f"{before}{counts}\nmark.touch()"


def test_the_choice_is_gone_when_all_is_done(tmp_path: Path) -> None:
    """Neither variable of the environment outlives the rendering, nor does the file they name."""
    tells = "import os\nfrom IPython.display import display\n"
    tells += f"display({{'text/plain': os.environ.get({CHOSEN!r}, '')}}, raw=True)"
    jobs = _jobs(tmp_path, scan("Reading") + "\n" + tells, scan("Maths", no=29) + "\n" + tells)
    together = run_together(jobs, smallest=10)
    named = [output.data["text/plain"] for ran in together.ran for output in ran.notebook().cells[-1].outputs]
    files = [Path(name) for name in named if name.endswith("hidden.json")]
    assert files
    assert not any(file.exists() or file.is_relative_to(tmp_path) for file in files)
    assert ASKED not in os.environ
    assert CHOSEN not in os.environ


def test_an_account_is_taken_out_of_any_output(tmp_path: Path) -> None:
    """Also what a workbook itself puts out under that name does not stay."""
    account = {"of": "x", "hidden": [], "pupils": ["Planted1"], "cells": [["all", 30, "", "0"]]}
    together = run_together(_jobs(tmp_path, html("<p>own</p>", **{CELLS: account})), smallest=10)
    assert "Planted1" not in _shown(together)[0]


def test_without_counts_nothing_is_chosen(tmp_path: Path) -> None:
    """Workbooks that count nobody run once and hide nothing."""
    together = run_together(_jobs(tmp_path, "print('hello')"), smallest=10)
    assert isinstance(together.cells, pd.DataFrame)
    assert (together.twice, together.choice.hidden) == ((), frozenset())


def test_which_published_reports_are_the_reason_is_known(tmp_path: Path) -> None:
    """Of two published reports, the one beside which more is hidden is named; beside many others, none."""
    many = run_together(_jobs(tmp_path / "many", scan("Reading", no=60)), smallest=10)
    more = run_together(_jobs(tmp_path / "more", scan("Reading", no=31)), smallest=10)
    shown = [one.cells.assign(hidden=False) for one in (many, more)]
    assert run_together(_jobs(tmp_path, scan("Reading")), smallest=10, earlier=shown[:1]).less_beside == ()
    assert run_together(_jobs(tmp_path, scan("Reading")), smallest=10, earlier=shown).less_beside == (1,)
