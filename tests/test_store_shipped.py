"""Where the workbooks, templates and reference data are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from enquiry_lib.store import shipped as module
from enquiry_lib.store.shipped import Kind, shipped

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("kind", ["notebooks", "data_templates"])
def test_a_checkout_uses_the_folder_people_see(kind: Kind) -> None:
    """In a checkout the folder at the top is the one that runs, so an edited workbook counts."""
    assert shipped(kind) == ROOT / kind
    assert shipped(kind).is_dir()


@pytest.mark.parametrize("kind", ["notebooks", "data_templates"])
def test_a_wheel_uses_its_own_copy(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no checkout surrounds the package, the copy inside it is used, whatever lies beside it."""
    package = tmp_path / "site-packages" / "enquiry_lib"
    (package.parent / kind).mkdir(parents=True)
    monkeypatch.setattr(module, "PACKAGE", package)
    assert shipped(kind) == package / "_shipped" / kind


def test_an_edited_checkout_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout elsewhere uses its own folder, so the choice rests on the place and on nothing else."""
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(module, "PACKAGE", tmp_path / "enquiry_lib")
    assert shipped("notebooks") == tmp_path / "notebooks"


def test_the_reference_data_are_part_of_the_package() -> None:
    """Reference data travel inside the package in both worlds."""
    assert shipped("reference").parent.parent == module.PACKAGE
    assert (shipped("reference") / "england" / "sources.toml").is_file()
