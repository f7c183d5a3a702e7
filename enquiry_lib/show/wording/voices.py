"""The sentences about answers before and after, about themes, and about indicators."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from enquiry_lib.show.names import answer_labels, people_name
from enquiry_lib.show.numbers import counted, interval, is_known, listed, number, percent, rounded, signed
from enquiry_lib.show.wording.saying import EVERYBODY, cautions, in_place_of_table, in_words, sentences
from enquiry_lib.stats import indicators, surveys, voices
from enquiry_lib.stats.indicators import IndicatorChange, Indicators
from enquiry_lib.stats.surveys import ConstructChange, SurveyChange
from enquiry_lib.stats.voices import Theme, ThemeCount

MOST_SAID = 5
FURTHER = "The others are in the table, as far as it can be shown."
FEW_ANSWERS = (
    "The answers cannot be shown: they would tell about too few people, and somebody could be recognised."
)
NOT_SHOWN = "Not shown, as it would tell about too few people"
ASKED = (
    "Who was asked decides what is heard: these are people who spoke of a theme, and nobody knows how many others "
    "would have."
)


# --- answers ----------------------------------------------------------------------------------------------


@sentences.register
def _(result: SurveyChange) -> list[str]:
    label = answer_labels(result)
    told = [line for line in result.lines if line.n]
    if all(line.n is None for line in result.lines):
        return [FEW_ANSWERS]
    clear = [line for line in told if _is_clear(line)]
    return [
        *(_answers(line, label(line)) for line in clear[:MOST_SAID]),
        *([FURTHER] if len(clear) > MOST_SAID else []),
        *_moved_alike([line for line in told if _is_alike(line)], label),
        *_named("No clear change", (label(x) for x in told if not _is_clear(x) and not _is_alike(x))),
        *_named("Nobody answered on both occasions", (label(line) for line in result.lines if line.n == 0)),
        *_named(NOT_SHOWN, (label(line) for line in result.lines if line.n is None)),
        *_what_is_compared(told),
        EVERYBODY,
    ]


def _is_clear(line: ConstructChange) -> bool:
    """Say whether the interval of a change lies on one side of zero."""
    return line.low is not None and line.high is not None and (line.low > 0 or line.high < 0)


def _is_alike(line: ConstructChange) -> bool:
    """Say whether everybody moved by the same amount, so that no interval can be given."""
    return is_known(line.change) and not is_known(line.low) and rounded(line.change, 2) != 0


def _moved_alike(lines: list[ConstructChange], label: Callable[[ConstructChange], str]) -> list[str]:
    names = (f"{label(line)} ({signed(line.change, 2)})" for line in lines)
    return _named("Everybody's answers moved by the same amount, so there is no interval", names)


def _answers(line: ConstructChange, label: str) -> str:
    return (
        f"{label}: {number(line.mean_after, 2)} after against {number(line.mean_before, 2)} before, a change of "
        f"{signed(line.change, 2)} points (95% interval {interval(line.low, line.high, 2)}; "
        f"{_people(line.n, line.role)})."
    )


def _what_is_compared(told: list[ConstructChange]) -> list[str]:
    scales = list(dict.fromkeys(f"from {line.lowest:g} to {line.highest:g}" for line in told))
    if not told:
        return []
    where = f"on a scale {scales[0]}" if len(scales) == 1 else "each on its own scale"
    return [f"Compared are the mean answers of the same people on both occasions, {where}."]


def _named(what: str, names: Iterable[str]) -> list[str]:
    """Say what holds of some lines or themes; nothing where it holds of none."""
    found = list(names)
    return [f"{what}: {'; '.join(found)}."] if found else []


@in_place_of_table.register
def _(result: SurveyChange | ThemeCount, caption: str, numbers: int, withheld: int) -> str:
    """Say nothing: the sentences name every line that is not shown."""
    return ""


@cautions.register
def _(result: SurveyChange) -> list[str]:
    if all(line.n is None for line in result.lines):
        return []
    return in_words(result.cautions, surveys.CAUTIONS)


# --- themes -----------------------------------------------------------------------------------------------


@sentences.register
def _(result: ThemeCount) -> list[str]:
    told = sorted(
        (theme for theme in result.themes if theme.people is not None), key=lambda theme: -(theme.people or 0)
    )
    return [
        *(_theme(result, theme) for theme in told[:MOST_SAID]),
        *([FURTHER] if len(told) > MOST_SAID else []),
        *_named(
            "Too few people to be counted here spoke of",
            (theme.theme for theme in result.themes if theme.people is None),
        ),
        f"Heard were {listed([_of_group(result, group.name, group.people) for group in result.groups])}.",
        ASKED,
    ]


def _of_group(result: ThemeCount, name: str, people: int | None) -> str:
    """Say how many people of a group; without the number where it is withheld."""
    count = "" if people is None else number(people, 0)
    if name == voices.NOT_STATED:
        return f"{count or 'people'} of unknown group"
    if result.by == "who":
        return people_name(name) if people is None else _people(people, name)
    return f"{count or 'people'} from {name}"


ONE = {"staff": "member of staff", "parent": "parent", "pupil": "pupil", "": "person"}


def _people(count: int | None, role: str) -> str:
    return counted(count, ONE.get(role, role), people_name(role))


def _theme(result: ThemeCount, theme: Theme) -> str:
    leanings = [
        f"{number(count, 0)} as something that {what}"
        for what, count in (("helps", theme.helps), ("hinders", theme.hinders))
        if count
    ]
    leaning = f", {listed(leanings)}" if leanings else ""
    who, of_whom = _who(result, theme)
    return f"{who} spoke of “{theme.theme}”{of_whom}{leaning}."


def _who(result: ThemeCount, theme: Theme) -> tuple[str, str]:
    """Say who spoke of a theme: people of one group, or all and then the groups in brackets."""
    counts = zip(result.groups, theme.by_group, strict=True)
    groups = [_of_group(result, group.name, count) for group, count in counts if count]
    if len(groups) == 1 and None not in theme.by_group:
        return groups[0], ""
    others = ["others"] if None in theme.by_group else []
    in_brackets = f" ({listed([*groups, *others])})" if groups else ""
    return counted(theme.people, "person", "people"), in_brackets


@cautions.register
def _(result: ThemeCount) -> list[str]:
    return in_words(result.cautions, voices.CAUTIONS)


# --- indicators -------------------------------------------------------------------------------------------


@sentences.register
def _(result: Indicators) -> list[str]:
    told, held = ([x for x in result.lines if (x.before is None) is gone] for gone in (False, True))
    return [
        *(_indicator(line) for line in told[:MOST_SAID]),
        *([FURTHER] if len(told) > MOST_SAID else []),
        *_named(NOT_SHOWN, (x.indicator for x in held if x.counts)),
        *_named(
            "Not shown until the table says what they count, or of how many people they are a share",
            (x.indicator for x in held if not x.counts),
        ),
        *_named("Known on one occasion only, with no other to set beside it", result.once),
        EVERYBODY,
    ]


DIRECTIONS = {
    indicators.BETTER: ", which is the better direction",
    indicators.WORSE: ", which is the worse direction",
}


def _indicator(line: IndicatorChange) -> str:
    unit = line.unit if line.unit.startswith("%") else f" {line.unit}".rstrip()
    before, after = number(line.before, line.places), number(line.after, line.places)
    if not line.change:
        return f"{line.indicator}: {before}{unit} on both occasions."
    moved = "up" if line.change > 0 else "down"
    direction = DIRECTIONS.get(line.moved or "", "")
    return f"{line.indicator}: {moved} from {before} to {after}{unit}, by {_by(line)}{direction}."


def _by(line: IndicatorChange) -> str:
    """Say how far an indicator moved; of percentages in points, otherwise in percent too."""
    size = number(abs(line.change or 0), line.places)
    if line.in_percent:
        return f"{size} percentage points"
    share = abs(line.percent or 0)
    return size if math.isnan(share) else f"{size} or {percent(share)}"


@cautions.register
def _(result: Indicators) -> list[str]:
    return in_words(result.cautions, indicators.CAUTIONS)
