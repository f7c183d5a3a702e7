"""Who withdrew from what, and whose rows no result has any more."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.data.consents import taking_part, withdrew
from enquiry_lib.data.loading import load_table

CONSENTS = (
    "code,about,given_on,withdrawn_on\nAB12CD34,taking part,2025-09-15,2026-01-20\nV0001,quotes,2025-09-15,2026-01-20\n"
    "EF34GH56,taking part,2025-09-15,\nV0001,photographs,,\n"
)


def _write(folder: Path, table: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    return folder


def test_each_consent_is_withdrawn_by_itself(tmp_path: Path) -> None:
    """Who withdrew from one thing has not withdrawn from another; a consent that stands is not listed."""
    data = _write(tmp_path, "consents", CONSENTS)
    assert withdrew(data, "quotes") == {"V0001"}
    assert withdrew(data, "taking part") == {"AB12CD34"}
    assert withdrew(data, "photographs") == frozenset()


def test_only_who_withdrew_from_taking_part_is_left_out(tmp_path: Path) -> None:
    """Rows of pupils who withdrew go, and the rows that stay keep their numbers in the file."""
    data = _write(tmp_path, "consents", CONSENTS)
    _write(data, "pupils", "pupil_id,year_group\nAB12CD34,4\nEF34GH56,4\nGH56JK78,4\n")
    left = taking_part(data, load_table(data, "pupils"))
    assert left.frame["pupil_id"].tolist() == ["EF34GH56", "GH56JK78"]
    assert left.rows.tolist() == [3, 4]
    assert left.frame.index.tolist() == [0, 1]


def test_tables_without_people_and_schools_without_consents_stay(tmp_path: Path) -> None:
    """Where nobody withdrew, or a table names nobody, it is the very same; the table of consents keeps its rows."""
    data = _write(tmp_path, "pupils", "pupil_id,year_group\nAB12CD34,4\n")
    pupils = load_table(data, "pupils")
    assert taking_part(data, pupils) is pupils
    _write(data, "consents", CONSENTS)
    for table in ("indicators", "consents"):
        loaded = load_table(data, table)
        assert taking_part(data, loaded) is loaded
