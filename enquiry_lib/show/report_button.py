"""The button that renders a school's report while JupyterLab stays usable, and opens it in a tab of its own.

The page asks once a second how far it has come, as a form asks for its section: nothing is ever sent from a
thread, and a kernel that was restarted is noticed, because it no longer answers. The finished page goes to the
screen by message, since JupyterLab does not reach beyond its own folder.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enquiry_lib import errors
from enquiry_lib.show.forms import Message, Reply, display_output, has_front_end, widget
from enquiry_lib.show.report_run import Now, Run, render_command
from enquiry_lib.show.standings import clock
from enquiry_lib.store.at_once import REPORTS
from enquiry_lib.store.saving import read_whole

if TYPE_CHECKING:
    from enquiry_lib.analyse.enquiry import Enquiry

ABOUT = (
    "It is made from the answers and tables that are saved now, and takes a minute or two. You can go on working in "
    "the meantime: the forms save as ever."
)
DRAFT = "It is a draft until the head signs it off. Until then it is for reading in school, and not for passing on."
STILL = "The network's own page is still being brought up to date. You need not wait for it."
NOT_OWN = (
    "The network's own page could not be brought up to date. Your report is not touched by that. Tell whoever looks "
    "after the network: `enquiry render` says why."
)
QUARTERS = ("You can go on working.", "A quarter is done.", "Half of it is done.", "Three quarters are done.")
GETTING_READY, FIRST_TIME = 0.1, 0.7  # shares of the whole: before the first workbook, and running each once
TITLES_NAMED = 3

_runs: dict[tuple[Path, str], Run] = {}
"""The last rendering of each school in this kernel: a cell that is run again finds the one that is under way."""


def offer_report(enquiry: Enquiry) -> None:
    """Offer to render the school's report: a button that says how far it has come, and opens the finished page.

    It runs beside the kernel, so that cells and forms can be used in the meantime. In a report, or wherever nobody
    can press a button, nothing appears.
    """
    if has_front_end():
        said = "A button that renders the report. Run this cell to use it."
        display_output(widget(ReportButton(enquiry).answer, said, part="report"))


class ReportButton:
    """Answers the messages of the button's front end; keeps nothing but the rendering that was begun."""

    def __init__(self, enquiry: Enquiry, begin: Callable[[list[str]], Run] = Run) -> None:
        self._school = enquiry.school
        self._folder = enquiry.network.folder.resolve()
        self._begin = begin

    def answer(self, message: Message) -> Reply:
        """Answer one message; whatever goes wrong becomes words for the person at the button."""
        answers: dict[str, Callable[[], Reply]] = {
            "load": self._told,
            "look": self._told,
            "render": self._render,
            "cancel": self._cancel,
            "page": self._page,
        }
        try:
            return answers[message["type"]]()
        except errors.EnquiryError as problem:
            return {"type": "refused", "message": problem.message()}

    def _render(self) -> Reply:
        """Begin, unless one is under way: it is shown then, and nothing is begun twice."""
        run = self._run
        if run is None or run.now.over:
            _runs[self._key] = self._begin(render_command(self._folder, self._school.id))
        return self._told()

    def _cancel(self) -> Reply:
        run = self._run
        if run and not run.now.over and not run.now.report:
            run.stop()
        return self._told()

    def _page(self) -> Reply:
        """Give the page as it is on disk now, made small: a server lets only so much through at once."""
        packed = base64.b64encode(gzip.compress(read_whole(self._file))).decode("ascii")
        return {"type": "page", "packed": packed}

    # how far it has come

    def _told(self) -> Reply:
        run = self._run
        told = told_of(run.now) if run else {"stage": "idle", "lines": [ABOUT], "said": ""}
        return {
            "type": "report",
            "title": f"The report of {self._school.name}",
            **told,
            **self._on_disk(told),
        }

    def _on_disk(self, told: Mapping[str, Any]) -> Reply:
        """Say which page can be opened, and where its file is; nothing while it is being made."""
        mark = 0 if told["stage"] == "running" else self._mark()
        if not mark:
            return {"open": "", "mark": 0, "place": []}
        made = clock(dt.datetime.fromtimestamp(mark / 1e9).astimezone().isoformat())
        fresh = bool(told.get("fresh"))
        where = f"The file is {self._file.name}, in the folder {self._file.parent}."
        return {
            "open": "Open the report" if fresh else f"Open the last report, made {made}",
            "mark": mark,
            "place": [DRAFT, where],
        }

    def _mark(self) -> int:
        """Give when the page was written, in nanoseconds; 0 where there is none."""
        try:
            return self._file.stat().st_mtime_ns
        except OSError:
            return 0

    @property
    def _file(self) -> Path:
        return self._folder / REPORTS / f"{self._school.id}.html"

    @property
    def _key(self) -> tuple[Path, str]:
        return self._folder, self._school.id

    @property
    def _run(self) -> Run | None:
        return _runs.get(self._key)


