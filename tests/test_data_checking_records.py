"""What may say who somebody is in a record is named by its form and question, and never quoted."""

from __future__ import annotations

import pytest
from typed_tables import write

from enquiry_lib.data.checking import check_school
from enquiry_lib.data.checking.records import written_in_records
from enquiry_lib.data.free_text import open_in, passage_hash
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import Record
from enquiry_lib.store.saving import save_confirmed, save_record, save_section

OAK = "oak-primary"


@pytest.fixture
def school(network: Network) -> Network:
    """A network whose first school has two pupils, one of them with a code that is a word."""
    network.data_folder(OAK).mkdir(parents=True)
    write(network.data_folder(OAK), "pupils", "P6H66RGPX6,4,,", "reading,4,,")
    return network


def _say(network: Network, concern: str) -> list[tuple[str, str]]:
    """Write a concern in the school's record, and give what is found in it: level and what."""
    save_section(network.new_enquiry(OAK), "priorities", {"concern": concern}, base_revision=0)
    return [(one.level, one.found) for one in written_in_records(network, OAK)]


@pytest.mark.parametrize(
    ("concern", "found"),
    [
        ("We asked Amina. Amina said no.", ("warning", "a name (2 times)")),
        ("Ring 07700 900123.", ("warning", "a telephone number")),
        ("Write to amina.k@example.org.", ("warning", "an email address")),
        ("Born on 3 May 2015, the eldest.", ("warning", "a date of birth")),
        ("The pupil with A820432110001 came late.", ("error", "a UPN")),
        ("Things p6h66rgpx6 told us.", ("error", "a pupil's code")),
        ("Too few enjoy reading.", None),
    ],
)
def test_what_says_who_somebody_is_is_found(
    school: Network, concern: str, found: tuple[str, str] | None
) -> None:
    """Names and the like are worth a look, a UPN or a code is an error; a code that is a word is not looked for."""
    assert _say(school, concern) == ([found] if found else [])


def test_the_form_and_its_question_are_named_and_nothing_is_quoted(school: Network) -> None:
    """Whoever reads the list knows where to look, and no more; the check of the school has it."""
    _say(school, "We asked Amina about P6H66RGPX6.")
    problems = [
        one for one in check_school(school, school.school(OAK)).problems if one.file.endswith(".json")
    ]
    assert [one.level for one in problems] == ["error", "warning"]
    assert len({one.column for one in problems}) == 1
    assert problems[0].column.split(":")[0] == "School priorities"
    assert not [word for word in ("Amina", "P6H66RGPX6") if word in str(problems)]


def test_what_names_nobody_by_somebodys_word_is_not_found(school: Network) -> None:
    """A decision in the form holds here as well."""
    concern = "We asked Amina."
    _say(school, concern)
    save_confirmed(school.new_enquiry(OAK), [passage_hash(concern, one) for one in open_in(concern, ())])
    assert list(written_in_records(school, OAK)) == []


def test_titles_are_looked_at_too(school: Network) -> None:
    """An enquiry may be called by a child's name."""
    save_record(school.new_enquiry(OAK), Record(title="What we asked Amina"))
    (problem,) = written_in_records(school, OAK)
    assert (problem.column, problem.found) == ("Title of the enquiry", "a name")
