"""What people say of themselves before and after: the same people's means, construct by construct.

A person's figure for a construct is the mean of their answers to its questions, when they answered at least
half of them; a reversed question is turned round first, to lowest + highest − answer. Only questions asked
on both occasions count, so that the two means are of the same thing.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats import result as common
from enquiry_lib.stats.comparisons.yes_no import as_yes_no
from enquiry_lib.stats.effect_sizes import PERFECT, Numbers, moments
from enquiry_lib.stats.result import Cell, Counted, NotEnough

CAPACITY = ("dispositions", "skills", "knowledge", "motivation", "resources")
"""The constructs of capacity, in the order of Fullan (2005)."""

SCALE = (1, 5)  # of a table that does not say its own, such as the self-assessment
CONFIDENCE = 0.95

CAUTIONS = common.CAUTIONS | {
    "self_report": "These are people's own answers about themselves: what they say and what they do may differ.",
    "response_shift": "People who have learnt more often judge themselves by a stricter standard afterwards, which "
    "can make a real gain look small, or like a loss.",
    "people_left_out": "Only people who answered on both occasions are compared; those who answered once may see "
    "it differently.",
    "few_people": "Fewer than ten people stand behind a figure, so it could easily have come out differently.",
    "same_change": "On some constructs everyone changed by the same amount, so there is no interval; check that "
    "answers were not copied.",
    "many_looked_at": "Several changes were looked at, and the largest of several usually looks larger than it is.",
    "different_questions": "Some questions were asked on one occasion only; they were left out.",
    "mixed_reversal": "Some questions are marked as reversed in some rows and not in others.",
    "off_scale": "Some answers lie outside their scale, or have no scale; they were treated as missing.",
    "duplicates": "Some rows repeat a person's answer to the same question; the first of them was used.",
    "no_person": "Some rows do not say who answered; they were left out.",
}
"""Every code of caution that a result of this module can carry, with its sentence."""

_FROM_LINES = ("few_people", "same_change")


@dataclass(frozen=True)
class ConstructChange:
    """How the same people's mean answers to the questions of one construct changed, in points of the scale.

    `role` is "" where the table has none. `left_out` people count on one of the two occasions only. NaN is
    what cannot be worked out: an interval of fewer than two people, or of people who all changed alike.
    """

    role: str
    construct: str
    lowest: float
    highest: float
    n: int | None
    mean_before: float | None
    mean_after: float | None
    change: float | None
    low: float | None
    high: float | None
    left_out: int | None

    def ids(self) -> tuple[str, str]:
        """Name the people who count on both occasions, and those who count on one."""
        base = f"answers|{self.role}|{self.construct}|{self.lowest:g} to {self.highest:g}"
        return f"{base}|both occasions", f"{base}|one occasion only"

    def cells(self) -> Iterator[Cell]:
        """Count both."""
        for name, count in zip(self.ids(), (self.n, self.left_out), strict=True):
            if count is not None:
                yield Cell(name, count)

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same line without the counts named, nor any number that rests on them."""
        both, one = self.ids()
        hidden = self
        if both in ids:
            hidden = common.without_numbers(hidden, keep=("lowest", "highest", "left_out"))
        return replace(hidden, left_out=None) if one in ids else hidden


@dataclass(frozen=True, kw_only=True)
class SurveyChange(Counted):
    """How answers changed, a line for each role, construct and scale; a change is not an effect."""

    before: str
    after: str
    lines: tuple[ConstructChange, ...]

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same result without the counts named, nor any number that rests on them."""
        lines = tuple(line.withhold(ids) for line in self.lines)
        untold = set(_FROM_LINES) - set(_line_cautions(lines))
        return replace(
            self,
            lines=lines,
            counted=common.cells_kept(self.counted, ids),
            cautions=tuple(code for code in self.cautions if code not in untold),
        )


def survey_change(
    table: pd.DataFrame, *, before: str = "baseline", after: str = "follow_up"
) -> SurveyChange | NotEnough:
    """Work out how the same people's answers changed, for each construct (and role) that was asked about.

    `table` has one row for each respondent, occasion and question: respondent_id, occasion, construct,
    question (or statement) and answer; it may have role, lowest and highest (the ends of the scale, otherwise
    1 and 5) and reversed (yes where agreeing means less). Only answers on `before` and `after` are used.
    NotEnough when nobody answered on both. Raises ColumnMissing, WrongValue.
    The interval is Student's for paired differences, 95%.

    >>> said = pd.DataFrame({"respondent_id": ["A", "B", "C"] * 2, "construct": "skills", "statement": "I can",
    ...                      "occasion": ["baseline"] * 3 + ["follow_up"] * 3, "answer": [2, 3, 1, 4, 4, 3]})
    >>> line = survey_change(said).lines[0]
    >>> line.n, line.mean_before, round(line.change, 2)
    (3, 2.0, 1.67)
    """
    if before == after:
        raise errors.WrongValue(
            name="after", found="the same occasion as before", expected="another occasion"
        )
    answers, cautions = _answers(table, (before, after))
    asked_twice = answers.groupby([*_LINE, "question"])["occasion"].transform("nunique") == 2
    lines = tuple(_lines(answers[asked_twice], before, after))
    if not any(line.n for line in lines):
        return NotEnough(
            f"The change in answers from '{before}' to '{after}'",
            "nobody answered the same questions on both occasions",
            "Check that people have the same code both times, and that the occasions are written as here.",
        )
    found = {"different_questions": not asked_twice.all(), "many_looked_at": len(lines) > 1}
    return SurveyChange(
        counted=tuple(cell for line in lines for cell in line.cells()),
        cautions=(*_ALWAYS, *_line_cautions(lines), *common.codes_that_hold(found), *cautions),
        before=before,
        after=after,
        lines=lines,
    )


_ALWAYS = ("no_comparison_group", "other_changes", "self_report", "response_shift")


# --- from a table to answers on one scale -----------------------------------------------------------------

_LINE = ["role", "construct", "lowest", "highest"]


def _answers(table: pd.DataFrame, occasions: tuple[str, str]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give one row for each answer that can be used, turned round where it has to be, and what was left out."""
    question = "question" if "question" in table.columns else "statement"
    common.need_columns(table, ["respondent_id", "occasion", "construct", question, "answer"])
    asked = table[table["occasion"].isin(occasions)].dropna(subset=["construct", question])
    rows = _plain_rows(asked, question)
    rows = rows[rows["answer"].notna()]
    on_scale = rows["answer"].between(rows["lowest"], rows["highest"])
    kept, left_out = common.one_row_each(
        rows[on_scale], ["person", "role", "occasion", "construct", "question"], pupil="person"
    )
    found = {
        "not_a_number": common.has_unusable(asked["answer"]),
        "off_scale": not on_scale.all(),
        "mixed_reversal": bool((kept.groupby([*_LINE, "question"])["turned"].nunique() > 1).any()),
        "no_person": "no_pupil_id" in left_out,
        "duplicates": "duplicates" in left_out,
    }
    turned = kept["lowest"] + kept["highest"] - kept["answer"]
    return kept.assign(answer=kept["answer"].mask(kept["turned"], turned)), common.codes_that_hold(found)


