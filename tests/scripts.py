"""The scripts beside the pages that they write, as modules."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]


def script(*place: str) -> ModuleType:
    """Load a script by its place below the project; `docs` and `tests` are no packages."""
    path = ROOT.joinpath(*place)
    spec = importlib.util.spec_from_file_location(f"script_of_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
