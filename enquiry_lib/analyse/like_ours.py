"""Schools like ours: those nearest in published characteristics, from the network's own table of them.

This is the one result that names other schools. It is for a lead's screen: no workbook of a report shows it, and a report
that names another school of the network is not written (`render.guarding`). The names come from the published table
alone, never from the register; the table is left out of the words that a report may say anyway (`render.ordinary`).
"""

from __future__ import annotations

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.result import NotEnough, finite_numbers
from enquiry_lib.stats.similar_schools import SimilarSchools, similar_schools
from enquiry_lib.store.reference import own_table

ASKED = "which schools are most like ours"
TABLE = "published_schools"
NAMED = ("school_id", "name", "area")


def schools_like_ours(enquiry: Enquiry, *, outcome: str = "", k: int = 20) -> SimilarSchools | NotEnough:
    """List the `k` schools most like the enquiry's in the characteristics that the network's table has.

    The table is published_schools.csv in the network's folder of reference data. A column of numbers is a
    characteristic, where the school itself has a number in it; but for `outcome`, which is set beside.
    """
    table = enquiry.reference(TABLE)
    place = own_table(TABLE, table.nation)
    if not table:
        do = f"Where figures of schools are published, the coordinator can add them to {place}."
        return NotEnough(ASKED, "the network has no table of published figures of schools", do)
    ours = table.facts["school_id"] == enquiry.school.id
    if not ours.any():
        do = f"Write the school's id into its row of {place}."
        return NotEnough(ASKED, "the network's table of schools does not say which of them is ours", do)
    schools = _named(pd.concat([table.facts[ours], table.facts[~ours]], ignore_index=True))
    known = [name for name in _characteristics(schools) if name != outcome]
    if not known:
        return NotEnough(
            ASKED, "the network's table has no figure of our own school", f"Fill in its row of {place}."
        )
    return similar_schools(
        schools, school=schools["name"].iloc[0], characteristics=known, k=k, name="name", outcome=outcome
    )


def _named(schools: pd.DataFrame) -> pd.DataFrame:
    """Name each school with its area: there are many of the same name."""
    area = schools["area"].where(schools["area"] == "", ", " + schools["area"])
    return schools.assign(name=schools["name"] + area)


def _characteristics(schools: pd.DataFrame) -> list[str]:
    """Name the columns in which our school, the first row, has a number."""
    figures = schools.drop(columns=[*NAMED]).head(1).apply(finite_numbers)
    return [str(column) for column in figures.columns[figures.notna().all()]]
