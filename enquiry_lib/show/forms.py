"""Forms: a section of the record to fill in where there is a front end, its saved answers everywhere else.

The record on disk is the truth. A form is one widget that holds nothing: its front end (form.js) asks for the
section, sends each change, and is answered, all by custom messages, so that neither a notebook's outputs nor
its widget state ever store what was typed. `Form` answers those messages and knows nothing of widgets.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from enquiry_lib import errors
from enquiry_lib.show.answers import printed_answers
from enquiry_lib.show.asleep import Asleep
from enquiry_lib.show.copies import CopiesBeside
from enquiry_lib.show.fields import Line, Lines, ListNamed, field_specs, form_spec, form_title, read_answer
from enquiry_lib.show.named import Passage, passages_in, with_mask
from enquiry_lib.show.standings import clock, standing
from enquiry_lib.store.copies import bring_back
from enquiry_lib.store.record import EMPTY, SECTIONS, Record, earlier_answers, is_filled
from enquiry_lib.store.saving import load_record, save_confirmed, save_settled

if TYPE_CHECKING:
    from enquiry_lib.analyse.enquiry import Enquiry

Message = Mapping[str, Any]
Reply = dict[str, Any]
log = logging.getLogger(__name__)

SETTLED = "Nothing in {name} is still to be decided. It was put into the folder history, beside the earlier versions."
EARLIER = (
    "An earlier version of this enquiry was put back in its place, perhaps by a program that synchronises. If answers "
    "are missing, ask your coordinator to bring back the last version: enquiry restore."
)
HERE = Path(__file__).parent
SCRIPTS = ("form_fields.js", "form_items.js", "form_import.js", "form_report.js", "form_way.js", "form.js")
"""Joined into one: a widget's script travels with the widget and asks no server for more."""


def ask(enquiry: Enquiry, section: str) -> None:
    """Ask the questions of one section of the record: a form to fill in, or its saved answers.

    In JupyterLab a form appears and saves as you type. In a report, or wherever nobody can type, the saved
    answers appear instead. `section` names a part of the record, for example "question"; a name that the
    record does not have is refused with all that it has.

    Raises NoSuchSection.
    """
    if section not in SECTIONS:
        raise errors.NoSuchSection(enquiry.record_path, section=section, known=", ".join(SECTIONS))
    if has_front_end():
        title = form_title(SECTIONS[section])
        display_output(widget(Form(enquiry, section).answer, f"Form: {title}. Run this cell to open it."))
    else:
        display_output(printed_answers(enquiry.record.section(section), lists_of(enquiry)))


def display_output(shown: object) -> None:
    """Hand an output to the notebook; outside one, print its plain text."""
    display(shown)  # type: ignore[no-untyped-call]


def has_front_end() -> bool:
    """Say whether somebody sits at this kernel: JupyterLab, VS Code or Colab, and not a rendering or a test."""
    return getattr(get_ipython(), "kernel", None) is not None and (_in_editor() or _in_jupyter())


def _in_editor() -> bool:
    shell: Any = get_ipython()
    return "__vsc_ipynb_file__" in shell.user_ns or "google.colab" in sys.modules


def _in_jupyter() -> bool:
    return "JPY_SESSION_NAME" in os.environ


def lists_of(enquiry: Enquiry) -> ListNamed:
    """Give what finds the reference lists that a school's forms ask about."""

    def named(name: str) -> Lines:
        found = enquiry.reference(name)
        if not found:
            return Lines(missing=found.said_of_source())
        rows = found.facts[["key", "group", "name", "text"]].astype(str)
        return Lines(tuple(Line(*row) for row in rows.itertuples(index=False)))

    return named


