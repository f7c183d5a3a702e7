"""The forked child: as quick as it is alone, and with the same outputs as an ordinary kernel."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from tiny_workbooks import NETWORK_PARAMETERS, code, workbook

from enquiry_lib import errors
from enquiry_lib.render import kernels
from enquiry_lib.render.run import run_workbook

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

CELLS = [
    "import sys\nprint('said')\nprint('aside', file=sys.stderr)\nprint('more')",
    "from IPython.display import display\n"
    "display({'text/html': '<b>x</b>', 'text/plain': 'x'}, raw=True, metadata={'text/html': {'alt': 'y'}})",
    "display({'image/png': b'not really'}, raw=True)",
    "[1, 2]",
    "handle = display(1, display_id='later')",
    "handle.update(2)",
    "print('gone')\nfrom IPython.display import clear_output\nclear_output()\nprint('kept')",
    "'quiet';",
    "",
]


def outputs_of(source: str) -> list[dict[str, object]]:
    """What one source puts out in a child."""
    (ran,) = kernels.run_in_child([source], timeout=30)
    assert ran is not None
    return list(ran["outputs"])


def printed(source: str) -> str:
    """What one source prints in a child."""
    return "".join(str(output.get("text", output.get("evalue"))) for output in outputs_of(source))


def test_both_ways_give_the_same_outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams, displays with their metadata, updates and values are the same from a child and from a kernel."""
    path = workbook(tmp_path, "tiny", [code(source) for source in CELLS], NETWORK_PARAMETERS)
    kept = {}
    for way in ("forked", "ordinary"):
        monkeypatch.setattr(kernels, "way", lambda way=way: way)
        ran = run_workbook(path, {"network": "n"}, cwd=tmp_path, timeout=60)
        kept[way] = [(cell.get("outputs"), cell.get("execution_count")) for cell in ran.cells]
    assert kept["forked"] == kept["ordinary"]
    assert kept["forked"][4][0][0]["metadata"] == {"text/html": {"alt": "y"}}


def test_both_ways_report_an_error_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that fails is told with the same words whichever way it ran."""
    path = workbook(tmp_path, "tiny", [code("def f():\n    return 1 / 0\nf()")], NETWORK_PARAMETERS)
    told = []
    for way in ("forked", "ordinary"):
        monkeypatch.setattr(kernels, "way", lambda way=way: way)
        with pytest.raises(errors.WorkbookFailed) as caught:
            run_workbook(path, {"network": "n"}, cwd=tmp_path, timeout=60)
        told.append(str(caught.value))
    assert told[0] == told[1]
    assert "ZeroDivisionError: division by zero" in told[0]


def test_an_ordinary_kernel_says_nothing_on_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What a kernel remarks about its own sockets is no business of whoever renders."""
    monkeypatch.setattr(kernels, "way", lambda: "ordinary")
    path = workbook(tmp_path, "tiny", [code("1")], NETWORK_PARAMETERS)
    run_workbook(path, {"network": "n"}, cwd=tmp_path, timeout=60)
    assert capfd.readouterr().err == ""


def test_an_error_is_kept_with_name_value_and_traceback() -> None:
    """A failing cell leaves an error output, as in any notebook."""
    (error,) = outputs_of("{}['x']")
    assert (error["output_type"], error["ename"], error["evalue"]) == ("error", "KeyError", "'x'")
    assert re.search("KeyError", "".join(error["traceback"]))  # type: ignore[arg-type]


def test_the_first_failing_cell_stops() -> None:
    """Cells after one that failed do not run."""
    ran = kernels.run_in_child(["1", "boom", "print('never')"], timeout=30)
    assert [one["failed"] for one in ran if one] == [False, True]


def test_nothing_passes_from_one_child_to_the_next() -> None:
    """Variables, modules and environment that one child leaves behind are not there for the next."""
    printed("left = 1; import os, sys; os.environ['LEFT'] = '1'; sys.modules['left'] = sys")
    assert printed(
        "import os, sys; print('left' in globals(), 'LEFT' in os.environ, 'left' in sys.modules)"
    ) == ("False False False\n")


def test_each_child_has_its_own_random_numbers() -> None:
    """Two children forked from one process do not draw the same numbers."""
    draw = "import random, numpy; print(random.random(), numpy.random.random())"
    first, second = printed(draw).split(), printed(draw).split()
    assert first[0] != second[0]
    assert first[1] != second[1]


