"""How soon a form can be used, how long forty fields take to draw, and how long a change takes to be saved: one run.

    python benchmarks/forms.py [--times N] [--page]

Medians, beside what the issue allows: 3 s from starting a kernel to the first form that can be used, 1 s for a form of
forty fields, 200 ms for a saved change. A kernel is started as `enquiry lab` starts it, and asked as a notebook asks.
With --page, the same is seen in JupyterLab by Chromium: from restarting the kernel to the first form on the screen, of
a notebook of its own and of a shipped workbook, and from the last letter typed to 'Saved', less the pause in which a
form waits for further letters. Everything is wall time, so the load of the machine is printed too.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
import psutil
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from pydantic import create_model

from enquiry_lib.analyse.enquiry import Enquiry, open_enquiry
from enquiry_lib.cli.lab import lab_environment
from enquiry_lib.show.fields import field_specs, form_spec
from enquiry_lib.show.forms import HERE, Form, lists_of
from enquiry_lib.store.record import SECTIONS

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from form_pages import chromium, open_form
from lab_pages import FreshSchool, choose, form_of, fresh_school, jupyterlab, run_all, visit

FIRST, FORTY, SAVED = 3000.0, 1000.0, 200.0
FIELDS = 40
SECTION, FIELD, LABEL = "question", "time", "By when?"
WORKBOOK = "day1_1_school_priorities"
CELLS = """import enquiry_lib as el
enquiry = el.open_enquiry(r"{network}", "{school}")
el.ask(enquiry, "question")"""
PAUSE = float(re.findall(r"const PAUSE = (\d+)", (HERE / "form.js").read_text(encoding="utf-8"))[0])


def milliseconds(start: float) -> float:
    """Give the milliseconds since a moment."""
    return 1000 * (time.perf_counter() - start)


# --- a kernel, asked as a notebook asks -------------------------------------------------------------------


class Kernel:
    """A kernel as `enquiry lab` starts it, and the first form it shows."""

    def __init__(self, school: FreshSchool, settings: Path) -> None:
        environment = lab_environment(settings)
        kernels = KernelSpecManager(kernel_dirs=[str(settings / "kernels")])
        self.manager = KernelManager(kernel_name="python3", kernel_spec_manager=kernels)
        environment["JPY_SESSION_NAME"] = str(school.workbook("benchmark"))
        self.manager.start_kernel(env=environment, stderr=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)
        self.client.execute(CELLS.format(network=school.network.folder, school=school.id))
        self.form = self._opened()["comm_id"]

    def ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Send the form a message as its page does, and give its reply."""
        data = {"method": "custom", "content": {**message, "view": "benchmark"}}
        sent = self.client.session.msg("comm_msg", {"comm_id": self.form, "data": data})
        self.client.shell_channel.send(sent)
        while True:
            told = self.client.get_iopub_msg(timeout=120)
            content = told["content"]
            if told["msg_type"] == "comm_msg" and content["data"].get("method") == "custom":
                return dict(content["data"]["content"])

    def _opened(self) -> dict[str, Any]:
        """Wait for the widget of the form; the first that is opened are its layout's."""
        while True:
            told = self.client.get_iopub_msg(timeout=120)
            if told["msg_type"] == "error":
                raise RuntimeError("\n".join(told["content"]["traceback"]))
            if told["msg_type"] == "comm_open" and "_esm" in told["content"]["data"]["state"]:
                return dict(told["content"])

    def end(self) -> None:
        """Stop it."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def first_form(school: FreshSchool, settings: Path) -> tuple[float, float]:
    """Give the milliseconds from starting a kernel to the reply that draws its first form, and those it worked."""
    start = time.perf_counter()
    kernel = Kernel(school, settings)
    kernel.ask({"type": "load"})
    took, spent = milliseconds(start), psutil.Process(kernel.manager.provisioner.pid).cpu_times()
    kernel.end()
    return took, 1000 * (spent.user + spent.system)


def saved_changes(school: FreshSchool, settings: Path, times: int) -> Iterator[float]:
    """Give the milliseconds of saved changes, from a message to its reply; the first does not count."""
    kernel = Kernel(school, settings)
    before = kernel.ask({"type": "load"})["values"][FIELD]
    for number in range(times + 1):
        value = f"By week {number}"
        start = time.perf_counter()
        reply = kernel.ask({"type": "save", "field": FIELD, "value": value, "before": before, "turn": number})
        took = milliseconds(start)
        if reply["type"] != "saved":
            raise RuntimeError(str(reply))
        before = value
        if number:
            yield took
    kernel.end()


# --- a form of forty fields -------------------------------------------------------------------------------


def forty_fields() -> type[Any]:
    """Make a section of forty questions: those of the shipped sections, kind after kind, and so many of each."""
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for section, model in SECTIONS.items():
        for name, spec in field_specs(model).items():
            if not spec.asked_when:
                by_kind.setdefault(spec.kind, []).append((section, name))
    rounds = max(map(len, by_kind.values()))
    in_turn = [kind[place] for place in range(rounds) for kind in by_kind.values() if place < len(kind)]
    questions = {f"{section}_{name}": _question(section, name) for section, name in in_turn[:FIELDS]}
    return create_model("FortyFields", __doc__="Forty fields.", **questions)


def _question(section: str, name: str) -> tuple[Any, Any]:
    field = SECTIONS[section].model_fields[name]
    return (field.annotation, field)


def drawn(browser: Any, enquiry: Enquiry) -> float:
    """Give the milliseconds from asking for a form of forty fields to all of it on the screen."""
    model = forty_fields()
    reply = {**Form(enquiry, SECTION).answer({"type": "load"}), "earlier": {}, "named": {}}

    def answer(_: Mapping[str, Any]) -> dict[str, Any]:
        return {**reply, **form_spec(model, lists_of(enquiry)), "values": model().model_dump(mode="json")}

    page = open_form(browser, answer)
    took = page.evaluate(REDRAWN)
    fields = page.locator(".enquiry-fields > .enquiry-field").count()
    page.close()
    if fields != FIELDS:
        raise RuntimeError(f"{fields} fields were drawn")
    return float(took)


REDRAWN = """async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const start = performance.now();
  runAgain();
  while (!document.querySelector(".enquiry-title")) await painted();
  document.body.getBoundingClientRect();
  await painted();
  return performance.now() - start;
}"""


# --- in JupyterLab ----------------------------------------------------------------------------------------


def own_notebook(school: FreshSchool) -> Path:
    """Write a notebook with nothing but one form."""
    sources = CELLS.format(network=school.network.folder, school=school.id).splitlines()
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = school.workbook("benchmark")
    nbformat.write(book, path)
    return path


def first_on_screen(page: Any) -> float:
    """Give the milliseconds from restarting the kernel to a form that is drawn."""
    page.evaluate("document.querySelectorAll('.enquiry-form').forEach((one) => one.remove())")
    choose(page, "Kernel", "Restart Kernel and Run All Cells")
    page.locator(".jp-Dialog button.jp-mod-warn").click()
    start = time.perf_counter()
    page.locator(".enquiry-form .enquiry-title").first.wait_for(state="attached")
    took = milliseconds(start)
    page.locator(".jp-InputPrompt", has_text="[*]").last.wait_for(state="detached")
    return took


def typed_to_saved(form: Any) -> float:
    """Give the milliseconds from a letter typed to 'Saved', less the pause."""
    return float(form.evaluate(TYPED, form.get_by_label(LABEL).element_handle())) - PAUSE


TYPED = """(form, field) => new Promise((done) => {
  const status = form.querySelector(".enquiry-status");
  const seen = new MutationObserver(() => {
    if (!status.textContent.startsWith("Saved")) return;
    seen.disconnect();
    done(performance.now() - start);
  });
  seen.observe(status, { childList: true, characterData: true, subtree: true });
  field.value += "x";
  const start = performance.now();
  field.dispatchEvent(new Event("input", { bubbles: true }));
})"""


def in_jupyterlab(browser: Any, place: Path, times: int) -> Iterator[tuple[str, float, float]]:
    """Give each measure in JupyterLab: what it is, its median, and its limit."""
    school = fresh_school(place / "lab_network")
    own = own_notebook(school)
    with jupyterlab(school.workbooks, place / "lab") as server:
        for named, file in (("a notebook of one form", own), ("day1_1", school.workbook(WORKBOOK))):
            page = visit(browser, server.address(file, file.stem))
            run_all(page)
            took = [first_on_screen(page) for _ in range(times)]
            yield f"first form on the screen, {named}", median(took), FIRST
            page.close()
        page = visit(browser, server.address(own, "saving"))
        run_all(page)
        form = form_of(page, "The enquiry question")
        typed_to_saved(form)
        yield "typed to 'Saved', less the pause", median(typed_to_saved(form) for _ in range(10)), SAVED


# --- the table --------------------------------------------------------------------------------------------


def all_measures(times: int, *, page: bool) -> Iterator[tuple[str, float, float]]:
    """Give each measure: what it is, its median, and its limit."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        place = Path(name)
        os.environ["ENQUIRY_KEYS"] = str(place / "keys")
        school = fresh_school(place / "network")
        took, worked = zip(*(first_form(school, place / "added") for _ in range(times)), strict=True)
        yield "first form, from starting its kernel", median(took), FIRST
        yield "  of which the kernel's own processor time", median(worked), FIRST
        enquiry = open_enquiry(school.network.folder, school.id)
        yield f"a form of {FIELDS} fields drawn", median(drawn(browser, enquiry) for _ in range(times)), FORTY
        yield "a saved change", median(saved_changes(school, place / "added", 10 * times)), SAVED
        if page:
            yield from in_jupyterlab(browser, place, times)


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument(
        "--times", type=int, default=5, help="how often each is measured; changes, ten times that"
    )
    asked.add_argument("--page", action="store_true", help="also in JupyterLab, seen by Chromium")
    options = asked.parse_args()
    print(f"{'median, in ms':<56}{'':>8}{'limit':>8}{'load':>8}")
    for what, took, limit in all_measures(options.times, page=options.page):
        above = "   ABOVE" if took > limit else ""
        print(f"{what:<56}{took:>8.0f}{limit:>8.0f}{os.getloadavg()[0]:>8.1f}{above}", flush=True)


if __name__ == "__main__":
    main()
