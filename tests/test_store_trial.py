"""The network's trials: one protocol, and everybody who started."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from enquiry_lib import errors
from enquiry_lib.store.network import Network
from enquiry_lib.store.trial import Start, Trial, load_trials, save_trial

WORDS = Trial(
    id="words-to-keep",
    title="Words to keep",
    measure="Vocabulary test",
    protocol="Ten minutes of retrieval.",
    started=[Start(school="oak-primary", on=dt.date(2026, 1, 12))],
)


def _write(network: Network, name: str, text: str) -> None:
    folder = network.folder / "trials"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def _text(**changed: object) -> str:
    return json.dumps(WORDS.model_dump(mode="json") | changed)


def test_a_network_without_trials_has_none(network: Network) -> None:
    """No folder of trials is no fault."""
    assert load_trials(network) == ()


def test_what_is_saved_is_read_again(network: Network) -> None:
    """A trial comes back as it was, under the name of its id, and knows who has started."""
    path = save_trial(network, WORDS)
    assert path.relative_to(network.folder).as_posix() == "trials/words-to-keep.json"
    assert load_trials(network) == (WORDS,)
    assert WORDS.has_started("oak-primary")
    assert not WORDS.has_started("elm-secondary")


def test_the_hash_is_of_the_protocol_alone() -> None:
    """Another school that starts leaves the hash as it was; another protocol does not."""
    later = WORDS.model_copy(update={"started": [], "freeze": None})
    assert later.content_hash() == WORDS.content_hash()
    assert WORDS.model_copy(update={"protocol": "Five minutes."}).content_hash() != WORDS.content_hash()
    assert WORDS.model_copy(update={"dose": ""}).content_hash() == WORDS.content_hash()


def test_everything_wrong_is_said_at_once(network: Network) -> None:
    """A cut-off file, values that do not fit, a wrong name and unknown or repeated schools are one message."""
    _write(network, "cut.json", '{"id": "cut"')
    _write(network, "list.json", "[]")
    _write(
        network, "late.json", _text(id="late", started=[{"school": "oak-primary", "on": "soon"}], measure="")
    )
    started = [{"school": school, "on": "2026-01-12"} for school in ("oka", "elm-secondary", "elm-secondary")]
    _write(network, "copy.json", _text(started=started))
    with pytest.raises(errors.BadTrial) as problem:
        load_trials(network)
    said = str(problem.value)
    for part in (
        "cut.json: ",
        "list.json: ",
        "late.json: measure:",
        "started.0.on:",
        "copy.json: its id is 'words-to-keep', and should be 'copy'",
        "no school with the id 'oka'",
        "'elm-secondary' is listed as started twice",
    ):
        assert part in said
    assert "\n" not in said


def test_a_newer_trial_is_refused(network: Network) -> None:
    """A file of a later format is not read as if it were understood."""
    _write(network, "words-to-keep.json", _text(schema_version=2))
    with pytest.raises(errors.BadTrial, match="schema_version"):
        load_trials(network)
