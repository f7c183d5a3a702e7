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
    from enquiry_lib.analyse.gaps import school_gap_pairs as school_gap_pairs
    from enquiry_lib.analyse.gaps import school_gaps_beside_published as school_gaps_beside_published
    from enquiry_lib.analyse.gaps import school_gaps_over_years as school_gaps_over_years
    from enquiry_lib.analyse.impact import look_again as look_again
    from enquiry_lib.analyse.impact import planned_subgroups as planned_subgroups
    from enquiry_lib.analyse.impact import progress_in_months as progress_in_months
    from enquiry_lib.analyse.impact import school_attrition as school_attrition
    from enquiry_lib.analyse.impact import weigh_estimate as weigh_estimate
    from enquiry_lib.analyse.in_short import how_sure as how_sure
    from enquiry_lib.analyse.in_short import what_happened as what_happened
    from enquiry_lib.analyse.in_short import what_next as what_next
    from enquiry_lib.analyse.in_short import what_we_asked as what_we_asked
    from enquiry_lib.analyse.in_short import what_we_did as what_we_did
    from enquiry_lib.analyse.like_ours import schools_like_ours as schools_like_ours
    from enquiry_lib.analyse.logic import draw_logic_model as draw_logic_model
    from enquiry_lib.analyse.logic import draw_timeline as draw_timeline
    from enquiry_lib.analyse.look_up import look_up as look_up
    from enquiry_lib.analyse.measures import school_limits as school_limits
    from enquiry_lib.analyse.measures import school_measures as school_measures
    from enquiry_lib.analyse.measures import school_reliability as school_reliability
    from enquiry_lib.analyse.narrowing import scan_planned_gaps as scan_planned_gaps
    from enquiry_lib.analyse.network import open_network as open_network
    from enquiry_lib.analyse.network import overview as overview
    from enquiry_lib.analyse.over_time import chosen_beside_others as chosen_beside_others
    from enquiry_lib.analyse.over_time import chosen_by_themselves as chosen_by_themselves
    from enquiry_lib.analyse.over_time import interrupt_at_start as interrupt_at_start
    from enquiry_lib.analyse.over_time import nothing_was_done as nothing_was_done
    from enquiry_lib.analyse.over_time import school_beside_trend as school_beside_trend
    from enquiry_lib.analyse.over_time import weekly_chosen_attendance as weekly_chosen_attendance
    from enquiry_lib.analyse.over_time import weekly_school_attendance as weekly_school_attendance
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
    from enquiry_lib.analyse.second_looks import effect_where_received as effect_where_received
    from enquiry_lib.analyse.second_looks import every_subgroup as every_subgroup
    from enquiry_lib.analyse.second_looks import fill_in_missing as fill_in_missing
    from enquiry_lib.analyse.second_looks import match_school as match_school
    from enquiry_lib.analyse.second_looks import redraw_groups as redraw_groups
    from enquiry_lib.analyse.second_looks import redraw_pupils as redraw_pupils
    from enquiry_lib.analyse.second_looks import school_balance as school_balance
    from enquiry_lib.analyse.size import what_can_be_seen as what_can_be_seen
    from enquiry_lib.analyse.size import what_schools_could_see as what_schools_could_see
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
    from enquiry_lib.show.report_button import offer_report as offer_report
    from enquiry_lib.show.showing import show as show
    from enquiry_lib.show.way import where_we_are as where_we_are
    from enquiry_lib.stats.attendance import summarise_attendance as summarise_attendance
    from enquiry_lib.stats.attendance_groups import persistent_by_group as persistent_by_group
    from enquiry_lib.stats.attendance_rates import attendance_rates as attendance_rates
    from enquiry_lib.stats.attendance_reasons import absence_by_reason as absence_by_reason
    from enquiry_lib.stats.comparisons.association import associate as associate
    from enquiry_lib.stats.comparisons.balance import check_balance as check_balance
    from enquiry_lib.stats.comparisons.imputation import impute_and_compare as impute_and_compare
    from enquiry_lib.stats.comparisons.matching import match_pupils as match_pupils
    from enquiry_lib.stats.comparisons.matching import weight_pupils as weight_pupils
    from enquiry_lib.stats.comparisons.means import compare_means as compare_means
    from enquiry_lib.stats.comparisons.ranks import compare_ranks as compare_ranks
    from enquiry_lib.stats.comparisons.several import compare_several_groups as compare_several_groups
    from enquiry_lib.stats.comparisons.shares import compare_shares as compare_shares
    from enquiry_lib.stats.comparisons.shares_changed import change_in_shares as change_in_shares
    from enquiry_lib.stats.comparisons.side_by_side import set_side_by_side as set_side_by_side
    from enquiry_lib.stats.comparisons.subgroups import subgroup_effects as subgroup_effects
    from enquiry_lib.stats.dosage import summarise_dosage as summarise_dosage
    from enquiry_lib.stats.fidelity import summarise_fidelity as summarise_fidelity
    from enquiry_lib.stats.gap_benchmarks import benchmark_gaps as benchmark_gaps
    from enquiry_lib.stats.gap_pairs import scan_pairs as scan_pairs
    from enquiry_lib.stats.gap_years import gaps_over_years as gaps_over_years
    from enquiry_lib.stats.gaps import scan_gaps as scan_gaps
    from enquiry_lib.stats.indicators import compare_indicators as compare_indicators
    from enquiry_lib.stats.measures.compare import compare_measures as compare_measures
    from enquiry_lib.stats.measures.limits import floor_and_ceiling as floor_and_ceiling
    from enquiry_lib.stats.measures.reliability import reliability as reliability
    from enquiry_lib.stats.models.multilevel import fit_multilevel as fit_multilevel
    from enquiry_lib.stats.models.regression import regress as regress
    from enquiry_lib.stats.months import months_of_progress as months_of_progress
    from enquiry_lib.stats.one_group import before_after as before_after
    from enquiry_lib.stats.over_time.differences import difference_in_differences as difference_in_differences
    from enquiry_lib.stats.over_time.interrupted import interrupt_attendance as interrupt_attendance
    from enquiry_lib.stats.over_time.interrupted import interrupt_series as interrupt_series
    from enquiry_lib.stats.over_time.regression_to_mean import expect_regression as expect_regression
    from enquiry_lib.stats.over_time.trends import against_trend as against_trend
    from enquiry_lib.stats.over_time.weeks import weekly_attendance as weekly_attendance
    from enquiry_lib.stats.pooling import pool_effects as pool_effects
    from enquiry_lib.stats.power.pupils import detectable_effect as detectable_effect
    from enquiry_lib.stats.power.schools import detectable_by_schools as detectable_by_schools
    from enquiry_lib.stats.power.textbook import power_of_pairs as power_of_pairs
    from enquiry_lib.stats.power.textbook import power_of_several_groups as power_of_several_groups
    from enquiry_lib.stats.power.textbook import power_of_two_groups as power_of_two_groups
    from enquiry_lib.stats.power.textbook import power_of_two_shares as power_of_two_shares
    from enquiry_lib.stats.quotes import pick_quotes as pick_quotes
    from enquiry_lib.stats.similar_schools import similar_schools as similar_schools
    from enquiry_lib.stats.surveys import survey_change as survey_change
    from enquiry_lib.stats.trials.attrition import check_attrition as check_attrition
    from enquiry_lib.stats.trials.attrition import check_attrition_counts as check_attrition_counts
    from enquiry_lib.stats.trials.blocks import compare_in_blocks as compare_in_blocks
    from enquiry_lib.stats.trials.bootstrap import bootstrap_effect as bootstrap_effect
    from enquiry_lib.stats.trials.clusters import compare_clusters as compare_clusters
    from enquiry_lib.stats.trials.compliers import complier_effect as complier_effect
    from enquiry_lib.stats.trials.correction import correct_for_clusters as correct_for_clusters
    from enquiry_lib.stats.trials.permutation import permute_arms as permute_arms
    from enquiry_lib.stats.trials.sites import compare_in_sites as compare_in_sites
    from enquiry_lib.stats.two_groups import compare_two_groups as compare_two_groups
    from enquiry_lib.stats.voices import count_themes as count_themes
    from enquiry_lib.stats.weighing import weigh_effect as weigh_effect

