"""Where a workbook's cells run: in a child forked from a process that has imported everything already.

A forked child begins at the first cell: no kernel to start, nothing to import, nothing to shut down. It ends
with the workbook, so nothing one school leaves behind (options, random numbers, modules) reaches the next.
Where forking is not possible, or ENQUIRY_KERNEL=ordinary asks for it, papermill starts an ordinary kernel.
Both ways fail alike: CellTimeoutError when time is up, DeadKernelError when the process is gone.
"""

from __future__ import annotations

import base64
import importlib
import io
import json
import logging
import os
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Literal, NoReturn

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from traitlets.config import Config

from enquiry_lib import errors
from enquiry_lib.render.isolation import Bounds, begin, begin_source

PRELOAD = (
    "enquiry_lib",
    "enquiry_lib.analyse.enquiry",
    "enquiry_lib.analyse.network",
    "enquiry_lib.analyse.plan",
    "enquiry_lib.stats.gaps",
    "enquiry_lib.stats.attendance",
    "enquiry_lib.data.loading",
    "enquiry_lib.show.showing",
    "enquiry_lib.show.forms",
    "matplotlib.backends.backend_svg",
)
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
WARM = dict.fromkeys(ONE_THREAD, "1") | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
KERNEL_OPTIONS = {
    "shutdown_kernel": "immediate",
    "extra_arguments": ["--log-level=ERROR"],  # a kernel warns on the screen of its sockets, each time
    "store_widget_state": False,
    "coalesce_streams": True,
    "log": logging.getLogger("papermill"),
}
FRONT_END = "JPY_SESSION_NAME"  # its presence tells the library that a person is looking

Output = dict[str, Any]
Ran = dict[str, Any]


# --- the warm process -------------------------------------------------------------------------------------


@contextmanager
def environment(changes: Mapping[str, str | None]) -> Iterator[None]:
    """Set environment variables (None: take away) for as long as the block lasts."""
    before = {name: os.environ.get(name) for name in changes}
    _set_environment(changes)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def preload(names: Sequence[str] = PRELOAD) -> None:
    """Import what workbooks need, once a process.

    Raises PartMissing for a name that cannot be imported.

    >>> preload(["json"])
    """
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as problem:
            raise errors.PartMissing(name=name, why=str(problem)) from problem


def way() -> Literal["forked", "ordinary"]:
    """Say how this process runs workbooks: "forked", or "ordinary" where forking is not possible or not safe.

    A process with other threads does not fork: a lock held by one of them would stay locked in the child.
    """
    asked = os.environ.get("ENQUIRY_KERNEL", "") == "ordinary"
    alone = threading.active_count() == 1
    return "forked" if hasattr(os, "fork") and alone and not asked else "ordinary"


def engine_options(timeout: int, bounds: Bounds) -> dict[str, Any]:
    """Give what papermill needs to run a whole workbook within `timeout` seconds, the way this process can.

    `bounds` are what the workbook may open.
    """
    common = {"kernel_name": "python3", "bounds": bounds}
    if way() == "forked":
        return {"engine_name": "enquiry", "timeout": timeout, **common}
    papermill_engines.register("enquiry-ordinary", OrdinaryEngine)
    left = partial(_seconds_left, time.monotonic() + timeout)
    return {"engine_name": "enquiry-ordinary", "timeout_func": left, **common}


def _seconds_left(end: float, _cell: object = None) -> int:
    return max(1, round(end - time.monotonic()))


# --- the engines ------------------------------------------------------------------------------------------


