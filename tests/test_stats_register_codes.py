"""The list of register codes: classes, reasons, and the days in which a code holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from registers import CODES

from enquiry_lib import errors
from enquiry_lib.stats.register_codes import NOT_POSSIBLE, read_codes

DAY = np.datetime64("2024-08-19")


def test_codes_keep_their_class_reason_and_days() -> None:
    """England's list is read whole: J1 is new and an absence, J old and an attendance, Z no possible session."""
    listed = read_codes(CODES)
    new, old, none = (listed.place(code) for code in ("J1", "J", "Z"))
    assert (listed.kind[new], listed.kind[old], listed.kind[none]) == (2, 1, NOT_POSSIBLE)
    assert (listed.since[new], listed.until[old]) == (DAY, DAY - 1)
    assert np.isnat(listed.since[none])
    assert not listed.possible[none]
    assert listed.reasons[listed.place("H")] == listed.reasons[listed.place("F")] == "holiday agreed"


def test_a_code_without_a_reason_stands_for_its_class() -> None:
    """A list of two columns will do; small letters and spaces do not matter, and the last of two lines holds."""
    codes = pd.DataFrame({"code": [" i ", "I"], "class": ["present", "authorised absence"]})
    listed = read_codes(codes)
    assert (listed.codes, listed.reasons) == (("I",), ("authorised absence",))
    assert listed.place("?") == -1


def test_an_unknown_class_is_named() -> None:
    """A class that nobody knows raises with what was found and what there is."""
    with pytest.raises(errors.WrongValue, match="holiday"):
        read_codes(CODES.assign(**{"class": "holiday"}))
