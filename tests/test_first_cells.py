"""The kernels of `enquiry lab`: whoever begins in the middle of a workbook reads what to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager

from enquiry_lib.cli.lab import lab_environment
from enquiry_lib.first_cells import what_to_run

PATIENCE = 120  # seconds, on a busy machine

Run = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A kernel as `enquiry lab` starts it; gives what runs one cell and gives its error, or nothing."""
    place = tmp_path_factory.mktemp("kernel")
    environment = lab_environment(place) | {"IPYTHONDIR": str(place / "ipython")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", environment["JUPYTER_PATH"])
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(env=os.environ | environment)
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)

        def run_cell(code: str) -> dict[str, Any]:
            errors: list[dict[str, Any]] = []

            def keep(message: dict[str, Any]) -> None:
                if message["msg_type"] == "error":
                    errors.append(message["content"])

            client.execute_interactive(code, output_hook=keep, timeout=PATIENCE)
            return errors[0] if errors else {}

        yield run_cell
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("code", ["el.show(el.progress(enquiry))", "estimate = el.estimate_effect(enquiry)"])
def test_a_cell_run_before_the_first_says_what_to_run(run: Run, code: str) -> None:
    """Not a traceback but one sentence on what was found, and what to do."""
    shown = run(code)
    assert len(shown["traceback"]) == 1
    assert "at the top of this workbook have not been run" in shown["traceback"][0]
    assert "Run All Cells" in shown["traceback"][0]


def test_a_name_from_further_up_is_named(run: Run) -> None:
    """Where a later name is lacking, the sentence names it."""
    (said,) = run("weighed = str(estimate)")["traceback"]
    assert "nothing called estimate" in said
    assert "Run All Above Selected Cell" in said


def test_other_faults_are_shown_as_ever(run: Run) -> None:
    """A fault inside somebody's own function keeps its traceback, and so does any other fault."""
    assert len(run("def work():\n    return lacking\nwork()")["traceback"]) > 1
    assert run("1 / 0")["ename"] == "ZeroDivisionError"


def test_after_the_first_cell_nothing_is_in_the_way(run: Run) -> None:
    """The tools are fetched as in any kernel, and what they refuse is said in their own words."""
    assert run("import enquiry_lib as el") == {}
    (said,) = run("el.open_enquiry('nowhere')")["traceback"]
    assert "nowhere" in said


def test_first_names_and_later_ones_differ() -> None:
    """The names of the first cells lead to the top, all others to the cells above."""
    assert "top of this workbook" in what_to_run("el").message()
    assert "estimate" in what_to_run("estimate").message()


def test_settings_come_before_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths that the environment has already are kept, after the one that is added."""
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    first, _, rest = lab_environment(tmp_path)["JUPYTER_PATH"].partition(os.pathsep)
    assert (first, rest) == (str(tmp_path), "elsewhere")
