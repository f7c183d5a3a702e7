"""Filing: rows in the school's table, nothing of anybody's name anywhere, and a way back."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from enquiry_lib import errors
from enquiry_lib.data.brought_in import brought_in
from enquiry_lib.data.importing import (
    ask_again,
    filing,
    import_file,
    propose_import,
    save_mapping,
    undo_import,
)
from enquiry_lib.data.importing.filing import BEFORE, read_log
from enquiry_lib.data.importing.merging import table_text
from enquiry_lib.data.importing.pseudonyms import key_file
from enquiry_lib.data.loading import load_table
from enquiry_lib.data.merging import plan_merge
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.year_end import carry_out
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
    assert proposed(network, tmp_path / "list.csv").known == "Pupil list, own spreadsheet"


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
    """It is asked about; with a new key old codes do not stay beside new ones."""
    path = pupil_list(tmp_path / "list.csv")
    old = set(proposed(network, path).frame["pupil_id"])
    done = import_file(proposed(network, path))
    kept = json.loads((done.path.parent / "pseudonyms.json").read_text(encoding="utf-8"))["key_id"]
    key_file(kept).unlink()
    lost = proposed(network, path)
    assert ([one.key for one in lost.questions], lost.problems) == (["key"], ())
    with pytest.raises(errors.NotReady):
        import_file(lost)
    import_file(ask_again(lost, {"key": "new"}))
    new = set(load_table(done.path.parent, "pupils").frame["pupil_id"])
    assert (len(new), new & old) == (4, set())
    assert set(proposed(network, path).frame["pupil_id"]) == new


def test_after_a_merger_a_file_brings_nobody_twice(network: Network, tmp_path: Path) -> None:
    """A list of the pupils of both schools changes no code and adds nobody, whichever school imported last."""
    everybody = pupil_list(tmp_path / "all.csv", rows=4)
    head, *rows = everybody.read_text(encoding="utf-8").splitlines()
    for school, some, day in ((OAK, rows[:2], 5), (ELM, rows[2:], 6)):
        source = tmp_path / f"{school}.csv"
        source.write_text("\n".join([head, *some]) + "\n", encoding="utf-8")
        import_file(proposed(network, source, school=school), now=NOW.replace(day=day))
    carry_out(plan_merge(network, ELM, OAK))
    merged = load_network(network.folder)
    before = load_table(merged.data_folder(OAK), "pupils").frame["pupil_id"].tolist()
    done = import_file(proposed(merged, everybody))
    assert (done.rows_new, done.rows_changed) == (0, 0)
    assert load_table(merged.data_folder(OAK), "pupils").frame["pupil_id"].tolist() == before
    import_file(proposed(merged, tmp_path / f"{OAK}.csv"))
    assert len(load_table(merged.data_folder(OAK), "pupils").frame) == 4


def test_codes_can_be_kept(network: Network, tmp_path: Path) -> None:
    """A school that has codes of its own already says so, and has no key."""
    path = write_rows(tmp_path / "f.csv", [["Student ID", "Year"], ["S0001", "7"], ["S0002", "8"]])
    done = import_file(propose_import(path, network=network, school=OAK), keep_codes=True)
    assert load_table(done.path.parent, "pupils").frame["pupil_id"].tolist() == ["S0001", "S0002"]
    assert not (done.path.parent / "pseudonyms.json").exists()


def test_a_refused_try_does_not_decide_what_later_files_are(network: Network, tmp_path: Path) -> None:
    """Its mapping lies apart until something was filed by it, and what somebody edited there is kept."""
    refused = write_rows(tmp_path / "one.csv", [["Name", "UPN"], *(["x", upn] for upn in UPNS[:4])])
    draft = save_mapping(network, proposed(network, refused, table="groups"))
    assert save_mapping(network, proposed(network, refused, table="groups")) == draft
    path = pupil_list(tmp_path / "list.csv", PP=["T", "F", "T", "F"])
    proposal = proposed(network, path)
    assert (proposal.table, proposal.known) == ("pupils", "")
    edited = draft.read_bytes() + b"note,,ours\r\n"
    draft.write_bytes(edited)
    assert save_mapping(network, proposed(network, refused, table="groups")) != draft
    assert draft.read_bytes() == edited


def test_a_draft_that_was_filed_by_is_remembered_in_its_place(network: Network, tmp_path: Path) -> None:
    """From then on it is a kind of file that is known."""
    path = pupil_list(tmp_path / "list.csv")
    draft = save_mapping(network, proposed(network, path))
    done = import_file(propose_import(path, network=network, school=OAK, mapping=draft.stem))
    assert done.mapping == network.folder / "mappings" / draft.name
    assert not draft.exists()
    assert proposed(network, path).known == "Pupil list, own spreadsheet"


def test_two_first_files_looked_at_before_either_is_filed_have_one_key(
    network: Network, tmp_path: Path
) -> None:
    """The second is made with the key that the first one wrote: its pupils are those on the list."""
    pupils = proposed(network, pupil_list(tmp_path / "list.csv"))
    rows = [[upn, "25/09/2025", "/"] for upn in UPNS[:4]]
    marks = proposed(network, write_rows(tmp_path / "marks.csv", [["UPN", "Date", "AM"], *rows]))
    data = import_file(pupils).path.parent
    import_file(marks)
    ids = [set(load_table(data, table).frame["pupil_id"]) for table in ("pupils", "attendance")]
    assert ids[0] == ids[1]
    assert len({line["key"] for line in read_log(data)}) == 1


def test_two_files_filed_at_the_same_moment_are_both_there(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would be written while the other is; one waits, and comes to what the other has written."""
    import_file(proposed(network, pupil_list(tmp_path / "list.csv")))
    meeting = threading.Barrier(2)

    def written_slowly(*about: Any) -> str:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=0.3)
        return table_text(*about)

    monkeypatch.setattr(filing, "table_text", written_slowly)
    two = []
    for day in ("25/09/2025", "26/09/2025"):
        rows = [[upn, day, "/"] for upn in UPNS[:4]]
        path = write_rows(tmp_path / f"marks {day[:2]}.csv", [["UPN", "Date", "AM"], *rows])
        two.append(proposed(network, path))
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(import_file, two))
    assert len(load_table(done[0].path.parent, "attendance").frame) == 8
    assert len(read_log(done[0].path.parent)) == 3


