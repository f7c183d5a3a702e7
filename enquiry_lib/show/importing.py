"""The form that brings in a file: it is looked at, mapped, and filed among a school's tables, by messages alone.

The file is kept in memory while the form has it. Only while it is read does it lie in a temporary folder, and
never in the network's. What is in it goes to the screen that asked, and into no output and no widget's state.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from enquiry_lib import errors
from enquiry_lib.data.files import OTHER_KINDS, READ, find_file
from enquiry_lib.data.importing import Proposal, ask_again, import_file, propose_import, undo_import
from enquiry_lib.data.importing.filing import foresee, read_log
from enquiry_lib.data.importing.merging import Merged
from enquiry_lib.data.importing.proposing import WHICH_SHEET
from enquiry_lib.data.questions import Question
from enquiry_lib.data.templates import table_name
from enquiry_lib.show.forms import Message, Reply, display_output, has_front_end, widget
from enquiry_lib.show.proposals import filed_lines, proposal_reply, said_alone

if TYPE_CHECKING:
    from enquiry_lib.analyse.enquiry import Enquiry

TITLE = "Bring in a file"
HINTS = (
    "As it comes: csv, Excel or OpenDocument. It is looked at first; nothing is filed before you say so.",
    "Names, dates of birth and addresses are left behind. Each pupil gets a code that only your school can make.",
)
_FOLDER = "enquiry-import-"
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def ask_for_file(enquiry: Enquiry) -> None:
    """Ask for a file from the school's own system and bring it into one of its tables.

    In JupyterLab a form appears: choose a file, look at what each column is taken for, answer what is unclear,
    and file it. Anywhere else a line says where that can be done.
    """
    if has_front_end():
        said = f"Form: {TITLE}. Run this cell to open it."
        display_output(widget(ImportForm(enquiry).answer, said, part="import"))
    else:
        display_output(_Elsewhere())


class _Elsewhere:
    """What stands in the form's place where nobody can choose a file."""

    text = "In JupyterLab a form appears here that brings in a file from the school's own system."

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p>{self.text}</p>"


class ImportForm:
    """Answers the messages of the form's front end; keeps the file and the proposal until they are filed."""

    def __init__(self, enquiry: Enquiry) -> None:
        self._enquiry = enquiry
        self._name = ""
        self._content = bytearray()
        self._next: tuple[object, int] = ("", 0)  # the piece that comes next, and from which window
        self._proposal: Proposal | None = None
        self._number = 0  # of the proposal: what is filed is what was seen
        self._questions: dict[str, Question] = {}  # all that were asked, so that an answer can be changed
        self._filed = ""

    def answer(self, message: Message) -> Reply:
        """Answer one message; whatever goes wrong becomes words for the person at the form."""
        answers: dict[str, Callable[[Message], Reply]] = {
            "load": self._load,
            "piece": self._take,
            "propose": self._propose,
            "file": self._bring_in,
            "undo": self._undo,
        }
        try:
            return answers[message["type"]](message)
        except errors.EnquiryError as problem:
            return {"type": "refused", "message": _in_words(problem)}

    def _load(self, _: Message) -> Reply:
        said = f"What you choose is filed among the tables of {self._enquiry.school.name}."
        return {"type": "start", "title": TITLE, "hints": HINTS, "kinds": (*READ, *OTHER_KINDS), "said": said}

    def _take(self, message: Message) -> Reply:
        """Add a piece to the file; after the last one, say what the file would become."""
        number, view = int(message["number"]), message.get("view")
        if number == 0:
            self._forget()
            self._name = _NOT_IN_NAMES.sub("_", str(message["name"]))[-100:] or "file"
        elif (view, number) != self._next:
            raise errors.FileLetGo(why="another one was chosen in another window")
        try:
            self._content += base64.b64decode(str(message["data"]), validate=True)
        except binascii.Error as problem:
            raise errors.FileLetGo(why="a piece of it did not arrive whole") from problem
        self._next = view, number + 1
        return self._propose({}) if message["last"] else {"type": "taken"}

    def _forget(self) -> None:
        """Let go of the file that was looked at before, and of what was made of it."""
        self._name = ""
        self._content = bytearray()
        self._proposal = None
        self._questions = {}

    def _propose(self, message: Message) -> Reply:
        answers = {str(key): str(value) for key, value in message.get("answers", {}).items()}
        self._proposal = self._proposed(answers)
        self._number += 1
        self._questions |= {question.key: question for question in self._proposal.questions}
        questions = tuple(self._questions.values())
        replaces = self._has(self._proposal.table)
        merged = _foreseen(self._proposal) if replaces and self._proposal.ready else None
        reply = proposal_reply(self._proposal, questions, answers, replaces=replaces, merged=merged)
        return {**reply, "number": self._number}

    def _proposed(self, answers: dict[str, str]) -> Proposal:
        """Propose with these answers and no others; the file is only read again for another sheet."""
        before, sheet = self._proposal, answers.get(WHICH_SHEET, "")
        if before is None or before.asked.sheet != sheet:
            return self._read(sheet, answers)
        return ask_again(replace(before, asked=replace(before.asked, answers={})), answers)

    def _read(self, sheet: str, answers: dict[str, str]) -> Proposal:
        if not self._name:
            raise errors.FileLetGo(why="none has been chosen")
        if not self._content:
            raise errors.FileEmpty(name=self._name)
        with TemporaryDirectory(prefix=_FOLDER) as folder:
            file = Path(folder) / self._name
            file.write_bytes(self._content)
            network, school = self._enquiry.network, self._enquiry.school.id
            return propose_import(file, network=network, school=school, sheet=sheet, answers=answers)

    def _has(self, table: str) -> bool:
        return bool(table) and find_file(self._data, table)[0] is not None

    @property
    def _data(self) -> Path:
        return self._enquiry.network.data_folder(self._enquiry.school.id)

    def _bring_in(self, message: Message) -> Reply:
        if self._proposal is None or message.get("number") != self._number:
            raise errors.FileLetGo(why="it has been filed, or another one was chosen in another window")
        filed = import_file(self._proposal, replace=bool(message.get("replace")))
        self._forget()
        self._filed = filed.table if "written" in read_log(self._data)[-1] else ""
        lines = list(filed_lines(filed))
        return {"type": "filed", "lines": lines, "undo": bool(self._filed), "said": lines[0]}

    def _undo(self, _: Message) -> Reply:
        if not self._filed:
            raise errors.NothingToUndo(table="this file")
        path = undo_import(self._enquiry.network, self._enquiry.school.id, self._filed)
        after = "is as it was before" if path.exists() else "is gone: there was none before"
        said = f"Taken back: the table of {table_name(self._filed)} {after}."
        self._filed = ""
        return {"type": "undone", "lines": [said], "said": said}


def _foreseen(proposal: Proposal) -> Merged | None:
    """Say what filing would make of the table; nothing where the table cannot be added to, which filing says."""
    try:
        return foresee(proposal)
    except errors.ProblemsFound:
        return None


def _in_words(problem: errors.EnquiryError) -> str:
    """Say what went wrong, in lines; the temporary folder is nobody's business."""
    if isinstance(problem, errors.ProblemsFound):
        return "\n".join(("This file cannot be brought in as it is.", *map(said_alone, problem.problems)))
    return problem.message().replace(f" ({problem.where})" if _FOLDER in problem.where else "", "")
