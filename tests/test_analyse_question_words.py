"""The words of a question are read for whom, what is counted, how long, how it is asked and what would follow."""

from __future__ import annotations

import pytest

from enquiry_lib.analyse import question_words as words


@pytest.mark.parametrize(
    "whom",
    ["All pupils in school", "our most vulnerable", "the cohort", "those who need it most", "Children"],
)
def test_anybody_is_nobody_in_particular(whom: str) -> None:
    """Words that fit every pupil tell none from another."""
    assert words.could_be_anybody(whom)


@pytest.mark.parametrize(
    "whom", ["Pupil premium pupils in Y9", "EAL beginners", "Reception", "Parents of Year 7", "Boys", ""]
)
def test_a_group_that_can_be_told_is_somebody(whom: str) -> None:
    """A year, a stage or a trait is enough; an empty box is not spoken about."""
    assert not words.could_be_anybody(whom)


def test_a_label_is_not_yet_something_done() -> None:
    """One word with trimmings is a name; who does what, and how often, is not."""
    assert all(
        words.only_a_name(done) for done in ("Phonics", "quality first teaching", "our mentoring offer")
    )
    assert not any(
        words.only_a_name(done) for done in ("Phone call home on the first day", "Free bus passes", "")
    )


@pytest.mark.parametrize(
    ("outcome", "counted"),
    [
        *(
            ("Late marks per week", True),
            ("% attendance", True),
            ("Reading age", True),
            ("Books borrowed", True),
        ),
        *(
            ("Confidence", False),
            ("Learning behaviours", False),
            ("A love of reading", False),
            ("Oracy", False),
        ),
    ],
)
def test_what_is_counted_is_told_from_what_is_hoped(outcome: str, counted: bool) -> None:
    """School words for scores, counts and shares are known."""
    assert bool(words.counted_in(outcome)) is counted


def test_a_per_cent_needs_something_to_be_of() -> None:
    """A share of detentions is fine, a share of wellbeing is not, whichever box the per cent stands in."""
    assert words.per_cent_of_nothing("Wellbeing improves by 15 per cent", "") == "wellbeing"
    assert words.per_cent_of_nothing("Behaviour", "Will behaviour improve by 30%?") == "behaviour"
    assert not words.per_cent_of_nothing("20% fewer detentions", "")
    assert not words.per_cent_of_nothing("Engagement", "Do 10% more pupils score full marks?")
    assert not words.per_cent_of_nothing("Confidence", "Does it rise?")


@pytest.mark.parametrize(
    ("time", "terms"),
    [
        *(("half a term", 0.5), ("two terms", 2), ("a school year", 3), ("Spring", 1), ("autumn 2", 0.5)),
        *(("Sept - Dec", 1), ("November to February", 1), ("26 weeks", 2), ("two months", 0.5)),
        *(("Marking days", None), ("when it is ready", None), ("", None)),
    ],
)
def test_time_is_read_in_terms(time: str, terms: float | None) -> None:
    """A term has thirteen weeks or four months, a year three terms; what is no time gives none."""
    assert words.terms_in(time) == terms


def test_a_year_group_is_no_time() -> None:
    """'in Year 4' says who, 'by the end of the year' says when."""
    assert not words.time_in("Do pupils in Year 4 read more?")
    assert words.time_in("Do they read more by the end of the year?") == "by the end of the year"


def test_numbers_of_years_are_no_numbers_of_pupils() -> None:
    """Year 4 and 7B are groups; 26 teachers and 'about 300' are numbers."""
    assert not any(
        words.says_how_many(whom, whom=True) for whom in ("Years 4 to 6", "7B and 7C", "KS2", "Y3/4")
    )
    assert words.says_how_many("Year 2, about 300", whom=True)
    assert words.says_how_many("Do 26 class teachers work less?")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Set up a parents' cafe by October.", "task"),
        ("Improve reading across the school", "task"),
        ("Prove that our phonics scheme works", "to_show"),
        ("To evidence the impact of our spending", "to_show"),
        ("How can we improve boys' writing?", "how_to"),
        ("Why are boys underachieving?", "leading"),
        ("How much has our new scheme helped?", "leading"),
        ("Boys do worse because of phones.", "no_question"),
    ],
)
def test_what_is_not_an_open_question_is_named(question: str, code: str) -> None:
    """Tasks, proofs, searches for ideas, presumed answers and statements are told apart."""
    found = words.how_it_is_asked(question)
    assert found is not None
    assert found[0] == code


@pytest.mark.parametrize(
    "question",
    [
        "Do pupils taught how to plan essays score higher than last year's?",
        "Do pupils who don't get a call home miss more days?",
        "Does showing worked examples raise marks?",
        "Among Year 9 boys, does coaching cut detentions?",
        "does the app give higher scores",
        "Whether pupils in Year 4 spell more words after six weeks",
        "",
    ],
)
def test_an_open_question_is_left_alone(question: str) -> None:
    """Words of showing, doing or how-to inside a question do not close it; a missing mark does not either."""
    assert words.how_it_is_asked(question) is None


@pytest.mark.parametrize(
    "answer",
    [
        "discuss it as a team",
        "we’ll see",
        "TBC",
        "look into why",
        "keep monitoring",
        "Take it to governors",
        "?",
    ],
)
def test_talk_is_not_a_step(answer: str) -> None:
    """Where only talk follows, nothing has been decided."""
    assert words.left_open(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "Report it to governors and drop the scheme",
        "See what the other classes gain from January",
        "Keep it for Year 7",
        "Meet parents of Year 7 every half term",
        "",
    ],
)
def test_a_step_may_begin_with_talk(answer: str) -> None:
    """Where pupils, lessons or a stop are named there is a step."""
    assert not words.left_open(answer)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Renew the licence", "The licence gets renewed, as we have a deal"),
        ("continue", "We will carry on"),
        ("Roll it out to all years", "Expand it to all years anyway"),
    ],
)
def test_the_same_step_in_other_words_is_seen(one: str, other: str) -> None:
    """Endings, small words and words that mean the same make no difference."""
    assert words.same_step(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Carry on", "Don't carry on"),
        ("Renew the licence", "Cancel the licence"),
        ("Use in Years 7 and 8", "Use in Year 9"),
        ("Start it in all classes", "Stop it in all classes"),
        ("Fund it", "Find other funds"),
        ("", ""),
    ],
)
def test_a_turn_or_another_year_is_another_step(one: str, other: str) -> None:
    """A no, a stop or another number makes it another decision; empty boxes are none."""
    assert not words.same_step(one, other)


def test_a_decision_already_taken_is_foregone() -> None:
    """What is done all the same does not hang on the answer."""
    assert words.foregone("Roll it out anyway")
    assert words.foregone("Keep it, as we have already paid")
    assert not words.foregone("Stop, and use the time for reading")
