"""Measures: which of several headings names what was measured, by what stands under them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from enquiry_lib.data.importing.choosing import Chosen
from enquiry_lib.data.importing.headings import Match

MEASURE = "measure"


def with_the_subject(chosen: Chosen, frame: pd.DataFrame) -> Chosen:
    """Take the subject for the measure where the heading that was taken says the same in every row.

    A marksheet of several subjects often has the kind of assessment ('Working At') in a column of its own.
    """
    taken = next((match for match in chosen.offered if match.taken_for == MEASURE), None)
    if chosen.known or taken is None or _different(frame[taken.heading]) != 1:
        return chosen
    better = next((one for one in chosen.offered if _says_more(one, taken, frame)), None)
    if better is None:
        return chosen
    swapped = {
        taken.heading: Match(
            taken.heading, "", taken.sure, f"the same in every row; {better.heading} is the measure"
        ),
        better.heading: Match(better.heading, MEASURE, taken.sure, taken.why),
    }
    offered = tuple(swapped.get(match.heading, match) for match in chosen.offered)
    columns = {match.heading: match.taken_for for match in offered}
    return replace(chosen, offered=offered, mapping=replace(chosen.mapping, columns=columns))


def _says_more(match: Match, taken: Match, frame: pd.DataFrame) -> bool:
    """Say whether a heading would have been the measure, and tells several apart."""
    would_be = not match.taken_for and match.why == f"{taken.heading} is used for it"
    return would_be and 1 < _different(frame[match.heading]) <= len(frame) / 2


def _different(texts: pd.Series) -> int:
    return int(texts[texts.astype(object) != ""].nunique())
