"""One thing found in a text that may say who somebody is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MASKS = {
    "name": "[name]",
    "birth": "[date]",
    "upn": "[number]",
    "uln": "[number]",
    "nhs": "[number]",
    "ni": "[number]",
    "phone": "[phone]",
    "email": "[email]",
    "postcode": "[postcode]",
    "handle": "[account]",
    "web": "[web address]",
}
"""What is put in the place of each kind."""

KINDS = {
    "name": "a name",
    "birth": "a date of birth",
    "upn": "a UPN",
    "uln": "a unique learner number",
    "nhs": "an NHS number",
    "ni": "a National Insurance number",
    "phone": "a telephone number",
    "email": "an email address",
    "postcode": "a postcode",
    "handle": "an account's name",
    "web": "a web address",
}
"""Each kind in words."""


@dataclass(frozen=True)
class Found:
    """A passage of a text that may say who somebody is: its kind, where it stands, and why it was found."""

    kind: str
    start: int
    stop: int
    text: str
    why: str

    @property
    def mask(self) -> str:
        """Give what can be put in its place."""
        return MASKS[self.kind]


def without_overlaps(found: Iterable[Found]) -> tuple[Found, ...]:
    """Give what was found in the order of the text; of those that overlap the one that begins first, then the longest."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.stop)):
        if not kept or one.start >= kept[-1].stop:
            kept.append(one)
    return tuple(kept)


def masked(text: str, found: Iterable[Found]) -> str:
    """Give a text with a word in square brackets in the place of each passage found.

    >>> masked("Ask Amina.", [Found("name", 4, 9, "Amina", "a first name")])
    'Ask [name].'
    """
    parts, end = [], 0
    for one in without_overlaps(found):
        parts += [text[end : one.start], one.mask]
        end = one.stop
    return "".join([*parts, text[end:]])
