"""Letters that were garbled on the way, as 'Ã§' is a garbled 'ç': warned of, never put right by guessing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from enquiry_lib.errors import Problem

_SECOND = re.escape(bytes(set(range(0x80, 0xC0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}).decode("cp1252"))
_GARBLED = re.compile(f"[ÃÂ][{_SECOND}]|â€[{_SECOND}]|Ã$")
_DO = (
    "The file was saved in two encodings, or was cut off: what stands there was UTF-8 text and is read as Windows-1252. "
    "Export it again as 'CSV UTF-8', or put these letters right. They are used as they are."
)


def garbled_letters(file: str, frame: pd.DataFrame) -> Iterator[Problem]:
    """Warn of each column with letters that look like UTF-8 read as Windows-1252; the text itself is not quoted.

    >>> frame = pd.DataFrame({"Language": ["Welsh", "FranÃ§ais"]}, index=[2, 3], dtype="category")
    >>> [(problem.row, problem.found) for problem in garbled_letters("a.csv", frame)]
    [(3, "garbled letters, such as 'Ã§'")]
    """
    for heading in frame:
        texts = frame[heading]
        garbled = [str(text) for text in texts.cat.categories if _GARBLED.search(str(text))]
        if garbled:
            first = texts[texts.isin(garbled)].head(1)
            sign = _GARBLED.findall(str(first.iloc[0]))[0]
            found, expected = f"garbled letters, such as '{sign}'", "letters as they were typed"
            yield Problem(file, int(first.index[0]), str(heading), found, expected, _DO, "warning")
