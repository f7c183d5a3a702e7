"""Pictures: the same bytes each time, alternative text with the numbers, nothing where nothing may be shown."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
import samples

from enquiry_lib.show.plots import picture
from enquiry_lib.show.plots.canvas import Picture
from enquiry_lib.show.showing import gate
from enquiry_lib.stats.comparisons.several import compare_several_groups
from enquiry_lib.stats.result import Result

PICTURED = [result for result in samples.every_result() if picture(result)]


@pytest.mark.parametrize("result", PICTURED, ids=lambda result: type(result).__name__)
def test_pictures_are_whole_and_the_same_each_time(result: Result) -> None:
    """A picture is well-formed SVG with alternative text, asks for nothing outside, and repeats byte for byte."""
    one, other = picture(result), picture(result)
    assert one is not None
    assert one == other
    assert ET.fromstring(one.svg).tag.endswith("svg")
    assert len(one.alt) > 40
    assert "<script" not in one.svg
    assert "<image" not in one.svg


@pytest.mark.parametrize(
    "result",
    [samples.gap_scan(7), samples.one_group(8), samples.two_groups(40, 8)],
    ids=lambda r: type(r).__name__,
)
def test_withheld_numbers_are_not_drawn(result: Result) -> None:
    """Where all numbers are withheld there is no picture."""
    assert picture(gate(result)) is None


@pytest.mark.parametrize("result", PICTURED, ids=lambda result: type(result).__name__)
def test_the_smallest_letters_can_be_read_on_a_telephone(result: Result) -> None:
    """At the least width a picture is shown at, no letter is under nine pixels, and it still fits a report's column."""
    one = picture(result)
    assert one is not None
    drawn = [float(size) for size in re.findall(r"font-size: ([0-9.]+)px", one.svg)]
    across = float(ET.fromstring(one.svg).attrib["viewBox"].split()[2])
    assert one.narrowest() * min(drawn) / across >= 9
    assert one.narrowest() < 640


def test_a_picture_without_letters_has_a_width() -> None:
    """A picture that says nothing in letters is as wide as it was drawn."""
    assert Picture("<svg/>", "A line.").narrowest() == 519


def test_a_result_without_a_picture_has_none() -> None:
    """Progress is a table and a sentence only."""
    assert picture(samples.progress()) is None


def test_dollar_signs_in_names_are_no_formulas() -> None:
    """A column whose name has two dollar signs, or a backslash, is drawn as it is written."""
    table = pd.DataFrame({r"$ \fee $": list("aabb") * 10, "score": range(40)})
    found = compare_several_groups(table, outcome="score", group=r"$ \fee $", pupil=None)
    one = picture(found)
    assert one is not None
    assert r"$ \fee $" in "".join(ET.fromstring(one.svg).itertext())
