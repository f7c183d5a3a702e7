"""Pictures: the same bytes each time, alternative text with the numbers, nothing where nothing may be shown."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pandas as pd
import pytest
import samples

from enquiry_lib.show.plots import picture
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
