"""What was saved, and bringing it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import example_of, run

from enquiry_lib.store.network import load_network
from enquiry_lib.store.saving import save_section, save_status


@pytest.mark.parametrize("command", ["history", "restore"])
def test_examples_on_a_network(command: str, our_network: Path) -> None:
    """The example in the help of a command for a network runs on a network made by the example of `new`."""
    done = run(*example_of(command))
    assert done.exit_code == 0, done.output


def test_restore_brings_back_what_was(our_network: Path) -> None:
    """An earlier version comes back as a new one, and the replaced one is in the history."""
    assert run("restore", str(our_network), "3", "--school", "oak").exit_code == 0
    network = load_network(our_network)
    text = network.new_enquiry("oak").read_text(encoding="utf-8")
    assert '"Version 2"' in text
    assert run("history", str(our_network)).output.splitlines()[0].split()[0] == "14"


def test_a_broken_record_can_be_restored(our_network: Path) -> None:
    """A record that cannot be read any more does not stand in the way of bringing back an earlier one."""
    path = load_network(our_network).new_enquiry("oak")
    path.write_text('{"revision": 13, "pri', encoding="utf-8")
    assert run("restore", str(our_network), "12", "--school", "oak").exit_code == 0
    assert '"Version 11"' in path.read_text(encoding="utf-8")


def test_history_says_what_changed_in_few_lines(our_network: Path) -> None:
    """Saves of one section within minutes are one line, which names the newest; --all lists each of them."""
    path = load_network(our_network).new_enquiry("oak")
    save_section(path, "question", {"time": "July"}, base_revision=13)
    save_status(path, "finished")
    lines = run("history", str(our_network)).output.splitlines()
    assert [line.split()[0] for line in lines] == ["15", "14", "13"]
    assert lines[0].endswith("  the enquiry was finished")
    assert lines[1].endswith("  The enquiry question")
    assert lines[2].endswith("  School priorities (13 saves)")
    every = run("history", str(our_network), "--all").output.splitlines()
    assert [line.split()[0] for line in every] == [str(number) for number in range(15, 0, -1)]
