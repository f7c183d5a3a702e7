"""The network's trials: one protocol, and everybody who started."""

from __future__ import annotations

import datetime as dt
import json

from enquiry_lib.store.network import Network
from enquiry_lib.store.trial import Start, Trial, broken_trials, load_trials, save_trial

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
    """A cut-off file, values that do not fit, a wrong name and repeated schools are each said of their file."""
    _write(network, "cut.json", '{"id": "cut"')
    _write(network, "list.json", "[]")
    _write(
        network, "late.json", _text(id="late", started=[{"school": "oak-primary", "on": "soon"}], measure="")
    )
    started = [{"school": school, "on": "2026-01-12"} for school in ("elm-secondary", "elm-secondary")]
    _write(network, "copy.json", _text(started=started))
    said = "; ".join(str(broken) for broken in broken_trials(network))
    for part in (
        "cut.json (",
        "list.json (",
        "late.json (measure:",
        "started.0.on:",
        "copy.json (its id is 'words-to-keep', and should be 'copy'",
        "'elm-secondary' is listed as started twice",
    ):
        assert part in said
    assert "\n" not in said


def test_a_newer_trial_is_refused(network: Network) -> None:
    """A file of a later format is not read as if it were understood."""
    _write(network, "words-to-keep.json", _text(schema_version=2))
    assert load_trials(network) == ()
    (broken,) = broken_trials(network)
    assert (broken.id, "schema_version" in broken.wrong) == ("words-to-keep", True)


def test_a_broken_file_stands_in_nobodys_way(network: Network) -> None:
    """The other trials are read, and the broken one is named."""
    save_trial(network, WORDS)
    _write(network, "cut.json", '{"id": "cut"')
    (network.folder / "trials" / "folder.json").mkdir()
    assert load_trials(network) == (WORDS,)
    assert [broken.id for broken in broken_trials(network)] == ["cut", "folder"]
    assert str(network.folder) not in str(broken_trials(network))


def test_a_school_that_has_left_the_register_breaks_nothing(network: Network) -> None:
    """A trial keeps everybody who started it, whether the school is still in the network or not."""
    gone = WORDS.model_copy(update={"started": [*WORDS.started, Start(school="ash", on=WORDS.started[0].on)]})
    save_trial(network, gone)
    assert load_trials(network) == (gone,)
