"""All the rules across rows and tables; each is a small function of its own, from the tables to problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from enquiry_lib.data.checking import days, marks, people, scores, sums, symbols, words
from enquiry_lib.data.checking.tables import Tables
from enquiry_lib.errors import Problem

Rule = Callable[[Tables], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    people.unknown_pupils,
    people.weak_codes,
    people.left_before_joining,
    people.years_of_another_phase,
    people.members_before_joining,
    people.taken_names,
    days.outside_enrolment,
    days.days_to_come,
    days.other_years,
    days.weekend_marks,
    marks.unknown_codes,
    marks.codes_of_other_years,
    marks.one_session_only,
    marks.closed_days,
    marks.missing_marks,
    scores.two_arms,
    scores.follow_up_first,
    scores.no_baseline,
    scores.same_for_all,
    scores.copied_scores,
    sums.shares_of_people,
    sums.parts_above_the_whole,
    sums.too_many_sessions,
    symbols.numbers_not_given,
    words.may_name_somebody,
)


def across(tables: Tables) -> Iterator[Problem]:
    """Give every problem that shows only across rows and tables."""
    for rule in RULES:
        yield from rule(tables)
