"""What a check found, written where it is wanted and nowhere else."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.data.checking import check_school
from enquiry_lib.data.checking.writing import write_check
from enquiry_lib.store.network import load_network


def test_only_what_is_named_is_written(our_network: Path, tmp_path: Path) -> None:
    """Page, list and marked copies each have a place of their own; without a place nothing is written."""
    network = load_network(our_network)
    school = network.school("oak")
    data = network.data_folder("oak")
    (data / "pupils.csv").write_text("pupil_id,year_group\nP0001,99\n", encoding="utf-8")
    check = check_school(network, school)
    out = tmp_path / "out"
    assert write_check(network, school, check) == []
    assert not out.exists()
    paths = write_check(network, school, check, html=out / "a.html", csv=out / "a.csv", mark=out / "marked")
    assert paths == [out / "a.html", out / "a.csv", out / "marked/pupils_marked.xlsx"]
    assert all(path.is_file() for path in paths)
    assert school.name in paths[0].read_text(encoding="utf-8")