__version__ = "0.1.0"

_HOMES = {
    "open_enquiry": "analyse.enquiry",
    "open_network": "analyse.network",
    "overview": "analyse.network",
    "school_attendance": "analyse.attendance",
    "school_absence_by_reason": "analyse.attendance",
    "school_persistence_by_group": "analyse.attendance",
    "benchmark_attendance": "analyse.benchmark",
    "school_gap_pairs": "analyse.gaps",
    "school_gaps_over_years": "analyse.gaps",
    "school_gaps_beside_published": "analyse.gaps",
    "schools_like_ours": "analyse.like_ours",
    "weekly_school_attendance": "analyse.over_time",
    "weekly_chosen_attendance": "analyse.over_time",
    "interrupt_at_start": "analyse.over_time",
    "school_beside_trend": "analyse.over_time",
    "chosen_beside_others": "analyse.over_time",
    "chosen_by_themselves": "analyse.over_time",
    "nothing_was_done": "analyse.over_time",
    "school_dosage": "analyse.delivery",
    "school_capacity": "analyse.tables",
    "school_fidelity": "analyse.tables",
    "school_indicators": "analyse.tables",
    "school_survey": "analyse.tables",
    "school_themes": "analyse.tables",
    "school_quotes": "analyse.quotes",
    "check_question": "analyse.question",
    "what_can_be_seen": "analyse.size",
    "what_schools_could_see": "analyse.size",
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
    "school_reliability": "analyse.measures",
    "school_limits": "analyse.measures",
    "school_measures": "analyse.measures",
    "look_up": "analyse.look_up",
    "browse_toolkit": "analyse.toolkit",
    "plan_status": "analyse.plan",
    "freeze_plan": "analyse.plan",
    "reopen_plan": "analyse.plan",
    "estimate_effect": "analyse.plan",
    "weigh_estimate": "analyse.impact",
    "progress_in_months": "analyse.impact",
    "school_attrition": "analyse.impact",
    "look_again": "analyse.impact",
    "planned_subgroups": "analyse.impact",
    "school_balance": "analyse.second_looks",
    "match_school": "analyse.second_looks",
    "redraw_groups": "analyse.second_looks",
    "redraw_pupils": "analyse.second_looks",
    "fill_in_missing": "analyse.second_looks",
    "effect_where_received": "analyse.second_looks",
    "every_subgroup": "analyse.second_looks",
    "scan_gaps": "stats.gaps",
    "scan_pairs": "stats.gap_pairs",
    "gaps_over_years": "stats.gap_years",
    "benchmark_gaps": "stats.gap_benchmarks",
    "similar_schools": "stats.similar_schools",
    "scan_planned_gaps": "analyse.narrowing",
    "summarise_attendance": "stats.attendance",
    "absence_by_reason": "stats.attendance_reasons",
    "persistent_by_group": "stats.attendance_groups",
    "attendance_rates": "stats.attendance_rates",
    "compare_two_groups": "stats.two_groups",
    "compare_means": "stats.comparisons.means",
    "compare_shares": "stats.comparisons.shares",
    "change_in_shares": "stats.comparisons.shares_changed",
    "compare_ranks": "stats.comparisons.ranks",
    "compare_several_groups": "stats.comparisons.several",
    "associate": "stats.comparisons.association",
    "complier_effect": "stats.trials.compliers",
    "check_attrition": "stats.trials.attrition",
    "check_attrition_counts": "stats.trials.attrition",
    "compare_clusters": "stats.trials.clusters",
    "compare_in_sites": "stats.trials.sites",
    "compare_in_blocks": "stats.trials.blocks",
    "correct_for_clusters": "stats.trials.correction",
    "permute_arms": "stats.trials.permutation",
    "bootstrap_effect": "stats.trials.bootstrap",
    "regress": "stats.models.regression",
    "before_after": "stats.one_group",
    "check_balance": "stats.comparisons.balance",
    "match_pupils": "stats.comparisons.matching",
    "weight_pupils": "stats.comparisons.matching",
    "impute_and_compare": "stats.comparisons.imputation",
    "subgroup_effects": "stats.comparisons.subgroups",
    "set_side_by_side": "stats.comparisons.side_by_side",
    "months_of_progress": "stats.months",
    "fit_multilevel": "stats.models.multilevel",
    "survey_change": "stats.surveys",
    "count_themes": "stats.voices",
    "pick_quotes": "stats.quotes",
    "compare_indicators": "stats.indicators",
    "summarise_fidelity": "stats.fidelity",
    "summarise_dosage": "stats.dosage",
    "weekly_attendance": "stats.over_time.weeks",
    "interrupt_attendance": "stats.over_time.interrupted",
    "interrupt_series": "stats.over_time.interrupted",
    "difference_in_differences": "stats.over_time.differences",
    "against_trend": "stats.over_time.trends",
    "expect_regression": "stats.over_time.regression_to_mean",
    "pool_effects": "stats.pooling",
    "detectable_effect": "stats.power.pupils",
    "detectable_by_schools": "stats.power.schools",
    "power_of_two_groups": "stats.power.textbook",
    "power_of_pairs": "stats.power.textbook",
    "power_of_several_groups": "stats.power.textbook",
    "power_of_two_shares": "stats.power.textbook",
    "weigh_effect": "stats.weighing",
    "reliability": "stats.measures.reliability",
    "floor_and_ceiling": "stats.measures.limits",
    "compare_measures": "stats.measures.compare",
    "read_file": "data.reading.files",
    "propose_import": "data.importing.proposing",
    "import_file": "data.importing.filing",
    "ask": "show.forms",
    "ask_for_file": "show.importing",
    "offer_report": "show.report_button",
    "where_we_are": "show.way",
    "show": "show.showing",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the names above, loaded when used


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"enquiry_lib has nothing called '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(f"enquiry_lib.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
