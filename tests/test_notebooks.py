"""The workbooks: their shape, and what each works out on the example."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest

from enquiry_lib.analyse.enquiry import network_folder, open_enquiry
from enquiry_lib.analyse.network import open_network
from enquiry_lib.render.run import parameters, run_workbook
from enquiry_lib.show.showing import SUMMARY
from enquiry_lib.store.record import SECTIONS, form_fields, is_filled
from enquiry_lib.store.shipped import shipped

WORKBOOKS = sorted(shipped("notebooks").glob("*.ipynb"))
EACH = pytest.mark.parametrize("workbook", WORKBOOKS, ids=lambda path: path.stem)


def _cells(workbook: Path, kind: str) -> list[Any]:
    return [cell for cell in nbformat.read(workbook, as_version=4).cells if cell.cell_type == kind]


# --- shape ------------------------------------------------------------------------------------------------


@EACH
def test_code_cells_are_tiny(workbook: Path) -> None:
    """A code cell has one to three lines and defines, loops and decides nothing."""
    for cell in _cells(workbook, "code"):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert 1 <= len(lines) <= 3, cell.source
        banned = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.Lambda)
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, banned)]


@EACH
def test_one_heading_one_import_no_typed_results(workbook: Path) -> None:
    """One H1, one import, headings that step down one at a time, and no result written into the prose."""
    prose = "\n".join(cell.source for cell in _cells(workbook, "markdown"))
    levels = [len(found) for found in re.findall(r"^(#+) ", prose, re.MULTILINE)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    imports = [cell for cell in _cells(workbook, "code") if "import " in cell.source]
    assert [cell.source for cell in imports] == ["import enquiry_lib as el"]
    assert not re.findall(r"\d+(?:\.\d+)?\s?%|\bg = |\bp ?[<=]", prose)


@EACH
def test_prose_guides_the_reader(workbook: Path) -> None:
    """Each workbook says what the day needs, asks before it tells, and ends with its limits and what comes next."""
    prose = "\n".join(cell.source for cell in _cells(workbook, "markdown"))
    words = len(re.findall(r"\w+", prose))
    assert 450 <= words <= 1000, words
    for part in (
        "**Ask yourself**",
        "You will leave with",
        "What to look for",
        "## What this cannot tell you",
        "## Next",
    ):
        assert part in " ".join(prose.split()), part


@EACH
def test_committed_clean(workbook: Path) -> None:
    """No outputs, no widget state, ids kept and unique, and no comment that papermill would stumble over."""
    notebook = json.loads(workbook.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
    assert "widgets" not in notebook["metadata"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    for parameter in parameters(workbook).values():
        assert "=" not in parameter.help
        assert parameter.help
        assert "=" not in str(parameter.default)


def test_links_between_workbooks_lead_somewhere() -> None:
    """Every link from one workbook to another names a file that is there."""
    for workbook in WORKBOOKS:
        text = "\n".join(cell.source for cell in _cells(workbook, "markdown"))
        for target in re.findall(r"\]\(([^)#]+\.ipynb)\)", text):
            assert (workbook.parent / target).is_file(), (workbook.name, target)


# --- what they ask ----------------------------------------------------------------------------------------

ASKED = {
    "priorities": "day1_1_school_priorities",
    "framework_review": "day1_1_school_priorities",
    "stakeholders": "day1_1_school_priorities",
    "question": "day1_2_frame_the_question",
    "evidence": "day2_1_review_the_evidence",
    "intervention": "day3_1_design_the_intervention",
    "implementation": "day3_2_plan_the_implementation",
    "protection": "day3_3_people_and_their_data",
    "evaluation_plan": "day4_1_plan_the_evaluation",
    "process_findings": "day4_3_evaluate_process",
    "findings": "day5_1_share_and_embed",
    "decision": "day5_1_share_and_embed",
    "sharing": "day5_1_share_and_embed",
    "next_cycle": "day5_1_share_and_embed",
}
FIELDS = [(section, field) for section, model in SECTIONS.items() for field in form_fields(model)]


@pytest.mark.parametrize(("section", "field"), FIELDS, ids=[".".join(place) for place in FIELDS])
def test_asked_and_answered(section: str, field: str) -> None:
    """Each question of the programme is asked in its day's workbook, and a school of the example has answered it."""
    school = _school_that_answered(section, field)
    title = str(SECTIONS[section].model_fields[field].title)
    assert title in _read_out(ASKED[section], school).splitlines()


