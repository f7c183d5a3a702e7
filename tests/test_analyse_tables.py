"""A school's own tables, read into results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enquiry_lib.analyse import tables
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.stats.fidelity import Fidelity
from enquiry_lib.stats.indicators import Indicators
from enquiry_lib.stats.result import DoesNotApply, NotEnough
from enquiry_lib.stats.surveys import SurveyChange
from enquiry_lib.stats.voices import ThemeCount
from enquiry_lib.store.network import Network

READINGS = [
    (tables.school_survey, "survey", SurveyChange),
    (tables.school_capacity, "self-assessment", SurveyChange),
    (tables.school_indicators, "indicators", Indicators),
    (tables.school_themes, "voices", ThemeCount),
    (tables.school_fidelity, "observations", Fidelity),
]
EACH = pytest.mark.parametrize(("read", "table", "kind"), READINGS, ids=[one[1] for one in READINGS])


@EACH
def test_a_missing_table_is_what_is_missing(
    network: Network, read: Callable[[Enquiry], Any], table: str, kind: type
) -> None:
    """Without the table nothing is said of codes or occasions: the table is not there."""
    found = read(open_enquiry(network.folder, "oak-primary"))
    assert isinstance(found, NotEnough)
    assert found.found == f"the school has no table called {table}"


@EACH
def test_the_example_has_each(read: Callable[[Enquiry], Any], table: str, kind: type) -> None:
    """A school of the example that kept the table has the result."""
    assert isinstance(read(open_enquiry("example", "cindermoor-primary")), kind)


def test_two_classes_are_too_few_for_a_report() -> None:
    """Where the intervention is in two classes, what was seen in them stays with the colleagues who teach them."""
    assert isinstance(tables.school_fidelity(open_enquiry("example", "quillbeck-primary")), DoesNotApply)
