"""Printable: text without the signs that steer a screen or a printer instead of being read."""

from __future__ import annotations

import re

SPACING = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
STEERING = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
STANDS_FOR = "\ufffd"


def printable(text: str) -> str:
    r"""Put a space for what only parts words or pages, and the sign for "unknown" for what steers; tabs and line ends stay.

    >>> printable("a\tb\x0bc\x1b[31m") == "a\tb c\ufffd[31m"
    True
    """
    return STEERING.sub(STANDS_FOR, SPACING.sub(" ", text))
