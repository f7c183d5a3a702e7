"""The sentences about measures: how reliable one is, whether it had room at both ends, and which one to choose."""

from __future__ import annotations

from enquiry_lib.show.names import occasion_name, people_name
from enquiry_lib.show.numbers import counted, interval, is_known, listed, number, percent
from enquiry_lib.show.wording.saying import cautions, heading, held, in_words, sentences
from enquiry_lib.stats.measures import compare, limits, reliability
from enquiry_lib.stats.measures.compare import MeasureLine, Measures
from enquiry_lib.stats.measures.limits import LINE, Limits, LimitsLine
from enquiry_lib.stats.measures.reliability import Reliability

PEOPLE = {
    "staff": ("member of staff", "members of staff"),
    "parent": ("parent", "parents"),
    "other": ("person", "people"),
}
PUPILS = ("pupil", "pupils")
CUSTOM = "For comparing groups at least 0.70 is customary, for judging single people 0.90."
SHAPES = {
    "even": "Scores lie about evenly to both sides.",
    "somewhat low": "Most scores lie somewhat towards the lower end.",
    "strongly low": "Most scores lie close to the lower end.",
    "somewhat high": "Most scores lie somewhat towards the upper end.",
    "strongly high": "Most scores lie close to the upper end.",
    "": "",
}


@heading.register
def _(result: Reliability) -> str:
    about = [result.measure, *([people_name(result.role)] if result.role and result.measure else [])]
    return ", ".join(about)


def whose(result: Reliability) -> tuple[str, str]:
    """Name one of those who answered, and several.

    >>> PEOPLE["staff"]
    ('member of staff', 'members of staff')
    """
    return PEOPLE.get(result.role, PUPILS)


@heading.register
def _(result: Limits) -> str:
    return result.measure


@sentences.register
def _(result: Reliability) -> list[str]:
    if result.alpha is None:
        return [held("How reliable the measure is")]
    if not is_known(result.se_measurement):
        return [
            f"The {len(result.items)} items do not go together, so there is no reliability to give.",
            *_against(result),
        ]
    level, (one, many) = percent(100 * result.confidence, 0), whose(result)
    return [
        f"The {len(result.items)} items go together with a Cronbach's alpha of {number(result.alpha, 2)} ({level} interval "
        f"{interval(result.low, result.high, 2)}; {counted(result.n, one, many)}).",
        *_omega(result),
        CUSTOM,
        f"The score of one {one} could have come out up to {number(result.likely_error, 2)} points higher or lower by the chance of "
        f"measuring alone (19 times in 20).",
        f"Two scores both have that error, so a difference between two {many} of less than "
        f"{number(result.likely_error_of_difference, 2)} points says little.",
        *_against(result),
        *_better_without(result),
    ]


def _omega(result: Reliability) -> list[str]:
    return [f"Omega, from one common thread, is {number(result.omega, 2)}."] if is_known(result.omega) else []


def _against(result: Reliability) -> list[str]:
    names = [f"'{item.name}'" for item in result.items if (item.with_rest or 0) < 0]
    verb = "runs" if len(names) == 1 else "run"
    return [f"{listed(names)} {verb} against the others."] if names else []


def _better_without(result: Reliability) -> list[str]:
    """Name the item without which alpha would be highest, where it would be higher than with it."""
    known = [(item.alpha_without, item.name) for item in result.items if is_known(item.alpha_without)]
    best, name = max(known, default=(0.0, ""))
    if result.alpha is None or number(best, 2) == number(result.alpha, 2) or best < result.alpha:
        return []
    return [
        f"Without '{name}' alpha would be {number(best, 2)}: look at how it is worded before leaving it out."
    ]


@cautions.register
def _(result: Reliability) -> list[str]:
    return in_words(result.cautions, reliability.CAUTIONS)


# --- room at the ends -------------------------------------------------------------------------------------


