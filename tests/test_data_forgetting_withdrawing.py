"""Consent withdrawn: what goes, what is noted, and what is left alone."""

from __future__ import annotations

import datetime as dt

import openpyxl
from year_ends import OAK, contents, write_table

from enquiry_lib.data.forgetting.plan import carry_out
from enquiry_lib.data.forgetting.withdrawing import plan_withdraw, words_of
from enquiry_lib.store.network import Network

TODAY = dt.date(2026, 3, 4)
VOICES = "voice_id,words\nV0001,We sit by the old wall.\nv0001,No.\nV00012,We sit by the new wall.\nV0001,\n"


def test_words_are_read_whatever_else_is_wrong(network: Network) -> None:
    """A table that lacks a column hides nobody's words; a code that begins alike has words of its own."""
    assert words_of(network.data_folder(OAK), "V0001") == frozenset()
    data = write_table(network, OAK, "voices", VOICES).parent
    assert words_of(data, " v0001") == {"We sit by the old wall.", "No."}


def test_short_words_and_the_tables_stay(network: Network) -> None:
    """'No.' is everybody's; the school's own table of voices keeps the words."""
    write_table(network, OAK, "voices", VOICES)
    notes = network.school_folder(OAK) / "notes.md"
    notes.write_text("No. They said: we sit by  the OLD wall. We sit by the new wall.\n", encoding="utf-8")
    carry_out(plan_withdraw(network, OAK, "V0001", ["quotes"], today=TODAY))
    said = "No. They said: [withdrawn] We sit by the new wall.\n"
    assert notes.read_text(encoding="utf-8") == said
    assert (network.data_folder(OAK) / "voices.csv").read_text(encoding="utf-8") == VOICES


def test_the_table_keeps_everything_else_as_typed(network: Network) -> None:
    """The day goes into the row that is there, a row is added for what is not; a day that is there stays."""
    typed = "Code;About;Given on;Withdrawn on;Ours\nV0001;quotes;1/9/2025;;x\nV0001;photographs;;2/2/2026;\n"
    path = write_table(network, OAK, "consents", typed)
    carry_out(plan_withdraw(network, OAK, "v0001", ["quotes", "photographs", "taking part"], today=TODAY))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("Code;About;Given on;Withdrawn on;Ours")
    assert lines[1].startswith("V0001;quotes;1/9/2025;2026-03-04;x")
    assert lines[2].startswith("V0001;photographs;;2/2/2026;")
    assert lines[3].startswith("v0001;taking part;;2026-03-04")


def test_a_spreadsheet_of_consents_becomes_a_csv(network: Network) -> None:
    """As at the end of a year, a spreadsheet that is changed is a csv from then on."""
    data = network.data_folder(OAK)
    data.mkdir(parents=True)
    book = openpyxl.Workbook()
    for row in (["code", "about", "withdrawn_on"], ["V0001", "quotes", ""], ["V0002", "quotes", ""]):
        book.active.append(row)
    book.save(data / "consents.xlsx")
    carry_out(plan_withdraw(network, OAK, "V0001", ["quotes"], today=TODAY))
    assert [path.name for path in data.iterdir()] == ["consents.csv"]
    lines = (data / "consents.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.rstrip(",") for line in lines[1:]] == ["V0001,quotes,2026-03-04", "V0002,quotes"]


def test_nothing_but_the_note_where_nothing_was_made(network: Network) -> None:
    """Without words and photographs only the table of consents is written."""
    before = set(contents(network.folder))
    plan = plan_withdraw(network, OAK, "V0001", ["quotes", "photographs"], today=TODAY)
    assert not plan.places
    carry_out(plan)
    assert set(contents(network.folder)) - before == {f"schools/{OAK}/data/consents.csv"}
