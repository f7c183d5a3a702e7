"""What went wrong, where, and what to do next: every message a person can meet, in one file.

Each class is one message. `found` says what was found, `do` says what to do next; both are filled from the
keyword arguments. `where` is a file, a form or a command. In a notebook the message stands alone, without a
traceback.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file: where it is, what was found, what was expected, and what to do.

    `row` counts as a spreadsheet does: the header is row 1. Row 0 means the file as a whole. An error cannot
    be right, or was left out; a warning is used as it is, and worth a look.
    """

    file: str
    row: int
    column: str
    found: str
    expected: str
    do: str
    level: Level = "error"

    def __str__(self) -> str:
        return self.said(f"row {self.row}" * bool(self.row))

    def said(self, rows: str) -> str:
        """Say the problem of the rows named."""
        place = ", ".join(part for part in (rows, self.column) if part)
        found = f"found {self.found}, " if self.found else ""
        look = "worth a look: " * (self.level == "warning")
        said = f"{look}{found}expected {self.expected}. {self.do}".strip()
        return f"{self.file}{': ' * bool(place)}{place}: {said}"


PROBLEM_COLUMNS = ("level", "file", "row", "column", "found", "expected", "do")
ROWS_NAMED = 5
"""So many rows of one problem are named; of more only the first."""
_ROW = re.compile(r"\brow \d+")


def in_groups(problems: Iterable[Problem]) -> list[tuple[Problem, str]]:
    """Give problems that are alike but for their row as one, the first of them, with their rows in words.

    Errors come before warnings. Many that differ only in the earlier row that they speak of are alike, too.

    >>> row = lambda number: Problem("pupils.csv", number, "sex", "'m?'", "F or M", "")
    >>> [said for _, said in in_groups([row(3), row(5), row(0)])]
    ['rows 3 and 5', '']
    """
    groups: dict[tuple[bool, Problem], list[Problem]] = {}
    for problem in _about_earlier_rows(list(problems)):
        groups.setdefault((problem.row > 0, replace(problem, row=0)), []).append(problem)
    ordered = sorted(groups.values(), key=lambda alike: alike[0].level)
    return [(alike[0], _rows_in_words([problem.row for problem in alike])) for alike in ordered]


def _about_earlier_rows(problems: list[Problem]) -> list[Problem]:
    """Speak of 'an earlier row' where many problems would otherwise say the same, each of another row."""
    unnumbered = [
        replace(one, found=_ROW.sub("an earlier row", one.found), do=_ROW.sub("an earlier row", one.do))
        for one in problems
    ]
    counts = Counter(replace(one, row=0) for one in unnumbered)
    return [
        general if counts[replace(general, row=0)] > ROWS_NAMED else one
        for one, general in zip(problems, unnumbered, strict=True)
    ]


def _rows_in_words(rows: Sequence[int]) -> str:
    numbers = [str(row) for row in rows if row]
    if len(numbers) > ROWS_NAMED:
        numbers = [*numbers[: ROWS_NAMED - 2], f"{len(numbers) - ROWS_NAMED + 2} more"]
    said = " and ".join(filter(None, [", ".join(numbers[:-1]), *numbers[-1:]]))
    return f"row{'s' * (len(numbers) > 1)} {said}" if numbers else ""


def problem_rows(problems: Iterable[Problem]) -> list[tuple[str, ...]]:
    """Give problems, those that are alike as one, in the order of PROBLEM_COLUMNS, for a table."""
    return [
        (one.level, one.file, rows.partition(" ")[2], one.column, one.found, one.expected, one.do)
        for one, rows in in_groups(problems)
    ]


class EnquiryError(Exception):
    """Something a person can put right."""

    found: ClassVar[str] = "Something is not as expected: {found}."
    do: ClassVar[str] = ""

    def __init__(self, where: object = "", **facts: object) -> None:
        self.where = str(where)
        self.facts = facts
        super().__init__(self.message())

    def found_only(self) -> str:
        """Say what was found, without the place: for pages that leave."""
        return self.found.format(**self.facts).rstrip(".") + "."

    def message(self) -> str:
        """Say what was found, where, and what to do next."""
        place = f" ({self.where})" if self.where not in ("", ".") else ""  # '.' tells nobody where
        said = self.found_only()[:-1] + place + "."
        return f"{said} {self.do.format(**self.facts)}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.where, self.facts)

    def _render_traceback_(self) -> list[str]:
        """Let IPython print the message and nothing else."""
        return [self.message()]


def _rebuild(kind: type[EnquiryError], where: str, facts: dict[str, object]) -> EnquiryError:
    return kind(where, **facts)


