"""What a pupil is known by, and what is made again after forgetting."""

from __future__ import annotations

from pathlib import Path

import pytest
from forgotten import CODE, LIKE, RAW, keep_key
from year_ends import OAK, write_table

from enquiry_lib import errors
from enquiry_lib.data.forgetting.plan import carry_out
from enquiry_lib.data.forgetting.pupil import is_key_here, plan_forget
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import save_section, save_status


@pytest.fixture
def keyed(network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Network:
    """A network with two pupils whose codes begin alike, and the key on this computer."""
    monkeypatch.setenv("ENQUIRY_KEYS", str(tmp_path / "keys"))
    keep_key(network)
    write_table(network, OAK, "pupils", "".join(f"{one}\n" for one in ("pupil_id", CODE, *LIKE)))
    return network


def test_an_identifier_is_sought_with_its_code(keyed: Network) -> None:
    """Where the key is, both are sought; other pupils whose codes hold the code are known."""
    sought = plan_forget(keyed, OAK, f" {RAW} ").rules.sought
    assert sought.texts == {RAW, CODE}
    assert sought.others == {LIKE[0], LIKE[1]}


def test_without_the_key_only_what_was_typed_is_sought(
    keyed: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that is not here makes no code, and is no error."""
    assert is_key_here(keyed.data_folder(OAK))
    monkeypatch.setenv("ENQUIRY_KEYS", str(keyed.folder.parent / "none"))
    assert not is_key_here(keyed.data_folder(OAK))
    assert plan_forget(keyed, OAK, RAW).rules.sought.texts == {RAW}


@pytest.mark.parametrize("pupil", ["", "A12", "reading", "Ada Pupil"])
def test_what_is_no_identifier_is_refused(keyed: Network, pupil: str) -> None:
    """A word or a name would be taken out of what everybody wrote; a code of letters is taken when it is on the list."""
    with pytest.raises(errors.WrongValue):
        plan_forget(keyed, OAK, pupil)
    if pupil == "reading":
        write_table(keyed, OAK, "pupils", "pupil_id\nreading\n")
        assert plan_forget(keyed, OAK, pupil).home.rows == 1


def test_results_that_cannot_be_made_again_stay(keyed: Network) -> None:
    """The report and results of open enquiries go with the pupil; those of earlier cycles that are finished stay."""
    folder = keyed.school_folder(OAK) / "enquiries"
    for cycle in ("2024-25-one", "2025-26-two"):
        save_section(folder / cycle / "enquiry.json", "priorities", {"concern": "x"}, base_revision=0)
        (folder / cycle / "results").mkdir()
        (folder / cycle / "results" / "day1.json").write_text("[]", encoding="utf-8")
    save_status(folder / "2024-25-one" / "enquiry.json", "finished")
    carry_out(plan_forget(keyed, OAK, CODE))
    assert (folder / "2024-25-one" / "results" / "day1.json").is_file()
    assert not (folder / "2025-26-two" / "results" / "day1.json").exists()


def test_where_nobody_is_found_results_stay(keyed: Network) -> None:
    """What would go along does not go alone, and no line is written in the log."""
    path = keyed.folder / "reports" / f"{OAK}.html"
    path.parent.mkdir()
    path.write_text("<p>Nobody</p>", encoding="utf-8")
    assert not plan_forget(keyed, OAK, "QQ99QQ99")
