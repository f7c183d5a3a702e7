"""Which rows are the headings, and how their levels are joined."""

from __future__ import annotations

import pytest

from enquiry_lib.data.reading.headings import find_headings, join_headings, span_of


def grid(text: str) -> dict[int, dict[int, str]]:
    """Give the filled cells of a text in which | separates columns."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]
    rows = {
        row: {place: cell for place, cell in enumerate(line) if cell} for row, line in enumerate(lines, 1)
    }
    return {row: cells for row, cells in rows.items() if cells}


FOUND = {
    "in the first row": ("Pupil|Score\nP01|5\nP02|6\nP03|7", (1,)),
    "under titles": (
        "Oak School\nData drop 1\n\nName|UPN|Maths\nA B|A123456789012|98\nC D|A123456789013|101",
        (4,),
    ),
    "under lines of what the report is": (
        "School|Oak|Class|7A\nPupil|Maths|English|Art\nP01|5|6|7\nP02|6|6|8\nP03|8|7|9",
        (2,),
    ),
    "over a gap": ("Pupil|Score|Form\n\n\nP01|5|7A\nP02|6|7B\nP03|6|7B", (1,)),
    "from the third column on": ("||Title\n\n||Pupil|Score\n||P01|5\n||P02|6\n||P03|6", (3,)),
    "weeks": ("Pupil|1|2|3|4\nP01|0|1|1|0\nP02|1|1|1|1\nP03|1|0|0|1", (1,)),
    "years": ("Area|2019|2020\nLeeds|512|634\nYork|634|722\nHull|800|712", (1,)),
    "all words": ("Area|Town|Head\nNorth|Leeds|Mx A\nSouth|Hove|Mx B\nEast|Hull|Mx C", (1,)),
    "capitals over capitals": ("CODE|MARK\nAC|L\nCY|I\nVA|M", (1,)),
    "a first row that is suppressed": ("School|Entries|Pass\nOak|SUPP|SUPP\nElm|12|90%\nAsh|14|80%", (1,)),
    "one row of data": ("Pupil ID|Score\nP0001|5", (1,)),
    "one column": ("URN\n100001\n100002\n100003", (1,)),
    "a section's name before the first row": (
        "Area|Rate|n\nNORTH EAST\nDurham|5.1|34\nLeeds|6.2|50\nYork|1.2|7",
        (1,),
    ),
    "two levels": ("|2024||2025\nArea|Boys|Girls|Boys|Girls\nOak|1|2|3|4\nElm|5|6|7|8\nAsh|5|6|7|8", (1, 2)),
    "days over sessions": (
        "UPN|01/09/2025||02/09/2025\n|AM|PM|AM|PM\nA1|/|\\|/|L\nA2|/|\\|N|I\nA3|/|\\|/|M",
        (1, 2),
    ),
    "days over each session": (
        "UPN|1/9/25|1/9/25|2/9/25\n|AM|PM|AM\nA1|/|\\|/\nA2|/|\\|N\nA3|/|\\|/",
        (1, 2),
    ),
    "units": ("Pupil|Attendance|Late\n|(%)|(sessions)\nP01|95|2\nP02|96|3\nP03|97|1", (1, 2)),
    "three levels under a title": (
        "Report\n|2024||2025\n|Boys|Girls|Boys|Girls\nSchool|n|n|n|n\nOak|1|2|3|4\nElm|5|6|7|8\nAsh|5|6|7|8",
        (2, 3, 4),
    ),
    "a sparse level below": (
        "Pupil|Form|Age|Maths\n|||Pre|Post\nP1|7A|11|5|6\nP2|7B|12|6|7\nP3|7B|11|4|9",
        (1, 2),
    ),
}
NOT_FOUND = {
    "no headings": "P0001|7|12\nP0002|8|13\nP0003|8|15",
    "headings alone": "Pupil|Score",
    "a list of words": "Oak\nElm\nAsh",
    "a key in sections": "Types of school:\nAC|Academy\nCY|Community\nVA|Aided\n\nPolicy:\nCOMP|Comprehensive\nSEL|Selective",
    "a title over data": "My pupils\nP0001|7\nP0002|8\nP0003|8",
}


@pytest.mark.parametrize(("text", "rows"), FOUND.values(), ids=FOUND)
def test_headings_are_found_wherever_they_stand(text: str, rows: tuple[int, ...]) -> None:
    """They are unlike what stands under them, and name most of the columns."""
    assert find_headings(grid(text)) == rows


@pytest.mark.parametrize("text", NOT_FOUND.values(), ids=NOT_FOUND)
def test_no_row_is_taken_for_headings_that_is_none(text: str) -> None:
    """Data without headings, and lists that are no table, have none."""
    assert find_headings(grid(text)) == ()


def test_a_title_that_is_merged_over_the_table_is_no_level() -> None:
    """One line over all the columns says what the table is."""
    rows = grid("Reading|\nPupil|Score\nP01|5\nP02|6\nP03|7")
    assert find_headings(rows, ["A1:B1"]) == (2,)


def test_an_upper_heading_is_carried_over_those_it_groups() -> None:
    """Also over three levels; a label over nothing is a heading by itself."""
    rows = grid("|2024||||2025\n|Autumn||Spring||Autumn\nArea|Boys|Girls|Boys|Girls|All")
    assert list(join_headings(rows, (1, 2, 3)).names.values()) == [
        "Area",
        "2024 | Autumn | Boys",
        "2024 | Autumn | Girls",
        "2024 | Spring | Boys",
        "2024 | Spring | Girls",
        "2025 | Autumn | All",
    ]


def test_merged_cells_say_how_far_a_heading_reaches() -> None:
    """Beyond its merged cells a heading is not carried."""
    rows = grid("|Reading|||\nPupil|Pre|Post|Form")
    assert list(join_headings(rows, (1, 2), ["B1:C1"]).names.values()) == [
        "Pupil",
        "Reading | Pre",
        "Reading | Post",
        "Form",
    ]


def test_a_heading_over_two_rows_is_not_carried() -> None:
    """Local Authority stands over a gap: the code beside it is not its own."""
    rows = grid("Area||2024\n|Code|n")
    assert list(join_headings(rows, (1, 2)).names.values()) == ["Area", "Code", "2024 | n"]


def test_a_heading_that_is_used_again_is_numbered() -> None:
    """Mark, Mark and Mark (2) are three columns."""
    names = join_headings(grid("Mark|Mark|Mark (2)|two  words"), (1,)).names
    assert list(names.values()) == ["Mark", "Mark (2)", "Mark (2) (2)", "two words"]


def test_merged_ranges_are_rows_and_columns() -> None:
    """Rows count from 1, columns from 0."""
    assert span_of("AA10:AB12") == (10, 26, 12, 27)
