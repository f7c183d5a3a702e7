"""One workbook: its parameters are checked before it runs, and its failures are told in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_workbooks import code, workbook

from enquiry_lib import errors
from enquiry_lib.render.run import check_parameters, parameters, remarks, run_workbook

TYPED = 'name: str = "a"  # who it is\ncount: int = -2\nshare: float = 0.5\nfull: bool = True'


def test_parameters_are_read_with_type_default_and_help(tmp_path: Path) -> None:
    """Each line of the cell becomes a parameter."""
    found = parameters(workbook(tmp_path, "tiny", [], TYPED))
    assert [(one.name, one.type, one.default) for one in found.values()] == [
        ("name", str, "a"),
        ("count", int, -2),
        ("share", float, 0.5),
        ("full", bool, True),
    ]
    assert found["name"].help == "who it is"


def test_an_equals_sign_in_the_help_loses_nothing(tmp_path: Path) -> None:
    """papermill loses a parameter whose line has a second '='; here it is known, and its value arrives."""
    path = workbook(tmp_path, "tiny", [code("print(size)")], "size: int = 1  # 1 = small")
    assert parameters(path)["size"].help == "1 = small"
    assert run_workbook(path, {"size": 3}, cwd=tmp_path).cells[-1].outputs[0].text == "3\n"


@pytest.mark.parametrize(
    "line", ["name = 'a'", "name: list = []", "name: int = 'a'", "import os", "name: str ="]
)
def test_another_line_in_the_cell_of_parameters_is_refused(line: str, tmp_path: Path) -> None:
    """A line that is no parameter is named, with what was expected."""
    with pytest.raises(errors.WrongValue, match="cell of parameters"):
        parameters(workbook(tmp_path, "tiny", [], line))


def test_an_unknown_parameter_is_refused_before_anything_runs(tmp_path: Path) -> None:
    """A mistyped name raises with the names there are, and no cell has run."""
    trace = tmp_path / "trace"
    path = workbook(tmp_path, "tiny", [code(f"open({str(trace)!r}, 'w').close()")], TYPED)
    with pytest.raises(errors.UnknownParameter, match=r"'nmae'.*count, full, name, share"):
        run_workbook(path, {"nmae": "b"}, cwd=tmp_path)
    assert not trace.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("name", 1), ("count", True), ("count", 1.5), ("share", "0.5"), ("full", 1)]
)
def test_a_value_of_the_wrong_type_is_refused(name: str, value: object, tmp_path: Path) -> None:
    """True is not a whole number, and text is no number."""
    with pytest.raises(errors.WrongParameterType, match=name):
        check_parameters([workbook(tmp_path, "tiny", [], TYPED)], {name: value})


def test_a_whole_number_will_do_for_a_number(tmp_path: Path) -> None:
    """1 may be given where 1.0 is meant."""
    check_parameters([workbook(tmp_path, "tiny", [], TYPED)], {"share": 1})


def test_values_arrive_as_they_were_given(tmp_path: Path) -> None:
    """Quotation marks, backslashes and lines in a value are text, never code."""
    awkward = 'C:\\new "folder"\n\'; raise SystemExit #'
    path = workbook(tmp_path, "tiny", [code("print(repr(name))")], TYPED)
    ran = run_workbook(path, {"name": awkward}, cwd=tmp_path)
    assert ran.cells[-1].outputs[0].text == repr(awkward) + "\n"


def test_our_own_errors_speak_for_themselves(tmp_path: Path) -> None:
    """The message of an error of ours is told as it is, with the workbook and the cell, and no traceback."""
    source = "from enquiry_lib import errors\nraise errors.FileInUse(file='outcomes.csv')"
    with pytest.raises(errors.WorkbookFailed) as caught:
        run_workbook(workbook(tmp_path, "tiny", [code(source)]), {"school": "s"}, cwd=tmp_path)
    assert str(caught.value).startswith(
        "The workbook tiny stopped at cell 3: outcomes.csv is open in another"
    )
    assert "Traceback" not in str(caught.value)


def test_an_unforeseen_error_names_no_folder(tmp_path: Path) -> None:
    """Of a path in a message only the last name is told; what to do next is said."""
    path = workbook(tmp_path, "tiny", [code("open('/tmp/x1/secret/pupils.csv')")])
    with pytest.raises(errors.WorkbookFailed) as caught:
        run_workbook(path, {}, cwd=tmp_path)
    assert "FileNotFoundError" in str(caught.value)
    assert "'pupils.csv'" in str(caught.value)
    assert "/tmp" not in str(caught.value)
    assert "enquiry check" in str(caught.value)


@pytest.mark.parametrize("kernel", ["", "ordinary"])
def test_a_workbook_that_takes_too_long_is_stopped(
    kernel: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is for the workbook as a whole, whichever way it runs."""
    monkeypatch.setenv("ENQUIRY_KERNEL", kernel)
    with pytest.raises(errors.WorkbookTooSlow, match="1 seconds"):
        run_workbook(
            workbook(tmp_path, "tiny", [code("import time; time.sleep(30)")]), {}, cwd=tmp_path, timeout=1
        )


def test_a_workbook_whose_process_dies_is_told(tmp_path: Path) -> None:
    """A killed process is an error in plain words."""
    path = workbook(tmp_path, "tiny", [code("import os; os.kill(os.getpid(), 9)")])
    with pytest.raises(errors.WorkbookDied, match="tiny"):
        run_workbook(path, {}, cwd=tmp_path)


def test_it_runs_in_the_folder_named(tmp_path: Path) -> None:
    """Relative paths in a workbook start from `cwd`."""
    path = workbook(tmp_path / "books", "tiny", [code("import os; print(os.getcwd())")])
    ran = run_workbook(path, {}, cwd=tmp_path)
    assert ran.cells[-1].outputs[0].text.strip() == str(tmp_path.resolve())


def test_remarks_are_what_went_to_stderr(tmp_path: Path) -> None:
    """Warnings and stderr are given for the log."""
    cells = [code("import warnings; warnings.warn('careful')"), code("print('shown')")]
    ran = run_workbook(workbook(tmp_path, "tiny", cells), {}, cwd=tmp_path)
    assert "careful" in remarks(ran)
    assert "shown" not in remarks(ran)


def test_a_file_that_is_no_notebook_is_told(tmp_path: Path) -> None:
    """A broken workbook's file is an error of ours."""
    path = tmp_path / "broken.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(errors.WorkbookNotReadable, match="broken"):
        parameters(path)
