"""The tables of what several schools found together."""

from __future__ import annotations

from enquiry_lib.analyse.protocol import Protocol
from enquiry_lib.analyse.trial import TrialEstimate, TrialPool, TrialSchool
from enquiry_lib.show.dates import short_date
from enquiry_lib.show.numbers import (
    NOT_AVAILABLE,
    UNWRITTEN,
    WITHHELD,
    interval,
    number,
    percent,
    percent_asked,
    signed,
)
from enquiry_lib.show.tables.network import TO_FIVE
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.trial import STATES
from enquiry_lib.stats.between_schools import Method
from enquiry_lib.stats.pooling import PREDICTIONS, Pool


@tables.register
def _(result: Pool) -> tuple[Table, ...]:
    return _schools(result), _differences(result)


def _schools(result: Pool) -> Table:
    level = percent_asked(100 * result.confidence)
    columns = ("School", "Effect (g)", f"{level} interval", "Weight")
    rows = tuple(
        (school.label, signed(school.g, 2), interval(school.low, school.high, 2), percent(school.weight))
        for school in result.schools
    )
    pooled = (
        "All together",
        signed(result.estimate, 2),
        interval(result.low, result.high, 2),
        percent(100.0),
    )
    note = f"{_weights(result)} {_interval(result)}"
    return Table("The schools and all together", columns, (*rows, pooled), numeric_from(1, columns), note)


def _weights(result: Pool) -> str:
    if result.method == "FE":
        return "One effect for all schools, as asked: a school weighs by the inverse of its variance."
    return "Random effects: a school weighs by the inverse of its variance and that between schools together."


def _interval(result: Pool) -> str:
    if result.interval == "normal":
        return "The pooled interval is the normal one, as asked."
    wider = "as published" if result.plain else "never narrower than without their correction: max(1, q)"
    return f"The pooled interval is Hartung and Knapp's with Student's t on {result.k - 1} degrees of freedom, {wider}."


def _differences(result: Pool) -> Table:
    columns = ("What", "Value")
    level = percent_asked(100 * result.confidence)
    rows = (
        ("Variance between schools (τ²)", number(result.tau2, 4)),
        (f"Its {level} interval", interval(result.tau2_low, result.tau2_high, 4)),
        ("Share of variation between results that is beyond chance (I²)", percent(result.i2)),
        ("I² from Q alone", percent(result.i2_by_q)),
        (f"Cochran's Q on {result.k - 1} degrees of freedom", number(result.q, 2)),
        *_predictions(result, level),
    )
    note = (
        f"τ² is {ESTIMATORS[result.method]}, with its interval by Q-profile; I² is 100 · τ² / (τ² + typical variance of a "
        "school's effect), from Q alone 100 · (Q − (k − 1)) / Q. A prediction interval is given for five schools or "
        "more."
    )
    summary = "How much the schools differ"
    return Table("How much the schools differ", columns, rows, frozenset({1}), note, summary)


def _predictions(result: Pool, level: str) -> list[tuple[str, str]]:
    """Name each prediction interval by how it was worked out; the first is the one that is told and drawn."""
    names = [f"{level} prediction interval, by ", *["The same by "] * len(result.predictions)]
    return [
        (f"{name}{PREDICTIONS[one.kind]}", interval(one.low, one.high, 2))
        for name, one in zip(names, result.predictions, strict=False)
    ]


ESTIMATORS: dict[Method, str] = {
    "REML": "the restricted maximum likelihood estimate",
    "ML": "the full maximum likelihood estimate",
    "DL": "DerSimonian and Laird's estimate",
    "PM": "Paule and Mandel's estimate",
    "EB": "the empirical Bayes estimate",
    "HE": "Hedges's estimate",
    "HS": "Hunter and Schmidt's estimate",
    "SJ": "Sidik and Jonkman's estimate",
    "FE": "taken to be nought, as asked",
}
"""What each estimator of the variance between schools is called."""


@tables.register
def _(result: TrialEstimate) -> tuple[Table, ...]:
    return tables(result.estimate)


@tables.register
def _(result: TrialPool) -> tuple[Table, ...]:
    columns = ("School", "Started", "State", "Pupils", "Effect (g)", "95% interval")
    rows = tuple(_started(line) for line in result.schools)
    note = (
        "Every school that started is listed, whatever has become of it. Effects are the schools' own, by the protocol. "
        f"{TO_FIVE}{_together(result)}"
    )
    started = Table("The schools that started", columns, rows, numeric_from(3, columns), note, open=True)
    return (started, *tables(result.pool)) if rows else tables(result.pool)


def _together(result: TrialPool) -> str:
    pupils = "" if result.pupils is None else number(result.pupils, 0)
    return f" All that reported have about {pupils} together: the true total, rounded." if pupils else ""


def _started(line: TrialSchool) -> tuple[str, ...]:
    state = STATES[line.state] + (", exploratory" if line.exploratory else "")
    day = short_date(line.started) or UNWRITTEN
    if line.state != "reported":
        return (line.school, day, state, *[WITHHELD if line.state == "too few" else NOT_AVAILABLE] * 3)
    return (
        line.school,
        day,
        state,
        number(line.pupils, 0),
        signed(line.g, 2),
        interval(line.low, line.high, 2),
    )


@tables.register
def _(result: Protocol) -> tuple[Table, ...]:
    worth = "" if result.smallest_worthwhile is None else number(result.smallest_worthwhile, 2)
    sure = "" if result.certainty is None else percent_asked(result.certainty)
    lines = (
        ("For whom", result.for_whom),
        ("What is done", result.done),
        ("Kept as it is", "; ".join(result.ingredients)),
        ("How much", result.dose),
        ("Measured by", result.measure),
        ("Worth the effort from (standard deviations)", worth),
        ("How sure the schools asked to be", sure),
    )
    rows = tuple(line for line in lines if line[1])
    return (Table(f"The protocol: {result.title}", ("Part", "What was agreed"), rows, open=True),)
