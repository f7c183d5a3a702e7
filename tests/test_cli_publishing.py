"""Publishing at the terminal: everything is shown and confirmed before anything is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import run
from rendered import counting, render_here

from enquiry_lib.render import signing
from enquiry_lib.store.network import Network
from enquiry_lib.store.published import published_reports

OAK = "oak-primary"


@pytest.fixture
def rendered(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Network:
    """A network whose first school has a report with small numbers."""
    books = counting(tmp_path / "books", no=4)
    monkeypatch.setattr(signing, "shipped", lambda _kind: books)
    render_here(network, books)
    return network


def _publish(network: Network, *more: str, typed: str = "") -> tuple[int, str]:
    done = run("publish", str(network.folder), "--school", OAK, "--by", "A. Name", *more, typed=typed)
    return done.exit_code, done.output


def test_each_thing_is_confirmed_by_itself(rendered: Network) -> None:
    """What is withheld and why, and what is not settled, are shown and asked about; what was said is kept."""
    code, said = _publish(rendered, typed="y\ny\ny\n")
    assert code == 0, said
    assert "It withholds" in said
    assert "fewer pupils than may be shown" in said
    assert "Not settled" in said
    (published,) = published_reports(rendered, OAK)
    assert (published.sign_off.by, published.sign_off.role) == ("A. Name", "head")
    assert len(published.sign_off.confirmed) == said.count("[y/N]") == 3
    assert str(published.page) in said


@pytest.mark.parametrize("typed", ["n\n", "y\nn\n", "y\ny\n\n", ""])
def test_a_no_publishes_nothing(typed: str, rendered: Network) -> None:
    """One thing not confirmed, or no answer at all, is enough."""
    code, _said = _publish(rendered, typed=typed)
    assert code == 1
    assert published_reports(rendered, OAK) == ()


def test_yes_shows_all_and_asks_nothing(rendered: Network) -> None:
    """With --yes everything is still said, and kept as confirmed."""
    code, said = _publish(rendered, "--yes", "--role", "deputy head")
    assert code == 0, said
    assert "[y/N]" not in said
    assert "It withholds" in said
    assert published_reports(rendered, OAK)[0].sign_off.role == "deputy head"


def test_a_report_that_was_not_rendered_is_not_published(network: Network) -> None:
    """The command says to render first, and ends without having done anything."""
    done = run("publish", str(network.folder), "--school", OAK, "--by", "A. Name", "--yes")
    assert done.exit_code != 0
    assert "Render it again" in str(done.exception)
