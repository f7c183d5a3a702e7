"""When tables were brought in, from the log that importing keeps."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from enquiry_lib.data.brought_in import IMPORTS, BroughtIn, brought_in


def test_the_last_import_of_each_table_counts(tmp_path: Path) -> None:
    """Of several imports of one table the newest is given, with its mapping."""
    lines = [
        {"when": "2026-03-02T10:00:00+00:00", "table": "attendance", "mapping": "By session"},
        {"when": "2026-01-02T10:00:00", "table": "attendance", "mapping": "Older"},
        {"when": "2026-02-02", "table": "outcomes"},
    ]
    (tmp_path / IMPORTS).write_text(json.dumps(lines), encoding="utf-8")
    assert brought_in(tmp_path) == {
        "attendance": BroughtIn(dt.date(2026, 3, 2), "By session"),
        "outcomes": BroughtIn(dt.date(2026, 2, 2), ""),
    }


@pytest.mark.parametrize("text", ["", "{", "{}", "[1, null]", '[{"when": "soon", "table": "pupils"}]'])
def test_a_log_that_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    """A log somebody has damaged is no reason for a report to fail."""
    (tmp_path / IMPORTS).write_text(text, encoding="utf-8")
    assert brought_in(tmp_path) == {}
