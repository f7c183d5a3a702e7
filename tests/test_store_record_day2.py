"""Day 2 of the record: sources and searches."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from enquiry_lib.store.record.day2 import Evidence, Search, Source


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Source, "effect_size", "large"),
        (Source, "effect_size", 11),
        (Source, "kind", "blog"),
        (Search, "found", -1),
        (Evidence, "strength", "overwhelming"),
    ],
)
def test_what_does_not_fit_is_refused(model: type[Evidence], field: str, value: object) -> None:
    """A value outside its choices or limits is refused."""
    with pytest.raises(ValidationError):
        model.model_validate({field: value})


def test_a_source_may_be_half_appraised() -> None:
    """What is not known about a source stays empty; what is known is kept."""
    source = Source.model_validate({"source": "Author (2020)", "effect_size": "-0.05", "trust": "low"})
    assert (source.effect_size, source.low, source.independent) == (-0.05, None, None)
