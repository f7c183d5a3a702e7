"""A rendering that runs beside the kernel: one program of its own, heard by a thread, stopped when the kernel goes.

It is `enquiry render` for one school, which says in lines of JSON what happens (see `cli.following`). The kernel
stays free meanwhile. The program stops when the pipe it reads from is closed, which the system does too when the
kernel is restarted or killed: nothing goes on that nobody waits for.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from enquiry_lib import errors

Facts = Mapping[str, Any]

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows one would open


def render_command(network: Path, school: str) -> list[str]:
    """Give the command that renders one school's report and says in lines what happens.

    Nothing is imported from the folder of the workbooks, whatever lies there.

    >>> render_command(Path("our_network"), "oak")[2:]
    ['-m', 'enquiry_lib.cli', 'render', 'our_network', '--school', 'oak', '--workers', '1', '--progress', 'lines']
    """
    options = ["--school", school, "--workers", "1", "--progress", "lines"]
    return [sys.executable, "-P", "-m", "enquiry_lib.cli", "render", str(network), *options]


@dataclass(frozen=True)
class Now:
    """How far a rendering has come: each what was last said about it, nothing before.

    `report` is about the school, `network` about the network's own page. `stopping` says that somebody has
    cancelled it; `over` that the program has ended, after `seconds`; `ended` that it came to its end before.
    """

    step: Facts | None = None
    report: Facts | None = None
    network: Facts | None = None
    refused: str = ""
    stopping: bool = False
    ended: bool = False
    over: bool = False
    seconds: float = 0.0


class Run:
    """One rendering that has begun. Raises RenderingNotBegun where the program cannot be started."""

    def __init__(self, command: Sequence[str]) -> None:
        self._began = time.monotonic()
        self._now = Now()
        self._lock = threading.Lock()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very Python, and no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                errors="replace",
                creationflags=_NO_WINDOW,
                start_new_session=True,  # interrupting a cell interrupts the cell alone
            )
        except OSError as problem:
            why = (problem.strerror or str(problem)).lower()
            raise errors.RenderingNotBegun(why=why) from problem
        self._thread = threading.Thread(target=self._hear, name="enquiry-render", daemon=True)
        self._thread.start()

    @property
    def now(self) -> Now:
        """Give how far it has come."""
        now = self._now
        return now if now.over else replace(now, seconds=time.monotonic() - self._began)

    def stop(self) -> None:
        """Ask the program to stop; it puts away what it has in hand first."""
        self._note(stopping=True)
        if self._process.stdin:
            self._process.stdin.close()

    def wait(self, seconds: float | None = None) -> Now:
        """Wait until the program has ended, or so many seconds."""
        self._thread.join(seconds)
        return self.now

    def _note(self, **facts: Any) -> None:
        with self._lock:
            self._now = replace(self._now, **facts)

    def _hear(self) -> None:
        try:
            with self._process as process:
                for line in process.stdout or ():
                    self._take(line)
        finally:  # whatever happens, nobody waits for ever
            self._note(over=True, seconds=time.monotonic() - self._began)

    def _take(self, line: str) -> None:
        """Note one line; what a library prints besides is passed over."""
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):  # no JSON, or a number or brackets too long for any of ours
            return
        match said:
            case {"step": {"school": _} as step}:
                self._note(step=step)
            case {"report": {"school": "", "failures": _} as page}:
                self._note(network=page)
            case {"report": {"file": _, "written": _, "failures": _} as report}:
                self._note(report=report)
            case {"refused": {"message": message}}:
                self._note(refused=str(message))
            case {"ended": _}:
                self._note(ended=True)
