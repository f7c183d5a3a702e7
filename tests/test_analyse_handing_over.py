"""Handing over: where an enquiry stands, and who leads it, in the record."""

from __future__ import annotations

import datetime as dt

from year_ends import OAK, contents, write_table

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.handing_over import (
    LEAD,
    DateAhead,
    hand_over,
    lead_of,
    plan_hand_over,
    where_it_stands,
)
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import history, load_record, save_section, save_status
from enquiry_lib.store.year_end import carry_out

TODAY = dt.date(2026, 7, 20)


def _handed_over(network: Network, to: str = "Deputy head") -> None:
    carry_out(plan_hand_over(network, hand_over(network, OAK, to, today=TODAY), "<p>note</p>"))


def test_the_record_says_who_leads(network: Network, record_path: object) -> None:
    """The line stands among the Research Lead's tasks; other answers stay, and the version before is kept."""
    path = network.new_enquiry(OAK)
    duties = [{"item": "evidence", "how": "The librarian"}]
    save_section(path, "implementation", {"duties": duties, "stage": "prepare"}, base_revision=0)
    _handed_over(network)
    record = load_record(path)
    assert lead_of(record) == "Deputy head, since 20 July 2026"
    assert [duty.item for duty in record.implementation.duties] == ["evidence", LEAD]
    assert record.implementation.stage == "prepare"
    assert [version.revision for version in history(path)] == [2, 1]


def test_the_next_lead_takes_the_place_of_the_one_before(network: Network) -> None:
    """Handed over again there is one lead, and the note knows who it was before."""
    _handed_over(network)
    assert hand_over(network, OAK, "Head", today=TODAY).before.startswith("Deputy head")
    _handed_over(network, "Head")
    record = load_record(network.enquiries(OAK)[0])
    assert [duty.how for duty in record.implementation.duties] == ["Head, since 20 July 2026"]
    assert sorted(path.name for path in network.school_folder(OAK).glob("*.html")) == [
        "hand-over-2026-07-20-2.html",
        "hand-over-2026-07-20.html",
    ]


def test_every_open_enquiry_is_handed_over_and_no_finished_one(network: Network) -> None:
    """A finished enquiry keeps what it says."""
    folder = network.new_enquiry(OAK).parents[1]
    for cycle in ("2024-25-a", "2025-26-b", "2025-26-c"):
        save_section(folder / cycle / "enquiry.json", "priorities", {"concern": "x"}, base_revision=0)
    save_status(folder / "2024-25-a" / "enquiry.json", "finished")
    _handed_over(network)
    led = {path.parent.name: bool(lead_of(load_record(path))) for path in network.enquiries(OAK)}
    assert led == {"2024-25-a": False, "2025-26-b": True, "2025-26-c": True}


def test_a_hand_over_to_nobody_is_a_problem(network: Network) -> None:
    """Without a name nothing is planned for the record."""
    plan = plan_hand_over(network, hand_over(network, OAK, "  ", today=TODAY), "")
    assert "--to" in plan.problems[0]


def test_a_plan_writes_nothing(network: Network) -> None:
    """Gathering and planning leave the network as it is."""
    before = contents(network.folder)
    plan_hand_over(network, hand_over(network, OAK, "Head", today=TODAY), "")
    assert contents(network.folder) == before


def test_only_days_that_are_still_to_come_are_named(network: Network) -> None:
    """Steps, check points, the decision and sharing are put in the order of their days."""
    path = network.new_enquiry(OAK)
    steps = [{"step": "Train", "starts": "2026-07-01", "ends": "2026-09-04"}]
    checks = [{"on": "2026-07-20", "look_at": "Do pairs meet?"}]
    save_section(path, "implementation", {"steps": steps, "check_points": checks}, base_revision=0)
    save_section(path, "decision", {"by_when": "2026-07-19"}, base_revision=1)
    enquiry = Enquiry(network, network.school(OAK), path)
    assert where_it_stands(enquiry, today=TODAY).dates == (
        DateAhead(TODAY, "Check point: Do pairs meet?"),
        DateAhead(dt.date(2026, 9, 4), "Train ends"),
    )


def test_a_frozen_plan_is_no_longer_to_be_filled_in() -> None:
    """What its form leaves open is not named as the next thing to do; nor is anything missing to freeze it."""
    standing = where_it_stands(open_enquiry(), today=TODAY)
    assert standing.frozen_at is not None
    assert standing.missing == ()
    assert "evaluation_plan" not in [part.section for part in standing.unfinished]


def test_the_note_knows_the_tables_and_the_name_of_the_key(network: Network) -> None:
    """Tables are named, never counted; the key's name is given, because it has to be handed over too."""
    write_table(network, OAK, "pupils", "pupil_id,year_group\nP0001,4\n")
    write_table(network, OAK, "pseudonyms.json", '{"key_id": "ab12cd34", "kind": "UPN"}')
    found = hand_over(network, OAK, "Head", today=TODAY)
    assert (found.tables, found.keys) == (("pupils",), ("ab12cd34",))


def test_after_a_merger_the_note_names_every_key(network: Network) -> None:
    """The pupils who came from another school have their codes from its key."""
    kept = '{"key_id": "ab12", "kind": "UPN", "earlier": [{"key_id": "cd34", "kind": "UPN"}]}'
    write_table(network, OAK, "pseudonyms.json", kept)
    found = hand_over(network, OAK, "Head", today=TODAY)
    assert found.keys == ("ab12", "cd34")
