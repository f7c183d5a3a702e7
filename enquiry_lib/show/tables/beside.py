"""The tables of what stands beside published figures: a school's gaps, and the schools most like it."""

from __future__ import annotations

from enquiry_lib.show.names import group_name, occasion_name
from enquiry_lib.show.numbers import UNWRITTEN, interval, number, signed
from enquiry_lib.show.tables.table import Table, numeric_from, tables
from enquiry_lib.show.wording.saying import by
from enquiry_lib.stats.gap_benchmarks import POINTS, BesidePublished, GapBenchmarks
from enquiry_lib.stats.similar_schools import SimilarSchool, SimilarSchools


@tables.register
def _(result: GapBenchmarks) -> tuple[Table, ...]:
    level = by(result.confidence)
    columns = (
        "Group",
        "Measure",
        "Occasion",
        "Unit",
        "Area",
        "Here",
        level,
        "Published",
        "Here less published",
        level,
    )
    rows = tuple(map(_row, result.lines))
    sources = dict.fromkeys(f"{line.area}: {line.source}, {line.date}" for line in result.lines)
    note = (
        "Gap: a group's mean minus that of all other pupils; below zero is behind. Published gaps are taken as without "
        f"error. Sources: {'; '.join(sources)}."
    )
    return (Table("Gaps beside published ones", columns, rows, numeric_from(5, columns), note),)


def _row(line: BesidePublished) -> tuple[str, ...]:
    places = 1 if line.unit == POINTS else 2
    return (
        group_name(line.group, line.member),
        line.measure,
        occasion_name(line.occasion) or UNWRITTEN,
        line.unit,
        line.area,
        signed(line.gap, places),
        interval(line.low, line.high, places),
        signed(line.published, places),
        signed(line.apart, places),
        interval(line.apart_low, line.apart_high, places),
    )


@tables.register
def _(result: SimilarSchools) -> tuple[Table, ...]:
    outcome = (_heading(result.outcome),) if result.outcome else ()
    columns = ("School", "Rank", "Distance", *map(_heading, result.characteristics), *outcome)
    school = SimilarSchool(result.school, 0, 0.0, result.own, result.own_outcome)
    places = [
        _places(values) for values in zip(result.own, *(one.values for one in result.schools), strict=True)
    ]
    rows = tuple(_school(one, places, with_outcome=bool(outcome)) for one in (school, *result.schools))
    note = (
        "Distance: Euclid's over z-scores, so that each characteristic counts the same. Schools equally near share a rank. "
        "Published figures; the first row is the school itself."
    )
    return (Table("The schools most like this one", columns, rows, numeric_from(1, columns), note),)


def _school(one: SimilarSchool, places: list[int], *, with_outcome: bool) -> tuple[str, ...]:
    return (
        one.name,
        number(one.rank, 0) if one.rank else UNWRITTEN,
        number(one.distance, 2),
        *(number(value, to) for value, to in zip(one.values, places, strict=True)),
        *((number(one.outcome),) if with_outcome else ()),
    )


def _places(values: tuple[float, ...]) -> int:
    """Give no decimal places to a column of whole numbers, else one.

    >>> _places((106.0, 200.0)), _places((34.1, 20.0))
    (0, 1)
    """
    return 0 if all(value.is_integer() for value in values) else 1


def _heading(column: str) -> str:
    """Name a column as a heading.

    >>> _heading("pupil_premium")
    'Pupil premium'
    """
    words = column.replace("_", " ")
    return words[:1].upper() + words[1:]