def _plain_rows(asked: pd.DataFrame, question: str) -> pd.DataFrame:
    """Give the columns that count under one name each, whichever of the two tables they come from."""
    return pd.DataFrame(
        {
            "person": asked["respondent_id"],
            "occasion": asked["occasion"].astype(object),
            "role": _or_else(asked, "role", "").astype(object).fillna(""),
            "construct": asked["construct"].astype(object),
            "question": asked[question].astype(object),
            "lowest": common.finite_numbers(_or_else(asked, "lowest", SCALE[0])),
            "highest": common.finite_numbers(_or_else(asked, "highest", SCALE[1])),
            "turned": as_yes_no(_or_else(asked, "reversed", "no")) == 1,
            "answer": common.finite_numbers(asked["answer"]),
        }
    )


def _or_else(table: pd.DataFrame, column: str, value: Any) -> pd.Series:
    return table[column] if column in table.columns else pd.Series(value, index=table.index)


# --- from answers to changes ------------------------------------------------------------------------------


def _lines(answers: pd.DataFrame, before: str, after: str) -> Iterator[ConstructChange]:
    means = _means(answers).reindex(columns=[before, after])
    people = {tuple(key): frame for key, frame in means.groupby(level=_LINE)}
    for key in _in_order(list(answers[_LINE].drop_duplicates().itertuples(index=False, name=None))):
        if key in people:
            first, second = (people[key][name].to_numpy(np.float64) for name in (before, after))
            yield _line(key, first, second)


def _means(answers: pd.DataFrame) -> pd.DataFrame:
    """Give each person's mean answer for each line and occasion, of those who answered half of its questions."""
    asked = answers.groupby(_LINE)["question"].transform("nunique")
    people = answers.assign(asked=asked).groupby([*_LINE, "person", "occasion"])
    sums = people.agg(mean=("answer", "mean"), given=("answer", "size"), asked=("asked", "first"))
    counting = sums.loc[2 * sums["given"] >= sums["asked"], "mean"]
    return counting.unstack("occasion")


def _in_order(keys: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Give lines role by role as they first appear, the constructs of capacity in their own order."""
    roles = list(dict.fromkeys(key[0] for key in keys))
    places = {construct: place for place, construct in enumerate(CAPACITY)}
    known = all(key[1] in places for key in keys)
    constructs = places if known else {name: n for n, name in enumerate(dict.fromkeys(k[1] for k in keys))}
    return sorted(keys, key=lambda key: (roles.index(key[0]), constructs[key[1]]))


def _line(key: tuple[Any, ...], first: Numbers, second: Numbers) -> ConstructChange:
    role, construct, lowest, highest = key
    there = ~np.isnan(first), ~np.isnan(second)
    both: npt.NDArray[np.bool_] = there[0] & there[1]
    start, end, gained = map(moments, (first[both], second[both], second[both] - first[both]))
    half = _half_interval(gained.n, gained.sd, highest - lowest)
    return ConstructChange(
        role=str(role),
        construct=str(construct),
        lowest=float(lowest),
        highest=float(highest),
        n=start.n,
        mean_before=start.mean,
        mean_after=end.mean,
        change=gained.mean,
        low=gained.mean - half,
        high=gained.mean + half,
        left_out=int((there[0] ^ there[1]).sum()),
    )


def _half_interval(n: int, sd: float, span: float) -> float:
    """Give half the width of Student's interval; NaN where nobody's change differs."""
    if n < 2 or sd <= PERFECT * span:
        return math.nan
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1)) * sd / math.sqrt(n)


def _line_cautions(lines: tuple[ConstructChange, ...]) -> tuple[str, ...]:
    """Give the codes that rest on the numbers of the lines; withheld numbers carry none."""
    told = [line for line in lines if line.n]
    found = {
        "people_left_out": any(line.left_out != 0 for line in lines),
        "few_people": any((line.n or 0) < common.FEW for line in told),
        "same_change": any((line.n or 0) > 1 and math.isnan(line.low or 0) for line in told),
    }
    return common.codes_that_hold(found)
