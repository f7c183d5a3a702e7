"""What is known already, in sentences."""

from __future__ import annotations

from dataclasses import replace

import samples
from spoken import said

from enquiry_lib.analyse.toolkit import CAUTIONS
from enquiry_lib.show.showing import gate
from enquiry_lib.show.wording import cautions, held, sentences


def test_a_list_says_its_title_its_headings_and_its_source() -> None:
    """The title comes first, then the headings, then where it comes from."""
    assert sentences(samples.list_looked_up()) == [
        "Questions to ask.",
        "Under 2 headings: Learning walk; Photography.",
        "Source: in our own words, 2026.",
    ]


def test_one_group_of_a_list_says_which() -> None:
    """A list of which one heading was picked names it, and a title that asks keeps its question mark."""
    found = samples.list_looked_up()
    assert (
        sentences(replace(found, group="Photography", lines=found.lines[1:]))[0]
        == "Questions to ask: Photography."
    )
    assert sentences(replace(found, title="Is it right to do this?"))[0] == "Is it right to do this?"


def test_a_list_that_is_not_there_says_so() -> None:
    """A nation without the table hears that, and no more."""
    none = replace(samples.list_looked_up(), lines=(), source="No such table for Wales.")
    assert sentences(none) == ["No such table for Wales."]


def test_the_toolkit_is_counted_and_never_ranked() -> None:
    """The sentences count the strands without evidence, name those in the record, and call nothing best."""
    text = said(samples.toolkit_view())
    assert "4 strands, in alphabetical order; for 1 of them there is not enough evidence" in text
    assert "Your record names Feedback." in text
    assert "not a ranking" in text
    assert "best" not in text


def test_all_the_toolkit_s_cautions_are_said() -> None:
    """Averages, missing evidence, translated months, cost and order: each has its sentence."""
    assert cautions(samples.toolkit_view()) == list(CAUTIONS.values())


def test_pupils_are_named_or_withheld_or_left_out() -> None:
    """Cost is for the pupils asked about, unless they are too few or nobody asked."""
    assert "and for 30 pupils." in said(samples.toolkit_view())
    assert "too small to be shown" in said(gate(samples.toolkit_view(9)))
    assert "Cost is given for each pupil and year." in said(samples.toolkit_view(0))


def test_months_name_their_table_and_their_interval() -> None:
    """Months come with the interval and the table; below zero it is less progress, at zero neither."""
    found = replace(samples.months(), months=2.0, low=0.0, high=5.0)
    assert "By the table 'One table'" in said(found)
    assert "about 2 months more progress (95% interval 0 to 5 months)" in said(found)
    assert "about 1 month less progress" in said(replace(found, months=-1.0))
    assert "no more and no less progress" in said(replace(found, months=0.0))
    assert "translated by a table" in said(found)


def test_months_that_might_be_none_begin_with_their_interval() -> None:
    """Where the interval has nought inside it, it comes first, and it is said that there might as well be none."""
    first = sentences(replace(samples.months(), months=5.0, low=-7.0, high=12.0))[0]
    assert "anything from 7 months less to 12 months more progress (95% interval)" in first
    assert "might as well be none; in the middle: about 5 months more progress." in first
    level = sentences(replace(samples.months(), months=0.0, low=-7.0, high=8.0))[0]
    assert "in the middle: no more and no less progress." in level


def test_months_of_too_few_pupils_are_withheld() -> None:
    """Where the effect rests on too few pupils there are no months either."""
    few = gate(samples.months(samples.two_groups(40, 8)))
    assert sentences(few) == [held("The difference in months of progress")]
