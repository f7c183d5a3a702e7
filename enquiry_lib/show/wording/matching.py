"""The sentences about how alike two groups were, and about groups made alike in what was measured."""

from __future__ import annotations

from collections.abc import Sequence

from enquiry_lib.show.names import column_words, group_name
from enquiry_lib.show.numbers import interval, is_known, listed, number, signed
from enquiry_lib.show.wording.effects import than
from enquiry_lib.show.wording.saying import by, cautions, held, in_words, sentences
from enquiry_lib.stats.comparisons import balance as balance_module
from enquiry_lib.stats.comparisons import matching as matching_module
from enquiry_lib.stats.comparisons.balance import Balance, BalanceLine, Sides, verdict
from enquiry_lib.stats.comparisons.matching import AlikeComparison, MatchedComparison, WeightedComparison

NOT_BY_LOT = (
    "Nobody drew lots for these groups. They were made alike in what was measured and in nothing else, so the difference "
    "may still come from what was not measured."
)

SCORE_BEFORE = "score_before"
TWO = 2
NAMES_NOTHING = ("no", "none", "")

VERDICTS = {
    "fine": "No more than 0.05 is near enough to compare the groups as they are",
    "adjust": "Between 0.05 and 0.25, a comparison has to be adjusted for it",
    "apart": "More than 0.25 is too far apart for adjusting to mend",
}


@sentences.register
def _(result: Balance) -> list[str]:
    said = about_balance(result)
    return said or [held(f"How alike the {result.treated} and the {result.control} group were")]


def about_balance(result: Balance, *, is_adjusted: bool = False) -> list[str]:
    """Say in what the groups are furthest apart, before and after, and what that asks for; nothing where it is withheld.

    is_adjusted: whether the difference in the outcome allows for these columns already.
    """
    lines = told_once(result.lines)
    before = _furthest([(line, line.before) for line in lines])
    after = _furthest([(line, line.after) for line in lines if line.after is not None])
    hidden = any(line.last.standardised is None for line in result.lines)
    told_of = ", of what can be shown" if hidden else ""
    done = {"matched": "After matching", "weighted": "After weighting"}.get(result.adjusted, "")
    told = [
        f"{when}, the groups {verb} most in {label_within(line)}{told_of}: {number(abs(value), 2)} standard deviations."
        for when, verb, found in (("To begin with", "differed", before), (done, "differ", after))
        if found
        for line, value in (found,)
    ]
    last = after if result.adjusted else before
    if last is None or "by_lot" in result.cautions:
        return told
    judged = verdict(last[1])
    done_already = ", as the difference here is" if is_adjusted and judged == "adjust" else ""
    return [*told, f"{VERDICTS[judged]}{done_already}."]


def _furthest(sides: list[tuple[BalanceLine, Sides]]) -> tuple[BalanceLine, float] | None:
    told = [(line, side.standardised) for line, side in sides if is_known(side.standardised)]
    return max(told, key=lambda one: abs(one[1]), default=None)


def told_once(lines: Sequence[BalanceLine]) -> list[BalanceLine]:
    """Leave out one category of each column that has two: the groups are as far apart in either."""
    return [
        line
        for line in lines
        if not _is_other_side(line, [one for one in lines if one.column == line.column])
    ]


def _is_other_side(line: BalanceLine, of_column: list[BalanceLine]) -> bool:
    """Say whether a category is the lesser of two: the one whose name says nothing, or else the last."""
    if len(of_column) != TWO:
        return False
    return line is next((one for one in of_column if one.member in NAMES_NOTHING), of_column[-1])


def label_within(line: BalanceLine) -> str:
    """Name a line of the balance within a sentence."""
    return f"the share of '{label(line)}'" if line.is_share else _words(line.column)


def _words(column: str) -> str:
    return f"the {column_words(column)}" if column == SCORE_BEFORE else column_words(column)


def label(line: BalanceLine) -> str:
    """Name a line of the balance: a column of numbers, or one category."""
    if not line.is_share:
        return column_words(line.column)[:1].upper() + column_words(line.column)[1:]
    return group_name(line.column, line.member)


@cautions.register
def _(result: Balance) -> list[str]:
    return in_words(result.cautions, balance_module.CAUTIONS)


@sentences.register
def _(result: MatchedComparison) -> list[str]:
    if result.n_treated is None:
        return _held(result)
    how = (
        f"{number(result.n_treated, 0)} pupils in the {result.treated} group were set beside the "
        f"{number(result.n_control, 0)} in the {result.control} group who were most like them in {columns(result)}. "
        f"{_unmatched(result)}"
    )
    return [*_difference(result), how, *_bears(result)]


def _unmatched(result: MatchedComparison) -> str:
    if result.alone is None:
        return "How many others found no match near enough and were left out is not shown; this is not about them."
    if not result.alone:
        return "Nobody was left without a match."
    return f"Another {number(result.alone, 0)} found no match near enough and were left out, so this is not about them."


@sentences.register
def _(result: WeightedComparison) -> list[str]:
    if result.n_treated is None:
        return _held(result)
    looked = f"the {result.treated} group" if result.target == "treated" else "all pupils together"
    weighed = "Pupils of both groups" if result.target == "all" else f"Pupils in the {result.control} group"
    alone = {None: " How many have nobody like them in the other group is not shown.", 0: ""}.get(
        result.alone, f" {number(result.alone, 0)} have nobody like them in the other group."
    )
    how = (
        f"{weighed} were weighted until they looked like {looked} in {columns(result)} ({number(result.n_treated, 0)} and "
        f"{number(result.n_control, 0)} pupils).{_worth(result)}{alone}"
    )
    return [*_difference(result), how, *_bears(result)]


def _worth(result: WeightedComparison) -> str:
    if not is_known(result.effective_control):
        return ""
    return (
        f" So weighted, the {result.control} group is worth about {number(result.effective_control, 0)} equally weighted "
        f"pupils."
    )


def _held(result: AlikeComparison) -> list[str]:
    return [held(f"How the {result.treated} group compares with pupils like them")]


def columns(result: AlikeComparison) -> str:
    """Name the columns in which pupils were made alike."""
    return listed([_words(name) for name in result.on])


def _difference(result: AlikeComparison) -> list[str]:
    """Say what was found, in points and in SD, where an outcome was looked at."""
    if not result.outcome:
        return []
    return [
        f"Pupils in the {result.treated} group scored {than(result.difference or 0)} pupils like them in the "
        f"{result.control} group ({by(result.confidence)} {interval(result.low, result.high)}).",
        f"As an effect size that is {signed(result.effect.g, 2)} ({by(result.confidence)} "
        f"{interval(result.effect.low, result.effect.high, 2)}).",
    ]


def _bears(result: AlikeComparison) -> list[str]:
    """Say how alike the groups became, and what the difference can bear."""
    if not result.outcome:
        return [*about_balance(result.balance), "No outcome was looked at yet."]
    return [*about_balance(result.balance, is_adjusted=True), NOT_BY_LOT]


@cautions.register
def _(result: AlikeComparison) -> list[str]:
    codes = tuple(code for code in result.cautions if code != "not_measured" or not result.outcome)
    return in_words(codes, matching_module.CAUTIONS)
