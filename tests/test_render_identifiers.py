"""Identifiers: none of a pupil or of another school leaves, wherever it hides; ordinary words do."""

from __future__ import annotations

import base64

import pytest

from enquiry_lib import errors
from enquiry_lib.render.identifiers import check_page, withheld, without_identifiers

SVG = base64.b64encode(b"<svg><!-- Pupil-77 --><text>x</text></svg>").decode("ascii")


@pytest.mark.parametrize(
    "page",
    [
        "<p>pupil-77</p>",
        "<p>(Pupil-77)</p>",
        "<p>Pupil&#45;77</p>",
        "<p>Pu<b>pil-77</b></p>",
        '<img alt="of PUPIL-77">',
        "<p class='pupil-77'></p>",
        "<!-- pupil-77 -->",
        f'<img src="data:image/svg+xml;base64,{SVG}">',
    ],
)
def test_an_identifier_is_found_wherever_it_hides(page: str) -> None:
    """In text, entities, split by tags, attributes, comments and pictures; and it is not repeated."""
    with pytest.raises(errors.IdentifierFound) as caught:
        check_page(page, pupil_ids=["Pupil-77"])
    assert "77" not in str(caught.value)


@pytest.mark.parametrize("page", ["<p>pupil-778</p>", "<p>apupil-77</p>", "<p>pupil 77</p>"])
def test_only_whole_words_are_identifiers(page: str) -> None:
    """A longer word that holds an identifier is another word."""
    check_page(page, pupil_ids=["Pupil-77"])


@pytest.mark.parametrize(
    "page",
    [
        "<p>Q0001X_Q0002X</p>",
        "<p>see Q0001X-reading</p>",
        "<p>Q0001X_retest</p>",
        "<p id='row-q0001x-3'></p>",
        "<p>retest-OAK-0012_b</p>",
        "<p>10234-reading and 2025_10234</p>",
        "<p>A/12 b_retest</p>",
    ],
)
def test_an_identifier_joined_to_other_words_is_found(page: str) -> None:
    """A word joined by - or _ is looked into for pupils' identifiers, whole or themselves joined."""
    with pytest.raises(errors.IdentifierFound):
        check_page(page, pupil_ids=["Q0001X", "OAK-0012", "10234", "a/12 b"])


def test_parts_of_words_that_are_no_identifiers_pass() -> None:
    """Part of a school's id is no school, a short number no pupil, and names in tags and styles no short id."""
    page = "<p id='day-4c' class='row-7a'>Reading-road, 2025-26-enquiry, 0.10234-0.5, elm-secondary-b</p>"
    check_page(page, pupil_ids=["26", "4C", "7A", "10234"], other_school_ids=["road", "elm", "elm-secondary"])


def test_identifiers_of_digits_are_looked_for_as_whole_numbers() -> None:
    """Long numbers are found in what people read; counts, years and the coordinates of a picture are not."""
    with pytest.raises(errors.IdentifierFound):
        check_page("<p>10234</p>", pupil_ids=["10234"])
    check_page('<p>2025 and 0.10234</p><path d="M10234 5"/>', pupil_ids=["10234", "2025"])


def test_identifiers_with_other_signs_are_found_too() -> None:
    """An identifier may hold a space or a stroke."""
    with pytest.raises(errors.IdentifierFound):
        check_page("<p>by A/12 b.</p>", pupil_ids=["a/12 B"])


def test_another_schools_id_is_found() -> None:
    """A page must not name another school's id."""
    with pytest.raises(errors.IdentifierFound, match="another school"):
        check_page("<p>elm-secondary</p>", pupil_ids=[], other_school_ids=["elm-secondary"])


def test_a_schools_id_of_one_word_is_looked_for_in_what_people_read() -> None:
    """Tags and drawings have words of their own; joined words they cannot have by chance."""
    page = "<svg class='grove'><rect id='hill-top'/></svg><p>Read it.</p>"
    check_page(page, pupil_ids=[], other_school_ids=["grove", "rect"])
    for found in ("<p>in the Grove</p>", "<img alt='grove'>", page):
        with pytest.raises(errors.OtherSchoolFound):
            check_page(found, pupil_ids=[], other_school_ids=["grove", "hill-top"])


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        (None, "what was typed into the forms, and in the names of measures, groups and occasions"),
        ({"evidence": "by elm-33", "sharing": "all"}, r"what was typed into the forms \(evidence\) for it"),
        ({"evidence": "", "sharing": "all"}, "Look in the names of measures, groups and occasions"),
    ],
)
def test_the_message_says_which_part_and_where_it_came_from(typed: dict[str, str] | None, place: str) -> None:
    """The forms that hold an id are named; where none does, the tables are; where nobody knows, both."""
    for ids in ({"pupil_ids": ["elm-33"]}, {"pupil_ids": [], "other_school_ids": ["elm-33"]}):
        with pytest.raises(errors.IdentifierFound, match=place) as caught:
            check_page("<p>elm-33</p>", **ids, part="The chapter 'Read'", typed=typed)
        assert str(caught.value).startswith("The chapter 'Read' was left out")


