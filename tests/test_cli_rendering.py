"""Rendering by command: building and rendering run to their end."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import example_of, run


@pytest.mark.slow
@pytest.mark.parametrize("command", ["demo", "example", "render"])
def test_examples_that_take_longer(command: str, our_network: Path) -> None:
    """The examples of building and rendering run to their end and name the index page."""
    done = run(*example_of(command))
    assert done.exit_code == 0, done.output
    if command != "example":
        assert done.output.strip().splitlines()[-1].endswith("index.html")