# --- in words ---------------------------------------------------------------------------------------------


def told_of(now: Now) -> Reply:
    """Say how far a rendering has come, in words, for the page to draw."""
    if now.report is None and not now.over:
        return _on_the_way(now)
    return {**_outcome(now), "stage": "over" if now.over else "ready"}


def _on_the_way(now: Now) -> Reply:
    share = share_of(now)
    return {
        "stage": "running",
        "lines": [],
        "doing": doing(now),
        "share": share,
        "seconds": round(now.seconds),
        "cancel": not now.stopping,
        "said": "Stopping."
        if now.stopping
        else f"Your report is being rendered. {QUARTERS[int(4 * (share or 0))]}",
    }


def doing(now: Now) -> str:
    """Say what is being done.

    >>> doing(Now(step={"school": "oak", "title": "Frame the question", "number": 2, "of": 12, "again": False}))
    'Workbook 2 of 12: Frame the question'
    """
    if now.stopping:
        return "Stopping"
    if not now.step:
        return "Getting ready"
    place = f"{now.step['number']} of {now.step['of']}: {now.step['title']}"
    return f"Once more, to hide small numbers: workbook {place}" if now.step["again"] else f"Workbook {place}"


def share_of(now: Now) -> float | None:
    """Say which share of the work is done, roughly; nothing before the first workbook.

    >>> share_of(Now(step={"number": 1, "of": 11, "again": False})), share_of(Now())
    (0.1, None)
    """
    if not now.step:
        return None
    done = float((now.step["number"] - 1) / now.step["of"])
    if now.step["again"]:
        return GETTING_READY + FIRST_TIME + (1 - GETTING_READY - FIRST_TIME) * done
    return GETTING_READY + FIRST_TIME * done


def _outcome(now: Now) -> Reply:
    """Say what has come of it: the report, what is missing from it, and what to do about that."""
    report, network = now.report, now.network
    failures = list(report["failures"]) if report else []
    said = _verdict(now, failures)
    lines = [STILL] if report and not now.over else []
    lines += [NOT_OWN] if network and network["failures"] else []
    fresh = {"fresh": report["written"]} if report else {}
    return {"said": said, "lines": lines, "problems": [*_in_groups(failures), *_besides(now)], **fresh}


def _verdict(now: Now, failures: list[Any]) -> str:
    if now.report is None:
        return "Cancelled. The report is as it was before." if now.stopping else "The report was not made."
    if not now.report["written"]:
        return "The report could not be written."
    return "Your report is made, and something is missing from it." if failures else "Your report is ready."


def _besides(now: Now) -> list[Reply]:
    """Say what stopped the rendering as a whole, where anything did."""
    if now.refused:
        return [{"about": "", "message": now.refused}]
    if now.over and not now.ended and not now.stopping:
        return [{"about": "", "message": errors.RenderingGone().message()}]
    return []


def _in_groups(failures: list[Any]) -> list[Reply]:
    """Give each reason once, with the workbooks it stopped."""
    titles: dict[str, list[str]] = {}
    for failure in failures:
        titles.setdefault(failure["message"], []).append(failure["about"])
    return [{"about": _named(found), "message": message} for message, found in titles.items()]


def _named(titles: list[str]) -> str:
    named = [title for title in dict.fromkeys(titles) if title]
    return f"{len(named)} workbooks" if len(named) > TITLES_NAMED else ", ".join(named)
