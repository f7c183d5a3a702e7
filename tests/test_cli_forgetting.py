"""The commands that forget a pupil and take out what was made of a consent: shown, asked, done, and proved by searching."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from commands import run
from forgotten import CODE, LIKE, RAW, back_it_up, fill, holding
from tiny_workbooks import workbooks
from year_ends import ELM, OAK, contents, write_table

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import open_enquiry
from enquiry_lib.cli import forgetting
from enquiry_lib.data.loading import load_table
from enquiry_lib.render.batch import render_network
from enquiry_lib.store.backup import back_up
from enquiry_lib.store.bringing_back import bring_back
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.published import published_reports
from enquiry_lib.store.saving import history, load_record, save_section


@pytest.fixture
def filled(network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Network:
    """A network with the pupil in every place; keys lie in a folder of the test."""
    monkeypatch.setenv("ENQUIRY_KEYS", str(tmp_path / "keys"))
    return fill(network)


def forget(network: Network, pupil: str = RAW, *more: str) -> str:
    """Run the command with --yes, and give what it says."""
    said = run("forget", str(network.folder), pupil, "--school", OAK, "--yes", *more)
    assert said.exit_code == 0, said.output
    return said.output


def test_a_forgotten_pupil_is_nowhere(filled: Network, tmp_path: Path) -> None:
    """Neither the code nor the identifier is in any file, name of a file, backup or packed thing afterwards."""
    away = tmp_path / "away"
    beside, below, by_hand = back_it_up(filled, away)
    there = holding(tmp_path, CODE, RAW)
    assert len(there) > 45
    assert {path.relative_to(tmp_path).as_posix() for path in (beside, below, by_hand)} <= set(there)
    said = forget(filled, RAW, "--backups", str(away))
    assert "the folder, 3 backups. It is found nowhere." in said
    assert holding(tmp_path, CODE, RAW) == []
    _see_to_backups(filled, (beside, below), tmp_path)


def _see_to_backups(network: Network, backups: tuple[Path, ...], place: Path) -> None:
    """Bring each backup back: it is whole, and as the network is now but for the log of forgetting."""
    now = contents(network.folder)
    for number, backup in enumerate(backups):
        back = bring_back(backup, place / f"back{number}").folder
        again = contents(back)
        assert load_network(back).schools == network.schools
        assert again == {name: now[name] for name in again}
        assert {name for name in now if "/data/" in name} <= set(again)


def test_everything_else_is_as_it_was(filled: Network) -> None:
    """Other pupils' rows and files, also of codes that begin alike, other sheets and other schools keep every byte."""
    before = contents(filled.folder)
    forget(filled)
    after = contents(filled.folder)
    assert set(after) - set(before) == {f"schools/{OAK}/forgotten.csv"}
    assert (
        after[f"schools/{OAK}/photographs/{LIKE[0]}.jpg"]
        == before[f"schools/{OAK}/photographs/{LIKE[0]}.jpg"]
    )
    assert after[f"reports/{ELM}.html"] == before[f"reports/{ELM}.html"]
    assert after[f"schools/{ELM}/data/pupils.csv"] == before[f"schools/{ELM}/data/pupils.csv"]
    for name in (
        f"schools/{OAK}/data/pupils.csv",
        f"schools/{OAK}/data/before_import/pupils-2025-10-01-101010.csv",
    ):
        assert after[name] == before[name].replace(f"{CODE},4,1\r\n".encode(), b"")
    merged = f"schools/{OAK}/data/before_merger/outcomes.csv"
    assert after[merged] == before[merged].replace(f"{CODE.lower()};x;7\n".encode(), b"")
    groups = load_table(filled.data_folder(OAK), "groups").frame["pupil_id"].tolist()
    assert groups == [LIKE[1]]


def test_a_spreadsheet_stays_a_spreadsheet(filled: Network) -> None:
    """The table is read as before without the pupil's rows; its second sheet and its formulas are there."""
    forget(filled)
    loaded = load_table(filled.data_folder(OAK), "outcomes")
    assert (loaded.file, loaded.problems) == ("outcomes.xlsx", ())
    assert loaded.frame["pupil_id"].tolist() == list(LIKE)
    book = openpyxl.load_workbook(filled.data_folder(OAK) / "outcomes.xlsx")
    assert book["notes"]["A1"].value == "[withheld] The others were not."
    assert book["outcomes"]["E3"].value == "=D3*2"
    assert book["outcomes"]["B3"].comment.text == "sits beside [withheld]"