def _school_that_answered(section: str, field: str) -> str:
    for school in open_network("example").schools:
        if is_filled(open_enquiry("example", school.id).record.section(section)).get(field):
            return school.id
    pytest.fail(f"no school of the example has answered {section}.{field}")


def _read_out(name: str, school: str) -> str:
    """Give, as plain text, everything that a workbook puts out."""
    data = [output.get("data", {}) for output in _outputs(name, school)]
    return "\n".join(str(one.get("text/plain", "")) for one in data)


# --- what they work out -----------------------------------------------------------------------------------


@cache
def _outputs(name: str, school: str) -> list[Any]:
    folder = network_folder("example")
    given = {"network": str(folder)} | ({"school": school} if school else {})
    ran = run_workbook(shipped("notebooks") / f"{name}.ipynb", given, cwd=folder)
    return [output for cell in ran.cells if cell.cell_type == "code" for output in cell.outputs]


def _summaries(name: str, school: str = "") -> list[dict[str, Any]]:
    outputs = _outputs(name, school)
    return [output["data"][SUMMARY] for output in outputs if SUMMARY in output.get("data", {})]


def _first(name: str, kind: str, school: str = "") -> dict[str, Any]:
    return next(summary for summary in _summaries(name, school) if summary["kind"] == kind)


def _attendance_school() -> str:
    return open_network("example").schools[0].id


READING = "quillbeck-primary"
"""A school of the example that drew lots among sixty pupils and kept its plan."""


def test_start_here_says_how_far() -> None:
    """The first page counts answers and tables of the school it opens."""
    assert _first("00_start_here", "Progress", _attendance_school())["sections"][0]["answered"] > 5
    tables = _first("00_start_here", "DataCheck", _attendance_school())["tables"]
    assert {"pupils", "attendance", "outcomes"} <= {table["table"] for table in tables if table["file"]}


def test_priorities_reproduce_the_published_attendance() -> None:
    """From marks: 94.9% to 97.0%, and 44 of 311 to 13 of 336 persistently absent."""
    before, after = _first("day1_1_school_priorities", "Attendance", _attendance_school())["periods"]
    assert (round(before["attendance"], 1), round(after["attendance"], 1)) == (94.9, 97.0)
    assert (before["persistent"], before["pupils"]) == (44, 311)
    assert (after["persistent"], after["pupils"]) == (13, 336)


def test_priorities_stand_beside_published_figures() -> None:
    """The school's attendance stands beside its authority's primaries, then the nation's."""
    areas = _first("day1_1_school_priorities", "AttendanceBenchmark", _attendance_school())["areas"]
    assert [area["area"] for area in areas] == ["Calderdale", "England"]
    assert areas[0]["persistent_absence"] == 12.8


def test_priorities_say_for_which_reasons_sessions_were_missed() -> None:
    """Both years' reasons stand behind the attendance, and their sums are its absence."""
    name, school = "day1_1_school_priorities", _attendance_school()
    years = _first(name, "AbsenceByReason", school)["years"]
    whole = _first(name, "Attendance", school)["periods"]
    assert [year["authorised_rate"] for year in years] == [year["authorised_rate"] for year in whole]
    assert "illness" in {line["reason"] for line in years[-1]["reasons"]}


