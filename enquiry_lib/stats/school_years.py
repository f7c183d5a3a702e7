"""School years as people write them, and as registers name them."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"\s*((?:19|20)\d{2})\s*[/–-]\s*(?:\d{2})?(\d{2})\s*", re.ASCII)


def school_year(text: object) -> str:
    """Give a school year as registers name it, 2024/25; nothing for what is none.

    >>> school_year("2024-2025"), school_year("baseline"), school_year("2024/26")
    ('2024/25', '', '')
    """
    match = _WRITTEN.fullmatch(str(text))
    follows = match and (int(match[1]) + 1) % 100 == int(match[2])
    return f"{match[1]}/{match[2]}" if match and follows else ""
