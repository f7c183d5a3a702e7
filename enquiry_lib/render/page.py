"""Pages: one HTML file a school, which asks nobody for anything, runs nothing, and names no pupil."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from enquiry_lib import errors
from enquiry_lib.render.chapters import TEMPLATES, Chapter
from enquiry_lib.store.network import Network, School

LINES_SHOWN = 12
WITHHELD = "[withheld]"


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


# --- pages ------------------------------------------------------------------------------------------------


def school_page(network: Network, school: School, parts: Sequence[Part]) -> str:
    """Make a school's report: all its enquiries, each with the chapters its workbooks gave."""
    return _page(network, title=school.name, kicker=network.settings.name, about=school.phase, parts=parts)


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
    )


def network_page(network: Network, chapters: Sequence[Chapter], failures: Sequence[Failure] = ()) -> str:
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
    )


def _page(
    network: Network,
    *,
    title: str,
    kicker: str,
    about: str,
    parts: Sequence[Part],
    failures: Sequence[Failure] = (),
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
        **colophon(network),
    )
    return page


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


# --- the check --------------------------------------------------------------------------------------------

WORD = re.compile(r"[\w-]+")
PART = re.compile(r"[^\W_]+")  # of a word, between its - and _
MOST_PARTS = 6
SHORTEST = 5  # what is shorter is no identifier when it is a number, or a part of a word in tags and styles
PART_NUMBER = re.compile(r"(?<![^\W_])(?<![.,])\d{5,}(?![^\W_]|[.,]\d)")
WHOLE_NUMBER = re.compile(r"(?<![\w.,-])\d{5,}(?![\w-]|[.,]\d)")
DATA_URI = re.compile(r"data:(image/[\w.+-]+);base64,([A-Za-z0-9+/=\s]+)")
SAID_IN_TAGS = re.compile(r"\b(?:alt|title|aria-label)=(\"[^\"]*\"|'[^']*')")


def check_page(page: str, *, pupil_ids: Collection[str], other_school_ids: Collection[str] = ()) -> None:
    """See that a page (or any text that leaves the school) names no pupil of the school and no other school.

    Ids are looked for as whole words, capital and small letters alike: in the page as it is, with its
    entities decoded, with its tags taken out, and in the pictures it holds. A pupil's id is also looked for
    in words joined by - or _ ("P7-reading"); a school's is not, for its own parts are ordinary words. An id of
    digits only is looked for as a number in what people read, from five digits on: a shorter one cannot be
    told from a count or a year. Raises IdentifierFound, which does not repeat the id.
    """
    said = _everything_in(page)
    place = "what was typed into the forms, and in the names of measures, groups and occasions"
    if said.pupils(_sought(frozenset(pupil_ids))):
        raise errors.IdentifierFound(
            what="a pupil's identifier, or another code from the tables", place=place
        )
    if said.schools(_sought(frozenset(other_school_ids))):
        raise errors.IdentifierFound(what="another school's identifier", place=place)


@dataclass(frozen=True)
class _Sought:
    """Identifiers by how they are looked for: as words, as numbers, and those with other signs as they are."""

    words: frozenset[str]
    numbers: frozenset[str]
    others: frozenset[str]


@lru_cache(maxsize=4)
def _sought(ids: frozenset[str]) -> _Sought:
    folded = {identifier.strip().casefold() for identifier in ids} - {""}
    numbers = {identifier for identifier in folded if identifier.isdecimal()}
    words = {identifier for identifier in folded - numbers if WORD.fullmatch(identifier)}
    stripped = {identifier.strip("-_") for identifier in words} - {""}
    return _Sought(frozenset(stripped), frozenset(numbers), frozenset(folded - numbers - words))


@dataclass(frozen=True)
class _Said:
    """What is on a page: in every view of it, its words and their parts; its numbers in what people read."""

    texts: list[str]
    words: set[str]
    numbers: set[str]
    parts: set[str]
    part_numbers: set[str]

    def pupils(self, sought: _Sought) -> frozenset[str]:
        """Give the pupils' identifiers that are on the page."""
        found = (sought.words & (self.words | self.parts)) | (sought.numbers & self.part_numbers)
        return found | self._as_they_are(sought.others, r"[^\W_]")

    def schools(self, sought: _Sought) -> frozenset[str]:
        """Give the schools' identifiers that are on the page."""
        found = (sought.words & self.words) | (sought.numbers & self.numbers)
        return found | self._as_they_are(sought.others, r"[\w-]")

    def _as_they_are(self, others: Collection[str], beside: str) -> set[str]:
        return {other for other in others if any(_stands_in(other, text, beside) for text in self.texts)}