def test_a_table_as_it_was_is_kept_for_each_import_and_each_can_be_undone(
    network: Network, tmp_path: Path
) -> None:
    """The second import does not take the place of what was there before the first; undoing takes the last back."""
    path = network.data_folder(OAK) / "pupils.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"pupil_id,year_group\nHAND01,7\n")
    states = [path.read_bytes()]
    for rows in (2, 3):
        done = import_file(proposed(network, pupil_list(tmp_path / "list.csv", rows=rows)), now=NOW)
        assert done.before is not None
        assert (done.before.parent.name, done.before.read_bytes()) == (BEFORE, states[-1])
        states.append(path.read_bytes())
    names = sorted(kept.name for kept in (path.parent / BEFORE).iterdir())
    assert names == ["pupils-2026-01-05-093000.csv", "pupils-2026-01-05-093001.csv"]
    for before in reversed(states[:-1]):
        assert undo_import(network, OAK, "pupils").read_bytes() == before


def test_of_tables_as_they_were_the_newest_are_kept(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many of each table, not one for every week of a school year."""
    monkeypatch.setattr(filing, "MOST_KEPT", 2)
    data = network.data_folder(OAK)
    for week in range(4):
        rows = [[UPNS[0], f"2025-09-{week + 15}", "/"]]
        marks = write_rows(tmp_path / "marks.csv", [["UPN", "Date", "AM"], *rows])
        import_file(proposed(network, marks), now=NOW + dt.timedelta(weeks=week))
    kept = sorted(path.name for path in (data / BEFORE).iterdir())
    assert kept == ["attendance-2026-01-19-093000.csv", "attendance-2026-01-26-093000.csv"]


def test_a_table_with_a_row_that_would_be_lost_is_not_written(network: Network, tmp_path: Path) -> None:
    """Somebody typed a comma too many: it is named, and the table stays as it is."""
    path = network.data_folder(OAK) / "pupils.csv"
    path.parent.mkdir(parents=True)
    before = b"pupil_id,year_group\nHAND01,7,oops\nHAND02,7\n"
    path.write_bytes(before)
    with pytest.raises(errors.ProblemsFound, match="row 2"):
        import_file(proposed(network, pupil_list(tmp_path / "list.csv")))
    assert path.read_bytes() == before
    import_file(proposed(network, pupil_list(tmp_path / "list.csv")), replace=True)
    assert len(load_table(path.parent, "pupils").frame) == 4


def test_a_new_key_is_made_once_for_all_tables(network: Network, tmp_path: Path) -> None:
    """After a lost key every table is imported with --new-key: the first makes it, the others use it."""
    pupils, rows = pupil_list(tmp_path / "list.csv"), [[upn, "25/09/2025", "/"] for upn in UPNS[:4]]
    marks = write_rows(tmp_path / "marks.csv", [["UPN", "Date", "AM"], *rows])
    for path in (pupils, marks):
        data = import_file(proposed(network, path)).path.parent
    key_file(read_log(data)[0]["key"]).unlink()
    for path in (pupils, marks):
        import_file(proposed(network, path, {"key": "new"}))
    ids = [set(load_table(data, table).frame["pupil_id"]) for table in ("pupils", "attendance")]
    assert ids[0] == ids[1]
