"""Numbers and addresses in a text: what has a form of its own. Every pattern is bounded, so that long texts are read fast."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from enquiry_lib.data.free_text.found import Found

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The check letters of a UPN, in their order: DfE, Unique pupil numbers, guide for schools; I, O and S are not used."""

_AREAS = frozenset(
    [
        "AB",
        "AL",
        "B",
        "BA",
        "BB",
        "BD",
        "BF",
        "BH",
        "BL",
        "BN",
        "BR",
        "BS",
        "BT",
        "CA",
        "CB",
        "CF",
        "CH",
        "CM",
        "CO",
        "CR",
        "CT",
        "CV",
        "CW",
        "DA",
        "DD",
        "DE",
        "DG",
        "DH",
        "DL",
        "DN",
        "DT",
        "DY",
        "E",
        "EC",
        "EH",
        "EN",
        "EX",
        "FK",
        "FY",
        "G",
        "GL",
        "GU",
        "GY",
        "HA",
        "HD",
        "HG",
        "HP",
        "HR",
        "HS",
        "HU",
        "HX",
        "IG",
        "IM",
        "IP",
        "IV",
        "JE",
        "KA",
        "KT",
        "KW",
        "KY",
        "L",
        "LA",
        "LD",
        "LE",
        "LL",
        "LN",
        "LS",
        "LU",
        "M",
        "ME",
        "MK",
        "ML",
        "N",
        "NE",
        "NG",
        "NN",
        "NP",
        "NR",
        "NW",
        "OL",
        "OX",
        "PA",
        "PE",
        "PH",
        "PL",
        "PO",
        "PR",
        "RG",
        "RH",
        "RM",
        "S",
        "SA",
        "SE",
        "SG",
        "SK",
        "SL",
        "SM",
        "SN",
        "SO",
        "SP",
        "SR",
        "SS",
        "ST",
        "SW",
        "SY",
        "TA",
        "TD",
        "TF",
        "TN",
        "TQ",
        "TR",
        "TS",
        "TW",
        "UB",
        "W",
        "WA",
        "WC",
        "WD",
        "WF",
        "WN",
        "WR",
        "WS",
        "WV",
        "YO",
        "ZE",
    ]
)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_BEFORE, _AFTER = 40, 12  # letters around a date or a number in which a word says what it is
_YOUNGEST, _OLDEST = 3, 20  # years since a pupil's birth
_TEN = 10