class ProblemsFound(EnquiryError):
    """A file that cannot be used as it is; `problems` lists everything wrong with it at once."""

    found = "{count} problem(s) found"
    do = "{listed}"

    def __init__(self, where: object, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        listed = "\n".join(f"  - {problem}" for problem in self.problems)
        super().__init__(where, count=len(self.problems), listed="Put these right:\n" + listed)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.where, self.problems)


# --- the network's folder ---------------------------------------------------------------------------------


class NotANetwork(EnquiryError):
    """A folder without network.toml."""

    found = "'{folder}' is not a network's folder: it has no network.toml"
    do = "Make one with `enquiry new FOLDER`, or name the folder that has network.toml in it."


class CutShort(EnquiryError):
    """A network that is half changed, because the machine stopped in the middle."""

    found = "A change to '{folder}' was cut short, so that its files are half as they were and half new"
    do = (
        "Run `enquiry backup {folder}`: it begins by undoing what was begun. If somebody is changing the network at "
        "this moment, wait until that is done."
    )


class FolderInUse(EnquiryError):
    """A folder that holds something already."""

    found = "'{folder}' already has something in it"
    do = "Choose a new folder name, or empty that one first."


class BadSettings(EnquiryError):
    """network.toml that cannot be read."""

    found = "network.toml cannot be used: {found}"
    do = "Open it in a text editor and mend that line; `enquiry new` writes a good one to compare with."


class UnknownSchool(EnquiryError):
    """A school id that is not in the register."""

    found = "There is no school with the id '{school}' in the register"
    do = "Use one of these ids: {known}."


class SchoolNotNamed(EnquiryError):
    """A network of several schools, and none named."""

    found = "No school is named, and this network has several"
    do = (
        "Name one of these, in a workbook between the quotation marks after school, on the command line after "
        "--school: {known}."
    )


class NoSchools(EnquiryError):
    """A register without a school."""

    found = "The register has no school in it"
    do = "Open schools.csv in Excel and give each school one row: school_id, name, phase."


class SeveralEnquiries(EnquiryError):
    """More than one open enquiry, or an unknown one, in a workbook."""

    found = "{found}"
    do = (
        'Write the name of one between the quotation marks after cycle, for example cycle: str = "{example}", and '
        "run the cell again. The names are: {known}. An enquiry that is over can be finished below the form 'The next "
        "cycle'; `enquiry lab` with --cycle sets the name in every workbook."
    )


class CycleNotNamed(SeveralEnquiries):
    """More than one enquiry, or an unknown one, in a command."""

    do = "Name one after --cycle, for example --cycle {example}. The names are: {known}."


class UnknownReference(EnquiryError):
    """A reference table nobody has heard of."""

    found = "There is no reference data called '{name}'"
    do = "Use one of: {known}."


class BrokenReference(EnquiryError):
    """A reference file that cannot be read."""

    found = "The reference data cannot be used: {found}"
    do = "Mend the file, or delete it from the network's reference folder to go back to the one that came with the workbooks."


# --- the record -------------------------------------------------------------------------------------------


class RecordNotReadable(EnquiryError):
    """A record that is not JSON, or is cut off."""

    found = "The record cannot be read: {found}"
    do = (
        "It has not been changed. Bring back an earlier version with `enquiry history` and `enquiry restore`."
    )


class RecordGone(EnquiryError):
    """A record that is not there, and was: its history is."""

    found = "The record is missing, and it was there before: it has a history"
    do = (
        "A synchronising program may be bringing it: wait a minute and try again. If it stays away, bring it back with "
        "`enquiry history` and `enquiry restore`. Nothing was changed."
    )


class RecordFromNewer(EnquiryError):
    """A record written by a newer release."""

    found = "The record was written by a newer version of these workbooks (record format {found}, this one knows {known})"
    do = "Upgrade with `pip install -U enquiry-workbooks`. The record has not been changed."


class RecordNotValid(EnquiryError):
    """A record with values that do not fit."""

    found = "The record has values that do not fit: {found}"
    do = "Open the form in the workbook and mend them there, or bring back an earlier version with `enquiry restore`."


class SectionConflict(EnquiryError):
    """Two people changed the same section."""

    found = "Somebody has changed '{section}' elsewhere (another tab or another person) since you opened it"
    do = "Both versions are kept: yours is on the screen, theirs is in the record. Choose which to keep."

    def __init__(
        self, where: object = "", *, theirs: dict[str, object] | None = None, **facts: object
    ) -> None:
        self.theirs = theirs or {}
        super().__init__(where, **facts)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.where, {**self.facts, "theirs": self.theirs})


