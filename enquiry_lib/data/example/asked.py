"""What people at the example's schools said: answers to questions, and what they talked about.

Nobody who was asked is a row of the table of pupils: each has a code of another kind. Of the people asked twice
nine in ten answer both times, half of the others at first only, half of them later only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd

from enquiry_lib.data.example.draws import Draws, Flags, Floats, Texts
from enquiry_lib.data.example.numbers import BeforeAndAfter, Numbers, Survey, Voices
from enquiry_lib.store.reference import EVERYWHERE, reference

LOWEST, HIGHEST = 1, 5
PEOPLE, QUESTIONS, CHANGES, CHANCE = 0.5, 0.15, 0.3, 0.6  # how far answers lie apart, in points
ONCE_ONLY, UNANSWERED = 0.1, 0.02
TURNED = "(-) "
OCCASIONS = ("baseline", "follow_up")

SURVEY = (
    *("respondent_id", "role", "occasion", "construct", "question"),
    *("answer", "lowest", "highest", "reversed"),
)
CONSENTED = "2025-09-15"
WITHDREW, WITHDRAWN = 12, "2026-01-20"  # one voice in so many withdrew its consent to be quoted, on that day
CONSENT = ("code", "about", "given_on", "withdrawn_on", "note")
VOICES = ("voice_id", "method", "who", "group", "theme", "leaning", "words", "may_quote")
SELF_ASSESSMENT = ("respondent_id", "occasion", "construct", "statement", "answer")
CAPACITY = ("dispositions", "skills", "knowledge", "motivation", "resources")


# --- answers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """The people of one role: their codes, and who of them was there on each occasion (a row each)."""

    codes: Texts
    there: Flags


def _asked(people: int, codes: Iterator[str], draws: Draws) -> Asked:
    once = round(ONCE_ONLY * people)
    place = draws.order(people)
    there = np.stack([place >= once // 2, (place < once // 2) | (place >= once)])
    return Asked(np.array(list(islice(codes, people)), dtype=np.str_), there)


def answers(means: BeforeAndAfter, people: int, questions: int, draws: Draws) -> Floats:
    """Draw answers around the means: occasion by person by question, whole numbers from 1 to 5, some missing.

    A person who agrees more than others does so on every question and both times; each changes by an amount of
    their own.
    """
    person, change = _centred(PEOPLE, people, draws), _centred(CHANGES, people, draws)
    question = _centred(QUESTIONS, questions, draws)
    after = means.before if means.after is None else means.after
    level = np.stack([means.before + person, after + person + change])
    chance = CHANCE * draws.normal(2 * people * questions).reshape(2, people, questions)
    given = np.clip(np.rint(level[:, :, None] + question + chance), LOWEST, HIGHEST)
    missing = draws.uniform(2, people, questions) < UNANSWERED
    return np.asarray(np.where(missing, np.nan, given), dtype=np.float64)


def _centred(spread: float, count: int, draws: Draws) -> Floats:
    numbers = draws.normal(count)
    centred: Floats = spread * (numbers - numbers.mean())
    return centred


def _rows(asked: Asked, given: Floats, questions: Sequence[str], occasion: int) -> pd.DataFrame:
    """Give a row for each person there on an occasion (0 or 1) and each question."""
    people = len(given[occasion])
    there = np.flatnonzero(asked.there[occasion][:people])
    numbers = given[occasion][there].ravel()
    return pd.DataFrame(
        {
            "respondent_id": np.repeat(asked.codes[there], len(questions)),
            "occasion": OCCASIONS[occasion],
            "question": np.tile(np.array(questions, dtype=np.str_), len(there)),
            "answer": ["" if np.isnan(number) else str(int(number)) for number in numbers],
        }
    )


def _all_rows(means: BeforeAndAfter, asked: Asked, given: Floats, questions: Sequence[str]) -> pd.DataFrame:
    occasions = (0,) if means.after is None else (0, 1)
    return pd.concat([_rows(asked, given, questions, which) for which in occasions], ignore_index=True)


def _together(parts: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """Give one table of all parts, with its columns in order even where there is no part."""
    if not parts:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(parts, ignore_index=True)[list(columns)]


# --- surveys ----------------------------------------------------------------------------------------------


def survey_table(numbers: Numbers, codes: Iterator[str], draws: Draws) -> pd.DataFrame:
    """Give a row for each answer; the people of one role are the same for all that their role was asked."""
    most = {part.role: 0 for part in numbers.survey}
    for part in numbers.survey:
        most[part.role] = max(most[part.role], part.people)
    asked = {role: _asked(people, codes, draws) for role, people in most.items()}
    return _together([_survey_part(part, asked[part.role], draws) for part in numbers.survey], SURVEY)


def _survey_part(part: Survey, asked: Asked, draws: Draws) -> pd.DataFrame:
    turned = np.array([question.startswith(TURNED) for question in part.questions])
    questions = [question.removeprefix(TURNED) for question in part.questions]
    given = answers(part, part.people, len(questions), draws)
    given = np.where(turned, LOWEST + HIGHEST - given, given)
    rows = _all_rows(part, asked, given, questions)
    back = {question for question, is_turned in zip(questions, turned, strict=True) if is_turned}
    return rows.assign(
        role=part.role,
        construct=part.about,
        lowest=LOWEST,
        highest=HIGHEST,
        reversed=np.where(rows["question"].isin(back), "yes", "no"),
    )


def self_assessment_table(numbers: Numbers, codes: Iterator[str], draws: Draws) -> pd.DataFrame:
    """Give a row for each answer of the adults of the enquiry to the programme's statements about capacity."""
    if numbers.self_assessment is None:
        return pd.DataFrame(columns=list(SELF_ASSESSMENT))
    statements = _statements()
    people = numbers.self_assessment.people
    asked = _asked(people, codes, draws)
    parts = []
    for construct in CAPACITY:
        means: BeforeAndAfter = getattr(numbers.self_assessment, construct)
        given = answers(means, people, len(statements[construct]), draws)
        rows = _all_rows(means, asked, given, statements[construct])
        parts.append(rows.rename(columns={"question": "statement"}).assign(construct=construct))
    return _together(parts, SELF_ASSESSMENT)


