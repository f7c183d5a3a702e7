"""How a section of the record stands: what a line above its form says, whether it can be changed, and its buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from enquiry_lib.analyse.readiness import needed_fields, open_fields, unfit
from enquiry_lib.store.record import EvaluationPlan, Record
from enquiry_lib.store.saving import save_status

if TYPE_CHECKING:
    from enquiry_lib.analyse.enquiry import Enquiry

DATES_NEEDED = (
    "Every score needs the day it was taken, in the column ‘date’ of the table of outcomes: without it the report cannot "
    "tell that the plan came first."
)


@dataclass(frozen=True)
class StillOpen:
    """Questions that are still open before an action, by the names of their fields, below one heading."""

    heading: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """A button below a form. `run` gets what was typed in its one text box ("" without one).

    `notes` and `still_open` say how things stand before it: they go by the answers, and are told with each of them.
    """

    name: str
    label: str
    explanation: str
    confirm: str
    run: Callable[[str], object]
    text_label: str = ""
    longest: int = 300
    notes: tuple[str, ...] = ()
    still_open: tuple[StillOpen, ...] = ()

    def spec(self) -> dict[str, Any]:
        """Give what the front end draws once."""
        return {name: value for name, value in vars(self).items() if name not in ("run", *_BEFORE)}

    def before(self) -> dict[str, Any]:
        """Give how things stand before it, which the front end draws anew whenever that has changed."""
        return {name: value for name, value in asdict(self).items() if name in _BEFORE}


_BEFORE = ("notes", "still_open")


@dataclass(frozen=True)
class Standing:
    """How a section stands: what a line above the form says, whether it can be changed, its actions."""

    notes: tuple[str, ...] = ()
    read_only: bool = False
    actions: tuple[Action, ...] = ()


def _plan_standing(enquiry: Enquiry, record: Record) -> Standing:
    plan = record.evaluation_plan
    notes = tuple(f"Reopened {day_and_time(entry.at)}. Reason: {entry.reason}" for entry in plan.reopened)
    if plan.freeze is None:
        return Standing((*notes, *unfit(plan)), actions=(_freezing(enquiry, plan),))
    by = f" by {plan.freeze.by}" if plan.freeze.by else ""
    frozen = f"Frozen {day_and_time(plan.freeze.at)}{by}. The plan can be read here, and no longer changed."
    return Standing((*notes, frozen), read_only=True, actions=(_reopening(enquiry),))


def _freezing(enquiry: Enquiry, plan: EvaluationPlan) -> Action:
    def run(by: str) -> object:
        from enquiry_lib.analyse.plan import freeze_plan  # brings the statistics: only when used

        return freeze_plan(enquiry, by=by)

    return Action(
        "freeze",
        "Freeze the plan …",
        "Freezing fixes what you decided, before you look. From then on the plan cannot be changed unseen, and "
        "the later outcomes can be looked at. You can reopen it later, with a reason that the report prints.",
        "Freeze the plan now",
        run,
        text_label="Your name (may be left empty)",
        notes=(*unfit(plan), *((DATES_NEEDED,) if plan.measured_by == "outcomes" else ())),
        still_open=(
            StillOpen("Needed before it can be frozen", needed_fields(plan)),
            StillOpen("May stay open", open_fields(plan)),
        ),
    )


def _reopening(enquiry: Enquiry) -> Action:
    def run(reason: str) -> object:
        from enquiry_lib.analyse.plan import reopen_plan  # brings the statistics: only when used

        return reopen_plan(enquiry, reason)

    return Action(
        "reopen",
        "Reopen the plan …",
        "A plan that was reopened no longer counts as decided beforehand: the report calls its findings "
        "exploratory and prints your reason.",
        "Reopen the plan now",
        run,
        text_label="Why does the plan have to change?",
        longest=5000,
    )


def _next_standing(enquiry: Enquiry, record: Record) -> Standing:
    if record.status == "open":
        return Standing(actions=(_finishing(enquiry),))
    note = "This enquiry is finished. All its answers are kept. The coordinator begins the next one with the command 'enquiry begin'."
    return Standing((note,), actions=(_opening_again(enquiry),))


def _finishing(enquiry: Enquiry) -> Action:
    return Action(
        "finish",
        "Finish this enquiry …",
        "A finished enquiry keeps all its answers. As soon as another one is open, workbooks and reports show that "
        "one and leave the finished one out. You can open it again here.",
        "Finish this enquiry now",
        lambda _: save_status(enquiry.record_path, "finished"),
    )


def _opening_again(enquiry: Enquiry) -> Action:
    return Action(
        "open",
        "Open it again …",
        "An open enquiry is part of the school's report. While several are open, each workbook has to name one of "
        "them after cycle.",
        "Open this enquiry again now",
        lambda _: save_status(enquiry.record_path, "open"),
    )


STANDINGS: dict[str, Callable[[Enquiry, Record], Standing]] = {
    "evaluation_plan": _plan_standing,
    "next_cycle": _next_standing,
}


def standing(enquiry: Enquiry, section: str, record: Record) -> Standing:
    """Say how one section stands in a record just read."""
    stands = STANDINGS.get(section)
    return stands(enquiry, record) if stands else Standing()


# --- times in words ---------------------------------------------------------------------------------------


def clock(saved_at: str, *, today: dt.date | None = None) -> str:
    """Say when something was saved: the time today, the day and the time before that.

    >>> clock("2025-09-03T14:32:00", today=dt.date(2025, 9, 3)), clock("")
    ('14:32', '')
    """
    try:
        moment = dt.datetime.fromisoformat(saved_at).astimezone()
    except (ValueError, OverflowError):  # no time, or one at the edge of the calendar
        return saved_at
    is_today = moment.date() == (today or dt.date.today())
    return f"{moment:%H:%M}" if is_today else day_and_time(moment)


def day_and_time(moment: dt.datetime) -> str:
    """Say when something was, in this computer's own time: 'on 3 September 2025 at 14:32'."""
    try:
        here = moment.astimezone()
    except (ValueError, OverflowError):  # at the edge of the calendar it has no other
        here = moment
    return f"on {here.day} {here:%B %Y at %H:%M}"
