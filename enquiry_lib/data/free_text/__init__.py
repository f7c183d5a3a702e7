"""Free text: what in it may say who somebody is, what a person has decided about it, and what is still open."""

from __future__ import annotations

from enquiry_lib.data.free_text.confirming import OpenFind, as_shown, open_finds, open_in, passage_hash
from enquiry_lib.data.free_text.finding import find_identifiers
from enquiry_lib.data.free_text.found import KINDS, MASKS, Found, masked

__all__ = [
    "KINDS",
    "MASKS",
    "Found",
    "OpenFind",
    "as_shown",
    "find_identifiers",
    "masked",
    "open_finds",
    "open_in",
    "passage_hash",
]
