"""Schools like ours, from the network's own table of published figures."""

from __future__ import annotations

import pytest

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.like_ours import schools_like_ours
from enquiry_lib.errors import IdentifierFound
from enquiry_lib.render.guarding import school_guard
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.similar_schools import SimilarSchools
from enquiry_lib.store.network import Network
from enquiry_lib.store.shipped import shipped

HEADINGS = "school_id,name,area,pupils,premium,attainment,open\n"
SCHOOLS = """oak-primary,Oak,Calderdale,200,20,51,yes
elm-secondary,Hoppletarn Elm School,Middlesbrough,210,21,48,yes
,St Quillian,Leeds,400,60,40,yes
,St Quillian,Bradford,205,22,,yes
,Farnhope,,220,low,50,no
"""


def _opened(network: Network, schools: str = SCHOOLS) -> Enquiry:
    folder = network.folder / "reference" / "england"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "published_schools.csv").write_text(HEADINGS + schools, encoding="utf-8")
    return open_enquiry(network.folder, "oak-primary")


def _found(network: Network, schools: str = SCHOOLS, *, outcome: str = "attainment") -> SimilarSchools:
    found = schools_like_ours(_opened(network, schools), outcome=outcome, k=2)
    assert isinstance(found, SimilarSchools)
    return found


def test_the_nearest_are_named_with_their_area(network: Network) -> None:
    """Two schools of one name are told apart; one without all figures is left out."""
    found = _found(network)
    assert [one.name for one in found.schools] == [
        "Hoppletarn Elm School, Middlesbrough",
        "St Quillian, Bradford",
    ]
    assert "schools_left_out" in found.cautions


def test_columns_of_numbers_are_characteristics_but_for_the_outcome(network: Network) -> None:
    """Words are none, and the outcome is set beside."""
    found = _found(network)
    assert found.characteristics == ("pupils", "premium")
    assert found.own_outcome == 51
    assert _found(network, outcome="").characteristics == ("pupils", "premium", "attainment")


def test_a_figure_that_our_school_lacks_is_not_used(network: Network) -> None:
    """Without its own figure a school is still compared, in the others."""
    assert _found(network, SCHOOLS.replace("200,20,51", "200,,51")).characteristics == ("pupils",)


@pytest.mark.parametrize(
    ("schools", "words"),
    [
        (SCHOOLS.replace("oak-primary", ""), "does not say which of them is ours"),
        (SCHOOLS.replace("200,20,51", "many,,"), "no figure of our own school"),
    ],
)
def test_what_the_table_lacks_is_said(network: Network, schools: str, words: str) -> None:
    """A table without the school, or without its figures, gives NotEnough that says where to write them."""
    found = schools_like_ours(_opened(network, schools))
    assert isinstance(found, NotEnough)
    assert words in found.found
    assert "reference/england/published_schools.csv" in found.do


def test_without_a_table_it_is_said_where_one_goes(network: Network) -> None:
    """None came with the workbooks; the coordinator is told where to put one."""
    found = schools_like_ours(open_enquiry(network.folder, "oak-primary"))
    assert isinstance(found, NotEnough)
    assert "reference/england/published_schools.csv" in found.do


def test_an_outcome_that_is_no_column_is_refused(network: Network) -> None:
    """A wrong name raises, and the message says which columns there are."""
    with pytest.raises(errors.ColumnMissing, match="progress"):
        schools_like_ours(_opened(network), outcome="progress")


# --- never in a report ------------------------------------------------------------------------------------


def test_no_workbook_of_a_report_asks_for_them() -> None:
    """Only workbooks that are in no report name other schools."""
    days = sorted(shipped("notebooks").glob("day*.ipynb"))
    assert days
    for path in days:
        text = path.read_text(encoding="utf-8")
        assert "schools_like_ours" not in text
        assert "similar_schools" not in text


@pytest.mark.parametrize("named", ["Elm School", "Hoppletarn Elm School, Middlesbrough", "elm-secondary"])
def test_a_report_that_names_a_school_of_the_network_is_refused(network: Network, named: str) -> None:
    """The table of schools makes no name or id of another school an ordinary word that a report may say."""
    _opened(network)
    guard = school_guard(network, network.school("oak-primary"), ())
    with pytest.raises(IdentifierFound):
        guard.check(f"<p>The first: {named}.</p>")
