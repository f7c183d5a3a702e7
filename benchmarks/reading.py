"""How long a year of session marks takes to be read, checked and summarised: 25,000 pupils, about 9.5 million rows.

    python benchmarks/reading.py [--pupils N] [--keep DIR]

The same marks are written as one csv file a school for 40 schools and as one file, with a table of pupils beside
each, in a temporary folder (or in DIR, which is kept and used again). Ours reads, checks and summarises
(load_table, check_data, summarise_attendance); plain pandas reads the marks and counts attendance and persistent
absence (read_csv, groupby), without any check. Each runs in a process of its own; the seconds and the most memory
it held are printed, and the exit status is 1 when ours takes longer or more than it may, or counts otherwise.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

SCHOOLS, SESSIONS = 40, 380
MOST_SECONDS, MOST_MEGABYTES = 60, 2000
CODES = ("/", "\\", "L", "I", "O", "M", "U", "B")
CHANCES = (0.47, 0.46, 0.01, 0.03, 0.01, 0.01, 0.005, 0.005)
ATTENDED = ("/", "\\", "L", "B")
Found = dict[str, float]


# --- the files --------------------------------------------------------------------------------------------


def write_files(folder: Path, pupils: int) -> None:
    """Write 40 folders of a school's tables, and one folder with the tables of all schools together."""
    each = [len(part) for part in np.array_split(np.arange(pupils), SCHOOLS)]
    names = [f"school_{number:02d}" for number in range(SCHOOLS)]
    whole = [(folder / "one" / file).open("w", encoding="utf-8") for file in _made(folder / "one")]
    first = 0
    for name, count in zip(names, each, strict=True):
        home = folder / "many" / name
        for file, text, together in zip(_made(home), _texts(first, count), whole, strict=True):
            (home / file).write_text(text, encoding="utf-8")
            together.write(text if name == names[0] else text.split("\n", 1)[1])
        first += count
    for file in whole:
        file.close()


def _made(home: Path) -> tuple[str, str]:
    home.mkdir(parents=True, exist_ok=True)
    return "pupils.csv", "attendance.csv"


def _texts(first: int, count: int) -> tuple[str, str]:
    """Give the table of pupils and the marks of a school."""
    draws = np.random.default_rng(first)
    days = np.arange("2025-09-01", "2026-07-31", dtype="datetime64[D]")
    days = days[np.is_busday(days)][: SESSIONS // 2].astype(str)
    slots = [f"{day},{half}" for day in days for half in ("AM", "PM")]
    ids = [f"P{number:05d}" for number in range(first, first + count)]
    pupils = "".join(
        f"{name},{7 + place % 5},{'yes' if place % 4 == 0 else 'no'},2025-09-01,\n"
        for place, name in enumerate(ids)
    )
    marks = draws.choice(len(CODES), size=(count, SESSIONS), p=CHANCES)
    rows = (
        f"{name},{slot},{CODES[mark]}\n"
        for name, own in zip(ids, marks.tolist(), strict=True)
        for slot, mark in zip(slots, own, strict=True)
    )
    return (
        "pupil_id,year_group,pupil_premium,joined_on,left_on\n" + pupils,
        "pupil_id,date,session,mark\n" + "".join(rows),
    )


# --- what is measured -------------------------------------------------------------------------------------


def ours(folder: Path) -> Found:
    """Read, check and summarise the tables of one folder."""
    from enquiry_lib.data.checking import check_data
    from enquiry_lib.data.loading import load_table
    from enquiry_lib.stats.attendance import summarise_attendance
    from enquiry_lib.store.reference import reference

    marks, pupils = load_table(folder, "attendance").frame, load_table(folder, "pupils").frame
    checked = check_data(folder, nation="England", year="2025/26")
    codes = reference("register_codes", "England").facts
    result: Any = summarise_attendance(marks, codes=codes, enrolments=pupils)
    year = result.periods[0]
    found = {"rows": len(marks), "attended": year.attended, "persistent": year.persistent}
    return found | {"errors": sum(problem.level == "error" for problem in checked.problems)}


def plain_pandas(folder: Path) -> Found:
    """Read the marks of one folder as pandas does by itself, and count."""
    import pandas as pd

    marks = pd.read_csv(folder / "attendance.csv")
    marks["there"] = marks["mark"].isin(ATTENDED)
    each = marks.groupby("pupil_id")["there"].agg(["sum", "count"])
    persistent = ((each["count"] - each["sum"]) * 10 >= each["count"]).sum()
    return {"rows": len(marks), "attended": int(each["sum"].sum()), "persistent": int(persistent)}


WAYS: dict[str, Callable[[Path], Found]] = {"ours": ours, "pandas": plain_pandas}


def work(way: str, home: Path) -> None:
    """Go one way through every folder, and print what was found, the seconds and the most memory held."""
    start, totals = time.perf_counter(), dict.fromkeys(("rows", "attended", "persistent", "errors"), 0.0)
    for folder in sorted({path.parent for path in home.rglob("attendance.csv")}):
        totals = _added(totals, WAYS[way](folder))
    print(json.dumps(totals | {"seconds": time.perf_counter() - start, "megabytes": most_memory()}))


def _added(totals: Found, found: Found) -> Found:
    return {name: total + found.get(name, 0) for name, total in totals.items()}


def most_memory() -> float:
    """Give the most memory that this process has held, in megabytes; NaN where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def measure(folder: Path) -> Iterator[tuple[str, str, Found]]:
    """Go each way through both kinds of files, each time in a process of its own."""
    for kind in ("many", "one"):
        for way in WAYS:
            command = [sys.executable, __file__, "--work", way, str(folder / kind)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
            yield kind, way, json.loads(done.stdout.splitlines()[-1])


# --- what is printed --------------------------------------------------------------------------------------


def report(measured: Iterator[tuple[str, str, Found]]) -> bool:
    """Print a line for each, and say whether ours kept within its limits and counted as pandas did."""
    print(f"{'files':<12}{'way':<10}{'rows':>12}{'seconds':>10}{'MB':>8}  {'verdict'}")
    passed, answers = True, set()
    for kind, way, found in measured:
        within = found["seconds"] <= MOST_SECONDS and not found["megabytes"] > MOST_MEGABYTES
        clean = not found["errors"]
        verdict = ("pass" if within and clean else "FAIL") if way == "ours" else ""
        passed &= verdict != "FAIL"
        answers.add((found["rows"], found["attended"], found["persistent"]))
        files = f"{SCHOOLS} files" if kind == "many" else "one file"
        print(
            f"{files:<12}{way:<10}{found['rows']:>12,.0f}{found['seconds']:>10.1f}{found['megabytes']:>8.0f}  {verdict}"
        )
    same = len(answers) == 1
    print(
        f"Limits: {MOST_SECONDS} s and {MOST_MEGABYTES} MB. The counts {'agree' if same else 'DO NOT AGREE'}."
    )
    return passed and same


def main() -> int:
    """Make the files where they are not there yet, measure, and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pupils", type=int, default=25_000)
    parser.add_argument("--keep", type=Path, help="a folder for the files, kept and used again")
    parser.add_argument("--work", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work(asked.work[0], Path(asked.work[1]))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        if not (folder / "one").is_dir():
            write_files(folder, asked.pupils)
        return 0 if report(measure(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
