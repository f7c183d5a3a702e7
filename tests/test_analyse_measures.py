"""A school's measures, with the plan in hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.measures import school_limits, school_measures, school_reliability
from enquiry_lib.analyse.plan import freeze_plan
from enquiry_lib.stats.measures.compare import Measures
from enquiry_lib.stats.measures.limits import Limits
from enquiry_lib.stats.measures.reliability import Reliability
from enquiry_lib.stats.result import NotEnough, Several
from enquiry_lib.store.network import Network

ITEMS = 8
PLAN = {
    "measured_by": "outcomes",
    "measure": "Facts check",
    "design": "before_after",
    "smallest_worthwhile": 0.2,
    "certainty": 80.0,
    "if_yes": "Carry on",
    "if_no": "Stop",
    "if_unclear": "Ask again",
}


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """An enquiry at a school that kept scores, items and answers; its plan is not frozen."""
    data = network.data_folder("oak-primary")
    items = _items()
    by = ["pupil_id", "measure", "occasion"]
    scores = items.groupby(by, as_index=False)["score"].sum().assign(lowest=0, highest=ITEMS)
    old = scores.query("occasion == 'baseline'").assign(measure="Old test", lowest="", highest="")
    _write(data, "items", items)
    _write(data, "outcomes", pd.concat([scores, old]))
    _write(data, "survey", _answers())
    return open_enquiry(network.folder, "oak-primary")


def _write(folder: Path, table: str, rows: pd.DataFrame) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows.to_csv(folder / f"{table}.csv", index=False)


def _items() -> pd.DataFrame:
    """Sixty pupils' items of a test, twice; the last five of them were away the second time."""
    draws = np.random.default_rng(4)
    able = draws.normal(0, 1.5, 60)
    parts = []
    for occasion, easier, there in (("baseline", 0.0, 60), ("follow_up", 1.5, 55)):
        for item in range(ITEMS):
            right = able + draws.normal(0, 1, 60) + easier > 0
            ids = [f"P{number:05d}" for number in range(60)]
            part = pd.DataFrame({"pupil_id": ids, "item": f"Question {item}", "score": right.astype(int)})
            parts.append(part[:there].assign(measure="Facts check", occasion=occasion, lowest=0, highest=1))
    return pd.concat(parts, ignore_index=True)


def _answers() -> pd.DataFrame:
    """What pupils and staff answered: three questions about belonging, one of them turned, and one about something else."""
    draws = np.random.default_rng(5)
    parts = []
    for role, people in (("pupil", 40), ("staff", 12)):
        view = draws.normal(3, 1, people)
        ids = [f"R{role[0].upper()}{number:04d}" for number in range(people)]
        for place, question in enumerate(("I belong", "I am missed", "I want to leave", "I like the food")):
            given = np.clip(np.round(view + draws.normal(0, 0.5, people)), 1, 5)
            about = "Belonging" if place < 3 else "Food"
            told = {"role": role, "occasion": "baseline", "construct": about, "question": question}
            turned = place == 2
            answer = (6 - given if turned else given).astype(int)
            scale = {"lowest": 1, "highest": 5, "reversed": "yes" if turned else "no"}
            parts.append(pd.DataFrame({"respondent_id": ids, **told, "answer": answer, **scale}))
    return pd.concat(parts, ignore_index=True)


def _frozen(enquiry: Enquiry) -> Enquiry:
    enquiry.save("evaluation_plan", PLAN, base_revision=enquiry.record.revision)
    freeze_plan(enquiry, by="Research lead")
    return enquiry


def test_tests_and_questionnaires_have_their_reliability(enquiry: Enquiry) -> None:
    """The test counts by its items as they were before, the questionnaire by role; one question alone has none."""
    found = school_reliability(enquiry)
    assert isinstance(found, Several)
    parts = [part for part in found.parts if isinstance(part, Reliability)]
    assert [(part.measure, part.role, part.n, len(part.items)) for part in parts] == [
        ("Facts check", "", 60, ITEMS),
        ("Belonging", "pupil", 40, 3),
        ("Belonging", "staff", 12, 3),
    ]
    assert all((part.alpha or 0) > 0.7 for part in parts)
    assert [item.name for item in parts[1].items if item.turned] == ["I want to leave"]
    assert [part.score for part in parts] == ["sum", "mean", "mean"]


def test_only_the_occasion_before_is_looked_at_until_the_plan_is_frozen(enquiry: Enquiry) -> None:
    """Later scores and items wait; afterwards those with both scores count, on both occasions."""
    assert set(enquiry.table("items")["occasion"]) == {"baseline"}
    before = school_limits(enquiry)
    assert isinstance(before, Limits)
    assert [(line.occasion, line.n) for line in before.lines] == [("baseline", 60)]
    _frozen(enquiry)
    after = school_limits(enquiry)
    assert isinstance(after, Limits)
    assert [(line.occasion, line.n) for line in after.lines] == [("baseline", 55), ("follow_up", 55)]
    assert (after.lines[1].ceiling_share or 0) > (after.lines[0].ceiling_share or 0)


def test_measures_stand_side_by_side(enquiry: Enquiry) -> None:
    """A test has its ends and its alpha; how it foretells itself is known when the plan is frozen."""
    found = school_measures(enquiry)
    assert isinstance(found, Measures)
    facts, old = found.lines
    assert (facts.measure, facts.n, old.measure) == ("Facts check", 60, "Old test")
    assert np.isnan([facts.correlation, old.ceiling_share, old.alpha]).all()
    assert (facts.alpha or 0) > 0.7
    again = school_measures(_frozen(enquiry))
    assert isinstance(again, Measures)
    assert (again.lines[0].correlation or 0) > 0.5


def test_ends_that_differ_are_not_believed(enquiry: Enquiry) -> None:
    """A measure whose rows say different ends has none."""
    path = enquiry.network.data_folder("oak-primary") / "outcomes.csv"
    rows = pd.read_csv(path)
    rows.loc[0, "highest"] = 2 * ITEMS
    rows.to_csv(path, index=False)
    found = school_limits(enquiry)
    assert isinstance(found, NotEnough)
    assert "lowest and the highest" in found.found


@pytest.mark.parametrize("read", [school_reliability, school_limits, school_measures])
def test_a_missing_table_is_what_is_missing(network: Network, read: object) -> None:
    """A school without the table is told which one to fill in."""
    assert callable(read)
    found = read(open_enquiry(network.folder, "oak-primary"))
    assert isinstance(found, NotEnough)
    assert found.found.startswith("the school has no table called")


def test_single_questions_have_no_reliability(enquiry: Enquiry) -> None:
    """Where each thing was asked about once, that is said."""
    data = enquiry.network.data_folder("oak-primary")
    (data / "items.csv").unlink()
    _write(data, "survey", _answers().query("construct == 'Food'"))
    found = school_reliability(enquiry)
    assert isinstance(found, NotEnough)
    assert "two questions or more" in found.found


def test_every_school_of_the_example_gets_an_answer() -> None:
    """A special school, an unfrozen plan and one by attendance: a result each, or a kind word."""
    for school in ("hoppletarn-primary", "marrowgate-high", "inglethorn-school"):
        enquiry = open_enquiry("example", school)
        assert isinstance(school_measures(enquiry), Measures)
        assert isinstance(school_reliability(enquiry), Several)
        assert isinstance(school_limits(enquiry), Limits | Several | NotEnough)
