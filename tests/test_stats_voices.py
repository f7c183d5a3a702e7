"""Themes are counted in people, and no count of a few people can be worked out from what is shown."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from enquiry_lib import errors
from enquiry_lib.data.privacy import choose_hidden
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.stats.voices import ThemeCount, count_themes


def voices(counts: dict[tuple[str, str], int], **columns: Any) -> pd.DataFrame:
    """Make one row for each person and theme: `counts` says of each theme and group how many spoke of it."""
    rows = [
        (f"{who}-{number}", who, theme) for (theme, who), people in counts.items() for number in range(people)
    ]
    return pd.DataFrame(rows, columns=["voice_id", "who", "theme"]).assign(**columns)


def counted(table: pd.DataFrame, **asked: Any) -> ThemeCount:
    """Give the result, which is not NotEnough."""
    result = count_themes(table, **asked)
    assert isinstance(result, ThemeCount)
    return result


def gated(table: pd.DataFrame) -> ThemeCount:
    """Give what may be shown at the usual ten."""
    result = counted(table)
    return result.withhold(choose_hidden(result.cells(), smallest=10))


def shown(result: ThemeCount, name: str) -> tuple[Any, ...]:
    """Give the numbers of one theme: of the groups, and of all."""
    theme = next(theme for theme in result.themes if theme.theme == name)
    return (*theme.by_group, theme.people)


def test_people_are_counted_not_what_they_said() -> None:
    """Somebody who speaks of a theme three times counts once, and of two themes once each."""
    table = pd.DataFrame(
        {
            "voice_id": ["A", "A", "A", "A", "B", "C"],
            "who": ["pupil"] * 4 + ["pupil", "parent"],
            "theme": ["Time", "Time", "Time", "Trust", "Time", "Trust"],
        }
    )
    result = counted(table)
    assert [(group.name, group.people) for group in result.groups] == [("parent", 1), ("pupil", 2)]
    assert (shown(result, "Time"), shown(result, "Trust")) == ((0, 2, 2), (1, 1, 2))


def test_themes_come_in_the_order_of_their_names() -> None:
    """The order tells nothing about the counts, shown or withheld."""
    table = voices({("trust", "pupil"): 30, ("Belonging", "pupil"): 4, ("Time", "pupil"): 12})
    assert [theme.theme for theme in gated(table).themes] == ["Belonging", "Time", "trust"]


def test_two_leanings_of_one_person_are_mixed() -> None:
    """A person who says that something helps and hinders counts as mixed, without a leaning apart."""
    table = pd.DataFrame({"voice_id": list("AABCDDE"), "who": "pupil", "theme": "Time"})
    table["leaning"] = ["helps", "hinders", "helps", "hinders", None, "mixed", "maybe"]
    theme = counted(table).themes[0]
    assert (theme.helps, theme.hinders, theme.mixed, theme.no_leaning) == (1, 1, 2, 1)


def test_a_count_of_few_takes_another_with_it() -> None:
    """Of 15 people 3 are of one group: neither these nor the other 12 are shown, the 15 are."""
    assert shown(gated(voices({("Time", "pupil"): 12, ("Time", "parent"): 3})), "Time") == (None, None, 15)


def test_a_theme_of_few_has_no_number_at_all() -> None:
    """Where all who spoke are few, it is not shown either that nobody of some group did."""
    table = voices({("Time", "pupil"): 4, ("Trust", "parent"): 20})
    theme = gated(table).themes[0]
    assert {theme.people, *theme.by_group, theme.helps, theme.hinders, theme.mixed, theme.no_leaning} == {
        None
    }


def test_who_did_not_speak_cannot_be_worked_out() -> None:
    """Of 15 heard, 12 spoke of one theme: the 12 are shown and the 15 are not; with 12 of 30 both are."""
    few_silent = gated(voices({("All", "pupil"): 15, ("Time", "pupil"): 12}))
    assert few_silent.groups[0].people is None
    assert shown(few_silent, "Time") == (12, 12)
    many_silent = gated(voices({("All", "pupil"): 30, ("Time", "pupil"): 12}))
    assert many_silent.groups[0].people == 30


def test_parts_and_totals_add_up() -> None:
    """In the cells the groups of a theme, and its leanings, come to all who spoke of it."""
    cells = counted(voices({("Time", "pupil"): 12, ("Time", "staff"): 11}, leaning="helps")).cells()
    totals = cells[cells["margin"] == ""].set_index("id")["count"]
    parts = cells[cells["margin"] != ""].groupby("margin")["count"].sum()
    assert dict(parts) == {name: totals[name] for name in parts.index}
    assert len(parts) == 2


def test_leanings_are_withheld_like_groups() -> None:
    """A leaning of few people is hidden together with the next, and the total stays."""
    table = voices({("Time", "pupil"): 25})
    table["leaning"] = ["helps"] * 12 + ["hinders"] * 10 + ["mixed"] * 3
    theme = gated(table).themes[0]
    assert (theme.helps, theme.hinders, theme.mixed, theme.people) == (12, None, None, 25)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"voice_id": ["A", "B", None]}, "no_person"),
        ({"theme": ["Time", "Time", None]}, "no_theme"),
        ({"voice_id": ["A", "B", "A"], "who": ["pupil", "parent", "parent"]}, "several_groups"),
    ],
)
def test_what_is_odd_in_the_table_is_said(columns: dict[str, Any], code: str) -> None:
    """Every oddity of a table has its caution, and a table without oddities only those of all voices."""
    plain = voices({("Time", "pupil"): 3})
    assert counted(plain).cautions == ("one_reading",)
    assert code in counted(plain.assign(**columns)).cautions


def test_groups_keep_the_order_of_the_dictionary() -> None:
    """Categories come in their own order, those nobody is in not at all, and who is not known comes last."""
    table = voices({("Time", "staff"): 2, ("Time", "pupil"): 2, ("Time", "other"): 1})
    table["who"] = pd.Categorical(table["who"].replace("other", None), ["pupil", "parent", "staff"])
    assert [group.name for group in counted(table).groups] == ["pupil", "staff", ""]


def test_another_column_may_sort_people() -> None:
    """People may be counted by any column of groups, and not by one that names them or quotes them."""
    table = voices({("Time", "pupil"): 4}, house=["Oak", "Oak", "Elm", "Oak"], words="something private")
    assert shown(counted(table, by="house"), "Time") == (1, 3, 4)
    for wrong in ("voice_id", "words", "theme"):
        with pytest.raises(errors.WrongValue, match="column of groups"):
            count_themes(table, by=wrong)


def test_no_words_are_in_the_result() -> None:
    """What people said stays in the table."""
    assert "private" not in repr(counted(voices({("Time", "pupil"): 4}, words="something private")))


def test_nobody_who_spoke_is_not_enough() -> None:
    """A table without a person and a theme gives NotEnough; without the columns it raises."""
    assert isinstance(count_themes(voices({})), NotEnough)
    with pytest.raises(errors.ColumnMissing, match="theme"):
        count_themes(voices({}).drop(columns="theme"))