@pytest.mark.parametrize("way", ["forked", "ordinary"])
def test_the_front_end_is_hidden(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library never believes that somebody is looking while a report is made."""
    monkeypatch.setenv("JPY_SESSION_NAME", "somebody.ipynb")
    monkeypatch.setattr(kernels, "way", lambda: way)
    asks = "import os; print(os.environ.get('JPY_SESSION_NAME'))"
    ran = run_workbook(workbook(tmp_path, "tiny", [code(asks)]), {}, cwd=tmp_path, timeout=60)
    assert ran.cells[-1].outputs[0].text == "None\n"
    assert os.environ["JPY_SESSION_NAME"] == "somebody.ipynb"


def test_a_warning_goes_to_stderr_without_a_path() -> None:
    """A warning is kept apart from what a page shows, and names no file."""
    (output,) = outputs_of("import warnings; warnings.warn('careful')")
    assert (output["name"], output["text"]) == ("stderr", "UserWarning: careful\n")


def test_the_limit_is_for_all_cells_together() -> None:
    """Cells that are quick one by one are stopped when together they take too long."""
    with pytest.raises(CellTimeoutError):
        kernels.run_in_child(["import time; time.sleep(.4)"] * 5, timeout=1)


def test_a_child_that_dies_is_told_and_reaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child killed from outside raises, says by which signal, and leaves no process behind."""
    forked: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: forked.append(number := fork()) or number)
    with pytest.raises(DeadKernelError, match=f"signal {signal.SIGKILL.value}"):
        kernels.run_in_child(["import os; os.kill(os.getpid(), 9)"], timeout=30)
    with pytest.raises(ChildProcessError):
        os.waitpid(forked[0], os.WNOHANG)


def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    """A process that a cell leaves running in the background is ended too."""
    source = "import subprocess; print(subprocess.Popen(['sleep', '600']).pid)"
    number = int(printed(source))
    assert not _runs(number)


def _runs(number: int) -> bool:
    """Whether a process is there and is more than an ended one nobody has asked after."""
    stat = Path(f"/proc/{number}/stat")
    if not Path("/proc/self/stat").exists():
        pytest.skip("this system has no /proc to look into")
    return stat.exists() and stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"


def test_ordinary_kernels_where_asked_or_where_other_threads_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """ENQUIRY_KERNEL=ordinary, or another thread in the process, leads to an ordinary kernel."""
    monkeypatch.delenv("ENQUIRY_KERNEL", raising=False)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert kernels.way() == "forked"
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert kernels.way() == "ordinary"
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setenv("ENQUIRY_KERNEL", "ordinary")
    assert kernels.way() == "ordinary"


def test_a_part_that_cannot_be_imported_is_named() -> None:
    """Preloading says plainly which part is missing."""
    with pytest.raises(errors.PartMissing, match="no_such_part"):
        kernels.preload(["no_such_part"])


def test_the_environment_comes_back() -> None:
    """Variables set for a rendering are taken back after it."""
    before = dict(os.environ)
    with kernels.environment({"OMP_NUM_THREADS": "1", "HOME": None}):
        assert os.environ["OMP_NUM_THREADS"] == "1"
        assert "HOME" not in os.environ
    assert dict(os.environ) == before


INTERRUPTED_AT_THE_FORK = """import os, signal
from enquiry_lib.render import kernels
os.register_at_fork(after_in_parent=lambda: signal.raise_signal(signal.SIGINT))
try:
    kernels.run_in_child(["import time; time.sleep(20)"])
except KeyboardInterrupt:
    print("interrupted", signal.getsignal(signal.SIGINT) is signal.default_int_handler)
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("no child left")
"""


def test_an_interruption_while_the_child_is_made_is_not_lost() -> None:
    """Python says 'Exception ignored' of what is raised in its farewells at a fork, and would go on."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT_THE_FORK], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["interrupted True", "no child left"], done.stderr


def test_a_child_can_be_interrupted() -> None:
    """What its parent keeps waiting for the moment of the fork does not stay so in the child."""
    source = "import signal, os\nprint(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    assert printed(source) == "True\n"


def test_from_another_thread_it_runs_all_the_same() -> None:
    """Where interruptions cannot be kept waiting."""
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(printed("print(1)")))
    thread.start()
    thread.join(30)
    assert said == ["1\n"]
