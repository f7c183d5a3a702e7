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
    from enquiry_lib.analyse.attendance import school_absence_by_reason as school_absence_by_reason
    from enquiry_lib.analyse.attendance import school_attendance as school_attendance
    from enquiry_lib.analyse.attendance import school_persistence_by_group as school_persistence_by_group
    from enquiry_lib.analyse.benchmark import benchmark_attendance as benchmark_attendance
    from enquiry_lib.analyse.decision import weigh_decision as weigh_decision
    from enquiry_lib.analyse.delivery import school_dosage as school_dosage
    from enquiry_lib.analyse.enquiry import open_enquiry as open_enquiry
    from enquiry_lib.analyse.in_short import how_sure as how_sure
    from enquiry_lib.analyse.in_short import what_happened as what_happened
    from enquiry_lib.analyse.in_short import what_next as what_next
    from enquiry_lib.analyse.in_short import what_we_asked as what_we_asked
    from enquiry_lib.analyse.in_short import what_we_did as what_we_did
    from enquiry_lib.analyse.logic import draw_logic_model as draw_logic_model
    from enquiry_lib.analyse.logic import draw_timeline as draw_timeline
    from enquiry_lib.analyse.look_up import look_up as look_up
    from enquiry_lib.analyse.narrowing import scan_planned_gaps as scan_planned_gaps
    from enquiry_lib.analyse.network import open_network as open_network
    from enquiry_lib.analyse.network import overview as overview
    from enquiry_lib.analyse.plan import estimate_effect as estimate_effect
    from enquiry_lib.analyse.plan import freeze_plan as freeze_plan
    from enquiry_lib.analyse.plan import plan_status as plan_status
    from enquiry_lib.analyse.plan import reopen_plan as reopen_plan
    from enquiry_lib.analyse.process import bring_together_process as bring_together_process
    from enquiry_lib.analyse.progress import progress as progress
    from enquiry_lib.analyse.protection import prepare_impact_assessment as prepare_impact_assessment
    from enquiry_lib.analyse.protection import what_we_promised as what_we_promised
    from enquiry_lib.analyse.protocol import read_protocol as read_protocol
    from enquiry_lib.analyse.quality import data_quality as data_quality
    from enquiry_lib.analyse.question import check_question as check_question
    from enquiry_lib.analyse.quotes import school_quotes as school_quotes
    from enquiry_lib.analyse.size import what_can_be_seen as what_can_be_seen
    from enquiry_lib.analyse.tables import school_capacity as school_capacity
    from enquiry_lib.analyse.tables import school_fidelity as school_fidelity
    from enquiry_lib.analyse.tables import school_indicators as school_indicators
    from enquiry_lib.analyse.tables import school_survey as school_survey
    from enquiry_lib.analyse.tables import school_themes as school_themes
    from enquiry_lib.analyse.toolkit import browse_toolkit as browse_toolkit
    from enquiry_lib.analyse.trial import pool_trial as pool_trial
    from enquiry_lib.analyse.trial import trial_estimate as trial_estimate
    from enquiry_lib.data.importing.filing import import_file as import_file
    from enquiry_lib.data.importing.proposing import propose_import as propose_import
    from enquiry_lib.data.reading.files import read_file as read_file
    from enquiry_lib.show.forms import ask as ask
    from enquiry_lib.show.importing import ask_for_file as ask_for_file
    from enquiry_lib.show.showing import show as show
    from enquiry_lib.stats.attendance import summarise_attendance as summarise_attendance
    from enquiry_lib.stats.attendance_groups import persistent_by_group as persistent_by_group
    from enquiry_lib.stats.attendance_rates import attendance_rates as attendance_rates
    from enquiry_lib.stats.attendance_reasons import absence_by_reason as absence_by_reason
    from enquiry_lib.stats.dosage import summarise_dosage as summarise_dosage
    from enquiry_lib.stats.fidelity import summarise_fidelity as summarise_fidelity
    from enquiry_lib.stats.gaps import scan_gaps as scan_gaps
    from enquiry_lib.stats.indicators import compare_indicators as compare_indicators
    from enquiry_lib.stats.months import months_of_progress as months_of_progress
    from enquiry_lib.stats.one_group import before_after as before_after
    from enquiry_lib.stats.pooling import pool_effects as pool_effects
    from enquiry_lib.stats.power import detectable_effect as detectable_effect
    from enquiry_lib.stats.quotes import pick_quotes as pick_quotes
    from enquiry_lib.stats.surveys import survey_change as survey_change
    from enquiry_lib.stats.two_groups import compare_two_groups as compare_two_groups
    from enquiry_lib.stats.voices import count_themes as count_themes

__version__ = "0.1.0"

_HOMES = {
    "open_enquiry": "analyse.enquiry",
    "open_network": "analyse.network",
    "overview": "analyse.network",
    "school_attendance": "analyse.attendance",
    "school_absence_by_reason": "analyse.attendance",
    "school_persistence_by_group": "analyse.attendance",
    "benchmark_attendance": "analyse.benchmark",
    "school_dosage": "analyse.delivery",
    "school_capacity": "analyse.tables",
    "school_fidelity": "analyse.tables",
    "school_indicators": "analyse.tables",
    "school_survey": "analyse.tables",
    "school_themes": "analyse.tables",
    "school_quotes": "analyse.quotes",
    "check_question": "analyse.question",
    "what_can_be_seen": "analyse.size",
    "draw_logic_model": "analyse.logic",
    "draw_timeline": "analyse.logic",
    "what_we_promised": "analyse.protection",
    "prepare_impact_assessment": "analyse.protection",
    "bring_together_process": "analyse.process",
    "weigh_decision": "analyse.decision",
    "what_we_asked": "analyse.in_short",
    "what_we_did": "analyse.in_short",
    "what_happened": "analyse.in_short",
    "how_sure": "analyse.in_short",
    "what_next": "analyse.in_short",
    "trial_estimate": "analyse.trial",
    "pool_trial": "analyse.trial",
    "read_protocol": "analyse.protocol",
    "progress": "analyse.progress",
    "data_quality": "analyse.quality",
    "look_up": "analyse.look_up",
    "browse_toolkit": "analyse.toolkit",
    "plan_status": "analyse.plan",
    "freeze_plan": "analyse.plan",
    "reopen_plan": "analyse.plan",
    "estimate_effect": "analyse.plan",
    "scan_gaps": "stats.gaps",
    "scan_planned_gaps": "analyse.narrowing",
    "summarise_attendance": "stats.attendance",
    "absence_by_reason": "stats.attendance_reasons",
    "persistent_by_group": "stats.attendance_groups",
    "attendance_rates": "stats.attendance_rates",
    "compare_two_groups": "stats.two_groups",
    "before_after": "stats.one_group",
    "months_of_progress": "stats.months",
    "survey_change": "stats.surveys",
    "count_themes": "stats.voices",
    "pick_quotes": "stats.quotes",
    "compare_indicators": "stats.indicators",
    "summarise_fidelity": "stats.fidelity",
    "summarise_dosage": "stats.dosage",
    "pool_effects": "stats.pooling",
    "detectable_effect": "stats.power",
    "read_file": "data.reading.files",
    "propose_import": "data.importing.proposing",
    "import_file": "data.importing.filing",
    "ask": "show.forms",
    "ask_for_file": "show.importing",
    "show": "show.showing",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the names above, loaded when used


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"enquiry_lib has nothing called '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(f"enquiry_lib.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
