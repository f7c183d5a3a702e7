"""The sentences about what is known already: reference lists, the Toolkit's strands, months of progress."""

from __future__ import annotations

from enquiry_lib.analyse import toolkit
from enquiry_lib.analyse.look_up import LookUp
from enquiry_lib.analyse.toolkit import ToolkitView
from enquiry_lib.show.numbers import interval, listed, number
from enquiry_lib.show.wording.saying import cautions, held, in_words, sentences
from enquiry_lib.stats import months
from enquiry_lib.stats.months import MonthsOfProgress


@sentences.register
def _(result: LookUp) -> list[str]:
    if not result.lines:
        return [result.source]
    title = f"{result.title}: {result.group}" if result.group else result.title
    headings = list(dict.fromkeys(line.group for line in result.lines))
    parts = [f"Under {number(len(headings), 0)} headings: {'; '.join(headings)}."] if headings[1:] else []
    return [title if title.endswith("?") else f"{title}.", *parts, f"Source: {result.source}."]


@sentences.register
def _(result: ToolkitView) -> list[str]:
    unknown = sum(strand.months is None for strand in result.strands)
    named = [strand.strand for strand in result.strands if strand.consulted]
    return [
        f"{number(len(result.strands), 0)} strands, in alphabetical order; for {number(unknown, 0)} of them there is not "
        "enough evidence to give months.",
        f"Your record names {listed(named)}." if named else "Your record names none of them yet.",
        _cost(result.pupils),
        result.source,
    ]


def _cost(pupils: int | None) -> str:
    if pupils is None:
        return "The number of pupils is too small to be shown, so cost is given for each pupil only."
    beside = f", and for {number(pupils, 0)} pupils" if pupils else ""
    return f"Cost is given for each pupil and year{beside}."


@cautions.register
def _(result: ToolkitView) -> list[str]:
    return in_words(result.cautions, toolkit.CAUTIONS)


@sentences.register
def _(result: MonthsOfProgress) -> list[str]:
    if result.months is None:
        return [held("The difference in months of progress")]
    if result.low is not None and result.high is not None and result.low < 0 < result.high:
        return [_might_be_none(result)]
    return [
        f"By the table '{result.table}' the difference between the two groups stands for {_size(result.months)} (95% interval "
        f"{interval(result.low, result.high, 0)} months)."
    ]


def _might_be_none(result: MonthsOfProgress) -> str:
    span = f"{number(-(result.low or 0), 0)} months less to {number(result.high, 0)} months more progress"
    return (
        f"By the table '{result.table}' the difference between the two groups could stand for anything from {span} (95% "
        f"interval), so that it might as well be none; in the middle: {_size(result.months or 0)}."
    )


def _size(value: float) -> str:
    if not value:
        return "no more and no less progress"
    unit = "month" if abs(value) == 1 else "months"
    return f"about {number(abs(value), 0)} {unit} {'less' if value < 0 else 'more'} progress"


@cautions.register
def _(result: MonthsOfProgress) -> list[str]:
    return in_words(result.cautions, months.CAUTIONS)
