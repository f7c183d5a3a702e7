"""Views: the ways in which a text can be read: as it stands, as people see it, without what nobody sees in it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Signs that print nothing: soft hyphens, spaces without width, marks of direction and of variants."""

SAID_IN_TAGS = re.compile(r"\b(?:alt|title|aria-label)=(\"[^\"]*\"|'[^']*')")
ENTITY = re.compile(r"&#?\w+;")
STYLE = re.compile(r"<(style)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
BETWEEN_SIGNS = re.compile(r"[\W_]+")


def even(text: str) -> str:
    """Give a text with one way of writing each sign: a full-width letter is that letter.

    >>> even("Ｐ７")
    'P7'
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def views(text: str) -> Iterator[str]:
    """Give a text as it stands, and without the signs that nobody sees where there are any.

    >>> [*views("P\\u00ad7")] == ["P\\u00ad7", "P7"]
    True
    """
    evened = even(text)
    yield evened
    if not evened.isascii() and UNSEEN.search(evened):
        yield UNSEEN.sub("", evened)


def read_by_people(text: str) -> Iterator[str]:
    """Give what people read of a page: with its tags taken out, once for a space and once for nothing, and said in tags.

    Entities are decoded; where that gives entities again, once more.

    >>> [*read_by_people("<p>P&amp;#55;</p>")]
    [' P&#55; ', ' P7 ', 'P&#55;', 'P7', '']
    """
    shown = STYLE.sub(" ", text).replace("<!--", " ").replace("-->", " ")
    for view in (TAG.sub(" ", shown), TAG.sub("", shown), " ".join(SAID_IN_TAGS.findall(text))):
        once = html.unescape(view)
        yield from views(once)
        if ENTITY.search(once):
            yield from views(html.unescape(once))


def squeezed(text: str) -> str:
    """Give the letters and digits of a text, small, with nothing between them.

    >>> squeezed("3ZV GJY-S4")
    '3zvgjys4'
    """
    return BETWEEN_SIGNS.sub("", text.casefold())