# --- a form, without its widget ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One saved change, as undo needs it. Changes of one stay in one field (`turn`) count as one.

    `settles` is the key of an answer of a copy that this change decided about, `put_away` where copies in which
    nothing was left to decide were, and are.
    """

    field: str
    before: Any
    after: Any
    turn: object = None
    settles: str = ""
    put_away: tuple[tuple[Path, Path], ...] = ()


class Form:
    """Answers the messages of one form's front end; it keeps what can be undone, and which version it told of last."""

    def __init__(self, enquiry: Enquiry, section: str) -> None:
        self._enquiry = enquiry
        self._section = section
        self._model = SECTIONS[section]
        self._specs = field_specs(self._model)
        self._copies = CopiesBeside(enquiry.record_path, section)
        self._looked_for_names: dict[str, tuple[object, tuple[Passage, ...]]] = {}
        self._changes: list[Change] = []
        self._told = 0
        self._went_back = False

    def answer(self, message: Message) -> Reply:
        """Answer one message; whatever goes wrong becomes words for the person at the form."""
        answers = {
            "load": self._load,
            "save": self._save,
            "undo": self._undo,
            "action": self._act,
            "decide": self._decide,
            "look": self._look,
            "settle": self._settle,
            "put_away": self._put_away,
        }
        try:
            return answers[message["type"]](message)
        except errors.EnquiryError as problem:
            place = f" ({self._enquiry.record_path})"  # the person sits in front of it
            words = problem.message().replace(place, "")
            return {"type": "refused", "field": message.get("field", ""), "message": words}

    def _record(self) -> Record:
        """Read the record, and note when it is older than the one told of last: a program that synchronises did that."""
        record = self._enquiry.typed
        self._went_back |= record.revision < self._told
        return record

    def _load(self, _: Message) -> Reply:
        record = self._record()
        away = self._copies.put_away_settled(record)
        stands = standing(self._enquiry, self._section, record)
        earlier = [EARLIER] if self._went_back else []
        facts = self._facts(record)
        return {
            "type": "form",
            "key": f"{self._enquiry.record_path}#{self._section}",
            **form_spec(self._model, lists_of(self._enquiry)),
            **facts,
            "at": facts["at"] if any(value not in EMPTY for value in facts["values"].values()) else "",
            "notes": [*earlier, *stands.notes, *(SETTLED.format(name=file.name) for file, _ in away)],
            "actions": [action.spec() for action in stands.actions],
        }

    def _save(self, message: Message) -> Reply:
        field = message["field"]
        if field not in self._specs:
            raise errors.WrongValue(
                self._section, name="The field", found=field, expected=", ".join(self._specs)
            )
        value, problems = read_answer(self._model, field, message["value"])
        if problems:
            return {"type": "problem", "field": field, "problems": [asdict(problem) for problem in problems]}
        settles = str(message.get("settles", ""))
        return self._keep(
            Change(field, message["before"], value, message.get("turn"), settles), self._remember
        )

    def _undo(self, _: Message) -> Reply:
        """Take the last change back; one that meets what somebody else wrote is asked about once, and then forgotten."""
        if self._changes and not self._is_kept(self._changes[-1]):
            self._changes.clear()
        if not self._changes:
            return {"type": "saved", "field": "", **self._facts(self._record())}
        last = self._changes.pop()
        back = replace(last, before=last.after, after=last.before)
        try:
            return {**self._keep(back, self._bring_back, settled=False), "undone": True}
        except errors.EnquiryError:
            self._changes.append(last)
            raise

    def _is_kept(self, change: Change) -> bool:
        """Say whether what a change replaced still stands in the record or its history: a forgotten pupil never comes back."""
        path = self._enquiry.record_path
        kept = sorted((path.parent / "history").glob(f"{path.stem}-*.json"), reverse=True)
        return change.before in EMPTY or any(
            self._said(file, change.field) == change.before for file in [path, *kept]
        )

    def _said(self, version: Path, field: str) -> Any:
        try:
            return self._values(load_record(version))[field]
        except errors.EnquiryError:
            return None  # cannot be read, or thinned out just now

    def _look(self, message: Message) -> Reply:
        """Say what has changed since the form was last answered; nothing, when the record is still the same."""
        record = self._record()
        if message["stamp"] == self._stamp(record):
            return {"type": "same"}
        return {"type": "looked", **self._facts(record)}

    def _settle(self, message: Message) -> Reply:
        """Keep the record's own answer where a copy has another."""
        record = self._record()
        other = self._copies.find(record, message["key"])
        if other is None or other.section != self._section:  # decided elsewhere
            return {"type": "settled", "field": message["field"], **self._facts(record)}
        kept = self._values(record)[other.field]
        record = save_settled(self._enquiry.record_path, other.key)
        self._remember(Change(other.field, kept, kept, settles=other.key))
        return {"type": "settled", "field": other.field, **self._after_settling(record)}

    def _put_away(self, message: Message) -> Reply:
        self._copies.put_away(str(message["copy"]))
        return {"type": "put_away", **self._facts(self._record())}

    def _decide(self, message: Message) -> Reply:
        """Do what a person decided about a passage that may name somebody: put a word in its place, or keep it."""
        record, field = self._record(), message["field"]
        passages = {passage.key: passage for passage in self._named(record).get(field, ())}
        passage = passages.get(message["passage"])
        if passage is None:  # changed or decided elsewhere
            return {"type": "decided", "field": field, **self._facts(record)}
        if message["nobody"]:
            kept = save_confirmed(self._enquiry.record_path, [passage.hash])
            return {"type": "decided", "field": field, **self._facts(kept)}
        before = self._values(record)[field]
        after = with_mask(before, passage)
        return {**self._keep(Change(field, before, after, None), self._remember), "masked": True}

    def _act(self, message: Message) -> Reply:
        stands = standing(self._enquiry, self._section, self._enquiry.typed)
        actions = {action.name: action for action in stands.actions}
        action, text = actions.get(message["name"]), str(message.get("text", "")).strip()
        if action is not None and len(text) > action.longest:
            found, expected = f"{len(text)} characters long", f"at most {action.longest}"
            raise errors.WrongValue(name=f"'{action.text_label}'", found=found, expected=expected)
        if action is not None:
            action.run(text)
            self._changes.clear()
        return self._load(message)

    def _keep(self, change: Change, then: Callable[[Change], None], *, settled: bool = True) -> Reply:
        """Save one field, unless somebody else changed it; what they did to other fields is kept too."""
        current = self._record()
        if self._values(current)[change.field] not in (change.before, change.after):
            return {"type": "conflict", "field": change.field, "mine": change.after, **self._facts(current)}
        values = {change.field: change.after}
        try:
            record = self._enquiry.save(self._section, values, base_revision=current.revision)
        except errors.SectionConflict:  # saved by somebody else just now: look again
            return self._keep(change, then, settled=settled)
        then(change)
        if not change.settles:
            return {"type": "saved", "field": change.field, **self._facts(record)}
        with _in_passing():
            record = save_settled(self._enquiry.record_path, change.settles, settled=settled)
        facts = self._after_settling(record) if settled else self._facts(record)
        return {"type": "saved", "field": change.field, **facts}

    def _after_settling(self, record: Record) -> Reply:
        """Put away the copies that are of no more use, so that undoing the last change brings them back; gives the facts then."""
        away = tuple(self._copies.put_away_settled(record))
        self._changes[-1] = replace(self._changes[-1], put_away=away)
        return {**self._facts(record), "put_away": [file.name for file, _ in away]}

    def _bring_back(self, change: Change) -> None:
        with _in_passing():
            for file, place in change.put_away:
                bring_back(place, file)

    def _remember(self, change: Change) -> None:
        """Remember a change; what is typed in one stay in a field goes on with the change before, unless another wrote between."""
        last = self._changes[-1] if self._changes else None
        together = change.turn is not None and not change.settles
        stay = (change.field, change.turn, change.before)
        if last and together and (last.field, last.turn, last.after) == stay:
            self._changes[-1] = replace(last, after=change.after)
        elif change.before != change.after or change.settles:
            self._changes.append(change)

    def _facts(self, record: Record) -> Reply:
        """Give what every answer carries: the section as it is on disk, what may be taken over, how far it has come."""
        filled = is_filled(record.section(self._section))
        stands = standing(self._enquiry, self._section, record)
        went_back, self._went_back, self._told = self._went_back, False, record.revision
        return {
            "values": self._values(record),
            "earlier": self._earlier(record),
            "named": {name: [one.told() for one in found] for name, found in self._named(record).items()},
            "at": clock(record.saved_at),
            "answered": sum(filled.values()),
            "asked": len(filled),
            "undo": self._specs[self._changes[-1].field].title if self._changes else "",
            "read_only": stands.read_only,
            "before_acting": {action.name: action.before() for action in stands.actions},
            "went_back": went_back,
            "stamp": self._stamp(record),
            **self._copies.told(record),
        }

    def _stamp(self, record: Record) -> str:
        """Give what changes with every save, and whenever a copy comes or goes."""
        return f"{record.revision} {record.saved_at} {self._copies.stamp()}"

    def _named(self, record: Record) -> dict[str, tuple[Passage, ...]]:
        """Give, for each field, the passages that may name somebody, and nobody has decided about."""
        values = self._values(record)
        found = {name: self._passages(name, values[name], record.confirmed) for name in self._specs}
        return {name: passages for name, passages in found.items() if passages}

    def _passages(self, field: str, value: Any, confirmed: Sequence[str]) -> tuple[Passage, ...]:
        """Look through an answer, once for as long as it stays as it is."""
        looked_at = (value, tuple(confirmed))
        if self._looked_for_names.get(field, (None,))[0] != looked_at:
            found = passages_in(self._specs[field], value, confirmed)
            self._looked_for_names[field] = (looked_at, found)
        return self._looked_for_names[field][1]

    def _values(self, record: Record) -> dict[str, Any]:
        values = record.section(self._section).model_dump(mode="json")
        return {name: values[name] for name in self._specs}

    def _earlier(self, record: Record) -> Reply:
        """Give what was said earlier to questions still open here, while they can be answered."""
        if standing(self._enquiry, self._section, record).read_only:
            return {}
        return {
            name: {"value": said.value, "title": form_title(SECTIONS[said.section])}
            for name, said in earlier_answers(record, self._section).items()
        }


