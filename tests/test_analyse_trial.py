"""A trial in one school and in all that started it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pandas as pd
import pytest
import samples
import written

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.plan import plan_status
from enquiry_lib.analyse.protocol import read_protocol
from enquiry_lib.analyse.trial import TrialEstimate, TrialPool, TrialSchool, pool_trial, trial_estimate
from enquiry_lib.show.showing import gate, show, summary
from enquiry_lib.show.tables import tables
from enquiry_lib.show.wording import cautions
from enquiry_lib.stats.effect_sizes import probability_at_least
from enquiry_lib.stats.pooling import Pool
from enquiry_lib.stats.result import DoesNotApply, NotEnough, Result, Several
from enquiry_lib.stats.two_groups import TwoGroupEffect
from enquiry_lib.store.network import Network, load_network
from enquiry_lib.store.record import Freeze
from enquiry_lib.store.trial import Start, Trial, save_trial

FROZEN = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
STARTED = dt.date(2026, 1, 12)
WORDS = Trial(
    id="words",
    title="Words to keep",
    measure="Words",
    smallest_worthwhile=0.2,
    certainty=80,
    started=[Start(school=school, on=STARTED) for school in ("oak-primary", "elm-secondary")],
)


def _frozen(trial: Trial = WORDS, at: dt.datetime = FROZEN) -> Trial:
    return trial.model_copy(update={"freeze": Freeze(at=at, hash=trial.content_hash())})


def _outcomes(measure: str, wide: pd.DataFrame) -> pd.DataFrame:
    frames = [
        wide.assign(measure=measure, occasion=occasion, date=date, score=wide[occasion].round(2))
        for occasion, date in (("baseline", "2026-01-10"), ("follow_up", "2026-04-01"))
    ]
    return pd.concat(frames)[["pupil_id", "measure", "occasion", "date", "score", "arm"]]


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """A school whose own plan is open, with scores of its own and of the trial, in other groups."""
    swapped = samples.wide(seed=9).assign(arm=lambda table: table["arm"].iloc[::-1].to_numpy())
    table = pd.concat([_outcomes("Reading", swapped), _outcomes("Words", samples.wide())])
    data = network.data_folder("oak-primary")
    data.mkdir(parents=True)
    table.to_csv(data / "outcomes.csv", index=False, encoding="utf-8")
    return open_enquiry(network.folder, "oak-primary")


# --- one school -------------------------------------------------------------------------------------------


def test_a_school_in_no_trial_hears_a_quiet_sentence(enquiry: Enquiry) -> None:
    """Taking part in none is no fault, whether there are trials or not."""
    assert isinstance(trial_estimate(enquiry), DoesNotApply)
    save_trial(enquiry.network, _frozen(WORDS.model_copy(update={"started": []})))
    assert isinstance(trial_estimate(enquiry), DoesNotApply)


def test_the_protocol_has_to_be_frozen_first(enquiry: Enquiry) -> None:
    """Until the protocol is frozen nothing is worked out, and the second test stays hidden."""
    save_trial(enquiry.network, WORDS)
    found = trial_estimate(enquiry)
    assert isinstance(found, NotEnough)
    assert "'Words to keep'" in found.asked
    assert "has not been frozen" in found.found
    assert set(enquiry.table("outcomes")["occasion"]) == {"baseline"}


def test_the_estimate_follows_the_trials_protocol(enquiry: Enquiry) -> None:
    """The trial's measure is compared between the trial's own groups, and its threshold is held against it."""
    save_trial(enquiry.network, _frozen())
    found = trial_estimate(enquiry)
    assert isinstance(found, TrialEstimate)
    effect = found.estimate.effect
    assert isinstance(effect, TwoGroupEffect)
    assert effect.effect.g == pytest.approx(samples.two_groups().effect.g, abs=1e-3)
    assert found.estimate.chance == probability_at_least(effect, 0.2)
    assert found.estimate.exploratory == ()


def test_a_frozen_trial_shows_its_own_measure_only(enquiry: Enquiry) -> None:
    """What the trial measures can be looked at; the school's own follow-up waits for its own plan."""
    save_trial(enquiry.network, _frozen())
    table = enquiry.table("outcomes")
    assert set(table.loc[table["occasion"] == "follow_up", "measure"]) == {"Words"}
    elm = open_enquiry(enquiry.network.folder, "elm-secondary")
    assert not elm.is_hidden(table.iloc[:0]).any()


