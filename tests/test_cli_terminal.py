"""What every command shares."""

from __future__ import annotations

from commands import run

from enquiry_lib import errors
from enquiry_lib.store.network import Network


def test_several_schools_need_a_name(network: Network) -> None:
    """Where a command is about one school, a network of several asks which."""
    done = run("history", str(network.folder))
    assert isinstance(done.exception, errors.SchoolNotNamed)