class NoSuchRevision(EnquiryError):
    """A revision that is not in the history."""

    found = "There is no version {revision} of this record"
    do = "Versions kept: {known}."


class NoSuchSection(EnquiryError):
    """A section the record does not have."""

    found = "The record has no section called '{section}'"
    do = "Use one of: {known}."


class ResultsNotReadable(EnquiryError):
    """A file of results that rendering did not write, or not whole."""

    found = "The results of its last report cannot be read"
    do = "Render that school's report again."


class PlanNotReady(EnquiryError):
    """An evaluation plan that lacks what an estimate needs."""

    found = "The evaluation plan cannot be frozen yet: its form is not complete"
    do = "Still to fill in: {missing}. Then freeze it."


class PlanDoesNotFit(EnquiryError):
    """An evaluation plan whose answers cannot go together."""

    found = "The evaluation plan cannot be frozen yet: its answers do not go together"
    do = "{unfit} Then freeze it."


class MeasureNotFound(EnquiryError):
    """A plan about a measure or an occasion that the outcomes do not have."""

    found = "The evaluation plan names {missing}, and the outcomes have no such thing"
    do = "Write it as in the table of outcomes. Its measures are {measures}; its occasions are {occasions}."


class CycleExists(EnquiryError):
    """A name for an enquiry that is taken, or that no folder can have."""

    found = "There cannot be an enquiry called '{cycle}': {why}"
    do = "Choose a name such as 2026-27-maths."


class PlanFrozen(EnquiryError):
    """A change to a plan that is frozen."""

    found = "The evaluation plan is frozen"
    do = "To change it, reopen it and give a reason; the report prints the reason."


class ReasonNeeded(EnquiryError):
    """A plan reopened without saying why."""

    found = "No reason was given for reopening the evaluation plan"
    do = "Say in a sentence why it has to change; the report prints it."


class FormFailed(EnquiryError):
    """A fault of the form itself."""

    found = "The form could not do this: {why}"
    do = (
        "What you typed is still on the screen. Choose Run and then Run All Cells in the menu; if it comes back, restart "
        "the kernel."
    )


class FirstCellsNotRun(EnquiryError):
    """A cell that was run before those at the top of its workbook."""

    found = "The cells at the top of this workbook have not been run yet"
    do = (
        "Choose Run and then Run All Cells in the menu: that is always safe. Or click on the first grey cell and press "
        "Shift + Enter until you are back here."
    )


class NameNotThere(EnquiryError):
    """A name that no cell run so far has made."""

    found = "There is nothing called {name} yet"
    do = (
        "It is made in a cell further up: choose Run and then Run All Above Selected Cell in the menu, and run this cell "
        "again. If you have typed the name yourself, look at its spelling."
    )


# --- files ------------------------------------------------------------------------------------------------


class CannotWrite(EnquiryError):
    """A full or read-only disk."""

    found = "{file} could not be written: {why}"
    do = "Nothing was lost: the earlier file is as it was. Free some space or choose another folder, then try again."


class InTheWay(EnquiryError):
    """A file where a folder is needed, or a folder where a file is."""

    found = "The reports need the name '{name}', and a {kind} of that name stands there"
    do = "Move it away or rename it, or choose another folder for the reports with `--out`."


class FileInUse(EnquiryError):
    """A file another program holds open."""

    found = "{file} is open in another program"
    do = (
        "Close {file} in Excel and try again. If it is open nowhere, ask whoever looks after the folder "
        "to let you use it."
    )


class FileNotFound(EnquiryError):
    """A file that is not there."""

    found = "{file} is not there"
    do = "{do}"


class CannotRead(EnquiryError):
    """A file that is there and cannot be read."""

    found = "{file} could not be read: {why}"
    do = "Open it in the program it was made with and save it again; if that fails, bring back a copy of it."


class UnknownTable(EnquiryError):
    """A table without a template."""

    found = "There is no table called '{table}'"
    do = "Use one of: {known}."


class BadDictionary(EnquiryError):
    """A columns.csv that cannot be used."""

    found = "The dictionary of a table cannot be used: {found}"
    do = "Mend that line; `enquiry templates FOLDER` writes good ones to compare with."


class ColumnMissing(EnquiryError):
    """A data frame without a column a calculation needs."""

    found = "The data have no column called {missing}"
    do = "The columns found are: {known}. Name the right one, or rename it in the file."


class WrongValue(EnquiryError):
    """An argument outside what is allowed."""

    found = "{name} is {found}"
    do = "It should be {expected}."


# --- rendering --------------------------------------------------------------------------------------------


