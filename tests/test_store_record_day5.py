"""Day 5 of the record: the decision and what is shared."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from enquiry_lib.store.record.day5 import Decision, Share


def test_not_yet_known_is_a_decision() -> None:
    """A school may decide to find out more; it may not decide that something is proved."""
    assert Decision.model_validate({"decision": "not yet known"}).decision == "not yet known"
    with pytest.raises(ValidationError):
        Decision.model_validate({"decision": "it works"})


def test_whom_to_tell_is_a_kind_of_partner() -> None:
    """Those who hear of it are partners of the kinds the record knows."""
    assert Share.model_validate({"with_whom": "third sector"}).with_whom == "third sector"
    with pytest.raises(ValidationError):
        Share.model_validate({"with_whom": "Mrs Smith"})
