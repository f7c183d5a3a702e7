"""Ages: reading and spelling ages in years and months ('6:11', '6y 11m') become months, which can be averaged."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from collections.abc import Mapping as Pairs

import pandas as pd

from enquiry_lib.data.importing.cells import each_once
from enquiry_lib.data.importing.headings import folded
from enquiry_lib.data.importing.plain import Plain
from enquiry_lib.data.questions import Question

_SAYS_AGE = re.compile(r"\b(?:ra|sa|(?:reading|spelling|comprehension|vocabulary|number|maths) ages?)\b")
_AGE = re.compile(
    r"(\d{1,2})\s*(?::|;|y(?:ea)?rs?\.?,?|y\.?,?|/)\s*(\d{1,2})(?::00)?\s*(?:m(?:on)?ths?\.?|m\.?)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(\d{1,2})\s*y(?:ea)?(?:rs?)?\.?", re.IGNORECASE)
_POINT = re.compile(r"(\d{1,2})\.(\d{2})")
_MOST, _YEAR = 0.8, 12
MONTHS, DECIMALS = "months", "decimals"


def with_months(frame: pd.DataFrame, answers: Pairs[str, str], scores: Collection[str] = ()) -> Plain:
    """Give columns of reading and spelling ages in months, and say so in their headings.

    Ages such as 6:11 are 6 years and 11 months. 10.09 may be 10 years and 9 months or a little more than 10
    years: that is asked. Beside other `scores`, by their headings, ages are left as they are.
    """
    ages = [str(heading) for heading in frame.columns if say_age(str(heading))]
    if set(scores) - set(ages):
        return Plain(frame, tuple(_beside(heading) for heading in ages if are_ages(frame[heading])))
    done, notes, questions = frame, [], []
    for heading in ages:
        question = _points(heading, frame[heading])
        said = question.answer(answers) if question else ""
        questions += [question] if question and not said else []
        if are_ages(frame[heading]) or said == MONTHS:
            months = each_once(frame[heading], in_months)
            notes.append(("ages", _said(heading, frame[heading], months)))
            own = {heading: months.astype("category")}
            done = done.assign(**own).rename(columns={heading: f"{heading} (months)"})
    return Plain(done, tuple(notes), tuple(questions))


def _beside(heading: str) -> tuple[str, str]:
    said = "ages in years and months, which are not taken in where the file has another score"
    return "ages", f"{heading}: {said}"


def say_age(heading: str) -> bool:
    """Say whether a heading is about a reading age or another age that a test gives.

    >>> say_age("RA Sept"), say_age("Spelling_Age"), say_age("Age")
    (True, True, False)
    """
    return bool(_SAYS_AGE.search(folded(heading)))


def are_ages(texts: pd.Series) -> bool:
    """Say whether most of what stands in a column is years and months.

    >>> are_ages(pd.Series(["6:11", "7y 2m", "abs"] * 2 + ["8:00"] * 5, dtype="category"))
    True
    """
    return _share(texts, lambda text: bool(_years_and_months(text))) >= _MOST


def in_months(text: str) -> str:
    """Give an age in months; what is none stays as it is.

    >>> in_months("6:11"), in_months("6 yrs 11 mths"), in_months("10.09"), in_months("9y"), in_months("abs")
    ('83', '83', '129', '108', 'abs')
    """
    plain = text.strip()
    whole = _WHOLE.fullmatch(plain)
    parts = _years_and_months(plain) or _POINT.fullmatch(plain)
    if whole:
        return str(int(whole[1]) * _YEAR)
    if not parts or int(parts[2]) >= _YEAR:
        return text
    return str(int(parts[1]) * _YEAR + int(parts[2]))


def _years_and_months(text: str) -> re.Match[str] | None:
    found = _AGE.fullmatch(text.strip())
    return found if found and int(found[2]) < _YEAR else None


def _points(heading: str, texts: pd.Series) -> Question | None:
    """Ask about a column of numbers with a point that may stand for months: none goes beyond .11."""
    if _share(texts, lambda text: bool(_point(text))) < _MOST:
        return None
    first = next(str(text) for text in texts if _point(str(text)))
    years, months = first.split(".")
    asked = (
        f"'{heading}' has ages such as {first}. Is that {int(years)} years and {int(months)} months, or a decimal "
        "number of years?"
    )
    return Question.about("ages", heading, asked, (MONTHS, DECIMALS), MONTHS)


def _point(text: str) -> bool:
    found = _POINT.fullmatch(text.strip())
    return found is not None and int(found[2]) < _YEAR


def _share(texts: pd.Series, test: Callable[[str], bool]) -> float:
    counts = {
        str(text): int(count) for text, count in texts.value_counts().items() if count and str(text).strip()
    }
    right = sum(count for text, count in counts.items() if test(text))
    return right / sum(counts.values()) if counts else 0.0


def _said(heading: str, texts: pd.Series, months: pd.Series) -> str:
    typed = texts.astype(object)
    changed = typed.index[(typed != months).to_numpy()]
    first = changed[0]
    return (
        f"{heading}: {len(changed):,} ages in years and months were read as months, such as {typed[first]} as "
        f"{months[first]}"
    )
