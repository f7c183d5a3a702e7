"""What a heading alone gives away: that a column holds codes, days, or the names of groups."""

from __future__ import annotations

import re

_CODES = {
    "urn", "upn", "uln", "ukprn", "laestab", "estab", "lea", "dfe", "code", "codes", "id", "ids", "uid", "identifier",
    "ref", "reference", "adno", "phone", "telephone", "tel", "postcode",
}  # fmt: skip
_NUMBERED = {
    "admission",
    "adm",
    "establishment",
    "roll",
    "candidate",
    "exam",
    "examination",
    "pupil",
    "student",
}
_DAYS = {"date", "dates", "dated", "dob", "day", "when", "since", "until", "joined", "left", "on"}
_BIRTH = {"dob", "birth", "birthday", "birthdate", "born"}
_GROUPS = {
    "class",
    "form",
    "set",
    "band",
    "group",
    "grade",
    "tutor",
    "house",
    "room",
    "year",
    "yr",
    "nc",
    "ncyear",
}


def words_of(heading: str) -> list[str]:
    """Give the words of a heading in small letters, also where they are only told apart by capitals.

    >>> words_of("LinkEstablishedDate"), words_of("new_la_code"), words_of("Pupil's URN")
    (['link', 'established', 'date'], ['new', 'la', 'code'], ['pupil', 's', 'urn'])
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", heading.replace("DfE", "dfe"))
    return re.findall(r"[^\W\d_]+", apart.casefold())


def is_code(heading: str) -> bool:
    """Say whether a heading names codes, which stay as they are typed, such as URN or admission number."""
    words = words_of(heading)
    numbered = bool(_NUMBERED & set(words)) and words[-1:] in (["number"], ["no"], ["num"])
    return not is_day(heading) and (bool(_CODES & set(words)) or numbered)


def is_day(heading: str) -> bool:
    """Say whether a heading names a day."""
    return bool(_DAYS & set(words_of(heading)))


def is_birth(heading: str) -> bool:
    """Say whether a heading names the day somebody was born on, which is never quoted.

    >>> is_birth("Date of birth"), is_birth("Start date")
    (True, False)
    """
    return bool(_BIRTH & set(words_of(heading)))


def is_group(heading: str) -> bool:
    """Say whether a heading names groups, some of which may be called by a number: R, 1, 2 or 7B."""
    return bool(_GROUPS & set(words_of(heading)))
