"""What is said of the data behind a report, and what follows for its reading."""

from __future__ import annotations

from dataclasses import replace

import samples
from spoken import said

from enquiry_lib.analyse.quality import DataQuality
from enquiry_lib.show.wording import caution_title, cautions, sentences
from enquiry_lib.show.wording.quality import (
    AGREED,
    LEFT_OUT,
    NO_DATES,
    SUMMARY_NOT_USED,
    SYMBOLS,
    UNEQUAL,
    WORTH_A_LOOK,
)


def test_without_tables_there_is_one_quiet_line() -> None:
    """A school that has written and not counted is told so, and nothing else."""
    empty = DataQuality((), (), None, (), (), 10)
    assert sentences(empty) == ["This report rests on what people wrote down: the school has no tables yet."]
    assert cautions(empty) == []


def test_tables_and_columns_are_counted_people_are_not() -> None:
    """The first sentences say which tables there are, how many columns are full, and which are not judged."""
    assert sentences(samples.quality()) == [
        "4 tables stand behind this report, and 3 of the 6 columns that can be judged are complete, or nearly so.",
        "By name: pupils, attendance, outcomes and survey.",
        "About fewer than 20 people, and so not judged: survey.",
        "There, and without a row that can be used: groups.",
    ]


def test_nothing_lacking_asks_for_no_special_care() -> None:
    """Full tables are called full, and not right."""
    text = said(samples.full_quality())
    assert "and all 2 columns that can be judged are complete" in text
    assert "A full table can still be a wrong one." in text
    assert cautions(samples.full_quality()) == []


def test_sessions_that_agree_are_said_to() -> None:
    """Where the number of marks is as usual it is said in a sentence, and where they are not, as a care."""
    assert AGREED in sentences(samples.full_quality())
    assert AGREED not in sentences(samples.quality())
    assert UNEQUAL in cautions(samples.quality())


def test_what_it_means_for_the_report() -> None:
    """Each thing that is lacking has its line: scores first, then groups, attendance, symbols and problems."""
    lines = cautions(samples.quality())
    assert caution_title(samples.quality()) == "What this means for this report:"
    assert lines[0].startswith("Reading, follow-up: part of the pupils who were ever measured have a score.")
    assert "about those who were measured" in lines[0]
    assert lines[1] == NO_DATES
    assert lines[2].startswith("Not known for all pupils: SEND.")
    assert lines[3].startswith("Known for hardly any pupil, if for any: Looked after.")
    assert lines[4].startswith("Part of the pupils on the list have marks")
    assert lines[5:] == [UNEQUAL, SYMBOLS, LEFT_OUT, WORTH_A_LOOK]


def test_what_too_few_stand_behind_has_no_line() -> None:
    """Where a band is not said nothing follows from it."""
    unsaid = [replace(one, filled="unsaid") for one in samples.quality().taken]
    quiet = replace(samples.full_quality(), taken=tuple(unsaid), sessions="unsaid")
    assert cautions(quiet) == []


def test_a_summary_that_was_not_used_is_named() -> None:
    """What is said of attendance is about the days of the marks, though a summary covers more."""
    more = replace(samples.full_quality(), summary_not_used=True)
    assert cautions(more) == [SUMMARY_NOT_USED]
