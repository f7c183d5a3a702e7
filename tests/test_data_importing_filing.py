"""Filing: rows in the school's table, nothing of anybody's name anywhere, and a way back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.data.brought_in import brought_in
from enquiry_lib.data.importing import ask_again, import_file, propose_import, undo_import
from enquiry_lib.data.importing.pseudonyms import key_file
from enquiry_lib.data.loading import load_table
from enquiry_lib.store.network import Network
from tests.exported import ANSWERS, ELM, OAK, SAMPLES, UPNS, everything_in, proposed, pupil_list, write_rows

NAME = "Zebedee Quuxworth"
NOW = dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_goes_there_and_back(network: Network, sample: Path) -> None:
    """Filed, it loads without a problem; filed again, nothing changes; undone, everything is as it was."""
    done = import_file(proposed(network, sample, ANSWERS))
    loaded = load_table(network.data_folder(OAK), done.table)
    assert (loaded.problems, len(loaded.frame)) == ((), done.rows_written)
    assert done.rows_new == done.rows_written > 0
    written = done.path.read_bytes()
    again = import_file(proposed(network, sample, ANSWERS))
    assert (again.rows_new, again.rows_changed, done.path.read_bytes()) == (0, 0, written)
    assert not undo_import(network, OAK, done.table).exists()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_no_name_is_anywhere_in_the_networks_folder(network: Network, tmp_path: Path, sample: Path) -> None:
    """A name in every column, an address, a birthday and the UPNs: none is in the folder, the notes or the log."""
    head, first, *rest = sample.read_text(encoding="utf-8-sig").splitlines()
    cells = first.count(",") + 1
    planted = [
        ",".join(NAME if at == place else cell for at, cell in enumerate(first.split(",")))
        for place in range(cells)
    ]
    source = tmp_path / "Quuxworth family.csv"
    source.write_text("\n".join([head, first, *rest, *planted]) + "\n", encoding="utf-8")
    proposal = proposed(network, source, ANSWERS)
    for _ in range(3):
        if proposal.questions:
            proposal = ask_again(
                proposal, {one.key: one.usual or one.choices[-1] for one in proposal.questions}
            )
    assert "quuxworth" not in f"{proposal.notes} {proposal.frame.to_csv()} {proposal.mapping}".lower()
    if proposal.ready:
        import_file(proposal)
    found = everything_in(network.folder)
    birthdays = [cell for cell in first.split(",") if cell.endswith(("/2013", "/2014"))]
    for secret in ("quuxworth", "zebedee", source.stem, *UPNS, "ashby", *birthdays):
        assert secret.lower().encode() not in found


def test_what_is_filed_is_the_table_the_mapping_and_a_line_in_the_log(
    network: Network, tmp_path: Path
) -> None:
    """The log has counts and kinds of notes, no file and no value; the page about the data finds it."""
    done = import_file(proposed(network, pupil_list(tmp_path / "list.csv", PP=["T", "F", "T", "F"])), now=NOW)
    data = network.data_folder(OAK)
    assert sorted(path.name for path in data.iterdir()) == ["imports.json", "pseudonyms.json", "pupils.csv"]
    (line,) = json.loads((data / "imports.json").read_text(encoding="utf-8"))
    assert (line["table"], line["rows_read"], line["rows_written"], line["rows_left_out"]) == (
        "pupils",
        4,
        4,
        0,
    )
    assert line["notes"] == ["pseudonyms", "words"]
    assert brought_in(data)["pupils"].on == NOW.date()
    assert done.mapping.parent == network.folder / "mappings"
    assert proposed(network, tmp_path / "list.csv").known == "Pupils file 1"


def test_new_rows_come_to_the_old_and_replace_makes_the_table_anew(network: Network, tmp_path: Path) -> None:
    """Two of four pupils again with another year, and a new one."""
    import_file(proposed(network, pupil_list(tmp_path / "one.csv")))
    rows = [["UPN", "Year"], [UPNS[0], "8"], [UPNS[1], "7"], [UPNS[5], "7"]]
    two = write_rows(tmp_path / "two.csv", rows)
    done = import_file(proposed(network, two))
    assert (done.rows_new, done.rows_changed) == (1, 1)
    assert len(load_table(network.data_folder(OAK), "pupils").frame) == 5
    import_file(proposed(network, two), replace=True)
    assert len(load_table(network.data_folder(OAK), "pupils").frame) == 3


@pytest.mark.parametrize(
    "content", [b"pupil_id,year_group\nHAND01,7\n", b"\xef\xbb\xbfpupil_id;year_group\r\nHAND01;7\r\n"]
)
def test_undoing_gives_back_the_bytes_that_were_there(
    network: Network, tmp_path: Path, content: bytes
) -> None:
    """Once, and only the last import; then there is nothing more to undo."""
    data = network.data_folder(OAK)
    data.mkdir(parents=True)
    (data / "pupils.csv").write_bytes(content)
    import_file(proposed(network, pupil_list(tmp_path / "list.csv")))
    assert (data / "pupils.csv").read_bytes() != content
    assert undo_import(network, OAK, "pupils").read_bytes() == content
    with pytest.raises(errors.NothingToUndo):
        undo_import(network, OAK, "pupils")


def test_a_spreadsheet_becomes_a_csv_and_comes_back_by_undoing(network: Network, tmp_path: Path) -> None:
    """The rows of pupils.xlsx are among the new ones; the xlsx itself is kept for the way back."""
    import xlsxwriter

    data = network.data_folder(OAK)
    data.mkdir(parents=True)
    with xlsxwriter.Workbook(data / "Pupils.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["pupil_id", "year_group"])
        sheet.write_row(1, 0, ["HAND01", "7"])
    before = (data / "Pupils.xlsx").read_bytes()
    import_file(proposed(network, pupil_list(tmp_path / "list.csv")))
    assert not (data / "Pupils.xlsx").exists()
    assert "HAND01" in set(load_table(data, "pupils").frame["pupil_id"])
    assert undo_import(network, OAK, "pupils").read_bytes() == before
    assert not (data / "pupils.csv").exists()


def test_a_table_that_was_changed_since_is_not_undone(network: Network, tmp_path: Path) -> None:
    """Somebody's work on it would be lost."""
    done = import_file(proposed(network, pupil_list(tmp_path / "list.csv")))
    done.path.write_bytes(done.path.read_bytes() + b"HAND01,7\r\n")
    with pytest.raises(errors.ChangedSince):
        undo_import(network, OAK, "pupils")
    assert done.path.exists()


