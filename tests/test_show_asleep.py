"""The words in the place of a form that is not drawn."""

from __future__ import annotations

from enquiry_lib.show.asleep import NAMES, Asleep


def test_each_part_says_what_to_do_and_that_nothing_is_lost() -> None:
    """The words are the same with and without a style, which a notebook from elsewhere is shown without."""
    for part in NAMES:
        words = repr(Asleep(part))
        assert words.endswith("is asleep. Choose Run, then Run All Cells: your answers are kept.")
        assert f"<p>{words}</p>" in Asleep(part)._repr_html_()