def test_priorities_say_in_which_groups_persistent_absence_is() -> None:
    """All pupils are those of the published claim, and groups have a line in both years."""
    lines = _first("day1_1_school_priorities", "PersistentByGroup", _attendance_school())["lines"]
    assert [(line["persistent"], line["pupils"]) for line in lines[:2]] == [(44, 311), (13, 336)]
    premium = [
        line["period"] for line in lines if (line["group"], line["member"]) == ("pupil_premium", "yes")
    ]
    assert premium == ["2024/25", "2025/26"]


def test_priorities_scan_the_gaps() -> None:
    """Gaps at the start are about the first occasion only, with and without the pupil premium among them."""
    gaps = _first("day1_1_school_priorities", "GapScan", READING)["gaps"]
    assert {gap["occasion"] for gap in gaps} == {"baseline"}
    assert "pupil_premium" in {gap["group"] for gap in gaps}


def test_gaps_in_depth_say_what_stands_out_and_what_a_network_can_add() -> None:
    """Singles and pairs of the start are allowed for; what only a network's own tables can show says where to put them."""
    name = "methods_1_gaps_in_depth"
    scan, pairs = (_first(name, kind, READING) for kind in ("GapScan", "PairScan"))
    assert pairs["looked_at"] == len(pairs["gaps"]) > scan["looked_at"]
    assert {gap["occasion"] for gap in (*scan["gaps"], *pairs["gaps"])} == {"baseline"}
    missing = [summary for summary in _summaries(name, READING) if summary["kind"] == "NotEnough"]
    assert "one school year" in missing[0]["found"]
    assert ["reference/england" in summary["do"] for summary in missing] == [False, True, True]


def test_impact_says_what_a_before_after_claim_can_bear() -> None:
    """The attendance school's estimate carries its design, the two rolls and the interval of the change."""
    estimate = _first("day4_2_evaluate_impact", "Estimate", _attendance_school())
    change = estimate["effect"]["change"]
    assert estimate["design"] == "before_after"
    assert (change["n_before"], change["n_after"]) == (311, 336)
    assert [round(change[name], 1) for name in ("persistent_points", "low", "high")] == [-10.3, -14.7, -5.9]


ALONG_TIME = "methods_2_attendance_over_time"


def test_attendance_along_time_says_what_each_look_can_bear() -> None:
    """The line breaks where the plan starts, alone and beside the others; both years are compared by the pupils there twice."""
    alone, beside = [
        one for one in _summaries(ALONG_TIME, _attendance_school()) if one["kind"] == "SeriesChange"
    ]
    assert alone["start"] == beside["start"] == "8 September 2025"
    assert (alone["beyond"], "one_series" in alone["cautions"]) == (None, True)
    assert beside["beyond"]["at_last"]["low"] < 0 < beside["beyond"]["at_last"]["high"]
    differences = _first(ALONG_TIME, "DifferenceInDifferences", _attendance_school())
    assert (differences["before"], differences["after"]) == ("2024/25", "2025/26")
    assert (
        "published figures of both 2024/25 and 2025/26"
        in _first(ALONG_TIME, "NotEnough", _attendance_school())["found"]
    )


def test_the_lowest_rise_when_nothing_is_done() -> None:
    """In the example's own register they rise as was to be expected; at the other end too many are level at 100%."""
    summaries = _summaries(ALONG_TIME, _attendance_school())
    _, low = [one for one in summaries if one["kind"] == "RegressionToMean"]
    assert low["mean_chosen"] < low["mean_all"]
    assert low["observed"] > 1
    assert low["low"] < low["observed"] < low["high"]
    assert "everybody at 100% would be picked" in summaries[-1]["found"]


@pytest.mark.parametrize("school", [one.id for one in open_network("example").schools])
def test_attendance_along_time_suits_every_school(school: str) -> None:
    """With marks or without, frozen or not, for all or for some: each cell shows a result or says why there is none."""
    outputs = _outputs(ALONG_TIME, school)
    assert len(outputs) == 9
    assert not [output for output in outputs if output.output_type == "error"]


