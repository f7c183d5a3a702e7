"""The rows under the headings: the table's own, and what each of the others is."""

from __future__ import annotations

import pytest

from enquiry_lib.data.reading.layout import Layout, find_layout
from enquiry_lib.data.reading.separated import cells_of


def layout(text: str) -> Layout:
    """Find the table in a text of commas."""
    found = find_layout(cells_of("a.csv", text.encode(), "utf-8", ","), may_shift=True)
    assert found is not None
    return found


def left_out(text: str) -> list[tuple[int, str]]:
    """Give the rows that are none of the table's, and why."""
    return list(layout(text).left_out)


PAGE = "line of a page"
KEPT = {
    "a pupil without any score": "Pupil,Score,Form\nP01,5,7A\nP02,,\nP03,6,7B\nP04,,\n",
    "a name without a score": "Name,Score\nAnna Smith,5\nBen Jones,\nCara Li,7\nDan Poe,\n",
    "All pupils as the first group": "Group,n,Score\nAll pupils,100,46\nBoys,51,44\nGirls,49,48\n",
    "Total as a value of each year": "year,sex,n\n2023,Total,10\n2023,Boys,6\n2024,Total,9\n2024,Boys,5\n",
    "Total among the values of the first column": "sex,year,n\nTotal,2023,9\nBoys,2023,4\nTotal,2024,8\nBoys,2024,4\n",
    "Summer": "Term,Score,n\nAutumn,5,10\nSpring,6,11\nSummer,7,12\n",
    "names that begin like totals": "Surname,Score,Form\nAdams,5,7A\nTotalis,6,7A\nMeans,7,7B\n",
    "averages that are the rows": "Measure,School,All\nAverage Attainment 8,46,45\nAverage Progress 8,0.1,0\nAbsence,12,20\n",
    "a group that is written once": "Form,Pupil,Score\n7A,P01,5\n,P02,6\n7B,P03,7\n,P04,8\n",
    "books and their pages": "Pupil,Book,Place,n\nP01,Emil,Page 4,1\nP02,,Page 4,\nP03,Emil,Page 9,1\n",
    "a code that the last pupils lack": "Pupil,UPN,Score\nP01,A1,5\nP02,A2,6\nP03,A3,7\nP04,,8\n",
    "a pupil called Max at the foot": "Student,UPN,Date,AM\nAmy Ash,A801,01/09/2025,/\nBob Bay,A802,01/09/2025,/\n"
    "Max Young,A803,01/09/2025,I\nMax Young,A803,02/09/2025,I\n",
    "a forename that is a word for a sum": "Forename,UPN,Year\nAmy,A801,3\nBob,A802,3\nMax,A803,3\n",
    "a surname that is a word for a sum": "Surname,Adm No,Mark\nAsh,4001,95\nBay,4002,99\nCount,4003,97\n",
    "a surname of a note": "Name,UPN\nAsh,A801\nBay,A802\n\nKey,A803\n",
    "an indicator with the word Mean": "Indicator,When,Value,Of\nFamilies,before,12,people\nVisits,before,40,things\n"
    "Mean lateness,before,7,things\n",
    "an indicator with the word Total": "Indicator,When,Value,Of\nFamilies,before,12,people\nVisits,before,40,things\n"
    "Total visits,before,7,things\n",
}
LEFT_OUT = {
    "a highest mark under pupils": ("Name,UPN,Mark\nAsh,A801,95\nBay,A802,99\nMax,,99\n", [(4, "total")]),
    "a mean of something under names": (
        "Name,Form,Mark\nAsh,7A,95\nBay,7A,99\nCox,7B,91\nMean score,,95\n",
        [(5, "total")],
    ),
    "a total at the foot": ("Area,n,Rate\nNorth,50,5.2\nSouth,50,5.0\nTotal,100,5.1\n", [(4, "total")]),
    "a total with a footnote's number": ("Area,n\nNorth,50\nSouth,50\nEngland Total4,100\n", [(4, "total")]),
    "several sums at the foot": (
        "Pupil,Score\nP01,5\nP02,6\nP03,7\nMean,6\nSD,1.2\n",
        [(5, "total"), (6, "total")],
    ),
    "totals after sections": (
        "Area,n,Rate\nNORTH,,\nLeeds,5,1.5\nYork,6,2.5\nTotal,11,2.0\n\nSOUTH,,\nHove,3,1.5\nBath,4,2.5\nTotal,7,2.0\n",
        [(2, "section heading"), (5, "total"), (7, "section heading"), (10, "total")],
    ),
    "totals of groups": (
        "Form,Pupil,Score\n7A,P01,5\n7A,P02,6\n7A Total,,11\n7B,P03,6\n7B,P04,6\n7B Total,,12\nGrand Total,,23\n",
        [(4, "total"), (7, "total"), (8, "total")],
    ),
    "a total among codes": (
        "Pupil,Score,n\nP01,5,1\nP02,6,1\nTotal,11,2\nP03,6,1\nP04,6,1\n",
        [(4, "total")],
    ),
    "sums without a word": ("Pupil,Score,Form\nP01,5,7A\nP02,6,7B\nP03,6,7B\n,17,\n", [(5, "no key")]),
    "sums of areas": (
        "Type,Area,URN,School,Head,n\n1,201,900001,A,x,5\n1,201,900002,B,y,6\nLA,201,,,,11\n1,202,900003,C,z,5\n"
        "1,202,900004,D,w,5\n1,202,900005,E,v,5\nLA,202,,,,15\n",
        [(4, "no key"), (8, "no key")],
    ),
    "headings on each page": (
        "Oak,,\nName,Form,Mark\nAdams,7A,95\nBell,7A,96\nOak,,\nName,Form,Mark\nCole,7B,97\nDean,7B,91\n",
        [(5, PAGE), (6, "repeated heading")],
    ),
    "heads and feet of pages": (
        "Oak High,,,\nSessions by pupil,,,Page 1 of 2\n\nName,Form,Mark,n\nAdams,7A,95,1\nBell,7A,96,1\n"
        "Printed today,by the office,,\n\nOak High,,,\nSessions by pupil,,,Page 2 of 2\n\nName,Form,Mark,n\n"
        "Cole,7B,97,1\nDean,7B,91,1\nPrinted today,by the office,,\n",
        [(7, PAGE), (9, PAGE), (10, PAGE), (12, "repeated heading"), (15, PAGE)],
    ),
    "pupils without marks at the end of a page": (
        "Name,Form,Mark,n\nAdams,7A,95,1\nBell,7A,,\nName,Form,Mark,n\nCole,7B,97,1\nDean,7B,,\n",
        [(4, "repeated heading")],
    ),
    "pages under one row of headings": (
        "Name,Form,Mark,n\nAdams,7A,95,1\nOffice,,,Page 1 of 2\nCole,7B,97,1\nDean,7B,91,1\nOffice,,,Page 2 of 2\n",
        [(3, PAGE), (6, PAGE)],
    ),
    "notes": (
        "School,Entries,Pass\nOak,12,3\nElm,~,4\nAsh,14,5\n\n~ = fewer than 6,,\nSource: DfE, 2024,\n1. Provisional,,\n",
        [(6, "footnote"), (7, "footnote"), (8, "footnote")],
    ),
    "notes in two columns": (
        "School,Entries,Pass\nOak,12,3\nElm,13,4\nAsh,14,5\n1,Provisional,\n2,With leavers,\n",
        [(5, "footnote"), (6, "footnote")],
    ),
    "another table": (
        "Pupil,Score\nP01,5\nP02,6\nP03,6\n\nStaff\nCode,Hours\nS01,5.5\nS02,6.5\n",
        [(6, "footnote"), (7, "another table"), (8, "another table"), (9, "another table")],
    ),
    "cells too many": ("Pupil,Score,Form\nP01,5\nP02,6,7B,extra\nP03,6,7B\n", [(3, "too many cells")]),
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_rows_of_data_are_not_left_out(text: str) -> None:
    """What only looks like a total, a heading or a note stays in the table."""
    assert left_out(text) == []


@pytest.mark.parametrize(("text", "rows"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_no_row_of_data_is_told_by_its_kind(text: str, rows: list[tuple[int, str]]) -> None:
    """Each row that is none of the table's is named, with what it is."""
    assert left_out(text) == rows


def test_a_long_table_is_told_by_rows_from_all_over() -> None:
    """Thousands of rows of codes, then a sum: the sum is found and no row is lost."""
    rows = "".join(f"P{number:05},{number % 7}\n" for number in range(5_000))
    found = layout(f"Pupil,Score\n{rows}Total,14994\n")
    assert found.rows.sum() == 5_000
    assert found.left_out == ((5_002, "total"),)
