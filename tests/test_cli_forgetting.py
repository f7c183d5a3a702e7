"""The commands that forget a pupil and take out what was made of a consent: shown, asked, done, and proved by searching."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from commands import run
from forgotten import CODE, CODES, LIKE, RAW, back_it_up, fill, holding, keep_key
from tiny_workbooks import workbooks
from year_ends import ELM, OAK, contents, write_table

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import open_enquiry
from enquiry_lib.cli import forgetting
from enquiry_lib.data.importing.pseudonyms import Pseudonyms
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
    """Bring each backup back: it is whole, and as the network is now but for the log of forgetting and a record's number."""
    now = contents(network.folder)
    record = network.new_enquiry(OAK).relative_to(network.folder).as_posix()
    now[record] = now[record].replace(b'"revision": 22', b'"revision": 21')
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
    """Each version is there and can be read; the sentence that named the pupil is marked in every one.

    The present one has the next number, by which an open form sees that it was changed; so has one in whose history alone
    the pupil stood.
    """
    path = filled.new_enquiry(OAK)
    later = path.parents[1] / "2026-27-reading" / path.name
    for number, concern in enumerate((f"{CODE} is late.", "Some are late.")):
        save_section(later, "priorities", {"concern": concern}, base_revision=number)
    said = forget(filled)
    assert "Close the workbooks of the school first" in said
    assert [version.revision for version in history(path)] == list(range(22, 0, -1))
    assert [version.revision for version in history(later)] == [3, 2, 1]
    assert load_record(later).priorities.concern == "Some are late."
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


def test_what_went_is_counted_one_way(filled: Network, tmp_path: Path) -> None:
    """Files and rows are those of the folder, backups all that were looked into: in the log as on the screen."""
    back_it_up(filled, tmp_path / "away")
    before = contents(filled.folder)
    said = forget(filled, RAW, "--backups", str(tmp_path / "away"))
    after = contents(filled.folder)
    log = (filled.school_folder(OAK) / "forgotten.csv").read_text(encoding="utf-8").splitlines()[1]
    _, files, rows, backups = map(int, log.replace("-", "").split(","))
    assert files == sum(after.get(name) != content for name, content in before.items())
    changed, deleted, gone = map(
        int,
        re.findall(rf"{re.escape(str(filled.folder))}: (\d+) \D+(\d+) \D+(\d+) rows of tables gone", said)[0],
    )
    assert (changed + deleted, gone, f"the folder, {backups} backups." in said) == (files, rows, True)


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
    assert f"21 files in schools/{OAK}/enquiries/2025-26-enquiry/history: each is changed." in said.output
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
    said = run("forget", str(filled.folder), RAW, "--school", OAK, "--yes")
    assert (said.exit_code, "No key of the school is here" in said.output) == (1, True)
    assert "nowhere" not in said.output
    assert holding(filled.folder, RAW) == []
    for name in ("data/pupils.csv", "data/before_2025-26/pupils.csv", "counted/2026-03-01.json", "notes.md"):
        assert f"  - {filled.school_folder(OAK) / name}" in said.output