@contextmanager
def _in_passing() -> Iterator[None]:
    """Let nothing about a copy stand in the way of answers: what fails is logged, and tried again by the next form."""
    try:
        yield
    except errors.EnquiryError as problem:
        log.warning("A copy of the record stays as it is for now: %s", problem.message())


# --- widgets ----------------------------------------------------------------------------------------------


def reveal_button(html: Callable[[], str]) -> Any:
    """Give a button that shows some HTML on this screen only.

    `html` is called when the button is pressed. What it gives goes to that screen by message, and is stored
    neither in the notebook nor in the state of the widget.
    """

    def answer(_: Message) -> Reply:
        try:
            return {"type": "revealed", "html": html()}
        except errors.EnquiryError as problem:
            return {"type": "refused", "message": problem.message()}

    return widget(answer, "A button that shows small groups. Run this cell to use it.", part="reveal")


def widget(answer: Callable[[Message], Reply], said: str, *, part: str = "form") -> Any:
    """Give a widget that draws one part of the scripts and hands its messages to `answer`.

    `said` stands in its place where widgets are not drawn.
    """
    return _widget_class()(answer, said, part)


@cache
def _widget_class() -> type[Any]:
    """Make the one widget class, when a form is first shown: a report never pays for widgets."""
    from anywidget import AnyWidget
    from traitlets import Unicode

    class Conversation(AnyWidget):
        """A front end that asks, and a function that answers; its state is its script and which part of it to draw."""

        _esm = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
        _css = (HERE / "form.css").read_text(encoding="utf-8")
        part = Unicode().tag(sync=True)

        def __init__(self, answer: Callable[[Message], Reply], said: str, part: str) -> None:
            super().__init__(part=part)
            self._answer, self._said = answer, said
            self.on_msg(self._reply)

        def _reply(self, _: object, message: Message, __: object) -> None:
            """Answer the view that asked; others of the same form see the answer too."""
            try:
                reply = self._answer(message)
            except Exception as fault:  # not foreseen: told here, and raised for the log
                words = str(errors.FormFailed(why=f"{type(fault).__name__}, {fault}"))
                field = message.get("field", "")
                self.send({"type": "refused", "field": field, "message": words, "view": message.get("view")})
                raise
            self.send({**reply, "view": message.get("view")})

        def _ipython_display_(self) -> None:
            """Display the widget; in JupyterLab after what stands there while it is not drawn."""
            if has_front_end() and not _in_editor():
                display_output(Asleep(self.part))
            data, metadata = self._repr_mimebundle_()
            display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]

        def _repr_mimebundle_(self, **kwargs: Any) -> Any:
            data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
            return {**data, "text/plain": self._said}, metadata

    return Conversation
