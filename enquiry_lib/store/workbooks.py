"""The lead's own copies of the workbooks: made once, upgraded while unedited, kept when edited."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from enquiry_lib import errors
from enquiry_lib.store.network import Network
from enquiry_lib.store.saving import read_whole, write_whole
from enquiry_lib.store.shipped import shipped

FOR_SCHOOLS = ("00_", "day", "methods_")
TO_NETWORK = "../../.."


@dataclass(frozen=True)
class Copied:
    """What became of the workbooks of a school: names of those made, upgraded and kept as edited."""

    folder: Path
    made: tuple[str, ...]
    upgraded: tuple[str, ...]
    kept: tuple[str, ...]


def copy_workbooks(network: Network, school_id: str, *, cycle: str = "") -> Copied:
    """Give a school its own copies of the workbooks, with its parameters set.

    A copy nobody has edited follows upgrades; one that somebody has edited is left as it is. The network is
    named by a relative path, so that the folder can move. `cycle` names one of several open enquiries. Raises
    UnknownSchool, CannotWrite.
    """
    parameters = {"network": TO_NETWORK, "school": school_id, "cycle": cycle}
    folder = network.school_folder(school_id) / "workbooks"
    done: dict[str, list[str]] = {"made": [], "upgraded": [], "kept": [], "same": []}
    for original in sorted(shipped("notebooks").glob("*.ipynb")):
        if original.name.startswith(FOR_SCHOOLS):
            done[_copy(original, folder / original.name, parameters)].append(original.stem)
    return Copied(folder, tuple(done["made"]), tuple(done["upgraded"]), tuple(done["kept"]))


def _copy(original: Path, copy: Path, parameters: dict[str, str]) -> str:
    notebook = json.loads(read_whole(original).decode("utf-8"))
    _set_parameters(notebook, parameters)
    notebook["metadata"]["enquiry"] = {"copied": fingerprint(notebook)}
    if not copy.exists():
        write_whole(copy, _text(notebook))
        return "made"
    present = _read(copy)
    if fingerprint(present) == fingerprint(notebook):
        return "same"
    if present.get("metadata", {}).get("enquiry", {}).get("copied") != fingerprint(present):
        return "kept"
    write_whole(copy, _text(notebook))
    return "upgraded"


def with_parameters(path: Path, values: dict[str, str], *, where: dict[str, str]) -> bytes:
    """Give the bytes of a copy with parameters set to other values, if it has the values in `where` now.

    One that nobody has edited still follows upgrades. Raises BrokenWorkbook.
    """
    notebook, content = _read(path), read_whole(path)
    sources = [_source(cell) for cell in notebook["cells"] if _has_parameters(cell)]
    lines = [f"{name}: str = {json.dumps(value, ensure_ascii=False)}" for name, value in where.items()]
    if not all(any(text.startswith(line) for text in "".join(sources).splitlines()) for line in lines):
        return content
    about = notebook["metadata"].get("enquiry", {})
    unedited = about.get("copied") == fingerprint(notebook)
    _set_parameters(notebook, values)
    if unedited:
        about["copied"] = fingerprint(notebook)
    return _text(notebook).encode("utf-8")


def is_edited(path: Path) -> bool:
    """Say whether somebody has edited a copy since it was made. Raises BrokenWorkbook."""
    notebook = _read(path)
    return bool(notebook.get("metadata", {}).get("enquiry", {}).get("copied") != fingerprint(notebook))


def fingerprint(notebook: dict[str, Any]) -> str:
    """Give the SHA-256 of what a person may edit in a notebook: the kinds and sources of its cells."""
    cells = [[cell["cell_type"], _source(cell)] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode("utf-8")).hexdigest()


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _set_parameters(notebook: dict[str, Any], values: dict[str, str]) -> None:
    """Write values into the lines of the cell tagged parameters, keeping their help."""
    for cell in notebook["cells"]:
        if _has_parameters(cell):
            text = _source(cell)
            for name, value in values.items():
                text = _with_parameter(text, name, value)
            cell["source"] = text


def _has_parameters(cell: dict[str, Any]) -> bool:
    return "parameters" in cell["metadata"].get("tags", [])


def _with_parameter(text: str, name: str, value: str) -> str:
    line = re.compile(rf'^({name}: str = )"[^"]*"', re.MULTILINE)
    return line.sub(lambda found: found[1] + json.dumps(value, ensure_ascii=False), text)


def _read(copy: Path) -> dict[str, Any]:
    try:
        notebook = json.loads(read_whole(copy).decode("utf-8"))
        notebook["cells"]
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as problem:
        raise errors.BrokenWorkbook(copy, found=str(problem)) from problem
    return dict(notebook)


def _text(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
