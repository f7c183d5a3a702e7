"""Running the command `enquiry` in a test, and the examples that its help shows."""

from __future__ import annotations

import re
import shlex

from typer.main import get_command
from typer.testing import CliRunner, Result

from enquiry_lib import cli

COMMANDS = sorted(
    command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback
)
PUPILS = "pupil_id,year_group\nAB12CD34,4\n"


def run(*arguments: str, typed: str = "") -> Result:
    """Run the command with these arguments; `typed` is what somebody types at what it asks."""
    return CliRunner().invoke(cli.app, list(arguments), input=typed)


def example_of(command: str) -> list[str]:
    """Give the arguments of the example in a command's help."""
    epilog = get_command(cli.app).commands[command].epilog  # type: ignore[attr-defined]
    found = re.search(r"Example: enquiry (.+)", epilog)
    assert found, f"{command} has no example"
    return shlex.split(found[1])
