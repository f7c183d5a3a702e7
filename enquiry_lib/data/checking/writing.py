"""What a check found, written where a school wants it: a page, a list, and marked copies of its tables."""

from __future__ import annotations

from pathlib import Path

from enquiry_lib.data.checking.check import DataCheck, today
from enquiry_lib.data.checking.listed import problem_list
from enquiry_lib.data.checking.marked import mark_tables
from enquiry_lib.data.checking.page import check_page
from enquiry_lib.store.network import Network, School
from enquiry_lib.store.saving import write_whole


def write_check(
    network: Network,
    school: School,
    check: DataCheck,
    *,
    html: Path | None = None,
    csv: Path | None = None,
    mark: Path | None = None,
) -> list[Path]:
    """Write a school's check as a page, as a list, and as marked copies in a folder: those that are named.

    Gives the paths written. Raises CannotWrite, or FileInUse when another program holds a file.
    """
    written = []
    if html is not None:
        write_whole(html, check_page(check, school=school.name, network=network.settings.name, day=today()))
        written.append(html)
    if csv is not None:
        write_whole(csv, problem_list(check.problems))
        written.append(csv)
    if mark is not None:
        written += mark_tables(network.data_folder(school.id), check, mark)
    return written
