"""Pages: one HTML file a school, which asks nobody for anything and runs nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from enquiry_lib.render.chapters import TEMPLATES, Chapter
from enquiry_lib.store.network import Network, School
from enquiry_lib.store.printable import printable

LINES_SHOWN = 12


@dataclass(frozen=True)
class Failure:
    """Why a part of a page is missing, in plain words. Without a workbook, the whole school is meant."""

    workbook: str
    title: str
    message: str
    enquiry: str = ""


@dataclass(frozen=True)
class Part:
    """One enquiry on a school's page: its chapters, and what of it could not be made."""

    enquiry: str
    title: str
    chapters: tuple[Chapter, ...] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class Banner:
    """Whether a report is a draft or was signed off, in a line at its head."""

    words: str
    signed: bool = False


DRAFT = Banner("Draft: not yet signed off by the head. Not for passing on.")


def signed_banner(by: str, role: str, day: dt.date) -> Banner:
    """Say who signed a report off, as what, and when.

    >>> signed_banner("A. Name", "head", dt.date(2026, 3, 2)).words
    'Signed off for publication by A. Name, head, on 2 March 2026.'
    """
    return Banner(f"Signed off for publication by {by}, {role}, on {day.day} {day:%B %Y}.", signed=True)


def network_banner(reports: int, signed: int) -> Banner | None:
    """Say how many of the schools' reports that a network's page draws on are signed off; nothing where it draws on none.

    >>> network_banner(12, 3).words
    'Draft: of the school reports that this page draws on, 3 of 12 are signed off. Not for passing on.'
    """
    if not reports:
        return None
    if signed == reports:
        return Banner(f"All school reports that this page draws on are signed off ({reports}).", signed=True)
    many = f"{signed} of {reports} {'is' if signed == 1 else 'are'}"
    return Banner(
        f"Draft: of the school reports that this page draws on, {many} signed off. Not for passing on."
    )


def less_beside(days: Sequence[dt.date], smallest: int) -> str:
    """Say why a report shows less than those published on these days, and what to do; nothing where there are none.

    >>> less_beside([dt.date(2026, 3, 2)], 10).split(". ")[0]
    'Few pupils have joined, left or been added to a count since the report published on 2 March 2026'
    """
    if not days:
        return ""
    named = [f"{day.day} {day:%B %Y}" for day in sorted(set(days))]
    when = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    reports, stands = ("reports", "stand") if len(named) > 1 else ("report", "stands")
    return (
        f"Few pupils have joined, left or been added to a count since the {reports} published on {when}. "
        f"Some figures here would tell about these few beside the ones published then, so they are withheld. "
        f"The {reports} published on {when} still {stands}: use the figures there, or wait until at least {smallest} "
        "pupils have joined or left before this one is published."
    )


# --- pages ------------------------------------------------------------------------------------------------


def school_page(
    network: Network, school: School, parts: Sequence[Part], *, banner: Banner = DRAFT, notice: str = ""
) -> str:
    """Make a school's report: all its enquiries, each with the chapters its workbooks gave.

    `notice` says, above everything else, why it shows less than a reader would expect.
    """
    return _page(
        network,
        title=school.name,
        kicker=network.settings.name,
        about=school.phase,
        parts=parts,
        banner=banner,
        notice=notice,
    )


def failure_page(
    network: Network, school: School, failures: Sequence[Failure], parts: Sequence[Part] = ()
) -> str:
    """Make a school's page when something failed: why, what to do next, and the parts that did work."""
    return _page(
        network,
        title=school.name,
        kicker=network.settings.name,
        about=school.phase,
        parts=parts,
        failures=failures,
        banner=DRAFT,
    )


def network_page(
    network: Network,
    chapters: Sequence[Chapter],
    failures: Sequence[Failure] = (),
    *,
    banner: Banner | None = None,
) -> str:
    """Make the network's own page from what its workbooks gave."""
    part = Part("", network.settings.name, tuple(chapters))
    about = f"{len(network.schools)} schools"
    return _page(
        network,
        title=network.settings.name,
        kicker="Network report",
        about=about,
        parts=[part],
        failures=failures,
        banner=banner,
    )


def _page(
    network: Network,
    *,
    title: str,
    kicker: str,
    about: str,
    parts: Sequence[Part],
    failures: Sequence[Failure] = (),
    banner: Banner | None = None,
    notice: str = "",
) -> str:
    chapters = [chapter for part in parts for chapter in part.chapters]
    styles = dict.fromkeys(style for chapter in chapters for style in chapter.styles)
    page: str = template("page.html.j2").render(
        title=title,
        kicker=kicker,
        about=about,
        parts=parts,
        failures=grouped(failures),
        front=_fronts(parts),
        bodies=_bodies(parts),
        css=stylesheet(network.settings.accent, styles),
        several=len(parts) > 1,
        banner=banner,
        notice=notice,
        **colophon(network),
    )
    return printable(page)