class ForkedEngine(Engine):  # type: ignore[misc]
    """A papermill engine that runs a notebook's cells in a child forked from this process."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        bounds: Bounds,
        timeout: int | None = None,
        **_unused: object,
    ) -> None:
        """Run the cells up to the first that fails and keep their outputs in the notebook.

        Raises CellTimeoutError after `timeout` seconds for the whole notebook, DeadKernelError when the child
        ended without an answer.
        """
        sources = [cell.source if cell.cell_type == "code" else "" for cell in nb_man.nb.cells]
        for index, ran in enumerate(run_in_child(sources, timeout=timeout, bounds=bounds)):
            cell = nb_man.nb.cells[index]
            nb_man.cell_start(cell, index)
            if ran:
                cell.outputs = [nbformat.from_dict(output) for output in ran["outputs"]]  # type: ignore[no-untyped-call]
                cell.execution_count = ran["count"]
            if ran and ran["failed"]:
                nb_man.cell_exception(cell, cell_index=index)
            nb_man.cell_complete(cell, cell_index=index)


class OrdinaryEngine(Engine):  # type: ignore[misc]
    """A papermill engine that runs a notebook's cells in a kernel, as papermill's own does."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, bounds: Bounds, timeout_func: object, **_unused: object
    ) -> None:
        """Start a kernel, keep it within `bounds`, and run the cells. Raises what ForkedEngine does."""
        options = {"kernel_name": kernel_name, "timeout_func": timeout_func, **KERNEL_OPTIONS}
        _Client(nb_man, bounds, **options).execute()


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Runs the cells in a kernel, and none before the kernel has said that it keeps within bounds."""

    def __init__(self, nb_man: Any, bounds: Bounds, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self.bounds = bounds

    def papermill_execute_cells(self) -> None:
        """Set the bounds, then do as papermill does."""
        asked = self.kc.execute(begin_source(self.bounds), silent=True, store_history=False)
        if self.wait_for_reply(asked)["content"]["status"] != "ok":
            raise DeadKernelError("the kernel could not be kept within its school's folder")
        super().papermill_execute_cells()


def run_in_child(
    sources: Sequence[str], *, timeout: float | None = None, bounds: Bounds | None = None
) -> list[Ran | None]:
    """Run sources one after the other in a forked child; give what each put out, None for an empty one.

    `bounds` are what it may open. The list ends with the first source that failed.
    """
    receiver, sender = Pipe(duplex=False)
    number = code = 0
    try:
        with _interrupts_wait():
            number = _fork()
            if number == 0:
                _be_the_child(sources, sender, timeout, bounds)
        sender.close()
        answer = _answer(receiver, timeout)
    finally:
        receiver.close()
        if number:
            code = _end(number)
    if answer is None:
        raise DeadKernelError(f"stopped by signal {-code}" if code < 0 else f"exit status {code}")
    ran: list[Ran | None] = json.loads(answer)
    return ran


def _fork() -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # Python 3.12 warns when the process has any thread. `way` has seen to Python's own threads; what is
        # left are the idle threads of number libraries, which those libraries start anew in a child.
        warnings.filterwarnings("ignore", message=".*fork.*", category=DeprecationWarning)
        return os.fork()


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Let Ctrl+C wait until this is over: Python loses what is raised in the things it does around a fork."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        signal.raise_signal(signal.SIGINT)


def _answer(receiver: Connection, timeout: float | None) -> bytes | None:
    """Wait for what the child has to say; None when it ended without a word."""
    if not receiver.poll(timeout):
        raise CellTimeoutError(f"still running after {timeout} seconds")
    try:
        return receiver.recv_bytes()
    except (EOFError, OSError):
        return None


def _end(number: int) -> int:
    """End the child with everything it started, and give how it ended."""
    with suppress(ProcessLookupError, PermissionError):  # gone already, or not yet a group of its own
        os.killpg(number, signal.SIGKILL)
    os.kill(number, signal.SIGKILL)  # without effect when it has ended: its status waits to be read
    _, status = os.waitpid(number, 0)
    return os.waitstatus_to_exitcode(status)


# --- the child --------------------------------------------------------------------------------------------


def _be_the_child(
    sources: Sequence[str], sender: Connection, timeout: float | None, bounds: Bounds | None
) -> NoReturn:
    """Run the sources, send what they put out, and end without any of the parent's farewells."""
    status = 1
    try:
        _leave_the_parent(timeout)
        if bounds:
            begin(bounds)
        sender.send_bytes(json.dumps(_run_all(sources), default=_plain).encode("utf-8"))
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it was, a child must never return into its parent's code
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(status)


