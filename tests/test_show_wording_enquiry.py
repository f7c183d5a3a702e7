"""An enquiry says what is missing, how its plan and record stand, and all of it in short."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import samples

from enquiry_lib.analyse.progress import Progress
from enquiry_lib.data.checking import check_data
from enquiry_lib.data.files import NotRead
from enquiry_lib.show.wording import sentences
from enquiry_lib.stats.result import DoesNotApply, NotEnough


def test_what_cannot_be_worked_out_says_what_to_do() -> None:
    """Thin data is said with what was found, then what to do next."""
    assert sentences(NotEnough("the gap", "there is no table", "Fill in the template.")) == [
        "The gap cannot be worked out yet: there is no table.",
        "Fill in the template.",
    ]


def test_a_plan_says_whether_it_is_frozen() -> None:
    """An open plan is called open; a frozen one has its date and who froze it."""
    assert "has not been frozen" in sentences(samples.plan_status())[0]
    lacking = replace(
        samples.plan_status(), missing=("How will you compare?", "If it stays unclear, we will")
    )
    asked = "Still to fill in: ‘How will you compare?’, ‘If it stays unclear, we will’."
    assert sentences(lacking)[0].endswith(asked)
    assert "was frozen on 8 September 2025 by R. Lead." in sentences(samples.plan_status(frozen=True))[0]


def test_an_open_plan_says_what_cannot_go_together() -> None:
    """What has to be chosen otherwise stands after what is still to fill in, and not below a frozen plan."""
    wrong = ("For attendance, write a school year.",)
    assert sentences(replace(samples.plan_status(), unfit=wrong))[1] == wrong[0]
    assert wrong[0] not in sentences(replace(samples.plan_status(frozen=True), unfit=wrong))


def test_progress_leads_to_the_first_open_question() -> None:
    """Progress counts what is answered, and names the part, the day and the question to go on with."""
    counted, leads = sentences(samples.progress())
    assert counted == "3 of 5 questions have been answered."
    assert leads == "The first question still open is in ‘The enquiry question’, on Day 1: ‘For whom?’."
    assert sentences(replace(samples.progress(), day=1)) == [
        f"Day 1: {counted}",
        leads.replace(", on Day 1", ""),
    ]


def test_progress_says_where_nothing_is_open() -> None:
    """With all answered there is no question to go on with, and that is said."""
    (part,) = samples.progress().sections
    done = Progress((replace(part, answered=5, open_questions=()),))
    assert sentences(done)[1] == "Nothing is still open."
    assert sentences(replace(done, day=1))[1] == "Nothing is still open on this day."


def test_other_versions_of_the_record_are_told_without_their_names() -> None:
    """Progress says that copies were left and where one chooses; a file's name may name somebody."""
    copied = replace(samples.progress(), conflict_copies=("record of Ann.json",))
    assert "the form shows both" in sentences(copied)[-1]
    assert "Ann" not in " ".join(sentences(copied))


def test_tables_are_named_those_that_are_there_first() -> None:
    """A check says which tables are there, in one line which optional ones are not, and whether there are problems."""
    text = " ".join(sentences(samples.data_check()))
    assert text.startswith("These tables are there: pupils and outcomes.")
    assert "Optional, and not there: attendance and self-assessment." in text
    assert "Begin with the table of pupils" not in text
    assert "Problems were found" in text
    assert "No problems were found" in " ".join(sentences(samples.data_check(problems=0)))


def test_a_table_without_rows_is_called_empty() -> None:
    """It is there, and not one of those that can be used."""
    check = samples.data_check(problems=0)
    pupils, outcomes, *others = check.tables
    text = " ".join(sentences(replace(check, tables=(pupils, replace(outcomes, rows=0), *others))))
    assert text.startswith("These tables are there: pupils. Empty so far: outcomes.")


def test_errors_and_warnings_are_told_apart() -> None:
    """What is only worth a look is no problem, is said to be used as it is, and what was typed is not quoted."""
    text = " ".join(sentences(samples.data_check(problems=0, warnings=2)))
    assert "No problems were found in the files. Some things in the files are worth a look." in text
    both = " ".join(sentences(samples.data_check(warnings=1)))
    assert "Problems were found" in both
    assert "worth a look" in both
    assert "worth a look" not in " ".join(sentences(samples.data_check()))
    assert "Ann" not in both


def test_files_that_are_not_read_are_spoken_of_without_their_names() -> None:
    """A report says which table is concerned; what the file is called could name a pupil."""
    unread = (NotRead("Outcomes of Amy.csv", "outcomes", "Did you mean?"), NotRead("Amy.docx", "", ""))
    text = " ".join(sentences(replace(samples.data_check(), not_read=unread)))
    assert "files that seem to be meant for outcomes. `enquiry check` names them." in text
    assert "Amy" not in text
    assert "Not read" not in " ".join(sentences(replace(samples.data_check(), not_read=unread[1:])))


def test_a_school_begins_with_the_table_of_pupils(tmp_path: Path) -> None:
    """Without any table the first to fill in is named, and no list of problems is spoken of."""
    text = " ".join(sentences(check_data(tmp_path)))
    assert text.startswith("There are no tables yet. Begin with the table of pupils")
    assert "problems" not in text


def test_what_does_not_apply_is_a_quiet_sentence() -> None:
    """Nothing is missing, so nothing is said to be; what can be done instead follows."""
    found = DoesNotApply("the trial", "This school takes part in no trial of the network", "Ask to join.")
    assert sentences(found) == ["This school takes part in no trial of the network.", "Ask to join."]
