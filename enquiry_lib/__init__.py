"""Enquiry Workbooks: from a worry to an honest, readable report.

In a workbook four verbs do everything:

    enquiry = el.open_enquiry(network, school)                  # open
    el.ask(enquiry, "question")                                 # ask: a form, or the saved answers
    gaps = el.scan_gaps(enquiry.table("outcomes", join="pupils"))   # work out
    el.show(gaps)                                               # show: a sentence, a picture, a table

Importing the package is light; each part is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enquiry_lib.analyse.benchmark import benchmark_attendance as benchmark_attendance
    from enquiry_lib.analyse.enquiry import open_enquiry as open_enquiry
    from enquiry_lib.analyse.in_short import in_short as in_short
    from enquiry_lib.analyse.network import open_network as open_network
    from enquiry_lib.analyse.network import overview as overview
    from enquiry_lib.analyse.plan import estimate_effect as estimate_effect
    from enquiry_lib.analyse.plan import freeze_plan as freeze_plan
    from enquiry_lib.analyse.plan import plan_status as plan_status
    from enquiry_lib.analyse.plan import reopen_plan as reopen_plan
    from enquiry_lib.analyse.progress import progress as progress
    from enquiry_lib.show.forms import ask as ask
    from enquiry_lib.show.showing import show as show
    from enquiry_lib.stats.attendance import summarise_attendance as summarise_attendance
    from enquiry_lib.stats.gaps import scan_gaps as scan_gaps
    from enquiry_lib.stats.one_group import before_after as before_after
    from enquiry_lib.stats.two_groups import compare_two_groups as compare_two_groups

__version__ = "0.1.0"

_HOMES = {
    "open_enquiry": "analyse.enquiry",
    "open_network": "analyse.network",
    "overview": "analyse.network",
    "benchmark_attendance": "analyse.benchmark",
    "in_short": "analyse.in_short",
    "progress": "analyse.progress",
    "plan_status": "analyse.plan",
    "freeze_plan": "analyse.plan",
    "reopen_plan": "analyse.plan",
    "estimate_effect": "analyse.plan",
    "scan_gaps": "stats.gaps",
    "summarise_attendance": "stats.attendance",
    "compare_two_groups": "stats.two_groups",
    "before_after": "stats.one_group",
    "ask": "show.forms",
    "show": "show.showing",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the names above, loaded when used


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"enquiry_lib has nothing called '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(f"enquiry_lib.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
