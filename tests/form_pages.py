"""Forms on a page of their own in Chromium: the widget's own script, answered by `Form`, without a notebook."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from matplotlib.image import imread

from enquiry_lib.show import forms

CHROMIUM = shutil.which("chromium") or ""
SEEN = 10_000
TALL = 900
MOUNT = """
const listeners = { "msg:custom": new Set(), comm_live_update: new Set() };
const tell = (name, ...said) => listeners[name].forEach((listen) => listen(...said));
const model = {
  get: () => PART,
  on: (name, listen) => listeners[name].add(listen),
  off: (name, listen) => listeners[name].delete(listen),
  send: (message) => kernel.lives && answerForm(message).then((reply) => tell("msg:custom", { ...reply, view: message.view })),
};
globalThis.kernel = { lives: true, restarted: () => tell("comm_live_update") };
const draw = () => (globalThis.takeAway = render({ model, el: document.body }));
globalThis.drawBeside = () => {
  const ends = [takeAway, render({ model, el: document.body })];
  globalThis.takeAway = () => ends.forEach((end) => end());
};
globalThis.runAgain = () => {
  takeAway();
  document.body.replaceChildren();
  draw();
};
draw();
"""


@contextmanager
def chromium() -> Iterator[Any]:
    """Give headless Chromium, or a skip that says what is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM and os.environ.get("ENQUIRY_BROWSER_REQUIRED"):
        pytest.fail("Chromium is required here and is not installed")
    if not CHROMIUM:
        pytest.skip("there is no chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def open_form(
    browser: Any, answer: Callable[[Mapping[str, Any]], Any], *, width: int = 900, part: str = "form"
) -> Any:
    """Give a page with one form of this width, drawn; `answer` answers it as `Form.answer` does.

    `part` is the part of the scripts that draws it.
    """
    page = browser.new_page(viewport={"width": width, "height": TALL})
    page.set_default_timeout(SEEN)
    page.expose_function("answerForm", lambda message: json.loads(json.dumps(answer(message))))
    page.set_content(
        '<!DOCTYPE html><html lang="en-GB"><head><title>A form</title></head><body></body></html>'
    )
    page.add_style_tag(content=(forms.HERE / "form.css").read_text(encoding="utf-8"))
    script = [(forms.HERE / name).read_text(encoding="utf-8") for name in forms.SCRIPTS]
    page.add_script_tag(content="\n".join([*script, MOUNT.replace("PART", json.dumps(part))]), type="module")
    page.locator(".enquiry-title").wait_for()
    return page


def open_answers(browser: Any, html: str, *, width: int = 900) -> Any:
    """Give a page with printed answers, in the type and at the width of a report."""
    report = Path(forms.HERE).parent / "render" / "templates" / "report.css"
    page = browser.new_page(viewport={"width": width, "height": TALL})
    page.set_content(
        f'<!DOCTYPE html><html lang="en-GB"><head><title>Answers</title></head><body><main class="sheet">{html}</main>'
    )
    page.add_style_tag(content=report.read_text(encoding="utf-8"))
    return page


def whole(page: Any) -> Any:
    """Give the page with a window as tall as itself, so that the bar at its end stands where it belongs."""
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": tall})
    return page


def sticks_out(page: Any) -> bool:
    """Say whether anything on a page is wider than the page."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def pictures_folder(otherwise: Path) -> Path:
    """Give the folder pictures are kept in: the one that ENQUIRY_PICTURES names, else the one given."""
    folder = Path(os.environ.get("ENQUIRY_PICTURES") or otherwise)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def picture(page: Any, file: Path) -> None:
    """Keep a picture of a whole page, and see that it shows something."""
    _keep(page.screenshot(full_page=True, animations="disabled"), file)


def picture_of(part: Any, file: Path) -> None:
    """Keep a picture of one part of a page, and see that it shows something."""
    _keep(part.screenshot(animations="disabled"), file)


def _keep(drawn: bytes, file: Path) -> None:
    file.write_bytes(drawn)
    assert imread(BytesIO(drawn), format="png").std() > 0.01, f"{file.name} is blank"