def _leave_the_parent(timeout: float | None) -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if timeout:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(int(timeout) + 5)  # should the parent itself be gone by then
    os.environ.pop(FRONT_END, None)
    sys.stdin = io.StringIO()
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    _warn_as_at_the_start()


def _warn_as_at_the_start() -> None:
    """Undo what the parent did to warnings; say them without the path of a file."""
    warnings.resetwarnings()
    for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
        warnings.simplefilter("ignore", category)
    warnings.showwarning = _say_warning


def _say_warning(message: Warning | str, category: type[Warning], *_place: object, **_file: object) -> None:
    print(f"{category.__name__}: {message}", file=sys.stderr)  # noqa: T201 - becomes a stream of the workbook


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"a {type(value).__name__} cannot be kept in a notebook's output")


def _run_all(sources: Sequence[str]) -> list[Ran | None]:
    shell = _shell()
    collected: list[Ran | None] = []
    for source in sources:
        ran = _run(shell, source) if source.strip() else None
        collected.append(ran)
        if ran and ran["failed"]:
            break
    return collected


def _shell() -> CollectingShell:
    """Give a fresh shell: no history, no files of settings, nothing written to disk."""
    InteractiveShell.clear_instance()
    settings = Config()
    settings.HistoryManager.enabled = False
    nowhere = {"ipython_dir": tempfile.gettempdir(), "profile_dir": ProfileDir()}
    shell = CollectingShell.instance(config=settings, **nowhere)
    sys.stdout = Stream(shell, "stdout")
    sys.stderr = Stream(shell, "stderr")
    return shell


def _run(shell: CollectingShell, source: str) -> Ran:
    shell.outputs = []
    count = shell.execution_count
    result = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
    return {"outputs": shell.outputs, "count": count, "failed": not result.success}


class CollectingPublisher(DisplayPublisher):
    """Keeps what `display` is given, data and metadata both."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_unused: object,
    ) -> None:
        """Keep one display, or change an earlier one that has the same display id."""
        shown = {"data": data, "metadata": metadata or {}}
        identifier = (transient or {}).get("display_id")
        if update:
            for output in self.shell.displays.get(identifier, []):
                output.update(shown)
            return
        output = {"output_type": "display_data", **shown}
        self.shell.displays.setdefault(identifier, []).append(output)
        self.shell.keep(output)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has put out so far, at once or when the next output comes."""
        self.shell.clear_first = wait
        if not wait:
            self.shell.outputs.clear()


class CollectingHook(DisplayHook):
    """Keeps the value of a cell's last line."""

    shell: Any

    def write_output_prompt(self) -> None:
        """Print nothing: the number is kept with the value."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Keep the value in all the forms it has."""
        kept = {"data": format_dict, "metadata": md_dict or {}, "execution_count": self.prompt_count}
        self.shell.keep({"output_type": "execute_result", **kept})

    def finish_displayhook(self) -> None:
        """Print nothing."""


class CollectingShell(InteractiveShell):
    """IPython without a terminal: what cells put out is kept in `outputs`, in the form of a notebook."""

    def __init__(self, **settings: Any) -> None:
        self.outputs: list[Output] = []
        self.displays: dict[str | None, list[Output]] = {}
        self.clear_first = False
        parts = {"display_pub_class": CollectingPublisher, "displayhook_class": CollectingHook}
        super().__init__(**parts, **settings)  # type: ignore[no-untyped-call]

    def keep(self, output: Output) -> None:
        """Keep one output of the cell that is running."""
        if self.clear_first:
            self.outputs.clear()
            self.clear_first = False
        self.outputs.append(output)

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        error = {"ename": etype.__name__, "evalue": str(evalue), "traceback": stb}
        self.keep({"output_type": "error", **error})


class Stream(io.TextIOBase):
    """What a cell prints; each cell has one stream of each name, where it was first written to."""

    def __init__(self, shell: CollectingShell, name: str) -> None:
        self.shell, self.name = shell, name

    def write(self, text: str) -> int:
        """Keep some text."""
        for output in self.shell.outputs:
            if output.get("name") == self.name:
                output["text"] += text
                return len(text)
        self.shell.keep({"output_type": "stream", "name": self.name, "text": text})
        return len(text)
