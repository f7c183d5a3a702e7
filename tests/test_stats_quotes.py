"""Quotes: only of those who may be quoted, at most three of a theme and role, and never of few people."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import samples

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.quotes import MOST, Quotes, pick_quotes
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.voices import count_themes


def voices(people: int = 12, **columns: Any) -> pd.DataFrame:
    """People who spoke of one theme, each in words of their own, all of whom may be quoted."""
    rows = [(f"V{number}", "pupil", "Friends", f"Reason {number}.", "yes") for number in range(people)]
    return pd.DataFrame(rows, columns=["voice_id", "who", "theme", "words", "may_quote"]).assign(**columns)


def test_at_most_three_of_a_theme_and_role() -> None:
    """They stand in the order of their words, which tells nothing about who spoke."""
    result = pick_quotes(voices())
    assert isinstance(result, Quotes)
    assert [quote.words for quote in result.quotes] == ["Reason 0.", "Reason 1.", "Reason 10."]
    assert len(result.quotes) == MOST


@pytest.mark.parametrize(
    "columns", [{"may_quote": "no"}, {"may_quote": None}, {"words": " "}, {"voice_id": None}]
)
def test_without_a_yes_nobody_is_quoted(columns: dict[str, Any]) -> None:
    """No, nothing, no words and nobody are all no quotes."""
    assert isinstance(pick_quotes(voices(**columns)), NotEnough)


def test_quotes_of_few_people_go_with_their_count() -> None:
    """Among nine pupils who spoke of a theme nobody is quoted; pupils are not told from parents by their quotes."""
    result = pick_quotes(
        pd.concat([voices(9), voices(14, who="parent").assign(voice_id=lambda t: "P" + t["voice_id"])])
    )
    assert isinstance(result, Quotes)
    left = result.withhold(choose_hidden(result.cells(), smallest=10))
    assert {quote.who for quote in left.quotes} == {"parent"}


def test_the_counts_are_those_of_the_themes() -> None:
    """The same people have the same id and the same count as where themes are counted."""
    themes = count_themes(voices())
    quotes = pick_quotes(voices())
    counts = dict(zip(themes.cells()["id"], themes.cells()["count"], strict=True))
    assert {one: counts[one] for one in quotes.cells()["id"]} == dict(
        zip(quotes.cells()["id"], quotes.cells()["count"], strict=True)
    )


def test_no_words_are_in_what_leaves_as_numbers() -> None:
    """Words are in no repr, from which summaries are made."""
    assert "They know me" not in repr(samples.quotes())


def test_a_table_without_the_columns_is_refused() -> None:
    """Every column that is missing is named."""
    with pytest.raises(errors.ColumnMissing, match="may_quote"):
        pick_quotes(voices().drop(columns="may_quote"))