def _statements() -> dict[str, list[str]]:
    """Give the statements of the programme about each part of capacity."""
    lines = reference("capacity", EVERYWHERE).facts
    return {construct: lines["text"][lines["key"] == construct].tolist() for construct in CAPACITY}


# --- voices -----------------------------------------------------------------------------------------------


def voice_table(numbers: Numbers, codes: Iterator[str], draws: Draws) -> pd.DataFrame:
    """Give a row for each person listened to and each theme that person talked about."""
    return _together([_voices(part, codes, draws) for part in numbers.voices], VOICES)


def _voices(part: Voices, codes: Iterator[str], draws: Draws) -> pd.DataFrame:
    people = np.array(list(islice(codes, part.people)), dtype=np.str_)
    said = [draws.chosen(round(theme.share * part.people), of=part.people) for theme in part.themes]
    person, theme = np.nonzero(np.stack(said, axis=1))
    themes = [one.theme for one in part.themes]
    leanings = [one.leaning or "" for one in part.themes]
    words = _words(part, theme)
    return pd.DataFrame(
        {
            "voice_id": people[person],
            "method": part.method,
            "who": part.who,
            "group": part.group,
            "theme": np.array(themes, dtype=np.str_)[theme],
            "leaning": np.array(leanings, dtype=np.str_)[theme],
            "words": words,
            "may_quote": np.where(words == "", "", "yes"),
        }
    )


def _words(part: Voices, theme: npt.NDArray[np.intp]) -> Texts:
    """Give each row what was said, where anything is quoted: by the first who spoke of a theme."""
    words = [""] * len(theme)
    for number, one in enumerate(part.themes):
        for place, quote in zip(np.flatnonzero(theme == number), one.quotes, strict=False):
            words[place] = quote
    return np.array(words, dtype=np.str_)


def consent_table(voices: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each person listened to: all agreed to be quoted, and a few withdrew that later."""
    people = voices["voice_id"].drop_duplicates()
    withdrew = np.arange(1, len(people) + 1) % WITHDREW == 0
    return pd.DataFrame(
        {
            "code": people,
            "about": "quotes",
            "given_on": CONSENTED,
            "withdrawn_on": np.where(withdrew, WITHDRAWN, ""),
            "note": "",
        },
        columns=list(CONSENT),
    )
