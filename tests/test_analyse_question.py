"""The checks of a question see what is written, and explain themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import written

from enquiry_lib.analyse import question
from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.analyse.question import CheckLine, QuestionCheck, check, check_question
from enquiry_lib.show.wording.design import REMARKS
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.network import Network
from enquiry_lib.store.record import Question

GOOD: dict[str, object] = {
    "population": "Pupils in Years 3 and 4",
    "intervention": "Paired reading aloud three times a week",
    "comparison": "Classmates who have their turn later",
    "outcome": "Score on a reading test",
    "time": "September to December",
    "terms": 1,
    "worse_off": "Nobody, because all have their turn",
    "smallest_worthwhile": 0.6,
    "certainty": 80,
    "pupils": 60,
    "if_yes": "offer it to all",
    "if_no": "stop",
    "if_unclear": "run it again",
}


@pytest.fixture
def enquiry(network: Network) -> Enquiry:
    """An enquiry in which nothing has been written."""
    return open_enquiry(network.folder, "oak-primary")


def _check(enquiry: Enquiry, **changed: object) -> QuestionCheck:
    enquiry.save("question", {**GOOD, **changed}, base_revision=enquiry.record.revision)
    found = check_question(enquiry)
    assert isinstance(found, QuestionCheck)
    return found


def _line(check: QuestionCheck, key: str) -> CheckLine:
    return next(line for line in check.lines if line.key == key)


def test_nothing_written_is_nothing_to_check(enquiry: Enquiry) -> None:
    """An empty question is not seven failures but one beginning."""
    assert isinstance(check_question(enquiry), NotEnough)


def test_a_good_question_meets_all_checks_of_the_list(enquiry: Enquiry) -> None:
    """Every check of the reference list is carried out, with its name and reason, and met."""
    check = _check(enquiry)
    listed = enquiry.reference("question_checks").facts
    assert [line.key for line in check.lines] == listed["key"].tolist()
    assert [line.reason for line in check.lines] == listed["text"].tolist()
    assert {line.status for line in check.lines} == {"met"}
    assert not any(line.remarks for line in check.lines)


@pytest.mark.parametrize(
    ("key", "changed", "code"),
    [
        ("specific", {"population": "All our pupils"}, "anybody"),
        ("specific", {"intervention": "Phonics"}, "only_a_name"),
        ("specific", {"intervention": ""}, "missing"),
        ("measurable", {"outcome": "Pupils' confidence improves"}, "vague"),
        ("measurable", {"outcome": "How they read"}, "not_counted"),
        ("sized", {"terms": 3}, "long"),
        ("sized", {"terms": 6}, "too_long"),
        ("sized", {"terms": None, "time": "When the books have come"}, "missing"),
        ("sized", {"time": ""}, "missing"),
        ("sized", {"smallest_worthwhile": 0.2}, "too_small_to_see"),
        ("ethical", {"worse_off": "No."}, "no_reason"),
        ("worth_answering", {"smallest_worthwhile": 0}, "anything_counts"),
        ("worth_answering", {"certainty": None}, "missing"),
        ("decision_rule", {"if_unclear": "Stop!"}, "same_answers"),
        ("decision_rule", {"if_no": ""}, "missing"),
        ("measurable", {"outcome": "Engagement goes up by 20%"}, "per_cent_of_nothing"),
        ("sized", {"pupils": None}, "missing"),
        ("sized", {"terms": None, "time": "two years"}, "too_long"),
        ("sized", {"terms": 0.1, "pupils": 20, "smallest_worthwhile": 10}, "few_and_short"),
        ("sized", {"comparison": "The parallel class"}, "one_class_each"),
        ("comparison", {"comparison": "previous data"}, "nobody_in_particular"),
        ("comparison", {"comparison": "The top set"}, "unlike"),
        ("ethical", {"intervention": "Reading ages of each child on a wall chart"}, "shown_up"),
        ("ethical", {"intervention": "Film every lesson of paired reading"}, "unasked"),
        ("worth_answering", {"smallest_worthwhile": 0.02}, "very_small"),
        ("worth_answering", {"question": "Introduce paired reading by Easter"}, "task"),
        ("worth_answering", {"question": "How can we improve reading?"}, "how_to"),
        ("worth_answering", {"if_no": "Offer it to all anyway"}, "either_way"),
        ("decision_rule", {"if_unclear": "Discuss it as a team"}, "left_open"),
    ],
)
def test_what_needs_another_look_is_named(
    enquiry: Enquiry, key: str, changed: dict[str, object], code: str
) -> None:
    """A weak spot is found in its own check and leaves the others alone."""
    line = _line(_check(enquiry, **changed), key)
    assert line.status == "look again"
    assert [remark.code for remark in line.remarks] == [code]


def test_what_was_not_said_is_no_fault(enquiry: Enquiry) -> None:
    """A check of which nothing is written says so instead of asking for another look."""
    line = _line(_check(enquiry, worse_off=""), "ethical")
    assert (line.status, line.found) == ("not said", ())


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("None", ["nothing_compared"]),
        ("There is none of that kind", ["nothing_compared"]),
        ("No comparison group", ["nothing_compared"]),
        ("None of the other classes has it", []),
    ],
)
def test_having_nothing_to_compare_with_is_met_when_said(
    enquiry: Enquiry, said: str, codes: list[str]
) -> None:
    """Saying that nothing is compared is better than leaving it open, and what it means is said beside it."""
    line = _line(_check(enquiry, comparison=said), "comparison")
    assert line.status == "met"
    assert [remark.code for remark in line.remarks] == codes


def test_a_very_large_hope_is_met_with_doubt_for_scores_only(enquiry: Enquiry) -> None:
    """A whole standard deviation is doubted for scores; for attendance the same figure is a percentage point."""
    assert _line(_check(enquiry, smallest_worthwhile=1), "worth_answering").remarks == ()
    plan = {"measured_by": "outcomes"}
    enquiry.save("evaluation_plan", plan, base_revision=enquiry.record.revision)
    line = _line(_check(enquiry, smallest_worthwhile=1), "worth_answering")
    assert [remark.code for remark in line.remarks] == ["very_large"]


def test_what_was_said_is_quoted_with_its_unit(enquiry: Enquiry) -> None:
    """A certainty is a percentage and is quoted as one; a number of terms has no unit."""
    check = _check(enquiry)
    assert dict(_line(check, "worth_answering").found)["How sure would you need to be?"] == "80%"
    assert dict(_line(check, "sized").found)["How many school terms is that?"] == "1"


def test_too_few_pupils_are_counted_in_a_check_whose_name_fits(enquiry: Enquiry) -> None:
    """A question of one term that too few pupils could answer is told so by their number, not by its length."""
    line = _line(_check(enquiry, smallest_worthwhile=0.2), "sized")
    assert "enough pupils" in line.name
    assert [remark.words for remark in line.remarks] == ["60"]


@pytest.mark.parametrize(
    ("size", "status", "code"), [(0.1, "look again", "one_group_few"), (0.5, "met", "one_group")]
)
def test_one_group_is_asked_what_one_could_show(
    enquiry: Enquiry, size: float, status: str, code: str
) -> None:
    """Before and after, pupils may still be too few; where they are not, it is said what a change alone cannot show."""
    enquiry.save("evaluation_plan", {"design": "before_after"}, base_revision=enquiry.record.revision)
    line = _line(_check(enquiry, smallest_worthwhile=size), "sized")
    assert line.status == status
    assert [(remark.code, remark.words, remark.numbers) for remark in line.remarks] == [(code, "", ())]


def test_very_few_pupils_in_one_group_are_all_judged_alike() -> None:
    """No remark tells four planned pupils from nine, which a page would not show."""
    question = Question(outcome="Score on a reading test", pupils=9, smallest_worthwhile=1.2)
    nine, four = (check(question, NotEnough("", ""), alone=pupils) for pupils in (9, 4))
    assert nine == four


def test_a_hidden_number_of_pupils_leaves_a_plain_word() -> None:
    """Where the planned number may not be shown, no figure that follows from it is left."""
    check = written.question_check(9)
    held = check.withhold(set(check.cells()["id"]))
    remarks = _line(held, "sized").remarks
    assert [(remark.code, remark.numbers) for remark in remarks] == [("very_few_pupils", ())]
    assert check.withhold(set()) is check


def test_what_a_box_leaves_out_is_looked_for_in_the_question() -> None:
    """The whole record counts: whom, with what, by which figure and by when may all stand in the question itself."""
    asked = "Do Year 4 who read in pairs score higher on the test by Easter than in the term before?"
    seen = NotEnough("", "")
    lines = {
        line.key: line for line in check(Question(question=asked, intervention="Reading in pairs"), seen)
    }
    assert [key for key, line in lines.items() if line.status == "met"] == [
        "specific",
        "measurable",
        "comparison",
    ]
    assert lines["comparison"].found == (("The question, in one sentence", "than in the term before"),)
    assert [remark.words for remark in lines["sized"].remarks] == [
        *("How many school terms is that?", "About how many pupils is that?")
    ]


def test_pupils_without_a_time_are_half_a_size() -> None:
    """A number of pupils without a time is worth another look; with neither, nothing has been said."""
    lines = [check(Question(pupils=pupils), NotEnough("", ""))[2] for pupils in (60, None)]
    assert [line.status for line in lines] == ["look again", "not said"]
    assert "no_time" in {remark.code for remark in lines[0].remarks}


def test_every_remark_a_check_can_make_has_its_words() -> None:
    """No code is without a sentence, whichever module saw the sign."""
    sources = Path(question.__file__).parent.glob("question*.py")
    codes = {
        code
        for path in sources
        for code in re.findall(
            r'(?:Remark\(|yield |return |\(\()"([a-z]+_[a-z_]+)"', path.read_text(encoding="utf-8")
        )
    }
    assert len(codes) >= 20
    assert codes - set(Question.model_fields) <= set(REMARKS)


def test_a_check_the_network_added_has_no_line(enquiry: Enquiry) -> None:
    """A network's own list may leave out checks and name others; only those that can be carried out are."""
    folder = enquiry.network.folder / "reference" / "everywhere"
    folder.mkdir(parents=True)
    rows = "key,group,name,text\nethical,,Fair,Is it fair?\nour_own,,Ours,Is it ours?\n"
    (folder / "question_checks.csv").write_text(rows, encoding="utf-8")
    assert [(line.name, line.reason) for line in _check(enquiry).lines] == [("Fair", "Is it fair?")]
