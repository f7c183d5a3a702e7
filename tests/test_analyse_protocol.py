"""The protocol of a network's trial."""

from __future__ import annotations

import datetime as dt

import pytest

from enquiry_lib.analyse.protocol import Protocol, read_protocol
from enquiry_lib.stats.result import DoesNotApply, Several
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import Freeze
from enquiry_lib.store.trial import Trial, save_trial


def _save(network: Network, name: str, *, changed: bool = False) -> Trial:
    trial = Trial(
        id=name, title="Quizzes", measure="Quiz", question="Do quizzes help?", ingredients=["Daily"]
    )
    trial.freeze = Freeze(at=dt.datetime(2025, 9, 1, tzinfo=dt.UTC), hash=trial.content_hash())
    if changed:
        trial.dose = "Twice as often"
    save_trial(network, trial)
    return trial


def test_a_network_without_a_trial_says_so(network: Network) -> None:
    """Having no trial is nothing missing."""
    assert isinstance(read_protocol(network), DoesNotApply)


@pytest.mark.parametrize("changed", [False, True])
def test_a_protocol_says_whether_it_was_kept(network: Network, changed: bool) -> None:
    """A protocol that was changed after it had been frozen no longer matches its hash, and says so."""
    _save(network, "quizzes", changed=changed)
    found = read_protocol(network)
    assert isinstance(found, Protocol)
    assert (found.question, found.ingredients, found.frozen) == (
        "Do quizzes help?",
        ("Daily",),
        dt.date(2025, 9, 1),
    )
    assert found.kept is not changed


def test_of_several_each_is_given_unless_one_is_named(network: Network) -> None:
    """With several trials their protocols stand one below the other; one that is named stands alone."""
    _save(network, "quizzes")
    _save(network, "walks")
    both = read_protocol(network)
    assert isinstance(both, Several)
    assert both.parts == tuple(read_protocol(network, trial=trial) for trial in ("quizzes", "walks"))
    assert isinstance(read_protocol(network, trial="walks"), Protocol)
