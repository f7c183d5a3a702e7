"""Accounts: what results counted, on their way to the rendering and in published reports."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.data.importing.pseudonyms import KEPT
from enquiry_lib.data.privacy import accounts
from enquiry_lib.data.privacy.accounts import Account
from enquiry_lib.store.network import Network
from enquiry_lib.store.published import SignOff, publish


def _cells() -> pd.DataFrame:
    everybody = frozenset(f"Planted{number}" for number in range(30))
    some = frozenset(sorted(everybody)[:12])
    rows = [("all", 30, "", everybody), ("some", 12, "all", some), ("asked", 40, "", frozenset())]
    return pd.DataFrame(rows, columns=accounts.COLUMNS)


def test_an_account_is_the_same_after_its_way() -> None:
    """What is heard is what was told: every count, its margin and whom it counts, through JSON."""
    account = Account("Gap scan", _cells(), frozenset({"some"}))
    heard = accounts.heard(json.loads(json.dumps(accounts.told(account))))
    assert (heard.of, heard.hidden) == (account.of, account.hidden)
    assert heard.cells.equals(account.cells)


def test_an_account_names_each_pupil_once() -> None:
    """Sets of pupils are written as bits, so that an account of many counts stays small."""
    told = json.dumps(accounts.told(Account("Gap scan", _cells(), frozenset())))
    assert told.count("Planted7") == 1


def test_an_account_does_not_show_its_pupils() -> None:
    """Printed, an account says only what it is of."""
    assert "Planted" not in repr(Account("Gap scan", _cells(), frozenset({"some"})))


def test_nobody_is_counted_in_no_accounts() -> None:
    """Without accounts there is a frame without rows, with the columns of any other."""
    cells = accounts.all_cells([])
    assert list(cells.columns) == [*accounts.COLUMNS, "of"]
    assert cells.empty


def test_without_a_choice_each_result_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no rendering has chosen, there is no choice; where one has, it is read, an empty one too."""
    monkeypatch.delenv(accounts.CHOSEN, raising=False)
    assert accounts.chosen_together() is None


def test_a_choice_comes_back_as_it_was_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The ids of a choice are read from the file that the environment names."""
    for number, ids in enumerate([frozenset({"a|b", "ç"}), frozenset[str]()]):
        file = tmp_path / f"{number}.json"
        accounts.write_chosen(file, ids)
        monkeypatch.setenv(accounts.CHOSEN, str(file))
        assert accounts.chosen_together() == ids


def test_a_choice_that_is_not_there_shows_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """When the file of a choice is missing, no result decides for itself: an error stops the workbook."""
    monkeypatch.setenv(accounts.CHOSEN, str(tmp_path / "gone.json"))
    with pytest.raises(errors.FileNotFound):
        accounts.chosen_together()


def test_what_was_published_is_known_again(network: Network) -> None:
    """Each published report gives its cells, with which of them it did not show."""
    at = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    cells = accounts.published_cells(_cells(), {"some", "of another report"})
    publish(
        network, "oak-primary", "<p>", cells=cells, sign_off=SignOff(by="A", role="head", at=at, draft="")
    )
    (earlier,) = accounts.earlier_cells(network, "oak-primary")
    assert earlier[accounts.COLUMNS].equals(_cells())
    assert earlier["hidden"].tolist() == [False, True, False]
    assert accounts.earlier_cells(network, "elm-secondary") == []


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [("a1", "a1", True), ("a1", "b2", False), ("", "b2", None), ("a1", "", None)],
)
def test_a_published_report_knows_its_results_and_its_key(
    network: Network, then: str, now: str, same: bool | None
) -> None:
    """Each count says in which result it stood; where both keys are known, the report says whether its codes are today's."""
    at = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    cells = accounts.published_cells(_cells().assign(of=["0 Scan", "1 Gap", "0 Scan"]), (), key=then)
    publish(
        network, "oak-primary", "<p>", cells=cells, sign_off=SignOff(by="A", role="head", at=at, draft="")
    )
    if now:
        data = network.data_folder("oak-primary")
        data.mkdir(parents=True, exist_ok=True)
        (data / KEPT).write_text(json.dumps({"key_id": now, "kind": "UPN"}), encoding="utf-8")
    (earlier,) = accounts.earlier_cells(network, "oak-primary")
    assert earlier["of"].tolist() == [0, 1, 0]
    assert ("same_codes" in earlier) == (same is not None)
    assert same is None or earlier["same_codes"].eq(same).all()
