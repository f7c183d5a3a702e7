"""Plain: what was made plain stands beside what there is to say of it."""

from __future__ import annotations

import pandas as pd

from enquiry_lib.data.importing.plain import Plain


def test_a_file_that_is_plain_already_has_nothing_to_say() -> None:
    """No note and no question until something was changed."""
    plain = Plain(pd.DataFrame())
    assert (plain.notes, plain.questions) == ((), ())