def test_the_question_is_checked_line_by_line() -> None:
    """Six checks of the reading school's question are met; with sixty pupils it asks for more than can be seen."""
    lines = {
        line["key"]: line for line in _first("day1_2_frame_the_question", "QuestionCheck", READING)["lines"]
    }
    assert [key for key, line in lines.items() if line["status"] != "met"] == ["sized"]
    assert lines["sized"]["remarks"][0]["code"] == "too_small_to_see"


def test_the_front_opens_with_the_question() -> None:
    """The first piece of the report is the question in its latest wording."""
    asked = _first("day1_2_frame_the_question", "InShort", READING)
    assert asked["part"] == "asked"
    assert asked["said"].startswith("Do pupils in Years 3 and 4 allocated by lot")


def test_the_toolkit_keeps_what_is_not_known() -> None:
    """Thirty strands by name: some without enough evidence, one of minus two months, the school's own marked."""
    strands = _first("day2_1_review_the_evidence", "ToolkitView", READING)["strands"]
    months = {strand["strand"]: strand["months"] for strand in strands}
    assert list(months) == sorted(months)
    assert len(months) == 30
    assert [name for name, value in months.items() if value is None] == [
        *("Aspiration interventions", "Learning styles", "Outdoor adventure learning", "School uniform")
    ]
    assert min(value for value in months.values() if value is not None) == months["Repeating a year"] == -2
    assert [strand["strand"] for strand in strands if strand["consulted"]]


def test_the_logic_model_is_drawn_from_the_record() -> None:
    """What is done lies within, between and beyond schools, and leads to something soon, later and in the end."""
    model = _first("day3_1_design_the_intervention", "LogicModel", _attendance_school())
    levels = {activity["level"] for activity in model["activities"]}
    assert levels == {"within the school", "between schools", "beyond schools"}
    assert all(model[term] for term in ("inputs", "short_term", "medium_term", "long_term"))


def test_the_timeline_has_steps_and_check_points() -> None:
    """Steps with dates and owners, and days on which the plan is looked at."""
    timeline = _first("day3_2_plan_the_implementation", "Timeline", _attendance_school())
    assert len(timeline["steps"]) == 8
    assert all(step["starts"] <= step["ends"] and step["owner"] for step in timeline["steps"])
    assert len(timeline["check_points"]) == 3


def test_promises_and_signs_are_read_from_the_record() -> None:
    """The reading school has settled four of nine questions and promised in writing; two signs call for the officer."""
    name = "day3_3_people_and_their_data"
    promised = _first(name, "Promises", READING)
    answers = [point["answer"] for point in promised["points"]]
    assert (answers.count("yes"), len(answers)) == (4, 9)
    assert (promised["not_to_judge"], promised["keep_tables_until"]) == ("yes, in writing", "2032-07-31")
    impact = _first(name, "ImpactAssessment", READING)
    assert impact["needed"] == "likely"
    assert [sign["name"] for sign in impact["signs"] if sign["answer"] == "yes"] == [
        *("Sensitive facts", "Data put together")
    ]


def test_what_can_be_seen_is_said_before_the_work() -> None:
    """Sixty pupils allocated by lot could show 0.736, and 0.520 with a good test before; the plan is frozen."""
    seen = _first("day4_1_plan_the_evaluation", "DetectableEffect", READING)
    assert seen["pupils"] == 60
    assert (round(seen["without_pretest"], 3), round(seen["with_pretest"], 3)) == (0.736, 0.52)
    assert _first("day4_1_plan_the_evaluation", "PlanStatus", READING)["frozen_at"].startswith("2025-10-03")


def test_impact_stands_beside_other_counts_and_the_trial() -> None:
    """The published counts of followers are compared, and the school's part in the network's trial is estimated."""
    lines = _first("day4_2_evaluate_impact", "Indicators", _attendance_school())["lines"]
    followers = next(line for line in lines if line["indicator"] == "Followers")
    assert (followers["before"], followers["after"], followers["change"]) == (270, 413, 143)
    trial = _first("day4_2_evaluate_impact", "TrialEstimate", _attendance_school())
    assert trial["trial"] == "words-to-keep"
    assert trial["estimate"]["effect"]["effect"]["se"] > 0