def _stands_in(identifier: str, text: str, beside: str) -> bool:
    bounded = rf"(?<!{beside}){re.escape(identifier)}(?!{beside})"
    return identifier in text and re.search(bounded, text) is not None


def _everything_in(page: str) -> _Said:
    layers = list(_layers(page))
    read = [text.casefold() for layer in layers for text in _read_by_people(layer)]
    raw = [layer.casefold() for layer in layers]
    words = {word for text in read for word in WORD.findall(text)}
    names = {word for text in raw for word in WORD.findall(text)} - words
    return _Said(
        texts=[*read, *raw],
        words={word.strip("-_") for word in words | names},
        numbers={number for text in read for number in WHOLE_NUMBER.findall(text)},
        parts={part for word in words for part in _parts(word)}
        | {part for name in names for part in _parts(name) if len(part) >= SHORTEST},
        part_numbers={number for text in read for number in PART_NUMBER.findall(text)},
    )


def _parts(word: str) -> Iterator[str]:
    """Give what a word is joined of, and every stretch of it: of a-b_c these are a, a-b, a-b_c, b, b_c and c."""
    places = [part.span() for part in PART.finditer(word)]
    for number, (start, _) in enumerate(places):
        for _, end in places[number : number + MOST_PARTS]:
            yield word[start:end]


def _layers(page: str) -> Iterator[str]:
    """Give the page without the pictures written into it, then each picture that is text."""
    yield DATA_URI.sub("", page)
    for kind, content in DATA_URI.findall(page):
        if kind == "image/svg+xml":
            yield from _layers(_decoded(content))


def _decoded(content: str) -> str:
    try:
        return base64.b64decode(content).decode("utf-8", errors="replace")
    except binascii.Error:
        return content


def _read_by_people(layer: str) -> Iterator[str]:
    shown = re.sub(r"<(style)\b.*?</\1>", " ", layer, flags=re.DOTALL)
    shown = shown.replace("<!--", " ").replace("-->", " ")
    yield html.unescape(re.sub(r"<[^>]*>", " ", shown))
    yield html.unescape(re.sub(r"<[^>]*>", "", shown))
    yield html.unescape(" ".join(SAID_IN_TAGS.findall(layer)))


def without_identifiers(text: str, pupil_ids: Collection[str], other_school_ids: Collection[str] = ()) -> str:
    """Put "[withheld]" for every identifier in a message.

    >>> without_identifiers("P7 is there twice", ["p7"])
    '[withheld] is there twice'
    """
    hidden = {identifier.strip().casefold() for identifier in (*pupil_ids, *other_school_ids)}
    pupils = _sought(frozenset(pupil_ids))

    def hide(word: re.Match[str]) -> str:
        folded = word[0].casefold()
        return WITHHELD if folded in hidden or _is_joined_of(folded, pupils) else word[0]

    for other in sorted(pupils.others, key=len, reverse=True):
        if other in text.casefold():
            text = re.sub(re.escape(other), WITHHELD, text, flags=re.IGNORECASE)
    return WORD.sub(hide, text)


def _is_joined_of(word: str, pupils: _Sought) -> bool:
    long = {number for number in pupils.numbers if len(number) >= SHORTEST}
    return any(part in pupils.words or part in long for part in _parts(word))


def withheld(name: str, pupil_ids: Collection[str]) -> str:
    """Give a name with "[withheld]" for every identifier by which `check_page` would stop it.

    >>> withheld("school 7, P7-reading", ["p7", "7"])
    'school 7, [withheld]'
    """
    found = _everything_in(name).pupils(_sought(frozenset(pupil_ids)))
    if not found:
        return name
    hidden = without_identifiers(name, found)
    return WITHHELD if _everything_in(hidden).pupils(_sought(found)) else hidden


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """Give the words that stand on every page anyway, in the templates and in `texts`.

    A school whose id is such a word ("reading", "main") cannot be recognised by it, so it is not looked for.
    """
    own = (path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.*")))
    return frozenset(word.casefold().strip("-_") for text in (*own, *texts) for word in WORD.findall(text))