def _fronts(parts: Sequence[Part]) -> list[tuple[str, Markup]]:
    """Give what each enquiry says in short, under its title; escaped where it was made."""
    joined = ((part.title, "\n".join(chapter.front for chapter in part.chapters)) for part in parts)
    return [(title, Markup(front)) for title, front in joined if front.strip()]  # noqa: S704


def grouped(failures: Sequence[Failure]) -> list[tuple[str, str]]:
    """Give each message once, with the titles of all it is about.

    >>> grouped([Failure("a", "A", "Why."), Failure("b", "B", "Why."), Failure("a", "A", "Why.", "next")])
    [('A, B', 'Why.')]
    """
    titles: dict[str, dict[str, None]] = {}
    for failure in failures:
        titles.setdefault(failure.message, {})[failure.title] = None
    return [(", ".join(filter(None, about)), message) for message, about in titles.items()]


def _bodies(parts: Sequence[Part]) -> dict[str, Markup]:
    """Give each chapter's body under its anchor, links between workbooks led to chapters of the same part."""
    bodies = {}
    for part in parts:
        anchors = {chapter.workbook: chapter.anchor for chapter in part.chapters}
        for chapter in part.chapters:
            bodies[chapter.anchor] = Markup(_link_chapters(chapter.body, anchors))  # noqa: S704
    return bodies


def colophon(network: Network) -> dict[str, object]:
    """Give what stands at the foot of every page."""
    return {"smallest_count": network.settings.smallest_count, "version": version("enquiry-workbooks")}


def _link_chapters(body: str, anchors: dict[str, str]) -> str:
    """Lead links between workbooks to the chapter on this page; where there is none, leave the words."""

    def lead(found: re.Match[str]) -> str:
        anchor = anchors.get(Path(found[1]).stem)
        return f'<a href="#{anchor}">{found[2]}</a>' if anchor else found[2]

    return re.sub(r'<a href="([^"#:]+\.ipynb)[^"]*">(.*?)</a>', lead, body, flags=re.DOTALL)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["said"] = said
    environment.filters["commands"] = commands
    return environment


def template(name: str) -> Any:
    """Give a page's template; everything put into it is escaped."""
    return _environment().get_template(name)


def said(message: str) -> list[str | list[str]]:
    """Split a message into paragraphs and lists, a long list cut short.

    >>> said("Two problems.\\n  - one\\n  - two\\nMend them.")
    ['Two problems.', ['one', 'two'], 'Mend them.']
    """
    blocks: list[str | list[str]] = []
    for line in filter(None, (line.strip() for line in message.splitlines())):
        if not line.startswith("- "):
            blocks.append(line)
        elif blocks and isinstance(blocks[-1], list):
            blocks[-1].append(line[2:])
        else:
            blocks.append([line[2:]])
    return [_cut(block) if isinstance(block, list) else block for block in blocks]


def commands(text: str) -> Markup:
    """Escape a text, and set what stands between backticks as a command.

    >>> commands("Run `enquiry check` & mend.")
    Markup('Run <code>enquiry check</code> &amp; mend.')
    """
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just now


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - LINES_SHOWN
    return [*lines[:LINES_SHOWN], f"and {more} more: `enquiry check` lists them all"] if more > 0 else lines


# --- colour -----------------------------------------------------------------------------------------------


def stylesheet(accent: str, styles: Iterable[str] = ()) -> Markup:
    """Give the CSS of a page in the network's colour, followed by the styles that results brought."""
    colour = readable(accent)
    own = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    variables = f":root{{--accent:{colour};--tint:{mixed(colour, 255, 0.93)}}}"
    return Markup("\n".join([variables, own, *styles]))  # noqa: S704 - our own files and a checked colour


def readable(colour: str, *, contrast: float = 5.5) -> str:
    """Darken a colour until text in it can be read on white (WCAG asks for a contrast of 4.5).

    >>> readable("#0b5c6b"), readable("#ffd400")
    ('#0b5c6b', '#7a6600')
    """
    share = 0.0
    while 1.05 / (_luminance(mixed(colour, 0, share)) + 0.05) < contrast:
        share += 0.02
    return mixed(colour, 0, share)


def mixed(colour: str, towards: int, share: float) -> str:
    """Mix a colour with black (0) or white (255)."""
    parts = (round(value + (towards - value) * share) for value in bytes.fromhex(colour[1:]))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _luminance(colour: str) -> float:
    """Give the relative luminance as WCAG 2.2 defines it."""
    shares = [value / 255 for value in bytes.fromhex(colour[1:])]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
