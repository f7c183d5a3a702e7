"""Isolation: a workbook run for one school opens that school's folder and what all share, and nothing else of the network."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_workbooks import NETWORK_PARAMETERS, SCHOOL_PARAMETERS, code, workbook

from enquiry_lib import errors
from enquiry_lib.render import kernels
from enquiry_lib.render.isolation import Bounds
from enquiry_lib.render.run import run_workbook
from enquiry_lib.store.network import Network

OWN, OTHER = "schools/oak-primary", "schools/elm-secondary"


@pytest.fixture
def folder(network: Network) -> Path:
    """A network in which two schools have a table and a record, and all have something in common."""
    for school in (OWN, OTHER):
        for file in ("data/pupils.csv", "enquiries/2025-26-first/enquiry.json"):
            path = network.folder / school / file
            path.parent.mkdir(parents=True)
            path.write_text("pupil_id\n", encoding="utf-8")
    for file in (
        "reference/notes.csv",
        "trials/one.json",
        "mappings/one.csv",
        "reports/index.html",
        "mine.txt",
    ):
        path = network.folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text("x\n", encoding="utf-8")
    (network.folder / OWN / "link").symlink_to(network.folder / OTHER / "data")
    return network.folder


def run(folder: Path, *sources: str, school: str = "oak-primary") -> str:
    """Run sources for a school (or for the network's page) and give what they print."""
    parameters, given = (SCHOOL_PARAMETERS, {"school": school}) if school else (NETWORK_PARAMETERS, {})
    path = workbook(folder.parent / "books", "tiny", [code(source) for source in sources], parameters)
    ran = run_workbook(path, {"network": str(folder), **given}, cwd=folder, timeout=60)
    return "".join(output.get("text", "") for cell in ran.cells for output in cell.get("outputs", []))


@pytest.mark.parametrize("way", ["forked", "ordinary"])
def test_another_schools_file_stops_the_workbook(
    way: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a forked child and in an ordinary kernel alike, in plain words that do not name the school."""
    monkeypatch.setattr(kernels, "way", lambda: way)
    with pytest.raises(errors.WorkbookFailed) as caught:
        run(folder, f"open('{OWN}/data/pupils.csv').read()", f"open('{OTHER}/data/pupils.csv').read()")
    assert "cell 4" in str(caught.value)
    assert "tried to open another school's folder" in str(caught.value)
    assert "guards against mistakes" in str(caught.value)
    assert "elm" not in str(caught.value)


def test_the_schools_own_files_and_what_all_share_are_open(folder: Path) -> None:
    """Its whole folder, settings, register, reference data, protocols and mappings; and everything elsewhere."""
    files = [
        f"{OWN}/data/pupils.csv",
        f"{OWN}/enquiries/2025-26-first/enquiry.json",
        "network.toml",
        "schools.csv",
    ]
    files += [
        "reference/notes.csv",
        "trials/one.json",
        "mappings/one.csv",
        str(folder.parent / "books/tiny.ipynb"),
    ]
    listing = "import os; print(sorted(os.listdir(network + '/schools')))"
    reading = f"print(sum(bool(open(file, encoding='utf-8').read()) for file in {files!r}))"
    assert run(folder, listing, reading) == "['elm-secondary', 'oak-primary']\n8\n"


@pytest.mark.parametrize(
    "source",
    [
        f"import os; os.listdir('{OTHER}')",
        f"from pathlib import Path; list(Path('{OTHER}').rglob('*'))",
        f"import pandas; pandas.read_csv('{OTHER}/data/pupils.csv')",
        f"open('{OWN}/link/pupils.csv')",
        f"open('{OWN}/../elm-secondary/data/pupils.csv')",
        f"import os; os.chdir('{OTHER}')",
        f"import os; os.rename('{OTHER}/data', '{OWN}/theirs')",
        f"import shutil; shutil.copytree('{OTHER}', '{OWN}/theirs')",
        f"import sqlite3; sqlite3.connect('{OTHER}/data/pupils.csv')",
        f"import subprocess; subprocess.run(['cat', '{OTHER}/data/pupils.csv'])",
        f"import subprocess; subprocess.run('cat {OTHER}/data/pupils.csv', shell=True)",
        f"import subprocess; subprocess.run('cat<{OTHER}/data/pupils.csv', shell=True)",
        f"import subprocess; subprocess.run('cd {OWN}; cat ../elm-secondary/data/pupils.csv', shell=True)",
        "import subprocess; subprocess.run('cat schools/*/data/pupils.csv', shell=True)",
        "import subprocess; subprocess.run('ls -R .', shell=True)",
        "import subprocess; subprocess.run(['ls', '-R'], cwd='schools')",
        f"import subprocess; subprocess.run(['cat', '../elm-secondary/data/pupils.csv'], cwd='{OWN}')",
        f"import subprocess; subprocess.run(['sh', '-c', 'cat {OTHER}/data/pupils.csv'])",
        f"import os; os.system('cat {OTHER}/data/pupils.csv')",
        f"import os; os.popen('cat {OTHER}/data/pupils.csv').read()",
        f"import os; os.posix_spawn('/bin/cat', ['cat', '{OTHER}/data/pupils.csv'], {{}})",
        f"import os; os.execv('/bin/cat', ['cat', '{OTHER}/data/pupils.csv'])",
        "import os; os.open('elm-secondary/data/pupils.csv', 0, dir_fd=os.open('schools', 0))",
        "import os; os.remove('elm-secondary/data/pupils.csv', dir_fd=os.open('schools', 0))",
        f"import os; os.open('../elm-secondary/data/pupils.csv', 0, dir_fd=os.open('{OWN}', 0))",
        f"import sqlite3; sqlite3.connect('file:{OTHER}/data/pupils.csv?mode=ro', uri=True)",
        f"open(b'{OTHER}/data/pupils.csv')",
        f"open('{OTHER}/data/new.csv', 'w')",
        "open('reports/index.html')",
        "open('mine.txt')",
        "try:\n    open('mine.txt')\nexcept OSError:\n    pass",
    ],
)
def test_every_way_to_a_file_is_seen(source: str, folder: Path) -> None:
    """By listing, by a link, by a way round, by copying, by another program; reports and loose files neither."""
    with pytest.raises(errors.WorkbookFailed, match="This workbook tried to open"):
        run(folder, source)


def test_the_networks_page_opens_records_and_results_only(folder: Path) -> None:
    """What schools let out is open to it, their tables are not."""
    reading = f"print(len(open('{OTHER}/enquiries/2025-26-first/enquiry.json').read()))"
    assert run(folder, reading, school="") == "9\n"
    for source in (f"open('{OTHER}/data/pupils.csv')", f"import os; os.listdir('{OWN}/data')"):
        with pytest.raises(errors.WorkbookFailed, match="tried to open a school's tables"):
            run(folder, source, school="")


def test_what_a_workbook_needs_of_its_own_stays_possible(folder: Path) -> None:
    """Temporary files, databases in memory, and a file that is not there are none of the guard's business."""
    source = "import sqlite3, tempfile\nfrom pathlib import Path\nsqlite3.connect(':memory:').close()\n"
    source += "with tempfile.TemporaryDirectory() as place:\n    Path(place, 'sub').mkdir()\n"
    source += "    Path(place, 'sub', 'x').write_text('x')\n"
    source += "try:\n    open('nothing')\nexcept FileNotFoundError:\n    print('not there')"
    assert run(folder, source) == "not there\n"


def test_programs_that_read_nothing_of_another_school_run(folder: Path) -> None:
    """Neither a program on the school's own files nor one on none is stopped, whatever its words."""
    source = f"import os, subprocess, sys\nsubprocess.run(['cat', '{OWN}/data/pupils.csv'], check=True)\n"
    source += (
        "os.system('true schools/oak-primary/data/*.csv')\nsubprocess.run(['true', '/', '-x', \"it's\"])\n"
    )
    source += f"subprocess.run([sys.executable, '-c', 'print(6 / 2)'], cwd='{OWN}', check=True)\nprint('ran')"
    assert run(folder, source) == "ran\n"


@pytest.mark.parametrize("way", ["forked", "ordinary"])
def test_a_line_for_the_shell_is_stopped_too(way: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """IPython starts its programs from a copy of the process: that copy ends and says why, the workbook goes on."""
    monkeypatch.setattr(kernels, "way", lambda: way)
    (folder / OTHER / "data/pupils.csv").write_text("Q0001X", encoding="utf-8")
    printed = run(folder, f"!cat {OTHER}/data/pupils.csv", f"!cat {OWN}/data/pupils.csv")
    assert "tried to open another school's folder" in printed
    assert "Q0001X" not in printed
    assert "pupil_id" in printed


def test_the_guard_ends_with_the_workbook(folder: Path) -> None:
    """The process that renders reads every school; so does the next workbook its own."""
    run(folder, "1")
    assert (folder / OTHER / "data/pupils.csv").read_text(encoding="utf-8")
    assert run(folder, f"print(len(open('{OTHER}/data/pupils.csv').read()))", school="elm-secondary") == "9\n"


def test_a_kernel_that_cannot_be_kept_within_bounds_runs_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No cell runs unguarded."""
    monkeypatch.setattr(kernels, "way", lambda: "ordinary")
    monkeypatch.setattr(kernels, "begin_source", lambda _: "1 / 0")
    with pytest.raises(errors.WorkbookDied, match="kept within"):
        run(folder, f"open('{OWN}/ran.txt', 'w')")
    assert not (folder / OWN / "ran.txt").exists()


def test_a_folder_beside_the_network_is_not_in_it(tmp_path: Path) -> None:
    """A name that begins like the network's is another folder."""
    bounds = Bounds(tmp_path / "network", "oak")
    assert bounds.allow(tmp_path / "network-two" / "schools" / "elm")
    assert not bounds.allow(tmp_path / "network" / "schools" / "oakwood" / "data")
