"""The five pieces that open a school's report."""

from __future__ import annotations

import datetime as dt

import pytest
import samples

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.in_short import (
    Dose,
    InShort,
    how_sure,
    what_happened,
    what_next,
    what_we_asked,
    what_we_did,
)
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """An enquiry in which nothing has been written."""
    return open_enquiry(network.folder, "oak-primary")


def _save(enquiry: Enquiry, section: str, **values: object) -> None:
    enquiry.save(section, values, base_revision=enquiry.record.revision)


def test_the_latest_wording_of_the_question_is_asked(enquiry: Enquiry) -> None:
    """The question of the evaluation plan comes before the refined one, and that before the first."""
    _save(enquiry, "question", question="First?", comparison="the year before")
    assert what_we_asked(enquiry) == InShort("asked", "First?", "the year before")
    _save(enquiry, "evidence", refined_question="Second?")
    assert what_we_asked(enquiry).said == "Second?"
    _save(enquiry, "evaluation_plan", question="Third?")
    assert what_we_asked(enquiry).said == "Third?"


def test_a_question_without_its_sentence_is_asked_in_its_parts(enquiry: Enquiry) -> None:
    """Those that are filled in, in the order of the form; once there is a sentence it stands alone."""
    _save(enquiry, "question", time="By July", population="Year 4", comparison="the year before")
    parts = (("population", "Year 4"), ("comparison", "the year before"), ("time", "By July"))
    assert what_we_asked(enquiry) == InShort("asked", in_parts=parts)
    _save(enquiry, "question", question="First?")
    assert what_we_asked(enquiry) == InShort("asked", "First?", "the year before")


def test_what_was_done_has_its_dose(enquiry: Enquiry) -> None:
    """The short line of the question says it, the long description where there is none; with for whom and how much."""
    _save(enquiry, "intervention", what="Pairs read aloud.", sessions_a_week=3, minutes=20)
    assert what_we_did(enquiry) == InShort("did", "Pairs read aloud.", dose=Dose(3, 20), planned=True)
    _save(enquiry, "question", intervention="Pairs", population="Year 4")
    assert what_we_did(enquiry) == InShort("did", "Pairs", "Year 4", dose=Dose(3, 20), planned=True)
    _save(enquiry, "evaluation_plan", freeze={"at": "2026-01-02T03:04:05Z", "hash": "h"})
    assert not what_we_did(enquiry).planned


def test_a_frozen_plan_is_told_as_a_plan_until_its_first_day(enquiry: Enquiry) -> None:
    """What is to start later than anything in the files is planned; a score from after says that it has begun."""
    frozen = {"at": "2026-01-02T03:04:05Z", "hash": "h"}
    _save(enquiry, "evaluation_plan", freeze=frozen, starts_on="2999-01-05", measure="Reading")
    assert what_we_did(enquiry).planned
    data = enquiry.network.data_folder("oak-primary")
    data.mkdir(parents=True, exist_ok=True)
    rows = ["pupil_id,measure,occasion,score,arm", "P00001,Reading,baseline,9,"]
    (data / "outcomes.csv").write_text("\n".join(rows), encoding="utf-8")
    assert what_we_did(enquiry).planned
    (data / "outcomes.csv").write_text("\n".join([*rows, "P00001,Reading,follow_up,11,"]), encoding="utf-8")
    assert not what_we_did(enquiry).planned


def test_a_record_saved_after_the_first_day_tells_what_was_done(enquiry: Enquiry) -> None:
    """The last day the files know of decides, and not the day of rendering."""
    frozen = {"at": "2026-01-02T03:04:05Z", "hash": "h"}
    _save(enquiry, "evaluation_plan", freeze=frozen, starts_on="2026-01-02")
    assert not what_we_did(enquiry).planned


def test_what_will_be_different_belongs_to_adapting_only(enquiry: Enquiry) -> None:
    """The decision brings its reason and its day, and a change only where it was decided to adapt."""
    values = {"why": "It was kept up.", "change_what": "Twice a week", "by_when": "2026-11-30"}
    _save(enquiry, "decision", decision="adapt", **values)
    assert what_next(enquiry) == InShort(
        "next", "adapt", "It was kept up.", "Twice a week", on=dt.date(2026, 11, 30)
    )
    _save(enquiry, "decision", decision="stop")
    assert what_next(enquiry).more == ""


def test_pieces_about_the_estimate_count_its_pupils() -> None:
    """What happened and how sure that is have the cells of the estimate and lose its numbers with them."""
    found = samples.estimate(samples.one_group(), "before_after")
    for piece in (what_happened(found), how_sure(found)):
        assert piece.cells().equals(found.cells())
        held = piece.withhold(set(found.cells()["id"])).found
        assert not isinstance(held, NotEnough)
        assert held is not None
        assert held.chance is None


def test_pieces_about_the_record_count_nobody(enquiry: Enquiry) -> None:
    """What people wrote passes the gate as it is."""
    piece = what_we_asked(enquiry)
    assert piece.cells().empty
    assert piece.withhold({"anything"}) is piece
