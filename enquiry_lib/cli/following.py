"""A rendering that another program follows: a line of JSON for each thing that happens, and an end when it goes.

    {"step": {"school": "oak", "title": "Frame the question", "number": 2, "of": 12, "again": false}}
    {"report": {"school": "oak", "file": "/…/oak.html", "written": true, "failures": [{"about": "…", "message": "…"}]}}
    {"ended": {"index": "/…/index.html"}}      or      {"refused": {"message": "…"}}

A school with an empty id is the network's own page. Where the program that follows has given a pipe to read from,
the rendering stops when that pipe is closed: by that program, or by the system when the program is gone.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from enquiry_lib import errors
from enquiry_lib.cli.terminal import ALL_WELL, NOT_DONE, PUT_RIGHT

if TYPE_CHECKING:
    from enquiry_lib.render.batch import Progress
    from enquiry_lib.render.index import Receipt, Report

STDIN = 0
AT_THE_START = (
    1.0  # seconds to stop where no other process is at work yet, and until one that is is asked again
)
TIME_TO_STOP, TIMES_ASKED = 7.0, 3  # seconds for all of them to put away what they have in hand
STOPPED = 130


def render_in_lines(rendered: Callable[[Callable[[Progress], None]], Receipt]) -> int:
    """Render, and say in lines what happens; gives the exit code.

    `rendered` does the work and is given what to call with each progress.
    """
    stop_with_the_reader()
    lines = Lines()
    try:
        receipt = rendered(lines.tell)
    except errors.EnquiryError as problem:
        return _refused(problem)
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        return _refused(errors.CannotWrite(file="A file of the rendering", why=why))
    say("ended", index=str(receipt.index))
    return ALL_WELL if receipt.ok else PUT_RIGHT


def _refused(problem: errors.EnquiryError) -> int:
    say("refused", message=problem.message())
    return NOT_DONE


class Lines:
    """Says of each progress what is new in it."""

    def __init__(self) -> None:
        self._said: set[object] = set()

    def tell(self, now: Progress) -> None:
        """Say each step and each report once."""
        for step in now.steps:
            if step not in self._said:
                self._said.add(step)
                say("step", **vars(step))
        for report in now.reports:
            if report.school not in self._said:
                self._said.add(report.school)
                say("report", **_told(report, now.out))


def _told(report: Report, out: Path) -> dict[str, object]:
    failures = [{"about": failure.title, "message": failure.message} for failure in report.failures]
    page = str(out / report.page)
    return {"school": report.school, "file": page, "written": bool(report.outputs), "failures": failures}


def say(what: str, **facts: object) -> None:
    """Write one line, in letters that every terminal and every pipe can carry."""
    sys.stdout.write(json.dumps({what: facts}) + "\n")
    sys.stdout.flush()


# --- stopping ---------------------------------------------------------------------------------------------


def stop_with_the_reader() -> None:
    """Stop this rendering, with every process it has started, when the pipe it may read from is closed."""
    if not stat.S_ISFIFO(os.fstat(STDIN).st_mode):
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a kernel ignores it, and so would its child
    threading.Thread(target=_wait_and_stop, daemon=True).start()


def _wait_and_stop() -> None:
    while os.read(STDIN, 1024):
        continue
    stop()


def _interrupt(processes: Iterable[BaseProcess]) -> None:
    for number in filter(None, (process.pid for process in processes)):
        with suppress(ProcessLookupError):  # it has just ended
            os.kill(number, signal.SIGINT)


def stop() -> NoReturn:
    """Stop as Ctrl+C does, so that all put away what they have in hand; what has not ended then is ended.

    A process is asked more than once: Python loses an interruption that comes while it clears something away.
    """
    if hasattr(signal, "pthread_kill"):
        at_work = multiprocessing.active_children()
        _interrupt(at_work)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        time.sleep(AT_THE_START)
        for _ in range(TIMES_ASKED if at_work else 0):
            _interrupt(multiprocessing.active_children())
            time.sleep(TIME_TO_STOP / TIMES_ASKED)
    for process in multiprocessing.active_children():
        process.kill()
    os._exit(STOPPED)
