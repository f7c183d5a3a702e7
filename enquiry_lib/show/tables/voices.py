"""The tables of answers before and after, of themes, and of indicators."""

from __future__ import annotations

from enquiry_lib.show.names import answer_labels, people_name
from enquiry_lib.show.numbers import (
    NOT_APPLICABLE,
    UNWRITTEN,
    WITHHELD,
    interval,
    is_known,
    number,
    share,
    signed,
)
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.stats.indicators import IndicatorChange, Indicators
from enquiry_lib.stats.surveys import ConstructChange, SurveyChange
from enquiry_lib.stats.voices import NOT_STATED, Theme, ThemeCount

# --- answers ----------------------------------------------------------------------------------------------


@tables.register
def _(result: SurveyChange) -> tuple[Table, ...]:
    columns = (
        "What was asked about", "Scale", "People", "Before", "After", "Change", "95% interval",
        "Answered once",
    )  # fmt: skip
    label = answer_labels(result)
    rows = tuple(_answer_row(label(line), line) for line in result.lines)
    note = (
        "Mean answers of people who answered on both occasions, in points of the scale; answers to reversed "
        "questions were turned round. A person counts with answers to at least half of the questions. Answered "
        "once: people who count on one of the two occasions, left out of the other columns."
    )
    return (Table("Answers before and after", columns, rows, numeric_from(2, columns), note),)


def _answer_row(label: str, line: ConstructChange) -> tuple[str, ...]:
    return (
        label,
        f"{line.lowest:g} to {line.highest:g}",
        number(line.n, 0),
        number(line.mean_before, 2),
        number(line.mean_after, 2),
        signed(line.change, 2),
        interval(line.low, line.high, 2),
        number(line.left_out, 0),
    )


# --- themes -----------------------------------------------------------------------------------------------


@tables.register
def _(result: ThemeCount) -> tuple[Table, ...]:
    leanings = ("Helps", "Hinders", "Mixed") if _has_leanings(result) else ()
    columns = ("Theme", *(_group_head(group.name) for group in result.groups), "All", *leanings)
    rows = tuple(_theme_row(theme, bool(leanings)) for theme in result.themes)
    heard = ("Heard at all", *(number(group.people, 0) for group in result.groups))
    last = (*heard, *(NOT_APPLICABLE for _ in columns[len(heard) :]))
    note = (
        "People, each counted once for a theme. A person may speak of several themes, so the numbers in a column do "
        "not add up."
    )
    return (
        Table(
            "Who spoke of what", columns, (*rows, last), numeric_from(1, columns), note, "The themes counted"
        ),
    )


def _group_head(name: str) -> str:
    spoken = people_name(name) if name != NOT_STATED else "not stated"
    return spoken[:1].upper() + spoken[1:]


def _has_leanings(result: ThemeCount) -> bool:
    """Say whether a theme that may be counted was given a leaning."""
    told = (theme for theme in result.themes if theme.people is not None)
    return any(count != 0 for theme in told for count in (theme.helps, theme.hinders, theme.mixed))


def _theme_row(theme: Theme, has_leanings: bool) -> tuple[str, ...]:
    leanings = (theme.helps, theme.hinders, theme.mixed) if has_leanings else ()
    return (theme.theme, *(number(count, 0) for count in (*theme.by_group, theme.people, *leanings)))


# --- indicators -------------------------------------------------------------------------------------------


@tables.register
def _(result: Indicators) -> tuple[Table, ...]:
    columns = (
        "Indicator", "Unit", "Before", "After", "Change", "Change in %", "Direction", "People before",
        "People after",
    )  # fmt: skip
    rows = tuple(_indicator_row(line) for line in result.lines)
    note = (
        "People: how many the value counts or rests on. There is no change in % from "
        "zero, nor of a percentage, which changes in percentage points."
    )
    alignment = numeric_from(2, columns) - {6}
    return (Table("Indicators before and after", columns, rows, alignment, note),)


def _indicator_row(line: IndicatorChange) -> tuple[str, ...]:
    withheld = line.before is None
    people = (line.people_before, line.people_after)
    return (
        line.indicator,
        line.unit or UNWRITTEN,
        number(line.before, line.places),
        number(line.after, line.places),
        signed(line.change, line.places),
        _in_percent(line.percent),
        WITHHELD if line.moved is None else line.moved or UNWRITTEN,
        *(NOT_APPLICABLE if count is None and not withheld else number(count, 0) for count in people),
    )


def _in_percent(value: float | None) -> str:
    """Write a change in percent with its sign; there is none from nought, nor of a percentage."""
    if is_known(value):
        return ("+" if value > 0 else "") + share(value)
    return WITHHELD if value is None else NOT_APPLICABLE
