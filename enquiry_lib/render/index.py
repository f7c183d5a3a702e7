"""What a rendering leaves beside the reports: the index page, and the receipt of what was done with what."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from enquiry_lib.data.checking.check import today
from enquiry_lib.data.checking.retention import kept_too_long
from enquiry_lib.errors import EnquiryError
from enquiry_lib.render.identifiers import withheld
from enquiry_lib.render.leaving import Sought, write_leaving
from enquiry_lib.render.page import Failure, colophon, grouped, stylesheet, template
from enquiry_lib.store.network import PHASES, Network, School
from enquiry_lib.store.published import published_reports
from enquiry_lib.store.saving import read_whole

SCHEMA_VERSION = 1
INDEX, RECEIPT, TIMINGS, NETWORK_PAGE = "index.html", "receipt.json", "timings.json", "network.html"
PACKAGES = (
    "papermill",
    "nbconvert",
    "nbformat",
    "ipython",
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "matplotlib",
)
OVERFLOW = 300

Status = Literal["made", "failed"]


@dataclass(frozen=True)
class WorkbookOutcome:
    """What became of one workbook for one enquiry."""

    workbook: str
    enquiry: str
    status: Status


@dataclass(frozen=True)
class Report:
    """What became of one school (or, with an empty id, of the network's own page).

    `inputs` and `outputs` are SHA-256 hashes of files, named from the network's folder and the folder of
    reports. `pupils` are the identifiers that nothing written may hold; `log` is what the workbooks wrote to
    stderr; `twice` says how many workbooks ran again because all results together hide more than each alone.
    """

    school: str
    page: str
    workbooks: tuple[WorkbookOutcome, ...] = ()
    failures: tuple[Failure, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    pupils: frozenset[str] = field(default=frozenset(), repr=False)
    seconds: float = 0.0
    log: str = ""
    twice: int = 0

    @property
    def status(self) -> Status:
        """Say whether everything was made."""
        return "failed" if self.failures else "made"


@dataclass(frozen=True)
class Receipt:
    """What a rendering did: with which versions, parameters and files, what came of it, and what failed.

    `earlier` says of schools that were not rendered this time what failed when they last were; `kept` what was done
    with those whose reports were whole.
    """

    out: Path
    network: str
    parameters: Mapping[str, object]
    schools: tuple[Report, ...]
    network_report: Report
    inputs: Mapping[str, str]
    earlier: Mapping[str, tuple[Failure, ...]] = field(default_factory=dict)
    kept: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seconds: float = 0.0
    workers: int = 1

    @property
    def index(self) -> Path:
        """Give the path of the index page."""
        return self.out / INDEX

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Give everything that failed, schools first."""
        return tuple(
            failure for report in (*self.schools, self.network_report) for failure in report.failures
        )

    @cached_property
    def pupils(self) -> frozenset[str]:
        """Give the identifiers of all schools' pupils, which nothing written may hold."""
        return frozenset().union(*(report.pupils for report in (*self.schools, self.network_report)))

    @property
    def ok(self) -> bool:
        """Say whether every page is whole."""
        return not self.failures


# --- the index page ---------------------------------------------------------------------------------------


def write_index(network: Network, receipt: Receipt) -> None:
    """Write the page that lists the schools by phase, with the state of each and a link to its report.

    Only schools in the register are listed, in its order, as on the network's page; a page of a school that has
    left it stays where it is, unlinked.
    No name in it holds a pupil's identifier.
    """
    page = template("index.html.j2").render(
        title=withheld(network.settings.name, receipt.pupils),
        tally=_tally(receipt),
        network_page=NETWORK_PAGE if (receipt.out / NETWORK_PAGE).is_file() else "",
        failures=_short(receipt.network_report.failures, receipt.pupils),
        phases=list(_by_phase(network, receipt)),
        css=stylesheet(network.settings.accent),
        **colophon(network),
    )
    write_leaving(receipt.index, page, _sought(receipt))


def _tally(receipt: Receipt) -> str:
    failed = sum(report.status == "failed" for report in receipt.schools)
    made = len(receipt.schools) - failed
    reports = f"{made} report{'' if made == 1 else 's'} complete"
    return f"{reports}, {failed} with something missing" if failed else reports


def _by_phase(network: Network, receipt: Receipt) -> Iterable[tuple[str, list[dict[str, object]]]]:
    reports = {report.school: report for report in receipt.schools}
    for phase in PHASES:
        schools = [school for school in network.schools if school.phase == phase]
        if schools:
            yield (
                phase.capitalize(),
                [_line(network, school, reports.get(school.id), receipt) for school in schools],
            )


def _line(network: Network, school: School, report: Report | None, receipt: Receipt) -> dict[str, object]:
    page = f"{school.id}.html"
    link = page if (receipt.out / page).is_file() else ""
    shown = {"name": withheld(school.name, receipt.pupils), "link": link}
    failures = report.failures if report else receipt.earlier.get(school.id, ())
    words = "something is missing" if failures else "complete"
    said = words if report and report.outputs else _earlier(link, missing=bool(failures and not report))
    said += "" if failures or not link else f", {_publication(network, school, receipt.out / page)}"
    state: str = "failed" if failures else report.status if report else "earlier"
    why = [*_short(failures, receipt.pupils), *_kept_too_long(network, school)]
    return {**shown, "state": state, "said": said, "why": why}


def _kept_too_long(network: Network, school: School) -> list[str]:
    """Say that data are kept for longer than the school has promised; what they are, the check of its tables says."""
    found = kept_too_long(network, school.id, today())
    late = any(problem.level == "warning" for problem in found)
    return ["Data are kept for longer than was promised: `enquiry check` says which."] if late else []


def _publication(network: Network, school: School, page: Path) -> str:
    """Say whether a report is a draft or was published, and when; also when it is not the one that was published."""
    published = published_reports(network, school.id)
    if not published:
        return "draft"
    sign_off = published[-1].sign_off
    day = published[-1].day
    said = f"published on {day.day} {day:%B %Y}"
    return said if sign_off.draft == sha256(read_whole(page)) else f"draft; an earlier one was {said}"


def _earlier(link: str, *, missing: bool) -> str:
    besides = ", with something missing" if missing else ""
    return f"from an earlier rendering{besides}" if link else "not made yet"


def _short(failures: Sequence[Failure], pupils: frozenset[str]) -> list[str]:
    """Give each reason in a line or two; the school's own page has all of it."""
    reasons = (f"{about}: {_start(why)}" if about else _start(why) for about, why in grouped(failures))
    return [withheld(reason, pupils) for reason in reasons]


def _start(message: str) -> str:
    text = " ".join(message.split())
    return text if len(text) <= OVERFLOW else text[:OVERFLOW].rsplit(" ", 1)[0] + " …"


# --- the receipt ------------------------------------------------------------------------------------------


def write_receipt(receipt: Receipt) -> None:
    """Write receipt.json, the same bytes for the same work, and timings.json apart.

    No name in it holds a pupil's identifier.
    """
    write_leaving(receipt.out / RECEIPT, as_json(_receipt(receipt)), _sought(receipt))
    write_leaving(receipt.out / TIMINGS, as_json(_timings(receipt)), _sought(receipt))


def _sought(receipt: Receipt) -> Sought:
    return Sought(pupils=receipt.pupils).in_our_frame()


def _receipt(receipt: Receipt) -> dict[str, Any]:
    packages = {name: version(name) for name in PACKAGES}
    pages = {INDEX: sha256(read_whole(receipt.index))}
    return {
        "schema_version": SCHEMA_VERSION,
        "network": withheld(receipt.network, receipt.pupils),
        "versions": {
            "enquiry-workbooks": version("enquiry-workbooks"),
            "python": platform.python_version(),
            **packages,
        },
        "parameters": {name: _value(value, receipt.pupils) for name, value in receipt.parameters.items()},
        "inputs": _inputs(receipt.inputs, receipt.pupils),
        "schools": {report.school: _report(report, receipt.pupils) for report in receipt.schools},
        "network_report": _report(receipt.network_report, receipt.pupils),
        "earlier": {
            school: _failures(failures, receipt.pupils) for school, failures in receipt.earlier.items()
        },
        "kept": {school: _again(done, receipt.pupils) for school, done in receipt.kept.items()},
        "outputs": pages,
    }


def _report(report: Report, everyone: frozenset[str]) -> dict[str, Any]:
    pupils = report.pupils or everyone
    return {
        "status": report.status,
        "workbooks": [
            {**vars(outcome), "enquiry": withheld(outcome.enquiry, pupils)} for outcome in report.workbooks
        ],
        "failures": _failures(report.failures, pupils),
        "inputs": _inputs(report.inputs, pupils),
        "outputs": dict(report.outputs),
    }


def _again(done: Mapping[str, Any], pupils: frozenset[str]) -> dict[str, Any]:
    """Give what an earlier receipt says, with no name that holds a pupil's identifier of today."""
    given = {name: _value(value, pupils) for name, value in done["parameters"].items()}
    return {**done, "parameters": given, "inputs": _inputs(done["inputs"], pupils)}


def _failures(failures: Iterable[Failure], pupils: frozenset[str]) -> list[dict[str, str]]:
    return [{name: withheld(text, pupils) for name, text in vars(failure).items()} for failure in failures]


def read_earlier(out: Path, schools: Collection[str]) -> dict[str, tuple[Failure, ...]]:
    """Give what failed, of these schools, when their reports were last made, as the receipt in a folder has it.

    A school whose report was whole is left out. Without a receipt that can be read, nothing is known.
    """
    try:
        kept = json.loads(read_whole(out / RECEIPT))
        made = {school: report["failures"] for school, report in kept["schools"].items()}
        known = {**kept["earlier"], **made}
        found = {school: _read_failures(known[school]) for school in sorted(schools) if known.get(school)}
    except (EnquiryError, OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return {school: failures for school, failures in found.items() if (out / f"{school}.html").is_file()}


def read_kept(out: Path, schools: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """Give what was done with these schools when their reports were last made, of those that are whole and still there."""
    try:
        known = made_by(json.loads(read_whole(out / RECEIPT)))
        return {
            school: {"status": "made"}
            | {name: dict(known[school][name]) for name in ("parameters", "inputs", "outputs")}
            for school in sorted(known.keys() & set(schools))
            if known[school]["status"] == "made" and (out / f"{school}.html").is_file()
        }
    except (EnquiryError, OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def made_by(receipt: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give what a receipt says was done with each school, then or before, and with which parameters."""
    now = {
        school: {**done, "parameters": receipt["parameters"]} for school, done in receipt["schools"].items()
    }
    return {**receipt.get("kept", {}), **now}


def _read_failures(failures: Iterable[Mapping[str, str]]) -> tuple[Failure, ...]:
    return tuple(Failure(**{name: str(text) for name, text in failure.items()}) for failure in failures)


def _inputs(inputs: Mapping[str, str], pupils: frozenset[str]) -> dict[str, str]:
    return {withheld(name, pupils): value for name, value in inputs.items()}


def _value(value: object, pupils: frozenset[str]) -> object:
    return withheld(value, pupils) if isinstance(value, str) else value


def _timings(receipt: Receipt) -> dict[str, Any]:
    schools = {report.school: round(report.seconds, 3) for report in receipt.schools}
    network = round(receipt.network_report.seconds, 3)
    return {
        "seconds": round(receipt.seconds, 3),
        "workers": receipt.workers,
        "schools": schools,
        "network_report": network,
        "run_twice": {report.school: report.twice for report in receipt.schools},
    }


def as_json(content: object) -> str:
    """Give content as JSON text that is the same each time and can be read."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def sha256(content: bytes) -> str:
    """Give the SHA-256 of some bytes.

    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def hashes(files: Iterable[Path], folder: Path) -> dict[str, str]:
    """Give the hash of each file, named from the folder; of one outside it only the last two names."""
    return {_named(file, folder): sha256(read_whole(file)) for file in sorted(files)}


def _named(file: Path, folder: Path) -> str:
    if file.is_relative_to(folder):
        return file.relative_to(folder).as_posix()
    return "/".join(file.parts[-2:])
