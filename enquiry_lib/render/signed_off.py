"""Which schools' results on the network's page belong to a report that somebody signed off."""

from __future__ import annotations

from enquiry_lib import errors
from enquiry_lib.render.index import sha256
from enquiry_lib.store.network import Network, School
from enquiry_lib.store.published import published_reports
from enquiry_lib.store.saving import read_whole


def signed_off(network: Network) -> tuple[int, int]:
    """Count the schools whose results a network's page draws on, and those of them that have signed all of it off.

    Results are those of a signed report when their files are the same, to the byte, as when it was signed.
    """
    reported = [(school, files) for school in network.schools if (files := _results(network, school))]
    return len(reported), sum(files <= _signed(network, school) for school, files in reported)


def _results(network: Network, school: School) -> frozenset[str]:
    """Give the hashes of the files of results of all enquiries of a school."""
    records = network.enquiries(school.id) or [network.new_enquiry(school.id)]
    folders = (path.parent / "results" for path in records)
    return frozenset(sha256(read_whole(file)) for folder in folders for file in folder.glob("*.json"))


def _signed(network: Network, school: School) -> frozenset[str]:
    """Give the hashes of all results that were signed off; of a sign-off that cannot be read, nothing is known."""
    try:
        published = published_reports(network, school.id)
    except errors.BrokenPublished:
        return frozenset()
    return frozenset(one for report in published for one in report.sign_off.results)
