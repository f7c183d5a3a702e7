"""All the rules together: each of them is asked, and none fires on the example."""

from __future__ import annotations

import inspect
from pathlib import Path

from typed_tables import read_tables, write

from enquiry_lib.data.checking import days, marks, people, scores, sums, symbols, words
from enquiry_lib.data.checking.across import RULES, across
from enquiry_lib.data.checking.tables import Tables


def test_every_rule_that_is_written_is_asked() -> None:
    """A public function of a module of rules that gives problems is in the list of rules."""
    written = {
        rule
        for module in (days, marks, people, scores, sums, symbols, words)
        for name, rule in inspect.getmembers(module, inspect.isfunction)
        if rule.__module__ == module.__name__ and not name.startswith("_")
        if rule.__annotations__["return"] == "Iterator[Problem]"
    }
    assert written == set(RULES)
    assert all(next(iter(inspect.signature(rule).parameters)) == "tables" for rule in RULES)


def test_what_several_rules_find_is_given_together(tmp_path: Path) -> None:
    """A mark that is no code, on a Sunday, is two problems; no code of a pupil is in either."""
    write(tmp_path, "attendance", "P00001,2025-09-14,AM,QQ")
    found = list(across(read_tables(tmp_path)))
    assert [(one.column, one.level) for one in found] == [("date", "warning"), ("mark", "error")]
    assert "P00001" not in "".join(map(str, found))


def test_no_tables_no_problems(tmp_path: Path) -> None:
    """A school that has just begun is told of no problem."""
    tables: Tables = read_tables(tmp_path, phase="primary")
    assert list(across(tables)) == []