def test_a_code_under_a_key_that_was_given_up_may_be_the_pupils(
    network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After a new key, tables of before it are named, in backups too; today's list and leavers' rows under today's key are not."""
    monkeypatch.setenv("ENQUIRY_KEYS", str(tmp_path / "keys"))
    keep_key(network)
    lost = Pseudonyms("00000000", "UPN", bytes(32)).code(RAW)
    log = [{"table": "outcomes", "key": "00000000"}, {"table": "pupils", "key": CODES.key_id}]
    write_table(network, OAK, "imports.json", json.dumps(log))
    write_table(network, OAK, "pupils", f"pupil_id,year_group\n{CODE},4\n{LIKE[2]},4\n")
    write_table(network, OAK, "groups", f"pupil_id,group\n{CODE},Young carers\n{LIKE[2]},Young carers\n")
    for table in ("outcomes", "before_import/groups-2025-10-01-101010"):
        write_table(network, OAK, f"{table}.csv", f"pupil_id,measure\n{lost},x\n")
    backup = back_up(network.folder).path
    for again in range(2):
        said = run("forget", str(network.folder), RAW, "--school", OAK, "--yes")
        assert (said.exit_code, "nowhere" in said.output, "Done." in said.output) == (1, False, not again)
        named = re.findall(
            r"  - (\S+\.csv)$", said.output.partition("made with another key")[2], re.MULTILINE
        )
        files = ["before_import/groups-2025-10-01-101010.csv", "outcomes.csv"]
        homes = (network.folder, backup / "network")
        assert named == [str(home / "schools" / OAK / "data" / file) for home in homes for file in files]
    write_table(network, OAK, "pupils", f"pupil_id,year_group\n{CODE},4\n{LIKE[2]},4\n")
    (tmp_path / "keys" / "00000000.key").write_text(bytes(32).hex(), encoding="ascii")
    assert "It is found nowhere." in forget(network)
    assert holding(tmp_path, CODE, RAW, lost) == []


def test_a_name_is_looked_for_where_it_is_given(filled: Network) -> None:
    """With --also a name goes from records, their versions, notes and lists; without, the last line says that it stays."""
    path = filled.new_enquiry(OAK)
    save_section(path, "priorities", {"concern": "We ask. Noah Khan too. So we go on."}, base_revision=21)
    (filled.school_folder(OAK) / "notes.md").write_text(
        "Noah\nKhan was there. All is well.\n", encoding="utf-8"
    )
    assert run("forget", str(filled.folder), RAW, "--school", OAK, "--also", "N.").exception
    said = forget(filled, RAW, "--also", "Noah  Khan", "--also", "Ada Pupil")
    assert load_record(path).priorities.concern == "We ask. [withheld] So we go on."
    assert holding(filled.folder, "Khan", "Ada Pupil") == []
    assert "names are looked for only where --also gives them" in " ".join(said.split())


def test_a_network_beside_is_named(filled: Network) -> None:
    """A copy beside the folder in which the pupil still is, is named and ends in a 1; once it is done too, all is well."""
    other = filled.folder.with_name("copy of it")
    shutil.copytree(filled.folder, other)
    said = run("forget", str(filled.folder), RAW, "--school", OAK, "--yes")
    assert said.exit_code == 1
    assert f"{other}: it is a network beside this one" in said.output.partition("Searched again")[2]
    assert run("forget", str(filled.folder), RAW, "--school", OAK, "--yes").exit_code == 1
    assert "the folder, 1 backup." in forget(filled, RAW, "--backups", str(other))
    assert holding(filled.folder.parent, CODE, RAW) == []


def test_what_goes_for_its_name_was_not_looked_into(filled: Network) -> None:
    """The plan says of a file or a folder with the code in its name that it goes whole and unread."""
    (filled.school_folder(OAK) / f"meeting {CODE}.docx").write_bytes(b"about many")
    said = run("forget", str(filled.folder), RAW, "--school", OAK).output
    assert f"meeting {CODE}.docx is deleted for its name; it was not looked into." in said
    assert f"photographs/{CODE} goes for its name, with all that is in it; it was not looked into." in said
    assert f"reports/{OAK}.html is deleted." in said


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


def test_photographs_in_a_network_beside_are_said(spoken: Network) -> None:
    """A copy beside the folder that has the photographs is named, also when there is nothing left to do here."""
    shutil.copytree(spoken.folder, spoken.folder.with_name("copy"))
    for _ in range(2):
        arguments = ("V0001", "--school", OAK, "--about", "photographs", "--yes")
        said = run("withdraw", str(spoken.folder), *arguments)
        assert (said.exit_code, "it is a network beside this one" in said.output) == (1, True)


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


def test_the_code_in_a_sentence_is_named(spoken: Network) -> None:
    """Where somebody wrote the person's code beside the words, the closing words say in which form, each time."""
    concern = f"As the pupil V0001 said: {SAID}"
    path = spoken.new_enquiry(OAK)
    save_section(path, "priorities", {"concern": concern}, base_revision=1)
    for _ in range(2):
        said = " ".join(withdraw(spoken, "V0001", "quotes").split())
        assert "The code V0001 stays in what was written in the form '" in said
        assert f"of {path.parent.name}: see to it yourself." in said
    assert "V0002" not in withdraw(spoken, "V0002", "photographs")


def test_what_one_cannot_withdraw_from(spoken: Network) -> None:
    """Another word after --about is an error that lists the right ones."""
    problem = run("withdraw", str(spoken.folder), "V0001", "--school", OAK, "--about", "cake").exception
    assert "quotes, photographs, taking-part, everything" in str(problem)


def test_a_folder_elsewhere_is_never_said_to_be_done(filled: Network, tmp_path: Path) -> None:
    """A link to a folder with the pupil in it is named before and after, and the command does not end well."""
    away = tmp_path / "elsewhere"
    away.mkdir()
    (away / "pupils.csv").write_text(f"pupil_id\n{CODE}\n", encoding="utf-8")
    try:
        (filled.data_folder(OAK) / "more").symlink_to(away, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    said = run("forget", str(filled.folder), RAW, "--school", OAK, "--yes")
    before, _, after = said.output.partition("Searched again")
    assert f"schools/{OAK}/data/more is left as it is" in before
    assert "data/more" in after.replace("\n", "")
    assert said.exit_code == 1