def test_an_open_question_is_not_filed(network: Network, tmp_path: Path) -> None:
    """The message has the question and the key to answer it by; nothing is written."""
    path = pupil_list(tmp_path / "list.csv", SEN=["K", "N", "W", "K"])
    with pytest.raises(errors.NotReady, match=r"word\|send\|W"):
        import_file(proposed(network, path))
    assert not network.data_folder(OAK).exists()


def test_a_pupil_has_one_code_in_every_table_and_another_at_another_school(
    network: Network, tmp_path: Path
) -> None:
    """Marks and scores meet the list of pupils; two schools' codes have nothing in common."""
    pupils = import_file(proposed(network, pupil_list(tmp_path / "list.csv")))
    rows = [[upn, "25/09/2025", "/"] for upn in UPNS[:4]]
    marks = write_rows(tmp_path / "marks.csv", [["UPN", "Date", "AM"], *rows])
    import_file(proposed(network, marks))
    ids = {
        table: set(load_table(pupils.path.parent, table).frame["pupil_id"])
        for table in ("pupils", "attendance")
    }
    assert ids["pupils"] == ids["attendance"]
    other = import_file(proposed(network, marks, school=ELM))
    assert not ids["pupils"] & set(load_table(other.path.parent, "attendance").frame["pupil_id"])


def test_with_a_lost_key_a_new_one_makes_the_table_anew(network: Network, tmp_path: Path) -> None:
    """Without it nothing is proposed; with a new key old codes do not stay beside new ones."""
    path = pupil_list(tmp_path / "list.csv")
    old = set(proposed(network, path).frame["pupil_id"])
    done = import_file(proposed(network, path))
    kept = json.loads((done.path.parent / "pseudonyms.json").read_text(encoding="utf-8"))["key_id"]
    key_file(kept).unlink()
    with pytest.raises(errors.KeyMissing):
        proposed(network, path)
    import_file(proposed(network, path, {"key": "new"}))
    new = set(load_table(done.path.parent, "pupils").frame["pupil_id"])
    assert (len(new), new & old) == (4, set())
    assert set(proposed(network, path).frame["pupil_id"]) == new


def test_codes_can_be_kept(network: Network, tmp_path: Path) -> None:
    """A school that has codes of its own already says so, and has no key."""
    path = write_rows(tmp_path / "f.csv", [["Student ID", "Year"], ["S0001", "7"], ["S0002", "8"]])
    done = import_file(propose_import(path, network=network, school=OAK), keep_codes=True)
    assert load_table(done.path.parent, "pupils").frame["pupil_id"].tolist() == ["S0001", "S0002"]
    assert not (done.path.parent / "pseudonyms.json").exists()