def test_identifiers_are_withheld_from_messages() -> None:
    """A message keeps its sense and loses its identifiers."""
    assert without_identifiers("Row 3: 'P7' is there twice.", ["p7"]) == "Row 3: '[withheld]' is there twice."


def test_joined_identifiers_are_withheld_too() -> None:
    """A word made of an identifier goes as a whole, one with a space or a stroke as well."""
    text = "Q0001X_retest of a/12 B at 2025-26"
    assert without_identifiers(text, ["q0001x", "A/12 b", "26"]) == "[withheld] of [withheld] at 2025-26"


def test_a_name_loses_what_the_check_would_stop_and_nothing_else() -> None:
    """A name without an identifier stays; a number that could be a count is none; one split by tags goes whole."""
    assert withheld("Oak 7, Pupil-7_b", ["pupil-7", "7"]) == "Oak 7, [withheld]"
    assert withheld("Pu<b>pil-7", ["pupil-7"]) == "[withheld]"


def test_a_unique_pupil_number_is_found_without_being_known() -> None:
    """Whoever's it is; one whose letter does not fit the rest is some other number."""
    check_page("<p>A801200001001</p>", pupil_ids=[])
    for page in ("<p>H801200001001</p>", "<p>h801200001001_retest</p>"):
        with pytest.raises(errors.IdentifierFound):
            check_page(page, pupil_ids=[])
    assert withheld("Scores of H801200001001", []) == "Scores of [withheld]"


CODE = "3ZVGJYS4"


@pytest.mark.parametrize(
    "page",
    [
        "<p>3ZVG\u00adJYS4</p>",
        "<p>3ZVG&shy;JYS4</p>",
        "<p>3ZVG\u200bJYS4</p>",
        "<p>３ＺＶＧＪＹＳ４</p>",
        "<p>3ZVG JYS4</p>",
        "<p>3ZVG-JYS4</p>",
        "<p>3 Z V G J Y S 4</p>",
        "<p>pupil3ZVGJYS4x</p>",
        "<p>&amp;#51;ZVGJYS4</p>",
        "<p title='3ZVG\u2060JYS4'></p>",
        "<p class='3ZVG\u00adJYS4'></p>",
    ],
)
def test_what_people_can_read_as_an_identifier_is_one(page: str) -> None:
    """With signs that nobody sees, in wide letters, apart, glued on, or decoded twice."""
    with pytest.raises(errors.IdentifierFound):
        check_page(page, pupil_ids=[CODE])


def test_numbers_beside_words_are_no_long_identifier() -> None:
    """An id that is a word and a number is no count with a word before it; a short one is not looked for in words."""
    check_page("<p>each pupil 100 12 times</p><p>year 72 025</p>", pupil_ids=["pupil10012", "YEAR-72025"])
    check_page("<p>xp7y and P 7</p>", pupil_ids=["P7"])


@pytest.mark.parametrize(
    "said", ["H801 2000 01001", "h 801 2000 010 01", "H801-2000-01001", "Ｈ801200001001"]
)
def test_a_unique_pupil_number_is_found_in_groups(said: str) -> None:
    """However it is spaced; a row of single figures is none, nor one whose letter is wrong."""
    with pytest.raises(errors.IdentifierFound):
        check_page(f"<p>of {said}.</p>", pupil_ids=[])
    check_page("<p>H 8 0 1 2 0 0 0 0 1 0 0 1, A801 2000 01001</p>", pupil_ids=[])


@pytest.mark.parametrize(
    "page", ["<p>write to J.Day@oak.example.org.</p>", "<a href='mailto:j.day@oak.example.org'>me</a>"]
)
def test_an_email_address_does_not_leave(page: str) -> None:
    """Nobody's, written or linked; what only looks like one does."""
    with pytest.raises(errors.IdentifierFound, match="an email address"):
        check_page(page, pupil_ids=[])
    check_page("<style>a{}@media.print{}</style><p>8 @ £2.50, d3@7.8, @oak</p>", pupil_ids=[])


def test_messages_lose_addresses_and_codes_that_are_glued_on() -> None:
    """What would stop a page is taken out of what is said about failures."""
    assert without_identifiers("ask J.Day@oak.example.org", []) == "ask [withheld]"
    assert CODE not in without_identifiers(f"pupil{CODE}x is there twice", [CODE])
    assert without_identifiers("3ZVG JYS4 is there twice", [CODE]) == "[withheld]"
