"""A network as a whole, from records and summaries only."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import samples
import samples_impact

from enquiry_lib.analyse.enquiry import open_enquiry
from enquiry_lib.analyse.network import Finding, open_network, overview, to_nearest_five
from enquiry_lib.show.showing import summary
from enquiry_lib.stats.result import Result
from enquiry_lib.store.network import Network


def _results(network: Network, results: list[Result]) -> None:
    folder = network.new_enquiry("oak-primary").parent / "results"
    folder.mkdir(parents=True)
    text = json.dumps([summary(result) for result in results])
    (folder / "day4_2_evaluate_impact.json").write_text(text, encoding="utf-8")


def test_schools_without_anything_are_listed(network: Network) -> None:
    """Every school has its line, also one that has not begun."""
    found = overview(open_network(network.folder))
    assert [line.school for line in found.lines] == ["Oak Primary School", "Elm School"]
    assert all(line.findings == () and not line.question for line in found.lines)


def test_whole_classes_have_a_finding_and_two_classes_none(network: Network) -> None:
    """A comparison of classes is listed by what it can bear, with its pupils; a description of two classes is no finding."""
    _results(network, [samples_impact.of_classes(20, 22, 24, 20), samples_impact.of_classes(24, 26)])
    (finding,) = overview(open_network(network.folder)).lines[0].findings
    assert (finding.design, finding.quantity, finding.pupils) == ("classes_randomised", "effect size", 85)


def test_findings_come_from_summaries(network: Network) -> None:
    """Effects, changes and attendance are taken from what the schools' reports let out."""
    open_enquiry(network.folder, "oak-primary").save(
        "question", {"question": "Does it help?"}, base_revision=0
    )
    effect, change, attended = samples.two_groups(), samples.one_group(), samples.attendance()
    estimates = [
        samples.estimate(effect, "randomised"),
        samples.estimate(change, "before_after"),
        samples.estimate(attended, "before_after"),
    ]
    _results(network, [samples.progress(), *estimates])
    line = overview(open_network(network.folder)).lines[0]
    assert line.question == "Does it help?"
    assert attended.change is not None
    assert line.findings == (
        Finding(
            "randomised",
            "Reading",
            "effect size",
            effect.effect.g,
            effect.effect.low,
            effect.effect.high,
            False,
            60,
        ),
        Finding(
            "before_after",
            "Reading",
            "standardised change",
            change.effect.g,
            change.effect.low,
            change.effect.high,
            False,
            40,
        ),
        Finding(
            "before_after",
            "persistent absence",
            "percentage points",
            attended.change.persistent_points,
            attended.change.low,
            attended.change.high,
            False,
        ),
    )


def test_withheld_findings_stay_withheld(network: Network) -> None:
    """A finding whose numbers were withheld arrives without them."""
    small = samples.estimate(samples.one_group(8), "before_after")
    _results(network, [small.withhold(set(small.cells()["id"]))])
    (finding,) = overview(open_network(network.folder)).lines[0].findings
    assert (finding.estimate, finding.low, finding.high) == (None, None, None)


def test_exploratory_travels_along(network: Network) -> None:
    """A finding that its school called exploratory is exploratory here too."""
    result = replace(
        samples.estimate(samples.two_groups(), "randomised"), exploratory=("the plan was changed",)
    )
    _results(network, [result])
    assert overview(open_network(network.folder)).lines[0].findings[0].exploratory


def test_no_table_of_a_school_is_opened(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Network work reads records and summaries; the folder of pupils' data is never touched."""
    opened: list[str] = []
    real = Path.open
    monkeypatch.setattr(
        Path, "open", lambda self, *a, **k: (opened.append(str(self)), real(self, *a, **k))[1]
    )
    overview(open_network(network.folder))
    assert opened
    assert not [path for path in opened if "data" in Path(path).relative_to(network.folder).parts]


def test_a_broken_record_does_not_hide_the_others(network: Network) -> None:
    """A record that cannot be read has a line that says so."""
    path = network.new_enquiry("oak-primary")
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    lines = overview(open_network(network.folder)).lines
    assert "cannot be read" in lines[0].unreadable
    assert not lines[1].unreadable


def test_results_that_cannot_be_read_are_one_line(network: Network) -> None:
    """A cut-off file of results is said in its school's line, and the others stand."""
    _results(network, [samples.estimate(samples.two_groups(), "randomised")])
    path = network.new_enquiry("oak-primary").parent / "results" / "day4_2_evaluate_impact.json"
    path.write_text("{cut", encoding="utf-8")
    lines = overview(open_network(network.folder)).lines
    assert lines[0].unreadable == "The results of its last report cannot be read."
    assert not lines[1].unreadable


@pytest.mark.parametrize("wrong", ["0.2", {}, float("inf")])
def test_results_with_numbers_that_are_none_cannot_be_read(network: Network, wrong: object) -> None:
    """A text where a number belongs is said in its school's line, and never shown as a finding."""
    _results(network, [samples.estimate(samples.two_groups(), "randomised")])
    path = network.new_enquiry("oak-primary").parent / "results" / "day4_2_evaluate_impact.json"
    (told,) = json.loads(path.read_text(encoding="utf-8"))
    told["effect"]["effect"]["low"] = wrong
    path.write_text(json.dumps([told]), encoding="utf-8")
    assert overview(open_network(network.folder)).lines[0].unreadable


def test_results_of_a_laxer_threshold_stay_out(network: Network) -> None:
    """When the network raises its smallest count, findings let out before count as not yet found."""
    _results(network, [samples.estimate(samples.two_groups(), "randomised")])
    settings = network.folder / "network.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("smallest_count = 10", "smallest_count = 20"), encoding="utf-8")
    assert overview(open_network(network.folder)).lines[0].findings == ()


def test_pupils_are_counted_to_the_nearest_five(network: Network) -> None:
    """Halves go up, and a network sees no exact count of a school's pupils."""
    assert [to_nearest_five(count) for count in (10, 12, 12.5, 13, 62)] == [10, 10, 15, 15, 60]
    _results(network, [samples.estimate(samples.one_group(38), "before_after")])
    (finding,) = overview(open_network(network.folder)).lines[0].findings
    assert finding.pupils == 40