class UnknownParameter(EnquiryError):
    """A parameter no workbook has."""

    found = "No workbook has a parameter called {found}"
    do = "The parameters are: {known}."


class WrongParameterType(EnquiryError):
    """A parameter of the wrong type."""

    found = "The parameter {name} should be {expected}, and was given {found}"
    do = "Give {name} as {expected}."


class PartMissing(EnquiryError):
    """A part of the library that cannot be imported before rendering."""

    found = "The part {name} of the workbooks' library could not be loaded: {why}"
    do = "Install the workbooks again with `pip install --upgrade --force-reinstall enquiry-workbooks`."


class WorkbookNotReadable(EnquiryError):
    """A workbook's file that is not a notebook."""

    found = "The workbook {workbook} is not a notebook that can be read"
    do = "Install the workbooks again, or in a clone bring the file back with `git checkout`."


class BrokenWorkbook(EnquiryError):
    """A workbook file that is not a notebook."""

    found = "This workbook cannot be read as a notebook: {found}"
    do = "Move it out of the folder and run `enquiry lab` again: a fresh copy is made. Answers are not kept in workbooks."


class WorkbookFailed(EnquiryError):
    """A workbook that stopped at an error."""

    found = "The workbook {workbook} stopped at cell {cell}: {why}"
    do = "{do}"


class WorkbookTooSlow(EnquiryError):
    """A workbook that ran past its limit."""

    found = "The workbook {workbook} was still running after {seconds} seconds and was stopped"
    do = "Check the size of the school's files with `enquiry check`, or allow more time with `--timeout`."


class WorkbookDied(EnquiryError):
    """A workbook whose process ended without an answer."""

    found = "The workbook {workbook} ended without an answer ({why})"
    do = "The machine may have run out of memory: close other programs and render again with `--workers 1`."


class RenderingNotBegun(EnquiryError):
    """A rendering beside a workbook, whose program cannot be started."""

    found = "The program that makes reports could not be started: {why}"
    do = "Close other programs and try again. If it happens again, restart the computer."


class RenderingGone(EnquiryError):
    """A rendering beside a workbook, whose program ended without an answer."""

    found = "The program that makes reports ended without saying why"
    do = (
        "Close other programs and try again. If it happens again, ask whoever looks after the network to run "
        "`enquiry render`: it says more."
    )


class CannotLeave(EnquiryError):
    """A file that leaves a school, with something in it that must not; it is not written."""

    found = "{part} was left out because it holds something that must not leave a school"
    do = "Take it out, then render again."


class IdentifierFound(CannotLeave):
    """A page, or a part of one, that names a pupil; it is not written."""

    found = "{part} was left out because it would have shown {what}"
    do = "Look in {place} for it and take it out, then render again."


class OtherSchoolFound(IdentifierFound):
    """A page that names another school; it is not written."""

    do = (
        "Look in {place} for it and say it in another way, then render again. Where it is an ordinary word, give "
        "that school a longer id: in schools.csv, and as the name of its folder."
    )


# --- publishing -------------------------------------------------------------------------------------------


class RenderFirst(EnquiryError):
    """A report that is not the one today's files give, so that nobody can sign it."""

    found = "The report of {school} cannot be published: {why}"
    do = "Render it again with `enquiry render`, read it, and publish it then. Nothing was published."


class BrokenPublished(EnquiryError):
    """What was kept of a published report and cannot be read: nobody then knows what is out."""

    found = "The published report in {file} cannot be read: {found}"
    do = "Bring this folder back from a backup (`enquiry bring-back`); until then no report of this school is made."


class CountsChanged(EnquiryError):
    """Tables that were changed while a report was made of them."""

    found = "The school's tables were changed while its report was made"
    do = "Render again."


class OtherSchoolNamed(IdentifierFound):
    """A page that gives another school's name outside the answers that are about partners; it is not written."""

    found = "{part} was left out because it would have shown another school's name"
    do = (
        "Look in {place} for it. Say it without the name ('a school nearby'), or name that school where the forms ask "
        "with whom you work, and nowhere else; then render again."
    )


class SealedFound(CannotLeave):
    """A file that leaves, with something in it that nobody can look into; it is not written."""

    found = "{part} was left out because it holds something that cannot be looked into: {place}"
    do = "Take it out, or put it in without a password and undamaged, then render again."


class OtherSchoolOpened(EnquiryError):
    """A workbook that opened what is not its school's: stopped by a guard against mistakes."""

    found = "This workbook tried to open {name}, and it runs for {whom} only"
    do = (
        "Take out the line that opens it. A workbook run for a report sees its own school and what all schools share; "
        "what other schools wrote or counted is not for it. (This guards against mistakes, not against somebody who "
        "means to get round it.)"
    )


