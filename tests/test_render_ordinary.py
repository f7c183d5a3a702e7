"""Ordinary words: those by which no school can be known, because they came with the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_workbooks import code, words, workbook

from enquiry_lib.data.example import build_example
from enquiry_lib.render.ordinary import is_ordinary, is_shipped_phrase, ordinary_words, shipped_words
from enquiry_lib.store.shipped import shipped

WORKBOOKS = sorted(shipped("notebooks").glob("day*.ipynb"))


@pytest.mark.parametrize(
    "word",
    [
        "oak",  # the source of the Toolkit's figures
        "reading",  # a table's example
        "page",
        "hope",  # a workbook's text
        "june",  # a date
        "feedback",  # a strand of the Toolkit
        "primary",
    ],
)
def test_words_of_what_is_shipped_are_ordinary(word: str, tmp_path: Path) -> None:
    """Reference data, templates, dates, code and workbooks have words that a school may have for its id."""
    assert word in ordinary_words(WORKBOOKS, tmp_path)


def test_ids_of_the_example_and_of_examples_in_the_code_are_not_ordinary(tmp_path: Path) -> None:
    """What names a school is known as such, whole or by its own word: the example's schools, and oak-primary."""
    ids = {school.id for school in build_example(tmp_path / "n", schools=20).schools}
    own = {identifier.partition("-")[0] for identifier in ids}
    assert not (ids | {"hoppletarn", "oak-primary", "elm-secondary"}) & ordinary_words(WORKBOOKS, tmp_path)
    assert own - shipped_words() >= {"hoppletarn", "quillbeck", "saddlerigg"}


def test_workbooks_reference_data_and_names_of_a_network_are_ordinary_too(tmp_path: Path) -> None:
    """What stands on every page of this network is ordinary in it; a workbook's code is not."""
    book = workbook(tmp_path, "day1_1_own", [words("Meet at Zennor."), code("x = 'Quernmoor'")])
    own = tmp_path / "reference" / "england"
    own.mkdir(parents=True)
    (own / "thresholds.csv").write_text("name,unit,meaning,value\na,b,Wyke-Regis,1\n", encoding="utf-8")
    (own / "notes.csv").write_text("Thrybergh", encoding="utf-8")
    found = ordinary_words([book], tmp_path, ["Elm Juniors-"]) - shipped_words()
    assert {"zennor", "wyke-regis", "juniors"} <= found
    assert not {"quernmoor", "thrybergh"} & found


def test_lists_of_words_to_know_others_by_make_nothing_ordinary() -> None:
    """First names and a dictionary come with the library and stand on no page: a pupil's name stays a name."""
    assert not {"callum", "keziah", "aardvark"} & shipped_words()


@pytest.mark.parametrize(
    ("phrase", "is_ours"),
    [("All pupils", True), ("pupil  premium", True), ("Mark Hill", False), ("premium pupil", False)],
)
def test_phrases_of_ours_are_known_word_by_word(phrase: str, is_ours: bool) -> None:
    """Two ordinary words side by side are ours only where they stand so in what came with the library."""
    assert is_shipped_phrase(phrase) == is_ours


def test_codes_in_our_examples_are_codes_all_the_same() -> None:
    """A template's example has P00001; so may a school's table."""
    assert "p00001" in shipped_words()
    assert not is_ordinary("P00001")
    assert is_ordinary("Reading")
