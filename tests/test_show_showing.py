"""Showing a result: the gate comes first, and everything a person typed is escaped."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import samples
import written

from enquiry_lib.data.privacy import accounts, set_smallest_count
from enquiry_lib.show import forms, showing
from enquiry_lib.stats.result import NotEnough, Result


def _everything(result: Result) -> str:
    """Give all that leaves of a result: text, page, decoded pictures and summary."""
    gated = showing.gate(result)
    bundle = showing.bundle(gated)
    pictures = re.findall(r"base64,([A-Za-z0-9+/=]+)", bundle["text/html"])
    decoded = [base64.b64decode(picture).decode("utf-8") for picture in pictures]
    return "\n".join(
        [bundle["text/plain"], bundle["text/html"], json.dumps(bundle[showing.SUMMARY]), *decoded]
    )


@pytest.mark.parametrize("result", samples.every_result(), ids=lambda result: type(result).__name__)
def test_every_result_can_be_shown(result: Result) -> None:
    """Each kind of result has at least one sentence, a page and a summary of plain JSON."""
    gated = showing.gate(result)
    bundle = showing.bundle(gated)
    assert bundle["text/plain"].endswith(".")
    assert bundle["text/html"].count("<section") == 1
    assert bundle[showing.SUMMARY]["kind"] == type(result).__name__


PAIRS = samples.differing_only_where_small()


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda result: type(result).__name__)
def test_small_numbers_leave_no_trace(one: Result, other: Result) -> None:
    """Two schools that differ only in small numbers give the same sentence, picture, table and summary."""
    assert one != other
    assert _everything(one) == _everything(other)


def test_every_kind_of_result_that_counts_pupils_is_tried() -> None:
    """No kind of result with cells is missing from the pairs above."""
    counting = {type(result) for result in samples.every_result() if len(result.cells())}
    assert counting <= {type(one) for one, _ in PAIRS}


def test_a_pupil_who_left_leaves_no_trace() -> None:
    """Both occasions are about the same pupils, so the score of one who left cannot be worked out from them."""
    assert _everything(samples.one_leaver(124)) == _everything(samples.one_leaver(61))
    assert {gap.n for gap in samples.one_leaver(124).gaps} == {19}


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What is handed to the notebook, as if in one."""
    outputs: list[dict[str, object]] = []
    monkeypatch.setattr(showing, "_display", outputs.append)
    return outputs