@sentences.register
def _(result: Limits) -> list[str]:
    said = [sentence for line in result.lines for sentence in [_ends(line)] if sentence]
    lacking = any(None in (line.n, line.floor_share, line.ceiling_share) for line in result.lines)
    rest = (
        "Some of how many pupils were at the ends of the measure"
        if said
        else "How many pupils were at its ends"
    )
    return [*said, *([held(rest)] if lacking else [])]


def line_label(occasion: str) -> str:
    """Name a line by its occasion, and one without as all pupils.

    >>> line_label("follow_up"), line_label("")
    ('Follow-up', 'All pupils')
    """
    name = occasion_name(occasion)
    return f"{name[:1].upper()}{name[1:]}" if name else "All pupils"


def _ends(line: LimitsLine) -> str:
    """Say what stands at the two ends on one occasion, as far as it may be shown."""
    if line.n is None:
        return ""
    known = ((line.floor_share, "at the lowest score"), (line.ceiling_share, "at the highest"))
    parts = [f"{_share(share)} {where}" for share, where in known if share is not None]
    if not parts:
        return ""
    many = f"{line_label(line.occasion)}: of {counted(line.n, 'pupil')} {listed(parts)}."
    return " ".join(filter(None, (many, _room(line), SHAPES[line.shape])))


def _share(share: float) -> str:
    return percent(100 * share, 0) if share else "none"


def _room(line: LimitsLine) -> str:
    """Say at which end there was too little room by the customary line."""
    low, high = ((share or 0) > LINE for share in (line.floor_share, line.ceiling_share))
    custom = f"more than the customary {percent(100 * LINE, 0)}"
    if low and high:
        return f"Both are {custom}: the measure tells too few of these pupils apart."
    if high:
        return f"At the top that is {custom}: these pupils could not be seen to gain."
    return f"At the bottom that is {custom}: these pupils could not be told apart." if low else ""


@cautions.register
def _(result: Limits) -> list[str]:
    return in_words(result.cautions, limits.CAUTIONS)


# --- side by side -----------------------------------------------------------------------------------------


@sentences.register
def _(result: Measures) -> list[str]:
    shown = [line for line in result.lines if line.n is not None]
    if not shown:
        return [held("How the measures compare")]
    hidden = [line.measure for line in result.lines if line.n is None]
    return [
        *_sees_most(shown),
        *_too_little_room(shown),
        *(
            [held(f"How {listed(hidden)} compares" if len(hidden) == 1 else f"How {listed(hidden)} compare")]
            if hidden
            else []
        ),
    ]


def smallest(line: MeasureLine) -> float:
    """Give the smallest difference a measure could show with what is known of it."""
    with_test, without = line.smallest_with, line.smallest_without
    return min(value for value in (with_test, without) if is_known(value))


def _sees_most(lines: list[MeasureLine]) -> list[str]:
    best = min(lines, key=smallest)
    foretold = (
        f" Its score before foretells {percent(100 * best.r_squared, 0)} of how pupils differ after."
        if is_known(best.r_squared)
        else ""
    )
    among = "" if len(lines) == 1 else f"Of the {len(lines)} measures that can be compared, "
    verb = "would show the smallest difference" if among else "would show a difference"
    return [
        f"{among}{best.measure} {verb}: {number(smallest(best), 2)} standard deviations, noticed with a chance of 80%, with "
        f"{counted(best.n, 'pupil')} in two equal groups.{foretold}"
    ]


def _too_little_room(lines: list[MeasureLine]) -> list[str]:
    names = [
        line.measure
        for line in lines
        if any(is_known(share) and share > LINE for share in (line.floor_share, line.ceiling_share))
    ]
    if not names:
        return []
    return [f"More than the customary {percent(100 * LINE, 0)} of pupils were at an end of {listed(names)}."]


@cautions.register
def _(result: Measures) -> list[str]:
    return in_words(result.cautions, compare.CAUTIONS)