def test_records_keep_their_versions(filled: Network) -> None:
    """Each version is there and can be read; the sentence that named the pupil is marked in every one."""
    path = filled.new_enquiry(OAK)
    numbers = [version.revision for version in history(path)]
    forget(filled)
    assert [version.revision for version in history(path)] == numbers == list(range(21, 0, -1))
    said = {load_record(version.path).priorities.concern for version in history(path)}
    assert said == {f"Version {number}. [withheld] We look at mornings." for number in range(21)}


def test_what_keeps_a_hash_keeps_the_right_one(filled: Network) -> None:
    """The sign-off of a published report names the report as it is now; its counts stay."""
    forget(filled)
    (published,) = published_reports(filled, OAK)
    page = published.page.read_bytes()
    assert b"4 pupils" in page
    assert published.sign_off.report == hashlib.sha256(page).hexdigest()
    assert published.cells()["pupils"] == [*LIKE, "[withheld]"]
    assert published.cells()["cells"] == [["gaps", 4, "", "f"]]


def test_the_log_says_nothing_of_whom(filled: Network) -> None:
    """What is kept is the day, and how many files, rows and backups it was."""
    forget(filled)
    heading, line = (filled.school_folder(OAK) / "forgotten.csv").read_text(encoding="utf-8").splitlines()
    assert heading == "day,files,rows,backups"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d,\d+,11,0", line)


def test_the_network_renders_again(filled: Network, tmp_path: Path) -> None:
    """What was deleted is made again from what is left."""
    forget(filled)
    receipt = render_network(
        filled.folder, workbooks=workbooks(tmp_path / "books"), timeout=60, schools=[OAK]
    )
    assert receipt.failures == ()
    assert (filled.folder / "reports" / f"{OAK}.html").is_file()
    assert holding(filled.folder, CODE, RAW) == []