def test_a_school_that_has_not_started_sees_nothing_of_the_trial(enquiry: Enquiry) -> None:
    """A frozen trial opens its measure in the schools that started it and in no other."""
    save_trial(enquiry.network, _frozen(WORDS.model_copy(update={"started": WORDS.started[1:]})))
    assert set(enquiry.table("outcomes")["occasion"]) == {"baseline"}


def test_reasons_to_call_it_exploratory_are_listed(enquiry: Enquiry) -> None:
    """A protocol changed after its freeze, or frozen after the second test, is no test decided beforehand."""
    late = _frozen(at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    save_trial(enquiry.network, late.model_copy(update={"dose": "Twice as much"}))
    found = trial_estimate(enquiry)
    assert isinstance(found, TrialEstimate)
    assert found.estimate.exploratory == (
        "the trial's protocol was changed after it had been frozen",
        "the trial's protocol was frozen after outcomes had been collected",
    )


def test_undated_scores_make_a_trial_exploratory(enquiry: Enquiry) -> None:
    """Where no score says when it was taken, nobody can tell that the protocol came first."""
    save_trial(enquiry.network, _frozen())
    path = enquiry.network.data_folder("oak-primary") / "outcomes.csv"
    pd.read_csv(path, encoding="utf-8").drop(columns="date").to_csv(path, index=False, encoding="utf-8")
    found = trial_estimate(enquiry)
    assert isinstance(found, TrialEstimate)
    (reason,) = found.estimate.exploratory
    assert "the scores have no dates" in reason
    assert "the trial's protocol" in reason


def test_a_measure_nobody_took_is_said(enquiry: Enquiry) -> None:
    """A school without scores of the trial's measure hears how it has to be spelt."""
    save_trial(enquiry.network, _frozen(WORDS.model_copy(update={"measure": "Vocabulary"})))
    found = trial_estimate(enquiry)
    assert isinstance(found, NotEnough)
    assert "'Vocabulary'" in found.found


OTHER = WORDS.model_copy(update={"id": "other", "title": "Reading on", "measure": "Reading"})


def test_another_trial_does_not_silence_the_first(enquiry: Enquiry) -> None:
    """A trial whose protocol is not frozen yet leaves the frozen one as it is, in its school and for all schools."""
    save_trial(enquiry.network, _frozen())
    alone, pooled = trial_estimate(enquiry), pool_trial(enquiry.network)
    save_trial(enquiry.network, OTHER)
    assert trial_estimate(enquiry) == alone
    assert pool_trial(enquiry.network) == pooled
    save_trial(enquiry.network, WORDS)
    assert isinstance(trial_estimate(enquiry), Several)
    assert isinstance(pool_trial(enquiry.network), Several)


def test_a_school_in_several_trials_has_each_of_them(enquiry: Enquiry) -> None:
    """Every frozen trial is estimated by its own protocol; one that has no scores yet says so by its name."""
    save_trial(enquiry.network, _frozen())
    save_trial(enquiry.network, _frozen(OTHER))
    save_trial(
        enquiry.network, _frozen(OTHER.model_copy(update={"id": "third", "title": "Sums", "measure": "Sums"}))
    )
    several = trial_estimate(enquiry)
    assert isinstance(several, Several)
    reading, sums, words = several.parts
    assert isinstance(reading, TrialEstimate)
    assert isinstance(sums, NotEnough)
    assert words == trial_estimate(enquiry, trial="words")
    assert (reading.trial, reading.estimate.measure, "'Sums'" in sums.asked) == ("other", "Reading", True)


def test_a_school_in_several_trials_reports_to_each(
    enquiry: Enquiry, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each estimate is shown with a summary of its own, from which its trial is pooled."""
    save_trial(enquiry.network, _frozen())
    save_trial(enquiry.network, _frozen(OTHER))
    several = trial_estimate(enquiry)
    assert isinstance(several, Several)
    show(several)
    told = capsys.readouterr().out
    assert [told.count(f"part of the trial '{title}'") for title in ("Reading on", "Words to keep")] == [1, 1]
    _report(enquiry.network, "oak-primary", *several.parts)
    for part in several.parts:
        assert isinstance(part, TrialEstimate)
        found = pool_trial(enquiry.network, trial=part.trial)
        assert isinstance(found, TrialPool)
        assert (found.schools[0].state, found.schools[0].g) == ("reported", _size(part))


def _size(part: TrialEstimate) -> float | None:
    assert isinstance(part.estimate.effect, TwoGroupEffect)
    return part.estimate.effect.effect.g


def test_one_of_several_trials_is_named(enquiry: Enquiry) -> None:
    """Where several are frozen the network's page has each of them; one that is named stands alone."""
    save_trial(enquiry.network, _frozen())
    save_trial(enquiry.network, _frozen(OTHER))
    pools, protocols = pool_trial(enquiry.network), read_protocol(enquiry.network)
    assert isinstance(pools, Several)
    assert isinstance(protocols, Several)
    assert pools.parts == tuple(pool_trial(enquiry.network, trial=trial) for trial in ("other", "words"))
    assert protocols.parts == tuple(
        read_protocol(enquiry.network, trial=trial) for trial in ("other", "words")
    )
    named = trial_estimate(enquiry, trial="words")
    assert isinstance(named, TrialEstimate)
    assert named.trial == "words"


def test_a_name_that_no_trial_has_is_said(enquiry: Enquiry) -> None:
    """A slip in a trial's name gets the names there are, for one trial as for several."""
    save_trial(enquiry.network, _frozen())
    for found in (
        pool_trial(enquiry.network, trial="zzz"),
        read_protocol(enquiry.network, trial="zzz"),
        trial_estimate(enquiry, trial="zzz"),
    ):
        assert isinstance(found, NotEnough)
        assert "no trial called 'zzz'" in found.found
        assert "words" in found.do


def test_a_broken_trial_is_named_and_stops_nobody(enquiry: Enquiry) -> None:
    """The other trials go on, with a caution on the network's page; where there is no other, the file is named."""
    save_trial(enquiry.network, _frozen())
    alone = trial_estimate(enquiry)
    (enquiry.network.folder / "trials" / "cut.json").write_text("{", encoding="utf-8")
    assert plan_status(enquiry).waiting
    assert trial_estimate(enquiry) == alone
    assert any("cut.json" in caution for caution in cautions(pool_trial(enquiry.network)))
    (enquiry.network.folder / "trials" / "words.json").unlink()
    for found in (
        trial_estimate(enquiry),
        pool_trial(enquiry.network),
        read_protocol(enquiry.network, trial="cut"),
    ):
        assert isinstance(found, NotEnough)
        assert "cut.json" in found.found
    assert set(enquiry.table("outcomes")["occasion"]) == {"baseline"}


def test_a_school_without_scores_is_said(network: Network) -> None:
    """A school that started and has no table yet hears which one is missing."""
    save_trial(network, _frozen())
    found = trial_estimate(open_enquiry(network.folder, "elm-secondary"))
    assert isinstance(found, NotEnough)
    assert "no table" in found.found


# --- all schools ------------------------------------------------------------------------------------------


def _report(network: Network, school: str, *results: Result) -> None:
    folder = network.new_enquiry(school).parent / "results"
    folder.mkdir(parents=True)
    (folder.parent / "enquiry.json").write_text("{}", encoding="utf-8")
    text = json.dumps([summary(gate(result)) for result in results])
    (folder / "network_2_micro_trial.json").write_text(text, encoding="utf-8")


def _part(pupils: int = 60, treated: int = 30) -> TrialEstimate:
    found = samples.estimate(samples.two_groups(pupils, treated), "randomised")
    return replace(written.trial_part(found), trial="words")


def _pooled(network: Network) -> TrialPool:
    save_trial(network, _frozen())
    found = pool_trial(network)
    assert isinstance(found, TrialPool)
    return found


def test_without_a_trial_there_is_nothing_to_pool(network: Network) -> None:
    """A network without a trial hears so in a quiet sentence."""
    assert isinstance(pool_trial(network), DoesNotApply)


def test_what_schools_report_is_pooled(network: Network) -> None:
    """Each school's effect comes from its summary with the variance of that same effect size."""
    parts = {"oak-primary": _part(), "elm-secondary": _part(80, 40)}
    for school, part in parts.items():
        _report(network, school, part)
    found = _pooled(network)
    assert [(line.school, line.state, line.started) for line in found.schools] == [
        ("Oak Primary School", "reported", STARTED),
        ("Elm School", "reported", STARTED),
    ]
    assert isinstance(found.pool, Pool)
    effects = [part.estimate.effect for part in parts.values()]
    assert [(school.g, school.se) for school in found.pool.schools] == [
        pytest.approx((effect.effect.g, effect.effect.se), abs=1e-12)
        for effect in effects
        if isinstance(effect, TwoGroupEffect)
    ]


def test_a_total_of_pupils_is_the_true_one_rounded(network: Network) -> None:
    """Schools of 62, 82 and 62 pupils have about 60, 80 and 60; together not 200 but about 205, as 206 is nearer to that."""
    wider = _with_ash(network)
    for school, pupils in {"oak-primary": 62, "elm-secondary": 82, "ash-infant": 62}.items():
        _report(wider, school, _part(pupils, pupils // 2))
    found = _pooled(wider)
    assert [line.pupils for line in found.schools] == [60, 80, 60]
    assert found.pupils == 205


def test_two_schools_have_no_total(network: Network) -> None:
    """Of two that reported, each could subtract its own pupils from a total: there is none, in words or in numbers."""
    wider = _with_ash(network)
    for school in ("oak-primary", "elm-secondary"):
        _report(wider, school, _part(62, 31))
    _report(wider, "ash-infant", _part(16, 8))
    found = _pooled(wider)
    assert [line.pupils for line in found.schools] == [60, 60, None]
    assert found.pupils is None
    assert not any("the true total" in table.note for table in tables(found))


def _with_ash(network: Network) -> Network:
    """Add a third school to the register."""
    with (network.folder / "schools.csv").open("a", encoding="utf-8") as register:
        register.write("ash-infant,Ash Infant School,primary,England,\n")
    return load_network(network.folder)


def test_the_pool_answers_what_the_protocol_asked(network: Network) -> None:
    """The pool carries the protocol's certainty and the chance that the average is large enough; without numbers, none."""
    assert _pooled(network).chance is None
    for school in ("oak-primary", "elm-secondary"):
        _report(network, school, _part(80, 40))
    found = _pooled(network)
    assert isinstance(found.pool, Pool)
    assert (found.smallest_worthwhile, found.certainty) == (0.2, 80)
    assert found.chance == found.pool.chance_at_least(0.2)
    assert replace(found, smallest_worthwhile=None).chance is None


def test_nobody_who_started_disappears(network: Network) -> None:
    """A school with nothing to show, one too small to show and one whose report is broken keep their lines."""
    _report(network, "oak-primary", _part(16, 8))
    found = _pooled(network)
    assert [(line.school, line.state) for line in found.schools] == [
        ("Oak Primary School", "too few"),
        ("Elm School", "nothing yet"),
    ]
    assert isinstance(found.pool, NotEnough)
    (network.new_enquiry("oak-primary").parent / "results" / "network_2_micro_trial.json").write_text(
        "{cut", encoding="utf-8"
    )
    assert _pooled(network).schools[0] == TrialSchool("Oak Primary School", STARTED, "unreadable")


def test_a_school_that_left_the_register_keeps_its_line(network: Network) -> None:
    """Who started stays on the list, though nobody knows more of it than its id and its day."""
    gone = WORDS.model_copy(update={"started": [Start(school="ash", on=STARTED), *WORDS.started]})
    save_trial(network, _frozen(gone))
    found = pool_trial(network)
    assert isinstance(found, TrialPool)
    assert found.schools[-1] == TrialSchool("ash", STARTED, "gone")
    assert len(found.schools) == 3


@pytest.mark.parametrize("wrong", ["0.2", True, [0.2], -0.1, 0, None, float("nan")])
def test_a_report_with_numbers_that_are_none_is_unreadable(network: Network, wrong: object) -> None:
    """A standard error that somebody typed into a file of results is never pooled as if it were one."""
    _report(network, "oak-primary", _part())
    path = network.new_enquiry("oak-primary").parent / "results" / "network_2_micro_trial.json"
    (told,) = json.loads(path.read_text(encoding="utf-8"))
    told["estimate"]["effect"]["effect"]["se"] = wrong
    path.write_text(json.dumps([told]), encoding="utf-8")
    assert _pooled(network).schools[0] == TrialSchool("Oak Primary School", STARTED, "unreadable")


def test_a_school_taken_off_the_list_is_seen(network: Network) -> None:
    """A school that reported stays although somebody took it off the list of those who started."""
    _report(network, "elm-secondary", _part())
    save_trial(network, _frozen(WORDS.model_copy(update={"started": WORDS.started[:1]})))
    found = pool_trial(network)
    assert isinstance(found, TrialPool)
    assert [(line.school, line.started, line.state) for line in found.schools] == [
        ("Oak Primary School", STARTED, "nothing yet"),
        ("Elm School", None, "reported"),
    ]


def test_another_trials_report_does_not_count(network: Network) -> None:
    """A summary of another trial leaves the school with nothing to show in this one."""
    _report(network, "oak-primary", replace(_part(), trial="other"))
    assert _pooled(network).schools[0].state == "nothing yet"


def test_exploratory_travels_along(network: Network) -> None:
    """What a school called exploratory is exploratory here too."""
    part = _part()
    late = replace(part, estimate=replace(part.estimate, exploratory=("it was frozen late",)))
    _report(network, "oak-primary", late)
    assert _pooled(network).schools[0].exploratory
