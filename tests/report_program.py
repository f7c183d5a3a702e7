"""A program in the place of `enquiry render`: it says the lines it was given, and waits where it is told to."""

from __future__ import annotations

import json
import sys
from pathlib import Path

SOURCE = """
import json, sys, time
from pathlib import Path
for line in json.loads(sys.argv[1]):
    if line == "read":
        sys.stdin.read(); break
    elif isinstance(line, str) and line.startswith("until "):
        while not Path(line[6:]).exists(): time.sleep(0.02)
    else:
        print(json.dumps(line) if isinstance(line, dict) else line, flush=True)
"""
READ = "read"  # until the pipe is closed, and then the program ends


def program(*lines: object) -> list[str]:
    """Give the command of a program that says these lines."""
    return [sys.executable, "-c", SOURCE, json.dumps(lines)]


def until(file: Path) -> str:
    """Let the program wait until a file is there."""
    return f"until {file}"


def step(number: int, *, of: int = 12, title: str = "Design the intervention", **facts: object) -> object:
    """Give the line of one workbook."""
    return {
        "step": {"school": "oak-primary", "title": title, "number": number, "of": of, "again": False, **facts}
    }


def report(
    file: Path, *failures: tuple[str, str], school: str = "oak-primary", written: bool = True
) -> object:
    """Give the line of one finished page; failures are what it is about and why."""
    failed = [{"about": about, "message": message} for about, message in failures]
    return {"report": {"school": school, "file": str(file), "written": written, "failures": failed}}


def ended() -> object:
    """Give the last line of a rendering that came to its end."""
    return {"ended": {"index": "index.html"}}