def test_a_rendering_gets_an_account_and_nobody_else(
    displayed: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An account of whom a result counts is attached only where a rendering asks and no person looks on."""
    few = samples.gap_scan(4)
    showing.show(few)
    monkeypatch.setenv(accounts.ASKED, "1")
    showing.show(few)
    showing.show(NotEnough("the gap", "there is no table"))
    monkeypatch.setattr(showing, "has_front_end", lambda: True)
    monkeypatch.setattr(showing, "_display_widget", lambda _: None)
    showing.show(few)
    assert [accounts.CELLS in output for output in displayed] == [False, True, False, False]
    heard = accounts.heard(displayed[1][accounts.CELLS])  # type: ignore[arg-type]
    assert heard.of == "Gap scan"
    assert heard.cells["who"].map(len).gt(0).all()
    assert heard.hidden == showing.hidden_in(few.cells())


def test_a_person_in_jupyterlab_gets_no_account(
    displayed: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With both variables set by hand in JupyterLab, nothing is attached, and each result decides for itself."""

    class Shell:
        kernel, user_ns = object(), dict[str, object]()

    monkeypatch.setattr(forms, "get_ipython", Shell)
    monkeypatch.setattr(showing, "_display_widget", lambda _: None)
    for name, value in (("JPY_SESSION_NAME", "x"), (accounts.ASKED, "1"), (accounts.CHOSEN, "nowhere.json")):
        monkeypatch.setenv(name, value)
    showing.show(samples.gap_scan(4))
    assert accounts.CELLS not in displayed[0]
    assert showing.hidden_in(samples.gap_scan(4).cells())


def test_a_choice_over_all_results_is_carried_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of what a rendering chose, a result hides exactly its own part; the account says so."""
    result = samples.gap_scan(20)
    chosen = result.cells()["id"][1]
    accounts.write_chosen(tmp_path / "hidden.json", [chosen, "of another result"])
    monkeypatch.setenv(accounts.CHOSEN, str(tmp_path / "hidden.json"))
    assert showing.hidden_in(result.cells()) == {chosen}
    assert chosen not in set(showing.gate(result).cells()["id"])


def test_nothing_is_withheld_when_nothing_is_small() -> None:
    """A result without small numbers passes the gate as the very same object."""
    result = samples.gap_scan(20)
    assert showing.gate(result) is result


def test_the_network_sets_the_smallest_count() -> None:
    """A network that asks for more caution withholds more."""
    result = samples.survey(24, 60)
    set_smallest_count(25)
    try:
        assert "c: confidential (it rests on 1 to 24 people" in _everything(result)
    finally:
        set_smallest_count(10)


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "{{ 7*7 }}", '"><img src=x onerror=y>', "=1+1"]
)
def test_what_people_type_is_text(typed: str) -> None:
    """Markup, template text and formulas in names are shown as they were typed and never run."""
    scan = samples.gap_scan()
    named = replace(scan, gaps=tuple(replace(gap, measure=typed, member=typed) for gap in scan.gaps))
    for result in (
        named,
        NotEnough(typed, typed, typed),
        replace(samples.plan_status(frozen=True), frozen_by=typed),
    ):
        page = showing.block(result)
        assert "<script" not in page
        assert "<img src=x" not in page
        assert "49" not in showing.block(NotEnough("{{ 7*7 }}", ""))


def test_the_letter_is_explained_beside_the_table_that_has_it() -> None:
    """What c means stands in the fold of each table with the letter, and on no page without one."""
    few, many = showing.gate(samples.survey(24, 9)), samples.survey()
    page = showing.block(few)
    explained = page.index("c: confidential (it rests")
    assert page.index("<details>") < explained < page.index("</details>")
    assert "c: confidential" not in showing.block(many)


def test_what_is_missing_is_no_finding() -> None:
    """What cannot be worked out yet is set more quietly than what was found."""
    missing = showing.block(NotEnough("the gap", "there is no table"))
    assert 'class="enquiry-not-yet"' in missing
    assert 'enquiry-finding"' not in missing
    assert 'class="enquiry-not-yet"' not in showing.block(samples.gap_scan())


def test_problems_stay_with_the_school() -> None:
    """What somebody typed into a cell that could not be read is not in the page or the summary."""
    shown = _everything(samples.data_check())
    assert "Ann Other" not in shown
    assert "outcomes.csv" in shown


def test_show_displays_one_output(capsys: pytest.CaptureFixture[str]) -> None:
    """Outside a notebook the sentences are printed."""
    showing.show(NotEnough("the gap", "there is no table", "Fill it in."))
    assert capsys.readouterr().out == "The gap cannot be worked out yet: there is no table. Fill it in.\n"


def test_the_verb_works_before_and_after_its_room_is_imported(capsys: pytest.CaptureFixture[str]) -> None:
    """`el.show` shows a result although the room of the same name has been imported."""
    import enquiry_lib as el
    import enquiry_lib.show.wording

    assert enquiry_lib.show.wording
    el.show(NotEnough("the gap", "there is no table"))
    assert "cannot be worked out yet" in capsys.readouterr().out


def test_a_heading_stands_above_its_piece() -> None:
    """A result with a heading has it once, above its sentences; others have none."""
    page = showing.block(written.pieces()[0])
    assert page.count("<h3") == 1
    assert page.index("What we asked") < page.index("Does reading in pairs help?")
    assert "<h3" not in showing.block(samples.progress())
