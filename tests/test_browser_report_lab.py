"""The button that renders a report in a real JupyterLab: forms save meanwhile, and nothing outlives the kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_browser_forms import Lab, browser, lab, server, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["browser", "lab", "server"]  # fixtures
PATIENCE = 240_000


def _rendering(network: Path) -> list[str]:
    """Give the processes that render a network."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode("utf-8", errors="replace").split("\0")
        except OSError:
            continue
        found += [process.name] if "render" in words and str(network) in words else []
    return found


def test_a_report_is_rendered_while_a_form_is_filled_in(lab: Lab) -> None:
    """What is typed meanwhile is saved; then the page opens in a new tab; the notebook keeps nothing of it."""
    page: Any = lab.open('el.ask(enquiry, "question")', "el.offer_report(enquiry)")
    form, report = lab.form(0), lab.form(1)
    report.get_by_role("button", name="Render my report").click()
    report.get_by_role("progressbar").wait_for()
    report.get_by_role("progressbar", name="Workbook").wait_for(timeout=PATIENCE)
    form.get_by_label("By when").fill("By July")
    lab.says(form, "Saved")
    assert report.get_by_role("progressbar").count() == 1
    assert lab.saved("question")["time"] == "By July"
    link = report.get_by_role("link", name="Open the report")
    link.wait_for(timeout=PATIENCE)
    with page.context.expect_page() as opened:
        link.click()
    opened.value.get_by_role("heading", name="Oak", exact=True).first.wait_for()
    assert "not yet signed off by the head" in opened.value.content()
    report.get_by_role("button", name="Render it again").wait_for(timeout=PATIENCE)
    text = lab.save_with_state()
    assert str(lab.network.folder / "reports") not in text
    assert "signed off" not in text


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only there can the processes be listed")
def test_restarting_the_kernel_stops_a_rendering(lab: Lab) -> None:
    """No process outlives the kernel that began it, and the button says what became of it."""
    page: Any = lab.open("el.offer_report(enquiry)")
    report = lab.form()
    report.get_by_role("button", name="Render my report").click()
    report.get_by_role("progressbar", name="Workbook").wait_for(timeout=PATIENCE)
    assert _rendering(lab.network.folder)
    lab.command("Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog button.jp-mod-warn").click()
    until(lambda: not _rendering(lab.network.folder), "the end of the rendering", 40)
    report.get_by_role("alert").filter(has_text="was started again").wait_for(timeout=30_000)
