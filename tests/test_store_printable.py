"""Printable: what steers a screen is taken out of text, and nothing else."""

from __future__ import annotations

import unicodedata

from enquiry_lib.store.printable import printable


def test_no_control_sign_is_left_but_tabs_and_line_ends() -> None:
    """Of all signs there are in the Basic Multilingual Plane only those of the control category change."""
    signs = [chr(code) for code in range(0x10000)]
    changed = {sign for sign in signs if printable(sign) != sign}
    assert changed == {sign for sign in signs if unicodedata.category(sign) == "Cc"} - {*"\t\n\r"}


def test_words_stay_apart() -> None:
    """What a word processor puts for a line end within a paragraph becomes a space."""
    assert printable("one\x0btwo\x0cthree\x85four") == "one two three four"
