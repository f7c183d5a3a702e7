"""The rule about free text: file, row, column and kind, and never the words."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.data.checking.check import check_data, check_school
from enquiry_lib.data.free_text import find_identifiers, passage_hash
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import save_confirmed

WORDS = "I sit with Amina and ring 07700 900123."
TABLE = f"voice_id,method,who,theme,words\nV0001,interview,pupil,Friends,They wait.\nV0002,interview,pupil,Friends,{WORDS}\n"


def test_each_find_is_a_warning_that_quotes_nothing(tmp_path: Path) -> None:
    """A name and a number in one cell are two warnings about its row."""
    (tmp_path / "voices.csv").write_text(TABLE, encoding="utf-8")
    found = [one for one in check_data(tmp_path).problems if one.column == "words"]
    assert [(one.file, one.row, one.found, one.level) for one in found] == [
        ("voices.csv", 3, "a name", "warning"),
        ("voices.csv", 3, "a telephone number", "warning"),
    ]
    assert "Amina" not in str(found) and "900123" not in str(found)


def test_what_was_decided_in_a_record_is_no_warning(network: Network) -> None:
    """The hashes of all the school's records count; a record that cannot be read takes nothing away."""
    school = network.school("oak-primary")
    data = network.data_folder(school.id)
    data.mkdir(parents=True, exist_ok=True)
    (data / "voices.csv").write_text(TABLE, encoding="utf-8")
    path = network.new_enquiry(school.id)
    save_confirmed(path, [passage_hash(WORDS, one) for one in find_identifiers(WORDS)])
    assert not [one for one in check_school(network, school).problems if one.column == "words"]
    path.write_text("{", encoding="utf-8")
    assert len([one for one in check_school(network, school).problems if one.column == "words"]) == 2