_UPN = re.compile(r"(?<!\w)[A-Za-z]\d{11}[A-Za-z0-9](?!\w)")
_TEN_DIGITS = re.compile(r"(?<![\w-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])")
_NI = re.compile(r"(?<!\w)[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?!\w)", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w+])(?:\+44|\(?0)[\d() .-]{7,17}\d(?!\w)")
_POSTCODE = re.compile(r"(?<!\w)([A-Z]{1,2})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?!\w)", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_WEB = re.compile(
    r"(?<![\w.@/-])(?:(?:https?://|www\.)[^\s<>\"]{1,300}|(?:[A-Za-z0-9-]{1,63}\.){1,5}(?:(?:com|org|net|uk|io|me|tv)(?!\w)|"
    r"[A-Za-z]{2,20}(?=/\w|/@))(?:/[^\s<>\"]{0,300})?)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z_]\w{1,29}(?:\.\w{1,29}){0,3}")
_DATE = re.compile(
    rf"(?<![\w/.-])(?:(?P<d1>{_DAY})(?P<sep>[/.-])(?P<m1>0?[1-9]|1[0-2])(?P=sep)(?P<y1>\d{{4}}|\d\d)|"
    rf"(?P<y2>\d{{4}})-(?P<m2>\d\d)-(?P<d2>\d\d)|"
    rf"(?P<d3>{_DAY})(?:st|nd|rd|th)?(?: of)? (?P<m3>{_MONTHS})\.?(?:,? (?P<y3>\d{{4}}))?|"
    rf"(?P<m4>{_MONTHS})\.? (?P<d4>{_DAY})(?:st|nd|rd|th)?(?:,? (?P<y4>\d{{4}}))?)(?![\w/-])",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"\b(?:born|birth(?:day|date)?|b-?day|d\.?o\.?b\b\.?|turn(?:s|ed|ing)?|aged)", re.IGNORECASE
)
_NUMBER_NAMED = {
    "uln": re.compile(r"\b(?:uln|learner)", re.IGNORECASE),
    "nhs": re.compile(r"\b(?:nhs|vaccin|nurse|medical)", re.IGNORECASE),
}


def upn_letter(rest: str) -> str:
    """Give the check letter of a UPN from the twelve characters after it.

    Each is multiplied by its place, 2 to 13; the sum's remainder by 23 counts the letter. A temporary
    number's last character is a letter, which counts as its place among the check letters.

    >>> upn_letter("801200001001")
    'H'
    """
    values = [int(one) if one.isdigit() else UPN_LETTERS.find(one.upper()) for one in rest]
    return UPN_LETTERS[sum(value * place for place, value in enumerate(values, start=2)) % 23]


def is_uln(digits: str) -> bool:
    """Say whether ten digits have the check digit of a unique learner number (weights 10 to 2, remainder by 11).

    >>> is_uln("9123456786"), is_uln("9123456780")
    (True, False)
    """
    remainder = _weighted(digits) % 11
    return remainder != 0 and 10 - remainder == int(digits[9])


def is_nhs(digits: str) -> bool:
    """Say whether ten digits have the check digit of an NHS number (weights 10 to 2, 11 less the remainder by 11).

    >>> is_nhs("9434765919"), is_nhs("9434765918")
    (True, False)
    """
    return (11 - _weighted(digits) % 11) % 11 == int(digits[9])


def _weighted(digits: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))


def find_numbers(text: str, *, today: dt.date) -> Iterator[Found]:
    """Find what has a form of its own: numbers, addresses and dates of birth; some may overlap."""
    for match in _EMAIL.finditer(text):
        yield _found("email", match, "it is written as an email address")
    for match in _WEB.finditer(text):
        yield _found("web", match, "it is written as a web address")
    for match in _HANDLE.finditer(text):
        yield _found("handle", match, "it begins with @")
    yield from _upns(text)
    yield from _ten_digits(text)
    for match in _NI.finditer(text):
        yield _found("ni", match, "it is written as a National Insurance number")
    for match in _PHONE.finditer(text):
        if _is_phone(match[0]):
            yield _found("phone", match, "it is written as a telephone number")
    for match in _POSTCODE.finditer(text):
        if match[1].upper() in _AREAS:
            yield _found("postcode", match, "it is written as a postcode")
    yield from _births(text, today)


def _found(kind: str, match: re.Match[str], why: str) -> Found:
    passage = match[0].rstrip(".,;:!?)'\"") if kind in ("web", "email", "handle") else match[0]
    return Found(kind, match.start(), match.start() + len(passage), passage, why)


def _upns(text: str) -> Iterator[Found]:
    for match in _UPN.finditer(text):
        right = match[0][0].upper() == upn_letter(match[0][1:])
        why = "its check letter is that of a UPN" if right else "it is written as a UPN"
        yield _found("upn", match, why)


def _ten_digits(text: str) -> Iterator[Found]:
    for match in _TEN_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        named = [kind for kind, words in _NUMBER_NAMED.items() if words.search(before)]
        checked = [kind for kind, is_one in (("nhs", is_nhs), ("uln", is_uln)) if is_one(digits)]
        if both := [kind for kind in named if kind in checked] or named or checked:
            yield _found(both[0], match, "ten digits, with the check digit or the word for it")
        elif digits.startswith("7"):
            yield _found("phone", match, "a mobile number without its first nought")


def _is_phone(written: str) -> bool:
    digits = re.sub(r"\D", "", written.replace("+44", "0", 1))
    first = re.split(r"\D+", written.strip("(+"))[0]
    return len(digits) in (_TEN, _TEN + 1) and digits[1] not in "046" and len(first) > 1 + (written[0] != "+")


def _births(text: str, today: dt.date) -> Iterator[Found]:
    for match in _DATE.finditer(text):
        around = text[max(0, match.start() - _BEFORE) : match.start()] + " " + text[match.end() :][:_AFTER]
        if _BIRTH.search(around):
            yield _found("birth", match, "a word beside it speaks of birth or of age")
        elif _is_of_a_child(match, today):
            yield _found("birth", match, "a pupil may have been born on that day")


def _is_of_a_child(match: re.Match[str], today: dt.date) -> bool:
    year = next((part for name in ("y1", "y2", "y3", "y4") if (part := match[name])), "")
    whole = int(year) + 2000 * (len(year) == len("12")) if year else today.year
    return today.year - _OLDEST <= whole <= today.year - _YOUNGEST
