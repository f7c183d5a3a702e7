"""A question about a file that only a person can answer: what was found, and the answers there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """What nobody can tell from the file alone; `key` is what an answer is filed under.

    `column` is a heading, "" for the file as a whole. `usual` is the answer to offer first, "" when nobody
    can know.

    >>> Question.about("order", "Date", "Which comes first?", ("day first", "month first"), "day first").key
    'order|Date'
    """

    key: str
    column: str
    asked: str
    choices: tuple[str, ...]
    usual: str = ""

    @classmethod
    def about(
        cls, topic: str, column: str, asked: str, choices: tuple[str, ...], usual: str = ""
    ) -> Question:
        """Ask about a topic of a column; the two together are the question's key."""
        return cls(f"{topic}|{column}", column, asked, choices, usual)

    def answer(self, answers: Mapping[str, str]) -> str:
        """Give the choice that was made, however its letters and spaces were typed; "" when none was.

        >>> one = Question("order|Date", "Date", "Which comes first?", ("day first", "month first"))
        >>> one.answer({"order|Date": " Month  first "}), one.answer({"order|Date": "who knows"})
        ('month first', '')
        """
        said = " ".join(answers.get(self.key, "").casefold().split())
        return next((choice for choice in self.choices if choice.casefold() == said), "")
