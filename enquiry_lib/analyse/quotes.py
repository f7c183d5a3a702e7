"""What people said in their own words, of a school: only what may be quoted, and names nobody."""

from __future__ import annotations

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry, nothing_to
from enquiry_lib.data.consents import withdrew
from enquiry_lib.data.free_text import open_in
from enquiry_lib.stats.quotes import Quotes, pick_quotes
from enquiry_lib.stats.result import NotEnough

_TOO_LONG = 300  # characters: a longer passage is a story, and a story tells who lived it


def school_quotes(enquiry: Enquiry) -> Quotes | NotEnough:
    """Give quotes of people who agreed to it, and have not withdrawn; none that may name somebody.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> {quote.who for quote in school_quotes(open_enquiry("example")).quotes} <= {"pupil", "parent", "staff", "other"}
    True
    """
    loaded = enquiry.loaded("voices")
    if loaded.frame.empty:
        return nothing_to("what people said in their own words", loaded)
    voices = loaded.frame
    keep = voices["may_quote"].where(_may_be_shown(enquiry, voices).astype(bool))
    return pick_quotes(voices.assign(may_quote=keep))


def _may_be_shown(enquiry: Enquiry, voices: pd.DataFrame) -> pd.Series:
    """Say of each row whether consent stands, and nothing in the words is still to be decided."""
    gone = withdrew(enquiry.network.data_folder(enquiry.school.id), "quotes")
    confirmed = frozenset(enquiry.record.confirmed)
    codes = frozenset(enquiry.loaded("pupils").frame["pupil_id"]) | frozenset(voices["voice_id"].dropna())

    def is_clean(words: object) -> bool:
        return (
            isinstance(words, str) and len(words) <= _TOO_LONG and not open_in(words, confirmed, names=codes)
        )

    quotable = (voices["may_quote"] == "yes") & ~voices["voice_id"].isin(gone)
    return quotable & voices["words"].where(quotable).map(is_clean)
