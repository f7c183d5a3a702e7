"""Steps: which workbook a rendering is at, told by the process that runs it to the one that waits for it.

Word is left in a folder, a file for each school. Nothing has to be shared between processes for it, so that one
that is killed leaves nothing locked.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One workbook that is about to run: its title, and its place among those that run.

    `school` is empty for the network's page. `again` says that it runs once more, because all results of the
    report together hide more than each does by itself.
    """

    school: str
    title: str
    number: int
    of: int
    again: bool = False


def leave_word(folder: Path, step: Step) -> None:
    """Add a step to what is known of its school. A disk that does not take it stops no report."""
    with suppress(OSError), _file(folder, step.school).open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(asdict(step)) + "\n")


def last_word(folder: Path, school: str) -> Step | None:
    """Give the step that a school is at, or nothing before the first.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     leave_word(Path(place), Step("oak", "Frame the question", 2, 12))
    ...     last_word(Path(place), "oak").title
    'Frame the question'
    """
    try:
        text = _file(folder, school).read_text(encoding="utf-8")
    except OSError:
        return None
    whole = text[: text.rfind("\n") + 1].splitlines()  # the last line may be only half there
    return Step(**json.loads(whole[-1])) if whole else None


def _file(folder: Path, school: str) -> Path:
    return folder / f"{school or 'network'}.jsonl"  # no school may be called network
