"""Quotes are introduced by what they are, and by what they are not."""

from __future__ import annotations

import samples
from spoken import said

from enquiry_lib.data.free_text import find_identifiers
from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import sentences
from enquiry_lib.show.wording.quotes import SPEAKERS, TOO_FEW
from enquiry_lib.stats.quotes import Quotes


def test_quotes_are_said_to_be_picked() -> None:
    """The theme is named, that people agreed, and that quotes count nothing."""
    told = said(samples.quotes())
    assert "‘Being known by name’" in told
    assert "agreed to be quoted" in told
    assert "do not say how many" in told


def test_none_that_can_be_shown_is_said() -> None:
    """Where too few spoke the sentence says so and quotes nobody."""
    assert sentences(gate(Quotes(counted=samples.quotes().counted, quotes=()))) == [TOO_FEW]


def test_a_speaker_is_a_role() -> None:
    """No word for a speaker may name somebody."""
    assert not any(find_identifiers(words) for words in SPEAKERS.values())
