"""The sentences about what stands beside published figures: a school's gaps, and the schools most like it."""

from __future__ import annotations

from enquiry_lib.show.names import column_words, group_name, occasion_name
from enquiry_lib.show.numbers import interval, is_known, listed, number
from enquiry_lib.show.wording.saying import by, cautions, held, in_words, sentences
from enquiry_lib.stats import gap_benchmarks, similar_schools
from enquiry_lib.stats.gap_benchmarks import POINTS, BesidePublished, GapBenchmarks
from enquiry_lib.stats.similar_schools import SimilarSchools

MOST_SAID = 4
UNITS = {"points": "points", "SD": "standard deviations"}


@sentences.register
def _(result: GapBenchmarks) -> list[str]:
    shown = [line for line in result.lines if line.gap is not None]
    if not shown:
        return [held("The comparison with published gaps")]
    more = len(shown) > MOST_SAID
    said = (_beside(result, line) for line in shown[:MOST_SAID])
    return [*said, *(["The others stand in the table."] if more else [])]


@cautions.register
def _(result: GapBenchmarks) -> list[str]:
    return in_words(result.cautions, gap_benchmarks.CAUTIONS)


def _beside(result: GapBenchmarks, line: BesidePublished) -> str:
    at = f" at {occasion_name(line.occasion)}" if line.occasion else ""
    sure = f"{by(result.confidence)} {interval(line.low, line.high, _places(line))}"
    own = f"{_behind(line.gap, line)} here ({sure})"
    return (
        f"{group_name(line.group, line.member)}, {line.measure}{at}: {own}, and {_behind(line.published, line)} in "
        f"{line.area}; {_judged(line)}."
    )


def _behind(gap: float | None, line: BesidePublished) -> str:
    side = "ahead of" if is_known(gap) and gap > 0 else "behind"
    return f"{number(abs(gap or 0.0), _places(line))} {UNITS[line.unit]} {side} other pupils"


def _judged(line: BesidePublished) -> str:
    """Say whether the school's interval takes in the published gap."""
    if line.apart_high is not None and line.apart_high < 0:
        return "the group is further behind here"
    if line.apart_low is not None and line.apart_low > 0:
        return "the group stands better here"
    return "the interval takes that in, so that no difference is clear"


def _places(line: BesidePublished) -> int:
    return 1 if line.unit == POINTS else 2


# --- schools like this one --------------------------------------------------------------------------------


@sentences.register
def _(result: SimilarSchools) -> list[str]:
    alike = listed([column_words(one) for one in result.characteristics])
    nearest = listed([one.name for one in result.schools[:3]])
    found = f"Of {result.looked_at} other schools, {len(result.schools)} are nearest to this one in {alike}"
    return [f"{found}; the first: {nearest}.", *_outcome(result)]


@cautions.register
def _(result: SimilarSchools) -> list[str]:
    return in_words(result.cautions, similar_schools.CAUTIONS)


def _outcome(result: SimilarSchools) -> list[str]:
    """Set the school's outcome beside the middle half of the others'; where either is missing, say nothing."""
    if not (is_known(result.own_outcome) and is_known(result.outcome_middle)):
        return []
    middle = (
        f"from {interval(result.outcome_low, result.outcome_high)}, about {number(result.outcome_middle)}"
    )
    return [
        f"{result.outcome.replace('_', ' ').capitalize()}: {number(result.own_outcome)} here; the middle half of those "
        f"schools reach {middle}."
    ]