# --- the end of a year ------------------------------------------------------------------------------------


class PlanStopped(EnquiryError):
    """A change to a network with something in its way."""

    found = "This cannot be done yet, and nothing was changed"
    do = "Put these right first:{listed}"


class ChangedMeanwhile(EnquiryError):
    """A network that somebody wrote to while a change was being prepared."""

    found = "Somebody has saved something in the network in the meantime, and nothing was changed"
    do = "Close what is open in JupyterLab and Excel, and run the command again."


class NotPutBack(EnquiryError):
    """A change that was cut short and could not be undone."""

    found = "A change was cut short, and {file} could not be put back in its place"
    do = "Close every program that has files of the network open, and run the command again: it begins by undoing it."


class BackupInTheWay(EnquiryError):
    """A backup that cannot be written there, or not brought back from there."""

    found = "The backup {file} cannot be made: {why}"
    do = "Name another file outside the network, or give that file in it a plain name."


class BackupNotUsable(EnquiryError):
    """A zip that is no backup of a network, or not whole."""

    found = "This zip cannot be brought back: {found}"
    do = "Nothing was written. Use another backup, made with `enquiry backup` and not changed since."


class BackupFromNewer(EnquiryError):
    """A backup written by a newer release."""

    found = "The backup was made by a newer version of these workbooks (newer formats: {found})"
    do = "Upgrade with `pip install -U enquiry-workbooks`, then bring it back. Nothing was written."


# --- importing --------------------------------------------------------------------------------------------


class BrokenMapping(EnquiryError):
    """A mapping's csv that cannot be used."""

    found = "The mapping cannot be used: {found}"
    do = "Mend that line, or delete the csv: the file is then looked at afresh."


class UnknownMapping(EnquiryError):
    """A mapping nobody has heard of."""

    found = "There is no mapping called '{mapping}'"
    do = "Leave --mapping away, or use one of: {known}."


class KeyMissing(EnquiryError):
    """A school whose pseudonyms were made with a key that is not on this computer."""

    found = "The key that this school's codes are made with ({file}) is not on this computer, or not whole"
    do = (
        "Put that file back into {folder}: from a backup, or from the computer on which the first table was "
        "imported. If it is lost for good, import all the school's tables again with --new-key, beginning with the "
        "pupils: every pupil gets a new code."
    )


class EarlierKeyMissing(KeyMissing):
    """A school that came out of a merger, and pupils in a file who may be known under a key that is not here."""

    found = (
        "Pupils in this file are not on the list under the key that is here; they may be under the key of a school that was "
        "merged into this one ({file}), which is not on this computer, or not whole"
    )


class KeyInTheNetwork(EnquiryError):
    """A folder of keys inside the network's own."""

    found = "ENQUIRY_KEYS names a folder inside the network's folder"
    do = "Name one outside it: whoever has the tables must not have the key as well."


class NoCodesMade(EnquiryError):
    """A school whose pupils' codes were not made here, so that nothing here can say whose they are."""

    found = "This school's codes were not made from identifiers here"
    do = (
        "The codes in its tables are its own: whoever made them has the list. Codes are made, and can be given back, "
        "when a file from the school's system is brought in with enquiry import."
    )


class NamesInTheNetwork(EnquiryError):
    """A file of pupils' names that would lie inside a network's folder."""

    found = "The names would lie inside a network's folder"
    do = "Name a file outside it: no pupil's name ever goes in there."


class NotReady(EnquiryError):
    """A proposal with an open question, or with something that stops it."""

    found = "The file cannot be filed yet: {found}"
    do = "{do}"


class FileLetGo(EnquiryError):
    """A form that brings in a file, and does not have it."""

    found = "The form does not have this file: {why}"
    do = "Nothing was filed. Choose the file again."


class FileEmpty(EnquiryError):
    """A file that was chosen in the form, and has nothing in it."""

    found = "The file '{name}' is empty"
    do = "Nothing was filed. Save or export it again, look whether anything is in it, and then choose it again."


class ChangedSince(EnquiryError):
    """A table that somebody has changed since it was imported."""

    found = "The table {table} has been changed since it was imported, and undoing the import would lose that"
    do = "Nothing was changed. The table as it was before is in the folder before_import beside it."


class NothingToUndo(EnquiryError):
    """A table without an import that could be undone."""

    found = "There is no import of {table} to undo"
    do = "All of its imports have been undone, or the table as it was before is no longer in the folder before_import."
