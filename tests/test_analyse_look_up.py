"""Looking up what the programme says and asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from enquiry_lib import errors
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.look_up import look_up
from enquiry_lib.store.network import Network
from enquiry_lib.store.reference import NAMES, OWN


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """An enquiry of a school in England about which nothing is known yet."""
    return open_enquiry(network.folder, "oak-primary")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OWN])
def test_everything_can_be_looked_up(enquiry: Enquiry, name: str) -> None:
    """Each list and table of facts has lines, as many values a line as columns, and says where it comes from."""
    found = look_up(enquiry, name)
    assert found.lines
    assert {len(line.values) for line in found.lines} == {len(found.columns)}
    assert found.title
    assert found.source


def test_a_list_shows_names_and_texts_under_its_headings(enquiry: Enquiry) -> None:
    """A list keeps its order; its keys are for the record, not for readers."""
    found = look_up(enquiry, "framework_words")
    assert found.columns == ("name", "text")
    assert [line.group for line in found.lines] == ["Leadership"] * 3 + ["Management"] * 3 + [
        "Partnership"
    ] * 2
    assert found.lines[0].values == ("Awareness", "Recognising and prioritising an issue.")
    assert found.source.endswith("workshop slides, May 2010")


def test_one_group_can_be_picked(enquiry: Enquiry) -> None:
    """A heading picks its lines; of the months of progress each table is a heading."""
    assert len(look_up(enquiry, "roles", group="In the network").lines) == 2
    table = look_up(enquiry, "months_of_progress", group="Oak snapshot 2026")
    assert table.columns == ("months", "least", "most")
    assert [line.values[0] for line in table.lines] == list(range(13))


@pytest.mark.parametrize(
    ("name", "said"),
    [("roles", "one of: In school, In the network"), ("threats", "left out: threats has no groups")],
)
def test_an_unknown_group_is_answered_with_those_there_are(enquiry: Enquiry, name: str, said: str) -> None:
    """A heading that the list does not have is answered with those that it has."""
    with pytest.raises(errors.WrongValue, match=said):
        look_up(enquiry, name, group="At home")


def test_an_unknown_list_is_answered_with_those_there_are(enquiry: Enquiry) -> None:
    """A list nobody has heard of is answered with the names there are."""
    with pytest.raises(errors.UnknownReference, match="framework_words"):
        look_up(enquiry, "frameworks")


def test_a_nation_without_facts_has_no_lines(enquiry: Enquiry) -> None:
    """Where a nation has no such table, the source says so and nothing stands in its place."""
    welsh = replace(enquiry, school=replace(enquiry.school, nation="Wales"))
    found = look_up(welsh, "register_codes")
    assert found.lines == ()
    assert found.source == "No register codes for Wales: none came with the workbooks."
    assert look_up(welsh, "threats").lines == look_up(enquiry, "threats").lines


def test_the_network_s_own_list_is_looked_up(enquiry: Enquiry) -> None:
    """What a network puts into its folder reference/everywhere/ is what its schools read."""
    own: Path = enquiry.network.folder / "reference" / "everywhere" / "network_risks.csv"
    own.parent.mkdir(parents=True)
    own.write_text("key,group,name,text\ntea,,Tea,Too much of it.\n", encoding="utf-8")
    found = look_up(enquiry, "network_risks")
    assert [line.values for line in found.lines] == [("Tea", "Too much of it.")]
    assert found.source == "your own file network_risks.csv, date unknown"