def test_it_is_shown_before_it_is_done(filled: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --yes the plan is printed and nothing is written; at a terminal somebody is asked, and may say no."""
    before = contents(filled.folder.parent)
    arguments = ["forget", str(filled.folder), RAW, "--school", OAK]
    said = run(*arguments)
    assert said.exit_code == 0
    assert f"schools/{OAK}/data/delivery.csv is changed." in said.output
    assert f"20 files in schools/{OAK}/enquiries/2025-26-enquiry/history: each is changed." in said.output
    assert "run the same command again with --yes" in said.output
    monkeypatch.setattr(forgetting, "is_terminal", lambda: True)
    said = run(*arguments, typed="n\n")
    assert (said.exit_code, "it cannot be undone. Do this?" in said.output) == (0, True)
    assert contents(filled.folder.parent) == before


def test_by_the_code_alone_the_identifier_is_not_known(filled: Network) -> None:
    """Nobody gets from a code to an identifier: whoever types the code is not told that all of it is gone."""
    forget(filled, CODE)
    assert holding(filled.folder, CODE) == []
    assert f"schools/{OAK}/data/a list.csv" in holding(filled.folder, RAW)


def test_without_the_key_it_is_said_that_only_one_is_sought(
    filled: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where the key is not, what was typed is taken out, and the command says that no code was looked for."""
    monkeypatch.setenv("ENQUIRY_KEYS", str(tmp_path / "elsewhere"))
    said = forget(filled)
    assert "No key of the school is here" in said
    assert holding(filled.folder, RAW) == []
    assert holding(filled.folder, CODE)


def test_a_pupil_nobody_knows(filled: Network) -> None:
    """For an identifier that is nowhere nothing is written and the command ends with 1; for a plain word with 2."""
    before = contents(filled.folder)
    said = run("forget", str(filled.folder), "C820432110009", "--school", OAK, "--yes")
    assert (said.exit_code, "Nothing was found." in said.output) == (1, True)
    assert isinstance(
        run("forget", str(filled.folder), "reading", "--school", OAK).exception, errors.WrongValue
    )
    assert contents(filled.folder) == before


def test_what_cannot_be_done_is_named(filled: Network) -> None:
    """A file of a strange kind, a locked or damaged zip and somebody else's zip are left, named, and end in a 1."""
    strange = filled.school_folder(OAK) / "letter.pdf"
    strange.write_bytes(b"%PDF-1.7\x00\xff" + CODE.encode())
    beside = filled.folder.parent
    (beside / "damaged.zip").write_bytes(b"PK\x03\x04 no zip")
    with zipfile.ZipFile(beside / "sims.zip", "w") as packed:
        packed.writestr("export.csv", f"UPN\n{RAW}\n")
    before = (beside / "sims.zip").read_bytes()
    said = run("forget", str(filled.folder), RAW, "--school", OAK, "--yes")
    assert said.exit_code == 1
    for name in ("letter.pdf", "damaged.zip", "sims.zip"):
        assert name in said.output.partition("Searched again")[2]
    assert (beside / "sims.zip").read_bytes() == before
    assert set(holding(filled.folder, CODE, RAW)) == {f"schools/{OAK}/letter.pdf"}


# --- consent withdrawn ------------------------------------------------------------------------------------

SAID = "I come in because my friends are here."


@pytest.fixture
def spoken(network: Network) -> Network:
    """A school in which V0001 was quoted, in a record, results, a report and a published one, and photographed."""
    voices = f"voice_id,who,theme,words\nV0001,pupil,Friendship,{SAID}\nV0002,pupil,Friendship,We all come for our friends.\n"
    write_table(network, OAK, "voices", voices)
    save_section(
        network.new_enquiry(OAK),
        "priorities",
        {"concern": f"One said: “{SAID}” So we asked."},
        base_revision=0,
    )
    school = network.school_folder(OAK)
    for name in (f"reports/{OAK}.html", f"schools/{OAK}/published/2026-03-01/report.html"):
        (network.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (network.folder / name).write_text(
            f"<p>{SAID}</p><p>We all come for our friends.</p>", encoding="utf-8"
        )
    for photograph in ("V0001.jpg", "v0001-2.png", "V00012.jpg"):
        (school / "photographs").mkdir(exist_ok=True)
        (school / "photographs" / photograph).write_bytes(photograph.encode())
    return network


def withdraw(network: Network, code: str, about: str, *more: str) -> str:
    """Run the command with --yes, and give what it says."""
    said = run("withdraw", str(network.folder), code, "--school", OAK, "--about", about, "--yes", *more)
    assert said.exit_code == 0, said.output
    return said.output


def test_quotations_go_from_what_was_made_and_written(spoken: Network) -> None:
    """The words are marked as withdrawn in records, reports and published reports, and the day is in the table."""
    backup = back_up(spoken.folder, with_reports=True).path
    withdraw(spoken, "V0001", "quotes")
    table = load_table(spoken.data_folder(OAK), "consents").frame
    assert table[["code", "about"]].to_numpy().tolist() == [["V0001", "quotes"]]
    assert table["withdrawn_on"].notna().all()
    assert load_record(spoken.new_enquiry(OAK)).priorities.concern == "One said: “[withdrawn]” So we asked."
    pages = [path.read_text(encoding="utf-8") for path in spoken.folder.rglob("*.html")]
    assert pages == ["<p>[withdrawn]</p><p>We all come for our friends.</p>"] * 2
    back = bring_back(backup, spoken.folder.parent / "back").folder
    assert [path.read_text(encoding="utf-8") for path in back.rglob("*.html")] == pages
    assert len(list((spoken.school_folder(OAK) / "photographs").iterdir())) == 3


def test_photographs_go_also_from_backups(spoken: Network) -> None:
    """Photographs named by the code go, those of a code that begins alike stay; quotations stay as they are."""
    backup = back_up(spoken.folder).path
    withdraw(spoken, "V0001", "photographs")
    back = bring_back(backup, spoken.folder.parent / "back").folder
    for folder in (spoken.folder, back):
        assert [path.name for path in (folder / "schools" / OAK / "photographs").iterdir()] == ["V00012.jpg"]
    assert SAID in (spoken.folder / "reports" / f"{OAK}.html").read_text(encoding="utf-8")


def test_withdrawing_twice_changes_nothing(spoken: Network) -> None:
    """What was noted keeps its day, and nothing more is done."""
    withdraw(spoken, "V0001", "everything")
    before = contents(spoken.folder)
    assert len(load_table(spoken.data_folder(OAK), "consents").frame) == 3
    assert "It was noted before" in withdraw(spoken, "V0001", "everything")
    assert contents(spoken.folder) == before


def test_who_withdrew_from_taking_part_is_in_no_result(spoken: Network) -> None:
    """The tables of an enquiry leave the pupil out; the file keeps the row until somebody forgets the pupil."""
    write_table(spoken, OAK, "pupils", "pupil_id,year_group\nAB12CD34,4\nEF34GH56,4\n")
    withdraw(spoken, "AB12CD34", "taking-part")
    enquiry = open_enquiry(spoken.folder, OAK)
    assert enquiry.table("pupils")["pupil_id"].tolist() == ["EF34GH56"]
    assert len(enquiry.loaded("pupils").rows) == 1
    assert "AB12CD34" in (spoken.data_folder(OAK) / "pupils.csv").read_text(encoding="utf-8")


def test_what_one_cannot_withdraw_from(spoken: Network) -> None:
    """Another word after --about is an error that lists the right ones."""
    problem = run("withdraw", str(spoken.folder), "V0001", "--school", OAK, "--about", "cake").exception
    assert "quotes, photographs, taking-part, everything" in str(problem)