def test_impact_narrows_the_gap_or_says_that_it_cannot_tell() -> None:
    """The reading school's verdicts are about the measure of its plan and no other."""
    scan = _first("day4_2_evaluate_impact", "GapScan", READING)
    assert {line["measure"] for line in scan["narrowings"]} == {"Reading comprehension"}


def test_impact_is_weighed_and_asked_again() -> None:
    """Three chances come to one, the answer is that of the rule, and the planned model is marked among the others."""
    name = "day4_2_evaluate_impact"
    weighed, again = _first(name, "Weighed", READING), _first(name, "SideBySide", READING)
    assert sum(weighed[part] for part in ("up", "same", "down")) == pytest.approx(1)
    assert weighed["answer"] == _first("day5_1_share_and_embed", "RuleReading", READING)["answer"]
    assert [line["model"] for line in again["lines"] if line["planned"]] == ["baseline"]
    assert _first(name, "MonthsOfProgress", READING)["table"] == "EEF page about the toolkits"


def test_impact_looks_at_no_group_but_the_planned() -> None:
    """The reading school planned for the pupil premium alone; nobody lost is told of by number where few were."""
    columns = _first("day4_2_evaluate_impact", "Subgroups", READING)["columns"]
    assert [(column["name"], column["planned"]) for column in columns] == [("pupil_premium", True)]
    lost = _first("day4_2_evaluate_impact", "Attrition", READING)["levels"]
    assert lost[0]["overall"] is None


@pytest.mark.parametrize("school", ["saddlerigg-academy", "cindermoor-primary"])
def test_whole_classes_are_planned_and_judged_as_classes(school: str) -> None:
    """What could be seen is told by classes, the estimate by them too, and no group is looked at within so few."""
    assert _first("day4_1_plan_the_evaluation", "NetworkPower", school)["unit"] == "class"
    estimate = _first("day4_2_evaluate_impact", "Estimate", school)
    assert (estimate["design"], estimate["effect"]["kind"]) == ("classes_compared", "ClusteredEffect")
    assert estimate["effect"]["df"] <= 6
    kinds = [summary["kind"] for summary in _summaries("day4_2_evaluate_impact", school)]
    assert "Subgroups" not in kinds


CHECKED = "methods_3_check_an_effect"


def test_a_finding_by_lot_is_checked_by_drawing_again() -> None:
    """Likeness, draws, missing scores, groups and models are about the finding; matching is for those who drew no lots."""
    found = _first(CHECKED, "Estimate", READING)["effect"]["difference"]
    for kind in ("PermutationTest", "BootstrapEffect"):
        assert _first(CHECKED, kind, READING)["difference"] == pytest.approx(found)
    assert {line["column"] for line in _first(CHECKED, "Balance", READING)["lines"]} >= {
        "score_before",
        "sex",
    }
    assert _first(CHECKED, "ImputedComparison", READING)["n_treated"] == 30
    planned = {one["name"]: one["planned"] for one in _first(CHECKED, "Subgroups", READING)["columns"]}
    assert (planned["pupil_premium"], planned["sex"]) == (True, False)
    assert "Lots were drawn" in _first(CHECKED, "DoesNotApply", READING)["found"]


def test_a_finding_without_lots_is_checked_by_matching() -> None:
    """Pupils are matched on what the plan looked at; drawing again and dividing by who came are for draws."""
    matched = _first(CHECKED, "MatchedComparison", "larkenfold-primary")
    assert matched["on"] == ["score_before", "pupil_premium", "eal"]
    assert matched["n_treated"] == matched["n_control"] >= 30
    refused = [
        one["found"] for one in _summaries(CHECKED, "larkenfold-primary") if one["kind"] == "DoesNotApply"
    ]
    assert [one.startswith("Nobody drew lots") for one in refused] == [True, True]


