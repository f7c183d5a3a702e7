"""Finding in a text what may say who somebody is. A person decides: no list has all names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from enquiry_lib.data.free_text.found import Found, without_overlaps
from enquiry_lib.data.free_text.names import find_names
from enquiry_lib.data.free_text.numbers import find_numbers


def find_identifiers(
    text: str, *, names: Collection[str] = frozenset(), today: dt.date | None = None
) -> tuple[Found, ...]:
    """Find what may say who somebody is: names, dates of birth, numbers and addresses, in the order of the text.

    `names` are names or codes that are known here, such as those of a school's pupils. `today` is the day by
    which a date is that of a pupil's birth. Nothing is sure: it can miss a name, and name a word that is none.

    >>> [(one.kind, one.text) for one in find_identifiers("I told Amina and rang 07700 900123.")]
    [('name', 'Amina'), ('phone', '07700 900123')]
    """
    day = today or dt.datetime.now().astimezone().date()
    formed = without_overlaps(find_numbers(text, today=day))
    free = (one for one in find_names(text, names) if not _overlaps(one, formed))
    return without_overlaps([*formed, *free])


def _overlaps(one: Found, others: tuple[Found, ...]) -> bool:
    return any(one.start < other.stop and other.start < one.stop for other in others)