@pytest.mark.parametrize("school", ["hoppletarn-primary", "saddlerigg-academy", "whinnyholt-school"])
def test_what_a_design_cannot_bear_is_not_checked(school: str) -> None:
    """Two years, whole classes and one group: every cell has an answer, and what does not apply is said quietly."""
    kinds = [one["kind"] for one in _summaries(CHECKED, school)]
    assert len(kinds) == 10
    assert "NotEnough" not in kinds
    assert "DoesNotApply" in kinds


def test_the_process_says_what_was_really_done() -> None:
    """Dosage, reach, fidelity beside comparison classes, themes, and all eight dimensions."""
    name = "day4_3_evaluate_process"
    dosage = _first(name, "Dosage", READING)
    assert dosage["reach"]["intended"] == dosage["pupils"] == 30
    fidelity = _first(name, "Fidelity", "cindermoor-primary")
    assert 0 < dosage["share_attended"] < 100
    assert {line["arm"] for line in fidelity["ingredients"]} == {"intervention", "comparison"}
    assert len(_first(name, "ProcessSummary", READING)["dimensions"]) == 8
    assert _first(name, "ThemeCount", _attendance_school())["themes"]


def test_measures_are_looked_at_before_one_is_chosen() -> None:
    """Questionnaires by role, measures side by side, and what schools together could see with the likeness asked for."""
    name, school = "methods_4_choose_a_measure", "cindermoor-primary"
    whose = [
        (one["measure"], one["role"]) for one in _summaries(name, school) if one["kind"] == "Reliability"
    ]
    assert {("Confidence with numbers", "pupil"), ("Talking about number facts", "staff")} <= set(whose)
    measures = {line["measure"]: line for line in _first(name, "Measures", school)["lines"]}
    assert set(measures) == {"Number facts check", "Words to keep quiz"}
    assert (
        measures["Number facts check"]["smallest_with"] < measures["Number facts check"]["smallest_without"]
    )
    assert {one["icc"] for one in _summaries(name, school) if one["kind"] == "NetworkPower"} == {0.15}
    groups, shares = (one for one in _summaries(name, school) if one["kind"] == "TextbookPower")
    assert (round(groups["pupils"], 1), round(shares["pupils"], 1)) == (175.4, 720.1)


def test_sharing_reads_the_rule_against_the_estimate() -> None:
    """Five constructs of capacity, and a decision beside what the rule says for this estimate."""
    name = "day5_1_share_and_embed"
    lines = _first(name, "SurveyChange", _attendance_school())["lines"]
    capacity = ["dispositions", "skills", "knowledge", "motivation", "resources"]
    assert [line["construct"] for line in lines] == capacity
    reading = _first(name, "RuleReading", READING)
    assert (reading["answer"], reading["decided"]["decision"]) == ("unclear", "not yet known")
    assert reading["rule"]["stands"] == "frozen"


def test_the_data_behind_the_report_are_told_without_counts() -> None:
    """Each table is there with its bands and days; the one number of people is the smallest that may be shown."""
    quality = _first("day5_2_the_data_behind_it", "DataQuality", READING)
    tables = {table["table"]: table for table in quality["tables"]}
    assert {"pupils", "attendance", "outcomes"} <= set(tables)
    assert (tables["attendance"]["first"], tables["attendance"]["last"]) == ("2025-09-03", "2025-12-19")
    assert quality["sessions"] == "complete"
    assert quality["few"] == 10
    numbers = re.findall(r"(?<![\w-])\d+(?![\w-])", json.dumps(quality["tables"]))
    assert not numbers


def test_the_trial_page_reads_one_protocol_and_lists_who_started() -> None:
    """The protocol is as it was when it was frozen, and eight schools have started."""
    assert _first("network_2_micro_trial", "Protocol")["kept"]
    assert len(_first("network_2_micro_trial", "TrialPool")["schools"]) == 8


def test_network_page_counts_schools() -> None:
    """The coordinator's page has a line for every enquiry of the example."""
    found = _first("network_1_overview", "NetworkOverview")
    assert found["schools"] == len(found["lines"]) == 12
